"""What the books do when two records of one person are merged: balances follow by booked transfers, and go back by
reversing exactly those (see registry/services/merging.py for who calls this)."""

from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.ledger.services import move_member_balance, reverse


def preview(kept_id: int, merged_id: int) -> list[dict[str, Any]]:
    """Balances that would move, by account and employer: account_id, employer_id, amount (rupiah)."""
    return rows(
        "select account_id, employer_id, sum(amount)::bigint as amount from ledger_memberposting"
        " where person_id = %s group by 1, 2 having sum(amount) <> 0 order by 1, 2",
        [merged_id],
    )


def move(kept_id: int, merged_id: int, key: str, on: date, by: int | None) -> dict[str, Any]:
    """Book the member balances of `merged` over to `kept`; the entries, to be reversed by `restore`."""
    return {"entries": move_member_balance(merged_id, kept_id, key, on, by=by)}


def restore(kept_id: int, merged_id: int, key: str, moved: dict[str, Any], on: date, by: int | None) -> None:
    """Reverse the transfers of the merge; what was booked for `kept` since stays with it."""
    for entry_id in moved["entries"]:
        reverse(entry_id, key, on, by)
