"""One employer: who it is, its class over time, what it reported, owes and paid."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import party_users
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, rupiah
from lindung.contributions.queries import employer_statement, handins
from lindung.contributions.queries import listing as contributions
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.login_words import acting
from lindung.portals.reporting.words import PAPERS, RECEIPT_CHANNELS, WAYS
from lindung.portals.staff.scope import lang, may, me
from lindung.portals.staff.views import closing
from lindung.portals.staff.views.employers import RISKS, SIZES, STATUSES
from lindung.registry import queries, services
from lindung.registry.models import Employer, EmployerClass


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


def employer_of(employer_id: int) -> Employer:
    """An employer as row-level security shows it; else a 404."""
    found = Employer.objects.select_related("office", "district").filter(pk=employer_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYER_SEE)
def show(request: HttpRequest, employer_id: int) -> HttpResponse:
    """One employer: who it is, its class over time, what it reported, owes and paid."""
    employer = employer_of(employer_id)
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
    return _shown(request, employer, form, 422 if request.method == "POST" else 200)


@require_POST
@needs(Act.COLLECTION_WORK)
def close(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Propose that the employer closed down; or, where it works no more, make it active again."""
    employer = employer_of(employer_id)
    form = closing.form_of(employer, request.POST, request.FILES)
    if form.is_valid():
        try:
            said = closing.do(employer, form.cleaned_data, me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, said)
            return redirect(reverse("staff:employer", args=[employer.pk]) + "#tutup")
    classify = may(request, Act.EMPLOYER_CLASSIFY)
    return _shown(request, employer, ClassForm(initial=_class_now(employer.pk)) if classify else None, 422, form)


def _shown(
    request: HttpRequest, employer: Employer, form: forms.Form | None, status: int, bound: forms.Form | None = None
) -> HttpResponse:
    """The page, with its forms."""
    day = queries.today()
    money, fill = may(request, Act.BILL_SEE), may(request, Act.REPORT_FOR_EMPLOYER)
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
                drill=reverse("staff:owed", args=[employer.pk])
                if told.overdue and may(request, Act.COLLECTION_SEE)
                else "",
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
        acting(party_users(employer_id=employer.pk)),
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
            "closing": closing.panel(request, employer, told, bound) if may(request, Act.COLLECTION_SEE) else None,
            "classes": _classes(employer),
            "bills": _bills(told.bills) if told else None,
            "receipts": _receipts(told.receipts) if told else None,
            "reports": _reports(contributions.reports(employer_id=employer.pk, limit=12), fill) if money else None,
            "hand_ins": _hand_ins(employer.pk, handins.of_employer(employer.pk)) if money else None,
            "report_for": fill,
            "crumbs": [kit.Link(_("Pemberi kerja"), reverse("staff:employers"))],
        },
        status=status,
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
                "bill": kit.Cell(
                    month_year(b["month"], lang()), reverse("staff:bill", args=[b["code"]]), note=b["code"]
                ),
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
        kit.Column("bill", _("Bulan dan kode bayar")),
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
            "reference": kit.Cell(r["reference"], note=str(RECEIPT_CHANNELS.get(r["channel"], r["channel"]))),
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


def _reports(found: list[dict[str, Any]], fill: bool) -> kit.Table:
    rows = [
        {
            "month": kit.Cell(
                month_year(r["month"], lang(), short=True),
                reverse("staff:report", args=[r["employer_id"], r["id"]]) if fill else "",
            ),
            "version": r["version"],
            "state": str(REPORTS.get(r["status"], r["status"])),
            "good": r["rows_good"],
            "refused": r["rows_refused"],
            "reason": r["reason"] or "",
        }
        for r in found
    ]
    columns = [
        kit.Column("month", _("Bulan")),
        kit.Column("version", _("Versi"), "number"),
        kit.Column("state", _("Keadaan")),
        kit.Column("good", _("Pekerja"), "number"),
        kit.Column("refused", _("Ditolak"), "number"),
        kit.Column("reason", _("Alasan pembetulan")),
    ]
    return kit.Table(
        _("Laporan upah"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada laporan upah.")
    )


def _hand_ins(employer_id: int, found: list[dict[str, Any]]) -> kit.Table | None:
    """What was handed in at the branch, and the months filled in by it; nothing where nothing ever was."""
    if not found:
        return None
    rows = [
        {
            "day": h["received_on"],
            "who": kit.Cell(h["brought_by"], note=WAYS[h["way"]]),
            "paper": kit.Cell(
                PAPERS[h["paper"]],
                reverse("staff:hand_in_scan", args=[employer_id, h["id"]]) if h["file_id"] else "",
                note=f"{h['paper_no']} · {date_long(h['paper_on'], lang())}",
            ),
            "months": ", ".join(month_year(m, lang(), short=True) for m in h["months"] or ()) or "–",
        }
        for h in found
    ]
    columns = [
        kit.Column("day", _("Diterima"), "date"),
        kit.Column("who", _("Diserahkan oleh")),
        kit.Column("paper", _("Surat")),
        kit.Column("months", _("Bulan yang diisi")),
    ]
    return kit.Table(_("Laporan yang diserahkan ke kantor"), columns, rows, stack=True, show_caption=False)
