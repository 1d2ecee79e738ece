"""Non-wage earners by the thousand get what `register_bpu` and `order_bpu` give each of them."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from segment_world import COUNTER, TODAY, World, prove

from lindung.base.db import rows
from lindung.coverage.services import record_death
from lindung.registry import services as registry
from lindung.segments import services
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import BpuMember, Order
from lindung.segments.services import Ask, Job, NewMember

pytestmark = pytest.mark.django_db
OJEK = Job("  Pengemudi   ojek ", 1_250_000, "35.14")


class _Undo(Exception):
    """Ends one way of doing it without a trace."""


def told() -> tuple[list[Any], ...]:
    """Everything that was made, without numbers of its own."""
    return tuple(
        rows(sql)
        for sql in (
            "select person_id, office_id, joined_on, jht, employs_others, made_by from segments_bpumember order by 1",
            "select person_id, item, occupation, income, district_id, transport, valid_from, valid_to"
            " from segments_bpujob order by 1, 2",
            "select client_key, kind, office_id, person_id, first_month, last_month, people, jkk, jkm, jht, total,"
            " issued_on, due_on, jht_due_on, expires_on, receipt_of_law, made_by from segments_order order by 1",
            "select o.client_key, l.person_id, l.month, l.item, l.base, l.jkk, l.jkm, l.jht, l.office_id from"
            " segments_orderline l join segments_order o on o.id = l.order_id order by 1, 2, 3, 4",
        )
    )


def one_by_one(new: list[NewMember], asked: list[Ask]) -> dict[Any, str]:
    refused: dict[Any, str] = {}
    for m in new:
        if BpuMember.objects.filter(person_id=m.person_id).exists():
            continue
        try:
            services.register_bpu(m.person_id, m.office_id, [m.job], on=m.joined_on, by=3)
        except SegmentRefused as why:
            refused[m.person_id] = why.code
    for ask in asked:
        try:
            services.order_bpu(ask.person_id, 1, ask.client_key, expires_on=ask.expires_on, on=TODAY, by=3)
        except SegmentRefused as why:
            refused[ask.client_key] = why.code
    return refused


def at_once(new: list[NewMember], asked: list[Ask]) -> dict[Any, str]:
    refused: dict[Any, str] = {person: why.code for person, why in services.register_bpu_many(new, by=3).items()}
    for key, done in services.order_bpu_many(asked, on=TODAY, by=3).items():
        if isinstance(done, SegmentRefused):
            refused[key] = done.code
    return refused


def everybody(world: World) -> tuple[list[NewMember], list[Ask]]:
    """People of every kind: new, too old, at the age, dead, unknown trade, members of long standing, merged ones."""
    new: list[NewMember] = []
    for born, job, since in (
        (date(1990, 5, 17), OJEK, TODAY),
        (date(1990, 5, 17), OJEK, date(2020, 9, 5)),
        (date(1956, 11, 30), OJEK, TODAY),  # older than 65
        (date(1956, 12, 1), OJEK, date(2021, 11, 30)),  # joined the day before he was
        (date(1956, 2, 29), OJEK, TODAY),
        (date(1991, 1, 1), Job(" ", 5, "35.14"), TODAY),
        (date(1991, 1, 1), Job("Tani", 0, "35.14"), TODAY),
        (date(1991, 1, 1), OJEK, date(2022, 3, 1)),
    ):
        new.append(NewMember(world.person(born=born), world.office, job, since))
    dead = NewMember(world.person(), world.office, OJEK, TODAY)
    record_death(dead.person_id, date(2021, 11, 20), source="uji")
    members = []
    for months, jht, jobs in (
        (0, False, [OJEK]), (1, True, [OJEK]), (12, True, [OJEK, Job("Pedagang", 9_000_000, "35.75", True)]),
        (2, False, [OJEK]),
    ):  # fmt: skip
        for joined in (date(2020, 7, 1), date(2021, 3, 9)):
            person = world.person()
            services.register_bpu(person, world.office, jobs, jht=jht, on=joined)
            if months:
                order = services.order_bpu(person, months, f"dulu{next(COUNTER)}", on=joined)
                world.pay(order, day=joined)
            members.append(person)
    kept = world.person()
    registry.merge_people(kept, members[3], "satu orang", 1)
    gone = world.person()
    services.register_bpu(gone, world.office, [OJEK])
    record_death(gone, date(2021, 11, 21), source="uji")
    people = [*(m.person_id for m in new), dead.person_id, *members, kept, gone]
    asked = [Ask(p, f"banyak:{p}", date(2022, 2, 1) if p % 2 else None) for p in people]
    return [*new, dead, NewMember(members[0], world.office, OJEK, TODAY)], asked


def test_at_once_is_as_one_by_one(world: World) -> None:
    new, asked = everybody(world)
    ways = []
    for way in (one_by_one, at_once):
        with pytest.raises(_Undo), transaction.atomic():
            refused = way(new, asked)
            again = way(new, asked)
            made = told()
            ways.append((refused, {k: v for k, v in again.items() if not isinstance(k, int)}, made))
            prove()
            raise _Undo
    first, second = ways
    assert first[0] == second[0] and set(first[0].values()) == {
        "may_not_join", "occupation_missing", "income_range", "joined_in_future", "died", "not_registered",
    }  # fmt: skip
    assert first[1] == second[1]
    for one, many in zip(first[2], second[2], strict=True):
        assert one == many and one


def test_a_key_is_one_order_and_somebody_elses_is_refused(world: World) -> None:
    one, two = world.person(), world.person()
    assert services.register_bpu_many([NewMember(p, world.office, OJEK, TODAY) for p in (one, two)]) == {}
    first = services.order_bpu_many([Ask(one, "sama")])
    assert services.order_bpu_many([Ask(one, "sama")]) == first
    told = services.order_bpu_many([Ask(two, "sama")])["sama"]
    assert isinstance(told, SegmentRefused) and told.code == "key_taken"
    assert Order.objects.count() == 1 and services.order_bpu_many([]) == {} == services.register_bpu_many([])


def test_two_hundred_ask_as_few_questions_as_ten(world: World) -> None:
    counts = []
    for number in (10, 200):
        people = [world.person() for _ in range(number)]
        with CaptureQueriesContext(connection) as found:
            assert not services.register_bpu_many([NewMember(p, world.office, OJEK, TODAY) for p in people])
            made = services.order_bpu_many([Ask(p, f"n:{p}") for p in people])
        assert all(isinstance(order, int) for order in made.values()) and len(made) == number
        counts.append(len(found))
    assert counts[0] == counts[1] <= 60, counts
