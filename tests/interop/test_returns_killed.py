"""Crediting killed again and again by SIGKILL: every member gets the month once, and the books agree."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from lindung.base.db import rows, run, scalar, system
from lindung.batch.models import Run
from lindung.interop.month_runs import start_returns, start_true_up
from lindung.ledger import checks
from lindung.ledger.chart import Acc
from lindung.ledger.services import approve_rate, opening_balances, propose_rate

PEOPLE = 600
MARCH = date(2022, 3, 1)
LAUNCH = "import django; django.setup(); from lindung.batch.worker import main; main()"

pytestmark = pytest.mark.kill


@pytest.fixture
def books(transactional_db: None) -> Iterator[None]:
    """Six hundred savers at one office, each with a million more than the one before."""
    with system():
        office = scalar(
            "insert into registry_office (code, slug, name, kind, office_class, address, opens_saturday, valid_from)"
            " values ('T01', 't01', 'Kantor T01', 'BRANCH', '', '', false, '2015-07-01') returning id"
        )
        run(
            "insert into registry_person (name, birth_date, birth_place, sex, mother_name, phone, email, npwp, address,"
            " office_id, made_at) select 'Peserta ' || n, date '1990-01-01' + n, '', 'L', '', '', '', '', '', %s, now()"
            " from generate_series(1, %s) n",
            [office, PEOPLE],
        )
        opening_balances(
            "select id as person_id, office_id, 330 as account_id, 1000000 * row_number() over (order by id) as amount"
            " from registry_person",
            date(2021, 12, 31),
        )
        approve_rate(propose_rate("INTERIM", date(2022, 1, 1), 60_000, "KEP/1", date(2022, 1, 3), 7).pk, 8)
        approve_rate(propose_rate("FINAL", date(2022, 1, 1), 54_000, "KEP/2", date(2023, 1, 30), 7).pk, 8)
    yield


def worker(urls: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """A worker process that cuts small slices."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from lindung.batch.worker import main; main()",
            *arguments,
        ],
        env=os.environ
        | urls
        | {"DJANGO_SETTINGS_MODULE": "lindung.settings", "LINDUNG_WORKERS": "1", "LINDUNG_SLICE_PEOPLE": "25"},
        stderr=subprocess.DEVNULL,
    )


def worked_to_the_end(run_id: int, urls: dict[str, str]) -> Run:
    """Kill the worker again and again while the run goes on; then let it end."""
    chance, kills = random.Random(run_id), 0
    with psycopg.connect(urls["LINDUNG_OWNER_URL"], autocommit=True) as owner:

        def done() -> int:
            return int(owner.execute("select slices_done from batch_run where id = %s", [run_id]).fetchone()[0])  # type: ignore[index]

        for _ in range(4):
            before = done()
            process = worker(urls)
            deadline = time.monotonic() + 60
            while process.poll() is None and done() < before + 2 and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.05))
            if process.poll() is None:
                process.kill()
                kills += 1
            process.wait()
    assert kills == 4, "every worker died at its work"
    last = worker(urls, "--once")
    assert last.wait(120) == 0
    with system():
        return Run.objects.get(id=run_id)


def test_a_month_and_a_correction_are_credited_once(books: None, database_urls: dict[str, str]) -> None:
    month: Any = worked_to_the_end(start_returns(MARCH, date(2022, 3, 31), by=1).pk, database_urls)
    expected = sum(n * 1_000_000 * 60_000 // 1_000_000 // 12 for n in range(1, PEOPLE + 1))
    assert (month.status, month.totals["members"], month.totals["amount"]) == ("DONE", PEOPLE, expected)
    year: Any = worked_to_the_end(start_true_up(2022, date(2023, 2, 1), by=1).pk, database_urls)
    whole = sum(12 * (n * 1_000_000 * 54_000 // 1_000_000 // 12) for n in range(1, PEOPLE + 1))
    assert (year.status, year.totals["amount"]) == ("DONE", whole - expected), "months never credited are made good"
    with system():
        twice = rows(
            "select person_id, booked_on from ledger_memberposting where kind = 'RETURN' group by 1, 2"
            " having count(*) <> 1"
        )
        assert twice == []
        assert scalar("select sum(amount)::bigint from ledger_memberposting where kind = 'RETURN'") == whole
        assert (
            scalar("select sum(amount)::bigint from ledger_posting where account_id = %s", [int(Acc.JHT_RETURN)])
            == whole
        )
        assert [p.id for p in checks.proofs() if not p.holds] == []
