"""One case of collection or inspection: what was done, what may be done now, what waits for a second person."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs, reading
from lindung.base.format import date_long, month_year, number, rupiah
from lindung.collection import queries
from lindung.collection.models import Step
from lindung.collection.queries import Whole
from lindung.collection.services.inspection import explain_finding
from lindung.interop.outbox.collection import LETTERS
from lindung.portals import kit
from lindung.portals.collection_words import KINDS, OUTCOMES, STEPS
from lindung.portals.staff.collection_forms import (
    ConcludeForm,
    DecisionForm,
    EvidenceForm,
    FindingForm,
    FineForm,
    InactiveForm,
    NoteForm,
    PlanForm,
    PromiseForm,
    ReasonForm,
    StepForm,
    TieForm,
)
from lindung.portals.staff.scope import PAGE, as_number, lang, may, me, query_of
from lindung.registry.queries import today

PARTS = ("jkk", "jkm", "jht", "jp")
"""Programmes of a finding."""


@dataclass(frozen=True)
class Doing:
    """A form of the page: what it does, its words, whether it stands open."""

    do: str
    title: Any
    icon: str
    form: forms.Form
    submit: Any
    at: str = ""
    file: bool = False
    open: bool = False
    asked: list[kit.Entry] = field(default_factory=list)


WORK: dict[str, tuple[type[forms.Form], Any, str, Any]] = {
    "STEP": (StepForm, later("Catat langkah"), "list-check", later("Simpan langkah")),
    "PROMISE": (PromiseForm, later("Catat janji bayar"), "clock", later("Simpan janji")),
    "PLAN": (PlanForm, later("Usulkan rencana angsuran"), "calendar", later("Kirim usulan")),
    "EVIDENCE": (EvidenceForm, later("Tambah bukti"), "file-upload", later("Simpan bukti")),
    "FINDING": (FindingForm, later("Tambah temuan"), "user-search", later("Hitung dan simpan")),
    "DEMAND": (NoteForm, later("Kirim surat tuntutan"), "mail", later("Kirim")),
    "ANSWER": (NoteForm, later("Catat jawaban pemberi kerja"), "message-circle", later("Simpan jawaban")),
    "TIE": (TieForm, later("Hubungkan dengan pemberi kerja terdaftar"), "building", later("Hubungkan")),
    "CONCLUDE": (ConcludeForm, later("Tutup pemeriksaan"), "circle-check", later("Tutup")),
    "INACTIVE": (InactiveForm, later("Usulkan status nonaktif"), "flag", later("Kirim usulan")),
    "REACTIVATE": (ReasonForm, later("Aktifkan kembali pemberi kerja ini"), "refresh", later("Aktifkan kembali")),
    "WRITE_OFF": (ReasonForm, later("Usulkan penghapusan dari penagihan"), "x", later("Kirim usulan")),
    "FINE": (FineForm, later("Bayar denda administratif dari uang yang menunggu"), "cash", later("Bayar")),
}


def _doings(told: Whole, bound: tuple[str, forms.Form] | None) -> list[Doing]:
    """What may be done now."""
    case, inactive = told.case, any(d.approved and d.ended_on is None for d in told.dormancies)
    names = _open_doings(told, inactive) if case.open else []
    if inactive:
        names.append("REACTIVATE")
    made = []
    for name in names:
        form_class, title, icon, submit = WORK[name]
        mine = bound[1] if bound and bound[0] == name else form_class(prefix=name.lower())
        made.append(
            Doing(name, title, icon, mine, submit, reverse("staff:collection_do", args=[case.pk, name]),
                  file=name == "EVIDENCE", open=mine.is_bound)
        )  # fmt: skip
    return made


def _open_doings(told: Whole, inactive: bool) -> list[str]:
    """Names of what may be done in an open case."""
    case, names = told.case, ["STEP", "EVIDENCE"]
    if case.kind == "ARREARS":
        names[1:1] = ["PROMISE", "PLAN"]
        if told.done("KPKNL"):
            names.append("WRITE_OFF")
    else:
        if case.employer_id:
            names += ["FINDING"]
        else:
            names += ["TIE"]
        names += [] if told.done("DEMAND") else ["DEMAND"]
        names += ["ANSWER", "CONCLUDE"]
    if case.employer_id and not inactive:
        names.append("INACTIVE")
    if any(told.open_fines.values()):
        names.append("FINE")
    return names


def _decisions(told: Whole, by: int, bound: tuple[str, forms.Form] | None) -> list[Doing]:
    """What waits for a second person."""
    found: list[tuple[str, int, Any, list[kit.Entry]]] = [
        *(("PLAN", p.pk, _("Putuskan rencana angsuran"), _asked_plan(p)) for p in told.plans if p.state == "PROPOSED"),
        *(
            (
                "WRITE_OFF",
                w.pk,
                _("Putuskan penghapusan"),
                _asked(
                    w,
                    kit.Entry(_("Pokok"), rupiah(w.principal, lang())),
                    kit.Entry(_("Denda 2 %"), rupiah(w.penalty, lang())),
                ),
            )
            for w in told.write_offs
            if w.decided_on is None
        ),
        *(
            (
                "INACTIVE",
                d.pk,
                _("Putuskan penutupan perusahaan") if d.kind == "CLOSED" else _("Putuskan status nonaktif"),
                _asked(d, kit.Entry(_("Hari terakhir bekerja"), date_long(d.from_on, lang()))),
            )
            for d in told.dormancies
            if d.decided_on is None
        ),
    ]
    made = []
    for kind, pk, title, asked in found:
        name = f"{kind}-{pk}"
        form = bound[1] if bound and bound[0] == name else DecisionForm(prefix=name.lower())
        at = reverse("staff:collection_decide", args=[told.case.pk, kind, pk])
        made.append(Doing(name, title, "scale", form, _("Simpan putusan"), at, open=True, asked=asked))
    return made


def _asked(it: Any, *more: kit.Entry) -> list[kit.Entry]:
    """What a proposal asks for, for the one who decides."""
    return [
        *more, kit.Entry(_("Alasan"), it.reason), kit.Entry(_("Diusulkan"), date_long(it.proposed_on, lang())),
    ]  # fmt: skip


def _asked_plan(plan: Any) -> list[kit.Entry]:
    each = rupiah(plan.schedule.all()[0].amount, lang())
    return _asked(
        plan, kit.Entry(_("Jumlah"), rupiah(plan.total, lang())),
        kit.Entry(_("Angsuran"), _("%(n)s kali %(each)s") % {"n": plan.parts, "each": each}),
        kit.Entry(_("Angsuran pertama"), date_long(plan.first_due, lang())),
    )  # fmt: skip


@require_GET
@needs(Act.COLLECTION_SEE)
def show(request: HttpRequest, case_id: int) -> HttpResponse:
    """A case with all its steps."""
    return show_case(request, case_id)


def show_case(
    request: HttpRequest, case_id: int, bound: tuple[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    day = today()
    told = queries.whole(case_id, day)
    if told is None:
        raise Http404
    case = told.case
    names = usernames(told.logins)
    return page(
        request,
        "staff/collection_case.html",
        {
            "case": case, "told": told, "as_of": day, "title": case.name, "kind": KINDS[case.kind],
            "outcome": OUTCOMES.get(case.outcome, ""), "cards": _cards(told, day), "entries": _entries(told, names),
            "ladder": _ladder(told, day), "moments": _moments(told, names, request), "sanction": _sanction(told),
            "promises": _promises(told), "plans": _plans(told), "findings": _findings(request, told),
            "objections": _objections(request, told, bound),
            "doings": _doings(told, bound) if may(request, Act.COLLECTION_WORK) else [],
            "decisions": _decisions(told, me(request), bound) if may(request, Act.COLLECTION_APPROVE) else [],
            "may_take": may(request, Act.COLLECTION_WORK) and case.open and case.officer != me(request),
            "calculation": _calculation(request),
            "crumbs": [kit.Link(_("Penagihan"), reverse("staff:collection")),
                       kit.Link(_("Perkara"), reverse("staff:collection_cases"))],
        },
        status=status,
    )  # fmt: skip


def _cards(told: Whole, day: date) -> list[kit.Figure]:
    case = told.case
    cards = []
    if case.kind == "ARREARS":
        cards = [
            kit.Figure(
                _("Pokok menunggak"),
                rupiah(case.principal, lang()),
                day,
                icon="file-invoice",
                drill=reverse("staff:owed", args=[case.employer_id]) if case.principal else "",
            ),
            kit.Figure(_("Denda 2 % belum dibayar"), rupiah(case.penalty, lang()), day, icon="percentage"),
            kit.Figure(_("Bulan tunggakan"), number(case.months, lang=lang()), day, icon="calendar"),
            kit.Figure(
                _("Pokok saat perkara dibuka"), rupiah(case.principal_then, lang()), case.opened_on, icon="flag"
            ),
        ]
    elif told.findings["months"]:
        cards = [
            kit.Figure(_("Tuntutan iuran"), rupiah(told.findings["total"], lang()), day, icon="file-invoice",
                       note=_("terhitung menurut hukum, dikurangi yang sudah ditagih")),
            kit.Figure(_("Pekerja"), number(told.findings["workers"], lang=lang()), day, icon="users"),
            kit.Figure(_("Bulan pekerja"), number(told.findings["months"], lang=lang()), day, icon="calendar"),
        ]  # fmt: skip
    if told.fines:
        cards.append(
            kit.Figure(
                _("Denda administratif 0,1 %"), rupiah(sum(f.amount for f in told.fines), lang()), day, icon="scale",
                note=_("belum dibayar %(a)s") % {"a": rupiah(sum(told.open_fines.values()), lang())},
            )
        )  # fmt: skip
    return cards


def _entries(told: Whole, names: dict[int, str]) -> list[kit.Entry]:
    case = told.case
    return [
        kit.Entry(_("Perkara"), KINDS[case.kind], note=case.number),
        kit.Entry(_("Pemberi kerja"), case.name,
                  href=reverse("staff:employer", args=[case.employer_id]) if case.employer_id else ""),
        kit.Entry(_("Kantor"), case.office.name),
        kit.Entry(_("Dibuka"), date_long(case.opened_on, lang()), note=case.about),
        kit.Entry(_("Petugas"), names.get(case.officer or 0, _("Belum ada"))),
        kit.Entry(_("Berikutnya"), STEPS.get(case.next_step, "–") if case.open else OUTCOMES.get(case.outcome, "–"),
                  note=date_long(case.next_on, lang()) if case.next_on else ""),
        kit.Entry(_("Bagi peserta"), _("Tunggakan tidak menahan klaim siapa pun.")),
    ]  # fmt: skip


def _ladder(told: Whole, day: date) -> list[kit.Moment]:
    """The law's ladder: what was taken and when, what is next."""
    seen = False
    steps = []
    for s in told.ladder:
        done: Step | None = s["done"]
        state: Any = "done" if done else "next" if seen else "now"
        seen = seen or state == "now"
        words = ""
        if done and done.due_on:
            words = _("waktu menjawab sampai %(day)s") % {"day": date_long(done.due_on, lang())}
        steps.append(kit.Moment(capfirst(str(s[lang()])), done.day if done else None, words, state=state))
    return steps


