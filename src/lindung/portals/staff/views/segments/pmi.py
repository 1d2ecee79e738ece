"""Migrant workers at the counter: list by stage, registration, one placement with its cover, orders and reports."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.base.format import number
from lindung.portals import kit, pmi
from lindung.portals import orders as shown
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import PAGE, as_number, lang, may, me, offices_of, own_office, query_of
from lindung.registry import queries as registry
from lindung.registry.models import Employer
from lindung.segments import queries, services


class RegisterForm(pmi.PlacementForm):
    """The worker, his contract, and the P3MI if there is one."""

    npp = forms.CharField(
        label=later("NPP perusahaan penempatan (P3MI)"),
        max_length=12,
        required=False,
        help_text=later("Kosongkan bila berangkat perseorangan."),
    )


@require_GET
@needs(Act.SEGMENT_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Placements by stage, found by NIK, name or contract."""
    offices, on = offices_of(request), registry.today()
    stage = request.GET.get("tahap", "")
    stage = stage if stage in pmi.STAGES else ""
    text, after = request.GET.get("cari", "").strip()[:80], as_number(request.GET.get("mulai")) or 0
    found = queries.pmi_list(office_ids=offices, stage=stage, text=text, on=on, after=after, limit=PAGE + 1)
    counts = queries.pmi_counts(office_ids=offices, on=on)
    pager = kit.Pager(
        previous=query_of(request, mulai=None) if after else "",
        next=query_of(request, mulai=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
    )
    return page(
        request,
        "staff/pmi_list.html",
        {
            "as_of": on,
            "cards": [
                kit.Figure(label, number(counts[key], lang=lang()), on, drill=f"?tahap={key}")
                for key, label in pmi.STAGES.items()
                if key in counts
            ],
            "stage": stage,
            "stages": pmi.STAGES,
            "text": text,
            "may_register": may(request, Act.SEGMENT_REGISTER),
            "table": pmi.table_of(
                found[:PAGE],
                lambda id: reverse("staff:pmi", args=[id]),
                agency=True,
                pager=pager,
                narrowed=bool(text or stage),
            ),
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Act.SEGMENT_REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    """Register a placement; a worker known by NIK is found, not made twice."""
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        agency = None
        if data["npp"]:
            agency = Employer.objects.filter(npp=data["npp"].strip().upper()).first()
            if agency is None:
                form.add_error("npp", _("Tidak ada pemberi kerja dengan NPP ini di kantor Anda."))
        if form.is_valid():
            try:
                made = services.enrol_pmi(
                    form.who(),
                    agency.office_id if agency else own_office(request),
                    employer_id=agency.pk if agency else None,
                    by=me(request),
                    **form.contract(),
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Terdaftar. Perlindungan mulai saat iuran dibayar."))
                return redirect("staff:pmi", placement_id=made.pk)
    return page(
        request,
        "staff/pmi_new.html",
        {"form": form, "crumbs": [kit.Link(_("Pekerja migran"), reverse("staff:pmi_list"))]},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.SEGMENT_SEE)
def show(request: HttpRequest, placement_id: int) -> HttpResponse:
    """One placement: stage, days of cover, what is paid, what was reported; an order, a report or
    another JHT amount at the counter."""
    stand = queries.pmi_standing(placement_id)
    if stand is None:
        raise Http404
    reading(request, stand.placement.person_id, "pmi", stand.placement.contract_no)
    order, report = may(request, Act.SEGMENT_ORDER), may(request, Act.SEGMENT_REGISTER)
    asked = request.POST.get("apa", "")
    forms_: dict[str, Any] = {
        "order_form": pmi.OrderForm(
            request.POST if asked == "pesan" else None, initial={"client_key": uuid.uuid4().hex}, prefix="pesan"
        )
        if order
        else None,
        "report_form": pmi.ReportForm(request.POST if asked == "lapor" else None, prefix="lapor") if report else None,
    }
    offers = (("order_form", "parts", pmi.parts_open(stand)), ("report_form", "kind", pmi.reports_open(stand)))
    for name, field, choices in offers:
        if forms_[name] is not None and choices:
            forms_[name].fields[field].choices = choices
        elif asked == "":
            forms_[name] = None  # nothing left to pay or to report
    forms_["jht_form"] = pmi.jht_form(request, stand) if report else None
    if request.method == "POST" and asked == "jht":
        if pmi.jht_changed(request, stand, forms_["jht_form"], me(request)):
            return redirect("staff:pmi", placement_id=placement_id)
    elif request.method == "POST":
        chosen = forms_["order_form"] if asked == "pesan" else forms_["report_form"]
        if chosen is None:
            raise Http404
        if chosen.is_valid():
            data = chosen.cleaned_data
            try:
                if asked == "pesan":
                    made = services.order_pmi(
                        [placement_id],
                        data["parts"],
                        f"loket:{me(request)}:{data['client_key']}",
                        months=data["months"] or 0,
                        by=me(request),
                    )
                    return redirect("staff:order", code=made.code)
                services.report_pmi(placement_id, data["kind"], data["on_date"], note=data["note"], by=me(request))
            except Refused as refused:
                refuse(chosen, refused)
            else:
                messages.success(request, _("Tercatat; masa perlindungan dihitung ulang."))
                return redirect("staff:pmi", placement_id=placement_id)
    return page(
        request,
        "staff/pmi.html",
        pmi.context(stand)
        | forms_
        | {
            "as_of": registry.today(),
            "orders": shown.table_of(
                [o for o in (queries.order(code) for code in stand.orders) if o],
                lambda code: reverse("staff:order", args=[code]),
            ),
            "crumbs": [kit.Link(_("Pekerja migran"), reverse("staff:pmi_list"))],
        },
        status=422 if request.method == "POST" else 200,
    )
