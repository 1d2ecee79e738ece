"""Which of the two languages a page is written in."""

from typing import Literal

from django.utils.translation import get_language


def english() -> bool:
    """Whether the page is in English; anything else is Indonesian."""
    return (get_language() or "id").startswith("en")


def lang() -> Literal["id", "en"]:
    """The page's language, "id" or "en"."""
    return "en" if english() else "id"
