"""Conditions of each month of JKP benefit: self-assessment, search for work, training, work status."""

from __future__ import annotations

from typing import Any

from ..errors import BadFact
from ..procedure import Field, Notebook, both
from ..units import PPM
from ..wording import Both

SEARCHES = Field(
    "searches",
    "rows",
    both("Bulan manfaat yang diminta", "Months of benefit asked for"),
    True,
    high=6,
    columns=(
        Field("number", "integer", both("Bulan ke-", "Month"), low=1, high=6),
        Field("self_assessment", "flag", both("Asesmen diri selesai", "Self-assessment done"), True),
        Field("applications", "integer", both("Lamaran kerja", "Job applications"), True, high=1000),
        Field(
            "interviews",
            "integer",
            both("Panggilan tes atau wawancara", "Calls to a test or interview"),
            True,
            high=1000,
        ),
        Field(
            "attended", "integer", both("Hari pelatihan dihadiri", "Training days attended"), True, high=31, unit="days"
        ),
        Field("training_days", "integer", both("Hari pelatihan", "Training days"), True, high=31, unit="days"),
        Field("status_form", "flag", both("Formulir status bekerja", "Work-status form"), True),
    ),
)
CITE = "Permenaker 15/2021; Permenaker 2/2025 Pasal 13"


def open_months(book: Notebook, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which months may be paid and why the others may not."""
    if len({r["number"] for r in rows}) != len(rows):
        raise BadFact(id="Satu bulan manfaat tercantum dua kali.", en="A month of benefit is listed twice.")
    out = []
    for row in sorted(rows, key=lambda r: r["number"]):
        why = _missing(book, row)
        number = row["number"]
        told = both("terbuka", "open") if why is None else why
        book.step(
            f"jkp.open_{number}",
            both(f"Syarat bulan ke-{number}", f"Conditions of month {number}"),
            int(why is None),
            told,
            cite=CITE,
            inputs=row,
            unit="flag",
        )
        out.append({"number": number, "open": int(why is None), "why": why})
    return out


def _missing(book: Notebook, row: dict[str, Any]) -> Both | None:
    """What a month still lacks; ``None`` where nothing."""
    papers = book.parameter("jkp.documents").value
    if row["number"] == 1:
        if "SELF_ASSESSMENT" in papers["FIRST"] and not row["self_assessment"]:
            return both("asesmen diri belum selesai", "the self-assessment is not done")
        return None
    applications, interviews = book.parameter("jkp.applications").value, book.parameter("jkp.interviews").value
    if (row["applications"] or 0) < applications and (row["interviews"] or 0) < interviews:
        return both(
            f"perlu {applications} lamaran atau {interviews} panggilan",
            f"{applications} applications or {interviews} call are needed",
        )
    if row["training_days"] and book.parameters["jkp.attendance"].at(book.on, book.known_on) is not None:
        least = book.parameter("jkp.attendance").value
        if (row["attended"] or 0) * PPM < least * row["training_days"]:
            return both("kehadiran pelatihan kurang", "attendance at the training is too low")
    if row["number"] == SEARCHES.columns[0].high and "WORK_STATUS" in papers["LAST"] and not row["status_form"]:
        return both("formulir status bekerja belum ada", "the work-status form is missing")
    return None
