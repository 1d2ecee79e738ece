"""The same act from several connections at once happens once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event, Timer
from typing import Any

import contrib_world
import pytest
from contrib_world import AUGUST, TODAY
from django.db import connections

from lindung.base.db import rows, run, scalar, system
from lindung.contributions import checks, services
from lindung.ledger import checks as books

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared(transactional_db: None) -> Iterator[contrib_world.World]:
    with system():
        world = contrib_world.make()
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


def prove() -> None:
    with system():
        for proof in (*books.proofs(), *checks.proofs()):
            assert proof.holds, proof


def test_a_payment_told_by_many_at_once_is_one_receipt(shared: contrib_world.World) -> None:
    with system():
        employer = shared.employer(people=2)
        bill = shared.billed(employer, shared.wages(employer, 5_000_000, 4_000_000))
    ids = at_once(
        4,
        lambda _: (
            services.receive(
                "API", "SAME", date(2021, 9, 1), 500_000, shared.office, billing_code=bill.code, on=TODAY
            ).pk
        ),
    )
    assert len(set(ids)) == 1
    with system():
        assert scalar("select sum(amount) from contributions_allocation") == 500_000
    prove()


def test_different_payments_at_once_are_all_allocated(shared: contrib_world.World) -> None:
    with system():
        employer = shared.employer(people=2)
        bill = shared.billed(employer, shared.wages(employer, 5_000_000, 4_000_000))
    at_once(
        4,
        lambda n: services.receive(
            "API", f"P{n}", date(2021, 9, 1 + n), 100_000 + n, shared.office, billing_code=bill.code, on=TODAY
        ),
    )
    with system():
        assert scalar("select sum(amount) from contributions_allocation") == 400_006
        assert rows("select count(*) as n from contributions_receipt") == [{"n": 4}]
    prove()


def file_of(world: contrib_world.World, bank: str, bill: str, amount: int = 1_000) -> list[services.NewReceipt]:
    return [
        services.NewReceipt("STATEMENT", f"{bank}{n:03}", date(2021, 9, 1), amount + n, world.office, bill)
        for n in range(80)
    ]


def test_the_files_of_two_banks_do_not_wait_for_one_another(shared: contrib_world.World) -> None:
    """The first bank's file is recorded but not committed; the second bank's is taken meanwhile."""
    with system():
        first, second = (
            shared.billed(employer, shared.wages(employer, 5_000_000, 4_000_000)).code
            for employer in (shared.employer(people=2), shared.employer(people=2))
        )
    recorded, taken = Event(), Event()

    def act(number: int) -> services.Received:
        if number:
            assert recorded.wait(30)
            with system():
                run("set local lock_timeout = '10s'")
                done = services.receive_many(file_of(shared, "B", second), on=TODAY)
            taken.set()
            return done
        with system():
            done = services.receive_many(file_of(shared, "A", first), on=TODAY)
            recorded.set()
            assert taken.wait(30), "the second bank's file waited for the first"
        return done

    assert [r.new for r in at_once(2, act)] == [80, 80]
    with system():
        assert scalar("select count(*) from contributions_receipt") == 160
        assert scalar("select count(*) from ledger_entry where kind = 'RECEIPT'") == 160
    prove()


def test_the_same_file_at_once_is_taken_once_and_other_amounts_are_told(shared: contrib_world.World) -> None:
    with system():
        employer = shared.employer(people=2)
        bill = shared.billed(employer, shared.wages(employer, 5_000_000, 4_000_000)).code
    barrier = Barrier(3)

    def act(number: int) -> services.Received:
        given = file_of(shared, "S", bill, 7_000 if number == 2 else 1_000)
        barrier.wait(20)
        return services.receive_many(reversed(given) if number else given, on=TODAY)

    done = at_once(3, act)
    assert sorted(r.new for r in done) == [0, 0, 80]
    if done[2].new:
        assert [len(r.conflicts) for r in done] == [80, 80, 0]
    else:
        assert sorted((r.new, r.repeated) for r in done[:2]) == [(0, 80), (80, 0)]
        assert (len(done[2].conflicts), done[2].repeated) == (80, 0)
        assert {c["given"] - c["there"] for c in done[2].conflicts} == {6_000}
    with system():
        assert scalar("select count(*) from contributions_receipt") == 80
    prove()


def test_a_month_posted_twice_at_once_is_posted_once(shared: contrib_world.World) -> None:
    with system():
        for _ in range(3):
            employer = shared.employer(people=2)
            shared.reported(employer, shared.wages(employer, 5_000_000, 4_000_000))
    results = at_once(3, lambda _: services.post_month(AUGUST, on=TODAY))
    assert sorted(r.reports for r in results) == [0, 0, 3]
    prove()


def test_money_and_bill_at_once_meet(shared: contrib_world.World) -> None:
    with system():
        employer = shared.employer(people=1)
        report = shared.reported(employer, shared.wages(employer, 5_000_000))
        npp = scalar("select npp from registry_employer where id = %s", [employer])

    def act(number: int) -> None:
        if number:
            services.receive("API", "E", date(2021, 9, 1), 462_000, shared.office, description=npp, on=TODAY)
        else:
            services.post(report.pk, on=TODAY)

    at_once(2, act)
    with system():
        assert scalar("select sum(amount) from contributions_allocation") == 462_000
    prove()


def test_a_month_opened_by_many_at_once_is_opened_once(shared: contrib_world.World) -> None:
    """Each looks first, then all ask at once: whoever waited finds the table that another made meanwhile."""
    barrier = Barrier(4)

    def opening(_: int) -> None:
        with system():
            scalar("select to_regclass('ledger_posting_2031_07')")  # this session remembers that there is none
            barrier.wait(20)
            run("select lindung_open_month('ledger_posting', '2031-07-09')")

    at_once(4, opening)
    with system():
        assert scalar("select count(*) from pg_class where relname = 'ledger_posting_2031_07'") == 1


@pytest.mark.parametrize("first", ["SNAP", "STATEMENT"])
@pytest.mark.parametrize("numbered", ["reference", "bank_reference"])
def test_a_message_and_a_statement_of_one_payment_at_once_are_one_receipt(
    shared: contrib_world.World, first: str, numbered: str
) -> None:
    """Whichever comes first is recorded but not yet committed when the other one comes."""
    with system():
        employer = shared.employer(people=2)
        bill = shared.billed(employer, shared.wages(employer, 5_000_000, 4_000_000)).code
    names = {"reference": ("BANK-0001", ""), "bank_reference": ("M-1", "BANK-0001")}[numbered]
    told = {
        "SNAP": services.NewReceipt("SNAP", names[0], date(2021, 9, 1), 90_000, shared.office, bill, "", names[1]),
        "STATEMENT": services.NewReceipt(
            "STATEMENT", "line-1", date(2021, 9, 1), 90_000, shared.office, bill, "", "BANK-0001"
        ),
    }
    order = [first, *(told.keys() - {first})]
    recorded, other_waits = Event(), Event()

    def act(number: int) -> services.Received:
        if number:
            assert recorded.wait(30)
            with system():
                Timer(0.5, other_waits.set).start()
                return services.receive_many([told[order[1]]], on=TODAY)
        with system():
            done = services.receive_many([told[order[0]]], on=TODAY)
            recorded.set()
            assert other_waits.wait(30)
        return done

    assert [(r.new, r.repeated) for r in at_once(2, act)] == [(1, 0), (0, 1)]
    with system():
        assert rows("select channel from contributions_receipt") == [{"channel": first}]
    prove()
