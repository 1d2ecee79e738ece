"""Roles, databases, templates: who may do what, and what happens the second time."""

import shutil
import stat
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import errors

from lindung.devtools import dbsetup
from lindung.devtools.postgres import Cluster, PostgresError, Server, with_database, with_login

migrations_hash = dbsetup.migrations_hash
STAMP = migrations_hash()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbsetup, "migrations_hash", lambda: STAMP)  # whatever is edited while the tests run
        patch.delenv("DATABASE_URL", raising=False)
        server = Server(tmp_path_factory.mktemp("pg"), throwaway=True)
        server.ensure()
        yield server
        server.remove()


@pytest.fixture(scope="module")
def cluster(server):
    return server.ensure()


@pytest.fixture(scope="module")
def urls(cluster):
    return dbsetup.prepare(cluster, "books")


def ask(url, query, *values):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query, values).fetchone()


def test_the_application_role_can_do_nothing_by_itself(urls):
    assert ask(urls.app, "select current_user, current_database()") == ("lindung_app", "books")
    role = "select rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = %s"
    assert ask(urls.app, role, "lindung_app") == (False, False, False, False, False)
    for forbidden in ("create table mine (a int)", "create role x", "create database x", "create extension hstore"):
        with pytest.raises(errors.InsufficientPrivilege):
            ask(urls.app, forbidden)
    with pytest.raises(errors.InsufficientPrivilege):
        ask(urls.app, "set role lindung_owner")


def test_stepping_up_lasts_one_transaction(urls):
    with psycopg.connect(urls.app) as connection:
        with connection.transaction():
            connection.execute("set local role lindung_system")
            assert connection.execute("select current_user").fetchone() == ("lindung_system",)
        assert connection.execute("select current_user").fetchone() == ("lindung_app",)


def test_nobody_logs_in_as_the_system_role(cluster):
    assert ask(cluster.admin_url, "select rolcanlogin from pg_roles where rolname = 'lindung_system'") == (False,)


def test_strangers_may_not_connect(cluster, urls):
    ask_nothing = "create role stranger login password 'known'"
    with psycopg.connect(cluster.admin_url, autocommit=True) as connection:
        connection.execute(ask_nothing)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(with_login(urls.app, "stranger", "known"))


def test_passwords_are_private_and_not_in_messages(cluster):
    for name in ("owner.password", "app.password"):
        path = cluster.home / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_text()) >= 32


def test_second_time_changes_nothing(cluster, urls):
    before = ask(urls.owner, "select max(id), count(*) from django_migrations")
    assert dbsetup.prepare(cluster, "books") == urls
    assert ask(urls.owner, "select max(id), count(*) from django_migrations") == before
    assert before[1] > 0


def test_a_lost_password_file_is_replaced(cluster, urls):
    (cluster.home / "app.password").unlink()
    again = dbsetup.prepare(cluster, "books")
    assert again.app != urls.app
    assert ask(again.app, "select current_user") == ("lindung_app",)
    (cluster.home / "app.password").write_text(urls.app.split(":")[2].split("@")[0])
    assert dbsetup.prepare(cluster, "books") == urls


def test_several_at_once_migrate_once(cluster, monkeypatch):
    runs = []
    monkeypatch.setattr(dbsetup, "migrate", lambda url: runs.append(url) or "")
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: dbsetup.prepare(cluster, "crowd"), range(4)))
    assert len(found) == len(runs) == 1


def test_a_copy_of_the_template_is_migrated_and_separate(cluster, urls):
    source = dbsetup.template(cluster)
    assert dbsetup.template(cluster) == source
    one, two = dbsetup.clone(cluster, "one", source), dbsetup.clone(cluster, "two", source)
    with psycopg.connect(one.owner) as connection:
        connection.execute("create table only_here (a int)")
    count = "select count(*) from django_migrations"
    assert ask(one.app, count) == ask(two.app, count) == ask(urls.app, count)
    assert ask(two.owner, "select to_regclass('only_here')") == (None,)
    assert dbsetup.clone(cluster, "one", source) == one
    assert ask(one.owner, "select to_regclass('only_here')") == (None,)
    with pytest.raises(psycopg.OperationalError, match="not currently accepting"):
        psycopg.connect(with_database(urls.owner, source))


