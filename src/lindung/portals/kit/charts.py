"""Shape of a chart: data and words only, drawn in the browser and always written out as a table beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from lindung.base.format import number, percent, rupiah
from lindung.portals.kit.blocks import Text

Value = int | Decimal | Fraction | None
ChartKind = Literal["bar", "stacked", "hbar", "line", "donut", "map"]
Unit = Literal["rupiah", "count", "percent"]


@dataclass(frozen=True, slots=True)
class Series:
    """One line, set of bars or ring. `values` run along the chart's labels; None where nothing is known."""

    name: Text
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart says. Rupiah are integers; percentages are exact shares of one (Fraction or Decimal)."""

    kind: ChartKind
    title: Text
    description: Text
    """One or two sentences a person who cannot see the chart needs: the message, not the shapes."""
    labels: Sequence[Text]
    series: Sequence[Series]
    unit: Unit = "count"
    label_title: Text = ""
    codes: Sequence[str] = ()
    """For maps: the Kemendagri code of each label."""
    area: str = "kabkota-35"
    """For maps: the file in static/maps."""
    as_of: dt.date | None = None
    note: Text = ""

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise ValueError(
                    f"series {series.name!s} has {len(series.values)} values for {len(self.labels)} labels"
                )
            if any(isinstance(value, float) for value in series.values):
                raise TypeError(f"series {series.name!s} holds floats: pass int, Decimal or Fraction")
        if self.kind == "map" and len(self.codes) != len(self.labels):
            raise ValueError("a map needs one code for each label")

    def shown(self, value: Value, lang: str) -> str:
        """A value as people read it, in full."""
        if value is None:
            return "–"
        if self.unit == "rupiah":
            return rupiah(int(value), lang)
        return percent(value, 1, lang=lang) if self.unit == "percent" else number(value, lang=lang)

    def payload(self, lang: str) -> dict[str, Any]:
        """What the drawing script gets (JSON). Percentages are turned into plain figures here, for drawing only."""

        def drawn(value: Value) -> int | float | None:
            if value is None or isinstance(value, int):
                return value if self.unit != "percent" or value is None else value * 100
            return float(value * 100) if self.unit == "percent" else float(value)

        return {
            "kind": self.kind,
            "title": str(self.title),
            "description": str(self.description),
            "labels": [str(label) for label in self.labels],
            "series": [{"name": str(s.name), "values": [drawn(v) for v in s.values]} for s in self.series],
            "unit": self.unit,
            "codes": list(self.codes),
            "area": self.area if self.kind == "map" else "",
            "lang": lang,
        }
