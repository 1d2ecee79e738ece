"""Non-wage earners: what they pay by law, what it covers and until when, lapse and return."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from segment_world import COUNTER, DAY, World, prove

from lindung.base.dates import add_months
from lindung.base.db import rows, scalar
from lindung.coverage import queries as cover
from lindung.coverage import services as coverage
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc
from lindung.registry import services as registry
from lindung.segments import queries, services
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import BpuJob, BpuMember, Order
from lindung.segments.services import Job

pytestmark = pytest.mark.django_db
FISH = Job("Pedagang ikan", 1_000_000, "35.75")
CAR = Job("Pengemudi ojek", 3_000_000, "35.75", transport=True)


def month(year: int, number: int) -> date:
    return date(year, number, 1)


def register(world: World, on: date, *jobs: Job, born: date = date(1990, 5, 17), **more: Any) -> int:
    registry.set_business_day(on)
    person = world.person(born=born)
    services.register_bpu(person, world.office, jobs or (FISH,), on=on, **more)
    return person


def buy(world: World, person: int, months: int, on: date, *, received_on: date | None = None) -> Order:
    registry.set_business_day(on)
    order = services.order_bpu(person, months, f"b{next(COUNTER)}", on=on)
    paid = services.pay(order.code, "API", f"b{next(COUNTER)}", order.total, received_on or on, world.office, on=on)
    assert paid.settled, paid
    return order


def spells(person: int) -> list[tuple[Any, ...]]:
    found = rows(
        "select start_on, end_on, exit_reason from coverage_spell where person_id = %s order by start_on", [person]
    )
    return [(r["start_on"], r["end_on"], r["exit_reason"]) for r in found]


def events(person: int) -> list[tuple[Any, ...]]:
    found = rows("select kind, sign, on_date from coverage_spellevent where person_id = %s order by id", [person])
    return [(r["kind"], r["sign"], r["on_date"]) for r in found]


# ---- what it costs


@pytest.mark.parametrize(
    ("income", "jht", "jkk", "jht_amount"),
    [
        (1, False, 10_000, 0),
        (1_099_000, True, 10_000, 20_000),
        (1_100_000, True, 12_000, 24_000),
        (2_700_000, True, 29_500, 59_000),
        (3_199_000, False, 29_500, 0),
        (20_200_000, True, 207_000, 414_000),
        (9_999_999_999, True, 207_000, 414_000),
    ],
)
def test_the_bands_of_the_law_come_through_the_order(
    world: World, income: int, jht: bool, jkk: int, jht_amount: int
) -> None:
    person = register(world, date(2021, 12, 1), replace(FISH, income=income), jht=jht)
    order = services.order_bpu(person, 1, "satu")
    assert (order.jkk, order.jkm, order.jht) == (jkk, 6_800, jht_amount)
    assert order.total == jkk + 6_800 + jht_amount
    assert order.first_month == order.last_month == month(2021, 12)


def test_twelve_months_at_once_are_twelve_lines_and_the_exact_end(world: World) -> None:
    person = register(world, date(2021, 12, 3))
    order = buy(world, person, 12, date(2021, 12, 3))
    lines = queries.order_lines(order.pk)
    assert [line["month"] for line in lines] == [add_months(month(2021, 12), n) for n in range(12)]
    assert order.total == 12 * 16_800
    stand = queries.bpu_standing(person, date(2021, 12, 3))
    assert stand is not None
    assert (stand.status, stand.paid_through, stand.paid_end) == ("PAID", month(2022, 11), date(2022, 11, 30))
    assert stand.next_month == month(2022, 12)
    assert spells(person) == [(date(2021, 12, 3), None, "")]
    prove()


def test_two_due_days_and_the_receipt_of_the_law(world: World) -> None:
    person = register(world, date(2021, 12, 1), jht=True)
    order = services.order_bpu(person, 2, "dua")
    assert (order.due_on, order.jht_due_on) == (date(2021, 12, 15), date(2022, 1, 17))
    assert order.expires_on == date(2021, 12, 8)
    law = order.receipt_of_law
    assert law["formula"] == "bpu.contribution" and [m["from"] for m in law["months"]] == ["2021-12"]


def test_jht_goes_to_the_members_account_month_by_month(world: World) -> None:
    person = register(world, date(2021, 12, 1), jht=True)
    buy(world, person, 3, date(2021, 12, 1))
    assert ledger.member_balance(person, Acc.JHT_MEMBERS, date(2021, 12, 1)) == 60_000
    year = ledger.member_statement(person, Acc.JHT_MEMBERS, 2021)
    assert [r["month"] for r in year.rows] == [month(2021, 12), month(2022, 1), month(2022, 2)]
    prove()


@pytest.mark.parametrize(
    ("on", "job", "jkk", "jkm"),
    [
        (date(2026, 1, 5), CAR, 14_750, 3_400),
        (date(2026, 1, 5), FISH, 10_000, 6_800),
        (date(2026, 4, 1), FISH, 5_000, 3_400),
        (date(2026, 12, 1), FISH, 5_000, 3_400),
        (date(2027, 1, 4), FISH, 10_000, 6_800),
        (date(2027, 3, 31), CAR, 14_750, 3_400),
        (date(2027, 4, 1), CAR, 29_500, 6_800),
    ],
)
def test_the_relief_of_2025_holds_by_month_and_occupation(world: World, on: date, job: Job, jkk: int, jkm: int) -> None:
    person = register(world, on, job)
    quote = services.quote_bpu(person, 1, on)
    assert (quote.jkk, quote.jkm) == (jkk, jkm)


def test_relief_in_the_middle_of_a_year_paid_at_once(world: World) -> None:
    person = register(world, date(2026, 2, 2))
    order = services.order_bpu(person, 12, "setahun")
    assert order.total == 2 * 16_800 + 9 * 8_400 + 16_800
    assert [m["from"] for m in order.receipt_of_law["months"]][:2] == ["2026-02", "2026-04"]


def test_covid_relief_for_who_had_paid_up_to_july_2020(world: World) -> None:
    person = register(world, date(2020, 5, 4))
    buy(world, person, 3, date(2020, 5, 4))  # May to July
    registry.set_business_day(date(2020, 9, 2))
    quote = services.quote_bpu(person, 1, date(2020, 9, 2))
    assert (quote.first_month, quote.jkk, quote.jkm) == (month(2020, 8), 100, 68)
    late = register(world, date(2020, 9, 2))
    assert services.quote_bpu(late, 1, date(2020, 9, 2)).total == 16_800


def test_what_is_not_known_yet_does_not_price_a_month(world: World) -> None:
    """PP 50/2025 was made in December 2025: an order of November asks the full amount for April."""
    person = register(world, date(2025, 11, 3))
    assert services.order_bpu(person, 12, "tahun").total == 12 * 16_800


def test_two_occupations_are_two_lines_a_month_and_one_member(world: World) -> None:
    person = register(world, date(2021, 12, 1), FISH, CAR, jht=True)
    order = buy(world, person, 2, date(2021, 12, 1))
    assert [(r["month"].month, r["item"], r["base"]) for r in queries.order_lines(order.pk)] == [
        (12, 1, 1_000_000), (12, 2, 2_950_000), (1, 1, 1_000_000), (1, 2, 2_950_000),
    ]  # fmt: skip
    assert order.total == 2 * (10_000 + 6_800 + 20_000 + 29_500 + 6_800 + 59_000)
    assert len(spells(person)) == 1
    prove()


# ---- who may register


def refused(call: Any, *args: Any, **more: Any) -> SegmentRefused:
    with pytest.raises(SegmentRefused) as told, transaction.atomic():
        call(*args, **more)
    assert told.value.text("id") and told.value.text("en")
    return told.value


def test_age_occupations_and_programmes_are_asked_when_joining(world: World) -> None:
    on = date(2021, 12, 1)
    registry.set_business_day(on)
    just = world.person(born=date(1956, 12, 2))
    services.register_bpu(just, world.office, [FISH], on=on)
    old = world.person(born=date(1956, 12, 1))
    assert "65" in refused(services.register_bpu, old, world.office, [FISH], on=on).text("en")
    person = world.person()
    three = [FISH, CAR, Job("Petani", 1, "35.75")]
    assert refused(services.register_bpu, person, world.office, three, on=on).code == "may_not_join"
    assert refused(services.register_bpu, person, world.office, [], on=on).code == "occupation_missing"
    assert refused(services.register_bpu, person, world.office, [Job(" ", 1, "35.75")], on=on).field == "occupation"
    assert refused(services.register_bpu, person, world.office, [FISH, FISH], on=on).code == "occupation_twice"
    for income in (0, -1, 10_000_000_001):
        bad = replace(FISH, income=income)
        assert refused(services.register_bpu, person, world.office, [bad], on=on).code == "income_range"
    assert refused(services.register_bpu, person, world.office, [FISH], employs_others=True, on=on).code == "jht_needed"
    assert refused(services.register_bpu, person, world.office, [FISH], on=on + DAY).code == "joined_in_future"
    services.register_bpu(person, world.office, [FISH], employs_others=True, jht=True, on=on)


def test_registering_again_is_harmless_and_otherwise_refused(world: World) -> None:
    on = date(2021, 12, 1)
    person = register(world, on)
    assert services.register_bpu(person, world.office, [FISH], on=on).person_id == person
    assert refused(services.register_bpu, person, world.office, [CAR], on=on).code == "registered_otherwise"
    assert BpuMember.objects.count() == BpuJob.objects.count() == 1


def test_the_dead_and_the_unregistered_get_no_order(world: World) -> None:
    on = date(2021, 12, 1)
    person = register(world, on)
    coverage.record_death(person, on, source="uji")
    assert refused(services.order_bpu, person, 1, "mati").code == "died"
    assert refused(services.order_bpu, world.person(), 1, "belum").code == "not_registered"
    for months in (0, 13, -1):
        assert refused(services.quote_bpu, register(world, on), months).code == "months_range"


def test_money_for_a_person_who_died_before_it_came_waits(world: World) -> None:
    on = date(2021, 12, 1)
    person = register(world, on)
    order = services.order_bpu(person, 1, "satu")
    coverage.record_death(person, on, source="uji")
    registry.set_business_day(on + DAY)
    paid = services.pay(order.code, "API", "x", order.total, on + DAY, world.office)
    assert (paid.settled, paid.reason) == (False, "DIED")
    prove()


def test_a_change_holds_from_an_unpaid_month_only(world: World) -> None:
    person = register(world, date(2021, 12, 1))
    buy(world, person, 2, date(2021, 12, 1))
    change = {"jobs": [replace(FISH, income=3_000_000)], "jht": True}
    assert refused(services.change_bpu, person, from_month=month(2022, 1), **change).code == "month_paid"
    assert refused(services.change_bpu, person, from_month=date(2022, 2, 2), **change).code == "not_a_month"
    services.change_bpu(person, from_month=month(2022, 2), **change)
    quote = services.quote_bpu(person, 1)
    assert (quote.first_month, quote.jkk, quote.jht) == (month(2022, 2), 29_500, 59_000)
    services.change_bpu(person, from_month=month(2022, 2), jobs=[FISH, CAR], jht=False)
    assert services.quote_bpu(person, 1).jkk == 39_500
    assert BpuJob.objects.filter(valid_to__isnull=True).count() == 2


# ---- cover


def test_lapse_on_the_day_of_the_law_and_return(world: World) -> None:
    """Paid for September; October to December unpaid leave rights, January's due day ends them."""
    person = register(world, date(2021, 9, 6))
    buy(world, person, 1, date(2021, 9, 6))
    member = BpuMember.objects.get(person_id=person)
    assert (member.paid_through, member.covered_until) == (month(2021, 9), date(2022, 1, 17))
    for day, status, arrears in (
        (date(2021, 10, 15), "PAID", 0),
        (date(2021, 10, 18), "ARREARS", 1),
        (date(2022, 1, 17), "ARREARS", 3),
        (date(2022, 1, 18), "LAPSED", 4),
    ):
        stand = queries.bpu_standing(person, day)
        assert stand is not None and (stand.status, stand.arrears_months) == (status, arrears)
        assert queries.arrears_months(person, day) == arrears
    registry.set_business_day(date(2022, 1, 17))
    assert services.bpu_day() == {"opened": 0, "lapsed": 0}
    registry.set_business_day(date(2022, 1, 20))
    assert services.bpu_day() == {"opened": 0, "lapsed": 1}
    assert services.bpu_day() == {"opened": 0, "lapsed": 0}
    assert spells(person) == [(date(2021, 9, 6), date(2022, 1, 17), "LAPSED")]
    back = buy(world, person, 1, date(2022, 3, 7))
    assert (back.first_month, back.total) == (month(2022, 3), 16_800)
    assert spells(person)[1] == (date(2022, 3, 7), None, "")
    assert events(person) == [
        ("JOINED", 1, date(2021, 9, 6)),
        ("LAPSED", -1, date(2022, 1, 17)),
        ("REACTIVATED", 1, date(2022, 3, 7)),
    ]
    prove()


