"""What a month costs a non-wage earner, by the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law
from lindung.base.dates import add_months
from lindung.law.dates import bpu_due
from lindung.registry import queries as registry

FORMULA = "bpu.contribution"


class Receipts:
    """Receipts of the law by first month; one that says the same as the month before is not repeated."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []

    def add(self, month: date, receipt: dict[str, Any]) -> None:
        """The receipt of the next month."""
        same = ("rules", "parameters_used", "settings")
        if not self.found or any(self.found[-1][key] != receipt[key] for key in same):
            self.found.append({"from": f"{month:%Y-%m}", **receipt})


@dataclass(frozen=True, slots=True)
class Month:
    """What one month costs somebody with these occupations: lines of (item, base, jkk, jkm, jht), the law used, and
    when it is due."""

    month: date
    lines: tuple[tuple[int, int, int, int, int], ...]
    receipt_of_law: dict[str, Any]
    due_on: date
    jht_due_on: date

    @property
    def jkk(self) -> int:
        """JKK of all occupations."""
        return sum(line[2] for line in self.lines)

    @property
    def jkm(self) -> int:
        """JKM of all occupations."""
        return sum(line[3] for line in self.lines)

    @property
    def jht(self) -> int:
        """JHT of all occupations."""
        return sum(line[4] for line in self.lines)

    @property
    def total(self) -> int:
        """All of it."""
        return self.jkk + self.jkm + self.jht


def month_quoted(month: date, jobs: Sequence[tuple[int, int, bool]], jht: bool, relief: int, today: date) -> Month:
    """What a month costs whoever declared these occupations (item, income, transport)."""
    holidays = registry.holidays(month, add_months(month, 7))
    receipts = Receipts()
    receipts.add(month, law.receipt(FORMULA, month, known_on=today))
    return Month(
        month,
        tuple((item, *amounts(month, income, jht, transport, relief, today)) for item, income, transport in jobs),
        {"formula": FORMULA, "months": receipts.found},
        bpu_due(month, holidays),
        bpu_due(month, holidays, "JHT"),
    )


def amounts(
    month: date, income: int, jht: bool, transport: bool, relief: int, today: date
) -> tuple[int, int, int, int]:
    """The base, JKK, JKM and JHT of an occupation in a month."""
    made = law.calc(
        FORMULA,
        month,
        {
            "income": income,
            "jht": int(jht),
            "transport": int(transport),
            "funded_by_state": 0,
            "covid_relief": relief,
        },
        known_on=today,
    ).values
    return made["band_base"], made["jkk"], made["jkm"], made["jht_worker"]
