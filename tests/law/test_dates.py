"""Calendars: months, ages, working days, due dates, months late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law
from lindung.law import dates

DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
HOLIDAYS = frozenset({date(2021, 8, 17), date(2022, 1, 1), date(2021, 12, 24), date(2022, 4, 15), date(2022, 8, 15)})


def test_add_months() -> None:
    assert dates.add_months(date(2021, 1, 31), 1) == date(2021, 2, 28)
    assert dates.add_months(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert dates.add_months(date(2021, 1, 31), 1, "next") == date(2021, 3, 1)
    assert dates.add_months(date(2021, 12, 15), 1) == date(2022, 1, 15)
    assert dates.add_months(date(2021, 3, 31), -1) == date(2021, 2, 28)


def test_birthday() -> None:
    assert dates.birthday(date(1965, 8, 17), 56) == date(2021, 8, 17)
    assert dates.birthday(date(1964, 2, 29), 56) == date(2020, 2, 29)
    assert dates.birthday(date(1964, 2, 29), 57) == date(2021, 2, 28)
    assert dates.birthday(date(1964, 2, 29), 57, "mar_1") == date(2021, 3, 1)


def test_working_days() -> None:
    assert dates.next_working_day(date(2021, 8, 14), HOLIDAYS) == date(2021, 8, 16)
    assert dates.next_working_day(date(2021, 8, 17), HOLIDAYS) == date(2021, 8, 18)
    assert dates.add_working_days(date(2021, 8, 13), 2, HOLIDAYS) == date(2021, 8, 18)
    assert dates.add_working_days(date(2021, 8, 14), 0, HOLIDAYS) == date(2021, 8, 14)
    with pytest.raises(law.BadFact):
        dates.add_working_days(date(2021, 8, 14), -1, HOLIDAYS)


@given(DAYS, st.integers(0, 200), st.frozensets(DAYS, max_size=8))
def test_working_days_count_back(start: date, count: int, holidays: frozenset[date]) -> None:
    end = dates.add_working_days(start, count, holidays)
    assert dates.working_days_between(start, end, holidays) == count
    if count:
        assert dates.is_working_day(end, holidays)


@given(DAYS, st.integers(0, 900))
def test_full_months(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    months = dates.full_months(start, end)
    assert dates.add_months(start, months) <= end < dates.add_months(start, months + 1)


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (date(2021, 12, 1), date(2022, 1, 17)),  # the 15th is a Saturday
        (date(2021, 7, 9), date(2021, 8, 16)),  # a Sunday
        (date(2022, 3, 1), date(2022, 4, 18)),  # Good Friday, then a weekend
        (date(2022, 7, 1), date(2022, 8, 16)),  # a holiday on a Monday
        (date(2021, 10, 31), date(2021, 11, 15)),
        (date(2020, 7, 1), date(2020, 8, 18)),  # a Saturday, then the 17th
        (date(2020, 8, 1), date(2020, 9, 30)),  # PP 49/2020
        (date(2020, 12, 1), date(2021, 2, 1)),  # 30 January is a Saturday
        (date(2021, 1, 1), date(2021, 3, 1)),  # there is no 30 February; the 28th is a Sunday
        (date(2021, 2, 1), date(2021, 3, 15)),
    ],
)
def test_contribution_due(month: date, due: date) -> None:
    assert dates.contribution_due(month, HOLIDAYS | {date(2020, 8, 17)}) == due


def test_contribution_due_as_known() -> None:
    assert dates.contribution_due(date(2020, 8, 1), (), known_on=date(2020, 8, 31)) == date(2020, 9, 15)
    with pytest.raises(law.NotInForce):
        dates.contribution_due(date(2015, 6, 1), ())


def test_due_dates_are_working_days_in_every_month() -> None:
    month = date(2015, 7, 1)
    while month < date(2027, 1, 1):
        due = dates.contribution_due(month, HOLIDAYS)
        assert dates.is_working_day(due, HOLIDAYS)
        assert date(2015, 8, 15) <= due and timedelta(40) < due - month < timedelta(65)
        month = dates.add_months(month, 1)


@pytest.mark.parametrize(
    ("paid", "part", "whole"),
    [
        (date(2021, 11, 14), 0, 0),
        (date(2021, 11, 15), 0, 0),
        (date(2021, 11, 16), 1, 0),
        (date(2021, 12, 15), 1, 1),
        (date(2021, 12, 16), 2, 1),
        (date(2022, 11, 15), 12, 12),
    ],
)
def test_months_late(paid: date, part: int, whole: int) -> None:
    due = date(2021, 11, 15)
    assert dates.months_late(due, paid) == part
    assert dates.months_late(due, paid, settings={"penalty.part_month_counts": "no"}) == whole


def test_months_late_refuses_an_unknown_choice() -> None:
    with pytest.raises(law.UnknownSetting):
        dates.months_late(date(2021, 1, 1), date(2021, 2, 1), settings={"penalty.part_month_counts": "maybe"})
