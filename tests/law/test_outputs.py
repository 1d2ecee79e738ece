"""Every figure of a decision has a unit that a page can write, and the decisions keep to it."""

from __future__ import annotations

import pytest

from lindung import law
from lindung.law.catalogue import PROCEDURES
from lindung.law.units import known

from .cases import CASES, Case

CODES = {
    ("employer.size", "size"),
    ("employer.size", "by_capital"),
    ("employer.size", "by_sales"),
    ("receivable.class", "class_of"),
    ("jkk.industry_rate", "risk_group"),
    ("sanction.steps", "stage"),
    *((f, "kind") for f in ("jp.survivors", "jp.widow", "jp.child", "jp.child_after_spouse", "jp.parent")),
}
"""Figures that are names of something: a group, a stage, a kind of pension."""
DECIDED = [c for c in CASES if c.formula in PROCEDURES]


@pytest.mark.parametrize("formula", law.formulas())
def test_every_output_has_a_unit(formula: str) -> None:
    for output in law.describe(formula)["outputs"]:
        unit = output["unit"]
        assert known(unit) and unit not in ("codes", "choice", "date"), (output["name"], unit)
        assert (unit == "code") == ((formula, output["name"]) in CODES), (output["name"], unit)
        for text in output["title"].values():
            assert not any(w in text.lower() for w in ("per sejuta", "ppm", "per million", "(rupiah)")), text


def test_every_decision_has_cases() -> None:
    assert {c.formula for c in DECIDED} == set(PROCEDURES)


@pytest.mark.parametrize("case", DECIDED, ids=lambda c: c.name)
def test_a_decision_keeps_to_its_units(case: Case) -> None:
    units = {name: unit for name, _, unit in PROCEDURES[case.formula].outputs}
    got = case.run()
    assert set(got.values) == set(units)
    steps = {s["id"].rsplit(".", 1)[-1]: s for s in got.trace.to_json()["steps"]}
    for name, value in got.values.items():
        if units[name] == "flag":
            assert value in (0, 1), (name, value)
        step = steps.get(name)
        if step is not None and step["value"] == value and step["unit"] != "code":
            assert step["unit"] == units[name], (name, step["unit"], units[name])
