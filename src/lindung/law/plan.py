"""A plan: one formula made ready for one date, one day of knowledge and one choice of settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from .errors import NotInForce, RuleError
from .graph import Graph
from .rule import FORMULAS, INPUTS, PRIOR_YEAR, RULES, Formula, Rule, parameter_id
from .store import ParameterSet, ParameterValue, fingerprint, plain
from .text import Box, Scope, lower

MONTH_LAW = "contribution.month_law"


@dataclass(frozen=True, slots=True)
class Step:
    """One rule of a plan with the values its arguments take: ``constants`` by argument name, the rest from the run."""

    rule: Rule
    constants: Mapping[str, Any]
    parameters: tuple[ParameterValue, ...]
    settings: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.rule.name


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The steps of a formula in order of calculation."""

    formula: Formula
    on: date
    law_day: date
    known_on: date
    settings: Mapping[str, str]
    """Every setting that the plan read, with the choice taken."""
    defaults: Mapping[str, bool]
    steps: tuple[Step, ...]
    parameters: ParameterSet
    run: Callable[..., tuple[int, ...]]
    """Calculates every step; arguments in the order of ``formula.inputs``, results in the order of ``steps``."""
    names: frozenset[str]
    """Names of the inputs."""

    @property
    def digest(self) -> str:
        """SHA-256 over the parameter values that the plan uses."""
        return _digest(self)

    def position(self, name: str) -> int:
        """Place of a rule among the steps."""
        return next(i for i, s in enumerate(self.steps) if s.rule.name == name)


@lru_cache(maxsize=1024)
def _digest(plan: Plan) -> str:
    return fingerprint(sorted(plain(v) for s in plan.steps for v in s.parameters))


