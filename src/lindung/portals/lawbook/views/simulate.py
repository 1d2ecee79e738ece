"""Simulators: the list by times of life, and each as one page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung import law
from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook import catalogue, refusals, simulators
from lindung.registry.queries import today


@require_GET
@needs(Act.PUBLIC_SIMULATE)
def listing(request: HttpRequest) -> HttpResponse:
    """What do you want to know? An address of the former single page leads to the worker's contributions."""
    if "wage" in request.GET:
        query = request.META["QUERY_STRING"]
        return redirect(f"{reverse('lawbook:simulate', args=['iuran-pekerja'])}?{query}")
    return render(request, "lawbook/simulators.html", {"events": simulators.by_event(), "on": today()})


@require_GET
@needs(Act.PUBLIC_SIMULATE)
def simulate(request: HttpRequest, slug: str) -> HttpResponse:
    """One simulator. The address carries the question, so that it can be shared."""
    one = simulators.find(slug)
    if one is None:
        raise Http404
    form = one.form(request.GET or None)
    context: dict[str, Any] = {
        "one": one, "form": form, "fields": [f for f in form if f.name != "on"], "beside": simulators.beside(slug),
        "crumbs": [kit.Link(_("Hitung"), reverse("lawbook:simulators"))],
        "formulas": [(f, catalogue.described(f)["title"][lang()]) for f in one.formulas],
    }  # fmt: skip
    if request.GET and form.is_valid():
        day = form.cleaned_data["on"] or today()
        try:
            out = one.run({**form.cleaned_data, "given_on": form.cleaned_data["on"]}, day)
        except law.LawError as refused:
            refuse(form, refused)
        else:
            titled = [(_("Cara menghitung: %(what)s") % {"what": t["title"][lang()]}, t) for t in out.traces]
            context |= {"out": out, "day": day, "traces": titled}
    status = 422 if request.GET and form.errors and not request.htmx else 200  # type: ignore[attr-defined]
    return render(request, "lawbook/simulate.html", context, status=status)


def refuse(form: Any, refused: law.LawError) -> None:
    """A refusal at the field it speaks of; the day of the law where no rule was in force."""
    named = str(refused.facts.get("input", ""))
    field = "on" if isinstance(refused, law.NotInForce) else named if named in form.fields else None
    form.add_error(field, refusals.refusal(refused))
