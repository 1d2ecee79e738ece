"""Compliance of employers: size of the firm, administrative fine, class of a receivable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..ops import Schedule, band, share
from ..rule import Input, formula, inputs, rule

Table = Mapping[int, int]

SIZE = {
    1: {"id": "usaha mikro", "en": "micro firm"},
    2: {"id": "usaha kecil", "en": "small firm"},
    3: {"id": "usaha menengah", "en": "medium firm"},
    4: {"id": "usaha besar", "en": "large firm"},
}
MEASURE = {
    1: {"id": "modal atau kekayaan bersih tanpa tanah dan bangunan", "en": "capital or net assets without land"},
    2: {"id": "penjualan setahun", "en": "yearly sales"},
}

# Size of the firm ----------------------------------------------------------------------------------------------------
inputs(
    "size",
    Input("measure", "code", 1, 2, {"id": "Ukuran yang dipakai", "en": "Measure"}, MEASURE),
    Input("capital", "IDR", 0, 1_000_000_000_000_000, {"id": "Modal usaha", "en": "Capital"}),
    Input("sales", "IDR/year", 0, 1_000_000_000_000_000, {"id": "Penjualan setahun", "en": "Yearly sales"}),
)
SIZE_CITE = "UU 20/2008 Pasal 6; PP 7/2021 Pasal 35"


@rule("size", id_="Skala menurut modal", en="Size by capital", unit="code", cite=SIZE_CITE)
def by_capital(capital: int, programmes__size_by_capital: Table) -> int:
    if capital <= programmes__size_by_capital[1]:
        return 1
    if capital <= programmes__size_by_capital[2]:
        return 2
    if capital <= programmes__size_by_capital[3]:
        return 3
    return 4


@rule("size", id_="Skala menurut penjualan", en="Size by sales", unit="code", cite=SIZE_CITE)
def by_sales(sales: int, programmes__size_by_sales: Table) -> int:
    if sales <= programmes__size_by_sales[1]:
        return 1
    if sales <= programmes__size_by_sales[2]:
        return 2
    if sales <= programmes__size_by_sales[3]:
        return 3
    return 4


@rule("size", id_="Skala usaha", en="Size of the firm", unit="code", cite=SIZE_CITE)
def size(measure: int, by_capital: int, by_sales: int) -> int:
    if measure == 1:
        return by_capital
    return by_sales


formula(
    "employer.size",
    "size",
    title={"id": "Skala usaha pemberi kerja", "en": "Size of an employer's firm"},
    uses=("measure", "capital", "sales"),
    outputs=("size", "by_capital", "by_sales"),
    since=date(2008, 7, 4),
    about={
        "id": (
            "1 mikro, 2 kecil, 3 menengah, 4 besar. Batas termasuk skala di bawahnya. PP 7/2021: modal untuk usaha"
            " yang didirikan sesudahnya, penjualan untuk yang sudah ada; pilih dengan masukan ukuran."
        ),
        "en": (
            "1 micro, 2 small, 3 medium, 4 large. A firm on the limit belongs to the smaller size. PP 7/2021: capital"
            " for firms set up after it, sales for those that existed; choose by the measure."
        ),
    },
)

# Administrative fine -------------------------------------------------------------------------------------------------
inputs(
    "sanction",
    Input(
        "contribution_due",
        "IDR",
        0,
        100_000_000_000,
        {"id": "Iuran yang seharusnya dibayar", "en": "Contribution that should be paid"},
    ),
    Input("months", "months", 0, 600, {"id": "Bulan yang dikenai denda", "en": "Months fined"}),
)


@rule(
    "sanction",
    id_="Denda administratif",
    en="Administrative fine",
    unit="IDR",
    cite="PP 86/2013 Pasal 7, 9, dan 10",
)
def fine(contribution_due: int, months: int, sanction__fine_rate: int, rounding__penalty: str) -> int:
    return share(contribution_due, sanction__fine_rate * months, rounding__penalty)


formula(
    "sanction.fine",
    "sanction",
    title={"id": "Denda administratif kepada pemberi kerja", "en": "Administrative fine on an employer"},
    uses=("contribution_due", "months"),
    outputs=("fine",),
    since=date(2013, 12, 24),
    about={
        "id": (
            "Tanggal adalah akhir teguran kedua. Bukan denda keterlambatan: dibukukan dalam akun tersendiri sebagai"
            " pendapatan lain dana jaminan sosial."
        ),
        "en": (
            "The date is the end of the second warning. Not the late-payment penalty: kept in an account of its own, as"
            " other income of the social security fund."
        ),
    },
)

# Class of a receivable -----------------------------------------------------------------------------------------------
inputs(
    "receivable",
    Input(
        "months_in_arrears",
        "count",
        1,
        1200,
        {"id": "Banyaknya bulan tunggakan", "en": "Number of months in arrears"},
    ),
)
CLASS_ID, CLASS_EN = "Golongan piutang iuran", "Class of the receivable"


@rule(
    "receivable",
    name="class_of",
    id_=CLASS_ID,
    en=CLASS_EN,
    unit="code",
    cite="Pernyataan badan penyelenggara 2014",
    until=date(2015, 12, 30),
)
def class_2014(months_in_arrears: int, receivable__classes: Schedule) -> int:
    return band(months_in_arrears, receivable__classes)


@rule(
    "receivable",
    id_="Golongan menurut batas yang disebut",
    en="Class by the limits as stated",
    unit="code",
    cite="Pernyataan kantor cabang 2016",
    since=date(2015, 12, 31),
    until=date(2018, 12, 31),
)
def stated(months_in_arrears: int, receivable__classes: Schedule) -> int:
    return band(months_in_arrears, receivable__classes)


@rule(
    "receivable",
    name="class_of",
    id_=CLASS_ID,
    en=CLASS_EN,
    unit="code",
    cite="Pernyataan kantor cabang 2016",
    since=date(2015, 12, 31),
    until=date(2018, 12, 31),
)
def class_2016(
    months_in_arrears: int,
    stated: int,
    receivable__classes: Schedule,
    receivable__third_month: str,
) -> int:
    if stated > 0:
        return stated
    if receivable__third_month == "upper":
        return band(months_in_arrears + 1, receivable__classes)
    return band(months_in_arrears - 1, receivable__classes)


@rule(
    "receivable",
    name="class_of",
    id_=CLASS_ID,
    en=CLASS_EN,
    unit="code",
    cite="Pernyataan kantor cabang 2019",
    since=date(2019, 1, 1),
)
def class_2019(months_in_arrears: int, receivable__classes: Schedule) -> int:
    return band(months_in_arrears, receivable__classes)


formula(
    "receivable.class",
    "receivable",
    title={"id": "Golongan piutang iuran", "en": "Class of a contribution receivable"},
    uses=("months_in_arrears",),
    outputs=("class_of",),
    since=date(2014, 9, 1),
    about={
        "id": (
            "Menurut pernyataan, bukan naskah aturan: 1 lancar, 2 kurang lancar, 3 diragukan, 4 macet, 5 macet aktif, 6"
            " kontinjensi, 7 lancar atau kurang lancar, 8 diragukan atau macet, 0 tidak disebut. Persentase penyisihan"
            " dan penghapusan tidak ditemukan, jadi tidak dihitung."
        ),
        "en": (
            "From public statements, not a legal text: 1 current, 2 substandard, 3 doubtful, 4 loss, 5 loss with an"
            " active employer, 6 contingent, 7 current or substandard, 8 doubtful or loss, 0 not stated. Provision and"
            " write-off percentages were not found and are not computed."
        ),
    },
)
