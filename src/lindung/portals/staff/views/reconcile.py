"""The money of a day: what found its place, what is suggested, what is unknown; and one receipt whole."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_POST

from lindung import law
from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, number, rupiah
from lindung.contributions import services
from lindung.contributions.matching import RULES
from lindung.contributions.queries import daily_proof
from lindung.contributions.queries import receipts as queries
from lindung.portals import kit
from lindung.portals.allocation_words import steps
from lindung.portals.kit.blocks import Tone
from lindung.portals.kit.forms import refuse, said
from lindung.portals.reporting.words import RECEIPT_CHANNELS
from lindung.portals.staff.forms import ReasonForm
from lindung.portals.staff.scope import PAGE, as_date, as_number, lang, may, me, offices_of, query_of
from lindung.portals.staff.views.books import entry_link
from lindung.portals.staff.views.receipts import proof_table
from lindung.portals.staff.views.refunds import KINDS, OffsetForm, RefundForm, refund_rows
from lindung.registry.queries import today as business_day

STATES = {
    "MATCHED": later("Sudah dikenali"),
    "SUGGESTED": later("Ada saran"),
    "UNKNOWN": later("Belum dikenali"),
}
_SIGNS: tuple[tuple[str, Tone], ...] = (("circle-check", "ok"), ("info-circle", "warn"), ("alert-circle", "bad"))
EVENTS = {
    "ASSIGNED": later("Diarahkan"),
    "UNASSIGNED": later("Arah dibatalkan"),
    "RECALLED": later("Ditarik kembali oleh bank"),
}
USES = {
    "ORDER": later("Kode iuran"),
    "REFUND": later("Pengembalian"),
    "FINE": later("Denda administratif"),
    "OFFSET": later("Untuk pemberi kerja lain"),
    "RECALL": later("Ditarik kembali oleh bank"),
}


def _why(rule: str) -> str:
    found = RULES.get(rule)
    return found.text(lang()) if found else rule


@require_GET
@needs(Act.RECONCILE_SEE)
def day(request: HttpRequest) -> HttpResponse:
    """A day: figures by state, suggestions to accept, its receipts, the proof and the order of allocation."""
    offices, today = offices_of(request), business_day()
    shown = min(as_date(request.GET.get("tanggal"), today) or today, today)
    state = request.GET.get("keadaan", "")
    state = state if state in STATES else ""
    after = as_number(request.GET.get("mulai")) or 0
    totals = queries.day_totals(shown, offices)
    found = queries.day_receipts(shown, offices, state=state, after=after, limit=PAGE + 1)
    proofs = daily_proof(shown, offices)
    cards = [
        kit.Figure(
            title,
            rupiah(totals[name]["amount"], lang()),
            shown,
            note=_("%(n)s penerimaan, %(rest)s belum dipakai")
            % {"n": number(totals[name]["receipts"], lang=lang()), "rest": rupiah(int(totals[name]["rest"]), lang())},
            icon=icon,
            tone=tone if totals[name]["receipts"] else "neutral",
            drill=query_of(request, keadaan=name, mulai=None),
        )
        for (name, title), (icon, tone) in zip(STATES.items(), _SIGNS, strict=True)
    ]
    assign = may(request, Act.RECEIPT_ASSIGN)
    return page(
        request,
        "staff/reconcile.html",
        {
            "cards": cards,
            "day": shown,
            "as_of": today,
            "state": state,
            "all": query_of(request, keadaan=None, mulai=None),
            "suggested": [r | {"why": _why(r["rule"])} for r in found[:PAGE] if r["suggestion_id"]],
            "may_assign": assign,
            "table": _table(request, found, bool(after)),
            "proof": proof_table(proofs, shown),
            "holds": all(p["holds"] for p in proofs),
            "order": steps(shown),
            "order_since": max(law.parameter(f"allocation.{name}", shown).in_force for name in ("order", "named")),
        },
    )


def _table(request: HttpRequest, found: list[dict[str, Any]], later_page: bool) -> kit.Table:
    rows = [
        kit.Row(
            {
                "what": kit.Cell(
                    r["description"] or r["payer_name"] or r["reference"],
                    reverse("staff:receipt_show", args=[r["id"]]),
                    note=str(RECEIPT_CHANNELS.get(r["channel"], r["channel"])),
                ),
                "who": kit.Cell(
                    r["employer"] or r["suggested"] or _("Belum dikenali"),
                    note=_sure(r),
                ),
                "state": STATES[r["state"]],
                "amount": r["amount"],
                "rest": int(r["rest"]),
            },
            tone="neutral" if r["state"] == "MATCHED" else "warn",
        )
        for r in found[:PAGE]
    ]
    columns = [
        kit.Column("what", _("Berita")),
        kit.Column("who", _("Pemberi kerja")),
        kit.Column("state", _("Keadaan")),
        kit.Column("amount", _("Jumlah"), "money"),
        kit.Column("rest", _("Belum dipakai"), "money"),
    ]
    pager = kit.Pager(
        previous=query_of(request, mulai=None) if later_page else "",
        next=query_of(request, mulai=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
    )
    return kit.Table(
        _("Penerimaan hari itu"), columns, rows, pager=pager, stack=True, show_caption=False,
        empty=_("Tidak ada penerimaan pada hari itu."),
    )  # fmt: skip


def _sure(r: dict[str, Any]) -> str:
    if r["employer"]:
        name = next((rule.text(lang()) for rule in RULES.values() if rule.indonesian == r["matched_by"]), "")
        by = name or (_("petugas") if r["matched_by"] == "petugas" else r["matched_by"])
        return _("%(why)s, yakin %(n)s") % {"why": by, "n": r["confidence"]} if r["confidence"] else str(by)
    if r["suggestion_id"]:
        return _("saran: %(why)s, yakin %(n)s") % {"why": _why(r["rule"]), "n": r["strength"]}
    return ""


@require_POST
@needs(Act.RECEIPT_ASSIGN)
def accept(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """One click: the receipt is the suggested employer's."""
    found = queries.suggestion(suggestion_id)
    if found is None:
        raise Http404
    try:
        services.assign_receipt(found["receipt_id"], found["employer_id"], by=me(request))
    except Refused as refused:
        messages.error(request, said(refused))
    else:
        messages.success(request, _("Penerimaan diarahkan dan langsung dipakai untuk tagihan yang terbuka."))
    back = as_date(request.POST.get("tanggal"))
    return redirect(reverse("staff:reconcile") + (f"?tanggal={back}" if back else ""))


