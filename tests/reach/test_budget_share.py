"""Any lists on any budgets: nothing beyond a line, nobody covered twice, and the order of rows changes nothing."""

import itertools
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reach_world import JAN, PACKAGE, World, prove, row

from lindung.base.dates import add_months
from lindung.base.db import rows, scalar
from lindung.base.errors import Refused
from lindung.reach.allocation import Line, share
from lindung.reach.models import Agreement, Sponsor

MONTHS = [add_months(JAN, n) for n in range(8)]


@st.composite
def budgets(draw: st.DrawFn) -> tuple[dict[date, int], list[Line]]:
    """Months with what they cost, and lines over some of them."""
    asked = draw(st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 60), max_size=8))
    lines = []
    for number in range(draw(st.integers(0, 5))):
        first, last = sorted((draw(st.integers(0, 7)), draw(st.integers(0, 7))))
        lines.append(Line(number + 1, MONTHS[first], MONTHS[last], draw(st.integers(-5, 90))))
    return asked, lines


@given(budgets(), st.randoms(use_true_random=False))
@settings(max_examples=400, deadline=None)
def test_sharing_a_budget(made: tuple[dict[date, int], list[Line]], dice: object) -> None:
    asked, lines = made
    done = share(asked, lines)
    by_line: dict[int, int] = {}
    by_month: dict[date, int] = {}
    known = {line.id: line for line in lines}
    for line, month, amount in done.uses:
        assert amount > 0 and known[line].first_month <= month <= known[line].last_month
        by_line[line] = by_line.get(line, 0) + amount
        by_month[month] = by_month.get(month, 0) + amount
    assert len({(line, month) for line, month, _a in done.uses}) == len(done.uses)
    assert all(used <= known[line].left for line, used in by_line.items())
    assert all(used <= asked[month] for month, used in by_month.items())
    assert sum(by_line.values()) + done.over == sum(asked.values())
    assert (done.over == 0) == (done.lack is None)
    # a later line is touched only where every earlier-ending one that holds for the month is empty by then
    spent: dict[int, int] = {}
    for line, month, amount in done.uses:
        for other in lines:
            before = (other.last_month, other.id) < (known[line].last_month, line)
            if before and other.first_month <= month <= other.last_month:
                assert spent.get(other.id, 0) == max(other.left, 0)
        spent[line] = spent.get(line, 0) + amount
    # no other way of taking it would pay more: for any stretch of months the lines that hold for nothing else are used
    served = sum(by_line.values())
    assert served == _most(asked, lines)
    # rows come in any order
    mixed, months = list(lines), list(asked.items())
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    dice.shuffle(months)  # type: ignore[attr-defined]
    assert share(dict(months), mixed) == done


def _most(asked: dict[date, int], lines: list[Line]) -> int:
    """The most that can be paid at all: a maximum flow from lines to months, by augmenting paths."""
    room = {line.id: max(line.left, 0) for line in lines}
    wanted = dict(asked)
    flow: dict[tuple[int, date], int] = {}
    holds = {line.id: [m for m in asked if line.first_month <= m <= line.last_month] for line in lines}
    total = 0
    while True:
        # breadth first from lines with room to a month that still lacks
        came: dict[object, object] = {line: None for line, left in room.items() if left}
        queue: list[object] = list(came)
        end = None
        while queue and end is None:
            at = queue.pop(0)
            if isinstance(at, int):
                for month in holds[at]:
                    if month not in came:
                        came[month] = at
                        queue.append(month)
                        if wanted[month]:
                            end = month
                            break
            else:
                for (line, month), amount in flow.items():
                    if month == at and amount and line not in came:
                        came[line] = at
                        queue.append(line)
        if end is None:
            return total
        path: list[object] = [end]
        while came[path[-1]] is not None:
            path.append(came[path[-1]])
        path.reverse()
        amount = min(room[path[0]], wanted[end])  # type: ignore[index]
        for one, two in itertools.pairwise(path):
            if not isinstance(one, int):
                amount = min(amount, flow[two, one])  # type: ignore[index]
        for one, two in itertools.pairwise(path):
            if isinstance(one, int):
                flow[one, two] = flow.get((one, two), 0) + amount  # type: ignore[index]
            else:
                flow[two, one] -= amount  # type: ignore[index]
        room[path[0]] -= amount  # type: ignore[index]
        wanted[end] -= amount
        total += amount


HANDED = st.lists(st.tuples(st.integers(0, 1), st.lists(st.integers(0, 9), min_size=1, max_size=8)), max_size=5)
MONEY = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 3), st.integers(1, 12 * PACKAGE)), max_size=5
)


@given(HANDED, MONEY, st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3), st.booleans()), max_size=5))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_lists_on_any_budgets(world: World, handed: list, money: list, ordered: list) -> None:
    """Two sponsors hand in any people, set aside any money and order any months: the books of it hold."""
    sponsors = [world.sponsor() for _ in range(2)]
    agreements = [world.agreement(one, months=(JAN, MONTHS[3])) for one in sponsors]
    for which, one, two, amount in money:
        first, last = sorted((one, two))
        world.budget(agreements[which], amount, months=(MONTHS[first], MONTHS[last]))
    people = [row(n) for n in range(10)]
    done: dict[int, int] = {}
    for which, chosen in handed:
        taken = world.list(agreements[which], [people[n] for n in chosen])
        for n in dict.fromkeys(chosen):
            done.setdefault(n, which)
        assert taken.done + taken.already + len(taken.refused) == len(chosen)
    found = rows(
        "select person_id, agreement_id, count(*) as times from reach_beneficiary where agreement_id = any(%s)"
        " group by 1, 2",
        [[a.pk for a in agreements]],
    )
    assert len(found) == len(done) and all(r["times"] == 1 for r in found), "nobody on two lists, nobody twice on one"
    assert len({r["person_id"] for r in found}) == len(done)
    for which, month, accept in ordered:
        _ordered(world, agreements[which], MONTHS[month], accept)
    _hold(sponsors)
    prove()


def _ordered(world: World, agreement: Agreement, month: date, accept: bool) -> None:
    try:
        made = world.order(agreement, month, over_budget=accept)
    except Refused as refused:
        assert refused.code in {"nobody", "nothing_due", "no_budget", "budget_short"}
        return
    held = scalar(
        "select coalesce(sum(u.amount), 0) + s.over_budget from reach_sponsoredorder s left join reach_budgetuse u"
        " on u.order_id = s.order_id where s.order_id = %s group by s.over_budget",
        [made.pk],
    )
    assert int(held) == made.total == made.people * PACKAGE
    assert accept or not scalar("select over_budget from reach_sponsoredorder where order_id = %s", [made.pk])


def _hold(sponsors: list[Sponsor]) -> None:
    ids = [one.pk for one in sponsors]
    assert not rows(
        "select l.id from reach_budgetline l join reach_budgetuse u on u.line_id = l.id where l.sponsor_id = any(%s)"
        " group by l.id having sum(u.amount) > l.amount or bool_or(u.month not between l.first_month and l.last_month)",
        [ids],
    ), "nothing beyond a line"
    assert not rows(
        "select l.person_id, l.month from segments_orderline l join reach_sponsoredorder s on s.order_id = l.order_id"
        " where s.sponsor_id = any(%s) group by 1, 2 having count(*) > 1",
        [ids],
    ), "no month of a person on two orders"
