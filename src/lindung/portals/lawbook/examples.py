"""The golden cases of a formula as examples to try: each was derived by hand, and its address asks it again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lindung import law
from lindung.portals.lawbook.asking import example_query

FOLDER = Path(law.__file__).with_name("cases")
SHOWN = 8
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Example:
    """One golden case: its derivation in words and the address that asks it."""

    name: str
    derivation: str
    query: str
    case: Mapping[str, Any]


@cache
def _file(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), Loader)["cases"]
    return found


@cache
def of(formula: str) -> tuple[Example, ...]:
    """All golden cases of a formula, worked examples first. Files that do not name it are not read."""
    pattern = re.compile(rf"^\s+formula: {re.escape(formula)}\s*$", re.MULTILINE)
    found = [
        case
        for path in sorted(FOLDER.glob("*.yaml"))
        if pattern.search(path.read_text("utf-8"))
        for case in _file(path)
        if case["formula"] == formula
    ]
    found.sort(key=lambda c: c["kind"] == "derived")
    return tuple(Example(str(c["name"]), str(c["derivation"]), example_query(formula, c["date"], c), c) for c in found)


def some(formula: str) -> list[Example]:
    """A few cases, spread over the file so that they differ."""
    every = of(formula)
    step = max(1, len(every) // SHOWN)
    return list(every[::step])[:SHOWN]
