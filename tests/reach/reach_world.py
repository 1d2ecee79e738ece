"""Sponsors and their people, and the acts that tests repeat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung.base.db import rows
from lindung.base.errors import Refused
from lindung.contributions import checks as money
from lindung.coverage import checks as cover
from lindung.ledger import checks as books
from lindung.reach import checks, services
from lindung.reach.models import Agreement, Beneficiary, BudgetLine, Sponsor
from lindung.registry.services import NewPerson, register_office, register_people, set_business_day
from lindung.segments import checks as orders
from lindung.segments import services as segments
from lindung.segments.models import Order
from made_up import nik

TODAY = date(2022, 1, 10)
JAN = date(2022, 1, 1)
DEC = date(2022, 12, 1)
COUNTER = iter(range(1, 10_000_000))
DAY = timedelta(days=1)
PACKAGE = 16_800


@dataclass
class World:
    """Ids of an office and another one."""

    office: int
    other: int

    def sponsor(self, kind: str = "COMPANY", name: str = "", district: str = "35.75") -> Sponsor:
        number = next(COUNTER)
        return services.register_sponsor(
            services.NewSponsor(f"S{number}", name or f"Sponsor {number}", kind, district, self.office)
        )

    def agreement(
        self, sponsor: Sponsor | None = None, *, months: tuple[date, date] = (JAN, DEC), **more: Any
    ) -> Agreement:
        given: dict[str, Any] = {
            "workers": "VULNERABLE", "signed_on": date(2022, 1, 3), "legal_basis": "Perjanjian uji",
            "funded_by_state": True,
        } | more  # fmt: skip
        return services.register_agreement(
            services.NewAgreement(
                (sponsor or self.sponsor()).pk,
                f"PKS/{next(COUNTER)}",
                valid_from=months[0],
                valid_to=months[1],
                **given,
            )
        )

    def budget(
        self, agreement: Agreement, amount: int, source: str = "APBD", months: tuple[date, date] | None = None
    ) -> BudgetLine:
        first, last = months or (agreement.valid_from, agreement.valid_to)
        return services.add_budget(
            services.NewBudget(agreement.pk, first.year, source, amount, first, last, f"b{next(COUNTER)}")
        )

    def rows(self, count: int, **more: Any) -> list[services.Row]:
        """Rows of people nobody knows yet."""
        return [row(n, **more) for n in range(1, count + 1)]

    def list(self, agreement: Agreement, people: Sequence[services.Row], month: date = JAN) -> services.Listed:
        return services.list_people(agreement.pk, people, name="daftar.csv", first_month=month)

    def order(self, agreement: Agreement, month: date, months: int = 1, **more: Any) -> Order:
        return services.order_months(agreement.pk, month, months, client_key=f"o{next(COUNTER)}", **more)

    def pay(self, order: Order, day: date, **more: Any) -> segments.Payment:
        return segments.pay(
            order.code, "API", f"r{next(COUNTER)}", order.total, day, self.office, on=more.get("on", day)
        )

    def paid(self, agreement: Agreement, month: date, day: date, months: int = 1) -> Order:
        """An order made and paid on a day."""
        set_business_day(day)
        order = self.order(agreement, month, months)
        assert self.pay(order, day).settled
        return order

    def person(self, *, born: date = date(1990, 5, 17), sex: str = "L") -> int:
        number = next(COUNTER)
        ((found, _),) = register_people(
            [NewPerson(nik(number, born, sex), f"Pekerja {number}", born, sex, self.office)], on=date(2019, 1, 1)
        )
        return int(found)


def row(row_no: int, *, born: date = date(1985, 3, 4), job: str = "Pengurus RW", **more: Any) -> services.Row:
    number = next(COUNTER)
    return services.Row(row_no, nik(number, born, "L"), f"Warga {number}", born, job, **more)


def row_of(person_id: int, row_no: int = 1, **more: Any) -> services.Row:
    """A row that names somebody registered."""
    found = rows("select nik, name, birth_date from registry_person where id = %s", [person_id])[0]
    return services.Row(row_no, found["nik"], found["name"], found["birth_date"], "Pedagang", **more)


def answers(listed: services.Listed) -> list[tuple[int, str]]:
    return [(row_no, why.code) for row_no, why in listed.refused]


def refused(call: Any, *args: Any, **more: Any) -> Refused:
    import pytest
    from django.db import transaction

    with pytest.raises(Refused) as told, transaction.atomic():
        call(*args, **more)
    assert told.value.text("id") and told.value.text("en")
    return told.value


def spells(person_id: int) -> list[tuple[Any, ...]]:
    return [
        (r["segment"], r["start_on"], r["end_on"], r["exit_reason"])
        for r in rows(
            "select segment, start_on, end_on, exit_reason from coverage_spell where person_id = %s"
            " order by start_on, id",
            [person_id],
        )
    ]


def first_of(agreement: Agreement) -> Beneficiary:
    return Beneficiary.objects.filter(agreement=agreement).order_by("id")[0]


def make() -> World:
    set_business_day(TODAY)
    head = register_office(code="T00", slug="uji-pusat", name="Pusat Uji", kind="HEAD", valid_from=date(2015, 1, 1))
    offices = [
        register_office(code=c, slug=f"uji-{c.lower()}", name=f"Kantor {c}", kind="BRANCH", parent_id=head.pk,
                        valid_from=date(2015, 1, 1)).pk
        for c in ("T01", "T02")
    ]  # fmt: skip
    return World(*offices)


def prove(but: Collection[str] = ()) -> None:
    """All proofs of money, cover and lists hold."""
    for proof in (*books.proofs(), *money.proofs(), *orders.proofs(), *cover.proofs(), *checks.proofs()):
        assert proof.holds or proof.id in but, proof
