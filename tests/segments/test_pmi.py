"""Migrant workers: packages by date, cover before, during and after, what happens in between."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from segment_world import COUNTER, DAY, World, prove

from lindung.base.db import rows
from lindung.coverage import queries as cover
from lindung.interop import outbox
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc
from lindung.notices.models import Message
from lindung.registry import services as registry
from lindung.segments import queries, services
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import Order, PmiPlacement

pytestmark = pytest.mark.django_db
ALL = ("BEFORE", "DURING")


def agency(world: World, office: int | None = None) -> int:
    number = next(COUNTER)
    made = registry.register_employer(
        name=f"PT Penempatan {number}", office_id=office or world.office, district_id="35.75",
        registered_on=date(2017, 1, 2), size="MEDIUM", risk_group=1, kbli="78103", review_on=date(2030, 1, 1),
    )  # fmt: skip
    return int(made.pk)


def placed(world: World, on: date, *, months: int = 24, employer: int | None = None, **more: Any) -> PmiPlacement:
    registry.set_business_day(on)
    return services.register_pmi(
        world.person(), world.office, country="Hong Kong", contract_no=f"K-{next(COUNTER)}", contract_months=months,
        employer_id=employer, on=on, **more,
    )  # fmt: skip


def buy(world: World, placement: PmiPlacement, on: date, *parts: str, months: int = 0) -> Order:
    registry.set_business_day(on)
    order = services.order_pmi([placement.pk], parts or ALL, f"p{next(COUNTER)}", months=months, on=on)
    assert services.pay(order.code, "API", f"p{next(COUNTER)}", order.total, on, world.office, on=on).settled
    placement.refresh_from_db()
    return order


def report(placement: PmiPlacement, kind: str, on: date) -> PmiPlacement:
    registry.set_business_day(on)
    services.report_pmi(placement.pk, kind, on)
    placement.refresh_from_db()
    return placement


def spells(placement: PmiPlacement) -> list[tuple[Any, ...]]:
    found = rows(
        "select start_on, end_on, exit_reason from coverage_spell where person_id = %s order by start_on",
        [placement.person_id],
    )
    return [(r["start_on"], r["end_on"], r["exit_reason"]) for r in found]


def refused(call: Any, *args: Any, **more: Any) -> SegmentRefused:
    with pytest.raises(SegmentRefused) as told, transaction.atomic():
        call(*args, **more)
    assert told.value.text("id") and told.value.text("en")
    return told.value


# ---- what it costs


@pytest.mark.parametrize(
    ("on", "months", "with_agency", "total"),
    [
        (date(2017, 8, 1), 24, True, 37_500 + 332_500),
        (date(2020, 3, 2), 6, True, 37_500 + 332_500),
        (date(2023, 2, 21), 12, False, 332_500),
        (date(2023, 2, 22), 6, True, 37_500 + 108_000),
        (date(2023, 2, 22), 6, False, 108_000),
        (date(2023, 3, 1), 8, True, 37_500 + 189_000),
        (date(2023, 3, 1), 12, False, 189_000),
        (date(2023, 3, 1), 24, True, 370_000),
        (date(2023, 3, 1), 27, True, 370_000 + 3 * 13_500),
        (date(2025, 5, 5), 36, False, 332_500 + 12 * 13_500),
    ],
)
def test_the_packages_of_the_law_come_through_the_order(
    world: World, on: date, months: int, with_agency: bool, total: int
) -> None:
    placement = placed(world, on, months=months, employer=agency(world) if with_agency else None)
    order = services.order_pmi([placement.pk], ALL, "satu", on=on)
    assert (order.total, order.jkk, order.jkm, order.jht) == (total, total, 0, 0)
    assert (order.employer_id is None) is not with_agency
    assert order.receipt_of_law["setting"] == {"segments.pmi.jkm_share": 0}


def test_before_august_2017_there_was_no_such_cover(world: World) -> None:
    placement = placed(world, date(2017, 7, 31))
    assert refused(services.order_pmi, [placement.pk], ("DURING",), "dini").code == "pmi_too_early"


def test_one_order_of_an_agency_for_many_workers(world: World) -> None:
    on, firm = date(2024, 1, 8), agency(world)
    many = [placed(world, on, employer=firm, months=12) for _ in range(5)]
    order = services.order_pmi([p.pk for p in many], ALL, "lima", on=on)
    assert (order.people, order.total, order.employer_id) == (5, 5 * 226_500, firm)
    assert services.order_pmi([p.pk for p in many], ALL, "lima", on=on) == order
    assert refused(services.order_pmi, [many[0].pk], ALL, "lima").code == "key_taken"
    assert services.pay(order.code, "API", "lima", order.total, on, world.office).settled
    assert queries.pmi_counts(employer_id=firm, on=on) == {"BEFORE": 5}
    assert [r["covered_until"] for r in queries.pmi_list(employer_id=firm, on=on)] == [date(2024, 6, 7)] * 5
    prove()


# ---- cover


def test_the_whole_way_through_an_agency(world: World) -> None:
    placement = placed(world, date(2024, 1, 8), employer=agency(world))
    buy(world, placement, date(2024, 1, 8))
    assert placement.covered_until == date(2024, 6, 7)
    assert spells(placement) == [(date(2024, 1, 8), None, "")]
    report(placement, "DEPARTED", date(2024, 3, 1))
    assert placement.covered_until == date(2026, 3, 31)  # 24 months and one for the way home
    stand = queries.pmi_standing(placement.pk)
    assert stand is not None
    assert stand.stage == "DURING" and stand.cover.before == (date(2024, 1, 8), date(2024, 2, 29))
    assert stand.cover.during == (date(2024, 3, 1), date(2026, 3, 31))
    report(placement, "RETURNED", date(2026, 3, 10))
    assert placement.covered_until == date(2026, 4, 9)
    report(placement, "HOME", date(2026, 3, 12))
    stand = queries.pmi_standing(placement.pk)
    assert stand is not None
    assert stand.cover.after_jkk == (date(2026, 3, 11), date(2026, 3, 12))
    assert stand.cover.after_jkm == (date(2026, 3, 11), date(2026, 4, 9))
    registry.set_business_day(date(2026, 4, 10))
    assert services.segments_day() == {"opened": 0, "lapsed": 0, "ended": 1}
    assert services.pmi_day() == {"ended": 0}
    assert spells(placement) == [(date(2024, 1, 8), date(2026, 4, 9), "CONTRACT_END")]
    prove()


def test_an_individual_is_covered_from_the_month_before_he_leaves(world: World) -> None:
    placement = placed(world, date(2024, 1, 8), months=12)
    assert refused(services.order_pmi, [placement.pk], ("BEFORE",), "x").code == "nothing_to_pay"
    buy(world, placement, date(2024, 1, 8), "DURING")
    assert placement.covered_until is None and spells(placement) == []
    report(placement, "DEPARTED", date(2024, 1, 20))
    assert placement.covered_until == date(2025, 2, 19)
    assert spells(placement) == [(date(2024, 1, 8), None, "")]
    prove()


def test_nobody_departs_unpaid_and_no_part_is_paid_twice(world: World) -> None:
    placement = placed(world, date(2024, 1, 8), employer=agency(world))
    assert refused(services.report_pmi, placement.pk, "DEPARTED", date(2024, 1, 8)).code == "pmi_unpaid"
    assert refused(services.order_pmi, [placement.pk], ("DURING",), "a").code == "part_missing"
    buy(world, placement, date(2024, 1, 8), "BEFORE")
    assert refused(services.order_pmi, [placement.pk], ("BEFORE",), "b").code == "part_paid"
    assert refused(services.report_pmi, placement.pk, "DEPARTED", date(2024, 1, 8)).code == "pmi_unpaid"
    buy(world, placement, date(2024, 2, 8), "DURING")
    report(placement, "DEPARTED", date(2024, 2, 9))
    assert placement.covered_until == date(2026, 3, 8)
    prove()


def test_waiting_too_long_lapses_and_departure_covers_again(world: World) -> None:
    placement = placed(world, date(2024, 1, 8), employer=agency(world))
    buy(world, placement, date(2024, 1, 8))
    registry.set_business_day(date(2024, 6, 20))
    assert services.pmi_day() == {"ended": 1}
    assert queries.pmi_standing(placement.pk).stage == "LAPSED"  # type: ignore[union-attr]
    report(placement, "DEPARTED", date(2024, 7, 1))
    assert spells(placement) == [(date(2024, 1, 8), date(2024, 6, 7), "LAPSED"), (date(2024, 7, 1), None, "")]
    prove()


def test_a_failed_departure_ends_cover_on_its_day(world: World) -> None:
    placement = placed(world, date(2024, 1, 8), employer=agency(world))
    buy(world, placement, date(2024, 1, 8), "BEFORE")
    report(placement, "FAILED", date(2024, 2, 1))
    assert placement.covered_until == date(2024, 2, 1)
    assert spells(placement) == [(date(2024, 1, 8), date(2024, 2, 1), "CONTRACT_END")]
    assert refused(services.order_pmi, [placement.pk], ("DURING",), "x").code == "pmi_ended"
    assert refused(services.report_pmi, placement.pk, "DEPARTED", date(2024, 2, 1)).code == "pmi_step"
    prove()


def test_extension_months_lengthen_cover_when_paid(world: World) -> None:
    placement = placed(world, date(2024, 1, 8), employer=agency(world))
    buy(world, placement, date(2024, 1, 8))
    report(placement, "DEPARTED", date(2024, 2, 1))
    before = placement.covered_until
    order = services.order_pmi([placement.pk], ("EXTENSION",), "perpanjang", months=3)
    assert order.total == 3 * 13_500
    placement.refresh_from_db()
    assert placement.covered_until == before == date(2026, 2, 28)
    assert services.pay(order.code, "API", "perpanjang", order.total, date(2024, 2, 1), world.office).settled
    placement.refresh_from_db()
    assert (placement.extra_months, placement.covered_until) == (3, date(2026, 5, 31))
    prove()


def test_events_come_in_their_order_and_once(world: World) -> None:
    placement = placed(world, date(2024, 1, 8), employer=agency(world))
    buy(world, placement, date(2024, 1, 8))
    say = services.report_pmi
    for kind in ("RETURNED", "HOME", "LOST"):
        assert refused(say, placement.pk, kind, date(2024, 1, 8)).code == "pmi_step"
    assert refused(say, placement.pk, "DEPARTED", date(2024, 1, 9)).code == "future_day"
    assert refused(say, placement.pk, "DEPARTED", date(2024, 1, 7)).code == "pmi_step"
    assert refused(say, 2**40, "DEPARTED", date(2024, 1, 7)).code == "no_placement"
    report(placement, "DEPARTED", date(2024, 2, 1))
    say(placement.pk, "DEPARTED", date(2024, 2, 1))
    assert refused(say, placement.pk, "DEPARTED", date(2024, 1, 31)).code == "pmi_said"
    assert placement.events.count() == 1


# ---- JHT


def test_monthly_jht_is_a_choice_of_the_law_and_a_savings_account(world: World) -> None:
    on = date(2024, 1, 8)
    registry.set_business_day(on)
    person = world.person()
    given = {"country": "Malaysia", "contract_no": "A1", "contract_months": 24, "on": on}
    wrong = refused(services.register_pmi, person, world.office, jht_amount=75_000, **given)
    assert wrong.code == "jht_choice" and "Rp50.000" in wrong.text("id")
    placement = services.register_pmi(person, world.office, jht_amount=100_000, **given)
    order = buy(world, placement, on, "JHT", months=3)
    assert (order.jht, order.total, order.first_month, order.last_month) == (
        300_000, 300_000, date(2024, 1, 1), date(2024, 3, 1),
    )  # fmt: skip
    assert ledger.member_balance(person, Acc.JHT_MEMBERS, on) == 300_000
    assert queries.pmi_standing(placement.pk).next_jht == date(2024, 4, 1)  # type: ignore[union-attr]
    assert placement.covered_until is None
    assert refused(services.order_pmi, [placement.pk], ("JHT",), "y").code == "part_range"
    services.change_pmi_jht(placement.pk, 0)
    assert refused(services.order_pmi, [placement.pk], ("JHT",), "z", months=1).code == "no_jht"
    assert refused(services.change_pmi_jht, placement.pk, 1).code == "jht_choice"
    assert refused(services.change_pmi_jht, 2**40, 50_000).code == "no_placement"
    offer = queries.pmi_jht(on)
    assert offer is not None and offer.choices == (50_000, *(n * 100_000 for n in range(1, 7)))
    for choice in offer.choices:
        assert services.change_pmi_jht(placement.pk, choice).jht_amount == choice
    more = buy(world, placement, on, "JHT", months=1)  # begun again, and more than before
    assert (more.first_month, more.jht) == (date(2024, 4, 1), 600_000)
    report(placement, "FAILED", on)
    assert refused(services.change_pmi_jht, placement.pk, 0).code == "pmi_ended"
    assert refused(services.report_pmi, placement.pk, "JHT", on).code == "pmi_step"
    outbox.flush()
    told = Message.objects.filter(person_id=person, template="pmi_jht").order_by("id")
    assert [m.params["amount"] for m in told] == [0, *offer.choices]  # every change, and what it is now
    (failed,) = Message.objects.filter(person_id=person, template="pmi_reported")
    assert failed.params["what"]["en"] == "did not depart" and failed.params["contract"] == "A1"
    assert outbox.flush() == 0
    prove()


def test_amounts_before_the_list_of_choices(world: World) -> None:
    offer = queries.pmi_jht(date(2018, 12, 9))
    assert offer is not None and (offer.choices, offer.least, offer.most) == ((), 105_000, 600_000)
    assert queries.pmi_jht(date(2017, 7, 31)) is None


# ---- who may be registered


def test_registering_again_is_harmless_and_otherwise_refused(world: World) -> None:
    placement = placed(world, date(2024, 1, 8))
    again = {
        "country": "Hong Kong", "contract_no": placement.contract_no, "contract_months": 24,
    }  # fmt: skip
    assert services.register_pmi(placement.person_id, world.office, **again).pk == placement.pk
    call = services.register_pmi
    assert refused(call, placement.person_id, world.office, **again | {"contract_months": 12}).code == "pmi_otherwise"
    assert refused(call, placement.person_id, world.office, **again | {"contract_no": "lain"}).code == "pmi_running"
    person = world.person()
    for wrong, code in (
        ({"country": " "}, "country_missing"),
        ({"contract_no": ""}, "contract_missing"),
        ({"contract_months": 0}, "contract_range"),
        ({"contract_months": 121}, "contract_range"),
        ({"on": date(2024, 1, 9)}, "joined_in_future"),
    ):
        assert refused(call, person, world.office, **again | wrong).code == code
    assert refused(services.order_pmi, [], ALL, "x").code == "no_placement"
    assert refused(services.order_pmi, [placement.pk], (), "x").code == "no_part"
    assert refused(services.order_pmi, [placement.pk], ("SOMETHING",), "x").code == "no_part"
    other = placed(world, date(2024, 1, 8))
    assert refused(services.order_pmi, [placement.pk, other.pk], ALL, "x").code == "pmi_payers"


def test_a_second_contract_after_coming_home(world: World) -> None:
    first = placed(world, date(2024, 1, 8))
    buy(world, first, date(2024, 1, 8), "DURING")
    report(first, "DEPARTED", date(2024, 1, 20))
    report(first, "RETURNED", date(2024, 5, 1))
    registry.set_business_day(date(2024, 6, 1))
    services.segments_day()
    second = services.register_pmi(
        first.person_id, world.office, country="Taiwan", contract_no="dua", contract_months=6, on=date(2024, 6, 1)
    )
    buy(world, second, date(2024, 6, 3), "DURING")
    report(second, "DEPARTED", date(2024, 6, 5))
    assert [s[0] for s in spells(second)] == [date(2024, 1, 8), date(2024, 6, 3)]
    kinds = [
        r["kind"]
        for r in rows("select kind from coverage_spellevent where person_id = %s order by id", [first.person_id])
    ]
    assert kinds == ["JOINED", "EXITED", "REACTIVATED"]
    assert cover.flow_of([world.office], "PMI", date(2024, 6, 1)).reactivated == 1
    prove()


def test_lists_by_stage_and_words(world: World) -> None:
    on = date(2024, 1, 8)
    one, two = placed(world, on), placed(world, on, employer=agency(world))
    buy(world, two, on)
    assert queries.pmi_counts(office_ids=[world.office], on=on) == {"REGISTERED": 1, "BEFORE": 1}
    assert [r["id"] for r in queries.pmi_list(stage="BEFORE", on=on)] == [two.pk]
    assert [r["id"] for r in queries.pmi_list(text=one.contract_no, on=on)] == [one.pk]
    assert queries.pmi_list(office_ids=[world.other], on=on) == [] == queries.pmi_list(text="_", on=on)
    assert [r["stage"] for r in queries.pmi_list(on=date(2024, 6, 8), person_id=two.person_id)] == ["LAPSED"]
    assert timedelta(days=1) == DAY
