"""What all pages of an employer need: whose page it is, the language, refusals as form errors, words for states."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.contributions.queries import listing
from lindung.portals.language import english as english
from lindung.portals.language import lang as lang
from lindung.portals.reporting.desk import Desk, View
from lindung.portals.reporting.words import CHANNELS as CHANNELS
from lindung.portals.reporting.words import EXITS as EXITS
from lindung.portals.reporting.words import PAGE as PAGE
from lindung.portals.reporting.words import PARTS as PARTS
from lindung.portals.reporting.words import RECEIPT_CHANNELS as RECEIPT_CHANNELS
from lindung.portals.reporting.words import REPORT_STATES as REPORT_STATES
from lindung.portals.reporting.words import RISKS as RISKS
from lindung.portals.reporting.words import SIZES as SIZES
from lindung.portals.reporting.words import count as count
from lindung.portals.reporting.words import in_words as in_words
from lindung.portals.reporting.words import kpj as kpj
from lindung.portals.reporting.words import month_at as month_at
from lindung.portals.reporting.words import whole as whole
from lindung.registry.models import Employer


def employer_id_of(request: HttpRequest) -> int:
    """The employer the actor acts for; a 404 where there is none."""
    found = actor_of(request).employer_id
    if found is None:
        raise Http404
    return found


def employer_of(request: HttpRequest) -> Employer:
    """The employer's own record with office and district, as row-level security shows it; else a 404."""
    found = Employer.objects.select_related("office", "district").filter(pk=employer_id_of(request)).first()
    if found is None:
        raise Http404
    return found


def bill_of(request: HttpRequest, code: str) -> dict[str, Any]:
    """A bill of the actor's employer by its code; else a 404."""
    found = listing.bill(code)
    if found is None or found["employer_id"] != employer_id_of(request):
        raise Http404
    return found


def own_desk(view: View, act: Act) -> View:
    """A page of wage reports at the employer's own desk."""

    @needs(act)
    def inside(request: HttpRequest, **named: Any) -> HttpResponse:
        return view(request, Desk(request, employer_id_of(request)), **named)

    return inside
