"""When a sponsor's money ends: how long it lasts, the alarm, renewal without a gap, going on alone."""

from datetime import date
from fractions import Fraction

import pytest
from reach_world import (
    COUNTER,
    DAY,
    DEC,
    JAN,
    PACKAGE,
    TODAY,
    World,
    answers,
    first_of,
    prove,
    refused,
    row,
    row_of,
    spells,
)

from lindung.base.db import rows
from lindung.batch.services import run_now
from lindung.coverage.services import record_death
from lindung.interop import month_runs
from lindung.interop.outbox import flush
from lindung.reach import queries, services
from lindung.reach.models import Agreement, Alarm, Beneficiary, Offer
from lindung.reach.services import NewBudget
from lindung.registry import services as registry
from lindung.segments import services as segments
from lindung.segments.models import Order

pytestmark = pytest.mark.django_db
FEB, MAR, APR, MAY = (date(2022, m, 1) for m in (2, 3, 4, 5))


def funded(world: World, people: int, months: int) -> Agreement:
    """An agreement with money for so many months of its people, January paid."""
    agreement = world.agreement(world.sponsor("VILLAGE", "Desa Uji"))
    world.budget(agreement, people * months * PACKAGE, "VILLAGE")
    assert world.list(agreement, world.rows(people)).done == people
    world.paid(agreement, JAN, date(2022, 1, 12))
    return agreement


def test_how_long_the_money_lasts_is_exact_over_several_lines(world: World) -> None:
    agreement = world.agreement()
    world.budget(
        agreement, 5 * PACKAGE, months=(JAN, FEB)
    )  # two months of two people, and a rest that is lost in March
    world.budget(agreement, 3 * PACKAGE, months=(MAR, DEC))
    world.list(agreement, world.rows(2))
    found = queries.runway(agreement.pk)
    assert found is not None
    assert found.months == 3 + Fraction(1, 2) and found.ends_on == date(2022, 3, 31)
    assert [(m.month, m.left) for m in found.steps] == [
        (JAN, 5 * PACKAGE), (FEB, 3 * PACKAGE), (MAR, 3 * PACKAGE), (APR, PACKAGE),
    ]  # fmt: skip
    world.order(agreement, JAN)
    found = queries.runway(agreement.pk)
    assert found is not None
    assert (found.next_month, found.months, found.used) == (FEB, 2 + Fraction(1, 2), 2 * PACKAGE)


def test_an_agreement_without_people_or_money(world: World) -> None:
    agreement = world.agreement()
    found = queries.runway(agreement.pk)
    assert found is not None
    assert (found.people, found.months, found.ends_on, found.monthly_cost) == (0, 0, date(2021, 12, 31), 0)
    assert services.raise_alarms(TODAY) == 0, "nobody loses anything"
    world.list(agreement, world.rows(1))
    assert services.raise_alarms(TODAY) == 1, "somebody waits for money that is not there"
    assert queries.runway(2**40) is None


def test_the_alarm_sounds_sixty_days_before_and_once(world: World) -> None:
    agreement = funded(world, 2, 5)  # until 31 May; 60 days before is 1 April
    assert services.reach_day(date(2022, 3, 31))["alarms"] == 0
    assert services.reach_day(date(2022, 4, 1))["alarms"] == 1
    assert services.reach_day(date(2022, 4, 1))["alarms"] == 0
    (told,) = queries.alarms(agreement_id=agreement.pk, on=date(2022, 4, 1))
    assert (told["ends_on"], told["money_left"], told["monthly_cost"], told["people"], told["sponsor"]) == (
        date(2022, 5, 31), 4 * 2 * PACKAGE, 2 * PACKAGE, 2, "Desa Uji",
    )  # fmt: skip
    world.budget(agreement, 2 * PACKAGE, "VILLAGE")  # a month more is another day, and another alarm when it is near
    assert services.reach_day(date(2022, 4, 2))["alarms"] == 0
    assert services.reach_day(date(2022, 5, 1))["alarms"] == 1
    assert Alarm.objects.count() == 2


