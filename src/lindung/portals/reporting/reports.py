"""Wage reports of an employer: the list, opening a month, the workspace of one report, giving one up, corrections."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.base.dates import month_of
from lindung.base.errors import Refused
from lindung.base.format import month_year, percent, rupiah
from lindung.contributions import queries, services
from lindung.contributions.queries import handins
from lindung.contributions.queries import listing as reports
from lindung.contributions.queries.months import first_month, months
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.papers import paper_answer
from lindung.portals.reporting.desk import Desk
from lindung.portals.reporting.forms import CorrectForm, MonthForm
from lindung.portals.reporting.words import (
    CHANNELS,
    EXITS,
    PAGE,
    REPORT_STATES,
    count,
    due_of,
    handed_in,
    in_words,
    kpj,
    lang,
    month_at,
    whole,
)
from lindung.registry import queries as registry

BACK = 24
LISTED = 8


def open_months(request: HttpRequest, desk: Desk) -> tuple[list[tuple[str, str]], str]:
    """Months of the last two years that may be reported, and an older one that is asked for, newest first, with what
    stands there, as choices; and the one that waits: the oldest with workers and no report, else an open draft, else
    the newest."""
    firm, today = desk.firm, registry.today()
    found = months(firm.pk, first_month(firm.registered_on, today, BACK), month_of(today))
    asked = _asked(request)
    older = asked is not None and month_of(firm.registered_on) <= asked < found[-1].month
    choices = []
    for m in [*found, *(months(firm.pk, asked, asked) if older and asked else [])]:
        note = {"DRAFT": _("lanjutkan konsep"), "READING": _("sedang dibaca"), "FINALISED": _("sudah final")}.get(
            m.status, _("sudah terbukukan") if m.posted else ""
        )
        choices.append((f"{m.month:%Y-%m}", month_year(m.month, lang()) + (f" ({note})" if note else "")))
    wanted = next((m for m in reversed(found) if m.state(today) == "MISSING"), None) or next(
        (m for m in found if m.status in ("DRAFT", "READING")), found[0]
    )
    return choices, f"{wanted.month:%Y-%m}"


def _asked(request: HttpRequest) -> date | None:
    """The month that a form or an address names, if it is one."""
    try:
        return date.fromisoformat(f"{(request.POST.get('bulan') or request.GET.get('bulan') or '')[:7]}-01")
    except ValueError:
        return None


@require_GET
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All reports, newest first, and a form to open a month."""
    firm, today = desk.firm, registry.today()
    choices, wanted = open_months(request, desk)
    form = MonthForm(months=choices, initial={"bulan": request.GET.get("bulan") or wanted})
    found = reports.reports(employer_id=firm.pk, after=whole(request.GET.get("sesudah")) or None, limit=PAGE + 1)
    return desk.show("reports", {
        "firm": firm, "as_of": today, "crumbs": desk.above(), "form": form, "table": _table(desk, found),
        "first": f"{month_of(firm.registered_on):%Y-%m}", "last": f"{today:%Y-%m}",
        "may_open": desk.may(Act.EMPLOYER_REPORT), "months": desk.months(),
    })  # fmt: skip


def _table(desk: Desk, found: list[dict[str, Any]]) -> kit.Table:
    rows, by_office = [], handins.of_reports([r["id"] for r in found[:PAGE]])
    for r in found[:PAGE]:
        word, tone = in_words(REPORT_STATES, r["status"])
        version = _("laporan pertama") if r["version"] == 1 else _("pembetulan ke-%(n)s") % {"n": r["version"] - 1}
        rows.append(kit.Row({
            "month": kit.Cell(month_year(r["month"], lang()), desk.address(r), note=version),
            "status": kit.Cell(word, note=r["reason"]),
            "channel": kit.Cell(CHANNELS.get(r["channel"], r["channel"]), note=by_office[r["id"]]["office"]
                                if r["id"] in by_office else ""),
            "good": r["rows_good"], "refused": r["rows_refused"],
            "bill": kit.Cell(r["bill_code"], desk.bill(r["bill_code"])) if r["bill_code"] else "",
        }, tone=tone if tone in ("warn", "bad") else "neutral"))  # fmt: skip
    more = f"?sesudah={found[PAGE - 1]['id']}" if len(found) > PAGE else ""
    return kit.Table(
        _("Riwayat laporan"),
        [kit.Column("month", _("Bulan")), kit.Column("status", _("Keadaan")), kit.Column("channel", _("Cara")),
         kit.Column("good", _("Baris diterima"), "number"), kit.Column("refused", _("Baris ditolak"), "number"),
         kit.Column("bill", _("Kode tagihan"), "code")],
        rows, stack=True, empty=_("Belum ada laporan. Buka laporan pertama di atas."),
        pager=kit.Pager(next=more) if more else None,
    )  # fmt: skip


