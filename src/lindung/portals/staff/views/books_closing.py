"""Closing a month of the books: what is proved, what it waits for, the months closed so far."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs
from lindung.base.db import system
from lindung.base.errors import Refused
from lindung.base.format import month_year
from lindung.batch import queries as runs
from lindung.interop import month_runs
from lindung.interop.runs.closing import under_way
from lindung.ledger import queries
from lindung.ledger.queries import journal
from lindung.portals import kit
from lindung.portals.kit.forms import said
from lindung.portals.staff.scope import as_date, lang, may, me, offices_of
from lindung.portals.staff.views.runs import KINDS, shown
from lindung.registry.queries import today


@require_GET
@needs(Act.BOOKS_SEE)
def show(request: HttpRequest) -> HttpResponse:
    """The month that is closed next, the months closed, and the proofs of one of them, else of the latest run."""
    with system():
        month, others = journal.month_to_close(today()), journal.offices_with_books() - set(offices_of(request))
    chosen = as_date(f"{request.GET.get('bulan', '')}-01")
    last = runs.progress_of(month_runs.closing_key(chosen)) if chosen else runs.latest("close-books:")
    wanted = may(request, Act.BOOKS_CLOSE) and not others
    closed = journal.closings()
    names = usernames(r["made_by"] for r in closed)
    credited = {(r["fund"], r["period"]) for r in queries.credited_returns() if r["kind"] == "RETURN"}
    return page(
        request,
        "staff/books_closing.html",
        {
            "month": month, "name": month_year(month, lang()) if month else "", "may_close": wanted and month,
            "others": len(others) if may(request, Act.BOOKS_CLOSE) else 0,
            "waiting": [
                kit.Link(f"{KINDS.get(r.kind, r.kind)} #{r.id}", reverse("staff:run", args=[r.id])) for r in under_way()
            ],
            "not_credited": month is not None and ("JHT", f"{month:%Y-%m}") not in credited,
            "job": shown(last, reverse("staff:run", args=[last.id])) if last else None,
            "run": last, "job_month": _month_of(last), "proofs": _proofs(last) if last else None,
            "closings": kit.Table(
                _("Bulan yang sudah ditutup"),
                [
                    kit.Column("month", _("Bulan")), kit.Column("made_at", _("Ditutup"), "date"),
                    kit.Column("accounts", _("Saldo akun"), "number"), kit.Column("amount", _("Jumlah debit"), "money"),
                    kit.Column("proofs", _("Bukti")),
                ],
                [
                    {
                        "month": kit.Cell(
                            month_year(r["closed_on"], lang()),
                            reverse("staff:books") + f"?dari={r['closed_on']:%Y-%m}-01&sampai={r['closed_on']}",
                            note=names.get(r["made_by"], ""),
                        ),
                        "made_at": r["made_at"], "accounts": r["accounts"], "amount": r["amount"],
                        "proofs": kit.Cell(_("Lihat bukti"), f"?bulan={r['closed_on']:%Y-%m}#bukti"),
                    }
                    for r in closed
                ],
                stack=True, show_caption=False, empty=_("Belum ada bulan yang ditutup."),
            ),
            "crumbs": [kit.Link(_("Buku"), reverse("staff:books"))],
        },
    )  # fmt: skip


def _month_of(run: runs.Progress | None) -> str:
    found = as_date(f"{run.key.removeprefix('close-books:')}-01") if run else None
    return month_year(found, lang()) if found else ""


def _proofs(run: runs.Progress) -> kit.Table:
    """What the run proved so far, what differs first."""
    kept: dict[str, dict[str, Any]] = run.totals.get("proofs", {})
    order = sorted(kept.items(), key=lambda p: (p[1]["holds"], p[0]))
    return kit.Table(
        _("Bukti"),
        [
            kit.Column("what", _("Bukti")), kit.Column("left", _("Kiri"), "number"),
            kit.Column("right", _("Kanan"), "number"), kit.Column("state", _("Hasil"), "status"),
        ],
        [
            kit.Row(
                {
                    "what": kit.Cell(p["en" if lang() == "en" else "id"], note=name), "left": p["left"],
                    "right": p["right"], "state": kit.Cell("HOLDS" if p["holds"] else "DIFFERS"),
                },
                tone="neutral" if p["holds"] else "bad",
            )
            for name, p in order
        ],
        stack=True, show_caption=False, empty=_("Belum ada yang dibuktikan."),
    )  # fmt: skip


@require_POST
@needs(Act.BOOKS_CLOSE)
def start(request: HttpRequest) -> HttpResponse:
    """Order the closing of a month; the same month again is the same run."""
    month = as_date(f"{request.POST.get('bulan', '')}-01")
    if month is None:
        messages.error(request, _("Pilih bulan yang ditutup."))
        return redirect("staff:books_closing")
    try:
        run = month_runs.start_closing(month, offices_of(request), by=me(request))
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:books_closing")
    return redirect("staff:run", run_id=run.pk)
