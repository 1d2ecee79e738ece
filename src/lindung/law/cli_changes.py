"""The ``law`` commands about change: diff, timeline, compare, impact, reviews."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from . import LawError, under
from . import reviews as _reviews
from .cli import DAY, KIND, LANG, OVERLAY, SETTING, day, law, put, read_inputs, refuse, settings_of

TEXT = click.option("--text", "as_text", is_flag=True, help="Untuk dibaca, bukan JSON / for reading, not JSON.")
KNOWN = click.option("--known-on", type=DAY, help="Sejauh diketahui pada / as known on, YYYY-MM-DD.")


def _tell(found: Any, as_text: bool, lang: str) -> None:
    if as_text:
        click.echo(found.to_text(lang))
    else:
        put(found.to_json())


@law.command(name="diff", help="Yang berbeda antara dua tanggal / what differs between two days.")
@click.argument("first", type=DAY)
@click.argument("second", type=DAY)
@KNOWN
@OVERLAY
@TEXT
@LANG
def diff_days(
    first: datetime, second: datetime, known_on: datetime | None, overlay: tuple[str, ...], as_text: bool, lang: str
) -> None:
    """Parameters, rule texts and formulas that differ."""
    from . import diff

    try:
        found = diff(first.date(), second.date(), known_on=day(known_on), overlay=overlay)
    except LawError as error:
        refuse(error.code, error.text, lang)
    _tell(found, as_text, lang)


@law.command(name="timeline", help="Sejarah parameter atau rumus / history of a parameter or formula.")
@click.argument("id")
@KIND
@OVERLAY
@LANG
def history(id: str, kind: str | None, overlay: tuple[str, ...], lang: str) -> None:
    """What applied when, and what could be known when."""
    from . import timeline

    try:
        put(timeline(id, kind=kind, overlay=overlay))
    except LawError as error:
        refuse(error.code, error.text, lang)


@law.command(name="compare", help="Satu kasus dengan dan tanpa reformasi / one case with and without a reform.")
@click.argument("formula")
@click.option("--on", "on", type=DAY, required=True, help="Tanggal ketentuan / date of the law, YYYY-MM-DD.")
@KNOWN
@click.option("--input", "text", required=True, help="JSON; '-' membaca masukan standar / reads standard input.")
@SETTING
@click.option("--overlay", required=True, multiple=True, type=click.Path(), help="Berkas reformasi / overlay file.")
@TEXT
@LANG
def compare_one(
    formula: str,
    on: datetime,
    known_on: datetime | None,
    text: str,
    pairs: tuple[str, ...],
    overlay: tuple[str, ...],
    as_text: bool,
    lang: str,
) -> None:
    """Both results and the difference of every output."""
    from . import compare

    inputs = read_inputs(text, lang)
    try:
        found = compare(formula, on.date(), inputs, overlay, known_on=day(known_on), settings=settings_of(pairs))
    except LawError as error:
        refuse(error.code, error.text, lang)
    _tell(found, as_text, lang)


@law.command(name="impact", help="Yang tersentuh ketentuan baru / what a new instrument touches.")
@click.option("--known-from", type=DAY, help="Yang baru diketahui sejak / what became known from this day on.")
@click.option("--known-until", type=DAY, help="Sampai / until.")
@OVERLAY
@click.option("--formula", help="Hanya rumus ini / this formula only.")
@TEXT
@LANG
def touched(
    known_from: datetime | None,
    known_until: datetime | None,
    overlay: tuple[str, ...],
    formula: str | None,
    as_text: bool,
    lang: str,
) -> None:
    """Parameters, rules, formulas and months touched by a reform, or by what became known between two days."""
    from . import impact

    if known_from is None and not overlay:
        words = {
            "id": "Sebutkan --known-from atau --overlay.",
            "en": "Give --known-from or --overlay.",
        }
        refuse("nothing_to_compare", words.__getitem__, lang)
    try:
        found = impact(None, under(overlay), known_from=day(known_from), known_until=day(known_until), formula=formula)
    except LawError as error:
        refuse(error.code, error.text, lang)
    _tell(found, as_text, lang)


@law.command(name="reviews", help="Parameter yang harus ditinjau / parameters due for review.")
@click.option("--today", type=DAY, help="Tanggal, YYYY-MM-DD / the day.")
def reviews(today: datetime | None) -> None:
    """Overdue and coming reviews."""
    on: date = today.date() if today else _reviews.build_day()
    late, soon = _reviews.due(under(None).parameters, on)
    rows = [[{"id": p.id, "review_by": str(p.review_by), "title": dict(p.title)} for p in ps] for ps in (late, soon)]
    put({"today": on.isoformat(), "overdue": rows[0], "soon": rows[1]})
