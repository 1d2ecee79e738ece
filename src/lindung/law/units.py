"""Units of quantities and how numbers are written for people.

A unit is a product of dimensions: ``IDR/month`` is rupiah per month, ``rate/month`` a rate per month. Rates are
integers in parts per million (3.7 % is 37,000), so the dimension ``ppm`` marks a number that only ``share`` may turn
into money.
"""

from __future__ import annotations

from datetime import date
from functools import cache

PPM = 1_000_000
"""One whole, in the unit of rates: parts per million."""

Dims = tuple[tuple[str, int], ...]

_ATOMS: dict[str, Dims] = {
    "IDR": (("IDR", 1),),
    "rate": (("ppm", 1),),
    "month": (("month", 1),),
    "months": (("month", 1),),
    "day": (("day", 1),),
    "days": (("day", 1),),
    "year": (("year", 1),),
    "years": (("year", 1),),
    "working_days": (("working_day", 1),),
    "hours": (("hour", 1),),
    "age_years": (("year", 1),),
    "day_of_month": (("day_of_month", 1),),
    "count": (),
    "flag": (),
    "code": (),
    "codes": (),
    "choice": (),
    "date": (("date", 1),),
}

ANY: Dims = (("any", 1),)
"""Unit of the literal 0, which fits every unit."""


@cache
def dims(unit: str) -> Dims:
    """Dimensions of a written unit such as ``IDR/month``; raises ``KeyError`` for an unknown unit."""
    head, *rest = unit.split("/")
    out = _ATOMS[head]
    for part in rest:
        out = over(out, _ATOMS[part])
    return out


def known(unit: str) -> bool:
    """Whether ``unit`` is written in known parts."""
    return all(part in _ATOMS for part in unit.split("/"))


def times(a: Dims, b: Dims) -> Dims:
    """Dimensions of a product."""
    if ANY in (a, b):
        return ANY
    total: dict[str, int] = {}
    for name, power in (*a, *b):
        total[name] = total.get(name, 0) + power
    return tuple(sorted((n, p) for n, p in total.items() if p))


def over(a: Dims, b: Dims) -> Dims:
    """Dimensions of a quotient."""
    return ANY if a == ANY else times(a, tuple((n, -p) for n, p in b))


def show_integer(value: int, lang: str = "id") -> str:
    """A whole number with thousands marks: 1.234 in Indonesian, 1,234 in English."""
    text = f"{value:,}"
    return text if lang == "en" else text.replace(",", ".")


def show_ratio(num: int, den: int, lang: str = "id", places: int = 6) -> str:
    """``num/den`` in decimals, exact up to ``places`` digits, trailing zeros dropped; ``…`` marks a longer tail."""
    sign, num = ("-" if num < 0 else ""), abs(num)
    whole, rest = divmod(num, den)
    digits, rest = divmod(rest * 10**places, den)
    tail = f"{digits:0{places}d}".rstrip("0")
    if rest:
        tail = f"{digits:0{places}d}…"
    return sign + show_integer(whole, lang) + (("." if lang == "en" else ",") + tail if tail else "")


def show_money(value: int, lang: str = "id") -> str:
    """Rupiah: Rp1.234.567 in Indonesian, Rp1,234,567 in English."""
    return f"-Rp{show_integer(-value, lang)}" if value < 0 else f"Rp{show_integer(value, lang)}"


def show_rate(ppm: int, lang: str = "id") -> str:
    """A rate in parts per million as percent: 3,7 % in Indonesian, 3.7% in English."""
    return show_ratio(ppm, PPM // 100, lang) + ("%" if lang == "en" else " %")


_WORDS = {
    "month": ("bulan", "month"),
    "day": ("hari", "day"),
    "year": ("tahun", "year"),
    "working_day": ("hari kerja", "working day"),
    "hour": ("jam", "hour"),
}


def show(value: int, of: Dims, lang: str = "id") -> str:
    """A value in its unit, for people."""
    have = dict(of)
    if have.get("IDR") == 1:
        return show_money(value, lang)
    if have.get("ppm") == 1:
        return show_rate(value, lang)
    if len(of) == 1 and of[0][1] == 1 and of[0][0] in _WORDS:
        local, english = _WORDS[of[0][0]]
        word = english + ("s" if abs(value) != 1 else "") if lang == "en" else local
        return f"{show_integer(value, lang)} {word}"
    return show_integer(value, lang)


_MONTHS_ID = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def show_date(day: date, lang: str = "id") -> str:
    """A date in words: 15 Desember 2021, or 15 December 2021."""
    return f"{day.day} {(_MONTHS_EN if lang == 'en' else _MONTHS_ID)[day.month - 1]} {day.year}"
