"""Old-age savings (JHT): the payout with its income tax, and the monthly credit of return."""

from __future__ import annotations

from datetime import date

from ..ops import Schedule, progressive, prorata, round_down_to, share
from ..rule import Input, formula, inputs, rule

MOST = 100_000_000_000

inputs(
    "jht",
    Input("principal", "IDR", 0, MOST, {"id": "Iuran terkumpul", "en": "Contributions paid in"}),
    Input("returns", "IDR", 0, MOST, {"id": "Hasil pengembangan", "en": "Investment return"}),
    Input(
        "prior_payments_in_window",
        "IDR",
        0,
        MOST,
        {
            "id": "Pembayaran sebelumnya dalam dua tahun kalender",
            "en": "Earlier payments within the two calendar years",
        },
    ),
    Input(
        "years_since_first_payment",
        "years",
        0,
        80,
        {"id": "Tahun kalender sejak pembayaran pertama", "en": "Calendar years since the first payment"},
    ),
    Input("npwp", "flag", 0, 1, {"id": "Punya NPWP", "en": "Has a tax number"}),
    Input("balance", "IDR", 0, MOST, {"id": "Saldo awal", "en": "Opening balance"}),
    Input("months", "months", 0, 12, {"id": "Bulan penuh", "en": "Full months"}),
    Input("set_rate", "rate/year", 0, 300_000, {"id": "Tingkat yang ditetapkan", "en": "Rate that was set"}),
)

TAX = "PP 68/2009 Pasal 2 dan 5; PMK 16/PMK.03/2010"


@rule(
    "jht", id_="Manfaat JHT sebelum pajak", en="JHT benefit before tax", unit="IDR", cite="PP 46/2015 Pasal 22 ayat (2)"
)
def gross(principal: int, returns: int) -> int:
    return principal + returns


@rule(
    "jht",
    name="free_left",
    id_="Sisa bagian bebas pajak",
    en="Tax-free slice left",
    unit="IDR",
    cite=TAX,
    when={"jht.tax.shared_free_slice": "shared"},
)
def free_left_shared(prior_payments_in_window: int, jht__tax__free_slice: int) -> int:
    return max(jht__tax__free_slice - prior_payments_in_window, 0)


@rule(
    "jht",
    name="free_left",
    id_="Bagian bebas pajak",
    en="Tax-free slice",
    unit="IDR",
    cite=TAX,
    when={"jht.tax.shared_free_slice": "each_payment"},
)
def free_left_each(jht__tax__free_slice: int) -> int:
    return jht__tax__free_slice


@rule(
    "jht",
    id_="Pajak final berlaku",
    en="The final tax applies",
    unit="flag",
    cite=TAX,
)
def final_regime(years_since_first_payment: int, jht__tax__window: int) -> int:
    if years_since_first_payment < jht__tax__window:
        return 1
    return 0


@rule("jht", id_="Dasar pengenaan pajak", en="Tax base", unit="IDR", cite=TAX + "; UU PPh Pasal 17")
def tax_base(gross: int, free_left: int, final_regime: int, jht__tax__base_step: int) -> int:
    if final_regime == 1:
        return max(gross - free_left, 0)
    return round_down_to(gross, jht__tax__base_step)


@rule(
    "jht", id_="Pajak Pasal 17", en="Tax by the ordinary schedule", unit="IDR", cite="UU PPh Pasal 17 ayat (1) huruf a"
)
def schedule_tax(tax_base: int, final_regime: int, jht__tax__schedule: Schedule, rounding__tax: str) -> int:
    if final_regime == 1:
        return 0
    return progressive(tax_base, jht__tax__schedule, rounding__tax)


@rule("jht", id_="Pajak penghasilan", en="Income tax", unit="IDR", cite=TAX + "; UU PPh Pasal 17 dan 21 ayat (5a)")
def tax(
    tax_base: int,
    schedule_tax: int,
    final_regime: int,
    npwp: int,
    jht__tax__final_rate: int,
    jht__tax__no_npwp_factor: int,
    rounding__tax: str,
) -> int:
    if final_regime == 1:
        return share(tax_base, jht__tax__final_rate, rounding__tax)
    if npwp == 1:
        return schedule_tax
    return share(schedule_tax, jht__tax__no_npwp_factor, rounding__tax)


