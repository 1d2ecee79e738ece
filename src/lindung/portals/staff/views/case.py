"""The workspace of one claim: what happened, what is known, its papers, what the rules would give."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs
from lindung.base.format import month_year
from lindung.claims.queries import Case, explain, ground_title, late_money, later_reports, overpaid_by, suggestion
from lindung.claims.verdict import GROUNDS
from lindung.portals import kit
from lindung.portals.deaths import ASKS
from lindung.portals.staff.forms import AskForm, NoteForm, ReportAnswerForm, ThirdForm
from lindung.portals.staff.scope import MOVES, as_date, both, case_of, day_of, due_clock, lang, may, me
from lindung.registry import queries as registry
from lindung.segments.queries import arrears_of_the_dead, arrears_order


@require_GET
@needs(Act.CASE_SEE)
def workspace(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about a claim on one page."""
    return show_claim(request, case_of(request, number, "staff.case"))


def show_claim(request: HttpRequest, claim: Case, status: int = 200, **forms: Any) -> HttpResponse:
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
        "owed": owed_by_heirs(claim),
        "reports": _reports(claim, request),
        "may_correct": bool(claim.parts)
        and proposed is None
        and may(request, Act.CORRECTION_PROPOSE)
        and any(d.kind == "AWARD" for d in approved),
        "overpaid": overpaid_by(claim.id),
        "late": late_money(claim, day),
        "may_top_up": may(request, Act.CASE_SUBMIT),
        "may_ask": may(request, Act.DECISION_APPROVE) and work,
        "acts_on_papers": work and (bool(claim.missing) or may(request, Act.DECISION_APPROVE)),
        "note_form": NoteForm(prefix="catatan"),
        "ask_form": AskForm(prefix="minta"),
        "third_form": ThirdForm(prefix="pihak"),
    }
    return page(request, "staff/case.html", context | forms, status=status)


def owed_by_heirs(claim: Case) -> dict[str, Any] | None:
    """The months that the deceased had not paid himself, which his heirs may pay, with the code they can pay now."""
    if claim.programme != "JKM" or claim.status == "COMPLETED":
        return None
    months = arrears_of_the_dead(claim.person_id)
    if not months:
        return None
    words = ", ".join(month_year(month, lang()) for month in months)
    return {"months": words, "order": arrears_order(claim.person_id, registry.today())}


def _reports(claim: Case, request: HttpRequest) -> list[dict[str, Any]]:
    """Reports of the death that came after the first, with a form for those that wait for an answer."""
    if claim.ground_code != "DEATH":
        return []
    work = may(request, Act.CASE_WORK)
    titles = {d.code: both(d.title) for d in claim.documents}
    return [
        {
            "row": r,
            "who": f"{r.reporter} ({relation_text(r.relation)})",
            "kin": ", ".join(f"{k['name']} ({relation_text(k['kind'])})" for k in r.kin),
            "asks": [str(ASKS[code]) for code in r.asks],
            "papers": [(titles.get(code, code), file, put) for code, file, put in r.papers],
            "form": ReportAnswerForm(prefix=f"laporan-{r.id}") if work and not r.finding else None,
            "found": FINDINGS.get(r.finding, ""),
        }
        for r in later_reports(claim.person_id)
    ]


FINDINGS = {
    "HEIR": later("Pelapor ahli waris: catat sebagai keluarga"),
    "NOT_HEIR": later("Pelapor bukan ahli waris"),
    "NOTHING": later("Tidak mengubah apa pun"),
}


def undecided_or_rest(claim: Case) -> bool:
    """Whether a decision can be composed: open, nothing proposed, and not all awarded."""
    if claim.status == "COMPLETED" or any(d.status == "PROPOSED" for d in claim.decisions):
        return False
    awards = [d.id for d in claim.decisions if d.status == "APPROVED" and d.kind == "AWARD"]
    return not awards or (claim.programme == "JKM" and not claim.completed_at and _rest(awards) > 0)


def _rest(awards: list[int]) -> int:
    """What the last award of the benefit itself left for later; compensation for lateness leaves nothing."""
    told = [found for found in map(explain, sorted(awards)) if found and not found.late_fee]
    return told[-1].rest if told else 0


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
        "EMPLOYER": _("pemberi kerjanya"),
        "OTHER": _("pelapor lain"),
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


ORDER_STATES = {
    "VOID": "WITHDRAWN",
    "WAITING": "QUEUED",
    "SENT": "RUNNING",
    "PAID": "PAID",
    "FAILED": "FAILED",
    "REVERSED": "RETURNED",
}


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
        "VOID": _("Dibatalkan sebelum dibayar"),
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
