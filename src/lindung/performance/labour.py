"""Who could be covered: populations from surveys as imported, and the share of them that is covered.

A base is always named: concept, survey round, date, source. Nothing is divided by a population nobody named.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from lindung import law
from lindung.base.db import rows
from lindung.base.errors import Refused
from lindung.coverage.queries import people_by_district, people_covered
from lindung.performance.queries import office_by_slug
from lindung.registry.queries import offices_below

PREFIX = "base."
WHOLE = "all"
"""In place of a district: the office's whole territory."""
SERIES = Path(__file__).parent / "refdata" / "sakernas.csv"


class LabourRefused(Refused):
    """A share or an import of a population that cannot be."""

    MESSAGES = {
        "concept": ("Dasar “{concept}” tidak dikenal.", "There is no base “{concept}”."),
        "who": ("Kelompok peserta “{who}” tidak dikenal.", "There is no group of members “{who}”."),
        "origin": ("Asal angka “{origin}” tidak dikenal.", "There is no origin of figures “{origin}”."),
        "no_base": (
            "Belum ada angka “{name_id}” untuk kantor ini pada {day}.",
            "There is no figure of “{name_en}” for this office on {day} yet.",
        ),
        "no_members": (
            "Belum ada angka peserta dari asal yang dipilih pada {day}.",
            "There is no figure of members from the chosen origin on {day}.",
        ),
        "place": (
            "Wilayah {place} tidak dilayani kantor ini.",
            "District {place} is not served by this office.",
        ),
        "value": (
            "Jumlah orang harus antara 1 dan {most}.",
            "The number of people must be between 1 and {most}.",
        ),
        "share": ("Persen harus antara 0 dan 100.", "The percentage must be between 0 and 100."),
        "day": ("Tanggal {day} belum terjadi.", "{day} is still to come."),
        "source": ("Sumber angka harus diisi.", "The source of the figure is needed."),
        "survey": ("Putaran survei harus diisi.", "The survey round is needed."),
        "no_employed": (
            "Impor dulu penduduk bekerja untuk wilayah dan tanggal yang sama.",
            "First import the employed for the same territory and day.",
        ),
    }


@dataclass(frozen=True)
class Concept:
    """A population of surveys, with what it is in both languages."""

    code: str
    name_id: str
    name_en: str
    definition_id: str
    definition_en: str


