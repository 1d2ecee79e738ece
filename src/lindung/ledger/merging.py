"""What the books do when two records of one person are merged: balances follow by booked transfers, and go back by
reversing exactly those (see registry/services/merging.py for who calls this)."""

from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.queries import open_day
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
    return {"entries": move_member_balance(merged_id, kept_id, key, open_day(on), by=by)}


def restore_preview(kept_id: int, merged_id: int, moved: dict[str, Any]) -> list[dict[str, Any]]:
    """What reversing the transfers gives: per account the amount that goes back, the balances of both now and after
    (`kept_now`, `kept_after`, `merged_now`, `merged_after`, rupiah), and whether too little is left to give back."""
    found = rows(
        "with back as (select account_id, -sum(amount)::bigint as amount from ledger_memberposting"
        " where entry_id = any(%(entries)s) and person_id = %(merged)s group by 1),"
        " now as (select account_id, coalesce(sum(amount) filter (where person_id = %(kept)s), 0)::bigint as kept,"
        " coalesce(sum(amount) filter (where person_id = %(merged)s), 0)::bigint as merged from ledger_memberposting"
        " where person_id in (%(kept)s, %(merged)s) group by 1)"
        " select b.account_id, b.amount, n.kept as kept_now, n.merged as merged_now from back b join now n"
        " on n.account_id = b.account_id where b.amount <> 0 order by 1",
        {"entries": list(moved["entries"]), "kept": kept_id, "merged": merged_id},
    )
    for r in found:
        r["kept_after"], r["merged_after"] = r["kept_now"] - r["amount"], r["merged_now"] + r["amount"]
        r["short"] = r["amount"] > 0 and r["kept_after"] < 0
    return found


def restore(kept_id: int, merged_id: int, key: str, moved: dict[str, Any], on: date, by: int | None) -> None:
    """Reverse the transfers of the merge; what was booked for `kept` since stays with it.

    Raises LedgerRefused: unmerge_short (what was moved has been paid out since; that is to be corrected first)."""
    for part in restore_preview(kept_id, merged_id, moved):
        if part["short"]:
            raise LedgerRefused("unmerge_short", missing=f"{-part['kept_after']:,}".replace(",", "."))
    for entry_id in moved["entries"]:
        reverse(entry_id, key, open_day(on), by)
