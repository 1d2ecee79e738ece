"""The books through their public doors."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_world import World

from lindung.base.db import run, scalar, system
from lindung.ledger import checks, queries
from lindung.ledger.chart import Acc
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.services import (
    Member,
    close_month,
    credit_returns,
    move_member_balance,
    opening_balances,
    post,
    post_many,
    reverse,
)

pytestmark = pytest.mark.django_db
AUGUST, DAY = date(2021, 8, 1), date(2021, 8, 20)
ALL_OF_TIME = date(2030, 1, 1)


def credit(world: World, person: int, amount: int, key: str, day: date = DAY, office: int | None = None) -> int:
    return post(
        "TEST",
        key,
        day,
        office or world.office,
        {Acc.JHT_PENDING: amount, Acc.JHT_MEMBERS: -amount},
        [Member(person, Acc.JHT_MEMBERS, "CONTRIBUTION", AUGUST, amount, world.employer)],
        employer_id=world.employer,
    )


def prove() -> None:
    for proof in checks.proofs():
        assert proof.holds, proof


def test_an_entry_is_booked_once(world: World) -> None:
    first = credit(world, world.people[0], 285_000, "k1")
    assert credit(world, world.people[0], 285_000, "k1") == first
    assert queries.balance(Acc.JHT_MEMBERS, [world.office], DAY) == -285_000
    assert queries.member_balance(world.people[0], Acc.JHT_MEMBERS, DAY) == 285_000
    assert queries.member_balance(world.people[0], Acc.JHT_MEMBERS, date(2021, 8, 19)) == 0
    prove()


@pytest.mark.parametrize("change", ["amount", "person", "day"])
def test_the_same_key_with_other_content_is_refused(world: World, change: str) -> None:
    credit(world, world.people[0], 100, "k1")
    with pytest.raises(LedgerRefused) as refusal:
        credit(
            world,
            world.people[1 if change == "person" else 0],
            101 if change == "amount" else 100,
            "k1",
            date(2021, 8, 21) if change == "day" else DAY,
        )
    assert refusal.value.code == "key_taken"
    assert "k1" in refusal.value.text("id") and "k1" in refusal.value.text("en")


def test_what_does_not_balance_is_refused_by_service_and_database(world: World) -> None:
    with pytest.raises(LedgerRefused) as refusal:
        post("TEST", "x", DAY, world.office, {Acc.CASH_IN: 5, Acc.SUSPENSE: -4})
    assert refusal.value.code == "unbalanced"
    entry = post("TEST", "y", DAY, world.office, {Acc.CASH_IN: 5, Acc.SUSPENSE: -5})
    with pytest.raises(IntegrityError), transaction.atomic(), system():
        run("insert into ledger_posting values (%s, %s, %s, %s, 7)", [DAY, entry, int(Acc.CASH_OUT), world.office])


def test_members_must_add_up_to_their_control_account(world: World) -> None:
    with pytest.raises(LedgerRefused) as refusal:
        post(
            "TEST",
            "x",
            DAY,
            world.office,
            {Acc.JHT_PENDING: 10, Acc.JHT_MEMBERS: -10},
            [Member(world.people[0], Acc.JHT_MEMBERS, "CONTRIBUTION", AUGUST, 9)],
        )
    assert refusal.value.code == "members_differ"
    entry = credit(world, world.people[0], 10, "y")
    with pytest.raises(IntegrityError), transaction.atomic(), system():
        run(
            "insert into ledger_memberposting values (%s, %s, %s, %s, 'CONTRIBUTION', %s, null, %s, 3)",
            [world.people[1], DAY, entry, int(Acc.JHT_MEMBERS), AUGUST, world.office],
        )


def test_rows_of_the_books_cannot_be_changed(world: World) -> None:
    credit(world, world.people[0], 10, "y")
    from django.db import ProgrammingError

    for statement in (
        "update ledger_posting set amount = amount * 2",
        "delete from ledger_posting",
        "update ledger_memberposting set amount = 1",
        "delete from ledger_entry",
        "truncate ledger_posting",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), system():
            run(statement)


def test_a_reversal_mirrors_everything_once(world: World) -> None:
    entry = credit(world, world.people[0], 10, "y")
    mirror = reverse(entry, "salah orang", date(2021, 9, 2))
    assert reverse(entry, "salah orang", date(2021, 9, 2)) == mirror
    assert queries.member_balance(world.people[0], Acc.JHT_MEMBERS, ALL_OF_TIME) == 0
    assert queries.balance(Acc.JHT_MEMBERS, None, ALL_OF_TIME) == 0
    with pytest.raises(LedgerRefused) as refusal:
        reverse(mirror, "", DAY)
    assert refusal.value.code == "is_reversal"
    prove()


def test_many_entries_from_sql_equal_single_ones(world: World) -> None:
    entries = (
        "select 'm' || n as key, 'TEST' as kind, %(day)s::date as booked_on, %(office)s as office_id,"
        " %(employer)s as employer_id, null as person_id, '' as note from generate_series(1, 3) n"
    )
    postings = (
        "select 'm' || n as key, a as account_id, case a when 325 then n * 10 else -n * 10 end as amount"
        " from generate_series(1, 3) n, unnest(array[325, 330]) a"
    )
    members = (
        "select 'm' || n as key, %(person)s as person_id, 330 as account_id, 'CONTRIBUTION' as kind,"
        " date '2021-08-01' as month, %(employer)s as employer_id, n * 10 as amount from generate_series(1, 3) n"
    )
    values = {"day": DAY, "office": world.office, "employer": world.employer, "person": world.people[0]}
    assert post_many(entries, postings, members, values).new == 3
    again = post_many(entries, postings, members, values)
    assert (again.new, again.repeated) == (0, 3)
    assert queries.member_balance(world.people[0], Acc.JHT_MEMBERS, DAY) == 60
    assert credit(world, world.people[0], 20, "m2") == scalar("select id from ledger_entry where key = 'm2'")
    with pytest.raises(LedgerRefused) as refusal:
        post_many(entries, postings.replace("n * 10", "n * 11"), members, values)
    assert refusal.value.code == "key_taken"
    prove()


def test_closing_is_a_pivot_and_shuts_the_period(world: World) -> None:
    credit(world, world.people[0], 100, "a", date(2021, 8, 5))
    credit(world, world.people[1], 40, "b", date(2021, 8, 31))
    assert close_month(AUGUST) == 2
    assert close_month(AUGUST) == 0
    for day in (date(2021, 8, 31), date(2021, 8, 1)):
        with pytest.raises(LedgerRefused) as refusal:
            credit(world, world.people[0], 1, f"late{day}", day)
        assert refusal.value.code == "closed"
    credit(world, world.people[0], 7, "c", date(2021, 9, 1))
    assert close_month(date(2021, 9, 1)) == 2
    credit(world, world.people[0], 3, "d", date(2021, 10, 1))
    assert queries.member_balance(world.people[0], Acc.JHT_MEMBERS, date(2021, 8, 31)) == 100
    assert queries.member_balance(world.people[0], Acc.JHT_MEMBERS, date(2021, 9, 30)) == 107
    assert queries.member_balance(world.people[0], Acc.JHT_MEMBERS, ALL_OF_TIME) == 110
    assert queries.member_balance(world.people[1], Acc.JHT_MEMBERS, ALL_OF_TIME) == 40
    assert queries.balance(Acc.JHT_MEMBERS, [world.office], date(2021, 9, 30)) == -147
    assert queries.balance(Acc.JHT_MEMBERS, [world.office], ALL_OF_TIME) == -150
    with pytest.raises(LedgerRefused) as refusal:
        close_month(AUGUST)
    assert refusal.value.code == "close_in_order"
    prove()


def test_returns_and_opening_balances(world: World) -> None:
    source = (
        "select p.id as person_id, %(office)s as office_id, 330 as account_id, 1000 * row_number() over (order by p.id)"
        " as amount from registry_person p where p.id = any(%(people)s)"
    )
    values = {"office": world.office, "people": list(world.people)}
    day = date(2021, 7, 31)
    assert opening_balances(source, day, values) == {"members": 5, "amount": 15_000}
    opening_balances(source, day, values)
    assert queries.balance(Acc.JHT_MEMBERS, None, day) == -15_000
    with pytest.raises(LedgerRefused):
        opening_balances(source.replace("1000", "1001"), day, values)
    booked = date(2021, 8, 31)
    assert credit_returns(AUGUST, "balance / 300", booked) == {
        "members": 5,
        "amount": 3 + 6 + 10 + 13 + 16,
        "offices": 1,
    }
    assert credit_returns(AUGUST, "balance / 300", booked)["members"] == 0
    assert queries.member_parts(world.people[2], Acc.JHT_MEMBERS, ALL_OF_TIME) == {"OPENING": 3000, "RETURN": 10}
    year = queries.member_statement(world.people[2], Acc.JHT_MEMBERS, 2021)
    assert (year.opening, year.closing, len(year.rows)) == (0, 3010, 2)
    assert credit_returns(date(2021, 9, 1), "balance / 300", date(2021, 9, 30))["amount"] == 3 + 6 + 10 + 13 + 16
    prove()


@pytest.mark.parametrize(("paid", "earned"), [(1_040, 0), (1_000, 0), (999, 10), (100, 10)])
def test_whoever_was_paid_everything_earns_nothing_for_the_month(world: World, paid: int, earned: int) -> None:
    person = world.people[0]
    values = {"office": world.office, "person": person}
    opening_balances(
        "select %(person)s::bigint as person_id, %(office)s::bigint as office_id, 330 as account_id, 1000 as amount",
        date(2021, 7, 31),
        values,
    )
    if paid > 1_000:
        credit(world, person, 40, "during the month", day=date(2021, 8, 10))
    taken = [Member(person, Acc.JHT_MEMBERS, "WITHDRAWAL", AUGUST, -paid)]
    post("AWARD", "w", date(2021, 8, 20), world.office, {Acc.JHT_MEMBERS: paid, Acc.JHT_PAYABLE: -paid}, taken)
    assert credit_returns(AUGUST, "balance / 100", date(2021, 8, 31))["amount"] == earned
    prove()


def test_a_merged_account_moves_and_comes_back(world: World) -> None:
    old, new = world.people[:2]
    credit(world, old, 100, "a")
    credit(world, old, 30, "b", office=world.other)
    credit(world, new, 5, "c")
    first = move_member_balance(old, new, "merge-1", date(2021, 9, 1))
    assert move_member_balance(old, new, "merge-1", date(2021, 9, 1)) == first and len(first) == 2
    assert queries.member_balance(old, Acc.JHT_MEMBERS, ALL_OF_TIME) == 0
    assert queries.member_balance(new, Acc.JHT_MEMBERS, ALL_OF_TIME) == 135
    assert queries.member_by_employer(new, Acc.JHT_MEMBERS, ALL_OF_TIME)[0]["amount"] == 135
    assert queries.balance(Acc.JHT_MEMBERS, [world.other], ALL_OF_TIME) == -30
    prove()


def test_a_second_move_with_the_same_prefix_is_its_own(world: World) -> None:
    credit(world, world.people[0], 100, "a")
    move_member_balance(world.people[0], world.people[1], "merge-1", date(2021, 9, 1))
    move_member_balance(world.people[1], world.people[2], "merge-11", date(2021, 9, 2))
    move_member_balance(world.people[2], world.people[0], "merge_1", date(2021, 9, 3))
    assert queries.member_balance(world.people[0], Acc.JHT_MEMBERS, ALL_OF_TIME) == 100


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(-500, 500).filter(bool), st.integers(1, 120), st.booleans()),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 3),
)
def test_balances_do_not_depend_on_when_months_were_closed(
    world: World, moves: list[tuple[int, int, int, bool]], closings: int
) -> None:
    """Whatever is booked in date order, balances with closings between equal plain sums."""
    from datetime import timedelta

    from lindung.base.dates import add_months

    point = transaction.savepoint()
    try:
        start, closed = AUGUST, 0
        expected: dict[int, int] = {}
        for number, (who, amount, offset, elsewhere) in enumerate(sorted(moves, key=lambda m: m[2])):
            day = start + timedelta(days=offset)
            while closed < closings and add_months(AUGUST, closed + 1) <= day:
                close_month(add_months(AUGUST, closed))
                closed += 1
            credit(world, world.people[who], amount, f"h{number}", day, world.other if elsewhere else None)
            expected[who] = expected.get(who, 0) + amount
        for who, amount in expected.items():
            assert queries.member_balance(world.people[who], Acc.JHT_MEMBERS, ALL_OF_TIME) == amount
        assert queries.balance(Acc.JHT_MEMBERS, None, ALL_OF_TIME) == -sum(expected.values())
        prove()
    finally:
        transaction.savepoint_rollback(point)
