"""The legal order of heirs and shares that add up to the rupiah."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law
from lindung.law.heirs import Relative, distribute, split
from lindung.law.schema import named, problems

ON = date(2021, 12, 15)
ORDER = [("SPOUSE", "CHILD"), ("PARENT", "GRANDPARENT", "GRANDCHILD"), ("SIBLING",), ("PARENT_IN_LAW",), ("WILL",)]
LEVELS = ["1_SPOUSE_AND_CHILD", "2_LINE", "3_SIBLINGS", "4_PARENTS_IN_LAW", "5_WILL"]


@pytest.mark.parametrize("first", range(5))
def test_a_nearer_level_takes_all(first: int) -> None:
    people = [Relative(code.lower(), code) for level in ORDER[first:] for code in level]
    got = distribute("JKM", ON, 32_000_000, people, funeral=10_000_000)
    assert got.level == LEVELS[first] and got.has_heirs
    assert {k for k, _ in got.shares} == {code.lower() for code in ORDER[first]}
    assert sum(r for _, r in got.shares) == 42_000_000


def test_odd_rupiah() -> None:
    people = [Relative(k, "CHILD") for k in "abc"]
    assert distribute("JHT", ON, 100, people).shares == (("a", 34), ("b", 33), ("c", 33))
    first = distribute("JHT", ON, 101, people, settings={"heirs.odd_rupiah": "first_listed"})
    assert first.shares == (("a", 35), ("b", 33), ("c", 33))
    assert "heirs.odd_rupiah" in first.trace.data["assumptions"]
    assert "heirs.odd_rupiah" not in distribute("JHT", ON, 99, people).trace.data["assumptions"]


def test_settings_of_the_first_level() -> None:
    people = [Relative("w", "SPOUSE"), Relative("c", "CHILD")]
    assert distribute("JKM", ON, 100, people).shares == (("w", 50), ("c", 50))
    alone = distribute("JKM", ON, 100, people, settings={"heirs.first_group": "spouse_then_child"})
    assert alone.shares == (("w", 100),)
    one = distribute("JKM", ON, 100, people, settings={"heirs.split": "first_listed"})
    assert one.shares == (("w", 100), ("c", 0))


def test_nobody() -> None:
    got = distribute("JKM", ON, 32_000_000, [Relative("n", "BURIER")], funeral=10_000_000)
    assert not got.has_heirs and got.shares == (("FUND", 32_000_000), ("n", 10_000_000))
    assert distribute("JHT", ON, 5, []).shares == (("ESTATE_OFFICE", 5),)
    with pytest.raises(law.BadFact, match="arranged the funeral"):
        distribute("JKM", ON, 32_000_000, [], funeral=10_000_000)


def test_who_buried_does_not_take_from_heirs() -> None:
    got = distribute("JKM", ON, 32, [Relative("n", "BURIER"), Relative("s", "SIBLING")], funeral=10)
    assert got.by_key == {"s": 42}


@pytest.mark.parametrize(
    ("people", "amount"),
    [
        ([Relative("a", "COUSIN")], 1),
        ([Relative("a", "FUND")], 1),
        ([Relative("a", "CHILD"), Relative("a", "CHILD")], 1),
        ([Relative("a", "CHILD"), Relative("a", "SPOUSE")], 1),
        ([Relative("a", "BURIER"), Relative("b", "BURIER")], 1),
        ([Relative("a", "CHILD")], -1),
        ([Relative("a", "CHILD")], 1.0),
        ([Relative("a", "CHILD")], True),
    ],
)
def test_impossible_facts(people: list[Relative], amount: int) -> None:
    with pytest.raises(law.BadFact) as error:
        distribute("JKM", ON, amount, people)
    assert error.value.text("id") != error.value.text("en")


def test_unknown_programme_and_time() -> None:
    with pytest.raises(law.BadFact):
        distribute("JKK", ON, 1, [Relative("a", "CHILD")])
    with pytest.raises(law.NotInForce):
        distribute("JHT", date(2015, 6, 30), 1, [Relative("a", "CHILD")])


@given(st.integers(0, 10**12), st.integers(1, 40), st.sampled_from(["listed_order", "first_listed"]))
def test_shares_add_up_and_differ_by_a_rupiah(amount: int, count: int, odd: str) -> None:
    shares = [r for _, r in split(amount, [str(n) for n in range(count)], odd)]
    assert sum(shares) == amount and min(shares) == amount // count
    if odd == "listed_order":
        assert max(shares) - min(shares) <= 1 and shares == sorted(shares, reverse=True)


def test_the_trace_fits_the_schema() -> None:
    got = distribute("JKM", ON, 32_000_000, [Relative("w", "SPOUSE"), Relative("c", "CHILD")], funeral=10_000_000)
    assert list(problems(got.trace.to_json(), named("trace.v1"))) == []
    assert "Rp42.000.000 = Rp21.000.000 + Rp21.000.000" in got.trace.to_text()
