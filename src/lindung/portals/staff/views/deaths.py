"""Somebody tells an officer of a death: noted once on the person's page, for every right of the family."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.claims.queries import claims_of
from lindung.portals import deaths, kit
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import may, me
from lindung.portals.staff.views.people import family_table, person_of
from lindung.registry.models import Person, Relative
from lindung.registry.queries import relatives_of, today


class DeathForm(deaths.DeathForm):
    """The same, asked of whoever came or called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reporter"].label = _("Nama pelapor")
        relation = self.fields["relation"]
        relation.label = _("Hubungan pelapor dengan almarhum")
        assert isinstance(relation, forms.ChoiceField)
        relation.choices = [
            *Relative.Kind.choices, ("EMPLOYER", later("Pemberi kerja")), ("OTHER", later("Pelapor lain, misalnya RT")),
        ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.CASE_REPORT_DEATH)
def report(request: HttpRequest, person_id: int) -> HttpResponse:
    """The report; after it, what was found for the family and which claims were opened."""
    person = person_of(person_id)
    reading(request, person.pk, "staff.report_death")
    if person.merged_into_id:
        raise Http404
    crumbs = _crumbs(request, person)
    form = DeathForm(request.POST or None, request.FILES or None, initial={"client_key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            made = deaths.report(form, person.pk, person.office_id, me(request), "BRANCH")
        except Refused as refused:
            refuse(form, refused)
        else:
            told = deaths.told(made, "staff:case" if may(request, Act.CASE_SEE) else "")
            return page(request, "staff/death_done.html", {"person": person, "crumbs": crumbs} | told)
    whole = may(request, Act.PERSON_SEE)
    context = {
        "person": person,
        "form": form,
        "family": family_table(relatives_of(person.pk)) if whole else None,
        "open": [c for c in claims_of(person.pk) if c["ground_code"] == "DEATH"],
        "as_of": today(),
        "crumbs": crumbs,
    }
    return page(request, "staff/death.html", context, status=422 if request.method == "POST" else 200)


def _crumbs(request: HttpRequest, person: Person) -> list[kit.Link]:
    found = [kit.Link(_("Cari orang"), reverse("staff:people"))]
    if may(request, Act.PERSON_SEE):
        found.append(kit.Link(person.name, reverse("staff:person", args=[person.pk])))
    return found
