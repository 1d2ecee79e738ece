"""A micro-enterprise in one form: the owner pays for himself, his helpers are reported, one code pays for both."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, number
from lindung.portals import kit
from lindung.portals import orders as shown
from lindung.portals.employer.scope import employer_of, lang
from lindung.portals.kit.forms import refuse
from lindung.registry import queries as registry
from lindung.registry.models import EmployerClass, Person
from lindung.segments import queries, services
from lindung.segments.services import Helper, Job
from lindung.segments.settings import MONTHS_AT_ONCE

ROWS = 5
"""Helpers in one form; more of them are reported like everybody's workers."""


class OwnerForm(forms.Form):
    """The owner, what he does and for how long he pays."""

    nik = forms.CharField(label=later("NIK pemilik"), max_length=25, help_text=later("Enam belas angka pada KTP."))
    name = forms.CharField(label=later("Nama pemilik menurut KTP"), max_length=120)
    birth_date = kit.DateField(label=later("Tanggal lahir pemilik"))
    sex = forms.ChoiceField(label=later("Jenis kelamin"), choices=Person.Sex.choices)
    occupation = forms.CharField(label=later("Usaha"), max_length=80, help_text=later("Misalnya warung makan."))
    income = kit.RupiahField(label=later("Penghasilan pemilik sebulan"), minimum=1)
    months = forms.TypedChoiceField(
        label=later("Dibayar untuk berapa bulan"), coerce=int,
        choices=[(n, n) for n in range(1, MONTHS_AT_ONCE.value + 1)],
    )  # fmt: skip
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=32)


class HelperForm(forms.Form):
    """One helper; an empty row is nobody."""

    nik = forms.CharField(label=later("NIK"), max_length=25)
    name = forms.CharField(label=later("Nama menurut KTP"), max_length=120)
    birth_date = kit.DateField(label=later("Tanggal lahir"))
    wage = kit.RupiahField(label=later("Upah sebulan"), minimum=1)


HelperSet = forms.formset_factory(HelperForm, extra=ROWS, max_num=ROWS, validate_max=True)


def _helpers(rows: Any) -> list[Helper]:
    return [
        Helper(d["nik"], d["name"], d["birth_date"], d["wage"])
        for d in (row.cleaned_data for row in rows)
        if d.get("nik")
    ]


@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYER_MICRO)
def enrol(request: HttpRequest) -> HttpResponse:
    """The form, and the orders made before."""
    firm, on = employer_of(request), registry.today()
    size = registry.employer_class(firm.pk, on)
    form = OwnerForm(request.POST or None, initial={"client_key": uuid.uuid4().hex})
    helpers = HelperSet(request.POST or None, prefix="p")
    if request.method == "POST" and form.is_valid() and helpers.is_valid():
        data = form.cleaned_data
        try:
            made = services.enrol_micro(
                firm.pk,
                {k: data[k] for k in ("nik", "name", "birth_date", "sex")},
                Job(data["occupation"], data["income"], firm.district_id),
                _helpers(helpers),
                data["months"],
                f"umkm:{firm.pk}:{data['client_key']}",
                by=actor_of(request).user_id,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("employer:micro_order", code=made.code)
    made_before = queries.joints(firm.pk, on)
    return render(
        request,
        "employer/micro.html",
        {
            "as_of": on,
            "form": form,
            "helpers": helpers,
            "micro": size is not None and size.size == EmployerClass.Size.MICRO and bool(firm.nib),
            "waiting": shown.waiting(made_before, lambda code: reverse("employer:micro_order", args=[code])),
            "known": bool(made_before),
            "orders": _table(made_before),
        },
        status=422 if request.method == "POST" else 200,
    )


def _table(found: list[dict[str, Any]]) -> kit.Table:
    return kit.Table(
        _("Kode yang pernah dibuat"),
        [
            kit.Column("code", _("Kode iuran"), "code"), kit.Column("owner", _("Pemilik")),
            kit.Column("total", _("Jumlah"), "money"), kit.Column("expires", _("Berlaku sampai"), "date"),
            kit.Column("status", _("Keadaan"), "status"),
        ],
        [
            {
                "code": kit.Cell(shown.code_shown(j["code"]), reverse("employer:micro_order", args=[j["code"]])),
                "owner": j["owner"], "total": j["total"], "expires": j["expires_on"],
                "status": shown.status_cell(j),
            }
            for j in found
        ],
        stack=True, show_caption=False, empty=_("Belum ada."),
    )  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_MICRO)
def order(request: HttpRequest, code: str) -> HttpResponse:
    """One code: what it pays, and once it is paid, by which receipt."""
    firm = employer_of(request)
    found = queries.joint(code)
    if found is None or found["employer_id"] != firm.pk:
        raise Http404
    word, tone, icon = shown.STATUSES[found["status"]]
    entries = [
        kit.Entry(_("Pemilik"), found["owner"], shown.months_text(found)),
        kit.Entry(
            _("Pekerja"),
            _("%(n)s orang") % {"n": number(found["workers"], lang=lang())},
            month_year(found["bill_month"], lang()),
        ),
        kit.Entry(_("Tagihan pekerja"), found["bill_code"] or "–"),
        kit.Entry(_("Kode berlaku sampai"), date_long(found["expires_on"], lang())),
    ]
    if found["paid_on"]:
        entries.append(kit.Entry(_("Tanda terima"), found["receipt"] or "–", date_long(found["paid_on"], lang())))
    return render(
        request,
        "employer/micro_order.html",
        {
            "order": found, "word": word, "tone": tone, "icon": icon, "code": shown.code_shown(code),
            "qr": shown.qr(code) if found["status"] == "OPEN" else "", "entries": entries,
            "parts": [(_("Iuran pemilik"), found["own_amount"]), (_("Iuran pekerja"), found["bill_amount"])],
            "crumbs": [kit.Link(_("Usaha mikro"), reverse("employer:micro"))],
        },
    )  # fmt: skip
