"""How long one case takes on this machine, in every form that a caller may ask for.

Nothing here is a limit; ``./dev bench law`` prints what it finds, with columns and other engines beside it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from . import calc

CASE = {
    "wage": 12_345_678,
    "risk_group": 2,
    "jht": 1,
    "jp": 1,
    "jkp": 1,
    "covid_relief": 0,
    "labour_intensive": 0,
}


def best(work: Callable[[], Any], times: int, repeats: int = 7) -> float:
    """Seconds of one call: the best of some repeats of ``times`` calls each, after one call that is not counted."""
    work()
    found = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(times):
            work()
        found = min(found, (time.perf_counter() - start) / times)
    return found


def single(
    formula: str = "pu.contribution", on: date = date(2026, 3, 1), inputs: dict[str, int] | None = None
) -> dict[str, float]:
    """Microseconds of one case: the figures, with its cited core, as JSON text, and worded in both languages."""
    given = CASE if inputs is None else inputs

    def case() -> Any:
        return calc(formula, on, given)

    ways: dict[str, tuple[Callable[[], Any], int]] = {
        "figures": (case, 2_000),
        "receipt": (lambda: case().receipt, 2_000),
        "cited": (lambda: case().trace.cited, 1_000),
        "cited_json": (lambda: case().trace.to_json(words=False), 1_000),
        "cited_text": (lambda: json.dumps(case().trace.cited), 500),
        "worded": (lambda: case().trace.data, 30),
    }
    return {name: round(best(work, times) * 1e6, 2) for name, (work, times) in ways.items()}
