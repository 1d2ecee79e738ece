"""The acts of one claim's page: taken, noted, completed, asked for more, an appeal answered."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import rupiah
from lindung.claims import services as claims
from lindung.claims.queries import later_reports
from lindung.portals.kit.forms import refuse, said
from lindung.portals.staff.forms import AppealForm, AskForm, NoteForm, ReportAnswerForm, ThirdForm
from lindung.portals.staff.scope import case_of, lang, me
from lindung.portals.staff.views.case import show_claim
from lindung.segments import services as segments


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
def arrears(request: HttpRequest, number: str) -> HttpResponse:
    """A code with which the heirs pay the months that the deceased had not paid himself."""
    claim = case_of(request, number, "staff.case")
    try:
        order = segments.order_arrears(claim.person_id, by=me(request))
    except Refused as refused:
        messages.error(request, said(refused))
    else:
        text = _("Kode bayar %(code)s dibuat: %(amount)s.")
        messages.success(request, text % {"code": order.code, "amount": rupiah(order.total, lang())})
    return redirect("staff:case", number=claim.number)


@require_POST
@needs(Act.CASE_SUBMIT)
def top_up(request: HttpRequest, number: str) -> HttpResponse:
    """Open the claim for what arrived after this one was paid."""
    claim = case_of(request, number, "staff.case")
    try:
        made = claims.top_up(claim.person_id, by=me(request))
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:case", number=claim.number)
    messages.success(request, _("Klaim susulan %(number)s dibuka.") % {"number": made.number})
    return redirect("staff:case", number=made.number)


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
    return show_claim(request, claim, 422, note_form=form)


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
    return show_claim(request, claim, 422, ask_form=form)


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
    return show_claim(request, claim, 422, third_form=form)


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
    return show_claim(request, claim, 422, appeal_form=form, appeal_at=appeal_id)


@require_POST
@needs(Act.CASE_WORK)
def answer_report(request: HttpRequest, number: str, report_id: int) -> HttpResponse:
    """Say what another report of this death means: an heir to be put on record, or nothing that changes the claim."""
    claim = case_of(request, number, "staff.case")
    if report_id not in {r.id for r in later_reports(claim.person_id)}:
        raise Http404
    form = ReportAnswerForm(request.POST, prefix=f"laporan-{report_id}")
    if form.is_valid():
        data = form.cleaned_data
        try:
            done = claims.answer_report(report_id, data["finding"], data["answer"], me(request))
        except Refused as refused:
            if refused.code == "report_answered":
                messages.error(request, said(refused))
                return redirect("staff:case", number=claim.number)
            refuse(form, refused)
        else:
            text = _("Laporan itu dijawab.")
            if done.hold:
                text += " " + _("Pembayaran yang belum dikirim tetap ditahan sampai putusannya dibetulkan.")
            messages.success(request, text)
            return redirect("staff:case", number=claim.number)
    return show_claim(request, claim, 422, report_form=form, report_at=report_id)
