"""Employers as the contribution officer sees them: found, registered, classified, with reports, bills and arrears."""

from datetime import timedelta
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
from lindung.base.format import date_long, month_year, number, rupiah
from lindung.contributions.queries import bill_page, employer_statement, explain_line
from lindung.contributions.queries import listing as contributions
from lindung.portals import kit
from lindung.portals.staff.scope import PAGE, as_number, lang, may, offices_of, own_office, query_of, refuse
from lindung.registry import queries, services
from lindung.registry.models import District, Employer, EmployerClass

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


class ClassForm(forms.Form):
    """Size, trade and risk group from a day on."""

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
    covid_relief = forms.BooleanField(
        label=later("Mendapat keringanan PP 49/2020"),
        required=False,
        help_text=later("Untuk iuran Agustus 2020 sampai Januari 2021."),
    )
    valid_from = kit.DateField(label=later("Berlaku mulai"))
    review_on = kit.DateField(label=later("Ditinjau lagi pada"))
    reason = forms.CharField(label=later("Alasan"), max_length=200)


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


def employer_of(employer_id: int) -> Employer:
    """An employer as row-level security shows it; else a 404."""
    found = Employer.objects.select_related("office", "district").filter(pk=employer_id).first()
    if found is None:
        raise Http404
    return found


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


@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYER_SEE)
def show(request: HttpRequest, employer_id: int) -> HttpResponse:
    """One employer: who it is, its class over time, what it reported, owes and paid."""
    employer = employer_of(employer_id)
    day = queries.today()
    classify = may(request, Act.EMPLOYER_CLASSIFY)
    form = ClassForm(request.POST or None, initial=_class_now(employer.pk)) if classify else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                services.classify_employer(employer.pk, **form.cleaned_data)
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Golongan baru dicatat; yang lama berakhir sehari sebelumnya."))
                return redirect("staff:employer", employer_id=employer.pk)
    money = may(request, Act.BILL_SEE)
    told = employer_statement(employer.pk, day) if money else None
    cards = []
    if told:
        cards = [
            kit.Figure(_("Pokok belum dibayar"), rupiah(told.open, lang()), day, icon="file-invoice"),
            kit.Figure(
                _("Lewat jatuh tempo"),
                rupiah(told.overdue, lang()),
                day,
                icon="clock-exclamation",
                tone="bad" if told.overdue else "ok",
            ),
            kit.Figure(_("Denda belum dibayar"), rupiah(told.penalties, lang()), day, icon="percentage"),
            kit.Figure(_("Uang belum dipakai"), rupiah(told.suspense, lang()), day, icon="inbox"),
        ]
    entries = [
        kit.Entry("NPP", employer.npp),
        kit.Entry("NIB", employer.nib or "–"),
        kit.Entry("NPWP", employer.npwp or "–"),
        kit.Entry(_("Keadaan"), STATUSES[employer.status]),
        kit.Entry(_("Terdaftar"), date_long(employer.registered_on, lang())),
        kit.Entry(_("Kabupaten atau kota"), employer.district.name),
        kit.Entry(_("Alamat"), employer.address or "–"),
        kit.Entry(_("Telepon"), employer.phone or "–"),
        kit.Entry(_("Surel"), employer.email or "–"),
        kit.Entry(_("Yang dihubungi"), employer.contact_name or "–"),
        kit.Entry(_("Kantor"), employer.office.name),
    ]
    return page(
        request,
        "staff/employer.html",
        {
            "employer": employer,
            "entries": entries,
            "cards": cards,
            "as_of": day,
            "form": form,
            "classes": _classes(employer),
            "bills": _bills(told.bills) if told else None,
            "receipts": _receipts(told.receipts) if told else None,
            "reports": _reports(contributions.reports(employer_id=employer.pk, limit=12)) if money else None,
            "crumbs": [kit.Link(_("Pemberi kerja"), reverse("staff:employers"))],
        },
        status=422 if request.method == "POST" else 200,
    )


def _class_now(employer_id: int) -> dict[str, Any]:
    now = queries.employer_class(employer_id, queries.today())
    if now is None:
        return {}
    return {
        "size": now.size,
        "risk_group": now.risk_group,
        "kbli": now.kbli,
        "labour_industry": now.labour_industry,
        "covid_relief": now.covid_relief,
        "review_on": now.review_on,
    }


def _classes(employer: Employer) -> kit.Table:
    rows = [
        {
            "from": c.valid_from,
            "to": c.valid_to,
            "size": str(SIZES[c.size]),
            "risk": kit.Cell(str(RISKS[c.risk_group]), note=c.kbli),
            "reason": c.reason,
            "review": c.review_on,
        }
        for c in employer.classes.order_by("-valid_from")
    ]
    columns = [
        kit.Column("from", _("Berlaku mulai"), "date"),
        kit.Column("to", _("Sampai"), "date"),
        kit.Column("size", _("Ukuran")),
        kit.Column("risk", _("Risiko")),
        kit.Column("reason", _("Alasan")),
        kit.Column("review", _("Ditinjau"), "date"),
    ]
    return kit.Table(_("Riwayat golongan"), columns, rows, stack=True, show_caption=False)


