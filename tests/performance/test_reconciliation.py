"""The published figures against each other: every verdict as expected, the arithmetic shown."""

from fractions import Fraction

import pytest

from lindung.performance.reconciliation import Verdict, run_all
from lindung.performance.reconciliation.catalogue import TESTS
from lindung.performance.reconciliation.engine import adds_up, from_register, run
from lindung.performance.reconciliation.register import published


def test_the_catalogue_is_whole():
    assert [t.id for t in TESTS] == [f"RT-{n:02d}" for n in range(1, 41)] + [f"RX-{n:02d}" for n in range(1, 8)]
    assert len(published()) == 88


@pytest.mark.parametrize("test", TESTS, ids=lambda t: t.id)
def test_verdict_as_expected(test):
    outcome = run(test)
    assert outcome.verdict is test.expected, outcome.arithmetic
    assert outcome.arithmetic and test.reason_id and test.reason_en


@pytest.mark.parametrize(
    ("id_", "left", "right"),
    [
        ("RT-01", 175_896, 175_896),
        ("RT-10", 87_067, 87_067),
        ("RT-18", 13_431, 13_738),
        ("RT-19", 13_738, 13_738),
        ("RT-20", 182_828_507_627, 184_720_007_627),
        ("RT-21", 184_720_007_627, 184_720_007_627),
        ("RX-01", 99_910_272_776, 99_910_273_776),
    ],
)
def test_exact_sums(id_, left, right):
    outcome = next(o for t, o in run_all() if t.id == id_)
    assert (outcome.left, outcome.right) == (left, right)


def test_rounding_decides_by_intervals():
    def look(id_: str) -> tuple[Fraction, Fraction]:
        return {"a": (Fraction(10), Fraction(1, 2)), "b": (Fraction(20), Fraction(1, 2))}[id_]

    assert adds_up(["a", "b"], 30)(look).verdict is Verdict.PASS
    assert adds_up(["a", "b"], 31)(look).verdict is Verdict.ROUNDING
    assert adds_up(["a", "b"], 32)(look).verdict is Verdict.FAIL


def test_a_wrong_figure_changes_the_verdict():
    def look(id_: str) -> tuple[Fraction, Fraction]:
        value, half = from_register(id_)
        return (value + 1, half) if id_ == "F002-09" else (value, half)

    changed = {t.id: o.verdict for t, o in run_all(look) if o.verdict is not t.expected}
    assert changed == {"RT-19": Verdict.FAIL}