@require_POST
def open_month(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Open the month's report, or go to the one there is."""
    form = MonthForm(request.POST, months=open_months(request, desk)[0])
    if not form.is_valid():
        messages.error(request, _("Pilih bulan yang ada dalam daftar."))
        return desk.go("reports")
    month = month_at(form.cleaned_data["bulan"])
    before = [r for r in reports.reports(employer_id=desk.employer_id, month=month) if r["status"] != "DISCARDED"]
    if before:
        if before[0]["status"] == "POSTED":
            return desk.go("correct", f"{month:%Y-%m}")
        return redirect(desk.address(before[0]))
    try:
        report = desk.open(month)
    except Refused as refused:
        messages.error(request, said(refused))
        return desk.go("reports")
    messages.success(request, _("Laporan dibuka dengan pekerja dan upah bulan sebelumnya. Ubah yang berubah saja."))
    return desk.go("report", report.pk)


def correct(request: HttpRequest, desk: Desk, month: str) -> HttpResponse:
    """Open a correction of a posted month, with its reason."""
    firm, day = desk.firm, month_at(month)
    before = [r for r in reports.reports(employer_id=firm.pk, month=day) if r["status"] != "DISCARDED"]
    if before and before[0]["status"] != "POSTED":
        return redirect(desk.address(before[0]))
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            report = desk.open(day, form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Pembetulan dibuka. Tagihan lama tetap; hanya selisihnya yang ditagih."))
            return desk.go("report", report.pk)
    return desk.show("correct", {
        "month": day, "form": form, "posted": before[0] if before else None, "crumbs": desk.crumbs(),
    }, status=422 if form.errors else 200)  # fmt: skip


def steps(desk: Desk, report: dict[str, Any], now: int) -> list[kit.Step]:
    """The four stages of a report; `now` counts from 0."""
    names = [_("Isi"), _("Perbaiki"), _("Periksa dan finalkan"), _("Bayar")]
    links = [
        desk.at("report", report["id"]), desk.at("refused", report["id"]),
        desk.at("review", report["id"]), "",
    ]  # fmt: skip
    return [
        kit.Step(name, "done" if n < now else "now" if n == now else "next", links[n]) for n, name in enumerate(names)
    ]


@require_GET
def workspace(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """A report against the month before: who joined, left, earns otherwise; and the ways to change it."""
    report = desk.report(report_id)
    if report["status"] == "READING":
        return desk.go("progress", report_id)
    changed = queries.comparison(report_id, LISTED)
    assert changed is not None
    word, tone = in_words(REPORT_STATES, report["status"])
    below, by_office = queries.warnings(report_id, 6), handins.of_reports([report_id]).get(report_id)
    named = (changed.joiners, changed.leavers, changed.changed, changed.back_pays, changed.missing, below)
    desk.reading({r["person_id"] for listed in named for r in listed}, "report")
    return desk.show("report", {
        "report": report, "word": word, "tone": tone, "steps": steps(desk, report, 1 if report["rows_refused"] else 0),
        "figures": figures(changed), "panels": _panels(desk, report, changed), "changed": changed,
        "below": [(b, desk.at("line", report_id, b["person_id"]), b[lang()]) for b in below],
        "due": due_of(report["month"]), "as_of": registry.today(), "crumbs": desk.crumbs(),
        "editable": report["status"] == "DRAFT" and desk.may(Act.EMPLOYER_REPORT, report),
        "by_office": by_office, "handed_in": handed_in(by_office) if by_office else "",
    })  # fmt: skip


def figures(changed: queries.Comparison) -> list[kit.Figure]:
    """Headcount and wages with their change."""

    def against(now: int, before: int, shown: Any) -> str:
        if changed.against is None:
            return _("Laporan pertama")
        say = {"change": f"{'+' if now > before else ''}{shown(now - before)}",
               "share": percent(now - before, before, 1, lang()) if before else "–",
               "month": month_year(changed.against, lang())}  # fmt: skip
        return _("%(change)s (%(share)s) dibanding %(month)s") % say

    def money(value: int) -> str:
        return rupiah(value, lang())

    joined, left = changed.counts["joiners"], changed.counts["leavers"]
    return [
        kit.Figure(_("Pekerja"), count(changed.workers), icon="users",
                   note=against(changed.workers, changed.workers_before, count)),
        kit.Figure(_("Jumlah upah"), money(changed.wages), icon="cash",
                   note=against(changed.wages, changed.wages_before, money)),
        kit.Figure(_("Rapel"), money(changed.back_pay), icon="coins",
                   note=_("%(n)s pekerja") % {"n": count(changed.counts["back_pays"])}),
        kit.Figure(_("Masuk dan keluar"), f"+{count(joined)} / −{count(left)}", icon="switch-horizontal",
                   note=_("masuk / keluar")),
    ]  # fmt: skip


def _panels(desk: Desk, report: dict[str, Any], changed: queries.Comparison) -> list[tuple[str, str, kit.Table]]:
    """One table for each kind of change, those with rows first."""
    kinds: dict[str, tuple[str, str, list[dict[str, Any]], list[kit.Column]]] = {
        "masuk": (_("Pekerja masuk"), "joiners", changed.joiners,
                  [kit.Column("start", _("Mulai"), "date"), kit.Column("wage", _("Upah"), "money")]),
        "keluar": (_("Pekerja keluar"), "leavers", changed.leavers,
                   [kit.Column("end", _("Hari terakhir"), "date"), kit.Column("reason", _("Alasan"))]),
        "upah": (_("Upah berubah"), "changed", changed.changed,
                 [kit.Column("last", _("Semula"), "money"), kit.Column("wage", _("Menjadi"), "money"),
                  kit.Column("change", _("Selisih"), "money")]),
        "rapel": (_("Rapel"), "back_pays", changed.back_pays, [kit.Column("back", _("Rapel"), "money")]),
        "hilang": (_("Tidak dilaporkan bulan ini"), "missing", changed.missing,
                   [kit.Column("last", _("Upah sebelumnya"), "money")]),
    }  # fmt: skip
    made = []
    for key, (title, kind, listed, columns) in kinds.items():
        if not listed:
            continue
        rows = []
        for r in listed:
            href = desk.at("line", report["id"], r["person_id"]) if key != "hilang" else ""
            rows.append(kit.Row({
                "name": kit.Cell(r["name"], href, note=kpj(r["kpj"])),
                "last": r["before"], "wage": r["wage"], "change": (r["wage"] or 0) - (r["before"] or 0),
                "back": r["back_pay"], "start": r["start_on"], "end": r["end_on"],
                "reason": EXITS.get(r["exit_reason"] or "", ""),
            }))  # fmt: skip
        total = changed.counts[kind]
        note = _("Ditampilkan %(shown)s dari %(total)s.") % {"shown": count(len(rows)), "total": count(total)}
        table = kit.Table(
            title, [kit.Column("name", _("Pekerja")), *columns], rows, stack=True, show_caption=False,
            pager=kit.Pager(shown=note) if total > len(rows) else None,
        )  # fmt: skip
        made.append((key, f"{title}: {count(total)}", table))
    return made


def discard(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """Give a report up that is not posted; asked once more before."""
    report = desk.report(report_id)
    if request.method == "POST":
        try:
            services.discard(report_id, desk.given_up)
        except Refused as refused:
            messages.error(request, said(refused))
            return redirect(desk.address(report))
        messages.success(request, _("Konsep laporan tidak dipakai lagi. Bulan itu dapat dibuka kembali."))
        return desk.go("reports")
    return desk.show("discard", {"report": report, "crumbs": desk.crumbs(report)})


@require_GET
def paper(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """The paper by which the branch filled the report in."""
    desk.report(report_id)
    by_office = handins.of_reports([report_id]).get(report_id)
    found = registry.file(by_office["file_id"]) if by_office and by_office["file_id"] else None
    if found is None:
        raise Http404
    return paper_answer(found)
