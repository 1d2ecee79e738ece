"""Sheets with activation codes for new workers: the company hands them out and sees no password."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from lindung.access.permissions import Act
from lindung.access.services import NEW_DAYS, give_codes, new_workers
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.base.format import date_short
from lindung.portals import kit
from lindung.portals.activation import sheets
from lindung.portals.employer.scope import PAGE, employer_of, kpj, lang, whole
from lindung.portals.kit.forms import refuse
from lindung.registry.queries import today


class SheetsForm(forms.Form):
    """Whose sheets are printed."""

    workers = forms.TypedMultipleChoiceField(label=later("Pekerja"), coerce=int, widget=forms.CheckboxSelectMultiple)
    hand = forms.BooleanField(
        label=later("Lembar diserahkan langsung kepada pekerjanya, dan tidak dipakai orang lain.")
    )

    def __init__(self, *args: Any, found: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workers"].choices = [(w["spell_id"], _named(w)) for w in found]  # type: ignore[attr-defined]


def _named(worker: dict[str, Any]) -> str:
    told = [worker["name"], kpj(worker["kpj"]), _("sejak %(day)s") % {"day": date_short(worker["start_on"], lang())}]
    if worker["until"]:
        until = timezone.localtime(worker["until"])
        told.append(_("kode berlaku sampai %(day)s") % {"day": f"{date_short(until.date(), lang())}, {until:%H.%M}"})
    return " · ".join(told)


@sensitive_variables("made")
@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYER_LOGIN_CODES)
def listing(request: HttpRequest) -> HttpResponse:
    """New workers whom the company may hand a code, those whom the branch serves, and the sheets of who was chosen."""
    firm, by = employer_of(request), actor_of(request)
    after = whole(request.GET.get("sesudah")) or 0
    found = new_workers(firm.pk, PAGE + 1, after)
    here = [w for w in found[:PAGE] if w["way"] == "EMPLOYER"]
    form = SheetsForm(request.POST or None, found=here)
    if request.method == "POST" and form.is_valid():
        try:
            made = give_codes(by, form.cleaned_data["workers"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return sheets(request, made, reverse("employer:login_codes"))
    rows = [
        {"name": kit.Cell(w["name"], note=kpj(w["kpj"])), "since": w["start_on"]}
        for w in found[:PAGE]
        if w["way"] != "EMPLOYER"
    ]
    return render(request, "employer/login_codes.html", {
        "as_of": today(), "form": form, "here": here, "days": NEW_DAYS,
        "more": f"?sesudah={found[PAGE - 1]['spell_id']}" if len(found) > PAGE else "", "first": "?" if after else "",
        "table": kit.Table(
            _("Lewat kantor cabang"), [kit.Column("name", _("Pekerja")), kit.Column("since", _("Sejak"), "date")],
            rows, stack=True, show_caption=False, empty=_("Tidak ada."),
        ),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip
