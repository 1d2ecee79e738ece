"""`lindung run` and `lindung calendar` as programs on a real database."""

import os
import subprocess
import sys
from datetime import date

import pytest

from lindung.base.db import rows, scalar, system
from lindung.interop import calendar
from lindung.ledger.chart import Acc
from lindung.ledger.services import post

from .api_world import build


@pytest.fixture
def lindung(transactional_db, database_urls):
    """lindung("run", …) -> (exit code, all that was said)."""
    build(logins=False)

    def call(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "lindung.cli", *arguments], env=os.environ | database_urls, capture_output=True,
            text=True, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return call


def test_a_run_is_worked_by_processes_of_its_own_and_followed_to_its_end(lindung):
    code, said = lindung("run", "exit_notices", "--on", "2021-04-08", "--workers", "2", "--lang", "en")
    assert code == 0 and "Done: 0 rows." in said, said
    with system():
        assert rows("select key, status from batch_run") == [{"key": "exit-notices:2021-04-08", "status": "DONE"}]
    code, said = lindung("run", "exit_notices", "--on", "2021-04-08", "--workers", "1", "--lang", "en")
    assert code == 0 and "Done: 0 rows." in said
    code, said = lindung("run", "jp_returns", "--month", "2021-03", "--workers", "1", "--lang", "en")
    assert code == 1 and "JP" in said and "Traceback" not in said
    code, said = lindung("run", "snapshots", "--month", "2021-03", "--workers", "2")
    assert code == 0 and "figures" in said, said
    with system():
        assert scalar("select params ->> 'as_of' from batch_run where kind = 'snapshots'") == "2021-03-31"


def test_without_a_worker_it_says_so_and_waits(lindung):
    code, said = lindung("run", "penalties", "--on", "2021-04-08")
    assert code == 0 and "lindung worker" in said and "penalties:2021-04-08" in said
    with system():
        assert scalar("select status from batch_run") == "WAITING"


def test_a_month_of_the_books_is_closed_from_the_terminal(lindung):
    code, said = lindung("close-books", "2021-03", "--workers", "1", "--lang", "en")
    assert code == 1 and "Nothing is booked until the end of March 2021." in said and "Traceback" not in said, said
    with system():
        office = scalar("select min(id) from registry_office")
        post("TEST", "uji", date(2021, 3, 9), office, {Acc.CASH_IN: 5, Acc.SUSPENSE: -5})
        post("TEST", "uji-2", date(2021, 3, 10), office, {Acc.CASH_IN: -5, Acc.SUSPENSE: 5})
    code, said = lindung("close-books", "2021-04", "--lang", "en")
    assert code == 1 and "April 2021 is not over" in said, said
    code, said = lindung("close-books", "2021-03", "--workers", "2", "--lang", "en")
    assert code == 0 and "balances" in said, said
    with system():
        assert scalar("select max(closed_on) from ledger_closing") == date(2021, 3, 31)
    code, said = lindung("close-books", "2021-03", "--workers", "1", "--lang", "en")
    assert code == 0 and "Done" in said, said


def test_bad_words_are_refused(lindung):
    for arguments in (
        ("run", "x"),
        ("run", "penalties", "--month", "2021-03"),
        ("run", "returns", "--month", "2021"),
        ("close-books", "2021"),
    ):
        code, said = lindung(*arguments)
        assert code == 2 and "Traceback" not in said, said


def test_the_calendar_is_switched_on_listed_and_worked(lindung):
    code, said = lindung("calendar", "list", "--lang", "en")
    assert code == 1 and "lindung calendar on" in said
    assert lindung("calendar", "on") == (0, f"{len(calendar.JOBS)}\n")
    code, said = lindung("calendar", "tick")
    assert code == 0 and "2021-04-08 collection_day STARTED" in said
    code, said = lindung("calendar", "list", "--lang", "en")
    assert code == 0 and "every day, from 02:00" in said and "2021-04-08" in said
    code, said = lindung("run", "collection_day", "--workers", "1")
    assert code == 0, said
    with system():
        assert scalar("select count(*) from batch_turn t join batch_schedule s on s.id = t.schedule_id"
                      " where s.job = 'collection_day'") == 1  # fmt: skip
        assert scalar("select status from batch_run where kind = 'collection_day'") == "DONE"
