"""Snapshots of figures, imports with their source, targets."""

import hashlib
import json
from datetime import date
from decimal import Decimal

from lindung.base.db import act
from lindung.performance.models import Snapshot, Target
from lindung.performance.queries import every_figure, office_by_slug


@act
def take_snapshot(slug: str, as_of: date) -> int:
    """Keep every figure of the office as computed now for `as_of`, under both definitions; how many were kept."""
    from django.utils import timezone

    office_id = office_by_slug(slug)["id"]
    kept = [one for one in every_figure(slug, as_of) if one.value is not None]
    now = timezone.now()
    # not by COPY: PostgreSQL takes none into a table with row-level security
    stored = Snapshot.objects.bulk_create(
        Snapshot(
            indicator=f.indicator,
            version=f.version,
            office_id=office_id,
            as_of=f.as_of,
            period_from=f.period_from,
            value=Decimal(f.value or 0),
            numerator=f.numerator,
            denominator=f.denominator,
            imported=False,
            source="",
            sha256=hashlib.sha256(json.dumps(f.as_dict(), sort_keys=True).encode()).hexdigest(),
            made_at=now,
        )
        for f in kept
    )
    return len(stored)


@act
def import_figure(slug: str, indicator: str, as_of: date, value: int, source: str) -> None:
    """Bring in one figure from outside; it stays marked as imported wherever it shows. `source` is required."""
    from django.utils import timezone

    if not source.strip():
        raise ValueError("an imported figure needs its source")
    office = office_by_slug(slug)
    digest = hashlib.sha256(f"{indicator}|{slug}|{as_of}|{value}|{source}".encode()).hexdigest()
    Snapshot.objects.create(
        indicator=indicator,
        version="import",
        office_id=office["id"],
        as_of=as_of,
        value=value,
        imported=True,
        source=source[:200],
        sha256=digest,
        made_at=timezone.now(),
    )


@act
def set_target(slug: str, indicator: str, first: date, last: date, value: int, by: int | None = None) -> Target:
    """A new version of a target; the former ones stay."""
    office = office_by_slug(slug)
    same = Target.objects.filter(indicator=indicator, office_id=office["id"], period_from=first, period_to=last)
    return Target.objects.create(
        indicator=indicator,
        office_id=office["id"],
        period_from=first,
        period_to=last,
        value=value,
        version=same.count() + 1,
        approved_by=by,
    )
