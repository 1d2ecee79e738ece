"""The dated parameters of the law, read from the one compiled file.

Every value has two dates: ``in_force`` (when it applies) and ``recorded`` (when it could be known). A look-up asks for
both, so that a decision of 2021 can be repeated in 2030 with what was known in 2021.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from .errors import NotInForce, UnknownParameter, UnknownSetting

COMPILED = Path(__file__).with_name("compiled.json")
FAR = date(9999, 12, 31)

Value = Any
"""int for money, rate (parts per million) and integer; {code: int} for a table; ((up_to|None, rate), ...) for a
schedule; {code: (code, ...)} for codes; str for a setting; date for a date."""


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value of one parameter with its source.

    ``in_force`` is the first day it applies, ``recorded`` the day from which it could be known, ``confidence`` one of
    H (law text, or two agreeing sources), M (one source), L (memory or inference). ``until`` is the last day of a value
    that ended before another began: after it a look-up is refused, never answered by an older value."""

    id: str
    value: Value
    type: str
    unit: str
    title: Mapping[str, str]
    instrument: str
    article: str
    in_force: date
    recorded: date
    published: date | None
    confidence: str
    note: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter with its whole history, oldest value first."""

    id: str
    title: Mapping[str, str]
    type: str
    unit: str
    range: tuple[int, int] | None
    values: tuple[ParameterValue, ...]
    ends: date | None
    review_by: date | None
    doubt: str
    by: str
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reasoning: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def at(self, on: date, known_on: date | None = None) -> ParameterValue | None:
        """The value in force on a day, as known on another; ``None`` where there is none."""
        if self.ends is not None and on > self.ends:
            return None
        best: ParameterValue | None = None
        for item in self.values:
            if item.in_force > on or (known_on is not None and item.recorded > known_on):
                continue
            if best is None or (item.in_force, item.recorded) >= (best.in_force, best.recorded):
                best = item
        return None if best is None or (best.until is not None and on > best.until) else best

    def next_after(self, on: date, known_on: date | None = None) -> ParameterValue | None:
        """The first value that comes into force after a day, if one was known."""
        later = {v.in_force for v in self.values if v.in_force > on and (known_on is None or v.recorded <= known_on)}
        return self.at(min(later), known_on) if later else None


class ParameterSet:
    """All parameters, immutable. :meth:`replace` gives a changed copy for scenarios and mutation tests."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._by_id = dict(parameters)

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._by_id.values())

    def __contains__(self, key: object) -> bool:
        return key in self._by_id

    def __getitem__(self, key: str) -> Parameter:
        try:
            return self._by_id[key]
        except KeyError:
            raise UnknownParameter(parameter=key) from None

    def look_up(self, key: str, on: date, known_on: date | None = None) -> ParameterValue:
        """The value of ``key`` in force on ``on``; raises :class:`NotInForce` where there is none."""
        found = self[key].at(on, known_on)
        if found is None:
            raise NotInForce(what=key, on=on.isoformat(), known_on=(known_on or self.known_through).isoformat())
        return found

    def setting(self, key: str, on: date, known_on: date | None, chosen: Mapping[str, str]) -> tuple[str, bool]:
        """The choice of a setting and whether it is the default. ``chosen`` overrides the default."""
        parameter = self[key]
        if key in chosen:
            choice = chosen[key]
            if choice not in parameter.choices:
                raise UnknownSetting(setting=key, choice=choice, choices=", ".join(parameter.choices))
            return choice, choice == self.look_up(key, on, known_on).value
        return str(self.look_up(key, on, known_on).value), True

    @cached_property
    def known_through(self) -> date:
        """The last day on which anything was recorded: what "everything known" means for this set."""
        return max(v.recorded for p in self for v in p.values)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every value, source and date of the set."""
        return fingerprint([[plain(v) for v in p.values] + [p.ends and p.ends.isoformat()] for p in self])

    def replace(self, key: str, index: int, value: Value) -> ParameterSet:
        """A copy in which the value number ``index`` of parameter ``key`` is ``value``."""
        old = self[key]
        item = old.values[index]
        new = ParameterValue(**{n: getattr(item, n) for n in ParameterValue.__slots__} | {"value": value})
        values = (*old.values[:index], new, *old.values[index + 1 :])
        changed = Parameter(**{n: getattr(old, n) for n in Parameter.__slots__} | {"values": values})
        return self.with_parameters(changed)

    def with_parameters(self, *changed: Parameter) -> ParameterSet:
        """A copy in which these parameters take the place of those of the same identifier."""
        return ParameterSet({**self._by_id, **{p.id: p for p in changed}})


def plain(item: ParameterValue) -> list[Any]:
    """A parameter value as JSON-ready data, the input of every parameter hash."""
    value = item.value
    if isinstance(value, date):
        value = value.isoformat()
    elif isinstance(value, Mapping):
        value = sorted([str(k), v] for k, v in value.items())
    end = [] if item.until is None else [item.until.isoformat()]
    return [item.id, value, item.in_force.isoformat(), item.recorded.isoformat(), item.instrument, item.article, *end]


def fingerprint(data: Any) -> str:
    """SHA-256 of JSON-ready data in canonical form."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def decode(kind: str, value: Any) -> Value:
    """A value of the compiled file as the rules use it."""
    if kind == "table":
        return {int(k): v for k, v in value.items()}
    if kind == "schedule":
        return tuple((up_to, rate) for up_to, rate in value)
    if kind == "codes":
        return {k: tuple(v) for k, v in value.items()}
    if kind == "date":
        return date.fromisoformat(value)
    return value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def read_value(key: str, kind: str, unit: str, title: Mapping[str, str], data: Mapping[str, Any]) -> ParameterValue:
    """One value of the compiled file."""
    return ParameterValue(
        id=key,
        value=decode(kind, data["value"]),
        type=kind,
        unit=unit,
        title=title,
        instrument=data["instrument"],
        article=data["article"],
        in_force=date.fromisoformat(data["in_force"]),
        recorded=date.fromisoformat(data["recorded"]),
        published=_day(data.get("published")),
        confidence=data["confidence"],
        note=data.get("note", ""),
        until=_day(data.get("until")),
    )


def read(data: Mapping[str, Any]) -> ParameterSet:
    """The parameter set of a compiled file already parsed from JSON."""
    out: dict[str, Parameter] = {}
    for key, p in data["parameters"].items():
        values = tuple(read_value(key, p["type"], p["unit"], p["title"], v) for v in p["values"])
        bounds = p.get("range")
        out[key] = Parameter(
            id=key,
            title=p["title"],
            type=p["type"],
            unit=p["unit"],
            range=(bounds[0], bounds[1]) if bounds else None,
            values=values,
            ends=_day(p.get("ends")),
            review_by=_day(p.get("review_by")),
            doubt=p.get("doubt", ""),
            by=p.get("by", ""),
            choices=p.get("choices", {}),
            reasoning=p.get("reasoning", {}),
            labels=p.get("labels", {}),
        )
    return ParameterSet(out)


@cache
def compiled() -> dict[str, Any]:
    """The compiled file of this package, parsed once."""
    data: dict[str, Any] = json.loads(COMPILED.read_bytes())
    return data


def load(path: Path = COMPILED) -> tuple[ParameterSet, dict[str, Any]]:
    """The compiled parameters and the rest of the compiled file (hashes of the rules)."""
    data = json.loads(path.read_bytes())
    return read(data), data
