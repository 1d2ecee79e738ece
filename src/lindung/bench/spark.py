"""A month's lines computed here and on Spark, in turn: the local run by several processes, then the next month out
of PostgreSQL to Parquet, through a cluster and back by the same processes; each beside the bare INSERT … SELECT that
its totals must equal.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from lindung.base.dates import add_months
from lindung.bench import month as bench
from lindung.bench.fill import FIRST, fill
from lindung.bench.region import MONTH_RUN, Workers, _enqueue

MASTER, FOLDER = "LINDUNG_SPARK_MASTER", "LINDUNG_SPARK_FOLDER"


def measure(workers: int, employers: int, processes: int) -> dict[str, Any]:
    """One size; seconds of every step, bytes of the folder, and whether all totals agree."""
    from lindung.interop import spark_month

    fill(workers, employers, 2)
    crew = Workers(processes)
    ours, theirs = FIRST, add_months(FIRST, 1)
    place = Path(tempfile.mkdtemp(prefix="lindung-spark-", dir=os.environ.get(FOLDER)))
    try:
        bench._warm(ours)
        floor = bench.run_floor(ours)["wall"]
        began = time.perf_counter()
        crew.work(_enqueue(MONTH_RUN, ours))
        local = time.perf_counter() - began
        here = bench.agree(ours)
        bench._warm(theirs)
        bench.run_floor(theirs)
        marks = [time.perf_counter()]
        manifest = spark_month.export(place, theirs)
        marks.append(time.perf_counter())
        spark_month.assess(place, os.environ.get(MASTER, "local[2]"))
        marks.append(time.perf_counter())
        used = crew.work(spark_month.start_return(place).pk)
        marks.append(time.perf_counter())
        there = bench.agree(theirs)
        size = {name: sum(f.stat().st_size for f in (place / name).rglob("*.parquet")) for name in ("in", "out")}
    finally:
        crew.stop()
        shutil.rmtree(place)
    steps = [round(b - a, 3) for a, b in pairwise(marks)]
    return {
        "workers": workers,
        "employers": employers,
        "processes": processes,
        "master": os.environ.get(MASTER, "local[2]"),
        "parts": len(manifest["parts"]),
        "floor": floor,
        "local": round(local, 3),
        "export": steps[0],
        "compute": steps[1],
        "return": steps[2],
        "bytes_in": size["in"],
        "bytes_out": size["out"],
        "client_mb": max(u["client_mb"] for u in used),
        "load": os.getloadavg()[0],
        "agree": all(
            c["lines"] == c["bills"] == c["journal"] == c["floor"] and not c["not_posted"] for c in (here, there)
        ),
    }


def table(found: dict[str, Any]) -> str:
    """The sizes as a Markdown table."""
    out = [
        "| workers | employers | processes | master | floor, s | local, s | export / compute / return, s |"
        " bytes a worker in + out | client, MB | load | totals |",
        "|---:|---:|---:|---|---:|---:|---|---:|---:|---:|---|",
    ]
    for c in found["cases"]:
        each = [round(c[name] / c["workers"]) for name in ("bytes_in", "bytes_out")]
        out.append(
            f"| {c['workers']:,} | {c['employers']:,} | {c['processes']} | `{c['master']}` | {c['floor']:.2f} |"
            f" {c['local']:.2f} | {c['export']:.2f} / {c['compute']:.2f} / {c['return']:.2f} | {each[0]} + {each[1]} |"
            f" {c['client_mb']:.0f} | {c['load']:.1f} | {'agree' if c['agree'] else 'DIFFER'} |"
        )
    return "\n".join(out)


def main() -> None:
    """The child process: one size, its figures as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lindung.settings")
    django.setup()
    print(json.dumps(measure(*(int(a) for a in sys.argv[1:4]))))


if __name__ == "__main__":
    main()
