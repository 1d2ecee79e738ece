"""What differs between two days of the law, and the history of one of its parts on both axes of time."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from .catalogue import FORMULAS, PROCEDURES, RULES
from .evidence import parameter_json, show_parameter
from .rule import DAWN, DUSK, PRIOR_YEAR, Rule, parameter_id
from .store import Parameter, ParameterValue
from .text import expression
from .units import dims, show, show_date
from .uses import parameters_of, rules_of

if TYPE_CHECKING:
    from .engine import Law

Both = dict[str, str]
LAST = date(2200, 1, 1)
"""Changes after this day are ends of time, not of law."""


def change_days(item: Parameter) -> set[date]:
    """First days of every value, and the first days without one."""
    days = {v.in_force for v in item.values}
    ends = [v.until for v in item.values] + [item.ends]
    return days | {d + timedelta(days=1) for d in ends if d is not None and d < LAST}


def rule_json(item: Rule) -> dict[str, Any]:
    """One version of a rule with its text in normal form."""
    return {
        "id": item.id,
        "title": dict(item.title),
        "unit": item.unit,
        "cite": item.cite,
        "since": None if item.since == DAWN else item.since.isoformat(),
        "until": None if item.until == DUSK else item.until.isoformat(),
        "when": dict(item.when),
        "arguments": list(item.args),
        "text": ast.unparse(expression(item)),
    }


def entries(item: Parameter, old: ParameterValue | None, new: ParameterValue | None) -> list[dict[str, Any]]:
    """The rows of a table or code list that differ, each with its label and both figures for people."""
    if item.type not in ("table", "codes"):
        return []
    before: Mapping[Any, Any] = old.value if old else {}
    after: Mapping[Any, Any] = new.value if new else {}
    out = []
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            label = item.labels.get(str(key), {"id": str(key), "en": str(key)})
            row: dict[str, Any] = {"code": str(key), "title": dict(label)}
            for name, side, values in (("old", old, before), ("new", new, after)):
                row[name] = show_parameter(side, key, item.labels) if side and key in values else None
            out.append(row)
    return out


def told(item: Parameter, value: ParameterValue | None) -> Both | None:
    """A value for people: the words of a choice, every slice of a schedule, else as a trace shows it."""
    if value is None:
        return None
    if item.type == "setting":
        return dict(item.choices[value.value])
    if item.type == "schedule":
        words = {"id": ("sampai", "di atasnya"), "en": ("up to", "above")}
        figures = dims(item.unit)
        base = dims("IDR") if item.unit.startswith("rate") else dims("count")
        return {
            k: "; ".join(
                f"{words[k][1] if top is None else f'{words[k][0]} {show(top, base, k)}'}: {show(figure, figures, k)}"
                for top, figure in value.value
            )
            for k in words
        }
    return show_parameter(value, None, item.labels)


def parameter_change(item: Parameter, old: ParameterValue | None, new: ParameterValue | None) -> dict[str, Any]:
    """One parameter with its value before and after."""
    kind = "begins" if old is None else "ends" if new is None else "changes" if old.value != new.value else "restated"
    return {
        "id": item.id,
        "title": dict(item.title),
        "type": item.type,
        "unit": item.unit,
        "change": kind,
        "old": old and parameter_json(old, None, item.labels),
        "new": new and parameter_json(new, None, item.labels),
        "told": {"old": told(item, old), "new": told(item, new)},
        "entries": entries(item, old, new),
    }


@dataclass(frozen=True)
class Diff:
    """Everything that differs between two days, as JSON-ready data."""

    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """A copy of the data."""
        copy: dict[str, Any] = json.loads(json.dumps(self.data))
        return copy

    def to_text(self, lang: str = "id") -> str:
        """The same for people."""
        lang = "en" if lang == "en" else "id"
        word, got = WORDS[lang], self.data
        first, last = (show_date(date.fromisoformat(got[k]), lang) for k in ("from", "to"))
        lines = [f"{word['title']} {first} → {last}"]
        lines += [f"  {word['reform']} {o['title'][lang]}" for o in got["overlays"]]
        lines += [word["parameters"].format(n=len(got["parameters"]))]
        for p in got["parameters"]:
            lines.append(f"  {p['title'][lang]} ({p['id']}): {self._values(p, lang)}")
            lines += [f"    {e['title'][lang]}: {_or(e['old'], lang)} → {_or(e['new'], lang)}" for e in p["entries"]]
            for side in ("old", "new"):
                if p[side]:
                    source = f"{p[side]['instrument']} {p[side]['article']}"
                    since = show_date(date.fromisoformat(p[side]["in_force_since"]), lang)
                    lines.append(f"    {word[side]}: {source}, {word['since']} {since}")
        lines += [word["rules"].format(n=len(got["rules"]))]
        for r in got["rules"]:
            lines.append(f"  {r['title'][lang]} ({r['id']})")
            for side in ("old", "new"):
                for v in r[side]:
                    reading = "".join(f" [{k} = {c}]" for k, c in v["when"].items())
                    lines += [f"    {word[side]}: {v['cite']}{reading}", f"      {v['text']}"]
        for key in ("gained", "lost"):
            lines += [f"{word[key]}: {f['title'][lang]} ({f['id']})" for f in got["formulas"][key]]
        return "\n".join(lines)

    @staticmethod
    def _values(p: Mapping[str, Any], lang: str) -> str:
        if p["change"] == "restated":
            return f"{WORDS[lang]['restated']}, {_or(p['told']['new'], lang)}"
        if p["entries"] and p["old"] and p["new"]:
            return WORDS[lang]["rows"].format(n=len(p["entries"]))
        return f"{_or(p['told']['old'], lang)} → {_or(p['told']['new'], lang)}"


def _or(told: Both | None, lang: str) -> str:
    return told[lang] if told else "–"


WORDS = {
    "id": {
        "title": "Ketentuan",
        "reform": "Di bawah reformasi:",
        "parameters": "Parameter yang berbeda: {n}",
        "rules": "Aturan yang berbeda: {n}",
        "rows": "{n} baris berubah",
        "restated": "tetap, dinyatakan lagi",
        "old": "sebelum",
        "new": "sesudah",
        "since": "berlaku sejak",
        "gained": "Rumus baru",
        "lost": "Rumus yang berakhir",
    },
    "en": {
        "title": "The law of",
        "reform": "Under reform:",
        "parameters": "Parameters that differ: {n}",
        "rules": "Rules that differ: {n}",
        "rows": "{n} rows change",
        "restated": "the same, stated again",
        "old": "before",
        "new": "after",
        "since": "in force since",
        "gained": "New formula",
        "lost": "Formula that ended",
    },
}


def _versions(versions: Iterable[Rule], day: date) -> list[Rule]:
    return [v for v in versions if v.since <= day <= v.until]


def diff(law: Law, first: date, second: date, *, known_on: date | None = None) -> Diff:
    """What differs between two days, as known on one day: parameters, rule texts, formulas."""
    changed = []
    for item in law.parameters:
        old, new = item.at(first, known_on), item.at(second, known_on)
        if _essence(old) != _essence(new):
            changed.append(parameter_change(item, old, new))
    texts = []
    for key, versions in sorted(RULES.items()):
        before, after = _versions(versions, first), _versions(versions, second)
        if before != after:
            texts.append(
                {
                    "id": key,
                    "title": dict((after or before)[0].title),
                    "old": [rule_json(v) for v in before if v not in after],
                    "new": [rule_json(v) for v in after if v not in before],
                }
            )
    faces = {f.id: f for f in FORMULAS.values()}
    there = [{k for k, f in faces.items() if f.since <= day <= f.until} for day in (first, second)]
    return Diff(
        {
            "diff": 1,
            "from": first.isoformat(),
            "to": second.isoformat(),
            "known_on": (known_on or law.parameters.known_through).isoformat(),
            "overlays": [o.face for o in law.overlays],
            "parameters": changed,
            "rules": texts,
            "formulas": {
                "gained": [{"id": k, "title": dict(faces[k].title)} for k in sorted(there[1] - there[0])],
                "lost": [{"id": k, "title": dict(faces[k].title)} for k in sorted(there[0] - there[1])],
            },
        }
    )


def _essence(value: ParameterValue | None) -> Any:
    return value and (value.value, value.instrument, value.article)


def timeline(law: Law, id: str, kind: str | None = None) -> dict[str, Any]:
    """The history of a parameter or formula: when what applied, and when it could be known. ``kind`` ("formula" or
    "parameter") decides where both bear one name; the formula is taken without it."""
    if kind != "parameter" and (id in FORMULAS or id in PROCEDURES):
        return _formula_timeline(law, id)
    item = law.parameters[id]
    days = sorted(change_days(item))
    rows = []
    for value in item.values:
        later = [d for d in days if d > value.in_force]
        last = min(later) - timedelta(days=1) if later else None
        standing = item.at(value.in_force) is value
        known = value.published or value.recorded
        rows.append(
            {
                **parameter_json(value, None, item.labels),
                "told": told(item, value),
                "to": last.isoformat() if last else None,
                "published": value.published.isoformat() if value.published else None,
                "standing": standing,
                "corrected_on": None if standing else _corrected(item, value),
                "retroactive": known > value.in_force and item.type != "setting",
            }
        )
    return {
        "id": id,
        "kind": "parameter",
        "title": dict(item.title),
        "type": item.type,
        "unit": item.unit,
        "ends": item.ends.isoformat() if item.ends else None,
        "review_by": item.review_by.isoformat() if item.review_by else None,
        "values": rows,
        "known": [
            {"on": day.isoformat(), "in_force": [v.in_force.isoformat() for v in item.values if v.recorded == day]}
            for day in sorted({v.recorded for v in item.values})
        ],
    }


def _corrected(item: Parameter, value: ParameterValue) -> str:
    later = [v.recorded for v in item.values if v.in_force == value.in_force and v.recorded > value.recorded]
    return min(later, default=value.recorded).isoformat()


def reads_of(formula: str) -> list[tuple[Rule | None, str, int]]:
    """What a formula reads: rule version, parameter, and by how many years earlier the parameter is looked up."""
    if formula in PROCEDURES:
        return [(None, key, 0) for key in parameters_of(formula)]
    out: list[tuple[Rule | None, str, int]] = []
    for version in rules_of(FORMULAS[formula]):
        out += [(version, parameter_id(a), int(a.endswith(PRIOR_YEAR))) for a in version.args if "__" in a]
        out += [(version, key, 0) for key in version.when]
    return out


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March."""
    if (day.month, day.day) == (2, 29) and years:
        return date(day.year + years, 3, 1)
    return day.replace(year=min(day.year + years, DUSK.year))