CONCEPTS = {
    c.code: c
    for c in (
        Concept(
            "labour_force", "Angkatan kerja", "Labour force",
            "Penduduk 15 tahun ke atas yang bekerja atau menganggur.", "People of 15 and over, in work or unemployed.",
        ),
        Concept(
            "employed", "Penduduk bekerja", "Employed", "Angkatan kerja yang bekerja, dengan upah atau tidak.",
            "The labour force in work, for wages or not.",
        ),
        Concept(
            "formal", "Pekerja formal", "Formal workers",
            "Yang bekerja dibantu buruh tetap atau sebagai buruh, karyawan, pegawai, termasuk ASN, TNI, dan Polri.",
            "In work with permanent staff or as employees, civil servants, military and police included.",
        ),
        Concept(
            "informal", "Pekerja informal", "Informal workers", "Yang bekerja dengan status lain.",
            "In work with any other status.",
        ),
        Concept(
            "civil_servants", "ASN, TNI, dan Polri", "Civil servants, military, police",
            "Pegawai yang dijamin lembaga lain, jadi bukan calon peserta.",
            "Those whom other institutions insure: they cannot become members.",
        ),
        Concept(
            "eligible", "Pekerja formal yang layak", "Eligible formal workers",
            "Pekerja formal tanpa ASN, TNI, dan Polri.", "Formal workers without civil servants, military and police.",
        ),
    )
}  # fmt: skip
BASES = ("labour_force", "employed", "formal", "informal", "eligible")
"""What may stand below the line."""
WHO: dict[str, tuple[str, ...]] = {
    "PU": ("PU",), "BPU": ("BPU",), "PUBPU": ("PU", "BPU"), "ALL": ("PU", "BPU", "JAKON", "PMI"),
}  # fmt: skip
"""What may stand above the line: groups of segments."""
ORIGINS = ("transactions", "published", "target")
_INDICATORS = {
    "PU": ("membership.pu.active",), "BPU": ("membership.bpu.active",),
    "PUBPU": ("membership.pu.active", "membership.bpu.active"), "ALL": ("membership.workers.active",),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One imported figure below the line; `place` is a district's code or WHOLE."""

    concept: str
    place: str
    value: int
    as_of: date
    survey: str
    source: str


@dataclass(frozen=True)
class Base:
    """A population of an office's territory on a day: `value` = sum of `plus` − sum of `minus`."""

    concept: Concept
    value: int
    plus: tuple[Part, ...]
    minus: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.plus, *self.minus)

    @property
    def as_of(self) -> date:
        """The oldest date in it."""
        return min(p.as_of for p in self.parts)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know: civil_servants (the base counts people who cannot become members), unemployed,
        mixed (rounds of different dates are added), subtracted (another survey was taken off)."""
        found = []
        if self.concept.code in ("formal", "employed", "labour_force"):
            found.append("civil_servants")
        if self.concept.code == "labour_force":
            found.append("unemployed")
        if len({p.as_of for p in self.parts}) > 1:
            found.append("mixed")
        if self.minus:
            found.append("subtracted")
        return tuple(found)


@dataclass(frozen=True)
class Members:
    """What stands above the line. `imported`: nobody here counted it; `source` then says who did."""

    who: str
    origin: str
    value: int
    as_of: date
    sources: tuple[str, ...] = ()

    @property
    def imported(self) -> bool:
        return self.origin == "published"


@dataclass(frozen=True)
class Share:
    """n of d, in parts per million by the law's formula, with both named. `above` is the part of those uncovered."""

    members: Members
    base: Base
    ppm: int
    uncovered: int
    receipt: dict[str, Any]


def _imports(office_id: int, as_of: date) -> dict[str, dict[str, Part]]:
    """Newest imported populations of the office's territory by concept and place; an office's own whole territory
    stands for itself, else the districts of all offices below count, each once."""
    below = list(offices_below(office_id))
    found = rows(
        "select distinct on (indicator) indicator, value::bigint as value, as_of, survey, source, office_id"
        " from performance_snapshot where imported and indicator like 'base.%%' and as_of <= %(on)s"
        " and (office_id = %(own)s or office_id = any(%(below)s) and indicator not like '%%.all')"
        " order by indicator, as_of desc, id desc",
        {"own": office_id, "below": below, "on": as_of},
    )
    made: dict[str, dict[str, Part]] = {}
    for r in found:
        concept, _, place = str(r["indicator"]).removeprefix(PREFIX).partition(".")
        made.setdefault(concept, {})[place] = Part(
            concept, place, int(r["value"]), r["as_of"], r["survey"], r["source"]
        )
    return {c: {WHOLE: places[WHOLE]} if WHOLE in places else places for c, places in made.items()}


def _base(concept: str, found: dict[str, dict[str, Part]]) -> Base | None:
    """The population as imported, or as the difference of two others of the same places."""
    kind = CONCEPTS[concept]
    if concept in found:
        plus = tuple(found[concept].values())
        return Base(kind, sum(p.value for p in plus), plus)
    whole, off = {"eligible": ("formal", "civil_servants"), "informal": ("employed", "formal")}.get(concept, ("", ""))
    if whole not in found or off not in found or set(found[whole]) != set(found[off]):
        return None
    plus, minus = tuple(found[whole].values()), tuple(found[off].values())
    value = sum(p.value for p in plus) - sum(p.value for p in minus)
    return Base(kind, value, plus, minus) if value > 0 else None


def bases(slug: str, as_of: date) -> dict[str, Base]:
    """Every population known of the office's territory on the day, in the order of BASES."""
    found = _imports(office_by_slug(slug)["id"], as_of)
    return {c: made for c in BASES if (made := _base(c, found)) is not None}


