"""The cited core of a trace: every step with its figure, law and exact rounding, and no words yet.

Per plan one function is written that calculates and cites in the same run. Each rule is unfolded into the ways it can
go; what a way rests on (inputs, parameters, settings, rounding) is fixed when the function is written. :func:`core_of`
takes the same core out of a worded trace, which is how the two are compared."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from . import ops
from .plan import MONTH_LAW, Plan, Step, alternative
from .rule import RULES
from .store import ParameterValue
from .text import CALLS, expression
from .units import PPM
from .ways import Fork, TooManyWays, Way, ways

VERSION = 1
Core = dict[str, Any]
Cite = Callable[..., tuple[dict[str, int], list[dict[str, Any]], int]]


class _Rename(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, ast.expr]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.names.get(node.id, node)


def slices(base: int, schedule: ops.Schedule) -> int:
    """The exact sum of :func:`.ops.progressive` before rounding, in parts per million."""
    total, low = 0, 0
    for up_to, rate in schedule:
        total += max((base if up_to is None else min(base, up_to)) - low, 0) * rate
        low = low if up_to is None else up_to
    return total


def stored(value: Any) -> Any:
    """A parameter's value as JSON-ready data."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): list(v) if isinstance(v, tuple) else v for k, v in value.items()}
    return [list(v) for v in value] if isinstance(value, tuple) else value


