"""The counter: money taken from a payer's hand, numbered, and a receipt to take along."""

import secrets

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.utils import timezone
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.contributions.queries import receipts as queries
from lindung.interop import counter
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import me, own_office
from lindung.registry.queries import today as business_day


class CounterForm(forms.Form):
    """One payment. `key` names the form: sent twice it is one payment."""

    code = forms.CharField(
        label=later("Kode bayar atau NPP"), max_length=24, help_text=later("16 angka pada tagihan, atau NPP.")
    )
    amount = kit.RupiahField(label=later("Jumlah uang"), minimum=1, maximum=10**12)
    payer = forms.CharField(label=later("Nama penyetor"), max_length=140)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)


def _plain(code: str) -> str:
    return code.replace(" ", "").replace(".", "")[:24]


def _ask(request: HttpRequest) -> HttpResponse:
    """Who pays under a code and how much, before money changes hands; what was typed stays."""
    code = _plain(request.POST.get("code", ""))
    found = counter.asked(code) if code else None
    typed = {name: request.POST.get(name, "")[:140] for name in ("payer", "amount", "key")}
    if found is not None and found.state == "OPEN" and not typed["amount"].strip():
        typed["amount"] = str(found.total)
    form = CounterForm(initial=typed | {"code": code, "key": typed["key"] or secrets.token_urlsafe(24)})
    return page(
        request,
        "staff/counter.html",
        {"form": form, "as_of": business_day(), "asked": True, "found": found, "code": code},
        status=200 if found else 422,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.COUNTER)
def take(request: HttpRequest) -> HttpResponse:
    """Ask what a code owes; take money; then the receipt."""
    if "cek" in request.POST:
        return _ask(request)
    form = CounterForm(request.POST or None, initial={"key": secrets.token_urlsafe(24)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = counter.take(
                own_office(request),
                given["key"],
                given["amount"],
                _plain(given["code"]),
                given["payer"],
                by=me(request),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("staff:counter_receipt", receipt_id=made.pk)
    return page(
        request,
        "staff/counter.html",
        {"form": form, "as_of": business_day()},
        status=422 if request.method == "POST" else 200,
    )


@require_GET
@needs(Act.RECONCILE_SEE)
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """The receipt on paper."""
    found = queries.receipt(receipt_id)
    if found is None or found["channel"] != "TELLER":
        raise Http404
    return page(
        request,
        "staff/counter_receipt.html",
        {
            "receipt": found,
            "settles": queries.settled_by(receipt_id),
            "uses": queries.used_for(receipt_id),
            "printed_at": timezone.now(),
        },
    )
