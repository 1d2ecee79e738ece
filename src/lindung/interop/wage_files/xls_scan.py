"""Looking through an old .xls (BIFF) before its values are read: the same facts as `xlsx_scan` finds.

The format is full of counts and sizes that a reader must believe (how many rows to set aside, how long a chain is),
and a formula is a little program. So the value reader gets a plain copy instead of the file: the cells with their
stored values, the texts and the number formats, nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from lindung.interop.wage_files.facts import At, SheetFacts
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.ole import CompoundFile, write_compound
from lindung.interop.wage_files.problems import FileProblem

_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_FILEPASS, _SHEET, _SST, _1904 = 0x2F, 0x85, 0xFC, 0x22
_ROW, _COLINFO, _MERGED, _FORMULA, _BOOLERR = 0x208, 0x7D, 0xE5, 0x06, 0x205
_LABELSST, _NUMBER, _RK, _LABEL, _RSTRING, _MULRK = 0xFD, 0x203, 0x27E, 0x204, 0xD6, 0xBD
_STRING, _CODEPAGE, _FORMAT, _XF = 0x207, 0x42, 0x41E, 0xE0
_SINGLE = {_LABELSST: 10, _NUMBER: 14, _RK: 10, _LABEL: 8, _RSTRING: 8, _FORMULA: 14, _BOOLERR: 8}
"""Records of one cell, and the bytes each must have."""
_HEAD = {_CODEPAGE: 2, _1904: 2, _FORMAT: 5, _XF: 4}
"""Records of the workbook that values depend on, and the bytes each must have."""
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

_NOT_AVAILABLE = b"\x2a\x01"


@dataclass(slots=True)
class XlsFacts:
    """`sheets` in workbook order, whether day numbers count from 1904, and `plain`, the copy for the value reader."""

    sheets: list[SheetFacts] = field(default_factory=list)
    date1904: bool = False
    plain: bytes = b""


Cell = tuple[int, int, int, bytes]
"""Row, column, record and its body."""


def scan_xls(file: CompoundFile, limits: Limits) -> XlsFacts:
    """Facts of every sheet. Raises `FileProblem` for passwords, macros, damage and sizes past `limits`."""
    if {"encryptedpackage", "encryptioninfo"} & file.names:
        raise FileProblem("ENCRYPTED")
    stream = file.stream("Workbook") or file.stream("Book")
    if stream is None:
        document = {"worddocument", "powerpoint document"} & file.names
        raise FileProblem("TYPE_DOCUMENT" if document else "TYPE_UNKNOWN")
    if {"_vba_project_cur", "vba", "_vba_project"} & file.names:
        raise FileProblem("MACROS")
    facts = XlsFacts()
    head: list[tuple[int, bytes]] = []
    names: list[bytes] = []
    starts: list[int] = []
    texts: list[bytes] = []
    previous = 0
    # No record is walked twice: substreams that lie within each other would cost the square of the file.
    budget = [len(stream) // 4 + 16]
    for code, body in _records(stream, 0, budget):
        if code == _FILEPASS:
            raise FileProblem("ENCRYPTED")
        if code == _SHEET and len(body) >= 8:
            starts.append(struct.unpack_from("<I", body)[0])
            names.append(body[4:])
        elif code == _SST or (code == _CONTINUE and previous == _SST):
            texts.append(body)
        elif code in _HEAD and len(body) >= _HEAD[code]:
            head.append((code, body))
            if code == _1904:
                facts.date1904 = body[0] == 1
        if code != _CONTINUE:
            previous = code
    if not starts or len(starts) > 256 or len(set(starts)) != len(starts):
        raise FileProblem("CORRUPT")
    sheets: list[list[Cell]] = []
    for number, start in enumerate(starts, 1):
        sheet, cells = _sheet(stream, start, budget)
        sheet.check(str(number), limits)
        facts.sheets.append(sheet)
        sheets.append(cells)
    if sum(sheet.area for sheet in facts.sheets) > limits.area:
        raise FileProblem("TEXT_TOO_MUCH")
    longest = max(_lengths(texts), default=0)
    if longest * 2 * sum(sheet.shared_texts for sheet in facts.sheets) > limits.text_bytes:
        raise FileProblem("TEXT_TOO_MUCH")
    facts.plain = write_compound("Workbook", _plain(stream[:20], head, names, texts, sheets))
    return facts


def _record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def _plain(
    opening: bytes, head: list[tuple[int, bytes]], names: list[bytes], texts: list[bytes], sheets: list[list[Cell]]
) -> bytes:
    """A workbook stream of nothing but values. `opening` begins with the BOF record of the file."""
    (length,) = struct.unpack_from("<H", opening, 2)
    bof = opening[: 4 + length] if length <= 16 else opening[:2] + b"\x10\0" + opening[4:20]
    shared = b"".join(_record(_CONTINUE if number else _SST, body) for number, body in enumerate(texts))
    start = bof + b"".join(_record(code, body) for code, body in head)
    at = len(start) + sum(len(_record(_SHEET, bytes(4) + name)) for name in names) + len(shared) + 4
    bodies, places = [], []
    for cells in sheets:
        cells.sort(key=lambda cell: cell[:2])
        body = bof + b"".join(_record(code, content) for _, _, code, content in cells) + _record(_EOF)
        places.append(at)
        bodies.append(body)
        at += len(body)
    bounds = b"".join(
        _record(_SHEET, struct.pack("<I", place) + name) for place, name in zip(places, names, strict=True)
    )
    return start + bounds + shared + _record(_EOF) + b"".join(bodies)


def _records(stream: bytes, at: int, budget: list[int]) -> Iterator[tuple[int, bytes]]:
    """Records of one substream, from its BOF to its EOF."""
    if at + 4 > len(stream) or struct.unpack_from("<H", stream, at)[0] != _BOF:
        raise FileProblem("CORRUPT")
    depth = 0
    while at + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if len(body) < length:
            raise FileProblem("CORRUPT")
        at += 4 + length
        budget[0] -= 1
        if budget[0] < 0:
            raise FileProblem("CORRUPT")
        # A chart inside a sheet has its own BOF and EOF; its cells are not the sheet's.
        if code == _BOF:
            depth += 1
        elif code == _EOF:
            depth -= 1
            if depth == 0:
                return
        elif depth == 1:
            yield code, body
    raise FileProblem("CORRUPT")


def _sheet(stream: bytes, start: int, budget: list[int]) -> tuple[SheetFacts, list[Cell]]:
    facts = SheetFacts()
    cells: list[Cell] = []
    rows: set[int] = set()
    waiting: bytes | None = None  # place of a formula whose text result follows in a record of its own
    for code, body in _records(stream, start, budget):
        if code in _SINGLE and len(body) >= _SINGLE[code]:
            row, column = struct.unpack_from("<HH", body)
            _grow(facts, row, column, column)
            rows.add(row)
            if code == _FORMULA:
                facts.formulas[row, column] = True
                waiting = body[:6] if body[12:14] == b"\xff\xff" and body[6] == 0 else None
                code, body = _result(facts, (row, column), body)
            elif code == _LABELSST:
                facts.shared_texts += 1
            elif code == _BOOLERR and body[7]:
                facts.errors[row, column] = _ERRORS.get(body[6], "#ERROR")
                body = body[:6] + _NOT_AVAILABLE
            if code:
                cells.append((row, column, _LABEL if code == _RSTRING else code, body))
        elif code == _STRING and waiting is not None:
            row, column = struct.unpack_from("<HH", waiting)
            cells.append((row, column, _LABEL, waiting + body))
            waiting = None
        elif code == _MULRK and len(body) >= 12:
            row, column = struct.unpack_from("<HH", body)
            (last,) = struct.unpack_from("<H", body, len(body) - 2)
            if len(body) != 6 + 6 * (last - column + 1):
                raise FileProblem("CORRUPT")
            _grow(facts, row, column, last)
            rows.add(row)
            cells.append((row, column, code, body))
        elif code == _ROW and len(body) >= 16:
            if body[12] & 0x20:
                facts.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif code == _COLINFO and len(body) >= 10:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", body)
            if flags & 1:
                facts.hidden_columns.append((first, last))
        elif code == _MERGED and len(body) >= 2:
            count = min(struct.unpack_from("<H", body)[0], (len(body) - 2) // 8)
            for number in range(count):
                first_row, last_row, first, last = struct.unpack_from("<HHHH", body, 2 + number * 8)
                facts.merges.append((first_row, first, last_row, last))
    facts.rows_used = len(rows)
    return facts, cells


def _result(facts: SheetFacts, at: At, body: bytes) -> tuple[int, bytes]:
    """The stored result of a formula as a record of its own; code 0 when there is none to write (text, empty)."""
    if body[12:14] != b"\xff\xff":
        return _NUMBER, body[:14]
    if body[6] == 1:
        return _BOOLERR, body[:6] + bytes([body[8], 0])
    if body[6] == 2:
        facts.errors[at] = _ERRORS.get(body[8], "#ERROR")
        return _BOOLERR, body[:6] + _NOT_AVAILABLE
    return 0, b""


def _grow(facts: SheetFacts, row: int, first: int, last: int) -> None:
    if last < first:
        raise FileProblem("CORRUPT")
    if facts.last_row < 0:
        facts.first_row, facts.last_row, facts.first_column, facts.last_column = row, row, first, last
        return
    facts.first_row, facts.last_row = min(row, facts.first_row), max(row, facts.last_row)
    facts.first_column, facts.last_column = min(first, facts.first_column), max(last, facts.last_column)


def _lengths(pieces: list[bytes]) -> Iterator[int]:
    """Letters of each shared text; a text may run on over the next piece, which then restates how it is coded."""
    if not pieces or len(pieces[0]) < 8:
        return
    (count,) = struct.unpack_from("<I", pieces[0], 4)
    piece, at = 0, 8

    def step(size: int) -> bytes:
        nonlocal piece, at
        while at >= len(pieces[piece]):
            piece, at = piece + 1, 0
            if piece >= len(pieces):
                raise FileProblem("CORRUPT")
        got = pieces[piece][at : at + size]
        if len(got) < size:
            raise FileProblem("CORRUPT")
        at += size
        return got

    for _ in range(min(count, sum(map(len, pieces)) // 3 + 1)):
        letters, flags = struct.unpack("<HB", step(3))
        runs = struct.unpack("<H", step(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", step(4))[0] if flags & 4 else 0
        left, wide = letters, flags & 1
        while left:
            if at >= len(pieces[piece]):
                wide = step(1)[0] & 1
            take = min(left, (len(pieces[piece]) - at) // (1 + wide))
            if take == 0:
                raise FileProblem("CORRUPT")
            at += take * (1 + wide)
            left -= take
        yield letters
        skip = runs * 4 + extra
        while skip:
            if at >= len(pieces[piece]):
                step(0)
            part = min(skip, len(pieces[piece]) - at)
            at += part
            skip -= part
