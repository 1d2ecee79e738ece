"""Text tables: which letters (encoding), which separator, then rows of text."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator

from lindung.interop.wage_files.problems import FileProblem

DELIMITERS = (";", ",", "\t", "|")
Row = list[str]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CELL_LETTERS = 1_000_000
_CELLS = 1_000
_SEP_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def decode(data: bytes) -> str:
    """Text of `data`: by its mark, else UTF-16 without a mark, UTF-8, and last the Windows Latin letters.

    Raises `FileProblem` TYPE_UNKNOWN when it is no text.
    """
    text = _decode(data)
    if "\0" in text or len(_CONTROL.findall(text[:8192])) * 20 > len(text[:8192]):
        raise FileProblem("TYPE_UNKNOWN")
    return text


def _decode(data: bytes) -> str:
    try:
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                return data.decode(encoding)
        head = data[:4096]
        if len(head) >= 4 and head.count(0) * 3 > len(head):
            # Latin text in UTF-16 has a zero in every second byte: which one tells the byte order.
            return data.decode("utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le")
    except UnicodeDecodeError as error:
        raise FileProblem("TYPE_UNKNOWN") from error
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Rows of `text`, one list of cells each. Raises `FileProblem`: CSV_QUOTES with the line where
    quoting breaks, TEXT_TOO_MUCH, SHEET_TOO_WIDE."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(_CELL_LETTERS)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise FileProblem("TEXT_TOO_MUCH") from error
            raise FileProblem("CSV_QUOTES", line=max(1, reader.line_num)) from error
        if len(row) > _CELLS:
            raise FileProblem("SHEET_TOO_WIDE", sheet="CSV", count=len(row), limit=_CELLS)
        yield row


def choose_delimiter(text: str, score: Callable[[list[Row]], int], header_rows: int) -> tuple[str, str]:
    """The separator under which the headings are best understood, and the text to read with it.

    `score` rates the first `header_rows` rows. A first line ``sep=;``, as Excel writes it, settles the matter; it is
    blanked so that row numbers stay those of the file.
    """
    told = _SEP_LINE.match(text)
    if told:
        return told[1], "\n" + text[told.end() :]
    best, best_score = DELIMITERS[0], -1
    broken: FileProblem | None = None
    for delimiter in DELIMITERS:
        try:
            got = score(list(itertools.islice(rows_of(text, delimiter), header_rows)))
        except FileProblem as problem:
            broken = broken or problem
            continue
        if got > best_score:
            best, best_score = delimiter, got
    if broken is not None and best_score <= 0:
        raise broken
    return best, text
