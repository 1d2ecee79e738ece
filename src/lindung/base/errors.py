"""Refusals people can read.

A service refuses by raising `Refused` with a code and the values of the sentence; the sentence itself stands once, in
Indonesian and English, in the `MESSAGES` of the package that owns the rule.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class Refused(Exception):
    """A request that cannot be done, with a code, both languages and, for forms, the field it concerns.

    Subclasses name their catalogue in `MESSAGES`: code -> (Indonesian, English), with `{name}` places. A value that
    itself differs by language is given as {"id": ..., "en": ...}.
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
        told = {k: v[shown] if isinstance(v, Mapping) else v for k, v in self.params.items()}
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
