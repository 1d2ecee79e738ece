"""The same case, or the same columns, under the law and under a reform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .errors import LawError, NotInForce
from .units import dims, show, show_date

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .engine import Law, Result

QUANTILES = (("p10", 1, 10), ("p25", 1, 4), ("median", 1, 2), ("p75", 3, 4), ("p90", 9, 10))


@dataclass(frozen=True)
class Comparison:
    """One case on both sides. A side without a result holds its refusal: the law there has no rule for the day."""

    formula: str
    on: date
    base: Result | NotInForce
    reform: Result | NotInForce
    law: Law
    under: Law

    @property
    def differences(self) -> dict[str, int]:
        """Reform less base, by output; empty where one side has no result."""
        if isinstance(self.base, NotInForce) or isinstance(self.reform, NotInForce):
            return {}
        return {k: v - self.base.values[k] for k, v in self.reform.values.items()}

    @property
    def details(self) -> tuple[str, ...]:
        """Names of the outcomes other than numbers (dates, reasons, papers) that differ."""
        if isinstance(self.base, NotInForce) or isinstance(self.reform, NotInForce):
            return ()
        return tuple(k for k in self.reform.details if self.reform.details[k] != self.base.details.get(k))

    def to_json(self) -> dict[str, Any]:
        """Both sides and the difference as JSON-ready data."""
        return {
            "comparison": 1,
            "formula": self.formula,
            "on": self.on.isoformat(),
            "overlays": [o.face for o in self.under.overlays],
            "base": _side(self.base),
            "reform": _side(self.reform),
            "differences": self.differences,
            "details": list(self.details),
        }

    def to_text(self, lang: str = "id") -> str:
        """The outputs side by side, in plain words."""
        lang = "en" if lang == "en" else "id"
        face = self.law.describe(self.formula)
        lines = [f"{face['title'][lang]} — {show_date(self.on, lang)}"]
        lines += [f"  {o.title[lang]} ({o.instrument} {o.article})" for o in self.under.overlays]
        for word, side in ((WORDS[lang][0], self.base), (WORDS[lang][1], self.reform)):
            if isinstance(side, NotInForce):
                lines.append(f"  {word}: {side.text(lang)}")
        for output in face["outputs"]:
            name = output["name"]
            if name in self.differences:
                assert not isinstance(self.base, NotInForce) and not isinstance(self.reform, NotInForce)
                of = dims(output["unit"])
                change = self.differences[name]
                told = WORDS[lang][2] if not change else ("+" if change > 0 else "") + show(change, of, lang)
                lines.append(
                    f"  {output['title'][lang]}: {show(self.base.values[name], of, lang)} →"
                    f" {show(self.reform.values[name], of, lang)} ({told})"
                )
        lines += [f"  {WORDS[lang][3]}: {', '.join(self.details)}"] if self.details else []
        return "\n".join(lines)


WORDS = {
    "id": ("Hukum sekarang", "Reformasi", "tetap", "Rincian yang berubah"),
    "en": ("Present law", "Reform", "the same", "Details that change"),
}


def _side(side: Result | NotInForce) -> dict[str, Any]:
    if isinstance(side, NotInForce):
        return {"error": side.code, "messages": {k: side.text(k) for k in ("id", "en")}}
    out: dict[str, Any] = {"values": side.values, "receipt": side.receipt}
    return out | ({"details": side.details} if side.details else {})


def compare(
    law: Law,
    under: Law,
    formula: str,
    on: date,
    inputs: Mapping[str, Any],
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> Comparison:
    """One case under both. Raises as :meth:`Law.calc`; a day without a rule on one side only is part of the answer."""
    sides: list[Result | NotInForce] = []
    for one in (law, under):
        try:
            sides.append(one.calc(formula, on, inputs, known_on=known_on, settings=settings))
        except NotInForce as refusal:
            sides.append(refusal)
    if all(isinstance(s, NotInForce) for s in sides):
        refused = sides[0]
        assert isinstance(refused, LawError)
        raise refused
    return Comparison(formula, on, sides[0], sides[1], law, under)


@dataclass(frozen=True)
class Spread:
    """How one output differs over the rows: exact sums, how many rows get more or less, and the order statistics of the
    difference among the rows that change (each is the difference of a row, none is interpolated)."""

    base: int
    reform: int
    more: int
    less: int
    same: int
    gain: int
    """Sum of the differences of the rows that get more."""
    loss: int
    """Sum of the differences of the rows that get less (0 or negative)."""
    quantiles: Mapping[str, int]

    @property
    def difference(self) -> int:
        return self.reform - self.base

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON-ready data."""
        return {
            "base": self.base,
            "reform": self.reform,
            "difference": self.difference,
            "more": self.more,
            "less": self.less,
            "same": self.same,
            "gain": self.gain,
            "loss": self.loss,
            "quantiles": dict(self.quantiles),
        }


@dataclass(frozen=True)
class BatchComparison:
    """Columns on both sides: ``differences`` row by row, ``spread`` per output."""

    formula: str
    on: date
    rows: int
    base: Mapping[str, NDArray[np.int64]]
    reform: Mapping[str, NDArray[np.int64]]
    spread: Mapping[str, Spread]
    under: Law

    @property
    def differences(self) -> dict[str, NDArray[np.int64]]:
        """Reform less base, by output."""
        return {k: self.reform[k] - v for k, v in self.base.items()}

    def to_json(self) -> dict[str, Any]:
        """The spread as JSON-ready data, without the rows."""
        return {
            "comparison": 1,
            "formula": self.formula,
            "on": self.on.isoformat(),
            "overlays": [o.face for o in self.under.overlays],
            "rows": self.rows,
            "outputs": {k: s.to_json() for k, s in self.spread.items()},
        }


def exact_sum(values: NDArray[np.int64]) -> int:
    """The sum as a Python integer, also where it leaves 64 bits."""
    low = values & 0xFFFFFFFF
    return int((values >> 32).sum()) * 2**32 + int(low.sum())


def spread(base: NDArray[np.int64], reform: NDArray[np.int64]) -> Spread:
    """The distribution of the difference between two columns."""
    import numpy as np

    gap = reform - base
    moved = np.sort(gap[gap != 0])
    up, down = moved[moved > 0], moved[moved < 0]
    quantiles = {}
    if len(moved):
        quantiles = {"min": int(moved[0])}
        quantiles |= {k: int(moved[(len(moved) - 1) * num // den]) for k, num, den in QUANTILES}
        quantiles["max"] = int(moved[-1])
    return Spread(
        base=exact_sum(base),
        reform=exact_sum(reform),
        more=len(up),
        less=len(down),
        same=len(gap) - len(moved),
        gain=exact_sum(up),
        loss=exact_sum(down),
        quantiles=quantiles,
    )


def compare_batch(
    law: Law,
    under: Law,
    formula: str,
    on: date,
    columns: Mapping[str, Any],
    *,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> BatchComparison:
    """Columns under both; raises as :meth:`Law.batch`."""
    base = law.batch(formula, on, columns, known_on=known_on, settings=settings)
    reform = under.batch(formula, on, columns, known_on=known_on, settings=settings)
    found = {k: spread(v, reform[k]) for k, v in base.items()}
    rows = len(next(iter(base.values())))
    return BatchComparison(formula, on, rows, base, reform, found, under)
