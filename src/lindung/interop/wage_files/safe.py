"""Writing text back into files that people open in a spreadsheet program."""

from __future__ import annotations

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: str) -> str:
    """`value` so that no spreadsheet program runs it: an apostrophe goes before the signs that begin a formula.

    Readers of this package take that apostrophe off again, so that a value survives the way there and back.
    """
    return "'" + value if value.lstrip(" \u00a0").startswith(_SIGNS) or value.startswith("'") else value