def _bills(found: list[dict[str, Any]]) -> kit.Table:
    day = queries.today()
    rows = [
        kit.Row(
            {
                "code": kit.Cell(b["code"], reverse("staff:bill", args=[b["code"]])),
                "month": b["month"],
                "due": b["due_on"],
                "total": b["total"],
                "paid": b["paid"],
                "open": b["open"],
                "penalty": b["penalty"] - b["penalty_paid"],
            },
            tone="bad" if b["open"] > 0 and b["due_on"] < day else "neutral",
        )
        for b in sorted(found, key=lambda b: b["due_on"], reverse=True)[:24]
    ]
    columns = [
        kit.Column("code", _("Kode bayar"), "code"),
        kit.Column("month", _("Bulan"), "month"),
        kit.Column("due", _("Jatuh tempo"), "date"),
        kit.Column("total", _("Tagihan"), "money"),
        kit.Column("paid", _("Dibayar"), "money"),
        kit.Column("open", _("Sisa"), "money"),
        kit.Column("penalty", _("Denda terbuka"), "money"),
    ]
    return kit.Table(_("Tagihan"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada tagihan."))


def _receipts(found: list[dict[str, Any]]) -> kit.Table:
    rows = [
        {
            "day": r["received_on"],
            "reference": kit.Cell(r["reference"], note=r["channel"]),
            "amount": r["amount"],
            "rest": r["rest"],
        }
        for r in found[:24]
    ]
    columns = [
        kit.Column("day", _("Diterima"), "date"),
        kit.Column("reference", _("Acuan")),
        kit.Column("amount", _("Jumlah"), "money"),
        kit.Column("rest", _("Belum dipakai"), "money"),
    ]
    return kit.Table(_("Penerimaan"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada penerimaan."))


REPORTS = {
    "READING": later("Sedang dibaca"),
    "DRAFT": later("Konsep"),
    "FINALISED": later("Final"),
    "POSTED": later("Terbukukan"),
    "DISCARDED": later("Tidak dipakai"),
}


def _reports(found: list[dict[str, Any]]) -> kit.Table:
    rows = [
        {
            "month": r["month"],
            "version": r["version"],
            "state": str(REPORTS.get(r["status"], r["status"])),
            "good": r["rows_good"],
            "refused": r["rows_refused"],
            "reason": r["reason"] or "",
        }
        for r in found
    ]
    columns = [
        kit.Column("month", _("Bulan"), "month"),
        kit.Column("version", _("Versi"), "number"),
        kit.Column("state", _("Keadaan")),
        kit.Column("good", _("Pekerja"), "number"),
        kit.Column("refused", _("Ditolak"), "number"),
        kit.Column("reason", _("Alasan pembetulan")),
    ]
    return kit.Table(
        _("Laporan upah"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada laporan upah.")
    )


@require_GET
@needs(Act.BILL_SEE)
def bill(request: HttpRequest, code: str) -> HttpResponse:
    """One bill with the workers it is made of; a worker's line opens its calculation."""
    short = contributions.bill(code)
    found = bill_page(short["id"], as_number(request.GET.get("mulai")) or 0, PAGE * 2) if short else None
    if short is None or found is None:
        raise Http404
    person = as_number(request.GET.get("pekerja"))
    calculation = None
    if person is not None:
        reading(request, person, "staff.bill", code)
        told = explain_line(found["id"], person)
        calculation = told.trace.to_json() if told else None
    see = may(request, Act.PERSON_SEE)
    rows = [
        {
            "name": kit.Cell(
                line["name"] or "–",
                reverse("staff:person", args=[line["person_id"]]) if see and line["name"] else "",
                note=line["kpj"] or "",
            ),
            "wage": line["wage"],
            "jkk": line["jkk"],
            "jkm": line["jkm"],
            "jht": line["jht_employer"] + line["jht_worker"],
            "jp": line["jp_employer"] + line["jp_worker"],
            "total": kit.Cell(line["total"], query_of(request, pekerja=line["person_id"]) + "#hitungan"),
        }
        for line in found["lines"]
    ]
    reading(request, [line["person_id"] for line in found["lines"]], "staff.bill", code)
    columns = [kit.Column("name", _("Pekerja")), kit.Column("wage", _("Upah"), "money")]
    columns += [kit.Column(k, k.upper(), "money") for k in ("jkk", "jkm", "jht", "jp")]
    columns.append(kit.Column("total", _("Jumlah"), "money"))
    pager = kit.Pager(next=query_of(request, mulai=found["next"], pekerja=None)) if found["next"] else None
    entries = [
        kit.Entry(_("Pemberi kerja"), found["employer"], href=reverse("staff:employer", args=[found["employer_id"]])),
        kit.Entry(_("Bulan iuran"), month_year(found["month"], lang())),
        kit.Entry(_("Versi"), str(found["version"])),
        kit.Entry(_("Terbit"), date_long(found["issued_on"], lang())),
        kit.Entry(_("Jatuh tempo"), date_long(found["due_on"], lang())),
        kit.Entry(_("Pekerja"), number(found["workers"], lang=lang())),
        *([kit.Entry(_("Alasan pembetulan"), found["reason"])] if found["reason"] else []),
    ]
    day = queries.today()
    cards = [
        kit.Figure(_("Tagihan"), rupiah(short["total"], lang()), day, icon="file-invoice"),
        kit.Figure(_("Dibayar"), rupiah(short["paid"], lang()), day, icon="circle-check"),
        kit.Figure(_("Sisa"), rupiah(short["total"] - short["paid"], lang()), day, icon="hourglass"),
        kit.Figure(_("Denda"), rupiah(short["penalty"], lang()), day, icon="percentage"),
    ]
    return page(
        request,
        "staff/bill.html",
        {
            "bill": found,
            "cards": cards,
            "entries": entries,
            "as_of": day,
            "calculation": calculation,
            "table": kit.Table(_("Pekerja dalam tagihan"), columns, rows, pager=pager, show_caption=False),
            "crumbs": [
                kit.Link(_("Pemberi kerja"), reverse("staff:employers")),
                kit.Link(found["employer"], reverse("staff:employer", args=[found["employer_id"]])),
            ],
        },
    )
