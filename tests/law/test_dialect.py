"""What the builder refuses: texts outside the dialect, wrong units, cycles, holes, possible overflow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from lindung import law
from lindung.law import build, ops
from lindung.law.errors import RuleError
from lindung.law.graph import Graph
from lindung.law.ops import band, limit, progressive, ratio, round_down_to, share
from lindung.law.plan import make_plan
from lindung.law.rule import FORMULAS, INPUTS, RULES, Input, Rule, formula, inputs, rule
from lindung.law.text import check_dialect
from lindung.law.unit_check import check_units

PARAMETERS = law.published().parameters
BOTH = {"id": "uji", "en": "test"}


@pytest.fixture
def scratch() -> Iterator[None]:
    """A group ``scratch`` of rules that is forgotten afterwards."""
    inputs(
        "scratch",
        Input("wage", "IDR/month", -(10**12), 10**12, BOTH),
        Input("months", "months", 0, 600, BOTH),
        Input("flag", "flag", 0, 1, BOTH),
    )
    yield
    INPUTS.pop("scratch", None)
    for key in [k for k in RULES if k.startswith("scratch.")]:
        del RULES[key]
    for key in [k for k, f in FORMULAS.items() if f.group == "scratch"]:
        del FORMULAS[key]


def made(fn: Any, unit: str = "IDR/month", **more: Any) -> Rule:
    rule("scratch", id_="uji", en="test", unit=unit, cite="uji", **more)(fn)
    return RULES[f"scratch.{more.get('name', fn.__name__)}"][-1]


def whole(name: str, output: str) -> None:
    formula(name, "scratch", title=BOTH, uses=("wage", "months", "flag"), outputs=(output,), since=date(2016, 1, 1))


def test_refused_texts(scratch: None) -> None:
    def division(wage: int) -> int:
        return wage / 2  # type: ignore[return-value]

    def literal(wage: int) -> int:
        return int(wage * 0.5)

    def loop(wage: int) -> int:
        for _ in range(3):
            wage += 1
        return wage

    def local(wage: int) -> int:
        twice = wage * 2
        return twice

    def no_return(wage: int) -> int:  # type: ignore[return]
        if wage > 0:
            return wage

    def foreign(wage: int) -> int:
        return abs(wage)

    def outside(wage: int) -> int:
        return wage + len(RULES)

    def chained(wage: int) -> int:
        return 1 if 0 < wage < 5 else 0

    def unused(wage: int, months: int) -> int:
        return wage

    def power(wage: int) -> int:
        return wage**2

    def arity(wage: int) -> int:
        return share(wage, 5)  # type: ignore[call-arg]

    def boolean(wage: int) -> int:
        return True if wage > 0 else wage

    for fn in (division, literal, loop, local, no_return, foreign, outside, chained, unused, power, arity, boolean):
        with pytest.raises(RuleError):
            check_dialect(made(fn))


def test_units_are_checked(scratch: None) -> None:
    def sum_of_money_and_months(wage: int, months: int) -> int:
        return wage + months

    def money_of_product(wage: int, months: int) -> int:
        return wage * months

    def compared(wage: int, months: int) -> int:
        return wage if wage > months else 0

    def rate_as_money(jht__rate_worker: int) -> int:
        return jht__rate_worker

    def share_of_no_rate(wage: int, months: int) -> int:
        return share(wage, months, "down")

    def branches(wage: int, months: int, flag: int) -> int:
        if flag == 1:
            return wage
        return months

    def plain_number(wage: int) -> int:
        return wage + 1000

    for fn in (
        sum_of_money_and_months,
        money_of_product,
        compared,
        rate_as_money,
        share_of_no_rate,
        branches,
        plain_number,
    ):
        with pytest.raises(RuleError):
            check_units(made(fn), PARAMETERS)

    def right(wage: int, months: int) -> int:
        return wage * months

    check_units(made(right, "IDR"), PARAMETERS)


def test_unknown_names_and_choices_are_refused(scratch: None) -> None:
    def names(wage: int, jp__nothing: int) -> int:
        return wage + jp__nothing

    def other(wage: int, height: int) -> int:
        return wage + height

    for fn in (names, other):
        with pytest.raises(RuleError):
            build.check_arguments(made(fn), PARAMETERS)
    with pytest.raises(RuleError):
        build.check_arguments(made(lambda wage: wage, name="chosen", when={"rounding.tax": "sideways"}), PARAMETERS)


def test_cycles_are_refused(scratch: None) -> None:
    def first(second: int) -> int:
        return second

    def second(third: int) -> int:
        return third

    def third(first: int) -> int:
        return first

    for fn in (first, second, third):
        made(fn)
    with pytest.raises(RuleError, match="depends on itself"):
        build.check_acyclic("scratch")
    whole("scratch.cycle", "first")
    with pytest.raises(RuleError, match="depends on itself"):
        make_plan(FORMULAS["scratch.cycle"], date(2020, 1, 1), None, {}, PARAMETERS)


def test_overlapping_versions_are_refused(scratch: None) -> None:
    def old(wage: int) -> int:
        return wage

    made(old, name="versioned", until=date(2020, 1, 1))
    with pytest.raises(RuleError, match="two versions"):
        made(old, name="versioned", since=date(2020, 1, 1))


def test_a_hole_in_time_is_refused(scratch: None) -> None:
    def part(wage: int) -> int:
        return wage

    made(part, name="part", until=date(2018, 1, 1))
    made(part, name="part", since=date(2018, 1, 3))
    whole("scratch.hole", "part")
    with pytest.raises(RuleError, match="incomplete on 2018-01-02"):
        build.check_complete(FORMULAS["scratch.hole"], PARAMETERS)


def test_a_parameter_that_begins_late_or_ends_is_refused(scratch: None) -> None:
    def early(wage: int, jkp__wage_cap: int) -> int:
        return limit(wage, jkp__wage_cap)

    item = made(early)
    whole("scratch.early", "early")
    with pytest.raises(RuleError, match="begins on 2021-02-02"):
        build.check_versions(item, PARAMETERS, FORMULAS["scratch.early"])

    def ended(wage: int, relief__covid__payable: int) -> int:
        return share(wage, relief__covid__payable, "down")

    item = made(ended, since=date(2020, 8, 1))
    whole("scratch.ended", "ended")
    with pytest.raises(RuleError, match="ends on 2021-01-31"):
        build.check_versions(item, PARAMETERS, FORMULAS["scratch.ended"])


def test_possible_overflow_is_refused(scratch: None) -> None:
    def big(wage: int, months: int, jht__rate_worker: int) -> int:
        return share(wage * months, jht__rate_worker, "half_up")

    made(big, "IDR")
    whole("scratch.big", "big")
    with pytest.raises(RuleError, match="outside 64 bits"):
        build.prove(FORMULAS["scratch.big"], PARAMETERS)


def test_the_proof_uses_the_contract_not_the_value(scratch: None) -> None:
    inputs("scratch", Input("wage", "IDR/month", -(10**14), 10**14, BOTH))

    def small_value(wage: int, jht__rate_worker: int) -> int:
        return share(wage, jht__rate_worker, "half_up")

    made(small_value)
    whole("scratch.contract", "small_value")
    plan = make_plan(FORMULAS["scratch.contract"], date(2020, 1, 1), None, {}, PARAMETERS)
    assert plan.run(10**14, 0, 0) == (2 * 10**12,)  # 2 % of it fits; the contract allows 50 %
    with pytest.raises(RuleError, match="outside 64 bits"):
        build.prove(FORMULAS["scratch.contract"], PARAMETERS)


def test_division_by_something_that_may_be_zero_is_refused(scratch: None) -> None:
    def by_months(wage: int, months: int) -> int:
        return ratio(wage, months, "down")

    made(by_months)
    whole("scratch.zero", "by_months")
    with pytest.raises(RuleError, match="positive"):
        build.prove(FORMULAS["scratch.zero"], PARAMETERS)


def test_a_table_must_hold_every_code(scratch: None) -> None:
    graph = Graph("scratch.codes")
    with pytest.raises(RuleError, match="no value for code 6"):
        graph.take(graph.input("group", 1, 6), ((1, 1), (2, 2), (3, 3), (4, 4), (5, 5)))


def test_a_table_look_up_beyond_the_codes_is_refused_in_the_proof(scratch: None) -> None:
    inputs("scratch", Input("group", "code", 0, 5, BOTH))

    def wide(wage: int, group: int, jkk__rate: dict[int, int]) -> int:
        return share(wage, jkk__rate[group], "down")

    made(wide)
    formula("scratch.wide", "scratch", title=BOTH, uses=("wage", "group"), outputs=("wide",), since=date(2016, 1, 1))
    with pytest.raises(RuleError, match="no value for code 0"):
        build.prove(FORMULAS["scratch.wide"], PARAMETERS)


def test_prior_year_argument_reads_the_year_before(scratch: None) -> None:
    def lagged(wage: int, jp__wage_cap__prior_year: int) -> int:
        return limit(wage, jp__wage_cap__prior_year)

    made(lagged)
    whole("scratch.lagged", "lagged")
    plan = make_plan(FORMULAS["scratch.lagged"], date(2020, 2, 29), None, {}, PARAMETERS)
    assert plan.run(10**9, 0, 0) == (8_094_000,)


@pytest.mark.parametrize("mode", ops.MODES)
def test_rounding_modes_against_exact_fractions(mode: str) -> None:
    from fractions import Fraction
    from math import ceil, floor

    for num in range(-45, 46):
        for den in (1, 2, 3, 4, 10):
            size = Fraction(abs(num), den)
            expect = {
                "half_up": floor(size + Fraction(1, 2)),
                "half_even": round(size),
                "down": floor(size),
                "up": ceil(size),
            }[mode]
            assert ratio(num, den, mode) == (-expect if num < 0 else expect)


def test_operations() -> None:
    assert [share(w, 20_000, "half_up") for w in (25, -25, 24, 0)] == [1, -1, 0, 0]
    assert [limit(w, 10) for w in (11, 10, -11, -10, 3)] == [10, 10, -10, -10, 3]
    assert [round_down_to(w, 1000) for w in (1999, -1999, 2000, 0)] == [1000, -1000, 2000, 0]
    slices = ((60, 50_000), (250, 150_000), (None, 250_000))
    assert progressive(300, slices, "down") == (60 * 5 + 190 * 15 + 50 * 25) // 100
    assert progressive(0, slices, "up") == 0
    with pytest.raises(ValueError, match="unknown rounding"):
        ratio(1, 2, "sideways")


def test_everything_published_passes() -> None:
    counts = build.check_everything(PARAMETERS)
    assert counts["proofs"] >= counts["formulas"] and counts["rule_versions"] > 40


def test_a_band_holds_its_upper_end_and_the_first_has_no_lower_end() -> None:
    bands = ((10, 1), (20, 2), (None, 3))
    assert [band(v, bands) for v in (-5, 0, 10, 11, 20, 21, 10**12)] == [1, 1, 1, 2, 2, 3, 3]
    graph = Graph()
    node = graph.band(graph.input("x", -100, 100), bands)
    assert graph.bounds(node) == (1, 3)
