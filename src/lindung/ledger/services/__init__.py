"""The only writers of the books: entries, member rows, closings, returns, opening balances, moves between members."""

from lindung.ledger.services.closing import close_month
from lindung.ledger.services.members import credit_returns, move_member_balance, opening_balances
from lindung.ledger.services.posting import Member, Posted, open_months, post, post_many, reverse

__all__ = [
    "Member",
    "Posted",
    "close_month",
    "credit_returns",
    "move_member_balance",
    "open_months",
    "opening_balances",
    "post",
    "post_many",
    "reverse",
]
