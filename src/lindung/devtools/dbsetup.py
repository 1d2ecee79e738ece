"""Roles, databases and migrations.

    python -m lindung.devtools.dbsetup DBNAME     # on DATABASE_URL or the private server; prints nothing secret

`lindung_owner` migrates. `lindung_app` is what the web server and the worker connect as: no rights of its own beyond
what migrations grant, held by row-level security. `lindung_system` cannot log in; services step up to it for one
transaction.
"""

import hashlib
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, LiteralString, cast
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from lindung.devtools.postgres import OWNER, Cluster, PostgresError, lease, with_database, with_login

APP, SYSTEM = "lindung_app", "lindung_system"
PACKAGE = Path(__file__).resolve().parents[1]
TEMPLATE_PREFIX = "lindung_tpl_"
KEPT_TEMPLATES = 3
EXTENSIONS = ("btree_gist", "pg_trgm")
_LOCK = 0x4C494E44  # any number; the same for all our processes

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses of one prepared database."""

    app: str
    owner: str

    def environment(self) -> dict[str, str]:
        """What `lindung.settings` reads."""
        return {"LINDUNG_APP_URL": self.app, "LINDUNG_OWNER_URL": self.owner}


def _imports(text: str) -> set[Path]:
    """Files of ours that a module's text imports."""
    found = set()
    lines = r"^[ \t]*from (lindung[\w.]*) import (?:\(([^)]*)\)|([^(\n]*))"
    for module, several, one in re.findall(lines, text, re.MULTILINE):
        base = PACKAGE.joinpath(*module.split(".")[1:])
        for path in (base, *(base / name.split(" as ")[0].strip() for name in (several or one).split(","))):
            found.add(path.with_suffix(".py"))
    return {path for path in found if path.is_file()}


def migrations_hash() -> str:
    """Changes whenever a migrated database could come out differently: migrations and what they import, the migrate
    command, SQL, reference data, versions of the frameworks."""
    digest = hashlib.sha256()
    for name in ("django", "django-allauth", "django-axes"):
        digest.update(f"{name}=={metadata.version(name)}\n".encode())
    todo = {PACKAGE / "settings.py", *PACKAGE.glob("*/management/commands/migrate.py")}
    todo |= {*PACKAGE.glob("*/migrations/*.py"), *PACKAGE.rglob("*.sql"), *PACKAGE.glob("*/refdata/**/*")}
    seen: dict[Path, bytes] = {}
    while todo:
        path = todo.pop()
        if path in seen or not path.is_file():
            continue
        seen[path] = path.read_bytes()
        if path.suffix == ".py":
            todo |= _imports(seen[path].decode())
    for path, content in sorted(seen.items()):
        digest.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + content)
    return digest.hexdigest()[:16]


# ---- roles


@contextmanager
def _admin(cluster: Cluster) -> Iterator[Connection]:
    """Administrator's connection, alone among all processes that set up databases on this server."""
    with psycopg.connect(cluster.url("postgres"), connect_timeout=10, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        yield connection


def _one(connection: Connection, query: LiteralString, *values: Any) -> Any:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None


def _password(cluster: Cluster, role: str) -> str:
    path = cluster.home / f"{role.removeprefix('lindung_')}.password"
    try:
        return path.read_text()
    except FileNotFoundError:
        half = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        half.rename(path)
        return path.read_text()


def _can_log_in(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _login_role(connection: Connection, cluster: Cluster, role: str, options: LiteralString) -> str:
    """Make the role if absent; its address. The password is set only when ours is not accepted."""
    password = _password(cluster, role)
    if not _one(connection, "select 1 from pg_roles where rolname = %s", role):
        connection.execute(sql.SQL("create role {} login " + options).format(sql.Identifier(role)))
    url = with_login(cluster.url("postgres"), role, password)
    if not _can_log_in(url):
        connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
    return url


def _grant(connection: Connection, role: str, member: str) -> None:
    """Let `member` act as `role` by SET ROLE, unless it can."""
    how = "set" if connection.info.server_version >= 160000 else "member"
    if not _one(connection, "select pg_has_role(%s, %s, %s)", member, role, how):
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(member)))


def roles(cluster: Cluster) -> Urls:
    """Make the roles; addresses that still point to the database `postgres`. Idempotent."""
    with _admin(cluster) as connection:
        return _roles(connection, cluster)


def _roles(connection: Connection, cluster: Cluster) -> Urls:
    app = _login_role(connection, cluster, APP, "noinherit nosuperuser nocreatedb nocreaterole nobypassrls")
    if not _one(connection, "select 1 from pg_roles where rolname = %s", SYSTEM):
        connection.execute(sql.SQL("create role {} nologin nobypassrls").format(sql.Identifier(SYSTEM)))
    admin = unquote(urlsplit(cluster.admin_url).username or "")
    if admin == OWNER:
        owner = cluster.url("postgres")
    else:
        owner = _login_role(connection, cluster, OWNER, "nosuperuser")
        # whoever creates databases for the owner, and the owner who hands functions to the system role, must be members
        _grant(connection, OWNER, admin)
        _grant(connection, SYSTEM, OWNER)
    _grant(connection, SYSTEM, APP)
    return Urls(app=app, owner=owner)


# ---- databases


def _exists(connection: Connection, dbname: str) -> bool:
    return _one(connection, "select 1 from pg_database where datname = %s", dbname) is not None


