"""Files into reports: read by the worker in slices, once, whole or not at all."""

import pytest
from django.db import connection

from lindung.base.db import system
from lindung.batch import engine, queries
from lindung.batch.services import run_now
from lindung.contributions.models import WageReport
from lindung.contributions.services import finalise, post
from lindung.interop import intake
from lindung.interop.runs import wage_file
from lindung.interop.wage_files import FileProblem, LayoutId, write_workers

from .api_world import MONTH, WAGE, build, worker

pytestmark = [pytest.mark.django_db, pytest.mark.urls(f"{__package__}.api_urls")]


@pytest.fixture
def world():
    return build(logins=False)


def new_workers(count, first=1, kind="csv", **more):
    return write_workers(LayoutId.NEW_WORKERS, [worker(n, **more) for n in range(first, first + count)], kind)


def one(sql, *params):
    with system(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def upload(world, data, name="upah.csv", **more):
    return intake.upload_wage_file(world.employer, MONTH, name, data, 7, **more)


def state(report_id):
    with system():
        return WageReport.objects.get(id=report_id)


def test_a_file_becomes_a_draft_with_its_rows(world):
    up = upload(world, new_workers(5, kind="xlsx"), "upah.xlsx")
    assert up.report.status == "READING" and state(up.report.id).made_by == 7
    with system():
        assert intake.reading_of(up.report.id).text("id") == "Menunggu giliran."
    run = run_now(up.run_id)
    assert (run.rows_total, run.rows_done) == (5, 5)
    assert run.totals == {"good": 5, "refused": 0, "registered": 5, "rows_in": 5}
    report = state(up.report.id)
    assert (report.status, report.rows_in, report.rows_good) == ("DRAFT", 5, 5)
    total = one("select sum(wage) from contributions_wageline where report_id = %s", report.id)
    assert total == sum(WAGE + n for n in range(1, 6))


def test_the_same_file_again_is_the_same_report(world):
    data = new_workers(3)
    first = upload(world, data)
    assert upload(world, data) == first, "while it waits"
    run_now(first.run_id)
    again = upload(world, data, name="renamed.csv")
    assert (again.report.id, again.run_id) == (first.report.id, first.run_id)
    assert state(first.report.id).status == "DRAFT"
    finalise(first.report.id)
    post(first.report.id)
    assert upload(world, data).report.id == first.report.id, "also when it is posted"
    assert one("select count(*) from batch_run where kind = 'wage_file'") == 1


def test_another_file_for_an_open_report_replaces_what_the_first_said(world):
    first = upload(world, new_workers(4))
    second = upload(world, new_workers(2, first=3))
    assert second.report.id == first.report.id and second.run_id != first.run_id
    assert run_now(first.run_id).totals == {"superseded": 1}
    run_now(second.run_id)
    assert state(first.report.id).rows_in == 2
    third = upload(world, new_workers(4))
    assert third.run_id not in (first.run_id, second.run_id), "the first contents once more are read once more"
    run_now(third.run_id)
    assert state(first.report.id).rows_in == 4


def test_rows_are_taken_in_slices_with_progress(world, monkeypatch):
    monkeypatch.setattr(wage_file, "ROWS", 2)
    up = upload(world, new_workers(5))
    seen = []
    while engine.step(up.run_id):
        with system():
            seen.append((queries.progress(up.run_id).rows_done, queries.progress(up.run_id).rows_total))
    assert seen == [(0, 5), (2, 5), (4, 5), (5, 5), (5, 5)]
    assert state(up.report.id).rows_good == 5


def test_bad_rows_are_kept_with_reasons_and_good_ones_taken(world):
    rows = [worker(n) for n in range(1, 5)]
    data = write_workers(LayoutId.NEW_WORKERS, rows, "csv").decode("utf-8-sig").replace(str(WAGE + 2), "1,5")
    data = data.replace(rows[2].nik, "123")
    up = upload(world, data.encode())
    run = run_now(up.run_id)
    report = state(up.report.id)
    assert (report.rows_in, report.rows_good, report.rows_refused) == (4, 2, 2)
    assert run.totals["good"] == 2 and run.totals["refused"] == 2
    for number in (3, 4):
        error = one(
            "select errors->0 from contributions_refusedrow where report_id = %s and row_no = %s", report.id, number
        )
        assert '"id"' in error and '"en"' in error
    assert one("select cells->>'name' from contributions_refusedrow where row_no = 3") == rows[1].name


def test_a_file_that_is_no_list_is_refused_at_once_and_nothing_is_opened(world):
    with pytest.raises(FileProblem) as refused:
        upload(world, b"%PDF-1.7 ...", "upah.xlsx")
    assert refused.value.code == "TYPE_PDF"
    assert one("select count(*) from contributions_wagereport") == 0


def test_a_file_the_reader_refuses_gives_the_fresh_report_up_with_the_reason(world):
    up = upload(world, b"A;B;C\n1;2;3\n")
    engine.step(up.run_id)
    report = state(up.report.id)
    assert report.status == "DISCARDED" and report.reason
    with system():
        reading = intake.reading_of(report.id)
    assert reading.status == "FAILED" and reading.error["code"] == "HEADER_NOT_FOUND"
    assert reading.text("en") != reading.text("id")
    assert one("select count(*) from contributions_wageline") == 0
    better = upload(world, new_workers(2))
    assert better.report.id != report.id
    run_now(better.run_id)
    assert state(better.report.id).rows_good == 2


def test_a_bad_file_for_an_open_draft_leaves_its_lines(world):
    up = upload(world, new_workers(3))
    run_now(up.run_id)
    bad = upload(world, b"A;B;C\n1;2;3\n")
    engine.step(bad.run_id)
    report = state(up.report.id)
    assert bad.report.id == report.id and report.status == "DRAFT"
    assert one("select count(*) from contributions_wageline where report_id = %s", report.id) == 3


def test_a_correction_is_asked_for_with_a_reason(world):
    first = upload(world, new_workers(3))
    run_now(first.run_id)
    finalise(first.report.id)
    post(first.report.id)
    data = new_workers(2)
    second = upload(world, data, reason="Satu orang salah lapor")
    run_now(second.run_id)
    assert state(second.report.id).version == 2
    assert upload(world, data, reason="Satu orang salah lapor").report.id == second.report.id


def test_ten_thousand_rows_are_read_in_slices(world):
    up = upload(world, new_workers(10_000))
    run = run_now(up.run_id)
    assert run.slices_total == 5 and run.totals["good"] == 10_000
