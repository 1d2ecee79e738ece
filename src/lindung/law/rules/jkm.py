"""Death benefit (JKM): lump sum, periodic part and funeral cost by the date of death."""

from __future__ import annotations

from datetime import date

from ..ops import share
from ..rule import Input, formula, inputs, rule

inputs(
    "jkm",
    Input("has_heirs", "flag", 0, 1, {"id": "Ada ahli waris", "en": "There are heirs"}),
    Input("amount", "IDR", 0, 10_000_000_000, {"id": "Jumlah yang terlambat dibayar", "en": "Amount paid late"}),
    Input("days_late", "days", 0, 3_650, {"id": "Hari keterlambatan", "en": "Days late"}),
    Input(
        "employers",
        "count",
        1,
        20,
        {"id": "Pemberi kerja yang mengikutsertakan", "en": "Employers that insured the member"},
    ),
)

CITE = "PP 53/2012 (Pasal 22); PP 44/2015 Pasal 34; PP 82/2019 Pasal 34"


@rule("jkm", id_="Santunan sekaligus", en="Lump sum", unit="IDR", cite=CITE)
def lump_sum(has_heirs: int, jkm__lump_sum: int) -> int:
    if has_heirs == 0:
        return 0
    return jkm__lump_sum


@rule("jkm", id_="Santunan berkala", en="Periodic part", unit="IDR", cite=CITE)
def periodic(has_heirs: int, jkm__periodic_monthly: int, jkm__periodic_months: int) -> int:
    if has_heirs == 0:
        return 0
    return jkm__periodic_monthly * jkm__periodic_months


@rule("jkm", id_="Biaya pemakaman", en="Funeral cost", unit="IDR", cite=CITE)
def funeral(jkm__funeral: int) -> int:
    return jkm__funeral


@rule("jkm", id_="Jumlah yang dibayarkan", en="Total paid out", unit="IDR", cite=CITE)
def total(lump_sum: int, periodic: int, funeral: int) -> int:
    return lump_sum + periodic + funeral


@rule(
    "jkm",
    id_="Dialihkan ke dana jaminan sosial",
    en="Passed to the social security fund",
    unit="IDR",
    cite="PP 44/2015 Pasal 40 ayat (2)",
)
def to_fund(has_heirs: int, jkm__lump_sum: int, jkm__periodic_monthly: int, jkm__periodic_months: int) -> int:
    if has_heirs == 1:
        return 0
    return jkm__lump_sum + jkm__periodic_monthly * jkm__periodic_months


@rule(
    "jkm",
    id_="Kompensasi keterlambatan pembayaran",
    en="Compensation for late payment",
    unit="IDR",
    cite="PP 44/2015 Pasal 40 ayat (4)",
)
def late_fee(amount: int, days_late: int, jkm__late_rate: int, rounding__penalty: str) -> int:
    return share(amount, jkm__late_rate * days_late, rounding__penalty)


SEVERAL = "PP 44/2015 Pasal 15; Permenaker 1/2025 Pasal 101"


@rule(
    "jkm",
    name="times",
    id_="Santunan dihitung kali",
    en="Times the benefit is due",
    unit="count",
    cite=SEVERAL,
    until=date(2025, 2, 23),
    when={"jkm.several_before": "once"},
)
def times_once() -> int:
    return 1


@rule(
    "jkm",
    name="times",
    id_="Santunan dihitung kali",
    en="Times the benefit is due",
    unit="count",
    cite=SEVERAL,
    until=date(2025, 2, 23),
    when={"jkm.several_before": "each_employer"},
)
def times_each(employers: int) -> int:
    return employers


@rule(
    "jkm",
    name="times",
    id_="Santunan dihitung kali",
    en="Times the benefit is due",
    unit="count",
    cite=SEVERAL,
    since=date(2025, 2, 24),
)
def times_2025(employers: int) -> int:
    return employers


@rule("jkm", id_="Santunan sekaligus seluruhnya", en="Lump sums together", unit="IDR", cite=SEVERAL)
def lump_sums(lump_sum: int, times: int) -> int:
    return lump_sum * times


@rule("jkm", id_="Santunan berkala seluruhnya", en="Periodic parts together", unit="IDR", cite=SEVERAL)
def periodics(periodic: int, times: int) -> int:
    return periodic * times


@rule("jkm", id_="Jumlah yang dibayarkan", en="Total paid out", unit="IDR", cite=SEVERAL)
def grand_total(lump_sums: int, periodics: int, funeral: int) -> int:
    return lump_sums + periodics + funeral


formula(
    "jkm.benefit",
    "jkm",
    title={"id": "Santunan Jaminan Kematian", "en": "Death benefit (JKM)"},
    uses=("has_heirs",),
    outputs=("lump_sum", "periodic", "funeral", "total", "to_fund"),
    since=date(2012, 5, 23),
    about={
        "id": (
            "Tanggal adalah tanggal meninggal. Tanpa ahli waris hanya biaya pemakaman yang dibayar, kepada yang "
            "mengurus pemakaman."
        ),
        "en": (
            "The date is the date of death. Without heirs only the funeral cost is paid, to whoever buried the member."
        ),
    },
)
formula(
    "jkm.late_fee",
    "jkm",
    title={"id": "Kompensasi keterlambatan pembayaran JKM", "en": "Compensation for paying JKM late"},
    uses=("amount", "days_late"),
    outputs=("late_fee",),
    since=date(2015, 7, 1),
    about={"id": "Tanggal adalah tanggal klaim lengkap.", "en": "The date is the day the claim was complete."},
)
formula(
    "jkm.several_employers",
    "jkm",
    title={"id": "Santunan JKM dengan beberapa pemberi kerja", "en": "Death benefit (JKM) with several employers"},
    uses=("has_heirs", "employers"),
    outputs=("times", "lump_sums", "periodics", "funeral", "grand_total"),
    since=date(2015, 7, 1),
    about={
        "id": "Santunan sekaligus dan berkala untuk tiap pemberi kerja, biaya pemakaman satu kali.",
        "en": "Lump sum and periodic part for each employer, the funeral cost once.",
    },
)
