"""Cutting, working, finishing, failing and going on, in one process."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from rich.console import Console

from lindung.base.db import system
from lindung.batch import engine, queries
from lindung.batch.follow import follow
from lindung.batch.models import Run, Slice
from lindung.batch.services import BatchRefused, enqueue, retry, run_now

from .conftest import HANDLER

pytestmark = pytest.mark.django_db


def make(key="k", **params):
    return enqueue("test", HANDLER, key, params, by=7)


def marks(sql, key="k"):
    return [row[0] for row in sql("select key from batch_run where kind = 'mark' and starts_with(key, %s)", f"{key}:")]


def steps(limit=50):
    """Work like a worker without waiting for backoff; how many steps."""
    for count in range(limit):
        with system():
            Run.objects.update(not_before=None)
            Slice.objects.update(not_before=None)
        if not engine.step():
            return count
    raise AssertionError("never ends")


def test_a_run_goes_through_all_its_slices_once(sql):
    run = make(count=10, size=4)
    done = run_now(run.id)
    assert done.status == "DONE"
    assert (done.slices_total, done.slices_done, done.rows_done, done.rows_total) == (3, 3, 10, 10)
    assert done.totals == {"sum": 55, "parts": 3, "closed": 1}
    assert sorted(marks(sql), key=lambda k: int(k.split(":")[1])) == [f"k:{n}" for n in range(1, 11)]
    assert run_now(run.id).rows_done == 10, "done stays done"


def test_the_same_key_is_the_same_run_and_other_contents_are_refused():
    first = make(count=3)
    assert make(count=3).id == first.id
    with pytest.raises(BatchRefused) as refused:
        make(count=4)
    assert refused.value.code == "key_taken"


@pytest.mark.parametrize("path", ["os", "lindung.nowhere", "tests.batch.handler"])
def test_a_wrong_handler_is_refused_when_asked_for(path):
    with pytest.raises((ValueError, ModuleNotFoundError)):
        enqueue("test", path, "k2")
    with system():
        assert not Run.objects.filter(key="k2").exists()


@pytest.mark.django_db(transaction=True)
def test_what_failed_is_not_begun_by_others_before_its_failure_is_written(sql, monkeypatch):
    run = make(count=4, size=4, fails_at=1, times=1)
    written = engine._failed

    def while_others_look(error, run_id, slice_id):
        def other():
            try:
                return engine.step(run_id)
            finally:
                connection.close()

        monkeypatch.setattr(engine, "_failed", written)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(other).result(30) is False
        written(error, run_id, slice_id)

    engine.step()
    monkeypatch.setattr(engine, "_failed", while_others_look)
    engine.step()
    assert sql("select starts, attempts from batch_slice where run_id = %s", run.id) == [(1, 1)]
    assert steps() == 2 and sql("select status from batch_run where id = %s", run.id) == [("DONE",)]


def test_an_empty_cut_is_done_at_once():
    assert run_now(make(count=0).id).status == "DONE"


def test_a_slice_that_fails_twice_is_done_the_third_time(sql):
    run = run_now(make(count=10, size=4, fails_at=2, times=2).id)
    assert run.status == "DONE" and run.rows_done == 10
    assert len(marks(sql)) == 10, "the failed tries left nothing"
    assert sql("select attempts from batch_slice where run_id = %s and no = 2", run.id) == [(2,)]


def test_a_slice_that_always_fails_ends_the_run_in_words_and_the_queue_goes_on(sql):
    bad, good = make("bad", count=10, size=4, fails_at=2), make("good", count=2)
    steps()
    with system():
        bad.refresh_from_db()
        good.refresh_from_db()
    assert good.status == "DONE"
    assert bad.status == "FAILED" and bad.ended_at is not None
    assert bad.error["code"] == "internal" and bad.error["slice"] == 2
    assert bad.error["trace_id"] in bad.error["id"] and bad.error["trace_id"] in bad.error["en"]
    assert "secret" not in str(bad.error)
    assert len(marks(sql, "bad")) == 6, "slices 1 and 3 stand, slice 2 left nothing"
    assert sql("select count(*) from batch_run where key = 'bad:failed:internal'") == [(1,)]
    with pytest.raises(BatchRefused):
        run_now(bad.id)


def test_errors_of_the_database_inside_a_slice_are_errors_of_the_slice():
    run = make(count=4, size=2, deadlock_at=1)
    steps()
    with system():
        run.refresh_from_db()
    assert run.status == "FAILED" and run.error["slice"] == 1


def test_retry_goes_on_where_it_stopped(sql):
    run = make(count=10, size=4, fails_at=2, times=3)
    steps()
    with system():
        Run.objects.filter(id=run.id).update(params={**run.params, "times": 0})
    assert retry(run.id).status == "RUNNING"
    assert run_now(run.id).status == "DONE"
    assert len(marks(sql)) == 10
    with pytest.raises(BatchRefused) as refused:
        retry(run.id)
    assert refused.value.code == "not_failed"


def test_a_refusal_is_final_at_once_and_keeps_its_own_words():
    run = make(refuse_cut=True)
    assert engine.step()
    with system():
        run.refresh_from_db()
    assert run.status == "FAILED"
    assert run.error | {"trace_id": ""} == {
        "code": "no_such",
        "id": "Berkas x.csv tidak ada.",
        "en": "There is no file x.csv.",
        "trace_id": "",
    }


def test_a_run_whose_control_totals_differ_is_not_closed():
    run = make(count=10, expect=56)
    steps()
    with system():
        run.refresh_from_db()
    assert run.status == "FAILED" and run.error["code"] == "totals_differ"
    assert "56" in run.error["id"] and "55" in run.error["id"]


def test_small_runs_overtake_long_ones():
    make("long", count=30, size=1)
    for _ in range(6):
        engine.step()
    short = make("short", count=2, size=1)
    for _ in range(4):
        engine.step()
    with system():
        short.refresh_from_db()
    assert short.status == "DONE"


def test_a_slice_on_which_workers_die_again_and_again_is_given_up():
    run = make(count=2)
    engine.step()
    with system():
        Slice.objects.update(starts=engine.STARTS)
    engine.step()
    with system():
        run.refresh_from_db()
    assert run.status == "FAILED" and run.error["code"] == "worker_died"


def test_progress_in_figures_and_words():
    run = make(count=10, size=4)
    with system():
        assert queries.progress(run.id).text("id") == "Menunggu giliran."
    engine.step()
    engine.step()
    with system():
        Run.objects.filter(id=run.id).update(started_at="2021-01-01T00:00:00Z", ended_at="2021-01-01T00:00:04Z")
        state = queries.progress(run.id)
        assert (state.percent, state.rate, state.eta) == (40, 1, 7)
        assert state.text("id") == "4 dari 10 baris, kira-kira 7 detik lagi."
        assert state.text("en") == "4 of 10 rows, about 7 seconds left."
        assert queries.waiting() == 1
    run_now(run.id)
    with system():
        state = queries.progress_of("k")
        assert state.ended and state.percent == 100 and state.totals["sum"] == 55
        assert state.as_dict()["text"]["en"] == "Done: 10 rows."
        assert [p.id for p in queries.recent(kinds=["test"])] == [run.id]


def test_only_those_concerned_see_a_run():
    run = enqueue("test", HANDLER, "k", {}, employer_id=5, office_id=3)

    def as_scope(**values):
        with connection.cursor() as cursor:
            for name, value in {"scope": "", "employer": "", "offices": "{}", **values}.items():
                cursor.execute("select set_config(%s, %s, true)", [f"lindung.{name}", value])
        return queries.progress(run.id) is not None

    assert not as_scope()
    assert as_scope(scope="employer", employer="5")
    assert not as_scope(scope="employer", employer="6")
    assert as_scope(scope="staff", offices="{3,4}")
    assert not as_scope(scope="staff", offices="{4}")


def test_follow_shows_the_end():
    out = io.StringIO()
    run = run_now(make(count=3).id)
    assert follow(run.id, console=Console(file=out, width=100)).status == "DONE"
    assert "Selesai: 3 baris." in out.getvalue()
    with pytest.raises(LookupError):
        follow(10**12)
