"""Decisions on migrant workers, non-wage earners and reliefs: refusals, dates, and the watch over their parameters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law
from lindung.law import dates


# Migrant workers -----------------------------------------------------------------------------------------------------
def benefit(on: date, **facts: Any) -> law.Result:
    return law.calc("pmi.benefit", on, facts)


@pytest.mark.parametrize(
    ("on", "facts"),
    [
        (date(2017, 7, 31), {"event": "JKM_DEATH", "stage": "DURING"}),
        (date(2018, 12, 9), {"event": "JKM_DEATH", "stage": "BEFORE"}),
        (date(2024, 5, 1), {"event": "JKK_DEATH", "stage": "BEFORE"}),
        (date(2024, 5, 1), {"event": "JKK_PARTIAL", "stage": "AFTER", "loss": 1}),
        (date(2023, 2, 21), {"event": "RAPE"}),
        (date(2023, 2, 21), {"event": "MEDICAL_ABROAD", "cost": 1}),
        (date(2023, 2, 21), {"event": "DISMISSAL_ACCIDENT", "months": 18}),
        (date(2023, 2, 22), {"event": "DISMISSAL_ACCIDENT", "months": 6}),
        (date(2018, 12, 9), {"event": "DISMISSAL_ACCIDENT", "months": 6}),
    ],
)
def test_what_is_not_known_is_refused(on: date, facts: dict[str, Any]) -> None:
    with pytest.raises(law.NotInForce):
        benefit(on, **facts)


@pytest.mark.parametrize("facts", [
    {"event": "JKM_DEATH"}, {"event": "JKK_PARTIAL", "stage": "DURING"}, {"event": "GLASSES"},
    {"event": "JKK_DEATH"},
])  # fmt: skip
def test_what_is_missing_is_not_zero(facts: dict[str, Any]) -> None:
    with pytest.raises(law.MissingInput):
        benefit(date(2024, 5, 1), **facts)


def test_carried_amounts_are_refused_under_their_setting() -> None:
    for facts in ({"event": "JKK_DEATH"}, {"event": "JKK_PARTIAL", "loss": 100_000}):
        for on, known in ((date(2018, 12, 9), True), (date(2018, 12, 10), False), (date(2024, 1, 1), False)):
            given = {**facts, "stage": "DURING"}
            chosen = {"pmi.jkk_amounts": "refused"}
            if known:
                assert law.calc("pmi.benefit", on, given, settings=chosen).values["amount"] > 0
                continue
            with pytest.raises(law.NotInForce):
                law.calc("pmi.benefit", on, given, settings=chosen)


@given(st.dates(date(2017, 8, 1), date(2026, 12, 31)), st.integers(0, 1_000_000))
def test_the_decision_is_the_formula(on: date, loss: int) -> None:
    single = benefit(on, event="JKK_PARTIAL", stage="DURING", loss=loss)
    column = law.calc("pmi.partial_disability", on, {"loss": loss})
    assert single.values["amount"] == column.values["partial_cash"] <= 142_000_000
    assert law.replay(single.trace)


@given(
    st.dates(date(2017, 8, 1), date(2026, 12, 31)),
    st.integers(0, 400),
    st.integers(1, 36),
    st.integers(0, 1_200),
    st.integers(0, 1),
)
def test_periods_of_cover_follow_each_other(paid: date, wait: int, months: int, stay: int, individual: int) -> None:
    departed = paid + timedelta(days=wait)
    returned = departed + timedelta(days=stay)
    facts = {"departed": departed, "contract_months": months, "returned": returned, "individual": individual}
    got = law.calc("pmi.cover", paid, facts)
    v, d = got.values, got.details
    assert 0 <= v["before_days"] <= (31 if individual else 153) and v["before_days"] <= wait
    assert d["during_from"] == departed.isoformat() and v["during_days"] <= stay + 1
    assert v["after_jkk_days"] == v["after_jkm_days"] in (0, 30)
    if d["before_to"]:
        assert d["before_to"] < d["during_from"]
    if d["after_jkm_from"]:
        assert d["during_to"] == returned.isoformat() < d["after_jkm_from"]


# Non-wage earners ----------------------------------------------------------------------------------------------------
MONTH = st.integers(0, 47).map(lambda k: dates.add_months(date(2022, 1, 1), k))
HISTORY = st.fixed_dictionaries(
    {
        "paid": st.lists(MONTH.map(lambda m: {"month": m}), max_size=30),
        "birth_date": st.dates(date(1970, 1, 1), date(2000, 1, 1)),
        "occupations": st.integers(1, 2),
    }
)
CHOICES = st.fixed_dictionaries(
    {
        "bpu.lapse_reading": st.sampled_from(["more_than", "reached"]),
        "bpu.arrears_on_return": st.sampled_from(["none", "up_to_limit"]),
    }
)


@given(HISTORY, st.dates(date(2022, 1, 20), date(2026, 6, 30)), CHOICES)
def test_standing_agrees_with_its_dates(history: dict[str, Any], on: date, chosen: dict[str, str]) -> None:
    facts = {"joined": date(2022, 1, 3), **history}
    got = law.calc("bpu.standing", on, facts, settings=chosen)
    v, d = got.values, got.details
    until = d["covered_until"]
    assert v["active"] == int(until is not None and on.isoformat() <= until)
    assert (d["lapsed_on"] is not None) == (until is not None and until < on.isoformat())
    assert 0 <= v["return_months"] <= max(v["arrears_months"], 0)
    assert v["return_months"] <= 3 or d["reason"]["code"] == "NEVER_PAID"
    again = {**facts, "paid": [*reversed(facts["paid"])]}
    assert law.calc("bpu.standing", on, again, settings=chosen).values == v


@given(HISTORY, st.dates(date(2022, 1, 20), date(2026, 6, 30)), MONTH)
def test_paying_never_takes_cover_away(history: dict[str, Any], on: date, month: date) -> None:
    facts = {"joined": date(2022, 1, 3), **history}
    before = law.calc("bpu.standing", on, facts).values
    after = law.calc("bpu.standing", on, {**facts, "paid": [*facts["paid"], {"month": month}]}).values
    assert after["active"] >= before["active"] and after["arrears_months"] <= before["arrears_months"]


@given(
    st.dates(date(2015, 7, 1), date(2027, 12, 31)), st.sets(st.dates(date(2015, 7, 1), date(2028, 1, 31)), max_size=60)
)
def test_bpu_due_days(month: date, holidays: set[date]) -> None:
    for programme, shift in (("JKK", 0), ("JKM", 0), ("JHT", 1)):
        due = dates.bpu_due(month, holidays, programme)
        named = dates.add_months(month.replace(day=1), shift).replace(day=15)
        assert due >= named and dates.is_working_day(due, holidays)
        assert all(not dates.is_working_day(named + timedelta(days=k), holidays) for k in range((due - named).days))
        told = law.calc(
            "contribution.due",
            month,
            {"segment": "BPU", "programme": programme, "holidays": [{"day": h} for h in holidays]},
        )
        assert told.details["due"] == due.isoformat() and told.values["moved_days"] == (due - named).days


@given(st.dates(date(2015, 7, 1), date(2027, 12, 31)), st.sampled_from(["JKK", "JKM", "JHT", "JP"]))
def test_wage_earners_due_day_is_the_known_one(month: date, programme: str) -> None:
    got = law.calc("contribution.due", month, {"segment": "PU", "programme": programme})
    assert got.details["due"] == dates.contribution_due(month, ()).isoformat()


def test_bpu_due_refusals() -> None:
    with pytest.raises(law.BadFact):
        dates.bpu_due(date(2023, 1, 1), (), "JP")
    with pytest.raises(law.BadFact):
        law.calc("contribution.due", date(2023, 1, 1), {"segment": "BPU", "programme": "JP"})
    with pytest.raises(law.NotInForce):
        dates.bpu_due(date(2015, 6, 1), ())


# Reliefs -------------------------------------------------------------------------------------------------------------
@given(st.integers(0, 10**12), st.integers(1, 12))
def test_instalments_of_deferred_jp_are_exact(deferred: int, count: int) -> None:
    got = law.calc("relief.jp_repayment", date(2021, 5, 1), {"deferred": deferred, "instalments": count})
    rows = got.details["schedule"]
    assert sum(r["amount"] for r in rows) == deferred and len(rows) == count
    assert rows[0]["due"] == "2021-05-15" and rows[-1]["due"] <= "2022-04-15"


def test_too_many_instalments() -> None:
    with pytest.raises(law.OutOfRange):
        law.calc("relief.jp_repayment", date(2021, 5, 1), {"deferred": 1, "instalments": 13})


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(0, 200), st.dates(date(2024, 6, 1), date(2025, 6, 1)))
def test_the_relief_lowers_the_bill_only_of_who_is_entitled(month: date, workers: int, paid_to: date) -> None:
    facts = {"industry": "TOYS", "workers": workers, "jkk_paid_to": paid_to}
    entitled = law.calc("relief.labour_intensive.eligibility", month, facts).values["eligible"]
    wage = {"wage": 5_000_000, "risk_group": 3, "jht": 1, "jp": 0, "jkp": 0, "covid_relief": 0}
    half, full = (law.calc("pu.contribution", month, {**wage, "labour_intensive": f}).values["jkk"] for f in (1, 0))
    if entitled:
        assert 2 * half == full and workers >= 50 and paid_to >= date(2025, 1, 1)
