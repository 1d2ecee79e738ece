"""Composing a decision and approving it: the rules propose, an officer signs, another one approves or sends back."""

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
from lindung.base.format import rupiah
from lindung.claims import reasons
from lindung.claims import services as claims
from lindung.claims.queries import Case, Explanation, Suggestion, explain, suggestion
from lindung.claims.queries import case as read_case
from lindung.interop.outbox import decision_letter, decision_preview
from lindung.interop.outbox.letters import decision_content
from lindung.notices.services import letter_pdf
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.staff.forms import DecisionForm, SendBackForm
from lindung.portals.staff.scope import both, case_of, lang, may, me
from lindung.portals.staff.views.case import undecided_or_rest

KINDS = {"AWARD": later("Dikabulkan"), "RETURN": later("Dikembalikan untuk dilengkapi"), "REJECT": later("Ditolak")}
TONES = {"AWARD": "ok", "RETURN": "warn", "REJECT": "bad"}


@require_http_methods(["GET", "POST"])
@needs(Act.DECISION_PROPOSE)
def composer(request: HttpRequest, number: str) -> HttpResponse:
    """What the rules give, and the officer's proposal: follow them, return the file, or reject with a reason."""
    claim = case_of(request, number, "staff.compose")
    waiting = next((d for d in claim.decisions if d.status == "PROPOSED"), None)
    if waiting:
        return redirect("staff:decision", decision_id=waiting.id)
    if not undecided_or_rest(claim):
        messages.info(request, _("Klaim ini tidak menunggu usulan putusan."))
        return redirect("staff:case", number=claim.number)
    rules = suggestion(claim.id)
    if rules is None:
        raise Http404
    choices = _choices(claim, rules)
    form = DecisionForm(
        request.POST or None,
        choices=choices,
        initial={"choice": choices[0][0] if choices[0][0] == "RULES" else ""},
        returns=reasons.choices("RETURN", claim.programme, lang()),
        rejects=reasons.choices("REJECT", claim.programme, lang()),
    )
    if request.method == "POST" and form.is_valid():
        made = _propose(request, claim, form)
        if made is not None:
            messages.success(request, _("Usulan putusan dikirim ke penyetuju."))
            return redirect("staff:decision", decision_id=made)
    return page(
        request,
        "staff/compose.html",
        {
            "claim": claim,
            "ground": both(claim.ground),
            "rules": rules,
            "form": form,
            "as_of": rules.on,
            "word": KINDS.get(rules.kind, ""),
            "tone": TONES.get(rules.kind, "neutral"),
            "facts": facts_shown(rules.facts),
            "payees": payees_table(rules.payees, rules.net),
            "not_counted": [both(t) for t in rules.not_counted],
            "changes": [both(t) for t in rules.changes],
            "reasons": reasons_shown(rules.reasons),
            "problem": both(rules.problem),
            "missing": claim.missing,
            "crumbs": [kit.Link(claim.number, reverse("staff:case", args=[claim.number]))],
        },
        status=422 if request.method == "POST" else 200,
    )


def _choices(claim: Case, rules: Suggestion) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if rules.problem is None and not claim.missing:
        if rules.kind == "AWARD":
            found.append(("", _("Ikuti aturan: kabulkan, %(net)s dibayarkan") % {"net": rupiah(rules.net, lang())}))
        elif rules.kind == "REJECT":
            found.append(("", _("Ikuti aturan: tolak dengan alasan yang disebut aturan")))
    if found:
        found = [("RULES", found[0][1])]
    if _funeral_first(claim):
        found.append(("FUNERAL", _("Biaya pemakaman dulu, bagian lain menyusul setelah berkas ahli waris lengkap")))
    found.append(("RETURN", _("Kembalikan untuk dilengkapi: tidak ada yang hilang, klaim berlanjut")))
    found.append(("REJECT", _("Tolak: hak belum terbuka menurut fakta")))
    return found


def _funeral_first(claim: Case) -> bool:
    done = any(d.kind == "AWARD" and d.status == "APPROVED" for d in claim.decisions)
    certificate = any(d.code == "DEATH_CERTIFICATE" and d.there for d in claim.documents)
    return claim.programme == "JKM" and claim.basis == "RULED" and not done and certificate


def _propose(request: HttpRequest, claim: Case, form: DecisionForm) -> int | None:
    data = form.cleaned_data
    choice = data["choice"]
    try:
        if choice == "RULES":
            made = claims.propose(claim.id, me(request))
        elif choice == "FUNERAL":
            made = claims.propose(claim.id, me(request), only=("FUNERAL",))
        else:
            codes = data["return_reasons"] if choice == "RETURN" else data["reject_reasons"]
            made = claims.propose(
                claim.id, me(request), kind=choice, reasons=codes, note=data["note"], deviation=data["deviation"]
            )
    except Refused as refused:
        refuse(form, refused, reasons="return_reasons" if choice == "RETURN" else "reject_reasons")
        return None
    return made.decision_id


def facts_shown(facts: Any) -> list[kit.Entry]:
    """The facts of a decision with where each comes from."""
    return [kit.Entry(both(f.title), both(f.value), source=both(f.source)) for f in facts]


