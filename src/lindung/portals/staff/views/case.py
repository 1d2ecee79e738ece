"""The workspace of one claim: what happened, what is known, its papers, what the rules would give, and its acts."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.claims import services as claims
from lindung.claims.queries import Case, ground_title, suggestion
from lindung.claims.verdict import GROUNDS
from lindung.portals import kit
from lindung.portals.papers import LARGEST, content_type
from lindung.portals.staff.forms import AppealForm, AskForm, CheckForm, NoteForm, PaperForm, ThirdForm
from lindung.portals.staff.scope import MOVES, as_date, both, case_of, day_of, due_clock, lang, may, me, refuse, said
from lindung.registry import queries as registry
from lindung.registry import services as registry_services

SHOWN_INLINE = ("application/pdf", "image/png", "image/jpeg")


@require_GET
@needs(Act.CASE_SEE)
def workspace(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about a claim on one page."""
    return _workspace(request, case_of(request, number, "staff.case"))


def _workspace(request: HttpRequest, claim: Case, status: int = 200, **forms: Any) -> HttpResponse:
    day = registry.today()
    open_ = claim.status != "COMPLETED"
    work = may(request, Act.CASE_WORK) and open_
    proposed = next((d for d in claim.decisions if d.status == "PROPOSED"), None)
    approved = [d for d in claim.decisions if d.status == "APPROVED"]
    undecided = open_ and proposed is None and not any(d.kind == "AWARD" for d in approved)
    when = as_date(request.GET.get("tanggal"))
    ground = request.GET.get("dasar", "")
    ground = ground if ground in GROUNDS and claim.programme == "JHT" else ""
    asked = when is not None or bool(ground)
    rules = suggestion(claim.id) if undecided else None
    what_if = suggestion(claim.id, when or day, ground=ground) if asked and claim.basis == "RULED" else None
    people = usernames(
        [s.by for s in claim.steps]
        + [claim.assigned_to]
        + [d.proposed_by for d in claim.decisions]
        + [d.approved_by for d in claim.decisions]
    )
    context = {
        "claim": claim,
        "ground": both(claim.ground),
        "why": both(claim.why),
        "party": MOVES[claim.move],
        "due": due_clock(claim.due_on, day_of(claim.completed_at), day, stopped=claim.complete_at is None),
        "as_of": day,
        "crumbs": [kit.Link(_("Daftar pekerjaan"), reverse("staff:queue"))] if may(request, Act.QUEUE) else [],
        "holder": people.get(claim.assigned_to or 0, ""),
        "mine": claim.assigned_to == me(request),
        "work": work,
        "moments": _moments(claim, people),
        "entries": _entries(claim, request),
        "clock_rows": _clock_rows(claim),
        "papers": [(d, reverse("staff:document", args=[claim.number, d.code])) for d in claim.documents],
        "rules": rules,
        "what_if": what_if,
        "when": (when or day) if asked else day,
        "chosen_ground": ground or claim.ground_code,
        "grounds": [(code, both(ground_title(code))) for code in GROUNDS if code != "DEATH"],
        "may_what_if": claim.basis == "RULED" and claim.programme == "JHT",
        "proposed": proposed,
        "decisions": [(d, people.get(d.proposed_by, ""), people.get(d.approved_by or 0, "")) for d in claim.decisions],
        "may_compose": undecided_or_rest(claim) and may(request, Act.DECISION_PROPOSE),
        "payments": _payments(claim, request),
        "parts": _parts(claim),
        "appeals": claim.appeals,
        "may_answer": may(request, Act.APPEAL_ANSWER),
        "may_ask": may(request, Act.DECISION_APPROVE) and work,
        "acts_on_papers": work and (bool(claim.missing) or may(request, Act.DECISION_APPROVE)),
        "note_form": NoteForm(prefix="catatan"),
        "ask_form": AskForm(prefix="minta"),
        "third_form": ThirdForm(prefix="pihak"),
    }
    return page(request, "staff/case.html", context | forms, status=status)


def undecided_or_rest(claim: Case) -> bool:
    """Whether a decision can be composed: open, nothing proposed, and not all awarded."""
    if claim.status == "COMPLETED" or any(d.status == "PROPOSED" for d in claim.decisions):
        return False
    awards = [d for d in claim.decisions if d.status == "APPROVED" and d.kind == "AWARD"]
    return not awards or (claim.programme == "JKM" and not claim.completed_at and _rest(awards[-1].id) > 0)


