"""Contributions of wage earners (penerima upah): JKK, JKM, JHT, JP, and the inner split to JKP.

``wage`` may be negative for a reversed line; every figure is then the exact mirror of the positive one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..ops import limit, share
from ..rule import Input, formula, inputs, rule

Table = Mapping[int, int]

RISK = {
    1: {"id": "sangat rendah", "en": "very low"},
    2: {"id": "rendah", "en": "low"},
    3: {"id": "sedang", "en": "medium"},
    4: {"id": "tinggi", "en": "high"},
    5: {"id": "sangat tinggi", "en": "very high"},
}

inputs(
    "pu",
    Input("wage", "IDR/month", -1_000_000_000_000, 1_000_000_000_000, {"id": "Upah sebulan", "en": "Monthly wage"}),
    Input("risk_group", "code", 1, 5, {"id": "Kelompok risiko JKK", "en": "Risk group"}, RISK),
    Input("jht", "flag", 0, 1, {"id": "Wajib JHT", "en": "JHT applies"}),
    Input("jp", "flag", 0, 1, {"id": "Wajib JP", "en": "JP applies"}),
    Input("jkp", "flag", 0, 1, {"id": "Peserta JKP", "en": "JKP applies"}),
    Input("covid_relief", "flag", 0, 1, {"id": "Keringanan PP 49/2020", "en": "Relief of PP 49/2020"}),
    Input("labour_intensive", "flag", 0, 1, {"id": "Keringanan industri padat karya", "en": "Labour-intensive relief"}),
)

COVID = (date(2020, 8, 1), date(2021, 1, 31))
LABOUR = (date(2025, 2, 1), date(2026, 1, 31))


# JKK -----------------------------------------------------------------------------------------------------------------
@rule(
    "pu",
    name="jkk_rate",
    id_="Tarif JKK kelompok risiko",
    en="JKK rate of the risk group",
    unit="rate",
    cite="PP 44/2015 Pasal 16 ayat (1)",
    until=date(2020, 7, 31),
)
def jkk_rate_2015(risk_group: int, jkk__rate: Table) -> int:
    return jkk__rate[risk_group]


@rule(
    "pu",
    name="jkk_rate",
    id_="Tarif JKK yang dibayar",
    en="JKK rate payable",
    unit="rate",
    cite="PP 44/2015 Pasal 16 ayat (1); PP 49/2020 Pasal 8-13",
    since=COVID[0],
    until=COVID[1],
)
def jkk_rate_covid(risk_group: int, covid_relief: int, jkk__rate: Table, relief__covid__payable: int) -> int:
    if covid_relief == 1:
        return share(jkk__rate[risk_group], relief__covid__payable, "down")
    return jkk__rate[risk_group]


@rule(
    "pu",
    name="jkk_rate",
    id_="Tarif JKK kelompok risiko",
    en="JKK rate of the risk group",
    unit="rate",
    cite="PP 44/2015 Pasal 16 ayat (1)",
    since=date(2021, 2, 1),
    until=date(2025, 1, 31),
)
def jkk_rate_2021(risk_group: int, jkk__rate: Table) -> int:
    return jkk__rate[risk_group]


@rule(
    "pu",
    name="jkk_rate",
    id_="Tarif JKK yang dibayar",
    en="JKK rate payable",
    unit="rate",
    cite="PP 44/2015 Pasal 16 ayat (1); PP 7/2025 Pasal 4; PP 36/2025 Pasal 10A",
    since=LABOUR[0],
    until=LABOUR[1],
)
def jkk_rate_labour(
    risk_group: int, labour_intensive: int, jkk__rate: Table, relief__labour_intensive__jkk_rate: Table
) -> int:
    if labour_intensive == 1:
        return relief__labour_intensive__jkk_rate[risk_group]
    return jkk__rate[risk_group]


@rule(
    "pu",
    name="jkk_rate",
    id_="Tarif JKK kelompok risiko",
    en="JKK rate of the risk group",
    unit="rate",
    cite="PP 44/2015 Pasal 16 ayat (1)",
    since=date(2026, 2, 1),
)
def jkk_rate_2026(risk_group: int, jkk__rate: Table) -> int:
    return jkk__rate[risk_group]


@rule("pu", id_="Iuran JKK", en="JKK contribution", unit="IDR/month", cite="PP 44/2015 Pasal 16")
def jkk(wage: int, jkk_rate: int, rounding__contribution: str) -> int:
    return share(wage, jkk_rate, rounding__contribution)


# JKM -----------------------------------------------------------------------------------------------------------------
@rule(
    "pu",
    name="jkm_rate",
    id_="Tarif JKM",
    en="JKM rate",
    unit="rate",
    cite="PP 44/2015 Pasal 18",
    until=date(2020, 7, 31),
)
def jkm_rate_2015(jkm__rate: int) -> int:
    return jkm__rate


@rule(
    "pu",
    name="jkm_rate",
    id_="Tarif JKM yang dibayar",
    en="JKM rate payable",
    unit="rate",
    cite="PP 44/2015 Pasal 18; PP 49/2020 Pasal 8-13",
    since=COVID[0],
    until=COVID[1],
)
def jkm_rate_covid(covid_relief: int, jkm__rate: int, relief__covid__payable: int) -> int:
    if covid_relief == 1:
        return share(jkm__rate, relief__covid__payable, "down")
    return jkm__rate


@rule(
    "pu",
    name="jkm_rate",
    id_="Tarif JKM",
    en="JKM rate",
    unit="rate",
    cite="PP 44/2015 Pasal 18",
    since=date(2021, 2, 1),
)
def jkm_rate_2021(jkm__rate: int) -> int:
    return jkm__rate


@rule("pu", id_="Iuran JKM", en="JKM contribution", unit="IDR/month", cite="PP 44/2015 Pasal 18")
def jkm(wage: int, jkm_rate: int, rounding__contribution: str) -> int:
    return share(wage, jkm_rate, rounding__contribution)


# JHT -----------------------------------------------------------------------------------------------------------------
@rule(
    "pu",
    id_="Iuran JHT bagian pemberi kerja",
    en="JHT contribution, employer",
    unit="IDR/month",
    cite="PP 46/2015 Pasal 16 ayat (1)",
)
def jht_employer(wage: int, jht: int, jht__rate_employer: int, rounding__contribution: str) -> int:
    if jht == 0:
        return 0
    return share(wage, jht__rate_employer, rounding__contribution)


@rule(
    "pu",
    id_="Iuran JHT bagian pekerja",
    en="JHT contribution, worker",
    unit="IDR/month",
    cite="PP 46/2015 Pasal 16 ayat (1)",
)
def jht_worker(wage: int, jht: int, jht__rate_worker: int, rounding__contribution: str) -> int:
    if jht == 0:
        return 0
    return share(wage, jht__rate_worker, rounding__contribution)


# JP ------------------------------------------------------------------------------------------------------------------
@rule(
    "pu",
    id_="Upah dasar iuran JP",
    en="Wage counted for JP",
    unit="IDR/month",
    cite="PP 45/2015 Pasal 29",
)
def jp_base(wage: int, jp: int, jp__wage_cap: int) -> int:
    if jp == 0:
        return 0
    return limit(wage, jp__wage_cap)


@rule(
    "pu",
    id_="Iuran JP bagian pemberi kerja",
    en="JP contribution, employer",
    unit="IDR/month",
    cite="PP 45/2015 Pasal 28 ayat (3)",
)
def jp_employer(jp_base: int, jp__rate_employer: int, rounding__contribution: str) -> int:
    return share(jp_base, jp__rate_employer, rounding__contribution)


@rule(
    "pu",
    id_="Iuran JP bagian pekerja",
    en="JP contribution, worker",
    unit="IDR/month",
    cite="PP 45/2015 Pasal 28 ayat (3)",
)
def jp_worker(jp_base: int, jp__rate_worker: int, rounding__contribution: str) -> int:
    return share(jp_base, jp__rate_worker, rounding__contribution)


# Sums ----------------------------------------------------------------------------------------------------------------
@rule(
    "pu",
    id_="Jumlah tanggungan pemberi kerja",
    en="Total paid by the employer",
    unit="IDR/month",
    cite="PP 44/2015 Pasal 16 dan 18; PP 45/2015 Pasal 28; PP 46/2015 Pasal 16",
)
def employer_total(jkk: int, jkm: int, jht_employer: int, jp_employer: int) -> int:
    return jkk + jkm + jht_employer + jp_employer


@rule(
    "pu",
    id_="Jumlah tanggungan pekerja",
    en="Total paid by the worker",
    unit="IDR/month",
    cite="PP 45/2015 Pasal 28; PP 46/2015 Pasal 16",
)
def worker_total(jht_worker: int, jp_worker: int) -> int:
    return jht_worker + jp_worker


@rule(
    "pu",
    id_="Jumlah iuran",
    en="Total contribution",
    unit="IDR/month",
    cite="PP 44/2015 Pasal 16 dan 18; PP 45/2015 Pasal 28; PP 46/2015 Pasal 16",
)
def total(employer_total: int, worker_total: int) -> int:
    return employer_total + worker_total


formula(
    "pu.contribution",
    "pu",
    title={"id": "Iuran penerima upah untuk satu bulan", "en": "Contribution of a wage earner for one month"},
    uses=("wage", "risk_group", "jht", "jp", "jkp", "covid_relief", "labour_intensive"),
    outputs=(
        "jkk",
        "jkm",
        "jht_employer",
        "jht_worker",
        "jp_base",
        "jp_employer",
        "jp_worker",
        "employer_total",
        "worker_total",
        "total",
        "jkp_from_jkk",
        "jkp_from_jkm",
        "jkp_state",
    ),
    since=date(2015, 7, 1),
    period="month",
    about={
        "id": (
            "Tanggal adalah hari mana saja dalam bulan iuran. Bagian JKP diambil dari JKK dan JKM; jumlah tagihan"
            " tetap."
        ),
        "en": (
            "The date is any day of the contribution month. JKP shares come out of JKK and JKM; the bill stays "
            "the same."
        ),
    },
)
