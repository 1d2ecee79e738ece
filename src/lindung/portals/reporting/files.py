"""Wage files: handing one in, how far it is read, the templates."""

from secrets import token_hex
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from lindung.base.errors import Refused
from lindung.base.format import month_year
from lindung.batch.queries import Progress
from lindung.contributions.queries import listing
from lindung.interop import intake
from lindung.interop.wage_files import LAYOUTS, Layout, LayoutId, write_template
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.reporting.desk import Desk
from lindung.portals.reporting.forms import UploadForm
from lindung.portals.reporting.reports import open_months
from lindung.portals.reporting.words import PAGE, count, in_words, lang, month_at
from lindung.portals.reporting.words import REPORT_STATES as STATES
from lindung.registry import queries as registry

RunState = Literal["waiting", "running", "done", "failed"]
RUN_STATES: dict[str, RunState] = {"WAITING": "waiting", "RUNNING": "running", "DONE": "done", "FAILED": "failed"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MATCHABLE = ("HEADER_NOT_FOUND", "COLUMNS_MISSING", "COLUMN_TWICE")
"""Why a file was not read although its columns can be matched by hand."""
EXPLAINED = {
    LayoutId.WAGE_REPORT: lambda: _("Daftar lengkap semua pekerja sebulan. Paling mudah bila Anda baru mulai."),
    LayoutId.WAGES: lambda: _("Hanya upah yang berubah; pekerja lain tetap seperti bulan lalu."),
    LayoutId.NEW_WORKERS: lambda: _("Pekerja yang belum pernah terdaftar."),
    LayoutId.CONTINUING: lambda: _("Pekerja yang sudah punya KPJ dari tempat lain."),
    LayoutId.LEAVERS: lambda: _("Pekerja yang berhenti, dengan alasan dan hari terakhir."),
    LayoutId.NEW_WORKERS_50: lambda: _("Susunan lama, bila aplikasi gaji Anda masih memakainya."),
}


def upload(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Hand in a file of any kind; below it the templates and what was handed in before."""
    employer_id = desk.employer_id
    choices, wanted = open_months(request, desk)
    wanted = request.GET.get("bulan") or wanted
    form = UploadForm(request.POST or None, request.FILES or None, months=choices,
                      initial={"bulan": wanted, "key": token_hex(12)})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = intake.upload_wage_file(
                employer_id, month_at(form.cleaned_data["bulan"]), file.name, file.read(), desk.by,
                content_type=file.content_type or "application/octet-stream", reason=form.cleaned_data["reason"],
                client_key=form.cleaned_data["key"] or None, hand_in=desk.hand_in,
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused, month="bulan", wage_file="file")
        else:
            return desk.go("progress", taken.report.pk)
    found = [r for r in listing.reports(employer_id=employer_id, limit=PAGE) if r["channel"] == "FILE"]
    return desk.show("upload", {
        "form": form, "history": _history(desk, found), "as_of": registry.today(),
        "crumbs": desk.above() and desk.crumbs(),
        "layouts": [(layout, EXPLAINED[layout.id]()) for layout in sorted(LAYOUTS.values(), key=_order)],
    }, status=422 if form.errors else 200)  # fmt: skip


def _order(layout: Layout) -> int:
    return list(EXPLAINED).index(layout.id)


def _history(desk: Desk, found: list[dict[str, Any]]) -> kit.Table:
    rows = []
    for r in found[:20]:
        word, tone = in_words(STATES, str(r["status"]))
        rows.append(kit.Row({
            "made": r["made_at"].date(), "month": kit.Cell(month_year(r["month"], lang()), desk.address(r)),
            "rows": r["rows_in"], "good": r["rows_good"], "refused": r["rows_refused"],
            "status": kit.Cell(word, note=str(r["reason"] or "")),
        }, tone="warn" if tone == "warn" else "neutral"))  # fmt: skip
    return kit.Table(
        _("Berkas yang pernah dikirim"),
        [kit.Column("made", _("Dikirim"), "date"), kit.Column("month", _("Bulan iuran")),
         kit.Column("rows", _("Baris"), "number"), kit.Column("good", _("Diterima"), "number"),
         kit.Column("refused", _("Ditolak"), "number"), kit.Column("status", _("Keadaan"))],
        rows, stack=True, empty=_("Belum ada berkas yang dikirim."),
    )  # fmt: skip


def _job(desk: Desk, report: dict[str, Any], run: Progress) -> kit.Progress:
    """The bar of a run that reads a file."""
    state = RUN_STATES[run.status]
    refused = int(str(report["rows_refused"]))
    if state == "done":
        name, label = ("refused", _("Perbaiki baris yang ditolak")) if refused else ("report", _("Lihat laporan"))
        next_ = kit.Link(label, desk.at(name, report["id"]))
    else:
        next_ = kit.Link(_("Unggah berkas lain"), desk.at("upload"))
    # the bar itself says how many of how many
    detail = run.text(lang()) if state in ("waiting", "failed") or run.rows_total is None else ""
    if run.eta:
        detail = ngettext("kira-kira %(n)s detik lagi", "kira-kira %(n)s detik lagi", run.eta) % {"n": count(run.eta)}
    if state == "done" and (used := run.totals.get("matching")):
        detail = _("kolom dibaca menurut pencocokan “%(name)s”") % {"name": used}
    return kit.Progress(
        "baca-berkas", _("Membaca berkas %(month)s") % {"month": month_year(report["month"], lang())},
        run.rows_done, run.rows_total, state, detail,
        poll=desk.at("progress", report["id"]) + "?bagian=1", next=next_,
    )  # fmt: skip


@require_GET
def progress(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """How far the file of a report is read; the bar alone for the page that asks again by itself."""
    report = desk.report(report_id)
    run = intake.reading_of(report_id)
    if run is None:
        raise Http404
    job = _job(desk, report, run)
    match = ""
    if run.status == "FAILED" and (run.error or {}).get("code") in MATCHABLE and report["file_id"]:
        match = desk.at("match", report["file_id"]) + f"?bulan={report['month']:%Y-%m}"
    if request.GET.get("bagian"):
        return desk.show("progress_part", {"job": job, "report": report, "run": run, "match": match})
    return desk.show("progress", {
        "job": job, "report": report, "run": run, "match": match, "crumbs": desk.crumbs(),
        "refused": count(report["rows_refused"]),
    })  # fmt: skip


@require_GET
def template(request: HttpRequest, desk: Desk, layout: str) -> HttpResponse:
    """An empty file of a layout."""
    if layout not in LayoutId.__members__:
        raise Http404
    answer = HttpResponse(write_template(LayoutId(layout)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="contoh-{layout.lower().replace("_", "-")}.xlsx"'
    return answer
