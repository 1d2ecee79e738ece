"""Refusals people can read.

A service refuses by raising `Refused` with a code and the values of the sentence; the sentence itself stands once, in
Indonesian and English, in the `MESSAGES` of the package that owns the rule.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from lindung.base.format import date_long, month_year

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _spelled(value: Any, lang: str) -> Any:
    """A value as it stands in a sentence: days and months (`date`, ``2021-12-15``, ``2021-12``) in words."""
    if isinstance(value, Mapping):
        return value[lang]
    if isinstance(value, date) and not isinstance(value, datetime):
        return date_long(value, lang)
    if isinstance(value, str):
        try:
            if _DAY.fullmatch(value):
                return date_long(date.fromisoformat(value), lang)
            if _MONTH.fullmatch(value):
                return month_year(date.fromisoformat(f"{value}-01"), lang)
        except ValueError:  # looks like a date and is none: shown as it was handed in
            return value
    return value


class Refused(Exception):
    """A request that cannot be done, with a code, both languages and, for forms, the field it concerns.

    Subclasses name their catalogue in `MESSAGES`: code -> (Indonesian, English), with `{name}` places. A value that
    itself differs by language is given as {"id": ..., "en": ...}; days and months are given as `date`, as
    ``2021-12-15`` or as ``2021-12`` and spelled in the sentence's language.
    """

    MESSAGES: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        if code not in self.MESSAGES:
            raise KeyError(f"{type(self).__name__} has no message {code!r}")
        self.code = code
        self.field = field
        self.params = params
        super().__init__(self.text("en"))

    def text(self, lang: str = "id") -> str:
        """The sentence in `lang` ("id" or "en"), values filled in."""
        indonesian, english = self.MESSAGES[self.code]
        shown = "en" if lang.startswith("en") else "id"
        told = {k: _spelled(v, shown) for k, v in self.params.items()}
        return (english if shown == "en" else indonesian).format(**told)

    def as_dict(self) -> dict[str, Any]:
        """Shape for an API answer: code, both texts, field and values."""
        return {
            "code": self.code,
            "field": self.field,
            "id": self.text("id"),
            "en": self.text("en"),
            "params": {k: str(v) for k, v in self.params.items()},
        }
