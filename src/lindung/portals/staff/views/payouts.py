"""Paying out: batches made by one and released by another, the bank's file, its answers, and what failed."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.base.format import date_long, number, rupiah
from lindung.batch.queries import recent
from lindung.claims import services as claims
from lindung.claims.payout_file import payout_file
from lindung.claims.queries import batch_lines, batches, order, waiting_payments
from lindung.interop import intake
from lindung.interop.bank_answers import BankAnswersRefused
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.staff.forms import BatchForm, ReasonForm, RetryForm, UploadForm
from lindung.portals.staff.scope import PAGE, as_date, as_number, lang, may, me, offices_of, own_office, query_of
from lindung.portals.staff.views.case import order_word
from lindung.registry import queries as registry

STATES = {"MADE": later("Menunggu dilepas"), "RELEASED": later("Dikirim ke bank"), "ANSWERED": later("Dijawab bank")}
TONES = {"MADE": "warn", "RELEASED": "info", "ANSWERED": "ok"}


def batch_of(request: HttpRequest, number_: str) -> dict[str, Any]:
    """A batch of the actor's offices by its number; else a 404."""
    found = batches(offices_of(request), 1, number=number_)
    if not found:
        raise Http404
    return found[0]


@require_GET
@needs(Act.PAYOUT_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """What is ready to be paid, and the batches."""
    return _listing(request)


def _listing(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    offices, day = offices_of(request), registry.today()
    pay_on = as_date(request.GET.get("tanggal"), registry.add_working_days(day - timedelta(days=1), 1)) or day
    ready = waiting_payments(offices, pay_on)
    found = batches(offices, PAGE + 1, below=as_number(request.GET.get("sebelum")))
    people = usernames([b["made_by"] for b in found] + [b["released_by"] for b in found])
    rows = [
        {
            "number": kit.Cell(b["number"], reverse("staff:payout", args=[b["number"]]), note=b["office"]),
            "pay_on": b["pay_on"],
            "orders": b["orders"],
            "amount": b["amount"],
            "state": kit.Cell(
                STATES[b["status"]],
                note=_("%(n)s gagal") % {"n": number(b["failed"], lang=lang())} if b["failed"] else "",
            ),
            "made": kit.Cell(
                people.get(b["made_by"], ""),
                note=_("dilepas %(who)s") % {"who": people[b["released_by"]]} if b["released_by"] in people else "",
            ),
        }
        for b in found[:PAGE]
    ]
    columns = [
        kit.Column("number", _("Berkas bayar")),
        kit.Column("pay_on", _("Tanggal bayar"), "date"),
        kit.Column("orders", _("Pembayaran"), "number"),
        kit.Column("amount", _("Jumlah"), "money"),
        kit.Column("state", _("Keadaan")),
        kit.Column("made", _("Disusun oleh")),
    ]
    pager = kit.Pager(next=query_of(request, sebelum=found[PAGE - 1]["id"])) if len(found) > PAGE else None
    cooling = kit.Table(
        _("Belum boleh dibayar: rekening baru diganti"),
        [
            kit.Column("number", _("Klaim")),
            kit.Column("payee", _("Penerima")),
            kit.Column("amount", _("Jumlah"), "money"),
            kit.Column("usable_from", _("Boleh dibayar mulai"), "date"),
        ],
        [
            {
                **c,
                "number": kit.Cell(c["number"], reverse("staff:case", args=[c["number"]])),
                "payee": kit.Cell(
                    c["payee"],
                    reverse("staff:payout_vouch", args=[c["id"]]) if may(request, Act.BANK_ACCOUNT_VOUCH) else "",
                ),
            }
            for c in ready["cooling"]
        ],
        stack=True,
        show_caption=False,
    )
    return page(
        request,
        "staff/payouts.html",
        {
            "cards": [
                kit.Figure(
                    _("Siap dibayar"), number(ready["orders"], lang=lang()), pay_on, icon="cash", unit=_("pembayaran")
                ),
                kit.Figure(_("Jumlahnya"), rupiah(ready["amount"], lang()), pay_on, icon="coins"),
                kit.Figure(
                    _("Menunggu masa jeda rekening"),
                    number(len(ready["cooling"]), lang=lang()),
                    pay_on,
                    icon="hourglass",
                ),
            ],
            "table": kit.Table(
                _("Berkas bayar"),
                columns,
                rows,
                pager=pager,
                stack=True,
                show_caption=False,
                empty=_("Belum ada berkas bayar."),
            ),
            "cooling": cooling if ready["cooling"] else None,
            "held": _held(ready["held"]) if ready["held"] else None,
            "as_of": day,
            "ready": ready["orders"],
            "may_make": may(request, Act.PAYOUT_MAKE),
            "may_answer": may(request, Act.PAYOUT_ANSWERS),
            "batch_form": BatchForm(initial={"pay_on": pay_on}),
            "answer_form": UploadForm(prefix="jawaban"),
            "runs": list(recent(5, kinds=["bank_answers"])) if may(request, Act.PAYOUT_ANSWERS) else [],
        }
        | forms,
        status=status,
    )


@require_POST
@needs(Act.PAYOUT_MAKE)
def make(request: HttpRequest) -> HttpResponse:
    """Collect the waiting payments into one batch."""
    form = BatchForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        if data["pay_on"] < registry.today():
            form.add_error("pay_on", _("Tanggal bayar tidak boleh sudah lewat."))
        else:
            try:
                made = claims.make_payout_batch(
                    own_office(request), data["pay_on"], me(request), programme=data["programme"] or None
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(
                    request, _("Berkas %(number)s disusun. Orang lain harus melepasnya.") % {"number": made.number}
                )
                return redirect("staff:payout", number=made.number)
    return _listing(request, 422, batch_form=form)


@require_GET
@needs(Act.PAYOUT_SEE)
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """One batch: its totals, its payments, what the bank answered."""
    found = batch_of(request, number)
    after = as_number(request.GET.get("mulai")) or 0
    lines = batch_lines(found["id"], PAGE * 2 + 1, after)
    retry = may(request, Act.PAYOUT_RETRY)
    rows = [
        kit.Row(
            {
                "number": kit.Cell(
                    line["number"], reverse("staff:case", args=[line["number"]]), note=line["reference"]
                ),
                "payee": line["payee"],
                "account": kit.Cell(line["account"], note=line["bank"]),
                "amount": line["amount"],
                "state": kit.Cell(
                    order_word(line["status"]),
                    reverse("staff:payout_retry", args=[line["id"]])
                    if retry and line["status"] in ("FAILED", "REVERSED")
                    else "",
                    note=line["reason"] or line["bank_reference"],
                ),
            },
            tone="bad" if line["status"] == "FAILED" else "neutral",
        )
        for line in lines[: PAGE * 2]
    ]
    columns = [
        kit.Column("number", _("Klaim")),
        kit.Column("payee", _("Penerima")),
        kit.Column("account", _("Rekening")),
        kit.Column("amount", _("Jumlah"), "money"),
        kit.Column("state", _("Keadaan")),
    ]
    pager = kit.Pager(
        previous=query_of(request, mulai=None) if after else "",
        next=query_of(request, mulai=lines[PAGE * 2 - 1]["id"]) if len(lines) > PAGE * 2 else "",
    )
    people = usernames([found["made_by"], found["released_by"]])
    entries = [
        kit.Entry(_("Tanggal bayar"), date_long(found["pay_on"], lang())),
        kit.Entry(_("Kantor"), found["office"]),
        kit.Entry(_("Disusun oleh"), people.get(found["made_by"], "")),
        kit.Entry(_("Dilepas oleh"), people.get(found["released_by"], "") or _("belum dilepas")),
    ]
    open_ = found["orders"] - found["paid"] - found["failed"]
    cards = [
        kit.Figure(_("Jumlah"), rupiah(found["amount"], lang()), icon="coins"),
        kit.Figure(_("Pembayaran"), _n(found["orders"]), icon="list"),
        kit.Figure(_("Sudah dibayar"), _n(found["paid"]), icon="circle-check", tone="ok"),
        kit.Figure(
            _("Gagal"), _n(found["failed"]), icon="alert-triangle", tone="bad" if found["failed"] else "neutral"
        ),
        kit.Figure(_("Belum dijawab"), _n(open_), icon="hourglass"),
    ]
    return page(
        request,
        "staff/payout.html",
        {
            "batch": found,
            "word": STATES[found["status"]],
            "tone": TONES[found["status"]],
            "entries": entries,
            "cards": cards,
            "table": kit.Table(
                _("Pembayaran dalam berkas"), columns, rows, pager=pager, stack=True, show_caption=False
            ),
            "may_release": found["status"] == "MADE" and may(request, Act.PAYOUT_RELEASE),
            "own": found["made_by"] == me(request),
            "may_file": found["status"] != "MADE" and may(request, Act.PAYOUT_ANSWERS),
            "may_answer": found["status"] == "RELEASED" and may(request, Act.PAYOUT_ANSWERS),
            "answer_form": UploadForm(prefix="jawaban"),
            "as_of": registry.today(),
            "crumbs": [kit.Link(_("Pembayaran"), reverse("staff:payouts"))],
        },
    )


def _n(value: int) -> str:
    return number(value, lang=lang())


@require_POST
@needs(Act.PAYOUT_RELEASE)
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Another person than the maker sends the batch to the bank."""
    found = batch_of(request, number)
    try:
        claims.release_payout_batch(found["id"], me(request))
        if may(request, Act.PAYOUT_ANSWERS):
            messages.success(request, _("Berkas dilepas. Unduh berkas bank dan kirim ke bank."))
        else:
            messages.success(request, _("Berkas dilepas. Kasir mengunduh berkas bank dan mengirimnya."))
    except Refused as refused:
        messages.error(request, said(refused))
    return redirect("staff:payout", number=found["number"])


@require_GET
@needs(Act.PAYOUT_ANSWERS)
def bank_file(request: HttpRequest, number: str) -> HttpResponse:
    """The bank's file of a released batch."""
    found = batch_of(request, number)
    try:
        body = payout_file(found["id"])
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:payout", number=found["number"])
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found["number"]}.csv"'
    return answer


@require_POST
@needs(Act.PAYOUT_ANSWERS)
def answers(request: HttpRequest) -> HttpResponse:
    """Take in the bank's answers; the worker reads them."""
    form = UploadForm(request.POST, request.FILES, prefix="jawaban")
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            if given.size > 10 * 2**20:
                raise BankAnswersRefused("too_large", field="file", limit=100_000)
            run = intake.receive_bank_answers(own_office(request), given.name, given.read(), me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("staff:run", run_id=run.pk)
    return _listing(request, 422, answer_form=form)


@require_http_methods(["GET", "POST"])
@needs(Act.PAYOUT_RETRY)
def retry(request: HttpRequest, order_id: int) -> HttpResponse:
    """Repeat a failed payment on the payee's account of today."""
    old = order(order_id)
    if old is None:
        raise Http404
    reading(request, old["person_id"], "staff.payout_retry", old["number"])
    account = registry.account_of(old["person_id"], old["relative_id"])
    choices = (
        [(str(account["id"]), f"{account['bank']} {account['number']}, {account['holder_name']}")] if account else []
    )
    form = RetryForm(request.POST or None, initial={"account": choices[0][0] if choices else ""})
    form.fields["account"].choices = choices  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            claims.retry_order(
                order_id, int(form.cleaned_data["account"]), me(request), vouch=form.cleaned_data["vouch"]
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Pembayaran diulang; ia ikut berkas bayar berikutnya."))
            return redirect("staff:case", number=old["number"])
    entries = [
        kit.Entry(_("Klaim"), old["number"], href=reverse("staff:case", args=[old["number"]])),
        kit.Entry(_("Penerima"), old["payee"]),
        kit.Entry(_("Jumlah"), rupiah(old["amount"], lang())),
        kit.Entry(_("Rekening lama"), old["account"]),
        kit.Entry(_("Kata bank"), old["reason"] or "–"),
    ]
    return page(
        request,
        "staff/retry.html",
        {
            "order": old,
            "entries": entries,
            "form": form,
            "has_account": bool(choices),
            "crumbs": [kit.Link(_("Pembayaran"), reverse("staff:payouts"))],
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.BANK_ACCOUNT_VOUCH)
def vouch(request: HttpRequest, order_id: int) -> HttpResponse:
    """The branch vouches for an account that is still cooling off."""
    old = order(order_id)
    if old is None:
        raise Http404
    reading(request, old["person_id"], "staff.payout_vouch", old["number"])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            claims.vouch_order(order_id, me(request), form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Rekening dijamin; pembayaran boleh ikut berkas berikutnya."))
            return redirect("staff:payouts")
    entries = [
        kit.Entry(_("Penerima"), old["payee"]),
        kit.Entry(_("Jumlah"), rupiah(old["amount"], lang())),
        kit.Entry(_("Rekening"), old["account"]),
        kit.Entry(_("Masa jeda sampai"), date_long(old["usable_from"], lang())),
    ]
    return page(
        request,
        "staff/vouch.html",
        {
            "order": old,
            "entries": entries,
            "form": form,
            "crumbs": [kit.Link(_("Pembayaran"), reverse("staff:payouts"))],
        },
        status=422 if request.method == "POST" else 200,
    )


def _held(found: list[dict[str, Any]]) -> kit.Table:
    """Payments of a death that was reported again: what they rest on is in question."""
    columns = [
        kit.Column("number", _("Klaim")),
        kit.Column("payee", _("Penerima")),
        kit.Column("amount", _("Jumlah"), "money"),
    ]
    rows = [{**r, "number": kit.Cell(r["number"], reverse("staff:case", args=[r["number"]]))} for r in found]
    return kit.Table(_("Ditahan: kematiannya dilaporkan lagi"), columns, rows, stack=True, show_caption=False)
