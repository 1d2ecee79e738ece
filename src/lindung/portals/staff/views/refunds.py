"""Money given back: proposals that wait for a second person, transfers that wait for the bank, and how they ended."""

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
from lindung.access.queries import usernames
from lindung.access.web import needs
from lindung.base.db import rows as read
from lindung.base.errors import Refused
from lindung.base.format import date_long, rupiah
from lindung.contributions import services
from lindung.contributions.queries import receipts as queries
from lindung.contributions.refund_file import refund_file
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import PAGE, as_number, lang, may, me, offices_of, query_of
from lindung.registry.queries import find_employers
from lindung.registry.queries import today as business_day

KINDS = ("refund", "offset")
STATUSES = {
    "PROPOSED": later("Menunggu persetujuan"),
    "APPROVED": later("Disetujui, menunggu bank"),
    "REJECTED": later("Ditolak"),
    "PAID": later("Sudah dibayar"),
    "FAILED": later("Gagal"),
}


class _Given(forms.Form):
    amount = kit.RupiahField(label=later("Jumlah"), minimum=1)
    reason = forms.CharField(label=later("Alasan"), max_length=200)


class RefundForm(_Given):
    """Back to a bank account."""

    bank_code = forms.ChoiceField(label=later("Bank"))
    account_number = forms.CharField(label=later("Nomor rekening"), max_length=40)
    holder_name = forms.CharField(label=later("Nama pemilik rekening"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = read("select code, name from registry_bank order by name")
        self.fields["bank_code"].choices = [("", "–")] + [(b["code"], b["name"]) for b in banks]  # type: ignore[attr-defined]


class OffsetForm(_Given):
    """Over to another employer."""

    employer = forms.CharField(label=later("NPP pemberi kerja lain"), max_length=20)
    consent = forms.CharField(
        label=later("Surat persetujuan pemilik uang"), help_text=later("Nomor dan tanggalnya."), max_length=200
    )

    def clean_employer(self) -> int:
        """The employer of exactly this number."""
        npp = self.cleaned_data["employer"].strip().upper()
        found = next((e for e in find_employers(npp, 5).rows if e["npp"] == npp), None)
        if found is None:
            raise forms.ValidationError(_("NPP itu tidak ditemukan."))
        return int(found["id"])


class DecideForm(forms.Form):
    """Agree or not, or what the bank answered."""

    answer = forms.CharField(label=later("Catatan"), max_length=200, required=False)


def refund_rows(request: HttpRequest, found: list[dict[str, Any]], caption: Any, later_page: bool = False) -> kit.Table:
    """Refunds as a table, each leading to its page."""
    rows = [
        kit.Row(
            {
                "when": r["proposed_at"].date(),
                "to": kit.Cell(
                    r["to_employer"] or f"{r['bank']} {r['account_number']}",
                    reverse("staff:refund", args=[r["id"]]),
                    note=r["holder_name"] or r["consent"],
                ),
                "from": kit.Cell(r["employer"] or _("Belum dikenali"), note=r["reference"]),
                "status": STATUSES[r["status"]],
                "amount": r["amount"],
            },
            tone="warn" if r["status"] in ("PROPOSED", "FAILED") else "neutral",
        )
        for r in found[:PAGE]
    ]
    columns = [
        kit.Column("when", _("Diusulkan"), "date"),
        kit.Column("to", _("Kepada")),
        kit.Column("from", _("Dari penerimaan")),
        kit.Column("status", _("Keadaan")),
        kit.Column("amount", _("Jumlah"), "money"),
    ]
    pager = kit.Pager(
        previous=query_of(request, mulai=None) if later_page else "",
        next=query_of(request, mulai=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
    )
    return kit.Table(
        caption, columns, rows, pager=pager, stack=True, show_caption=False, empty=_("Belum ada pengembalian.")
    )


@require_GET
@needs(Act.RECONCILE_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """All refunds and offsets of the offices, newest first."""
    status = request.GET.get("keadaan", "")
    before = as_number(request.GET.get("mulai"))
    found = queries.refunds(
        offices_of(request), status=status if status in STATUSES else "", before=before, limit=PAGE + 1
    )
    return page(
        request,
        "staff/refunds.html",
        {
            "table": refund_rows(request, found, _("Pengembalian"), bool(before)),
            "filters": [("", _("Semua"), query_of(request, keadaan=None, mulai=None))]
            + [(name, title, query_of(request, keadaan=name, mulai=None)) for name, title in STATUSES.items()],
            "status": status,
            "may_pay": may(request, Act.REFUND_PAY),
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Act.RECONCILE_SEE)
def show(request: HttpRequest, refund_id: int) -> HttpResponse:
    """One refund with what may be done next; what the button says is done."""
    found = queries.refund(refund_id)
    if found is None:
        raise Http404
    steps = _steps(request, found)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step = request.POST.get("langkah", "")
        if step not in steps:
            form.add_error(None, _("Langkah ini tidak dapat dilakukan."))
        else:
            try:
                _do(step, refund_id, form.cleaned_data["answer"], me(request))
            except Refused as refused:
                refuse(form, refused, reason="answer", bank_reference="answer")
            else:
                messages.success(request, _("Dicatat."))
                return redirect("staff:refund", refund_id=refund_id)
    return page(
        request,
        "staff/refund.html",
        {
            "refund": found,
            "entries": _entries(found),
            "steps": steps,
            "form": form,
            "own": found["status"] == "PROPOSED" and found["proposed_by"] == me(request),
            "crumbs": [kit.Link(_("Pengembalian"), reverse("staff:refunds"))],
        },
        status=422 if request.method == "POST" else 200,
    )


def _steps(request: HttpRequest, found: dict[str, Any]) -> list[str]:
    if found["status"] == "PROPOSED" and may(request, Act.REFUND_APPROVE) and found["proposed_by"] != me(request):
        return ["approve", "reject"]
    if found["status"] == "APPROVED" and may(request, Act.REFUND_PAY):
        return ["paid", "failed"]
    return []


def _do(step: str, refund_id: int, answer: str, by: int) -> None:
    if step == "approve":
        services.approve_refund(refund_id, by=by)
    elif step == "reject":
        services.reject_refund(refund_id, answer, by=by)
    elif step == "paid":
        services.refund_paid(refund_id, answer, by=by)
    else:
        services.refund_failed(refund_id, answer, by=by)


def _entries(found: dict[str, Any]) -> list[kit.Entry]:
    names = usernames([found["proposed_by"], found["decided_by"]])
    to = found["to_employer"] or f"{found['bank']} {found['account_number']}"
    entries = [
        kit.Entry(_("Jumlah"), rupiah(found["amount"], lang())),
        kit.Entry(_("Keadaan"), STATUSES[found["status"]], note=found["answer"]),
        kit.Entry(_("Kepada"), to, note=found["holder_name"] or found["consent"]),
        kit.Entry(_("Alasan"), found["reason"]),
        kit.Entry(
            _("Dari penerimaan"), found["reference"], href=reverse("staff:receipt_show", args=[found["receipt_id"]])
        ),
        kit.Entry(_("Diusulkan oleh"), names.get(found["proposed_by"], "–")),
        kit.Entry(_("Diputus oleh"), names.get(found["decided_by"], "–")),
    ]
    if found["paid_on"]:
        day = date_long(found["paid_on"], lang())
        entries.append(kit.Entry(_("Dibayar"), day, note=found["bank_reference"]))
    return entries


@require_GET
@needs(Act.REFUND_PAY)
def bank_file(request: HttpRequest) -> HttpResponse:
    """The approved transfers as a file for the bank."""
    answer = HttpResponse(refund_file(offices_of(request), business_day()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="pengembalian-{business_day()}.csv"'
    return answer
