"""How long the arrears of a non-wage earner leave a right: one limit for cover, JKK and JKM."""

from __future__ import annotations

from ..procedure import Notebook


def months_kept(book: Notebook) -> int:
    """Most months in a row that may be unpaid, as the reading of PP 44/2015 art. 39 and 42 has it."""
    limit = book.parameter("arrears.bpu_months").value
    return int(limit) if book.setting("bpu.lapse_reading") == "more_than" else int(limit) - 1
