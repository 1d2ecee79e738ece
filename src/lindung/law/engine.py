"""Calculating: one case, a batch, SQL, receipts. :class:`Law` binds the rules to one set of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .catalogue import named, ready
from .errors import MissingInput, NotBatchable, OutOfRange, UnknownInput, WrongType
from .plan import Plan, make_plan
from .procedure import EARLIEST, LATEST, PROCEDURES, Outcome, as_stored
from .rule import RULES, Formula, Input, find_formula
from .store import ParameterSet, ParameterValue, compiled, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .overlay import Overlay
    from .trace import Trace

ENGINE = "1"
"""Version of the calculating machine; it changes when the same text and parameters could give another figure."""


def whole_input(formula: str, item: Input, inputs: Mapping[str, Any]) -> int:
    """One checked input as an integer; raises a typed refusal, never takes missing as zero."""
    value = inputs.get(item.name)
    if value is None:
        raise MissingInput(formula=formula, input=item.name)
    if isinstance(value, bool):
        if item.unit != "flag":
            raise WrongType(input=item.name, expected="a whole number", got="bool")
        value = int(value)
    if not isinstance(value, int):
        raise WrongType(input=item.name, expected="a whole number", got=type(value).__name__)
    if not item.low <= value <= item.high:
        raise OutOfRange(input=item.name, value=value, low=item.low, high=item.high)
    return value


def whole_settings(settings: Mapping[str, str] | None) -> dict[str, str]:
    """Settings are named by text and chosen by text."""
    for name, choice in (settings or {}).items():
        if not isinstance(name, str) or not isinstance(choice, str):
            raise WrongType(input=str(name), expected="a choice as text", got=type(choice).__name__)
    return dict(settings or {})


def check_days(on: Any, known_on: Any) -> None:
    """Dates of the law are days: a moment of the day or a text is refused."""
    for name, value in (("on", on), ("known_on", known_on)):
        if type(value) is not date and not (name == "known_on" and value is None):
            raise WrongType(input=name, expected="a date", got=type(value).__name__)
    if not EARLIEST <= on <= LATEST:
        raise OutOfRange(input="on", value=on, low=EARLIEST, high=LATEST)


@dataclass(frozen=True)
class Result:
    """The outcome of one calculation.

    ``values`` are the outputs of the formula (whole numbers in the units that :func:`describe` states); ``details``
    holds the outcomes of a case-by-case formula that are not numbers (dates, documents, reasons). The trace is made
    when asked for."""

    formula: str
    values: dict[str, int]
    details: dict[str, Any]
    on: date
    inputs: dict[str, Any]
    law: Law = field(repr=False)
    _plan: Plan | None = field(repr=False)
    _outcome: Outcome | None = field(repr=False)

    @cached_property
    def trace(self) -> Trace:
        """The cited steps from the inputs to the outputs."""
        from .trace import explain, explain_outcome

        if self._plan is not None:
            return explain(self._plan, self.inputs, self.receipt)
        assert self._outcome is not None
        return explain_outcome(self._outcome, self.receipt)

    @cached_property
    def receipt(self) -> dict[str, Any]:
        """What is needed to repeat the calculation: versions, hashes, dates, settings, inputs and outputs."""
        if self._plan is not None:
            plan = self._plan
            body = self.law.receipt_of(plan.formula.id, plan.on, plan.known_on, plan.settings, plan.digest)
        else:
            assert self._outcome is not None
            got = self._outcome
            body = self.law.receipt_of(self.formula, got.on, got.known_on, got.settings, got.digest)
        stored = {k: as_stored(v) for k, v in self.inputs.items()}
        return {**body, "inputs": stored, "values": self.values}


class Law:
    """The rules under one set of parameters. The module-level functions of :mod:`lindung.law` use the published set."""

    def __init__(self, parameters: ParameterSet, hashes: Mapping[str, str], overlays: tuple[Overlay, ...] = ()) -> None:
        self.parameters = parameters
        self.hashes = dict(hashes)
        self.overlays = overlays
        self._plan = lru_cache(maxsize=1024)(self._make)
        self._under = lru_cache(maxsize=16)(self._lay)

    def __reduce__(self) -> tuple[Any, ...]:
        again = published().with_overlay(*self.overlays)
        if again.parameters.digest == self.parameters.digest and again.hashes == self.hashes:
            return _published_under, (self.overlays,)
        return Law, (self.parameters, self.hashes, self.overlays)

    def with_overlay(self, *overlays: Overlay | Mapping[str, Any] | Path | str) -> Law:
        """This law under reforms, laid on in order: a new object, this one is unchanged. Raises
        :class:`BadOverlay`."""
        from .overlay import read_overlay

        return self._under(tuple(read_overlay(o) for o in overlays)) if overlays else self

    def _lay(self, overlays: tuple[Overlay, ...]) -> Law:
        parameters = self.parameters
        for item in overlays:
            parameters = item.apply(parameters)
        return Law(parameters, self.hashes, (*self.overlays, *overlays))

    def _make(self, formula: str, on: date, known_on: date | None, settings: tuple[tuple[str, str], ...]) -> Plan:
        return make_plan(find_formula(formula), on, known_on, dict(settings), self.parameters)

    def plan(
        self, formula: str, on: date, known_on: date | None = None, settings: Mapping[str, str] | None = None
    ) -> Plan:
        """The plan of a formula; the same arguments give the same object."""
        if ready(named(formula)):
            raise NotBatchable(formula=formula)
        check_days(on, known_on)
        return self._plan(formula, on, known_on, tuple(sorted(whole_settings(settings).items())))

    def calc(
        self,
        formula: str,
        on: date,
        inputs: Mapping[str, Any],
        *,
        known_on: date | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Result:
        """See :func:`lindung.law.calc`."""
        if ready(named(formula)):
            check_days(on, known_on)
            outcome = PROCEDURES[formula].call(self, on, known_on, whole_settings(settings), inputs)
            return Result(formula, outcome.values, outcome.details, on, outcome.inputs, self, None, outcome)
        plan = self.plan(formula, on, known_on, settings)
        if not inputs.keys() <= plan.names:
            raise UnknownInput(formula=formula, input=min(inputs.keys() - plan.names))
        checked = {i.name: whole_input(formula, i, inputs) for i in plan.formula.inputs}
        run = plan.run(*checked.values())
        env = dict(zip((s.rule.name for s in plan.steps), run, strict=True))
        values = {o: env[o] for o in plan.formula.outputs}
        return Result(formula, values, {}, plan.on, checked, self, plan, None)

    def batch(
        self,
        formula: str,
        on: date,
        columns: Mapping[str, Any],
        *,
        out: Mapping[str, NDArray[np.int64]] | None = None,
        known_on: date | None = None,
        settings: Mapping[str, str] | None = None,
        engine: str | None = None,
        threads: int | None = None,
    ) -> dict[str, NDArray[np.int64]]:
        """See :func:`lindung.law.batch`."""
        from .columns import run

        return run(self.plan(formula, on, known_on, settings), columns, out, engine, threads)

    def sql(
        self,
        formula: str,
        on: date,
        columns: Mapping[str, str],
        *,
        known_on: date | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """See :func:`lindung.law.sql`."""
        from .postgres import expressions

        return expressions(self.plan(formula, on, known_on, settings), columns)

    def sql_guarded(
        self,
        formula: str,
        on: date,
        columns: Mapping[str, str],
        *,
        known_on: date | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> tuple[str, dict[str, str]]:
        """See :func:`lindung.law.sql_guarded`."""
        from .postgres import guarded

        return guarded(self.plan(formula, on, known_on, settings), columns)

    def sql_lateral(
        self,
        formula: str,
        on: date,
        columns: Mapping[str, str],
        source_sql: str,
        *,
        known_on: date | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> str:
        """See :func:`lindung.law.sql_lateral`."""
        from .postgres import layered

        return layered(self.plan(formula, on, known_on, settings), columns, source_sql)

    def parameter(self, id: str, on: date, known_on: date | None = None) -> ParameterValue:
        """See :func:`lindung.law.parameter`."""
        return self.parameters.look_up(id, on, known_on)

    def receipt_of(
        self, formula: str, on: date, known_on: date, settings: Mapping[str, str], digest: str
    ) -> dict[str, Any]:
        """The part of a receipt that does not depend on the inputs."""
        named = {"overlays": [o.face for o in self.overlays]} if self.overlays else {}
        return {
            "receipt": 1,
            "formula": formula,
            "engine": ENGINE,
            "rules": self.hashes.get(formula, ""),
            "parameters_used": digest,
            "parameter_set": self.parameters.digest,
            "on": on.isoformat(),
            "known_on": known_on.isoformat(),
            "settings": dict(sorted(settings.items())),
            **named,
        }

    def receipt(
        self, formula: str, on: date, *, known_on: date | None = None, settings: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """See :func:`lindung.law.receipt`."""
        plan = self.plan(formula, on, known_on, settings)
        return self.receipt_of(plan.formula.id, plan.on, plan.known_on, plan.settings, plan.digest)

    def describe(self, formula: str) -> dict[str, Any]:
        """See :func:`lindung.law.describe`."""
        face = PROCEDURES[formula].describe() if ready(named(formula)) else describe_formula(find_formula(formula))
        if self.overlays:
            from .uses import parameters_of

            uses = set(parameters_of(formula))
            face["overlays"] = [{**o.face, "changes": [p for p in o.changed if p in uses]} for o in self.overlays]
        return face


def _describe_input(item: Input) -> dict[str, Any]:
    out = {"name": item.name, "unit": item.unit, "low": item.low, "high": item.high, "title": dict(item.title)}
    if item.labels:
        out["labels"] = {str(code): dict(words) for code, words in item.labels.items()}
    return out


def describe_formula(item: Formula) -> dict[str, Any]:
    """A formula's public face as JSON-ready data."""
    seen: dict[str, None] = {}

    def visit(name: str) -> None:
        for version in RULES.get(f"{item.group}.{name}", []):
            if version.id in seen:
                continue
            for arg in version.args:
                if "__" not in arg:
                    visit(arg)
        if f"{item.group}.{name}" in RULES:
            seen.setdefault(f"{item.group}.{name}")

    for output in item.outputs:
        visit(output)
    rules = [v for key in seen for v in RULES[key]]
    return {
        "id": item.id,
        "title": dict(item.title),
        "about": dict(item.about),
        "period": item.period,
        "since": item.since.isoformat(),
        "until": None if item.until.year == 9999 else item.until.isoformat(),
        "inputs": [_describe_input(i) for i in item.inputs],
        "outputs": [
            {"name": o, "unit": RULES[f"{item.group}.{o}"][0].unit, "title": dict(RULES[f"{item.group}.{o}"][0].title)}
            for o in item.outputs
        ],
        "rules": [{"id": v.id, "cite": v.cite, "title": dict(v.title)} for v in rules],
        "parameters": sorted({p for v in rules for p in v.parameters}),
        "forms": ["single", "batch", "sql"],
    }


@lru_cache(maxsize=1)
def published() -> Law:
    """The law as published with the package."""
    data = compiled()
    return Law(read(data), data["formulas"])


def _published_under(overlays: tuple[Overlay, ...]) -> Law:
    return published().with_overlay(*overlays)
