"""What this release gives, kept beside the tests: traces to replay, hashes of fixed runs, the lists of codes.

``PYTHONPATH=src python -m tests.law.golden`` adds formulas and writes the lists; with names of formulas (or ``all``)
it writes their runs and traces anew. Do that only for a change that is meant: the tests say what moved, and a case
derived by hand and an article must stand behind it."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lindung import law
from lindung.law.store import fingerprint

from .cases import CASES

FOLDER = Path(__file__).with_name("replay")
ROWS = 2_000


def columns_of(formula: str, seed: int, rows: int) -> dict[str, Any]:
    """Fixed pseudo-random columns over the declared ranges, ends and small figures included."""
    rng = np.random.Generator(np.random.PCG64(seed))
    out = {}
    for item in law.describe(formula)["inputs"]:
        low, high = item["low"], item["high"]
        column = rng.integers(low, high, rows, endpoint=True)
        edge = rng.integers(0, 10, rows)
        column = np.where(edge == 0, low, np.where(edge == 1, high, column))
        if high > 10**6:
            column = np.where(edge > 4, np.clip(rng.integers(0, 20_000_000, rows), low, high), column)
        out[item["name"]] = column
    return out


def batchable() -> list[str]:
    """Formulas with a form over columns."""
    return [f for f in law.formulas() if "batch" in law.describe(f)["forms"]]


def days_of(formula: str) -> list[date]:
    """First day of every version of everything a formula reads, its own first day, and the last day before a change."""
    from lindung.law.build import change_dates
    from lindung.law.catalogue import FORMULAS

    return [d for d in change_dates(FORMULAS[formula], law.published().parameters) if d < date(2027, 1, 1)]


def run_hash(formula: str) -> str:
    """SHA-256 over the outputs of a fixed batch on every day of change."""
    digest = hashlib.sha256()
    columns = columns_of(formula, 20_150_701, ROWS)
    for day in days_of(formula):
        for name, column in sorted(law.batch(formula, day, columns).items()):
            digest.update(f"{day} {name} {fingerprint(column.tolist())}".encode())
    return digest.hexdigest()


def chosen_cases() -> list[Any]:
    """The first and the last golden case of every formula."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for case in CASES:
        first.setdefault(case.formula, case)
        last[case.formula] = case
    return [c for f in sorted(first) for c in dict.fromkeys([first[f].name, last[f].name]) for c in [_named(f, c)]]


def _named(formula: str, name: str) -> Any:
    return next(c for c in CASES if c.formula == formula and c.name == name)


def lists() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Every list of codes, by parameter and first day."""
    return {
        p.id: {f"{v.in_force} {v.recorded}": {str(k): list(c) for k, c in v.value.items()} for v in p.values}
        for p in law.parameters()
        if p.type == "codes"
    }


def dumped(data: Any) -> str:
    """One line per entry, so that a change reads as a change."""
    if isinstance(data, list):
        return "[\n" + ",\n".join(json.dumps(x, separators=(",", ":")) for x in data) + "\n]\n"
    rows = [f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in sorted(data.items())]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def kept(name: str) -> Any:
    """The stored content of one file."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def main(again: list[str]) -> None:
    """Add what is missing; the formulas named (or ``all``) are written anew. Lists follow the parameters."""
    FOLDER.mkdir(exist_ok=True)
    runs = {} if "all" in again else {f: h for f, h in kept("runs").items() if f not in again}
    traces = [] if "all" in again else [t for t in kept("traces") if t["core"]["formula"] not in again]
    have = {t["core"]["formula"] for t in traces}
    traces += [{"case": c.name, "core": c.run().trace.cited} for c in chosen_cases() if c.formula not in have]
    content = {
        "lists": lists(),
        "runs": {f: runs.get(f) or run_hash(f) for f in batchable()},
        "traces": sorted(traces, key=lambda t: str(t["core"]["formula"])),
    }
    for name, data in content.items():
        (FOLDER / f"{name}.json").write_text(dumped(data), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
