"""What all pages of a sponsor need: whose page it is, refusals as form errors, his agreement or a 404."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lindung.access.web import actor_of
from lindung.portals import kit
from lindung.portals.kit.tables import as_number as as_number
from lindung.portals.language import lang as lang
from lindung.reach import queries
from lindung.registry import queries as registry

PAGE = 25
"""Rows of a page."""

Found = dict[str, Any]


def sponsor_id_of(request: HttpRequest) -> int:
    """The sponsor the actor acts for; a 404 where there is none."""
    found = actor_of(request).sponsor_id
    if found is None:
        raise Http404
    return found


def me(request: HttpRequest) -> int:
    """The login that acts; pages of a sponsor always have one."""
    found = actor_of(request).user_id
    if found is None:
        raise Http404
    return found


def sponsor_of(request: HttpRequest) -> Found:
    """The sponsor's own record, as row-level security shows it; else a 404."""
    found = queries.sponsor(sponsor_id_of(request))
    if found is None:
        raise Http404
    return found


def agreement_of(request: HttpRequest, agreement_id: int) -> Found:
    """An agreement of the actor's own sponsor; else a 404. Acts see all rows, so it is asked here."""
    found = queries.agreement(agreement_id)
    if found is None or found["sponsor_id"] != sponsor_id_of(request):
        raise Http404
    return found


def back_to(agreement: Found) -> list[kit.Link]:
    """The crumb of an agreement."""
    return [kit.Link(agreement["number"], reverse("sponsor:agreement", args=[agreement["id"]]))]


def form_page(
    request: HttpRequest, form: forms.Form, title: str, button: str, agreement: Found, **more: Any
) -> HttpResponse:
    """A form about an agreement; 422 where it is shown again."""
    back = reverse("sponsor:agreement", args=[agreement["id"]])
    return render(
        request,
        "sponsors/form.html",
        {
            "form": form,
            "title": title,
            "button": button,
            "back": back,
            "crumbs": back_to(agreement),
            "as_of": registry.today(),
        }
        | more,
        status=422 if request.method == "POST" else 200,
    )
