"""Looking through an XLSX before its values are read.

Every XML part is streamed once through expat, which finds what a value reader does not tell (formulas, errors, merges,
hidden rows, a DTD) and what must be known before anything is allocated (the box of cells, the length of texts).
"""

from __future__ import annotations

import posixpath
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from lindung.interop.wage_files.facts import SheetFacts, letters_to_column, parse_range, parse_ref
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.problems import FileProblem
from lindung.interop.wage_files.zip_check import Archive

_LAST_ROW = 1_048_576
_MERGES = 100_000
_TOKEN = 4 * 1024 * 1024
"""Bytes of one XML tag or comment: the parser starts over on an unfinished one with every piece, so a long one costs
the square of its length."""
Attributes = dict[str, str]


@dataclass(slots=True)
class XlsxFacts:
    """`sheets` by sheet name, and whether day numbers count from 1904."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    date1904: bool = False


def scan_xlsx(archive: Archive, limits: Limits) -> XlsxFacts:
    """Facts of every sheet of the workbook. Raises `FileProblem` for macros, DTDs, damage and sizes past `limits`."""
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in archive.parts):
        raise FileProblem("MACROS")
    book = _Workbook()
    _parse(archive, "xl/workbook.xml", book.start)
    relations = _Relations()
    _parse(archive, "xl/_rels/workbook.xml.rels", relations.start)
    texts = _SharedTexts(limits)
    if "xl/sharedstrings.xml" in archive:
        _parse(archive, "xl/sharedstrings.xml", texts.start, texts.end, texts.data)
    found: dict[str, SheetFacts] = {}
    paths = {(relations.path(relation) or "").lower() for _, relation in book.sheets}
    for key, part in archive.parts.items():
        if key in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"):
            continue
        if key.endswith((".xml", ".rels")):
            # Parts that hold no cells (properties, drawings) are not always sound XML, and need not be.
            scan = _Sheet(limits)
            needed = key in paths or key.startswith("xl/worksheets/")
            _parse(archive, part.name, scan.start, scan.end, scan.data, keep=scan, tolerant=not needed)
            found[key] = scan.facts
        else:
            for _ in archive.open(part.name):
                pass
    facts = XlsxFacts(date1904=book.date1904)
    names = {}
    for sheet, relation in book.sheets:
        path = relations.path(relation)
        if path is None or path.lower() not in found:
            raise FileProblem("CORRUPT")
        facts.sheets[sheet] = found[path.lower()]
        names[path.lower()] = sheet
    for key, sheet_facts in found.items():
        sheet_facts.check(names.get(key, key), limits)
    _text_volume(archive, found, texts.lengths, limits)
    return facts


def _parse(
    archive: Archive,
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
    keep: _Sheet | None = None,
    tolerant: bool = False,
) -> None:
    parser = expat.ParserCreate()
    if keep is not None:
        # Most cells need no look at their text: the handlers for it are set only where one does.
        keep.parser, end, data = parser, None, None
    parser.buffer_text = True

    def no_dtd(*_: object) -> None:
        raise FileProblem("XML_DTD")

    parser.StartDoctypeDeclHandler = no_dtd
    parser.EntityDeclHandler = no_dtd
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if data is not None:
        parser.CharacterDataHandler = data
    pieces, fed = archive.open(name), 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > _TOKEN:
                raise FileProblem("TEXT_TOO_MUCH")
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, UnicodeError, LookupError) as error:
        if not tolerant:
            raise FileProblem("CORRUPT") from error
        for _ in pieces:
            pass


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Workbook:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.date1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        local = _local(name)
        if local == "sheet":
            relation = next((v for k, v in attributes.items() if k != "id" and _local(k) == "id"), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif local == "workbookPr":
            self.date1904 = attributes.get("date1904", "0") in ("1", "true")


class _Relations:
    def __init__(self) -> None:
        self._targets: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if _local(name) == "Relationship":
            key = attributes.get("Id", "")
            if key in self._targets:
                raise FileProblem("CORRUPT")
            self._targets[key] = attributes.get("Target", "")

    def path(self, relation: str) -> str | None:
        target = self._targets.get(relation)
        if not target:
            return None
        if target.startswith("/"):
            return target.lstrip("/")
        return target if target.startswith("xl/") else posixpath.normpath("xl/" + target)


class _SharedTexts:
    """Lengths of the shared texts, in order: one text may be shown by a million cells."""

    def __init__(self, limits: Limits) -> None:
        self.lengths = array("I")
        self._open = False
        self._most = limits.area

    def start(self, name: str, attributes: Attributes) -> None:
        local = _local(name)
        if local == "sst":
            # Readers set aside as many places as the list claims to have.
            claimed = attributes.get("uniqueCount", "0").strip()
            if len(claimed) > 9 or (_number(claimed) or 0) > self._most:
                raise FileProblem("TEXT_TOO_MUCH")
        elif local == "si":
            self.lengths.append(0)
            self._open = True
            if len(self.lengths) > self._most:
                raise FileProblem("TEXT_TOO_MUCH")

    def end(self, name: str) -> None:
        if _local(name) == "si":
            self._open = False

    def data(self, text: str) -> None:
        if self._open:
            self.lengths[-1] += len(text)


class _Sheet:
    """Handlers for one part; cells count wherever they stand, so that no part can pass for something else."""

    def __init__(self, limits: Limits) -> None:
        self.facts = SheetFacts()
        self._flags = self._cells = limits.area
        self._row = -1
        self._row_digits = ""
        self._column = -1
        self._filled = False
        self._row_filled = False
        self._formula = False
        self._kind = ""
        self._value: list[str] | None = None
        self.parser: expat.XMLParserType | None = None
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "v" or name == "t":
            if self._formula or self._kind == "e":
                self._value = []
                self._listen(True)
            if not self._filled:
                self._fill()
            return
        if name == "c":
            self._cell(attributes)
            return
        local = _local(name)
        if local == "row":
            self._start_row(attributes)
        elif local == "c":
            self._cell(attributes)
        elif local in ("v", "t"):
            self.start(local, attributes)
        elif local == "f":
            self._formula = True
            if self._column >= 0:
                self.facts.formulas[self._row, self._column] = False
                if len(self.facts.formulas) * 10 > self._flags:
                    raise FileProblem("TEXT_TOO_MUCH")
        elif local == "mergeCell":
            self._merge(attributes)
        elif local == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            if first and last:
                self.facts.hidden_columns.append((first - 1, last - 1))
                if len(self.facts.hidden_columns) > 20_000:
                    raise FileProblem("CORRUPT")

    def _start_row(self, attributes: Attributes) -> None:
        given = attributes.get("r")
        row = self._row + 1 if given is None else (_number(given) or 0) - 1
        if not 0 <= row < _LAST_ROW:
            raise FileProblem("CORRUPT")
        self._row, self._row_digits, self._column = row, str(row + 1), -1
        self._row_filled = False
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(row)

    def _cell(self, attributes: Attributes) -> None:
        ref = attributes.get("r")
        if ref is None:
            self._column += 1
        else:
            letters = ref.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                at = parse_ref(ref)
                if at is None:
                    raise FileProblem("CORRUPT")
                column = self._columns[letters] = letters_to_column(letters)
            self._column = column
            # A cell that names another row than the one it stands in would be placed differently by different readers.
            if ref[len(letters) :] != self._row_digits:
                raise FileProblem("CORRUPT")
        self._filled = False
        self._formula = False
        self._kind = attributes.get("t", "")
        if self._kind == "s":
            self.facts.shared_texts += 1

    def _fill(self) -> None:
        self._filled = True
        facts, row, column = self.facts, self._row, self._column
        if row < 0 or column < 0:
            return
        self._cells -= 1
        if self._cells < 0:
            raise FileProblem("TEXT_TOO_MUCH")
        if not self._row_filled:
            self._row_filled = True
            facts.rows_used += 1
        if facts.last_row < 0:
            facts.first_row = facts.last_row = row
            facts.first_column = facts.last_column = column
            return
        if row > facts.last_row:
            facts.last_row = row
        elif row < facts.first_row:
            facts.first_row = row
        if column > facts.last_column:
            facts.last_column = column
        elif column < facts.first_column:
            facts.first_column = column

    def end(self, name: str) -> None:
        if self._value is None or _local(name) not in ("v", "t"):
            return
        text, self._value = "".join(self._value), None
        self._listen(False)
        if self._kind == "e":
            self.facts.errors[self._row, self._column] = text or "#ERROR"
        elif self._formula:
            # Programs that write a formula without working it out leave the stored result empty; a text result that
            # really is empty says so by its type.
            self.facts.formulas[self._row, self._column] = bool(text) or self._kind == "str"

    def data(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)

    def _listen(self, on: bool) -> None:
        if self.parser is not None:
            self.parser.EndElementHandler = self.end if on else None
            self.parser.CharacterDataHandler = self.data if on else None

    def _merge(self, attributes: Attributes) -> None:
        area = parse_range(attributes.get("ref", ""))
        if area is None or len(self.facts.merges) >= _MERGES:
            raise FileProblem("CORRUPT")
        self.facts.merges.append(area)


def _number(text: str | None) -> int | None:
    return int(text) if text and len(text) <= 9 and text.isascii() and text.isdigit() else None


def _text_volume(archive: Archive, found: dict[str, SheetFacts], lengths: array[int], limits: Limits) -> None:
    """One long shared text shown by many cells is copied into each: bound the sum before it is made."""
    longest = max(lengths, default=0)
    budget = limits.text_bytes // 2
    if longest * sum(facts.shared_texts for facts in found.values()) <= budget:
        return
    total = 0
    for key, facts in found.items():
        if facts.shared_texts * longest <= budget // 16:
            total += facts.shared_texts * longest
            continue
        counter = _Volume(lengths)
        _parse(archive, archive.parts[key].name, counter.start, counter.end, counter.data)
        total += counter.total
    if total > budget:
        raise FileProblem("TEXT_TOO_MUCH")


class _Volume:
    """Adds up the lengths of the shared texts that the cells of one sheet show."""

    def __init__(self, lengths: array[int]) -> None:
        self._lengths = lengths
        self._shared = False
        self._index: list[str] | None = None
        self.total = 0

    def start(self, name: str, attributes: Attributes) -> None:
        local = _local(name)
        if local == "c":
            self._shared = attributes.get("t") == "s"
        elif local == "v" and self._shared:
            self._index = []

    def end(self, name: str) -> None:
        if self._index is not None and _local(name) == "v":
            index = _number("".join(self._index).strip())
            if index is not None and index < len(self._lengths):
                self.total += self._lengths[index]
            self._index = None

    def data(self, text: str) -> None:
        if self._index is not None:
            self._index.append(text)
