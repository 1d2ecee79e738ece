"""Workers who say that they left, and disputes: what waits for an officer, with both sides."""

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
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, rupiah
from lindung.coverage import queries, services
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import lang, may, me, offices_of
from lindung.portals.staff.views.people import EXITS
from lindung.registry.queries import today

NOTICE_STATES = {
    "OPEN": later("Menunggu tanggapan pemberi kerja"),
    "ACCEPTED": later("Diterima"),
    "OBJECTED": later("Disanggah, menunggu petugas"),
    "REFUSED": later("Tidak diterima"),
}
DISPUTES = {
    "SPELL": later("Saya tidak bekerja di sini"),
    "WAGE": later("Upah yang dilaporkan tidak benar"),
    "MISSING_MONTH": later("Ada bulan yang tidak dilaporkan"),
    "START": later("Tanggal mulai saya bekerja keliru"),
    "EXIT": later("Saya tidak berhenti, atau tanggal dan alasannya keliru"),
    "DEATH_EXIT": later("Keluar dilaporkan sesudah kematian"),
}
LIMIT = 50


class VerdictForm(forms.Form):
    """An officer decides what the employer objected to."""

    accept = forms.ChoiceField(
        label=later("Putusan"),
        widget=forms.RadioSelect,
        choices=[
            ("1", later("Pekerja benar: ia berhenti pada tanggal itu")),
            ("0", later("Pemberi kerja benar: ia masih bekerja")),
        ],
    )
    reason = forms.CharField(
        label=later("Alasan, dibaca keduanya"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """The answer to a dispute."""

    answer = forms.CharField(
        label=later("Jawaban, dibaca keduanya"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_GET
@needs(Act.EMPLOYER_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Exit notices and disputes of the actor's offices, those waiting first."""
    offices = offices_of(request)
    notices = queries.exit_notices(office_ids=offices, limit=LIMIT)
    disputes = queries.disputes(office_ids=offices, limit=LIMIT)
    reading(request, [r["person_id"] for r in [*notices, *disputes]], "staff.notices")
    decide, answer = may(request, Act.EXIT_NOTICE_DECIDE), may(request, Act.DISPUTE_ANSWER)
    left = [
        kit.Row(
            {
                "name": kit.Cell(
                    n["name"],
                    reverse("staff:notice", args=[n["id"]]) if decide and n["status"] == "OBJECTED" else "",
                    note=n["employer_name"],
                ),
                "left_on": n["left_on"],
                "reason": str(EXITS.get(n["reason"], n["reason"])),
                "state": str(NOTICE_STATES[n["status"]]),
                "reply_by": n["reply_by"],
            },
            tone="warn" if n["status"] == "OBJECTED" else "neutral",
        )
        for n in notices
    ]
    said = [
        kit.Row(
            {
                "name": kit.Cell(
                    d["name"],
                    reverse("staff:dispute", args=[d["id"]]) if answer and d["closed_at"] is None else "",
                    note=d["employer_name"],
                ),
                "kind": kit.Cell(
                    str(DISPUTES.get(d["kind"], d["kind"])), note=month_year(d["month"], lang()) if d["month"] else ""
                ),
                "note": d["note"],
                "reply_by": d["reply_by"],
                "state": kit.Cell(
                    _("Dijawab")
                    if d["closed_at"]
                    else _("Pemberi kerja sudah menjawab")
                    if d["employer_answer"]
                    else _("Lewat batas, belum dijawab pemberi kerja")
                    if d["reply_by"] and d["reply_by"] < today()
                    else _("Menunggu pemberi kerja"),
                    note=d["employer_answer"],
                ),
            },
            tone="neutral" if d["closed_at"] else "warn",
        )
        for d in disputes
    ]
    return page(
        request,
        "staff/notices.html",
        {
            "left": kit.Table(
                _("Pernyataan berhenti"),
                [
                    kit.Column("name", _("Pekerja")),
                    kit.Column("left_on", _("Hari terakhir kerja"), "date"),
                    kit.Column("reason", _("Alasan")),
                    kit.Column("state", _("Keadaan")),
                    kit.Column("reply_by", _("Batas tanggapan"), "date"),
                ],
                left,
                stack=True,
                show_caption=False,
                empty=_("Tidak ada pernyataan berhenti."),
            ),
            "disputes": kit.Table(
                _("Sanggahan"),
                [
                    kit.Column("name", _("Pekerja")),
                    kit.Column("kind", _("Yang disanggah")),
                    kit.Column("note", _("Katanya")),
                    kit.Column("reply_by", _("Batas tanggapan"), "date"),
                    kit.Column("state", _("Keadaan")),
                ],
                said,
                stack=True,
                show_caption=False,
                empty=_("Tidak ada sanggahan."),
            ),
            "as_of": today(),
        },
    )


def _one(found: list[dict[str, Any]], wanted: int) -> dict[str, Any]:
    row = next((r for r in found if r["id"] == wanted), None)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
@needs(Act.EXIT_NOTICE_DECIDE)
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Decide a notice the employer objected to."""
    row = _one(queries.exit_notices(office_ids=offices_of(request), only=notice_id), notice_id)
    reading(request, row["person_id"], "staff.notice")
    form = VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_exit_notice(
                notice_id, form.cleaned_data["accept"] == "1", form.cleaned_data["reason"], me(request)
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Putusan dicatat; keduanya diberi tahu."))
            return redirect("staff:notices")
    entries = [
        kit.Entry(_("Pekerja"), row["name"]),
        kit.Entry(_("Pemberi kerja"), row["employer_name"]),
        kit.Entry(_("Hari terakhir kerja menurut pekerja"), date_long(row["left_on"], lang())),
        kit.Entry(_("Alasan"), str(EXITS.get(row["reason"], row["reason"]))),
        kit.Entry(_("Kata pekerja"), row["note"] or "–"),
        kit.Entry(_("Kata pemberi kerja"), row["answer"] or "–"),
        kit.Entry(_("Keadaan"), NOTICE_STATES[row["status"]]),
    ]
    return _page(request, _("Putuskan pernyataan berhenti"), entries, form, row["status"] == "OBJECTED")


@require_http_methods(["GET", "POST"])
@needs(Act.DISPUTE_ANSWER)
def dispute(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Answer a dispute in words; a correction is its own act."""
    row = _one(queries.disputes(office_ids=offices_of(request), only=dispute_id), dispute_id)
    reading(request, row["person_id"], "staff.dispute")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_dispute(dispute_id, form.cleaned_data["answer"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Sanggahan dijawab; keduanya diberi tahu."))
            return redirect("staff:notices")
    entries = [
        kit.Entry(_("Pekerja"), row["name"]),
        kit.Entry(_("Pemberi kerja"), row["employer_name"]),
        kit.Entry(_("Yang disanggah"), str(DISPUTES.get(row["kind"], row["kind"]))),
        *([kit.Entry(_("Bulan"), month_year(row["month"], lang()))] if row["month"] else []),
        *([kit.Entry(_("Upah yang benar"), rupiah(row["claimed_wage"], lang()))] if row["claimed_wage"] else []),
        kit.Entry(_("Kata pekerja"), row["note"] or "–"),
        kit.Entry(
            _("Kata pemberi kerja"),
            row["employer_answer"] or "–",
            source=date_long(row["employer_answered_at"].date(), lang())
            if row["employer_answered_at"]
            else _("diminta paling lambat %(day)s") % {"day": date_long(row["reply_by"], lang())}
            if row["reply_by"]
            else "",
        ),
        *([kit.Entry(_("Jawaban"), row["answer"])] if row["answer"] else []),
    ]
    return _page(request, _("Jawab sanggahan"), entries, form, row["closed_at"] is None, _remedy(request, row))


def _remedy(request: HttpRequest, row: dict[str, Any]) -> kit.Link | None:
    """Where an officer puts right what the worker says is wrong, if it is for the officer to put right."""
    if not may(request, Act.COVER_CORRECT) or row["closed_at"]:
        return None
    if row["kind"] == "START":
        at = reverse("staff:start", args=[row["employer_id"], row["spell_id"]])
        return kit.Link(_("Betulkan tanggal mulai"), at)
    words = {"EXIT": _("Batalkan catatan keluar"), "SPELL": _("Batalkan pendaftarannya")}.get(row["kind"])
    return kit.Link(words, reverse("staff:spell", args=[row["spell_id"]]) + f"?apa={row['kind']}") if words else None


def _page(
    request: HttpRequest,
    title: str,
    entries: list[kit.Entry],
    form: forms.Form,
    open_: bool,
    remedy: kit.Link | None = None,
) -> HttpResponse:
    return page(
        request,
        "staff/notice.html",
        {
            "title": title,
            "entries": entries,
            "form": form,
            "open": open_,
            "remedy": remedy,
            "crumbs": [kit.Link(_("Berhenti dan sanggahan"), reverse("staff:notices"))],
        },
        status=422 if request.method == "POST" else 200,
    )
