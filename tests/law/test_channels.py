"""Perisai agents, the housing benefit and coverage: what holds for every figure."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law
from lindung.law.dates import add_months

ON = st.dates(date(2018, 1, 1), date(2026, 12, 31))
MONEY = st.integers(0, 2_000_000_000)


@given(ON, st.integers(0, 200), MONEY, st.integers(0, 12))
def test_agent_and_host_share_the_whole(on: date, new: int, paid: int, idle: int) -> None:
    got = law.calc("perisai.incentive", on, {"new_members": new, "contributions": paid, "months_without": idle}).values
    assert got["agent"] + got["host"] == got["total"] == got["acquisition"] + got["collection"]
    assert 0 <= got["host"] <= got["agent"]
    assert abs(9 * got["host"] - got["agent"]) <= 10
    more = law.calc(
        "perisai.incentive", on, {"new_members": new + 1, "contributions": paid + 1, "months_without": idle}
    ).values
    assert more["total"] >= got["total"] and more["agent"] >= got["agent"]


@given(ON, st.integers(0, 800), st.lists(st.integers(0, 24), max_size=8))
def test_an_agent_with_one_member_in_every_quarter_stays(on: date, ago: int, active_months: list[int]) -> None:
    start = on - timedelta(days=ago)
    first = start.replace(day=1)
    every = [{"month": add_months(first, k), "new_members": 1} for k in range(0, 60, 3)]
    facts = {"appointed": start, "host": "FIRM", "staff": 0, "misconduct": 0}
    assert law.calc("perisai.standing", on, {**facts, "months": every}).values["active"] == 1
    some = [{"month": add_months(first, k), "new_members": 1} for k in active_months]
    got = law.calc("perisai.standing", on, {**facts, "months": some})
    assert (got.values["months_without"] == 3) is (got.details["inactive_since"] is not None)
    assert got.values["active"] == (got.details["inactive_since"] is None)
    assert law.replay(got.trace)


LOANS = st.fixed_dictionaries(
    {
        "product": st.integers(1, 3),
        "price": MONEY,
        "home_loan": MONEY,
        "low_income": st.integers(0, 1),
        "subsidised": st.integers(0, 1),
        "bi_rate": st.integers(0, 200_000),
    }
)


@given(st.dates(date(2017, 3, 1), date(2026, 12, 31)), LOANS)
def test_no_loan_is_above_the_price(on: date, facts: dict[str, int]) -> None:
    got = law.calc("housing.ceiling", on, facts).values
    assert 0 <= got["loan"] <= facts["price"] and got["tenor"] >= 10
    assert facts["bi_rate"] + 30_000 <= got["rate"] <= facts["bi_rate"] + 50_000
    if facts["product"] == 2:
        assert got["loan"] + min(facts["home_loan"], facts["price"]) <= facts["price"]


@given(st.dates(date(2021, 9, 29), date(2026, 12, 31)), LOANS, st.integers(0, 10**8))
def test_since_2021_a_dearer_home_never_means_a_smaller_loan(on: date, facts: dict[str, int], more: int) -> None:
    dearer = {**facts, "price": facts["price"] + more}
    assert (
        law.calc("housing.ceiling", on, facts).values["loan"] <= law.calc("housing.ceiling", on, dearer).values["loan"]
    )


@given(st.integers(1, 10**9), st.integers(0, 200_000), st.integers(1, 120))
def test_instalments_rounded_up_repay_the_loan_and_a_rupiah_less_each_does_not(
    loan: int, rate: int, months: int
) -> None:
    facts = {"loan": loan, "rate": rate, "months": months, "bi_rate": 60_000}
    pay = law.calc("housing.instalment", date(2022, 1, 1), facts).values["instalment"]

    def left(each: int) -> Fraction:
        rest = Fraction(loan)
        for _ in range(months):
            rest = rest * (1 + Fraction(rate, 12_000_000)) - each
        return rest

    assert left(pay) <= 0 < left(pay - 1)


def test_a_new_home_and_a_renovation_ask_for_the_opposite() -> None:
    facts = {"membership_months": 24, "active": 1, "employer_orderly": 1, "jht": 1, "jkk": 1, "jkm": 1}
    for owns in (0, 1):
        got = {
            p: law.calc("housing.eligibility", date(2022, 1, 1), {**facts, "product": p, "owns_home": owns})
            for p in ("KPR", "PUMP", "PRP")
        }
        assert [got[p].values["entitled"] for p in got] == [1 - owns, 1 - owns, owns]
        assert all(g.details["documents"] for g in got.values())


def test_every_reason_is_named_not_only_the_first() -> None:
    facts = {"membership_months": 0, "active": 0, "employer_orderly": 0, "jht": 0, "jkk": 0, "jkm": 0, "owns_home": 1}
    got = law.calc("housing.eligibility", date(2022, 1, 1), {**facts, "product": "KPR", "approved": 0})
    assert len(got.details["reasons"]) == 6


def test_rates_are_refused_before_the_launch() -> None:
    with pytest.raises(law.NotInForce):
        law.calc("housing.construction_rate", date(2017, 2, 28), {"bi_rate": 50_000})
    with pytest.raises(law.NotInForce):
        law.calc("housing.deposit_rate", date(2025, 9, 14), {"bi_rate": 50_000})


PEOPLE = st.integers(1, 10**9)


@given(st.integers(0, 10**9), PEOPLE, PEOPLE)
def test_the_two_denominators(active: int, eligible: int, employed: int) -> None:
    facts = {"active": active, "eligible": eligible, "employed": employed}
    for choice, workers in (("eligible", eligible), ("employed", employed)):
        got = law.calc("coverage.ratio", date(2025, 4, 30), facts, settings={"coverage.denominator": choice}).values
        assert got["denominator"] == workers and got["uncovered"] == max(workers - active, 0)
        assert abs(Fraction(active * 10**6, workers) - got["ratio"]) <= Fraction(1, 2)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from([2025, 2026, 2029, 2045]))
def test_what_is_missing_reaches_the_target_exactly(active: int, workers: int, year: int) -> None:
    facts = {"year": year, "plan": "PLAN", "workers": workers}
    got = law.calc("coverage.target", date(2026, 1, 1), {**facts, "active": active}).values
    if got["missing"]:
        there = law.calc("coverage.target", date(2026, 1, 1), {**facts, "active": active + got["missing"]}).values
        short = law.calc("coverage.target", date(2026, 1, 1), {**facts, "active": active + got["missing"] - 1}).values
        assert there["reached"] == 1 and short["reached"] == 0


def test_a_year_without_a_published_target_is_refused() -> None:
    facts = {"plan": "PLAN", "active": 1, "workers": 2}
    for year in (2027, 2028, 2030):
        with pytest.raises(law.NotInForce):
            law.calc("coverage.target", date(2026, 1, 1), {**facts, "year": year})
    with pytest.raises(law.NotInForce):
        law.calc("coverage.target", date(2024, 12, 31), {**facts, "year": 2025})


@pytest.mark.parametrize("month", [date(2015, 7, 1), date(2024, 1, 1), date(2026, 5, 1)])
def test_the_package_is_the_lowest_band_paid_by_the_state(month: date) -> None:
    facts = {"income": 0, "jht": 0, "transport": 0, "funded_by_state": 1, "covid_relief": 0}
    got = law.calc("vulnerable.package", month, {"workers": 1, "months": 1}).values
    assert got["package"] == law.calc("bpu.contribution", month, facts).values["total"] == 16_800
