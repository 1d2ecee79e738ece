"""Charts drawn on the server as SVG: no script, no inline style; colours and dashes come from the style sheet.

The drawing is for looking only: coordinates are rounded, the figures stand exactly in the table beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lindung.base.format import date_short, number, percent, rupiah, rupiah_short
from lindung.portals.kit.blocks import Text

PlotKind = Literal["line", "steps", "bars"]
PlotUnit = Literal["rupiah", "rate", "count"]
Axis = Literal["rupiah", "date", "count"]
Scale = Callable[[float], float]

WIDTH, HEIGHT = 640, 300
TOP, BOTTOM, LEFT, RIGHT = 26, 38, 6, 14
BESIDE = 11
"""Room for a letter of the words beside bars, which would hide them otherwise."""
PPM = 1_000_000
MOST_DOTS = 24


@dataclass(frozen=True, slots=True)
class PlotLine:
    """One line or set of bars; `values` run along the places of the plot, None where the law has no answer."""

    name: Text
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the axis worth a word: "your wage", "the cap"."""

    at: int
    label: Text


@dataclass(frozen=True, slots=True)
class Plot:
    """What a drawing says. `places` are rupiah, day ordinals or counts; rates are parts per million."""

    id: str
    """Name of the drawing on its page."""
    title: Text
    description: Text
    """One or two sentences for a person who cannot see it: the message, not the shapes."""
    places: Sequence[int]
    lines: Sequence[PlotLine]
    kind: PlotKind = "line"
    axis: Axis = "rupiah"
    unit: PlotUnit = "rupiah"
    axis_title: Text = ""
    labels: Sequence[Text] = ()
    """Words for the places, where a figure or a date would not do."""
    marks: Sequence[Mark] = ()
    table: Sequence[int] = field(default=())
    """Which places the table shows; all of them when empty."""
    note: Text = ""

    def __post_init__(self) -> None:
        for line in self.lines:
            if len(line.values) != len(self.places):
                raise ValueError(f"{line.name!s} has {len(line.values)} values for {len(self.places)} places")
            if any(isinstance(v, float) for v in line.values):
                raise TypeError(f"{line.name!s} holds floats")

    def place(self, n: int, lang: str) -> str:
        """A place of the axis in full."""
        if self.labels:
            return str(self.labels[n])
        at = self.places[n]
        if self.axis == "date":
            return date_short(dt.date.fromordinal(at), lang)
        return rupiah(at, lang) if self.axis == "rupiah" else number(at, lang=lang)

    def shown(self, value: int | None, lang: str) -> str:
        """A value in full."""
        if value is None:
            return "–"
        if self.unit == "rupiah":
            return rupiah(value, lang)
        return percent(value, PPM, 4, lang) if self.unit == "rate" else number(value, lang=lang)

    def short(self, value: int, lang: str) -> str:
        """A value on the axis."""
        if self.unit == "rupiah":
            return rupiah_short(value, lang)
        return self.shown(value, lang)

    def rows(self, lang: str) -> list[tuple[str, list[str]]]:
        """The table beside the drawing."""
        chosen = self.table or range(len(self.places))
        return [(self.place(n, lang), [self.shown(s.values[n], lang) for s in self.lines]) for n in chosen]


