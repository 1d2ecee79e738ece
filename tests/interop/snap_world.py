"""Banks that speak the payment standard to the running code, and a bill for them."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.test import Client

from lindung.access.services import NewMandate, make_user
from lindung.base.db import scalar, system
from lindung.contributions import services as contributions
from lindung.contributions.models import Bill
from lindung.interop.snap import partners
from lindung.interop.snap.signatures import new_key_pair
from lindung.interop.snap.simulator import Bank

from .api_world import MONTH, TODAY, World, build, worker

KEYS = [new_key_pair() for _ in range(2)]


def through_client(method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
    answer = Client(enforce_csrf_checks=True).generic(
        method, path, body, headers["Content-Type"], headers={k: v for k, v in headers.items() if k != "Content-Type"}
    )
    assert not answer.cookies
    return answer.status_code, json.loads(answer.content)


def through_client_of_a_thread(method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
    try:
        return through_client(method, path, headers, body)
    finally:
        connections.close_all()


@dataclass
class Snap:
    world: World
    banks: list[Bank]
    bills: list[Bill] = field(default_factory=list)

    def bill(self, employer: int | None = None, month=MONTH, first: int = 1, count: int = 2) -> Bill:
        """A posted month of an employer."""
        employer = employer or self.world.employer
        with system():
            report = contributions.open_report(employer, month)
            for n in range(first, first + count):
                row = worker(n)
                names = ("nik", "name", "birth_date", "birth_place", "mother_name", "sex", "wage", "start_date")
                contributions.add_worker(report.pk, **{name: getattr(row, name) for name in names})
            contributions.finalise(report.pk)
            made = contributions.post(report.pk, on=TODAY)
        self.bills.append(made)
        return made


def make(transport=through_client) -> Snap:
    world = build()
    banks = []
    for number, (private, public) in enumerate(KEYS, 1):
        user = make_user(
            f"uji-va-{number}", "sandi-uji-yang-panjang", [NewMandate("BANK", office_id=world.office)],
            check_password=False,
        )  # fmt: skip
        told = partners.register(user.mandates.get().pk, f"BANK{number}", f"Bank Uji {number}", public, f"7700{number}")
        banks.append(Bank(told.code, told.client_key, told.secret, private, told.service_number, transport, TODAY))
    return Snap(world, banks)


def count(table: str) -> int:
    with system():
        return int(scalar(f"select count(*) from {table}"))
