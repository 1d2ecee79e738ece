"""Formulas, rules and parameters as JSON-ready data, for the command line and the API."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from .catalogue import FORMULAS, PROCEDURES, RULES
from .changes import parameter_change, rule_json, told
from .errors import UnknownParameter
from .evidence import parameter_json
from .store import Parameter
from .uses import parameters_of, rules_of

if TYPE_CHECKING:
    from .engine import Law

__all__ = ["doubts", "formula_face", "listing", "parameter_change", "parameter_face", "rule_face"]


def parameter_face(item: Parameter) -> dict[str, Any]:
    """A parameter with its history."""
    out: dict[str, Any] = {
        "id": item.id,
        "title": dict(item.title),
        "type": item.type,
        "unit": item.unit,
        "ends": item.ends.isoformat() if item.ends else None,
        "review_by": item.review_by.isoformat() if item.review_by else None,
        "values": [parameter_json(v, None, item.labels) for v in item.values],
    }
    if item.range:
        out["range"] = list(item.range)
    if item.by:
        out["by"] = item.by
    if item.labels:
        out["labels"] = {k: dict(v) for k, v in item.labels.items()}
    if item.choices:
        out |= {
            "doubt": item.doubt,
            "choices": {k: dict(v) for k, v in item.choices.items()},
            "reasoning": dict(item.reasoning),
        }
    return out


def formula_face(law: Law, id: str) -> dict[str, Any]:
    """What a formula takes and gives, the text of every version of its rules, and every parameter it can read."""
    face = law.describe(id)
    versions = rules_of(FORMULAS[id]) if id in FORMULAS else []
    return {**face, "texts": [rule_json(v) for v in versions], "reads": list(parameters_of(id))}


def rule_face(id: str) -> dict[str, Any] | None:
    """Every version of one rule and the formulas that use it; ``None`` if there is no such rule."""
    if id not in RULES:
        return None
    versions = sorted(RULES[id], key=lambda v: v.since)
    used = [key for key, f in FORMULAS.items() if any(v.id == id for v in rules_of(f))]
    return {
        "id": id,
        "title": dict(versions[-1].title),
        "versions": [rule_json(v) for v in versions],
        "formulas": sorted(used),
    }


def _in_force(id: str, on: date) -> bool:
    return id not in FORMULAS or FORMULAS[id].since <= on <= FORMULAS[id].until


def listing(law: Law, programme: str | None = None, on: date | None = None) -> dict[str, list[dict[str, Any]]]:
    """Formulas and parameters: those of a programme (its folder; a formula also belongs where it reads), those with a
    value or rule on a day. With a day the value of that day is given."""
    formulas = [
        {"id": key, "title": law.describe(key)["title"]}
        for key in sorted([*FORMULAS, *PROCEDURES])
        if (on is None or _in_force(key, on))
        and (programme is None or any(p.split(".")[0] == programme for p in (key, *parameters_of(key))))
    ]
    parameters = []
    for item in law.parameters:
        if programme is not None and item.id.split(".")[0] != programme:
            continue
        row: dict[str, Any] = {"id": item.id, "type": item.type, "unit": item.unit, "title": dict(item.title)}
        if on is not None:
            value = item.at(on)
            if value is None:
                continue
            row |= {"told": told(item, value), "instrument": value.instrument, "article": value.article}
        parameters.append(row)
    return {"formulas": formulas, "parameters": parameters}


def doubts(law: Law, on: date) -> list[dict[str, Any]]:
    """Every doubt of the sources: its question, choices, default on a day, reasoning, and the formulas it can move."""
    readers: dict[str, list[str]] = {}
    for key in sorted([*FORMULAS, *PROCEDURES]):
        for parameter in parameters_of(key):
            readers.setdefault(parameter, []).append(key)
    out = []
    for item in law.parameters:
        if item.type == "setting":
            value = item.at(on)
            out.append(
                {
                    "id": item.id,
                    "doubt": item.doubt,
                    "title": dict(item.title),
                    "default": value.value if value else None,
                    "choices": {k: dict(v) for k, v in item.choices.items()},
                    "reasoning": dict(item.reasoning),
                    "formulas": readers.get(item.id, []),
                }
            )
    return out


def parameter_of(law: Law, id: str) -> Parameter:
    """The parameter of that name; raises :class:`UnknownParameter`."""
    if id not in law.parameters:
        raise UnknownParameter(parameter=id)
    return law.parameters[id]
