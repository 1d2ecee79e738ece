"""The wage that contributions are counted on: monthly pay, daily wage, piece work."""

from __future__ import annotations

from datetime import date
from functools import partial

from ..ops import ratio
from ..rule import Input, formula, inputs, rule

MOST = 1_000_000_000_000

inputs(
    "wage",
    Input("month_pay", "IDR/month", 0, MOST, {"id": "Upah yang diterima bulan ini", "en": "Pay of the month"}),
    Input("daily", "flag", 0, 1, {"id": "Dibayar harian", "en": "Paid by the day"}),
    Input("daily_wage", "IDR/day", 0, 10_000_000_000, {"id": "Upah sehari", "en": "Daily wage"}),
    Input("piece", "flag", 0, 1, {"id": "Borongan atau satuan hasil", "en": "Paid by the piece"}),
    Input("weather", "flag", 0, 1, {"id": "Bergantung pada cuaca", "en": "Hangs on the weather"}),
    Input(
        "piece_sum",
        "IDR",
        0,
        10 * MOST,
        {"id": "Jumlah upah bulan-bulan yang dirata-ratakan", "en": "Sum of pay over the months averaged"},
    ),
    Input("months_worked", "months", 1, 600, {"id": "Lama bekerja", "en": "Months worked"}),
)

CITE = "PP 44/2015 Pasal 19 ayat (2)-(5); PP 46/2015 Pasal 17"


@rule("wage", id_="Bulan yang dirata-ratakan", en="Months averaged", unit="months", cite=CITE)
def months_averaged(
    weather: int, months_worked: int, wage__piece_average_months: int, wage__weather_piece_average_months: int
) -> int:
    if weather == 1:
        return min(months_worked, wage__weather_piece_average_months)
    return min(months_worked, wage__piece_average_months)


@rule("wage", id_="Rata-rata upah borongan", en="Mean of piece pay", unit="IDR/month", cite=CITE)
def piece_mean(piece_sum: int, months_averaged: int, rounding__contribution: str) -> int:
    return ratio(piece_sum, months_averaged, rounding__contribution)


@rule("wage", id_="Upah dasar iuran", en="Wage counted for contributions", unit="IDR/month", cite=CITE)
def base(month_pay: int, daily: int, daily_wage: int, piece: int, piece_mean: int, wage__daily_multiplier: int) -> int:
    if piece == 1:
        return piece_mean
    if daily == 1:
        return daily_wage * wage__daily_multiplier
    return month_pay


_jp = partial(
    rule,
    "wage",
    name="jp_wage",
    id_="Upah dasar iuran JP sebelum batas",
    en="Wage counted for JP, before the cap",
    unit="IDR/month",
    cite="PP 45/2015 Pasal 29",
)


@_jp(when={"wage.jp_daily": "same"})
def jp_wage_same(base: int) -> int:
    return base


@_jp(when={"wage.jp_daily": "month_pay"})
def jp_wage_paid(month_pay: int) -> int:
    return month_pay


formula(
    "wage.base",
    "wage",
    title={"id": "Upah dasar iuran satu bulan", "en": "Wage that a month's contribution is counted on"},
    uses=("month_pay", "daily", "daily_wage", "piece", "weather", "piece_sum", "months_worked"),
    outputs=("months_averaged", "base", "jp_wage"),
    since=date(2015, 7, 1),
    period="month",
    about={
        "id": (
            "Upah pokok dan tunjangan tetap. Borongan: jumlah upah tiga bulan terakhir (dua belas bila bergantung pada"
            " cuaca), atau selama bekerja bila lebih singkat."
        ),
        "en": (
            "Basic wage and fixed allowances. Piece work: the sum of the last three months (twelve if it hangs on the"
            " weather), or of the time worked if shorter."
        ),
    },
)
