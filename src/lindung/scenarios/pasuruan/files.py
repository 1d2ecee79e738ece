"""Wage reports that come as files, some with rows that cannot be taken: through the same intake as any upload."""

import numpy as np

from lindung.base.db import rows
from lindung.batch.services import run_now
from lindung.contributions import services as contributions
from lindung.interop.intake import upload_wage_file
from lindung.interop.wage_files import LayoutId, WageRow, write_workers
from lindung.scenarios.pasuruan.figures import MONTHS
from lindung.scenarios.pasuruan.money import month
from lindung.scenarios.pasuruan.people import GOOD, STAY, day
from lindung.scenarios.pasuruan.world import World

FILES = 6
SHORT_NIK = "351401170590910"  # a digit is missing


def uploads(world: World, m: int, *, final: bool) -> int:
    """A few small employers hand in month `m` as a file with one row too many; `final`: they go on without that row."""
    chosen = _employers(world, m)
    for place, n in enumerate(chosen):
        kind = ("csv", "xlsx")[place % 2]
        data = write_workers(LayoutId.WAGE_REPORT, _rows(world, n, m), "csv" if kind == "csv" else "xlsx")
        name = f"upah-{month(m):%Y-%m}.{kind}"
        taken = upload_wage_file(int(world.employers[n]), month(m), name, data, world.user("hrd"))
        run_now(taken.run_id)
        found = rows("select status, rows_refused from contributions_wagereport where id = %s", [taken.report.pk])[0]
        if found["status"] == "DRAFT" and final:
            contributions.finalise(taken.report.pk, without_refused=True, by=world.user("hrd"))
    return len(chosen)


def _employers(world: World, m: int) -> list[int]:
    """Micro employers that pay in time and in whose month nobody comes or goes."""
    firms, jobs = world.plan.firms, world.plan.jobs
    small = np.flatnonzero((np.array(firms.size) == "MICRO") & (firms.payer == GOOD) & (firms.office == 0))
    working = _working(world, m)
    moving = np.unique(jobs.employer[working & (jobs.kind != STAY)])
    busy = np.unique(jobs.employer[working & (jobs.kind == STAY)])
    quiet = np.setdiff1d(np.intersect1d(small, busy), moving)
    apart = max(1, len(quiet) // FILES)
    return [int(n) for n in quiet[m % apart :: apart][:FILES]]


def _working(world: World, m: int) -> np.ndarray:
    """Jobs reported in month `m`; December 2021 goes on from November."""
    jobs, at = world.plan.jobs, min(m, MONTHS - 1)
    still: np.ndarray = (jobs.first <= at) & (at <= jobs.last)
    return still & np.isnat(jobs.end) if m >= MONTHS else still


def _rows(world: World, n: int, m: int) -> list[WageRow]:
    folk, jobs = world.plan.folk, world.plan.jobs
    chosen = np.flatnonzero((jobs.employer == n) & _working(world, m))
    wages = jobs.wages(m, chosen, world.plan.firms.raised)
    found = [
        WageRow(
            row_no=place + 2,
            nik=folk.nik[p],
            name=folk.name[p],
            birth_date=day(folk.born[p]),
            mother_name=folk.mother[p],
            sex="P" if folk.female[p] else "L",
            wage=int(wage),
        )
        for place, (p, wage) in enumerate(zip(jobs.person[chosen], wages, strict=True))
    ]
    first = found[0]
    wrong = WageRow(
        row_no=len(found) + 2,
        nik=SHORT_NIK,
        name="Pekerja Baru",
        birth_date=first.birth_date,
        mother_name="Ibu Contoh",
        sex="L",
        wage=first.wage,
    )
    return [*found, wrong]