def test_old_templates_go(cluster, monkeypatch):
    monkeypatch.setattr(dbsetup, "migrate", lambda url: "")
    for number in range(4):
        monkeypatch.setattr(dbsetup, "migrations_hash", lambda number=number: f"version{number}")
        name = dbsetup.template(cluster)
    kept = dbsetup.databases(cluster, dbsetup.TEMPLATE_PREFIX)
    assert name in kept
    assert len(kept) == dbsetup.KEPT_TEMPLATES


def test_a_failing_migration_is_told_and_tried_again(cluster, monkeypatch):
    monkeypatch.setenv("LINDUNG_SECRET", "x")
    monkeypatch.setattr(dbsetup.sys, "executable", "/bin/false")
    with pytest.raises(PostgresError, match="migrations failed"):
        dbsetup.prepare(cluster, "broken")
    runs = []
    monkeypatch.setattr(dbsetup, "migrate", lambda url: runs.append(url) or "")
    for _ in range(2):
        urls = dbsetup.prepare(cluster, "broken")
    assert runs == [urls.owner]


def test_an_administrator_who_is_no_superuser(server, tmp_path):
    """As on a managed server: the administrator may only make roles and databases."""
    own = Server(tmp_path / "managed", throwaway=True)
    try:
        cluster = own.ensure()
        with psycopg.connect(cluster.admin_url, autocommit=True) as connection:
            connection.execute("create role boss login createrole createdb password 'known'")
            connection.execute("create role provider superuser login password 'known'")
        with psycopg.connect(with_login(cluster.admin_url, "provider", "known"), autocommit=True) as connection:
            connection.execute("alter role lindung_owner rename to elsewhere")  # the name is free on such a server
        (tmp_path / "home").mkdir()
        managed = Cluster(with_login(cluster.admin_url, "boss", "known"), tmp_path / "home", managed=False)
        urls = dbsetup.prepare(managed, "lindung")
        assert dbsetup.prepare(managed, "lindung") == urls
        rights = "select current_user, rolsuper, rolcreaterole, rolbypassrls from pg_roles where rolname = current_user"
        assert ask(urls.owner, rights) == ("lindung_owner", False, False, False)
        assert ask(urls.app, "select count(*) from django_migrations")[0] > 0
        assert dbsetup.clone(managed, "copy", dbsetup.template(managed)).app.endswith("/copy")
    finally:
        own.remove()


def test_the_hash_follows_migrations_and_what_they_import(tmp_path, monkeypatch):
    package = tmp_path / "lindung"
    shutil.copytree(dbsetup.PACKAGE, package, ignore=shutil.ignore_patterns("static", "__pycache__"))
    monkeypatch.setattr(dbsetup, "PACKAGE", package)
    seen = {migrations_hash()}

    def changes(name, text):
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        found = migrations_hash()
        fresh = found not in seen
        seen.add(found)
        return fresh

    assert changes("ledger/migrations/0999_more.py", "from lindung.base import rights\n")
    assert changes("base/rights.py", "GRANTS = 1\n")
    assert changes("base/rights.py", "GRANTS = 2\n")
    assert changes("ledger/functions.sql", "select 1")
    assert changes("registry/refdata/new.csv", "a,b")
    assert not changes("ledger/not_imported_by_migrations.py", "x = 1\n")


def test_every_line_of_imports_is_followed_for_the_stamp():
    text = (
        "from lindung.access import policies\nfrom lindung.access.functions import FUNCTIONS\n"
        "from lindung.access.models import (\n    Role,\n    User as Login,\n)\n"
        "from lindung.base import db as d, dates\n"
    )
    found = {str(path.relative_to(dbsetup.PACKAGE)) for path in dbsetup._imports(text)}
    assert found == {"access/policies.py", "access/functions.py", "access/models.py", "base/db.py", "base/dates.py"}
