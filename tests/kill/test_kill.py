"""The web server, the worker and the database killed at random moments of a report upload, a payment file and a payout
batch: nothing that was acknowledged is lost, nothing happens twice, and everything goes on by itself.

The dice are seeded (LINDUNG_KILL_SEED), the moments still differ with the machine: that is the point.
"""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from lindung.base.dates import add_months
from lindung.interop.wage_files import LayoutId, write_workers

from .harness import Trouble, repeated, standing, until

pytestmark = [pytest.mark.kill, pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")]

ACTS = str(Path(__file__).with_name("acts.py"))
WORKERS = 240
UPLOADS, PAYMENTS, PAYOUTS = 16, 10, 8
PARTS = ("worker", "database", "app", "backend", "app-child")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("kill"), ACTS, "20211215", LINDUNG_SLICE_ROWS="40") as place:
        place.met = []
        yield place


def disturbed(town, what, act, longest):
    """Do `act` while a part is killed some time after its start and mended; what the act gave."""
    trouble = Trouble(town, what, town.dice.uniform(0.0, longest), town.dice)
    try:
        return act()
    finally:
        town.met.append(trouble.struck.is_set())  # before the act was over
        trouble.done()


# ---- a report by file: upload, worker, finalise, post


@pytest.mark.parametrize("turn", range(UPLOADS))
def test_report_upload(town, turn):
    month, token = add_months(date(2020, 1, 1), turn), town.facts["tokens"]["employer"]
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from interop.api_world import worker

    rows = [worker(n, 4_000_000 + turn * 1000, start_date=date(2020, 1, 1)) for n in range(1, WORKERS + 1)]
    data = write_workers(LayoutId.WAGE_REPORT, rows, "csv")

    def act():
        status, report = town.ask("POST", "reports/file", token, file=data, month=f"{month:%Y-%m}")
        assert status == 202, report
        path = f"reports/{report['id']}"
        report = until(lambda: (r := town.ask("GET", path, token)[1])["status"] != "READING" and r)
        assert report["status"] == "DRAFT", report
        status, report = town.ask("POST", f"{path}/finalise", token, {})
        assert status == 200, report
        status, bill = town.ask("POST", f"{path}/post", token)
        assert status == 200, bill
        return report["id"], bill

    report_id, bill = disturbed(town, PARTS[turn % len(PARTS)], act, 1.6)
    [(count,)] = town.rows("select count(*) from contributions_wagereport where month = %s", month)
    assert count == 1
    [row] = town.rows(
        "select status, rows_in, rows_good, rows_refused from contributions_wagereport where id = %s", report_id
    )
    assert row == ("POSTED", WORKERS, WORKERS, 0)
    [row] = town.rows(
        "select count(*), sum(wage) from contributions_wageline where month = %s and report_id = %s", month, report_id
    )
    assert row == (WORKERS, sum(r.wage for r in rows))
    [row] = town.rows(
        "select count(*), sum(b.total)::bigint, (select sum(jkk + jkm + jht_employer + jht_worker + jp_employer"
        " + jp_worker)::bigint from contributions_line where month = %s), (select count(*) from contributions_line"
        " where month = %s) from contributions_bill b where b.month = %s",
        month, month, month,
    )  # fmt: skip
    assert row == (1, bill["total"], bill["total"], WORKERS)
    runs = town.rows(
        "select r.status, r.rows_done, r.slices_done, count(s.id), sum(s.rows)::bigint, bool_and(s.done_at is not null)"
        " from batch_run r join batch_slice s on s.run_id = r.id where r.params ->> 'report' = %s group by r.id",
        str(report_id),
    )
    assert runs == [("DONE", WORKERS, 6, 6, WORKERS, True)]


# ---- a payment file