def _formula_timeline(law: Law, id: str) -> dict[str, Any]:
    face = law.describe(id)
    since = date.fromisoformat(face["since"]) if face["since"] else DAWN
    until = date.fromisoformat(face["until"]) if face["until"] else DUSK
    days: dict[date, dict[str, list[Any]]] = {}

    def at(day: date) -> dict[str, list[Any]]:
        return days.setdefault(day, {"parameters": [], "rules": []})

    seen: set[tuple[str, date]] = set()
    known: dict[date, set[str]] = {}
    for version, key, shift in reads_of(id):
        item = law.parameters[key]
        for value in item.values:
            known.setdefault(value.recorded, set()).add(key)
        for start in sorted(change_days(item)):
            day = years_later(start, shift)
            holds = version is None or version.since <= day <= version.until
            if not holds or not since < day <= until or (key, day) in seen:
                continue
            seen.add((key, day))
            old, new = item.at(start - timedelta(days=1)), item.at(start)
            if _essence(old) != _essence(new):
                at(day)["parameters"].append(parameter_change(item, old, new))
    for version in rules_of(FORMULAS[id]) if id in FORMULAS else []:
        if since < version.since <= until:
            at(version.since)["rules"].append(rule_json(version))
    return {
        "id": id,
        "kind": "formula",
        "title": face["title"],
        "period": face["period"],
        "since": face["since"],
        "until": face["until"],
        "changes": [{"on": d.isoformat(), **days[d]} for d in sorted(days)],
        "known": [{"on": d.isoformat(), "parameters": sorted(keys)} for d, keys in sorted(known.items())],
    }