def base(slug: str, concept: str, as_of: date) -> Base:
    """One of `bases`. Raises LabourRefused: concept, no_base."""
    if concept not in BASES:
        raise LabourRefused("concept", field="concept", concept=concept)
    made = bases(slug, as_of).get(concept)
    if made is None:
        named = CONCEPTS[concept]
        raise LabourRefused("no_base", name_id=named.name_id, name_en=named.name_en, day=as_of)
    return made


def members(slug: str, who: str, origin: str, as_of: date) -> Members:
    """What stands above the line: people counted from transactions (each once), a published figure brought in from
    outside, or the office's target for the period. Raises LabourRefused: who, origin, no_members."""
    if who not in WHO:
        raise LabourRefused("who", field="who", who=who)
    office_id = office_by_slug(slug)["id"]
    if origin == "transactions":
        counted = people_covered(offices_below(office_id), WHO[who], as_of)
        return Members(who, origin, counted, as_of)
    if origin == "published":
        found = rows(
            "select distinct on (indicator) indicator, value::bigint as value, as_of, source from performance_snapshot"
            " where imported and office_id = %s and indicator = any(%s) and as_of <= %s"
            " order by indicator, as_of desc, id desc",
            [office_id, list(_INDICATORS[who]), as_of],
        )
    elif origin == "target":
        found = rows(
            "select distinct on (indicator) split_part(indicator, '@', 1) as indicator, value, period_to as as_of,"
            " '' as source from performance_target where office_id = %s and split_part(indicator, '@', 1) = any(%s)"
            " and %s between period_from and period_to order by indicator, period_to desc, version desc",
            [office_id, list(_INDICATORS[who]), as_of],
        )
    else:
        raise LabourRefused("origin", field="origin", origin=origin)
    if len(found) < len(_INDICATORS[who]):
        raise LabourRefused("no_members", day=as_of)
    return Members(
        who, origin, sum(int(r["value"]) for r in found), min(r["as_of"] for r in found),
        tuple(dict.fromkeys(r["source"] for r in found if r["source"])),
    )  # fmt: skip


def share(above: Members, below: Base, as_of: date) -> Share:
    """n / d by the law's formula of the ratio; the base that the reader chose is its denominator."""
    chosen = {"coverage.denominator": "employed"} if below.concept.code == "employed" else None
    found = law.calc(
        "coverage.ratio",
        as_of,
        {"active": above.value, "eligible": below.value, "employed": below.value},
        settings=chosen,
    )
    return Share(
        above, below, int(found.values["ratio"]), int(found.values["uncovered"]),
        law.receipt("coverage.ratio", as_of, settings=chosen),
    )  # fmt: skip


def districts(slug: str, found: Base, who: str, as_of: date) -> list[tuple[str, int, int]]:
    """(district, people covered who live there, population) of every district of a base of the office; none where
    the figure is of the whole territory."""
    least = {p.place: p.value for p in found.plus if p.place != WHOLE}
    for part in found.minus:
        if part.place != WHOLE:
            least[part.place] -= part.value
    if not least:
        return []
    living = people_by_district(offices_below(office_by_slug(slug)["id"]), WHO[who], as_of)
    return [(place, living.get(place, 0), value) for place, value in sorted(least.items()) if value > 0]


def served(office_ids: Sequence[int], on: date) -> dict[str, str]:
    """Districts in the territory of some offices: code -> name."""
    found = rows(
        "select distinct d.code, d.name from registry_territory t join registry_district d on d.code = t.district_id"
        " where t.office_id = any(%s) and t.valid_from <= %s and (t.valid_to is null or t.valid_to >= %s)"
        " order by d.code",
        [list(office_ids), on, on],
    )
    return {r["code"]: r["name"] for r in found}


def series() -> Iterator[dict[str, Any]]:
    """The small series of survey figures that ships with the package: place, round, levels, shares, source."""
    with open(SERIES, encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            yield {
                "place": r["place"], "name": r["name"], "round": r["round"], "source": r["source"],
                **{k: int(r[k]) if r[k] else None for k in ("labour_force", "employed")},
                **{k: Decimal(r[k]) if r[k] else None for k in ("formal_percent", "informal_percent")},
            }  # fmt: skip
