"""Reads the JSON of a calculation (`lindung.law.Trace.to_json()`) into the lines a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lindung.base.format import date_long


@dataclass(frozen=True, slots=True)
class Source:
    """A parameter used by a step, with where it is written."""

    title: str
    value: str
    article: str
    since: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """A setting the result depends on because the sources leave a doubt."""

    title: str
    choice: str
    reason: str


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step: what it is, the arithmetic with its numbers, the result, and why it may be believed."""

    title: str
    arithmetic: str
    """Empty when it says no more than the value."""
    value: str
    article: str
    because: tuple[str, ...]
    rounding: str
    """Empty when nothing was rounded away."""
    sources: tuple[Source, ...]
    assumptions: tuple[Assumption, ...]
    changes: tuple[str, ...]
    result: bool
    """One of the figures that were asked for."""

    @property
    def more(self) -> bool:
        """Whether there is anything to open."""
        return bool(self.sources or self.assumptions or self.changes)


@dataclass(frozen=True, slots=True)
class TraceView:
    """A whole calculation, ready to be drawn."""

    title: str
    on: str
    known_on: str
    inputs: tuple[tuple[str, str], ...]
    steps: tuple[TraceStep, ...]
    confidence: str
    assumptions: tuple[Assumption, ...]
    receipt: tuple[tuple[str, str], ...]


def said(text: Any, lang: str) -> str:
    """A text given in both languages, or the same in both."""
    if isinstance(text, Mapping):
        return str(text.get(lang, text.get("id", "")))
    return "" if text is None else str(text)


def _day(value: Any, lang: str) -> str:
    return date_long(dt.date.fromisoformat(value), lang) if value else ""


def _texts(values: Sequence[Any] | None, lang: str) -> tuple[str, ...]:
    return tuple(said(value, lang) for value in values or ())


def _source(raw: Mapping[str, Any], lang: str) -> Source:
    return Source(
        title=said(raw["title"], lang),
        value=said(raw.get("shown"), lang),
        article=f"{raw.get('instrument', '')} {raw.get('article', '')}".strip(),
        since=_day(raw.get("in_force_since"), lang),
        confidence=str(raw.get("confidence", "H")),
        note=said(raw.get("note"), lang),
    )


def _assumption(raw: Mapping[str, Any], lang: str) -> Assumption:
    return Assumption(said(raw["title"], lang), said(raw.get("label"), lang), said(raw.get("reasoning"), lang))


def _step(raw: Mapping[str, Any], outputs: set[str], lang: str) -> TraceStep:
    value = said(raw.get("shown", raw.get("value")), lang)
    arithmetic = said(raw.get("arithmetic"), lang)
    rounding = raw.get("rounding") or {}
    return TraceStep(
        title=said(raw["title"], lang),
        arithmetic="" if arithmetic == value else arithmetic,
        value=value,
        article=said(raw.get("cite"), lang),
        because=_texts(raw.get("because"), lang),
        rounding=said(rounding.get("words"), lang) if rounding.get("remainder", {}).get("num") else "",
        sources=tuple(_source(p, lang) for p in raw.get("parameters") or ()),
        assumptions=tuple(_assumption(s, lang) for s in raw.get("settings") or ()),
        changes=_texts(raw.get("what_would_change"), lang),
        result=str(raw["id"]).rsplit(".", 1)[-1] in outputs,
    )


def read_trace(trace: Mapping[str, Any], lang: str = "id") -> TraceView:
    """The calculation in `trace`, in `lang`. Raises KeyError for JSON that is not a trace."""
    steps = tuple(_step(raw, set(trace["values"]), lang) for raw in trace["steps"])
    receipt = trace.get("receipt") or {}
    unique = {a.title: a for step in steps for a in step.assumptions}
    return TraceView(
        title=said(trace["title"], lang),
        on=_day(receipt.get("on"), lang),
        known_on=_day(receipt.get("known_on"), lang),
        inputs=tuple((said(i["title"], lang), said(i["shown"], lang)) for i in trace.get("inputs") or ()),
        steps=steps,
        confidence=str(trace.get("confidence", "H")),
        assumptions=tuple(unique.values()),
        receipt=tuple(
            (name, str(receipt[name])[:12]) for name in ("engine", "rules", "parameter_set") if name in receipt
        ),
    )
