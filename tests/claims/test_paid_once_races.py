"""One death told, or decided, on several connections at the same moment: one claim, one payment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from claims_world import HEAD, OFFICER, World, at, balance_of, build
from django.db import connections
from test_claims_money import DAY, DEATH_PAPERS, FAMILY, death, hold

from lindung.base.db import scalar, system
from lindung.claims import services as claims
from lindung.claims.errors import ClaimRefused
from lindung.ledger.chart import Acc
from lindung.registry import services as registry

pytestmark = pytest.mark.django_db(transaction=True)
DIED = date(2021, 12, 13)


@pytest.fixture
def shared(transactional_db: None) -> Iterator[World]:
    with system():
        world = build()
    yield world


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run the act in several threads, each on its own connection; a refusal is its result."""

    def one(number: int) -> Any:
        try:
            return act(number)
        except ClaimRefused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_four_who_report_at_once_open_one_claim(shared: World) -> None:
    with system():
        person = shared.person("Almarhum Contoh")
        shared.spell(person, date(2020, 1, 1))
    told = at_once(
        4, lambda n: claims.report_death(f"Pelapor {n}", "CHILD", person, DIED, client_key=f"k{n}", at=at(DAY))
    )
    assert sorted(len(t.claims) for t in told) == [0, 0, 0, 1]
    with system():
        assert scalar("select count(*) from claims_claim") == 1
        assert scalar("select count(*) from claims_laterreport") == 3
        hold()


def test_two_records_of_one_person_approved_at_once_pay_once(shared: World) -> None:
    with system():
        one, first = death(shared)
        other = shared.person("Almarhum Contoh")
        shared.spell(other, date(2019, 1, 1), date(2019, 12, 31))
        second = claims.report_death(
            "Anak Contoh", "CHILD", other, DIED, relatives=FAMILY, shown=DEATH_PAPERS, at=at(DAY)
        )
        registry.merge_people(other, one, "KTP", OFFICER)
        made = [claims.propose(r.claims[0].claim_id, OFFICER, at=at(DAY)).decision_id for r in (first, second)]
    done = at_once(2, lambda n: claims.approve(made[n], HEAD, at=at(DAY)))
    assert sorted(getattr(d, "code", "") for d in done) == ["", "decided_already"]
    with system():
        assert balance_of(Acc.JKM_PAYABLE) == -42_000_000
        hold()


def test_one_refund_recorded_by_four_at_once_is_one(shared: World) -> None:
    with system():
        person = shared.person("Pensiunan Contoh")
    case = claims.Recorded("JP", "REFUND", person, {"REFUND": 1_000_000}, DIED, at=at(DAY))
    done = at_once(4, lambda _: claims.record_claim(case))
    assert sorted(getattr(d, "code", "") for d in done) == ["", *["recorded_before"] * 3]


def test_a_report_and_an_approval_at_once_never_pay_past_the_question(shared: World) -> None:
    with system():
        person, first = death(shared)
        made = claims.propose(first.claims[0].claim_id, OFFICER, at=at(DAY)).decision_id

    def act(n: int) -> Any:
        if n:
            return claims.approve(made, HEAD, at=at(DAY))
        return claims.report_death("Anak Lain", "CHILD", person, DIED, client_key="lain", at=at(DAY))

    told, _approved = at_once(2, act)
    assert told.later.hold
    with system():
        assert scalar("select count(*) from claims_claim") == 1
        with pytest.raises(ClaimRefused, check=lambda e: e.code == "batch_empty"):
            claims.make_payout_batch(shared.office, DAY, 13)
