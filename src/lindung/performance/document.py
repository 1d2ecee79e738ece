"""The office report as PDF/UA, set by Typst from the same `Report` the page shows."""

import json
from pathlib import Path
from typing import Any

import typst

from lindung.base.format import date_long, date_short, number, rupiah
from lindung.performance import queries, render
from lindung.performance.indicators import GROUPS
from lindung.performance.queries import Report

TEMPLATE = Path(__file__).parent / "report.typ"


def report_pdf(report: Report, lang: str = "id") -> bytes:
    """The report as PDF/UA-1 bytes; the same report gives the same bytes."""
    english = lang == "en"
    groups: list[dict[str, Any]] = []
    for group, titles in GROUPS.items():
        rows = []
        for f in (f for f in report.figures if f.definition.group == group):
            notes = [f.figure_id] if f.figure_id else []
            if f.definition.unit.divided and f.numerator is not None and f.denominator is not None:
                notes.append(f"{number(f.numerator, lang=lang)} / {number(f.denominator, lang=lang)}")
            if f.corrections:
                words = "labelled correction included" if english else "termasuk koreksi berlabel"
                notes.append(f"{words} {rupiah(f.corrections, lang)}")
            rows.append(
                {
                    "name": f.definition.name_en if english else f.definition.name_id,
                    "value": render.value_text(f, lang),
                    "as_of": date_short(f.as_of, lang),
                    "note": " · ".join(notes),
                }
            )
        columns = ["Figure", "Value", "As of"] if english else ["Angka", "Nilai", "Keadaan"]
        groups.append({"title": titles[english], "columns": columns, "rows": rows})
    definition = {
        "programme": ("Kasus = klaim program saja", "A case is a programme claim"),
        "2021": ("Kasus = klaim program dan beasiswa", "A case is a programme claim or a scholarship"),
    }[report.definition][english]
    data = {
        "lang": lang,
        "title": f"{'Performance report' if english else 'Laporan kinerja'} {report.office_name}",
        "subtitle": f"{date_long(report.as_of, lang)} · {definition}",
        "day": [report.as_of.year, report.as_of.month, report.as_of.day],
        "groups": groups,
        "corrections": [
            {
                "title": f"{c['programme']} {rupiah(c['amount'], lang)}, {date_long(c['on_date'], lang)}",
                "text": c["label_en"] if english else c["label_id"],
            }
            for c in queries.corrections(report.office, report.as_of)
        ],
        "rounding": render.ROUNDING_EN if english else render.ROUNDING_ID,
        "sha256": report.sha256,
        "footer": f"{report.office_name} · {report.as_of}",
        "page_word": "page" if english else "halaman",
    }
    made = typst.compile(TEMPLATE, sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"], format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("typst answered no PDF")
    return made
