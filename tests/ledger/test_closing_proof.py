"""What a closing proves while it holds the books: the month it closes, whatever came before."""

from datetime import date

import psycopg
import pytest
from ledger_world import World

from lindung.base.db import rows, run, scalar
from lindung.ledger import checks, queries
from lindung.ledger.chart import Acc
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.services import Member, close_month, closing, post, settled
from lindung.ledger.services.posting import PERIOD_LOCK

pytestmark = pytest.mark.django_db


def test_a_month_is_proved_over_its_own_days(world: World) -> None:
    def credit(amount: int, day: date, key: str) -> None:
        month = day.replace(day=1)
        post(
            "TEST", key, day, world.office, {Acc.JHT_PENDING: amount, Acc.JHT_MEMBERS: -amount},
            [Member(world.people[0], Acc.JHT_MEMBERS, "CONTRIBUTION", month, amount, world.employer)],
        )  # fmt: skip

    credit(100, date(2021, 8, 31), "a")
    credit(7, date(2021, 9, 1), "b")
    credit(3, date(2021, 9, 30), "c")
    credit(1, date(2021, 10, 1), "d")

    def left(name: str, **days: date) -> int:
        (found,) = [p for p in checks.proofs(**days) if p.id == name]
        assert found.holds
        return found.left

    august, september = date(2021, 8, 31), date(2021, 9, 30)
    for name in ("ledger.entries", "ledger.members"):
        assert left(name) == 111
        assert left(name, until=september) == 110
        assert left(name, until=september, since=august) == 10
    assert close_month(date(2021, 8, 1)) == close_month(date(2021, 9, 1)) == 2
    assert left("ledger.closings", until=september) > 0 == left("ledger.closings", since=september)
    found = rows("select closed_on, balance from ledger_memberclosing order by 1")
    assert [(r["closed_on"], r["balance"]) for r in found] == [(august, 100), (september, 110)]


AUGUST, DAY = date(2021, 8, 1), date(2021, 8, 31)


def credit(world: World, person: int, amount: int, key: str, day: date = DAY) -> int:
    return post(
        "TEST", key, day, world.office, {Acc.JHT_PENDING: amount, Acc.JHT_MEMBERS: -amount},
        [Member(world.people[person], Acc.JHT_MEMBERS, "CONTRIBUTION", AUGUST, amount, world.employer)],
    )  # fmt: skip


def may_book(other: "psycopg.Connection[tuple[bool]]") -> bool:
    found = other.execute("select pg_try_advisory_xact_lock_shared(%s)", [PERIOD_LOCK]).fetchone()
    return found is not None and found[0]