@dataclass
class _Writer:
    """Writes the function of a plan."""

    plan: Plan
    space: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    words: list[list[int]] = field(default_factory=list)

    def literal(self, value: Any) -> str:
        """Text that makes a fresh copy of JSON-ready data."""
        if isinstance(value, dict):
            if len(value) > 16 and all(not isinstance(v, (dict, list)) for v in value.values()):
                self.space[f"big{len(self.space)}"] = value
                return f"dict(big{len(self.space) - 1})"
            return "{" + ", ".join(f"{k!r}: {self.literal(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.literal(v) for v in value) + "]"
        return repr(value)

    def parameter(self, item: ParameterValue) -> dict[str, Any]:
        return {
            "id": item.id,
            "value": stored(item.value),
            "unit": item.unit,
            "instrument": item.instrument,
            "article": item.article,
            "in_force_since": item.in_force.isoformat(),
            "recorded": item.recorded.isoformat(),
            "confidence": item.confidence,
        }

    def step(self, number: int, step: Step) -> None:
        rule, formula = step.rule, self.plan.formula
        names: dict[str, ast.expr] = {}
        for arg in rule.args:
            if arg in step.constants:
                value = step.constants[arg]
                if isinstance(value, (int, str)):
                    names[arg] = ast.Constant(value)
                else:
                    self.space[f"c{number}_{arg}"] = value
                    names[arg] = ast.Name(f"c{number}_{arg}", ast.Load())
            else:
                own = f"{formula.group}.{arg}" in RULES
                names[arg] = ast.Name(("r_" if own else "i_") + arg, ast.Load())
        chosen = {a: v for a, v in step.constants.items() if isinstance(v, str)}
        outcomes: list[int] = []

        def text(node: ast.expr) -> str:
            return ast.unparse(_Rename(names).visit(copy.deepcopy(node)))

        def write(part: Fork | Way, depth: int) -> None:
            pad = "    " * depth
            if isinstance(part, Fork):
                self.lines.append(f"{pad}if {text(part.test)}:")
                write(part.then, depth + 1)
                self.lines.append(f"{pad}else:")
                write(part.other, depth + 1)
                return
            self.way(number, step, part, text, pad, names, outcomes)

        write(ways(expression(rule), chosen), 1)
        self.words.append(outcomes)

    def way(
        self,
        number: int,
        step: Step,
        way: Way,
        text: Callable[[ast.expr], str],
        pad: str,
        names: Mapping[str, ast.expr],
        outcomes: list[int],
    ) -> None:
        rule, plan, out = step.rule, self.plan, self.lines
        rounding = "None"
        if way.rounding is None:
            out.append(f"{pad}v = {text(way.figure)}")
        else:
            num, den, mode = _exact(way.rounding, text)
            out.append(f"{pad}n = {num}")
            out.append(f"{pad}d = {den}")
            out.append(f"{pad}q = ratio(n, d, {mode})")
            out.append(f"{pad}v = {'q' if way.rounding is way.figure else text(way.figure)}")
            rounding = (
                f"{{'mode': {mode}, 'exact': {{'num': n, 'den': d}}, 'remainder': {{'num': n - q * d, 'den': d}}}}"
            )
        named = [*rule.when, *(a for a in rule.args if "__" in a)]
        used = [v for a, v in zip(named, step.parameters, strict=True) if a in way.used or a in rule.when]
        settings = {p.id: step.settings[p.id] for p in used if p.type == "setting"}
        cited = [self.parameter(p) for p in used if p.type != "setting"]
        taken = [self.setting(k) for k in settings]
        given = [a for a in rule.args if a not in step.constants and a in way.used]
        inputs = ", ".join(f"{a!r}: {ast.unparse(names[a])}" for a in given)
        out.append(
            f"{pad}s{number} = {{'id': {rule.id!r}, 'value': v, 'unit': {rule.unit!r}, 'cite': {rule.cite!r},"
            f" 'inputs': {{{inputs}}}, 'parameters': {self.literal(cited)}, 'rounding': {rounding},"
            f" 'settings': {self.literal(taken)}}}"
        )
        out.append(f"{pad}r_{rule.name} = v")
        word = sum(1 << self.rules.index(a) for a in way.used if a in self.rules)
        for key in settings:
            word |= 1 << (len(plan.steps) + 2 + self.known(key))
        marks = {p["confidence"] for p in cited}
        word |= (("M" in marks) | ("L" in marks) << 1) << len(plan.steps)
        outcomes.append(word)
        out.append(f"{pad}w{number} = {word}")

    def known(self, key: str) -> int:
        """Number of a setting."""
        if key not in self.settings:
            self.settings.append(key)
        return self.settings.index(key)

    def setting(self, key: str) -> dict[str, Any]:
        plan = self.plan
        return {
            "id": key,
            "choice": plan.settings[key],
            "default": plan.defaults[key],
            "doubt": plan.parameters[key].doubt,
        }

    def finish(self) -> Cite:
        plan = self.plan
        names = [i.name for i in plan.formula.inputs]
        self.rules = [s.name for s in plan.steps]
        self.space |= {n: getattr(ops, n) for n in (*CALLS, "ratio") if hasattr(ops, n)} | {"slices": slices}
        for number, step in enumerate(plan.steps):
            self.step(number, step)
        wanted = sum(1 << self.rules.index(o) for o in plan.formula.outputs)
        always, every = wanted, (1 << len(plan.steps)) - 1
        for number in reversed(range(len(plan.steps))):
            if always >> number & 1:
                shared = every
                for word in self.words[number]:
                    shared &= word
                always |= shared
        numbers = range(len(plan.steps))
        if always == every:
            self.lines.append(f"    word = {' | '.join(f'w{n}' for n in numbers)}")
            self.lines.append(f"    steps = [{', '.join(f's{n}' for n in numbers)}]")
        else:
            self.lines.append(f"    word = {wanted}")
            for n in reversed(numbers):
                self.lines.append(f"    if word & {1 << n}:\n        word |= w{n}")
            self.lines.append("    steps = []")
            for n in numbers:
                self.lines.append(f"    if word & {1 << n}:\n        steps.append(s{n})")
        values = ", ".join(f"{o!r}: r_{o}" for o in plan.formula.outputs)
        self.lines.append(f"    return {{{values}}}, steps, word >> {len(plan.steps)}")
        head = f"def cite({', '.join('i_' + n for n in names)}):"
        exec("\n".join([head, *self.lines]), self.space)  # rule texts of the checked dialect and declared names only
        made: Cite = self.space["cite"]
        return made


