"""The list of industries by risk group (JKK): what an officer chooses from when an employer is registered.

The law gives no KBLI code and no official mapping is known, so none is offered. Codes are this package's own and never
change their meaning: 1 to 191 follow the list of PP 82/2019, the rest are entries that only PP 44/2015 had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .wording import Both

if TYPE_CHECKING:
    from .engine import Law


@dataclass(frozen=True, slots=True)
class Industry:
    """An entry of the list: code, words, risk group, JKK rate in parts per million, and the codes of entries that name
    the same trade in another group."""

    code: int
    title: Both
    risk_group: int
    rate: int
    overlaps: tuple[int, ...]


def overlaps(value: dict[str, tuple[str, ...]], code: int) -> tuple[int, ...]:
    """Other codes under which the list of that day names the same trade in another group."""
    return tuple(int(c) for pair in value.values() if str(code) in pair for c in pair if int(c) != code)


def industries(
    on: date, search: str = "", *, known_on: date | None = None, law: Law | None = None
) -> tuple[Industry, ...]:
    """The industries of the list in force on a date, by code. ``search`` keeps those whose Indonesian or English words
    hold every word of it. Raises :class:`NotInForce` before July 2015."""
    from .engine import published

    have = (law or published()).parameters
    groups = have.look_up("jkk.industry_group", on, known_on).value
    doubled = have.look_up("jkk.industry_overlap", on, known_on).value
    rates = have.look_up("jkk.rate", on, known_on).value
    labels = have["jkk.industry_group"].labels
    words = search.casefold().split()
    out = []
    for code, group in sorted(groups.items()):
        title = dict(labels[str(code)])
        text = f"{title['id']} {title['en']}".casefold()
        if group and all(w in text for w in words):
            out.append(Industry(code, title, group, rates[group], overlaps(doubled, code)))
    return tuple(out)
