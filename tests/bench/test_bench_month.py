"""The bench itself at a toy size: its figures agree and its floor writes the same lines."""

import os

import psycopg
import pytest

from lindung.bench import month


@pytest.mark.django_db(transaction=True)
def test_month_agrees_with_its_floor() -> None:
    found = month.measure(60, 3, 1)
    assert found["agree"] and found["workers"] == 60
    (control,) = found["controls"]
    assert control["lines"] == control["bills"] == control["journal"] == control["floor"] > 0
    (run,) = found["runs"]
    assert run["totals"]["reports"] == 3 and run["statements"] < 100
    machine = dict.fromkeys(["processor", "cores", "memory_gb", "system", "python"], 1)
    assert "| 60 | 3 |" in month.table({"machine": machine, "cases": [found]})


def test_what_a_killed_measurement_left_is_dropped_and_a_running_one_is_left_alone() -> None:
    left, runs = f"{month.NAMED}_1000001", f"{month.NAMED}_1000002"
    server = month._at(os.environ["LINDUNG_OWNER_URL"], "postgres")
    names = "select datname from pg_database where datname like 'lindung_bench_run%' order by 1"
    with psycopg.connect(server, autocommit=True) as mine, psycopg.connect(server, autocommit=True) as other:
        month._drop_left(mine)
        for name in (left, runs):
            mine.execute(f'create database "{name}"')
        other.execute(month._HOLD, [runs])
        try:
            month._drop_left(mine)
            assert mine.execute(names).fetchall() == [(runs,)]
        finally:
            other.execute("select pg_advisory_unlock_all()")
            month._drop_left(mine)
        assert mine.execute(names).fetchall() == []
