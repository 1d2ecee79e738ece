"""Pensions (JP): next year's wage cap and bounds by the law's own indices, and the return on lump sums."""

from __future__ import annotations

from datetime import date

from ..ops import prorata, ratio, round_down_to, share
from ..rule import Input, formula, inputs, rule

MOST = 10_000_000_000
START = date(2015, 7, 1)

inputs(
    "jp_fund",
    Input("cap", "IDR/month", 0, MOST, {"id": "Batas upah yang berlaku", "en": "Wage cap in force"}),
    Input("growth", "rate", -500_000, 500_000, {"id": "Pertumbuhan ekonomi tahun lalu", "en": "Growth of last year"}),
    Input("lowest", "IDR/month", 0, MOST, {"id": "Pensiun terendah yang berlaku", "en": "Lowest pension in force"}),
    Input("highest", "IDR/month", 0, MOST, {"id": "Pensiun tertinggi yang berlaku", "en": "Highest pension in force"}),
    Input(
        "inflation",
        "rate",
        -500_000,
        500_000,
        {"id": "Inflasi umum tahun lalu", "en": "General inflation of last year"},
    ),
    Input("balance", "IDR", 0, 100_000_000_000, {"id": "Saldo awal", "en": "Opening balance"}),
    Input("contribution", "IDR", 0, 100_000_000_000, {"id": "Iuran bulan ini", "en": "Contribution of the month"}),
    Input("month_rate", "rate", 0, 50_000, {"id": "Hasil sebulan yang ditetapkan", "en": "Monthly return set"}),
    Input("set_rate", "rate/year", 0, 300_000, {"id": "Hasil setahun yang ditetapkan", "en": "Yearly return set"}),
    Input("spell", "months", 0, 12, {"id": "Bulan penuh", "en": "Full months"}),
)

CAP = "PP 45/2015 Pasal 29 ayat (3)-(4)"


@rule("jp_fund", id_="Batas upah dikali pertumbuhan", en="Cap times growth", unit="IDR/month", cite=CAP)
def cap_grown(cap: int, growth: int) -> int:
    return cap + share(cap, max(growth, 0), "down") - share(cap, max(-growth, 0), "up")


@rule("jp_fund", id_="Batas upah berikutnya", en="Next wage cap", unit="IDR/month", cite=CAP)
def next_cap(cap_grown: int, jp__cap_step: int) -> int:
    return round_down_to(cap_grown, jp__cap_step)


NEXT = "PP 45/2015 Pasal 18 ayat (3)"


@rule(
    "jp_fund", id_="Pensiun terendah dikali inflasi", en="Lowest pension times inflation", unit="IDR/month", cite=NEXT
)
def lowest_grown(lowest: int, inflation: int) -> int:
    return lowest + share(lowest, max(inflation, 0), "up") - share(lowest, max(-inflation, 0), "down")


@rule(
    "jp_fund", id_="Pensiun tertinggi dikali inflasi", en="Highest pension times inflation", unit="IDR/month", cite=NEXT
)
def highest_grown(highest: int, inflation: int) -> int:
    return highest + share(highest, max(inflation, 0), "up") - share(highest, max(-inflation, 0), "down")


@rule("jp_fund", id_="Pensiun terendah berikutnya", en="Next lowest pension", unit="IDR/month", cite=NEXT)
def next_lowest(lowest_grown: int, jp__bounds_step: int) -> int:
    return ratio(lowest_grown, jp__bounds_step, "up") * jp__bounds_step


@rule("jp_fund", id_="Pensiun tertinggi berikutnya", en="Next highest pension", unit="IDR/month", cite=NEXT)
def next_highest(highest_grown: int, jp__bounds_step: int) -> int:
    return ratio(highest_grown, jp__bounds_step, "up") * jp__bounds_step


RETURN = "PP 45/2015 Pasal 24; Permenaker 29/2015 Pasal 14"


@rule("jp_fund", id_="Hasil pengembangan berjalan", en="Return credited", unit="IDR", cite=RETURN)
def credit(balance: int, spell: int, set_rate: int, calendar__months_in_year: int, rounding__return: str) -> int:
    return prorata(balance, set_rate, spell, calendar__months_in_year, rounding__return)


@rule("jp_fund", id_="Saldo akhir", en="Closing balance", unit="IDR", cite=RETURN)
def closing(balance: int, credit: int) -> int:
    return balance + credit


@rule("jp_fund", id_="Hasil pengembangan sebulan", en="Return of the month", unit="IDR", cite=RETURN)
def month_credit(balance: int, month_rate: int, rounding__return: str) -> int:
    return share(balance, month_rate, rounding__return)


@rule("jp_fund", id_="Saldo akhir bulan", en="Balance at the end of the month", unit="IDR", cite=RETURN)
def month_closing(balance: int, contribution: int, month_credit: int) -> int:
    return balance + contribution + month_credit


formula(
    "jp.next_cap",
    "jp_fund",
    title={"id": "Batas upah JP tahun berikutnya", "en": "Next year's JP wage cap"},
    uses=("cap", "growth"),
    outputs=("cap_grown", "next_cap"),
    since=START,
    about={
        "id": "Usulan menurut indeks hukum; yang berlaku adalah angka yang diumumkan.",
        "en": "A proposal by the law's own index; the published figure is what applies.",
    },
)
formula(
    "jp.next_bounds",
    "jp_fund",
    title={"id": "Batas pensiun tahun berikutnya", "en": "Next year's pension bounds"},
    uses=("lowest", "highest", "inflation"),
    outputs=("lowest_grown", "next_lowest", "highest_grown", "next_highest"),
    since=START,
    about={
        "id": "Tanggal adalah hari batas baru berlaku. Usulan; yang berlaku adalah angka yang diumumkan.",
        "en": "The date is the day the new bounds apply. A proposal; the published figure is what applies.",
    },
)
formula(
    "jp.return_credit",
    "jp_fund",
    title={"id": "Hasil pengembangan JP dengan tingkat setahun", "en": "JP return at a yearly rate that was set"},
    uses=("balance", "spell", "set_rate"),
    outputs=("credit", "closing"),
    since=START,
    about={
        "id": "Untuk saldo yang dibayarkan sekaligus; tingkat setahun dalam bagian per sejuta.",
        "en": "For a balance that is paid as a lump sum; the yearly rate in parts per million.",
    },
)
formula(
    "jp.return_month",
    "jp_fund",
    title={"id": "Hasil pengembangan JP sebulan", "en": "JP return of one month"},
    uses=("balance", "contribution", "month_rate"),
    outputs=("month_credit", "month_closing"),
    since=START,
    about={
        "id": "Iuran bulan ini mulai berkembang bulan berikutnya.",
        "en": "The contribution of the month earns from the next month.",
    },
)
