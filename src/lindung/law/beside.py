"""The doors for two laws beside each other: a reform, two days, what was known, a trace made earlier."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from . import changes, comparison, reach, repeat, under
from .engine import Law, published
from .errors import BadTrace
from .store import ParameterSet
from .trace import Trace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from . import Given, Reforms
    from .changes import Diff
    from .comparison import BatchComparison, Comparison
    from .reach import Impact
    from .repeat import Replay


def compare(
    formula: str,
    on: date,
    inputs: Mapping[str, Given],
    overlay: Reforms,
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> Comparison:
    """One case under the law and under a reform, with the difference of every output. Raises as :func:`calc`, and
    :class:`BadOverlay`."""
    return comparison.compare(published(), under(overlay), formula, on, inputs, known_on=known_on, settings=settings)


def compare_batch(
    formula: str,
    on: date,
    columns: Mapping[str, NDArray[Any] | int],
    overlay: Reforms,
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> BatchComparison:
    """Columns under the law and under a reform: sums, how many rows get more or less, order statistics of the
    difference, and the differences row by row. Raises as :func:`batch`."""
    reform = under(overlay)
    return comparison.compare_batch(published(), reform, formula, on, columns, known_on=known_on, settings=settings)


def diff(first: date, second: date, *, known_on: date | None = None, overlay: Reforms = None) -> Diff:
    """Everything that differs between two days: parameters with source, rule texts, formulas; JSON and text."""
    return changes.diff(under(overlay), first, second, known_on=known_on)


def timeline(id: str, *, kind: str | None = None, overlay: Reforms = None) -> dict[str, Any]:
    """The history of a parameter or formula on both axes, as JSON-ready data: what applied when, what could be known
    when, what was corrected, what reached back. ``kind`` ("formula" or "parameter") decides where both bear one name.
    Raises :class:`UnknownParameter`."""
    return changes.timeline(under(overlay), id, kind)


def impact(
    old: Law | ParameterSet | None = None,
    new: Law | ParameterSet | None = None,
    *,
    known_from: date | None = None,
    known_until: date | None = None,
    facts: Iterable[Mapping[str, Any]] | None = None,
    formula: str | None = None,
) -> Impact:
    """What lies between two laws (the published one where not given), or between two days of knowledge.

    The old side is seen as known on the day before ``known_from``, the new side as known on ``known_until``; without
    them everything is known. The answer lists the parameters that differ and from when to when, the rules and formulas
    they reach, and how far they reach back behind the day on which they could be known. ``facts`` are rows of
    ``person``, ``on`` (or ``month``), ``inputs`` and, without ``formula``, their own ``formula``: then the answer also
    lists the people and months whose figures differ.

    A case-by-case formula is listed when a changed parameter is named in its text (``exact`` is false)."""
    sides = [published() if s is None else s if isinstance(s, Law) else Law(s, published().hashes) for s in (old, new)]
    return reach.impact(*sides, known_from=known_from, known_until=known_until, facts=facts, formula=formula)


def replay(trace: Trace | Mapping[str, Any] | str, *, overlay: Reforms = None) -> Replay:
    """Calculate a stored trace again and compare. The outcome is true if every value and step is the same; it names the
    differences otherwise, and whether rules or parameters have changed since. A trace made under a reform is repeated
    under the same ``overlay`` only. Raises :class:`BadTrace`, :class:`OverlayMismatch`."""
    if isinstance(trace, Trace):
        trace = trace.data
    if isinstance(trace, str):
        try:
            trace = json.loads(trace)
        except ValueError as error:
            raise BadTrace(why=str(error)) from None
    if not isinstance(trace, Mapping):
        raise BadTrace(why="not an object")
    return repeat.replay(under(overlay), trace)
