"""A small Pasuruan year through the services: interrupted, resumed, proven; and the people of the tour."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import psycopg
import pytest
from django.test import Client

from lindung.access.demo import logins
from lindung.base.db import rows, scalar, system
from lindung.claims.services import precheck_jht
from lindung.interop.snap import demo_bank
from lindung.performance import checks, queries
from lindung.scenarios import loader
from lindung.scenarios.pasuruan import NAME, plan
from lindung.scenarios.pasuruan.segments import self_paying
from lindung.scenarios.pasuruan.steps import steps
from lindung.segments import queries as segments

SCALE = 0.004


@pytest.fixture
def calm(transactional_db: None) -> Iterator[None]:
    """The load's lock is the connection's: given back also after a failed test."""
    yield
    from django.db import connection

    connection.close()


def load_all() -> list[str]:
    return [done.step.key for done in loader.load(NAME, SCALE)]


@pytest.mark.django_db(transaction=True)
def test_a_year_is_loaded_once_goes_on_after_an_error_and_proves_itself(calm: None, monkeypatch) -> None:
    told: list[loader.State] = []
    from django.db import connection

    for _ in range(20):  # as if the process had ended after each step: the next one knows only what is in the database
        begun = loader.load(NAME, SCALE, told=told.append)
        next(begun)
        begun.close()
        connection.close()
    with system():
        state = loader.progress()
    assert state is not None and (state.done, state.total) == (20, len(steps()))
    assert 0 < state.percent < 100 and state.step_id == steps()[20].title_id
    assert [s.percent for s in told] == sorted(s.percent for s in told)

    with pytest.raises(loader.LoadError, match=str(SCALE)):
        list(loader.load(NAME, 0.5))
    connection.close()
    assert load_all() == [s.key for s in steps()[20:]]
    connection.close()
    assert load_all() == []  # nothing is done twice

    with system():
        assert [p.id for p in checks.proofs() if not p.holds] == []
        made = plan.make(SCALE)
        report = queries.report("pasuruan", date(2021, 12, 15), "programme")
        assert report.get("claims.cases.jht").value == made.expected["JHT"]
        assert report.get("claims.amount.jht").value == made.size.jht_sum
        assert report.get("claims.cases.jkk").value == made.expected["JKK"]
        assert report.get("claims.cases.jp").value == made.expected["JP"]
        assert report.get("claims.cases.jkm").value == made.expected["JKM"]
        assert report.get("base.labour_force").value == 101_644 + 814_614
        everything = queries.report("pasuruan", date(2021, 12, 15), "2021")
        children = everything.get("claims.cases.total").value - report.get("claims.cases.total").value
        assert children == made.expected["CHILD"]
        state = loader.progress()
        assert state is not None and (state.status, state.percent, state.step_en) == ("DONE", 100, "Done")
        _the_tour_is_ready()


def _the_tour_is_ready() -> None:
    """What a newcomer tries first is there, for each login."""
    assert {r["username"] for r in rows("select username from access_user")} >= {one.username for one in logins()}
    place = {
        r["username"]: r
        for r in rows("select u.username, m.* from access_mandate m join access_user u on u.id = m.user_id")
    }
    employer = place["hrd"]["employer_id"]
    assert scalar("select month::text from contributions_wagereport where employer_id = %s order by month desc limit 1",
                  [employer]) == "2021-11-01"  # December is to be made  # fmt: skip
    golden = rows(
        "select l.* from contributions_line l where l.employer_id = %s and l.wage = 5000000 and l.month = '2021-11-01'",
        [employer],
    )[0]
    amounts = [golden[a] for a in ("jht_employer", "jht_worker", "jkm", "jkk", "jp_employer", "jp_worker")]
    assert amounts == [185_000, 100_000, 15_000, 12_000, 100_000, 50_000]
    member = place["peserta"]["person_id"]
    paid = scalar(
        "select count(distinct month) from ledger_memberposting where person_id = %s and kind = 'CONTRIBUTION'",
        [member],
    )
    check = precheck_jht(member, "RESIGNED", on=date(2021, 12, 15))
    assert paid == 12 and check.entitled and check.gross > 0
    assert scalar(
        "select count(*) from registry_relative r join registry_person d on d.id = r.person_id"
        " where d.id = %s and d.died_on is null and exists (select 1 from registry_person h where h.nik = r.nik)",
        [place["ahliwaris"]["person_id"]],
    ) == 1, "the family's login is the member's, who has an heir on record and is not reported dead"  # fmt: skip
    count = {r["status"]: r["n"] for r in rows("select status, count(*) as n from claims_claim group by 1")}
    assert min(count[s] for s in ("SUBMITTED", "IN_PROGRESS", "ON_HOLD", "COMPLETED")) > 0
    assert scalar("select count(*) from claims_decision where status = 'PROPOSED'") > 0
    batches = {r["status"] for r in rows("select status from claims_payoutbatch")}
    assert batches == {"MADE", "RELEASED", "ANSWERED"}
    assert scalar("select count(*) from contributions_receipt where employer_id is null") > 0
    assert scalar("select count(*) from coverage_exitnotice where status = 'OPEN'") > 0
    states = rows("select state, two from registry_personchange order by 1")
    assert [(r["state"], r["two"]) for r in states] == [("ASKED", False), ("DONE", False), ("PROPOSED", True)]
    refused = rows("select r.status, count(*) as n from contributions_refusedrow f join contributions_wagereport r"
                   " on r.id = f.report_id group by 1 order by 1")  # fmt: skip
    assert [r["status"] for r in refused] == ["DRAFT", "POSTED"]
    _collection_has_content()
    _the_bank_can_speak()
    _every_segment_stands()


def _collection_has_content() -> None:
    """The board, the ladder, inspections and receivables, as far as so small a branch has debtors."""
    kept = rows("select day, sum(overdue + not_due)::bigint as owed from collection_receivable group by 1")
    assert [r["day"] for r in kept] == [date(2021, 12, 14)] and kept[0]["owed"] > 0
    kinds = {r["kind"] for r in rows("select kind from collection_case where open")}
    assert kinds >= {"PDS_WAGES", "PWBD"}
    found = rows("select total, wage - reported as more from collection_finding")
    assert found and {r["more"] for r in found} == {650_000} and min(r["total"] for r in found) > 0
    assert scalar("select value from performance_target where indicator = 'collection.employers_collected'") == 60


def _the_bank_can_speak() -> None:
    """Let in by two people; its keys are on this machine, readable by nobody else, and right."""
    change = rows("select proposed_by, decided_by, status from interop_snapchange")
    assert [r["status"] for r in change] == ["DONE"] and change[0]["proposed_by"] != change[0]["decided_by"]
    assert demo_bank.keys_path().stat().st_mode & 0o777 == 0o600
    bank = demo_bank.bank("http://127.0.0.1", date(2021, 12, 15))
    assert bank is not None
    code = scalar(
        "select b.code from contributions_bill b where b.month = '2021-11-01' and not exists"
        " (select 1 from contributions_allocation a where a.bill_id = b.id) order by b.id limit 1"
    )
    bank.transport = through_client
    assert bank.inquire(code).code == "2002400"


def through_client(method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
    answer = Client().generic(method, path, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


@pytest.mark.django_db(transaction=True)
def test_two_loads_do_not_run_at_once(calm: None, database_urls: dict[str, str], monkeypatch) -> None:
    monkeypatch.setattr(loader, "WAIT", 0.1)
    with psycopg.connect(database_urls["LINDUNG_APP_URL"]) as other:
        other.execute("select pg_advisory_lock(%s)", [loader._LOCK])
        with pytest.raises(loader.LoadError, match="another load"):
            list(loader.load(NAME, SCALE))
    with system():
        assert loader.progress() is None


def test_an_unknown_scenario_is_named() -> None:
    with pytest.raises(loader.LoadError, match="atlantis"):
        list(loader.load("atlantis"))


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_a_load_killed_again_and_again_ends_the_same(calm: None, database_urls: dict[str, str]) -> None:
    rng = random.Random(7)
    command = [sys.executable, "-m", "lindung.cli", "scenario", "load", NAME, "--scale", str(SCALE)]
    environment = os.environ | database_urls | {"DJANGO_SETTINGS_MODULE": "lindung.settings"}
    for _ in range(5):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=rng.uniform(2.5, 7))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.wait()
    deadline = time.monotonic() + 240
    while subprocess.run(command, env=environment, capture_output=True, check=False, timeout=240).returncode:
        assert time.monotonic() < deadline
        time.sleep(1)  # the killed one's session may hold the lock for a moment
    with psycopg.connect(os.environ["LINDUNG_OWNER_URL"]) as owner:
        done = owner.execute("select status, slices_done from batch_run where kind = 'scenario'").fetchall()
        assert done == [("DONE", len(steps()))]
        twice = owner.execute(
            "select count(*) from (select client_key from claims_claim where client_key is not null"
            " group by 1 having count(*) > 1) x"
        ).fetchone()
        assert twice == (0,)
    with system():
        assert [p.id for p in checks.proofs() if not p.holds] == []


def _every_segment_stands() -> None:
    """Each state of the self-employed, each stage of migrants, open and paid codes of each kind, and their logins."""
    day = date(2021, 12, 15)
    assert segments.bpu_counts(None, day) == {"PAID": 5, "ARREARS": 1, "LAPSED": 1, "NEVER": 1}
    assert segments.pmi_counts(on=day) == {
        "REGISTERED": 1, "BEFORE": 2, "DURING": 3, "AFTER": 1, "ENDED": 1, "FAILED": 1,
    }  # fmt: skip
    orders = rows(
        "select o.kind, v.kind is not null as paid, count(*) as n from segments_order o left join segments_orderevent v"
        " on v.order_id = o.id where o.kind <> 'SPONSORED' group by 1, 2 order by 1, 2"
    )
    assert [(r["kind"], r["paid"], r["n"]) for r in orders] == [
        ("BPU", False, 2), ("BPU", True, 10), ("JAKON", False, 2), ("JAKON", True, 3), ("PMI", False, 1),
        ("PMI", True, 6),
    ]  # fmt: skip
    assert scalar("select count(*) from segments_projectworker where replaces_id is not null") == 1
    assert scalar("select count(*) from segments_jointorder where paid_on is not null") == 1
    segment = "select count(*) from coverage_spell where segment = %s and end_on is null"
    assert [scalar(segment, [s]) for s in ("PMI", "JAKON")] == [6, 15]
    twice = "select count(*) from coverage_spell s join registry_person p on p.id = s.person_id where p.nik = %s"
    assert scalar(twice, [self_paying.BACK.nik]) == 2  # lapsed, and come back
    owners = {
        r["username"]: r["name"]
        for r in rows("select u.username, coalesce(e.name, p.name) as name from access_user u join access_mandate m"
                      " on m.user_id = u.id left join registry_employer e on e.id = m.employer_id"
                      " left join registry_person p on p.id = m.person_id")
    }  # fmt: skip
    assert [owners[u] for u in ("p3mi", "kontraktor", "umkm", "mandiri")] == [
        "PT Contoh Migran Sejahtera", "CV Contoh Bangun Persada", "UD Contoh Rasa", "Wulan Tirtasari",
    ]  # fmt: skip
