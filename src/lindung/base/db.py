"""How services talk to PostgreSQL: stepping up to the writing role, ordered locks, bulk copy.

The web server and the worker connect as `lindung_app`, which may only read what row-level security lets the signed-in
person see. A service that writes steps up to `lindung_system` for its transaction, and for no longer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from itertools import islice
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

SYSTEM_ROLE = "lindung_system"
_BLOCK = 20_000
"""Records drawn before they are streamed: flat memory, few statements."""


@contextmanager
def system() -> Iterator[None]:
    """One transaction as `lindung_system`; the former role comes back afterwards, also after an error.

    Nested use joins the outer transaction by a savepoint. `SET LOCAL` ends with the transaction by itself, so nothing
    leaks over a pooled connection.
    """
    with transaction.atomic():
        before = scalar("select current_user")
        run(f"set local role {SYSTEM_ROLE}")
        yield
        if connection.in_atomic_block and not connection.needs_rollback:
            run(f'set local role "{before}"')


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a service: it runs whole, in one transaction, as the writing role, or not at all."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with system():
            return function(*args, **kwargs)

    return inside


def run(sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> int:
    """Execute one statement; the number of rows it touched (-1 where PostgreSQL does not say)."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def rows(sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """All rows of one query as dictionaries; for results of at most a page or a summary."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def scalar(sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> Any:
    """The first column of the first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
        return row[0] if row else None


def fetch(sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """All rows of a query as tuples: for bulk reads whose columns are unpacked at once."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def stage(name: str, columns: str, records: Iterable[Sequence[Any]]) -> int:
    """A fresh temporary table `name` with `columns` (e.g. "seq int, person_id bigint") holding `records`; their number.

    Names and column texts are code, never input. COPY goes to the temporary table because tables with row-level
    security do not take it; it is gone with the transaction.
    """
    run(f"drop table if exists pg_temp.{name}")
    run(f"create temp table {name} ({columns}) on commit drop")
    count = copy_rows(f"pg_temp.{name}", [c.split()[0] for c in columns.split(", ")], records)
    run(f"analyze pg_temp.{name}")
    return count


def stage_sql(name: str, query: str, params: Sequence[Any] | dict[str, Any] | None = None) -> int:
    """The same of what a query finds, with the query's own columns; their number."""
    run(f"drop table if exists pg_temp.{name}")
    count = run(f"create temp table {name} on commit drop as {query}", params)
    run(f"analyze pg_temp.{name}")
    return count


def copy_rows(table: str, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> int:
    """Stream records into `table` by COPY; returns how many. Column and table names are code, never input.

    Records are drawn a block at a time while no COPY is open: one that asked this connection during its own COPY would
    wait for itself for ever.
    """
    copy_in, drawn, count = f"copy {table} ({', '.join(columns)}) from stdin", iter(records), 0
    with connection.cursor() as cursor:
        while block := list(islice(drawn, _BLOCK)):
            with cursor.copy(copy_in) as copy:
                for record in block:
                    copy.write_row(record)
            count += len(block)
    return count


@contextmanager
def many() -> Iterator[None]:
    """Statements over thousands of rows whose number the planner cannot know (just written, or joined under another
    name) and which it would compare each with each; here it must hash or merge."""
    run("set local enable_nestloop = off")
    yield
    run("set local enable_nestloop = on")


@contextmanager
def by_key() -> Iterator[None]:
    """Statements that look up each of many rows by its key: a table that was empty when it was last looked at, and is
    not any more, would else be read whole for every row."""
    run("set local enable_seqscan = off")
    yield
    run("set local enable_seqscan = on")


def lock(*parts: Any) -> None:
    """Hold a transaction-long advisory lock named by `parts`; callers take several in sorted order."""
    run("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [":".join(str(p) for p in parts)])
