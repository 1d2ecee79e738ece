"""Rows of whole numbers between PostgreSQL and Parquet, a block at a time."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from lindung.batch.spark import records

BLOCK = 65_536
"""Rows held in memory at once."""


class SparkMissing(Exception):
    """The libraries of the extra are not installed; the message is one sentence."""


def arrow() -> Any:
    """pyarrow with its Parquet part. Raises SparkMissing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise SparkMissing("perlu / needs: pip install 'lindung[spark]' (pyarrow)") from error
    return pyarrow


def export(query: str, params: Mapping[str, Any], names: Sequence[str], path: Path) -> dict[str, int]:
    """The rows of a query (bigint columns `names`, none of them null) into one Parquet file, which appears whole or not
    at all; rows, and the sum of each column. The server copies, this process only moves blocks."""
    pa = arrow()
    schema = pa.schema([pa.field(name, pa.int64(), nullable=False) for name in names])
    totals = {"rows": 0} | dict.fromkeys(names, 0)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.parquet.ParquetWriter(part, schema, compression="zstd") as writer:
        for block in records.blocks(_copied(query, params), names, BLOCK):
            writer.write_table(pa.table(block, schema=schema))
            totals["rows"] += len(block[names[0]])
            for name in names:
                totals[name] += int(block[name].sum())
    os.replace(part, path)
    return totals


def _copied(query: str, params: Mapping[str, Any]) -> Iterator[bytes | memoryview]:
    with connection.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout (format binary)", params) as copy:
        yield from copy


def load(files: Sequence[Path], table: str, names: Sequence[str]) -> dict[str, int]:
    """Parquet files by binary COPY into a table (code, never input); rows, and the sum of each column as read."""
    pa = arrow()
    totals = {"rows": 0} | dict.fromkeys(names, 0)
    with connection.cursor() as cursor:
        with cursor.copy(f"copy {table} ({', '.join(names)}) from stdin (format binary)") as copy:
            copy.write(records.HEADER)
            for file in files:
                for batch in pa.parquet.ParquetFile(file).iter_batches(batch_size=BLOCK, columns=list(names)):
                    columns = {n: batch.column(n).to_numpy(zero_copy_only=False) for n in names}
                    totals["rows"] += batch.num_rows
                    for name in names:
                        totals[name] += int(columns[name].sum())
                    copy.write(records.encode(columns, names))
            copy.write(records.TRAILER)
    return totals
