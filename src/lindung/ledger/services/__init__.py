"""The only writers of the books: entries, member rows, closings, returns, opening balances, moves between members."""

from lindung.ledger.services.closing import closable, close_month, settled
from lindung.ledger.services.crediting import credit_jp_returns, credit_returns, true_up_returns
from lindung.ledger.services.members import move_member_balance, opening_balances
from lindung.ledger.services.posting import (
    NEW,
    NEXT,
    POSTED,
    Member,
    Posted,
    open_months,
    post,
    post_many,
    reverse,
    share_period,
    sides,
)
from lindung.ledger.services.rates import approve_rate, propose_rate, refuse_rate

__all__ = [
    "NEW",
    "NEXT",
    "POSTED",
    "Member",
    "Posted",
    "approve_rate",
    "closable",
    "close_month",
    "credit_jp_returns",
    "credit_returns",
    "move_member_balance",
    "open_months",
    "opening_balances",
    "post",
    "post_many",
    "propose_rate",
    "refuse_rate",
    "reverse",
    "settled",
    "share_period",
    "sides",
    "true_up_returns",
]
