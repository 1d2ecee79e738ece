"""Employers in arrears, and the acts that tests of collection repeat."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung.base.db import rows, run, scalar
from lindung.collection import checks, services
from lindung.collection.models import Case
from lindung.contributions import checks as contributions_checks
from lindung.contributions import services as contributions
from lindung.contributions.models import Bill, WageReport
from lindung.coverage.services import join
from lindung.ledger import checks as books
from lindung.registry.services import (
    NewPerson,
    appoint,
    register_employer,
    register_office,
    register_people,
    set_business_day,
)

JULY, AUGUST, SEPTEMBER = date(2021, 7, 1), date(2021, 8, 1), date(2021, 9, 1)
TODAY = date(2021, 12, 1)
COUNTER = itertools.count(1)


@dataclass
class World:
    """Ids of two branches; employers are made as tests need them."""

    office: int
    other: int

    def employer(self, people: int = 1, *, size: str = "LARGE", kbli: str = "10130", office: int | None = None) -> int:
        number = next(COUNTER)
        made = register_employer(
            name=f"PT Tagih {number}", office_id=office or self.office, district_id="35.14",
            registered_on=date(2018, 1, 1), size=size, risk_group=1, kbli=kbli, review_on=date(2030, 1, 1),
        )  # fmt: skip
        for _ in range(people):
            self.worker(made.pk)
        return int(made.pk)

    def worker(self, employer: int, start: date = date(2019, 1, 1)) -> int:
        number, born = next(COUNTER), date(1990, 5, 17)
        nik = f"351402{born:%d%m%y}{number % 10_000:04d}"
        office = scalar("select office_id from registry_employer where id = %s", [employer])
        ((person, kpj),) = register_people(
            [NewPerson(nik, f"Pekerja Tagih {number}", born, "L", office)], on=date(2019, 1, 1)
        )
        join(person, employer, office, "PU", start, kpj=kpj, source="uji")
        return int(person)

    def workers(self, employer: int) -> list[int]:
        return [
            r["person_id"]
            for r in rows("select person_id from coverage_spell where employer_id = %s order by person_id", [employer])
        ]

    def billed(
        self, employer: int, month: date, wage: int | dict[int, int] = 5_000_000, *, on: date | None = None
    ) -> Bill:
        """A posted report (or correction) with this wage for everybody who was ever here, or exactly these wages."""
        wages = wage if isinstance(wage, dict) else dict.fromkeys(self.workers(employer), wage)
        posted = WageReport.objects.filter(employer_id=employer, month=month, status="POSTED").exists()
        begin = contributions.correct_month if posted else contributions.open_report
        report = begin(employer, month, *(["uji"] if posted else []))
        run("delete from contributions_wageline where month = %s and report_id = %s", [month, report.pk])
        for person, amount in wages.items():
            run(
                "insert into contributions_wageline (month, report_id, person_id, employer_id, office_id, wage,"
                " back_pay) values (%s, %s, %s, %s, %s, %s, 0)",
                [month, report.pk, person, employer, report.office_id, amount],
            )
        contributions.finalise(report.pk)
        return contributions.post(report.pk, on=on or month + timedelta(days=33))

    def pay(self, bill: Bill, amount: int, day: date) -> Any:
        return contributions.receive(
            "API", f"c{next(COUNTER)}", day, amount, bill.office_id, billing_code=bill.code, on=day
        )

    def case(self, employer: int, on: date) -> Case:
        services.daily(on)
        return Case.objects.get(employer_id=employer, kind="ARREARS", open=True)


def make() -> World:
    set_business_day(TODAY)
    head = register_office(code="G00", slug="tagih-pusat", name="Pusat", kind="HEAD", valid_from=date(2015, 1, 1))
    offices = [
        register_office(
            code=c, slug=f"tagih-{c.lower()}", name=f"Kantor Cabang {c}", kind="BRANCH", parent_id=head.pk,
            valid_from=date(2015, 1, 1),
        ).pk
        for c in ("G01", "G02")
    ]  # fmt: skip
    for office in offices:
        appoint(office, "BRANCH_MANAGER", "Ratna Wulandari", "Kepala Kantor Cabang", date(2015, 1, 1))
    return World(*offices)


def prove() -> None:
    for proof in (*books.proofs(), *contributions_checks.proofs(), *checks.proofs()):
        assert proof.holds, proof
