"""What must hold for every JKP benefit, and the decisions around it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lindung import law
from lindung.law import dates

DAYS = st.dates(date(2022, 2, 1), date(2027, 12, 31))
WAGES = st.one_of(st.integers(0, 20_000_000), st.integers(4_999_990, 5_000_010), st.integers(0, 10**10))
MONTH = st.integers(1, 6)


def cash(on: date, wage: int, month: int) -> int:
    return law.calc("jkp.cash", on, {"wage": wage, "month_number": month}).values["amount"]


@given(DAYS, WAGES, st.integers(0, 10**7), MONTH)
def test_cash_is_monotone_and_capped(on: date, wage: int, more: int, month: int) -> None:
    most = law.parameter("jkp.wage_cap", on).value
    assert 0 <= cash(on, wage, month) <= cash(on, min(wage + more, 10**10), month) <= most
    assert cash(on, most, month) == cash(on, 10**10, month)


@given(DAYS, WAGES, WAGES, MONTH)
def test_what_the_fund_and_the_employer_pay_is_what_was_due(on: date, told: int, real: int, month: int) -> None:
    v = law.calc("jkp.employer_gap", on, {"wage": told, "real_wage": real, "month_number": month}).values
    assert v["amount"] == cash(on, told, month)
    assert v["amount"] + v["employer_gap"] == max(cash(on, real, month), cash(on, told, month))


@given(DAYS, WAGES, st.integers(0, 1), st.integers(0, 1))
def test_the_states_part_is_paid_or_withheld(on: date, wage: int, late: int, settled: int) -> None:
    facts = {"share_late": late, "settled": settled}
    plus = law.calc("jkp.state_share", on, {"base_wage": wage, **facts}).values
    minus = law.calc("jkp.state_share", on, {"base_wage": -wage, **facts}).values
    assert plus["state_now"] + plus["state_withheld"] == plus["state_share"]
    assert minus == {k: -v for k, v in plus.items()}
    pu = {"wage": wage, "risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}
    assert plus["state_share"] == law.calc("pu.contribution", on, pu).values["jkp_state"]


LAYOFFS = st.dates(date(2022, 2, 1), date(2026, 12, 1))


def schedule(layoff: date, waited: int, wage: int, **more: Any) -> law.Result:
    eligible = layoff + timedelta(days=waited)
    facts = {"layoff_date": layoff, "eligible_date": eligible, "wage": wage, **more}
    return law.calc("jkp.schedule", eligible, facts)


@given(LAYOFFS, st.integers(0, 180), WAGES)
@settings(max_examples=60)
def test_the_schedule_is_the_sum_of_its_months(layoff: date, waited: int, wage: int) -> None:
    got = schedule(layoff, waited, wage)
    rows = got.details["instalments"]
    assert [r["number"] for r in rows] == [1, 2, 3, 4, 5, 6] and got.values["months"] == 6
    days = [date.fromisoformat(r["day"]) for r in rows]
    assert days == sorted(days) and days[0] == layoff + timedelta(days=waited)
    assert [r["amount"] for r in rows] == [cash(d, wage, n) for n, d in enumerate(days, 1)]
    assert got.values["total"] == sum(r["amount"] for r in rows)
    assert law.replay(got.trace)


@given(LAYOFFS, st.integers(0, 180), st.integers(0, 9_000_000), st.integers(0, 9_000_000), st.integers(0, 250))
@settings(max_examples=60)
def test_fund_and_employer_together_pay_what_was_due(
    layoff: date, waited: int, told: int, more: int, after: int
) -> None:
    stop = {"stop_date": layoff + timedelta(days=waited + after), "stop_reason": "NEW_JOB"}
    low = schedule(layoff, waited, told, real_wage=told + more, **stop).values
    full = schedule(layoff, waited, told + more, **stop).values
    assert low["total"] + low["employer_owes"] == full["total"]
    assert low["months"] == full["months"] <= 6
    never = schedule(layoff, waited, 0, real_wage=told + more, unregistered=1, size="large").values
    assert never["total"] == 0 and never["employer_owes"] >= full["total"]


def claim(on: date, layoff: date, months: Iterable[date], **more: Any) -> law.Result:
    facts: dict[str, Any] = {
        "kind": "LAYOFF",
        "layoff_date": layoff,
        "birth_date": date(1990, 5, 1),
        "registered_on": date(2021, 3, 1),
        "citizen": 1,
        "size": "small",
        **dict.fromkeys(("jkk", "jkm", "jht", "jp"), 1),
        "health": "PPU",
        "paid_months": [{"month": m} for m in months],
    }
    return law.calc("jkp.entitlement", on, facts | more)


MONTHS = st.sets(st.integers(-30, 3), max_size=34)


@given(LAYOFFS, MONTHS, MONTHS, st.integers(0, 200))
@settings(max_examples=80)
def test_more_contributions_never_take_the_right_away(
    layoff: date, have: set[int], more: set[int], waited: int
) -> None:
    on = layoff + timedelta(days=waited)

    def of(numbers: set[int]) -> law.Result:
        return claim(on, layoff, [dates.add_months(layoff.replace(day=1), n) for n in sorted(numbers)])

    few, many = of(have), of(have | more)
    assert few.values["entitled"] <= many.values["entitled"]
    assert few.values["counted_months"] == len([n for n in have if -24 <= n <= -1])
    assert few.values["agency_pays"] + few.values["employer_pays"] <= 1
    assert (few.details["reason"] is None) == bool(few.values["entitled"])
    assert law.replay(few.trace)


@given(LAYOFFS, st.integers(0, 400))
def test_filing_ends_on_the_day_told(layoff: date, waited: int) -> None:
    months = [dates.add_months(layoff.replace(day=1), -n) for n in range(1, 25)]
    on = layoff + timedelta(days=waited)
    got = claim(on, layoff, months)
    assert bool(got.values["entitled"]) == (on <= date.fromisoformat(got.details["file_by"]))


@pytest.mark.parametrize(
    ("formula", "changed"),
    [
        ("jkp.schedule", {"eligible_date": date(2025, 1, 1)}),
        ("jkp.schedule", {"stop_date": date(2025, 6, 1)}),
        ("jkp.schedule", {"stop_reason": "DEATH"}),
        ("jkp.schedule", {"unregistered": 1}),
        ("jkp.schedule", {"wage": -1}),
        ("jkp.schedule", {"wage": None}),
        ("jkp.schedule", {"stop_reason": "BORED", "stop_date": date(2025, 6, 1)}),
        ("jkp.entitlement", {"searches": [{"number": 2}, {"number": 2}]}),
        ("jkp.entitlement", {"searches": [{"number": 7}]}),
        ("jkp.entitlement", {"paid_months": None}),
        ("jkp.entitlement", {"kind": "BORED"}),
    ],
)
def test_refused_facts(formula: str, changed: dict[str, Any]) -> None:
    day = date(2025, 3, 10)
    with pytest.raises(law.LawError):
        if formula == "jkp.entitlement":
            claim(day, day, [], **changed)
        else:
            law.calc(formula, day, {"layoff_date": day, "eligible_date": day, "wage": 1_000_000, **changed})


def test_before_benefits_began_there_is_no_answer() -> None:
    with pytest.raises(law.NotInForce):
        law.calc("jkp.cash", date(2022, 1, 31), {"wage": 1, "month_number": 1})
    with pytest.raises(law.NotInForce):
        claim(date(2022, 1, 31), date(2022, 1, 10), [])