def ticks(low: int, high: int, most: int = 5) -> list[int]:
    """Round figures from `low` to at least `high`, at most `most` + 1 of them."""
    step, power = 1, 1
    while True:
        for factor in (1, 2, 5):
            step = factor * power
            first = low // step
            last = -(-high // step)
            if last - first <= most:
                return [n * step for n in range(first, last + 1)]
        power *= 10


def draw(plot: Plot, lang: str) -> SafeString:
    """The plot as one `<svg>` element with title and description."""
    values = [v for s in plot.lines for v in s.values if v is not None]
    ys = ticks(min([0, *values]), max([1, *values]))
    bars = plot.kind == "bars"
    low, high = (0, len(plot.places)) if bars else (min(plot.places), max(plot.places))
    left = LEFT + (BESIDE * max(len(plot.short(t, lang)) for t in ys) if bars else 0)
    width, height = WIDTH - left - RIGHT, HEIGHT - TOP - BOTTOM

    def x(at: float) -> float:
        return round(left + (at - low) / ((high - low) or 1) * width, 1)

    def y(value: float) -> float:
        return round(TOP + height - (value - ys[0]) / (ys[-1] - ys[0]) * height, 1)

    parts = [_grid(plot, ys, y, lang), _axis(plot, x, lang)]
    parts.append(format_html('<line class="ld-plot-zero" x1="{}" x2="{}" y1="{}" y2="{}"/>', 0, WIDTH, y(0), y(0)))
    for n, line in enumerate(plot.lines):
        parts.append(_bars(plot, line, n, x, y, lang) if bars else _line(plot, line, n, x, y, lang))
    parts += _marks(plot, x)
    return format_html(
        '<svg class="ld-plot-svg" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{id}-t {id}-d">'
        '<title id="{id}-t">{title}</title><desc id="{id}-d">{about}</desc>{body}</svg>',
        w=WIDTH, h=HEIGHT, id=plot.id, title=plot.title, about=plot.description, body=SafeString("".join(parts)),
    )  # fmt: skip


def _grid(plot: Plot, ys: list[int], y: Scale, lang: str) -> SafeString:
    return format_html_join(
        "",
        '<line class="ld-plot-grid" x1="0" x2="{}" y1="{}" y2="{}"/><text class="ld-plot-y" x="0" y="{}">{}</text>',
        ((WIDTH, y(t), y(t), y(t) - 5, plot.short(t, lang)) for t in ys if t or len(ys) < 3),
    )


def _axis(plot: Plot, x: Scale, lang: str) -> SafeString:
    """Words under the drawing; every second one is left out on a narrow screen."""
    base = HEIGHT - BOTTOM + 22
    if plot.kind == "bars":
        every = max(1, -(-len(plot.places) // 12))
        told = [(x(n + 0.5), plot.place(n, lang), "middle") for n in range(0, len(plot.places), every)]
    elif plot.labels:
        last = len(plot.places) - 1
        every = max(1, -(-last // 6))
        told = [(x(plot.places[n]), plot.place(n, lang), _anchor(n, last)) for n in range(0, last + 1, every)]
    elif plot.axis == "date":
        first, end = dt.date.fromordinal(min(plot.places)), dt.date.fromordinal(max(plot.places))
        years = range(first.year + 1, end.year + 1)
        every = max(1, -(-len(years) // 6))
        told = [(x(dt.date(n, 1, 1).toordinal()), str(n), "middle") for n in years[::every]]
    else:
        low, high = min(plot.places), max(plot.places)
        seen = [t for t in ticks(low, high, 6) if low <= t <= high]
        words = [rupiah_short(t, lang) if plot.axis == "rupiah" else number(t, lang=lang) for t in seen]
        told = [(x(t), w, _anchor(n, len(seen) - 1)) for n, (t, w) in enumerate(zip(seen, words, strict=True))]
    return format_html_join(
        "",
        '<text class="ld-plot-x{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        ((" ld-plot-minor" if n % 2 else "", at, base, anchor, word) for n, (at, word, anchor) in enumerate(told)),
    )


def _anchor(n: int, last: int) -> str:
    return "start" if n == 0 else "end" if n == last else "middle"


def _line(plot: Plot, line: PlotLine, n: int, x: Scale, y: Scale, lang: str) -> SafeString:
    path: list[str] = []
    dots: list[tuple[object, ...]] = []
    before: int | None = None
    for k, (at, value) in enumerate(zip(plot.places, line.values, strict=True)):
        if value is None:
            if before is not None and plot.kind == "steps":
                path.append(f"H{x(at)}")
            before = None
            continue
        if before is None:
            path.append(f"M{x(at)} {y(value)}")
        elif plot.kind == "steps":
            path.append(f"H{x(at)}V{y(value)}")
        else:
            path.append(f"L{x(at)} {y(value)}")
        before = value
        dots.append((x(at), y(value), plot.place(k, lang), plot.shown(value, lang)))
    seen = format_html_join("", '<circle cx="{}" cy="{}" r="4"><title>{}: {}</title></circle>', dots)
    shown = seen if len(dots) <= MOST_DOTS and plot.kind == "steps" else ""
    return format_html('<g class="ld-plot-line ld-s{}"><path d="{}"/>{}</g>', n + 1, "".join(path), shown)


def _bars(plot: Plot, line: PlotLine, n: int, x: Scale, y: Scale, lang: str) -> SafeString:
    room = 0.72 / len(plot.lines)
    drawn = []
    for k, value in enumerate(line.values):
        if value is None:
            continue
        left, right = x(k + 0.14 + n * room), x(k + 0.14 + (n + 1) * room - 0.03)
        top, foot = sorted((y(value), y(0)))
        drawn.append((left, top, round(right - left, 1), round(foot - top, 1), plot.place(k, lang),
                      plot.shown(value, lang)))  # fmt: skip
    body = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}: {}</title></rect>', drawn)
    return format_html('<g class="ld-plot-bar ld-s{}">{}</g>', n + 1, body)


def _marks(plot: Plot, x: Scale) -> list[SafeString]:
    out = []
    low, high = min(plot.places), max(plot.places)
    for n, mark in enumerate(m for m in plot.marks if low <= m.at <= high and plot.kind != "bars"):
        at = x(mark.at)
        shift, anchor = (-6, "end") if at > WIDTH / 2 else (6, "start")
        drawn = (at, at, TOP - 12, HEIGHT - BOTTOM, at + shift, TOP - 2 + n * 28, anchor, mark.label)
        out.append(
            format_html(
                '<g class="ld-plot-mark"><line x1="{}" x2="{}" y1="{}" y2="{}"/>'
                '<text x="{}" y="{}" text-anchor="{}">{}</text></g>',
                *drawn,
            )
        )
    return out
