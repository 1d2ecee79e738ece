"""How much a file may ask of us. Every number is a bound on work or memory, none is a rule of law."""

from __future__ import annotations

from dataclasses import dataclass, replace

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one uploaded file.

    `file_bytes` as uploaded; `rows` data rows; `columns` used columns; `unpacked_bytes` of all parts of a workbook
    together; `ratio` unpacked to packed, for parts above 1 MB; `entries` parts of a workbook; `area` rows x columns
    that the reader must hold; `text_bytes` of all cells together; `header_rows` rows searched for headings;
    `merged_cells` cells covered by merges among the data; `errors_kept` cell errors kept in full (past it, one a row).
    """

    file_bytes: int = 10 * MB
    rows: int = 10_000
    columns: int = 256
    unpacked_bytes: int = 100 * MB
    ratio: int = 250
    entries: int = 500
    area: int = 3_000_000
    text_bytes: int = 512 * MB
    header_rows: int = 40
    merged_cells: int = 200_000
    errors_kept: int = 50_000

    def for_rows(self, rows: int) -> Limits:
        """These limits stretched to files of `rows` data rows; never smaller than they are."""
        times = max(1, -(-rows // self.rows))
        return replace(
            self,
            rows=rows,
            file_bytes=self.file_bytes * min(times, 10),
            unpacked_bytes=self.unpacked_bytes * min(times, 4),
            area=self.area * min(times, 4),
            errors_kept=self.errors_kept * min(times, 4),
        )


DEFAULT = Limits()
