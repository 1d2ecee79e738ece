"""What would change a result: the same case with another input, another reading, or the next figure of the law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .evidence import input_json, show_parameter
from .plan import Plan, Step, alternative
from .store import ParameterValue
from .units import dims, show_date
from .wording import Both, shown


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


def changes(
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
