"""What the Spark program does to a folder, done in this process: the same function over the same batches."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lindung.batch.spark import driver
from lindung.interop import spark_month


def by_hand(folder: Path) -> None:
    """What the driver does, without Spark."""
    manifest = spark_month.manifest_of(folder)
    work = driver.worker(json.loads(json.dumps(manifest)))
    totals = {}
    for file in sorted((folder / "in").glob("*.parquet")):
        done = pa.Table.from_batches(list(work(pq.ParquetFile(file).iter_batches(batch_size=7))))
        number = done.column(driver.PART)[0].as_py()
        place = folder / "out" / f"{driver.PART}={number}"
        place.mkdir(parents=True)
        pq.write_table(done.drop_columns([driver.PART]), place / "a.parquet")
        totals[str(number)] = {"rows": done.num_rows} | {
            name: int(np.sum(done.column(name).to_numpy())) for name in done.column_names if name != driver.PART
        }
    (folder / "totals.json").write_text(json.dumps(totals))
