"""Matching the columns of a file by hand: what stands in its first rows, and matchings that were saved.

A saved matching names the headings of one kind of file and the field each stands for. It is taken again when a file has
those headings in one row, whatever their order and whatever other columns there are.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lindung.interop.wage_files.grid import open_book
from lindung.interop.wage_files.headings import Vocabulary, score_rows
from lindung.interop.wage_files.layouts import (
    FIELDS,
    HEADINGS,
    IGNORED_SHEETS,
    LAYOUTS,
    TEMPLATE_HEADING,
    LayoutId,
    heading_key,
    lacking,
    recognise,
)
from lindung.interop.wage_files.limits import DEFAULT, Limits
from lindung.interop.wage_files.problems import FileProblem, clip, column_letter

SHOWN = 12
"""Rows of a sheet that are shown."""
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class SheetPeek:
    """The first rows of a sheet as text, and the row (from 1) that reads most like headings."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    header_row: int


@dataclass(frozen=True, slots=True)
class HeadingPeek:
    """One column under a heading row: its letter, heading, the field it is recognised as ("" known and not needed, None
    not understood) and the first values below."""

    index: int
    letter: str
    heading: str
    field: str | None
    values: tuple[str, ...]


def peek_wage_file(data: bytes, *, limits: Limits = DEFAULT) -> list[SheetPeek]:
    """The visible sheets of a file with their first rows. Raises `FileProblem`."""
    vocabulary = Vocabulary(HEADINGS, FIELDS, None)

    def score(rows: list[list[str]]) -> int:
        # where no heading is known, the separator that makes the most even columns
        widths = [len(row) for row in rows[:SHOWN] if any(cell.strip() for cell in row)]
        even = max((widths.count(width) * (width - 1) for width in set(widths)), default=0)
        return 10_000 * score_rows(rows, vocabulary) + even

    found = []
    for sheet in open_book(data, limits, score).sheets:
        if heading_key(sheet.name).startswith(IGNORED_SHEETS):
            continue
        rows = [
            tuple(_text(value) for value in row[:MOST_COLUMNS])
            for row in itertools.islice(sheet.rows(), limits.header_rows)
        ]
        if any(any(row) for row in rows):
            found.append(SheetPeek(sheet.name, tuple(rows[: SHOWN * 2]), _likely(rows, vocabulary)))
    if not found:
        raise FileProblem("NO_ROWS")
    return found


def headings_at(sheet: SheetPeek, row: int, below: int = 3) -> list[HeadingPeek]:
    """The columns under the heading row `row` (from 1). Columns without a heading are left out."""
    if not 1 <= row <= len(sheet.rows):
        return []
    vocabulary = Vocabulary(HEADINGS, FIELDS, None)
    found = []
    for index, text in enumerate(sheet.rows[row - 1]):
        if heading_key(text):
            values = tuple(r[index] if index < len(r) else "" for r in sheet.rows[row : row + below])
            found.append(HeadingPeek(index, column_letter(index), text, vocabulary.field(text), values))
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return clip(" ".join(str(value).split()))


def _likely(rows: Sequence[Sequence[str]], vocabulary: Vocabulary) -> int:
    scores = [score_rows([row], vocabulary) for row in rows]
    if max(scores, default=0) > 0:
        return scores.index(max(scores)) + 1
    # a row of several texts without figures, above rows as wide
    for number, row in enumerate(rows, 1):
        texts = [cell for cell in row if cell]
        if len(texts) >= 2 and not any(any(c.isdigit() for c in cell) and len(cell) > 4 for cell in texts):
            return number
    return 1


def suits(columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> bool:
    """Whether a row has all headings that a saved matching gives a meaning."""
    wanted = {heading_key(heading) for heading, name in columns.items() if name}
    return bool(wanted) and any(
        wanted <= {heading_key(value) for value in row if isinstance(value, str) and len(value) <= 200} for row in rows
    )


def check_columns(columns: Mapping[str, str]) -> LayoutId:
    """The layout that a matching makes of a file. Raises `FileProblem`: BAD_MAPPING, MAPPING_TWICE, MAPPING_HEADING,
    MAPPING_LACKS."""
    seen: dict[str, str] = {}
    keys: dict[str, str] = {}
    for heading, name in columns.items():
        if name and name not in FIELDS:
            raise FileProblem("BAD_MAPPING", name=clip(name))
        key = heading_key(heading)
        if not key:
            raise FileProblem("MAPPING_HEADING", heading=clip(heading))
        if name and (name in seen or key in keys):
            first = seen.get(name) or keys[key]
            raise FileProblem(
                "MAPPING_TWICE", first=clip(first), second=clip(heading), meaning=TEMPLATE_HEADING.get(name, name)
            )
        seen[name], keys[key] = heading, heading
    fields = {name for name in columns.values() if name}
    layout = recognise(fields, set(keys))
    if missing := lacking(layout, fields):
        raise FileProblem(
            "MAPPING_LACKS",
            layout=LAYOUTS[layout.id].title,
            columns=", ".join(TEMPLATE_HEADING[name] for name in missing),
        )
    return layout.id
