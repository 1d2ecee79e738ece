"""A month assessed outside: what goes out and comes back, and everything that must stop it. Spark itself is in
tests/spark; here the driver's function is given the same batches by hand."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import transaction

from lindung.base.db import rows, run, scalar, system
from lindung.batch.services import BatchRefused, run_now
from lindung.batch.spark import driver, records
from lindung.contributions import services as contributions
from lindung.contributions.obliged import AMOUNTS
from lindung.contributions.services.replace import replace_rows
from lindung.interop import spark_month
from lindung.interop.month_runs import start_post_month
from lindung.interop.runs import post_month
from lindung.interop.spark_month import SparkRefused

from .api_world import MONTH, build, worker
from .spark_hand import by_hand

pytestmark = pytest.mark.django_db
LINES = (
    "select employer_id, person_id, wage, "
    + ", ".join(AMOUNTS)
    + " from contributions_line order by employer_id, person_id"
)


def one(sql, *params):
    with system():
        return scalar(sql, list(params))


def report(employer: int, first: int, count: int, month: date = MONTH, wage: int = 4_300_000) -> int:
    made = contributions.open_report(employer, month, channel="API")
    replace_rows(made.id, [worker(n, wage=wage + 900_000 * n) for n in range(first, first + count)])
    contributions.finalise(made.id)
    return made.id


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(post_month, "WORKERS", 20)
    made = build(logins=False)
    report(made.employer, 1, 30)
    report(made.other_employer, 41, 12)
    return made


class Undone(Exception):
    pass


def locally() -> tuple[dict[str, int], list[dict]]:
    """What the local run makes of the month; undone again."""
    try:
        with transaction.atomic():
            done = run_now(start_post_month(MONTH, again="local").pk)
            with system():
                found = dict(done.totals), rows(LINES)
            raise Undone
    except Undone:
        return found


@pytest.fixture
def folder(world, tmp_path):
    place = tmp_path / "bulan"
    spark_month.export(place, MONTH)
    return place


def test_the_lines_and_totals_are_those_of_the_local_run(world, folder):
    totals, lines = locally()
    manifest = spark_month.manifest_of(folder)
    assert {n: p["totals"]["rows"] for n, p in manifest["parts"].items()} == {"1": 30, "2": 12}
    by_hand(folder)
    done = run_now(spark_month.start_return(folder, by=3).pk)
    assert {name: done.totals[name] for name in totals} == totals
    assert done.totals["loaded"] == 42 == done.rows_done
    with system():
        assert rows(LINES) == lines
    assert spark_month.start_return(folder, by=3).pk == done.pk, "asked twice, booked once"
    assert one("select count(*) from contributions_wagereport where status = 'POSTED'") == 2


def test_an_export_goes_on_where_it_was_stopped(world, folder):
    manifest = spark_month.manifest_of(folder)
    first, second = sorted((folder / "in").glob("*.parquet"))
    kept = first.stat().st_mtime_ns
    second.unlink()
    del manifest["parts"]["2"]["totals"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    again = spark_month.export(folder, MONTH)
    assert again["parts"]["2"]["totals"]["rows"] == 12 and second.exists()
    assert first.stat().st_mtime_ns == kept
    with pytest.raises(SparkRefused) as refused:
        spark_month.export(folder, date(2021, 2, 1))
    assert refused.value.code == "other_month"
    with pytest.raises(SparkRefused) as refused:
        spark_month.export(folder.parent / "lain", date(2021, 2, 1))
    assert refused.value.code == "nothing"


def changed(folder: Path, name: str, by: int, totals: bool) -> None:
    """Change one amount of the first row that came back; with `totals` in what Spark counted, too."""
    file = folder / "out" / "part=1" / "a.parquet"
    table = pq.read_table(file, partitioning=None)
    values = table.column(name).to_pylist()
    values[0] += by
    at = table.column_names.index(name)
    pq.write_table(table.set_column(at, name, pa.array(values, pa.int64())), file)
    if totals:
        found = spark_month.totals_of(folder)
        found["1"][name] += by
        (folder / "totals.json").write_text(json.dumps(found))


def refusal(folder: Path) -> str:
    with pytest.raises(BatchRefused) as refused:
        run_now(spark_month.start_return(folder).pk)
    assert (
        one("select count(*) from contributions_line where employer_id = (select min(id) from registry_employer)") == 0
    )
    return str(refused.value) + one("select error ->> 'code' from batch_run where kind = 'spark_month'")


def test_an_amount_that_changed_on_the_way_is_not_booked(folder):
    by_hand(folder)
    changed(folder, "jht_worker", 1, totals=False)
    assert refusal(folder).endswith("sums")


def test_an_amount_that_the_cluster_made_wrong_is_not_booked(folder):
    by_hand(folder)
    changed(folder, "jht_worker", 1, totals=True)
    assert "line = law" in refusal(folder)


def test_a_fact_that_changed_in_the_register_meanwhile_is_not_booked(world, folder):
    by_hand(folder)
    with system():
        run("update registry_employerclass set risk_group = 5 where employer_id = %s", [world.employer])
    assert "lines = workers" in refusal(folder)


def test_a_lost_file_and_a_refused_row_are_told(folder):
    by_hand(folder)
    (folder / "out" / "part=1" / "a.parquet").unlink()
    assert refusal(folder).endswith("rows")
    with system():
        run("delete from batch_slice")
        run("delete from batch_run")
    totals = spark_month.totals_of(folder)
    totals["1"]["refused"] = 2
    (folder / "totals.json").write_text(json.dumps(totals))
    assert refusal(folder).endswith("refused")


def test_another_version_of_the_law_works_nothing(folder):
    manifest = spark_month.manifest_of(folder)
    manifest["law"] = {**manifest["law"], "formula": "other"}
    with pytest.raises(RuntimeError, match="another version"):
        list(driver.worker(manifest)(pq.ParquetFile(folder / "in" / "000001.parquet").iter_batches()))


def test_a_report_that_came_later_waits_for_the_next_run(world, folder):
    by_hand(folder)
    with system():
        run("update contributions_wagereport set status = 'POSTED' where employer_id = %s", [world.other_employer])
    done = run_now(spark_month.start_return(folder).pk)
    assert (done.totals["reports"], done.totals["workers"], done.totals["loaded"]) == (1, 30, 42)


def test_no_folder_no_run(tmp_path):
    for call in (spark_month.manifest_of, spark_month.totals_of, spark_month.start_return):
        with pytest.raises(SparkRefused) as refused:
            call(tmp_path)
        assert refused.value.code == "no_manifest"


# ---- binary rows


def stream(columns, names):
    return records.HEADER + records.encode(columns, names) + records.TRAILER


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_rows_go_through_the_binary_form_in_any_pieces(size):
    columns = {"a": np.arange(100) * 2**40 - 7, "b": -np.arange(100)}
    whole = stream(columns, ["a", "b"])
    pieces = [whole[n : n + size] for n in range(0, len(whole), size)]
    found = list(records.blocks(pieces, ["a", "b"], 30))
    for name in columns:
        assert np.concatenate([b[name] for b in found]).tolist() == columns[name].tolist()


@pytest.mark.parametrize(
    "broken",
    [
        b"", b"not a copy" * 9, records.HEADER, stream({"a": np.arange(9)}, ["a"])[:-1],
        stream({"a": np.arange(9)}, ["a"])[:-9] + records.TRAILER,
        records.HEADER + b"\x00\x01\xff\xff\xff\xff" + bytes(8) + records.TRAILER,
    ],
)  # fmt: skip
def test_a_broken_stream_is_refused(broken):
    with pytest.raises(ValueError):
        list(records.blocks([broken], ["a"], 10))


def test_no_rows_are_no_blocks():
    assert list(records.blocks([records.HEADER + records.TRAILER], ["a"], 10)) == []
