"""Self-employed people: paid up with an open code, paid far ahead, two occupations, in arrears, lapsed, come back."""

from collections.abc import Sequence
from datetime import date

from lindung.access import services as access
from lindung.registry import services as registry
from lindung.scenarios.pasuruan.figures import DISTRICTS
from lindung.scenarios.pasuruan.segments.common import Act, Acts, Made, let_in, pay, person
from lindung.scenarios.pasuruan.world import World
from lindung.segments import services as segments
from lindung.segments.services import Job

SHOP = Made(1, "Wulan Tirtasari", "P", date(1988, 3, 14))
"""The login `mandiri`."""
DRIVER = Made(2, "Bagas Wirasena", "L", date(1994, 11, 2))
FARMER = Made(3, "Sumarni Kertapati", "P", date(1979, 7, 21))
LAPSED = Made(4, "Slamet Hartawijaya", "L", date(1975, 1, 9))
BACK = Made(5, "Sugeng Adipranata", "L", date(1983, 5, 30))
BEHIND = Made(6, "Endang Puspitasari", "P", date(1990, 9, 17))
NEW = Made(7, "Yoga Ranuwijaya", "L", date(1998, 12, 5))


def _join(one: Made, *jobs: tuple[str, int], jht: bool = False, transport: bool = False) -> Act:
    def act(world: World, on: date) -> None:
        made = registry.register_person(office_id=world.branch, **one.card())
        listed = [Job(name, income, DISTRICTS[0], transport) for name, income in jobs]
        segments.register_bpu(made.pk, world.branch, listed, jht=jht, on=on, by=world.user("iuran"))

    return act


def _order(one: Made, months: int, *, paid: bool = True) -> Act:
    def act(world: World, on: date) -> None:
        by = world.user("mandiri") if one is SHOP else world.user("iuran")
        made = segments.order_bpu(person(one), months, f"demo:{one.number}:{on:%Y%m%d}", on=on, by=by)
        if paid:
            pay(world, made, on)

    return act


def _login(world: World, on: date) -> None:
    let_in("mandiri", access.NewMandate("MEMBER", person_id=person(SHOP), valid_from=on))


def _enrol_self(world: World, on: date) -> None:
    who = {key: NEW.card()[key] for key in ("nik", "name", "birth_date", "phone")}
    segments.enrol_self(who, Job("Pedagang kopi keliling", 1_800_000, DISTRICTS[0]), 3, "demo:7", on=on)


def _course(one: Made, joined: date, act: Act, paid: Sequence[tuple[date, int]]) -> Acts:
    return [(joined, act), *((day, _order(one, months)) for day, months in paid)]


ACTS: Acts = [
    *_course(SHOP, date(2021, 3, 3), _join(SHOP, ("Warung kelontong", 2_400_000), jht=True), [(date(2021, 3, 4), 3)]),
    (date(2021, 3, 3), _login),
    (date(2021, 6, 3), _order(SHOP, 6)),
    (date(2021, 12, 13), _order(SHOP, 3, paid=False)),
    *_course(
        DRIVER, date(2021, 7, 5), _join(DRIVER, ("Pengemudi ojek daring", 3_300_000), transport=True),
        [(date(2021, 7, 6), 12)],
    ),
    *_course(
        FARMER, date(2021, 2, 8), _join(FARMER, ("Petani sayur", 1_600_000), ("Penjahit", 1_100_000)),
        [(date(2021, 2, 8), 6), (date(2021, 8, 9), 6)],
    ),
    *_course(LAPSED, date(2021, 1, 6), _join(LAPSED, ("Nelayan", 1_900_000)), [(date(2021, 1, 7), 3)]),
    *_course(
        BACK, date(2021, 1, 11), _join(BACK, ("Pengemudi becak motor", 1_500_000), transport=True),
        [(date(2021, 1, 12), 2), (date(2021, 10, 4), 3)],
    ),
    *_course(BEHIND, date(2021, 4, 7), _join(BEHIND, ("Penjual jamu", 1_300_000)), [(date(2021, 4, 7), 6)]),
    (date(2021, 12, 14), _enrol_self),
]  # fmt: skip
