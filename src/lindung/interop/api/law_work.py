"""Calculating by the law, for anyone: one case, many, under a reform, and a stored trace again."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router

from lindung import law
from lindung.interop.api.law_shapes import (
    BatchIn,
    BatchOut,
    CalcIn,
    CalcOut,
    CompareIn,
    CompareOut,
    ReplayIn,
    ReplayOut,
    laid,
)
from lindung.law.schema import named, problems

router = Router()

YEARS = range(1900, 2200)
"""Years of the days that a stored trace may name."""


@router.post("/calc", response=CalcOut, operation_id="calculate", summary="Calculate one case")
def calculate(request: HttpRequest, case: CalcIn) -> dict[str, Any]:
    """Calculate by the law in force on a date; refused in words when an input is missing, unknown or out of range."""
    got = law.calc(
        case.formula,
        case.on,
        case.inputs,
        known_on=case.known_on,
        settings=case.settings or None,
        overlay=laid(case.overlays),
    )
    return {
        "formula": case.formula,
        "values": got.values,
        "details": got.details,
        "receipt": got.receipt,
        "trace": got.trace.to_json() if case.explain else None,
        "text": got.trace.to_text(case.language) if case.explain else None,
    }


@router.post("/compare", response=CompareOut, operation_id="compare", summary="Compare a case under a reform")
def compare(request: HttpRequest, case: CompareIn) -> dict[str, Any]:
    """The same case by the law and under the reforms, with the difference of every output."""
    got = law.compare(
        case.formula,
        case.on,
        case.inputs,
        laid(case.overlays),
        known_on=case.known_on,
        settings=case.settings or None,
    )
    return {**got.to_json(), "text": got.to_text(case.language)}


@router.post(
    "/batch", response=BatchOut, exclude_none=True, operation_id="calculate_batch", summary="Calculate many cases"
)
def batch(request: HttpRequest, job: BatchIn) -> dict[str, Any]:
    """Up to 1,000 rows; a row that cannot be calculated is answered with its reason and counted, never with zero."""
    under = law.under(laid(job.overlays))
    settings = job.settings or None
    if "batch" in under.describe(job.formula)["forms"]:
        under.plan(job.formula, job.on, job.known_on, settings)  # what is wrong with all rows is told once
    rows: list[dict[str, Any]] = []
    sums: dict[str, int] = {}
    receipt: dict[str, Any] | None = None
    for inputs in job.rows:
        try:
            got = under.calc(job.formula, job.on, inputs, known_on=job.known_on, settings=settings)
        except law.LawError as error:
            rows.append({"error": error.code, "messages": {k: error.text(k) for k in ("id", "en")}})
            continue
        rows.append({"values": got.values, "details": got.details or None})
        for name, value in got.values.items():
            sums[name] = sums.get(name, 0) + value
        if receipt is None:
            receipt = {k: v for k, v in got.receipt.items() if k not in ("inputs", "values")}
    refused = sum("error" in row for row in rows)
    return {
        "formula": job.formula,
        "rows": rows,
        "calculated": len(rows) - refused,
        "refused": refused,
        "sums": sums,
        "receipt": receipt,
    }


@router.post("/replay", response=ReplayOut, operation_id="replay", summary="Repeat a stored calculation")
def replay(request: HttpRequest, stored: ReplayIn) -> dict[str, Any]:
    """Calculate a stored trace again and name every difference. One made under reforms needs the same reforms."""
    wrong = next(problems(stored.trace, named("trace.v1")), None) or _far(stored.trace)
    if wrong:
        raise law.BadTrace(why=wrong[:200])
    got = law.replay(stored.trace, overlay=laid(stored.overlays))
    refusal = got.refusal
    return {
        "same": got.same,
        "differences": list(got.differences)[:200],
        "rules_changed": got.rules_changed,
        "parameters_changed": got.parameters_changed,
        "error": refusal.code if refusal else None,
        "messages": {k: refusal.text(k) for k in ("id", "en")} if refusal else None,
    }


def _far(trace: dict[str, Any]) -> str:
    """Why the days of a trace are no days of the law."""
    for key in ("on", "known_on"):
        try:
            day = date.fromisoformat(trace["receipt"][key])
        except ValueError:
            return f".receipt.{key}: no day of the calendar"
        if day.year not in YEARS:
            return f".receipt.{key}: {day} is outside {YEARS.start} to {YEARS.stop - 1}"
    return ""
