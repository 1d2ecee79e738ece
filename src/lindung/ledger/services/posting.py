"""Entries: one at a time, many from SQL, and their reversal. An entry is named by its key and booked once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from lindung.base.dates import month_of
from lindung.base.db import act, rows, run, scalar, stage, stage_sql
from lindung.ledger.chart import CHART, Acc
from lindung.ledger.errors import LedgerRefused

CONTROL = frozenset(int(a.id) for a in CHART if a.control)
PERIOD_LOCK = 0x4C454447  # shared by whoever books, alone for whoever closes


@dataclass(frozen=True, slots=True)
class Member:
    """One row of a member's account: `amount` in whole rupiah, credit to the member positive; `month` a first day."""

    person_id: int
    account: int
    kind: str
    month: date
    amount: int
    employer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """How many entries a bulk booking made, how many it found already booked with the same content, and how many rows
    it wrote to members' accounts."""

    new: int
    repeated: int
    members: int = 0


def open_months(table: str, days: Iterable[date]) -> None:
    """Have the partitions of `table` for the months of `days`."""
    for month in sorted({month_of(day) for day in days}):
        run("select lindung_open_month(%s, %s)", [table, month])


def share_period() -> None:
    """No closing may shut its month until this transaction ends: what it books is seen by that closing or refused.
    Comes before the number of an entry is taken."""
    run("select pg_advisory_xact_lock_shared(%s)", [PERIOD_LOCK])


@act
def post(
    kind: str,
    key: str,
    booked_on: date,
    office_id: int,
    lines: Mapping[Acc, int],
    members: Sequence[Member] = (),
    *,
    employer_id: int | None = None,
    person_id: int | None = None,
    note: str = "",
    by: int | None = None,
) -> int:
    """Book one entry; returns its id. The same key with the same content returns the entry that is there.

    `lines`: account -> whole rupiah, debit positive; zero amounts are left out. `members` add up to the control
    accounts with the opposite sign (a credit to a control account is a positive member row).
    Raises LedgerRefused: key_taken, unbalanced, members_differ, closed.
    """
    wanted = {int(account): amount for account, amount in lines.items() if amount}
    rows_of_members = [m for m in members if m.amount]
    _must_balance(key, wanted, rows_of_members)
    share_period()
    entry_id = scalar(
        "insert into ledger_entry (booked_on, kind, key, office_id, employer_id, person_id, note, made_by, made_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, now()) on conflict (key) do nothing returning id",
        [booked_on, kind, key, office_id, employer_id, person_id, note, by],
    )
    if entry_id is None:
        return _same_or_refused(key, kind, booked_on, office_id, employer_id, person_id, wanted, rows_of_members)
    if wanted:
        open_months("ledger_posting", [booked_on])
        values = ", ".join("(%s, %s, %s, %s, %s)" for _ in wanted)
        parameters = [v for a, n in wanted.items() for v in (booked_on, entry_id, a, office_id, n)]
        with closed_means_refused(booked_on):
            run(
                f"insert into ledger_posting (booked_on, entry_id, account_id, office_id, amount) values {values}",
                parameters,
            )
    if rows_of_members:
        open_months("ledger_memberposting", [booked_on])
        with closed_means_refused(booked_on):
            _insert_members(int(entry_id), booked_on, office_id, rows_of_members)
    return int(entry_id)


def _must_balance(key: str, wanted: Mapping[int, int], members: Sequence[Member]) -> None:
    if difference := sum(wanted.values()):
        raise LedgerRefused("unbalanced", key=key, difference=difference)
    sums: dict[int, int] = {}
    for member in members:
        if member.account not in CONTROL:
            raise LedgerRefused("unknown_account", account=member.account)
        sums[int(member.account)] = sums.get(int(member.account), 0) + member.amount
    for account in CONTROL & (sums.keys() | wanted.keys()):
        if sums.get(account, 0) != -wanted.get(account, 0):
            raise LedgerRefused(
                "members_differ", key=key, members=sums.get(account, 0), control=-wanted.get(account, 0)
            )


