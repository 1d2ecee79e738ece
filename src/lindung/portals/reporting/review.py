"""Before the bill: totals by programme and payer, every worker's line with its calculation, finalise, reopen, post."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung import law
from lindung.access.permissions import Act
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, rupiah
from lindung.contributions import queries, services
from lindung.contributions.obliged import FORMULA
from lindung.contributions.queries import drafts
from lindung.contributions.services.allocate import charge
from lindung.interop.outbox import enqueue_after, marks
from lindung.portals import kit
from lindung.portals.kit.forms import said
from lindung.portals.reporting.desk import Desk
from lindung.portals.reporting.reports import figures, steps
from lindung.portals.reporting.words import (
    PARTS,
    REPORT_STATES,
    RISKS,
    SIZES,
    count,
    in_words,
    kpj,
    lang,
    whole,
)
from lindung.registry import queries as registry

ROWS = 25


def totals(amounts: Any) -> list[dict[str, Any]]:
    """Each column of a bill with its name, payer and amount."""
    return [{"key": key, "name": name, "note": note, "amount": int(amounts[key])} for key, name, note in PARTS]


def sums(amounts: Any) -> tuple[int, int]:
    """What the employer bears and what is taken off wages, rupiah."""
    workers = int(amounts["jht_worker"]) + int(amounts["jp_worker"])
    return sum(int(amounts[key]) for key, _name, _note in PARTS) - workers, workers


@require_GET
def review(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """What the report comes to, line by line, and what may be done with it now."""
    report = desk.report(report_id)
    if report["status"] == "READING":
        return desk.go("progress", report_id)
    if report["status"] == "POSTED" and report["bill_code"]:
        return redirect(desk.bill(report["bill_code"]))
    made, changed = queries.preview(report_id), queries.comparison(report_id, 1)
    if changed is None:
        raise Http404
    today = registry.today()
    after = whole(request.GET.get("sesudah"))
    word, tone = in_words(REPORT_STATES, report["status"])
    context: dict[str, Any] = {
        "report": report, "word": word, "tone": tone, "steps": steps(desk, report, 2), "figures": figures(changed),
        "made": made, "as_of": today, "crumbs": desk.crumbs(report), "below": len(queries.warnings(report_id)),
        "may_finalise": desk.may(Act.EMPLOYER_FINALISE, report),
    }  # fmt: skip
    if made is not None:
        employer, workers = sums(made.amounts)
        late = made.total if today > made.due_on and made.total > 0 else 0
        months, penalty = charge(report["month"], made.due_on, today, late) if late else (0, 0)
        context |= {
            "totals": totals(made.amounts), "employer_part": employer, "worker_part": workers,
            "months_late": months, "penalty": penalty, "table": _lines(desk, report_id, after),
            "facts": [
                kit.Entry(_("Skala usaha"), SIZES.get(made.size, made.size)),
                kit.Entry(_("Kelompok risiko kerja"), RISKS.get(made.risk_group, made.risk_group)),
                kit.Entry(_("Jatuh tempo"), date_long(made.due_on, lang())),
                kit.Entry(_("Aturan yang dipakai"), _("yang berlaku pada akhir %(month)s") % {
                    "month": month_year(report["month"], lang())}, note=_("Parameter %(hash)s") % {
                    "hash": str(made.receipt["parameter_set"])[:12]}),
            ],
        }  # fmt: skip
    return desk.show("review", context)


def _lines(desk: Desk, report_id: int, after: int) -> kit.Table:
    found = drafts.preview_lines(report_id, after=after, limit=ROWS + 1)
    desk.reading([r["person_id"] for r in found[:ROWS]], "review")
    rows = [
        kit.Row({
            "name": kit.Cell(r["name"], desk.at("trace", report_id, r["person_id"]),
                             note=kpj(r["kpj"])),
            "wage": r["wage"], "total": r["total"], **{key: r[key] for key, _name, _note in PARTS},
        })
        for r in found[:ROWS]
    ]  # fmt: skip
    more = f"?sesudah={found[ROWS - 1]['person_id']}#pekerja" if len(found) > ROWS else ""
    return kit.Table(
        _("Iuran setiap pekerja"), [kit.Column("name", _("Pekerja")), kit.Column("wage", _("Upah dan rapel"), "money"),
        *[kit.Column(key, name, "money") for key, name, _note in PARTS], kit.Column("total", _("Jumlah"), "money")],
        rows, note=_("Pilih nama untuk melihat hitungannya, langkah demi langkah, dengan pasalnya."),
        pager=kit.Pager(shown=_("%(n)s pekerja di halaman ini") % {"n": count(len(rows))}, next=more,
                        previous="?#pekerja" if after else ""),
    )  # fmt: skip


@require_GET
def trace(request: HttpRequest, desk: Desk, report_id: int, person_id: int) -> HttpResponse:
    """One worker's contribution, step by step with its articles."""
    report = desk.report(report_id)
    found, lines = drafts.inputs_of(report_id, person_id), drafts.lines(report_id, person_id=person_id, limit=1)
    if found is None or not lines:
        raise Http404
    desk.reading([person_id], "trace")
    month, inputs = found
    result = law.calc(FORMULA, month, inputs)
    back = [*desk.crumbs(report), kit.Link(_("Periksa"), desk.at("review", report_id))]
    if report["bill_code"]:
        back = [kit.Link(_("Tagihan"), desk.bill(report["bill_code"]))]
    return desk.show("trace", {
        "report": report, "line": lines[0], "trace": result.trace.to_json(), "crumbs": back,
        "totals": totals(result.values), "total": result.values["total"],
        "sentence": _("Dari upah %(wage)s, iuran bulan ini %(total)s.") % {
            "wage": rupiah(inputs["wage"], lang()), "total": rupiah(result.values["total"], lang())},
    })  # fmt: skip


@require_POST
def finalise(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """Say that the report is right; refused rows may be left out if the employer says so."""
    desk.report(report_id)
    try:
        services.finalise(report_id, without_refused=bool(request.POST.get("tanpa_ditolak")), by=desk.by)
    except Refused as refused:
        messages.error(request, said(refused))
    else:
        messages.success(request, _("Laporan sudah final. Posting untuk menerbitkan tagihan; sampai saat itu masih"
                                    " dapat dibuka lagi."))  # fmt: skip
    return desk.go("review", report_id)


@require_POST
def reopen(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """Back to draft, as long as nothing is posted."""
    desk.report(report_id)
    try:
        services.reopen(report_id)
    except Refused as refused:
        messages.error(request, said(refused))
        return desk.go("review", report_id)
    messages.success(request, _("Laporan dibuka lagi sebagai konsep."))
    return desk.go("report", report_id)


@require_POST
def post(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """Make the bill."""
    desk.report(report_id)
    before = marks()
    try:
        bill = services.post(report_id, by=desk.by)
        enqueue_after(before, by=desk.by)
    except Refused as refused:
        messages.error(request, said(refused))
        return desk.go("review", report_id)
    messages.success(request, _("Laporan terbukukan dan tagihannya terbit."))
    return redirect(desk.bill(bill.code))
