"""What must hold for every wage, benefit and date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lindung import law
from lindung.law.plan import month_end

MONTHS = st.dates(date(2015, 7, 1), date(2026, 12, 31))
WAGES = st.one_of(
    st.integers(0, 50_000_000),
    st.integers(0, 10**12),
    st.sampled_from([7_000_000, 8_754_600, 5_000_000, 11_086_300]).flatmap(lambda c: st.integers(c - 2, c + 2)),
    st.integers(0, 100_000).map(lambda k: k * 500),
)
FLAG = st.integers(0, 1)
FACTS = st.fixed_dictionaries(
    {
        "risk_group": st.integers(1, 5),
        "jht": FLAG,
        "jp": FLAG,
        "jkp": FLAG,
        "covid_relief": FLAG,
        "labour_intensive": FLAG,
    }
)


def contribution(month: date, wage: int, facts: dict[str, int]) -> dict[str, int]:
    return law.calc("pu.contribution", month, {"wage": wage, **facts}).values


@given(MONTHS, WAGES, FACTS)
def test_sums_and_splits(month: date, wage: int, facts: dict[str, int]) -> None:
    v = contribution(month, wage, facts)
    assert v["employer_total"] == v["jkk"] + v["jkm"] + v["jht_employer"] + v["jp_employer"]
    assert v["worker_total"] == v["jht_worker"] + v["jp_worker"]
    assert v["total"] == v["employer_total"] + v["worker_total"]
    assert 0 <= v["jkp_from_jkk"] <= v["jkk"] and 0 <= v["jkp_from_jkm"] <= v["jkm"]
    assert 0 <= v["jp_base"] <= wage and all(x >= 0 for x in v.values())


@given(MONTHS, WAGES, FACTS)
def test_a_reversed_line_is_the_mirror(month: date, wage: int, facts: dict[str, int]) -> None:
    plus, minus = contribution(month, wage, facts), contribution(month, -wage, facts)
    assert minus == {k: -v for k, v in plus.items()}


@given(MONTHS, WAGES, st.integers(0, 10**9), FACTS)
def test_monotone_in_the_wage(month: date, wage: int, more: int, facts: dict[str, int]) -> None:
    high = min(wage + more, 10**12)
    low_values, high_values = contribution(month, wage, facts), contribution(month, high, facts)
    assert all(low_values[k] <= high_values[k] for k in low_values)


@given(MONTHS, st.integers(0, 10**11), FACTS)
def test_jp_is_constant_above_the_cap(month: date, above: int, facts: dict[str, int]) -> None:
    cap = law.parameter("jp.wage_cap", month_end(month)).value
    at, over = contribution(month, cap, {**facts, "jp": 1}), contribution(month, cap + above, {**facts, "jp": 1})
    assert at["jp_base"] == over["jp_base"] == cap
    assert (at["jp_employer"], at["jp_worker"]) == (over["jp_employer"], over["jp_worker"])


@given(MONTHS, WAGES, FACTS)
def test_any_day_of_the_month_is_the_month(month: date, wage: int, facts: dict[str, int]) -> None:
    assert contribution(month, wage, facts) == contribution(month.replace(day=1), wage, facts)


@given(MONTHS, WAGES, FACTS)
@settings(max_examples=60)
def test_every_trace_replays_and_its_steps_hold_its_values(month: date, wage: int, facts: dict[str, int]) -> None:
    got = law.calc("pu.contribution", month, {"wage": wage, **facts})
    by_name = {s["id"].rsplit(".", 1)[-1]: s["value"] for s in got.trace.steps}
    assert {k: by_name[k] for k in got.values} == got.values
    assert law.replay(got.trace)


MONEY = st.one_of(st.integers(0, 200_000_000), st.integers(0, 10**11))


@given(st.dates(date(2015, 7, 1), date(2026, 12, 31)), MONEY, MONEY, MONEY, st.integers(0, 5), FLAG)
def test_tax_never_eats_the_benefit(on: date, principal: int, returns: int, prior: int, years: int, npwp: int) -> None:
    v = law.calc(
        "jht.benefit",
        on,
        {
            "principal": principal,
            "returns": returns,
            "prior_payments_in_window": prior,
            "years_since_first_payment": years,
            "npwp": npwp,
        },
    ).values
    assert v["net"] + v["tax"] == v["gross"] == principal + returns
    assert 0 <= v["tax"] <= v["gross"] * 42 // 100 + 1
    assert 0 <= v["tax_base"] <= v["gross"]


@given(st.lists(st.integers(0, 60_000_000), min_size=1, max_size=6))
def test_splitting_a_payout_in_the_window_saves_no_tax(parts: list[int]) -> None:
    paid, tax = 0, 0
    for part in parts:
        facts = {
            "principal": part,
            "returns": 0,
            "prior_payments_in_window": paid,
            "years_since_first_payment": 0,
            "npwp": 1,
        }
        tax += law.calc("jht.benefit", date(2021, 12, 15), facts).values["tax"]
        paid += part
    once = law.calc(
        "jht.benefit",
        date(2021, 12, 15),
        {"principal": paid, "returns": 0, "prior_payments_in_window": 0, "years_since_first_payment": 0, "npwp": 1},
    ).values["tax"]
    assert once - len(parts) < tax <= once  # each part is rounded down on its own


@given(st.integers(0, 10**11), st.integers(0, 12), st.integers(0, 12))
def test_return_grows_with_months(balance: int, a: int, b: int) -> None:
    first, second = sorted((a, b))
    facts = [
        law.calc("jht.interim_return", date(2020, 6, 1), {"balance": balance, "months": m}).values
        for m in (first, second)
    ]
    assert facts[0]["credit"] <= facts[1]["credit"]
    assert facts[1]["closing"] == balance + facts[1]["credit"]


@given(st.integers(0, 10**10), st.integers(0, 600))
def test_penalty_is_linear_up_to_a_rupiah(amount: int, months: int) -> None:
    one = law.calc(
        "contribution.penalty", date(2019, 5, 1), {"amount_late": amount, "months_late": 1, "labour_intensive": 0}
    )
    many = law.calc(
        "contribution.penalty", date(2019, 5, 1), {"amount_late": amount, "months_late": months, "labour_intensive": 0}
    )
    assert abs(many.values["penalty"] - months * one.values["penalty"]) <= months


@given(st.dates(date(2012, 5, 23), date(2026, 12, 31)))
def test_jkm_parts(on: date) -> None:
    with_heirs = law.calc("jkm.benefit", on, {"has_heirs": 1}).values
    without = law.calc("jkm.benefit", on, {"has_heirs": 0}).values
    assert with_heirs["total"] == without["total"] + without["to_fund"]
    assert with_heirs["total"] in (21_000_000, 24_000_000, 42_000_000)


def boundary_wages(month: date) -> list[int]:
    """Caps -1/0/+1, ties of every rate, range ends, zero."""
    caps = {law.parameter("jp.wage_cap", month_end(month)).value, 5_000_000}
    out = {0, 1, 10**12, 10**12 - 1} | {c + d for c in caps for d in (-1, 0, 1)}
    rates = {37_000, 20_000, 10_000, 3_000, 24, 30, *law.parameter("jkk.rate", month_end(month)).value.values()}
    for ppm in rates:
        from math import gcd

        step = 1_000_000 // gcd(ppm, 1_000_000)  # the share is whole at multiples of this
        if step % 2 == 0:
            out |= {step // 2 * odd + d for odd in (1, 3, 2_001) for d in (-1, 0, 1)}
    return sorted(w for w in out if w >= 0)


CHANGES = sorted(
    {
        day.replace(day=1)
        for key in ("jp.wage_cap", "jkp.rate_from_jkm", "relief.covid.payable", "relief.labour_intensive.jkk_rate")
        for value in law.published().parameters[key].values
        for day in (value.in_force, value.in_force - timedelta(days=1))
        if day >= date(2015, 7, 1)
    }
    | {date(2021, 1, 1), date(2021, 2, 1), date(2026, 1, 1), date(2026, 2, 1)}
)


@pytest.mark.parametrize("month", CHANGES, ids=str)
def test_boundaries_agree_in_single_and_batch(month: date) -> None:
    wages = boundary_wages(month)
    wages = sorted({*wages, *(-w for w in wages)})
    for relief in (0, 1):
        facts = {"jht": 1, "jp": 1, "jkp": 1, "covid_relief": relief, "labour_intensive": relief}
        columns: dict[str, Any] = {
            "wage": np.repeat(wages, 5),
            "risk_group": np.tile([1, 2, 3, 4, 5], len(wages)),
            **facts,
        }
        got = law.batch("pu.contribution", month, columns)
        for number in range(len(wages) * 5):
            row = {"risk_group": number % 5 + 1, **facts}
            assert {k: int(v[number]) for k, v in got.items()} == contribution(month, wages[number // 5], row)
