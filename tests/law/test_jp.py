"""Pensions (JP): every parameter is watched, the published history is its own index, the formula for every wage."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lindung import law

from .cases import CASES

OURS = [c for c in CASES if c.formula.startswith("jp.") or c.formula == "service.review"]
START = date(2015, 7, 1)


def calc(formula: str, on: date, choice: dict[str, str] | None = None, **facts: Any) -> law.Result:
    return law.calc(formula, on, facts, settings=choice)


def test_the_history_of_bounds_is_its_own_index() -> None:
    lows = law.published().parameters["jp.benefit_min"].values
    highs = law.published().parameters["jp.benefit_max"].values
    assert len(lows) == len(highs) == 12
    for before, after, top, next_top in zip(lows, lows[1:], highs, highs[1:], strict=False):
        rate = law.parameter("jp.inflation", date(after.in_force.year - 1, 12, 31)).value
        got = calc("jp.next_bounds", after.in_force, lowest=before.value, highest=top.value, inflation=rate)
        assert (got.values["next_lowest"], got.values["next_highest"]) == (after.value, next_top.value)


@given(st.integers(0, 10**9), st.integers(-500_000, 500_000))
def test_next_cap_is_the_exact_product_brought_down(cap: int, growth: int) -> None:
    exact = Fraction(cap * (10**6 + growth), 10**6)
    got = calc("jp.next_cap", date(2027, 3, 1), cap=cap, growth=growth).values["next_cap"]
    assert got % 100 == 0 and got <= exact < got + 100


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(-500_000, 500_000))
def test_next_bounds_are_the_exact_product_brought_up(low: int, high: int, inflation: int) -> None:
    got = calc("jp.next_bounds", date(2027, 3, 1), lowest=low, highest=high, inflation=inflation).values
    for given_, name in ((low, "next_lowest"), (high, "next_highest")):
        exact = Fraction(given_ * (10**6 + inflation), 10**6)
        assert got[name] % 100 == 0 and got[name] - 100 < exact <= got[name]


# the formula ----------------------------------------------------------------------------------------------------------
DAYS = st.dates(START, date(2026, 12, 31))


@given(DAYS, st.integers(0, 10**9), st.integers(0, 10**8), st.integers(0, 700), st.integers(0, 80), st.integers(1, 5))
def test_the_pension_is_bounded_and_grows_with_wage_and_months(
    on: date, wage: int, more: int, months: int, longer: int, kind: int
) -> None:
    a = calc("jp.formula", on, average_yearly_wage=wage, months=months, kind=kind).values
    b = calc("jp.formula", on, average_yearly_wage=wage + more, months=months + longer, kind=kind).values
    assert a["floor"] <= a["monthly"] <= b["monthly"] <= b["ceiling"]
    assert a["before_bounds"] <= b["before_bounds"] and a["counted_months"] >= months
    assert kind == 1 or a["counted_months"] >= 180


@given(DAYS, st.integers(0, 10**9), st.integers(0, 700))
def test_survivors_never_have_more_than_the_disabled_member(on: date, wage: int, months: int) -> None:
    parts = [calc("jp.formula", on, average_yearly_wage=wage, months=months, kind=k).values for k in (2, 3, 4, 5)]
    assert parts[0]["monthly"] >= parts[1]["monthly"] == parts[2]["monthly"] >= parts[3]["monthly"]
    assert abs(parts[0]["before_bounds"] - 2 * parts[1]["before_bounds"]) <= 1


@given(st.integers(0, 10**9), st.integers(3, 6), DAYS)
def test_a_part_of_a_pension_is_the_part_of_its_formula(pension: int, heir: int, on: date) -> None:
    got = calc("jp.survivor_share", on, pension=pension, heir=heir).values
    assert got["heir_monthly"] == min(max(got["part_in_payment"], got["floor"]), got["ceiling"])
    free = calc("jp.survivor_share", on, {"jp.bounds_scope": "before_share"}, pension=pension, heir=heir).values
    assert free["heir_monthly"] == got["part_in_payment"]


def test_the_formula_over_columns() -> None:
    rng = np.random.default_rng(3)
    wage, months = rng.integers(0, 2 * 10**8, 2_000), rng.integers(0, 500, 2_000)
    got = law.batch("jp.formula", date(2025, 2, 10), {"average_yearly_wage": wage, "months": months, "kind": 3})
    for n in range(0, 2_000, 7):
        one = calc("jp.formula", date(2025, 2, 10), average_yearly_wage=int(wage[n]), months=int(months[n]), kind=3)
        assert {k: int(v[n]) for k, v in got.items()} == one.values
