"""What a new, late or retroactive instrument touches: parameters, rules, formulas, months and people.

Two sides are compared: the law before and after, or the same law as known on two days."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from .catalogue import FORMULAS, PROCEDURES
from .changes import change_days, entries, reads_of, told, years_later
from .errors import BadFact, LawError, UnknownFormula
from .evidence import parameter_json
from .plan import MONTH_LAW, month_end
from .rule import DUSK, Rule
from .store import Parameter, ParameterValue
from .units import show_date

if TYPE_CHECKING:
    from .engine import Law

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which one parameter differs. ``late_to`` is the last of them that lies before the day on which the new
    value could be known: up to there it reaches back."""

    parameter: str
    first: date
    last: date
    old: ParameterValue | None
    new: ParameterValue | None

    @property
    def late_to(self) -> date | None:
        if self.new is None:
            return None
        known = self.new.published or self.new.recorded
        return min(self.last, known - DAY) if known > self.first else None


def periods(old: Parameter, new: Parameter, old_known: date | None, new_known: date | None) -> Iterator[Period]:
    """The longest runs of days on which two histories give another value, in order."""
    days = sorted(change_days(old) | change_days(new))
    run: Period | None = None
    for number, day in enumerate(days):
        last = days[number + 1] - DAY if number + 1 < len(days) else DUSK
        before, after = old.at(day, old_known), new.at(day, new_known)
        if before is None or after is None:
            same = before is after
        else:
            same = before.value == after.value
        if run and not same and run.old == before and run.new == after and run.last == day - DAY:
            run = Period(run.parameter, run.first, last, before, after)
            continue
        if run:
            yield run
        run = None if same else Period(new.id, day, last, before, after)
    if run:
        yield run


@dataclass(frozen=True)
class Touch:
    """One stretch of days on which a formula can give another figure, and why."""

    first: date
    last: date
    late_to: date | None
    parameter: str
    rule: Rule | None


def touches(formula: str, found: Mapping[str, list[Period]]) -> list[Touch]:
    """Where the changed parameters reach a formula: only while a rule version that reads them holds."""
    out = []
    item = FORMULAS.get(formula)
    for version, key, shift in reads_of(formula):
        for one in found.get(key, []):
            first, last = years_later(one.first, shift), years_later(one.last, shift)
            late = one.late_to and years_later(one.late_to, shift)
            if version is not None and item is not None:
                first = max(first, version.since, item.since)
                last = min(last, version.until, item.until)
            if first <= last:
                late = min(late, last) if late is not None and late >= first else None
                out.append(Touch(first, last, late, key, version))
    return out


def months(first: date, last: date, law_at_end: bool) -> Iterator[date]:
    """The months whose law is that of a day in the period, by their first day."""
    month = first.replace(day=1)
    while month <= last:
        day = month_end(month) if law_at_end else month
        if first <= day <= last:
            yield month
        month = month_end(month) + DAY


