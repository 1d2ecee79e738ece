"""A placement company (P3MI) with workers before, during and after their work abroad, and one who went alone."""

from collections.abc import Sequence
from datetime import date

from lindung.base.db import rows
from lindung.registry import services as registry
from lindung.scenarios.pasuruan.segments.common import Act, Acts, Made, firm, firm_id, pay
from lindung.scenarios.pasuruan.world import World
from lindung.segments import services as segments

FIRM = 1
WORKERS = {
    "PK-21-001": (Made(101, "Lestari Wirapati", "P", date(1992, 2, 11)), "Taiwan", 24),
    "PK-21-002": (Made(102, "Ratna Kusumadewi", "P", date(1995, 8, 4)), "Hong Kong", 24),
    "PK-21-003": (Made(103, "Hendra Sastranegara", "L", date(1989, 6, 23)), "Malaysia", 12),
    "PK-21-004": (Made(104, "Nanang Kertarajasa", "L", date(1991, 10, 15)), "Malaysia", 6),
    "PK-21-005": (Made(105, "Dewi Sekartaji", "P", date(1996, 4, 28)), "Singapura", 24),
    "PK-21-006": (Made(106, "Rizal Wiranata", "L", date(1993, 12, 19)), "Korea Selatan", 36),
    "PK-21-007": (Made(107, "Fajar Suryakusuma", "L", date(1997, 1, 7)), "Korea Selatan", 36),
    "PK-21-008": (Made(108, "Indah Purwasari", "P", date(1994, 5, 2)), "Taiwan", 24),
}
"""Contract number -> who, where to, months."""
ALONE, COUNTRY, JHT = Made(109, "Panji Gunawarman", "L", date(1987, 9, 12)), "Jepang", 100_000
FIRST, NEXT = ("PK-21-001", "PK-21-002", "PK-21-003", "PK-21-004"), ("PK-21-005", "PK-21-006")


def _begin(world: World, on: date) -> None:
    firm(world, FIRM, "PT Contoh Migran Sejahtera", on, "p3mi", size="SMALL", risk_group=2, kbli="78102")


def _ids(contracts: Sequence[str]) -> list[int]:
    return [
        int(r["id"])
        for r in rows("select id from segments_pmiplacement where contract_no = any(%s) order by id", [list(contracts)])
    ]


def _register(*contracts: str) -> Act:
    def act(world: World, on: date) -> None:
        for contract in contracts:
            one, country, months = WORKERS[contract]
            made = registry.register_person(office_id=world.branch, **one.card())
            segments.register_pmi(
                made.pk, world.branch, country=country, contract_no=contract, contract_months=months,
                employer_id=firm_id(FIRM), on=on, by=world.user("p3mi"),
            )  # fmt: skip

    return act


def _alone(world: World, on: date) -> None:
    made = registry.register_person(office_id=world.branch, **ALONE.card())
    segments.register_pmi(
        made.pk, world.branch, country=COUNTRY, contract_no="MANDIRI-01", contract_months=36, jht_amount=JHT, on=on,
        by=world.user("iuran"),
    )  # fmt: skip


def _order(part: str, *contracts: str, paid: bool = True, by: str = "p3mi", months: int = 0) -> Act:
    def act(world: World, on: date) -> None:
        key = f"demo:{part}:{contracts[0]}:{on:%Y%m%d}"
        made = segments.order_pmi(_ids(contracts), [part], key, months=months, on=on, by=world.user(by))
        if paid:
            pay(world, made, on)

    return act


def _report(kind: str, *contracts: str, note: str = "", by: str = "p3mi") -> Act:
    def act(world: World, on: date) -> None:
        for placement in _ids(contracts):
            segments.report_pmi(placement, kind, on, note=note, by=world.user(by))

    return act


ACTS: Acts = [
    (date(2021, 1, 11), _begin),
    (date(2021, 1, 12), _register(*FIRST)),
    (date(2021, 1, 13), _order("BEFORE", *FIRST)),
    (date(2021, 2, 15), _order("DURING", *FIRST)),
    (date(2021, 2, 24), _report("DEPARTED", *FIRST[:2])),
    (date(2021, 3, 3), _report("DEPARTED", *FIRST[2:])),
    (date(2021, 5, 10), _alone),
    (date(2021, 5, 10), _order("DURING", "MANDIRI-01", by="iuran")),
    (date(2021, 6, 1), _report("DEPARTED", "MANDIRI-01", by="iuran")),
    (date(2021, 6, 2), _order("JHT", "MANDIRI-01", by="iuran", months=6)),
    (date(2021, 8, 2), _register("PK-21-008")),
    (date(2021, 8, 3), _order("BEFORE", "PK-21-008")),
    (date(2021, 8, 30), _report("RETURNED", "PK-21-004")),
    (date(2021, 8, 31), _report("HOME", "PK-21-004")),
    (date(2021, 9, 15), _report("FAILED", "PK-21-008", note="Perjanjian kerja dibatalkan pemberi kerja.")),
    (date(2021, 11, 8), _register(*NEXT)),
    (date(2021, 11, 9), _order("BEFORE", *NEXT)),
    (date(2021, 11, 29), _report("RETURNED", "PK-21-003")),
    (date(2021, 12, 10), _order("DURING", *NEXT, paid=False)),
    (date(2021, 12, 14), _register("PK-21-007")),
]
