"""Years later the same rupiah: the traces, runs and lists of this release, kept in ``replay/``, come out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lindung import law
from lindung.law.engine import Law

from .golden import batchable, kept, lists, run_hash

TRACES: list[dict[str, Any]] = kept("traces")
RUNS: dict[str, str] = kept("runs")
BASE = law.published()
LATER = date(2035, 1, 1)


def named(item: dict[str, Any]) -> str:
    return f"{item['core']['formula']}: {item['case']}"


def test_every_formula_has_a_stored_trace_and_every_column_formula_a_run() -> None:
    told = "run PYTHONPATH=src python -m tests.law.golden and commit tests/law/replay"
    assert {t["core"]["formula"] for t in TRACES} == set(law.formulas()), told
    assert set(RUNS) == set(batchable()), told


@pytest.mark.parametrize("item", TRACES, ids=named)
def test_a_stored_trace_replays(item: dict[str, Any]) -> None:
    got = law.replay(item["core"])
    assert got.same, (
        f"a decision of this release no longer comes out: {got.differences}. If the law was misread, add a case that "
        f"shows it and run PYTHONPATH=src python -m tests.law.golden {item['core']['formula']}"
    )


@pytest.mark.parametrize("formula", sorted(RUNS))
def test_a_stored_run_comes_out(formula: str) -> None:
    assert run_hash(formula) == RUNS[formula], (
        f"{formula} gives other figures than when its run was stored. If that is meant (a new value, a new version, a "
        f"misreading), see that a golden case shows it and run PYTHONPATH=src python -m tests.law.golden {formula}"
    )


def test_the_lists_of_codes_are_as_stored() -> None:
    now, stored = lists(), kept("lists")
    other = sorted(k for k in {*now, *stored} if now.get(k) != stored.get(k))
    assert not other, f"lists changed: {other}. If the article says so, run PYTHONPATH=src python -m tests.law.golden"


def used(core: dict[str, Any]) -> list[tuple[str, int]]:
    """The numeric parameters of a trace with the number of the version it used."""
    found: dict[tuple[str, int], None] = {}
    for step in core["steps"]:
        for cited in step["parameters"]:
            item = BASE.parameters[cited["id"]]
            if item.type in ("money", "rate", "integer"):
                for number, value in enumerate(item.values):
                    same = (value.in_force.isoformat(), value.recorded.isoformat())
                    if same == (cited["in_force_since"], cited["recorded"]):
                        found[item.id, number] = None
    return list(found)


@pytest.mark.parametrize("item", TRACES, ids=named)
def test_a_correction_recorded_later_changes_no_old_decision(item: dict[str, Any]) -> None:
    """What is recorded after ``known_on`` is not seen; the same figure changed in place is named."""
    before = law.replay(item["core"]).parameters_changed  # a source may have been worded anew since
    for key, number in used(item["core"]):
        parameter = BASE.parameters[key]
        value = parameter.values[number]
        known = date.fromisoformat(item["core"]["receipt"]["known_on"])
        assert value.recorded <= known < LATER
        corrected = replace(value, value=value.value + 1, recorded=LATER)
        later = replace(parameter, values=(*parameter.values[: number + 1], corrected, *parameter.values[number + 1 :]))
        again = _replay(BASE.parameters.with_parameters(later), item)
        assert again.same and again.parameters_changed == before, (key, again.differences)
        spoiled = _replay(BASE.parameters.replace(key, number, value.value + 1), item)
        assert not spoiled.same and (spoiled.refusal is not None or spoiled.parameters_changed)
        assert spoiled.refusal is not None or any(
            "parameters" in d or "values" in d or "value" in d for d in spoiled.differences
        ), (key, spoiled.differences)


def _replay(parameters: Any, item: dict[str, Any]) -> Any:
    from lindung.law.repeat import replay

    return replay(Law(parameters, BASE.hashes), item["core"])
