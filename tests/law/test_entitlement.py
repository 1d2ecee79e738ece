"""Entitlement over calendars: the golden cases hold the rules, here is what holds for every date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law
from lindung.law import dates
from lindung.law.entitlement.jht import GROUNDS

BORN = st.dates(date(1950, 1, 1), date(2000, 12, 31))
ON = st.dates(date(2015, 7, 1), date(2026, 12, 31))


def decide(on: date, ground: str, born: date, event: date | None = None, **more: Any) -> law.Result:
    return law.calc("jht.entitlement", on, {"ground": ground, "birth_date": born, "event_date": event, **more})


@given(ON, BORN, st.integers(0, 400), st.sampled_from([g for g in GROUNDS if not g.startswith("PARTIAL")]))
def test_earliest_is_the_first_day(on: date, born: date, ago: int, ground: str) -> None:
    event = on - timedelta(days=ago)
    got = decide(on, ground, born, event, working=0)
    first = got.details["earliest"]
    assert first is not None
    day = date.fromisoformat(first)
    if got.values["entitled"]:
        assert day <= on and got.details["reason"] is None and not got.details["what_would_change"]
    else:
        assert day > on and got.details["reason"]["code"] and got.details["what_would_change"]
        assert decide(day, ground, born, event, working=0).values["entitled"] == 1
        if day - timedelta(days=1) >= max(event, date(2015, 7, 1)):
            assert decide(day - timedelta(days=1), ground, born, event, working=0).values["entitled"] == 0


@given(ON, BORN, st.integers(0, 400), st.sampled_from(list(GROUNDS)))
def test_every_decision_replays(on: date, born: date, ago: int, ground: str) -> None:
    got = decide(on, ground, born, on - timedelta(days=ago), membership_months=ago, working=ago % 2, partial_paid=0)
    assert law.replay(got.trace)
    assert got.details["documents"] and all(d["title"]["id"] for d in got.details["documents"])


@given(ON, st.integers(-45, 45), st.integers(0, 45), st.sampled_from(["RESIGNED", "TERMINATED", "CONTRACT_END"]))
def test_earliest_around_the_birthday(on: date, turns: int, ago: int, ground: str) -> None:
    born = dates.add_months(on + timedelta(days=turns), -56 * 12)
    event = on - timedelta(days=ago)
    got = decide(on, ground, born, event, working=0)
    day = date.fromisoformat(got.details["earliest"])
    assert bool(got.values["entitled"]) == (day <= on)
    if not got.values["entitled"]:
        assert decide(day, ground, born, event, working=0).values["entitled"] == 1
        assert decide(day - timedelta(days=1), ground, born, event, working=0).values["entitled"] == 0


def test_missing_facts_are_named_not_guessed() -> None:
    got = decide(date(2021, 1, 1), "RESIGNED", date(1990, 1, 1))
    assert got.values["entitled"] == 0 and got.details["reason"]["code"] == "EVENT_DATE_MISSING"
    got = decide(date(2021, 1, 1), "PARTIAL_10", date(1990, 1, 1))
    assert got.details["reason"]["code"] == "MEMBERSHIP_MISSING"


def test_papers_change_with_the_rules() -> None:
    old = decide(date(2021, 12, 20), "RESIGNED", date(1990, 1, 1), date(2021, 11, 1)).details["documents"]
    new = decide(date(2022, 12, 20), "RESIGNED", date(1990, 1, 1), date(2022, 11, 1)).details["documents"]
    assert "REFERENCE_LETTER" in [d["code"] for d in old] and "FAMILY_CARD" in [d["code"] for d in old]
    assert [d["code"] for d in new] == ["CARD", "ID", "STOP_PROOF"]


def test_before_the_programme_there_is_no_answer() -> None:
    with pytest.raises(law.NotInForce):
        decide(date(2015, 6, 30), "DEATH", date(1990, 1, 1), date(2015, 6, 1))


@pytest.mark.parametrize(
    "inputs",
    [
        {"ground": "BORED", "birth_date": date(1990, 1, 1)},
        {"ground": "DEATH", "birth_date": "1990-13-01"},
        {"ground": "DEATH", "birth_date": 19900101},
        {"ground": "DEATH", "birth_date": date(1990, 1, 1), "working": 2},
        {"ground": "DEATH", "birth_date": date(1990, 1, 1), "membership_months": 1.5},
        {"ground": "DEATH", "birth_date": date(1990, 1, 1), "height": 1},
        {"ground": "DEATH"},
    ],
)
def test_refused_facts(inputs: dict[str, Any]) -> None:
    with pytest.raises(law.LawError):
        law.calc("jht.entitlement", date(2021, 1, 1), inputs)


def test_dates_may_be_text() -> None:
    a = law.calc("jht.entitlement", date(2021, 8, 17), {"ground": "AGE_56", "birth_date": "1965-08-17"})
    assert a.values["entitled"] == 1 and a.trace.data["inputs"][1]["shown"]["id"] == "17 Agustus 1965"


def test_jkm_papers_without_heirs() -> None:
    got = law.calc("jkm.entitlement", date(2021, 12, 15), {"active_on_death": 1, "work_accident": 0, "has_heirs": 0})
    assert "FUNERAL_PROOF" in [d["code"] for d in got.details["documents"]]
    assert got.values == {"entitled": 1, "payment_deadline": 3}