def _exact(call: ast.Call, text: Callable[[ast.expr], str]) -> tuple[str, str, str]:
    """Numerator, divisor and mode of a rounding as text."""
    assert isinstance(call.func, ast.Name)
    a = [text(x) for x in call.args]
    if call.func.id == "share":
        return f"({a[0]}) * ({a[1]})", str(PPM), a[2]
    if call.func.id == "ratio":
        return a[0], a[1], a[2]
    if call.func.id == "prorata":
        return f"({a[0]}) * ({a[1]}) * ({a[2]})", f"{PPM} * ({a[3]})", a[4]
    return f"slices({a[0]}, {a[1]})", str(PPM), a[2]


@dataclass(frozen=True, slots=True)
class Citer:
    """The cited run of one plan."""

    plan: Plan
    cite: Cite
    settings: tuple[str, ...]
    month: tuple[dict[str, Any], ...]
    """The setting that governs the month, if another choice can give another figure."""
    others: tuple[Plan | None, ...]
    summaries: dict[tuple[int, bool], tuple[str, tuple[str, ...]]]

    def core(self, inputs: Mapping[str, int], receipt: Mapping[str, Any]) -> Core:
        """The cited core of a case whose inputs are checked and in the order of the formula."""
        values, steps, word = self.cite(*inputs.values())
        moved = bool(self.month) and self._moved(inputs, values)
        key = (word, moved)
        if key not in self.summaries:
            names = {s for n, s in enumerate(self.settings) if word >> (n + 2) & 1}
            names |= {s["id"] for s in self.month} if moved else set()
            self.summaries[key] = "L" if word & 2 else "M" if word & 1 else "H", tuple(sorted(names))
        confidence, assumptions = self.summaries[key]
        return {
            "cited": VERSION,
            "formula": self.plan.formula.id,
            "receipt": receipt,
            "inputs": dict(inputs),
            "values": values,
            "details": {},
            "settings": [dict(s) for s in self.month] if moved else [],
            "steps": steps,
            "confidence": confidence,
            "assumptions": list(assumptions),
        }

    def _moved(self, inputs: Mapping[str, int], values: Mapping[str, int]) -> bool:
        for other in self.others:
            if other is None:
                return True
            run = dict(zip((s.name for s in other.steps), other.run(*inputs.values()), strict=True))
            if any(run.get(o) != v for o, v in values.items()):
                return True
        return False


@lru_cache(maxsize=1024)
def citer(plan: Plan) -> Citer | None:
    """The cited run of a plan; ``None`` where a rule can go in too many ways."""
    writer = _Writer(plan)
    try:
        cite = writer.finish()
    except TooManyWays:
        return None
    month: tuple[dict[str, Any], ...] = ()
    others: list[Plan | None] = []
    if plan.formula.period == "month":
        now = plan.settings[MONTH_LAW]
        for choice in plan.parameters[MONTH_LAW].choices:
            other = alternative(plan, MONTH_LAW, choice) if choice != now else plan
            if other is None or not _same(plan, other):
                others.append(other)
        month = (writer.setting(MONTH_LAW),) if others else ()
    return Citer(plan, cite, tuple(writer.settings), month, tuple(others), {})


def _same(a: Plan, b: Plan) -> bool:
    """Whether two plans are the same rules with the same values."""
    return [(s.rule, s.constants) for s in a.steps] == [(s.rule, s.constants) for s in b.steps]


def core_of(data: Mapping[str, Any]) -> Core:
    """The cited core of a worded trace."""
    kept = ("id", "value", "unit", "instrument", "article", "in_force_since", "recorded", "confidence")

    def settings(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{k: s[k] for k in ("id", "choice", "default", "doubt")} for s in found]

    steps = [
        {
            **{k: s[k] for k in ("id", "value", "unit", "cite", "inputs")},
            "parameters": [{k: p[k] for k in kept} for p in s["parameters"]],
            "rounding": {k: v for k, v in s["rounding"].items() if k != "words"} if s["rounding"] else None,
            "settings": settings(s["settings"]),
        }
        for s in data["steps"]
    ]
    return {
        "cited": VERSION,
        **{k: data[k] for k in ("formula", "receipt")},
        "inputs": {i["name"]: i["value"] for i in data["inputs"]},
        **{k: data[k] for k in ("values", "details")},
        "settings": settings(data["settings"]),
        "steps": steps,
        **{k: data[k] for k in ("confidence", "assumptions")},
    }
