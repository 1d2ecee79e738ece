"""The command ``law batch``: a formula over a CSV or Parquet file, with the receipt of the run."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from . import LawError
from .cli import DAY, LANG, OVERLAY, SETTING, day, law, put, refuse, settings_of


def column_of(pair: str) -> tuple[str, str | int]:
    """An input given as ``NAME=COLUMN`` or ``NAME=NUMBER``."""
    name, _, column = pair.partition("=")
    return name, int(column) if column.lstrip("-").isdigit() else column


def day_or_column(text: str) -> date | str:
    """A day, or the name of a column."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


@law.command(name="batch", help="Hitung satu berkas / calculate a file (CSV, Parquet).")
@click.argument("formula")
@click.option("--on", "on", required=True, help="Tanggal, atau nama kolom tanggal / a date, or a column of dates.")
@click.option("--known-on", type=DAY, help="Sejauh diketahui pada / as known on, YYYY-MM-DD.")
@click.option("--in", "source", required=True, type=click.Path(path_type=Path), help=".csv / .parquet")
@click.option("--out", "target", required=True, type=click.Path(path_type=Path), help=".csv / .parquet")
@click.option("--column", "columns", multiple=True, help="MASUKAN=KOLOM atau MASUKAN=ANGKA / INPUT=COLUMN or NUMBER")
@click.option("--prefix", default="", help="Awalan kolom hasil / goes before the names of the outputs.")
@click.option("--engine", type=click.Choice(["numpy", "numba"]), help="Bawaan / default: numpy.")
@click.option("--threads", type=click.IntRange(1, 256), help="Banyak utas / threads.")
@click.option(
    "--check",
    type=click.Choice(["auto", "numpy", "numba", "python", "none"]),
    default="auto",
    help="Mesin pemeriksa / the engine that works the rows again.",
)
@SETTING
@OVERLAY
@click.option("--receipt", type=click.Path(path_type=Path), help="Simpan tanda terima / write the receipt (JSON).")
@LANG
def batch_file(
    formula: str,
    on: str,
    known_on: datetime | None,
    source: Path,
    target: Path,
    columns: tuple[str, ...],
    prefix: str,
    engine: str | None,
    threads: int | None,
    check: str,
    pairs: tuple[str, ...],
    overlay: tuple[str, ...],
    receipt: Path | None,
    lang: str,
) -> None:
    """Calculate, write every row with its outputs or its refusal, and print a summary."""
    from . import run_file

    try:
        got = run_file(
            formula,
            day_or_column(on),
            source,
            target,
            check=None if check == "none" else check,
            known_on=day(known_on),
            settings=settings_of(pairs),
            columns=dict(column_of(c) for c in columns),
            engine=engine,
            threads=threads,
            prefix=prefix,
            overlay=overlay or None,
        )
        if receipt is not None:
            receipt.write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except LawError as error:
        refuse(error.code, error.text, lang)
    except OSError as error:
        why = str(error)
        refuse("unwritable_file", lambda _: why, lang)
    sums = {c["name"]: c["sum"] for c in got["output"]["columns"]}
    put({k: got[k] for k in ("formula", "rows", "refused", "check")} | {"sums": sums})
