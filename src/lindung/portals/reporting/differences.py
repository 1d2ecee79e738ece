"""A correction read as differences: who changes, by how much in each programme, and what it does to their accounts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.base.format import date_long, rupiah
from lindung.contributions.queries import differences
from lindung.portals import kit
from lindung.portals.reporting.desk import Desk
from lindung.portals.reporting.words import PAGE, PARTS, REPORT_STATES, count, in_words, kpj, lang, whole
from lindung.registry import queries as registry

FUNDS = {
    "jkk": ("jkk",), "jkm": ("jkm",), "jht": ("jht_employer", "jht_worker"), "jp": ("jp_employer", "jp_worker"),
}  # fmt: skip
"""Programmes of a worker's row; who pays which part stands above the table."""


def _signed(amount: int) -> str:
    return ("+" if amount > 0 else "") + rupiah(amount, lang())


@require_GET
def differences_of(request: HttpRequest, desk: Desk, report_id: int) -> HttpResponse:
    """What changes per worker and programme, before and after the correction is posted."""
    report = desk.report(report_id)
    found = differences.totals(report_id)
    if found is None or report["version"] == 1:
        raise Http404
    after, today = whole(request.GET.get("sesudah")), registry.today()
    listed = differences.workers(report_id, after=after, limit=PAGE + 1)
    desk.reading([r["person_id"] for r in listed[:PAGE]], "differences")
    word, tone = in_words(REPORT_STATES, report["status"])
    return desk.show("differences", {
        "report": report, "word": word, "tone": tone, "posted": report["status"] == "POSTED", "as_of": today,
        "figures": [
            kit.Figure(_("Pekerja yang berubah"), count(found["workers"]), today, icon="users", tone="info"),
            kit.Figure(_("Ditagih lagi"), rupiah(found["more"], lang()), today, icon="file-invoice"),
            kit.Figure(_("Dikembalikan ke rekening iuran"), rupiah(-found["less"], lang()), today, icon="receipt"),
            kit.Figure(_("Selisih tagihan"), _signed(found["total"]), today, icon="scale",
                       tone="warn" if found["total"] > 0 else "ok"),
        ],
        "programmes": [kit.Entry(name, _signed(found[f"diff_{key}"]), note) for key, name, note in PARTS],
        "table": kit.Table(
            _("Perubahan setiap pekerja"),
            [kit.Column("name", _("Pekerja")), kit.Column("wage", _("Upah dan rapel")),
             *[kit.Column(key, key.upper()) for key in FUNDS],
             kit.Column("total", _("Selisih")), kit.Column("in_jht", _("Rekening JHT")),
             kit.Column("in_jp", _("Rekening JP"))],
            [_row(r) for r in listed[:PAGE]], stack=True,
            empty=_("Pembetulan ini tidak mengubah iuran siapa pun."),
            pager=kit.Pager(next=f"?sesudah={listed[PAGE - 1]['person_id']}") if len(listed) > PAGE else None,
        ),
        "crumbs": [*desk.crumbs(report), kit.Link(_("Periksa"), desk.at("review", report_id))],
    })  # fmt: skip


def _account(r: dict[str, Any], name: str) -> kit.Cell:
    """What stands in the member's account for the month, and what will once the month is paid."""
    now, due = r[f"{name}_credited"], r[f"{name}_due"]
    words = _("menjadi %(due)s setelah lunas") % {"due": rupiah(due, lang())} if due != now else _("sudah sesuai")
    return kit.Cell(rupiah(now, lang()), note=words)


def _move(r: dict[str, Any]) -> str:
    """What the correction says of coming and going, in words; empty where it says nothing new."""
    if r["before_named"] != r["after_named"]:
        if r["after_named"] and r["after_start"]:
            return _("sekarang dilaporkan, mulai %(day)s") % {"day": date_long(r["after_start"], lang())}
        return _("sekarang dilaporkan") if r["after_named"] else _("tidak lagi dilaporkan bulan ini")
    if r["after_start"]:
        return _("mulai %(day)s") % {"day": date_long(r["after_start"], lang())}
    before, now = r["before_end"], r["after_end"]
    if before == now:
        return ""
    if now is None:
        return _("keluar %(day)s dibatalkan") % {"day": date_long(before, lang())}
    if before is None:
        return _("keluar %(day)s") % {"day": date_long(now, lang())}
    return _("keluar %(day)s, semula %(was)s") % {"day": date_long(now, lang()), "was": date_long(before, lang())}


def _row(r: dict[str, Any]) -> kit.Row:
    """One worker: from → to where it changes, and the account with what comes once everything is paid."""
    before, now = r["before_wage"], r["after_wage"]
    cells: dict[str, Any] = {
        "name": kit.Cell(r["name"], note=" · ".join(x for x in (kpj(r["kpj"]), _move(r)) if x)),
        "wage": kit.Cell(rupiah(now, lang()), note=_("semula %(was)s") % {"was": rupiah(before, lang())}
                         if before != now else ""),
        "total": kit.Cell(_signed(r["total_after"] - r["total_before"]),
                          note=_("menjadi %(now)s") % {"now": rupiah(r["total_after"], lang())}),
        "in_jht": _account(r, "jht"), "in_jp": _account(r, "jp"),
    }  # fmt: skip
    for key, columns in FUNDS.items():
        before, after = (sum(r[f"{side}_{c}"] for c in columns) for side in ("before", "after"))
        cells[key] = kit.Cell(_signed(after - before) if after != before else "–", note=rupiah(after, lang()))
    return kit.Row(cells, tone="warn" if r["total_after"] > r["total_before"] else "neutral")
