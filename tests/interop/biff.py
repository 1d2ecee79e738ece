"""A small writer of old .xls files (BIFF8 in a compound file), enough to test their reader with."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


@dataclass
class XlsSheet:
    """Cells by (row, column) from 0: str, int/float, `Formula`, `Fault`, or `Day` (a number with a date format)."""

    name: str
    cells: dict[tuple[int, int], object] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Formula:
    value: float


@dataclass(frozen=True)
class Fault:
    code: int


@dataclass(frozen=True)
class Day:
    serial: int


def table(name: str, rows: list[list[object]], **more: object) -> XlsSheet:
    cells = {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row) if value not in (None, "")}
    return XlsSheet(name, cells, **more)  # type: ignore[arg-type]


def workbook_stream(sheets: list[XlsSheet], *, password: bool = False, date1904: bool = False) -> bytes:
    texts: list[str] = []
    index: dict[str, int] = {}
    shown = 0
    for sheet in sheets:
        for value in sheet.cells.values():
            if isinstance(value, str):
                shown += 1
                if value not in index:
                    index[value] = len(texts)
                    texts.append(value)
    head = record(0x809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    if password:
        head += record(0x2F, struct.pack("<HHHH", 0, 0, 0x1234, 0x5678))
    head += record(0x42, struct.pack("<H", 1200))
    head += record(0x22, struct.pack("<H", int(date1904)))
    for number_format in (0, 14):
        head += record(0xE0, struct.pack("<HHH", 0, number_format, 0) + bytes(14))
    strings = _shared(texts, shown)
    bounds_size = sum(len(record(0x85, bytes(6) + _short(sheet.name))) for sheet in sheets)
    at = len(head) + bounds_size + len(strings) + len(record(0x0A))
    bounds, bodies = b"", b""
    for sheet in sheets:
        body = _sheet(sheet, index)
        bounds += record(0x85, struct.pack("<IBB", at, int(sheet.hidden), 0) + _short(sheet.name))
        bodies += body
        at += len(body)
    return head + bounds + strings + record(0x0A) + bodies


def _shared(texts: list[str], shown: int) -> bytes:
    """The shared texts, cut into records of at most 8,000 bytes between texts."""
    pieces = [struct.pack("<II", shown, len(texts))]
    for text in texts:
        raw = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
        if len(pieces[-1]) + len(raw) > 8000:
            pieces.append(b"")
        pieces[-1] += raw
    return record(0xFC, pieces[0]) + b"".join(record(0x3C, piece) for piece in pieces[1:])


def _sheet(sheet: XlsSheet, index: dict[str, int]) -> bytes:
    out = record(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    for column in sheet.hidden_columns:
        out += record(0x7D, struct.pack("<HHHHHH", column, column, 2560, 0, 1, 0))
    rows = max((r for r, _ in sheet.cells), default=0) + 1
    columns = max((c for _, c in sheet.cells), default=0) + 1
    out += record(0x200, struct.pack("<IIHHH", 0, rows, 0, columns, 0))
    for row in sheet.hidden_rows:
        out += record(0x208, struct.pack("<HHHHHHI", row, 0, columns, 255, 0, 0, 0x20))
    for (row, column), value in sorted(sheet.cells.items()):
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            out += record(0xFD, place + struct.pack("<I", index[value]))
        elif isinstance(value, Fault):
            out += record(0x205, place + struct.pack("<BB", value.code, 1))
        elif isinstance(value, Formula):
            tokens = b"\x1e\x01\x00"
            out += record(0x06, place + struct.pack("<dHIH", value.value, 0, 0, len(tokens)) + tokens)
        elif isinstance(value, Day):
            out += record(0x203, struct.pack("<HHHd", row, column, 1, value.serial))
        else:
            out += record(0x203, place + struct.pack("<d", float(value)))  # type: ignore[arg-type]
    if sheet.merges:
        body = struct.pack("<H", len(sheet.merges))
        for first_row, first, last_row, last in sheet.merges:
            body += struct.pack("<HHHH", first_row, last_row, first, last)
        out += record(0xE5, body)
    return out + record(0x0A)


def compound(streams: dict[str, bytes], storages: tuple[str, ...] = (), *, circle: bool = False) -> bytes:
    """A compound file of `streams` (each padded to 4,096 bytes); `circle` makes the first stream's chain endless."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        start = len(sectors)
        count = -(-len(data) // SECTOR)
        for number in range(count):
            sectors.append(data[number * SECTOR : (number + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(start + number + 1)
        fat[-1] = END
        return start

    placed = []
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        placed.append((name, store(data), len(data)))
    if circle:
        fat[placed[0][1] + 1] = placed[0][1]
    entries = [_entry("Root Entry", 5, END, 0, 1)]
    entries += [_entry(name, 2, start, size, FREE) for name, start, size in placed]
    entries += [_entry(name, 1, 0, 0, FREE) for name in storages]
    directory = store(b"".join(entries).ljust(-(-len(entries) * 128 // SECTOR) * SECTOR, b"\0"))
    fat_count = 1
    while (len(fat) + fat_count) * 4 > fat_count * SECTOR:
        fat_count += 1
    fat_at = len(sectors)
    fat += [FAT] * fat_count
    raw = struct.pack(f"<{len(fat)}I", *fat)
    raw = raw.ljust(fat_count * SECTOR, b"\xff")
    sectors += [raw[n * SECTOR : (n + 1) * SECTOR] for n in range(fat_count)]
    heads = [fat_at + n for n in range(fat_count)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, fat_count, directory, 0, 4096, END, 0, END, 0
    )
    header += struct.pack("<109I", *(heads + [FREE] * (109 - len(heads))))
    return header + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    entry = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child)
    return entry + bytes(36) + struct.pack("<III", start, size, 0)


def xls(*sheets: XlsSheet, password: bool = False, date1904: bool = False) -> bytes:
    return compound({"Workbook": workbook_stream(list(sheets), password=password, date1904=date1904)})
