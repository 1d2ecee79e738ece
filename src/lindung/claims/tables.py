"""What bulk acts on claims ask PostgreSQL for: fresh statistics and runs of numbers."""

from lindung.base.db import fetch, run

MANY = 500


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
