"""What workers say and the employer answers: notices that they left, objections to their data."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, rupiah
from lindung.coverage import queries
from lindung.coverage.services import answer_dispute, answer_exit_notice
from lindung.portals import kit
from lindung.portals.employer.forms import AnswerForm, DisputeForm
from lindung.portals.employer.scope import EXITS, employer_id_of, lang
from lindung.portals.kit.forms import refuse
from lindung.registry import queries as registry

MANY = 100


def notice_words(status: str) -> tuple[str, str]:
    """A notice's state in words, and its tone."""
    return {
        "OPEN": (_("Menunggu jawaban Anda"), "warn"),
        "ACCEPTED": (_("Diterima"), "ok"),
        "OBJECTED": (_("Anda keberatan; petugas memutus"), "info"),
        "REFUSED": (_("Tidak diterima petugas"), "neutral"),
    }.get(status, (status, "neutral"))


def kind_words(kind: str) -> str:
    """What a worker objects to."""
    return {
        "SPELL": _("Saya tidak bekerja di sini"),
        "WAGE": _("Upah yang dilaporkan tidak benar"),
        "MISSING_MONTH": _("Ada bulan yang tidak dilaporkan"),
        "START": _("Tanggal mulai saya bekerja keliru"),
        "EXIT": _("Saya tidak berhenti, atau tanggal dan alasannya keliru"),
        "DEATH_EXIT": _("Keluar dilaporkan sesudah kematian"),
    }.get(kind, kind)


@require_GET
@needs(Act.EMPLOYER_EXIT_NOTICE)
def listing(request: HttpRequest) -> HttpResponse:
    """Notices and objections, those waiting first."""
    employer_id = employer_id_of(request)
    notices = queries.exit_notices(employer_id=employer_id, limit=MANY)
    disputed = queries.disputes(employer_id=employer_id, limit=MANY)
    return render(request, "employer/replies.html", {
        "as_of": registry.today(),
        "notices": kit.Table(
            _("Pekerja yang melaporkan sudah berhenti"),
            [kit.Column("name", _("Pekerja")), kit.Column("left", _("Hari terakhir"), "date"),
             kit.Column("reason", _("Alasan")), kit.Column("by", _("Jawab paling lambat"), "date"),
             kit.Column("state", _("Keadaan"))],
            [kit.Row({
                "name": kit.Cell(n["name"], reverse("employer:exit_notice", args=[n["id"]])), "left": n["left_on"],
                "reason": EXITS.get(n["reason"], n["reason"]), "by": n["reply_by"],
                "state": notice_words(n["status"])[0],
            }, tone="warn" if n["status"] == "OPEN" else "neutral") for n in notices],
            stack=True, empty=_("Tidak ada laporan berhenti dari pekerja."),
        ),
        "disputes": kit.Table(
            _("Sanggahan pekerja"),
            [kit.Column("name", _("Pekerja")), kit.Column("kind", _("Isi sanggahan")),
             kit.Column("month", _("Bulan"), "month"), kit.Column("made", _("Masuk"), "date"),
             kit.Column("by", _("Jawab paling lambat"), "date"),
             kit.Column("state", _("Keadaan"))],
            [kit.Row({
                "name": kit.Cell(d["name"], reverse("employer:dispute", args=[d["id"]])), "kind": kind_words(d["kind"]),
                "month": d["month"], "made": d["made_at"].date(), "by": d["reply_by"], "state": _dispute_state(d),
            }, tone="neutral" if d["closed_at"] or d["employer_answer"] else "warn") for d in disputed],
            stack=True, empty=_("Tidak ada sanggahan."),
        ),
    })  # fmt: skip


def _dispute_state(row: dict[str, Any]) -> str:
    if row["closed_at"]:
        return _("Selesai")
    return _("Sudah Anda jawab; petugas menyelesaikan") if row["employer_answer"] else _("Menunggu jawaban Anda")


def _one(found: list[dict[str, Any]], wanted: int) -> dict[str, Any]:
    row = next((r for r in found if r["id"] == wanted), None)
    if row is None:
        raise Http404
    return row


