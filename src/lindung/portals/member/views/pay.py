"""Paying for oneself: how I stand as a non-wage earner, choosing months, the order with its code, what I paid."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, number, rupiah
from lindung.portals import kit, orders
from lindung.portals.member.views.common import lang, person_of
from lindung.portals.member.views.migrant import placements
from lindung.registry.queries import today
from lindung.segments import queries, services
from lindung.segments.settings import MONTHS_AT_ONCE

CHOICES = (1, 3, 6, 12)
STATES = {
    "NEVER": (later("Belum pernah membayar"), "warn"),
    "PAID": (later("Terlindungi, iuran lunas"), "ok"),
    "ARREARS": (later("Ada bulan yang belum dibayar"), "warn"),
    "LAPSED": (later("Tidak terlindungi: kepesertaan gugur"), "bad"),
}
EFFECTS = {
    "JKK_CARE_NOW": later("Bila terjadi kecelakaan kerja, perawatan tetap langsung diberikan."),
    "JKK_CASH_AFTER": later("Santunan uang menunggu sampai tunggakan dilunasi."),
    "JKM_FUNERAL_NOW": later("Bila meninggal, biaya pemakaman langsung dibayar."),
    "JKM_REST_AFTER": later("Santunan lainnya menunggu sampai ahli waris melunasi tunggakan."),
    "JKK_NONE": later("Kecelakaan kerja tidak dijamin."),
    "JKM_NONE": later("Santunan kematian tidak dijamin."),
}


class MonthsForm(forms.Form):
    """How many months to pay."""

    months = forms.TypedChoiceField(label=later("Bayar untuk berapa bulan?"), coerce=int, widget=forms.RadioSelect)
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=40)


@require_http_methods(["GET", "POST"])
@needs(Act.MEMBER_PAY)
def pay(request: HttpRequest) -> HttpResponse:
    """How I stand, and an order for the months I choose."""
    person = person_of(request)
    on = today()
    stand = queries.bpu_standing(person["id"], on)
    abroad = placements((person["id"], *actor_of(request).merged), on)
    if stand is None:
        return render(request, "member/pay_none.html", {"person": person, "as_of": on, "placements": abroad})
    quotes = {n: services.quote_bpu(person["id"], n, on) for n in _offered(stand)} if not person["died_on"] else {}
    form = MonthsForm(request.POST or None, initial={"months": 1, "client_key": uuid.uuid4().hex})
    form.fields["months"].choices = [(n, _choice(n, q)) for n, q in quotes.items()]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = services.order_bpu(person["id"], asked["months"], f"portal:{person['id']}:{asked['client_key']}")
        except Refused as refused:
            form.add_error(None, refused.text(lang()))
        else:
            return redirect("member:pay_order", code=made.code)
    word, tone = STATES[stand.status]
    found = queries.orders(person_id=stand.person_id, limit=24)

    def href(code: str) -> str:
        return reverse("member:pay_order", args=[code])

    context = {
        "stand": stand,
        "as_of": on,
        "word": word,
        "tone": tone,
        "entries": _entries(stand),
        "effects": [EFFECTS[e] for e in stand.effects if e in EFFECTS] if stand.status != "NEVER" else [],
        "form": form if quotes else None,
        "waiting": orders.waiting(found, href),
        "orders": orders.table_of(found, href),
        "placements": abroad,
    }
    return render(request, "member/pay.html", context, status=422 if form.errors else 200)


def _offered(stand: queries.BpuStanding) -> list[int]:
    """The usual choices, and as many months as bring the arrears to an end."""
    most = MONTHS_AT_ONCE.value
    return sorted({n for n in (*CHOICES, stand.asked_arrears) if 1 <= n <= most})


def _choice(months: int, quote: services.Quote) -> str:
    count = ngettext("%(n)s bulan iuran", "%(n)s bulan iuran", months) % {"n": number(months, lang=lang())}
    told = {
        "count": count,
        "total": rupiah(quote.total, lang()),
        "first": month_year(quote.first_month, lang()),
        "last": month_year(quote.last_month, lang()),
    }
    if months == 1:
        return _("%(count)s: %(total)s, untuk %(first)s") % told
    return _("%(count)s: %(total)s, %(first)s sampai %(last)s") % told


def _entries(stand: queries.BpuStanding) -> list[kit.Entry]:
    found = []
    if stand.paid_end:
        found.append(kit.Entry(_("Lunas sampai"), date_long(stand.paid_end, lang())))
    if stand.covered_until:
        term = _("Gugur sejak") if stand.status == "LAPSED" else _("Hak berakhir bila tidak membayar lagi")
        found.append(kit.Entry(term, date_long(stand.covered_until, lang())))
    if stand.arrears_months:
        found.append(kit.Entry(_("Bulan menunggak"), number(stand.arrears_months, lang=lang())))
    for job in stand.jobs:
        note = _("angkutan") if job["transport"] else ""
        found.append(kit.Entry(job["occupation"], rupiah(job["income"], lang()), note, source=job["district"]))
    found.append(kit.Entry(_("Program"), "JKK, JKM, JHT" if stand.jht else "JKK, JKM"))
    return found


@require_GET
@needs(Act.MEMBER_PAY)
def order(request: HttpRequest, code: str) -> HttpResponse:
    """One order of mine: the code and QR until it is paid, then what it paid."""
    person = person_of(request)
    found = queries.order(code)
    if found is None or found["person_id"] not in (person["id"], *actor_of(request).merged):
        raise Http404
    context: dict[str, Any] = orders.context(found) | {
        "as_of": today(),
        "crumbs": [kit.Link(_("Bayar iuran"), reverse("member:pay"))],
    }
    return render(request, "member/pay_order.html", context)
