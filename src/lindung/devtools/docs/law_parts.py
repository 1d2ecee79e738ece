"""Parts of the reference of the law: shelves, values in words, charts of a history."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

SHELVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "contributions": (
        "Contributions of wage earners, reliefs, collection",
        ("pu", "wage", "contribution", "relief", "penalty", "allocation", "rounding", "calendar"),
    ),
    "segments": ("Self-employed and construction workers", ("bpu", "construction", "vulnerable", "arrears")),
    "pmi": ("Migrant workers (PMI)", ("pmi",)),
    "jkk": ("Work accident (JKK)", ("jkk",)),
    "jkm": ("Death (JKM), heirs, scholarships", ("jkm", "heirs", "scholarship")),
    "jht": ("Old-age savings (JHT)", ("jht",)),
    "jp": ("Pension (JP)", ("jp",)),
    "jkp": ("Job loss (JKP)", ("jkp",)),
    "employers": (
        "Employers: programmes, duties, sanctions, receivables, terms of service",
        ("employer", "programmes", "service", "sanction", "receivable"),
    ),
    "more": ("Housing, agents, villages, coverage", ("mlt", "housing", "perisai", "village", "coverage")),
}
"""Page -> title and the first parts of the identifiers that stand on it."""
CONFIDENCE = {"H": "law text, or two agreeing sources", "M": "one source", "L": "memory, inference or assumption"}
MOST_LINES = 5
FOREVER = 9999


def shelf(id: str) -> str:
    """The page of a parameter or formula."""
    first = id.split(".")[0]
    return next((name for name, (_, heads) in SHELVES.items() if first in heads), "more")


def anchor(text: str) -> str:
    """The anchor that the Markdown toc extension gives a heading of code."""
    return "".join(c for c in text.lower() if c.isalnum() or c in "_-")


def number(value: Any, unit: str) -> str:
    """One figure in its unit: rates in per cent, exact; other whole numbers with marks."""
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    if unit.startswith("rate"):
        return f"{value / 10_000:.4f}".rstrip("0").rstrip(".") + " %"
    return f"{value:,}"


def value_text(value: Any, unit: str, labels: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """A parameter's value for people: tables and schedules as lists, codes with their words."""
    labels = labels or {}

    def name(code: Any) -> str:
        return f"{code} ({labels[str(code)]['en']})" if str(code) in labels else str(code)

    if isinstance(value, Mapping):
        parts = [
            f"{name(key)}: "
            + (", ".join(map(name, one)) or "–" if isinstance(one, tuple | list) else number(one, unit))
            for key, one in sorted(value.items(), key=lambda pair: (len(str(pair[0])), str(pair[0])))
        ]
        return "; ".join(parts)
    if isinstance(value, tuple | list):
        rows = []
        for one in value:
            if isinstance(one, tuple | list) and len(one) == 2:
                top, figure = one
                rows.append(f"{'above' if top is None else f'to {top:,}'}: {number(figure, unit)}")
            else:
                rows.append(str(one))
        return "; ".join(rows)
    return name(value) if str(value) in labels else number(value, unit)


def series(item: Any) -> tuple[list[date], dict[str, list[int]]]:
    """Days and figures of a numeric parameter as it is known now; empty if there is nothing to draw."""
    latest = {v.in_force: v.value for v in item.values}
    days = sorted(latest)
    if item.type in ("codes", "setting", "date") or item.unit in ("code", "codes") or len(days) < 2:
        return [], {}
    lines: dict[str, list[int]] = {}
    for day in days:
        value = latest[day]
        found = value if isinstance(value, Mapping) else {"": value}
        if isinstance(value, tuple) or any(not isinstance(v, int) for v in found.values()):
            return [], {}
        for code, figure in found.items():
            lines.setdefault(str(code), []).append(figure)
    full = {k: v for k, v in lines.items() if len(v) == len(days)}
    moving = {k: v for k, v in full.items() if len(set(v)) > 1}
    chosen = dict(sorted(moving.items(), key=lambda pair: (len(pair[0]), pair[0]))[:MOST_LINES])
    return (days, chosen) if chosen else ([], {})


def chart(item: Any) -> str:
    """The history as a step chart on one line of HTML, or nothing where there is nothing to draw."""
    from lindung.portals.kit.plot import Plot, PlotLine, draw

    days, lines = series(item)
    if not days:
        return ""
    last = item.ends or date(max(days[-1].year + 1, 2026), 12, 31)
    labels = item.labels or {}
    names = [labels[code]["en"] if code in labels else code or item.title["en"] for code in lines]
    unit: Any = "rupiah" if item.unit.startswith("IDR") else "rate" if item.unit.startswith("rate") else "count"
    first = next(iter(lines.values()))
    told = f"From {number(first[0], item.unit)} on {days[0]} to {number(first[-1], item.unit)} since {days[-1]}."
    plot = Plot(
        id=f"plot-{anchor(item.id)}",
        title=item.title["en"],
        description=told if len(lines) == 1 else f"{len(lines)} entries by date.",
        places=[*(d.toordinal() for d in days), max(last, days[-1]).toordinal()],
        lines=[PlotLine(n, [*v, v[-1]]) for n, v in zip(names, lines.values(), strict=True)],
        kind="steps",
        axis="date",
        unit=unit,
    )
    key = " · ".join(f'<span class="ld-key ld-s{n + 1}">{_plain(t)}</span>' for n, t in enumerate(names))
    drawing = str(draw(plot, "en"))
    return f'<div class="ld-law-chart">{drawing}{f"<p>{key}</p>" if len(names) > 1 else ""}</div>\n'


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def preformatted(title: str, text: str) -> str:
    """Folded text that is shown as it is."""
    return f"<details><summary>{_plain(title)}</summary>\n<pre>{_plain(text)}</pre>\n</details>\n"


def days_of(since: Sequence[date]) -> str:
    """First and last day of a version in words."""
    first, last = since
    if first.year == 1:
        return "at all times" if last.year == FOREVER else f"until {last}"
    return f"from {first}" if last.year == FOREVER else f"from {first} to {last}"
