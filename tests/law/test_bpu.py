"""Contributions of non-wage earners: bands, gaps, reliefs."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law
from lindung.law.plan import month_end

MONTHS = st.dates(date(2015, 7, 1), date(2027, 12, 31))
INCOME = st.one_of(st.integers(0, 25_000_000), st.integers(0, 10**10))
FLAG = st.integers(0, 1)
FACTS = st.fixed_dictionaries({"jht": FLAG, "transport": FLAG, "funded_by_state": FLAG, "covid_relief": FLAG})


def contribution(month: date, income: int, facts: dict[str, int], **settings: str) -> dict[str, int]:
    chosen = {f"bpu.{k}": v for k, v in settings.items()}
    return law.calc("bpu.contribution", month, {"income": income, **facts}, settings=chosen).values


def test_the_table_has_33_bands_of_the_printed_widths() -> None:
    rows = law.parameter("bpu.band_base", date(2020, 1, 1)).value
    assert len(rows) == 33 and rows[-1] == (None, 20_700_000)
    ends = [up_to for up_to, _ in rows[:-1]]
    assert [b - a for a, b in pairwise(ends)] == [200_000] * 8 + [500_000] * 11 + [1_000_000] * 12
    for (low, _), (up_to, base) in pairwise(rows[:-1]):
        assert 2 * base == low + 1_000 + up_to + 1_000  # the base is the middle of its band


@given(MONTHS, INCOME, FACTS)
def test_sums_and_bounds(month: date, income: int, facts: dict[str, int]) -> None:
    v = contribution(month, income, facts)
    assert v["total"] == v["jkk"] + v["jkm"] + v["jht_worker"]
    assert 100 <= v["jkk"] <= 207_000 and 68 <= v["jkm"] <= 6_800
    assert v["jht_worker"] == facts["jht"] * v["band_base"] // 50


@given(MONTHS, INCOME, st.integers(0, 10**7), FACTS)
def test_monotone_in_the_income(month: date, income: int, more: int, facts: dict[str, int]) -> None:
    low, high = (contribution(month, i, facts) for i in (income, min(income + more, 10**10)))
    assert all(low[k] <= high[k] for k in low)


@given(INCOME, FACTS)
def test_the_gap_setting_matters_only_inside_a_gap(income: int, facts: dict[str, int]) -> None:
    lower, upper = (contribution(date(2022, 1, 1), income, facts, band_gap=g) for g in ("lower", "upper"))
    ends = [up_to for up_to, _ in law.parameter("bpu.band_base", date(2022, 1, 1)).value if up_to]
    inside = any(end < income < end + 1_000 for end in ends)
    assert (lower["band_base"] < upper["band_base"]) == inside


@given(MONTHS, INCOME, FACTS)
def test_relief_never_touches_jht_nor_raises_the_bill(month: date, income: int, facts: dict[str, int]) -> None:
    v = contribution(month, income, facts)
    full = contribution(date(2019, 1, 1), income, facts)
    assert v["jht_worker"] == full["jht_worker"] and v["total"] <= full["total"]
    last = month_end(month)
    covid = facts["covid_relief"] and date(2020, 8, 31) <= last <= date(2021, 1, 31)
    half = not facts["funded_by_state"] and (
        (facts["transport"] and date(2026, 1, 31) <= last <= date(2027, 3, 31))
        or date(2026, 4, 30) <= last <= date(2026, 12, 31)
    )
    assert v["jkk"] == full["jkk"] // (100 if covid else 2 if half else 1)


def test_refusals() -> None:
    facts = {"jht": 0, "transport": 0, "funded_by_state": 0, "covid_relief": 0}
    with pytest.raises(law.OutOfRange):
        contribution(date(2022, 1, 1), -1, facts)
    with pytest.raises(law.NotInForce):
        contribution(date(2015, 6, 1), 1_000_000, facts)
    with pytest.raises(law.MissingInput):
        law.calc("bpu.contribution", date(2022, 1, 1), facts)