def _create(connection: Connection, cluster: Cluster, dbname: str, template: str | None = None) -> None:
    """An owned database; a plain one gets its extensions, a copy has them."""
    name = sql.Identifier(dbname)
    source = sql.SQL("template {}").format(sql.Identifier(template or "template0"))
    encoding = sql.SQL("" if template else "encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'")
    connection.execute(
        sql.SQL("create database {} owner {} {} {}").format(name, sql.Identifier(OWNER), source, encoding)
    )
    _open(connection, dbname)
    if not template:
        with psycopg.connect(cluster.url(dbname), autocommit=True) as inside:
            for extension in EXTENSIONS:
                inside.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
            inside.execute(sql.SQL("alter schema public owner to {}").format(sql.Identifier(OWNER)))
            inside.execute(
                sql.SQL("grant usage on schema public to {}, {}").format(*map(sql.Identifier, (APP, SYSTEM)))
            )


def _open(connection: Connection, dbname: str) -> None:
    """Rights on the database itself: these are not copied from a template."""
    name, app, system = map(sql.Identifier, (dbname, APP, SYSTEM))
    connection.execute(sql.SQL("revoke all on database {} from public").format(name))
    connection.execute(sql.SQL("grant connect, temporary on database {} to {}, {}").format(name, app, system))


def drop(cluster: Cluster, dbname: str) -> None:
    """Delete a database, cutting whoever is still connected."""
    with psycopg.connect(cluster.url("postgres"), connect_timeout=10, autocommit=True) as connection:
        _drop(connection, dbname)


def _drop(connection: Connection, dbname: str) -> None:
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(dbname)))


def _note(connection: Connection, dbname: str) -> str:
    """The migrations hash a database was last brought to, kept as its comment."""
    return str(
        _one(
            connection,
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            dbname,
        )
        or ""
    )


def migrate(owner_url: str) -> str:
    """Django's migrate in its own process, with the owner as its only database; what it printed."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lindung.settings",
        "LINDUNG_APP_URL": owner_url,
        "LINDUNG_OWNER_URL": owner_url,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")])),
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--skip-checks", "--verbosity", "1"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise PostgresError(f"migrasi gagal / migrations failed:\n{done.stdout[-1500:]}{done.stderr[-3000:]}")
    return done.stdout


def _migrated(connection: Connection, cluster: Cluster, dbname: str, owner: str, stamp: str) -> None:
    if _note(connection, dbname) == stamp:
        return
    migrate(with_database(owner, dbname))
    connection.execute(sql.SQL("comment on database {} is {}").format(sql.Identifier(dbname), sql.Literal(stamp)))


def prepare(cluster: Cluster, dbname: str) -> Urls:
    """Roles, database, extensions and migrations; instant when everything is there. Raises PostgresError."""
    with _admin(cluster) as connection:
        urls = _roles(connection, cluster)
        if not _exists(connection, dbname):
            _create(connection, cluster, dbname)
        _migrated(connection, cluster, dbname, urls.owner, migrations_hash())
    return Urls(app=with_database(urls.app, dbname), owner=with_database(urls.owner, dbname))


def template(cluster: Cluster) -> str:
    """Name of a migrated, empty database to copy from; made when the migrations changed."""
    stamp = migrations_hash()
    name = f"{TEMPLATE_PREFIX}{stamp}"
    with _admin(cluster) as connection:
        if _exists(connection, name):
            return name
        half = f"{name}_half"
        _drop(connection, half)
        urls = _roles(connection, cluster)
        _create(connection, cluster, half)
        _migrated(connection, cluster, half, urls.owner, stamp)
        with psycopg.connect(cluster.url(half), autocommit=True) as inside:
            inside.execute("vacuum analyze")
        old = connection.execute(
            "select datname from pg_database where datname like %s and datname not like %s order by oid desc",
            (f"{TEMPLATE_PREFIX}%", "%_half"),
        ).fetchall()
        for (stale,) in old[KEPT_TEMPLATES - 1 :]:
            _drop(connection, stale)
        connection.execute(sql.SQL("alter database {} allow_connections false").format(sql.Identifier(half)))
        connection.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(half), sql.Identifier(name)))
    return name


def clone(cluster: Cluster, dbname: str, source: str) -> Urls:
    """A fresh database `dbname` copied from `source`, replacing one of that name."""
    with _admin(cluster) as connection:
        urls = _roles(connection, cluster)
        _drop(connection, dbname)
        _create(connection, cluster, dbname, source)
    return Urls(app=with_database(urls.app, dbname), owner=with_database(urls.owner, dbname))


def databases(cluster: Cluster, prefix: str) -> list[str]:
    """Names of the databases that start with `prefix`."""
    with psycopg.connect(cluster.url("postgres"), connect_timeout=10) as connection:
        found = connection.execute("select datname from pg_database where starts_with(datname::text, %s)", (prefix,))
        return [cast(str, row[0]) for row in found]


def main(dbname: str = "lindung") -> None:
    """Prepare a database on DATABASE_URL or on the private server of the demo."""
    with lease(Path(os.environ.get("LINDUNG_HOME", PACKAGE.parents[1] / ".lindung")) / "pg") as cluster:
        prepare(cluster, dbname)
        print(f"{dbname}: siap / ready. Kata sandi / passwords: {cluster.home}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
