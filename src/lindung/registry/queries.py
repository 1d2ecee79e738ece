"""What other packages may ask of the registry."""

from datetime import date

from django.utils import timezone

from lindung.base.db import rows, scalar


def today() -> date:
    """The business day: the one set for this installation, else the real day in Jakarta."""
    day = scalar("select day from registry_businessday")
    return day if isinstance(day, date) else timezone.localdate()


def offices_below(office_id: int) -> tuple[int, ...]:
    """The office and every office under it."""
    found = rows(
        "with recursive tree as (select id from registry_office where id = %s"
        " union select o.id from registry_office o join tree t on o.parent_id = t.id) select id from tree order by id",
        [office_id],
    )
    return tuple(int(r["id"]) for r in found)


def holidays(first: date, last: date) -> frozenset[date]:
    """Days from `first` to `last` that are no working days although they are no weekends."""
    return frozenset(r["day"] for r in rows("select day from registry_holiday where day between %s and %s", [first, last]))
