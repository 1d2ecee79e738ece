"""The old compound file (OLE) around .xls and around password-locked .xlsx: its directory and streams, safely.

Every chain of sectors is walked with a bound, so that a file whose chains run in circles is refused. The file itself
never reaches the value reader; what was read out of it is written into a plain new one.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from lindung.interop.wage_files.problems import FileProblem

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFE
_FREE = 0xFFFFFFFF
_ENTRY = 128


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream or storage: its name, first sector and size in bytes."""

    name: str
    kind: int
    start: int
    size: int


def write_compound(name: str, stream: bytes) -> bytes:
    """A plain compound file (sectors of 4,096 bytes) that holds nothing but `stream` under `name`."""
    size = 4096
    stream = stream.ljust(size, b"\0")
    count = -(-len(stream) // size)
    fat_count = 1
    while (count + 1 + fat_count) * 4 > fat_count * size:
        fat_count += 1
    if fat_count > 109:
        raise FileProblem("CORRUPT")
    links = [*range(1, count), _END, _END, *[0xFFFFFFFD] * fat_count]
    fat = struct.pack(f"<{len(links)}I", *links).ljust(fat_count * size, b"\xff")
    directory = b"".join(
        title.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(title) + 2, kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", 0, length)
        for title, kind, child, length in (("Root Entry", 5, 1, 0), (name, 2, _FREE, len(stream)))
    )
    heads = [count + 1 + number for number in range(fat_count)] + [_FREE] * (109 - fat_count)
    header = MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 4, 0xFFFE, 12, 6) + bytes(6)
    header += struct.pack("<9I", 1, fat_count, count, 0, 4096, 0, 0, _END, 0) + struct.pack("<109I", *heads)
    return header.ljust(size, b"\0") + stream.ljust(count * size, b"\0") + directory.ljust(size, b"\0") + fat


class CompoundFile:
    """A checked compound file. `names` of all entries; `stream(name)` gives a stream's bytes."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 1536 or not data.startswith(MAGIC):
            raise FileProblem("CORRUPT")
        self._data = data
        (major,) = struct.unpack_from("<H", data, 26)
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if (major, shift) not in ((3, 9), (4, 12)) or mini_shift != 6:
            raise FileProblem("CORRUPT")
        self._sector = 1 << shift
        self._count = -(-len(data) // self._sector) - 1
        directory, cutoff, mini_start, mini_count, difat, difat_count = struct.unpack_from("<I4xIIIII", data, 48)
        if cutoff != 4096 or mini_count > self._count or difat_count > self._count:
            raise FileProblem("CORRUPT")
        self._fat = self._read_fat(difat, difat_count)
        self.entries = self._read_directory(self._chain_bytes(directory))
        if not self.entries or self.entries[0].kind != 5:
            raise FileProblem("CORRUPT")
        root = self.entries[0]
        self._mini = self._chain_bytes(root.start) if root.size else b""
        raw = self._chain_bytes(mini_start) if mini_start not in (_END, _FREE) else b""
        self._mini_fat = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    @property
    def names(self) -> set[str]:
        """Lower-cased names of all streams and storages."""
        return {entry.name.lower() for entry in self.entries}

    def stream(self, name: str) -> bytes | None:
        """Bytes of the stream `name` (any letter case), or None."""
        entry = next((e for e in self.entries if e.kind == 2 and e.name.lower() == name.lower()), None)
        return None if entry is None else self._stream(entry)

    def _read_sector(self, number: int) -> bytes:
        if not 0 <= number < self._count:
            raise FileProblem("CORRUPT")
        start = (number + 1) * self._sector
        return self._data[start : start + self._sector]

    def _read_fat(self, difat: int, difat_count: int) -> tuple[int, ...]:
        heads = list(struct.unpack_from("<109I", self._data, 76))
        seen = 0
        while difat not in (_END, _FREE):
            seen += 1
            if seen > difat_count:
                raise FileProblem("CORRUPT")
            block = self._read_sector(difat)
            if len(block) < self._sector:
                raise FileProblem("CORRUPT")
            numbers = struct.unpack(f"<{self._sector // 4}I", block)
            heads += numbers[:-1]
            difat = numbers[-1]
        used = [number for number in heads if number not in (_FREE, _END)]
        if len(used) != len(set(used)):
            raise FileProblem("CORRUPT")
        raw = b"".join(self._read_sector(number) for number in used)
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _chain(self, start: int, table: tuple[int, ...], most: int) -> list[int]:
        chain: list[int] = []
        while start != _END:
            if start >= len(table) or len(chain) >= most:
                raise FileProblem("CORRUPT")
            chain.append(start)
            start = table[start]
        return chain

    def _chain_bytes(self, start: int) -> bytes:
        # No chain can have more sectors than the file: a longer one runs in a circle.
        return b"".join(self._read_sector(number) for number in self._chain(start, self._fat, self._count))

    def _read_directory(self, raw: bytes) -> list[Entry]:
        entries = []
        for at in range(0, len(raw) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", raw, at + 64)
            start, size = struct.unpack_from("<II", raw, at + 116)
            if kind in (1, 2, 5):
                name = raw[at : at + max(0, min(64, length) - 2)].decode("utf-16-le", "replace")
                entries.append(Entry(name, kind, start, size))
        if len(entries) > 2000:
            raise FileProblem("CORRUPT")
        return entries

    def _stream(self, entry: Entry) -> bytes:
        if entry.size == 0:
            return b""
        if entry.size >= 4096:
            found = self._chain_bytes(entry.start)
        else:
            chain = self._chain(entry.start, self._mini_fat, len(self._mini) // 64 + 1)
            found = b"".join(self._mini[number * 64 : number * 64 + 64] for number in chain)
        if len(found) < entry.size:
            raise FileProblem("CORRUPT")
        return found[: entry.size]
