"""The golden cases, their traces, and the mutation proof that they watch every parameter."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from typing import Any

import numpy as np
import pytest
import yaml

from lindung import law
from lindung.law.engine import Law
from lindung.law.errors import LawError
from lindung.law.schema import named, problems
from lindung.law.store import Parameter, ParameterSet

from .cases import CASES, FOLDER, Case


def test_there_are_enough_cases_and_names_are_unique() -> None:
    assert len(CASES) >= 80
    assert len({(c.file, c.name) for c in CASES}) == len(CASES)
    assert {c.formula for c in CASES} == set(law.formulas())


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.file}: {c.name}")
def test_case(case: Case) -> None:
    got = case.run()
    assert case.wrong(got=got) == ""
    trace = got.trace
    data = trace.to_json()
    assert list(problems(data, named("trace.v1"))) == []
    assert data["values"] == got.values
    again = law.replay(json.dumps(data))
    assert again and not again.rules_changed and not again.parameters_changed
    for lang in ("id", "en"):
        text = trace.to_text(lang)
        assert "{" not in text and "None" not in text and len(text.splitlines()) > 3
        told = trace.to_html(lang)
        assert told.count("<li><strong>") == len(trace.steps) and "None" not in told
        assert all(escape(s["title"][lang]) in told and escape(s["arithmetic"][lang]) in told for s in trace.steps)


@pytest.mark.parametrize(
    "case", [c for c in CASES if "batch" in law.describe(c.formula)["forms"]], ids=lambda c: c.name
)
def test_case_over_columns(case: Case) -> None:
    columns = {k: np.array([v, v], dtype=np.int64) for k, v in case.inputs.items()}
    got = law.batch(case.formula, case.on, columns, known_on=case.known_on, settings=case.settings)
    assert {k: got[k].tolist() for k in case.expect} == {k: [v, v] for k, v in case.expect.items()}


def moved(item: Parameter) -> list[tuple[int, list[Any]]]:
    """Every way to move a parameter by one unit: (number of the value, the value moved up and moved down)."""
    out: list[tuple[int, list[Any]]] = []
    for number, value in enumerate(item.values):
        v = value.value
        if item.type in ("money", "rate", "integer"):
            out.append((number, [v + 1, v - 1]))
        elif item.type == "table":
            assert item.range is not None
            low, high = item.range
            out += [(number, [{**v, code: v[code] + k} for k in (1, -1) if low <= v[code] + k <= high]) for code in v]
        elif item.type == "schedule":
            for k, (up_to, rate) in enumerate(v):
                out.append((number, [(*v[:k], (up_to, rate + d), *v[k + 1 :]) for d in (1, -1)]))
                if up_to is not None:
                    out.append(
                        (
                            number,
                            [
                                (*v[:k], (up_to + d, rate), *v[k + 1 :])
                                for d in ((1000, -1000) if up_to > 100_000 else (1, -1))
                            ],
                        )
                    )
    return out


@cache
def concerned(key: str) -> list[Case]:
    """The cases that read a parameter."""
    return [case for case, keys in zip(CASES, reads(), strict=True) if key in keys]


class Watched(ParameterSet):
    """Parameters that note which of them were asked for."""

    def __init__(self, base: ParameterSet) -> None:
        super().__init__({p.id: p for p in base})
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Parameter:
        self.asked.add(key)
        return super().__getitem__(key)


@cache
def reads() -> list[frozenset[str]]:
    """For each case the parameters that its calculation asks for."""
    out = []
    for case in CASES:
        watched = Watched(law.published().parameters)
        case.run(Law(watched, {}))
        out.append(frozenset(watched.asked))
    return out


def _breaks(case: Case, engine: Law) -> bool:
    try:
        return bool(case.wrong(engine))
    except LawError:
        return True


def test_derivations_are_real() -> None:
    """At least 400 cases without the rows of the industry list; their derivations hold figures and are not one text."""
    texts = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.stem != "industry":
            found = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["cases"]
            texts += [(path.stem, c["name"], c["derivation"]) for c in found]
    assert len(texts) >= 400
    without = [t[:2] for t in texts if not any(ch.isdigit() for ch in t[2])]
    assert len(without) * 4 < len(texts), without  # a refusal or a choice may be told in words
    assert len({t[2] for t in texts}) * 2 > len(texts)
