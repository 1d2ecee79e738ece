"""Workers of a draft: the grid that saves as you go, one worker's page, adding and taking out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lindung.base.errors import Refused
from lindung.base.format import FormatError, parse_rupiah
from lindung.contributions import services
from lindung.contributions.queries import drafts
from lindung.coverage.queries import spells_of
from lindung.portals.kit.forms import refuse, said
from lindung.portals.reporting.desk import Desk
from lindung.portals.reporting.forms import LineForm, WorkerForm
from lindung.portals.reporting.words import lang, whole

ROWS = 25


def _typed(text: str) -> int:
    """A rupiah cell of the grid; empty is nothing. Raises FormatError."""
    return parse_rupiah(text) if text.strip() else 0


def grid(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """Wages and back pay of a page of workers. Each change is saved at once with JavaScript, the whole page without."""
    report = desk.report(report_id)
    if report["status"] != "DRAFT":
        return redirect(desk.address(report))
    after, find = whole(request.GET.get("sesudah")), request.GET.get("cari", "").strip()
    found = drafts.lines(report_id, after=after, limit=ROWS + 1, find=find)
    desk.reading([r["person_id"] for r in found[:ROWS]], "grid")
    page = [_line(desk, report_id, r) for r in found[:ROWS]]
    if request.method == "POST" and _save_page(request, report_id, page):
        messages.success(request, _("Perubahan halaman ini tersimpan."))
        return redirect(request.get_full_path())
    more = f"?sesudah={found[ROWS - 1]['person_id']}&cari={find}" if len(found) > ROWS else ""
    return desk.show("grid", {
        "report": report, "lines": page, "more": more, "find": find, "first": f"?cari={find}" if after else "",
        "errors": [line for line in page if line["error"]], "crumbs": desk.crumbs(report),
    }, status=422 if any(line["error"] for line in page) else 200)  # fmt: skip


def _line(desk: Desk, report_id: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "row": row, "wage": row["wage"], "back_pay": row["back_pay"], "error": "", "saved": False,
        "href": desk.at("line", report_id, row["person_id"]),
        "save": desk.at("save_line", report_id, row["person_id"]),
    }  # fmt: skip


def _take(request: HttpRequest, report_id: int, line: dict[str, Any]) -> None:
    """Save one line of the grid where it changed; a refusal stands at the line."""
    row = line["row"]
    typed = {name: request.POST.get(f"{name}-{row['person_id']}") for name in ("wage", "back_pay")}
    try:
        values = {name: _typed(text) for name, text in typed.items() if text is not None}
        changed = {name: value for name, value in values.items() if value != row[name]}
        if changed.get("wage") == 0:
            line["error"] = _("Upah harus lebih dari nol. Pekerja yang berhenti dilaporkan lewat tombol “Ubah”.")
        elif changed:
            services.set_line(report_id, row["person_id"], wage=changed.get("wage"), back_pay=changed.get("back_pay"))
            row.update(changed)
            line |= {**changed, "saved": True}
    except FormatError as wrong:
        line["error"] = wrong.text(lang())
    except Refused as refused:
        line["error"] = said(refused)
    if line["error"]:
        line |= {name: text for name, text in typed.items() if text is not None}


def _save_page(request: HttpRequest, report_id: int, page: list[dict[str, Any]]) -> bool:
    for line in page:
        _take(request, report_id, line)
    return not any(line["error"] for line in page)


@require_POST
def save(request: HttpRequest, desk: Desk, report_id: int, person_id: int) -> HttpResponse:
    """One line of the grid, as it is left; answers with the line."""
    report = desk.report(report_id)
    found = drafts.lines(report_id, person_id=person_id, limit=1)
    if report["status"] != "DRAFT" or not found:
        raise Http404
    line = _line(desk, report_id, found[0])
    _take(request, report_id, line)
    return desk.show("grid_line", {"line": line})


def worker(request: HttpRequest, desk: Desk, report_id: int, person_id: int) -> HttpResponse:
    """One worker: wage, back pay, start, exit with reason. A death is not an exit and leads to the death report."""
    report = desk.report(report_id)
    found = drafts.lines(report_id, person_id=person_id, limit=1)
    if not found:
        raise Http404
    line = found[0]
    desk.reading([person_id], "line")
    start = {"wage": line["wage"], "back_pay": line["back_pay"] or None, "start_on": line["start_on"],
             "leaves": line["exit_reason"], "end_on": line["end_on"]}  # fmt: skip
    form = LineForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["leaves"] == "DIED":
            return desk.death(person_id)
        try:
            services.set_line(
                report_id, person_id, wage=data["wage"], back_pay=data["back_pay"] or 0, start_on=data["start_on"],
                end_on=data["end_on"] if data["leaves"] else None, exit_reason=data["leaves"],
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused, exit_reason="leaves")
        else:
            messages.success(request, _("Data %(name)s tersimpan.") % {"name": line["name"]})
            return desk.go("report", report_id)
    spells = [s for s in spells_of(person_id) if s["employer_id"] == desk.employer_id and s["segment"] == "PU"]
    return desk.show("line", {
        "spells": spells, "report": report, "line": line, "form": form, "crumbs": desk.crumbs(report),
        "editable": report["status"] == "DRAFT",
    }, status=422 if form.errors else 200)  # fmt: skip


def add(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """Put a worker into the draft by NIK; who is new to the register gets a member number."""
    report = desk.report(report_id)
    if report["status"] != "DRAFT":
        return redirect(desk.address(report))
    form = WorkerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if v not in (None, "")}
        try:
            person_id = services.add_worker(report_id, **data)
        except Refused as refused:
            refuse(form, refused)
        else:
            line = drafts.lines(report_id, person_id=person_id, limit=1)[0]
            messages.success(request, _("%(name)s ada dalam laporan, KPJ %(kpj)s.")
                             % {"name": data["name"], "kpj": line["kpj"] or "–"})  # fmt: skip
            return desk.go("report", report_id)
    return desk.show("add_worker", {"report": report, "form": form, "crumbs": desk.crumbs(report)},
                  status=422 if form.errors else 200)  # fmt: skip


@require_POST
def remove(request: HttpRequest, desk: Desk, report_id: int, person_id: int) -> HttpResponse:
    """Take a worker out of the draft: he is not reported this month, his cover goes on."""
    desk.report(report_id)
    try:
        services.remove_worker(report_id, person_id)
    except Refused as refused:
        messages.error(request, said(refused))
    else:
        messages.success(request, _("Pekerja tidak lagi dilaporkan bulan ini. Kepesertaannya tetap berjalan."))
    return desk.go("report", report_id)