def test_in_arrears_the_oldest_month_is_paid_first_and_cover_goes_on(world: World) -> None:
    person = register(world, date(2021, 9, 6))
    buy(world, person, 1, date(2021, 9, 6))
    registry.set_business_day(date(2021, 12, 20))
    quote = services.quote_bpu(person, 4)
    assert (quote.first_month, quote.last_month, quote.arrears) == (month(2021, 10), month(2022, 1), 3)
    buy(world, person, 4, date(2021, 12, 20))
    assert spells(person) == [(date(2021, 9, 6), None, "")]
    stand = queries.bpu_standing(person, date(2021, 12, 20))
    assert stand is not None and (stand.status, stand.paid_end) == ("PAID", date(2022, 1, 31))


def test_paying_ahead_covers_from_the_first_paid_month(world: World) -> None:
    person = register(world, date(2021, 9, 6))
    buy(world, person, 1, date(2021, 9, 6))
    buy(world, person, 1, date(2021, 9, 7))
    assert queries.bpu_standing(person).next_month == month(2021, 11)  # type: ignore[union-attr]
    assert spells(person) == [(date(2021, 9, 6), None, "")]


def test_money_in_time_told_late_undoes_the_lapse(world: World) -> None:
    person = register(world, date(2021, 9, 6))
    buy(world, person, 1, date(2021, 9, 6))
    registry.set_business_day(date(2022, 1, 14))
    order = services.order_bpu(person, 4, "tepat")
    registry.set_business_day(date(2022, 1, 20))
    assert services.bpu_day()["lapsed"] == 1
    paid = services.pay(order.code, "STATEMENT", "kertas", order.total, date(2022, 1, 17), world.office)
    assert paid.settled
    assert spells(person) == [(date(2021, 9, 6), None, "")]
    assert [e[:2] for e in events(person)] == [("JOINED", 1), ("LAPSED", -1), ("LAPSED", 1)]
    prove()


