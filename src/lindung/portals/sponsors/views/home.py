"""A sponsor's first page: what his money protects, how long it lasts, what is to be paid; his orders with their
codes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.format import date_long, number, rupiah
from lindung.portals import kit
from lindung.portals import orders as shown
from lindung.portals.sponsoring.cards import runway_chart
from lindung.portals.sponsoring.tables import alarm_table, own_agreement_table
from lindung.portals.sponsors.scope import PAGE, as_number, lang, sponsor_id_of, sponsor_of
from lindung.reach import queries
from lindung.registry import queries as registry
from lindung.segments import queries as segments


@require_GET
@needs(Act.SPONSOR_HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Everything that matters on one page."""
    sponsor, on = sponsor_of(request), registry.today()
    agreements = queries.agreements(sponsor_id=sponsor["id"], limit=PAGE, on=on)
    runways = queries.runways([a["id"] for a in agreements if a["valid_to"] >= on.replace(day=1)], on)
    counted = [r for r in runways.values() if r.people]
    first = min(counted, key=lambda r: (r.ends_on, r.agreement_id), default=None)
    waiting = segments.orders(kind="SPONSORED", status="OPEN", on=on, limit=PAGE)
    alarms = queries.alarms(sponsor_id=sponsor["id"], on=on, limit=PAGE)
    covered = sum(r["people"] for r in queries.covered_by_district(on) if r["sponsor_id"] == sponsor["id"])
    left = sum(r.left for r in runways.values())
    return render(
        request,
        "sponsors/home.html",
        {
            "sponsor": sponsor,
            "as_of": on,
            "soon": bool(alarms),
            "cards": [
                kit.Figure(_("Orang terlindungi hari ini"), number(covered, lang=lang()), on, icon="users"),
                kit.Figure(
                    _("Sisa anggaran"), rupiah(left, lang()), on, icon="wallet",
                    note=_("dari %(all)s") % {"all": rupiah(sum(r.budget for r in runways.values()), lang())},
                ),
                kit.Figure(
                    _("Menunggu dibayar"), rupiah(sum(int(o["total"]) for o in waiting), lang()), on, icon="qrcode",
                    note=_("%(n)s kode iuran") % {"n": number(len(waiting), lang=lang())},
                ),
                kit.Figure(
                    _("Uang cukup sampai"), date_long(first.ends_on, lang()) if first else "–", on, icon="clock",
                    note=next((a["number"] for a in agreements if first and a["id"] == first.agreement_id), ""),
                    tone="warn" if alarms else "neutral",
                ),
            ],
            "orders": shown.table_of(waiting, lambda code: reverse("sponsor:order", args=[code])) if waiting else None,
            "alarms": alarm_table(alarms, "sponsor") if alarms else None,
            "agreements": own_agreement_table(agreements, runways),
            "chart": runway_chart(first) if first else None,
        },
    )  # fmt: skip


@require_GET
@needs(Act.SPONSOR_HOME)
def orders(request: HttpRequest) -> HttpResponse:
    """All orders, newest first."""
    sponsor_id_of(request)
    on, before = registry.today(), as_number(request.GET.get("sebelum"))
    found = segments.orders(kind="SPONSORED", on=on, before=before, limit=PAGE + 1)
    more = f"?sebelum={found[PAGE - 1]['id']}" if len(found) > PAGE else ""
    table = shown.table_of(
        found[:PAGE],
        lambda code: reverse("sponsor:order", args=[code]),
        empty=_("Belum ada kode iuran. Buat dari halaman perjanjian."),
    )
    pager = kit.Pager(previous=request.path if before else "", next=more)
    return render(request, "sponsors/orders.html", {"table": table, "pager": pager, "as_of": on})


@require_GET
@needs(Act.SPONSOR_HOME)
def order(request: HttpRequest, code: str) -> HttpResponse:
    """One order: the code and QR until it is paid, whom it is for."""
    sponsor_id_of(request)
    found = segments.order(code)
    if found is None or found["kind"] != "SPONSORED":
        raise Http404
    crumbs = [kit.Link(_("Kode iuran"), reverse("sponsor:orders"))]
    drawn = shown.context(found, names_of=queries.listed_names)
    return render(request, "sponsors/order.html", drawn | {"as_of": registry.today(), "crumbs": crumbs})
