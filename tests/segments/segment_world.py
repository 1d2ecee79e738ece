"""People who pay for themselves, and the acts that tests repeat."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung.contributions import checks as money
from lindung.coverage import checks as cover
from lindung.ledger import checks as books
from lindung.registry.services import NewPerson, register_office, register_people, set_business_day
from lindung.segments import checks, services
from lindung.segments.models import Order
from lindung.segments.services import Line, NewOrder
from made_up import nik

TODAY = date(2021, 12, 1)
COUNTER = iter(range(1, 10_000_000))
DAY = timedelta(days=1)


@dataclass
class World:
    """Ids of an office and another one."""

    office: int
    other: int

    def person(self, *, born: date = date(1990, 5, 17), sex: str = "L", office: int | None = None) -> int:
        """A person with a member number."""
        number = next(COUNTER)
        ((person, _),) = register_people(
            [NewPerson(nik(number, born, sex), f"Pekerja {number}", born, sex, office or self.office)],
            on=date(2019, 1, 1),
        )
        return int(person)

    def order(self, *lines: Line, kind: str = "SPONSORED", key: str = "", **more: Any) -> Order:
        """An order of the lines, payable for a month."""
        given: dict[str, Any] = {
            "first_month": min(line.month for line in lines),
            "last_month": max(line.month for line in lines),
            "issued_on": TODAY,
            "due_on": TODAY + 14 * DAY,
            "expires_on": TODAY + 30 * DAY,
            "receipt_of_law": {"formula": "uji"},
            "sponsor": "Desa Uji",
        } | more
        return services.make_order(NewOrder(kind, self.office, key or f"k{next(COUNTER)}", **given), lines)

    def pay(
        self, order: Order, amount: int | None = None, *, day: date = TODAY, reference: str = "", office: int = 0
    ) -> services.Payment:
        """Money by the bank's message."""
        return services.pay(
            order.code,
            "API",
            reference or f"r{next(COUNTER)}",
            order.total if amount is None else amount,
            day,
            office or self.office,
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


def prove(but: Collection[str] = ()) -> None:
    """All proofs of money and cover hold."""
    for proof in (*books.proofs(), *money.proofs(), *checks.proofs(), *cover.proofs()):
        assert proof.holds or proof.id in but, proof
