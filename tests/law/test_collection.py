"""Employers: size, programmes, reports, sanctions, receivables. What holds beyond the golden cases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law
from lindung.law.dates import add_working_days, is_working_day
from lindung.law.programmes import SIZES, programmes_for, size_for

ON = st.dates(date(2015, 7, 1), date(2026, 12, 31))


@given(st.dates(date(2008, 7, 4), date(2026, 12, 31)), st.integers(0, 10**11), st.integers(0, 10**11))
def test_the_column_form_of_the_size_is_the_function(on: date, capital: int, sales: int) -> None:
    for measure, facts in ((1, {"capital": capital}), (2, {"sales": sales})):
        got = law.calc("employer.size", on, {"measure": measure, "capital": capital, "sales": sales}).values
        assert SIZES[got["size"] - 1] == size_for(on, **facts)
        more = law.calc("employer.size", on, {"measure": measure, "capital": 2 * capital, "sales": 2 * sales}).values
        assert more["size"] >= got["size"]


@given(ON, st.sampled_from(SIZES), st.booleans(), st.booleans())
def test_programmes_are_those_of_the_function(on: date, size: str, jht: bool, jp: bool) -> None:
    joined = [p for p, yes in (("JHT", jht), ("JP", jp)) if yes]
    want = programmes_for(size, on, joined=joined)
    got = law.calc(
        "employer.programmes",
        on,
        {"segment": "WAGE_EARNERS", "size": size, "health": "PPU", "joined_jht": jht, "joined_jp": jp},
    )
    have = {p for p in ("JKK", "JKM", "JHT", "JP") if got.values[p.lower()]} | set(got.details["voluntary"])
    assert have == set(want.programmes) and bool(got.values["jkp"]) is want.jkp
    assert law.replay(got.trace) and (got.details["reason"] is None) is bool(got.values["jkp"])


def test_the_size_is_wanted_for_wage_earners() -> None:
    with pytest.raises(law.MissingInput):
        law.calc("employer.programmes", date(2022, 1, 1), {"segment": "WAGE_EARNERS"})
    with pytest.raises(law.NotInForce):
        law.calc("employer.programmes", date(2015, 6, 30), {"segment": "BPU"})


@given(ON, st.integers(0, 90), st.sampled_from(["NEW_WORKER", "REGISTRATION_FORM", "DATA_CHANGE", "FAMILY_CHANGE"]))
def test_a_report_is_in_time_until_the_last_day_and_never_after(event: date, more: int, duty: str) -> None:
    got = law.calc("employer.duties", event + timedelta(days=more), {"duty": duty, "event_date": event})
    last = date.fromisoformat(got.details["last_day"])
    assert got.values["in_time"] == (event + timedelta(days=more) <= last)
    assert got.values["days_left"] == max((last - event).days - more, 0)
    assert duty == "NEW_WORKER" or is_working_day(last, ())


@given(st.integers(0, 10**11), st.integers(0, 600))
def test_the_fine_is_a_twentieth_of_the_penalty(due: int, months: int) -> None:
    fine = law.calc("sanction.fine", date(2022, 1, 1), {"contribution_due": due, "months": months}).values["fine"]
    late = law.calc(
        "contribution.penalty",
        date(2022, 1, 1),
        {"amount_late": due, "months_late": months, "labour_intensive": 0},
    ).values["penalty"]
    assert abs(20 * fine - late) <= 20


HOLIDAYS = st.lists(st.integers(0, 120), max_size=12, unique=True)


@given(ON, st.integers(-5, 130), HOLIDAYS)
def test_the_stages_follow_each_other(first: date, after: int, off: list[int]) -> None:
    holidays = [{"day": first + timedelta(days=k)} for k in off]
    facts: dict[str, Any] = {"first_warning": first, "holidays": holidays}
    day = first + timedelta(days=after)
    now, later = (law.calc("sanction.steps", d, facts) for d in (day, day + timedelta(days=1)))
    assert now.values["stage"] <= later.values["stage"] <= now.values["stage"] + 1
    assert now.values["services_denied"] <= now.values["fine_applies"]
    steps = now.details["steps"]
    assert [s["from"] for s in steps] == sorted(s["from"] for s in steps)
    closed = {h["day"] for h in holidays}
    assert date.fromisoformat(steps[0]["to"]) == add_working_days(first, 10, closed)
    assert law.replay(now.trace)


@given(ON, st.integers(0, 130), st.integers(0, 130))
def test_meeting_the_duty_before_the_fine_costs_nothing(first: date, met: int, after: int) -> None:
    facts = {"first_warning": first, "complied": first + timedelta(days=met)}
    got = law.calc("sanction.steps", first + timedelta(days=after), facts)
    fine_from = date.fromisoformat(got.details["steps"][2]["from"])
    if first + timedelta(days=met) < fine_from:
        assert got.values["fine_applies"] == 0
        assert (got.values["stage"] == 5) is (met <= after)
    else:
        assert got.values["stage"] != 5  # the fine is still to be paid


@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.integers(1, 1199))
def test_a_receivable_never_gets_better_with_age(on: date, months: int) -> None:
    young, old = (law.calc("receivable.class", on, {"months_in_arrears": m}).values for m in (months, months + 1))
    assert young["class_of"] <= old["class_of"]


def test_there_is_no_class_before_the_first_statement_and_none_for_a_clean_account() -> None:
    with pytest.raises(law.NotInForce):
        law.calc("receivable.class", date(2014, 8, 31), {"months_in_arrears": 3})
    with pytest.raises(law.OutOfRange):
        law.calc("receivable.class", date(2022, 1, 1), {"months_in_arrears": 0})


def test_the_ladder_names_the_next_step() -> None:
    def following(*done: str) -> str | None:
        rows = [{"step": s, "day": "2022-01-03"} for s in done]
        got = law.calc("receivable.handover", date(2022, 6, 1), {"months_in_arrears": 4, "done": rows})
        return got.details["next"] and str(got.details["next"]["code"])

    ladder = ["SP1", "SP2", "SP3", "VISIT", "INSPECTION", "SKK", "KPKNL"]
    for number in range(len(ladder)):
        assert following(*ladder[:number]) == ladder[number]
    assert following(*ladder) is None
    assert following("SP1", "SP3") == "SP2"


def test_allocation_orders_are_those_the_books_know() -> None:
    """The programmes of a month are settled together; what is open is the order of months and of principal and
    penalty."""
    from lindung.contributions.allocation import OLDEST_FIRST

    item = law.published().parameters["allocation.order"]
    assert item.values[-1].value == OLDEST_FIRST and set(item.choices) == {
        "oldest_month_principal_first",
        "oldest_month_penalty_first",
        "all_principal_then_penalty",
    }


def test_every_service_clock_is_cited_and_dated() -> None:
    now = law.clocks(date(2026, 11, 1))
    for name in ("employer_certificate", "new_worker_form", "family_change_report", "change_report_sanction"):
        assert now[name].article and now[name].confidence == "H"
    assert (now["jkk_report_stage_1"].value, now["jkk_report_stage_1"].unit) == (48, "hours")
    assert now["jkp_alignment"].value == 15 and now["construction_certificate"].value == 1
    assert (now["new_worker_report"].value, now["new_worker_report"].unit) == (30, "days")
    assert (now["change_report"].unit, now["change_report_sanction"].unit) == ("working_days", "days")
    assert now["sanction_warning"].value == 10 and now["sanction_fine"].value == 30
    assert "change_report" not in law.clocks(date(2014, 1, 1))
    assert law.clocks(date(2014, 1, 1))["change_report_sanction"].instrument == "PP 86/2013"