def _rest(decision_id: int) -> int:
    from lindung.claims.queries import explain

    told = explain(decision_id)
    return told.rest if told else 0


def _moments(claim: Case, people: dict[int, str]) -> list[kit.Moment]:
    shown = [
        kit.Moment(
            both(step.title),
            step.at,
            step.note,
            people.get(step.by or 0, "")
            if step.by
            else (claim.claimant if step.kind in ("SUBMITTED", "APPEALED") else ""),
            "bad" if step.kind in ("PAYMENT_FAILED", "REJECTED") else "done",
        )
        for step in claim.steps
        if step.kind != "NOTE" or step.note
    ]
    if claim.status != "COMPLETED":
        shown.append(kit.Moment(both(claim.why)[:1].upper() + both(claim.why)[1:], state="now"))
    return shown


def _entries(claim: Case, request: HttpRequest) -> list[kit.Entry]:
    person = reverse("staff:person", args=[claim.person_id]) if may(request, Act.PERSON_SEE) else ""
    found = [
        kit.Entry(_("Peserta"), claim.person, href=person),
        kit.Entry(_("Pemohon"), claim.claimant, note=relation_text(claim.relation)),
        kit.Entry(_("Dasar klaim"), both(claim.ground)),
        kit.Entry(_("Tanggal kejadian"), kit_date(claim.event_on)),
        kit.Entry(_("Diajukan lewat"), CHANNELS.get(claim.channel, claim.channel)),
        kit.Entry(_("Kantor"), claim.office),
    ]
    if claim.unit == "CHILD":
        found.append(kit.Entry(_("Jumlah anak"), str(claim.units)))
    for other in claim.linked:
        found.append(
            kit.Entry(
                _("Klaim lain orang ini"),
                f"{other['number']} · {other['programme']}",
                note=kit.STATUSES[other["outcome"] or other["status"]].label,
                href=reverse("staff:case", args=[other["number"]]),
            )
        )
    return found


CHANNELS = {"PORTAL": "Portal", "BRANCH": "Loket", "BANK": "Bank", "API": "API"}


def relation_text(code: str) -> str:
    """A relation in words."""
    words = {
        "": "",
        "SELF": _("dirinya sendiri"),
        "SPOUSE": _("suami atau istri"),
        "CHILD": _("anak"),
        "PARENT": _("orang tua"),
        "GRANDPARENT": _("kakek atau nenek"),
        "GRANDCHILD": _("cucu"),
        "SIBLING": _("saudara kandung"),
        "PARENT_IN_LAW": _("mertua"),
        "WILL": _("penerima wasiat"),
    }
    return words.get(code, code)


def kit_date(day: date | None) -> str:
    """A date in the page's language."""
    from lindung.base.format import date_long

    return date_long(day, lang()) if day else "–"


def _clock_rows(claim: Case) -> list[tuple[str, int, int]]:
    c = claim.clocks
    return [
        (_("Di tangan kami"), c.with_us.days, c.with_us.working),
        (_("Menunggu pemohon"), c.claimant.days, c.claimant.working),
        (_("Menunggu pihak ketiga"), c.third.days, c.third.working),
        (_("Seluruhnya sejak diajukan"), c.total.days, c.total.working),
    ]


ORDER_STATES = {"WAITING": "QUEUED", "SENT": "RUNNING", "PAID": "PAID", "FAILED": "FAILED", "REVERSED": "RETURNED"}


def _payments(claim: Case, request: HttpRequest) -> kit.Table | None:
    if not claim.payments:
        return None
    retry = may(request, Act.PAYOUT_RETRY)
    rows = []
    for p in claim.payments:
        again = p.status in ("FAILED", "REVERSED") and not p.repeated and retry
        rows.append(
            {
                "payee": kit.Cell(
                    p.payee,
                    reverse("staff:payout_retry", args=[p.id]) if again else "",
                    note=_("Ulangi pembayaran ini") if again else p.reference,
                ),
                "account": kit.Cell(p.account, note=p.bank),
                "amount": p.amount,
                "state": kit.Cell(order_word(p.status), note=p.reason or p.bank_reference),
                "paid_on": p.paid_on,
            }
        )
    columns = [
        kit.Column("payee", _("Penerima")),
        kit.Column("account", _("Rekening")),
        kit.Column("amount", _("Jumlah"), "money"),
        kit.Column("state", _("Keadaan")),
        kit.Column("paid_on", _("Dibayar"), "date"),
    ]
    return kit.Table(_("Pembayaran"), columns, rows, stack=True, show_caption=False)


