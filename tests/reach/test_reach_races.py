"""Several sponsors and clerks at once, each on a connection of its own: nobody is listed, ordered or paid for twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import reach_world
from django.db import connections
from reach_world import JAN, PACKAGE, TODAY, World, prove

from lindung.base.db import scalar, system
from lindung.reach import queries, services
from lindung.reach.errors import ReachRefused
from lindung.segments import services as segments

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared(transactional_db: None) -> Iterator[World]:
    with system():
        world = reach_world.make()
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


def test_four_sponsors_hand_in_the_same_people_at_once(shared: World) -> None:
    with system():
        agreements = [shared.agreement() for _ in range(4)]
        people = shared.rows(6)
    done = at_once(4, lambda n: shared.list(agreements[n], people if n % 2 else people[::-1]))
    assert sorted(listed.done for listed in done) == [0, 0, 0, 6]
    assert {why.code for listed in done for _row, why in listed.refused} == {"row_other_list"}
    with system():
        assert scalar("select count(*) from reach_beneficiary") == 6
        prove()


def test_one_month_ordered_four_times_at_once_and_paid_by_two_banks(shared: World) -> None:
    with system():
        agreement = shared.agreement()
        shared.budget(agreement, 3 * PACKAGE)
        shared.list(agreement, shared.rows(3))

    def order(number: int) -> str:
        try:
            return services.order_months(agreement.pk, JAN, client_key=f"serentak-{number}").code
        except ReachRefused as refused:
            return refused.code

    done = at_once(4, order)
    assert sorted(said for said in done if len(said) != 16) == ["nothing_due"] * 3
    (code,) = (said for said in done if len(said) == 16)
    paid = at_once(
        2, lambda n: segments.pay(code, "API", f"bank-{n}", 3 * PACKAGE, TODAY, shared.office, on=TODAY).settled
    )
    assert sorted(paid) == [False, True]
    with system():
        assert queries.covered(TODAY) == 3
        assert [r["left_over"] for r in queries.budget(agreement.pk, TODAY)] == [0]
        prove()
