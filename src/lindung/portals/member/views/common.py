"""Small helpers of the member views."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest

from lindung import law
from lindung.access.web import actor_of
from lindung.base.db import rows
from lindung.portals.language import lang as lang


def person_of(request: HttpRequest) -> dict[str, Any]:
    """The signed-in member's own record; 404 where the login is bound to nobody."""
    found = rows(
        "select p.id, p.name, p.nik, p.birth_date, p.office_id, o.name as office, p.phone, p.email, p.address,"
        " p.nik_verified_on, p.died_on, p.npwp from registry_person p join registry_office o on o.id = p.office_id"
        " where p.id = %s",
        [actor_of(request).person_id],
    )
    if not found:
        raise Http404
    return found[0]


def programmes(segment: str, size: str, day: date) -> tuple[str, ...]:
    """Programmes that cover a worker of an employer of this size, from the law."""
    if segment == "BPU":
        return tuple(law.parameter("programmes.by_segment", day).value["BPU"])
    return tuple(law.programmes_for(size.lower(), day).programmes) if segment == "PU" and size else ()
