"""Both axes of time: on every day of change, as known on every day of record, a formula is whole or says what lacks."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from lindung import law
from lindung.law.uses import parameters_of

from .cases import CASES

DAY = timedelta(days=1)
FORMULAS = law.formulas()


@cache
def days(formula: str) -> tuple[list[date], list[date]]:
    """First days of force with the day before, and days of record with the day before, of all that a formula reads."""
    values = [v for key in parameters_of(formula) for v in law.published().parameters[key].values]
    force = {d for v in values for d in (v.in_force, v.in_force - DAY)}
    record = {d for v in values for d in (v.recorded, v.recorded - DAY)}
    return sorted(force), sorted(record)


@cache
def inputs_of(formula: str) -> dict[str, Any]:
    """The inputs of its first golden case."""
    return next(c.inputs for c in CASES if c.formula == formula)


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_on_every_day_of_change(formula: str) -> None:
    force, record = days(formula)
    pairs = [(on, None) for on in force] + [(on, on) for on in force]
    pairs += [(on, known) for known in record for on in (force[len(force) // 2], force[-1])]
    worked = 0
    for on, known in pairs:
        try:
            got = law.calc(formula, on, inputs_of(formula), known_on=known)
        except law.NotInForce as refusal:
            assert refusal.facts["what"] and refusal.text("id") != refusal.text("en")
        except (law.BadFact, law.OutOfRange, law.MissingInput):
            worked += 1  # the law is whole; this case does not fit the day
        else:
            worked += 1
            assert got.values and got.receipt["on"]
    assert worked or all(on < min(c.on for c in CASES if c.formula == formula) for on, _ in pairs)
