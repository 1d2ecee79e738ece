"""The trace of one calculation: cited steps that a person can follow and a program can repeat."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .cited import Core, citer, core_of, stored
from .plan import MONTH_LAW, Plan, Step, alternative
from .rule import INPUTS, RULES, Input, parameter_id
from .store import ParameterSet, ParameterValue
from .units import ANY, dims, show_date
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
        "what_would_change": _changes(plan, step, used, value, what_if, reading.capped),
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


class WhatIf:
    """The same case with one thing changed, each calculated once."""

    def __init__(self, plan: Plan, inputs: Mapping[str, int]) -> None:
        self.plan, self.inputs = plan, inputs
        self._done: dict[tuple[str, Any], dict[str, int]] = {}

    def _run(self, plan: Plan, inputs: Mapping[str, int]) -> dict[str, int]:
        results = plan.run(*(inputs[i.name] for i in plan.formula.inputs))
        return {s.rule.name: v for s, v in zip(plan.steps, results, strict=True)}

    def input(self, name: str, value: int) -> dict[str, int]:
        """Every step with another input."""
        key = (name, value)
        if key not in self._done:
            self._done[key] = self._run(self.plan, {**self.inputs, name: value})
        return self._done[key]

    def setting(self, name: str, choice: str) -> dict[str, int]:
        """Every step under another choice of a setting; empty where the law then has no rule for the day."""
        key = (name, choice)
        if key not in self._done:
            other = alternative(self.plan, name, choice)
            self._done[key] = {} if other is None else self._run(other, self.inputs)
        return self._done[key]


def _changes(
    plan: Plan, step: Step, used: Sequence[ParameterValue], value: int, what_if: WhatIf, capped: list[Both]
) -> list[Both]:
    """Short sentences, each one calculated: another input, another choice, the next change of the law."""
    out: list[Both] = []
    unit, name = dims(step.rule.unit), step.rule.name

    def tell(title: Mapping[str, str], choice: Mapping[str, str], other: int) -> None:
        got = shown(other, unit)
        out.append(
            {
                "id": f"jika {title['id']}: {choice['id']}, hasilnya {got['id']}",
                "en": f"if {title['en']}: {choice['en']}, the result is {got['en']}",
            }
        )

    for item in plan.formula.inputs:
        if item.name not in step.rule.args or item.unit not in ("flag", "code") or item.high - item.low > 12:
            continue
        for other in range(item.low, item.high + 1):
            if other != what_if.inputs[item.name] and what_if.input(item.name, other)[name] != value:
                tell(item.title, input_json(item, other)["shown"], what_if.input(item.name, other)[name])
    for cap in capped:
        out.append(
            {"id": f"bagian di atas {cap['id']} tidak dihitung", "en": f"the part above {cap['en']} does not count"}
        )
    for key in (p.id for p in used if p.type == "setting"):
        for choice, label in plan.parameters[key].choices.items():
            again = what_if.setting(key, choice) if choice != step.settings[key] else {}
            if again.get(name, value) != value:
                tell(plan.parameters[key].title, label, again[name])
    for seen in used:
        later = plan.parameters[seen.id].next_after(plan.law_day, plan.known_on)
        if later is not None and later.value != seen.value and isinstance(later.value, int):
            told = show_parameter(later)
            out.append(
                {
                    "id": f"mulai {show_date(later.in_force, 'id')} {seen.title['id']} menjadi {told['id']}",
                    "en": f"from {show_date(later.in_force, 'en')} {seen.title['en']} becomes {told['en']}",
                }
            )
    return out


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
