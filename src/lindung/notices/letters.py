"""Letters as PDF/UA: content in, bytes out. The same content gives the same bytes, so its SHA-256 names it for ever.

`Content` is plain data made by whoever knows the matter (claims, accounts); this module knows how letters look. Fonts
come with the typesetter, never from the machine, so that a letter is the same everywhere.
"""

import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

import segno
import typst

from lindung.base.format import date_long

FOLDER = Path(__file__).parent / "letters"
TEMPLATES = ("decision", "statement")

INSTITUTION = {
    "id": "Penyelenggara Jaminan Sosial Ketenagakerjaan",
    "en": "Employment Social Security Institution",
}
WORDS = {
    "id": {
        "to": "Yth.",
        "number": "Nomor",
        "subject": "Hal",
        "date": "Tanggal",
        "page": "Halaman",
        "logo": "Lambang lembaga",
        "scan": "Keaslian surat ini dapat diperiksa siapa pun:",
        "code": "Kode:",
        "qr": "Kode QR menuju halaman pemeriksaan surat dengan kode {code}",
        "signed": "Ditandatangani secara elektronik",
    },
    "en": {
        "to": "To",
        "number": "Number",
        "subject": "Subject",
        "date": "Date",
        "page": "Page",
        "logo": "Emblem of the institution",
        "scan": "Anyone can check that this letter is genuine:",
        "code": "Code:",
        "qr": "QR code leading to the verification page of this letter, code {code}",
        "signed": "Signed electronically",
    },
}


class Amount(TypedDict):
    """The one figure a reader looks for first, in digits and in a plain sentence."""

    label: str
    value: str
    words: str


class Section(TypedDict):
    """A heading with blocks. A block has `type` text, list, numbered, facts, table or steps (see letters/base.typ)."""

    title: str
    blocks: list[dict[str, Any]]


class Content(TypedDict):
    """What a letter says, in one language; the frame (letterhead, number, signature, code) is added by `frame`."""

    template: Literal["decision", "statement"]
    subject: str
    lead: str
    recipient: str
    address: list[str]
    amount: Amount | None
    sections: list[Section]
    closing: str
    salutation: NotRequired[str]
    holder: NotRequired[list[list[str]]]
    facts: NotRequired[dict[str, str]]


def table(
    columns: Sequence[str],
    align: Sequence[str],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] | None = None,
    widths: Sequence[int | str] | None = None,
) -> dict[str, Any]:
    """A table block: `align` is left, right or center per column; `widths` are shares of the line or "auto"."""
    return {
        "type": "table",
        "columns": list(columns),
        "align": list(align),
        "rows": [list(row) for row in rows],
        "total": list(total) if total is not None else None,
        "widths": list(widths) if widths is not None else [1] * len(columns),
    }


def qr_svg(url: str) -> str:
    """A QR code as SVG text, error correction M, without fixed size."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", scale=4, border=0, dark="#0d3b4a", xmldecl=False, omitsize=True
    )
    return out.getvalue().decode()


def frame(
    content: Mapping[str, Any],
    *,
    number: str,
    office: str,
    address: str,
    place: str,
    day: date,
    signed_by: str,
    signed_title: str,
    code: str,
    url: str,
    lang: str,
) -> dict[str, Any]:
    """The whole letter as the templates read it: `content` with letterhead, number, signature and verification."""
    words = WORDS[lang]
    return {
        "lang": lang,
        "title": content["subject"],
        "logo": (FOLDER / "mark.svg").read_text(encoding="utf-8").strip(),
        "head": {
            "institution": INSTITUTION[lang],
            "office": office,
            "address": address or place,
            "logo_alt": words["logo"],
        },
        "reference": [[words["number"], number], [words["subject"], content["subject"]]],
        "place_date": f"{place}, {date_long(day, lang)}",
        "day": [day.year, day.month, day.day],
        "to_word": words["to"],
        "recipient": {"name": content["recipient"], "lines": content["address"]},
        "salutation": content.get("salutation", ""),
        "lead": content["lead"],
        "holder": content.get("holder", []),
        "amount": content["amount"],
        "sections": content["sections"],
        "closing": content["closing"],
        "footer": f"{INSTITUTION[lang]} · {number}",
        "page_word": words["page"],
        "sign": {"title": signed_title, "name": signed_by, "note": words["signed"]},
        "verify": {
            "text": words["scan"],
            "url": re.sub(r"^https?://", "", url),
            "code": code,
            "code_word": words["code"],
            "alt": words["qr"].format(code=code),
            "qr": qr_svg(url),
        },
    }


_ALSO = frozenset("–—‘’‚“”„•…−×→≠≤≥′″€™")


def displayable(value: Any) -> Any:
    """The same data with every text reduced to what the letter's font can show: an accessible PDF may hold nothing
    else.

    Letters with marks keep their base letter, invisible marks go, anything else becomes a question mark.
    """
    if isinstance(value, Mapping):
        return {k: displayable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [displayable(v) for v in value]
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    return "".join(_shown(c) for c in unicodedata.normalize("NFC", value))


def _shown(c: str) -> str:
    if " " <= c <= "~" or "\u00a0" <= c <= "\u017f" or c in _ALSO or c in "\n\t":
        return "" if unicodedata.category(c) == "Cf" else c
    if unicodedata.category(c) in ("Cf", "Mn"):
        return ""
    base = "".join(b for b in unicodedata.normalize("NFKD", c) if " " <= b <= "~")
    return base or "?"


def render(template: str, framed: Mapping[str, Any]) -> bytes:
    """The letter as PDF/UA-1. Deterministic: the only date inside is the letter's own."""
    return bytes(_compile(template, framed, "pdf"))


def render_pages(template: str, framed: Mapping[str, Any], ppi: int = 110) -> list[bytes]:
    """The letter's pages as PNG, for previews on screen."""
    pages = _compile(template, framed, "png", ppi)
    return list(pages) if isinstance(pages, list) else [pages]


def _compile(template: str, framed: Mapping[str, Any], format: Literal["pdf", "png"], ppi: int = 110) -> Any:
    if template not in TEMPLATES:
        raise ValueError(f"no letter template {template!r}")
    year, month, day = framed["day"]
    return typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=[],
        ignore_system_fonts=True,
        format=format,
        ppi=float(ppi) if format == "png" else None,
        sys_inputs={"content": json.dumps(displayable(framed), ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"] if format == "pdf" else [],
        timestamp=datetime(year, month, day, tzinfo=UTC),
    )
