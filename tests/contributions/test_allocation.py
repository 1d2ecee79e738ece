"""The plan of allocation as a pure function: exact cases and properties, no database."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from lindung.contributions.allocation import PENALTY, PRINCIPAL, Charge, Due, Money, Plan, Rule, plan

JUNE, JULY, AUGUST = date(2021, 6, 1), date(2021, 7, 1), date(2021, 8, 1)


def charge(month: date, due_on: date, paid_on: date, amount: int, labour: int = 0) -> tuple[int, int]:
    """2 % for every 30 days begun: the law's own rule is tested elsewhere."""
    months = -((due_on - paid_on).days // 30)
    return months, amount * 2 * months // 100


RULE = Rule(charge)
BILLS = [
    Due(1, JUNE, date(2021, 7, 15), 1_000),
    Due(2, JULY, date(2021, 8, 16), 1_000),
    Due(3, AUGUST, date(2021, 9, 15), 1_000),
]


def money(number: int, day: date, amount: int, names: int | None = None) -> Money:
    return Money(number, day, "API", f"r{number}", amount, names)


def test_due_principal_then_penalties_then_early() -> None:
    done = plan(BILLS, [money(1, date(2021, 8, 20), 2_500)], RULE)
    assert done.allocations == {
        (1, 1, PRINCIPAL): 1_000,
        (1, 2, PRINCIPAL): 1_000,
        (1, 1, PENALTY): 40,
        (1, 2, PENALTY): 20,
        (1, 3, PRINCIPAL): 440,
    }
    assert done.penalties == {(1, 1): Charge(1_000, 2, 40), (2, 1): Charge(1_000, 1, 20)}
    assert done.suspense == {}


def test_what_is_left_waits_and_meets_a_later_bill_as_early_money() -> None:
    paid = [money(1, date(2021, 7, 10), 1_300)]
    assert plan(BILLS[:1], paid, RULE).suspense == {1: 300}
    later = plan(BILLS[:2], paid, RULE)
    assert later.allocations[1, 2, PRINCIPAL] == 300 and not later.penalties and not later.suspense


def test_the_other_orders() -> None:
    paid = [money(1, date(2021, 8, 20), 500), money(2, date(2021, 8, 21), 1_000)]
    penalty_first = plan(BILLS, paid, Rule(charge, lambda _: "oldest_month_penalty_first"))
    assert penalty_first.allocations == {
        (1, 1, PRINCIPAL): 500,
        (2, 1, PENALTY): 20,
        (2, 1, PRINCIPAL): 500,
        (2, 2, PRINCIPAL): 480,
    }
    principal_first = plan(BILLS, paid, Rule(charge, lambda _: "all_principal_then_penalty"))
    assert PENALTY not in {target for _, _, target in principal_first.allocations}
    assert principal_first.paid(1) == 1_000 and principal_first.paid(2) == 500


def test_the_order_may_change_with_the_day_the_money_came() -> None:
    paid = [money(1, date(2021, 8, 20), 500), money(2, date(2021, 9, 20), 100)]
    rule = Rule(charge, lambda day: "oldest_month_penalty_first" if day.month == 9 else "oldest_month_principal_first")
    assert plan(BILLS[:1], paid, rule).allocations == {
        (1, 1, PRINCIPAL): 500,
        (2, 1, PENALTY): 20,
        (2, 1, PRINCIPAL): 80,
    }


def test_money_that_names_a_bill_settles_it_first_with_its_penalty() -> None:
    """Exactly what the code asks, on the very day on which the next bill falls due."""
    day = date(2021, 8, 16)
    done = plan(BILLS, [money(1, day, 1_040, names=1)], RULE)
    assert done.allocations == {(1, 1, PRINCIPAL): 1_000, (1, 1, PENALTY): 40}
    general = Rule(charge, named=lambda _: "general_order")
    assert plan(BILLS, [money(1, day, 1_040, names=1)], general).allocations == {
        (1, 1, PRINCIPAL): 1_000,
        (1, 2, PRINCIPAL): 40,
    }
    # the code of a later bill leaves the older one; what is more follows the general order
    more = plan(BILLS, [money(1, date(2021, 8, 20), 1_500, names=2)], RULE)
    assert more.allocations == {(1, 2, PRINCIPAL): 1_000, (1, 2, PENALTY): 20, (1, 1, PRINCIPAL): 480}
    # a bill that is settled, another employer's, or none: the general order
    for names in (9, None):
        assert plan(BILLS, [money(1, day, 40, names=names)], RULE).allocations == {(1, 1, PRINCIPAL): 40}
    # a penalty of before goes first where the order says so
    first = [money(1, date(2021, 8, 10), 500), money(2, day, 30, names=1)]
    assert plan(BILLS, first, Rule(charge, lambda _: "oldest_month_penalty_first")).allocations == {
        (1, 1, PRINCIPAL): 500, (2, 1, PENALTY): 10, (2, 1, PRINCIPAL): 20,
    }  # fmt: skip


DUES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3_000)), min_size=1, max_size=6
).map(lambda given: [Due(n, JUNE, date(2021, 7 + m % 5, 15), p) for n, (m, p) in enumerate(given)])  # fmt: skip
PAID = st.lists(
    st.tuples(st.dates(date(2021, 6, 1), date(2022, 3, 1)), st.integers(1, 4_000)), max_size=8
).map(lambda given: [money(n, day, amount) for n, (day, amount) in enumerate(given)])  # fmt: skip
NAMED = st.lists(
    st.tuples(
        st.dates(date(2021, 6, 1), date(2022, 3, 1)), st.integers(1, 4_000), st.none() | st.integers(0, 6)
    ), max_size=8,
).map(lambda given: [money(n, *facts) for n, facts in enumerate(given)])  # fmt: skip
ORDERS = st.sampled_from(["oldest_month_principal_first", "oldest_month_penalty_first", "all_principal_then_penalty"])