def merged(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans of days that overlap or follow one another, as one."""
    out: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if out and (out[-1][1] == DUSK or first <= out[-1][1] + DAY):
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


@dataclass(frozen=True)
class Impact:
    """The touched parameters, rules, formulas and, for given facts, people, as JSON-ready data."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """A copy of the data."""
        copy: dict[str, Any] = json.loads(json.dumps(self.data))
        return copy

    def formula(self, id: str) -> dict[str, Any] | None:
        """What is touched of one formula; ``None`` if nothing is."""
        return next((f for f in self.data["formulas"] if f["id"] == id), None)

    @property
    def retroactive(self) -> bool:
        """Whether anything reaches back to days before it could be known."""
        return any(p["retroactive"] for p in self.data["parameters"])

    def to_text(self, lang: str = "id") -> str:
        """The same for people."""
        lang = "en" if lang == "en" else "id"
        word, got = WORDS[lang], self.data

        def span(first: str, last: str | None) -> str:
            begin = show_date(date.fromisoformat(first), lang)
            return f"{begin} – {show_date(date.fromisoformat(last), lang) if last else '…'}"

        lines = [word["title"].format(p=len(got["parameters"]), r=len(got["rules"]), f=len(got["formulas"]))]
        for p in got["parameters"]:
            lines.append(f"  {p['title'][lang]} ({p['id']}), {span(p['from'], p['to'])}")
            if p["entries"]:
                for e in p["entries"]:
                    sides = [e[k][lang] if e[k] else "–" for k in ("old", "new")]
                    lines.append(f"    {e['title'][lang]}: {' → '.join(sides)}")
            else:
                sides = [p["told"][k][lang] if p["told"][k] else "–" for k in ("old", "new")]
                lines.append(f"    {' → '.join(sides)}")
            if p["new"]:
                lines.append(f"    {p['new']['instrument']} {p['new']['article']}")
            if p["retroactive"]:
                lines.append(f"    {word['back']} {span(p['from'], p['retroactive_to'])}")
        for f in got["formulas"]:
            lines.append(f"  {f['title'][lang]} ({f['id']}): {'; '.join(span(*p) for p in f['periods'])}")
            if f["retroactive_months"]:
                lines.append(f"    {word['months']} {', '.join(m[:7] for m in f['retroactive_months'])}")
        if "facts" in got:
            rows = got["facts"]
            lines.append(word["rows"].format(n=rows["rows"], t=len(rows["touched"]), x=len(rows["refused"])))
        return "\n".join(lines)


WORDS = {
    "id": {
        "title": "Berubah: {p} parameter, {r} aturan, {f} rumus",
        "back": "Berlaku surut untuk",
        "months": "Bulan iuran yang sudah lewat:",
        "rows": "Dari {n} baris, {t} berubah dan {x} ditolak",
    },
    "en": {
        "title": "Touched: {p} parameters, {r} rules, {f} formulas",
        "back": "Reaches back over",
        "months": "Contribution months already past:",
        "rows": "Of {n} rows {t} change and {x} are refused",
    },
}


def _end(day: date) -> str | None:
    return None if day.year >= DUSK.year else day.isoformat()


def _parameter_json(one: Period, item: Parameter) -> dict[str, Any]:
    return {
        "id": one.parameter,
        "title": dict(item.title),
        "from": one.first.isoformat(),
        "to": _end(one.last),
        "old": one.old and parameter_json(one.old, None, item.labels),
        "new": one.new and parameter_json(one.new, None, item.labels),
        "told": {"old": told(item, one.old), "new": told(item, one.new)},
        "entries": entries(item, one.old, one.new),
        "published": one.new.published.isoformat() if one.new and one.new.published else None,
        "retroactive": one.late_to is not None,
        "retroactive_to": one.late_to.isoformat() if one.late_to else None,
    }


def impact(
    old: Law,
    new: Law,
    *,
    known_from: date | None = None,
    known_until: date | None = None,
    facts: Iterable[Mapping[str, Any]] | None = None,
    formula: str | None = None,
) -> Impact:
    """See :func:`lindung.law.impact`."""
    old_known = known_from and known_from - DAY
    found: dict[str, list[Period]] = {}
    listed = []
    for item in new.parameters:
        for one in periods(old.parameters[item.id], item, old_known, known_until):
            found.setdefault(item.id, []).append(one)
            listed.append(_parameter_json(one, item))
    wanted = sorted([*FORMULAS, *PROCEDURES]) if formula is None else [formula]
    if formula is not None and formula not in FORMULAS and formula not in PROCEDURES:
        raise UnknownFormula(formula=formula)
    by_formula = {key: touches(key, found) for key in wanted}
    rules: dict[tuple[str, date, date], dict[str, Any]] = {}
    for reached in by_formula.values():
        for touch in reached:
            if touch.rule is not None:
                row = rules.setdefault(
                    (touch.rule.id, touch.first, touch.last),
                    {
                        "id": touch.rule.id,
                        "title": dict(touch.rule.title),
                        "cite": touch.rule.cite,
                        "from": touch.first.isoformat(),
                        "to": _end(touch.last),
                        "parameters": [],
                    },
                )
                if touch.parameter not in row["parameters"]:
                    row["parameters"].append(touch.parameter)
    data: dict[str, Any] = {
        "impact": 1,
        "known": [
            (day or law.parameters.known_through).isoformat() for day, law in ((old_known, old), (known_until, new))
        ],
        "overlays": {"old": [o.face for o in old.overlays], "new": [o.face for o in new.overlays]},
        "parameters": listed,
        "rules": [rules[k] for k in sorted(rules)],
        "formulas": [_formula_json(new, key, reached) for key, reached in by_formula.items() if reached],
    }
    if facts is not None:
        data["facts"] = _people(old, new, old_known, known_until, facts, formula, by_formula)
    return Impact(data)


def _at_end(law: Law, month: date) -> bool:
    return bool(law.parameters.look_up(MONTH_LAW, month_end(month)).value == "month_end")


def _formula_json(law: Law, key: str, reached: list[Touch]) -> dict[str, Any]:
    monthly = key in FORMULAS and FORMULAS[key].period == "month"
    late = merged((t.first, t.late_to) for t in reached if t.late_to is not None)
    back = sorted({m for first, last in late for m in months(first, last, _at_end(law, last))}) if monthly else []
    return {
        "id": key,
        "title": law.describe(key)["title"],
        "period": FORMULAS[key].period if key in FORMULAS else "day",
        "exact": key in FORMULAS,
        "periods": [[first.isoformat(), _end(last)] for first, last in merged((t.first, t.last) for t in reached)],
        "parameters": sorted({t.parameter for t in reached}),
        "rules": sorted({t.rule.id for t in reached if t.rule is not None}),
        "retroactive": [[first.isoformat(), last.isoformat()] for first, last in late],
        "retroactive_months": [m.isoformat() for m in back],
    }


def day_of_fact(row: Mapping[str, Any], number: int) -> date:
    """The day or month of a row of facts: a date, ``2025-08-01`` or ``2025-08``."""
    value = row.get("on", row.get("month"))
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(f"{value}-01" if isinstance(value, str) and len(value) == 7 else str(value))
    except ValueError:
        raise BadFact(
            id=f"Baris {number}: on atau month harus berupa tanggal.", en=f"Row {number}: on or month must be a date."
        ) from None


def _people(
    old: Law,
    new: Law,
    old_known: date | None,
    new_known: date | None,
    facts: Iterable[Mapping[str, Any]],
    formula: str | None,
    by_formula: Mapping[str, list[Touch]],
) -> dict[str, Any]:
    """The rows whose figures differ. Rows outside every touched period are not calculated: they cannot differ."""
    touched: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    totals: dict[str, dict[str, int]] = {}
    by_month: dict[str, set[Any]] = {}
    rows = 0
    for rows, row in enumerate(facts, 1):
        key, on = row.get("formula", formula), day_of_fact(row, rows)
        if key not in by_formula:
            raise UnknownFormula(formula=key)
        if key in FORMULAS and not _reaches(new, key, on, by_formula[key]):
            continue
        name = {"person": row.get("person", rows), "on": on.isoformat(), "formula": key}
        sides: list[dict[str, int]] = []
        error: LawError | None = None
        for law, known in ((old, old_known), (new, new_known)):
            try:
                sides.append(law.calc(key, on, row["inputs"], known_on=known).values)
            except LawError as refusal:
                error = refusal
        if error is not None:
            refused.append({**name, "error": error.code, "messages": {k: error.text(k) for k in ("id", "en")}})
            continue
        before, after = sides
        change = {k: v - before[k] for k, v in after.items() if v != before[k]}
        if change:
            touched.append({**name, "old": before, "new": after, "difference": change})
            by_month.setdefault(f"{on:%Y-%m}", set()).add(name["person"])
            sums = totals.setdefault(key, {})
            for output, amount in change.items():
                sums[output] = sums.get(output, 0) + amount
    return {
        "rows": rows,
        "touched": touched,
        "refused": refused,
        "months": [{"month": m, "people": len(by_month[m])} for m in sorted(by_month)],
        "people": len(set().union(*by_month.values())),
        "totals": totals,
    }


def _reaches(law: Law, key: str, on: date, reached: list[Touch]) -> bool:
    """Whether a day or contribution month lies in a touched period, under any reading of the month's law."""
    if FORMULAS[key].period == "month":
        first, last = on.replace(day=1), month_end(on)
        return any(t.first <= last and first <= t.last for t in reached)
    return any(t.first <= on <= t.last for t in reached)
