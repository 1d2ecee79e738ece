"""Refusals of the law as kind sentences."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from lindung import law
from lindung.base.format import date_long, number, rupiah
from lindung.portals.language import lang
from lindung.portals.lawbook.catalogue import described, titles


def refusal(refused: law.LawError) -> str:
    """A refusal as a kind sentence in the language of the page."""
    facts = refused.facts
    if isinstance(refused, law.MissingInput):
        return _("Isi dulu; kosong tidak kami anggap nol.")
    if isinstance(refused, law.OutOfRange):
        return _("Isi antara %(low)s dan %(high)s.") % {
            "low": _plain(facts["low"]), "high": _plain(facts["high"]),
        }  # fmt: skip
    if isinstance(refused, law.NotInForce):
        what = str(facts["what"])
        name = titles().get(what) or _formula_title(what)
        said = _("Pada %(day)s belum atau tidak lagi ada aturan untuk “%(what)s”.") % {
            "day": date_long(dt.date.fromisoformat(facts["on"]), lang()), "what": name,
        }  # fmt: skip
        since = _first_day(what)
        if since:
            said += " " + _("Aturan tertua yang kami simpan berlaku sejak %(day)s.") % {"day": date_long(since, lang())}
        return said
    return refused.text(lang())


def _plain(value: Any) -> str:
    if isinstance(value, int) and abs(value) >= 10_000_000:
        return rupiah(value, lang())
    return number(value, lang=lang()) if isinstance(value, int) else str(value)


def _formula_title(what: str) -> str:
    from lindung.law.catalogue import RULES

    if what in RULES:
        return str(RULES[what][0].title[lang()])
    return str(described(what)["title"][lang()]) if what in law.formulas() else what


def _first_day(what: str) -> dt.date | None:
    one = next((p for p in law.parameters() if p.id == what), None)
    if one is not None:
        return min(v.in_force for v in one.values)
    if what in law.formulas():
        since = described(what)["since"]
        return dt.date.fromisoformat(since) if since else None
    return None
