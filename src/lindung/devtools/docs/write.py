"""Small Markdown helpers."""

import re
from collections.abc import Iterable, Sequence


def cell(value: object) -> str:
    """A value as the cell of a table: one line, bars and angle brackets escaped."""
    text = re.sub(r"\s+", " ", str(value)).strip()
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")


def code(value: object) -> str:
    """A name as code, safe within a table."""
    return f"`{re.sub(r'[`|]', '', str(value))}`" if str(value) else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; cells that begin with a backtick or a bracket are taken as Markdown."""

    def one(value: object) -> str:
        text = str(value)
        return text if text.startswith(("`", "[", "**")) else cell(text)

    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(one(v) for v in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def doc(thing: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return re.sub(r"\s+", " ", (getattr(thing, "__doc__", "") or "").strip().split("\n\n")[0])