def test_the_same_month_is_never_paid_twice(world: World) -> None:
    person = register(world, date(2021, 12, 1))
    one, three = services.order_bpu(person, 1, "satu"), services.order_bpu(person, 3, "tiga")
    assert services.order_bpu(person, 3, "tiga") == three
    assert services.pay(one.code, "API", "1", one.total, date(2021, 12, 1), world.office).settled
    second = services.pay(three.code, "API", "2", three.total, date(2021, 12, 1), world.office)
    assert (second.settled, second.reason) == (False, "MONTH_PAID")
    prove()


def test_two_orders_for_one_month_in_one_statement_settle_one(world: World) -> None:
    from lindung.contributions import services as money
    from lindung.contributions.services import NewReceipt

    person = register(world, date(2021, 12, 1))
    orders = [services.order_bpu(person, n, f"k{n}") for n in (1, 2)]
    money.receive_many(
        NewReceipt("STATEMENT", f"baris-{o.pk:09d}", date(2021, 12, 1), o.total, world.office, description=o.code)
        for o in orders
    )
    assert services.settle_waiting().ids == (orders[0].pk,)
    assert [w["reason"] for w in queries.waiting()] == ["MONTH_PAID"]
    prove()


def test_opening_and_flows_make_the_closing_of_every_month(world: World) -> None:
    person, other = register(world, date(2021, 9, 6)), register(world, date(2021, 9, 6))
    buy(world, person, 1, date(2021, 9, 6))
    buy(world, other, 12, date(2021, 9, 7))
    registry.set_business_day(date(2022, 1, 20))
    services.bpu_day()
    buy(world, person, 1, date(2022, 3, 7))
    wanted = {
        month(2021, 9): (0, 2, 0, 0, 0, 2),
        month(2021, 10): (2, 0, 0, 0, 0, 2),
        month(2022, 1): (2, 0, 0, 1, 0, 1),
        month(2022, 3): (1, 0, 1, 0, 0, 2),
    }
    for when, figures in wanted.items():
        found = cover.flow_of([world.office], "BPU", when)
        assert tuple(getattr(found, part) for part in cover.PARTS) == figures


