"""Contributions of construction projects: by slices of the contract value, or by wages where they are known."""

from __future__ import annotations

from datetime import date
from functools import partial

from ..ops import Schedule, progressive, ratio, share
from ..rule import Input, formula, inputs, rule

MOST = 100_000_000_000_000
WAGE = 1_000_000_000_000
DAY = 10_000_000_000

inputs(
    "construction",
    Input("contract_value", "IDR", 0, MOST, {"id": "Nilai kontrak tanpa PPN", "en": "Contract value without VAT"}),
    Input("vat", "IDR", 0, MOST, {"id": "Pajak pertambahan nilai", "en": "Value added tax"}),
    Input("jkk_rest", "IDR", 0, WAGE, {"id": "Sisa iuran JKK", "en": "JKK not yet paid"}),
    Input("jkm_rest", "IDR", 0, WAGE, {"id": "Sisa iuran JKM", "en": "JKM not yet paid"}),
    Input("due", "IDR", 0, MOST, {"id": "Iuran yang diangsur", "en": "Contribution to be paid in instalments"}),
    Input("instalments", "count", 1, 120, {"id": "Banyak angsuran", "en": "Number of instalments"}),
    Input("number", "count", 1, 120, {"id": "Angsuran ke", "en": "Which instalment"}),
    Input("wage_known", "flag", 0, 1, {"id": "Upah diketahui", "en": "The wage is known"}),
    Input("daily", "flag", 0, 1, {"id": "Dibayar harian", "en": "Paid by the day"}),
    Input("month_pay", "IDR/month", -WAGE, WAGE, {"id": "Upah sebulan", "en": "Monthly wage"}),
    Input("daily_wage", "IDR/day", -DAY, DAY, {"id": "Upah sehari", "en": "Daily wage"}),
    Input(
        "minimum_regency",
        "IDR/month",
        0,
        1_000_000_000,
        {"id": "Upah minimum kabupaten atau kota", "en": "Minimum wage of the regency or city"},
    ),
    Input(
        "minimum_province",
        "IDR/month",
        0,
        1_000_000_000,
        {"id": "Upah minimum provinsi", "en": "Minimum wage of the province"},
    ),
    Input("covid_relief", "flag", 0, 1, {"id": "Keringanan PP 49/2020", "en": "Relief of PP 49/2020"}),
)

COVID = (date(2020, 8, 1), date(2021, 1, 31))
COVID_CITE = "PP 49/2020 Pasal 8-13"

# By contract value ----------------------------------------------------------------------------------------------------
_base = partial(
    rule,
    "construction",
    name="base",
    id_="Dasar iuran",
    en="Base of the contribution",
    unit="IDR",
    cite="PP 44/2015 Pasal 54 ayat (2) dan 55 ayat (2)",
)


@_base(when={"construction.vat_excluded": "yes"})
def base_without_vat(contract_value: int) -> int:
    return contract_value


@_base(when={"construction.vat_excluded": "no"})
def base_with_vat(contract_value: int, vat: int) -> int:
    return contract_value + vat


@rule("construction", id_="Iuran JKK", en="JKK contribution", unit="IDR", cite="PP 44/2015 Pasal 54 ayat (2)")
def jkk(base: int, construction__jkk_tiers: Schedule, rounding__contribution: str) -> int:
    return progressive(base, construction__jkk_tiers, rounding__contribution)


@rule("construction", id_="Iuran JKM", en="JKM contribution", unit="IDR", cite="PP 44/2015 Pasal 55 ayat (2)")
def jkm(base: int, construction__jkm_tiers: Schedule, rounding__contribution: str) -> int:
    return progressive(base, construction__jkm_tiers, rounding__contribution)


@rule("construction", id_="Jumlah iuran", en="Total contribution", unit="IDR", cite="PP 44/2015 Pasal 54 dan 55")
def total(jkk: int, jkm: int) -> int:
    return jkk + jkm


# Relief of 2020 -------------------------------------------------------------------------------------------------------
_rest = partial(rule, "construction", unit="IDR", cite=COVID_CITE, since=COVID[0], until=COVID[1])


@_rest(id_="Sisa JKK yang tetap dibayar", en="JKK rest that stays payable")
def jkk_payable(jkk_rest: int, relief__covid__payable: int, rounding__contribution: str) -> int:
    return share(jkk_rest, relief__covid__payable, rounding__contribution)