def _insert_members(entry_id: int, booked_on: date, office_id: int, members: Sequence[Member]) -> None:
    """All member rows of an entry in one statement: the database compares them with the control account as a whole."""
    columns = "person_id, account_id, kind, month, employer_id, amount"
    if len(members) <= 50:
        source = "(values " + ", ".join("(%s::bigint, %s::int, %s, %s::date, %s::bigint, %s::bigint)" for _ in members)
        source += f") v({columns})"
        values: list[Any] = [
            v for m in members for v in (m.person_id, int(m.account), m.kind, m.month, m.employer_id, m.amount)
        ]
    else:
        stage(
            "ledger_members_in",
            "person_id bigint, account_id int, kind text, month date, employer_id bigint, amount bigint",
            ((m.person_id, int(m.account), m.kind, m.month, m.employer_id, m.amount) for m in members),
        )
        source, values = "pg_temp.ledger_members_in v", []
    run(
        "insert into ledger_memberposting (person_id, booked_on, entry_id, account_id, kind, month, employer_id,"
        " office_id, amount) select person_id, %s, %s, account_id, kind, month, max(employer_id), %s, sum(amount)"
        f" from {source} group by person_id, account_id, kind, month having sum(amount) <> 0",
        [booked_on, entry_id, office_id, *values],
    )


def _same_or_refused(
    key: str,
    kind: str,
    booked_on: date,
    office_id: int,
    employer_id: int | None,
    person_id: int | None,
    wanted: Mapping[int, int],
    members: Sequence[Member],
) -> int:
    """The id of the entry booked under `key` if it says the same; the day may differ only if nothing else does not."""
    found = rows(
        "select id, kind, booked_on, office_id, employer_id, person_id from ledger_entry where key = %s", [key]
    )[0]
    lines = {
        int(r["account_id"]): int(r["amount"])
        for r in rows(
            "select account_id, amount from ledger_posting where entry_id = %s and booked_on = %s",
            [found["id"], found["booked_on"]],
        )
    }
    there = {
        (r["person_id"], r["account_id"], r["kind"], r["month"]): int(r["amount"])
        for r in rows(
            "select person_id, account_id, kind, month, amount from ledger_memberposting"
            " where entry_id = %s and booked_on = %s",
            [found["id"], found["booked_on"]],
        )
    }
    given: dict[tuple[int, int, str, date], int] = {}
    for m in members:
        name = (m.person_id, int(m.account), m.kind, m.month)
        given[name] = given.get(name, 0) + m.amount
    same = (
        (found["kind"], found["booked_on"], found["office_id"], found["employer_id"], found["person_id"])
        == (kind, booked_on, office_id, employer_id, person_id)
        and lines == wanted
        and there == {k: v for k, v in given.items() if v}
    )
    if not same:
        raise LedgerRefused("key_taken", key=key)
    return int(found["id"])