def order_word(status: str) -> str:
    """The state of one payment in words."""
    return {
        "WAITING": _("Menunggu disusun"),
        "SENT": _("Di bank"),
        "PAID": _("Dibayar"),
        "FAILED": _("Gagal"),
        "REVERSED": _("Ditarik kembali"),
    }.get(status, status)


def _parts(claim: Case) -> kit.Table | None:
    if not claim.parts:
        return None
    columns = [
        kit.Column("payee", _("Penerima")),
        kit.Column("title", _("Bagian")),
        kit.Column("amount", _("Jumlah"), "money"),
    ]
    rows = [{"payee": p["payee"], "title": both(p["title"]), "amount": p["amount"]} for p in claim.parts]
    return kit.Table(
        _("Bagian manfaat"),
        columns,
        rows,
        stack=True,
        show_caption=False,
        footer={"payee": _("Jumlah"), "title": "", "amount": sum(p["amount"] for p in claim.parts)},
    )


# ---- acts


@require_POST
@needs(Act.CASE_WORK)
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take the claim on one's own list, or give it back."""
    claim = case_of(request, number, "staff.case")
    try:
        if request.POST.get("kembali"):
            claims.give_back(claim.id, me(request))
            messages.success(request, _("Klaim kembali ke daftar bersama."))
        else:
            claims.take(claim.id, me(request))
            messages.success(request, _("Klaim ini sekarang Anda pegang."))
    except Refused as refused:
        messages.error(request, said(refused))
    return redirect("staff:case", number=claim.number)


@require_POST
@needs(Act.CASE_WORK)
def note(request: HttpRequest, number: str) -> HttpResponse:
    """A note in the timeline."""
    claim = case_of(request, number, "staff.case")
    form = NoteForm(request.POST, prefix="catatan")
    if form.is_valid():
        claims.add_note(claim.id, form.cleaned_data["text"], by=me(request), public=form.cleaned_data["public"])
        messages.success(request, _("Catatan disimpan."))
        return redirect("staff:case", number=claim.number)
    return _workspace(request, claim, 422, note_form=form)


@require_POST
@needs(Act.CASE_WORK)
def complete(request: HttpRequest, number: str) -> HttpResponse:
    """All papers were shown at the counter."""
    claim = case_of(request, number, "staff.case")
    try:
        claims.complete_file(claim.id, by=me(request))
        messages.success(request, _("Berkas dinyatakan lengkap; jam hukum berjalan."))
    except Refused as refused:
        messages.error(request, said(refused))
    return redirect("staff:case", number=claim.number)


