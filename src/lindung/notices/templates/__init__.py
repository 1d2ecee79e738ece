"""Every message the institution sends by itself, in both languages: a title, a sentence, and what may be filled in.

Places are written `{name}`, `{name:rp}` (rupiah), `{name:n}` (a whole number), `{name:day}` (a date), `{name:month}`.
No message carries a link to follow from outside; it says where in the portal to look.
"""

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any

from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, number, rupiah
from lindung.notices.templates import claims, collection, logins, paying, work
from lindung.notices.templates.template import Template

TEMPLATES: dict[str, Template] = (
    work.TEMPLATES | paying.TEMPLATES | collection.TEMPLATES | claims.TEMPLATES | logins.TEMPLATES
)


class NoticeRefused(Refused):
    """A message or letter that cannot be made."""

    MESSAGES = {
        "template_unknown": ("Pesan {template} tidak dikenal.", "Message {template} is not known."),
        "params_missing": ("Pesan {template} memerlukan {names}.", "Message {template} needs {names}."),
        "nobody": (
            "Pesan harus ditujukan kepada orang, pemberi kerja, atau sponsor.",
            "A message needs a person, an employer or a sponsor.",
        ),
        "no_letter": ("Surat tidak ditemukan.", "The letter was not found."),
        "no_signatory": (
            "Pada {day} belum ada pejabat yang menandatangani surat kantor ini.",
            "On {day} nobody holds the post that signs this office's letters.",
        ),
    }


class _Words(Formatter):
    """`str.format` with our own kinds of values."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "rp":
            return rupiah(int(value), self.lang)
        if format_spec == "n":
            return number(int(value), lang="en" if self.lang == "en" else "id")
        if format_spec in ("day", "month"):
            if value in (None, ""):
                return "–"
            day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
            return date_long(day, self.lang) if format_spec == "day" else month_year(day, self.lang)
        return str(value)


def places(template: str) -> frozenset[str]:
    """The names a template needs filled in. Raises NoticeRefused for an unknown template."""
    found = _find(template)
    texts = (found.title_id, found.title_en, found.body_id, found.body_en)
    return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


def render(template: str, params: Mapping[str, Any], lang: str = "id") -> tuple[str, str]:
    """(title, body) in `lang`. Raises NoticeRefused if the template is unknown or a value is missing."""
    found = _find(template)
    missing = places(template) - params.keys()
    if missing:
        raise NoticeRefused("params_missing", template=template, names=", ".join(sorted(missing)))
    english = lang[:2] == "en"
    words = _Words("en" if english else "id")
    title, body = (found.title_en, found.body_en) if english else (found.title_id, found.body_id)
    # A text that itself differs by language is given as {"id": ..., "en": ...}.
    told = {k: v.get(words.lang, v.get("id", "")) if isinstance(v, Mapping) else v for k, v in params.items()}
    return words.vformat(title, (), told), words.vformat(body, (), told)


def tone(template: str) -> str:
    """info, ok, warn or bad."""
    return _find(template).tone


def _find(template: str) -> Template:
    try:
        return TEMPLATES[template]
    except KeyError:
        raise NoticeRefused("template_unknown", template=template) from None
