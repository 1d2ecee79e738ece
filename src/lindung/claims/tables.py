"""Staging rows for set-based work: a temporary table filled by COPY, typed, gone with the transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from lindung.base.db import copy_rows, run

MANY = 500


def stage(name: str, columns: str, records: Iterable[Sequence[Any]]) -> int:
    """A fresh temporary table `name` with `columns` (e.g. "seq int, person_id bigint") holding `records`; their number.

    Names and column texts are code, never input. COPY goes to the temporary table because tables with row-level
    security do not take it.
    """
    run(f"drop table if exists pg_temp.{name}")
    run(f"create temp table {name} ({columns}) on commit drop")
    count = copy_rows(f"pg_temp.{name}", [c.split()[0] for c in columns.split(", ")], records)
    run(f"analyze pg_temp.{name}")
    return count


def fetch(sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """All rows of a query as tuples: for bulk reads whose columns are unpacked at once."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def fresh_statistics(rows: int) -> None:
    """After a bulk write: let the planner know, so that the next statement of the same transaction is planned well."""
    if rows >= MANY:
        run("select lindung_analyze_claims()")


def numbers(sequence: str, count: int) -> list[int]:
    """The next `count` values of a sequence, ascending."""
    if count <= 0:
        return []
    return [int(r[0]) for r in fetch("select nextval(%s) from generate_series(1, %s)", [sequence, count])]


def ids(table: str, count: int) -> list[int]:
    """The next `count` primary keys of a table."""
    return numbers(f"public.{table}_id_seq", count)
