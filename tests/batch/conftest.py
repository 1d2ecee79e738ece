import sys

import pytest
from django.db import connection

from lindung.base.db import system

from . import handler

HANDLER = "lindung.handler_of_tests"


@pytest.fixture(autouse=True)
def _handler(monkeypatch):
    monkeypatch.setitem(sys.modules, HANDLER, handler)


@pytest.fixture
def sql(db):
    """Rows of a query, read as the system."""

    def read(query, *params):
        with system(), connection.cursor() as cursor:
            cursor.execute(query, params)
            return cursor.fetchall()

    return read
