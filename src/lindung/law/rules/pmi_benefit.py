"""Benefits of migrant workers (PMI) that have a shape: partial disability and scholarship.

The flat amounts and the limits are the procedure ``pmi.benefit``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from ..ops import share
from ..rule import Input, formula, inputs, rule
from .pmi import START
from .scholarship import LEVELS

Table = Mapping[int, int]

inputs(
    "pmi_benefit",
    Input("loss", "rate", 0, 1_000_000, {"id": "Persentase tabel cacat", "en": "Percentage of the disability table"}),
    Input("level", "code", 1, 5, {"id": "Jenjang pendidikan", "en": "Level of school"}, LEVELS),
    Input("children", "count", 0, 30, {"id": "Anak yang memenuhi syarat", "en": "Children who qualify"}),
)

CARRIED = date(2018, 12, 10)
SCHOOL = "Permenaker 4/2023 (beasiswa)"

_base = partial(
    rule,
    "pmi_benefit",
    name="partial_base",
    id_="Dasar santunan cacat sebagian",
    en="Base of partial disability",
    unit="IDR",
)


@_base(cite="Permenaker 7/2017", until=CARRIED - timedelta(days=1))
@_base(cite="Permenaker 18/2018; Permenaker 4/2023", since=CARRIED, when={"pmi.jkk_amounts": "carried"})
def partial_base(pmi__jkk_partial_base: int) -> int:
    return pmi__jkk_partial_base


@rule(
    "pmi_benefit",
    id_="Santunan cacat sebagian",
    en="Partial disability benefit",
    unit="IDR",
    cite="Permenaker 7/2017; Permenaker 18/2018; Permenaker 4/2023",
)
def partial_cash(partial_base: int, loss: int, rounding__benefit: str) -> int:
    return share(partial_base, loss, rounding__benefit)


@rule(
    "pmi_benefit", id_="Beasiswa setahun seorang anak", en="Scholarship a year and child", unit="IDR/year", cite=SCHOOL
)
def per_year(level: int, pmi__scholarship_year: Table) -> int:
    return pmi__scholarship_year[level]


@rule("pmi_benefit", id_="Lama beasiswa jenjang ini", en="Years of this level", unit="years", cite=SCHOOL)
def years(level: int, pmi__scholarship_years: Table) -> int:
    return pmi__scholarship_years[level]


@rule("pmi_benefit", id_="Beasiswa jenjang ini paling banyak", en="Most for this level", unit="IDR", cite=SCHOOL)
def level_most(per_year: int, years: int, children: int, pmi__scholarship_children: int) -> int:
    return per_year * years * min(children, pmi__scholarship_children)


formula(
    "pmi.partial_disability",
    "pmi_benefit",
    title={"id": "Santunan cacat sebagian pekerja migran", "en": "Partial disability of a migrant worker"},
    uses=("loss",),
    outputs=("partial_base", "partial_cash"),
    since=START,
    about={
        "id": "Tanggal adalah tanggal kecelakaan selama bekerja. Persentase dari tabel cacat JKK.",
        "en": "The date is the day of the accident during work. The percentage is that of the JKK table.",
    },
)
formula(
    "pmi.scholarship",
    "pmi_benefit",
    title={"id": "Beasiswa anak pekerja migran", "en": "Scholarship of a migrant worker's children"},
    uses=("level", "children"),
    outputs=("per_year", "years", "level_most"),
    since=date(2023, 2, 22),
    about={
        "id": "Tanggal adalah tanggal kematian atau cacat total selama bekerja.",
        "en": "The date is the day of death or of total disability during work.",
    },
)
