"""Targets against what was reached: gap, pace needed, pace so far, and a plain verdict."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from lindung.base.dates import add_months, month_of
from lindung.performance import queries
from lindung.performance.definition import Period
from lindung.registry.queries import holidays


@dataclass(frozen=True)
class Pace:
    """Counts or rupiah. `needed` and `recent` are per working day; `multiple` is how much faster it must go."""

    target: int
    actual: int
    gap: int
    days_left: int
    needed: Fraction | None
    recent: dict[int, Fraction]
    multiple: Fraction | None
    verdict: str


def working_days(first: date, last: date) -> int:
    """Working days from `first` to `last`, both included."""
    if last < first:
        return 0
    free = holidays(first, last)
    days = (last - first).days + 1
    return sum(1 for n in range(days) if (first + timedelta(n)).weekday() < 5 and first + timedelta(n) not in free)


def pace(indicator: str, version: str, slug: str, as_of: date, target: int, period_from: date, period_to: date) -> Pace:
    """How a target stands on `as_of`; BEHIND means up to 1.5 times the pace is needed, UNLIKELY more."""

    one = queries.indicator(indicator, version)

    def value(day: date) -> int:
        found = queries.figure(indicator, slug, day, version).value
        return int(found or 0)

    actual = value(min(as_of, period_to))
    gap = target - actual
    left = working_days(as_of + timedelta(1), period_to)
    recent: dict[int, Fraction] = {}
    for months in (3, 6, 12):
        start = add_months(month_of(as_of), -months) + timedelta(as_of.day - 1)
        if one.period is Period.YEAR_TO_DATE:
            start = max(start, date(as_of.year, 1, 1) - timedelta(1))
            before = 0 if start.year < as_of.year else value(start)
        else:
            before = value(start)
        worked = working_days(start + timedelta(1), as_of)
        if worked:
            recent[months] = Fraction(actual - before, worked)
    needed = Fraction(gap, left) if left and gap > 0 else None
    base = recent.get(3)
    # standing still or falling back reaches nothing, however little is missing
    multiple = needed / base if needed is not None and base is not None and base > 0 else None
    if gap <= 0:
        verdict = "REACHED"
    elif not left:
        verdict = "MISSED"
    elif multiple is None or multiple > Fraction(3, 2):
        verdict = "UNLIKELY"
    else:
        verdict = "ON_TRACK" if multiple <= 1 else "BEHIND"
    return Pace(target, actual, gap, left, needed, recent, multiple, verdict)


def targets(slug: str, as_of: date) -> list[dict[str, object]]:
    """The newest version of every target of the office whose period holds `as_of`."""
    from lindung.base.db import rows

    office = queries.office_by_slug(slug)
    return rows(
        "select distinct on (indicator, period_from, period_to) id, indicator, period_from, period_to, value, version,"
        " approved_by, made_at from performance_target where office_id = %s and %s between period_from and period_to"
        " order by indicator, period_from, period_to, version desc",
        [office["id"], as_of],
    )
