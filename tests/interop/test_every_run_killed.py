"""Runs of few slices, with the worker killed at statement after statement: the work happens once, with the
figures it would have had. Every other handler of the engine is killed in the test named below."""

import ast
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

import lindung
from lindung.access.services import make_user
from lindung.base.db import rows, run, scalar, system
from lindung.batch.models import Run
from lindung.batch.services import enqueue, run_now
from lindung.collection import checks as collection
from lindung.contributions import services as contributions
from lindung.contributions.services.replace import replace_rows
from lindung.coverage import services as coverage
from lindung.interop import month_runs
from lindung.interop.intake import receive_statement_file
from lindung.performance import checks
from lindung.registry import services as registry
from lindung.segments import services as segments

from .api_world import MONTH, TODAY, build, nik, worker

pytestmark = pytest.mark.kill
SOURCE, TESTS = Path(lindung.__file__).parent, Path(__file__).parents[1]
WORKERS = 12
STEPS, NEVER = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89), 10**9
"""How many statements of a slice are let through, one worker after the other: a slice may be begun twelve times."""

ELSEWHERE = {
    "interop.runs.bank_answers": "kill/test_kill.py::test_payout_batch",
    "interop.runs.collection_day": "kill/test_kill_collection.py::test_every_change_of_state_happens_once",
    "interop.runs.handover": "kill/test_kill_handover.py::test_everybody_is_offered_once",
    "interop.runs.penalties": "interop/test_runs_killed.py::test_penalties_are_brought_up_to_date_once",
    "interop.runs.post_month": "kill/test_kill.py::test_report_upload",
    "interop.runs.returns": "interop/test_returns_killed.py::test_a_month_and_a_correction_are_credited_once",
    "interop.runs.spark_month": "interop/test_runs_killed.py::test_a_month_from_a_cluster_is_booked_once",
    "interop.runs.wage_file": "kill/test_kill.py::test_report_upload",
    "performance.runs": "interop/test_runs_killed.py::test_figures_of_every_office_are_kept_once",
}

DYING = """
import os, signal, sys
import django
django.setup()
from django.db import connection
left, at_work = int(sys.argv.pop(1)), False
def one_less(execute, sql, params, many, context):
    global left, at_work
    left -= at_work
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    at_work = at_work or "set starts = starts + 1" in sql
    return execute(sql, params, many, context)
connection.execute_wrappers.append(one_less)
from lindung.batch.worker import main
main()
"""


@pytest.fixture
def world(transactional_db, database_urls):
    """Two employers; the first has reported a month with twelve workers, and its bill is posted."""
    made = build(logins=False)
    reported(made.employer, MONTH, range(1, WORKERS + 1))
    run_now(month_runs.start_post_month(MONTH).pk)
    made.urls = database_urls
    return made


def reported(employer: int, month: date, numbers: range, wage: int = 4_300_000) -> None:
    report = contributions.open_report(employer, month, channel="API")
    replace_rows(report.id, [worker(n, wage) for n in numbers])
    contributions.finalise(report.id)


def find(sql: str, *params: object) -> list[tuple]:
    with system():
        return [tuple(r.values()) for r in rows(sql, list(params))]


def number(sql: str, *params: object) -> int:
    with system():
        return int(scalar(sql, list(params)))


# ---- what each run finds to do, and what must stand there after it


def exit_notices(world) -> tuple[Run, Callable[[Run], None]]:
    """All workers say that they left; the employer is silent."""
    left = date(2021, 3, 31)
    for (spell,) in find("select id from coverage_spell order by id"):
        coverage.worker_says_left(spell, left, "RESIGNED")

    def holds(done: Run) -> None:
        assert done.totals["done"] == WORKERS
        assert find("select end_on, count(*) from coverage_spell group by 1") == [(left, WORKERS)]
        assert find("select status, count(*) from coverage_exitnotice group by 1") == [("ACCEPTED", WORKERS)]
        assert find("select count(*) from coverage_spellevent where sign = -1") == [(WORKERS,)]

    return month_runs.start_exit_notices(date(2021, 5, 31)), holds


