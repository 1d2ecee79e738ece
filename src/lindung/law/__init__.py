"""The law of Indonesian employment social security as exact, cited, dated calculation.

Depends on the standard library only (NumPy when a batch is asked for). Money is whole rupiah, rates are parts per
million, every value carries its regulation and article, and every figure can show its steps::

    >>> from datetime import date
    >>> from lindung import law
    >>> got = law.calc("pu.contribution", date(2022, 1, 1), dict(wage=5_000_000, risk_group=1, jht=1, jp=1, jkp=1,
    ...                covid_relief=0, labour_intensive=0))
    >>> got.values["total"]
    462000
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from .catalogue import LATER, homes
from .engine import ENGINE, Law, Result, published
from .errors import (
    BadFact,
    BadOverlay,
    BadReceipt,
    BadTrace,
    LawError,
    LengthMismatch,
    MissingExtra,
    MissingInput,
    NameTaken,
    NotBatchable,
    NotInForce,
    OutOfRange,
    OverlayMismatch,
    UnknownFormula,
    UnknownInput,
    UnknownParameter,
    UnknownSetting,
    UnreadableFile,
    WrongType,
)
from .procedure import PROCEDURES
from .rule import FORMULAS
from .store import Parameter, ParameterSet, ParameterValue

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from . import dates, entitlement, errors, heirs, rules
    from .beside import compare, compare_batch, diff, impact, replay, timeline
    from .changes import Diff
    from .comparison import BatchComparison, Comparison
    from .doors import arrow_function, batch_rows, batch_table, check_sql, refusals, run_file, verify_run
    from .industry_list import Industry, industries
    from .overlay import Overlay, read_overlay
    from .programmes import ProgrammeSet, clocks, programmes_for, size_for
    from .reach import Impact
    from .repeat import Replay
    from .trace import Trace

_HOME = {name: module for module, names in LATER.items() for name in names}
_SUBMODULES = ("dates", "entitlement", "heirs", "rules")


def __getattr__(name: str) -> Any:
    if name in _SUBMODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


Scalar = int | bool | str | date
Given = Scalar | Sequence[Mapping[str, Scalar | None]] | None
"""An input: a value, records, or nothing (which is refused unless the input is optional)."""
Reform: TypeAlias = "Overlay | Mapping[str, Any] | Path | str"
"""An overlay: read, as data, or the name of its file."""
Reforms: TypeAlias = "Reform | Sequence[Reform] | None"


def with_overlay(*overlays: Reform) -> Law:
    """The published law under reforms, laid on in order. The same doors as this module; its receipts and traces name
    the reforms. Raises :class:`BadOverlay`."""
    return published().with_overlay(*overlays)


def under(overlay: Reforms) -> Law:
    """The published law, under one reform or several if any is given."""
    if overlay is None:
        return published()
    many = overlay if isinstance(overlay, Sequence) and not isinstance(overlay, str) else (overlay,)
    return with_overlay(*many)


def calc(
    formula: str,
    on: date,
    inputs: Mapping[str, Given],
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    overlay: Reforms = None,
) -> Result:
    """Calculate one case by the law of a date.

    ``on`` is read as the formula says (:func:`describe`): a day, or any day of a contribution month. ``known_on``
    limits the parameters to what was recorded by that day. ``settings`` overrides assumptions by name. ``overlay``
    is a reform to calculate under (:func:`with_overlay`), also in the other doors. Money in whole rupiah, rates in
    parts per million, periods in months.

    Raises :class:`UnknownFormula`, :class:`UnknownInput`, :class:`MissingInput` (missing is never zero),
    :class:`WrongType`, :class:`OutOfRange`, :class:`NotInForce`, :class:`UnknownSetting`."""
    return under(overlay).calc(formula, on, inputs, known_on=known_on, settings=settings)


def batch(
    formula: str,
    on: date,
    columns: Mapping[str, NDArray[Any] | int],
    *,
    out: Mapping[str, NDArray[np.int64]] | None = None,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    engine: str | None = None,
    threads: int | None = None,
    overlay: Reforms = None,
) -> dict[str, NDArray[np.int64]]:
    """Calculate over columns: integer arrays of equal length, or a scalar for a constant column.

    Returns one int64 array per output (``out`` gives arrays to fill: reuse them, fresh memory costs more than the
    calculation). The figures equal :func:`calc` row by row. ``engine`` is ``"numpy"`` (default) or ``"numba"``, which
    compiles each plan at its first use (:func:`warm_up`); ``threads`` is 1 for NumPy and every core for Numba if not
    given. Raises as :func:`calc`, :class:`LengthMismatch`, and :class:`MissingExtra` without the compiler; a batch with
    a row out of range is refused whole."""
    return under(overlay).batch(
        formula, on, columns, out=out, known_on=known_on, settings=settings, engine=engine, threads=threads
    )


def warm_up(
    formula: str,
    on: date,
    columns: Mapping[str, NDArray[Any] | int],
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    overlay: Reforms = None,
) -> None:
    """Compile the Numba form of a formula for columns of these types (one sample row will do) before it is needed."""
    from .fused import warm_up as compile_for

    compile_for(under(overlay).plan(formula, on, known_on, settings), columns)


def sql(
    formula: str,
    on: date,
    columns: Mapping[str, str],
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    overlay: Reforms = None,
) -> dict[str, str]:
    """One PostgreSQL ``bigint`` expression per output. ``columns`` gives the SQL of each input: a column or expression
    of an integer or boolean type, or a whole-number literal. The expression is NULL where an input is NULL or out of
    range.

    ``columns`` is SQL text and is not escaped: never build it from what a user typed."""
    return under(overlay).sql(formula, on, columns, known_on=known_on, settings=settings)


def sql_guarded(
    formula: str,
    on: date,
    columns: Mapping[str, str],
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    overlay: Reforms = None,
) -> tuple[str, dict[str, str]]:
    """The test that no input is NULL or out of range, and the expressions of :func:`sql` without it: for a statement
    over many rows that makes the test once a row. Where the test is not true, the expressions say nothing."""
    return under(overlay).sql_guarded(formula, on, columns, known_on=known_on, settings=settings)


def sql_lateral(
    formula: str,
    on: date,
    columns: Mapping[str, str],
    source_sql: str,
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    overlay: Reforms = None,
) -> str:
    """A SELECT over ``source_sql`` (a table name or a query in parentheses; its alias is ``src``) that keeps its
    columns and adds the outputs. Each rule is computed once per row; helper columns begin with ``x_`` and ``r_``."""
    return under(overlay).sql_lateral(formula, on, columns, source_sql, known_on=known_on, settings=settings)


def parameter(id: str, on: date, known_on: date | None = None, *, overlay: Reforms = None) -> ParameterValue:
    """The value of a parameter in force on a date, with its source. Raises :class:`UnknownParameter`,
    :class:`NotInForce`."""
    return under(overlay).parameter(id, on, known_on)


def parameters() -> list[Parameter]:
    """Every parameter with its whole history, by identifier."""
    return list(published().parameters)


def reviews_due(today: date) -> list[Parameter]:
    """Parameters whose review date has passed: somebody must confirm that the value still stands."""
    return [p for p in published().parameters if p.review_by is not None and p.review_by < today]


def formulas() -> list[str]:
    """Identifiers of every formula."""
    return sorted({*homes(), *FORMULAS, *PROCEDURES})


def describe(formula: str, *, overlay: Reforms = None) -> dict[str, Any]:
    """A formula's inputs (unit, range, titles), outputs, rules, parameters and forms, as JSON-ready data."""
    return under(overlay).describe(formula)