def test_others_book_until_the_month_is_shut(
    world: World, database_urls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proofs and balances are made beside them; only the end of it is alone."""
    credit(world, 0, 100, "a")
    seen: list[tuple[str, bool]] = []
    with psycopg.connect(database_urls["LINDUNG_APP_URL"], autocommit=True) as other:
        assert may_book(other) and settled() == scalar("select max(id) from ledger_entry")
        assert may_book(other), "asking where the entries stand keeps nobody out afterwards"
        prove, stage = checks.proofs, closing.stage_sql

        def proving(**days: date) -> list[checks.Proof]:
            seen.append(("proofs", may_book(other)))
            return prove(**days)

        def staging(name: str, *rest: object) -> int:
            seen.append((name, may_book(other)))
            return stage(name, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(checks, "proofs", proving)
        monkeypatch.setattr(closing, "stage_sql", staging)
        assert close_month(AUGUST) == 2
        assert not may_book(other), "until the closing is committed"
    assert seen == [
        ("proofs", True), ("ledger_closing_members", True), ("ledger_closing_accounts", True), (checks.LATE, False),
    ]  # fmt: skip


def test_what_is_booked_meanwhile_is_in_the_balances(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Money that arrives for the month, and even a member's row, between the proof and the end of the closing."""
    credit(world, 0, 100, "a")
    real, calls = closing.settled, 0

    def overtaken() -> int:
        nonlocal calls
        calls, mark = calls + 1, real()
        post("RECEIPT", f"r{min(calls, 2)}", DAY, world.office, {Acc.CASH_IN: 50, Acc.SUSPENSE: -50})
        credit(world, min(calls, 2) - 1, 7, f"m{min(calls, 2)}")
        return real() if calls == 3 else mark  # the first try took its own with it; now nobody else is let in

    monkeypatch.setattr(closing, "settled", overtaken)
    close_month(AUGUST)
    assert calls == 3, "proved, written, and once more because a member's row had come"
    booked = rows("select account_id, sum(amount)::bigint as n from ledger_posting group by 1 order by 1")
    assert rows("select account_id, balance as n from ledger_closing order by 1") == booked
    members = rows("select person_id, sum(amount)::bigint as n from ledger_memberposting group by 1 order by 1")
    assert rows("select person_id, balance as n from ledger_memberclosing order by 1") == members
    assert queries.balance(Acc.CASH_IN, None, DAY) == 100
    for proof in checks.proofs():
        assert proof.holds, proof


def test_money_that_comes_meanwhile_needs_no_second_try(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    credit(world, 0, 100, "a")
    real, calls = closing.settled, 0

    def overtaken() -> int:
        nonlocal calls
        calls, mark = calls + 1, real()
        post("RECEIPT", f"r{calls}", DAY, world.office, {Acc.CASH_IN: 50, Acc.SUSPENSE: -50})
        credit(world, 1, 9, f"next{calls}", date(2021, 9, 1))
        return mark

    monkeypatch.setattr(closing, "settled", overtaken)
    assert close_month(AUGUST) == 4
    assert calls == 2
    assert queries.balance(Acc.CASH_IN, None, DAY) == 100
    assert [r["balance"] for r in rows("select balance from ledger_memberclosing")] == [100]


def test_what_came_after_the_proof_is_proved_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """`proved` leaves out what was proved by whoever calls, and nothing else."""
    credit(world, 0, 100, "a")
    mark = settled()
    late = [credit(world, 1, 40, "b"), post("RECEIPT", "c", DAY, world.office, {Acc.CASH_IN: 5, Acc.SUSPENSE: -5})]
    credit(world, 1, 3, "d", date(2021, 9, 1))
    proved: list[list[int]] = []
    real = checks.late_proofs

    def proving() -> list[checks.Proof]:
        proved.append([r["entry_id"] for r in rows(f"select entry_id from pg_temp.{checks.LATE} order by 1")])
        found = real()
        assert {p.id: p.left for p in found if p.left} == {"ledger.entries": 45, "ledger.members": 40}
        return found

    def whole(**_: date) -> list[checks.Proof]:
        raise AssertionError("proved by whoever calls")

    monkeypatch.setattr(checks, "late_proofs", proving)
    monkeypatch.setattr(checks, "proofs", whole)
    assert close_month(AUGUST, proved=mark) == 4
    assert proved == [late]


def test_a_late_entry_that_does_not_prove_leaves_the_month_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    credit(world, 0, 100, "a")
    mark = settled()
    credit(world, 1, 40, "b")
    bad = checks.Proof("ledger.named", "x", "x", 1, 0)
    monkeypatch.setattr(checks, "late_proofs", lambda: [bad])
    with pytest.raises(LedgerRefused) as refusal:
        close_month(AUGUST, proved=mark)
    assert refusal.value.code == "not_proven"


def test_balances_before_are_looked_up_and_not_read_through(world: World) -> None:
    """A table that was empty when PostgreSQL last looked at it looks cheap to read whole, for each member anew."""
    credit(world, 0, 100, "a")
    credit(world, 1, 40, "b")
    read = "select coalesce(seq_scan, 0) from pg_stat_xact_user_tables where relname = 'ledger_memberclosing'"
    close_month(AUGUST)
    credit(world, 0, 5, "c", date(2021, 9, 3))
    before = scalar(read)
    close_month(date(2021, 9, 1), proved=settled())
    assert scalar(read) == before
    found = rows("select closed_on, person_id, balance from ledger_memberclosing order by 1, 2")
    assert [r["balance"] for r in found] == [100, 40, 105]


def test_a_wrong_closing_is_named_by_its_account_and_its_member(world: World) -> None:
    """Closings of three months and two offices hold; one that says a rupiah more does not, of whatever month."""
    months = [date(2021, m, 1) for m in (7, 8, 9)]
    for number, month in enumerate(months):
        for office in (world.office, world.other)[: 1 + number % 2]:
            post(
                "TEST", f"{month}{office}", month.replace(day=9), office, {Acc.JHT_PENDING: 10, Acc.JHT_MEMBERS: -10},
                [Member(world.people[number], Acc.JHT_MEMBERS, "CONTRIBUTION", month, 10, world.employer)],
            )  # fmt: skip
        post("RECEIPT", f"r{month}", month, world.office, {Acc.CASH_IN: 5 + number, Acc.SUSPENSE: -5 - number})
        close_month(month)

    def closings(**days: date) -> checks.Proof:
        (found,) = [p for p in checks.proofs(**days) if p.id == "ledger.closings"]
        return found

    assert closings().holds and closings().left != 0
    cash, day = int(Acc.CASH_IN), date(2021, 10, 31)
    run(
        "insert into ledger_closing (account_id, office_id, closed_on, balance, made_at)"
        " values (%s, %s, %s, 19, now())",
        [cash, world.office, day],
    )
    run(
        "insert into ledger_memberclosing (person_id, account_id, office_id, closed_on, balance)"
        " values (%s, %s, %s, %s, 11)",
        [world.people[1], int(Acc.JHT_MEMBERS), world.other, day],
    )
    told = [(r["what"], r["id"], r["closing"], r["computed"]) for r in closings().detail]
    assert told == [("account", cash, 19, 18), ("member", world.people[1], 11, 10)]
    assert [r["what"] for r in closings(since=date(2021, 9, 30)).detail] == ["account", "member"]
    assert closings(until=date(2021, 9, 30)).holds


def test_proofs_and_figures_of_tables_just_filled_compare_sets(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever PostgreSQL knows of the tables, a whole is never compared row by row with another; pages are."""
    from lindung.performance import checks as whole
    from lindung.performance import services as figures

    seen: list[str] = []

    def looking(*_: object) -> list[checks.Proof]:
        seen.append(scalar("show enable_nestloop"))
        return []

    monkeypatch.setattr(whole, "PACKAGES", (type("P", (), {"proofs": staticmethod(looking)}),))
    monkeypatch.setattr(figures, "every_figure", looking)
    assert whole.proofs() == []
    slug = scalar("select slug from registry_office where id = %s", [world.office])
    assert figures.take_snapshot(slug, date(2021, 9, 30)) == 0
    assert seen == ["off", "off"] and scalar("show enable_nestloop") == "on"
