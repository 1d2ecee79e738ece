"""Runs over files and tables, their receipts, and the check of one engine by another.

A receipt states what a run rests on (rules, parameters, dates, settings), what went in and came out (hashes, sums,
refusals) and what a second engine found. Its shape is ``schema/receipt.v1.json``.

Hashes are SHA-256 per column over the rows in their order: eight bytes little-endian per value (0 where there is none),
then in a second stream one byte per row with its refusal. They do not depend on the file's format, the width of its
integers or the size of the pieces it is read in; they do depend on the order of the rows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from .arrow import CODES, EPOCH, REFUSED, ArrowFunction, Calculated
from .columns import run
from .engine import ENGINE
from .errors import BadReceipt, LawError, OverlayMismatch, WrongType
from .schema import named, problems
from .store import fingerprint

if TYPE_CHECKING:
    from .engine import Law
    from .plan import Plan

SAMPLE = 256
"""Rows of each piece that the checker ``python`` works again one by one."""
CHECKERS = ("numpy", "numba", "python")


class Digest:
    """The hash of one column, fed piece by piece."""

    def __init__(self) -> None:
        self.values, self.codes = hashlib.sha256(), hashlib.sha256()

    def feed(self, values: Any, codes: Any) -> None:
        import numpy as np

        clean = np.ascontiguousarray(values, dtype="<i8")
        if codes is not None and codes.any():
            clean = np.where(codes == 0, clean, 0).astype("<i8", copy=False)
        self.values.update(clean.data)
        marks = np.zeros(len(clean), dtype=np.uint8) if codes is None else codes.astype(np.uint8)
        self.codes.update(marks.data)

    def hex(self) -> str:
        return hashlib.sha256(self.values.digest() + self.codes.digest()).hexdigest()


def exact_sum(values: Any) -> int:
    """The sum of an int64 array as a whole number of any size."""
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


@dataclass
class Tally:
    """What a receipt counts, piece by piece."""

    job: ArrowFunction
    check: str | None
    rows: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    sums: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, Digest] = field(default_factory=dict)
    outputs: dict[str, Digest] = field(default_factory=dict)
    periods: dict[str, dict[str, Any]] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    checked: int = 0
    mismatches: Counter[str] = field(default_factory=Counter)

    def add(self, got: Calculated) -> None:
        """Count one piece and let the second engine check it."""
        self.rows += got.rows
        self.refused.update(got.refused)
        columns = dict(got.inputs) if got.days is None else {"on": got.days, **got.inputs}
        for name, column in columns.items():
            self.inputs.setdefault(name, Digest()).feed(column.values, column.codes)
        for name, values in got.outputs.items():
            self.outputs.setdefault(name, Digest()).feed(values, got.codes)
            self.sums[name] = self.sums.get(name, 0) + exact_sum(values)
        for item in got.periods:
            self.settings |= item.plan.settings
            key = item.plan.digest
            seen = self.periods.setdefault(key, {"from": item.first, "to": item.last, "rows": 0})
            seen["from"], seen["to"] = min(seen["from"], item.first), max(seen["to"], item.last)
            seen["rows"] += item.rows
        if self.check is not None and got.rows:
            self.again(got)

    def again(self, got: Calculated) -> None:
        """Work the calculated rows with the second engine."""
        import numpy as np

        for day_plan, at in _parts(self.job, got):
            if self.check == "python":
                at = at[np.linspace(0, at.size - 1, min(SAMPLE, at.size)).astype(np.int64)]
            inputs = {k: c.values[at] for k, c in got.inputs.items()}
            if self.check == "python":
                fresh = _one_by_one(day_plan, inputs)
            else:
                fresh = run(day_plan, inputs, None, self.check, self.job.threads)
            self.checked += at.size
            for o, values in fresh.items():
                self.mismatches[o] += int((got.outputs[o][at] != values).sum())

    def receipt(self) -> dict[str, Any]:
        """The receipt of everything counted."""
        job, law = self.job, self.job.law
        parameters = law.parameters
        known = job.known_on or parameters.known_through
        inputs = [{"name": n, "sha256": d.hex()} for n, d in self.inputs.items()]
        outputs = [{"name": n, "sha256": d.hex(), "sum": self.sums[n]} for n, d in self.outputs.items()]
        periods = [
            {"from": v["from"].isoformat(), "to": v["to"].isoformat(), "rows": v["rows"], "parameters_used": k}
            for k, v in sorted(self.periods.items(), key=lambda item: (item[1]["from"], item[0]))
        ]
        verdict = None
        if self.check is not None:
            verdict = {
                "engine": self.check,
                "rows": self.checked,
                "mismatches": {o: n for o, n in sorted(self.mismatches.items()) if n},
            }
        return {
            "receipt": 1,
            "kind": "run",
            "formula": job.formula,
            "engine": ENGINE,
            "kernel": job.engine or "numpy",
            "rules": law.hashes.get(job.formula, ""),
            "parameter_set": parameters.digest,
            "overlays": [o.face for o in law.overlays],
            "on": job.on.isoformat() if isinstance(job.on, date) else None,
            "on_column": None if isinstance(job.on, date) else job.on,
            "known_on": known.isoformat(),
            "chosen": dict(sorted(job.settings)),
            "settings": dict(sorted(self.settings.items())),
            "columns": dict(sorted(job.columns)),
            "prefix": job.prefix,
            "periods": periods,
            "rows": {
                "read": self.rows,
                "calculated": self.rows - self.refused.total(),
                "refused": self.refused.total(),
            },
            "refused": {c: self.refused[c] for c in CODES[1:] if self.refused[c]},
            "input": {"sha256": fingerprint(inputs), "columns": inputs},
            "output": {"sha256": fingerprint(outputs), "columns": outputs},
            "check": verdict,
        }


def _parts(job: ArrowFunction, got: Calculated) -> list[tuple[Plan, Any]]:
    """The calculated rows with the plan that governs them."""
    import numpy as np

    good = got.codes == 0
    if got.days is None:
        return [(got.periods[0].plan, np.flatnonzero(good))] if good.any() else []
    out = []
    for number in np.unique(got.days.values[good]).tolist():
        plan = job.plan_on(date.fromordinal(EPOCH.toordinal() + number))
        assert plan is not None
        out.append((plan, np.flatnonzero(good & (got.days.values == number))))
    return out


def _one_by_one(plan: Plan, inputs: Mapping[str, Any]) -> dict[str, Any]:
    import numpy as np

    names = [i.name for i in plan.formula.inputs]
    done = [plan.run(*row) for row in zip(*(inputs[n].tolist() for n in names), strict=True)]
    place = {o: plan.position(o) for o in plan.formula.outputs}
    return {o: np.array([r[k] for r in done], dtype=np.int64) for o, k in place.items()}


def checker(engine: str | None, wanted: str | None) -> str | None:
    """The second engine of a run: ``auto`` is NumPy for Numba and single cases for NumPy."""
    if wanted == "auto":
        return "numpy" if engine == "numba" else "python"
    if wanted is not None and (wanted not in CHECKERS or wanted == (engine or "numpy")):
        raise WrongType(input="check", expected="auto or another engine of " + " / ".join(CHECKERS), got=wanted)
    return wanted


@dataclass(frozen=True)
class Verification:
    """Outcome of repeating a run; true if rows, figures and hashes came out again."""

    same: bool
    differences: tuple[str, ...]
    rules_changed: bool
    parameters_changed: bool

    def __bool__(self) -> bool:
        return self.same


def run_of(law: Law, receipt: Mapping[str, Any], engine: str | None, threads: int | None) -> ArrowFunction:
    """The function that a receipt describes; raises :class:`BadReceipt`, :class:`OverlayMismatch`."""
    wrong = list(problems(dict(receipt), named("receipt.v1")))
    if wrong:
        raise BadReceipt(why=wrong[0])
    needed = [o["sha256"] for o in receipt["overlays"]]
    given = [o.digest for o in law.overlays]
    if needed != given:
        raise OverlayMismatch(needed=", ".join(needed) or "–", given=", ".join(given) or "–")
    on = receipt["on_column"] if receipt["on"] is None else date.fromisoformat(receipt["on"])
    return ArrowFunction(
        law,
        receipt["formula"],
        on,
        date.fromisoformat(receipt["known_on"]),
        tuple(sorted(receipt["chosen"].items())),
        tuple(sorted(receipt["columns"].items())),
        engine or receipt["kernel"],
        threads,
        receipt["prefix"],
        True,
    )


def verify(
    law: Law, receipt: Mapping[str, Any], table: Any, engine: str | None = None, threads: int | None = None
) -> Verification:
    """Repeat the run of a receipt on its table (the input, or the whole output) and compare."""
    job = run_of(law, receipt, engine, threads)
    try:
        got = job.calculate(table)
    except LawError as refusal:
        return Verification(False, (f"refused: {refusal.text('en')}",), False, False)
    tally = Tally(job, None)
    tally.add(got)
    now, parts = tally.receipt(), []
    for key in ("rows", "refused", "settings"):
        if receipt[key] != now[key]:
            parts.append(f"{key}: {receipt[key]} → {now[key]}")
    for side in ("input", "output"):
        stored = {c["name"]: c for c in receipt[side]["columns"]}
        for column in now[side]["columns"]:
            if stored.get(column["name"]) != column:
                parts.append(f"{side} {column['name']}: {stored.get(column['name'])} → {column}")
        if fingerprint(receipt[side]["columns"]) != receipt[side]["sha256"]:
            parts.append(f"{side}: the hash is not that of its columns")
        if receipt[side]["sha256"] != now[side]["sha256"] and not parts:
            parts.append(f"{side}: another order or other columns")
    parts += [f"table {name}: {count} rows differ" for name, count in _stored_rows(job, table, got).items() if count]
    return Verification(
        not parts,
        tuple(parts),
        (receipt["rules"], receipt["engine"]) != (now["rules"], now["engine"]),
        [p["parameters_used"] for p in receipt["periods"]] != [p["parameters_used"] for p in now["periods"]],
    )


def _stored_rows(job: ArrowFunction, table: Any, got: Calculated) -> dict[str, int]:
    """Rows of the outputs that the table holds and that differ from those calculated now."""
    out = {}
    for output, name in job.outputs().items():
        if name not in table.schema.names:
            continue
        seen = [None if v is None or v == "" else int(v) for v in table.column(name).to_pylist()]
        values, codes = got.outputs[output].tolist(), got.codes.tolist()
        out[name] = sum(s != (None if c else v) for s, v, c in zip(seen, values, codes, strict=True))
    refused = job.prefix + REFUSED
    if refused in table.schema.names:
        words = [CODES[c] for c in got.codes.tolist()]
        out[refused] = sum((s or "") != w for s, w in zip(table.column(refused).to_pylist(), words, strict=True))
    return out


def check_sql(
    law: Law,
    connection: Any,
    formula: str,
    on: date,
    source: str,
    columns: Mapping[str, str],
    stored: Mapping[str, str],
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Let PostgreSQL work stored rows again and count the differences.

    ``connection`` is a DB-API connection, ``source`` a table or parenthesised query, ``columns`` the SQL of each input
    and ``stored`` that of each output to check. SQL text is not escaped: never build it from what a user typed. A row
    that the law refuses must be stored as NULL."""
    made = law.sql(formula, on, columns, known_on=known_on, settings=settings)
    unknown = [o for o in stored if o not in made]
    if unknown:
        raise WrongType(input="stored", expected=" / ".join(made), got=unknown[0])
    tests = [f"count(*) filter (where ({sql})::bigint is distinct from {made[o]})" for o, sql in stored.items()]
    cursor = connection.cursor()
    try:
        cursor.execute(f"select count(*), {', '.join(tests)} from {source} as stored")
        row = cursor.fetchone()
    finally:
        cursor.close()
    found = {o: int(n) for o, n in zip(stored, row[1:], strict=True) if n}
    return {"engine": "postgresql", "rows": int(row[0]), "mismatches": found}
