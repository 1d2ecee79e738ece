"""Refused rows: each cell with its reason beside it, repaired in place, or downloaded, repaired and sent again."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_POST

from lindung.base.errors import Refused
from lindung.base.format import month_year
from lindung.contributions import services
from lindung.contributions.fields import FIELDS
from lindung.contributions.queries import listing
from lindung.interop.wage_files.layouts import HEADINGS, heading_key
from lindung.portals.kit.forms import said
from lindung.portals.reporting.desk import Desk
from lindung.portals.reporting.reports import steps
from lindung.portals.reporting.sheets import refused_sheet
from lindung.portals.reporting.words import lang, whole

ROWS = 20
NAMES: dict[str, Any] = {
    "nik": later("NIK"), "kpj": later("KPJ"), "name": later("Nama"), "birth_date": later("Tanggal lahir"),
    "wage": later("Upah"), "back_pay": later("Rapel"), "start_date": later("Mulai bekerja"),
    "exit_reason": later("Alasan keluar"), "exit_date": later("Hari terakhir bekerja"),
    "birth_place": later("Tempat lahir"), "mother_name": later("Nama ibu kandung"), "sex": later("L/P"),
    "phone": later("HP"), "email": later("Email"), "npwp": later("NPWP"), "address": later("Alamat"),
}  # fmt: skip
"""Cells that can be repaired on the page, in the order they are shown."""
ALWAYS = ("nik", "name", "wage")


def field_of(column: str) -> str:
    """The field a stored error names: itself, or the one its heading stands for ("" for the whole row)."""
    return column if column in FIELDS else HEADINGS.get(heading_key(column), "") if column else ""


def row_of(desk: Desk, report_id: int, raw: dict[str, Any]) -> dict[str, Any]:
    """A refused row as the page shows it: every cell with its value, errors and suggestion."""
    cells, errors = json.loads(raw["cells"]), json.loads(raw["errors"])
    by_field: dict[str, list[dict[str, Any]]] = {}
    for error in errors:
        by_field.setdefault(field_of(error["column"]), []).append(error)
    shown = [f for f in NAMES if f in ALWAYS or by_field.get(f) or cells.get(f)]
    parts = [
        {
            "field": f, "label": NAMES[f], "id": f"r{raw['row_no']}-{f}", "value": cells.get(f, ""),
            "errors": [_short(e) for e in by_field.get(f, []) if e["severity"] == "error"],
            "notes": [_short(e) for e in by_field.get(f, []) if e["severity"] != "error"],
            "suggestion": next((e["suggestion"] for e in by_field.get(f, []) if e.get("suggestion")), ""),
        }
        for f in shown
    ]  # fmt: skip
    known = {f for f in NAMES if f in shown}
    return {
        "no": raw["row_no"], "parts": parts, "action": desk.at("fix_row", report_id, raw["row_no"]),
        "others": [_short(e) for f, es in by_field.items() if f not in known for e in es],
        "raw": [(k, v) for k, v in cells.items() if k not in NAMES],
    }  # fmt: skip


def _short(error: dict[str, Any]) -> str:
    """The sentence without its place, which the page shows by where it stands."""
    text = str(error[lang()])
    head, sep, tail = text.partition(": ")
    return tail if sep and head.startswith(("Sel ", "Cell ")) else text


@require_GET
def rows(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """Rows that were refused, a page of them."""
    report = desk.report(report_id)
    if report["status"] not in ("DRAFT", "FINALISED"):
        return redirect(desk.address(report))
    after = whole(request.GET.get("sesudah"), -1)
    found = listing.refused_rows(report_id, after=after, limit=ROWS + 1)
    return desk.show("refused", {
        "report": report, "rows": [row_of(desk, report_id, r) for r in found[:ROWS]], "steps": steps(desk, report, 1),
        "more": f"?sesudah={found[ROWS - 1]['row_no']}" if len(found) > ROWS else "", "crumbs": desk.crumbs(report),
        "editable": report["status"] == "DRAFT",
    })  # fmt: skip


@require_POST
def fix(request: HttpRequest, desk: Desk, report_id: int, row_no: int) -> HttpResponse:
    """Repair one row; with JavaScript the answer is the row again or a line that it is taken."""
    report = desk.report(report_id)
    cells = {f: request.POST[f].strip() for f in NAMES if f in request.POST}
    field, chosen, value = request.POST.get("pakai", "").partition("=")
    if chosen and field in NAMES:
        cells[field] = value
    try:
        left = services.fix_row(report_id, row_no, cells)
    except Refused as refused:
        if request.headers.get("HX-Request"):
            return desk.show("refused_done", {"no": row_no, "text": said(refused), "bad": True})
        messages.error(request, said(refused))
        return desk.go("refused", report_id)
    if request.headers.get("HX-Request"):
        if not left:
            return desk.show("refused_done", {"no": row_no})
        again = next(iter(listing.refused_rows(report_id, after=row_no - 1, limit=1)), None)
        if again is None or again["row_no"] != row_no:
            raise Http404
        return desk.show("refused_row", {"row": row_of(desk, report_id, again), "editable": True})
    if left:
        messages.error(request, _("Baris %(no)s masih belum benar: %(why)s")
                       % {"no": row_no, "why": _short(left[0])})  # fmt: skip
        return redirect(desk.at("refused", report_id) + f"?sesudah={row_no - 1}")
    messages.success(request, _("Baris %(no)s diterima.") % {"no": row_no})
    remaining = desk.report(report_id)["rows_refused"]
    return desk.go("refused" if remaining else "report", report["id"])


@require_GET
def download(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """The refused rows as XLSX, errors beside the cells; it can be repaired and sent again as it is."""
    report = desk.report(report_id)
    found, after = [], -1
    while part := listing.refused_rows(report_id, after=after, limit=2_000):
        found += [row_of(desk, report_id, r) for r in part]
        after = part[-1]["row_no"]
    if not found:
        raise Http404
    answer = HttpResponse(
        refused_sheet(found), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    name = f"perbaikan-{month_year(report['month'])}".replace(" ", "-").lower()
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
