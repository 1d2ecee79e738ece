"""Snapshots of figures, imports with their source, targets."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from lindung import law
from lindung.base.db import act, many
from lindung.base.format import number
from lindung.base.format import percent as percent_text
from lindung.performance.indicators import BY_KEY
from lindung.performance.labour import CONCEPTS, PREFIX, WHOLE, LabourRefused, served
from lindung.performance.models import Snapshot, Target
from lindung.performance.queries import NoSuchFigure, every_figure, office_by_slug
from lindung.registry.queries import offices_below, today

MOST_PEOPLE = 1_000_000_000
PPM = 1_000_000


@act
def take_snapshot(slug: str, as_of: date) -> int:
    """Keep every figure of the office as computed now for `as_of`, under both definitions; how many were kept."""
    from django.utils import timezone

    office_id = office_by_slug(slug)["id"]
    with many():
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
            definition=f.said,
            sha256=hashlib.sha256(json.dumps(f.as_dict(), sort_keys=True).encode()).hexdigest(),
            made_at=now,
        )
        for f in kept
    )
    return len(stored)


@act
def import_figure(
    slug: str,
    indicator: str,
    as_of: date,
    value: int,
    source: str,
    *,
    survey: str = "",
    definition: str = "",
    by: int | None = None,
) -> Snapshot:
    """Bring in one figure from outside; it stays marked as imported wherever it shows. `source` is required;
    `definition` says what was counted, as far as the source says it. The same figure again changes nothing."""
    from django.utils import timezone

    if not source.strip():
        raise ValueError("an imported figure needs its source")
    office = office_by_slug(slug)
    text = f"{indicator}|{slug}|{as_of}|{value}|{source}" + (f"|{survey}|{definition}" if survey or definition else "")
    digest = hashlib.sha256(text.encode()).hexdigest()
    newest = Snapshot.objects.filter(indicator=indicator, office_id=office["id"], as_of=as_of, imported=True)
    known = newest.order_by("-id").first()
    if known is not None and known.sha256 == digest:
        return known
    return Snapshot.objects.create(
        indicator=indicator,
        version="import",
        office_id=office["id"],
        as_of=as_of,
        value=value,
        imported=True,
        source=source[:200],
        survey=survey[:80],
        definition={"id": definition, "en": definition} if definition else {},
        sha256=digest,
        made_by=by,
        made_at=timezone.now(),
    )


@act
def import_published(
    slug: str, indicator: str, as_of: date, value: int, *, source: str, definition: str = "", by: int | None = None
) -> Snapshot:
    """A figure that somebody else published, under the indicator it comes nearest to, with what its source says it
    counts. Raises NoSuchFigure: indicator; LabourRefused: day, value, source."""
    if not any(id_ == indicator for id_, _version in BY_KEY):
        raise NoSuchFigure("indicator", id=indicator, version="1")
    if as_of > today():
        raise LabourRefused("day", field="as_of", day=as_of)
    if not 1 <= value <= MOST_PEOPLE:
        raise LabourRefused("value", field="value", most=number(MOST_PEOPLE))
    if not source.strip():
        raise LabourRefused("source", field="source")
    return import_figure(
        slug, indicator, as_of, value, " ".join(source.split()), definition=" ".join(definition.split())[:500], by=by
    )


@act
def import_population(
    slug: str,
    concept: str,
    place: str,
    as_of: date,
    value: int,
    *,
    survey: str,
    source: str,
    by: int | None = None,
) -> Snapshot:
    """A population of a survey, of a district (code) or of the office's whole territory (labour.WHOLE).

    Raises LabourRefused: concept, place, day, value, survey, source."""
    office = office_by_slug(slug)
    if concept not in CONCEPTS:
        raise LabourRefused("concept", field="concept", concept=concept)
    if place != WHOLE and place not in served(offices_below(office["id"]), as_of):
        raise LabourRefused("place", field="place", place=place)
    if as_of > today():
        raise LabourRefused("day", field="as_of", day=as_of)
    if not 1 <= value <= MOST_PEOPLE:
        raise LabourRefused("value", field="value", most=number(MOST_PEOPLE))
    if not survey.strip():
        raise LabourRefused("survey", field="survey")
    if not source.strip():
        raise LabourRefused("source", field="source")
    named = CONCEPTS[concept]
    return import_figure(
        slug, f"{PREFIX}{concept}.{place}", as_of, value, " ".join(source.split()),
        survey=" ".join(survey.split()), definition=named.definition_id, by=by,
    )  # fmt: skip


@act
def import_formal_share(
    slug: str,
    place: str,
    as_of: date,
    formal_ppm: int,
    *,
    survey: str,
    source: str,
    by: int | None = None,
) -> tuple[Snapshot, Snapshot]:
    """Formal and informal workers from a printed share of the employed of the same place and day: the formal ones are
    rounded to whole people, the informal ones are the rest. Raises LabourRefused as `import_population`, and share,
    no_employed."""
    if not 0 < formal_ppm < PPM:
        raise LabourRefused("share", field="value")
    office = office_by_slug(slug)
    found = Snapshot.objects.filter(
        office_id=office["id"], indicator=f"{PREFIX}employed.{place}", as_of=as_of, imported=True
    )
    employed = found.order_by("-id").first()
    if employed is None:
        raise LabourRefused("no_employed", field="place")
    people = int(employed.value)
    formal = (people * formal_ppm * 2 + PPM) // (2 * PPM)
    said = f"{source} ({percent_text(formal_ppm, PPM, 2)} × {number(people)})"
    return (
        import_population(slug, "formal", place, as_of, formal, survey=survey, source=said, by=by),
        import_population(slug, "informal", place, as_of, people - formal, survey=survey, source=said, by=by),
    )


@act
def import_statuses(
    slug: str,
    place: str,
    as_of: date,
    statuses: Sequence[int],
    *,
    survey: str,
    source: str,
    by: int | None = None,
) -> tuple[Snapshot, Snapshot, Snapshot]:
    """Employed, formal and informal workers from the seven statuses in employment of a round, by the law's formula.
    Raises LabourRefused as `import_population`; a negative number is `value`."""
    names = (
        "own_account", "temporary_help", "permanent_help", "employees", "casual_farming", "casual_other", "unpaid",
    )  # fmt: skip
    if len(statuses) != len(names) or any(not 0 <= n <= MOST_PEOPLE for n in statuses):
        raise LabourRefused("value", field="value", most=number(MOST_PEOPLE))
    found = law.calc("coverage.sakernas", as_of, dict(zip(names, statuses, strict=True))).values
    made = (("employed", found["working"]), ("formal", found["formal"]), ("informal", found["informal"]))
    first, second, third = (
        import_population(slug, concept, place, as_of, int(value), survey=survey, source=source, by=by)
        for concept, value in made
    )
    return first, second, third


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
