"""One agreement of a sponsor: money month by month, orders, people; ordering months, taking somebody off the list."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.format import number, rupiah
from lindung.portals import kit
from lindung.portals.kit.tables import with_query
from lindung.portals.sponsoring import acts, forms
from lindung.portals.sponsoring.cards import runway_cards, runway_chart
from lindung.portals.sponsoring.tables import agreement_entries, budget_table, order_table, people_table, proposal_table
from lindung.portals.sponsors.scope import PAGE, agreement_of, as_number, form_page, lang, me
from lindung.reach import queries
from lindung.registry import queries as registry


@require_GET
@needs(Act.SPONSOR_SEE_OWN)
def show(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """How long the money lasts, budget, orders, people, lists and proposals."""
    found, on = agreement_of(request, agreement_id), registry.today()
    runway = queries.runway(agreement_id, on)
    if runway is None:
        raise Http404
    after = as_number(request.GET.get("sesudah")) or 0
    people = queries.people(agreement_id, after=after, limit=PAGE + 1, on=on)
    pager = kit.Pager(
        previous=with_query(request.GET, sesudah=None) if after else "",
        next=with_query(request.GET, sesudah=people[PAGE - 1]["id"]) if len(people) > PAGE else "",
    )
    proposed = queries.proposals(agreement_id=agreement_id, limit=12)
    return render(
        request,
        "sponsors/agreement.html",
        {
            "agreement": found,
            "as_of": on,
            "soon": bool(queries.alarms(agreement_id=agreement_id, on=on, limit=1)),
            "ending": bool(found["workers"] == "VULNERABLE" and queries.ending(agreement_id, on, limit=1)),
            "cards": runway_cards(runway, on),
            "chart": runway_chart(runway),
            "entries": agreement_entries(found),
            "budget": budget_table(queries.budget(agreement_id, on)),
            "orders": order_table(queries.agreement_orders(agreement_id, on=on), "sponsor"),
            "people": people_table(people[:PAGE], agreement_id, True, pager, "sponsor:end"),
            "lists": queries.lists_taken(agreement_id),
            "proposals": proposal_table(proposed, "sponsor:proposal") if proposed else None,
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_ORDER)
def order_new(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Order one month or several, within the budget."""
    found = agreement_of(request, agreement_id)
    runway = queries.runway(agreement_id)
    start = {"first_month": runway.next_month} if runway else {}
    form = forms.OwnOrderForm(request.POST or None, initial=start | {"client_key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        code = acts.order(form, agreement_id, me(request))
        if code is not None:
            return redirect("sponsor:order", code=code)
    lead = (
        _("%(people)s orang, %(cost)s sebulan; sisa anggaran %(left)s.")
        % {
            "people": number(runway.people, lang=lang()),
            "cost": rupiah(runway.monthly_cost, lang()),
            "left": rupiah(runway.left, lang()),
        }
        if runway
        else ""
    )
    return form_page(request, form, _("Buat kode iuran"), _("Buat kode iuran"), found, lead=lead)


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_LIST)
def end(request: HttpRequest, agreement_id: int, beneficiary_id: int) -> HttpResponse:
    """Somebody leaves the list."""
    found = agreement_of(request, agreement_id)
    one = next(iter(queries.people(agreement_id, after=beneficiary_id - 1, limit=1)), None)
    if one is None or one["id"] != beneficiary_id:
        raise Http404
    form = forms.EndForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and acts.end_person(form, agreement_id, beneficiary_id, me(request))
    ):
        messages.success(request, _("%(name)s keluar dari daftar.") % {"name": one["name"]})
        return redirect("sponsor:agreement", agreement_id=agreement_id)
    return form_page(request, form, _("Keluarkan %(name)s dari daftar") % {"name": one["name"]}, _("Keluarkan"), found)
