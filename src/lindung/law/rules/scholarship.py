"""Scholarship (beasiswa) after a death or total disability: the amount of one school year."""

from __future__ import annotations

from datetime import date

from ..rule import Input, formula, inputs, rule

LEVELS = {
    1: {"id": "taman kanak-kanak (TK)", "en": "kindergarten (TK)"},
    2: {"id": "sekolah dasar (SD)", "en": "primary school (SD)"},
    3: {"id": "sekolah menengah pertama (SMP)", "en": "lower secondary school (SMP)"},
    4: {"id": "sekolah menengah atas (SMA)", "en": "upper secondary school (SMA)"},
    5: {"id": "perguruan tinggi sampai S1 atau pelatihan", "en": "university up to S1, or training"},
}

inputs(
    "scholarship",
    Input("level", "code", 1, 5, {"id": "Jenjang", "en": "Level"}, LEVELS),
    Input(
        "years_paid",
        "count",
        0,
        20,
        {"id": "Tahun yang sudah dibayar di jenjang itu", "en": "Years paid at that level"},
    ),
    Input(
        "paid_before",
        "IDR",
        0,
        1_000_000_000,
        {"id": "Beasiswa yang sudah dibayar untuk semua anak", "en": "Scholarship already paid for all children"},
    ),
)

CITE = "PP 82/2019 Lampiran III; Permenaker 5/2021"


@rule(
    "scholarship",
    id_="Tahun tersisa di jenjang ini",
    en="Years left at this level",
    unit="count",
    cite=CITE,
    since=date(2019, 12, 2),
)
def years_left(level: int, years_paid: int, scholarship__max_years: dict[int, int]) -> int:
    return max(scholarship__max_years[level] - years_paid, 0)


@rule(
    "scholarship",
    name="room",
    id_="Sisa batas beasiswa",
    en="Room under the cap",
    unit="IDR",
    cite="PP 44/2015 Pasal 25 ayat (3) dan 34 ayat (2)",
    until=date(2019, 12, 1),
)
def room_2015(paid_before: int, scholarship__lump: int) -> int:
    if paid_before > 0:
        return 0
    return scholarship__lump


@rule(
    "scholarship",
    name="room",
    id_="Sisa batas beasiswa",
    en="Room under the cap",
    unit="IDR",
    cite="PP 82/2019 Lampiran III",
    since=date(2019, 12, 2),
)
def room_2019(paid_before: int, scholarship__total_max: int) -> int:
    return max(scholarship__total_max - paid_before, 0)


@rule(
    "scholarship",
    name="amount",
    id_="Beasiswa, satu kali",
    en="Scholarship, once",
    unit="IDR",
    cite="PP 44/2015 Pasal 25 ayat (3) dan 34 ayat (2)",
    until=date(2019, 12, 1),
)
def amount_2015(room: int) -> int:
    return room


@rule(
    "scholarship",
    name="amount",
    id_="Beasiswa satu tahun ajaran",
    en="Scholarship of a school year",
    unit="IDR",
    cite=CITE,
    since=date(2019, 12, 2),
)
def amount_2019(level: int, years_left: int, room: int, scholarship__per_year: dict[int, int]) -> int:
    if years_left == 0:
        return 0
    return min(scholarship__per_year[level], room)


formula(
    "scholarship.benefit",
    "scholarship",
    title={"id": "Beasiswa satu tahun ajaran", "en": "Education benefit (scholarship) of a school year"},
    uses=("level", "years_paid", "paid_before"),
    outputs=("room", "amount"),
    since=date(2015, 7, 1),
    about={
        "id": (
            "Tanggal adalah hari meninggal atau cacat total tetap. Sebelum 2 Desember 2019: satu anak, satu kali, "
            "tanpa jenjang."
        ),
        "en": (
            "The date is the day of death or total disability. Before 2 December 2019: one child, once, whatever the "
            "level."
        ),
    },
)
