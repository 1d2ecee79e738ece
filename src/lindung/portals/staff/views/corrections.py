"""Corrections: of a decided claim with its difference shown first, and labelled ones of what an office has paid."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import rupiah
from lindung.claims import queries
from lindung.claims import services as claims
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.staff.forms import CorrectForm, LabelForm
from lindung.portals.staff.scope import both, case_of, lang, may, me, offices_of, own_office
from lindung.portals.staff.views.decision import difference_table
from lindung.registry.queries import today

STATES = {"WAITING": later("Menunggu orang kedua"), "APPROVED": later("Disetujui"), "REFUSED": later("Tidak disetujui")}


@require_http_methods(["GET", "POST"])
@needs(Act.CORRECTION_PROPOSE)
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """What a decided claim comes to now, beside its decision; and the proposal to correct it."""
    claim = case_of(request, number, "staff.case_correct")
    waiting = next((d for d in claim.decisions if d.status == "PROPOSED"), None)
    if waiting:
        return redirect("staff:decision", decision_id=waiting.id)
    told = queries.correction_preview(claim.id)
    if told is None:
        raise Http404
    components = [(code, both(title), amount) for code, title, amount in told.components]
    form = CorrectForm(request.POST or None, components=components)
    sending = request.method == "POST" and "lihat" not in request.POST
    if request.method == "POST":
        if not sending:
            form.fields["reason"].required = False
        if form.is_valid():
            entered = form.amounts() if told.recorded else None
            if sending:
                try:
                    made = claims.propose_claim_correction(
                        claim.id, me(request), form.cleaned_data["reason"], components=entered
                    )
                except Refused as refused:
                    refuse(form, refused)
                else:
                    messages.success(request, _("Usulan pembetulan dikirim ke penyetuju."))
                    return redirect("staff:decision", decision_id=made.decision_id)
            told = queries.correction_preview(claim.id, entered) or told
    context = {
        "claim": claim,
        "form": form,
        "told": told,
        "problem": both(told.problem) if told.problem else "",
        "difference": difference_table(told.changes),
        "follows": [_follows(p) for p in told.payees],
        "as_of": today(),
        "crumbs": [kit.Link(claim.number, reverse("staff:case", args=[claim.number]))],
    }
    return page(request, "staff/correct.html", context, status=422 if form.errors else 200)


def _follows(payee: Any) -> str:
    """What a correction means for one payee, in a sentence."""
    words: dict[str, Any] = {"name": payee.name, "amount": rupiah(abs(payee.rest), lang())}
    if payee.rest > 0:
        return _("%(name)s dibayar lagi %(amount)s.") % words
    if payee.rest < 0:
        return _("%(name)s sudah menerima %(amount)s terlalu banyak: menjadi piutang, tidak dipotong.") % words
    return _("%(name)s: pembayaran yang belum dikirim disesuaikan.") % words


@require_http_methods(["GET", "POST"])
@needs(Act.PAYOUT_SEE)
def labelled(request: HttpRequest) -> HttpResponse:
    """Labelled corrections, those that wait for a second person first; and what was paid too much."""
    proposing, offices = may(request, Act.CORRECTION_PROPOSE), offices_of(request)
    form = LabelForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and proposing and form.is_valid():
        asked = form.cleaned_data
        try:
            claims.propose_correction(
                asked["programme"], own_office(request), asked["on"], asked["amount"], asked["label_id"],
                asked["label_en"], me(request),
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Koreksi diusulkan. Orang lain menyetujuinya sebelum dibukukan."))
            return redirect("staff:corrections")
    found = queries.corrections(offices)
    people = usernames([r["proposed_by"] for r in found] + [r["decided_by"] for r in found])
    label = f"label_{lang()[:2]}"
    owed = queries.overpayments(offices)
    context = {
        "form": form,
        "proposing": proposing,
        "deciding": may(request, Act.CORRECTION),
        "as_of": today(),
        "waiting": [
            {**r, "label": r[label], "who": people.get(r["proposed_by"], ""), "mine": r["proposed_by"] == me(request)}
            for r in found
            if r["state"] == "WAITING"
        ],
        "done": _done([r for r in found if r["state"] != "WAITING"], label, people),
        "owed": _owed(owed),
    }
    return page(request, "staff/corrections.html", context, status=422 if form.errors else 200)


def _done(found: list[dict[str, Any]], label: str, people: Any) -> kit.Table:
    columns = [
        kit.Column("label", _("Keterangan")),
        kit.Column("programme", _("Program")),
        kit.Column("on", _("Tanggal"), "date"),
        kit.Column("amount", _("Selisih"), "money"),
        kit.Column("state", _("Keadaan")),
    ]
    rows = [
        {
            "label": kit.Cell(r[label], note=r["office"]),
            "programme": r["programme"],
            "on": r["on"],
            "amount": r["amount"],
            "state": kit.Cell(
                str(STATES[r["state"]]),
                note=r["refused"] or f"{people.get(r['proposed_by'], '')} → {people.get(r['decided_by'], '')}",
            ),
        }
        for r in found
    ]
    return kit.Table(
        _("Koreksi berlabel"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada koreksi berlabel.")
    )


def _owed(found: list[dict[str, Any]]) -> kit.Table:
    columns = [
        kit.Column("number", _("Klaim")),
        kit.Column("name", _("Penerima")),
        kit.Column("amount", _("Harus kembali"), "money"),
        kit.Column("since", _("Sejak"), "date"),
    ]
    rows = [{**r, "number": kit.Cell(r["number"], reverse("staff:case", args=[r["number"]]))} for r in found]
    return kit.Table(
        _("Lebih bayar"), columns, rows, stack=True, show_caption=False, empty=_("Tidak ada yang lebih bayar."),
        footer={"number": _("Jumlah"), "name": "", "amount": sum(r["amount"] for r in found), "since": None}
        if found
        else None,
    )  # fmt: skip


@require_POST
@needs(Act.CORRECTION)
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second person books a labelled correction, or says why not."""
    if proposal_id not in {r["id"] for r in queries.corrections(offices_of(request))}:
        raise Http404
    why = request.POST.get("alasan", "").strip()
    if request.POST.get("apa") == "tolak" and not why:
        messages.error(request, _("Tulis alasannya."))
        return redirect("staff:corrections")
    try:
        claims.decide_correction(proposal_id, me(request), refuse=why if request.POST.get("apa") == "tolak" else "")
    except Refused as refused:
        messages.error(request, said(refused))
    else:
        messages.success(request, _("Koreksi diputus."))
    return redirect("staff:corrections")