def sums_hold(bills: list[Due], paid: list[Money], done: Plan) -> None:
    for r in paid:
        used = sum(a for (receipt, _, _), a in done.allocations.items() if receipt == r.id)
        assert used + done.suspense.get(r.id, 0) == r.amount
    for b in bills:
        charged = sum(c.amount for (bill, _), c in done.penalties.items() if bill == b.id)
        settled = sum(a for (_, bill, target), a in done.allocations.items() if (bill, target) == (b.id, PENALTY))
        assert 0 <= done.paid(b.id) <= b.principal and 0 <= settled <= charged
    open_ = sum(b.principal for b in bills) - sum(done.paid(b.id) for b in bills)
    assert not (open_ and done.suspense)


@settings(deadline=None)
@given(DUES, NAMED, ORDERS, st.randoms(use_true_random=False))
def test_sums_hold_in_any_order_and_repetition(bills: list[Due], paid: list[Money], order: str, random: object) -> None:
    rule = Rule(charge, lambda _: order)
    done = plan(bills, paid, rule)
    sums_hold(bills, paid, done)
    mixed, again = bills[:], paid + paid[:2]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    random.shuffle(again)  # type: ignore[attr-defined]
    other = plan(mixed, again, rule)
    assert (other.allocations, other.penalties, other.suspense) == (done.allocations, done.penalties, done.suspense)


@settings(deadline=None)
@given(DUES, NAMED, ORDERS, st.dates(date(2022, 3, 1), date(2022, 4, 1)), st.integers(0, 5))
def test_what_a_code_asks_on_a_day_settles_it(
    bills: list[Due], paid: list[Money], order: str, day: date, number: int
) -> None:
    bill, rule = bills[number % len(bills)], Rule(charge, lambda _: order)
    before = plan(bills, paid, rule)
    left = bill.principal - before.paid(bill.id)
    owed = sum(c.amount for (of, _), c in before.penalties.items() if of == bill.id) - sum(
        a for (_, of, target), a in before.allocations.items() if (of, target) == (bill.id, PENALTY)
    )
    accruing = charge(bill.month, bill.due_on, day, left)[1] if left and day > bill.due_on else 0
    if not (asked := left + owed + accruing):
        return
    last = Money(99, day, "ZZZ", "z", asked, bill.id)
    after = plan(bills, [*paid, last], rule)
    assert after.paid(bill.id) == bill.principal
    assert sum(c.amount for (of, _), c in after.penalties.items() if of == bill.id) == sum(
        a for (_, of, target), a in after.allocations.items() if (of, target) == (bill.id, PENALTY)
    )
    # it went nowhere else, and what other money settled of others stays
    assert {of for receipt, of, _ in after.allocations if receipt == 99} == {bill.id}
    assert {k: v for k, v in after.allocations.items() if k[0] != 99} == before.allocations


@settings(deadline=None)
@given(DUES, PAID)
def test_more_money_never_unsettles_a_bill(bills: list[Due], paid: list[Money]) -> None:
    less, more = plan(bills, paid[:-1], RULE), plan(bills, paid, RULE)
    assert sum(more.paid(b.id) for b in bills) >= sum(less.paid(b.id) for b in bills) - sum(
        c.amount for c in more.penalties.values()
    )
