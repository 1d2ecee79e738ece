"""Orders of all segments: lists, one with its code, withdrawing it, and the money that waits for one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.base.format import number, rupiah
from lindung.portals import kit
from lindung.portals import orders as shown
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.forms import ReasonForm
from lindung.portals.staff.scope import PAGE, as_number, lang, may, me, offices_of, query_of
from lindung.registry import queries as registry
from lindung.segments import queries, services
from lindung.segments.errors import REASONS


@require_GET
@needs(Act.SEGMENT_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Orders by kind and state, and the money that waits for one."""
    offices, on = offices_of(request), registry.today()
    kind, status = request.GET.get("jenis", ""), request.GET.get("keadaan", "")
    kind = kind if kind in shown.KINDS else ""
    status = status if status in shown.STATUSES else ""
    before = as_number(request.GET.get("sebelum"))
    found = queries.orders(kind=kind, status=status, office_ids=offices, on=on, before=before, limit=PAGE + 1)
    total = queries.orders_total(kind=kind, status=status, office_ids=offices, on=on)
    table = shown.table_of(
        found[:PAGE],
        lambda code: reverse("staff:order", args=[code]),
        payer=True,
        empty=_("Tidak ada yang cocok.") if kind or status else _("Belum ada pesanan iuran."),
    )
    more = query_of(request, sebelum=found[PAGE - 1]["id"]) if len(found) > PAGE else ""
    back = query_of(request, sebelum=None) if before else ""
    waiting = queries.waiting(offices, limit=PAGE)
    return page(
        request,
        "staff/orders.html",
        {
            "as_of": on,
            "kinds": shown.KINDS,
            "statuses": {k: v[0] for k, v in shown.STATUSES.items()},
            "kind": kind,
            "status": status,
            "figures": [
                kit.Figure(_("Pesanan"), number(total["orders"], lang=lang()), on, icon="file-invoice"),
                kit.Figure(_("Jumlah"), rupiah(total["amount"], lang()), on, icon="coins"),
            ],
            "table": table,
            "pager": kit.Pager(previous=back, next=more),
            "waiting": _waiting(waiting) if waiting else None,
        },
    )


def _waiting(found: list[dict[str, Any]]) -> kit.Table:
    english = lang() == "en"
    return kit.Table(
        _("Uang dengan kode iuran yang menunggu"),
        [
            kit.Column("day", _("Diterima"), "date"),
            kit.Column("code", _("Kode iuran"), "code"),
            kit.Column("rest", _("Jumlah"), "money"),
            kit.Column("why", _("Mengapa menunggu")),
        ],
        [
            {
                "day": w["received_on"],
                "code": kit.Cell(
                    shown.code_shown(w["code"]),
                    reverse("staff:order", args=[w["code"]]) if w["order_id"] else "",
                    note=w["reference"],
                ),
                "rest": w["rest"],
                "why": REASONS[w["reason"]][english] if w["reason"] else _("Sedang dicocokkan"),
            }
            for w in found
        ],
        stack=True,
        show_caption=False,
    )


@require_GET
@needs(Act.SEGMENT_SEE)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One order: code, QR, lines, what became of it. The one code of a micro-enterprise leads to its owner's order."""
    joint = queries.joint(code)
    if joint is not None and joint["order_code"]:
        messages.info(
            request,
            _("Kode %(code)s membayar pesanan pemilik ini dan tagihan pekerja %(bill)s sekaligus: %(total)s.")
            % {
                "code": shown.code_shown(code),
                "bill": joint["bill_code"] or "–",
                "total": rupiah(joint["total"], lang()),
            },
        )
        return redirect("staff:order", code=joint["order_code"])
    return _order(request, code)


def _order(request: HttpRequest, code: str, form: ReasonForm | None = None) -> HttpResponse:
    found = queries.order(code)
    if found is None:
        raise Http404
    if found["person_id"]:
        reading(request, found["person_id"], "order", code)
    cancel = found["status"] in ("OPEN", "EXPIRED") and may(request, Act.SEGMENT_ORDER)
    context = shown.context(found) | {
        "as_of": registry.today(),
        "form": form or (ReasonForm() if cancel else None),
        "crumbs": [kit.Link(_("Pesanan"), reverse("staff:orders"))],
    }
    return page(request, "staff/order.html", context, status=422 if form is not None and form.errors else 200)


@require_POST
@needs(Act.SEGMENT_ORDER)
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw an order that is not paid."""
    found = queries.order(code)
    if found is None:
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.cancel_order(found["id"], form.cleaned_data["reason"], by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Pesanan dibatalkan; kodenya tidak menerima uang lagi."))
            return redirect("staff:order", code=code)
    return _order(request, code, form)
