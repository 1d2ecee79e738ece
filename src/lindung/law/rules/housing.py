"""Housing benefit (manfaat layanan tambahan): the most that may be lent, for how long, at which rate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..ops import share
from ..rule import Input, formula, inputs, rule

Table = Mapping[int, int]
START = date(2017, 3, 1)
FIRST_END, SECOND = date(2021, 9, 28), date(2021, 9, 29)
SECOND_END, THIRD = date(2025, 9, 14), date(2025, 9, 15)
FIRST_CITE, SECOND_CITE = "Permenaker 35/2016", "Permenaker 17/2021"

PRODUCT = {
    1: {"id": "kredit pemilikan rumah (KPR)", "en": "home loan (KPR)"},
    2: {"id": "pinjaman uang muka (PUMP)", "en": "down-payment loan (PUMP)"},
    3: {"id": "pinjaman renovasi (PRP)", "en": "renovation loan (PRP)"},
}

inputs(
    "housing",
    Input("product", "code", 1, 3, {"id": "Jenis pinjaman", "en": "Kind of loan"}, PRODUCT),
    Input(
        "price", "IDR", 0, 100_000_000_000, {"id": "Harga rumah atau biaya renovasi", "en": "Price of home or works"}
    ),
    Input(
        "home_loan", "IDR", 0, 100_000_000_000, {"id": "KPR yang diambil (untuk PUMP)", "en": "Home loan (for PUMP)"}
    ),
    Input("low_income", "flag", 0, 1, {"id": "Berpenghasilan rendah", "en": "Low income"}),
    Input("subsidised", "flag", 0, 1, {"id": "Rumah bersubsidi", "en": "Subsidised home"}),
    Input("bi_rate", "rate/year", 0, 500_000, {"id": "Suku bunga acuan BI", "en": "Policy rate of Bank Indonesia"}),
)


@rule(
    "housing",
    name="by_price",
    id_="Pinjaman terbesar menurut harga",
    en="Most by the price",
    unit="IDR",
    cite=FIRST_CITE,
    until=FIRST_END,
)
def by_price_2016(price: int, low_income: int, mlt__kpr_ceiling: int, mlt__loan_share: Table) -> int:
    if price > mlt__kpr_ceiling:
        return 0
    return share(price, mlt__loan_share[low_income], "down")


@rule(
    "housing",
    name="by_price",
    id_="Pinjaman terbesar menurut harga",
    en="Most by the price",
    unit="IDR",
    cite=SECOND_CITE,
    since=SECOND,
)
def by_price_2021(price: int, low_income: int, mlt__share_since_2021: str, mlt__loan_share: Table) -> int:
    if mlt__share_since_2021 == "as_before":
        return share(price, mlt__loan_share[low_income], "down")
    return price


@rule(
    "housing",
    name="loan",
    id_="Pinjaman terbesar",
    en="Largest loan",
    unit="IDR",
    cite=FIRST_CITE,
    until=FIRST_END,
)
def loan_2016(product: int, price: int, home_loan: int, low_income: int, by_price: int, mlt__prp_ceiling: int) -> int:
    if product == 1:
        return by_price
    if product == 2:
        if low_income == 0:
            return 0
        return max(by_price - home_loan, 0)
    return min(price, mlt__prp_ceiling)


@rule(
    "housing",
    id_="PUMP terbuka untuk rumah ini",
    en="PUMP is open for this home",
    unit="flag",
    cite=SECOND_CITE,
    since=SECOND,
)
def pump_open(subsidised: int, mlt__pump_subsidised: str) -> int:
    if mlt__pump_subsidised == "yes":
        return subsidised
    return 1


@rule(
    "housing",
    name="loan",
    id_="Pinjaman terbesar",
    en="Largest loan",
    unit="IDR",
    cite=SECOND_CITE,
    since=SECOND,
)
def loan_2021(
    product: int,
    price: int,
    home_loan: int,
    by_price: int,
    pump_open: int,
    mlt__kpr_ceiling: int,
    mlt__pump_ceiling: int,
    mlt__prp_ceiling: int,
) -> int:
    if product == 1:
        return min(by_price, mlt__kpr_ceiling)
    if product == 2:
        if pump_open == 0:
            return 0
        return min(max(price - home_loan, 0), mlt__pump_ceiling)
    return min(price, mlt__prp_ceiling)


@rule(
    "housing",
    name="tenor",
    id_="Jangka waktu terpanjang",
    en="Longest term",
    unit="years",
    cite=FIRST_CITE,
    until=FIRST_END,
)
def tenor_2016(product: int, mlt__tenor: Table) -> int:
    return mlt__tenor[product]


@rule(
    "housing",
    name="tenor",
    id_="Jangka waktu terpanjang",
    en="Longest term",
    unit="years",
    cite=SECOND_CITE,
    since=SECOND,
)
def tenor_2021(
    product: int,
    mlt__tenor: Table,
    mlt__pump_tenor: str,
    mlt__prp_tenor: str,
    mlt__pump_tenor_branch: int,
    mlt__prp_tenor_press: int,
) -> int:
    if product == 2 and mlt__pump_tenor == "branch":
        return mlt__pump_tenor_branch
    if product == 3 and mlt__prp_tenor == "press":
        return mlt__prp_tenor_press
    return mlt__tenor[product]


@rule(
    "housing",
    name="rate",
    id_="Bunga tertinggi bagi peserta",
    en="Highest rate for the member",
    unit="rate/year",
    cite="Permenaker 35/2016; Permenaker 17/2021",
    until=SECOND_END,
)
def rate_2016(bi_rate: int, mlt__rate_member: int) -> int:
    return bi_rate + mlt__rate_member


@rule(
    "housing",
    name="rate",
    id_="Bunga tertinggi bagi peserta",
    en="Highest rate for the member",
    unit="rate/year",
    cite="Permenaker 12/2025",
    since=THIRD,
)
def rate_2025(bi_rate: int, mlt__rate_member: int, mlt__rate_before_2025: Table, mlt__start_2025: str) -> int:
    if mlt__start_2025 == "not_yet":
        return bi_rate + mlt__rate_before_2025[1]
    return bi_rate + mlt__rate_member


@rule(
    "housing",
    name="credit_rate",
    id_="Bunga tertinggi kredit konstruksi",
    en="Highest rate of a construction credit",
    unit="rate/year",
    cite="Permenaker 35/2016; Permenaker 17/2021",
    until=SECOND_END,
)
def credit_rate_2016(bi_rate: int, mlt__rate_construction: int) -> int:
    return bi_rate + mlt__rate_construction


@rule(
    "housing",
    name="credit_rate",
    id_="Bunga tertinggi kredit konstruksi",
    en="Highest rate of a construction credit",
    unit="rate/year",
    cite="Permenaker 12/2025 Pasal 11 ayat (4)",
    since=THIRD,
)
def credit_rate_2025(
    bi_rate: int, mlt__rate_construction: int, mlt__rate_before_2025: Table, mlt__start_2025: str
) -> int:
    if mlt__start_2025 == "not_yet":
        return bi_rate + mlt__rate_before_2025[2]
    return bi_rate + mlt__rate_construction


@rule(
    "housing",
    id_="Bunga tertinggi deposito JHT",
    en="Highest rate of the JHT deposit",
    unit="rate/year",
    cite="Permenaker 12/2025 Pasal 11 ayat (5)",
    since=THIRD,
)
def deposit_rate(bi_rate: int, mlt__rate_deposit: int) -> int:
    return bi_rate + mlt__rate_deposit


formula(
    "housing.ceiling",
    "housing",
    title={"id": "Batas pinjaman perumahan peserta", "en": "Limits of a member's housing loan"},
    uses=("product", "price", "home_loan", "low_income", "subsidised", "bi_rate"),
    outputs=("loan", "tenor", "rate"),
    since=START,
    about={
        "id": (
            "Jenis: 1 KPR, 2 PUMP, 3 PRP. Bunga adalah batas atas; bank dapat memakai lebih rendah. Sebelum 29"
            " September 2021 PUMP hanya untuk yang berpenghasilan rendah."
        ),
        "en": (
            "Kind: 1 home loan, 2 down payment, 3 renovation. The rate is a ceiling; banks may ask less. Before 29"
            " September 2021 the down-payment loan was for low incomes only."
        ),
    },
)
formula(
    "housing.construction_rate",
    "housing",
    title={"id": "Batas bunga kredit konstruksi", "en": "Ceiling of the construction credit rate"},
    uses=("bi_rate",),
    outputs=("credit_rate",),
    since=START,
    about={
        "id": "Kredit kepada pengembang yang membangun rumah pekerja. Sumber 2017 hanya pemberitaan.",
        "en": "Credit to developers who build workers' homes. The source of 2017 is press only.",
    },
)
formula(
    "housing.deposit_rate",
    "housing",
    title={"id": "Batas bunga deposito JHT untuk perumahan", "en": "Ceiling of the JHT deposit rate for housing"},
    uses=("bi_rate",),
    outputs=("deposit_rate",),
    since=THIRD,
    about={
        "id": "Deposito dana JHT yang mendukung kredit konstruksi rumah pekerja.",
        "en": "Deposit of JHT funds that backs construction credit for workers' homes.",
    },
)