@rule("jht", id_="Manfaat JHT yang dibayarkan", en="JHT benefit paid out", unit="IDR", cite="PP 46/2015 Pasal 22")
def net(gross: int, tax: int) -> int:
    return gross - tax


RETURN = "PP 46/2015 Pasal 22 ayat (2) dan Pasal 27"


@rule(
    "jht",
    name="return_rate",
    id_="Tingkat hasil pengembangan setahun",
    en="Yearly rate of return",
    unit="rate/year",
    cite=RETURN,
    until=date(2021, 12, 31),
    when={"jht.credit.midyear_rate": "year_of_credit"},
)
def return_rate_same(jht__return__member_rate: int) -> int:
    return jht__return__member_rate


@rule(
    "jht",
    name="return_rate",
    id_="Tingkat hasil pengembangan tahun sebelumnya",
    en="Rate of return of the year before",
    unit="rate/year",
    cite=RETURN,
    since=date(2017, 1, 1),
    until=date(2021, 12, 31),
    when={"jht.credit.midyear_rate": "year_before"},
)
def return_rate_before(jht__return__member_rate__prior_year: int) -> int:
    return jht__return__member_rate__prior_year


@rule("jht", id_="Hasil pengembangan berjalan", en="Return credited", unit="IDR", cite=RETURN)
def credit(balance: int, months: int, return_rate: int, calendar__months_in_year: int, rounding__return: str) -> int:
    return prorata(balance, return_rate, months, calendar__months_in_year, rounding__return)


@rule("jht", id_="Saldo akhir", en="Closing balance", unit="IDR", cite=RETURN)
def closing(balance: int, credit: int) -> int:
    return balance + credit


@rule("jht", id_="Hasil pengembangan berjalan", en="Return credited", unit="IDR", cite=RETURN)
def set_credit(balance: int, months: int, set_rate: int, calendar__months_in_year: int, rounding__return: str) -> int:
    return prorata(balance, set_rate, months, calendar__months_in_year, rounding__return)


@rule("jht", id_="Saldo akhir", en="Closing balance", unit="IDR", cite=RETURN)
def set_closing(balance: int, set_credit: int) -> int:
    return balance + set_credit


formula(
    "jht.benefit",
    "jht",
    title={"id": "Pembayaran Jaminan Hari Tua", "en": "Payout of old-age savings (JHT)"},
    uses=("principal", "returns", "prior_payments_in_window", "years_since_first_payment", "npwp"),
    outputs=("gross", "tax_base", "tax", "net"),
    since=date(2015, 7, 1),
    about={
        "id": (
            "Tanggal adalah tanggal pembayaran. Tahun sejak pembayaran pertama: 0 untuk tahun yang sama, 1 untuk "
            "tahun berikutnya."
        ),
        "en": (
            "The date is the day of payment. Years since the first payment: 0 in the same calendar year, 1 in the next."
        ),
    },
)
formula(
    "jht.interim_return",
    "jht",
    title={"id": "Hasil pengembangan JHT berjalan", "en": "Return credited to JHT within a year"},
    uses=("balance", "months"),
    outputs=("return_rate", "credit", "closing"),
    since=date(2016, 1, 1),
    until=date(2021, 12, 31),
    about={
        "id": (
            "Saldo × tingkat setahun × bulan ÷ 12; berbunga setahun sekali. Tingkat yang belum final ditandai "
            "keyakinan M atau L."
        ),
        "en": (
            "Balance × yearly rate × months ÷ 12, compounding yearly. A rate that is not final is marked "
            "confidence M or L."
        ),
    },
)
formula(
    "jht.return_credit",
    "jht",
    title={"id": "Hasil pengembangan JHT dengan tingkat yang ditetapkan", "en": "JHT return at a rate that was set"},
    uses=("balance", "months", "set_rate"),
    outputs=("set_credit", "set_closing"),
    since=date(2015, 7, 1),
    about={
        "id": (
            "Untuk tahun yang tingkatnya ditetapkan sendiri oleh badan penyelenggara; tingkat dalam bagian per "
            "sejuta setahun."
        ),
        "en": "For years whose rate the fund itself sets; the rate in parts per million a year.",
    },
)
