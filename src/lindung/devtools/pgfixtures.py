"""Fixtures of the pytest plug-in; see pgplugin."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from lindung.devtools import pgplugin


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """In place of pytest-django's: our own database instead of Django's `test_…`."""
    pgplugin.run.fresh()


@pytest.fixture
def pg(django_db_setup: None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A psycopg connection as the owner (passes row-level security), rolled back afterwards.

    It does not see what a test without `transaction=True` wrote through Django; to commit, ask for
    `transactional_db` as well."""
    connection = psycopg.connect(os.environ["LINDUNG_OWNER_URL"])
    yield connection
    connection.close()  # without a commit: what was not committed is gone


@pytest.fixture
def owner_db(transactional_db: None) -> Iterator[Any]:
    """Django's database wrapper as the owner, autocommit; what it writes is gone after the test."""
    from django.db import connections

    connection = connections["owner"].copy(alias="owner_db")  # under its own name the test case would forbid it
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def database_urls(django_db_setup: None) -> dict[str, str]:
    """LINDUNG_APP_URL and LINDUNG_OWNER_URL of this run's database, for programs that a test starts."""
    return {key: os.environ[key] for key in ("LINDUNG_APP_URL", "LINDUNG_OWNER_URL")}