def flags(world) -> tuple[Run, Callable[[Run], None]]:
    """A third of the workers is missing in the next month, and all earn far less."""
    following = date(2021, 4, 1)
    reported(world.employer, following, range(1, 9), 1_000_000)
    run_now(month_runs.start_post_month(following).pk)

    def holds(done: Run) -> None:
        found = find("select kind, count(*) from collection_flag group by 1 order by 1")
        assert dict(found) == {kind: count for kind, count in done.totals.items() if count}
        assert {"BELOW_MINIMUM", "MISSING_WORKERS", "WAGES_FELL", "WORKERS_FELL"} <= set(dict(found))
        assert {count for _, count in found} == {1}

    return month_runs.start_flags(following, date(2021, 5, 10)), holds


def receivables(world) -> tuple[Run, Callable[[Run], None]]:
    """What the bill owes after its day."""

    def holds(done: Run) -> None:
        billed = number("select sum(total)::bigint from contributions_bill")
        assert done.totals["booked"] == done.totals["overdue"] == billed > 0
        assert [p.id for p in collection.proofs() if not p.holds] == []
        with system():
            assert month_runs.start_receivables(date(2021, 5, 31)).pk == done.pk

    return month_runs.start_receivables(date(2021, 5, 31)), holds


def segments_day(world) -> tuple[Run, Callable[[Run], None]]:
    """Twelve who paid for one month long ago lapse, and for twelve the bank brought the money that settles theirs."""
    people = [
        registry.register_person(
            nik=nik(5_000 + n, date(1991, 2, 3)), name=f"Mandiri {n}", birth_date=date(1991, 2, 3), sex="L",
            office_id=world.office,
        ).pk
        for n in range(2 * WORKERS)
    ]  # fmt: skip
    orders = []
    with system():
        for person in people:
            segments.register_bpu(person, world.office, [segments.Job("Nelayan", 1_000_000, "35.75")], on=TODAY)
            orders.append(segments.order_bpu(person, 1, f"mati-{person}", on=TODAY))
        for order in orders[:WORKERS]:
            segments.pay(order.code, "API", f"bayar-{order.pk}", order.total, TODAY, world.office, on=TODAY)
    contributions.receive_many(
        [contributions.NewReceipt("CSV:UJI", f"tunggu-{o.pk}", TODAY, o.total, world.office, o.code)
         for o in orders[WORKERS:]],
        on=TODAY, allocating=False,
    )  # fmt: skip
    day = date(2021, 12, 1)

    def holds(done: Run) -> None:
        assert done.totals["orders"] == WORKERS
        assert find("select count(*) from segments_orderevent where kind = 'PAID'") == [(2 * WORKERS,)]
        assert number("select count(*) from coverage_spellevent where kind = 'LAPSED'") == done.totals["lapsed"] > 0
        assert find("select person_id, kind from coverage_spellevent where segment = 'BPU' group by 1, 2, sign"
                    " having count(*) > 1") == []  # fmt: skip
        assert number("select count(*) from notices_message where template like 'bpu%%'") == done.totals["reminded"]

    return month_runs.start_segments_day(day), holds


def statement_file(world) -> tuple[Run, Callable[[Run], None]]:
    """The bill paid in forty parts, by a bank's statement."""
    code, total = find("select code, total from contributions_bill")[0]
    part = total // 40
    amounts = [part] * 39 + [total - 39 * part]
    lines = [f"05-04-2021,BRI{n:03d},{amount},Iuran {code} bagian {n}" for n, amount in enumerate(amounts)]
    data = ("tanggal,referensi,kredit,keterangan\n" + "\n".join(lines) + "\n").encode()

    def holds(done: Run) -> None:
        assert (done.totals["new"], done.totals["amount"]) == (40, total)
        assert find("select count(*), sum(amount)::bigint from contributions_receipt") == [(40, total)]
        assert find("select sum(amount)::bigint from contributions_allocation") == [(total,)]
        assert find("select count(*) from contributions_statement") == [(1,)]

    return receive_statement_file(world.office, "BRI", "rekening.csv", data), holds


def outbox(world) -> tuple[Run, Callable[[Run], None]]:
    """Twelve joiners are told."""
    with system():
        run("delete from notices_message")
    low, high = find("select min(id), max(id) from coverage_spellevent")[0]

    def holds(done: Run) -> None:
        assert done.totals["messages"] == number("select count(*) from notices_message") == WORKERS
        assert find("select count(distinct person_id) from notices_message where template = 'joined'") == [(WORKERS,)]

    params = {"source": "cover", "low": low, "high": high}
    with system():
        return enqueue("outbox", "lindung.interop.outbox", "outbox:uji", params), holds


