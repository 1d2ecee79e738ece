"""Construction, migrant workers, the counted wage and the deferral of JP: what must hold for every figure."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law

VALUES = st.one_of(st.integers(0, 2 * 10**9), st.integers(0, 10**14))
FLAG = st.integers(0, 1)
DAY = date(2024, 5, 1)


def project(value: int, vat: int = 0, **settings: str) -> dict[str, int]:
    chosen = {k.replace("__", "."): v for k, v in settings.items()}
    return law.calc("construction.contribution", DAY, {"contract_value": value, "vat": vat}, settings=chosen).values


@given(VALUES)
def test_each_slice_at_its_own_rate(value: int) -> None:
    v = project(value)
    for key in ("jkk", "jkm"):
        exact, low = Fraction(0), 0
        for up_to, rate in law.parameter(f"construction.{key}_tiers", DAY).value:
            exact += Fraction(max(min(value, up_to or value) - low, 0) * rate, 1_000_000)
            low = up_to or low
        assert abs(v[key] - exact) <= Fraction(1, 2)
    assert v["total"] == v["jkk"] + v["jkm"]


@given(VALUES, st.integers(0, 10**9))
def test_a_larger_contract_never_costs_less_nor_more_in_parts(value: int, more: int) -> None:
    low, high = project(value), project(min(value + more, 10**14))
    assert all(low[k] <= high[k] for k in low)
    split = project(value // 2)["total"] + project(value - value // 2)["total"]
    assert split + 2 >= low["total"]  # later slices are cheaper, so splitting a contract never pays


@given(VALUES, VALUES)
def test_vat_counts_only_under_its_setting(value: int, vat: int) -> None:
    assert project(value, vat) == project(value)
    if value + vat <= 10**14:
        assert project(value, vat, construction__vat_excluded="no") == project(value + vat)


@given(st.integers(0, 10**12), st.integers(1, 120), st.sampled_from(["last", "first"]))
def test_instalments_add_up_and_are_equal_but_one(due: int, count: int, odd: str) -> None:
    parts = [
        law.calc(
            "construction.instalment",
            DAY,
            {"due": due, "instalments": count, "number": k},
            settings={"construction.instalment_odd": odd},
        ).values["instalment"]
        for k in range(1, count + 1)
    ]
    assert sum(parts) == due and max(parts) - min(parts) < count
    assert parts[0 if odd == "first" else -1] == max(parts)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_the_rest_is_paid_or_waived(jkk: int, jkm: int) -> None:
    v = law.calc("construction.covid_rest", date(2020, 9, 1), {"jkk_rest": jkk, "jkm_rest": jkm}).values
    assert v["payable"] + v["waived"] == jkk + jkm and v["payable"] == v["jkk_payable"] + v["jkm_payable"]


@given(st.dates(date(2015, 7, 1), date(2026, 12, 31)), FLAG, st.integers(0, 10**10), st.integers(0, 10**10), FLAG)
def test_construction_wages_mirror(on: date, daily: int, pay: int, day: int, covid: int) -> None:
    def of(sign: int) -> dict[str, int]:
        facts = {"daily": daily, "month_pay": sign * pay, "daily_wage": sign * day, "covid_relief": covid}
        return law.calc("construction.wage_contribution", on, facts).values

    assert of(-1) == {k: -v for k, v in of(1).items()}


def pmi(on: date, months: int, **facts: int) -> dict[str, int]:
    return law.calc(
        "pmi.contribution", on, {"before": 1, "during": 1, "individual": 0, "contract_months": months, **facts}
    ).values


@given(st.dates(date(2017, 8, 1), date(2027, 1, 1)), st.integers(1, 119), FLAG)
def test_a_longer_contract_never_costs_less(on: date, months: int, individual: int) -> None:
    shorter, longer = (pmi(on, m, individual=individual) for m in (months, months + 1))
    assert shorter["total"] <= longer["total"]
    assert months <= shorter["package_months"] + shorter["excess_months"]
    apart = (
        pmi(on, months, individual=individual, before=0)["total"]
        + pmi(on, months, individual=individual, during=0)["total"]
    )
    assert apart == shorter["total"]
    assert pmi(on, months, individual=1)["before_part"] == 0


def test_no_migrant_cover_before_august_2017() -> None:
    with pytest.raises(law.NotInForce):
        pmi(date(2017, 7, 31), 24)


@given(st.integers(0, 10**9), st.integers(0, 10**7), st.integers(0, 10**10), st.integers(1, 600), FLAG)
def test_the_counted_wage(pay: int, day: int, total: int, months: int, weather: int) -> None:
    def of(**facts: int) -> dict[str, int]:
        base = {"month_pay": pay, "daily": 0, "daily_wage": day, "piece": 0, "weather": weather, "piece_sum": total}
        return law.calc("wage.base", DAY, {**base, "months_worked": months, **facts}).values

    assert of()["base"] == pay and of(daily=1)["base"] == 25 * day
    mean = of(piece=1)
    assert mean["months_averaged"] == min(months, 12 if weather else 3)
    assert abs(mean["base"] * mean["months_averaged"] - total) * 2 <= mean["months_averaged"]


@given(st.integers(-(10**11), 10**11), FLAG)
def test_deferral_splits_the_jp_of_the_month(wage: int, jp: int) -> None:
    v = law.calc("pu.jp_deferral", date(2020, 10, 1), {"wage": wage, "jp": jp}).values
    facts = {"risk_group": 1, "jht": 0, "jkp": 0, "covid_relief": 1, "labour_intensive": 0}
    whole = law.calc("pu.contribution", date(2020, 10, 1), {"wage": wage, "jp": jp, **facts}).values
    for who in ("jp_employer", "jp_worker"):
        assert v[f"{who}_now"] + v[f"{who}_deferred"] == whole[who]
    assert v["jp_now"] + v["jp_deferred"] == whole["jp_employer"] + whole["jp_worker"]
    mirror = law.calc("pu.jp_deferral", date(2020, 10, 1), {"wage": -wage, "jp": jp}).values
    assert mirror == {k: -x for k, x in v.items()}
