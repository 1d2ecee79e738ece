"""PostgreSQL's binary COPY of whole numbers as NumPy records: every row has one length, so a block is read at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
WIDTH = 8


def record(columns: int) -> np.dtype[Any]:
    """One row: how many fields, then length and value of each; big-endian, as PostgreSQL sends it."""
    parts: list[tuple[str, str]] = [("fields", ">i2")]
    for n in range(columns):
        parts += [(f"length{n}", ">i4"), (f"value{n}", ">i8")]
    return np.dtype(parts)


def decode(block: bytes, names: Sequence[str]) -> dict[str, np.ndarray[Any, Any]]:
    """Rows of one block, as columns. Raises ValueError where a field is null or not a bigint."""
    shape = record(len(names))
    if len(block) % shape.itemsize:
        raise ValueError(f"{len(block)} bytes are no whole rows of {shape.itemsize}")
    found = np.frombuffer(block, dtype=shape)
    for n, name in enumerate(names):
        if (found[f"length{n}"] != WIDTH).any():
            raise ValueError(f"{name} is empty or no bigint in some row")
    return {name: found[f"value{n}"].astype(np.int64) for n, name in enumerate(names)}


def encode(columns: Mapping[str, Any], names: Sequence[str]) -> bytes:
    """Columns of equal length as one block of rows, without header and trailer."""
    made = np.empty(len(columns[names[0]]), dtype=record(len(names)))
    made["fields"] = len(names)
    for n, name in enumerate(names):
        made[f"length{n}"] = WIDTH
        made[f"value{n}"] = columns[name]
    return made.tobytes()


def blocks(chunks: Iterable[bytes | memoryview], names: Sequence[str], rows: int) -> Iterator[dict[str, Any]]:
    """Columns of about `rows` rows at a time from what COPY … (format binary) sends; memory does not grow with it.

    Raises ValueError for what is no such stream or ends early."""
    size, held, begun, ended = record(len(names)).itemsize, bytearray(), False, False
    for chunk in chunks:
        held += chunk
        if not begun:
            if len(held) < len(HEADER):
                continue
            if held[: len(HEADER)] != HEADER:
                raise ValueError("not a binary COPY")
            del held[: len(HEADER)]
            begun = True
        if len(held) >= rows * size:
            whole = len(held) // size * size
            yield decode(bytes(held[:whole]), names)
            del held[:whole]
    if begun and held.endswith(TRAILER) and len(held) % size == len(TRAILER):
        ended = True
        del held[-len(TRAILER) :]
    if not ended:
        raise ValueError("the COPY ended early")
    if held:
        yield decode(bytes(held), names)