def _moments(told: Whole, names: dict[int, str], request: HttpRequest) -> list[kit.Moment]:
    out = []
    for s in reversed(told.steps):
        parts = [rupiah(s.amount, lang())] if s.amount else []
        if s.due_on:
            parts.append(_("waktu menjawab sampai %(day)s") % {"day": date_long(s.due_on, lang())})
        if s.note:
            parts.append(s.note)
        out.append(
            kit.Moment(
                STEPS.get(s.kind, s.kind), s.day, " · ".join(parts),
                names.get(s.made_by, "") if s.made_by else _("otomatis"),
                "bad" if s.kind in ("PROMISE_BROKEN", "PLAN_BREACHED") else "done",
                reverse("staff:collection_letter", args=[s.pk]) if s.kind in LETTERS else "",
            )
        )  # fmt: skip
    return out


def _sanction(told: Whole) -> kit.Table | None:
    if told.sanction is None:
        return None
    rows = [
        {"step": capfirst(str(s[lang()])), "from": date.fromisoformat(s["from"]),
         "to": date.fromisoformat(s["to"]) if s["to"] else None}
        for s in told.sanction.details["steps"]
    ]  # fmt: skip
    return kit.Table(
        _("Kalender sanksi PP 86/2013"),
        [kit.Column("step", _("Tahap")), kit.Column("from", _("Dari"), "date"), kit.Column("to", _("Sampai"), "date")],
        rows, stack=True, show_caption=False,
    )  # fmt: skip


