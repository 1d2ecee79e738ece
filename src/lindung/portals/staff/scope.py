"""What all pages of staff need: language, refusals as form errors, clocks, names of colleagues, the actor's offices."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest

from lindung import law
from lindung.access.permissions import Act, allowed
from lindung.access.web import actor_of, reading
from lindung.claims.clocks import local_day
from lindung.claims.models import Claim
from lindung.claims.queries import Case
from lindung.claims.queries import case as read_case
from lindung.portals import kit
from lindung.portals.kit.tables import as_number as as_number
from lindung.portals.language import lang as lang
from lindung.registry.queries import holidays

PAGE = 25
"""Rows of a page."""

MOVES = {"US": "officer", "CLAIMANT": "member", "THIRD": "third", "NOBODY": "nobody"}
"""Whose move a claim is -> the party the style guide shows."""


def both(text: Mapping[str, str] | None) -> str:
    """A text that exists in both languages, in the page's."""
    return text[lang()] if text else ""


def me(request: HttpRequest) -> int:
    """The login that acts; pages of staff always have one."""
    found = actor_of(request).user_id
    if found is None:
        raise Http404
    return found


def may(request: HttpRequest, act: Act) -> bool:
    """Whether the actor may do `act` at all."""
    return allowed(actor_of(request), act)


def offices_of(request: HttpRequest) -> tuple[int, ...]:
    """Offices the actor works for, those below included."""
    return actor_of(request).offices


def own_office(request: HttpRequest) -> int:
    """The office of the actor's mandate itself."""
    wanted = actor_of(request).mandate_id
    for mandate in getattr(request, "mandates", []):
        if mandate["id"] == wanted and mandate["office_id"]:
            return int(mandate["office_id"])
    raise Http404


def due_clock(due: date | None, ended: date | None, today: date, stopped: bool = False) -> kit.Clock:
    """The legal clock of a claim in working days; once ended, whether it was in time."""
    if due is None:
        return kit.Clock(None, None)
    if ended is not None:
        return kit.Clock(due, None, met=ended <= due)
    off = holidays(min(due, today), max(due, today))

    def count(first: date, last: date) -> int:
        return law.dates.working_days_between(first, last, off)

    made = kit.Clock.between(today, due, count)
    return kit.Clock(due, None, stopped=True) if stopped and (made.left or 0) >= 0 else made


def case_of(request: HttpRequest, number: str, page: str) -> Case:
    """A claim by its number for staff, internal steps included; the reading is recorded. A 404 where it is not seen."""
    found = Claim.objects.filter(number=number).values_list("pk", flat=True).first()
    whole = read_case(found) if found else None
    if whole is None:
        raise Http404
    reading(request, whole.person_id, page, whole.number)
    return whole


def day_of(moment: datetime | None) -> date | None:
    """The local day of a moment."""
    return local_day(moment) if moment else None


def as_date(text: str | None, otherwise: date | None = None) -> date | None:
    """A date of an address (2021-12-15); what is none gives `otherwise`."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise


def query_of(request: HttpRequest, **changes: Any) -> str:
    """The query string of this page with some parameters changed (None removes)."""
    from lindung.portals.kit.tables import with_query

    return with_query(request.GET, **changes)
