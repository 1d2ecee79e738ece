"""pytest plug-in: every run gets its own migrated database, made by copying a template in a fraction of a second.

Loaded with `-p lindung.devtools.pgplugin`, so that the addresses are in the environment before pytest-django reads the
settings. The server is a throwaway one below `.lindung/test-pg` (or DATABASE_URL, or PG_BIN) shared by all runs in this
working copy and stopped by the last. Tests connect as `lindung_app`, so row-level security holds for them too.

LINDUNG_TEST_NAME=x keeps the database `lindung_test_x` after the run for a look inside.
"""

import os
import re
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import psycopg
import pytest

from lindung.devtools import dbsetup, messages, postgres
from lindung.devtools.baseline import Baseline
from lindung.devtools.processes import start_mark

ROOT = Path(__file__).resolve().parents[3]
PREFIX = "lindung_test_"
_NO_DATABASE = {"--version", "-V", "--help", "-h", "--collect-only", "--co", "--fixtures", "--markers"}


class Run:
    """This process's share of the test server and its database."""

    def __init__(self) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        named = re.sub(r"\W+", "_", os.environ.get("LINDUNG_TEST_NAME", "")).lower()
        host = f"{crc32(socket.gethostname().encode()):08x}"
        self.keep = bool(named)
        self.mine = f"{PREFIX}{host}_"
        self.name = f"{PREFIX}{named}" if named else f"{self.mine}{os.getpid()}_{start_mark(os.getpid()) or 0}"
        if worker:
            self.name += f"_{worker}"
        self.made = False
        self.template = ""  # the one this run began with, even if somebody edits a migration meanwhile
        self.problem = ""
        self.lease: postgres.Lease | None = None

    def begin(self) -> None:
        """Have a server and tell the settings where the database will be; a failure is told by the first test."""
        home = ROOT / ".lindung" / "test"
        (home / "static").mkdir(parents=True, exist_ok=True)  # else every test client warns that it is missing
        os.environ.setdefault("LINDUNG_HOME", str(home))
        os.environ.setdefault("LINDUNG_SECRET", "only-for-tests-" * 4)
        os.environ.pop("LINDUNG_APP_URL", None)
        os.environ.pop("LINDUNG_OWNER_URL", None)
        messages.compile_all()  # a clean checkout holds the texts, not what is made of them
        if _NO_DATABASE & set(sys.argv[1:]):
            self.problem = "started without a database"
            return
        try:
            self.lease = postgres.Lease(ROOT / ".lindung" / "test-pg", throwaway=True)
            urls = dbsetup.roles(self.lease.cluster)
        except (postgres.PostgresError, psycopg.Error) as error:
            self.problem = str(error)
            return
        os.environ["LINDUNG_APP_URL"] = postgres.with_database(urls.app, self.name)
        os.environ["LINDUNG_OWNER_URL"] = postgres.with_database(urls.owner, self.name)

    @property
    def cluster(self) -> postgres.Cluster:
        if self.lease is None:
            pytest.fail(f"no PostgreSQL for this test: {self.problem}", pytrace=False)
        return self.lease.cluster

    def fresh(self) -> None:
        """A new copy of the template under our name, whatever was there."""
        if not self.made:
            self._drop_leftovers()
            self.template = dbsetup.template(self.cluster)
        dbsetup.clone(self.cluster, self.name, self.template)
        if not self.made:
            self.baseline = Baseline(os.environ["LINDUNG_OWNER_URL"])
        self.made = True

    def reset(self) -> None:
        """As after `fresh`, sooner where that is possible."""
        if not self.baseline.restore(os.environ["LINDUNG_OWNER_URL"]):
            self.fresh()

    def _drop_leftovers(self) -> None:
        """Databases of runs on this machine that were killed."""
        for name in dbsetup.databases(self.cluster, self.mine):
            pid, start = name.removeprefix(self.mine).split("_")[:2]
            if start_mark(int(pid)) != start:
                dbsetup.drop(self.cluster, name)

    def end(self) -> None:
        """Drop the database, give the server back."""
        if self.lease is None:
            return
        if self.made and not self.keep:
            with suppress(psycopg.Error):
                dbsetup.drop(self.cluster, self.name)
        self.lease.release()
        self.lease = None


run = Run()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Runs while plug-ins are being registered: the only hook before pytest-django reads the settings."""
    parser.addoption("--only-database", action="store_true", help="only fast tests that touch the database")
    if run.lease is None:
        run.begin()


def pytest_configure(config: pytest.Config) -> None:
    """Registered after pytest-django, so these fixtures win over its own."""
    from lindung.devtools import pgfixtures

    config.pluginmanager.register(pgfixtures, "lindung-pg-fixtures")
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = _reset  # type: ignore[attr-defined]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests need a browser: missing, they are skipped with the reason counted, but fail where CI is set."""
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not os.access(chromium, os.X_OK) and not os.environ.get("CI"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=f"no Chromium at {chromium} (apt install chromium)"))
    if config.getoption("--only-database"):
        kept = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def _touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") or item.get_closest_marker("kill"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"django_db_setup", "db", "transactional_db"})


def pytest_report_header() -> str:
    if run.lease is None:
        return f"PostgreSQL: none ({run.problem})"
    with psycopg.connect(run.cluster.url("postgres")) as connection:
        version = connection.info.server_version // 10000
    return f"PostgreSQL: {version} on port {run.cluster.port}, database {run.name}"


def pytest_unconfigure() -> None:
    run.end()


def _reset(case: Any) -> None:
    """After a test with real commits: the next one finds the database as migrated (Django would TRUNCATE, which
    `lindung_app` may not do and which would take the reference data along)."""
    from django.db import connections

    connections.close_all()
    run.reset()