def test_renewal_goes_on_without_a_gap(world: World) -> None:
    agreement = funded(world, 2, 2)
    one = first_of(agreement)
    world.paid(agreement, FEB, date(2022, 2, 10))
    assert refused(world.order, agreement, MAR).code == "budget_short"
    money = NewBudget(agreement.pk, 2022, "VILLAGE", 100 * PACKAGE, MAR, date(2023, 6, 1), f"r{next(COUNTER)}")
    assert refused(services.renew, agreement.pk, date(2022, 11, 1), money).code == "shorter"
    line = services.renew(agreement.pk, date(2023, 6, 1), money)
    assert services.renew(agreement.pk, date(2023, 6, 1), money) == line
    world.paid(agreement, MAR, date(2022, 3, 3))
    assert spells(one.person_id) == [("BPU", date(2022, 1, 12), None, "")]
    one.refresh_from_db()
    assert (one.paid_through, one.last_month) == (MAR, None)
    assert queries.agreement(agreement.pk)["valid_to"] == date(2023, 6, 1)  # type: ignore[index]
    prove()


def test_who_left_for_want_of_money_comes_back_with_it(world: World) -> None:
    agreement = world.agreement(months=(JAN, MAR))
    world.budget(agreement, 100 * PACKAGE)
    world.list(agreement, world.rows(4))
    world.paid(agreement, JAN, date(2022, 1, 12), 3)
    gone, dead, moved, stays = Beneficiary.objects.order_by("id")
    services.end_beneficiaries(agreement.pk, [moved.pk], MAR, "MOVED")
    registry.set_business_day(date(2022, 4, 4))
    assert services.reach_day()["left_list"] == 3  # the agreement is over
    gone.refresh_from_db()
    assert (gone.last_month, gone.end_reason) == (MAR, "FUNDS")
    record_death(dead.person_id, date(2022, 4, 2), source="uji")
    other = world.agreement()
    assert world.list(other, [row_of(stays.person_id)], APR).done == 1
    services.renew(
        agreement.pk, DEC, NewBudget(agreement.pk, 2022, "APBD", 50 * PACKAGE, APR, DEC, f"r{next(COUNTER)}"),
        on=date(2022, 4, 4),
    )  # fmt: skip
    back = Beneficiary.objects.filter(agreement=agreement, last_month=None)
    assert [(b.person_id, b.first_month) for b in back] == [(gone.person_id, APR)]
    world.paid(agreement, APR, date(2022, 4, 5))
    assert spells(gone.person_id) == [("BPU", date(2022, 1, 12), None, "")], "no gap"
    prove()


def test_everybody_is_offered_to_go_on_alone(world: World) -> None:
    agreement = funded(world, 3, 2)
    one, two, three = Beneficiary.objects.order_by("id")
    registry.set_business_day(date(2022, 2, 20))
    world.paid(agreement, FEB, date(2022, 2, 20))
    assert [r["id"] for r in queries.ending(agreement.pk)] == [one.pk, two.pk, three.pk]
    record_death(three.person_id, date(2022, 2, 19), source="uji")
    done = services.hand_over(agreement.pk, [one.pk, two.pk, three.pk])
    assert (done.offered, done.already, done.refused) == (2, 1, ())
    assert services.hand_over(agreement.pk, [one.pk, two.pk]).already == 2
    offer = Offer.objects.get(beneficiary=one)
    order = offer.order
    # March, at the price everybody pays, valid as long as the law covers him: until 15 June
    assert (order.kind, order.first_month, order.total, order.expires_on) == ("BPU", MAR, PACKAGE, date(2022, 6, 15))
    assert order.person_id == one.person_id
    registry.set_business_day(date(2022, 6, 10))
    assert segments.pay(order.code, "API", "sendiri", order.total, date(2022, 6, 10), world.office).settled
    registry.set_business_day(date(2022, 6, 16))
    for _again in range(2):
        segments.bpu_day()
        assert services.reach_day(date(2022, 6, 16))["lapsed"] == 1 - _again
    assert spells(one.person_id) == [("BPU", date(2022, 1, 12), None, "")], "he goes on, without a gap"
    assert spells(two.person_id) == [("BPU", date(2022, 1, 12), date(2022, 6, 15), "LAPSED")], "he owes nothing"
    assert queries.covered(date(2022, 6, 16)) == 0
    assert len(told_of(one.person_id)) == 1 and len(told_of(two.person_id)) == 2
    # from then on it is his: March paid covers him until 15 July, and nobody else's list takes him in or back
    services.end_beneficiaries(agreement.pk, [one.pk, two.pk], FEB, "FUNDS")
    listed = world.list(world.agreement(), [row_of(one.person_id), row_of(two.person_id, 2)], date(2022, 7, 1))
    assert (answers(listed), listed.done) == ([(1, "row_covered_bpu")], 1)
    registry.set_business_day(date(2022, 7, 18))
    assert services.reach_day()["lapsed"] == 0
    assert segments.bpu_day()["lapsed"] == 1
    assert spells(one.person_id) == [("BPU", date(2022, 1, 12), date(2022, 7, 15), "LAPSED")]
    prove()


