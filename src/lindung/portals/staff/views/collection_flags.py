"""What looks odd in the reports: flags of wages and missing workers, and the inspector's answer to each."""

import json
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year
from lindung.collection import queries, services
from lindung.collection.models import Flag
from lindung.interop import month_runs
from lindung.portals import kit
from lindung.portals.collection_words import flag_words
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import PAGE, as_number, lang, may, me, offices_of, query_of
from lindung.registry.queries import today


class FlagForm(forms.Form):
    """An inspector's answer."""

    answer = forms.ChoiceField(label=later("Jawaban"), choices=Flag.Answer.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=later("Keterangan"), max_length=500, widget=forms.Textarea({"rows": 3}))


@require_GET
@needs(Act.COLLECTION_SEE)
def flags(request: HttpRequest) -> HttpResponse:
    """What looks odd, each with its numbers in words."""
    kind, answered = request.GET.get("jenis", ""), request.GET.get("dijawab") == "1"
    kind = kind if kind in Flag.Kind.values else ""
    found = queries.flags(
        offices_of(request), kind=kind, answered=answered, after=as_number(request.GET.get("mulai")), limit=PAGE + 1
    )
    rows = [
        {
            "name": kit.Cell(
                f["name"], reverse("staff:collection_flag", args=[f["id"]]), note=month_year(f["month"], lang())
            ),
            "kind": kit.Cell(str(dict(Flag.Kind.choices)[f["kind"]]), note=flag_words(f, lang())),
            "workers": f["workers"],
            "answer": kit.Cell(str(dict(Flag.Answer.choices).get(f["answer"], _("Belum dijawab"))), note=f["note"]),
        }
        for f in found[:PAGE]
    ]
    table = kit.Table(
        _("Yang perlu dilihat"),
        [
            kit.Column("name", _("Pemberi kerja")), kit.Column("kind", _("Yang berbeda")),
            kit.Column("workers", _("Pekerja"), "number"), kit.Column("answer", _("Jawaban pemeriksa")),
        ],
        rows, stack=True, show_caption=False, empty=_("Tidak ada yang berbeda."),
        pager=kit.Pager(next=query_of(request, mulai=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
                        previous="?" if request.GET.get("mulai") else ""),
    )  # fmt: skip
    return page(
        request, "staff/collection_flags.html",
        {"as_of": today(), "table": table, "kinds": Flag.Kind.choices, "kind": kind, "answered": answered,
         "may_work": may(request, Act.COLLECTION_WORK),
         "crumbs": [kit.Link(_("Penagihan"), reverse("staff:collection"))]},
    )  # fmt: skip


@require_POST
@needs(Act.COLLECTION_WORK)
def run_flags(request: HttpRequest) -> HttpResponse:
    """Look at the reports of the month before last, the latest that are due."""
    day = today()
    month = date(day.year, day.month, 1)
    run = month_runs.start_flags(queries.latest_reported(offices_of(request)) or month, day, by=me(request))
    return redirect("staff:run", run_id=run.pk)


@require_http_methods(["GET", "POST"])
@needs(Act.COLLECTION_WORK)
def flag(request: HttpRequest, flag_id: int) -> HttpResponse:
    """One flag: the numbers in words, and the answer that stays."""
    found = Flag.objects.select_related("employer").filter(pk=flag_id).first()
    if found is None:
        raise Http404
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = services.answer_flag(flag_id, form.cleaned_data["answer"], form.cleaned_data["note"], me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Jawaban dicatat. Tidak ada akibat otomatis bagi pemberi kerja."))
            return redirect("staff:collection_case", case_id=case.pk) if case else redirect("staff:collection_flags")
    told = {"kind": found.kind, "workers": found.workers, "told": json.dumps(found.told)}
    entries = [
        kit.Entry(_("Pemberi kerja"), found.employer.name, href=reverse("staff:employer", args=[found.employer_id])),
        kit.Entry(_("Bulan"), month_year(found.month, lang())),
        kit.Entry(_("Yang berbeda"), found.get_kind_display()),
        kit.Entry(_("Dengan angka"), flag_words(told, lang())),
        kit.Entry(_("Ditandai"), date_long(found.made_on, lang())),
    ]
    if found.answer:
        entries += [
            kit.Entry(_("Jawaban"), found.get_answer_display(), note=found.note),
            kit.Entry(_("Dijawab"), date_long(found.answered_on, lang()) if found.answered_on else "–"),
        ]
    return page(
        request, "staff/collection_flag.html",
        {"flag": found, "entries": entries, "form": None if found.answer else form, "title": found.get_kind_display(),
         "crumbs": [kit.Link(_("Penagihan"), reverse("staff:collection")),
                    kit.Link(_("Yang perlu dilihat"), reverse("staff:collection_flags"))]},
        status=422 if form.errors else 200,
    )  # fmt: skip
