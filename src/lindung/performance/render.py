"""The office report as text, CSV and JSON; the page and the PDF are made from the same `Report`."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

from lindung.base.format import date_long, number, percent, rupiah
from lindung.performance.indicators import GROUPS
from lindung.performance.queries import Figure, Report

ROUNDING_ID = (
    "Semua angka dihitung dari transaksi tanpa pembulatan. Angka yang dipendekkan (miliar, triliun) hanya untuk dibaca;"
    " jumlah selalu dari rupiah penuh."
)
ROUNDING_EN = (
    "Every figure is computed from transactions without rounding. Shortened figures (billion, trillion) are for reading"
    " only; sums are always of whole rupiah."
)


def value_text(figure: Figure, lang: str = "id") -> str:
    """The value as a person reads it, with its parts where it is a share; a mean with one decimal."""
    if figure.value is None:
        return "tidak dilaporkan" if lang == "id" else "not reported"
    if figure.unit == "rupiah":
        return rupiah(int(figure.value), lang)
    if figure.unit == "share":
        return percent(figure.numerator or 0, figure.denominator or 0, 2, lang)
    if figure.unit == "mean":
        return number(figure.value, 1, lang)
    return number(int(figure.value), lang=lang)


def as_json(report: Report, imports: list[dict[str, Any]]) -> str:
    """The report as JSON; imports stand apart with their source."""
    return json.dumps(
        {
            "office": report.office,
            "office_name": report.office_name,
            "as_of": report.as_of.isoformat(),
            "definition": report.definition,
            "rounding_note": {"id": ROUNDING_ID, "en": ROUNDING_EN},
            "sha256": report.sha256,
            "figures": [f.as_dict() for f in report.figures],
            "imported": [i | {"as_of": i["as_of"].isoformat()} for i in imports],
        },
        ensure_ascii=False,
        indent=2,
    )


CSV_COLUMNS = (
    "indicator", "version", "name_id", "name_en", "value", "unit", "numerator", "denominator", "period_from", "as_of",
    "figure_id", "corrections", "definition_id", "definition_en",
)  # fmt: skip


def as_csv(report: Report) -> str:
    """The report as CSV, one line per figure, numbers plain."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for f in report.figures:
        value = "" if f.value is None else format(f.value, "f") if isinstance(f.value, Decimal) else f.value
        writer.writerow(
            [
                f.indicator, f.version, f.definition.name_id, f.definition.name_en, value, f.unit,
                "" if f.numerator is None else f.numerator, "" if f.denominator is None else f.denominator,
                f.period_from or "", f.as_of, f.figure_id, f.corrections, f.said["id"], f.said["en"],
            ]
        )  # fmt: skip
    return out.getvalue()


def as_text(report: Report, lang: str = "id") -> str:
    """The report for a terminal."""
    which = 0 if lang == "id" else 1
    lines = [f"{report.office_name} · {date_long(report.as_of, lang)} · {report.definition}", ""]
    group = ""
    for f in sorted(report.figures, key=lambda x: list(GROUPS).index(x.definition.group)):
        if f.definition.group != group:
            group = f.definition.group
            lines += ["", GROUPS[group][which].upper()]
        name = f.definition.name_id if lang == "id" else f.definition.name_en
        lines.append(f"  {name:<44} {value_text(f, lang):>28}  {f.figure_id}")
    return "\n".join([*lines, "", ROUNDING_ID if lang == "id" else ROUNDING_EN, ""])
