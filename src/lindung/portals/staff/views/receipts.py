"""Money that came in: bank statements, what is not used yet by age, whose it is, and the daily proof from the books."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, number, rupiah
from lindung.batch.queries import recent
from lindung.contributions import services
from lindung.contributions.queries import daily_proof, suspense, suspense_by_age
from lindung.interop import intake
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.reporting.words import RECEIPT_CHANNELS
from lindung.portals.staff.scope import PAGE, as_date, as_number, lang, may, me, offices_of, own_office, query_of
from lindung.registry import queries

AGES = {
    "0-7": later("0 sampai 7 hari"),
    "8-30": later("8 sampai 30 hari"),
    "31-90": later("31 sampai 90 hari"),
    "91+": later("Lebih dari 90 hari"),
}
LARGEST = 10 * 2**20


class StatementForm(forms.Form):
    """A bank statement."""

    bank = forms.CharField(label=later("Bank"), max_length=40)
    file = forms.FileField(label=later("Berkas rekening koran (camt.053, camt.054, MT940, atau CSV)"))
    checked = forms.BooleanField(
        label=later("Saldo pada berkas sudah diperiksa dengan bank, walaupun tidak bersambung"), required=False
    )


class AssignForm(forms.Form):
    """Whose money it is."""

    employer = forms.ChoiceField(label=later("Pemberi kerja"), widget=forms.RadioSelect)


@require_GET
@needs(Act.RECONCILE_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Statements, suspense by age and one by one, and the proof of a day."""
    return _listing(request)


def _listing(request: HttpRequest, form: StatementForm | None = None, status: int = 200) -> HttpResponse:
    offices, today = offices_of(request), queries.today()
    day = min(as_date(request.GET.get("tanggal"), today) or today, today)
    after = as_number(request.GET.get("mulai")) or 0
    waiting = suspense(offices, today, after=after, limit=PAGE + 1)
    ages = suspense_by_age(offices, today)
    proofs = daily_proof(day, offices)
    assign = may(request, Act.RECEIPT_ASSIGN)
    cards = [
        kit.Figure(
            AGES[a["label"]],
            rupiah(a["amount"], lang()),
            today,
            note=_("%(n)s penerimaan, %(unknown)s belum dikenali")
            % {"n": number(a["receipts"], lang=lang()), "unknown": rupiah(a["unknown"], lang())},
            icon="hourglass",
            tone="bad" if a["label"] == "91+" else "warn" if a["label"] == "31-90" else "neutral",
        )
        for a in ages
    ]
    return page(
        request,
        "staff/receipts.html",
        {
            "cards": cards,
            "table": _suspense(request, waiting, assign, bool(after)),
            "proof": proof_table(proofs, day),
            "holds": all(p["holds"] for p in proofs),
            "day": day,
            "as_of": today,
            "may_upload": may(request, Act.STATEMENT_UPLOAD),
            "form": form or StatementForm(),
            "runs": recent(5, kinds=["statement_file"]) if may(request, Act.RUNS_SEE) else [],
        },
        status=status,
    )