def year_before(day: date) -> date:
    """The same day one year earlier; 29 February becomes 28 February."""
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def month_end(day: date) -> date:
    """Last day of the month of ``day``."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def choose_version(versions: list[Rule], law_day: date, setting: Callable[[str], str]) -> Rule | None:
    """The version of a rule that holds on a day under the settings."""
    for item in versions:
        if item.since <= law_day <= item.until and all(setting(k) == v for k, v in item.when.items()):
            return item
    return None


def make_plan(
    formula: Formula, on: date, known_on: date | None, chosen: Mapping[str, str], parameters: ParameterSet
) -> Plan:
    """Resolve rule versions, parameters and settings; raises :class:`NotInForce` where the law has no rule on
    ``on``."""
    known = known_on or parameters.known_through
    read: dict[str, str] = {}
    default: dict[str, bool] = {}
    for key in chosen:
        parameters.setting(key, on, known, chosen)

    def setting(key: str, day: date) -> str:
        choice, is_default = parameters.setting(key, day, known, chosen)
        read[key], default[key] = choice, is_default
        return choice

    law_day = on
    if formula.period == "month":
        on = on.replace(day=1)
        law_day = month_end(on) if setting(MONTH_LAW, month_end(on)) == "month_end" else on
    if not formula.since <= law_day <= formula.until:
        raise NotInForce(what=formula.id, on=on.isoformat(), known_on=known.isoformat())

    steps: dict[str, Step] = {}
    own_inputs = INPUTS[formula.group]
    allowed = {i.name for i in formula.inputs}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in steps:
            return
        if name in trail:
            raise RuleError(rule=f"{formula.group}.{name}", why=f"depends on itself through {' > '.join(trail)}")
        versions = RULES[f"{formula.group}.{name}"]
        version = choose_version(versions, law_day, lambda key: setting(key, law_day))
        if version is None:
            raise NotInForce(what=f"{formula.group}.{name}", on=law_day.isoformat(), known_on=known.isoformat())
        constants: dict[str, Any] = {}
        found: list[ParameterValue] = []
        taken = {k: read[k] for k in version.when}
        for key in version.when:
            found.append(parameters.look_up(key, law_day, known))
        for arg in version.args:
            if "__" in arg:
                key = parameter_id(arg)
                day = year_before(law_day) if arg.endswith(PRIOR_YEAR) else law_day
                value = parameters.look_up(key, day, known)
                found.append(value)
                if value.type == "setting":
                    constants[arg] = taken[key] = setting(key, day)
                else:
                    constants[arg] = value.value
            elif f"{formula.group}.{arg}" in RULES:
                visit(arg, (*trail, name))
            elif arg not in own_inputs or arg not in allowed:
                raise RuleError(rule=version.id, why=f"argument {arg} is neither an input of {formula.id} nor a rule")
        steps[name] = Step(version, constants, tuple(found), taken)

    for output in formula.outputs:
        visit(output, ())
    ordered = tuple(steps.values())
    run = compile_run(formula, ordered)
    return Plan(formula, on, law_day, known, read, default, ordered, parameters, run, frozenset(allowed))


@lru_cache(maxsize=256)
def alternative(plan: Plan, setting: str, choice: str) -> Plan | None:
    """The plan of the same case under another choice of one setting; ``None`` where the law then has no rule for the
    day."""
    chosen = {**plan.settings, setting: choice}
    try:
        return make_plan(plan.formula, plan.on, plan.known_on, chosen, plan.parameters)
    except NotInForce:
        return None


def compile_run(formula: Formula, steps: tuple[Step, ...]) -> Callable[..., tuple[int, ...]]:
    """One Python function that calls the rules in order, with the constants bound."""
    names = [i.name for i in formula.inputs]
    space: dict[str, Any] = {}
    lines = [f"def run({', '.join('i_' + n for n in names)}):"]
    for number, step in enumerate(steps):
        space[f"f{number}"] = step.rule.fn
        parts = []
        for arg in step.rule.args:
            if arg in step.constants:
                value = step.constants[arg]
                if isinstance(value, int):
                    parts.append(repr(value))
                else:
                    space[f"c{number}_{arg}"] = value
                    parts.append(f"c{number}_{arg}")
            else:
                parts.append(f"i_{arg}" if arg in names and not _is_rule(formula, arg) else f"r_{arg}")
        lines.append(f"    r_{step.name} = f{number}({', '.join(parts)})")
    lines.append(f"    return ({', '.join('r_' + s.name for s in steps)},)")
    exec("\n".join(lines), space)  # the text is made of rule and argument names only
    made: Callable[..., tuple[int, ...]] = space["run"]
    return made


def _is_rule(formula: Formula, name: str) -> bool:
    return f"{formula.group}.{name}" in RULES


def constant_nodes(graph: Graph, constants: Mapping[str, Any]) -> dict[str, Any]:
    """Constants of a step as a lowering scope wants them."""
    return {k: graph.const(v) if isinstance(v, int) else Box(v) for k, v in constants.items()}


def fuse(
    plan: Plan,
    given: Mapping[str, int] | None = None,
    floors: Mapping[str, int] | None = None,
    bounds: Mapping[str, tuple[int, int]] | None = None,
) -> tuple[Graph, dict[str, int]]:
    """The whole plan as one graph. ``given`` fixes inputs to constants, ``floors`` raises the lower bound of inputs,
    ``bounds`` narrows them; returns the node of each rule by name."""
    graph = Graph()
    nodes: dict[str, Any] = {}
    for item in plan.formula.inputs:
        if given and item.name in given:
            nodes[item.name] = graph.const(given[item.name])
        else:
            low, high = (bounds or {}).get(item.name, (item.low, item.high))
            nodes[item.name] = graph.input(item.name, (floors or {}).get(item.name, low), high)
    results: dict[str, int] = {}
    for step in plan.steps:
        names = {a: results.get(a, nodes.get(a)) for a in step.rule.args if a not in step.constants}
        results[step.name] = lower(step.rule, graph, Scope({**names, **constant_nodes(graph, step.constants)}))
    return graph, results


def formulas_of(group: str) -> list[Formula]:
    """Formulas over one group of rules."""
    return [f for f in FORMULAS.values() if f.group == group]