def test_cover_through_a_sponsor_first_and_ones_own_after(world: World) -> None:
    person = register(world, date(2021, 9, 6))
    sponsored = coverage.join(person, None, world.office, "BPU", date(2021, 9, 1), source="desa")
    buy(world, person, 6, date(2021, 9, 6))
    assert len(spells(person)) == 1
    registry.set_business_day(date(2021, 10, 31))
    coverage.leave(sponsored.pk, date(2021, 10, 31), "CONTRACT_END", source="desa")
    registry.set_business_day(date(2021, 11, 1))
    assert services.bpu_day() == {"opened": 1, "lapsed": 0}
    assert spells(person)[1] == (date(2021, 11, 1), None, "")


def test_who_is_reminded_and_when(world: World) -> None:
    person = register(world, date(2021, 9, 6))
    buy(world, person, 1, date(2021, 9, 6))
    week = timedelta(days=7)
    for day, kinds in (
        (date(2021, 9, 30) - week - DAY, []),
        (date(2021, 9, 30) - week, ["DUE"]),
        (date(2021, 9, 30), ["DUE"]),
        (date(2021, 10, 1), []),
        (date(2022, 1, 17) - week, ["LAPSE"]),
        (date(2022, 1, 18), []),
    ):
        assert [r["kind"] for r in queries.bpu_reminders(day)] == kinds, day


