"""Figures and reports, computed from transactions when asked."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lindung.base.db import rows
from lindung.base.errors import Refused
from lindung.performance.definition import Indicator, Period
from lindung.performance.indicators import BY_KEY, DEFINITIONS, in_report
from lindung.registry.queries import offices_below


class NoSuchFigure(Refused):
    """The figure or office asked for does not exist."""

    MESSAGES = {
        "office": ("Kantor “{slug}” tidak dikenal.", "There is no office “{slug}”."),
        "indicator": (
            "Indikator “{id}” versi “{version}” tidak ada.",
            "There is no indicator “{id}” version “{version}”.",
        ),
        "definition": (
            "Definisi kasus “{definition}” tidak ada; pilih salah satu: {known}.",
            "There is no definition of case “{definition}”; choose one of: {known}.",
        ),
    }


@dataclass(frozen=True)
class Figure:
    """One figure: value (integer rupiah or count, or an exact share), its parts, its date and its definition."""

    indicator: str
    version: str
    office: str
    value: Decimal | int | None
    unit: str
    numerator: int | None
    denominator: int | None
    as_of: date
    period_from: date | None
    figure_id: str
    corrections: int = 0

    @property
    def definition(self) -> Indicator:
        return BY_KEY[(self.indicator, self.version)]

    @property
    def said(self) -> dict[str, str]:
        """What is counted, in both languages; kept with every snapshot, so that a later change of words shows."""
        return {"id": self.definition.definition_id, "en": self.definition.definition_en}

    def as_dict(self) -> dict[str, Any]:
        """JSON shape: exact values as numbers where whole, as text where shares."""
        plain = asdict(self)
        plain["value"] = str(self.value) if isinstance(self.value, Decimal) else self.value
        plain["as_of"] = self.as_of.isoformat()
        plain["period_from"] = self.period_from.isoformat() if self.period_from else None
        plain["name"] = {"id": self.definition.name_id, "en": self.definition.name_en}
        plain["definition"] = self.said
        return plain


@dataclass(frozen=True)
class Report:
    """The figures of one office on one day under one definition of "case"."""

    office_id: int
    office: str
    office_name: str
    as_of: date
    definition: str
    figures: tuple[Figure, ...]

    def get(self, indicator: str) -> Figure:
        """The figure of one indicator."""
        return next(f for f in self.figures if f.indicator == indicator)

    @property
    def sha256(self) -> str:
        """Hash of the figures, for releases and snapshots."""
        text = json.dumps([f.as_dict() for f in self.figures], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def office_by_slug(slug: str) -> dict[str, Any]:
    """id, slug and name of an office; refuses an unknown one."""
    found = rows("select id, slug, name from registry_office where slug = %s", [slug])
    if not found:
        raise NoSuchFigure("office", slug=slug)
    return found[0]


def indicator(id_: str, version: str) -> Indicator:
    """The definition; refuses an unknown one."""
    if (id_, version) not in BY_KEY:
        raise NoSuchFigure("indicator", id=id_, version=version)
    return BY_KEY[(id_, version)]


def period_start(one: Indicator, as_of: date) -> date:
    """Where the period of a figure begins."""
    return date(as_of.year, 1, 1) if one.period is Period.YEAR_TO_DATE else as_of


def _figures(wanted: Sequence[Indicator], office: dict[str, Any], offices: Sequence[int], as_of: date) -> list[Figure]:
    """Many figures in two statements, however many: the figures themselves, and the labelled corrections in them."""
    spans = {one.period: (f"first_{one.period}", period_start(one, as_of)) for one in wanted}
    parts = []
    for no, one in enumerate(wanted):
        asked = one.sql.replace("%(first)s", f"%({spans[one.period][0]})s")
        parts.append(
            f"select {no} as no, t.value::numeric, t.numerator::bigint, t.denominator::bigint"
            f" from ({asked}) t(value, numerator, denominator)"
        )
    values = {"offices": list(offices), "as_of": as_of} | dict(spans.values())
    counted = {r["no"]: (r["value"], r["numerator"], r["denominator"]) for r in rows(" union all ".join(parts), values)}
    labelled = _labelled([one for one in wanted if "claims_correction" in one.source], offices, as_of)
    return [
        _figure(one, office, as_of, counted.get(no, (None, None, None)), labelled.get((one.id, one.version), 0))
        for no, one in enumerate(wanted)
    ]


def _labelled(which: Sequence[Indicator], offices: Sequence[int], as_of: date) -> dict[tuple[str, str], int]:
    """What the labelled corrections add to each of these indicators, whole rupiah."""
    if not which:
        return {}
    sums = {
        (r["first"], r["programme"]): int(r["amount"])
        for r in rows(
            "select f.first, c.programme, sum(c.amount)::bigint as amount from unnest(%s::date[]) f(first)"
            " join claims_correction c on c.on_date between f.first and %s and c.office_id = any(%s) group by 1, 2",
            [sorted({period_start(one, as_of) for one in which}), as_of, list(offices)],
        )
    }
    found = {}
    for one in which:
        first, programme = period_start(one, as_of), one.id.rsplit(".", 1)[-1].upper()
        found[one.id, one.version] = sum(
            amount for (since, name), amount in sums.items() if since == first and programme in (name, "TOTAL")
        )
    return found


def _figure(
    one: Indicator, office: dict[str, Any], as_of: date, counted: tuple[Any, Any, Any], corrections: int
) -> Figure:
    value, numerator, denominator = counted
    if value is not None and not one.unit.divided:
        value = int(value)
    return Figure(
        indicator=one.id,
        version=one.version,
        office=office["slug"],
        value=value.quantize(Decimal("0.000001")) if isinstance(value, Decimal) else value,
        unit=str(one.unit),
        numerator=None if numerator is None else int(numerator),
        denominator=None if denominator is None else int(denominator),
        as_of=as_of,
        period_from=period_start(one, as_of) if one.period is Period.YEAR_TO_DATE else None,
        figure_id=one.figures.get(office["slug"], ""),
        corrections=corrections,
    )


def figure(id_: str, slug: str, as_of: date, version: str = "1") -> Figure:
    """One figure of one office (with all offices below it)."""
    office = office_by_slug(slug)
    return _figures([indicator(id_, version)], office, offices_below(office["id"]), as_of)[0]


def report(slug: str, as_of: date, definition: str = "2021") -> Report:
    """The office report: every indicator under one definition of "case"."""
    if definition not in DEFINITIONS:
        raise NoSuchFigure("definition", definition=definition, known=", ".join(DEFINITIONS))
    office = office_by_slug(slug)
    offices = offices_below(office["id"])
    return Report(
        office_id=office["id"],
        office=office["slug"],
        office_name=office["name"],
        as_of=as_of,
        definition=definition,
        figures=tuple(_figures(in_report(definition), office, offices, as_of)),
    )


def every_figure(slug: str, as_of: date) -> tuple[Figure, ...]:
    """Every indicator of the office in every version, each computed once."""
    office = office_by_slug(slug)
    offices = offices_below(office["id"])
    return tuple(_figures(list(BY_KEY.values()), office, offices, as_of))


def imported(slug: str, as_of: date) -> list[dict[str, Any]]:
    """Figures brought in from outside for this office, with their source; shown with a badge."""
    office = office_by_slug(slug)
    found = rows(
        "select distinct on (indicator) indicator, version, value::bigint as value, as_of, source, survey, definition"
        " from performance_snapshot where office_id = any(%s) and imported and as_of <= %s"
        " order by indicator, as_of desc, id desc",
        [list(offices_below(office["id"])), as_of],
    )
    for one in found:
        one["definition"] = json.loads(one["definition"])
    return found


def drill(id_: str, slug: str, as_of: date, version: str = "1", *, after: int = 0, limit: int = 50) -> dict[str, Any]:
    """A page of the transactions behind a figure, with how many there are and what they add up to.

    `after` is the row number the page starts behind. Kinds: claim, correction, spell, person, employer,
    bill, receipt, import.
    """
    one = indicator(id_, version)
    office = office_by_slug(slug)
    params = {
        "offices": list(offices_below(office["id"])),
        "first": period_start(one, as_of),
        "as_of": as_of,
        "after": after,
        "limit": limit,
    }
    page = [
        row | {"amount": int(row["amount"])}
        for row in rows(f"select * from ({one.drill}) t limit %(limit)s offset %(after)s", params)
    ]
    sums = rows(
        "select count(*) as rows, coalesce(sum(count), 0) as count, coalesce(sum(amount), 0) as amount"
        f" from ({one.drill}) t",
        params,
    )[0]
    return {"rows": page, "total_rows": int(sums["rows"]), "count": int(sums["count"]), "amount": int(sums["amount"])}


def history(id_: str, slug: str, version: str = "1", months: int = 24) -> list[dict[str, Any]]:
    """Month-end snapshots of a figure, oldest first, each with the definition it was counted by (both languages, empty
    where it was kept without)."""
    office = office_by_slug(slug)
    found = rows(
        "select distinct on (as_of) as_of, value, numerator, denominator, sha256, definition from performance_snapshot"
        " where indicator = %s and version = %s and office_id = %s and not imported"
        " order by as_of desc, id desc limit %s",
        [id_, version, office["id"], months],
    )
    for one in found:
        one["definition"] = json.loads(one["definition"])
    return found[::-1]


def other_definitions(id_: str, slug: str, version: str = "1") -> list[dict[str, Any]]:
    """Definitions other than today's under which snapshots of a figure were kept: definition, first and last day."""
    one = indicator(id_, version)
    spans: dict[str, dict[str, Any]] = {}
    for past in history(id_, slug, version, months=120):
        if past["definition"] and past["definition"] != {"id": one.definition_id, "en": one.definition_en}:
            key = json.dumps(past["definition"], sort_keys=True)
            span = spans.setdefault(key, {"definition": past["definition"], "first": past["as_of"]})
            span["last"] = past["as_of"]
    return list(spans.values())


def told_by_others(id_: str, slug: str) -> list[dict[str, Any]]:
    """Figures of the office that others published under an indicator, oldest first: value, as_of, source, definition
    (what their source says it counts; empty where it does not say)."""
    office = office_by_slug(slug)
    found = rows(
        "select distinct on (as_of, source) as_of, value::bigint as value, source, definition from performance_snapshot"
        " where indicator = %s and office_id = %s and imported order by as_of, source, id desc",
        [id_, office["id"]],
    )
    for one in found:
        one["definition"] = json.loads(one["definition"])
    return found


def corrections(slug: str, as_of: date) -> list[dict[str, Any]]:
    """The labelled corrections that count in this year's figures: programme, day, amount, why (both languages)."""
    office = office_by_slug(slug)
    return rows(
        "select programme, on_date, amount, label_id, label_en from claims_correction"
        " where office_id = any(%s) and on_date between %s and %s order by on_date, id",
        [list(offices_below(office["id"])), date(as_of.year, 1, 1), as_of],
    )
