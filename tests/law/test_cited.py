"""The cited core says what the worded trace says, without the words."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from typing import Any

import numpy as np
import pytest

from lindung import law
from lindung.law import ops
from lindung.law.catalogue import RULES
from lindung.law.cited import citer, core_of, slices
from lindung.law.schema import named, problems
from lindung.law.text import expression
from lindung.law.ways import TooManyWays, ways

from .cases import CASES, Case
from .test_forms import FORMULAS, day_for, random_columns

FACTS = {"risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.file}: {c.name}")
def test_the_core_of_a_case_is_that_of_its_worded_trace(case: Case) -> None:
    got = case.run()
    core = got.trace.to_json(words=False)
    assert core == core_of(got.trace.data)
    assert core["values"] == got.values and core["receipt"] == json.loads(json.dumps(got.receipt))
    assert list(problems(core, named("cited.v1"))) == []
    assert json.loads(json.dumps(core)) == core


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_core_follows_every_way_through_a_formula(formula: str) -> None:
    on, columns = day_for(formula), random_columns(formula, 23, 24)
    for number in range(24):
        mode = ("half_up", "half_even", "down", "up")[number % 4]
        settings = {p: mode for p in law.describe(formula)["parameters"] if p.startswith("rounding.")}
        got = law.calc(formula, on, {k: int(v[number]) for k, v in columns.items()}, settings=settings)
        assert got.trace.cited == core_of(got.trace.data)
        assert got.trace.cited["values"] == got.values


def test_every_formula_is_cited_in_the_run() -> None:
    for formula in FORMULAS:
        plan = law.published().plan(formula, day_for(formula))
        assert citer(plan) is not None, formula


def test_rounding_is_exact() -> None:
    core = law.calc("pu.contribution", date(2022, 1, 1), {"wage": 12_345_678, **FACTS}).trace.cited
    step = next(s for s in core["steps"] if s["id"] == "pu.jkk")
    assert step["value"] == 29_630 and step["inputs"] == {"wage": 12_345_678, "jkk_rate": 2_400}
    assert step["rounding"]["exact"] == {"num": 12_345_678 * 2_400, "den": 10**6}
    assert step["rounding"]["remainder"] == {"num": 12_345_678 * 2_400 - 29_630 * 10**6, "den": 10**6}
    assert [s["choice"] for s in step["settings"]] == ["half_up"]


def test_every_copy_is_its_own() -> None:
    trace = law.calc("pu.contribution", date(2022, 1, 1), {"wage": 5_000_000, **FACTS}).trace
    one, two = trace.to_json(words=False), trace.to_json(words=False)
    for step in one["steps"]:
        step["value"] = step["inputs"]["x"] = 1
        for p in step["parameters"]:
            p["value"] = 0
        step["settings"].append(1)
    assert two == trace.cited == core_of(trace.data)


def test_the_words_are_made_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    from lindung.law import trace as module

    real = module._worded
    monkeypatch.setattr(module, "_worded", lambda *a: (asked.append(1), real(*a))[1])
    trace = law.calc("pu.contribution", date(2022, 1, 1), {"wage": 5_000_000, **FACTS}).trace
    assert trace.cited["values"]["total"] == 462_000 and not asked
    assert trace.to_text() and trace.data and trace.to_json() and asked == [1]


def test_a_trace_survives_pickling_and_storing() -> None:
    trace = law.calc("pu.contribution", date(2022, 1, 1), {"wage": 5_000_000, **FACTS}).trace
    again = pickle.loads(pickle.dumps(trace))
    assert again == trace and again.cited == trace.cited
    assert law.Trace(trace.to_json()).to_text() == trace.to_text()
    with pytest.raises(TypeError):
        law.Trace()


def test_the_schema_is_strict() -> None:
    data = law.calc("pu.contribution", date(2022, 1, 1), {"wage": 5_000_001, **FACTS}).trace.to_json(words=False)

    def spoiled(change: Any) -> list[str]:
        bad = copy.deepcopy(data)
        change(bad)
        return list(problems(bad, named("cited.v1")))

    assert spoiled(lambda d: d) == []
    assert spoiled(lambda d: d.pop("receipt"))
    assert spoiled(lambda d: d["steps"][0].pop("cite"))
    assert spoiled(lambda d: d["steps"][1]["rounding"].update(words={}))
    assert spoiled(lambda d: d["steps"][1]["rounding"]["exact"].update(num=1.5))
    assert spoiled(lambda d: d["steps"][0]["parameters"][0].pop("article"))


def test_a_rule_with_too_many_ways_is_cited_from_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from lindung.law import ways as module

    monkeypatch.setattr(module, "WAYS", 0)
    with pytest.raises(TooManyWays):
        ways(expression(RULES["pu.total"][0]), {})
    law_now = law.Law(law.published().parameters, law.published().hashes)
    assert citer(law_now.plan("pu.contribution", date(2022, 1, 1))) is None
    got = law_now.calc("pu.contribution", date(2022, 1, 1), {"wage": 5_000_000, **FACTS})
    assert got.trace.cited == core_of(got.trace.data) == got.trace.to_json(words=False)


def test_the_exact_sum_of_slices_is_the_one_that_is_rounded() -> None:
    rng = np.random.default_rng(3)
    for base in rng.integers(0, 2_000_000, 300).tolist():
        schedule = ((50_000, 0), (100_000, 50_001), (1_000_000, 150_000), (None, 300_007))
        for mode in ops.MODES:
            assert ops.ratio(slices(base, schedule), 10**6, mode) == ops.progressive(base, schedule, mode)
