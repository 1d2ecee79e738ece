"""The ``law`` commands: list, show, calc. They print JSON; refusals go to standard error with their code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NoReturn

import click

from . import LawError, calc, describe, formulas, parameters
from .store import Parameter
from .trace import parameter_json

DAY = click.DateTime(["%Y-%m-%d"])


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


def _print(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _refuse(code: str, told: Callable[[str], str], lang: str) -> NoReturn:
    click.echo(json.dumps({"error": code, "message": told(lang)}, ensure_ascii=False), err=True)
    sys.exit(2)


def parameter_data(item: Parameter) -> dict[str, Any]:
    """A parameter with its history as JSON-ready data."""
    out: dict[str, Any] = {
        "id": item.id,
        "title": dict(item.title),
        "type": item.type,
        "unit": item.unit,
        "ends": item.ends.isoformat() if item.ends else None,
        "review_by": item.review_by.isoformat() if item.review_by else None,
        "values": [parameter_json(v) for v in item.values],
    }
    if item.choices:
        out |= {
            "doubt": item.doubt,
            "choices": {k: dict(v) for k, v in item.choices.items()},
            "reasoning": dict(item.reasoning),
        }
    return out


@click.group(name="law", help="Hitung dan lihat ketentuan / calculate and look up the law.")
def law() -> None:
    """Group of the law commands."""


@law.command(name="list", help="Daftar rumus dan parameter / formulas and parameters.")
def list_all() -> None:
    """Every formula and parameter with its title."""
    _print(
        {
            "formulas": [{"id": f, "title": describe(f)["title"]} for f in formulas()],
            "parameters": [{"id": p.id, "type": p.type, "unit": p.unit, "title": dict(p.title)} for p in parameters()],
        }
    )


@law.command(help="Satu rumus atau parameter / one formula or parameter.")
@click.argument("id")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id")
def show(id: str, lang: str) -> None:
    """The face of a formula, or the history of a parameter."""
    if id in formulas():
        _print(describe(id))
        return
    found = next((p for p in parameters() if p.id == id), None)
    if found is None:
        words = {
            "id": f"Tidak ada rumus atau parameter {id}.",
            "en": f"There is no formula or parameter {id}.",
        }
        _refuse("unknown_id", words.__getitem__, lang)
    _print(parameter_data(found))


@law.command(name="calc", help="Hitung satu kasus / calculate one case.")
@click.argument("formula")
@click.option("--on", "on", type=DAY, required=True, help="Tanggal ketentuan / date of the law, YYYY-MM-DD.")
@click.option("--known-on", type=DAY, help="Sejauh diketahui pada / as known on, YYYY-MM-DD.")
@click.option("--input", "text", required=True, help="JSON; '-' membaca masukan standar / reads standard input.")
@click.option("--setting", "pairs", multiple=True, help="NAMA=PILIHAN / NAME=CHOICE")
@click.option("--explain", is_flag=True, help="Sertakan jejak / include the trace.")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id")
def calc_one(
    formula: str,
    on: datetime,
    known_on: datetime | None,
    text: str,
    pairs: tuple[str, ...],
    explain: bool,
    lang: str,
) -> None:
    """Calculate, print values and receipt, with ``--explain`` the trace and its text."""
    words: dict[str, str] = {"id": "Masukan bukan objek JSON.", "en": "The input is not a JSON object."}
    try:
        inputs = json.loads(sys.stdin.read() if text == "-" else text)
    except ValueError:
        inputs = None
    if not isinstance(inputs, dict):
        _refuse("bad_json", words.__getitem__, lang)
    settings: dict[str, str] = {}
    for pair in pairs:
        name, _, choice = pair.partition("=")
        settings[name] = choice
    try:
        got = calc(formula, on.date(), inputs, known_on=_day(known_on), settings=settings)
        out: dict[str, Any] = {"formula": formula, "values": got.values}
        if got.details:
            out["details"] = got.details
        out["receipt"] = got.receipt
        if explain:
            out["trace"] = got.trace.to_json()
            out["text"] = got.trace.to_text(lang).split("\n")
    except LawError as error:
        _refuse(error.code, error.text, lang)
    _print(out)
