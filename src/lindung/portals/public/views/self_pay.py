"""Registering as a non-wage earner and paying without a login: a code to pay, and the next months from the last code.

Nothing on record is shown that was not just typed. What a visitor may see again is named by a signed address, which is
given to him only after he registered or told the code and the birth date that go together.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.services import give_code_alone
from lindung.access.web import caller, needs, too_often
from lindung.base.db import system
from lindung.base.errors import Refused
from lindung.base.format import month_year, rupiah
from lindung.portals import orders as shown
from lindung.portals.activation import sheets
from lindung.portals.kit.forms import refuse, said
from lindung.portals.language import lang
from lindung.portals.public.forms import CodeForm, MonthsForm, SelfForm
from lindung.registry.queries import today
from lindung.segments import queries, services
from lindung.segments.services import Job
from lindung.segments.settings import MONTHS_AT_ONCE

ORDER, PERSON = "lindung.self-pay.order", "lindung.self-pay.person"
ORDER_SECONDS, PERSON_SECONDS = 90 * 86_400, 3_600
TRIES, HOUR, DAY = 10, 3_600, 86_400
CHOICES = (1, 3, 6, 12)


def _too_often(request: HttpRequest, about: str) -> HttpResponse | None:
    """429 where this was tried too often: by this address, or about this NIK or code by anybody."""
    return too_often(request, ("self:" + caller(request), TRIES, HOUR), (about, TRIES, DAY))


def _order_token(code: str) -> str:
    return signing.dumps(code, salt=ORDER)


def _opened(token: str, salt: str, seconds: int) -> Any:
    try:
        return signing.loads(token, salt=salt, max_age=seconds)
    except signing.BadSignature as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
@needs(Act.PUBLIC_SELF_PAY)
def register(request: HttpRequest) -> HttpResponse:
    """Who I am, what I do, how many months: a code to pay."""
    form = SelfForm(request.POST or None, initial={"client_key": uuid.uuid4().hex, "months": 1, "jht": False})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if stopped := _too_often(request, f"self:nik:{data['nik'][:20]}"):
            return stopped
        try:
            made = services.enrol_self(
                {key: data[key] for key in ("nik", "name", "birth_date", "phone")},
                Job(data["occupation"], data["income"], data["district_id"], data["transport"]),
                data["months"],
                f"publik:{data['client_key']}",
                jht=data["jht"],
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("public:self_code", token=_order_token(made.code))
    return render(request, "public/self_pay.html", {"form": form, "as_of": today()}, status=422 if form.errors else 200)


@require_GET
@needs(Act.PUBLIC_SELF_PAY)
def code(request: HttpRequest, token: str) -> HttpResponse:
    """The code to pay and its state, for who holds the address; no name."""
    wanted = _opened(token, ORDER, ORDER_SECONDS)
    with system():
        found = queries.order(wanted)
        drawn = shown.context(found, named=False) if found else None
    if drawn is None:
        raise Http404
    drawn |= {"as_of": today(), "token": token, "may_open": _first_paid(wanted) is not None}
    return render(request, "public/self_code.html", drawn)


def _first_paid(code: str) -> int | None:
    with system():
        return queries.first_paid_alone(code)


@sensitive_variables("sheet")
@require_POST
@needs(Act.PUBLIC_ACTIVATE)
def login_code(request: HttpRequest, token: str) -> HttpResponse:
    """A sheet with an activation code for who registered here and paid his first order."""
    wanted = _opened(token, ORDER, ORDER_SECONDS)
    if stopped := _too_often(request, f"self:login:{wanted}"):
        return stopped
    back = reverse("public:self_code", args=[token])
    person = _first_paid(wanted)
    if person is None:
        raise Http404
    try:
        sheet = give_code_alone(person)
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect(back)
    return sheets(request, [sheet], back)


@require_http_methods(["GET", "POST"])
@needs(Act.PUBLIC_SELF_PAY)
def renew(request: HttpRequest) -> HttpResponse:
    """The last code and the birth date open the choice of the next months."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if stopped := _too_often(request, f"self:code:{data['code']}"):
            return stopped
        try:
            with system():
                person = services.member_by_code(data["code"], data["birth_date"])
        except Refused as refused:
            form.add_error("code", refused.text(lang()))
        else:
            return redirect("public:self_months", token=signing.dumps(person, salt=PERSON))
    return render(request, "public/self_renew.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Act.PUBLIC_SELF_PAY)
def months(request: HttpRequest, token: str) -> HttpResponse:
    """How many months, each choice with its price; then the code."""
    person = _opened(token, PERSON, PERSON_SECONDS)
    on = today()
    try:
        with system():
            quotes = {n: services.quote_bpu(person, n, on) for n in CHOICES if n <= MONTHS_AT_ONCE.value}
    except Refused as refused:
        raise Http404 from refused
    form = MonthsForm(request.POST or None, initial={"months": 1, "client_key": uuid.uuid4().hex})
    form.fields["months"].choices = [(n, _choice(q)) for n, q in quotes.items()]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.order_bpu(person, data["months"], f"publik:{data['client_key']}")
        except Refused as refused:
            form.add_error(None, refused.text(lang()))
        else:
            return redirect("public:self_code", token=_order_token(made.code))
    return render(request, "public/self_months.html", {"form": form}, status=422 if form.errors else 200)


def _choice(quote: services.Quote) -> str:
    told = {
        "total": rupiah(quote.total, lang()),
        "first": month_year(quote.first_month, lang()),
        "last": month_year(quote.last_month, lang()),
    }
    if quote.first_month == quote.last_month:
        return _("%(first)s: %(total)s") % told
    return _("%(first)s sampai %(last)s: %(total)s") % told
