"""Fixtures over the branch; used by the tests of portals and of performance."""

import pytest
from branch import Branch, build
from django.db import connection, transaction


@pytest.fixture(scope="module")
def branch_once(django_db_setup, django_db_blocker):
    """The branch, made once per module inside a transaction that is rolled back at its end; tests nest in it."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True
        outer.__enter__()
        close, connection.close = connection.close, lambda: None  # each test's end would close it
        try:
            yield build()
        finally:
            connection.close = close
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            connection.close()


@pytest.fixture
def branch(branch_once, db) -> Branch:
    """A small branch with a year of work; what a test changes is undone."""
    return branch_once


@pytest.fixture
def as_user(branch, sign_in):
    """as_user("peserta") -> a client signed in with that login of the branch."""
    return lambda name: sign_in(branch.users[name], branch.mandate(name))
