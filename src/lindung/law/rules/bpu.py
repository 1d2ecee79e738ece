"""Contributions of non-wage earners (bukan penerima upah, BPU) for one month: JKK, JKM and voluntary JHT.

The base is the figure of the income band, not the income itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from ..ops import Schedule, band, round_down_to, share
from ..rule import Input, formula, inputs, rule

Table = Mapping[int, int]

inputs(
    "bpu",
    Input("income", "IDR/month", 0, 10_000_000_000, {"id": "Penghasilan sebulan", "en": "Monthly income"}),
    Input("jht", "flag", 0, 1, {"id": "Ikut JHT", "en": "JHT taken"}),
    Input("transport", "flag", 0, 1, {"id": "Pekerja transportasi", "en": "Transport worker"}),
    Input(
        "funded_by_state", "flag", 0, 1, {"id": "Dibayar APBN atau APBD", "en": "Paid from a state or regional budget"}
    ),
    Input("covid_relief", "flag", 0, 1, {"id": "Keringanan PP 49/2020", "en": "Relief of PP 49/2020"}),
)

COVID = (date(2020, 8, 1), date(2021, 1, 31))
HALF = (date(2026, 1, 1), date(2027, 3, 31))
BAND = "PP 44/2015 Lampiran II; PP 46/2015 Lampiran"
JKK = "PP 44/2015 Pasal 20 ayat (1)-(2)"
JKM = "PP 44/2015 Pasal 20 ayat (3)"


# Base ----------------------------------------------------------------------------------------------------------------
_base = partial(
    rule, "bpu", name="band_base", id_="Dasar iuran golongan", en="Base of the band", unit="IDR/month", cite=BAND
)


@_base(when={"bpu.band_gap": "upper"})
def band_base_upper(income: int, bpu__band_base: Schedule) -> int:
    return band(income, bpu__band_base)


@_base(when={"bpu.band_gap": "lower"})
def band_base_lower(income: int, bpu__band_base: Schedule, bpu__band_step: int) -> int:
    return band(round_down_to(income, bpu__band_step), bpu__band_base)


# JKK -----------------------------------------------------------------------------------------------------------------
_jkk_rate = partial(rule, "bpu", name="jkk_rate", id_="Tarif JKK", en="JKK rate", unit="rate", cite=JKK)
_jkk_paid = partial(rule, "bpu", name="jkk_rate", id_="Tarif JKK yang dibayar", en="JKK rate payable", unit="rate")


@_jkk_rate(until=date(2020, 7, 31))
@_jkk_rate(since=date(2021, 2, 1), until=date(2025, 12, 31))
@_jkk_rate(since=date(2027, 4, 1))
def jkk_rate_full(jkk__bpu_rate: int) -> int:
    return jkk__bpu_rate


@_jkk_paid(cite=f"{JKK}; PP 49/2020 Pasal 8-13", since=COVID[0], until=COVID[1])
def jkk_rate_covid(covid_relief: int, jkk__bpu_rate: int, relief__covid__payable: int) -> int:
    if covid_relief == 1:
        return share(jkk__bpu_rate, relief__covid__payable, "down")
    return jkk__bpu_rate


@_jkk_paid(cite=f"{JKK}; PP 50/2025 Pasal 2-4", since=HALF[0], until=HALF[1])
def jkk_rate_half(transport: int, funded_by_state: int, jkk__bpu_rate: int, relief__bpu__payable: Table) -> int:
    if funded_by_state == 1:
        return jkk__bpu_rate
    return share(jkk__bpu_rate, relief__bpu__payable[transport], "down")


@rule("bpu", id_="Iuran JKK", en="JKK contribution", unit="IDR/month", cite=JKK)
def jkk(band_base: int, jkk_rate: int, rounding__contribution: str) -> int:
    return share(band_base, jkk_rate, rounding__contribution)


# JKM -----------------------------------------------------------------------------------------------------------------
_jkm = partial(rule, "bpu", name="jkm", id_="Iuran JKM", en="JKM contribution", unit="IDR/month")


@_jkm(cite=JKM, until=date(2020, 7, 31))
@_jkm(cite=JKM, since=date(2021, 2, 1), until=date(2025, 12, 31))
@_jkm(cite=JKM, since=date(2027, 4, 1))
def jkm_full(jkm__bpu_contribution: int) -> int:
    return jkm__bpu_contribution


@_jkm(cite=f"{JKM}; PP 49/2020 Pasal 8-13", since=COVID[0], until=COVID[1])
def jkm_covid(
    covid_relief: int, jkm__bpu_contribution: int, relief__covid__payable: int, rounding__contribution: str
) -> int:
    if covid_relief == 1:
        return share(jkm__bpu_contribution, relief__covid__payable, rounding__contribution)
    return jkm__bpu_contribution


@_jkm(cite=f"{JKM}; PP 50/2025 Pasal 2-4", since=HALF[0], until=HALF[1])
def jkm_half(
    transport: int,
    funded_by_state: int,
    jkm__bpu_contribution: int,
    relief__bpu__payable: Table,
    rounding__contribution: str,
) -> int:
    if funded_by_state == 1:
        return jkm__bpu_contribution
    return share(jkm__bpu_contribution, relief__bpu__payable[transport], rounding__contribution)


# JHT and sum ---------------------------------------------------------------------------------------------------------
@rule("bpu", id_="Iuran JHT", en="JHT contribution", unit="IDR/month", cite="PP 46/2015 Pasal 18")
def jht_worker(band_base: int, jht: int, jht__bpu_rate: int, rounding__contribution: str) -> int:
    if jht == 0:
        return 0
    return share(band_base, jht__bpu_rate, rounding__contribution)


@rule(
    "bpu", id_="Jumlah iuran", en="Total contribution", unit="IDR/month", cite=f"{JKK}, ayat (3); PP 46/2015 Pasal 18"
)
def total(jkk: int, jkm: int, jht_worker: int) -> int:
    return jkk + jkm + jht_worker


formula(
    "bpu.contribution",
    "bpu",
    title={
        "id": "Iuran bukan penerima upah untuk satu bulan",
        "en": "Contribution of a non-wage earner for one month",
    },
    uses=("income", "jht", "transport", "funded_by_state", "covid_relief"),
    outputs=("band_base", "jkk", "jkm", "jht_worker", "total"),
    since=date(2015, 7, 1),
    period="month",
    about={
        "id": (
            "Tanggal adalah hari mana saja dalam bulan iuran. JKK dan JKM wajib; JHT sukarela, kecuali bagi yang"
            " mempekerjakan orang lain. Keringanan separuh PP 50/2025 tidak berlaku bila APBN atau APBD membayar, dan"
            " tidak mengurangi JHT."
        ),
        "en": (
            "The date is any day of the contribution month. JKK and JKM are due; JHT is voluntary, except for who"
            " employs others. The half price of PP 50/2025 does not hold where a state or regional budget pays, and"
            " does not touch JHT."
        ),
    },
)
