"""The order in which the region is built; each step is one transaction."""

from collections.abc import Callable
from datetime import date
from functools import partial

from lindung.scenarios.jatim import load
from lindung.scenarios.jatim.figures import HALF, MIGRANT_DAYS, MONTHS
from lindung.scenarios.jatim.load import World
from lindung.scenarios.jatim.plan import month
from lindung.scenarios.steps import COVER, MONEY, REGISTERS, Step

DEPARTED = date(2017, 12, 1)
"""By this month all of them are gone."""
PEOPLE_PARTS = 24
COVER_PARTS = 12
MONTH_PARTS = 8
GROWING = ("contributions_wagereport", "contributions_bill", "ledger_entry", *MONEY, *COVER)


def steps() -> list[Step[World]]:
    """All steps: registers, cover as it stood, then month by month, every month in parts by employers."""
    made: list[Step[World]] = [
        Step("offices", "Kantor dan wilayahnya", "Offices and their territory", 10, load.offices)
    ]
    made.append(Step("employers", "Pemberi kerja", "Employers", 900, load.employers))
    for n in range(PEOPLE_PARTS):
        made.append(
            Step(
                f"people-{n}", f"Peserta ({n + 1} dari {PEOPLE_PARTS})", f"Members ({n + 1} of {PEOPLE_PARTS})", 1500,
                partial(load.people, part=n, parts=PEOPLE_PARTS), REGISTERS if n in (0, PEOPLE_PARTS - 1) else (),
            )
        )  # fmt: skip
    for n in range(COVER_PARTS):
        made.append(
            Step(
                f"cover-{n}", f"Perlindungan per akhir 2016 ({n + 1} dari {COVER_PARTS})",
                f"Cover at the end of 2016 ({n + 1} of {COVER_PARTS})", 1200,
                partial(load.cover, part=n, parts=COVER_PARTS), COVER if n in (0, COVER_PARTS - 1) else (),
            )
        )  # fmt: skip
    for segment in ("BPU", "JAKON"):
        made.append(_flow(segment, -1, load.queue))
    for m in range(MONTHS):
        made += [_flow(segment, m, load.queue) for segment in ("BPU", "JAKON")]
        made += _migrants(m)
        for n in range(MONTH_PARTS):
            local = f"Upah, tagihan, dan pembayaran {month(m):%m-%Y} ({n + 1} dari {MONTH_PARTS})"
            english = f"Wages, bills and payments of {month(m):%Y-%m} ({n + 1} of {MONTH_PARTS})"
            made.append(
                Step(
                    f"month-{month(m):%Y-%m}-{n}", local, english, 1000,
                    partial(load.contribution_month, m=m, part=n, parts=MONTH_PARTS),
                    _tables(m) if n == 0 else (),
                )
            )  # fmt: skip
    for day in (month(HALF), month(MONTHS)):
        made.append(
            Step(f"figures-{day}", f"Angka sebelum {day:%d-%m-%Y}", f"Figures before {day:%d-%m-%Y}", 600,
                 partial(load.compare, before=day))
        )  # fmt: skip
    return made


def _migrants(m: int) -> list[Step[World]]:
    """Migrant workers enrolled in month `m`, their departure in the end of the year, and what came of it."""
    made = [
        Step(
            f"pmi-{on:%Y-%m}", f"Pekerja migran {on:%m-%Y}", f"Migrant workers, {on:%Y-%m}", 400,
            partial(load.migrants, day=n), COVER,
        )
        for n, on in enumerate(MIGRANT_DAYS) if on.replace(day=1) == month(m)
    ]  # fmt: skip
    if m == HALF:
        made.append(
            Step("pmi-figures", "Angka pekerja migran", "Figures of migrant workers", 100, load.compare_migrants)
        )
    if month(m) == DEPARTED:
        made.append(Step("pmi-departed", "Pekerja migran berangkat", "Migrant workers depart", 400, load.departures))
    return made


def _tables(m: int) -> tuple[str, ...]:
    """What grew by the first part of month `m`: its own partitions; the tables of all months in some of the months."""
    mine, after = f"{month(m):%Y_%m}", f"{month(m + 1):%Y_%m}"
    grown = [f"contributions_{kind}_{mine}" for kind in ("wageline", "line")]
    grown += [f"ledger_{kind}_{after}" for kind in ("posting", "memberposting")]
    return (*grown, *GROWING) if m in (0, 1, 3, 7, 12) else tuple(grown)


def _flow(segment: str, m: int, work: Callable[..., int]) -> Step[World]:
    when_id = f"bulan {month(m):%m-%Y}" if m >= 0 else "akhir 2016"
    when_en = f"{month(m):%Y-%m}" if m >= 0 else "the end of 2016"
    return Step(
        f"{segment.lower()}-{month(m):%Y-%m}" if m >= 0 else f"{segment.lower()}-opening",
        f"Peserta {segment} {when_id}", f"{segment} members, {when_en}", 400, partial(work, segment=segment, m=m),
        COVER if m < 0 else (),
    )  # fmt: skip
