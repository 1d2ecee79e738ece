"""Scholarships: what must hold for every family, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law

ON, EVENT = date(2025, 7, 20), date(2022, 3, 10)
LEVELS = ("TK", "SD", "SMP", "SMA", "PT")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "level": st.sampled_from((*LEVELS, "NOT_YET", "LEFT")),
            "years_paid": st.integers(0, 7),
            "current": st.integers(0, 1),
            "missed": st.integers(0, 6),
            "married": st.integers(0, 1),
        }
    ),
    min_size=1,
    max_size=5,
)


def ask(rows: list[dict[str, Any]], event: date = EVENT, on: date = ON, **more: Any) -> law.Result:
    children = [{"child": n, "birth_date": date(2008, 1, 1), **row} for n, row in enumerate(rows, 1)]
    facts = {"cause": "JKK_DEATH", "event_date": event, "children": children}
    return law.calc("scholarship.entitlement", on, facts | more)


@given(ROWS, st.integers(0, 180_000_000))
def test_never_above_the_cap_nor_for_a_third_child(rows: list[dict[str, Any]], before: int) -> None:
    got = ask(rows, paid_before=before)
    assert got.values["amount"] == sum(r["amount"] for r in got.details["children"])
    assert got.values["amount"] <= max(174_000_000 - before, 0)
    assert got.values["children_paid"] <= 2
    assert all(bool(r["amount"]) == (r["reason"] is None) for r in got.details["children"])
    assert bool(got.values["entitled"]) == (got.details["reason"] is None)
    assert law.replay(got.trace)


@given(st.sampled_from(LEVELS), st.integers(0, 6), st.integers(0, 3), st.integers(160_000_000, 175_000_000))
def test_years_together_are_the_years_one_by_one(level: str, paid: int, missed: int, before: int) -> None:
    together = ask([{"level": level, "years_paid": paid, "current": 1, "missed": missed}], paid_before=before)
    total = 0
    for number in range(missed + 1):
        one = ask([{"level": level, "years_paid": paid + number, "current": 1}], paid_before=before + total)
        total += one.values["amount"]
    assert together.values["amount"] == total


@given(st.integers(1, 5), st.integers(0, 20), st.integers(0, 200_000_000), st.integers(0, 200_000_000))
def test_a_year_falls_with_what_was_paid(level: int, years: int, a: int, b: int) -> None:
    low, high = sorted((a, b))
    one, two = (
        law.calc("scholarship.benefit", EVENT, {"level": level, "years_paid": years, "paid_before": p}).values["amount"]
        for p in (low, high)
    )
    assert one >= two >= 0


def test_two_children_through_every_level_reach_the_cap() -> None:
    years = law.parameter("scholarship.max_years", EVENT).value
    paid = 0
    for _ in range(2):
        for level, most in years.items():
            for number in range(most):
                facts = {"level": level, "years_paid": number, "paid_before": paid}
                paid += law.calc("scholarship.benefit", EVENT, facts).values["amount"]
    assert paid == law.parameter("scholarship.total_max", EVENT).value


@pytest.mark.parametrize(
    "children",
    [
        [],
        [
            {"child": 1, "birth_date": date(2010, 1, 1), "level": "SD"},
            {"child": 1, "birth_date": date(2011, 1, 1), "level": "SMP"},
        ],
        [{"child": 1, "birth_date": date(2010, 1, 1), "level": k, "current": 1} for k in ("SD", "SMP")],
        [{"child": 1, "birth_date": date(2010, 1, 1), "level": "SD"}] * 2,
        [{"child": 0, "birth_date": date(2010, 1, 1), "level": "SD"}],
        [{"child": 1, "birth_date": date(2010, 1, 1), "level": "S2"}],
    ],
)
def test_refused_children(children: list[dict[str, Any]]) -> None:
    facts = {"cause": "JKK_DEATH", "event_date": EVENT, "children": children}
    with pytest.raises(law.LawError):
        law.calc("scholarship.entitlement", ON, facts)


def test_a_claim_before_the_event_is_refused() -> None:
    with pytest.raises(law.BadFact):
        ask([{"level": "SD", "current": 1}], on=date(2022, 3, 9))