@_rest(id_="Sisa JKM yang tetap dibayar", en="JKM rest that stays payable")
def jkm_payable(jkm_rest: int, relief__covid__payable: int, rounding__contribution: str) -> int:
    return share(jkm_rest, relief__covid__payable, rounding__contribution)


@_rest(id_="Jumlah yang tetap dibayar", en="Total that stays payable")
def payable(jkk_payable: int, jkm_payable: int) -> int:
    return jkk_payable + jkm_payable


@_rest(id_="Jumlah yang diringankan", en="Total waived")
def waived(jkk_rest: int, jkm_rest: int, payable: int) -> int:
    return jkk_rest + jkm_rest - payable


# Instalments ----------------------------------------------------------------------------------------------------------
_part = partial(
    rule,
    "construction",
    name="instalment",
    id_="Angsuran",
    en="Instalment",
    unit="IDR",
    cite="Permenaker 44/2015; Permenaker 5/2021",
)


@rule(
    "construction",
    id_="Bagian sama besar",
    en="Equal part",
    unit="IDR",
    cite="Permenaker 44/2015; Permenaker 5/2021",
)
def equal_part(due: int, instalments: int) -> int:
    return ratio(due, instalments, "down")


@_part(when={"construction.instalment_odd": "last"})
def instalment_last(due: int, instalments: int, number: int, equal_part: int) -> int:
    if number > instalments:
        return 0
    if number == instalments:
        return due - equal_part * (instalments - 1)
    return equal_part


@_part(when={"construction.instalment_odd": "first"})
def instalment_first(due: int, instalments: int, number: int, equal_part: int) -> int:
    if number > instalments:
        return 0
    if number == 1:
        return due - equal_part * (instalments - 1)
    return equal_part


# By wages -------------------------------------------------------------------------------------------------------------
_month = partial(
    rule,
    "construction",
    name="month_wage",
    id_="Upah sebulan",
    en="Wage of the month",
    unit="IDR/month",
    cite="PP 44/2015 Pasal 19 ayat (3) dan Pasal 56 ayat (2)",
)


@_month(when={"construction.daily_reading": "wage_earners"})
def month_wage_25(daily: int, daily_wage: int, month_pay: int, wage__daily_multiplier: int) -> int:
    if daily == 1:
        return daily_wage * wage__daily_multiplier
    return month_pay


@_month(when={"construction.daily_reading": "ministerial"})
def month_wage_ministerial(daily: int, daily_wage: int, month_pay: int, construction__daily_days: int) -> int:
    if daily == 1:
        return daily_wage * construction__daily_days
    return month_pay


_rates = partial(rule, "construction", unit="rate")


@_rates(name="jkk_rate", id_="Tarif JKK", en="JKK rate", cite="PP 44/2015 Pasal 54 ayat (1)", until=date(2020, 7, 31))
@_rates(name="jkk_rate", id_="Tarif JKK", en="JKK rate", cite="PP 44/2015 Pasal 54 ayat (1)", since=date(2021, 2, 1))
def jkk_rate_full(construction__jkk_rate: int) -> int:
    return construction__jkk_rate


@_rates(
    name="jkk_rate",
    id_="Tarif JKK yang dibayar",
    en="JKK rate payable",
    cite=f"PP 44/2015 Pasal 54 ayat (1); {COVID_CITE}",
    since=COVID[0],
    until=COVID[1],
)
def jkk_rate_covid(covid_relief: int, construction__jkk_rate: int, relief__covid__payable: int) -> int:
    if covid_relief == 1:
        return share(construction__jkk_rate, relief__covid__payable, "down")
    return construction__jkk_rate


@_rates(name="jkm_rate", id_="Tarif JKM", en="JKM rate", cite="PP 44/2015 Pasal 55 ayat (1)", until=date(2020, 7, 31))
@_rates(name="jkm_rate", id_="Tarif JKM", en="JKM rate", cite="PP 44/2015 Pasal 55 ayat (1)", since=date(2021, 2, 1))
def jkm_rate_full(construction__jkm_rate: int) -> int:
    return construction__jkm_rate


@_rates(
    name="jkm_rate",
    id_="Tarif JKM yang dibayar",
    en="JKM rate payable",
    cite=f"PP 44/2015 Pasal 55 ayat (1); {COVID_CITE}",
    since=COVID[0],
    until=COVID[1],
)
def jkm_rate_covid(covid_relief: int, construction__jkm_rate: int, relief__covid__payable: int) -> int:
    if covid_relief == 1:
        return share(construction__jkm_rate, relief__covid__payable, "down")
    return construction__jkm_rate


