"""Dates of the law: months, ages, working days, due dates, months late. Plain Python over a set of holidays.

``holidays`` is any collection of dates on which offices are closed besides Saturday and Sunday."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .errors import BadFact
from .plan import month_end

if TYPE_CHECKING:
    from .engine import Law

__all__ = [
    "add_months",
    "add_working_days",
    "birthday",
    "bpu_due",
    "contribution_due",
    "full_months",
    "is_working_day",
    "month_end",
    "months_late",
    "next_working_day",
    "working_days_between",
]


def _law(law: Law | None) -> Law:
    from .engine import published

    return law or published()


def add_months(day: date, months: int, overflow: str = "clamp") -> date:
    """The same day of the month, ``months`` later (or earlier). Where that month lacks the day: its last day
    (``clamp``) or the first day of the month after (``next``)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1)
    last = month_end(first)
    if day.day <= last.day:
        return first.replace(day=day.day)
    return last if overflow == "clamp" else last + timedelta(days=1)


def birthday(born: date, age: int, leap: str = "feb_28") -> date:
    """The day on which somebody reaches an age in years. ``leap`` says when a birthday of 29 February falls in other
    years: ``feb_28`` or ``mar_1``."""
    year = born.year + age
    if (born.month, born.day) != (2, 29):
        return born.replace(year=year)
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28) if leap == "feb_28" else date(year, 3, 1)


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and day not in holidays


def next_working_day(day: date, holidays: Collection[date]) -> date:
    """The day itself if it is a working day, else the first one after it."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    """The day ``count`` (>= 0) working days after ``day``; the count begins the day after."""
    if count < 0:
        raise BadFact(id="Jumlah hari kerja tidak boleh negatif.", en="The number of working days cannot be negative.")
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1), holidays)
    return day


def working_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """Working days after ``start`` up to and including ``end``; 0 if ``end`` is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    count = weeks * 5 + sum((start + timedelta(days=weeks * 7 + k)).weekday() < 5 for k in range(1, rest + 1))
    return count - sum(1 for h in holidays if start < h <= end and h.weekday() < 5)


def full_months(start: date, end: date) -> int:
    """Completed calendar months from ``start`` to ``end``; a month is complete on the same day number (or the month's
    last day where it lacks that number). 0 if ``end`` is not later."""
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def contribution_due(
    month: date, holidays: Collection[date], *, law: Law | None = None, known_on: date | None = None
) -> date:
    """Due date of the contribution of a month (any day of it): the due day of the following month, or the first working
    day after it. PP 44/2015 art. 21, PP 45/2015 art. 30, PP 46/2015 art. 19; PP 49/2020 for August 2020 to January
    2021.

    A due day that the following month lacks (30 February) is its last day. Raises :class:`NotInForce` before July
    2015."""
    day = _law(law).parameter("contribution.due_day", month_end(month), known_on).value
    last = month_end(add_months(month.replace(day=1), 1))
    return next_working_day(last.replace(day=min(day, last.day)), holidays)


def bpu_due(
    month: date,
    holidays: Collection[date],
    programme: str = "JKK",
    *,
    law: Law | None = None,
    known_on: date | None = None,
) -> date:
    """Due date of a non-wage earner's contribution of a month (any day of it), or the first working day after it: JKK
    and JKM in the month itself (PP 44/2015 art. 24), JHT in the following month (PP 46/2015 art. 21).

    Raises :class:`NotInForce` before July 2015, :class:`BadFact` for another programme."""
    if programme not in ("JKK", "JKM", "JHT"):
        raise BadFact(
            id=f"Bukan penerima upah tidak mengikuti {programme}.", en=f"{programme} is not open to non-wage earners."
        )
    key = "contribution.bpu_jht_due_day" if programme == "JHT" else "contribution.bpu_due_day"
    day = _law(law).parameter(key, month_end(month), known_on).value
    last = month_end(add_months(month.replace(day=1), 1 if programme == "JHT" else 0))
    return next_working_day(last.replace(day=min(day, last.day)), holidays)


def months_late(
    due: date,
    paid: date,
    *,
    settings: dict[str, str] | None = None,
    law: Law | None = None,
    known_on: date | None = None,
) -> int:
    """Months that a payment is late for the penalty; 0 when paid by ``due``. Setting ``penalty.part_month_counts`` says
    whether a part month counts (default yes)."""
    if paid <= due:
        return 0
    parameters = _law(law).parameters
    choice, _ = parameters.setting("penalty.part_month_counts", due, known_on, settings or {})
    months = full_months(due, paid)
    return months + 1 if choice == "yes" and add_months(due, months) < paid else months
