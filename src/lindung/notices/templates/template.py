"""One message the institution sends by itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Template:
    """Texts of one message. `tone` is info, ok, warn or bad, for the page that lists it."""

    title_id: str
    title_en: str
    body_id: str
    body_en: str
    tone: str = "info"
