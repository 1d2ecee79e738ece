"""Dormant accounts: nobody pays in, nobody works, and the balance goes on earning."""

from datetime import date

import pytest

from lindung.base.db import rows, run, scalar, system
from lindung.contributions.queries.dormant import dormant
from lindung.coverage import services as coverage
from lindung.interop.dormant import invite
from lindung.ledger.chart import Acc
from lindung.ledger.services import Member, post
from lindung.registry import services as registry

pytestmark = pytest.mark.django_db
DAY = date(2021, 12, 15)


@pytest.fixture
def office() -> int:
    registry.set_business_day(DAY)
    return registry.register_office(
        code="K35", slug="uji", name="Kantor Cabang Uji", kind="BRANCH", valid_from=date(2015, 1, 1)
    ).pk


def saver(office: int, number: int, last: date, amount: int = 5_000_000, *, kind: str = "CONTRIBUTION") -> int:
    born = date(1985, 6, 15)
    person = registry.register_person(
        nik=f"351409{born.day:02d}{born:%m%y}{number:04d}", name=f"Penabung {number}", birth_date=born, sex="L",
        office_id=office,
    ).pk  # fmt: skip
    row = Member(person, Acc.JHT_MEMBERS, kind, last.replace(day=1), amount)
    post("TEST", f"t:{person}", last, office, {Acc.JHT_PENDING: amount, Acc.JHT_MEMBERS: -amount}, [row])
    return person


def test_who_is_dormant_and_who_is_not(office: int) -> None:
    old, recent, empty, working, dead = (saver(office, n, date(2018, 5, 10)) for n in range(1, 6))
    young = saver(office, 9, date(2021, 6, 10))
    # a return is no movement, a payment is, and an empty account is nobody's
    for person, kind, amount, day in (
        (old, "RETURN", 20_000, date(2021, 11, 30)),
        (recent, "WITHDRAWAL", -1_000_000, date(2021, 2, 3)),
        (empty, "WITHDRAWAL", -5_000_000, date(2018, 9, 3)),
    ):
        other = Acc.JHT_RETURN if kind == "RETURN" else Acc.JHT_PAYABLE
        row = Member(person, Acc.JHT_MEMBERS, kind, day.replace(day=1), amount)
        post("TEST", f"m:{person}", day, office, {other: amount, Acc.JHT_MEMBERS: -amount}, [row])
    employer = registry.register_employer(
        name="PT Uji", office_id=office, district_id="35.14", registered_on=date(2015, 3, 2), size="LARGE",
        risk_group=1, kbli="31001", review_on=date(2022, 3, 2), address="Jalan Uji 1",
    ).pk  # fmt: skip
    with system():
        kpj = registry.issue_number(working, office, date(2018, 1, 1))
    coverage.join(working, employer, office, "PU", date(2018, 1, 1), kpj=kpj, source="uji")
    with system():
        run("update registry_person set died_on = '2019-01-01' where id = %s", [dead])
        found = dormant([office], DAY)
        assert [(r["person_id"], r["balance"], r["last_moved"]) for r in found] == [(old, 5_020_000, date(2018, 5, 10))]
        assert found[0]["invited_at"] is None
        assert {r["person_id"] for r in dormant([office], DAY, months=3)} == {old, recent, young}
        assert [r["person_id"] for r in dormant([office], DAY, months=3, after=old, limit=1)] == [recent]
        assert dormant([10**6], DAY) == []


def test_an_invitation_comes_once_a_year_and_names_the_balance(office: int) -> None:
    saver(office, 1, date(2018, 5, 10))
    assert invite([office], DAY) == 1
    assert invite([office], DAY) == 0
    assert invite([office], date(2022, 3, 1)) == 1
    with system():
        assert scalar("select params ->> 'amount' from notices_message order by id limit 1") == "5000000"
        assert rows("select distinct template from notices_message") == [{"template": "dormant_account"}]
        assert dormant([office], DAY)[0]["invited_at"] is not None