def payees_table(payees: Any, net: int) -> kit.Table | None:
    """Who receives what."""
    if not payees:
        return None
    columns = [
        kit.Column("name", _("Penerima")),
        kit.Column("title", _("Bagian")),
        kit.Column("amount", _("Jumlah"), "money"),
    ]
    rows = [{"name": p.name, "title": both(p.title), "amount": p.amount} for p in payees]
    return kit.Table(
        _("Penerima"),
        columns,
        rows,
        stack=True,
        show_caption=False,
        footer={"name": _("Dibayarkan"), "title": "", "amount": net},
    )


def difference_table(changes: Any) -> kit.Table | None:
    """A decision and its correction beside each other."""
    if not changes:
        return None
    columns = [
        kit.Column("name", _("Penerima")),
        kit.Column("title", _("Bagian")),
        kit.Column("before", _("Diputus"), "money"),
        kit.Column("after", _("Seharusnya"), "money"),
        kit.Column("difference", _("Selisih"), "money"),
    ]
    rows = [
        kit.Row(
            {"name": c.name, "title": both(c.title), "before": c.before, "after": c.after, "difference": c.difference},
            tone="warn" if c.difference else "neutral",
        )
        for c in changes
    ]
    total = {"before": sum(c.before for c in changes), "after": sum(c.after for c in changes)}
    return kit.Table(
        _("Sebelum dan sesudah"), columns, rows, stack=True, show_caption=False,
        footer={"name": _("Jumlah"), "title": "", **total, "difference": total["after"] - total["before"]},
    )  # fmt: skip


def reasons_shown(given: Any) -> list[dict[str, str]]:
    """Reasons with article and what would change the outcome."""
    return [
        {"text": both(r["text"]), "article": r["article"], "change": both(r["change"]), "note": r.get("note", "")}
        for r in given
    ]


def _told(request: HttpRequest, decision_id: int, page_name: str) -> tuple[Explanation, Case]:
    told = explain(decision_id)
    claim = read_case(told.claim_id) if told else None
    if told is None or claim is None:
        raise Http404
    reading(request, claim.person_id, page_name, claim.number)
    return told, claim


@require_GET
@needs(Act.CASE_SEE)
def show(request: HttpRequest, decision_id: int) -> HttpResponse:
    """A decision with its facts, arithmetic, letter, and, for the second person, the two answers."""
    return _show(request, *_told(request, decision_id, "staff.decision"))


def _show(
    request: HttpRequest, told: Explanation, claim: Case, form: SendBackForm | None = None, status: int = 200
) -> HttpResponse:
    people = usernames([told.proposed_by, told.approved_by])
    decided = next(d for d in claim.decisions if d.id == told.decision_id)
    own = told.proposed_by == me(request)
    return page(
        request,
        "staff/decision.html",
        {
            "told": told,
            "claim": claim,
            "decided": decided,
            "ground": both(told.ground),
            "word": KINDS[told.kind],
            "tone": TONES[told.kind],
            "proposer": people.get(told.proposed_by, ""),
            "approver": people.get(told.approved_by or 0, ""),
            "own": own,
            "as_of": told.on,
            "facts": facts_shown(told.facts),
            "payees": payees_table(() if told.correction else told.payees, told.net),
            "difference": difference_table(told.correction),
            "not_counted": [both(t) for t in told.not_counted],
            "changes": [both(t) for t in told.changes],
            "reasons": reasons_shown(told.reasons),
            "letter": decision_content(told, claim, lang()),
            "waiting": told.status == "PROPOSED",
            "may_approve": told.status == "PROPOSED" and may(request, Act.DECISION_APPROVE) and not own,
            "form": form or SendBackForm(),
            "crumbs": [kit.Link(claim.number, reverse("staff:case", args=[claim.number]))],
        },
        status=status,
    )


@require_POST
@needs(Act.DECISION_APPROVE)
def approve(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The second person approves: it is booked and payments are ordered."""
    told, claim = _told(request, decision_id, "staff.decision")
    try:
        made = claims.approve(told.decision_id, me(request))
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:decision", decision_id=decision_id)
    if told.correction:
        messages.success(request, _("Pembetulan disetujui dan dibukukan; yang kurang masuk daftar kasir."))
    elif made.kind == "AWARD":
        messages.success(request, _("Putusan disetujui dan dibukukan; pembayaran sudah masuk daftar kasir."))
    else:
        messages.success(request, _("Putusan disetujui; suratnya dapat diunduh."))
    if made.without_account:
        messages.warning(
            request,
            _("Belum punya rekening: %(names)s. Kami menunggu mereka.") % {"names": ", ".join(made.without_account)},
        )
    return redirect("staff:case", number=claim.number)


@require_POST
@needs(Act.DECISION_APPROVE)
def send_back(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The second person sends the proposal back with what must be mended."""
    told, claim = _told(request, decision_id, "staff.decision")
    form = SendBackForm(request.POST)
    if form.is_valid():
        try:
            claims.send_back(told.decision_id, me(request), form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Usulan dikembalikan kepada pengusul."))
            return redirect("staff:case", number=claim.number)
    return _show(request, told, claim, form, 422)


@require_GET
@needs(Act.CASE_SEE)
def letter(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The letter as PDF: signed once approved, a draft before."""
    told, claim = _told(request, decision_id, "staff.letter")
    wanted = "en" if request.GET.get("bahasa") == "en" else "id"
    try:
        if told.status == "APPROVED":
            body = letter_pdf(decision_letter(decision_id, wanted).id)
        else:
            body = decision_preview(decision_id, wanted)
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:decision", decision_id=decision_id)
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="surat-{claim.number}-{told.decision_id}.pdf"'
    return answer
