"""The JHT account, its tax over several payments, and JKM with several employers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lindung import law

MONEY = st.one_of(st.integers(0, 200_000_000), st.integers(0, 10**9))
RATE = st.integers(0, 150_000)


def account(on: date, first: date, opening: int, paid: list[tuple[date, int]], rates: dict[int, Any]) -> law.Result:
    facts = {
        "opening": opening,
        "first_month": first,
        "contributions": [{"month": m, "amount": a} for m, a in paid],
        "rates": [{"year": y, "interim": a, "final": b} for y, (a, b) in rates.items()],
    }
    return law.calc("jht.crediting", on, facts)


PAID = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 5_000_000)), max_size=8)


@given(MONEY, PAID, PAID, st.tuples(RATE, RATE), st.tuples(RATE, RATE))
@settings(max_examples=60)
def test_two_years_are_one_year_and_then_the_other(
    opening: int, early: list[tuple[int, int]], late: list[tuple[int, int]], a: Any, b: Any
) -> None:
    one = [(date(2023, m, 1), n) for m, n in early]
    two = [(date(2024, m, 1), n) for m, n in late]
    rates = {2023: a, 2024: b}
    whole = account(date(2024, 12, 31), date(2023, 1, 1), opening, one + two, rates).values
    first = account(date(2023, 12, 31), date(2023, 1, 1), opening, one, rates).values
    second = account(date(2024, 12, 31), date(2024, 1, 1), first["closing"], two, rates).values
    assert whole["closing"] == second["closing"]
    assert all(whole[k] == first[k] + second[k] for k in ("contributions", "provisional", "true_up"))
    assert whole["closing"] == opening + whole["contributions"] + whole["provisional"] + whole["true_up"]


@given(MONEY, PAID, st.lists(RATE, min_size=12, max_size=12), st.integers(1, 12))
@settings(max_examples=60)
def test_a_rate_of_each_month_is_that_month_by_itself(
    opening: int, paid: list[tuple[int, int]], monthly: list[int], until: int
) -> None:
    """Twelve dated interim rates give the sum of the months, each at its own rate."""
    rows = [{"year": 2023, "interim": r, "final": None, "since": date(2023, n, 1)} for n, r in enumerate(monthly, 1)]
    facts = {
        "opening": opening,
        "first_month": date(2023, 1, 1),
        "contributions": [{"month": date(2023, m, 1), "amount": a} for m, a in paid if m <= until],
        "rates": rows,
    }
    day = law.dates.month_end(date(2023, until, 1))
    got = law.calc("jht.crediting", day, facts)
    alone = []
    for number in range(1, until + 1):
        earning = opening + sum(a for m, a in paid if m < number)
        month = {"balance": earning, "months": 1, "set_rate": monthly[number - 1]}
        alone.append(law.calc("jht.return_credit", date(2023, number, 28), month).values["set_credit"])
    assert [m["accrual"] for m in got.details["years"][0]["months"]] == alone
    assert got.values["provisional"] == sum(alone) and law.replay(got.trace)


@pytest.mark.parametrize(
    "rates",
    [
        [{"year": 2023, "interim": 1, "since": date(2024, 1, 1)}],
        [{"year": 2023, "interim": 1}, {"year": 2023, "interim": 2}],
        [{"year": 2023, "interim": 1}, {"year": 2023, "interim": 2, "since": date(2023, 1, 31)}],
        [{"year": 2023, "interim": 1, "final": 1}, {"year": 2023, "interim": 2, "final": 2, "since": date(2023, 5, 1)}],
        [{"year": 2023, "interim": 1, "since": date(2023, 2, 1)}],
    ],
    ids=["outside its year", "twice", "twice in a month", "two final rates", "nothing for January"],
)
def test_rates_that_contradict_each_other_are_refused(rates: list[dict[str, Any]]) -> None:
    facts = {"first_month": date(2023, 1, 1), "opening": 1_000_000, "contributions": [], "rates": rates}
    with pytest.raises(law.BadFact) as refused:
        law.calc("jht.crediting", date(2023, 12, 31), facts)
    assert refused.value.text("id") != refused.value.text("en")


@given(MONEY, PAID, RATE, RATE)
@settings(max_examples=60)
def test_the_correction_lands_on_the_final_rate(
    opening: int, paid: list[tuple[int, int]], interim: int, final: int
) -> None:
    rows = [(date(2023, m, 1), n) for m, n in paid]
    day, start = date(2023, 12, 31), date(2023, 1, 1)
    got = account(day, start, opening, rows, {2023: (interim, final)})
    at_final = account(day, start, opening, rows, {2023: (final, final)})
    assert got.values["closing"] == at_final.values["closing"] and at_final.values["true_up"] == 0
    assert law.replay(got.trace)


@given(MONEY, st.integers(0, 12), RATE, RATE)
def test_true_up_and_floor(balance: int, months: int, rate: int, other: int) -> None:
    day = date(2023, 12, 31)
    facts = {"balance": balance, "months": months, "set_rate": rate}
    up = law.calc("jht.true_up", day, {**facts, "final_rate": other}).values
    back = law.calc("jht.true_up", day, {**facts, "set_rate": other, "final_rate": rate}).values
    assert up["true_up"] == -back["true_up"] and up["set_credit"] + up["true_up"] == back["set_credit"]
    floor = law.calc("jht.return_floor", day, {**facts, "deposit_rate": other}).values
    assert floor["floor_shortfall"] == max(up["true_up"], 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"first_month": date(2024, 2, 1), "contributions": []},
        {"first_month": date(2023, 6, 1), "contributions": [{"month": date(2023, 5, 1), "amount": 1}]},
        {"first_month": date(2023, 1, 1), "contributions": [{"month": date(2024, 2, 1), "amount": 1}]},
        {"first_month": date(2023, 1, 1), "contributions": []},
        {"first_month": date(2021, 1, 1), "opening": -1, "contributions": []},
    ],
)
def test_what_cannot_be_credited_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(law.LawError):
        law.calc("jht.crediting", date(2024, 1, 15), facts)


PAYMENTS = st.lists(st.tuples(st.dates(date(2018, 1, 1), date(2019, 12, 31)), MONEY), min_size=1, max_size=5)


def taxed(rows: list[tuple[date, int]], npwp: int = 1) -> law.Result:
    facts = {"payments": [{"paid_on": d, "amount": n, "npwp": npwp} for d, n in sorted(rows)]}
    return law.calc("jht.tax_history", date(2026, 1, 1), facts)


@given(PAYMENTS)
def test_parts_inside_the_window_save_no_tax(rows: list[tuple[date, int]]) -> None:
    v = taxed(rows).values
    assert -len(rows) < v["difference"] <= 0
    assert v["net"] + v["tax"] == v["gross"] == sum(n for _, n in rows)


@given(st.lists(st.tuples(st.dates(date(2018, 1, 1), date(2026, 1, 1)), MONEY), min_size=1, max_size=5))
@example([(date(2018, 1, 1), 0), (date(2020, 1, 1), 286_983), (date(2020, 1, 2), 17)])
def test_no_tax_number_never_lowers_the_tax(rows: list[tuple[date, int]]) -> None:
    low, high = taxed(rows), taxed(rows, 0)
    assert low.values["tax"] <= high.values["tax"]
    step = law.parameter("jht.tax.base_step", date(2026, 1, 1)).value  # a small payment can fill a thousand of its year
    assert all(r["tax"] <= r["amount"] + step for r in low.details["payments"])
    assert low.values["tax"] <= low.values["gross"]
    assert law.replay(low.trace)


def test_payments_out_of_order_are_refused() -> None:
    rows = [
        {"paid_on": date(2021, 1, 2), "amount": 1, "npwp": 1},
        {"paid_on": date(2021, 1, 1), "amount": 1, "npwp": 1},
    ]
    with pytest.raises(law.BadFact):
        law.calc("jht.tax_history", date(2026, 1, 1), {"payments": rows})


def test_the_split_accounts_are_not_guessed() -> None:
    with pytest.raises(law.NotInForce):
        law.calc("jht.accounts", date(2023, 1, 12), {"contribution": 1}, settings={"jht.accounts.split": "commenced"})


@pytest.mark.parametrize(
    ("ground", "balance", "wanted"),
    [
        ("PARTIAL_30", 166_666_667, True),
        ("PARTIAL_30", 166_666_666, False),
        ("PARTIAL_10", 500_000_001, True),
        ("PARTIAL_10", 500_000_000, False),
    ],
)
def test_a_tax_number_is_asked_for_above_the_free_slice(ground: str, balance: int, wanted: bool) -> None:
    facts = {"ground": ground, "birth_date": date(1990, 5, 1), "membership_months": 150, "working": 1}
    got = law.calc("jht.entitlement", date(2025, 3, 1), {**facts, "balance": balance})
    assert ("NPWP" in [d["code"] for d in got.details["documents"]]) is wanted


@given(st.dates(date(2015, 7, 1), date(2026, 12, 31)), st.integers(1, 20), st.integers(0, 1))
def test_several_employers(on: date, employers: int, heirs: int) -> None:
    many = law.calc("jkm.several_employers", on, {"has_heirs": heirs, "employers": employers}).values
    one = law.calc("jkm.benefit", on, {"has_heirs": heirs}).values
    assert many["funeral"] == one["funeral"]
    assert many["grand_total"] == many["times"] * (one["total"] - one["funeral"]) + one["funeral"]
    assert many["times"] == (employers if on >= date(2025, 2, 24) else 1)
