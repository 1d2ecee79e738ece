"""Late-payment penalty on contributions: simple, per month late, borne by the employer."""

from __future__ import annotations

from datetime import date

from ..ops import share
from ..rule import Input, formula, inputs, rule

inputs(
    "penalty",
    Input("amount_late", "IDR", 0, 100_000_000_000, {"id": "Iuran yang terlambat", "en": "Contribution paid late"}),
    Input("months_late", "months", 0, 600, {"id": "Bulan keterlambatan", "en": "Months late"}),
    Input("labour_intensive", "flag", 0, 1, {"id": "Keringanan industri padat karya", "en": "Labour-intensive relief"}),
)

LABOUR = (date(2025, 2, 1), date(2026, 1, 31))


@rule(
    "penalty",
    name="rate",
    id_="Tarif denda per bulan",
    en="Penalty rate per month",
    unit="rate/month",
    cite="PP 44/2015 Pasal 22; PP 45/2015 Pasal 31; PP 46/2015 Pasal 20; PP 49/2020",
    until=date(2025, 1, 31),
)
def rate_2015(contribution__penalty_rate: int) -> int:
    return contribution__penalty_rate


@rule(
    "penalty",
    name="rate",
    id_="Tarif denda per bulan",
    en="Penalty rate per month",
    unit="rate/month",
    cite="PP 44/2015 Pasal 22; PP 7/2025 Pasal 7; PP 36/2025 Pasal 11",
    since=LABOUR[0],
    until=LABOUR[1],
)
def rate_labour(
    labour_intensive: int, contribution__penalty_rate: int, relief__labour_intensive__penalty_rate: int
) -> int:
    if labour_intensive == 1:
        return relief__labour_intensive__penalty_rate
    return contribution__penalty_rate


@rule(
    "penalty",
    name="rate",
    id_="Tarif denda per bulan",
    en="Penalty rate per month",
    unit="rate/month",
    cite="PP 44/2015 Pasal 22; PP 45/2015 Pasal 31; PP 46/2015 Pasal 20",
    since=date(2026, 2, 1),
)
def rate_2026(contribution__penalty_rate: int) -> int:
    return contribution__penalty_rate


@rule(
    "penalty",
    id_="Denda keterlambatan iuran",
    en="Late-payment penalty",
    unit="IDR",
    cite="PP 44/2015 Pasal 22; PP 45/2015 Pasal 31; PP 46/2015 Pasal 20",
)
def penalty(amount_late: int, months_late: int, rate: int, rounding__penalty: str) -> int:
    return share(amount_late, rate * months_late, rounding__penalty)


formula(
    "contribution.penalty",
    "penalty",
    title={"id": "Denda keterlambatan iuran", "en": "Late-payment penalty on contributions"},
    uses=("amount_late", "months_late", "labour_intensive"),
    outputs=("penalty",),
    since=date(2015, 7, 1),
    period="month",
    about={
        "id": (
            "Tanggal adalah hari mana saja dalam bulan iuran yang terlambat, bukan tanggal bayar. Keringanan padat"
            " karya hanya untuk yang melunasi sampai tanggal relief.labour_intensive.settle_by."
        ),
        "en": (
            "The date is any day of the contribution month that is late, not the day of payment. The labour-intensive"
            " relief is only for those who settle by relief.labour_intensive.settle_by."
        ),
    },
)
