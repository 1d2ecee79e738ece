"""Migrant workers of a placement company (P3MI): list, registration one by one or by file, one order for many."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.interop import pmi_files
from lindung.portals import kit, pmi
from lindung.portals import orders as shown
from lindung.portals.employer.scope import PAGE, employer_of, lang, whole
from lindung.portals.kit.forms import refuse
from lindung.registry import queries as registry
from lindung.segments import queries, services


class ManyForm(pmi.OrderForm):
    """Which parts to pay for which workers."""

    placements = forms.TypedMultipleChoiceField(
        label=later("Untuk siapa"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    field_order = ("placements", "parts", "months")


class FileForm(forms.Form):
    """A list of workers."""

    file = forms.FileField(
        label=later("Daftar pekerja (Excel atau CSV)"), widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.txt"})
    )


def _refuse(form: forms.Form, refused: Refused) -> None:
    refuse(form, refused)


@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYER_PMI)
def listing(request: HttpRequest) -> HttpResponse:
    """The company's placements, and one order for those chosen."""
    firm, on = employer_of(request), registry.today()
    after = whole(request.GET.get("sesudah")) or 0
    found = queries.pmi_list(employer_id=firm.pk, on=on, after=after, limit=PAGE + 1)
    open_ones = [r for r in found[:PAGE] if r["stage"] not in ("ENDED", "FAILED")]
    form = ManyForm(request.POST or None, initial={"client_key": uuid.uuid4().hex})
    form.fields["placements"].choices = [  # type: ignore[attr-defined]
        (r["id"], f"{r['name']} · {r['country']} · {pmi.STAGES[r['stage']]}") for r in open_ones
    ]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.order_pmi(
                data["placements"],
                data["parts"],
                f"perusahaan:{firm.pk}:{data['client_key']}",
                months=data["months"] or 0,
                by=actor_of(request).user_id,
            )
        except Refused as refused:
            _refuse(form, refused)
        else:
            return redirect("employer:pmi_order", code=made.code)
    ordered = queries.orders(kind="PMI", employer_id=firm.pk, limit=24)

    def href(code: str) -> str:
        return reverse("employer:pmi_order", args=[code])

    pager = kit.Pager(
        previous="?" if after else "", next=f"?sesudah={found[PAGE - 1]['id']}" if len(found) > PAGE else ""
    )
    return render(
        request,
        "employer/pmi_list.html",
        {
            "as_of": on,
            "table": pmi.table_of(found[:PAGE], lambda id: reverse("employer:pmi", args=[id]), pager=pager),
            "form": form if open_ones else None,
            "waiting": shown.waiting(ordered, href),
            "orders": shown.table_of(ordered, href),
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYER_PMI)
def register(request: HttpRequest) -> HttpResponse:
    """Register one worker, or a list of them; each line of a list gets its answer."""
    firm = employer_of(request)
    asked = request.POST.get("apa", "")
    form = pmi.PlacementForm(request.POST if asked == "satu" else None)
    file = FileForm(request.POST if asked == "berkas" else None, request.FILES if asked == "berkas" else None)
    by = actor_of(request).user_id
    answers: pmi_files.Taken | None = None
    if asked == "satu" and form.is_valid():
        try:
            made = services.enrol_pmi(form.who(), firm.office_id, employer_id=firm.pk, by=by, **form.contract())
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Terdaftar. Perlindungan mulai saat iuran dibayar."))
            return redirect("employer:pmi", placement_id=made.pk)
    if asked == "berkas" and file.is_valid():
        try:
            answers = pmi_files.take(
                file.cleaned_data["file"].read(pmi_files.LIMITS.file_bytes + 1), firm.pk, firm.office_id, by=by
            )
        except Refused as refused:
            _refuse(file, refused)
    return render(
        request,
        "employer/pmi_new.html",
        {
            "form": form,
            "file": file,
            "headings": "; ".join(pmi_files.HEADINGS),
            "answers": answers,
            "answer_table": _answers(answers) if answers else None,
            "crumbs": [kit.Link(_("Pekerja migran"), reverse("employer:pmi_list"))],
        },
        status=422 if request.method == "POST" and not answers else 200,
    )


def _answers(taken: pmi_files.Taken) -> kit.Table:
    return kit.Table(
        _("Jawaban tiap baris"),
        [kit.Column("row", _("Baris"), "number"), kit.Column("name", _("Nama")), kit.Column("told", _("Jawaban"))],
        [
            kit.Row(
                {
                    "row": a.row,
                    "name": kit.Cell(
                        a.name or "–", reverse("employer:pmi", args=[a.placement_id]) if a.placement_id else ""
                    ),
                    "told": _("Terdaftar") if a.placement_id else a.text(lang()),
                },
                tone="neutral" if a.placement_id else "bad",
            )
            for a in taken.answers
        ],
        stack=True,
        show_caption=False,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYER_PMI)
def show(request: HttpRequest, placement_id: int) -> HttpResponse:
    """One placement of the company; departure, return and failure are reported here, and the worker's JHT is chosen."""
    firm = employer_of(request)
    stand = queries.pmi_standing(placement_id)
    if stand is None or stand.placement.employer_id != firm.pk:
        raise Http404
    by = actor_of(request).user_id
    jht = pmi.jht_form(request, stand)
    savings = request.POST.get("apa") == "jht"
    if savings and pmi.jht_changed(request, stand, jht, by):
        return redirect("employer:pmi", placement_id=placement_id)
    form = pmi.ReportForm(None if savings else request.POST or None, prefix="lapor")
    if choices := pmi.reports_open(stand):
        form.fields["kind"].choices = choices  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.report_pmi(placement_id, data["kind"], data["on_date"], note=data["note"], by=by)
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Tercatat; masa perlindungan dihitung ulang."))
            return redirect("employer:pmi", placement_id=placement_id)
    context: dict[str, Any] = pmi.context(stand) | {
        "as_of": registry.today(),
        "report_form": form if choices or form.is_bound else None,
        "jht_form": jht,
        "orders": shown.table_of(
            [o for o in (queries.order(code) for code in stand.orders) if o],
            lambda code: reverse("employer:pmi_order", args=[code]),
        ),
        "crumbs": [kit.Link(_("Pekerja migran"), reverse("employer:pmi_list"))],
    }
    return render(request, "employer/pmi.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@needs(Act.EMPLOYER_PMI)
def order(request: HttpRequest, code: str) -> HttpResponse:
    """One order of the company, with code and QR until it is paid."""
    firm = employer_of(request)
    found = queries.order(code)
    if found is None or found["employer_id"] != firm.pk:
        raise Http404
    context = shown.context(found) | {
        "as_of": registry.today(),
        "crumbs": [kit.Link(_("Pekerja migran"), reverse("employer:pmi_list"))],
    }
    return render(request, "employer/pmi_order.html", context)
