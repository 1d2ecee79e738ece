"""The calendar of runs: which day is whose turn, each begun once, missed ones made good, refusals tried again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lindung.base.db import system
from lindung.base.errors import Refused
from lindung.batch import calendar, rules
from lindung.batch.calendar import CalendarRefused, Job, Now
from lindung.batch.models import Run, Schedule, Turn
from lindung.batch.services import enqueue, run_now

from .conftest import HANDLER

pytestmark = pytest.mark.django_db
MONDAY = date(2021, 3, 1)
NYEPI = date(2021, 3, 11)


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


class NoRate(Refused):
    MESSAGES = {"no_rate": ("Tingkat belum ditetapkan.", "The rate is not decided.")}


def asks(name: str, *, fails: dict[date, Exception] | None = None, count: int = 2):
    def start(on: date, *, by, params):
        if on in (fails or {}):
            raise fails[on]
        return [enqueue(name, HANDLER, f"{name}:{on}", {"count": count}, by=by)] if count else []

    return start


def jobs(**more: Job) -> dict[str, Job]:
    return more


def at(on: date, hour: int = 24) -> Now:
    return Now(on, hour, {NYEPI})


def tick(known, on: date, hour: int = 24) -> list[tuple[str, date, str]]:
    return [(t.schedule.job, t.day, t.state) for t in calendar.tick(known, lambda: at(on, hour))]


def finish_all() -> None:
    with system():
        ids = list(Run.objects.filter(status__in=["WAITING", "RUNNING"]).values_list("id", flat=True))
    for run_id in ids:
        run_now(run_id)


# ---- rules


@pytest.mark.parametrize(
    ("rule", "every", "expected"),
    [
        ("DAILY", 0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
        ("WORKDAY", 0, [1, 2, 3, 4, 5, 8, 9, 10, 12, 15]),
        ("MONTH_DAY", 7, [7]),
        ("MONTH_WORKDAY", 9, [12]),
        ("MONTH_WORKDAY", 1, [1]),
        ("YEAR", 310, [10]),
    ],
)
def test_days_of_half_a_month_with_a_holiday(rule, every, expected):
    found = rules.days(rule, every, date(2021, 3, 1), date(2021, 3, 15), {NYEPI})
    assert [d.day for d in found] == expected


def test_the_last_day_of_short_months_and_the_next_day():
    found = rules.days("MONTH_DAY", 31, date(2021, 1, 1), date(2021, 4, 30), ())
    assert [(d.month, d.day) for d in found] == [(1, 31), (2, 28), (3, 31), (4, 30)]
    assert rules.next_day("YEAR", 201, date(2021, 2, 1), ()) == date(2022, 2, 1)
    assert rules.next_day("MONTH_WORKDAY", 1, date(2021, 4, 30), {date(2021, 5, 3)}) == date(2021, 5, 4)
    assert rules.days("DAILY", 0, date(2021, 1, 2), date(2021, 1, 1), ()) == []


@pytest.mark.parametrize(
    ("rule", "every"),
    [
        ("OFTEN", 0),
        ("MONTH_DAY", 32),
        ("MONTH_WORKDAY", 16),
        ("YEAR", 1301),
        ("YEAR", 230),
        ("DAILY", 1),
        ("HOURLY", 1),
    ],
)
def test_a_rule_that_means_nothing_is_refused(rule, every):
    calendar.switch_on(jobs(a=Job(("a", "a"), asks("a"), rules.DAILY)), MONDAY)
    with pytest.raises(CalendarRefused) as refused:
        calendar.change("a", rule=rule, every=every, hour=1, catch_up=1, since=MONDAY)
    assert refused.value.code == "bad_rule"
    assert Schedule.objects.get().rule == "DAILY"


def test_words_of_a_rule():
    assert rules.words("MONTH_WORKDAY", 1, 2, "id") == "hari kerja ke-1 setiap bulan, mulai pukul 02.00"
    assert rules.words("YEAR", 201, 2, "en") == "once a year, on 1-02, from 02:00"
    assert rules.words("OFTEN", 5, 0, "en") == "every 5 minutes"


# ---- turns


def test_nothing_is_begun_before_it_is_switched_on():
    known = jobs(a=Job(("a", "a"), asks("a"), rules.DAILY))
    assert tick(known, MONDAY) == []
    assert calendar.switch_on(known, MONDAY, by=4) == 1
    assert calendar.switch_on(known, day(5)) == 0, "what stands there stays"
    assert tick(known, day(-1)) == [], "days before the first do not count"
    assert tick(known, MONDAY) == [("a", MONDAY, "STARTED")]
    assert tick(known, MONDAY) == []
    with system():
        assert Run.objects.get(kind="a").key == f"a:{MONDAY}"


def test_a_turn_waits_for_its_hour():
    known = jobs(a=Job(("a", "a"), asks("a"), rules.DAILY, hour=3))
    calendar.switch_on(known, MONDAY)
    assert tick(known, MONDAY, 2) == []
    assert tick(known, MONDAY, 3) == [("a", MONDAY, "STARTED")]


def test_missed_days_are_made_good_in_order_and_older_ones_are_written_down():
    known = jobs(a=Job(("a", "a"), asks("a"), rules.DAILY, catch_up=3, in_order=True))
    calendar.switch_on(known, MONDAY)
    assert tick(known, day(6)) == [("a", day(4), "STARTED")], "a day waits for the day before"
    assert tick(known, day(6)) == []
    for n in (5, 6):
        finish_all()
        assert tick(known, day(6)) == [("a", day(n), "STARTED")]
    states = {t.day: (t.state, t.late) for t in Turn.objects.all()}
    assert states == {
        **{day(n): ("SKIPPED", True) for n in range(4)},
        day(4): ("STARTED", True),
        day(5): ("STARTED", True),
        day(6): ("STARTED", False),
    }


def test_only_the_newest_of_many_missed_days_where_one_is_enough():
    known = jobs(a=Job(("a", "a"), asks("a"), rules.DAILY))
    calendar.switch_on(known, MONDAY)
    assert tick(known, day(30)) == [("a", day(30), "STARTED")]
    assert Turn.objects.filter(state="SKIPPED").count() == 30


def test_moving_the_day_back_begins_nothing():
    known = jobs(a=Job(("a", "a"), asks("a"), rules.DAILY))
    calendar.switch_on(known, MONDAY)
    tick(known, day(9))
    finish_all()
    assert tick(known, day(3)) == []
    assert tick(known, day(10)) == [("a", day(10), "STARTED")]


def test_work_that_must_come_after_other_work_waits_for_it():
    known = jobs(
        a=Job(("a", "a"), asks("a"), rules.DAILY),
        b=Job(("b", "b"), asks("b"), rules.DAILY, after=("a",)),
    )
    calendar.switch_on(known, MONDAY)
    assert tick(known, MONDAY) == [("a", MONDAY, "STARTED")]
    finish_all()
    assert tick(known, MONDAY) == [("b", MONDAY, "STARTED")]


def test_nothing_to_do_is_a_turn_too():
    known = jobs(a=Job(("a", "a"), asks("a", count=0), rules.DAILY))
    calendar.switch_on(known, MONDAY)
    assert tick(known, MONDAY) == [("a", MONDAY, "NOTHING")]
    assert tick(known, MONDAY) == []


def test_a_refusal_keeps_its_words_holds_later_days_and_is_tried_again():
    fails: dict[date, Exception] = {day(0): NoRate("no_rate")}
    known = jobs(a=Job(("a", "a"), asks("a", fails=fails), rules.DAILY, catch_up=9, in_order=True))
    calendar.switch_on(known, MONDAY)
    assert tick(known, day(1)) == [("a", day(0), "REFUSED")]
    turn = Turn.objects.get()
    assert turn.error == {"code": "no_rate", "id": "Tingkat belum ditetapkan.", "en": "The rate is not decided."}
    assert tick(known, day(1)) == [], "later days wait, and an hour is waited"
    fails.clear()
    with system():
        Turn.objects.update(try_after=timezone.now())
    assert tick(known, day(1)) == [("a", day(0), "STARTED")]
    turn.refresh_from_db()
    assert (turn.error, turn.times) == (None, 2)
    finish_all()
    assert tick(known, day(1)) == [("a", day(1), "STARTED")]


def test_an_error_nobody_foresaw_does_not_stop_other_work():
    fails: dict[date, Exception] = {MONDAY: ZeroDivisionError("secret")}
    known = jobs(a=Job(("a", "a"), asks("a", fails=fails), rules.DAILY), b=Job(("b", "b"), asks("b"), rules.DAILY))
    calendar.switch_on(known, MONDAY)
    assert tick(known, MONDAY) == [("a", MONDAY, "FAILED"), ("b", MONDAY, "STARTED")]
    turn = Turn.objects.get(state="FAILED")
    assert turn.error["code"] == "internal" and "secret" not in str(turn.error)


def test_work_every_few_minutes_has_one_turn_a_day():
    known = jobs(a=Job(("a", "a"), asks("a"), rules.OFTEN, 5))
    calendar.switch_on(known, MONDAY)
    assert tick(known, MONDAY) == [("a", MONDAY, "STARTED")]
    assert tick(known, MONDAY) == [], "its run is still going on"
    finish_all()
    assert tick(known, MONDAY) == [], "five minutes have not passed"
    with system():
        Turn.objects.update(started_at=timezone.now() - timedelta(minutes=5))
    assert tick(known, MONDAY) == [("a", MONDAY, "STARTED")]
    assert Turn.objects.get().times == 2
    finish_all()
    assert tick(known, day(1)) == [("a", day(1), "STARTED")]


def test_paused_work_rests_with_a_reason_and_goes_on():
    known = jobs(a=Job(("a", "a"), asks("a"), rules.DAILY, catch_up=2))
    calendar.switch_on(known, MONDAY)
    with pytest.raises(CalendarRefused):
        calendar.pause("a", "  ")
    assert calendar.pause("a", "Menunggu putusan", by=3).note == "Menunggu putusan"
    assert tick(known, day(4)) == []
    calendar.resume("a", by=3)
    assert tick(known, day(4)) == [("a", day(3), "STARTED")]
    with pytest.raises(CalendarRefused) as refused:
        calendar.pause("zzz", "Alasan")
    assert refused.value.code == "off"


def test_a_person_starts_the_newest_turn_once():
    known = jobs(a=Job(("a", "a"), asks("a"), rules.MONTH_WORKDAY, 1))
    with pytest.raises(CalendarRefused) as refused:
        calendar.start_now(known, "a", at(day(20)), by=8)
    assert refused.value.code == "off"
    with pytest.raises(CalendarRefused):
        calendar.start_now(known, "b", at(day(20)), by=8)
    calendar.switch_on(known, day(20))
    turn = calendar.start_now(known, "a", at(day(20)), by=8)
    assert (turn.day, turn.state, turn.started_by, turn.late) == (MONDAY, "STARTED", 8, True)
    assert calendar.start_now(known, "a", at(day(20)), by=9).started_by == 8
    assert tick(known, day(20)) == []
    with system():
        assert Run.objects.filter(kind="a").count() == 1 and Run.objects.get(kind="a").made_by == 8


def test_what_is_shown():
    known = jobs(a=Job(("a", "a"), asks("a"), rules.WORKDAY), b=Job(("b", "b"), asks("b"), rules.MONTH_DAY, 31))
    calendar.switch_on(known, MONDAY)
    tick(known, day(9))
    shown = {s.schedule.job: (s.last.day if s.last else None, s.next) for s in calendar.shown(known, at(day(9)))}
    assert shown == {"a": (day(9), day(11)), "b": (None, date(2021, 3, 31))}, "day 10 is a holiday"
    assert [t.day for t in calendar.turns(2, states=["STARTED"])] == [day(9)]
