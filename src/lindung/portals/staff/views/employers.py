"""Employers as the contribution officer finds and registers them."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import PAGE, as_number, may, offices_of, own_office, query_of
from lindung.registry import queries, services
from lindung.registry.models import District, EmployerClass

SIZES = {"MICRO": later("Mikro"), "SMALL": later("Kecil"), "MEDIUM": later("Menengah"), "LARGE": later("Besar")}
RISKS = {
    1: later("Sangat rendah"),
    2: later("Rendah"),
    3: later("Sedang"),
    4: later("Tinggi"),
    5: later("Sangat tinggi"),
}
STATUSES = {"ACTIVE": later("Aktif"), "INACTIVE": later("Nonaktif"), "CLOSED": later("Tutup")}
REVIEW_YEARS = 2


class EmployerForm(forms.Form):
    """A new employer."""

    name = forms.CharField(label=later("Nama"), max_length=120)
    nib = forms.CharField(label=later("Nomor induk berusaha (NIB)"), required=False, max_length=20)
    npwp = forms.CharField(label=later("NPWP"), required=False, max_length=25)
    district_id = forms.ChoiceField(label=later("Kabupaten atau kota"))
    address = forms.CharField(label=later("Alamat"), required=False, max_length=200)
    phone = forms.CharField(label=later("Telepon"), required=False, max_length=20)
    email = forms.EmailField(label=later("Surel"), required=False)
    contact_name = forms.CharField(label=later("Nama yang dihubungi"), required=False, max_length=80)
    size = forms.ChoiceField(label=later("Ukuran usaha"), choices=list(SIZES.items()))
    risk_group = forms.TypedChoiceField(
        label=later("Kelompok risiko kecelakaan kerja"), coerce=int, choices=list(RISKS.items())
    )
    kbli = forms.CharField(label=later("Kode lapangan usaha (KBLI)"), max_length=5, help_text=later("Lima angka."))
    labour_industry = forms.ChoiceField(
        label=later("Industri padat karya"),
        required=False,
        choices=[("", later("Bukan")), *EmployerClass.LabourIndustry.choices],
        help_text=later("Keringanan JKK hanya untuk industri ini; syarat lain dihitung saat penetapan."),
    )


@require_GET
@needs(Act.EMPLOYER_FIND)
def listing(request: HttpRequest) -> HttpResponse:
    """Employers by name, found by NPP, NIB or letters of the name; and those whose class is due for review."""
    text = request.GET.get("cari", "").strip()[:80]
    after = None
    if last := as_number(request.GET.get("mulai")):
        after = (request.GET.get("nama", "")[:120], last)
    found = queries.find_employers(text, PAGE, after)
    see = may(request, Act.EMPLOYER_SEE)
    rows = [
        {
            "name": kit.Cell(r["name"], reverse("staff:employer", args=[r["id"]]) if see else ""),
            "npp": r["npp"],
            "nib": r["nib"] or "–",
            "status": kit.Cell(STATUSES[r["status"]]),
        }
        for r in found.rows
    ]
    columns = [
        kit.Column("name", _("Nama")),
        kit.Column("npp", _("NPP"), "code"),
        kit.Column("nib", _("NIB"), "code"),
        kit.Column("status", _("Keadaan")),
    ]
    pager = kit.Pager(
        previous=query_of(request, nama=None, mulai=None) if after else "",
        next=query_of(request, nama=found.next[0], mulai=found.next[1]) if found.next else "",
    )
    review = None
    if may(request, Act.EMPLOYER_CLASSIFY) and not text and not after:
        due = queries.classes_to_review(list(offices_of(request)), queries.today(), 10)
        review = (
            kit.Table(
                _("Golongan yang perlu ditinjau"),
                [
                    kit.Column("name", _("Nama")),
                    kit.Column("risk", _("Risiko")),
                    kit.Column("review_on", _("Sejak"), "date"),
                ],
                [
                    {
                        "name": kit.Cell(r["name"], reverse("staff:employer", args=[r["id"]])),
                        "risk": str(RISKS[r["risk_group"]]),
                        "review_on": r["review_on"],
                    }
                    for r in due
                ],
                stack=True,
                show_caption=False,
            )
            if due
            else None
        )
    return page(
        request,
        "staff/employers.html",
        {
            "text": text,
            "review": review,
            "may_register": may(request, Act.EMPLOYER_REGISTER),
            "table": kit.Table(
                _("Pemberi kerja"),
                columns,
                rows,
                pager=pager,
                stack=True,
                show_caption=False,
                empty=_("Tidak ada pemberi kerja yang cocok."),
            ),
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYER_REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    """Register an employer with its first class; the same one again is found, not made twice."""
    day = queries.today()
    office = own_office(request)
    served = {d["code"]: d["name"] for d in queries.districts_of(office, day)}
    choices = list(served.items()) or list(District.objects.values_list("code", "name"))
    form = EmployerForm(request.POST or None)
    form.fields["district_id"].choices = choices  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        serving = queries.office_of_district(data["district_id"], day)
        try:
            made = services.register_employer(
                **data,
                office_id=serving if serving in offices_of(request) else office,
                registered_on=day,
                review_on=day + timedelta(days=365 * REVIEW_YEARS),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(
                request, _("%(name)s terdaftar dengan NPP %(npp)s.") % {"name": made.name, "npp": made.npp}
            )
            return redirect("staff:employer", employer_id=made.pk)
    return page(
        request,
        "staff/employer_new.html",
        {"form": form, "crumbs": [kit.Link(_("Pemberi kerja"), reverse("staff:employers"))]},
        status=422 if request.method == "POST" else 200,
    )
