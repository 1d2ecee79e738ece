"""The program at the cluster's edge: reads Parquet, works it by the law's Arrow function on Spark, writes Parquet
and the control totals of every part.

    python -m lindung.batch.spark.driver FOLDER --master spark://host:7077

FOLDER holds `manifest.json` and `in/`; `out/` and `totals.json` are written there. Executors must see the same folder
and have `lindung[spark]` of the same version: each compares the receipt of the law before its first row.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

PART = "part"
REFUSED = "refused"


def worker(manifest: Mapping[str, Any]) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """The function that Spark gives the batches of a partition: keys and facts as they came, the assessed amounts, and
    1 where the law refused a row. It holds only what the manifest says: it may run anywhere, any number of times."""
    formula, on, receipt = str(manifest["formula"]), str(manifest["on"]), plain(manifest["law"])
    keep, outputs = list(manifest["columns"]), list(manifest["outputs"])

    def work(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow as pa
        import pyarrow.compute as pc

        from lindung import law

        day = date.fromisoformat(on)
        if plain(law.receipt(formula, day)) != receipt:
            raise RuntimeError("this machine has another version of the law than the one that asked")
        function = law.arrow_function(formula, day)
        for batch in batches:
            done = function(batch)
            columns = [done.column(name) for name in (*keep, *outputs)]
            columns.append(pc.cast(pc.is_valid(done.column(REFUSED)), pa.int64()))
            yield pa.RecordBatch.from_arrays(columns, names=[*keep, *outputs, REFUSED])

    return work


def plain(receipt: Mapping[str, Any]) -> str:
    """A receipt of the law as text that compares."""
    return json.dumps(receipt, sort_keys=True, default=str)


def session(master: str, conf: Mapping[str, str]) -> Any:
    """A Spark session; one task per file."""
    from pyspark.sql import SparkSession

    made = SparkSession.builder.appName("lindung").master(master)
    for key, value in ({
        "spark.ui.enabled": "false",
        "spark.sql.files.maxPartitionBytes": str(128 << 20),
        "spark.sql.files.openCostInBytes": str(128 << 20),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "spark.task.maxFailures": "8",
    } | dict(conf)).items():  # fmt: skip
        made = made.config(key, value)
    return made.getOrCreate()


def run(folder: Path, master: str, conf: Mapping[str, str]) -> dict[str, Any]:
    """Work the folder; the totals by part, which are also written to `totals.json`."""
    from pyspark.sql import functions as f
    from pyspark.sql.types import LongType, StructField, StructType

    manifest = json.loads((folder / "manifest.json").read_text())
    keep, outputs = list(manifest["columns"]), list(manifest["outputs"])
    spark = session(master, conf)
    try:
        given = spark.read.schema(StructType([StructField(n, LongType(), True) for n in keep])).parquet(
            str(folder / "in")
        )
        shape = ", ".join(f"{name} bigint" for name in (*keep, *outputs, REFUSED))
        done = given.mapInArrow(worker(manifest), shape)
        done.write.mode("overwrite").partitionBy(PART).parquet(str(folder / "out"))
        written = spark.read.parquet(str(folder / "out"))
        sums = [f.sum(name).alias(name) for name in (*(k for k in keep if k != PART), *outputs, REFUSED)]
        rows = written.groupBy(PART).agg(f.count("*").alias("rows"), *sums).collect()
    finally:
        spark.stop()
    totals = {str(int(row[PART])): {k: int(v) for k, v in row.asDict().items() if k != PART} for row in rows}
    half = folder / ".totals.json"
    half.write_text(json.dumps(totals, indent=1, sort_keys=True))
    os.replace(half, folder / "totals.json")
    return totals


def main(argv: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="lindung.batch.spark.driver", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--master", required=True)
    parser.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args(argv)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = dict(item.split("=", 1) for item in given.conf)
    totals = run(given.folder, given.master, conf)
    json.dump({"parts": len(totals), "rows": sum(t["rows"] for t in totals.values())}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
