"""A contractor's three projects: in instalments by the value of the contract, by the wages of the list, and one that
is finished and in its maintenance period."""

from datetime import date, timedelta

from lindung.base.db import scalar
from lindung.scenarios.pasuruan.figures import DISTRICTS
from lindung.scenarios.pasuruan.segments.common import Act, Acts, Made, firm, firm_id, pay
from lindung.scenarios.pasuruan.world import World
from lindung.segments import services as segments
from lindung.segments.models import ProjectWorker
from lindung.segments.services import NewProject, WorkerRow

FIRM = 2
NAMES = (
    "Eko Wiradarma", "Joko Sasrawijaya", "Teguh Prawirasena", "Rudi Kartanegara", "Sapto Harjalukita",
    "Didik Mangunsari", "Anang Suradipa", "Galih Pranawijaya", "Kukuh Reksadana", "Imam Tirtanegara",
    "Bayu Citrawangsa", "Irwan Jayadipura", "Catur Wiryatama", "Dani Purbanegara", "Gatot Setyawardana",
)  # fmt: skip
PEOPLE = [Made(201 + n, name, "L", date(1980 + n, 1 + n % 12, 3 + n)) for n, name in enumerate(NAMES)]
TRADES = ("Mandor", "Tukang batu", "Tukang kayu", "Tukang besi", "Pekerja")
CANAL, CLINIC, HALL = "SPK/003/2021", "SPK/027/2021", "SPK/041/2021"
OUT, IN = PEOPLE[5], PEOPLE[10]
"""Who left the clinic, and who took his place."""


def _begin(world: World, on: date) -> None:
    firm(world, FIRM, "CV Contoh Bangun Persada", on, "kontraktor", size="SMALL", risk_group=4, kbli="41019")


def _project(work_order: str) -> int:
    return int(scalar("select id from segments_project where work_order = %s", [work_order]))


def _register(new: dict[str, object]) -> Act:
    def act(world: World, on: date) -> None:
        made = NewProject(employer_id=firm_id(FIRM), district_id=DISTRICTS[0], **new)  # type: ignore[arg-type]
        segments.register_project(made, on=on, by=world.user("kontraktor"))

    return act


def _row(one: Made, n: int, first: date, wage: int | None = None, daily: bool = False) -> WorkerRow:
    return WorkerRow(one.nik, one.name, one.born, first, TRADES[min(n, len(TRADES) - 1)], wage=wage, daily=daily)


def _list(work_order: str, people: list[Made], first: date, *, paid_by_wage: bool = False) -> Act:
    def act(world: World, on: date) -> None:
        listed = [
            _row(one, n, first, (5_200_000 if n == 0 else 145_000) if paid_by_wage else None, paid_by_wage and n > 0)
            for n, one in enumerate(people)
        ]
        done = segments.list_workers(_project(work_order), listed, on=on, by=world.user("kontraktor"))
        if done.refused:
            raise RuntimeError(str(done.refused[0]))

    return act


def _order(work_order: str, *, paid: bool = True) -> Act:
    def act(world: World, on: date) -> None:
        made = segments.order_project(_project(work_order), on=on, by=world.user("kontraktor"))
        if paid:
            pay(world, made, on)

    return act


def _swap(world: World, on: date) -> None:
    left = ProjectWorker.objects.get(project_id=_project(CLINIC), nik=OUT.nik)
    segments.swap_worker(left.pk, on - timedelta(days=3), _row(IN, 4, on), on=on, by=world.user("kontraktor"))


ACTS: Acts = [
    (date(2021, 1, 18), _begin),
    (date(2021, 1, 25), _register({
        "name": "Perbaikan saluran irigasi Dusun Contoh", "owner": "Dinas Pengairan (contoh)", "funding": "APBD",
        "work_order": CANAL, "work_order_on": date(2021, 1, 18), "contract_value": 780_000_000, "vat": 78_000_000,
        "start_on": date(2021, 2, 1), "end_on": date(2021, 9, 30), "maintenance_months": 6, "declared_workers": 6,
    })),
    (date(2021, 1, 28), _list(CANAL, PEOPLE[:6], date(2021, 2, 1))),
    (date(2021, 1, 29), _order(CANAL)),
    (date(2021, 8, 9), _register({
        "name": "Pembangunan puskesmas pembantu", "owner": "Dinas Kesehatan (contoh)", "funding": "APBD",
        "work_order": CLINIC, "work_order_on": date(2021, 8, 2), "contract_value": 3_850_000_000, "vat": 385_000_000,
        "start_on": date(2021, 8, 16), "end_on": date(2022, 3, 31), "maintenance_months": 6, "declared_workers": 10,
        "instalments": 2,
    })),
    (date(2021, 8, 12), _list(CLINIC, PEOPLE[:10], date(2021, 8, 16))),
    (date(2021, 8, 13), _order(CLINIC)),
    (date(2021, 11, 15), _swap),
    (date(2021, 12, 13), _order(CLINIC, paid=False)),
    (date(2021, 10, 8), _register({
        "name": "Balai pertemuan warga", "owner": "Yayasan Contoh Bina Warga", "funding": "SWASTA",
        "work_order": HALL, "work_order_on": date(2021, 10, 4), "contract_value": 640_000_000, "vat": 64_000_000,
        "start_on": date(2021, 10, 11), "end_on": date(2022, 1, 31), "maintenance_months": 3, "declared_workers": 5,
        "basis": "WAGES",
    })),
    (date(2021, 10, 11), _list(HALL, PEOPLE[10:], date(2021, 10, 11), paid_by_wage=True)),
    (date(2021, 10, 12), _order(HALL)),
    (date(2021, 12, 10), _order(HALL, paid=False)),
]  # fmt: skip
