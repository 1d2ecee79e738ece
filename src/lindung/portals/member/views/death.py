"""Reporting a death: one submission for every right of the family."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.portals import deaths, kit
from lindung.portals.kit.forms import refuse
from lindung.portals.member.views.common import person_of
from lindung.registry.models import Relative
from lindung.registry.queries import relatives_of, today


@needs(Act.MEMBER_REPORT_DEATH)
def report(request: HttpRequest) -> HttpResponse:
    """The report and, after it, what was found for the family."""
    person = person_of(request)
    words = dict(Relative.Kind.choices)
    family = [kit.Entry(r["name"], words.get(r["kind"], r["kind"])) for r in relatives_of(person["id"])]
    form = deaths.DeathForm(request.POST or None, request.FILES or None, initial={"client_key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            made = deaths.report(form, person["id"], person["office_id"], actor_of(request).user_id)
        except Refused as refused:
            refuse(form, refused)
        else:
            return render(request, "member/death_done.html", deaths.told(made))
    context = {"form": form, "person": person, "family": family, "as_of": today()}
    return render(request, "member/death.html", context, status=422 if form.errors else 200)
