"""Work accident benefit (JKK): one disability of the table, whole or of the function of the part of the body.

Several disabilities together, and the measured ones, are the procedure ``jkk.disability``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..ops import share
from ..rule import Input, formula, inputs, rule
from .jkk_losses import LOSSES

Table = Mapping[int, int]

ROWS = (
    Input("loss", "code", 1, 46, {"id": "Baris tabel cacat", "en": "Row of the disability table"}, LOSSES),
    Input("left_handed", "flag", 0, 1, {"id": "Kidal", "en": "Left-handed"}),
    Input(
        "assessed",
        "rate",
        0,
        1_000_000,
        {"id": "Persentase yang ditetapkan dokter (kulit kepala)", "en": "Percentage set by the doctor (scalp)"},
    ),
)
WAGE = {"id": "Upah sebulan", "en": "Monthly wage"}
inputs(
    "jkk_disability",
    Input("wage", "IDR/month", 0, 1_000_000_000, WAGE),
    Input("times", "count", 1, 10, {"id": "Berapa kali baris itu", "en": "How often that row"}),
    *ROWS,
)
inputs(
    "jkk_function",
    Input("wage", "IDR/month", 0, 1_000_000_000, WAGE),
    *ROWS,
    Input("lost", "count", 0, 1_000, {"id": "Kehilangan fungsi (per seribu)", "en": "Loss of function (per thousand)"}),
)

CITE = "PP 44/2015 Lampiran III; PP 82/2019 Lampiran III"


def _rows(group: str) -> None:
    """The reading of the table, the same in both groups."""

    @rule(
        group,
        name="row",
        id_="Baris tabel yang dipakai",
        en="Row of the table used",
        unit="code",
        cite="PP 44/2015 Lampiran III",
        when={"jkk.disability.finger_swap": "as_printed"},
    )
    def row_as_printed(loss: int, left_handed: int, jkk__disability__swap: Table) -> int:
        if left_handed == 1:
            return jkk__disability__swap[loss]
        return loss

    @rule(
        group,
        name="row",
        id_="Baris tabel yang dipakai",
        en="Row of the table used",
        unit="code",
        cite="PP 44/2015 Lampiran III",
        when={"jkk.disability.finger_swap": "fingers_too"},
    )
    def row_fingers_too(loss: int, left_handed: int, jkk__disability__swap_with_fingers: Table) -> int:
        if left_handed == 1:
            return jkk__disability__swap_with_fingers[loss]
        return loss

    @rule(group, id_="Persentase satu baris", en="Percentage of one row", unit="rate", cite=CITE)
    def row_percent(row: int, assessed: int, jkk__disability__percent: Table, jkk__disability__scalp_least: int) -> int:
        if row == 1:  # the scalp: the doctor sets a figure within the range
            return max(jkk__disability__scalp_least, min(assessed, jkk__disability__percent[row]))
        return jkk__disability__percent[row]


_rows("jkk_disability")
_rows("jkk_function")


@rule("jkk_disability", id_="Kali yang dihitung", en="Times counted", unit="count", cite="PP 44/2015 Lampiran III")
def counted(loss: int, times: int, jkk__disability__times: Table) -> int:
    return min(times, jkk__disability__times[loss])


@rule("jkk_disability", id_="Persentase cacat", en="Percentage of disability", unit="rate", cite=CITE)
def percent(row_percent: int, counted: int) -> int:
    return row_percent * counted


@rule("jkk_disability", id_="Santunan cacat", en="Disability benefit", unit="IDR", cite=CITE)
def amount(wage: int, percent: int, jkk__benefit__multiplier: int, rounding__benefit: str) -> int:
    return share(wage * jkk__benefit__multiplier, percent, rounding__benefit)


@rule("jkk_function", name="percent", id_="Persentase cacat fungsi", en="Functional percentage", unit="rate", cite=CITE)
def function_percent(row_percent: int, lost: int, jkk__disability__function_step: int) -> int:
    return share(row_percent, lost * jkk__disability__function_step, "down")


@rule("jkk_function", name="amount", id_="Santunan cacat fungsi", en="Functional disability", unit="IDR", cite=CITE)
def function_amount(wage: int, percent: int, jkk__benefit__multiplier: int, rounding__benefit: str) -> int:
    return share(wage * jkk__benefit__multiplier, percent, rounding__benefit)


ABOUT = {
    "id": (
        "Tanggal adalah tanggal kecelakaan atau diagnosis. Kulit kepala memakai persentase yang ditetapkan dokter; "
        "baris lain mengabaikannya."
    ),
    "en": (
        "The date is the day of the accident or diagnosis. The scalp takes the percentage set by the doctor; "
        "other rows leave it aside."
    ),
}
formula(
    "jkk.partial_disability",
    "jkk_disability",
    title={"id": "Santunan cacat sebagian anatomis", "en": "Permanent partial disability benefit, loss of a part"},
    uses=("wage", "loss", "times", "left_handed", "assessed"),
    outputs=("percent", "amount"),
    since=date(2015, 7, 1),
    about=ABOUT,
)
formula(
    "jkk.functional_disability",
    "jkk_function",
    title={"id": "Santunan cacat sebagian fungsi", "en": "Permanent partial disability benefit, loss of function"},
    uses=("wage", "loss", "left_handed", "assessed", "lost"),
    outputs=("percent", "amount"),
    since=date(2015, 7, 1),
    about=ABOUT,
)
