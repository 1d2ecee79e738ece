"""What an employer owes: by month and programme, by month and worker."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.collection.owed import owed_sql
from lindung.contributions.effective import PARTS
from lindung.contributions.queries import money
from lindung.contributions.queries.months import month_by_worker

Row = dict[str, Any]
BLOCK = 2_000


@dataclass(frozen=True)
class Month:
    """A contribution month past its due date: what its bills owe of each fund (`jkk` to `jkp`), the 2 % that was
    charged and is not paid, what would be charged if it were paid on the day. Whole rupiah."""

    month: date
    due_on: date
    late: int
    parts: dict[str, int]
    penalty: int
    accruing: int
    bills: tuple[Row, ...]

    @property
    def principal(self) -> int:
        return sum(self.parts.values())


def overdue_months(employer_id: int, on: date) -> list[Month]:
    """The overdue months of an employer, oldest first; a bill of a later correction counts when it is due itself."""
    open_parts = {
        r["bill_id"]: r for r in rows(owed_sql("x.employer_id = %(employer)s"), {"employer": employer_id, "on": on})
    }
    found: dict[date, list[Row]] = {}
    for bill in money.bills_of(employer_id, on):
        if bill["due_on"] < on and (bill["open"] > 0 or bill["penalty"] > bill["penalty_paid"]):
            found.setdefault(bill["month"], []).append(bill)
    return [
        Month(
            month,
            min(b["due_on"] for b in bills),
            max(b["months_late"] for b in bills),
            {p: sum(int(open_parts[b["id"]][p]) for b in bills) for p in PARTS},
            sum(b["penalty"] - b["penalty_paid"] for b in bills),
            sum(b["accruing"] for b in bills),
            tuple(bills),
        )
        for month, bills in sorted(found.items())
    ]


def overdue_workers(employer_id: int, month: Month, *, after: int = 0, limit: int = 50) -> list[Row]:
    """For whom a month is owed, by person id: person_id, name, kpj, wage, `owed` in all and of each fund (`jkk` to
    `jkp`). What is paid of a bill is shared by lines and rounded down, so that the rests of its workers add up to a few
    rupiah more than its own."""
    found = month_by_worker(employer_id, month.month, month.bills, after=after, limit=limit)
    for r in found:
        r["owed"] = r["assessed"] - r["settled"]
        r |= {part: r[f"assessed_{part}"] - r[f"settled_{part}"] for part in PARTS}
    return found


def overdue_lines(employer_id: int, on: date) -> Iterator[tuple[Month, Row]]:
    """Every overdue month of every worker, a block of workers at a time; who owes nothing of a month is left out."""
    for month in overdue_months(employer_id, on):
        after = 0
        while found := overdue_workers(employer_id, month, after=after, limit=BLOCK):
            yield from ((month, r) for r in found if r["owed"])
            after = found[-1]["person_id"]
