"""A micro-enterprise: its owner and helpers paid with one code in October, its month of November billed as usual."""

from datetime import date

from lindung.contributions import services as contributions
from lindung.scenarios.pasuruan.figures import DISTRICTS
from lindung.scenarios.pasuruan.segments.common import Acts, Made, firm, firm_id, pay
from lindung.scenarios.pasuruan.world import World
from lindung.segments import services as segments
from lindung.segments.services import Helper, Job

FIRM = 3
OWNER = Made(301, "Kartika Sekarningsih", "P", date(1985, 4, 9))
HELPERS = (
    (Made(302, "Dimas Wirayuda", "L", date(1999, 3, 25)), 2_900_000),
    (Made(303, "Sinta Rahmawardani", "P", date(2000, 10, 8)), 2_750_000),
)
NOVEMBER = date(2021, 11, 1)


def _begin(world: World, on: date) -> None:
    firm(world, FIRM, "UD Contoh Rasa", on, "umkm", size="MICRO", risk_group=1, kbli="56102")


def _enrol(world: World, on: date) -> None:
    made = segments.enrol_micro(
        firm_id(FIRM), {key: OWNER.card()[key] for key in ("nik", "name", "birth_date", "sex", "phone", "address")},
        Job("Warung makan", 2_600_000, DISTRICTS[0]),
        [Helper(one.nik, one.name, one.born, wage, start_on=on) for one, wage in HELPERS],
        3, "demo:umkm", on=on, by=world.user("umkm"),
    )  # fmt: skip
    pay(world, made, on)


def _november(world: World, on: date) -> None:
    report = contributions.open_report(firm_id(FIRM), NOVEMBER, by=world.user("umkm"))
    contributions.finalise(report.pk, by=world.user("umkm"))
    contributions.post(report.pk, on=on, by=world.user("umkm"))


ACTS: Acts = [
    (date(2021, 10, 4), _begin),
    (date(2021, 10, 6), _enrol),
    (date(2021, 12, 6), _november),
]
