"""Back to the state right after migrating, without making the database anew: for tests that really commit."""

from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]

_RELATIONS = """
select relkind::text || ' ' || oid::regclass::text from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S', 'f') and not relispartition
"""


class Baseline:
    """Which tables are empty after migrating, and what the others (reference data) hold."""

    def __init__(self, owner_url: str) -> None:
        with psycopg.connect(owner_url) as connection:
            self._relations = self._seen(connection)
            tables = sorted(entry[2:] for entry in self._relations if entry[0] in "rp")
            self._empty = self._without_rows(connection, tables)
            self._filled = [table for table in tables if table not in self._empty]
            self._print = self._fingerprint(connection)

    @staticmethod
    def _seen(connection: Connection) -> set[str]:
        return {str(name) for (name,) in connection.execute(_RELATIONS)}

    @staticmethod
    def _without_rows(connection: Connection, tables: list[str]) -> set[str]:
        asked = (sql.SQL("select {} where not exists (select from {})").format(t, sql.SQL(t)) for t in tables)
        return {str(name) for (name,) in connection.execute(sql.SQL(" union all ").join(asked))}

    def _fingerprint(self, connection: Connection) -> list[tuple[Any, ...]]:
        asked = (
            sql.SQL("select {}, count(*), sum(hashtextextended(t::text, 0)) from {} t").format(t, sql.SQL(t))
            for t in self._filled
        )
        return connection.execute(sql.SQL(" union all ").join(asked)).fetchall() if self._filled else []

    def restore(self, owner_url: str) -> bool:
        """Empty what was empty; False when that is not enough and the database must be copied anew: tables came or
        went, reference data changed, or the owner may not switch triggers off."""
        try:
            with psycopg.connect(owner_url) as connection:
                connection.execute(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                    " and backend_type = 'client backend'"
                )
                if self._seen(connection) != self._relations or self._fingerprint(connection) != self._print:
                    return False
                connection.execute("set local session_replication_role = replica")
                for table in self._empty - self._without_rows(connection, sorted(self._empty)):
                    connection.execute(sql.SQL("delete from {}").format(sql.SQL(table)))
                connection.execute(
                    "select setval(s.seqrelid::regclass, s.seqstart, false) from pg_sequence s"
                    " join pg_depend d on d.objid = s.seqrelid and d.classid = 'pg_class'::regclass"
                    " and d.deptype in ('a', 'i') where d.refobjid::regclass::text = any(%s)"
                    " and pg_sequence_last_value(s.seqrelid) is not null",
                    (list(self._empty),),
                )
        except psycopg.Error:
            return False
        return True
