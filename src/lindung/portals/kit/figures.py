"""Amounts, figures and dates in the language of the page; what is not known is a dash."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from lindung.base import format as fmt
from lindung.portals.language import lang

NONE = "–"


def rupiah(amount: int | str | None) -> str:
    """``{{ bill.total|rupiah }}`` → Rp1.234.567; nothing known → –."""
    return NONE if amount is None or isinstance(amount, str) else fmt.rupiah(amount, lang())


def rupiah_short(amount: int | str | None) -> str:
    """``{{ total|rupiah_short }}`` → Rp184,72 miliar."""
    return NONE if amount is None or isinstance(amount, str) else fmt.rupiah_short(amount, lang())


def number(value: int | Fraction | Decimal | None, decimals: int = 0) -> str:
    """``{{ workers|number }}`` → 13.738; ``{{ average|number:1 }}`` → 12,5."""
    return NONE if value is None or value == "" else fmt.number(value, decimals, lang())


def tanggal(day: dt.date | dt.datetime | None, style: str = "panjang") -> str:
    """``{{ due|tanggal }}`` → 15 Desember 2021; styles panjang, pendek, hari (weekday too), jam (time too)."""
    if not day:
        return NONE
    if isinstance(day, dt.datetime):
        day = timezone.localtime(day) if timezone.is_aware(day) else day
        if style == "jam":
            return f"{fmt.date_long(day, lang())}, {day:%H.%M}"
    if style == "pendek":
        return fmt.date_short(day, lang())
    return fmt.date_long(day, lang(), weekday=style == "hari")


def bulan(month: dt.date | int | None, style: str = "panjang") -> str:
    """``{{ report.month|bulan }}`` → Desember 2021; of a number 1–12 the name only; style pendek → Des 2021."""
    if not month:
        return NONE
    if isinstance(month, int):
        return fmt.month_name(month, lang(), short=style == "pendek")
    return fmt.month_year(month, lang(), short=style == "pendek")