def proofs(world) -> tuple[Run, Callable[[Run], None]]:
    """All proofs hold."""

    def holds(done: Run) -> None:
        assert done.totals["differ"] == 0 and done.totals["proofs"] > 30

    with system():
        return enqueue("proofs", "lindung.interop.runs.proofs", "proofs:uji", {}), holds


def sessions(world) -> tuple[Run, Callable[[Run], None]]:
    """Three sessions are over, one is not; a device and a counted request are left behind."""
    now = timezone.now()
    with system():
        for n, left in enumerate((-1, -2, -3, 60)):
            Session.objects.create(session_key=f"kunci{n}", session_data="x", expire_date=now + timedelta(minutes=left))
        user = make_user("tamu", "sandi-uji", check_password=False)
        for n in (0, 3):
            UserSession.objects.create(user=user, session_key=f"kunci{n}", ip="127.0.0.1", user_agent="Contoh")
        run("insert into access_hit (key, at) values ('lama', now() - interval '2 days'), ('baru', now())")

    def holds(done: Run) -> None:
        assert done.totals == {"sessions": 3, "devices": 1, "requests": 1}
        assert find("select session_key from django_session") == [("kunci3",)]
        assert find("select session_key from usersessions_usersession") == [("kunci3",)]
        assert find("select key from access_hit") == [("baru",)]

    return month_runs.start_sessions(TODAY), holds


def closing(world) -> tuple[Run, Callable[[Run], None]]:
    """The month of the bill is over, and its books are closed."""
    with system():
        registry.set_business_day(date(2021, 5, 10))

    def holds(done: Run) -> None:
        assert done.totals["differ"] == 0 and done.totals["checked"] == len(done.totals["proofs"]) > 30
        assert find("select distinct closed_on from ledger_closing") == [(date(2021, 4, 30),)]
        assert done.totals["balances"] == number("select count(*) from ledger_closing") > 0
        assert month_runs.start_closing(date(2021, 4, 1)).pk == done.pk

    return month_runs.start_closing(date(2021, 4, 1)), holds


SCENES = {
    "interop.runs.closing": closing,
    "interop.outbox": outbox,
    "interop.runs.exit_notices": exit_notices,
    "interop.runs.flags": flags,
    "interop.runs.proofs": proofs,
    "interop.runs.receivables": receivables,
    "interop.runs.segments_day": segments_day,
    "interop.runs.sessions": sessions,
    "interop.runs.statement_file": statement_file,
}


@pytest.mark.parametrize("handler", SCENES)
def test_killed_at_statement_after_statement_it_happens_once(world, handler):
    asked, holds = SCENES[handler](world)
    assert asked.handler == f"lindung.{handler}"
    deaths = 0
    for after in (*STEPS, NEVER):
        if die(world.urls, asked.pk, after) != -signal.SIGKILL:
            break
        deaths += 1
        assert find("select status, slices_done <= slices_total from batch_run where id = %s", asked.pk) == [
            ("RUNNING", True)
        ]
    assert deaths >= 3, "it was killed while it worked"
    with system():
        ended = Run.objects.get(pk=asked.pk)
    assert ended.status == "DONE", ended.error
    holds(ended)
    with system():
        wrong = [p.id for p in checks.proofs() if not p.holds]
    assert wrong == []


def die(urls: dict[str, str], run_id: int, after: int) -> int:
    """A worker of this run that is killed so many statements after it took a slice; how it ended."""
    return subprocess.run(
        [sys.executable, "-c", DYING, str(after), "--only", str(run_id)],
        env=os.environ | urls | {"DJANGO_SETTINGS_MODULE": "lindung.settings", "LINDUNG_WORKERS": "1"},
        timeout=90, check=False,
    ).returncode  # fmt: skip


def test_every_handler_is_killed_somewhere():
    """A new handler wants a scene here, or a test of its own."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        if {"cut", "work", "finish"} <= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            found.add(".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"))
    assert found - {"bench.payments"} == set(SCENES) | set(ELSEWHERE)
    for place in ELSEWHERE.values():
        file, _, name = place.partition("::")
        assert f"def {name}(" in (TESTS / file).read_text(), place