@require_POST
@needs(Act.DECISION_APPROVE)
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a paper that was not on the first list."""
    claim = case_of(request, number, "staff.case")
    form = AskForm(request.POST, prefix="minta")
    if form.is_valid():
        data = form.cleaned_data
        code = "".join(c if c.isalnum() else "_" for c in data["title_en"].upper())[:32]
        try:
            claims.ask_document(
                claim.id, code, data["title_id"], data["title_en"], data["reason"], approver=me(request)
            )
        except Refused as refused:
            refuse(form, refused, code="title_id")
        else:
            messages.success(request, _("Permintaan dokumen dicatat; peserta membacanya beserta alasannya."))
            return redirect("staff:case", number=claim.number)
    return _workspace(request, claim, 422, ask_form=form)


@require_POST
@needs(Act.CASE_WORK)
def third(request: HttpRequest, number: str) -> HttpResponse:
    """Wait for a third party, or record that it answered."""
    claim = case_of(request, number, "staff.case")
    if request.POST.get("dijawab"):
        try:
            claims.third_answered(claim.id, by=me(request))
            messages.success(request, _("Jawaban pihak ketiga dicatat."))
        except Refused as refused:
            messages.error(request, said(refused))
        return redirect("staff:case", number=claim.number)
    form = ThirdForm(request.POST, prefix="pihak")
    if form.is_valid():
        try:
            claims.ask_third(claim.id, form.cleaned_data["whom"], by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Dicatat: menunggu pihak ketiga. Waktunya dihitung tersendiri."))
            return redirect("staff:case", number=claim.number)
    return _workspace(request, claim, 422, third_form=form)


@require_http_methods(["GET", "POST"])
@needs(Act.CASE_SEE)
def document(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One paper: look at it, say whether it can be used, or keep one that was shown at the counter."""
    claim = case_of(request, number, "staff.document")
    paper = next((d for d in claim.documents if d.code == code), None)
    if paper is None:
        raise Http404
    work = may(request, Act.CASE_WORK) and claim.status != "COMPLETED"
    check, upload = CheckForm(prefix="periksa"), PaperForm(prefix="simpan")
    if request.method == "POST":
        if not work:
            raise Http404
        if "simpan-file" in request.FILES or request.POST.get("apa") == "simpan":
            upload = PaperForm(request.POST, request.FILES, prefix="simpan")
            done = upload.is_valid() and _keep(request, claim, code, upload)
        else:
            check = CheckForm(request.POST, prefix="periksa")
            done = check.is_valid() and _check(request, claim, code, check)
        if done:
            return redirect("staff:case", number=claim.number)
    file = registry.file(paper.file_id) if paper.file_id else None
    return page(
        request,
        "staff/document.html",
        {
            "claim": claim,
            "paper": paper,
            "title": both(paper.title),
            "work": work,
            "check": check,
            "upload": upload,
            "file": file,
            "is_picture": bool(file and file["content_type"].startswith("image/")),
            "crumbs": [kit.Link(claim.number, reverse("staff:case", args=[claim.number]))],
        },
        status=422 if request.method == "POST" else 200,
    )


def _check(request: HttpRequest, claim: Case, code: str, form: CheckForm) -> bool:
    try:
        claims.check_document(
            claim.id, code, form.cleaned_data["good"] == "1", by=me(request), note=form.cleaned_data["note"]
        )
    except Refused as refused:
        refuse(form, refused)
        return False
    messages.success(request, _("Hasil pemeriksaan dicatat."))
    return True


def _keep(request: HttpRequest, claim: Case, code: str, form: PaperForm) -> bool:
    given = form.cleaned_data["file"]
    kind = content_type(given.read(8)) if given.size <= LARGEST else ""
    if not kind:
        form.add_error("file", _("Berkas harus PDF, JPG, atau PNG dan paling besar 10 MB."))
        return False
    given.seek(0)
    try:
        kept = registry_services.store_file(
            given.name, kind, given.read(), claim.office_id, person_id=claim.person_id, by=me(request)
        )
        claims.attach_document(claim.id, code, kept.id, by=me(request))
    except Refused as refused:
        refuse(form, refused)
        return False
    messages.success(request, _("Dokumen disimpan."))
    return True


@require_GET
@needs(Act.CASE_SEE)
def stored_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """A stored file, as row-level security shows it; pictures and PDF open in the browser, the rest is downloaded."""
    found = registry.file(file_id)
    if found is None:
        raise Http404
    if found["person_id"]:
        reading(request, found["person_id"], "staff.file", str(file_id))
    answer = HttpResponse(found["content"], content_type=found["content_type"])
    how = "inline" if found["content_type"] in SHOWN_INLINE else "attachment"
    name = "".join(c for c in found["name"] if c.isalnum() or c in "._- ")[:80] or "berkas"
    answer["Content-Disposition"] = f'{how}; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    return answer


@require_POST
@needs(Act.APPEAL_ANSWER)
def answer_appeal(request: HttpRequest, number: str, appeal_id: int) -> HttpResponse:
    """Answer an appeal: never by those who proposed or approved what is disputed."""
    claim = case_of(request, number, "staff.case")
    if appeal_id not in {a["id"] for a in claim.appeals}:
        raise Http404
    form = AppealForm(request.POST, prefix=f"keberatan-{appeal_id}")
    if form.is_valid():
        try:
            claims.answer_appeal(
                appeal_id, form.cleaned_data["answer"], me(request), upheld=form.cleaned_data["upheld"]
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Jawaban keberatan dicatat."))
            return redirect("staff:case", number=claim.number)
    return _workspace(request, claim, 422, appeal_form=form, appeal_at=appeal_id)