def _suspense(request: HttpRequest, found: list[dict[str, Any]], assign: bool, later_page: bool) -> kit.Table:
    rows = [
        kit.Row(
            {
                "day": r["received_on"],
                "age": r["age"],
                "what": kit.Cell(
                    r["description"] or r["reference"],
                    reverse("staff:receipt_show", args=[r["id"]]),
                    note=str(RECEIPT_CHANNELS.get(r["channel"], r["channel"])),
                ),
                "who": r["employer"] or _("Belum dikenali"),
                "amount": r["amount"],
                "rest": r["rest"],
            },
            tone="warn" if r["employer_id"] is None else "neutral",
        )
        for r in found[:PAGE]
    ]
    columns = [
        kit.Column("day", _("Diterima"), "date"),
        kit.Column("age", _("Umur (hari)"), "number"),
        kit.Column("what", _("Berita")),
        kit.Column("who", _("Pemberi kerja")),
        kit.Column("amount", _("Jumlah"), "money"),
        kit.Column("rest", _("Belum dipakai"), "money"),
    ]
    pager = kit.Pager(
        previous=query_of(request, mulai=None) if later_page else "",
        next=query_of(request, mulai=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
    )
    return kit.Table(
        _("Penerimaan yang belum dipakai"),
        columns,
        rows,
        pager=pager,
        stack=True,
        show_caption=False,
        empty=_("Semua penerimaan sudah menemukan tagihannya."),
    )


def proof_table(found: list[dict[str, Any]], day: Any) -> kit.Table:
    """The daily proof, an office a row; the office leads to its receipts of the day."""
    keys = (
        ("opening", _("Awal hari")),
        ("received", _("Diterima")),
        ("moved", _("Pindah kantor")),
        ("allocated", _("Untuk tagihan")),
        ("used", _("Untuk hal lain")),
        ("closing", _("Akhir hari")),
    )
    rows = [
        kit.Row(
            {
                "office": kit.Cell(r["office"], f"{reverse('staff:reconcile')}?tanggal={day}"),
                **{k: r[k] for k, _title in keys},
                "verdict": kit.Cell("HOLDS" if r["holds"] else "DIFFERS"),
            },
            tone="neutral" if r["holds"] else "bad",
        )
        for r in found
    ]
    columns = [
        kit.Column("office", _("Kantor")),
        *[kit.Column(k, title, "money") for k, title in keys],
        kit.Column("verdict", _("Hasil"), "status"),
    ]
    return kit.Table(
        _("Bukti saldo %(day)s") % {"day": date_long(day, lang())},
        columns,
        rows,
        stack=True,
        show_caption=False,
        empty=_("Belum ada penerimaan sampai hari itu."),
        note=_("Awal + diterima + pindah = dipakai + akhir."),
    )


@require_POST
@needs(Act.STATEMENT_UPLOAD)
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a bank statement; the worker reads it, matches and allocates. The same file again changes nothing."""
    form = StatementForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        if given.size > LARGEST:
            form.add_error("file", _("Berkas paling besar 10 MB."))
        else:
            try:
                run = intake.receive_statement_file(
                    own_office(request),
                    form.cleaned_data["bank"],
                    given.name,
                    given.read(),
                    me(request),
                    balance_checked=form.cleaned_data["checked"],
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                return redirect("staff:run", run_id=run.pk)
    return _listing(request, form, 422)


@require_http_methods(["GET", "POST"])
@needs(Act.RECEIPT_ASSIGN)
def assign(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Say whose money a receipt is; it is allocated at once."""
    today = queries.today()
    found = next((r for r in suspense(offices_of(request), today, after=receipt_id - 1, limit=1)), None)
    if found is None or found["id"] != receipt_id:
        raise Http404
    text = (request.GET.get("cari") or request.POST.get("cari") or "").strip()[:80]
    offered = queries.find_employers(text, 12).rows if text else []
    form = AssignForm(request.POST or None)
    form.fields["employer"].choices = [(str(e["id"]), f"{e['name']} · NPP {e['npp']}") for e in offered]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_receipt(receipt_id, int(form.cleaned_data["employer"]), by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Penerimaan diarahkan dan langsung dipakai untuk tagihan yang terbuka."))
            return redirect("staff:receipts")
    entries = [
        kit.Entry(_("Jumlah"), rupiah(found["amount"], lang())),
        kit.Entry(_("Diterima"), date_long(found["received_on"], lang())),
        kit.Entry(_("Lewat"), str(RECEIPT_CHANNELS.get(found["channel"], found["channel"]))),
        kit.Entry(_("Acuan"), found["reference"]),
        kit.Entry(_("Berita"), found["description"] or "–"),
        kit.Entry(_("Kode bayar yang ditulis"), found["billing_code"] or "–"),
    ]
    return page(
        request,
        "staff/receipt.html",
        {
            "receipt": found,
            "entries": entries,
            "text": text,
            "offered": offered,
            "form": form,
            "crumbs": [kit.Link(_("Penerimaan"), reverse("staff:receipts"))],
        },
        status=422 if request.method == "POST" else 200,
    )
