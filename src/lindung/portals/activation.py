"""Sheets with activation codes, to be printed and handed to their owners: shown once, kept nowhere."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from lindung.access.services import Sheet
from lindung.portals.reporting.words import kpj


def sheets(request: HttpRequest, given: Sequence[Sheet], back: str) -> HttpResponse:
    """A page of sheets, one each; no browser or proxy may keep it."""
    answer = render(
        request,
        "parts/activation_sheets.html",
        {
            "sheets": [(one, kpj(one.kpj)) for one in given],
            "back": back,
            "printed_at": timezone.now(),
            "address": settings.LINDUNG_SITE.rstrip("/") + reverse("public:activate"),
        },
    )
    answer["Cache-Control"] = "no-store"
    return answer
