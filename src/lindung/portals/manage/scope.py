"""Which office, day and definition a management page speaks of, from its address, within what the actor may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest

from lindung.access.web import actor_of
from lindung.base.db import rows
from lindung.performance.indicators import DEFINITIONS
from lindung.registry.queries import today


@dataclass(frozen=True)
class View:
    """The office (slug), the day and the definition of "case" a page was asked for."""

    office: str
    office_id: int
    office_name: str
    as_of: date
    definition: str
    offices: tuple[dict[str, Any], ...]

    @property
    def query(self) -> str:
        """The same view as a query string."""
        return f"kantor={self.office}&tanggal={self.as_of:%Y-%m-%d}&definisi={self.definition}"


def view_of(request: HttpRequest) -> View:
    """The view of this request; an office outside the actor's scope or a wrong day is a 404."""
    mine = tuple(
        rows(
            "select id, slug, name, kind, parent_id from registry_office where id = any(%s)"
            " order by kind = 'BRANCH', code",
            [list(actor_of(request).offices)],
        )
    )
    if not mine:
        raise Http404
    slug = request.GET.get("kantor") or _own(request, mine)
    office = next((o for o in mine if o["slug"] == slug), None)
    if office is None:
        raise Http404
    try:
        day = date.fromisoformat(request.GET.get("tanggal") or today().isoformat())
    except ValueError as wrong:
        raise Http404 from wrong
    definition = request.GET.get("definisi", "2021")
    if definition not in DEFINITIONS:
        raise Http404
    return View(office["slug"], int(office["id"]), office["name"], day, definition, mine)


def _own(request: HttpRequest, mine: tuple[dict[str, Any], ...]) -> str:
    mandate = next((m for m in getattr(request, "mandates", []) if m["id"] == actor_of(request).mandate_id), None)
    found = next((o for o in mine if mandate and o["id"] == mandate["office_id"]), mine[0])
    return str(found["slug"])
