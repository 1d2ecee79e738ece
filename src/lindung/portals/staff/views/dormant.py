"""Dormant accounts of the actor's offices, with what stands there; inviting their owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.format import number
from lindung.contributions.queries.dormant import MONTHS, dormant
from lindung.interop.dormant import invite as tell
from lindung.portals import kit
from lindung.portals.staff.scope import PAGE, as_number, lang, may, offices_of, query_of
from lindung.registry.queries import today


def _months(text: str | None) -> int:
    return min(max(as_number(text) or MONTHS, 1), 240)


@require_GET
@needs(Act.DORMANT_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """People without a contribution or payment for so many months whose account still earns."""
    day, months = today(), _months(request.GET.get("bulan"))
    found = dormant(
        offices_of(request), day, months=months, after=as_number(request.GET.get("sesudah")) or 0, limit=PAGE + 1
    )
    shown = found[:PAGE]
    reading(request, [r["person_id"] for r in shown], "staff.dormant")
    see = may(request, Act.PERSON_SEE)
    rows = [
        {
            "name": kit.Cell(
                r["name"],
                reverse("staff:person", args=[r["person_id"]]) if see else "",
                note=r["phone"] or r["email"] or _("tanpa nomor telepon"),
            ),
            "employer": r["employer"] or "–",
            "last": r["last_moved"],
            "balance": r["balance"],
            "invited": r["invited_at"],
        }
        for r in shown
    ]
    pager = kit.Pager(next=query_of(request, sesudah=shown[-1]["person_id"])) if len(found) > PAGE else None
    return page(
        request,
        "staff/dormant.html",
        {
            "as_of": day,
            "months": months,
            "may_invite": may(request, Act.DORMANT_INVITE),
            "table": kit.Table(
                _("Rekening tidur"),
                [
                    kit.Column("name", _("Peserta")),
                    kit.Column("employer", _("Perusahaan terakhir")),
                    kit.Column("last", _("Mutasi terakhir"), "date"),
                    kit.Column("balance", _("Saldo JHT"), "money"),
                    kit.Column("invited", _("Diundang"), "date"),
                ],
                rows,
                pager=pager,
                stack=True,
                show_caption=False,
                empty=_("Tidak ada rekening tidur."),
            ),
        },
    )


@require_POST
@needs(Act.DORMANT_INVITE)
def invite(request: HttpRequest) -> HttpResponse:
    """Tell all of them what stands in their account; once a year each."""
    made = tell(offices_of(request), today(), months=_months(request.POST.get("bulan")))
    messages.success(
        request,
        ngettext("%(n)s orang diundang.", "%(n)s orang diundang.", made) % {"n": number(made, lang=lang())},
    )
    return redirect("staff:dormant")
