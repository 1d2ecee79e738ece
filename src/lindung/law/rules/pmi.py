"""Contributions of migrant workers (pekerja migran Indonesia, PMI) to JKK and JKM, paid once."""

from __future__ import annotations

from datetime import date
from functools import partial

from ..ops import Schedule, band
from ..rule import Input, formula, inputs, rule

inputs(
    "pmi",
    Input("before", "flag", 0, 1, {"id": "Membayar bagian sebelum bekerja", "en": "Pays the part before departure"}),
    Input(
        "during",
        "flag",
        0,
        1,
        {"id": "Membayar bagian selama dan setelah bekerja", "en": "Pays the part during and after work"},
    ),
    Input("contract_months", "months", 1, 120, {"id": "Lama kontrak", "en": "Contract"}),
    Input("individual", "flag", 0, 1, {"id": "PMI perseorangan", "en": "Placed individually"}),
)

START = date(2017, 8, 1)
CITE = "Permenaker 7/2017; Permenaker 18/2018 Pasal 12-14; Permenaker 4/2023 Pasal 18"


@rule("pmi", id_="Iuran sebelum bekerja", en="Contribution before departure", unit="IDR", cite=CITE)
def before_part(before: int, individual: int, pmi__before_departure: int) -> int:
    if before == 0 or individual == 1:
        return 0
    return pmi__before_departure


_months = partial(
    rule, "pmi", name="package_months", id_="Lama paket", en="Length of the package", unit="months", cite=CITE
)


@_months(when={"pmi.package_choice": "next_larger"})
def package_months_larger(contract_months: int, pmi__package_months: Schedule) -> int:
    return band(contract_months, pmi__package_months)


@_months(when={"pmi.package_choice": "smaller_and_months"})
def package_months_smaller(contract_months: int, pmi__package_months_reached: Schedule) -> int:
    return band(contract_months, pmi__package_months_reached)


@rule("pmi", id_="Iuran paket", en="Contribution of the package", unit="IDR", cite=CITE)
def package_part(during: int, package_months: int, pmi__package: Schedule) -> int:
    if during == 0:
        return 0
    return band(package_months, pmi__package)


@rule("pmi", id_="Bulan di atas paket", en="Months beyond the package", unit="months", cite=CITE)
def excess_months(contract_months: int, package_months: int) -> int:
    return max(contract_months - package_months, 0)


@rule(
    "pmi",
    id_="Iuran bulan di atas paket",
    en="Contribution of the months beyond the package",
    unit="IDR",
    cite="Permenaker 4/2023 Pasal 18 ayat (3)",
)
def excess_part(during: int, excess_months: int, pmi__excess_month: int) -> int:
    if during == 0:
        return 0
    return excess_months * pmi__excess_month


@rule("pmi", id_="Jumlah iuran", en="Total contribution", unit="IDR", cite=CITE)
def total(before_part: int, package_part: int, excess_part: int) -> int:
    return before_part + package_part + excess_part


formula(
    "pmi.contribution",
    "pmi",
    title={"id": "Iuran JKK dan JKM pekerja migran", "en": "JKK and JKM contribution of a migrant worker"},
    uses=("before", "during", "contract_months", "individual"),
    outputs=("before_part", "package_months", "package_part", "excess_months", "excess_part", "total"),
    since=START,
    about={
        "id": (
            "Tanggal adalah tanggal bayar. PMI perseorangan tidak membayar bagian sebelum bekerja. Sebelum Permenaker"
            " 4/2023 hanya ada paket 24 bulan."
        ),
        "en": (
            "The date is the day of payment. Individually placed workers do not pay the part before departure. Before"
            " Permenaker 4/2023 there was the package of 24 months only."
        ),
    },
)
