"""Inputs, days, settings, overlays, files and words on the command line of any kind: worked or refused by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung import law
from lindung.law.cli import law as command

from .cases import CASES

FORMULAS = law.formulas()
FIRST = {f: [c for c in CASES if c.formula == f][:12] for f in FORMULAS}
HOSTILE: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.integers(-2, 120),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["2022-01-01", "2022-13-01", "0", "-1", "{x}", "%s", "\x00", "1e9"]),
        st.dates(),
        st.binary(max_size=4),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)


ODD_DAYS = st.one_of(st.dates(), st.sampled_from([date.min, date.max, date(2022, 2, 28)]))


@st.composite
def spoiled(draw: st.DrawFn, case: Any) -> dict[str, Any]:
    """The inputs of a case with some values hostile, missing or unknown, also inside its records."""
    out = dict(case.inputs)
    names = [*out, *(i["name"] for i in law.describe(case.formula)["inputs"])]
    for name in draw(st.lists(st.sampled_from(names or ["x"]), max_size=3)):
        old = out.get(name)
        if isinstance(old, list) and old and draw(st.booleans()):
            rows = [dict(r) if isinstance(r, dict) else r for r in old]
            if isinstance(rows[0], dict) and rows[0]:
                rows[0][draw(st.sampled_from(sorted(rows[0])))] = draw(HOSTILE)
            out[name] = rows
        else:
            out[name] = draw(HOSTILE)
    if draw(st.integers(0, 9)) == 0:
        out[draw(st.text(max_size=5))] = draw(HOSTILE)
    return out


def told(refusal: law.LawError) -> None:
    for lang in ("id", "en"):
        assert refusal.text(lang)
    assert refusal.code and refusal.code != "law_error"


@pytest.mark.parametrize("formula", FORMULAS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_given_is_worked_or_refused_in_words(formula: str, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(FIRST[formula]))
    given_inputs = data.draw(spoiled(case))
    on = data.draw(st.one_of(st.just(case.on), st.just(case.on), ODD_DAYS))
    known = data.draw(st.one_of(st.none(), st.none(), ODD_DAYS))
    try:
        got = law.calc(formula, on, given_inputs, known_on=known, settings=case.settings)
    except law.LawError as refusal:
        told(refusal)
    else:
        assert all(isinstance(v, int) for v in got.values.values())


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE)
def test_days_and_settings_of_any_kind(day: Any, choice: Any) -> None:
    for on, chosen in (
        (day, {}),
        (date(2022, 1, 1), {"rounding.contribution": choice}),
        (date(2022, 1, 1), {"x": "y"}),
    ):
        try:
            law.calc("jkm.benefit", on, {"has_heirs": 1}, settings=chosen)
        except law.LawError as refusal:
            told(refusal)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        HOSTILE,
        st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(("overlay", "id", "title", "recorded", "source", "parameters", "values"), HOSTILE),
        ),
        st.fixed_dictionaries(
            {
                "overlay": st.just(1),
                "id": st.sampled_from(["a", "reform.x", ""]),
                "title": st.just({"id": "a", "en": "b"}),
                "parameters": st.dictionaries(st.sampled_from(["jp.wage_cap", "jkk.rate", "x"]), HOSTILE, max_size=2),
            }
        ),
    )
)
def test_an_overlay_of_any_shape(data: Any) -> None:
    try:
        law.with_overlay(data)
    except law.LawError as refusal:
        told(refusal)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from([".yaml", ".json", ".csv"]))
def test_a_file_of_any_bytes(tmp_path: Path, data: bytes, ending: str) -> None:
    path = tmp_path / f"given{ending}"
    path.write_bytes(data)
    try:
        if ending == ".csv":
            law.run_file("jkm.benefit", date(2022, 1, 1), path, tmp_path / "out.csv")
        else:
            law.with_overlay(path)
    except law.LawError as refusal:
        told(refusal)


WORDS = st.one_of(
    st.sampled_from(
        ["calc", "list", "show", "batch", "diff", "timeline", "--on", "--input", "--known-on", "--setting"]
    ),
    st.sampled_from(["jkm.benefit", "pu.contribution", "2022-01-01", '{"has_heirs": 1}', "[]", "null", "1e999", "x=y"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_any_words_on_the_command_line(words: list[str]) -> None:
    got = CliRunner().invoke(command, words)
    assert got.exception is None or isinstance(got.exception, SystemExit), (words, got.exception)
    assert got.exit_code in (0, 1, 2)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(FORMULAS))
def test_any_input_on_the_command_line(text: str, formula: str) -> None:
    got = CliRunner().invoke(command, ["calc", formula, "--on", "2022-01-01", f"--input={text}"])
    assert isinstance(got.exception, SystemExit) or got.exit_code == 0, (text, got.exception)
