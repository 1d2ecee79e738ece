"""What is done in a case of collection: taken, worked on, decided by a second person, answered, its letters."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.collection import queries, services
from lindung.collection.models import Case, Dormancy, Objection, Plan, Step, WriteOff
from lindung.collection.services import Found
from lindung.interop.outbox.collection import LETTERS, step_letter
from lindung.notices.services import letter_pdf
from lindung.portals.kit.forms import refuse, said
from lindung.portals.papers import LARGEST, content_type
from lindung.portals.staff.collection_forms import (
    DecisionForm,
)
from lindung.portals.staff.scope import lang, me
from lindung.portals.staff.views.collection_case import WORK, show_case
from lindung.registry.queries import person_by_kpj, person_by_nik, today
from lindung.registry.services import store_file


@require_POST
@needs(Act.COLLECTION_WORK)
def take(request: HttpRequest, case_id: int) -> HttpResponse:
    """The officer takes the case."""
    _seen(case_id)
    services.take(case_id, me(request))
    return redirect("staff:collection_case", case_id=case_id)


def _seen(case_id: int) -> Case:
    found = Case.objects.filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


@require_POST
@needs(Act.COLLECTION_WORK)
def do(request: HttpRequest, case_id: int, name: str) -> HttpResponse:
    """One of the acts of the page."""
    case = _seen(case_id)
    if name not in WORK:
        raise Http404
    form = WORK[name][0](request.POST, request.FILES, prefix=name.lower())
    if form.is_valid():
        try:
            _act(request, case, name, form)
        except Refused as refused:
            refuse(form, refused, person="who", employer="npp", text="note")
        except _Wrong as wrong:
            form.add_error(wrong.field, wrong.words)
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("staff:collection_case", case_id=case_id)
    return show_case(request, case_id, (name, form), 422)


class _Wrong(Exception):
    def __init__(self, field: str, words: str) -> None:
        self.field, self.words = field, words


def _act(request: HttpRequest, case: Case, name: str, form: forms.Form) -> None:
    asked, by = form.cleaned_data, me(request)
    if name == "STEP":
        services.take_step(case.pk, asked["kind"], note=asked["note"], by=by)
    elif name == "PROMISE":
        services.promise(case.pk, asked["amount"], asked["pay_on"], contact=asked["contact"], by=by)
    elif name == "PLAN":
        services.propose_plan(int(case.employer_id or 0), asked["parts"], asked["first_due"], asked["reason"], by=by)
    elif name == "EVIDENCE":
        _evidence(case, asked, by)
    elif name == "FINDING":
        person = person_by_nik(asked["who"]) or person_by_kpj(asked["who"])
        if person is None:
            raise _Wrong("who", _("Tidak ada orang dengan nomor ini. Daftarkan dahulu."))
        found = Found(person, asked["first"].replace(day=1), asked["last"].replace(day=1), asked["wage"])
        services.add_findings(case.pk, [found], size=asked["size"] or None, by=by)
    elif name == "DEMAND":
        services.demand(case.pk, asked["note"], by=by)
    elif name == "ANSWER":
        services.answer(case.pk, asked["note"], by=by)
    elif name == "TIE":
        employer = queries.employer_by_npp(asked["npp"])
        if employer is None:
            raise _Wrong("npp", _("NPP ini tidak ditemukan di kantor Anda."))
        services.tie_employer(case.pk, employer, by=by)
    elif name == "CONCLUDE":
        services.conclude(case.pk, asked["outcome"], asked["note"], by=by)
    elif name == "INACTIVE":
        services.propose_inactive(case.pk, asked["from_on"], asked["reason"], by)
    elif name == "REACTIVATE":
        services.reactivate(int(case.employer_id or 0), asked["reason"], by)
    elif name == "WRITE_OFF":
        services.propose_write_off(case.pk, asked["reason"], by)
    elif name == "FINE":
        told = queries.whole(case.pk, today())
        fine = next((f for f, rest in (told.open_fines if told else {}).items() if rest), 0)
        services.pay_fine(fine, asked["receipt"], asked["amount"], by=by)


def _evidence(case: Case, asked: dict[str, Any], by: int) -> None:
    data = asked["file"].read(LARGEST + 1)
    kind = content_type(data)
    if not kind:
        raise _Wrong("file", _("Berkas harus PDF, PNG, atau JPEG."))
    if len(data) > LARGEST:
        raise _Wrong("file", _("Berkas paling besar 10 MB."))
    stored = store_file(asked["file"].name, kind, data, case.office_id, employer_id=case.employer_id, by=by)
    services.add_evidence(case.pk, stored.pk, asked["note"], by=by)


@require_POST
@needs(Act.COLLECTION_APPROVE)
def decide(request: HttpRequest, case_id: int, kind: str, pk: int) -> HttpResponse:
    """A second person decides a plan, a write-off or that a firm is inactive."""
    _seen(case_id)
    name = f"{kind}-{pk}"
    models: dict[str, Any] = {"PLAN": Plan, "WRITE_OFF": WriteOff, "INACTIVE": Dormancy}
    if kind not in models or not models[kind].objects.filter(pk=pk, case_id=case_id).exists():
        raise Http404
    acts: dict[str, Any] = {
        "PLAN": services.decide_plan, "WRITE_OFF": services.decide_write_off, "INACTIVE": services.decide_inactive,
    }  # fmt: skip
    form = DecisionForm(request.POST, prefix=name.lower())
    if form.is_valid():
        try:
            acts[kind](pk, form.cleaned_data["approve"], form.cleaned_data["reason"], me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Putusan disimpan."))
            return redirect("staff:collection_case", case_id=case_id)
    return show_case(request, case_id, (name, form), 422)


@require_POST
@needs(Act.COLLECTION_WORK)
def objection(request: HttpRequest, case_id: int, objection_id: int) -> HttpResponse:
    """Answer an employer's objection to a month."""
    _seen(case_id)
    if not Objection.objects.filter(pk=objection_id, case_id=case_id).exists():
        raise Http404
    name = f"OBJECTION-{objection_id}"
    form = DecisionForm(request.POST, prefix=name.lower())
    if form.is_valid():
        asked = form.cleaned_data
        try:
            services.answer_objection(objection_id, asked["approve"], asked["reason"], by=me(request))
        except Refused as refused:
            refuse(form, refused, answer="reason")
        else:
            messages.success(request, _("Jawaban dikirim kepada pemberi kerja."))
            return redirect("staff:collection_case", case_id=case_id)
    return show_case(request, case_id, (name, form), 422)


@require_GET
@needs(Act.COLLECTION_SEE)
def letter(request: HttpRequest, step_id: int) -> HttpResponse:
    """The letter of a step as PDF."""
    step = Step.objects.filter(pk=step_id, kind__in=LETTERS).first()
    if step is None:
        raise Http404
    try:
        made = step_letter(step_id, lang())
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:collection_case", case_id=step.case_id)
    answer = HttpResponse(letter_pdf(made.pk), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{made.number.replace("/", "-")}.pdf"'
    return answer
