"""Finding the heading row: below titles and logos, in one row or two, under whatever names."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lindung.interop.wage_files.facts import SheetFacts
from lindung.interop.wage_files.layouts import HEADINGS, IGNORED, heading_key
from lindung.interop.wage_files.problems import FileProblem, clip, column_letter


@dataclass(frozen=True, slots=True)
class Column:
    """A column in use: position from 0, its letter, its heading as in the file, and the field it stands for."""

    index: int
    letter: str
    heading: str
    field: str


@dataclass(slots=True)
class Headings:
    """The heading row of a sheet: `row` and `last_row` from 0 (they differ for two-row headings), all headings as in
    the file, the columns in use, headings not understood and headings known but not needed."""

    row: int
    last_row: int
    texts: list[str]
    columns: list[Column]
    unknown: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def fields(self) -> set[str]:
        """Fields that have a column."""
        return {column.field for column in self.columns}

    @property
    def keys(self) -> set[str]:
        """All headings as they are compared."""
        return {heading_key(text) for text in self.texts}


class Vocabulary:
    """Which heading stands for which field, with a saved mapping of one employer on top."""

    def __init__(self, headings: Mapping[str, str], fields: Sequence[str], mapping: Mapping[str, str] | None) -> None:
        self._fields = dict(headings)
        self._known = list(headings)
        for heading, name in (mapping or {}).items():
            if name and name not in fields:
                raise FileProblem("BAD_MAPPING", name=clip(name))
            self._fields[heading_key(heading)] = name or IGNORED

    def field(self, text: str) -> str | None:
        """Field of a heading; "" when known but not needed, None when not understood."""
        key = heading_key(text)
        return self._fields.get(key) if key else None

    def near(self, names: Sequence[str], unknown: Sequence[str]) -> tuple[str, str] | None:
        """A heading not understood that is nearly one of those that stand for a missing field in `names`."""
        wanted = {key: name for key, name in self._fields.items() if name in names}
        for text in unknown:
            close = difflib.get_close_matches(heading_key(text), wanted, n=1, cutoff=0.75)
            if close:
                return text, wanted[close[0]]
        return None


def _text(value: Any) -> str:
    # A heading is short; anything longer is a title or a note and is not worth comparing.
    return " ".join(value.split()) if isinstance(value, str) and len(value) <= 200 else ""


def _score(found: Sequence[str | None]) -> int:
    """How well a row reads as headings: distinct fields count double, known headings once."""
    return 2 * len({name for name in found if name}) + sum(name == IGNORED for name in found)


def score_rows(rows: Sequence[Sequence[Any]], vocabulary: Vocabulary) -> int:
    """The best score of any row of `rows` as the heading row."""
    return max((_score([vocabulary.field(_text(value)) for value in row]) for row in rows), default=0)


def find_headings(
    rows: Sequence[Sequence[Any]], facts: SheetFacts, vocabulary: Vocabulary, least: int = 2
) -> Headings | None:
    """The heading row among the first `rows`, or None when no row names at least `least` fields.

    A second heading row counts only when it adds fields, none of its cells looks like data, and what the upper row says
    alone stays as it is. Raises `FileProblem` COLUMN_TWICE.
    """
    best: tuple[int, int, int, list[str], list[str | None]] | None = None
    for number, row in enumerate(rows):
        texts = [_text(value) for value in row]
        names = [vocabulary.field(text) for text in texts]
        options = [(number, texts, names)]
        if number + 1 < len(rows):
            pair = _pair(_spread(texts, number, facts), rows[number + 1], vocabulary)
            if pair is not None:
                options.append((number + 1, *pair))
        for last, said, meant in options:
            # One row is preferred to two that say no more.
            score = 2 * _score(meant) + (last == number)
            if best is None or score > best[0]:
                best = (score, number, last, said, meant)
    if best is None or len({name for name in best[4] if name}) < least:
        return None
    _, first, last, texts, names = best
    return _headings(first, last, texts, names)


def _spread(texts: list[str], row: int, facts: SheetFacts) -> list[str]:
    """A heading merged over several columns said for each of them."""
    spread = list(texts)
    for first_row, first, last_row, last in facts.merges[:1000]:
        if first_row <= row <= last_row and first < len(texts):
            for column in range(first, min(last + 1, len(texts))):
                spread[column] = texts[first]
    return spread


def _pair(upper: list[str], below: Sequence[Any], vocabulary: Vocabulary) -> tuple[list[str], list[str | None]] | None:
    lower = [_text(value) for value in below]
    if any(not isinstance(value, str) and value is not None for value in below):
        return None
    if not any(lower) or any(sum(c.isdigit() for c in text) >= 4 for text in lower):
        return None
    texts: list[str] = []
    names: list[str | None] = []
    for index in range(max(len(upper), len(lower))):
        top = upper[index] if index < len(upper) else ""
        bottom = lower[index] if index < len(lower) else ""
        tries = [f"{top} {bottom}".strip(), top, bottom]
        text, name = next(
            ((t, vocabulary.field(t)) for t in tries if t and vocabulary.field(t) is not None), (tries[0], None)
        )
        texts.append(text)
        names.append(name)
    return texts, names


def _headings(first: int, last: int, texts: list[str], names: list[str | None]) -> Headings:
    found = Headings(first, last, texts, [])
    seen: dict[str, Column] = {}
    for index, (text, name) in enumerate(zip(texts, names, strict=True)):
        if name:
            column = Column(index, column_letter(index), text, name)
            earlier = seen.setdefault(name, column)
            if earlier is not column:
                raise FileProblem(
                    "COLUMN_TWICE",
                    column=clip(earlier.heading),
                    first=clip(earlier.heading),
                    first_letter=earlier.letter,
                    second=clip(text),
                    second_letter=column.letter,
                )
            found.columns.append(column)
        elif name == IGNORED:
            found.ignored.append(text)
        elif text:
            found.unknown.append(text)
    return found


__all__ = ["HEADINGS", "Column", "Headings", "Vocabulary", "find_headings", "score_rows"]
