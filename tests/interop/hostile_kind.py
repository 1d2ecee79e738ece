"""What a hostile file is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HostileFile:
    """`expect_code` when the whole file is refused; else `expect_cell_errors`, the exact (cell, code) pairs in the
    order of rows, and the number of good rows."""

    name: str
    filename: str
    build: Callable[[], bytes]
    expect_code: str | None = None
    expect_cell_errors: Cells = ()
    rows_good: int = 0
