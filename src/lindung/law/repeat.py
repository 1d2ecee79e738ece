"""Repeating a stored calculation: the duty to show, years later, that a decision follows from its facts and its law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .errors import BadTrace, LawError, OverlayMismatch

if TYPE_CHECKING:
    from .engine import Law, Result


@dataclass(frozen=True)
class Replay:
    """Outcome of a replay; true if the stored figures and steps came out again."""

    same: bool
    differences: tuple[str, ...]
    """Where they differ, as ``place: stored → now``."""
    rules_changed: bool
    parameters_changed: bool
    result: Result | None
    refusal: LawError | None = None

    def __bool__(self) -> bool:
        return self.same


def differences(stored: Any, now: Any, at: str = "") -> list[str]:
    """Every leaf in which two JSON-ready values differ."""
    if isinstance(stored, dict) and isinstance(now, dict):
        return [
            d for k in sorted({*stored, *now}) for d in differences(stored.get(k), now.get(k), f"{at}.{k}".lstrip("."))
        ]
    if isinstance(stored, list) and isinstance(now, list) and len(stored) == len(now):
        return [d for n, (a, b) in enumerate(zip(stored, now, strict=True)) for d in differences(a, b, f"{at}[{n}]")]
    return [] if stored == now and type(stored) is type(now) else [f"{at}: {stored!r} → {now!r}"]


def _listed(overlays: list[tuple[str, str]]) -> str:
    return ", ".join(f"{key} ({digest[:12]})" for key, digest in overlays) or "–"


def replay(law: Law, trace: Mapping[str, Any]) -> Replay:
    """Repeat a stored trace (or its cited core) under a law; raises :class:`BadTrace` if it lacks what is needed,
    and :class:`OverlayMismatch` if it was made under other reforms than this law."""
    try:
        slip = trace["receipt"]
        formula, inputs = slip["formula"], dict(slip["inputs"])
        on, known = date.fromisoformat(slip["on"]), date.fromisoformat(slip["known_on"])
        settings = dict(slip["settings"])
        needed = [(str(o["id"]), str(o["sha256"])) for o in slip.get("overlays", [])]
        if formula != trace["formula"]:
            raise ValueError("formula")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadTrace(why=f"{type(error).__name__}: {error}") from None
    given = [(o.id, o.digest) for o in law.overlays]
    if needed != given:
        raise OverlayMismatch(needed=_listed(needed), given=_listed(given))
    try:
        result = law.calc(formula, on, inputs, known_on=known, settings=settings)
        now = result.trace.cited if "cited" in trace else result.trace.to_json()
    except LawError as refusal:
        return Replay(False, (f"refused: {refusal.text('en')}",), False, False, None, refusal)
    fresh = now["receipt"]
    parts: list[str] = []
    for key in ("values", "details", "inputs", "assumptions"):
        parts += differences(trace.get(key), now[key], key)
    for key in ("inputs", "values"):
        parts += differences(slip.get(key), fresh[key], f"receipt.{key}")
    for name in ("value", "inputs", "unit", "id"):
        parts += differences(
            [s.get(name) for s in trace.get("steps", [])], [s[name] for s in now["steps"]], f"steps.{name}"
        )
    stored_used = [[(p["id"], p["value"]) for p in s.get("parameters", [])] for s in trace.get("steps", [])]
    now_used = [[(p["id"], p["value"]) for p in s["parameters"]] for s in now["steps"]]
    parts += differences(stored_used, now_used, "steps.parameters")
    return Replay(
        same=not parts,
        differences=tuple(parts),
        rules_changed=(slip.get("rules"), slip.get("engine")) != (fresh["rules"], fresh["engine"]),
        parameters_changed=slip.get("parameters_used") != fresh["parameters_used"],
        result=result,
    )