@pytest.mark.parametrize("turn", range(PAYMENTS))
def test_payment_file(town, turn):
    token = town.facts["tokens"]["cashier"]
    bills = town.rows("select code, total from contributions_bill order by id limit 12")
    lines = [(f"KILL{turn:02d}{n:03d}", 50_000 + turn * 97 + n, bills[n % len(bills)][0]) for n in range(40)]
    text = "tanggal;kredit;keterangan;referensi\n" + "".join(
        f"29-06-2021;{amount};IURAN {code};{reference}\n" for reference, amount, code in lines
    )

    def act():
        status, run = town.ask("POST", "statements", token, file=text.encode(), bank="Bank Uji")
        assert status == 202, run
        path = f"statements/{run['run']}"
        return until(lambda: (r := town.ask("GET", path, token)[1])["status"] in ("DONE", "FAILED") and r)

    run = disturbed(town, PARTS[turn % len(PARTS)], act, 1.2)
    expected = sum(amount for _, amount, _ in lines)
    assert run["status"] == "DONE" and run["totals"]["new"] == 40 and run["totals"]["amount"] == expected, run
    [row] = town.rows(
        "select count(*), sum(r.amount)::bigint, count(distinct r.entry_id), count(distinct r.statement_id)"
        " from contributions_receipt r where starts_with(r.bank_reference, %s)",
        f"KILL{turn:02d}",
    )
    assert row == (40, expected, 40, 1)
    [(left,)] = town.rows(
        "select (select sum(amount) from contributions_receipt) - (select sum(amount) from contributions_allocation)"
        " + (select coalesce(sum(amount), 0) from ledger_posting p join ledger_account a on a.id = p.account_id"
        "    where a.code = 'SUSPENSE')"
    )
    assert left == 0, "receipts = allocations + suspense"


# ---- a payout batch: made, released, answered


@pytest.mark.parametrize("turn", range(PAYOUTS))
def test_payout_batch(town, turn, tmp_path):
    facts = town.facts
    users = {name: str(user) for name, user in facts["users"].items()}
    town.python(ACTS, "claims", str(turn), users["claims"], users["approver"], *map(str, facts["people"]))

    def act():
        batch = repeated(town, ACTS, "payout", str(facts["office"]), users["cashier"], users["head"])
        told = [
            {"reference": reference, "status": "FAILED" if n % 6 == 5 else "PAID", "bank_reference": f"T{turn}-{n}"}
            for n, (reference, _) in enumerate(batch["orders"])
        ]
        if turn % 2:
            status, answer = town.ask("POST", "bank/payout-answers", facts["tokens"]["bank"], {"answers": told})
            assert status == 200 and not answer["refused"], answer
        else:
            path = tmp_path / "jawaban.csv"
            path.write_text(
                "referensi;status;referensi_bank\n"
                + "".join(f"{a['reference']};{a['status']};{a['bank_reference']}\n" for a in told)
            )
            run = repeated(town, ACTS, "answers", str(facts["office"]), users["cashier"], str(path))["run"]
            until(lambda: town.rows("select 1 from batch_run where id = %s and status = 'DONE'", run))
        return batch

    what = PARTS[turn % len(PARTS)] if turn % 2 else ("worker", "database", "backend")[turn // 2 % 3]
    batch = disturbed(town, what, act, 2.5)
    assert len(batch["orders"]) == len(facts["people"]), "nobody is left out, nobody is in two batches"
    paid = [a for n, (_, a) in enumerate(batch["orders"]) if n % 6 != 5]
    [row] = town.rows(
        "select b.status, b.orders, b.amount, count(*) filter (where o.status = 'PAID'),"
        " sum(o.amount) filter (where o.status = 'PAID')::bigint, count(*) filter (where o.status = 'FAILED'),"
        " count(distinct o.entry_id)"
        " from claims_payoutbatch b join claims_paymentorder o on o.batch_id = b.id where b.id = %s group by b.id",
        batch["batch"],
    )
    total = sum(a for _, a in batch["orders"])
    assert row == ("ANSWERED", 12, total, len(paid), sum(paid), 12 - len(paid), 12)
    [(out,)] = town.rows(
        "select coalesce(-sum(p.amount), 0)::bigint from ledger_posting p join ledger_account a on a.id = p.account_id"
        " where a.code = 'CASH_OUT'"
    )
    [(ever,)] = town.rows("select sum(amount)::bigint from claims_paymentorder where status = 'PAID'")
    assert out == ever, "the bank paid what the books say, once"


# ---- at the end


def test_everything_holds_afterwards(town):
    assert not town.rows("select id, kind, error from batch_run where status <> 'DONE'")
    done = subprocess.run(
        [sys.executable, "-m", "lindung.cli", "check"],
        env=town.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    rounds = UPLOADS + PAYMENTS + PAYOUTS
    if len(town.met) == rounds:  # the whole file was run
        assert rounds >= 30
        hits = sum(town.met)
        assert hits > rounds // 2, f"only {hits} of {rounds} kills came in time to disturb anything"
