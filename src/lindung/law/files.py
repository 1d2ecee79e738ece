"""A formula over a file: CSV or Parquet in and out, piece by piece, in bounded memory."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from .arrow import ArrowFunction, arrow
from .errors import UnreadableFile
from .runs import Tally, checker

PIECE = 262_144
"""Rows of a Parquet piece."""
BLOCK = 8 * 2**20
"""Bytes of a CSV piece."""
SUFFIXES = (".csv", ".parquet")


def suffix(path: Path) -> str:
    """``.csv`` or ``.parquet``; raises :class:`UnreadableFile`."""
    found = path.suffix.lower()
    if found not in SUFFIXES:
        raise UnreadableFile(path=path.name, why=f"{found or '?'}: .csv / .parquet")
    return found


def separator(path: Path) -> str:
    """The mark between the cells of a CSV file, seen in its first line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
    return ";" if head.count(";") > head.count(",") else ","


def header(path: Path, mark: str) -> list[str]:
    """Column names of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file, delimiter=mark), [])


def pieces(path: Path) -> tuple[Any, Iterator[Any]]:
    """The schema of a file and its record batches; cells of a CSV file stay text."""
    pa = arrow()
    if suffix(path) == ".parquet":
        import pyarrow.parquet as parquet  # type: ignore[import-untyped,unused-ignore]

        file = parquet.ParquetFile(path)
        return file.schema_arrow, file.iter_batches(batch_size=PIECE)
    import pyarrow.csv as arrow_csv  # type: ignore[import-untyped,unused-ignore]

    mark = separator(path)
    reader = arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(block_size=BLOCK),
        parse_options=arrow_csv.ParseOptions(delimiter=mark, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(header(path, mark), pa.string())),
    )
    return reader.schema, iter(reader)


def writer(path: Path, schema: Any, mark: str) -> Any:
    """A writer of record batches."""
    if suffix(path) == ".parquet":
        import pyarrow.parquet as parquet

        return parquet.ParquetWriter(path, schema, compression="zstd")
    import pyarrow.csv as arrow_csv

    return arrow_csv.CSVWriter(path, schema, write_options=arrow_csv.WriteOptions(delimiter=mark))


def run_file(job: ArrowFunction, source: Path, target: Path, check: str | None) -> dict[str, Any]:
    """Calculate a file into another and return the receipt; ``target`` appears when it is complete."""
    pa = arrow()
    tally = Tally(job, checker(job.engine, check))
    job.face()
    part = target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")
    suffix(target)
    try:
        schema, batches = pieces(source)
        empty = pa.RecordBatch.from_arrays([pa.array([], f.type) for f in schema], schema=schema)
        done = job.calculate(empty)
        tally.add(done)
        mark = separator(source) if suffix(source) == ".csv" else ","
        with writer(part, job.append(empty, done).schema, mark) as out:
            for batch in batches:
                got = job.calculate(batch)
                tally.add(got)
                out.write_batch(job.append(batch, got))
        part.replace(target)
    except (pa.ArrowException, OSError, UnicodeDecodeError, csv.Error) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableFile(path=source.name, why=why) from None
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return tally.receipt()
