"""The trace of one calculation: cited steps that a person can follow and a program can repeat."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .cited import Core, citer, core_of
from .evidence import input_json, parameter_json, setting_json
from .plan import MONTH_LAW, Plan, Step
from .rule import INPUTS, RULES, parameter_id
from .units import ANY, dims, show_date
from .what_if import WhatIf, changes
from .wording import Both, Reading, read, shown

if TYPE_CHECKING:
    from .procedure import Outcome

VERSION = 1
RANK = "HML"


class Trace:
    """A trace of one calculation.

    ``cited`` is the core: figures, law, exact rounding, settings (``schema/cited.v1.json``). ``data`` adds the words in
    both languages, the conditions and what would change (``schema/trace.v1.json``). Each is made when asked for."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        words: Callable[[], dict[str, Any]] | None = None,
        core: Callable[[], Core] | None = None,
    ) -> None:
        if (data is None) == (words is None):
            raise TypeError("a trace is made of its data or of what words it")
        self._words = words if words is not None else lambda: dict(data or {})
        self._core = core

    @cached_property
    def data(self) -> dict[str, Any]:
        """The worded trace as JSON-ready data."""
        return self._words()

    @cached_property
    def cited(self) -> Core:
        """The cited core as JSON-ready data."""
        return core_of(self.data) if self._core is None else self._core()

    def to_json(self, *, words: bool = True) -> dict[str, Any]:
        """The trace as JSON-ready data: strings, whole numbers, lists and objects only. Without words it is the cited
        core; each call gives its own copy."""
        if not words and self._core is not None:
            return self._core()
        copy: dict[str, Any] = json.loads(json.dumps(self.data if words else self.cited))
        return copy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trace) and self.data == other.data

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return Trace, (self.data,)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The steps in order of calculation."""
        steps: list[dict[str, Any]] = self.data["steps"]
        return steps

    def step(self, id: str) -> dict[str, Any]:
        """One step by its identifier or by the last part of it; raises ``KeyError``."""
        for item in self.steps:
            if item["id"] == id or item["id"].rsplit(".", 1)[-1] == id:
                return item
        raise KeyError(id)

    def to_text(self, lang: str = "id") -> str:
        """The trace in plain sentences."""
        lang = "en" if lang == "en" else "id"
        word = WORDS[lang]
        got = self.data
        lines = [f"{got['title'][lang]} — {word['on']} {show_date(date.fromisoformat(got['receipt']['on']), lang)}"]
        lines += [f"  {word['reform']} {o['title'][lang]}" for o in got["receipt"].get("overlays", [])]
        lines += [f"  {i['title'][lang]}: {i['shown'][lang]}" for i in got["inputs"]]
        for number, item in enumerate(self.steps, 1):
            lines.append(f"{number}. {item['title'][lang]}: {item['arithmetic'][lang]}")
            lines += [f"   {word['because']} {b[lang]}" for b in item["because"]]
            lines.append(f"   {word['law']} {item['cite']}")
            for p in item["parameters"]:
                since = show_date(date.fromisoformat(p["in_force_since"]), lang)
                lines.append(
                    f"   {p['title'][lang]} {p['shown'][lang]} — {p['instrument']} {p['article']},"
                    f" {word['since']} {since} ({word[p['confidence']]})"
                )
            if item["rounding"] and item["rounding"]["remainder"]["num"]:
                lines.append(f"   {word['rounding']} {item['rounding']['words'][lang]}")
            lines += [f"   {word['change']} {c[lang]}" for c in item["what_would_change"]]
        assumed = {s["id"]: s for s in got["settings"]} | {s["id"]: s for i in self.steps for s in i["settings"]}
        lines += [
            f"{word['setting']} {s['title'][lang]}: {s['label'][lang]}. {s['reasoning'][lang]}"
            for s in assumed.values()
        ]
        return "\n".join(lines)

    def to_html(self, lang: str = "id") -> str:
        """The trace as one HTML page that stands alone."""
        from .page import page

        return page(self.data, lang)


WORDS = {
    "id": {
        "on": "menurut ketentuan untuk",
        "reform": "Di bawah reformasi:",
        "because": "Sebab:",
        "law": "Dasar:",
        "since": "berlaku sejak",
        "rounding": "Pembulatan:",
        "setting": "Anggapan:",
        "change": "Yang mengubahnya:",
        "H": "naskah hukum atau dua sumber",
        "M": "satu sumber",
        "L": "belum pasti",
    },
    "en": {
        "on": "by the rules for",
        "reform": "Under reform:",
        "because": "Because:",
        "law": "Basis:",
        "since": "in force since",
        "rounding": "Rounding:",
        "setting": "Assumption:",
        "change": "What would change it:",
        "H": "law text or two sources",
        "M": "one source",
        "L": "not certain",
    },
}


def explain(plan: Plan, inputs: Mapping[str, int], receipt: Mapping[str, Any]) -> Trace:
    """The trace of a planned calculation with these inputs."""
    found = citer(plan)
    core = None if found is None else lambda: found.core(inputs, dict(receipt))
    return Trace(words=lambda: _worded(plan, inputs, receipt), core=core)


def _worded(plan: Plan, inputs: Mapping[str, int], receipt: Mapping[str, Any]) -> dict[str, Any]:
    results = plan.run(*(inputs[i.name] for i in plan.formula.inputs))
    env: dict[str, Any] = {**inputs, **{s.name: v for s, v in zip(plan.steps, results, strict=True)}}
    readings = {s.name: _read(plan, s, env) for s in plan.steps}
    need = _needed(plan, readings)
    what_if = WhatIf(plan, inputs)
    steps = [_step(plan, s, readings[s.name], env, what_if) for s in plan.steps if s.name in need]
    values = {o: env[o] for o in plan.formula.outputs}
    month = _month_setting(plan, what_if, values)
    return {
        "trace": VERSION,
        "formula": plan.formula.id,
        "title": dict(plan.formula.title),
        "receipt": dict(receipt),
        "inputs": [input_json(i, inputs[i.name]) for i in plan.formula.inputs],
        "values": values,
        "details": {},
        "settings": month,
        "steps": steps,
        **summary(steps, month),
    }


def summary(steps: Sequence[Mapping[str, Any]], overall: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The weakest confidence among the parameters used, and the assumptions made."""
    marks = [p["confidence"] for s in steps for p in s["parameters"]]
    names = {s["id"] for step in steps for s in step["settings"]} | {s["id"] for s in overall}
    return {"confidence": max(marks, key=RANK.index, default="H"), "assumptions": sorted(names)}


