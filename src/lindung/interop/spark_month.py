"""A contribution month with its lines assessed on a Spark cluster: facts out by ranges of employers, the law's function
there, and back as a run of the engine that books by the one kernel.

The folder holds everything between the steps (`manifest.json`, `in/`, `out/`, `totals.json`); each step may be repeated
after a crash and finds what is done.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from lindung import law
from lindung.base.dates import month_of
from lindung.base.db import system
from lindung.base.errors import Refused
from lindung.batch.models import Run
from lindung.batch.services import enqueue
from lindung.batch.spark import driver, exchange
from lindung.contributions import services
from lindung.contributions.obliged import AMOUNTS, FORMULA
from lindung.contributions.services import outside
from lindung.interop.runs.post_month import ranges
from lindung.registry.queries import today

COLUMNS = (driver.PART, *outside.KEYS, *outside.FACTS)
"""What goes out; the part is the range a row belongs to."""
HANDLER = "lindung.interop.runs.spark_month"


class SparkRefused(Refused):
    """Why a month cannot be worked on a cluster, or not be taken back."""

    MESSAGES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "nothing": (
            "Tidak ada laporan final bulan {month} yang belum ditagihkan.",
            "No finalised report of {month} waits for its bill.",
        ),
        "other_month": ("Map {folder} berisi bulan {month}.", "The folder {folder} holds the month {month}."),
        "no_manifest": (
            "Map {folder} tidak berisi bulan yang diekspor dan dihitung.",
            "The folder {folder} holds no month that was exported and worked.",
        ),
        "driver": ("Program Spark berhenti: {why}.", "The Spark program stopped: {why}."),
        "rows": (
            "Bagian {part}: {out} baris keluar, {back} baris kembali.",
            "Part {part}: {out} rows went out, {back} came back.",
        ),
        "sums": (
            "Bagian {part}: jumlah {name} yang kembali berbeda dari {what}.",
            "Part {part}: the sum of {name} that came back differs from {what}.",
        ),
        "refused": ("Bagian {part}: hukum menolak {count} baris.", "Part {part}: the law refused {count} rows."),
    }


def export(folder: Path, month: date, *, on: date | None = None) -> dict[str, Any]:
    """Write the facts of all first reports of a month, one file per range; the manifest. What was written is left.

    Raises SparkRefused: nothing, other_month."""
    month = month_of(month)
    manifest = _begun(folder, month) or _plan(folder, month, on or today())
    for number, part in manifest["parts"].items():
        path = folder / "in" / f"{int(number):06d}.parquet"
        if path.exists() and "totals" in part:
            continue
        with system():
            query, values = outside.facts_query(month, part["reports"])
            shown = f"select {int(number)}::bigint as {driver.PART}, x.* from ({query}) x"
            part["totals"] = exchange.export(shown, values, COLUMNS, path)
        _write(folder, manifest)
    return manifest


def _begun(folder: Path, month: date) -> dict[str, Any] | None:
    if not (folder / "manifest.json").exists():
        return None
    found = manifest_of(folder)
    if found["month"] != f"{month}":
        raise SparkRefused("other_month", folder=folder, month=found["month"][:7])
    return found


def _plan(folder: Path, month: date, on: date) -> dict[str, Any]:
    services.open_month(month, on=on)
    with system():
        found = [outside.report_ids(month, low, high) for low, high in ranges(month)]
    parts = {str(n): {"reports": ids} for n, ids in enumerate((ids for ids in found if ids), 1)}
    if not parts:
        raise SparkRefused("nothing", month=f"{month:%Y-%m}")
    manifest = {
        "month": f"{month}", "on": f"{month}", "booked_on": f"{on}", "formula": FORMULA, "columns": COLUMNS,
        "outputs": AMOUNTS, "law": law.receipt(FORMULA, month), "parts": parts,
    }  # fmt: skip
    _write(folder, manifest)
    return manifest_of(folder)


def _write(folder: Path, manifest: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / ".manifest.json"
    half.write_text(json.dumps(manifest, indent=1))
    os.replace(half, folder / "manifest.json")


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a folder. Raises SparkRefused: no_manifest."""
    try:
        found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise SparkRefused("no_manifest", folder=folder) from error
    return found


def assess(folder: Path, master: str, *, conf: Sequence[str] = (), python: str = "") -> dict[str, Any]:
    """Run the Spark program over the folder, in its own process and, where given, its own Python; totals by part. What
    is done already is not done again. Raises SparkRefused: driver."""
    if not (folder / "totals.json").exists():
        command = [
            python or os.environ.get("LINDUNG_SPARK_PYTHON") or sys.executable,
            "-m",
            "lindung.batch.spark.driver",
        ]
        command += [str(folder), "--master", master, *(part for c in conf for part in ("--conf", c))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
            raise SparkRefused("driver", why=lines[-1][:300] if lines else f"{done.returncode}")
    return totals_of(folder)


def totals_of(folder: Path) -> dict[str, Any]:
    """What Spark counted, by part. Raises SparkRefused: no_manifest."""
    try:
        found: dict[str, Any] = json.loads((folder / "totals.json").read_text())
    except (OSError, ValueError) as error:
        raise SparkRefused("no_manifest", folder=folder) from error
    return found


def start_return(folder: Path, *, by: int | None = None) -> Run:
    """Ask for the run that takes the month back and books it. Raises SparkRefused: no_manifest."""
    manifest = manifest_of(folder)
    totals_of(folder)
    where = folder.resolve()
    params = {"folder": str(where), "month": manifest["month"], "on": manifest["booked_on"]}
    return enqueue("spark_month", HANDLER, f"spark-month:{manifest['month'][:7]}:{where.name}"[:120], params, by=by)


def take_back(folder: Path, number: int) -> tuple[dict[str, Any], dict[str, int]]:
    """Load one part into the transaction's table; the part of the manifest, and the sums as loaded. Rows and sums must
    be those that went out and those that Spark counted. Raises SparkRefused: rows, sums, refused."""
    part = manifest_of(folder)["parts"][str(number)]
    counted = totals_of(folder).get(str(number), {"rows": 0})
    if counted.get(driver.REFUSED):
        raise SparkRefused("refused", part=number, count=counted[driver.REFUSED])
    files = sorted((folder / "out" / f"{driver.PART}={number}").glob("*.parquet"))
    table = outside.prepare()
    loaded = exchange.load(files, table, outside.ASSESSED)
    if not part["totals"]["rows"] == counted["rows"] == loaded["rows"]:
        raise SparkRefused("rows", part=number, out=part["totals"]["rows"], back=loaded["rows"])
    for name in (*outside.KEYS, *outside.FACTS):
        if part["totals"][name] != loaded[name]:
            raise SparkRefused("sums", part=number, name=name, what="in/")
    for name in AMOUNTS:
        if counted[name] != loaded[name]:
            raise SparkRefused("sums", part=number, name=name, what="totals.json")
    return part, loaded
