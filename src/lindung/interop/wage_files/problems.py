"""The two ways a file can be wrong: the whole file (`FileProblem`) or one cell of it (`CellError`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from lindung.base.errors import Refused
from lindung.interop.wage_files.cell_messages import CELL
from lindung.interop.wage_files.messages import FILE, Param, Severity, fill

SHOWN = 80
"""Letters of a cell that an error repeats."""


class FileProblem(Refused):
    """The whole file is refused and nothing of it was read. `code` is stable, `params` are text or whole numbers."""

    MESSAGES: ClassVar[Mapping[str, tuple[str, str]]] = FILE

    def text(self, lang: str = "id") -> str:
        """The sentence in `lang` ("id" or "en"): what is wrong and what to do."""
        indonesian, english = FILE[self.code]
        return fill(english if lang.startswith("en") else indonesian, self.params, lang)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (self.code, self.params))


def _rebuild(code: str, params: dict[str, Any]) -> FileProblem:
    return FileProblem(code, **params)


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing wrong with one cell or row.

    `row_no` counts as the spreadsheet does (first row 1); `column` is the heading as in the file ("" for a whole row),
    `cell` a reference such as ``X14``, `value` what was seen (at most 80 letters), `suggestion` a value that would be
    accepted if it is what was meant.
    """

    row_no: int
    column: str
    cell: str
    value: str
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    suggestion: str | None = None

    @property
    def severity(self) -> Severity:
        """``error`` refuses the row, ``warning`` does not."""
        return CELL[self.code].severity

    def short(self, lang: str = "id") -> str:
        """What is wrong and what to do, to stand beside the cell."""
        message = CELL[self.code]
        english = lang.startswith("en")
        values: dict[str, Param] = {"value": self.value, "column": self.column, **self.params}
        said = fill(message.en if english else message.id, values, lang)
        if self.suggestion:
            said += f" Did you mean {self.suggestion}?" if english else f" Maksudnya {self.suggestion}?"
        return said

    def text(self, lang: str = "id") -> str:
        """The full sentence with its place: ``Sel X14 (UPAH): …``."""
        place = ("Cell " if lang.startswith("en") else "Sel ") + self.cell
        return f"{place} ({self.column}): {self.short(lang)}" if self.column else f"{place}: {self.short(lang)}"

    def as_dict(self) -> dict[str, Any]:
        """Shape for storing and for an API answer (plain JSON types)."""
        return {
            "row": self.row_no,
            "column": self.column,
            "cell": self.cell,
            "value": self.value,
            "code": self.code,
            "severity": self.severity,
            "params": dict(self.params),
            "suggestion": self.suggestion,
            "id": self.text("id"),
            "en": self.text("en"),
        }


def column_letter(index: int) -> str:
    """Spreadsheet letters of a column counted from 0: 0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def clip(value: str) -> str:
    """`value` on one line, printable, at most 80 letters, as an error may repeat it."""
    plain = "".join(c if c.isprintable() else " " for c in value[: SHOWN * 2])
    plain = " ".join(plain.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"