def told_of(person_id: int) -> list[str]:
    """The kinds of events of somebody's cover."""
    found = rows("select kind from coverage_spellevent where person_id = %s order by id", [person_id])
    return [r["kind"] for r in found]


def alone(world: World) -> tuple[Agreement, Beneficiary]:
    """Somebody whose January a sponsor paid: the law covers him until 15 May. He is registered to go on alone."""
    agreement = world.agreement()
    world.budget(agreement, 100 * PACKAGE)
    world.list(agreement, world.rows(1))
    world.paid(agreement, JAN, date(2022, 1, 12))
    one = first_of(agreement)
    assert one.covered_until == UNTIL
    segments.register_bpu(one.person_id, world.office, [segments.Job("Pedagang", 1_000_000, "35.75")])
    return agreement, one


UNTIL = date(2022, 5, 17)


def test_money_told_after_the_lapse_leaves_no_lapse(world: World) -> None:
    _, one = alone(world)
    registry.set_business_day(UNTIL)
    order = segments.order_bpu(one.person_id, 1, "sendiri", on=UNTIL)
    assert order.first_month == FEB
    registry.set_business_day(UNTIL + DAY)
    assert services.reach_day()["lapsed"] == 1
    registry.set_business_day(UNTIL + 4 * DAY)
    assert segments.pay(order.code, "API", "t", order.total, UNTIL, world.office, on=UNTIL + 4 * DAY).settled
    assert spells(one.person_id) == [("BPU", date(2022, 1, 12), None, "")]
    assert services.reach_day()["lapsed"] == segments.bpu_day()["lapsed"] == 0
    prove()


def test_money_that_came_after_the_end_begins_anew(world: World) -> None:
    _, one = alone(world)
    order = segments.order_bpu(one.person_id, 1, "sendiri", on=UNTIL)
    late = UNTIL + 2 * DAY
    registry.set_business_day(late)
    assert segments.pay(order.code, "API", "t", order.total, late, world.office, on=late).settled
    services.reach_day(late)
    segments.bpu_day(late)
    assert spells(one.person_id)[0] == ("BPU", date(2022, 1, 12), UNTIL, "LAPSED")
    prove()


def test_who_went_on_alone_is_neither_offered_it_nor_brought_back(world: World) -> None:
    agreement = world.agreement(months=(JAN, JAN))
    world.budget(agreement, 100 * PACKAGE)
    world.list(agreement, world.rows(2))
    world.paid(agreement, JAN, date(2022, 1, 12))
    one, two = Beneficiary.objects.order_by("id")
    registry.set_business_day(date(2022, 2, 20))
    services.reach_day()
    assert [r["id"] for r in queries.ending(agreement.pk)] == [one.pk, two.pk]
    segments.register_bpu(one.person_id, world.office, [segments.Job("Pedagang", 1_000_000, "35.75")])
    order = segments.order_bpu(one.person_id, 6, "sendiri")
    assert segments.pay(order.code, "API", "t", order.total, date(2022, 2, 20), world.office).settled
    registry.set_business_day(UNTIL + DAY)
    services.reach_day()
    assert [r["id"] for r in queries.ending(agreement.pk)] == [two.pk]
    money = NewBudget(agreement.pk, 2022, "APBD", 50 * PACKAGE, MAY, DEC, f"r{next(COUNTER)}")
    services.renew(agreement.pk, DEC, money)
    back = Beneficiary.objects.filter(agreement=agreement, last_month=None)
    assert [b.person_id for b in back] == [two.person_id]
    prove()


