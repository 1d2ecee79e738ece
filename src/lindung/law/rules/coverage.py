"""Government programme: coverage ratio, formal employment by Sakernas, package of vulnerable workers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..ops import Schedule, band, ratio, share
from ..rule import Input, formula, inputs, rule

Table = Mapping[int, int]
PEOPLE = 1_000_000_000

inputs(
    "coverage",
    Input("active", "count", 0, PEOPLE, {"id": "Peserta aktif", "en": "Active members"}),
    Input("eligible", "count", 1, PEOPLE, {"id": "Pekerja yang layak", "en": "Eligible workers"}),
    Input("employed", "count", 1, PEOPLE, {"id": "Semua yang bekerja", "en": "All employed"}),
    Input("own_account", "count", 0, PEOPLE, {"id": "Berusaha sendiri", "en": "Own account"}),
    Input("temporary_help", "count", 0, PEOPLE, {"id": "Dibantu buruh tidak tetap", "en": "With temporary help"}),
    Input("permanent_help", "count", 0, PEOPLE, {"id": "Dibantu buruh tetap", "en": "With permanent staff"}),
    Input("employees", "count", 0, PEOPLE, {"id": "Buruh, karyawan, pegawai", "en": "Employees"}),
    Input("casual_farming", "count", 0, PEOPLE, {"id": "Pekerja bebas pertanian", "en": "Casual in farming"}),
    Input("casual_other", "count", 0, PEOPLE, {"id": "Pekerja bebas nonpertanian", "en": "Casual outside farming"}),
    Input("unpaid", "count", 0, PEOPLE, {"id": "Pekerja tidak dibayar", "en": "Unpaid"}),
)
CITE = "RPJMN 2025-2029; BPS Sakernas"


@rule("coverage", id_="Penyebut", en="Denominator", unit="count", cite=CITE)
def denominator(eligible: int, employed: int, coverage__denominator: str) -> int:
    if coverage__denominator == "employed":
        return employed
    return eligible


@rule("coverage", name="ratio", id_="Rasio cakupan", en="Coverage ratio", unit="rate", cite=CITE)
def coverage_ratio(active: int, denominator: int, coverage__whole: int) -> int:
    return ratio(active * coverage__whole, denominator, "half_up")


@rule("coverage", id_="Pekerja yang belum terlindungi", en="Workers not covered", unit="count", cite=CITE)
def uncovered(active: int, denominator: int) -> int:
    return max(denominator - active, 0)


@rule("coverage", id_="Pekerja formal", en="Formal workers", unit="count", cite="BPS Sakernas")
def formal(
    own_account: int,
    temporary_help: int,
    permanent_help: int,
    employees: int,
    casual_farming: int,
    casual_other: int,
    unpaid: int,
    coverage__sakernas_formal: Table,
) -> int:
    return (
        own_account * coverage__sakernas_formal[1]
        + temporary_help * coverage__sakernas_formal[2]
        + permanent_help * coverage__sakernas_formal[3]
        + employees * coverage__sakernas_formal[4]
        + casual_farming * coverage__sakernas_formal[5]
        + casual_other * coverage__sakernas_formal[6]
        + unpaid * coverage__sakernas_formal[7]
    )


@rule("coverage", id_="Semua yang bekerja", en="All in work", unit="count", cite="BPS Sakernas")
def working(
    own_account: int,
    temporary_help: int,
    permanent_help: int,
    employees: int,
    casual_farming: int,
    casual_other: int,
    unpaid: int,
) -> int:
    return own_account + temporary_help + permanent_help + employees + casual_farming + casual_other + unpaid


@rule("coverage", id_="Pekerja informal", en="Informal workers", unit="count", cite="BPS Sakernas")
def informal(working: int, formal: int) -> int:
    return working - formal


formula(
    "coverage.ratio",
    "coverage",
    title={"id": "Cakupan jaminan sosial ketenagakerjaan", "en": "Coverage of employment social security"},
    uses=("active", "eligible", "employed"),
    outputs=("denominator", "ratio", "uncovered"),
    since=date(2015, 7, 1),
    about={
        "id": "Rasio dalam bagian per sejuta. Sebutkan selalu pembilang, penyebut, sumber, dan tanggalnya.",
        "en": "The ratio is in parts per million. Always name numerator, denominator, source and date.",
    },
)
formula(
    "coverage.sakernas",
    "coverage",
    title={"id": "Pekerja formal dan informal menurut Sakernas", "en": "Formal and informal workers by Sakernas"},
    uses=(
        "own_account",
        "temporary_help",
        "permanent_help",
        "employees",
        "casual_farming",
        "casual_other",
        "unpaid",
    ),
    outputs=("working", "formal", "informal"),
    since=date(2015, 7, 1),
    about={"id": "Formal: status 3 dan 4.", "en": "Formal: statuses 3 and 4."},
)

# Package of vulnerable workers ---------------------------------------------------------------------------------------
inputs(
    "vulnerable",
    Input("workers", "count", 0, 300_000_000, {"id": "Pekerja rentan", "en": "Vulnerable workers"}),
    Input("months", "months", 0, 1200, {"id": "Bulan yang dibiayai", "en": "Months paid for"}),
)
PACKAGE = "PP 44/2015 Pasal 20, Lampiran II"


@rule("vulnerable", id_="Iuran JKK sebulan", en="JKK contribution a month", unit="IDR/month", cite=PACKAGE)
def jkk(bpu__band_base: Schedule, jkk__bpu_rate: int, rounding__contribution: str) -> int:
    return share(band(0, bpu__band_base), jkk__bpu_rate, rounding__contribution)


@rule("vulnerable", id_="Iuran JKM sebulan", en="JKM contribution a month", unit="IDR/month", cite=PACKAGE)
def jkm(jkm__bpu_contribution: int) -> int:
    return jkm__bpu_contribution


@rule("vulnerable", id_="Paket seorang sebulan", en="Package per person and month", unit="IDR/month", cite=PACKAGE)
def package(jkk: int, jkm: int) -> int:
    return jkk + jkm


@rule("vulnerable", id_="Jumlah iuran", en="Total contribution", unit="IDR", cite=PACKAGE)
def total(package: int, workers: int, months: int) -> int:
    return package * workers * months


formula(
    "vulnerable.package",
    "vulnerable",
    title={"id": "Iuran pekerja rentan yang dibiayai pemerintah", "en": "Contributions the state pays for workers"},
    uses=("workers", "months"),
    outputs=("jkk", "jkm", "package", "total"),
    since=date(2015, 7, 1),
    about={
        "id": "Golongan penghasilan terendah, JKK dan JKM. Keringanan PP 50/2025 tidak berlaku bila negara membayar.",
        "en": "Lowest income band, JKK and JKM. The relief of PP 50/2025 does not hold where the state pays.",
    },
)