def _promises(told: Whole) -> kit.Table | None:
    if not told.promises:
        return None
    rows = [
        {"made": p.made_on, "pay": p.pay_on, "amount": p.amount, "received": p.received if p.state != "OPEN" else None,
         "state": kit.Cell(p.get_state_display(), note=p.contact)}
        for p in told.promises
    ]  # fmt: skip
    return kit.Table(
        _("Janji bayar"),
        [kit.Column("made", _("Dibuat"), "date"), kit.Column("pay", _("Untuk"), "date"),
         kit.Column("amount", _("Jumlah"), "money"), kit.Column("received", _("Diterima"), "money"),
         kit.Column("state", _("Keadaan"))],
        rows, stack=True, show_caption=False,
    )  # fmt: skip


def _plans(told: Whole) -> list[dict[str, Any]]:
    out = []
    for p in told.plans:
        left = p.paid
        rows = []
        for part in p.schedule.all():
            paid = min(left, part.amount)
            left -= paid
            rows.append({"due": date_long(part.due_on, lang()), "amount": part.amount, "paid": paid or None})
        table = kit.Table(
            _("Angsuran"),
            [kit.Column("due", _("Jatuh tempo")),
             kit.Column("amount", _("Jumlah"), "money"), kit.Column("paid", _("Terbayar"), "money")],
            rows, show_caption=False, footer={"due": _("Jumlah"), "amount": p.total, "paid": p.paid},
        )  # fmt: skip
        out.append({"plan": p, "state": p.get_state_display(), "table": table})
    return out


