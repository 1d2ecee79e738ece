"""A press release draft from approved figures: prose with shortened figures, each tied to its exact one."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from lindung.base.format import date_long, number, rupiah_short
from lindung.performance.queries import Report
from lindung.performance.render import value_text

PARTS = ("JHT", "JKM", "JKK", "JP")


@dataclass(frozen=True)
class Release:
    """Title and paragraphs in Indonesian, the exact figures the prose rounds, and the hash of both."""

    title: str
    paragraphs: tuple[str, ...]
    exact: tuple[dict[str, Any], ...]
    sha256: str


def draft(report: Report) -> Release:
    """The release of an office report. Shortened amounts have their exact figure in `exact`."""
    total_cases, total = report.get("claims.cases.total"), report.get("claims.amount.total")
    day = date_long(report.as_of)
    used = [total_cases, total]
    parts = []
    for code in PARTS:
        cases, amount = report.get(f"claims.cases.{code.lower()}"), report.get(f"claims.amount.{code.lower()}")
        used += [cases, amount]
        parts.append(f"{code} {number(int(cases.value or 0))} kasus senilai {rupiah_short(int(amount.value or 0))}")
    children, scholarship = report.get("claims.children.scholarship"), report.get("claims.amount.scholarship")
    used += [children, scholarship]
    case_text = (
        "Angka kasus mencakup klaim program dan anak penerima beasiswa."
        if report.definition == "2021"
        else "Angka kasus mencakup klaim program saja; beasiswa disebut terpisah."
    )
    active, employers = report.get("membership.pu.active"), report.get("membership.employers.active")
    on_time = report.get("service.paid_on_time")
    used += [active, employers, on_time]
    paragraphs = (
        f"{report.office_name} membayarkan {number(int(total_cases.value or 0))} kasus senilai"
        f" {rupiah_short(int(total.value or 0))} sejak 1 Januari sampai {day}. {case_text}",
        "Rinciannya: " + ", ".join(parts) + f". Beasiswa diberikan kepada {number(int(children.value or 0))} anak"
        f" senilai {rupiah_short(int(scholarship.value or 0))}.",
        f"Pada {day} terdapat {number(int(active.value or 0))} tenaga kerja penerima upah aktif di"
        f" {number(int(employers.value or 0))} pemberi kerja.",
        f"Dari {number(on_time.denominator or 0)} klaim yang dibayar, {number(on_time.numerator or 0)} dibayar dalam"
        " batas waktu hukum.",
    )
    exact = tuple(
        {
            "indicator": f.indicator,
            "version": f.version,
            "name": f.definition.name_id,
            "value": str(f.value),
            "shown": value_text(f) if f.unit in ("rupiah", "mean") else str(f.value),
            "unit": f.unit,
            "as_of": f.as_of.isoformat(),
        }
        for f in used
    )
    text = json.dumps([paragraphs, exact], ensure_ascii=False, sort_keys=True)
    title = f"{report.office_name} bayarkan {number(int(total_cases.value or 0))} kasus hingga {day}"
    return Release(title, paragraphs, exact, hashlib.sha256(text.encode()).hexdigest())
