"""Days on which the branch decides and pays, and how long claims take."""

from bisect import bisect_left
from datetime import date, timedelta
from functools import lru_cache

from numpy.random import Generator

from lindung.law.dates import add_working_days
from lindung.registry.reference import read

LAST = date(2021, 12, 13)
FIRST = date(2021, 1, 4)
OPENED = date(2020, 12, 31)  # nothing is claimed before the balances stand in the books


@lru_cache(maxsize=1)
def holidays() -> frozenset[date]:
    """All holidays of the reference data."""
    return frozenset(date.fromisoformat(r["tanggal"]) for r in read("holidays.csv"))


@lru_cache(maxsize=1)
def decision_days() -> tuple[date, ...]:
    """Tuesdays and Thursdays that are working days, the first day of payment and the last of decision; none from the
    1st to the 5th of a month after January and none on the 14th, when contributions are booked."""
    found = {FIRST, LAST}
    day = FIRST
    while day < LAST:
        quiet = day.day > 5 or day.month == 1
        if (
            day.weekday() in (1, 3)
            and day not in holidays()
            and quiet
            and day.day != 14
            and (day.month, day.day) != (1, 5)
        ):
            found.add(day)
        day += timedelta(days=1)
    return tuple(sorted(found))


def after(day: date, days: int) -> date:
    """A day `days` calendar days later (or earlier)."""
    return day + timedelta(days=days)


def add_month(day: date) -> date:
    """The first day on which one calendar month has passed, and a day more to be safe at the ends of months."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last) + timedelta(days=2)
        except ValueError:
            continue
    raise AssertionError


def next_working_day(day: date) -> date:
    """The working day after `day`."""
    return add_working_days(day, 1, holidays())


def working_days_before(day: date, count: int) -> date:
    """`count` working days earlier."""
    while count > 0:
        day -= timedelta(days=1)
        if day.weekday() < 5 and day not in holidays():
            count -= 1
    return day


class Book:
    """Gives each claim its days."""

    def __init__(self, rng: Generator) -> None:
        self.rng = rng

    def days(self, ready: date, within: int) -> tuple[date, date, date]:
        """Days of submission, decision and payment for a claim that can be made from `ready`; most are asked for within
        `within` days. The decision follows after 1 to 4 working days, in a few cases after more than the law allows."""
        choices = decision_days()
        wanted = ready + timedelta(days=int(self.rng.integers(1, within)))
        at = min(bisect_left(choices, max(wanted, FIRST)), len(choices) - 1)
        on = choices[at]
        slow = self.rng.random() < 0.03
        lag = int(self.rng.integers(6, 12)) if slow else int(self.rng.integers(1, 4))
        asked = max(working_days_before(on, lag), min(ready, on), OPENED)
        pay_on = on if on == FIRST else next_working_day(on)
        return asked, on, pay_on