def receipt(
    formula: str,
    on: date,
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    overlay: Reforms = None,
) -> dict[str, Any]:
    """Receipt of a run without its inputs: engine version, hashes of rules and parameters, dates, settings."""
    return under(overlay).receipt(formula, on, known_on=known_on, settings=settings)


__all__ = [
    "ENGINE",
    "BadFact",
    "BadOverlay",
    "BadReceipt",
    "BadTrace",
    "BatchComparison",
    "Comparison",
    "Diff",
    "Impact",
    "Industry",
    "Law",
    "LawError",
    "LengthMismatch",
    "MissingExtra",
    "MissingInput",
    "NameTaken",
    "NotBatchable",
    "NotInForce",
    "OutOfRange",
    "Overlay",
    "OverlayMismatch",
    "Parameter",
    "ParameterSet",
    "ParameterValue",
    "ProgrammeSet",
    "Replay",
    "Result",
    "Trace",
    "UnknownFormula",
    "UnknownInput",
    "UnknownParameter",
    "UnknownSetting",
    "UnreadableFile",
    "WrongType",
    "arrow_function",
    "batch",
    "batch_rows",
    "batch_table",
    "calc",
    "check_sql",
    "clocks",
    "compare",
    "compare_batch",
    "dates",
    "describe",
    "diff",
    "entitlement",
    "errors",
    "formulas",
    "heirs",
    "impact",
    "industries",
    "parameter",
    "parameters",
    "programmes_for",
    "published",
    "read_overlay",
    "receipt",
    "refusals",
    "replay",
    "reviews_due",
    "rules",
    "run_file",
    "size_for",
    "sql",
    "sql_guarded",
    "sql_lateral",
    "timeline",
    "under",
    "verify_run",
    "warm_up",
    "with_overlay",
]