@require_GET
@needs(Act.RECONCILE_SEE)
def show(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt: what it is, what it settles, what was done to it, what can be done."""
    return _show(request, receipt_id)


def _show(
    request: HttpRequest, receipt_id: int, form: forms.Form | None = None, which: str = "", status: int = 200
) -> HttpResponse:
    found = queries.receipt(receipt_id)
    if found is None:
        raise Http404
    rest = int(found["rest"])
    history = queries.history(receipt_id)
    names = usernames(h["made_by"] for h in history)
    uses = queries.used_for(receipt_id)
    open_now = not uses or sum(u["amount"] for u in uses) == 0
    propose = may(request, Act.REFUND_PROPOSE) and rest > 0
    reconcile = may(request, Act.RECONCILE) and open_now
    first = {"amount": rest}
    return page(
        request,
        "staff/receipt_show.html",
        {
            "receipt": found,
            "entries": _entries(found, rest),
            "settles": _settles(queries.settled_by(receipt_id), uses),
            "suggestions": [s | {"why": _why(s["rule"])} for s in queries.suggestions(receipt_id)]
            if found["employer_id"] is None
            else [],
            "events": [
                kit.Moment(
                    EVENTS.get(h["kind"], h["kind"]),
                    h["made_at"],
                    " · ".join(t for t in (h["employer"], h["reason"]) if t),
                    names.get(h["made_by"], ""),
                )
                for h in history
            ],
            "refunds": refund_rows(
                request, queries.refunds(receipt_id=receipt_id), _("Pengembalian dari penerimaan ini")
            ),
            "may_assign": may(request, Act.RECEIPT_ASSIGN) and found["employer_id"] is None and rest > 0,
            "undo_form": (form if which == "undo" else ReasonForm(prefix="undo"))
            if reconcile and found["employer_id"]
            else None,
            "recall_form": (form if which == "recall" else ReasonForm(prefix="recall")) if reconcile else None,
            "refund_form": (form if which == "refund" else RefundForm(initial=first, prefix="refund"))
            if propose
            else None,
            "offset_form": (form if which == "offset" else OffsetForm(initial=first, prefix="offset"))
            if propose
            else None,
            "crumbs": [kit.Link(_("Rekonsiliasi"), f"{reverse('staff:reconcile')}?tanggal={found['received_on']}")],
        },
        status=status,
    )


def _entries(found: dict[str, Any], rest: int) -> list[kit.Entry]:
    who = f"{found['employer']} · NPP {found['npp']}" if found["employer"] else _("Belum dikenali")
    entries = [
        kit.Entry(_("Jumlah"), rupiah(found["amount"], lang())),
        kit.Entry(_("Belum dipakai"), rupiah(rest, lang())),
        kit.Entry(_("Diterima"), date_long(found["received_on"], lang())),
        kit.Entry(_("Lewat"), str(RECEIPT_CHANNELS.get(found["channel"], found["channel"])), note=found["office"]),
        kit.Entry(_("Acuan"), found["reference"]),
        entry_link(f"receipt:{found['channel']}:{found['reference']}"),
        kit.Entry(_("Pemberi kerja"), who, note=_sure(found | {"suggestion_id": None})),
        kit.Entry(_("Kode bayar yang ditulis"), found["billing_code"] or "–"),
        kit.Entry(_("Berita"), found["description"] or "–"),
        kit.Entry(_("Pengirim"), " · ".join(t for t in (found["payer_name"], found["payer_account"]) if t) or "–"),
    ]
    if found["channel"] == "TELLER":
        entries.append(
            kit.Entry(_("Kuitansi"), found["reference"], href=reverse("staff:counter_receipt", args=[found["id"]]))
        )
    return entries


def _settles(settled: list[dict[str, Any]], uses: list[dict[str, Any]]) -> kit.Table:
    rows = [
        kit.Row(
            {
                "what": kit.Cell(
                    _("Denda") if s["target"] == "PENALTY" else _("Iuran"),
                    reverse("staff:bill", args=[s["code"]]),
                    note=s["code"],
                ),
                "month": s["month"],
                "amount": s["amount"],
            }
        )
        for s in settled
    ] + [
        kit.Row({"what": kit.Cell(USES.get(u["kind"], u["kind"]), note=u["reference"]), "amount": u["amount"]})
        for u in uses
    ]
    columns = [
        kit.Column("what", _("Dipakai untuk")),
        kit.Column("month", _("Bulan"), "month"),
        kit.Column("amount", _("Jumlah"), "money"),
    ]
    return kit.Table(
        _("Dipakai untuk"), columns, rows, stack=True, show_caption=False, empty=_("Belum dipakai sama sekali.")
    )


def _undo(request: HttpRequest, receipt_id: int, which: str) -> HttpResponse:
    if queries.receipt(receipt_id) is None:
        raise Http404
    act = services.unassign_receipt if which == "undo" else services.recall_receipt
    form = ReasonForm(request.POST, prefix=which)
    if form.is_valid():
        try:
            act(receipt_id, form.cleaned_data["reason"], by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(
                request,
                _("Arah dibatalkan; uangnya menunggu di titipan lagi.")
                if which == "undo"
                else _("Penerimaan dibatalkan; semua yang dilunasinya terbuka lagi."),
            )
            return redirect("staff:receipt_show", receipt_id=receipt_id)
    return _show(request, receipt_id, form, which, 422)


@require_POST
@needs(Act.RECONCILE)
def undo(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Take back whose a receipt was said to be."""
    return _undo(request, receipt_id, "undo")


@require_POST
@needs(Act.RECONCILE)
def recall(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """The bank took the money back."""
    return _undo(request, receipt_id, "recall")


@require_POST
@needs(Act.REFUND_PROPOSE)
def propose(request: HttpRequest, receipt_id: int, kind: str) -> HttpResponse:
    """Propose to give money back, or over to another employer."""
    if queries.receipt(receipt_id) is None or kind not in KINDS:
        raise Http404
    form: forms.Form = (RefundForm if kind == "refund" else OffsetForm)(request.POST, prefix=kind)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if kind == "refund":
                services.propose_refund(
                    receipt_id, given["amount"], given["bank_code"], given["account_number"], given["holder_name"],
                    given["reason"], by=me(request),
                )  # fmt: skip
            else:
                services.propose_offset(
                    receipt_id, given["amount"], given["employer"], given["consent"], given["reason"], by=me(request)
                )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Usulan dicatat dan menunggu persetujuan orang lain."))
            return redirect("staff:refunds")
    return _show(request, receipt_id, form, kind, 422)
