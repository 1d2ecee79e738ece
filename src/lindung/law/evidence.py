"""How a trace names what it rests on: parameters, settings, inputs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .cited import stored
from .rule import Input
from .store import ParameterSet, ParameterValue
from .units import dims, show_date
from .wording import Both, shown


def show_parameter(
    item: ParameterValue, code: Any = None, labels: Mapping[str, Mapping[str, str]] | None = None
) -> Both:
    """A parameter's value for people; of a table the entry of one code where it is given. ``labels`` words the
    codes."""
    value = item.value
    if isinstance(value, Mapping):
        if code not in value:
            return {k: f"{len(value)} {w}" for k, w in (("id", "baris"), ("en", "rows"))}
        value = value[code]
    if isinstance(value, int):
        return shown(value, dims(item.unit))
    if isinstance(value, date):
        return {k: show_date(value, k) for k in ("id", "en")}
    if isinstance(value, str):
        return {"id": value, "en": value}
    if item.type == "schedule":
        return {"id": f"{len(value)} lapis", "en": f"{len(value)} slices"}
    if not value:
        return {"id": "tanpa syarat waktu", "en": "at once"}
    named = labels or {}
    return {k: "; ".join(named[v][k] if v in named else str(v) for v in value) for k in ("id", "en")}


def parameter_json(
    item: ParameterValue, code: Any = None, labels: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Any]:
    """A parameter value as a trace cites it."""
    return {
        "id": item.id,
        "title": dict(item.title),
        "value": stored(item.value),
        "shown": show_parameter(item, code, labels),
        "unit": item.unit,
        "instrument": item.instrument,
        "article": item.article,
        "in_force_since": item.in_force.isoformat(),
        "recorded": item.recorded.isoformat(),
        "confidence": item.confidence,
        "note": item.note,
    }


def setting_json(parameters: ParameterSet, key: str, choice: str, default: bool) -> dict[str, Any]:
    """A setting as a trace names it: what was assumed, why, and what else could be."""
    item = parameters[key]
    return {
        "id": key,
        "title": dict(item.title),
        "choice": choice,
        "label": dict(item.choices[choice]),
        "default": default,
        "doubt": item.doubt,
        "reasoning": dict(item.reasoning),
        "alternatives": [c for c in item.choices if c != choice],
    }


def input_json(item: Input, value: int) -> dict[str, Any]:
    """An input as a trace shows it."""
    if item.labels and value in item.labels:
        told: Both = dict(item.labels[value])
    elif item.unit == "flag":
        told = {"id": "ya" if value else "tidak", "en": "yes" if value else "no"}
    else:
        told = shown(value, dims(item.unit))
    return {"name": item.name, "title": dict(item.title), "value": value, "unit": item.unit, "shown": told}
