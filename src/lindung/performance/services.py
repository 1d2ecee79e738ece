"""Snapshots of figures, imports with their source, targets."""

import hashlib
import json
from datetime import date

from lindung.base.db import act, copy_rows
from lindung.performance.indicators import DEFINITIONS
from lindung.performance.models import Target
from lindung.performance.queries import office_by_slug, report

_COLUMNS = (
    "indicator", "version", "office_id", "as_of", "period_from", "value", "numerator", "denominator", "imported",
    "source", "sha256", "made_at",
)  # fmt: skip


@act
def take_snapshot(slug: str, as_of: date) -> int:
    """Keep every figure of the office as computed now for `as_of`, under both definitions; how many were kept."""
    from django.utils import timezone

    kept = {}
    office_id = 0
    for definition in DEFINITIONS:
        made = report(slug, as_of, definition)
        office_id = made.office_id
        for one in made.figures:
            if one.value is not None:
                kept[(one.indicator, one.version)] = one
    now = timezone.now()
    return copy_rows(
        "performance_snapshot",
        _COLUMNS,
        (
            (
                f.indicator, f.version, office_id, f.as_of, f.period_from, f.value, f.numerator, f.denominator, False,
                "", hashlib.sha256(json.dumps(f.as_dict(), sort_keys=True).encode()).hexdigest(), now,
            )
            for f in kept.values()
        ),
    )  # fmt: skip


@act
def import_figure(slug: str, indicator: str, as_of: date, value: int, source: str) -> None:
    """Bring in one figure from outside; it stays marked as imported wherever it shows. `source` is required."""
    from django.utils import timezone

    if not source.strip():
        raise ValueError("an imported figure needs its source")
    office = office_by_slug(slug)
    digest = hashlib.sha256(f"{indicator}|{slug}|{as_of}|{value}|{source}".encode()).hexdigest()
    copy_rows(
        "performance_snapshot",
        _COLUMNS,
        [
            (
                indicator,
                "import",
                office["id"],
                as_of,
                None,
                value,
                None,
                None,
                True,
                source[:200],
                digest,
                timezone.now(),
            )
        ],
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
