"""Pensions (JP): ages, wage histories, families, payment and projection for every date and history."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lindung import law
from lindung.law import dates
from lindung.law.errors import LawError
from lindung.law.programmes import clocks

BORN = st.dates(date(1958, 1, 1), date(2005, 12, 31))
START = date(2015, 7, 1)


def calc(formula: str, on: date, choice: dict[str, str] | None = None, **facts: Any) -> law.Result:
    return law.calc(formula, on, facts, settings=choice)


# pension age ----------------------------------------------------------------------------------------------------------
@given(BORN)
def test_the_pension_age_is_the_one_in_force_on_the_day_it_is_reached(born: date) -> None:
    got = calc("jp.pension_age", date(2026, 1, 1), birth_date=born)
    reached = date.fromisoformat(got.details["reached"])
    assert law.parameter("jp.pension_age", reached).value == got.values["age"]
    assert reached == max(dates.birthday(born, got.values["age"]), START)
    day = reached - timedelta(days=1)
    if day >= START:  # and not a day earlier under any age
        assert dates.birthday(born, law.parameter("jp.pension_age", day).value) > day
    assert calc("jp.pension_age", reached, birth_date=born).values["reached"] == 1


@given(BORN, st.integers(1, 2000))
def test_who_is_born_later_never_retires_earlier(born: date, days: int) -> None:
    first, second = (calc("jp.pension_age", START, birth_date=born + timedelta(days=d)) for d in (0, days))
    assert first.details["reached"] <= second.details["reached"]
    assert first.values["age"] <= second.values["age"]


def test_no_old_age_pension_by_contributions_alone_before_july_2030() -> None:
    month, first = date(2015, 8, 1), None
    while first is None:
        age = law.parameter("jp.pension_age", month - timedelta(days=1)).value
        born = dates.add_months(month - timedelta(days=1), -12 * age)
        paid = dates.full_months(START, month)
        facts = {"birth_date": born, "paid_months": paid, "average_yearly_wage": 10**8, "take": "AT_AGE"}
        if calc("jp.pension_age", month, birth_date=born).details["right_starts"] != month.isoformat():
            month = dates.add_months(month, 1)  # the age has just risen: nobody reaches it in these months
            continue
        got = calc("jp.old_age", month, **facts)
        assert got.values["entitled"] + got.values["lump_sum"] == 1
        with pytest.raises(law.errors.BadFact):  # no month more could have been paid
            calc("jp.old_age", month, **{**facts, "paid_months": paid + 1})
        first = month if got.values["entitled"] else None
        month = dates.add_months(month, 1)
    assert first == date(2030, 7, 1)


@given(BORN, st.integers(0, 120), st.sampled_from(["AT_AGE", "AT_STOP"]), st.integers(0, 5000))
@settings(max_examples=60)
def test_old_age_is_pension_or_lump_sum_from_the_day_of_the_right(born: date, paid: int, take: str, stop: int) -> None:
    when = calc("jp.pension_age", START, birth_date=born).details
    right = date.fromisoformat(when["right_starts"])
    if dates.full_months(START, right) < paid:
        return
    facts = {
        "birth_date": born,
        "paid_months": paid,
        "average_yearly_wage": 10**8,
        "take": take,
        "stopped_on": START + timedelta(days=stop),
    }
    before = calc("jp.old_age", right - timedelta(days=1), **facts)
    assert before.values["entitled"] == before.values["lump_sum"] == 0
    after = calc("jp.old_age", date.fromisoformat(when["latest_start"]), **facts)
    assert (after.values["entitled"], after.values["lump_sum"]) == (0, 1)


# wage history ---------------------------------------------------------------------------------------------------------
HISTORY = st.lists(
    st.tuples(st.integers(2016, 2025), st.integers(1, 12), st.integers(0, 30_000_000)),
    min_size=1,
    max_size=8,
    unique_by=lambda r: r[0],
)


@given(HISTORY)
def test_split_rows_give_the_same_average(rows: list[tuple[int, int, int]]) -> None:
    whole = [{"year": y, "months": m, "wage": w} for y, m, w in rows]
    single = [{"year": y, "months": 1, "wage": w} for y, m, w in rows for _ in range(m)]
    a, b = (calc("jp.average_wage", date(2026, 5, 1), history=h) for h in (whole, single))
    assert a.values == b.values and a.details == b.details


@given(HISTORY)
def test_the_average_is_exact_and_between_its_years(rows: list[tuple[int, int, int]]) -> None:
    got = calc("jp.average_wage", date(2026, 5, 1), history=[{"year": y, "months": m, "wage": w} for y, m, w in rows])
    total, months = Fraction(0), 0
    for y, m, w in rows:
        factor = Fraction(1)
        for k in range(y, 2026):
            factor *= Fraction(10**6 + law.parameter("jp.inflation", date(k, 12, 31)).value, 10**6)
        wages = (law.parameter("jp.wage_cap", date(y, n, 28)).value for n in range(1, m + 1))
        total += sum(min(w, cap) for cap in wages) * factor
        months += m
    assert abs(got.values["average_yearly_wage"] - total * 12 / months) <= Fraction(1, 2)
    assert law.replay(got.trace)


@given(st.integers(2015, 2025), st.integers(2015, 2025), st.integers(0, 10**9))
def test_an_earlier_year_is_indexed_by_more(a: int, b: int, wage: int) -> None:
    first, second = (calc("jp.index", date(2026, 6, 1), year=y, wage=wage).values for y in sorted((a, b)))
    assert first["indexed"] >= second["indexed"] >= wage


def test_an_unknown_year_of_inflation_is_refused() -> None:
    for formula, on, facts in (
        ("jp.index", date(2027, 6, 1), {"year": 2024, "wage": 1}),
        ("jp.average_wage", date(2027, 6, 1), {"history": [{"year": 2024, "months": 1, "wage": 1}]}),
        ("jp.indexation", date(2027, 1, 1), {"pension": 10**6, "starts": date(2025, 1, 1), "kind": 1}),
    ):
        with pytest.raises(law.NotInForce):
            law.calc(formula, on, facts)
    with pytest.raises(law.NotInForce):  # the figure of 2022 was not yet known
        law.calc("jp.index", date(2023, 6, 1), {"year": 2022, "wage": 1}, known_on=date(2023, 1, 1))
    assert law.calc("jp.index", date(2023, 6, 1), {"year": 2022, "wage": 0}, known_on=date(2023, 1, 2))


@pytest.mark.parametrize(
    "history",
    [
        [],
        [{"year": 2014, "months": 1, "wage": 1}],
        [{"year": 2015, "month": 6, "months": 1, "wage": 1}],
        [{"year": 2020, "month": 6, "months": 8, "wage": 1}],
        [{"year": 2020, "month": 6, "months": 2, "wage": 1}, {"year": 2020, "month": 7, "months": 1, "wage": 1}],
        [{"year": 2024, "month": 6, "months": 1, "wage": 1}],
        [{"year": 2020, "months": 1, "wage": -1}],
        [{"year": 2020, "months": 1}],
        [{"year": 2020, "months": 1, "wage": 1.5}],
    ],
)
def test_impossible_histories_are_refused(history: list[dict[str, Any]]) -> None:
    with pytest.raises(LawError):
        calc("jp.average_wage", date(2024, 5, 1), history=history)


# survivors ------------------------------------------------------------------------------------------------------------
RELATIVE = st.fixed_dictionaries(
    {
        "relation": st.sampled_from(["SPOUSE", "CHILD", "PARENT"]),
        "registered": st.integers(0, 1),
        "birth_date": st.dates(date(1960, 1, 1), date(2023, 3, 1)),
    },
    optional={
        "died_on": st.dates(date(2021, 1, 1), date(2025, 1, 1)),
        "married_on": st.dates(date(2021, 1, 1), date(2025, 1, 1)),
        "worked_on": st.dates(date(2021, 1, 1), date(2025, 1, 1)),
    },
)
FACTS = {
    "death_date": date(2022, 5, 10),
    "membership_months": 60,
    "paid_months": 60,
    "average_yearly_wage": 120_000_000,
}


CHILD = {"registered": 1, "birth_date": date(2015, 1, 1)}
LUMP = {"papers_on": date(2022, 6, 1), "paid_months": 1, "contributions": 1, "returns": 0}


@given(st.lists(RELATIVE, max_size=6), st.dates(date(2022, 5, 11), date(2026, 1, 1)))
@settings(max_examples=80)
def test_parts_of_a_family_add_up_and_nobody_gets_what_ended(family: list[dict[str, Any]], on: date) -> None:
    got = calc("jp.survivors", on, **FACTS, family=family)
    parts = got.details["parts"]
    assert sum(p[1] for p in parts) == got.values["monthly"]
    assert len(parts) <= 2 and len({family[p[0] - 1]["relation"] for p in parts}) <= 1
    for number, _, end in parts:
        row = family[number - 1]
        assert row["registered"] or row["birth_date"] > date(2022, 5, 10)
        assert end is None or on < dates.add_months(date.fromisoformat(end).replace(day=1), 1)
    assert bool(parts) == bool(got.values["entitled"]) == (got.details["reason"] is None)
    assert law.replay(got.trace)
    if got.values["kind"] == 5:
        assert not any(r["relation"] == "SPOUSE" and r["registered"] and "died_on" not in r and "married_on" not in r
                       for r in family)  # fmt: skip


@given(st.integers(1, 10**9), st.sampled_from(["equal", "first_child"]))
def test_two_children_share_to_the_rupiah(pension: int, how: str) -> None:
    child = {"relation": "CHILD", "registered": 1, "birth_date": date(2015, 1, 1)}
    facts = {"death_date": date(2022, 5, 10), "pension_in_payment": pension}
    both = calc("jp.survivors", date(2022, 6, 1), {"jp.two_children": how}, **facts, family=[child, child])
    one = calc("jp.survivors", date(2022, 6, 1), **facts, family=[child])
    assert both.values["monthly"] == one.values["monthly"] == sum(p[1] for p in both.details["parts"])


def test_a_missing_fact_of_the_member_is_named() -> None:
    for gone in ("membership_months", "paid_months", "average_yearly_wage"):
        with pytest.raises(law.MissingInput) as error:
            calc("jp.widow", date(2022, 7, 1), **{**FACTS, gone: None}, registered=1)
        assert error.value.facts["input"] == gone


@pytest.mark.parametrize(
    ("formula", "facts"),
    [
        ("jp.widow", {**FACTS, "registered": 1, "died_on": date(2022, 5, 1)}),
        ("jp.widow", {**FACTS, "registered": 1, "paid_months": 61}),
        ("jp.child_after_spouse", {**FACTS, **CHILD, "spouse_ended_on": date(2022, 5, 1)}),
        ("jp.survivors", {**FACTS, "family": [{"relation": "CHILD", "registered": 1}]}),
        ("jp.survivors", {**FACTS, "family": [{"relation": "AUNT", "registered": 1}]}),
        ("jp.lump_sum", {**LUMP, "ground": "DEATH"}),
        ("jp.indexation", {"pension": 1, "starts": date(2022, 5, 2), "kind": 1}),
        ("jp.indexation", {"pension": 1, "starts": date(2022, 8, 1), "kind": 1}),
    ],
)  # fmt: skip
def test_impossible_facts_are_refused(formula: str, facts: dict[str, Any]) -> None:
    with pytest.raises(LawError):
        law.calc(formula, date(2022, 7, 1), facts)


# in payment -----------------------------------------------------------------------------------------------------------
@given(st.integers(400_000, 4_000_000), st.dates(date(2016, 1, 1), date(2025, 12, 31)), st.integers(1, 6))
@settings(max_examples=40)
def test_rating_in_two_parts_is_rating_at_once(pension: int, until: date, kind: int) -> None:
    start = date(2015, 8, 1)
    once = calc("jp.indexation", until, pension=pension, starts=start, kind=kind).values["monthly"]
    paid = pension
    for year in range(start.year, until.year + 1):
        end = min(date(year, 12, 31), until)
        begin = max(start, date(year, 1, 1))
        if year > start.year:
            facts = {"pension": paid, "index": 10**6 + law.parameter("jp.inflation", date(year - 1, 12, 31)).value}
            paid = calc("jp.reindexed", begin, **facts, bounded=1).values["reindexed"]
        paid = calc("jp.indexation", end, pension=paid, starts=begin, kind=kind).values["monthly"]
    assert paid == once


@given(st.dates(date(2024, 3, 1), date(2036, 1, 1)))
def test_payment_is_in_exactly_one_state(on: date) -> None:
    got = calc("jp.payment", on, right_day=date(2024, 3, 1), papers_on=date(2024, 2, 1), holidays=[])
    assert sum(got.values.values()) == 1
    later = calc("jp.payment", on, right_day=date(2024, 3, 1), papers_on=date(2024, 2, 1), holidays=[], confirmed_on=on)
    assert later.values["payable"] == 1  # confirming resumes


def test_late_fee_is_two_percent_a_month_and_clocks_know_the_family() -> None:
    assert calc("jp.late_fee", date(2024, 1, 1), amount=1_000_000, months_late=6).values["late_fee"] == 120_000
    assert clocks(date(2024, 1, 1))["pension_family_change"].value == 30


@given(st.integers(0, 10**10), st.integers(0, 12), st.integers(0, 12), st.integers(0, 200_000))
def test_returns_of_parts_add_up_within_a_rupiah(balance: int, a: int, b: int, rate: int) -> None:
    a, b = a, min(b, 12 - a)
    got = [
        calc("jp.return_credit", START, balance=balance, spell=m, set_rate=rate).values["credit"] for m in (a, b, a + b)
    ]
    assert abs(got[0] + got[1] - got[2]) <= 1


# projection -----------------------------------------------------------------------------------------------------------
def test_a_projection_without_growth_is_the_formula() -> None:
    on, born = date(2026, 11, 20), date(1974, 6, 5)
    none = dict.fromkeys(("wage_growth", "cap_growth", "inflation", "return_rate"), 0)
    facts = {"birth_date": born, "wage": 9_000_000, "paid_months": 137, "average_so_far": 108_000_000, "balance": 0}
    got = calc("jp.projection", on, **facts, **none).values
    plain = calc("jp.formula", on, average_yearly_wage=108_000_000, months=got["months"], kind=1).values
    assert got["average_yearly_wage"] == 108_000_000
    assert got["monthly"] == got["monthly_today"] == plain["monthly"]


@given(st.integers(0, 200_000), st.integers(0, 200_000), st.integers(0, 100_000), st.integers(10**6, 10**8))
@settings(max_examples=40)
def test_more_growth_never_projects_less(first: int, more: int, inflation: int, wage: int) -> None:
    facts = {"birth_date": date(1985, 6, 5), "wage": wage, "paid_months": 0, "balance": 0, "cap_growth": 50_000}
    rates = {"inflation": inflation, "return_rate": 40_000}
    low, high = (
        calc("jp.projection", date(2026, 11, 20), **facts, **rates, wage_growth=g).values
        for g in (first, min(first + more, 300_000))
    )
    assert low["monthly"] <= high["monthly"] and low["months"] == high["months"]
    assert low["monthly_today"] <= low["monthly"]


def test_a_projection_needs_the_average_of_the_months_so_far() -> None:
    facts = {"birth_date": date(1985, 6, 5), "wage": 1, "paid_months": 5, "balance": 0}
    rates = dict.fromkeys(("wage_growth", "cap_growth", "inflation", "return_rate"), 0)
    with pytest.raises(law.MissingInput):
        calc("jp.projection", date(2026, 11, 20), **facts, **rates)
    with pytest.raises(law.errors.BadFact):  # already past the age
        calc("jp.projection", date(2051, 11, 20), **{**facts, "paid_months": 0}, **rates)
