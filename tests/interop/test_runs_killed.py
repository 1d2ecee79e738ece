"""Runs killed again and again by SIGKILL: penalties, figures of all offices, a month that comes back from a cluster."""

import os
from datetime import date, timedelta

import pytest

from lindung.base.db import rows, scalar, system
from lindung.batch.services import enqueue, run_now
from lindung.bench.month import FIRST, fill
from lindung.contributions.services import NewReceipt, receive_many
from lindung.interop import spark_month
from lindung.interop.month_runs import start_post_month
from lindung.interop.runs import post_month
from lindung.performance import checks
from lindung.performance.runs import enqueue_snapshots
from lindung.registry import services as registry

from .spark_hand import by_hand
from .test_returns_killed import worked_to_the_end

pytestmark = pytest.mark.kill
EMPLOYERS, WORKERS = 60, 1_200


@pytest.fixture
def facts(transactional_db, database_urls, monkeypatch):
    """Sixty employers who reported a month."""
    monkeypatch.setenv("LINDUNG_OWNER_URL", database_urls["LINDUNG_OWNER_URL"])
    fill(WORKERS, EMPLOYERS, 1)


def proved() -> list[str]:
    """Proofs of money that do not hold; the register was filled by hand."""
    with system():
        return [p.id for p in checks.proofs() if not p.holds and p.id.startswith(("contributions.", "ledger."))]


def test_penalties_are_brought_up_to_date_once(facts, database_urls):
    run_now(start_post_month(FIRST).pk)
    with system():
        bills = rows("select code, office_id, total, due_on from contributions_bill order by id")
    late = bills[0]["due_on"] + timedelta(days=40)
    receive_many(
        (NewReceipt("API", f"VA{b['code']}", late, b["total"], b["office_id"], b["code"]) for b in bills),
        on=late, allocating=False,
    )  # fmt: skip
    with system():
        assert scalar("select count(*) from contributions_penalty") == 0, "nothing was allocated yet"
        asked = enqueue("penalties", "lindung.interop.runs.penalties", "penalties:kill", {"on": f"{late}", "size": 3})
    done = worked_to_the_end(asked.pk, database_urls)
    assert done.status == "DONE" and done.rows_done == EMPLOYERS
    with system():
        charged = scalar("select sum(amount)::bigint from contributions_penalty")
        twice = rows("select bill_id from contributions_penalty group by 1 having count(*) <> 1")
    assert done.totals["penalties"] == done.totals["changed"] == charged > 0
    assert done.totals["principal"] == sum(b["total"] for b in bills) - done.totals["penalty"]
    assert twice == [] and proved() == []


def test_figures_of_every_office_are_kept_once(facts, database_urls):
    for n in range(40):
        registry.register_office(
            code=f"Z{n:02d}", slug=f"uji-{n}", name=f"Kantor Uji {n}", kind="BRANCH", valid_from=date(2015, 7, 1)
        )
    day = date(2021, 11, 30)
    done = worked_to_the_end(enqueue_snapshots(day).pk, database_urls)
    assert done.status == "DONE" and done.totals["offices"] == 41
    with system():
        assert rows("select 1 from performance_snapshot group by office_id, indicator, version, as_of"
                    " having count(*) > 1") == []  # fmt: skip
        assert scalar("select count(*) from performance_snapshot where as_of = %s", [day]) == done.totals["figures"] > 0


def test_a_month_from_a_cluster_is_booked_once(facts, database_urls, monkeypatch, tmp_path):
    monkeypatch.setattr(post_month, "WORKERS", 60)
    manifest = spark_month.export(tmp_path / "month", FIRST)
    assert len(manifest["parts"]) >= 12 and os.path.exists(tmp_path / "month" / "in" / "000001.parquet")
    by_hand(tmp_path / "month")
    done = worked_to_the_end(spark_month.start_return(tmp_path / "month").pk, database_urls)
    assert done.status == "DONE" and done.totals["loaded"] == done.totals["workers"] == WORKERS
    with system():
        assert scalar("select count(*) from contributions_line") == WORKERS
        assert scalar("select sum(total)::bigint from contributions_bill") == done.totals["billed"]
        assert scalar("select count(*) from contributions_bill") == EMPLOYERS
    assert proved() == []