@needs(Act.EMPLOYER_EXIT_NOTICE)
def exit_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Agree that a worker left, or object with a reason; silence accepts."""
    employer_id = employer_id_of(request)
    notice = _one(queries.exit_notices(employer_id=employer_id, only=notice_id), notice_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agree = form.cleaned_data["agree"] == "ya"
        try:
            answer_exit_notice(notice_id, agree, answer=form.cleaned_data["answer"], employer_id=employer_id,
                               by=request.user.pk)  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Terima kasih. Pekerja ini tercatat berhenti.") if agree else
                             _("Keberatan Anda tercatat. Petugas memutus dan memberi tahu Anda."))  # fmt: skip
            return redirect("employer:replies")
    word, tone = notice_words(notice["status"])
    return render(request, "employer/exit_notice.html", {
        "notice": notice, "form": form, "word": word, "tone": tone, "open": notice["status"] == "OPEN",
        "entries": [
            kit.Entry(_("Pekerja"), notice["name"]),
            kit.Entry(_("Hari terakhir bekerja"), date_long(notice["left_on"], lang())),
            kit.Entry(_("Alasan"), EXITS.get(notice["reason"], notice["reason"])),
            kit.Entry(_("Keterangan pekerja"), notice["note"] or "–"),
            kit.Entry(_("Jawab paling lambat"), date_long(notice["reply_by"], lang()),
                      note=_("Tanpa jawaban, laporan ini diterima.")),
            *([kit.Entry(_("Jawaban Anda"), notice["answer"])] if notice["answer"] else []),
            *([kit.Entry(_("Putusan petugas"), notice["decision"])] if notice["decision"] else []),
        ],
        "crumbs": [kit.Link(_("Tanggapan"), reverse("employer:replies"))],
    }, status=422 if form.errors else 200)  # fmt: skip


@needs(Act.EMPLOYER_DISPUTE)
def dispute(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Tell the employer's side of an objection; an officer closes it. A wrong month is put right by a correction."""
    employer_id = employer_id_of(request)
    row = _one(queries.disputes(employer_id=employer_id, only=dispute_id), dispute_id)
    form = DisputeForm(request.POST or None, initial={"answer": row["employer_answer"]})
    if request.method == "POST" and form.is_valid():
        try:
            answer_dispute(dispute_id, form.cleaned_data["answer"], employer_id=employer_id)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Jawaban Anda tersimpan. Petugas menyelesaikan sanggahan ini."))
            return redirect("employer:replies")
    fix = ""
    month = row["left_on"] if row["kind"] == "EXIT" else row["month"]
    if month and not row["closed_at"]:
        fix = reverse("employer:correct", args=[f"{month:%Y-%m}"])
    if row["kind"] == "START" and not row["closed_at"]:
        fix = reverse("employer:start", args=[row["spell_id"]])
    return render(request, "employer/dispute.html", {
        "row": row, "form": form, "open": not row["closed_at"], "fix": fix, "state": _dispute_state(row),
        "entries": [
            kit.Entry(_("Pekerja"), row["name"]),
            kit.Entry(_("Isi sanggahan"), kind_words(row["kind"])),
            *([kit.Entry(_("Bulan"), month_year(row["month"], lang()))] if row["month"] else []),
            *([kit.Entry(_("Hari terakhir yang tercatat"), date_long(row["left_on"], lang()))]
              if row["kind"] == "EXIT" and row["left_on"] else []),
            *([kit.Entry(_("Upah menurut pekerja"), rupiah(row["claimed_wage"], lang()))] if row["claimed_wage"]
              else []),
            kit.Entry(_("Keterangan pekerja"), row["note"] or "–"),
            *([kit.Entry(_("Jawab paling lambat"), date_long(row["reply_by"], lang()),
                         note=_("Tanpa jawaban, petugas memutus dari yang ada."))] if row["reply_by"] else []),
            *([kit.Entry(_("Jawaban Anda"), row["employer_answer"])] if row["employer_answer"] else []),
            *([kit.Entry(_("Jawaban petugas"), row["answer"])] if row["answer"] else []),
        ],
        "crumbs": [kit.Link(_("Tanggapan"), reverse("employer:replies"))],
    }, status=422 if form.errors else 200)  # fmt: skip
