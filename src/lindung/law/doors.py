"""The doors for many cases: record batches, tables, files, lists of records, and the proof of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arrow import ArrowFunction, refusals
from .runs import Verification

if TYPE_CHECKING:
    from . import Reforms


def arrow_function(
    formula: str,
    on: date | str,
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    columns: Mapping[str, str | int] | None = None,
    engine: str | None = None,
    threads: int | None = None,
    prefix: str = "",
    overlay: Reforms = None,
) -> ArrowFunction:
    """A formula as a pure, picklable function of record batches (:class:`ArrowFunction`).

    ``on`` is a day, or the name of a column of dates or months: each row is then worked by the law of its own month.
    ``columns`` names the column of an input where it differs, or a constant; ``prefix`` goes before the names of the
    outputs. Give the function to ``mapInArrow`` (Spark) or ``map_batches`` (Ray) as it is. Raises as :func:`batch`."""
    from . import under

    chosen, given = tuple(sorted((settings or {}).items())), tuple(sorted((columns or {}).items()))
    job = ArrowFunction(under(overlay), formula, on, known_on, chosen, given, engine, threads, prefix)
    job.face()
    return job


def batch_table(formula: str, on: date | str, table: Any, **options: Any) -> Any:
    """A RecordBatch or Table with the outputs and ``refused`` appended (options of :func:`arrow_function`).

    A row with a missing, wrong or out-of-range input, or without law for its day, has null outputs and the code of its
    refusal, never a zero; :func:`refusals` counts them. Raises :class:`WrongType` for a column that is not whole
    numbers, :class:`NameTaken` where a column of an output's name exists."""
    return arrow_function(formula, on, **options)(table)


def run_file(
    formula: str,
    on: date | str,
    source: str | Path,
    target: str | Path,
    *,
    check: str | None = "auto",
    **options: Any,
) -> dict[str, Any]:
    """Calculate a CSV or Parquet file into another, in pieces, and return the receipt of the run.

    Refused rows are in ``target`` with their code. ``check`` is the engine that works the rows again: ``auto``,
    ``numpy``, ``numba``, ``python`` (a sample, one by one) or none. Raises :class:`UnreadableFile`; ``target`` is then
    not written."""
    from dataclasses import replace

    from .files import run_file as over_file

    job = arrow_function(formula, on, **options)
    text = Path(source).suffix.lower() == ".csv"
    return over_file(replace(job, text=text), Path(source), Path(target), check)


def verify_run(
    receipt: Mapping[str, Any],
    table: Any,
    *,
    engine: str | None = None,
    threads: int | None = None,
    overlay: Reforms = None,
) -> Verification:
    """Repeat the run of a receipt on its table (input or output) and say whether the same came out. Raises
    :class:`BadReceipt`, and :class:`OverlayMismatch` under other reforms than the run's."""
    from . import under
    from .runs import verify

    return verify(under(overlay), receipt, table, engine, threads)


def check_sql(
    connection: Any,
    formula: str,
    on: date,
    source: str,
    columns: Mapping[str, str],
    stored: Mapping[str, str],
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    overlay: Reforms = None,
) -> dict[str, Any]:
    """Let PostgreSQL work stored rows again: rows seen, and per output how many differ (:func:`.runs.check_sql`)."""
    from . import under
    from .runs import check_sql as check

    law = under(overlay)
    return check(law, connection, formula, on, source, columns, stored, known_on=known_on, settings=settings)


def batch_rows(
    formula: str,
    on: date | str,
    rows: Iterable[Mapping[str, Any]],
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    overlay: Reforms = None,
) -> list[dict[str, Any]]:
    """Calculate a list of records, case-by-case formulas too, without traces.

    One entry per record: ``values`` and ``details`` equal to :func:`calc`, or ``refused`` (the code) and ``message``.
    ``on`` may name the entry of a record that holds its day."""
    from . import under
    from .rows import rows as over_rows

    return over_rows(under(overlay), formula, on, rows, known_on, settings)


__all__ = [
    "arrow_function",
    "batch_rows",
    "batch_table",
    "check_sql",
    "refusals",
    "run_file",
    "verify_run",
]
