"""A region's whole month: wage facts to lines, bills and journal, receipts, what they settle, members' postings.

The month and the allocation are runs of the batch engine worked by several processes, as on a working day; the receipts
come in files, as banks send them, taken by the same processes. Beside it the bare INSERT … SELECT of the same lines by
one process.
"""

import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lindung.base.dates import add_months
from lindung.bench import month as bench
from lindung.bench.fill import FIRST, fill

if TYPE_CHECKING:
    from lindung.bench.machine import Usage

MONTH_RUN, PAY_RUN = "lindung.interop.runs.post_month", "lindung.bench.payments"


class Workers:
    """Processes that wait for runs, with their law and their connection warm."""

    def __init__(self, count: int, handlers: Sequence[str] = (MONTH_RUN, PAY_RUN)) -> None:
        command = [sys.executable, "-m", "lindung.bench.region", "work", *handlers]
        self.processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)
        ]
        for process in self.processes:
            self._answer(process)

    @staticmethod
    def _answer(process: "subprocess.Popen[str]") -> dict[str, Any]:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("a worker of the bench died")
        found: dict[str, Any] = json.loads(line)
        return found

    def work(self, run_id: int) -> list[dict[str, Any]]:
        """All of them at one run until it is done; what each used."""
        return self._all([{"run": run_id} for _ in self.processes])

    def receive(self, month: date) -> list[dict[str, Any]]:
        """The banks' files of a month, dealt out in turn; what each used."""
        files = _files(month)
        shares = [files[n :: len(self.processes)] for n in range(len(self.processes))]
        return self._all([{"month": month.isoformat(), "files": share} for share in shares])

    def _all(self, orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for process, order in zip(self.processes, orders, strict=True):
            assert process.stdin is not None
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
        return [self._answer(process) for process in self.processes]

    def stop(self) -> None:
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()


def _enqueue(handler: str, month: date) -> int:
    from lindung.base.db import system
    from lindung.batch.services import enqueue

    with system():
        return int(enqueue("bench", handler, f"bench:{handler}:{month}", {"month": month.isoformat()}).pk)


FILE = 20_000
"""Receipts of one file: a region's month is four of them, a nation's some dozens."""


def _files(month: date) -> list[list[int]]:
    """The bills of the month cut into files: first and last id."""
    from lindung.base.db import rows, system

    with system():
        found = rows(
            "select min(id) as low, max(id) as high from (select id, (row_number() over (order by id) - 1) / %s as part"
            " from contributions_bill where month = %s) b group by part order by part",
            [FILE, month],
        )
    return [[r["low"], r["high"]] for r in found]


def receive(month: date, low: int, high: int) -> None:
    """One file: these bills paid in full three days before they are due."""
    from lindung.base.db import rows, system
    from lindung.contributions.services import NewReceipt, receive_many

    with system():
        bills = rows(
            "select code, office_id, total, due_on from contributions_bill where month = %s and id between %s and %s",
            [month, low, high],
        )
    receive_many(
        (
            NewReceipt("API", f"VA{b['code']}", b["due_on"] - timedelta(days=3), b["total"], b["office_id"], b["code"])
            for b in bills
        ),
        allocating=False,
    )


def agree(month: date) -> dict[str, int]:
    """Lines, bills and receivables (see `bench.month`), then receipts, what they settled, members' shares and their
    postings, and money in suspense."""
    from lindung.base.db import rows, system
    from lindung.ledger.chart import Acc

    found: dict[str, int] = bench.agree(month)
    with system():
        more = rows(
            "select (select sum(r.amount) from contributions_receipt r join contributions_bill b on b.code ="
            " r.billing_code where b.month = %(m)s)::bigint as receipts,"
            " (select sum(a.amount) from contributions_allocation a join contributions_bill b on b.id = a.bill_id"
            " where b.month = %(m)s)::bigint as settled,"
            " (select sum(jht_employer + jht_worker + jp_employer + jp_worker) from contributions_line where month ="
            " %(m)s)::bigint as shares,"
            " (select sum(amount) from ledger_memberposting where month = %(m)s)::bigint as members,"
            " (select coalesce(sum(amount), 0) from ledger_posting where account_id = %(suspense)s)::bigint"
            " as suspense",
            {"m": month, "suspense": int(Acc.SUSPENSE)},
        )[0]
    return found | {name: int(value or 0) for name, value in more.items()}


def holds(c: dict[str, int]) -> bool:
    """Whether all control totals agree."""
    return (
        c["lines"] == c["bills"] == c["journal"] == c["floor"] == c["receipts"] == c["settled"]
        and c["shares"] == c["members"]
        and not c["suspense"]
        and not c["not_posted"]
    )


def measure(workers: int, employers: int, repeats: int, processes: int, lean: int = 0) -> dict[str, Any]:
    """Floor and month in turn, a fresh month each time; `lean` as `fill` says it."""
    began = time.perf_counter()
    fill(workers, employers, repeats, bool(lean))
    filled = time.perf_counter() - began
    crew = Workers(processes)
    runs = []
    for number in range(repeats):
        month = add_months(FIRST, number)
        if workers <= WARM:
            bench._warm(month)
        before = _disk()
        floor = bench.run_floor(month)
        floor_total = bench.floor_total()
        bench.empty_floor()
        began = time.perf_counter()
        billed = crew.work(_enqueue(MONTH_RUN, month))
        posted = time.perf_counter()
        received = crew.receive(month)
        taken = time.perf_counter()
        settled = crew.work(_enqueue(PAY_RUN, month))
        ended = time.perf_counter()
        each = [*billed, *received, *settled]
        controls = agree(month) | {"floor": floor_total}
        runs.append(
            {
                "floor": floor["wall"],
                "floor_cpu": floor["client_cpu"] + floor["server_cpu"],
                "wall": round(ended - began, 3),
                "bills": round(posted - began, 3),
                "receipts": round(taken - posted, 3),
                "settling": round(ended - taken, 3),
                "cpu": round(sum(u["client_cpu"] + u["server_cpu"] for u in each), 2),
                "client_mb": max(u["client_mb"] for u in each),
                "server_mb": max(u["server_mb"] for u in each),
                "load": os.getloadavg()[0],
                "disk_mb": _disk(),
                "month_mb": _disk() - before,
                "agree": holds(controls),
                "controls": controls,
            }
        )
    crew.stop()
    ratio = statistics.median(r["wall"] / r["floor"] for r in runs)
    return {
        "workers": workers,
        "employers": employers,
        "processes": processes,
        "lean": bool(lean),
        "fill_seconds": round(filled, 1),
        "ratio": round(ratio, 2),
        "agree": all(r["agree"] for r in runs),
        "runs": runs,
    }


WARM = 5_000_000
"""Up to so many workers the facts fit into the memory of a small server, and are read into it before the clock
starts."""


def _disk() -> int:
    """Size of the database in MB."""
    from lindung.base.db import scalar, system

    with system():
        return round(int(scalar("select pg_database_size(current_database())")) / 2**20)


def table(found: dict[str, Any]) -> str:
    """The single runs as a Markdown table."""
    out = [
        "| workers | employers | processes | floor, s | month, s | of it bills / receipts / settling | ratio |"
        " CPU floor, month, s | client, MB | server, MB | disk of the month, MB | load | totals |",
        "|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for c in found["cases"]:
        for r in c["runs"]:
            out.append(
                f"| {c['workers']:,} | {c['employers']:,} | {c['processes']} | {r['floor']:.2f} | {r['wall']:.2f} |"
                f" {r['bills']:.2f} / {r['receipts']:.2f} / {r['settling']:.2f} | {r['wall'] / r['floor']:.2f} |"
                f" {r['floor_cpu']:.2f}, {r['cpu']:.2f} | {r['client_mb']:.0f} | {r['server_mb']:.0f} |"
                f" {r['month_mb']:,} | {r['load']:.1f} | {'agree' if r['agree'] else 'DIFFER'} |"
            )
    return "\n".join(out)


def _work() -> None:
    """A worker: says that it is ready, then works each run named on its input and says what it used."""
    from lindung.bench.machine import measured
    from lindung.contributions import obliged

    obliged.amounts_sql(FIRST)
    for handler in sys.argv[2:]:
        importlib.import_module(handler)
    with measured():
        pass
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        with measured() as usage:
            order = json.loads(line)
            if "run" in order:
                _until_done(order["run"], usage)
            else:
                for low, high in order["files"]:
                    receive(date.fromisoformat(order["month"]), low, high)
        print(json.dumps(usage.as_dict()), flush=True)


def _until_done(run_id: int, usage: "Usage") -> None:
    """Work a run to its end. Statements that only asked whether there is something to do are not its own."""
    from lindung.base.db import scalar, system
    from lindung.batch import engine

    while True:
        before = usage.statements
        worked = engine.step(run_id)
        if worked:
            before = usage.statements
        with system():
            status = scalar("select status from batch_run where id = %s", [run_id])
        usage.statements = before
        if status == "DONE":
            return
        if status == "FAILED":
            with system():
                raise RuntimeError(scalar("select error::text from batch_run where id = %s", [run_id]))
        if not worked:
            time.sleep(0.05)  # the others hold what is left


def main() -> None:
    """The child processes: `work`, or the size to be measured."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lindung.settings")
    django.setup()
    if sys.argv[1] == "work":
        _work()
    else:
        print(json.dumps(measure(*(int(a) for a in sys.argv[1:6]))))


if __name__ == "__main__":
    main()
