"""Files that must never get in unnoticed, made by code, each with exactly what must be said about it.

`HOSTILE` is a plain registry: other tests push the same files through the upload service.

    for file in HOSTILE:
        data = file.build()
        file.expect_code          # the whole file is refused with this FileProblem code, or None and then:
        file.expect_cell_errors   # exactly these (cell, code) pairs, errors and warnings
        file.rows_good            # and this many good rows
"""

from __future__ import annotations

from . import hostile_cells, hostile_files
from .hostile_kind import HostileFile

__all__ = ["HOSTILE", "HostileFile", "named"]

HOSTILE: list[HostileFile] = [*hostile_files.FILES, *hostile_cells.FILES]


def named(name: str) -> HostileFile:
    """The file of that name."""
    return next(file for file in HOSTILE if file.name == name)
