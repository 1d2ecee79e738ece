"""Case-by-case formulas: plain Python over dates and closed lists, with the same trace as the rules.

They decide entitlement (who, from when, with which papers). What can be a column belongs in :mod:`.rules`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from .errors import MissingInput, OutOfRange, UnknownInput, WrongType
from .store import ParameterSet, ParameterValue, fingerprint, plain
from .units import dims, show_date
from .wording import Both, shown

if TYPE_CHECKING:
    from .engine import Law


def both(local: str, english: str) -> Both:
    """A text in Indonesian and English."""
    return {"id": local, "en": english}


EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days that a case may name: births and events of people, with room for every term of the law behind them."""


@dataclass(frozen=True, slots=True)
class Field:
    """An input of a case-by-case formula. ``kind`` is date, choice, flag, integer or rows; an optional field may be
    absent. ``rows`` is a list of records with the fields of ``columns`` (a wage history, spells of incapacity); its
    ``low`` and ``high`` bound the number of records."""

    name: str
    kind: str
    title: Both
    optional: bool = False
    choices: Mapping[str, Both] = field(default_factory=dict)
    low: int = 0
    high: int = 1
    unit: str = "count"
    columns: tuple[Field, ...] = ()

    def describe(self) -> dict[str, Any]:
        """The field as JSON-ready data."""
        out: dict[str, Any] = {
            "name": self.name,
            "unit": self.kind,
            "optional": self.optional,
            "title": dict(self.title),
        }
        if self.choices:
            out["choices"] = {k: dict(v) for k, v in self.choices.items()}
        if self.kind == "integer":
            out |= {"of": self.unit, "low": self.low, "high": self.high}
        if self.kind == "rows":
            out |= {"low": self.low, "high": self.high, "columns": [c.describe() for c in self.columns]}
        return out

    def check(self, formula: str, value: Any) -> Any:
        """The value as the formula wants it; raises a typed refusal."""
        if value is None:
            if self.optional:
                return None
            raise MissingInput(formula=formula, input=self.name)
        if self.kind == "date":
            if isinstance(value, str):
                try:
                    value = date.fromisoformat(value)
                except ValueError:
                    raise WrongType(input=self.name, expected="a date YYYY-MM-DD", got=value) from None
            if type(value) is not date:
                raise WrongType(input=self.name, expected="a date", got=type(value).__name__)
            if not EARLIEST <= value <= LATEST:
                raise OutOfRange(input=self.name, value=value, low=EARLIEST, high=LATEST)
            return value
        if self.kind == "rows":
            return self._records(formula, value)
        if self.kind == "choice":
            if not isinstance(value, str) or value not in self.choices:
                raise WrongType(input=self.name, expected=" / ".join(self.choices), got=str(value))
            return value
        if isinstance(value, bool) and self.kind == "flag":
            return int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise WrongType(input=self.name, expected="a whole number", got=type(value).__name__)
        if not self.low <= value <= self.high:
            raise OutOfRange(input=self.name, value=value, low=self.low, high=self.high)
        return value

    def _records(self, formula: str, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise WrongType(input=self.name, expected="a list of records", got=type(value).__name__)
        if not self.low <= len(value) <= self.high:
            raise OutOfRange(input=f"{self.name} (rows)", value=len(value), low=self.low, high=self.high)
        out = []
        for number, row in enumerate(value, 1):
            if not isinstance(row, Mapping):
                raise WrongType(input=f"{self.name}[{number}]", expected="a record", got=type(row).__name__)
            for key in row:
                if key not in {c.name for c in self.columns}:
                    raise UnknownInput(formula=formula, input=f"{self.name}[{number}].{key}")
            named = [replace(c, name=f"{self.name}[{number}].{c.name}") for c in self.columns]
            out.append({c.name: n.check(formula, row.get(c.name)) for c, n in zip(self.columns, named, strict=True)})
        return out

    def show(self, value: Any) -> dict[str, Any]:
        """The input as a trace shows it."""
        told: Both
        if self.kind == "rows":
            told = {k: f"{len(value)} {w}" for k, w in (("id", "baris"), ("en", "rows"))}
            value = as_stored(value)
        elif self.kind == "date":
            told = {k: show_date(value, k) for k in ("id", "en")}
            value = value.isoformat()
        elif self.kind == "choice":
            told = dict(self.choices[value])
        elif self.kind == "flag":
            told = both("ya", "yes") if value else both("tidak", "no")
        else:
            told = shown(value, dims(self.unit))
        return {"name": self.name, "title": self.title, "value": value, "unit": self.kind, "shown": told}


def as_stored(value: Any) -> Any:
    """An input in the form of a stored trace: dates as text, records as plain objects without absent fields."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [as_stored(row) for row in value]
    if isinstance(value, dict):
        return {k: as_stored(v) for k, v in value.items() if v is not None}
    return value


@dataclass(slots=True)
class Outcome:
    """What a case-by-case formula decided, and the steps it wrote."""

    formula: str
    title: Both
    on: date
    known_on: date
    settings: dict[str, str]
    inputs: dict[str, Any]
    shown_inputs: list[dict[str, Any]]
    values: dict[str, int]
    details: dict[str, Any]
    steps: list[dict[str, Any]]
    digest: str


class Notebook:
    """Collects what a case-by-case formula reads and the steps it takes."""

    def __init__(self, law: Law, on: date, known_on: date | None, settings: Mapping[str, str]) -> None:
        self.law, self.on = law, on
        self.known_on = known_on or law.parameters.known_through
        self.chosen = dict(settings)
        self.settings: dict[str, str] = {}
        self.defaults: dict[str, bool] = {}
        self.used: dict[str, ParameterValue] = {}
        self.steps: list[dict[str, Any]] = []
        self._since = 0
        self._fresh: list[tuple[ParameterValue, Any]] = []
        self._fresh_settings: list[str] = []
        for key in settings:
            law.parameters.setting(key, on, self.known_on, settings)

    @property
    def parameters(self) -> ParameterSet:
        return self.law.parameters

    def parameter(self, key: str, on: date | None = None, code: Any = None) -> ParameterValue:
        """Look a parameter up for the next step; ``code`` names the entry of a table that the step uses."""
        found = self.parameters.look_up(key, on or self.on, self.known_on)
        self.used[f"{key}@{found.in_force}"] = found
        self._fresh.append((found, code))
        return found

    def setting(self, key: str) -> str:
        """The choice of a setting, noted for the next step."""
        choice, default = self.parameters.setting(key, self.on, self.known_on, self.chosen)
        self.settings[key], self.defaults[key] = choice, default
        self._fresh_settings.append(key)
        return choice

    def step(
        self,
        id: str,
        title: Both,
        value: Any,
        told: Both,
        *,
        cite: str,
        arithmetic: Both | None = None,
        because: list[Both] | None = None,
        inputs: Mapping[str, Any] | None = None,
        changes: list[Both] | None = None,
        unit: str = "code",
    ) -> None:
        """Write a step with the parameters and settings read since the step before."""
        from .evidence import parameter_json, setting_json

        cited: dict[str, dict[str, Any]] = {}
        for item, code in self._fresh:
            cited[f"{item.id}{item.in_force}"] = parameter_json(item, code, self.parameters[item.id].labels)
        keys = dict.fromkeys(self._fresh_settings)
        self._fresh, self._fresh_settings = [], []
        raw = {k: as_stored(v) for k, v in (inputs or {}).items()}
        self.steps.append(
            {
                "id": id,
                "title": title,
                "value": value.isoformat() if isinstance(value, date) else value,
                "unit": unit,
                "shown": told,
                "arithmetic": arithmetic or told,
                "because": because or [],
                "cite": cite,
                "inputs": raw,
                "parameters": list(cited.values()),
                "rounding": None,
                "settings": [setting_json(self.parameters, k, self.settings[k], self.defaults[k]) for k in keys],
                "what_would_change": changes or [],
            }
        )

    def digest(self) -> str:
        """SHA-256 over the parameter values read."""
        return fingerprint(sorted(plain(v) for v in self.used.values()))


class Tablet(Notebook):
    """A notebook that keeps no steps, for lists of cases."""

    def step(self, *_: Any, **__: Any) -> None:
        """Forget what was read for the step."""
        self._fresh, self._fresh_settings = [], []


Output = tuple[str, Both, str]
"""A figure that a case-by-case formula gives: name, title, unit."""

Body = Callable[[Notebook, dict[str, Any]], tuple[dict[str, int], dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A registered case-by-case formula."""

    id: str
    title: Both
    fields: tuple[Field, ...]
    outputs: tuple[Output, ...]
    body: Body
    about: Both

    def checked(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The inputs as the body wants them; raises a typed refusal."""
        names = {f.name for f in self.fields}
        for name in inputs:
            if name not in names:
                raise UnknownInput(formula=self.id, input=name)
        return {f.name: f.check(self.id, inputs.get(f.name)) for f in self.fields}

    def call(
        self, law: Law, on: date, known_on: date | None, settings: dict[str, str], inputs: Mapping[str, Any]
    ) -> Outcome:
        """Check the inputs and decide."""
        checked = self.checked(inputs)
        book = Notebook(law, on, known_on, settings)
        values, details = self.body(book, checked)
        given = {k: v for k, v in checked.items() if v is not None}
        return Outcome(
            formula=self.id,
            title=self.title,
            on=on,
            known_on=book.known_on,
            settings=book.settings,
            inputs=given,
            shown_inputs=[f.show(given[f.name]) for f in self.fields if f.name in given],
            values=values,
            details=details,
            steps=book.steps,
            digest=book.digest(),
        )

    def describe(self) -> dict[str, Any]:
        """The formula's public face as JSON-ready data."""
        return {
            "id": self.id,
            "title": dict(self.title),
            "about": dict(self.about),
            "period": "day",
            "since": None,
            "until": None,
            "inputs": [f.describe() for f in self.fields],
            "outputs": [{"name": n, "unit": u, "title": dict(t)} for n, t, u in self.outputs],
            "rules": [],
            "parameters": [],
            "forms": ["single"],
        }


PROCEDURES: dict[str, Procedure] = {}


def procedure(
    id: str, title: Both, fields: tuple[Field, ...], outputs: tuple[Output, ...], about: Both
) -> Callable[[Body], Body]:
    """Register a case-by-case formula."""

    def register(body: Body) -> Body:
        PROCEDURES[id] = Procedure(id, title, fields, outputs, body, about)
        return body

    return register