def test_a_merged_record_goes_on_paying(world: World) -> None:
    on = date(2021, 9, 6)
    person = register(world, on, jht=True)
    buy(world, person, 1, on)
    kept = world.person()
    registry.merge_people(kept, person, "satu orang", 1)
    stand = queries.bpu_standing(kept, on)
    assert stand is not None and (stand.status, stand.person_id) == ("PAID", person)
    assert services.register_bpu(kept, world.office, [FISH], jht=True, on=on).person_id == person
    order = buy(world, kept, 2, on)
    assert order.first_month == month(2021, 10)
    assert ledger.member_balance(kept, Acc.JHT_MEMBERS, on) == 60_000
    assert len(spells(kept)) == 1
    registry.set_business_day(date(2022, 5, 2))
    assert services.bpu_day()["lapsed"] == 1
    back = buy(world, kept, 1, date(2022, 5, 2))
    assert back.first_month == month(2022, 5) and len(spells(kept)) == 2
    prove()


def test_lists_and_counts_by_state(world: World) -> None:
    on = date(2021, 9, 6)
    never, paid = register(world, on), register(world, on)
    buy(world, paid, 1, on)
    assert queries.bpu_counts([world.office], on) == {"NEVER": 1, "PAID": 1}
    day = date(2021, 11, 2)
    assert queries.bpu_counts(None, day) == {"NEVER": 1, "ARREARS": 1}
    assert queries.bpu_counts(None, date(2022, 1, 18)) == {"NEVER": 1, "LAPSED": 1}
    assert [r["person_id"] for r in queries.bpu_list([world.office], state="ARREARS", on=day)] == [paid]
    name = scalar("select name from registry_person where id = %s", [never])
    assert [r["person_id"] for r in queries.bpu_list(text=name, on=day)] == [never]
    assert queries.bpu_list([world.other], on=day) == [] and queries.bpu_list(text="%", on=day) == []
