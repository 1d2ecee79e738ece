"""Bulk copy: any number of records, from a source that may ask the database itself; all or nothing."""

from collections.abc import Iterator

import pytest

from lindung.base import db
from lindung.base.db import copy_rows, fetch, run, scalar, stage, system

pytestmark = pytest.mark.django_db


def squares(count: int) -> Iterator[tuple[int, int]]:
    for n in range(count):
        yield n, n * n


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 10, 23])
def test_every_record_arrives_once_whatever_the_block(count: int, monkeypatch) -> None:
    monkeypatch.setattr(db, "_BLOCK", 5)
    with system():
        assert stage("square", "n int, squared bigint", squares(count)) == count
        assert fetch("select n, squared from square order by n") == list(squares(count))


def test_a_source_may_ask_the_same_connection(monkeypatch) -> None:
    """Once this waited for itself: a look-up that was not made before its COPY began."""
    monkeypatch.setattr(db, "_BLOCK", 2)
    with system():
        asking = ((n, scalar("select %s::bigint * 2", [n])) for n in range(5))
        assert stage("doubled", "n int, twice bigint", asking) == 5
        assert scalar("select sum(twice) from doubled") == 20


@pytest.mark.django_db(transaction=True)
def test_a_source_that_fails_leaves_nothing(monkeypatch) -> None:
    monkeypatch.setattr(db, "_BLOCK", 2)

    def broken() -> Iterator[tuple[int, int]]:
        yield from squares(4)
        raise ValueError("the source ended")

    with system():
        run("create temp table kept (n int, squared bigint)")
    with pytest.raises(ValueError, match="the source ended"), system():
        copy_rows("pg_temp.kept", ("n", "squared"), broken())
    with system():
        assert scalar("select count(*) from kept") == 0
        run("drop table pg_temp.kept")