class closed_means_refused:
    """The database's word about a closed period, said as a refusal."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __enter__(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self.point.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError) and "closed period" in str(error):
            last = scalar("select max(closed_on) from ledger_closing where closed_on >= %s", [self.day])
            raise LedgerRefused("closed", day=self.day, closed_on=last) from error


POSTED = "pg_temp.ledger_entries_in"
"""SQL: `key` and `id` of the entries of the last `post_many` of the transaction, new and known. A join with it costs
what was posted, a join with all entries may read them all."""

NEW = f"(select key, id as entry_id, booked_on, office_id from {POSTED} where found_id is null)"
"""SQL: key, entry_id, booked_on and office_id of the new entries of the `post_many` at work."""

NEXT = "nextval((select pg_get_serial_sequence('ledger_entry', 'id')::regclass))"
"""SQL: the number of another entry; the name of the sequence is looked up once a statement."""


def sides(amounts: Iterable[tuple[int, str]]) -> tuple[str, str]:
    """A FROM item of the accounts, alias v, and the amount of each as one SQL expression over the row at hand.

    A VALUES list of the amounts themselves would be prepared anew for every row."""
    given = [(int(account), amount) for account, amount in amounts]
    accounts = ", ".join(f"({account})" for account, _ in given)
    choice = " ".join(f"when {account} then {amount}" for account, amount in given)
    return f"(values {accounts}) v(account_id)", f"case v.account_id {choice} end"


@act
def post_many(
    entries_sql: str,
    postings_sql: str,
    members_sql: str = "",
    params: Mapping[str, Any] | None = None,
    *,
    by: int | None = None,
    distinct: bool = False,
    numbered: bool = False,
    placed: bool = False,
) -> Posted:
    """Book many entries from SELECTs (named parameters from `params`), in one statement per table.

    `entries_sql` gives key, kind, booked_on, office_id, employer_id, person_id, note; `postings_sql` key, account_id,
    amount (debit positive, several rows of an account are added up); `members_sql` key, person_id, account_id, kind,
    month, employer_id, amount (credit positive). An entry already booked under its key must have the same postings
    and is left alone. `distinct`: no two rows are of the same account (of the same member, kind and month), so nothing
    needs adding up; the primary keys refuse it otherwise. `numbered`: `entries_sql` also gives the id of each entry,
    taken from the sequence of entries after `share_period`. `placed`: `members_sql` joins `NEW` itself and gives
    entry_id, booked_on and office_id in place of the key, so that not every row has to find its entry by name. Raises
    LedgerRefused: key_taken, closed; the database refuses what does not balance.
    """
    values = dict(params or {}) | {"made_by": by}
    share_period()
    stage_sql(
        "ledger_entries_in",
        "select x.key::text, x.kind::text, x.booked_on::date, x.office_id::bigint, x.employer_id::bigint,"
        " x.person_id::bigint, x.note::text, e.id as found_id, e.booked_on as found_on,"
        f" coalesce(e.id, {'x.id' if numbered else NEXT}) as id"
        f" from ({entries_sql}) x left join lateral"
        " (select l.id, l.booked_on from ledger_entry l where l.key = x.key offset 0) e on true",
        values,
    )
    days = [
        r["d"] for r in rows("select distinct booked_on as d from pg_temp.ledger_entries_in where found_id is null")
    ]
    open_months("ledger_posting", days)
    new = run(
        "insert into ledger_entry (id, booked_on, kind, key, office_id, employer_id, person_id, note, made_by, made_at)"
        " select id, booked_on, kind, key, office_id, employer_id, person_id, coalesce(note, ''), %(made_by)s, now()"
        " from pg_temp.ledger_entries_in where found_id is null order by id",
        values,
    )
    _refuse_other_content(postings_sql, values)
    members = 0
    if new:
        with closed_means_refused(min(days)):
            run(
                "insert into ledger_posting (booked_on, entry_id, account_id, office_id, amount)"
                f" select n.booked_on, n.id, p.account_id, n.office_id, {'p.amount' if distinct else 'sum(p.amount)'}"
                f" from ({postings_sql}) p join pg_temp.ledger_entries_in n on n.key = p.key and n.found_id is null"
                + (" where p.amount <> 0" if distinct else " group by 1, 2, 3, 4 having sum(p.amount) <> 0")
                + " order by 1, 2, 3",
                values,
            )
        if members_sql:
            open_months("ledger_memberposting", days)
            given = members_sql
            if not placed:
                given = (
                    "select n.entry_id, n.booked_on, n.office_id, m.person_id, m.account_id, m.kind, m.month,"
                    f" m.employer_id, m.amount from ({members_sql}) m join {NEW} n on n.key = m.key"
                )
            members = run(
                "insert into ledger_memberposting (person_id, booked_on, entry_id, account_id, kind, month,"
                " employer_id, office_id, amount) select m.person_id, m.booked_on, m.entry_id, m.account_id, m.kind,"
                + (
                    " m.month, m.employer_id, m.office_id, m.amount"
                    if distinct
                    else " m.month, max(m.employer_id), m.office_id, sum(m.amount)"
                )
                + f" from ({given}) m"
                + (
                    " where m.amount <> 0"
                    if distinct
                    else " group by m.person_id, m.booked_on, m.entry_id, m.account_id, m.kind, m.month, m.office_id"
                    " having sum(m.amount) <> 0"
                )
                + " order by m.person_id",
                values,
            )
    repeated = int(scalar("select count(*) from pg_temp.ledger_entries_in where found_id is not null"))
    return Posted(new=new, repeated=repeated, members=members)


def _refuse_other_content(postings_sql: str, values: Mapping[str, Any]) -> None:
    if not scalar("select exists (select 1 from pg_temp.ledger_entries_in where found_id is not null)"):
        return
    other = scalar(
        "with asked as (select n.key, p.account_id::int as account_id, sum(p.amount)::bigint as amount"
        f" from ({postings_sql}) p join pg_temp.ledger_entries_in n on n.key = p.key and n.found_id is not null"
        " group by 1, 2 having sum(p.amount) <> 0),"
        " booked as (select n.key, p.account_id::int as account_id, p.amount from pg_temp.ledger_entries_in n"
        " join ledger_posting p on p.booked_on = n.found_on and p.entry_id = n.found_id where n.found_id is not null)"
        " select coalesce(a.key, b.key) from asked a full join booked b on b.key = a.key and b.account_id ="
        " a.account_id"
        " where a.amount is distinct from b.amount limit 1",
        dict(values),
    )
    if other is not None:
        raise LedgerRefused("key_taken", key=other)


@act
def reverse(entry_id: int, reason: str, on: date, by: int | None = None) -> int:
    """Book the mirror of an entry with the reason as its note; returns the mirror's id, also when it is there already.

    Only for who keeps the facts behind the entry and changes them in the same act: a bill, receipt or claim whose entry
    alone is taken back no longer agrees with its proofs.

    Raises LedgerRefused: no_entry, is_reversal, closed."""
    found = rows("select * from ledger_entry where id = %s", [entry_id])
    if not found:
        raise LedgerRefused("no_entry", entry=entry_id)
    entry = found[0]
    if entry["reverses_id"]:
        raise LedgerRefused("is_reversal", entry=entry_id)
    share_period()
    mirror = scalar(
        "insert into ledger_entry (booked_on, kind, key, office_id, employer_id, person_id, note, reverses_id, made_by,"
        " made_at) values (%s, 'REVERSAL', %s, %s, %s, %s, %s, %s, %s, now()) on conflict (key) do nothing returning"
        " id",
        [on, f"reverse:{entry_id}", entry["office_id"], entry["employer_id"], entry["person_id"], reason, entry_id, by],
    )
    if mirror is None:
        return int(scalar("select id from ledger_entry where key = %s", [f"reverse:{entry_id}"]))
    open_months("ledger_posting", [on])
    with closed_means_refused(on):
        run(
            "insert into ledger_posting (booked_on, entry_id, account_id, office_id, amount)"
            " select %s, %s, account_id, office_id, -amount from ledger_posting where booked_on = %s and entry_id = %s",
            [on, mirror, entry["booked_on"], entry_id],
        )
    open_months("ledger_memberposting", [on])
    run(
        "insert into ledger_memberposting (person_id, booked_on, entry_id, account_id, kind, month, employer_id,"
        " office_id, amount) select person_id, %s, %s, account_id, kind, month, employer_id, office_id, -amount"
        " from ledger_memberposting where booked_on = %s and entry_id = %s",
        [on, mirror, entry["booked_on"], entry_id],
    )
    return int(mirror)
