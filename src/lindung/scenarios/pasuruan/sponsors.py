"""A village that pays for its neighbourhood heads: agreed, listed, paid, and soon without money."""

from datetime import date

import numpy as np

from lindung.access import demo
from lindung.access import services as access
from lindung.interop.outbox import tell
from lindung.interop.sponsor_lists import read_list
from lindung.reach import services as reach
from lindung.scenarios.pasuruan import names
from lindung.scenarios.pasuruan.figures import BUSINESS_DAY, DISTRICTS
from lindung.scenarios.pasuruan.setup import open_login
from lindung.scenarios.pasuruan.world import World
from lindung.segments import services as segments

HEADS = 24
FIRST, LAST = date(2021, 9, 1), date(2022, 2, 1)
YEAR_END, NEW_YEAR = date(2021, 12, 1), date(2022, 1, 1)
MONTH = HEADS * 16_800


def _file() -> bytes:
    """The village's list as it hands it in: three rows cannot be taken."""
    lines = ["NIK;NAMA;TANGGAL_LAHIR;PEKERJAAN"]
    women = np.arange(HEADS) % 4 == 0
    for n, name in enumerate(names.people(np.random.default_rng(2021), women)):
        born = date(1970 + n % 20, 1 + n % 12, 3 + n)
        nik = f"351490{born.day + (40 if women[n] else 0):02d}{born:%m%y}{n + 1:04d}"
        lines.append(f"{nik};{name};{born:%d-%m-%Y};{'Ketua RW' if n < 6 else 'Ketua RT'}")
    lines.append(lines[1])
    lines.append("35149001;Nomor Kurang;02-02-1980;Ketua RT")
    lines.append("3514900202450099;Sudah Sepuh;02-02-1945;Ketua RT")
    return "\n".join(lines).encode()


def village(world: World) -> int:
    """The sponsor with its login, agreement, money, list, a paid and an open order, the alarm and a proposal."""
    made = reach.register_sponsor(
        reach.NewSponsor(
            "DESA-CONTOH", "Desa Contoh Makmur", "VILLAGE", DISTRICTS[0], world.branch, "Sekretaris Desa", "0343000000"
        ),
        on=date(2021, 8, 16),
    )
    login = next(one for one in demo.logins() if one.code == "SPONSOR")
    open_login(login, access.NewMandate("SPONSOR", sponsor_id=made.pk, valid_from=date(2021, 8, 16)))
    officer, own = world.user("iuran"), world.user("sponsor")
    agreement = reach.register_agreement(
        reach.NewAgreement(
            made.pk, "PKS/07/2021", date(2021, 8, 20), "Peraturan Desa 4/2021", "VULNERABLE", FIRST, LAST
        ),
        by=officer,
    )
    for year, amount, first, last in ((2021, 4 * MONTH, FIRST, YEAR_END), (2022, 600_000, NEW_YEAR, LAST)):
        reach.add_budget(
            reach.NewBudget(agreement.pk, year, "VILLAGE", amount, first, last, f"desa-{year}", "5.1.02.02"),
            by=officer,
        )
    good, bad = read_list(_file())
    taken = reach.list_people(
        agreement.pk, good, name="ketua-rt-rw.csv", first_month=FIRST, unreadable=bad, on=date(2021, 9, 2), by=own
    )
    paid = reach.order_months(agreement.pk, FIRST, 3, client_key="desa-2021-09", on=date(2021, 9, 3), by=own)
    day = date(2021, 9, 8)
    segments.pay(paid.code, "API", "DESA-2021-09", paid.total, day, world.branch, on=day)
    reach.order_months(agreement.pk, YEAR_END, 1, client_key="desa-2021-12", on=date(2021, 12, 6), by=own)
    reach.reach_day(BUSINESS_DAY)
    reach.propose_renewal(
        agreement.pk,
        date(2022, 12, 1),
        reach.NewBudget(
            agreement.pk,
            2022,
            "VILLAGE",
            10 * MONTH,
            date(2022, 3, 1),
            date(2022, 12, 1),
            "desa-usul-2022",
            "5.1.02.02",
        ),
        note="Anggaran sudah disepakati dalam musyawarah desa.",
        on=date(2021, 12, 14),
        by=own,
    )
    for source in ("sponsor_alarms", "sponsor_lists", "sponsor_proposals"):
        tell(source, 1, 1_000_000)
    return taken.done
