"""Measuring the machine: one case with its citations, and columns beside a plain copy of the same bytes.

Nothing here is a limit; ``lindung bench law`` prints what it finds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from typing import Any

from . import MissingExtra, batch, calc, published, warm_up

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


def kernels(
    columns: dict[str, Any], formula: str = "pu.contribution", on: date = date(2026, 3, 1), threads: int = 2
) -> dict[str, Any]:
    """Million rows a second of each engine over ``columns`` with reused outputs, and of a copy of the bytes that go in
    and out, with one thread and with several; ``wrong`` counts figures in which the engines differ."""
    import numpy as np

    plan = published().plan(formula, on)
    rows = len(next(iter(columns.values())))
    outs = {o: np.zeros(rows, dtype=np.int64) for o in plan.formula.outputs}
    size = sum(c.itemsize for c in columns.values()) + 8 * len(outs)
    words = -(-rows * size // 8)
    source, target = np.ones(words, dtype=np.int64), np.empty(words, dtype=np.int64)
    edges = np.linspace(0, words, threads + 1).astype(int).tolist()

    def copy_all() -> None:
        parts = [slice(a, b) for a, b in pairwise(edges)]
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda p: np.copyto(target[p], source[p]), parts))

    def with_engine(engine: str, count: int) -> Callable[[], Any]:
        return lambda: batch(formula, on, columns, out=outs, engine=engine, threads=count)

    def rate(work: Callable[[], Any]) -> float:
        return round(rows / best(work, 1, 5) / 1e6, 1)

    found: dict[str, Any] = {"rows": rows, "bytes_per_row": size, "threads": threads}
    found["copy_1"], found[f"copy_{threads}"] = rate(lambda: np.copyto(target, source)), rate(copy_all)
    for count in (1, threads):
        found[f"numpy_{count}"] = rate(with_engine("numpy", count))
    want = {o: v.copy() for o, v in outs.items()}
    try:
        start = time.perf_counter()
        warm_up(formula, on, columns)
        found["numba_compile_s"] = round(time.perf_counter() - start, 2)
    except MissingExtra:
        return found
    for count in (1, threads):
        found[f"numba_{count}"] = rate(with_engine("numba", count))
    found["wrong"] = sum(int((want[o] != outs[o]).sum()) for o in want)
    return found
