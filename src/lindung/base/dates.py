"""Months as dates: a contribution month is the first day of that month everywhere."""

from datetime import date


def month_of(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """`month` (a first day) moved by `count` months."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months lie from `first` to `last`, both taken as months (0 for the same month)."""
    return (last.year - first.year) * 12 + last.month - first.month
