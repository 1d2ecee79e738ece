"""Every run of the region's bench at a toy size: each done in its slices, all control totals agree."""

import pytest

from lindung.base.db import rows, scalar, system
from lindung.bench import runs
from lindung.bench.machine import Usage


@pytest.mark.django_db(transaction=True)
def test_every_run_is_worked_and_all_agrees(
    database_urls: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in database_urls.items():
        monkeypatch.setenv(name, value)
    found = runs.measure(240, 16, 2)
    control = found["controls"]
    assert found["agree"], control
    with system():
        not_done = rows("select kind, status from batch_run where status <> 'DONE' and kind <> 'outbox'")
        kinds = {r["handler"] for r in rows("select distinct handler from batch_run where status = 'DONE'")}
        members = scalar("select count(distinct person_id) from ledger_memberposting where kind = 'RETURN'")
    assert not_done == [] and kinds == set(runs.HANDLERS), "a run of this list is measured, and ends"
    steps = {s["name"]: s for s in found["steps"]}
    # of sixteen employers eight pay in time, two a half, two late, two a half late, two nothing
    assert steps["penalties"]["rows"] == 14 and steps["penalties"]["totals"]["penalties"] == control["penalties"] > 0
    assert steps["penalties, nothing new"]["totals"]["changed"] == 0
    assert steps["collection, cases opened"]["totals"]["opened"] == 6, "half, late by half, or nothing paid of June"
    assert steps["receivables"]["totals"]["employers"] == 8
    assert steps["exit notices"]["totals"]["done"] == 2
    assert steps["JHT returns of a month"]["rows"] + steps["JP returns of a month"]["rows"] >= members > 0
    assert steps["closing, the next"]["totals"]["differ"] == 0 and steps["closing, the next"]["totals"]["balances"] > 0
    assert steps["trial balance page"]["statements"] and steps["member's account page"]["statements"] == 14
    for name in ("month", "settling", "closing, the first", "JHT returns of a month"):
        assert name == "settling" or steps[name]["floor"] > 0
    for wrong in ("bills", "receipts", "kept", "members"):
        assert not runs.holds(control | {wrong: control[wrong] + 1})
    told = runs.table({"cases": [found]})
    assert "240 workers of 16 employers" in told and told.count("\n| ") == len(found["steps"]) + 1
    assert capsys.readouterr().err.count("\n| ") + 1 == len(found["steps"]), "each step is told when it is done"
    assert runs.need_bytes(1_670_000, 63_195) > runs.need_bytes(100_000, 3_800)


def test_what_a_helper_of_the_server_uses_counts() -> None:
    from lindung.bench import machine

    assert machine._helpers(1, 0) == [] and machine._parent(0) == 0
    assert Usage().as_dict()["server_cpu"] == 0.0