def _read(plan: Plan, step: Step, env: Mapping[str, Any]) -> Reading:
    """The rule of a step read for this case."""
    rule = step.rule
    values = {a: step.constants[a] if a in step.constants else env[a] for a in rule.args}
    units: dict[str, str] = {}
    labels: dict[str, Both] = {}
    for arg in rule.args:
        if arg in step.constants:
            units[arg] = plan.parameters[parameter_id(arg)].unit
            continue
        versions = RULES.get(f"{rule.group}.{arg}")
        units[arg] = versions[0].unit if versions else INPUTS[rule.group][arg].unit
        labels[arg] = dict(versions[0].title if versions else INPUTS[rule.group][arg].title)
    return read(rule, values, units, labels)


def _step(plan: Plan, step: Step, reading: Reading, env: Mapping[str, Any], what_if: WhatIf) -> dict[str, Any]:
    rule, piece, value = step.rule, reading.piece, env[step.name]
    assert piece is not None
    told = shown(value, dims(rule.unit))
    if rule.unit == "flag":
        told = {"id": "ya" if value else "tidak", "en": "yes" if value else "no"}
    arithmetic = {}
    for k in ("id", "en"):
        plain = piece.words[k] == told[k] or rule.unit == "flag" or piece.of == ANY
        sign = "→" if reading.rounding and reading.rounding["remainder"]["num"] and piece.rank == 0 else "="
        arithmetic[k] = told[k] if plain else f"{piece.words[k]} {sign} {told[k]}"
    named = [*rule.when, *(a for a in rule.args if "__" in a)]
    used = [v for a, v in zip(named, step.parameters, strict=True) if a in reading.used or a in rule.when]
    codes = [env[a] for a in rule.args if a in what_if.inputs and INPUTS[rule.group][a].unit == "code"]
    settings = {p.id: step.settings[p.id] for p in used if p.type == "setting"}
    return {
        "id": rule.id,
        "title": dict(rule.title),
        "value": value,
        "unit": rule.unit,
        "shown": told,
        "arithmetic": arithmetic,
        "because": reading.because,
        "cite": rule.cite,
        "inputs": {a: env[a] for a in rule.args if a not in step.constants and a in reading.used},
        "parameters": [parameter_json(p, codes[0] if codes else None) for p in used if p.type != "setting"],
        "rounding": reading.rounding,
        "settings": [setting_json(plan.parameters, k, c, plan.defaults[k]) for k, c in settings.items()],
        "what_would_change": changes(plan, step, used, value, what_if, reading.capped),
    }


def _needed(plan: Plan, readings: Mapping[str, Reading]) -> set[str]:
    """Names of the rules that the outputs of this case rest on."""
    need: set[str] = set()
    stack = list(plan.formula.outputs)
    while stack:
        name = stack.pop()
        if name in need or name not in readings:
            continue
        need.add(name)
        stack += readings[name].used
    return need


def _month_setting(plan: Plan, what_if: WhatIf, values: Mapping[str, int]) -> list[dict[str, Any]]:
    """The setting that decides which law governs the month, where another choice gives another figure or none."""
    if plan.formula.period != "month":
        return []
    choice = plan.settings[MONTH_LAW]
    others = [what_if.setting(MONTH_LAW, c) for c in plan.parameters[MONTH_LAW].choices if c != choice]
    if all(other.get(o) == v for other in others for o, v in values.items()):
        return []
    return [setting_json(plan.parameters, MONTH_LAW, choice, plan.defaults[MONTH_LAW])]


def explain_outcome(outcome: Outcome, receipt: Mapping[str, Any]) -> Trace:
    """The trace of a case-by-case formula, whose steps were written while it was decided."""
    return Trace(
        {
            "trace": VERSION,
            "formula": outcome.formula,
            "title": dict(outcome.title),
            "receipt": dict(receipt),
            "inputs": outcome.shown_inputs,
            "values": dict(outcome.values),
            "details": outcome.details,
            "settings": [],
            "steps": outcome.steps,
            **summary(outcome.steps, []),
        }
    )
