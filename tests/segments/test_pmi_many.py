"""Migrant workers by the thousand: the list does what the single acts do, row by row told, nothing twice."""

from datetime import date

import pytest
from segment_world import COUNTER, DAY, World, prove

from lindung.base.db import rows, scalar
from lindung.registry import services as registry
from lindung.segments import services

pytestmark = pytest.mark.django_db
AUGUST, DEPARTED = date(2017, 8, 1), date(2017, 10, 5)


def agency(world: World) -> int:
    number = next(COUNTER)
    made = registry.register_employer(
        name=f"PT Penempatan {number}", office_id=world.office, district_id="35.75",
        registered_on=date(2017, 1, 2), size="MEDIUM", risk_group=1, kbli="78103", review_on=date(2030, 1, 1),
    )  # fmt: skip
    return int(made.pk)


def listed(world: World, people: list[int], employer: int | None, on: date = AUGUST, **more) -> services.Many:
    given = {"country": "Hong Kong", "contract": "K", "months": 24, "jht": 0} | more
    return services.register_pmi_many(
        "select p as person_id, %(office)s as office_id, %(employer)s as employer_id, %(country)s as country,"
        " %(contract)s || p as contract_no, %(months)s as contract_months, %(jht)s as jht_amount, %(on)s as"
        " registered_on from unnest(%(people)s::bigint[]) with ordinality u(p, n) order by n",
        given | {"office": world.office, "employer": employer, "people": people, "on": on},
    )


def codes(done: services.Many) -> list[str]:
    return [r["code"] for r in done.refused]


def test_a_list_is_registered_paid_and_departs_like_one(world: World) -> None:
    registry.set_business_day(AUGUST)
    company, people = agency(world), [world.person() for _ in range(6)]
    done = listed(world, people[:5], company)
    assert (done.rows, done.done, done.already, done.refused) == (5, 5, 0, ())
    assert (again := listed(world, people[:5], company)).already == 5 and again.done == 0
    alone = services.register_pmi(
        people[5], world.office, country="Hong Kong", contract_no=f"K{people[5]}", contract_months=24,
        employer_id=company, on=AUGUST,
    )  # fmt: skip
    ids = services.placements_of(company)
    order = services.order_pmi(ids, ("BEFORE", "DURING"), "rombongan", on=AUGUST)
    assert order.total == 6 * (37_500 + 332_500) and order.people == 6
    assert services.pay(order.code, "API", "r-rombongan", order.total, AUGUST, world.office, on=AUGUST).settled
    registry.set_business_day(DEPARTED)
    went = services.depart_many(
        "select id as placement_id, %s::date as on_date from segments_pmiplacement where id <> %s order by id",
        [DEPARTED, alone.pk],
    )
    assert (went.done, went.refused) == (5, ())
    services.report_pmi(alone.pk, "DEPARTED", DEPARTED)
    told = rows(
        "select distinct m.covered_until, m.departed_on, m.extra_months, s.start_on, s.end_on, s.segment,"
        " s.employer_id,"
        " (select count(*) from segments_pmievent e where e.placement_id = m.id) as events"
        " from segments_pmiplacement m join coverage_spell s on s.id = m.spell_id"
    )
    assert len(told) == 1  # the single acts and the list agree
    assert (told[0]["start_on"], told[0]["segment"], told[0]["employer_id"]) == (AUGUST, "PMI", company)
    assert told[0]["covered_until"] > DEPARTED and told[0]["events"] == 1
    once_more = services.depart_many(
        "select id as placement_id, %s::date as on_date from segments_pmiplacement order by id", [DEPARTED]
    )
    assert (once_more.already, once_more.done) == (6, 0)
    prove()


def test_nobody_before_the_first_of_august(world: World) -> None:
    registry.set_business_day(AUGUST)
    done = listed(world, [world.person()], agency(world), on=AUGUST - DAY)
    assert codes(done) == ["pmi_too_early"] and scalar("select count(*) from segments_pmiplacement") == 0


def test_bad_rows_are_told_and_the_others_kept(world: World) -> None:
    registry.set_business_day(AUGUST)
    company, who = agency(world), world.person()
    assert codes(listed(world, [who, who, 999_999_999], company)) == ["pmi_running", "not_registered"]
    other = world.person()
    for change, code in (
        ({"country": " "}, "country_missing"), ({"months": 0}, "contract_range"), ({"months": 121}, "contract_range"),
        ({"on": AUGUST + DAY}, "joined_in_future"), ({"jht": 1}, "jht_choice"),
    ):  # fmt: skip
        assert codes(listed(world, [other], company, **change)) == [code]
    assert codes(listed(world, [who], company, months=12)) == ["pmi_otherwise"]
    assert codes(listed(world, [who], company, contract="L")) == ["pmi_running"]
    assert scalar("select count(*) from segments_pmiplacement") == 1
    (placement,) = services.placements_of(company)
    go = "select %s::bigint as placement_id, %s::date as on_date"
    for given, code in (
        ([placement, AUGUST], "pmi_unpaid"), ([placement, AUGUST - DAY], "pmi_step"),
        ([placement, AUGUST + DAY], "future_day"), ([0, AUGUST], "no_placement"),
    ):  # fmt: skip
        assert codes(services.depart_many(go, given)) == [code]
    prove()
