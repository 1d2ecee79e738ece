"""The same order, or the same month, paid from several connections at once: once, and the rest waits."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import segment_world
from django.db import connections
from segment_world import TODAY, World, prove

from lindung.base.db import rows, scalar, system
from lindung.segments import queries, services
from lindung.segments.errors import SegmentRefused
from lindung.segments.services import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared(transactional_db: None) -> Iterator[World]:
    with system():
        world = segment_world.make()
    yield world


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run the act in several threads, each on its own connection; exceptions come out."""

    def one(number: int) -> Any:
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_one_order_paid_by_four_banks_at_once_is_paid_once(shared: World) -> None:
    with system():
        person = shared.person()
        services.register_bpu(person, shared.office, [Job("Nelayan", 1_000_000, "35.75")], jht=True)
        order = services.order_bpu(person, 3, "serentak")
    done = at_once(
        4, lambda n: services.pay(order.code, "API", f"bank-{n}", order.total, TODAY, shared.office, on=TODAY)
    )
    assert sorted(p.settled for p in done) == [False, False, False, True]
    assert {p.reason for p in done if not p.settled} == {"ALREADY_PAID"}
    with system():
        assert scalar("select count(*) from coverage_spell where person_id = %s", [person]) == 1
        assert sum(w["rest"] for w in queries.waiting()) == 3 * order.total
        prove()


def test_the_same_payment_told_four_times_at_once_is_one(shared: World) -> None:
    with system():
        person = shared.person()
        services.register_bpu(person, shared.office, [Job("Nelayan", 1_000_000, "35.75")])
        order = services.order_bpu(person, 1, "serentak")
    done = at_once(4, lambda _: services.pay(order.code, "API", "sama", order.total, TODAY, shared.office, on=TODAY))
    assert {(p.receipt.pk, p.settled) for p in done} == {(done[0].receipt.pk, True)}
    with system():
        prove()


def test_two_orders_for_one_month_paid_at_once_settle_one(shared: World) -> None:
    with system():
        person = shared.person()
        services.register_bpu(person, shared.office, [Job("Nelayan", 1_000_000, "35.75")])
        orders = [services.order_bpu(person, n, f"pesan-{n}") for n in (1, 2)]
    done = at_once(
        2,
        lambda n: services.pay(orders[n].code, "API", f"r{n}", orders[n].total, TODAY, shared.office, on=TODAY),
    )
    assert sorted((p.settled, p.reason) for p in done) == [(False, "MONTH_PAID"), (True, "")]
    with system():
        assert rows("select count(*) as n from segments_orderevent") == [{"n": 1}]
        prove()


def test_the_same_request_at_once_makes_one_order_and_one_registration(shared: World) -> None:
    with system():
        person = shared.person()
    made = at_once(4, lambda _: services.register_bpu(person, shared.office, [Job("Nelayan", 1_000_000, "35.75")]).pk)
    assert len(set(made)) == 1
    orders = at_once(4, lambda _: services.order_bpu(person, 2, "satu-kunci").pk)
    assert len(set(orders)) == 1


def test_cancelling_and_paying_at_once_do_one_of_both(shared: World) -> None:
    with system():
        order = shared.order(services.Line(shared.person(), TODAY, 1_000_000, 10_000, 6_800))

    def act(n: int) -> str:
        if n:
            return services.pay(order.code, "API", "bayar", order.total, TODAY, shared.office, on=TODAY).reason
        try:
            services.cancel_order(order.pk, "salah")
        except SegmentRefused as refused:
            return refused.code
        return "cancelled"

    told = at_once(2, act)
    assert told in (["cancelled", "CANCELLED"], ["order_ended", ""])
    with system():
        prove()


def test_the_daily_round_from_two_workers_at_once_lapses_once(shared: World) -> None:
    from datetime import date

    from lindung.registry.services import set_business_day

    with system():
        person = shared.person()
        services.register_bpu(person, shared.office, [Job("Nelayan", 1_000_000, "35.75")])
        order = services.order_bpu(person, 1, "lama")
        services.pay(order.code, "API", "lama", order.total, TODAY, shared.office, on=TODAY)
        set_business_day(date(2022, 5, 2))
    done = at_once(2, lambda _: services.segments_day())
    assert sorted(d["lapsed"] for d in done) == [0, 1]
    with system():
        events = rows("select kind from coverage_spellevent where person_id = %s order by id", [person])
        assert [e["kind"] for e in events] == ["JOINED", "LAPSED"]
        prove()
