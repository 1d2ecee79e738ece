"""What a closing proves while it holds the books: the month it closes, whatever came before."""

from datetime import date

import pytest
from ledger_world import World

from lindung.base.db import rows
from lindung.ledger import checks
from lindung.ledger.chart import Acc
from lindung.ledger.services import Member, close_month, post

pytestmark = pytest.mark.django_db


def test_a_month_is_proved_over_its_own_days(world: World) -> None:
    def credit(amount: int, day: date, key: str) -> None:
        month = day.replace(day=1)
        post(
            "TEST", key, day, world.office, {Acc.JHT_PENDING: amount, Acc.JHT_MEMBERS: -amount},
            [Member(world.people[0], Acc.JHT_MEMBERS, "CONTRIBUTION", month, amount, world.employer)],
        )  # fmt: skip

    credit(100, date(2021, 8, 31), "a")
    credit(7, date(2021, 9, 1), "b")
    credit(3, date(2021, 9, 30), "c")
    credit(1, date(2021, 10, 1), "d")

    def left(name: str, **days: date) -> int:
        (found,) = [p for p in checks.proofs(**days) if p.id == name]
        assert found.holds
        return found.left

    august, september = date(2021, 8, 31), date(2021, 9, 30)
    for name in ("ledger.entries", "ledger.members"):
        assert left(name) == 111
        assert left(name, until=september) == 110
        assert left(name, until=september, since=august) == 10
    assert close_month(date(2021, 8, 1)) == close_month(date(2021, 9, 1)) == 2
    assert left("ledger.closings", until=september) > 0 == left("ledger.closings", since=september)
    found = rows("select closed_on, balance from ledger_memberclosing order by 1")
    assert [(r["closed_on"], r["balance"]) for r in found] == [(august, 100), (september, 110)]
