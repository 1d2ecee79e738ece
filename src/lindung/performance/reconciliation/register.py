"""The register of figures printed in five press reports: value, unit, day, and the interval rounding leaves open."""

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "figures.csv"


@dataclass(frozen=True)
class Published:
    """A printed figure. The true value lies within `half` of `value` (0: printed exactly)."""

    id: str
    value: Fraction
    unit: str
    as_of: str
    half: Fraction
    region: str
    name: str

    @property
    def low(self) -> Fraction:
        return self.value - self.half

    @property
    def high(self) -> Fraction:
        return self.value + self.half


@cache
def published() -> dict[str, Published]:
    """All figures of the register by id."""
    with open(FILE, encoding="utf-8", newline="") as file:
        return {
            r["id"]: Published(
                r["id"],
                Fraction(r["value"]),
                r["unit"],
                r["as_of"],
                Fraction(r["half_interval"]),
                r["region"],
                r["name"],
            )
            for r in csv.DictReader(file)
        }
