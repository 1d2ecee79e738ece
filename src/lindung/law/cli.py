"""The ``law`` commands: list, show, calc, and those of :mod:`.cli_batch` and :mod:`.cli_changes`.

They print JSON; refusals go to standard error with their code. A command imports what it needs when it runs: one
calculation reads the rules of its own formula only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NoReturn

import click

from . import LawError, calc, formulas, published, under

DAY = click.DateTime(["%Y-%m-%d"])
LANG = click.option("--lang", type=click.Choice(["id", "en"]), default="id")
OVERLAY = click.option(
    "--overlay", multiple=True, type=click.Path(), help="Berkas reformasi / overlay file (YAML, JSON); repeatable."
)
KIND = click.option(
    "--kind",
    type=click.Choice(["formula", "parameter"]),
    help="Bila namanya sama / if both bear one name.",
)
SETTING = click.option("--setting", "pairs", multiple=True, help="NAMA=PILIHAN / NAME=CHOICE")


def day(value: datetime | None) -> date | None:
    """The day of an option."""
    return value.date() if value else None


def put(data: Any) -> None:
    """Print JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def refuse(code: str, told: Callable[[str], str], lang: str) -> NoReturn:
    """Say why not, and leave with 2."""
    click.echo(json.dumps({"error": code, "message": told(lang)}, ensure_ascii=False), err=True)
    sys.exit(2)


def read_inputs(text: str, lang: str) -> dict[str, Any]:
    """The inputs of a case, from the option or from standard input."""
    words: dict[str, str] = {"id": "Masukan bukan objek JSON.", "en": "The input is not a JSON object."}
    try:
        inputs = json.loads(sys.stdin.read() if text == "-" else text)
    except (ValueError, RecursionError):
        inputs = None
    if not isinstance(inputs, dict):
        refuse("bad_json", words.__getitem__, lang)
    return inputs


def settings_of(pairs: tuple[str, ...]) -> dict[str, str]:
    """Settings written as NAME=CHOICE."""
    return {name: choice for name, _, choice in (p.partition("=") for p in pairs)}


@click.group(name="law", help="Hitung dan lihat ketentuan / calculate and look up the law.")
def law() -> None:
    """Group of the law commands."""


@law.command(name="list", help="Daftar rumus dan parameter / formulas and parameters.")
@click.option("--programme", help="Hanya program ini: jkk, jkm, jht, jp, jkp, … / this programme only.")
@click.option("--on", "on", type=DAY, help="Yang berlaku pada / in force on, YYYY-MM-DD.")
def list_all(programme: str | None, on: datetime | None) -> None:
    """Every formula and parameter with its title; with a day also the value."""
    from .faces import listing

    put(listing(published(), programme, day(on)))


@law.command(help="Satu rumus, aturan, atau parameter / one formula, rule or parameter.")
@click.argument("id")
@KIND
@OVERLAY
@LANG
def show(id: str, kind: str | None, overlay: tuple[str, ...], lang: str) -> None:
    """A formula with the text of its rules, a rule with its versions, or a parameter with its history."""
    from .faces import formula_face, parameter_face, rule_face

    try:
        found = under(overlay)
        rule = rule_face(id)
        if id in formulas() and kind != "parameter":
            put(formula_face(found, id))
        elif rule is not None and kind is None:
            put(rule)
        elif id in found.parameters:
            put(parameter_face(found.parameters[id]))
        else:
            words = {
                "id": f"Tidak ada rumus, aturan, atau parameter {id}.",
                "en": f"There is no formula, rule or parameter {id}.",
            }
            refuse("unknown_id", words.__getitem__, lang)
    except LawError as error:
        refuse(error.code, error.text, lang)


@law.command(name="calc", help="Hitung satu kasus / calculate one case.")
@click.argument("formula")
@click.option("--on", "on", type=DAY, required=True, help="Tanggal ketentuan / date of the law, YYYY-MM-DD.")
@click.option("--known-on", type=DAY, help="Sejauh diketahui pada / as known on, YYYY-MM-DD.")
@click.option("--input", "text", required=True, help="JSON; '-' membaca masukan standar / reads standard input.")
@SETTING
@OVERLAY
@click.option("--explain", is_flag=True, help="Sertakan jejak / include the trace.")
@click.option(
    "--html",
    "page",
    type=click.File("w", encoding="utf-8", lazy=True),
    help="Tulis jejak sebagai halaman / write the trace as a page.",
)
@LANG
def calc_one(
    formula: str,
    on: datetime,
    known_on: datetime | None,
    text: str,
    pairs: tuple[str, ...],
    overlay: tuple[str, ...],
    explain: bool,
    page: Any,
    lang: str,
) -> None:
    """Calculate, print values and receipt, with ``--explain`` the trace and its text; ``--html`` writes a page."""
    inputs = read_inputs(text, lang)
    try:
        got = calc(formula, on.date(), inputs, known_on=day(known_on), settings=settings_of(pairs), overlay=overlay)
        out: dict[str, Any] = {"formula": formula, "values": got.values}
        if got.details:
            out["details"] = got.details
        out["receipt"] = got.receipt
        if explain:
            out["trace"] = got.trace.to_json()
            out["text"] = got.trace.to_text(lang).split("\n")
        if page is not None:
            page.write(got.trace.to_html(lang))
    except LawError as error:
        refuse(error.code, error.text, lang)
    put(out)


from . import cli_batch, cli_changes  # noqa: E402,F401  # registers batch, diff, timeline, compare, impact, reviews
