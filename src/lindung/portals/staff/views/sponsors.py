"""Sponsors at the branch: registers, an agreement with its runway and people, lists with their answers, orders."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import party_users
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, number
from lindung.interop import month_runs
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.login_words import acting
from lindung.portals.sponsoring import acts
from lindung.portals.sponsoring import forms as sponsor_forms
from lindung.portals.sponsoring.cards import list_cards, runway_cards, runway_chart
from lindung.portals.sponsoring.tables import (
    agreement_entries,
    agreement_table,
    alarm_table,
    answer_table,
    budget_table,
    duty_table,
    order_table,
    people_table,
    proposal_entries,
    proposal_table,
    sponsor_table,
)
from lindung.portals.staff.scope import PAGE, as_number, lang, may, me, offices_of, own_office, query_of
from lindung.portals.staff.views.segments.forms import served_districts
from lindung.reach import queries, services
from lindung.reach.models import Agreement, Sponsor
from lindung.registry import queries as registry

Found = dict[str, Any]


def _sponsor(sponsor_id: int) -> Found:
    found = queries.sponsor(sponsor_id)
    if found is None:
        raise Http404
    return found


def _agreement(agreement_id: int) -> Found:
    found = queries.agreement(agreement_id)
    if found is None:
        raise Http404
    return found


def _crumbs(found: Found | None = None) -> list[kit.Link]:
    crumbs = [kit.Link(_("Sponsor"), reverse("staff:sponsors"))]
    if found:
        crumbs.append(kit.Link(found["sponsor"], reverse("staff:sponsor", args=[found["sponsor_id"]])))
        crumbs.append(kit.Link(found["number"], reverse("staff:agreement", args=[found["id"]])))
    return crumbs


def _form_page(request: HttpRequest, form: forms.Form, title: str, button: str, back: str, crumbs: Any) -> HttpResponse:
    return render(
        request,
        "staff/sponsor_form.html",
        {"form": form, "title": title, "button": button, "back": back, "crumbs": crumbs},
        status=422 if request.method == "POST" else 200,
    )


@require_GET
@needs(Act.SPONSOR_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Sponsors of the offices, newest first, with the alarms of budgets that end."""
    offices, on = offices_of(request), registry.today()
    text, before = request.GET.get("cari", "").strip()[:80], as_number(request.GET.get("sebelum"))
    found = queries.sponsors(offices, text=text, before=before, limit=PAGE + 1)
    pager = kit.Pager(
        previous=query_of(request, sebelum=None) if before else "",
        next=query_of(request, sebelum=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
    )
    covered = queries.covered_by_district(on, offices)
    asked = queries.proposals(office_ids=offices, state="OPEN", limit=PAGE)
    served = [d["code"] for d in registry.districts_of(own_office(request), on)]
    return render(
        request,
        "staff/sponsors.html",
        {
            "as_of": on,
            "text": text,
            "may_work": may(request, Act.SPONSOR_WORK),
            "cards": [
                kit.Figure(
                    Agreement.Workers(kind).label,
                    number(sum(r["people"] for r in covered if r["workers"] == kind), lang=lang()),
                    on,
                    note=_("orang terlindungi"),
                )
                for kind in Agreement.Workers.values
            ],
            "alarms": alarm_table(queries.alarms(offices, on=on, limit=PAGE)),
            "proposals": proposal_table(
                asked, "staff:sponsor_proposal", named=True, title=_("Usulan sponsor yang menunggu jawaban")
            )
            if asked
            else None,
            "table": sponsor_table(found[:PAGE], pager),
            "duties": duty_table(queries.duties(served, on.year), on.year) if served else None,
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_WORK)
def new(request: HttpRequest) -> HttpResponse:
    """Register a sponsor under the clerk's own office."""
    form = sponsor_forms.SponsorForm(request.POST or None)
    office = own_office(request)
    served_districts(form, office)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_sponsor(services.NewSponsor(office_id=office, **form.cleaned_data), by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("staff:sponsor", sponsor_id=made.pk)
    return _form_page(request, form, _("Daftarkan sponsor"), _("Daftarkan"), reverse("staff:sponsors"), _crumbs())


@require_GET
@needs(Act.SPONSOR_SEE)
def show(request: HttpRequest, sponsor_id: int) -> HttpResponse:
    """One sponsor and his agreements."""
    found = _sponsor(sponsor_id)
    return render(
        request,
        "staff/sponsor.html",
        {
            "sponsor": found,
            "as_of": registry.today(),
            "may_work": may(request, Act.SPONSOR_WORK),
            "entries": [
                kit.Entry(_("Kode"), found["code"]),
                kit.Entry(_("Jenis"), Sponsor.Kind(found["kind"]).label),
                kit.Entry(_("Kabupaten atau kota"), found["district"]),
                kit.Entry(_("Kantor"), found["office"]),
                kit.Entry(_("Narahubung"), found["contact"] or "–", note=found["phone"]),
                kit.Entry(_("Terdaftar"), date_long(found["registered_on"], lang())),
                acting(party_users(sponsor_id=sponsor_id)),
            ],
            "table": agreement_table(queries.agreements(sponsor_id=sponsor_id, limit=PAGE)),
            "crumbs": _crumbs(),
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_WORK)
def agreement_new(request: HttpRequest, sponsor_id: int) -> HttpResponse:
    """Record an agreement."""
    sponsor = _sponsor(sponsor_id)
    form = sponsor_forms.AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data | {"income": form.cleaned_data["income"] or 0}
        try:
            made = services.register_agreement(services.NewAgreement(sponsor_id, **facts), by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("staff:agreement", agreement_id=made.pk)
    back = reverse("staff:sponsor", args=[sponsor_id])
    crumbs = [*_crumbs(), kit.Link(sponsor["name"], back)]
    return _form_page(request, form, _("Catat perjanjian"), _("Catat"), back, crumbs)


@require_GET
@needs(Act.SPONSOR_SEE)
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """One agreement: how long its money lasts, budget, orders, people, lists."""
    found, on = _agreement(agreement_id), registry.today()
    runway = queries.runway(agreement_id, on)
    if runway is None:
        raise Http404
    after = as_number(request.GET.get("sesudah")) or 0
    people = queries.people(agreement_id, after=after, limit=PAGE + 1, on=on)
    proposed = queries.proposals(agreement_id=agreement_id, limit=12)
    work = may(request, Act.SPONSOR_WORK)
    pager = kit.Pager(
        previous=query_of(request, sesudah=None) if after else "",
        next=query_of(request, sesudah=people[PAGE - 1]["id"]) if len(people) > PAGE else "",
    )
    return render(
        request,
        "staff/agreement.html",
        {
            "agreement": found,
            "as_of": on,
            "may_work": work,
            "may_order": may(request, Act.SEGMENT_ORDER),
            "soon": bool(queries.alarms(agreement_id=agreement_id, on=on, limit=1)),
            "ending": bool(found["workers"] == "VULNERABLE" and queries.ending(agreement_id, on, limit=1)),
            "cards": runway_cards(runway, on),
            "chart": runway_chart(runway),
            "entries": agreement_entries(found),
            "budget": budget_table(queries.budget(agreement_id, on)),
            "orders": order_table(queries.agreement_orders(agreement_id, on=on)),
            "people": people_table(people[:PAGE], agreement_id, work, pager),
            "lists": queries.lists_taken(agreement_id),
            "proposals": proposal_table(proposed, "staff:sponsor_proposal") if proposed else None,
            "crumbs": _crumbs(found)[:2],
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_WORK)
def budget_new(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Set money aside, or renew the agreement with it."""
    found = _agreement(agreement_id)
    form = sponsor_forms.BudgetForm(request.POST or None, initial={"client_key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        renew_to, key = data.pop("renew_to"), f"{me(request)}:{data.pop('client_key')}"
        money = services.NewBudget(agreement_id, client_key=key, **data)
        try:
            if renew_to:
                services.renew(agreement_id, renew_to, money, by=me(request))
            else:
                services.add_budget(money, by=me(request))
        except Refused as refused:
            refuse(form, refused, valid_to="renew_to")
        else:
            messages.success(request, _("Anggaran tercatat."))
            return redirect("staff:agreement", agreement_id=agreement_id)
    back = reverse("staff:agreement", args=[agreement_id])
    return _form_page(request, form, _("Tambah anggaran"), _("Tambah"), back, _crumbs(found))


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_WORK)
def list_new(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Take a list; every row gets its answer on the page that follows."""
    found = _agreement(agreement_id)
    form = sponsor_forms.ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        list_id = acts.take_list(form, agreement_id, me(request))
        if list_id is not None:
            return redirect("staff:sponsor_list", agreement_id=agreement_id, list_id=list_id)
    back = reverse("staff:agreement", args=[agreement_id])
    return _form_page(request, form, _("Unggah daftar"), _("Unggah"), back, _crumbs(found))


@require_GET
@needs(Act.SPONSOR_SEE)
def list_show(request: HttpRequest, agreement_id: int, list_id: int) -> HttpResponse:
    """What became of each row of a list."""
    found, taken = _agreement(agreement_id), queries.list_taken(list_id)
    if taken is None or taken["agreement_id"] != agreement_id:
        raise Http404
    first = as_number(request.GET.get("mulai")) or 0
    pager = kit.Pager(
        previous=query_of(request, mulai=None) if first else "",
        next=query_of(request, mulai=first + PAGE) if len(taken["answers"]) > first + PAGE else "",
    )
    return render(
        request,
        "staff/sponsor_list.html",
        {
            "taken": taken,
            "agreement": found,
            "cards": list_cards(taken),
            "table": answer_table(taken["answers"][first : first + PAGE], pager),
            "crumbs": _crumbs(found),
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Act.SEGMENT_ORDER)
def order_new(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Order one month or several."""
    found = _agreement(agreement_id)
    form = sponsor_forms.OrderForm(request.POST or None, initial={"client_key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        code = acts.order(form, agreement_id, me(request))
        if code is not None:
            return redirect("staff:order", code=code)
    back = reverse("staff:agreement", args=[agreement_id])
    return _form_page(request, form, _("Buat kode iuran"), _("Buat kode iuran"), back, _crumbs(found))


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_WORK)
def end(request: HttpRequest, agreement_id: int, beneficiary_id: int) -> HttpResponse:
    """Somebody leaves the list."""
    found = _agreement(agreement_id)
    one = next(iter(queries.people(agreement_id, after=beneficiary_id - 1, limit=1)), None)
    if one is None or one["id"] != beneficiary_id:
        raise Http404
    form = sponsor_forms.EndForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and acts.end_person(form, agreement_id, beneficiary_id, me(request))
    ):
        messages.success(request, _("Tercatat."))
        return redirect("staff:agreement", agreement_id=agreement_id)
    back = reverse("staff:agreement", args=[agreement_id])
    title = _("Akhiri pembiayaan %(name)s") % {"name": one["name"]}
    return _form_page(request, form, title, _("Akhiri"), back, _crumbs(found))


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_SEE)
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """What a sponsor proposes; whoever works on sponsors answers it."""
    found = queries.proposal(proposal_id)
    if found is None:
        raise Http404
    back = reverse("staff:agreement", args=[found["agreement_id"]])
    work = may(request, Act.SPONSOR_WORK) and found["state"] == "OPEN"
    form = sponsor_forms.AnswerForm(request.POST or None)
    if request.method == "POST" and work and form.is_valid():
        accept = "accept" in request.POST
        try:
            services.answer_proposal(proposal_id, accept, form.cleaned_data["answer"], by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Usulan dijawab; sponsor diberi tahu."))
            if accept and found["kind"] == "HAND_OVER":
                run = month_runs.start_handover(found["agreement_id"], registry.today(), by=me(request))
                return redirect("staff:run", run_id=run.pk)
            return redirect(back)
    return render(
        request,
        "staff/sponsor_proposal.html",
        {
            "proposal": found,
            "entries": proposal_entries(found, queries.runway(found["agreement_id"]) if work else None),
            "form": form if work else None,
            "as_of": registry.today(),
            "crumbs": [
                *_crumbs(),
                kit.Link(found["sponsor"], reverse("staff:sponsor", args=[found["sponsor_id"]])),
                kit.Link(found["number"], back),
            ],
        },
        status=422 if form.errors else 200,
    )


@require_POST
@needs(Act.SPONSOR_WORK)
def hand_over(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Offer everybody whose cover ends to go on by himself."""
    found = _agreement(agreement_id)
    if found["workers"] != "VULNERABLE":
        raise Http404
    run = month_runs.start_handover(agreement_id, registry.today(), by=me(request))
    return redirect("staff:run", run_id=run.pk)