def test_the_sponsor_pays_again_for_somebody_who_went_on_alone(world: World) -> None:
    agreement, one = alone(world)
    registry.set_business_day(UNTIL)
    order = segments.order_bpu(one.person_id, 1, "sendiri", on=UNTIL)  # February
    assert segments.pay(order.code, "API", "t", order.total, UNTIL, world.office, on=UNTIL).settled
    registry.set_business_day(UNTIL + DAY)
    assert services.reach_day()["lapsed"] == 0
    world.paid(agreement, MAR, UNTIL + 2 * DAY, 2)  # March and April: longer than he paid himself
    one.refresh_from_db()
    assert one.covered_until is not None
    for day in (date(2022, 6, 20), date(2022, 7, 1), one.covered_until):
        registry.set_business_day(day)
        assert segments.bpu_day()["lapsed"] == services.reach_day()["lapsed"] == 0
    registry.set_business_day(one.covered_until + DAY)
    assert segments.bpu_day()["lapsed"] == 0 and services.reach_day()["lapsed"] == 1
    assert spells(one.person_id) == [("BPU", date(2022, 1, 12), one.covered_until, "LAPSED")]
    prove()


def test_older_than_the_age_of_joining_may_go_on(world: World) -> None:
    """Who joined before the age goes on after it: he was a non-wage earner all the time."""
    agreement = world.agreement()
    world.budget(agreement, 2 * PACKAGE)
    assert world.list(agreement, [row(1, born=date(1957, 2, 10))]).done == 1
    world.paid(agreement, JAN, date(2022, 1, 12), 2)
    registry.set_business_day(date(2022, 2, 20))
    done = services.hand_over(agreement.pk, [first_of(agreement).pk])
    assert (done.offered, done.refused) == (1, ())


def test_non_asn_are_not_handed_over(world: World) -> None:
    agreement = world.agreement(workers="NON_ASN")
    assert refused(services.hand_over, agreement.pk, []).code == "no_handover"
    other = funded(world, 1, 1)
    assert refused(services.hand_over, other.pk, [2**40]).code == "no_beneficiary"
    assert refused(services.hand_over, other.pk, list(range(5_001))).code == "no_beneficiary"


def test_the_day_and_the_messages(world: World) -> None:
    agreement = funded(world, 2, 2)
    registry.set_business_day(date(2022, 2, 10))
    world.paid(agreement, FEB, date(2022, 2, 10))
    totals = run_now(month_runs.start_segments_day(date(2022, 2, 10)).id).totals
    assert (totals["sponsored_alarms"], totals["sponsored_lapsed"]) == (1, 0)
    run = run_now(month_runs.start_handover(agreement.pk, date(2022, 2, 10)).id)
    assert (run.totals["offered"], run.totals["refused"]) == (2, 0)
    flush()
    told = [
        r["template"]
        for r in rows(
            "select template from notices_message where person_id = %s order by id", [first_of(agreement).person_id]
        )
    ]
    assert sorted(told) == ["sponsor_offer", "sponsored"]
    assert flush() == 0
    assert Order.objects.filter(kind="BPU").count() == 2


def test_two_lists_with_the_same_person_one_after_the_other(world: World) -> None:
    one, two = world.agreement(), world.agreement()
    person = row(1)
    assert world.list(one, [person]).done == 1
    assert answers(world.list(two, [person])) == [(1, "row_other_list")]
    services.end_beneficiaries(one.pk, [first_of(one).pk], FEB, "MOVED")
    assert answers(world.list(two, [person], FEB)) == [(1, "row_other_list")]
    assert world.list(two, [person], MAR).done == 1
    assert [r["closing"] for r in queries.flow(two.pk, FEB, MAR)] == [0, 1]
    assert queries.person_covers([first_of(two).person_id])[0]["state"] == "UNPAID"
    assert world.list(two, [person], APR).already == 1
