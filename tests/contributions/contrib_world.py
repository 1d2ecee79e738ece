"""A small world of employers and workers, and the acts that tests repeat."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung.base.db import rows, run, scalar
from lindung.contributions import services
from lindung.contributions.models import Bill, WageReport
from lindung.coverage.services import join
from lindung.registry.services import (
    NewPerson,
    register_employer,
    register_office,
    register_people,
    set_business_day,
)

AUGUST = date(2021, 8, 1)
TODAY = date(2021, 12, 1)
COUNTER = iter(range(1, 10_000_000))


def nik(number: int, born: date, female: bool = False) -> str:
    """A made-up NIK of the district 35.14 that agrees with the date of birth."""
    return f"351401{born.day + (40 if female else 0):02d}{born:%m%y}{number % 10_000:04d}"


@dataclass
class World:
    """Ids of an office and another one; employers are made as tests need them."""

    office: int
    other: int
    names: dict[int, list[int]] = field(default_factory=dict)

    def employer(
        self,
        size: str = "LARGE",
        risk: int = 1,
        *,
        office: int | None = None,
        people: int = 2,
        relief: bool = False,
        born: date = date(1990, 5, 17),
    ) -> int:
        """An employer with so many workers under cover since 2019."""
        number = next(COUNTER)
        made = register_employer(
            name=f"PT Uji {number}",
            office_id=office or self.office,
            district_id="35.14",
            registered_on=date(2018, 1, 1),
            size=size,
            risk_group=risk,
            kbli="10130",
            review_on=date(2030, 1, 1),
            covid_relief=relief,
        )
        self.names[made.pk] = []
        for _ in range(people):
            self.worker(made.pk, born=born)
        return int(made.pk)

    def person(self, *, born: date = date(1990, 5, 17), office: int | None = None) -> tuple[int, str, str]:
        """A person with (id, NIK, KPJ)."""
        number = next(COUNTER)
        given = nik(number, born)
        ((person, kpj),) = register_people(
            [NewPerson(given, f"Pekerja {number}", born, "L", office or self.office)], on=date(2019, 1, 1)
        )
        return person, given, kpj

    def worker(self, employer: int, *, born: date = date(1990, 5, 17), start: date = date(2019, 1, 1)) -> int:
        """A person under cover at the employer."""
        person, _, kpj = self.person(born=born)
        office = scalar("select office_id from registry_employer where id = %s", [employer])
        join(person, employer, office, "PU", start, kpj=kpj, source="uji")
        self.names[employer].append(person)
        return person

    def reported(
        self, employer: int, wages: dict[int, int], month: date = AUGUST, *, backs: dict[int, int] | None = None
    ) -> WageReport:
        """A finalised report (or correction) with exactly these wages."""
        if backs is None:
            backs = {}
        posted = WageReport.objects.filter(employer_id=employer, month=month, status="POSTED").exists()
        report = services.correct_month(employer, month, "uji") if posted else services.open_report(employer, month)
        run("delete from contributions_wageline where month = %s and report_id = %s", [month, report.pk])
        for person, wage in wages.items():
            run(
                "insert into contributions_wageline (month, report_id, person_id, employer_id, office_id, wage,"
                " back_pay)"
                " values (%s, %s, %s, %s, %s, %s, %s)",
                [month, report.pk, person, employer, report.office_id, wage, backs.get(person, 0)],
            )
        return services.finalise(report.pk)

    def billed(self, employer: int, wages: dict[int, int], month: date = AUGUST, *, on: date = TODAY) -> Bill:
        """The same, posted."""
        return services.post(self.reported(employer, wages, month).pk, on=on)

    def wages(self, employer: int, *wages: int) -> dict[int, int]:
        """Wages for the employer's workers in their order."""
        return dict(zip(self.names[employer], wages, strict=True))

    def pay(self, bill: Bill, amount: int, day: date = TODAY, reference: str | None = None) -> Any:
        """Money by the bank's message for a bill."""
        return services.receive(
            "API",
            reference or f"r{next(COUNTER)}",
            day,
            amount,
            bill.office_id,
            billing_code=bill.code,
            on=max(day, TODAY),
        )


def make() -> World:
    set_business_day(TODAY)
    head = register_office(code="T00", slug="uji-pusat", name="Pusat Uji", kind="HEAD", valid_from=date(2015, 1, 1))
    offices = [
        register_office(code=c, slug=f"uji-{c.lower()}", name=f"Kantor {c}", kind="BRANCH", parent_id=head.pk,
                        valid_from=date(2015, 1, 1)).pk
        for c in ("T01", "T02")
    ]  # fmt: skip
    return World(*offices)


def state(employers: list[int]) -> dict[str, Any]:
    """Everything that money did to some employers: allocations, penalties, settlements, members, accounts, suspense."""
    ids = [employers]
    return {
        "allocations": rows(
            "select r.channel, r.reference, a.bill_id, a.target, sum(a.amount)::bigint as amount"
            " from contributions_allocation a join contributions_receipt r on r.id = a.receipt_id"
            " where a.employer_id = any(%s) group by 1, 2, 3, 4 having sum(a.amount) <> 0 order by 1, 2, 3, 4", ids),
        "penalties": rows(
            "select r.reference, p.bill_id, sum(p.amount)::bigint as amount, sum(p.late_amount)::bigint as late"
            " from contributions_penalty p join contributions_receipt r on r.id = p.receipt_id"
            " where p.employer_id = any(%s) group by 1, 2 having sum(p.amount) <> 0 order by 1, 2", ids),
        "settled": rows(
            "select bill_id, sum(amount)::bigint as amount, sum(jkk)::bigint as jkk, sum(jkm)::bigint as jkm,"
            " sum(jht)::bigint as jht, sum(jp)::bigint as jp, sum(jkp)::bigint as jkp,"
            " sum(jht_members)::bigint as jht_members, sum(jp_members)::bigint as jp_members"
            " from contributions_settlement where employer_id = any(%s) group by 1 having sum(amount) <> 0"
            " order by 1", ids),
        "members": rows(
            "select person_id, account_id, month, sum(amount)::bigint as amount from ledger_memberposting"
            " where employer_id = any(%s) group by 1, 2, 3 having sum(amount) <> 0 order by 1, 2, 3", ids),
        "accounts": rows(
            "select p.office_id, p.account_id, sum(p.amount)::bigint as amount from ledger_posting p"
            " join ledger_entry e on e.id = p.entry_id where e.employer_id = any(%s) group by 1, 2"
            " having sum(p.amount) <> 0 order by 1, 2", ids),
    }  # fmt: skip
