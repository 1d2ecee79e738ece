"""A branch with an employer and members whose JHT stands in the books, built through the public services."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from lindung.base.db import scalar
from lindung.coverage import services as coverage
from lindung.ledger.chart import Acc
from lindung.ledger.services import Member, post
from lindung.registry import services as registry

JAKARTA = ZoneInfo("Asia/Jakarta")
OFFICER, HEAD, CASHIER, RELEASER, REVIEWER = 11, 12, 13, 14, 15
_serial = count(1)


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a working day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=JAKARTA)


@dataclass
class World:
    """Office ids, an employer, and short ways to make people, money and accounts."""

    office: int
    other_office: int
    employer: int

    def person(self, name: str = "Siti Contoh", born: date = date(1990, 2, 3), **more: object) -> int:
        n = next(_serial)
        birth = born.replace(day=born.day)
        nik = f"351402{birth.day:02d}{birth.month:02d}{birth.year % 100:02d}{n:04d}"
        made = registry.register_person(
            nik=nik, name=name, birth_date=born, sex="L", office_id=more.pop("office", self.office), **more
        )
        registry.verify_nik(made.id, date(2016, 1, 1))
        registry.issue_number(made.id, self.office, date(2016, 1, 1))
        return made.id

    def spell(self, person: int, start: date, end: date | None = None, reason: str = "RESIGNED") -> int:
        made = coverage.join(person, self.employer, self.office, "PU", start, source="test")
        if end:
            coverage.leave(made.id, end, reason, source="test")
        return made.id

    def money(
        self, person: int, amount: int, month: date, on: date, kind: str = "CONTRIBUTION", office: int = 0
    ) -> int:
        """JHT in the member's account: whole rupiah of a month, booked on a day."""
        office = office or self.office
        return post(
            "TEST",
            f"test:{person}:{month}:{on}:{kind}:{office}:{amount}:{next(_serial)}",
            on,
            office,
            {Acc.JHT_OPENING: amount, Acc.JHT_MEMBERS: -amount},
            [Member(person, Acc.JHT_MEMBERS, kind, month, amount, self.employer)],
        )

    def account(self, person: int, holder: str, on: date = date(2021, 1, 4), relative: int | None = None) -> int:
        return registry.set_bank_account(person, "014", f"88{next(_serial):08d}", holder, on, relative_id=relative).id

    def file(self, person: int, name: str = "bukti.pdf") -> int:
        body = b"%PDF-1.4 synthetic " + str(next(_serial)).encode()
        return registry.store_file(name, "application/pdf", body, self.office, person_id=person).id

    def leaver(
        self, name: str = "Siti Contoh", stop: date = date(2021, 10, 31), amount: int = 3_420_000, **more: object
    ) -> int:
        """A member who stopped work and whose money was booked in the month of the claim (no return to credit)."""
        person = self.person(name, **more)
        self.spell(person, date(2020, 1, 1), stop)
        self.money(person, amount, date(2021, 10, 1), date(2021, 11, 15))
        self.account(person, name)
        return person


def balance_of(account: Acc) -> int:
    """The balance of an account over everything, debit positive."""
    return int(scalar("select coalesce(sum(amount), 0) from ledger_posting where account_id = %s", [int(account)]))


def member_total(person: int) -> int:
    return int(
        scalar(
            "select coalesce(sum(amount), 0) from ledger_memberposting where person_id = %s and account_id = 330",
            [person],
        )
    )


def build() -> World:
    """A region with two branches and an employer, on 15 December 2021."""
    registry.set_business_day(date(2021, 12, 15))
    region = registry.register_office(
        code="W1", slug="wilayah-uji", name="Kantor Wilayah Uji", kind="REGION", valid_from=date(2015, 7, 1)
    )
    offices = [
        registry.register_office(
            code=code,
            slug=code.lower(),
            name=f"Kantor Cabang {name}",
            kind="BRANCH",
            parent_id=region.id,
            address="Jalan Contoh 1",
            valid_from=date(2015, 7, 1),
        ).id
        for code, name in (("C1", "Pasuruan"), ("C2", "Malang"))
    ]
    for office, name in zip(offices, ("Kepala Contoh Satu", "Kepala Contoh Dua"), strict=True):
        registry.appoint(office, "BRANCH_MANAGER", name, "Kepala Kantor Cabang", date(2015, 7, 1))
    employer = registry.register_employer(
        name="PT Contoh Sejahtera",
        office_id=offices[0],
        district_id="35.14",
        registered_on=date(2015, 7, 1),
        size="LARGE",
        risk_group=2,
        kbli="14111",
        review_on=date(2023, 7, 1),
    )
    return World(offices[0], offices[1], employer.id)
