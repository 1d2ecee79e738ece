"""What the people of a list cost in a month, by the law. Whole rupiah."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law

FORMULAS = {"VULNERABLE": "bpu.contribution", "NON_ASN": "pu.contribution"}


@dataclass(frozen=True, slots=True)
class Package:
    """The same for everybody on a list: the base and the amounts of one person and month."""

    base: int
    jkk: int
    jkm: int
    jht: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.jkk + self.jkm + self.jht


def package(month: date, *, income: int, jht: bool, funded_by_state: bool, known_on: date | None = None) -> Package:
    """What a vulnerable worker costs in a month. `income` 0 is the lowest band."""
    made = law.calc(
        FORMULAS["VULNERABLE"],
        month,
        {
            "income": income,
            "jht": int(jht),
            "transport": 0,
            "funded_by_state": int(funded_by_state),
            "covid_relief": 0,
        },
        known_on=known_on,
    ).values
    return Package(made["band_base"], made["jkk"], made["jkm"], made["jht_worker"])


def wage_sql(month: date, wage: str, risk_group: str, jht: str, *, known_on: date | None = None) -> Mapping[str, str]:
    """SQL expressions jkk, jkm and jht of a wage, where all of it is paid by the sponsor. The arguments are SQL of
    whole numbers, never input."""
    made = law.sql(
        FORMULAS["NON_ASN"],
        month,
        {
            "wage": wage,
            "risk_group": risk_group,
            "jht": jht,
            "jp": "0",
            "jkp": "0",
            "covid_relief": "0",
            "labour_intensive": "0",
        },
        known_on=known_on,
    )
    return {"jkk": made["jkk"], "jkm": made["jkm"], "jht": f"({made['jht_employer']} + {made['jht_worker']})"}


def receipt(workers: str, month: date, known_on: date | None = None) -> dict[str, Any]:
    """The receipt of the law for a month."""
    return law.receipt(FORMULAS[workers], month, known_on=known_on)
