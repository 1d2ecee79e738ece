"""Lists of records give the outcome of the single case, case-by-case formulas too."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from lindung import law

from .cases import CASES, Case

GOOD = {"wage": 5_000_000, "risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}


def test_every_case_comes_out_as_a_row() -> None:
    groups: dict[Any, list[Case]] = defaultdict(list)
    for case in CASES:
        groups[case.formula, case.known_on, tuple(sorted(case.settings.items()))].append(case)
    for (formula, known_on, settings), cases in groups.items():
        rows = [{"*on": c.on, **c.inputs} for c in cases]
        got = law.batch_rows(formula, "*on", rows, known_on=known_on, settings=dict(settings))
        for case, row in zip(cases, got, strict=True):
            want = case.run()
            assert row == {"values": want.values, "details": want.details}, case.name


def test_a_refused_row_says_why_and_the_others_go_on() -> None:
    rows: list[Any] = [
        GOOD,
        {**GOOD, "wage": None},
        {**GOOD, "jp": 2},
        {**GOOD, "height": 1},
        "x",
        {**GOOD, "wage": 1.5},
    ]
    got = law.batch_rows("pu.contribution", date(2022, 1, 1), iter(rows))
    assert got[0]["values"]["total"] == 462_000
    codes = [r.get("refused") for r in got]
    assert codes == [None, "missing_input", "out_of_range", "unknown_input", "wrong_type", "wrong_type"]
    assert all(set(r["message"]) == {"id", "en"} for r in got[1:])
    days = [{**GOOD, "day": d} for d in (date(2022, 1, 1), "2022-01", "2022-01-31", None, "soon", date(2014, 1, 1))]
    got = law.batch_rows("pu.contribution", "day", days)
    assert [r.get("refused") for r in got] == [None, None, None, "missing_input", "wrong_type", "not_in_force"]
    assert got[0] == got[1] == got[2]


def test_a_procedure_refuses_row_by_row() -> None:
    (case,) = [c for c in CASES if c.formula == "jht.entitlement"][:1]
    got = law.batch_rows("jht.entitlement", case.on, [case.inputs, {}, {**case.inputs, "height": 1}])
    assert got[0]["details"] == case.run().details
    assert [r.get("refused") for r in got] == [None, "missing_input", "unknown_input"]


def test_an_unknown_formula_refuses_the_list() -> None:
    with pytest.raises(law.UnknownFormula):
        law.batch_rows("pu.nothing", date(2022, 1, 1), [GOOD])
