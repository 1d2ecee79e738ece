"""What a sponsor asks of the branch: to go on with new money, or to let his people go on by themselves."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.dates import add_months
from lindung.base.errors import Refused
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.sponsoring import forms
from lindung.portals.sponsoring.tables import proposal_entries, proposal_table, proposal_words
from lindung.portals.sponsors.scope import PAGE, Found, agreement_of, form_page, lang, me, sponsor_id_of
from lindung.reach import queries, services
from lindung.registry import queries as registry


@require_GET
@needs(Act.SPONSOR_PROPOSE)
def listing(request: HttpRequest) -> HttpResponse:
    """All proposals, newest first."""
    found = queries.proposals(sponsor_id=sponsor_id_of(request), limit=PAGE)
    context = {"table": proposal_table(found, "sponsor:proposal"), "as_of": registry.today()}
    return render(request, "sponsors/proposals.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_PROPOSE)
def renew(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Ask to go on: until when, and with which money."""
    found = agreement_of(request, agreement_id)
    first = add_months(found["valid_to"], 1)
    start = {
        "renew_to": add_months(found["valid_to"], 12), "first_month": first, "last_month": add_months(first, 11),
        "year": first.year, "client_key": uuid.uuid4().hex,
    }  # fmt: skip
    form = forms.RenewalForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        until, note, key = data.pop("renew_to"), data.pop("note"), data.pop("client_key")
        money = services.NewBudget(agreement_id, client_key=f"ask:{me(request)}:{key}", **data)
        try:
            made = services.propose_renewal(agreement_id, until, money, note=note, by=me(request))
        except Refused as refused:
            refuse(form, refused, valid_to="renew_to")
        else:
            return _sent(request, made.pk)
    return form_page(
        request, form, _("Usulkan perpanjangan"), _("Kirim usulan"), found,
        lead=_("Kantor cabang menjawab usulan ini; sebelum itu tidak ada yang berubah."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_PROPOSE)
def hand_over(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Say that no more money comes; the branch offers the people to go on by themselves."""
    found = agreement_of(request, agreement_id)
    form = forms.HandOverForm(request.POST or None, initial={"client_key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        key = f"ask:{me(request)}:{form.cleaned_data['client_key']}"
        try:
            made = services.propose_handover(agreement_id, key, note=form.cleaned_data["note"], by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return _sent(request, made.pk)
    return form_page(
        request, form, _("Usulkan peserta meneruskan sendiri"), _("Kirim usulan"), found,
        lead=_(
            "Setiap orang yang biayanya berakhir mendapat kode iuran dan boleh meneruskan sendiri. Yang tidak membayar"
            " tidak ditagih."
        ),
    )  # fmt: skip


def _sent(request: HttpRequest, proposal_id: int) -> HttpResponse:
    messages.success(request, _("Usulan terkirim ke kantor cabang."))
    return redirect("sponsor:proposal", proposal_id=proposal_id)


def _proposal(request: HttpRequest, proposal_id: int) -> Found:
    found = queries.proposal(proposal_id)
    if found is None or found["sponsor_id"] != sponsor_id_of(request):
        raise Http404
    return found


@require_GET
@needs(Act.SPONSOR_PROPOSE)
def show(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal and its answer."""
    found = _proposal(request, proposal_id)
    crumbs = [kit.Link(_("Usulan"), reverse("sponsor:proposals"))]
    context = {
        "proposal": found,
        "what": proposal_words(found),
        "entries": proposal_entries(found),
        "as_of": registry.today(),
        "crumbs": crumbs,
    }
    return render(request, "sponsors/proposal.html", context)


@require_POST
@needs(Act.SPONSOR_PROPOSE)
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Take a proposal back while nobody has answered it."""
    _proposal(request, proposal_id)
    try:
        services.withdraw_proposal(proposal_id, by=me(request))
    except Refused as refused:
        messages.error(request, refused.text(lang()))
    else:
        messages.success(request, _("Usulan ditarik."))
    return redirect("sponsor:proposal", proposal_id=proposal_id)
