"""Opening a zip without trusting it: names, counts, declared and real sizes, nothing nested, nothing hidden.

Two programs may read one crafted zip differently (ours and the spreadsheet reader). So only the plain shape that every
spreadsheet program writes is let through: one archive, no prefix, no comment, no encryption, no two parts of
one name, local headers that agree with the directory, and streams that unpack to exactly the declared size and
checksum.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lindung.interop.wage_files.limits import MB, Limits
from lindung.interop.wage_files.problems import FileProblem, clip

CHUNK = 256 * 1024
_END = b"PK\x05\x06"
_LOCATOR = b"PK\x06\x07"
_LONG_END = b"PK\x06\x06"
_LOCAL = struct.Struct("<4s2xHH8x4x4xHH")
_NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".docx", ".docm", ".jar", ".7z", ".rar", ".gz", ".exe", ".dll")
_NESTED_MAGIC = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"MZ")


@dataclass(frozen=True, slots=True)
class Part:
    """One member of the archive: where its packed bytes start, how many, and what they must unpack to."""

    name: str
    start: int
    packed: int
    size: int
    crc: int
    deflated: bool


class Archive:
    """A checked zip in memory. `parts` by lower-cased name; `open` streams one part, verifying it to the last byte."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._unpacked = 0
        self.parts: dict[str, Part] = {}
        for info in self._directory():
            part = self._part(info)
            if part.name.lower() in self.parts:
                raise FileProblem("CORRUPT")
            self.parts[part.name.lower()] = part
        self._sizes()

    def _directory(self) -> list[zipfile.ZipInfo]:
        # The end record must be the very last thing, with no comment, and stand where the directory says.
        if len(self._data) < 22 or self._data[-22:-18] != _END or self._data[-2:] != b"\0\0":
            raise FileProblem("CORRUPT")
        disk, directory_disk, here, total, size, offset = struct.unpack("<HHHHII", self._data[-18:-2])
        end = len(self._data) - 22
        if self._data[end - 20 : end - 16] == _LOCATOR:
            # Some programs always write the long form for large files as well, however small the file is.
            end -= 76
            here, total, size, offset = self._long_end(end)
        if disk or directory_disk or here != total or offset + size != end:
            raise FileProblem("CORRUPT")
        if total > self._limits.entries:
            raise FileProblem("ZIP_ENTRIES", count=total, limit=self._limits.entries)
        try:
            with zipfile.ZipFile(io.BytesIO(self._data)) as archive:
                infos = archive.infolist()
        except Exception as error:
            raise FileProblem("CORRUPT") from error
        if len(infos) != total:
            raise FileProblem("CORRUPT")
        return infos

    def _long_end(self, at: int) -> tuple[int, int, int, int]:
        """Entries (here, in all), size and place of the directory by the zip64 end record, which must stand at `at`."""
        if at < 0:
            raise FileProblem("CORRUPT")
        (told,) = struct.unpack_from("<Q", self._data, at + 56 + 8)
        if told != at or self._data[at : at + 12] != _LONG_END + struct.pack("<Q", 44):
            raise FileProblem("CORRUPT")
        here, total, size, offset = struct.unpack_from("<QQQQ", self._data, at + 24)
        return here, total, size, offset

    def _part(self, info: zipfile.ZipInfo) -> Part:
        name = info.orig_filename
        if (
            name.startswith(("/", "\\"))
            or "\\" in name
            or ":" in name
            or "\0" in name
            or any(step in ("..", ".") for step in name.split("/"))
        ):
            raise FileProblem("ZIP_PATH", part=clip(name))
        if info.flag_bits & 0x1:
            raise FileProblem("ENCRYPTED")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileProblem("CORRUPT")
        at = info.header_offset
        if at + _LOCAL.size > len(self._data):
            raise FileProblem("CORRUPT")
        magic, flags, method, name_length, extra_length = _LOCAL.unpack_from(self._data, at)
        start = at + _LOCAL.size + name_length + extra_length
        raw_name = self._data[at + _LOCAL.size : at + _LOCAL.size + name_length]
        encoding = "utf-8" if flags & 0x800 else "cp437"
        if (
            magic != b"PK\x03\x04"
            or method != info.compress_type
            or (flags & 0x801) != (info.flag_bits & 0x801)
            or raw_name.decode(encoding, "replace") != name
            or start + info.compress_size > len(self._data)
        ):
            raise FileProblem("CORRUPT")
        if name.lower().endswith(_NESTED):
            raise FileProblem("ZIP_NESTED", part=clip(name))
        return Part(name, start, info.compress_size, info.file_size, info.CRC, method == zipfile.ZIP_DEFLATED)

    def _sizes(self) -> None:
        limit = self._limits.unpacked_bytes
        if sum(part.size for part in self.parts.values()) > limit or any(
            part.size > MB and part.size > self._limits.ratio * max(1, part.packed) for part in self.parts.values()
        ):
            raise FileProblem("ZIP_BOMB", limit_kb=limit // 1024)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.parts

    def open(self, name: str) -> Iterator[bytes]:
        """The content of part `name` in pieces of at most 256 KB.

        Raises `FileProblem`: ZIP_BOMB as soon as more comes out than was declared, ZIP_NESTED, CORRUPT.
        """
        part = self.parts.get(name.lower())
        if part is None:
            raise FileProblem("CORRUPT")
        crc = seen = 0
        for piece in self._pieces(part):
            if not seen and piece.startswith(_NESTED_MAGIC):
                raise FileProblem("ZIP_NESTED", part=clip(part.name))
            seen += len(piece)
            if seen > part.size:
                raise FileProblem("ZIP_BOMB", limit_kb=self._limits.unpacked_bytes // 1024)
            crc = zlib.crc32(piece, crc)
            yield piece
        if seen != part.size or crc != part.crc:
            raise FileProblem("CORRUPT")

    def _pieces(self, part: Part) -> Iterator[bytes]:
        packed = memoryview(self._data)[part.start : part.start + part.packed]
        if not part.deflated:
            for at in range(0, len(packed), CHUNK):
                yield bytes(packed[at : at + CHUNK])
            return
        engine = zlib.decompressobj(-15)
        at = 0
        rest = b""
        try:
            while not engine.eof:
                if not rest:
                    rest = bytes(packed[at : at + CHUNK])
                    at += len(rest)
                    if not rest:
                        raise FileProblem("CORRUPT")
                piece = engine.decompress(rest, CHUNK)
                rest = engine.unconsumed_tail
                if piece:
                    yield piece
        except zlib.error as error:
            raise FileProblem("CORRUPT") from error
        if engine.unused_data or at != len(packed):
            raise FileProblem("CORRUPT")

    def read(self, name: str) -> bytes:
        """Part `name` whole; for the small parts (workbook, relations)."""
        return b"".join(self.open(name))