@rule("construction", id_="Iuran JKK", en="JKK contribution", unit="IDR/month", cite="PP 44/2015 Pasal 54 ayat (1)")
def wage_jkk(month_wage: int, jkk_rate: int, rounding__contribution: str) -> int:
    return share(month_wage, jkk_rate, rounding__contribution)


@rule("construction", id_="Iuran JKM", en="JKM contribution", unit="IDR/month", cite="PP 44/2015 Pasal 55 ayat (1)")
def wage_jkm(month_wage: int, jkm_rate: int, rounding__contribution: str) -> int:
    return share(month_wage, jkm_rate, rounding__contribution)


@rule("construction", id_="Jumlah iuran", en="Total contribution", unit="IDR/month", cite="PP 44/2015 Pasal 54 dan 55")
def wage_total(wage_jkk: int, wage_jkm: int) -> int:
    return wage_jkk + wage_jkm


_reference = partial(
    rule,
    "construction",
    name="reference_wage",
    id_="Upah acuan santunan",
    en="Reference wage of benefits",
    unit="IDR/month",
    cite="PP 44/2015 Pasal 56 ayat (2); Permenaker 44/2015; Permenaker 5/2021",
)


@_reference(when={"construction.unknown_wage": "regency"})
def reference_wage_regency(wage_known: int, month_wage: int, minimum_regency: int) -> int:
    if wage_known == 1:
        return month_wage
    return minimum_regency


@_reference(when={"construction.unknown_wage": "province"})
def reference_wage_province(wage_known: int, month_wage: int, minimum_province: int) -> int:
    if wage_known == 1:
        return month_wage
    return minimum_province


formula(
    "construction.contribution",
    "construction",
    title={"id": "Iuran proyek konstruksi menurut nilai kontrak", "en": "Construction contribution by contract value"},
    uses=("contract_value", "vat"),
    outputs=("base", "jkk", "jkm", "total"),
    since=date(2015, 7, 1),
    about={
        "id": "Tanggal adalah tanggal pendaftaran proyek. Dipakai bila upah pekerja tidak diketahui; sekali bayar.",
        "en": "The date is the day the project is registered. For projects whose wages are unknown; paid once.",
    },
)
formula(
    "construction.covid_rest",
    "construction",
    title={"id": "Sisa iuran proyek konstruksi, PP 49/2020", "en": "Unpaid rest of a construction project, PP 49/2020"},
    uses=("jkk_rest", "jkm_rest"),
    outputs=("jkk_payable", "jkm_payable", "payable", "waived"),
    since=COVID[0],
    until=COVID[1],
    about={
        "id": "Tanggal adalah tanggal bayar. Hanya untuk proyek yang terdaftar sebelum Agustus 2020.",
        "en": "The date is the day of payment. Only for projects registered before August 2020.",
    },
)
formula(
    "construction.instalment",
    "construction",
    title={"id": "Angsuran iuran proyek konstruksi", "en": "Instalment of a construction contribution"},
    uses=("due", "instalments", "number"),
    outputs=("equal_part", "instalment"),
    since=date(2015, 7, 1),
    about={
        "id": "Semua angsuran bersama sama dengan iurannya. Angsuran di atas banyaknya bernilai nol.",
        "en": "All instalments together are the contribution. An instalment past their number is zero.",
    },
)
formula(
    "construction.wage_contribution",
    "construction",
    title={
        "id": "Iuran pekerja konstruksi yang upahnya diketahui",
        "en": "Contribution of a construction worker whose wage is known",
    },
    uses=("daily", "month_pay", "daily_wage", "covid_relief"),
    outputs=("month_wage", "wage_jkk", "wage_jkm", "wage_total"),
    since=date(2015, 7, 1),
    period="month",
    about={
        "id": "Tanggal adalah hari mana saja dalam bulan iuran. Upah negatif membalik baris yang sama.",
        "en": "The date is any day of the contribution month. A negative wage reverses the same line.",
    },
)
formula(
    "construction.reference_wage",
    "construction",
    title={"id": "Upah acuan santunan pekerja konstruksi", "en": "Reference wage of a construction worker's benefits"},
    uses=("wage_known", "daily", "month_pay", "daily_wage", "minimum_regency", "minimum_province"),
    outputs=("reference_wage",),
    since=date(2015, 7, 1),
    about={
        "id": "Tanggal adalah tanggal kejadian. Bila upah tidak diketahui dipakai upah minimum di tempat proyek.",
        "en": "The date is the day of the event. Where wages are unknown the minimum wage at the project is taken.",
    },
)