def _findings(request: HttpRequest, told: Whole) -> kit.Table | None:
    if not told.findings["months"]:
        return None
    found = queries.findings(told.case.pk, after=as_number(request.GET.get("temuan")) or 0, limit=PAGE + 1)
    reading(request, {f["person_id"] for f in found[:PAGE]}, "staff.collection_case", told.case.number)
    rows = [
        {
            "name": kit.Cell(f["name"], note=" · ".join((month_year(f["month"], lang()), *_parts(f)))),
            "reported": f["reported"], "wage": f["wage"],
            "total": kit.Cell(f["total"], query_of(request, hitung=f["id"]) + "#hitungan"),
        }
        for f in found[:PAGE]
    ]  # fmt: skip
    columns = [
        kit.Column("name", _("Pekerja")), kit.Column("reported", _("Upah dilaporkan"), "money"),
        kit.Column("wage", _("Upah ditemukan"), "money"), kit.Column("total", _("Kurang ditagih"), "money"),
    ]  # fmt: skip
    more = query_of(request, temuan=found[PAGE - 1]["id"]) if len(found) > PAGE else ""
    return kit.Table(
        _("Temuan"), columns, rows, stack=True, show_caption=False, pager=kit.Pager(next=more),
        footer={"name": _("Seluruh temuan"), "total": told.findings["total"]},
    )  # fmt: skip


def _parts(found: dict[str, Any]) -> list[str]:
    return [f"{part.upper()} {rupiah(found[part], lang())}" for part in PARTS if found[part]]


def _calculation(request: HttpRequest) -> Any:
    wanted = as_number(request.GET.get("hitung"))
    told = explain_finding(wanted) if wanted else None
    return told.trace.to_json() if told else None


def _objections(request: HttpRequest, told: Whole, bound: tuple[str, forms.Form] | None) -> list[dict[str, Any]]:
    out = []
    for o in told.objections:
        form = None
        if o.answered_on is None and may(request, Act.COLLECTION_WORK):
            name = f"OBJECTION-{o.pk}"
            form = bound[1] if bound and bound[0] == name else DecisionForm(prefix=name.lower())
        out.append({"it": o, "form": form})
    return out
