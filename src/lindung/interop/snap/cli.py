"""`lindung bank-simulator`: banks as partners of an installation, and what they do in real life, over HTTP."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from django.conf import settings

from lindung.base.errors import Refused
from lindung.interop.snap import partners
from lindung.interop.snap.demo_bank import write_keys
from lindung.interop.snap.signatures import new_key_pair
from lindung.interop.snap.simulator import SCENES, Bank, Step, over_http, race

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Where a simulated bank may speak: it is for tests and demonstrations."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """A bank that speaks the national payment standard (SNAP), for tests and demonstrations."""


@group.command()
@click.option("--mandate", type=int, required=True, help="Number of a bank's mandate.")
@click.option("--code", required=True, help="Partner code (X-PARTNER-ID).")
@click.option("--name", required=True, help="Name of the bank.")
@click.option("--service-number", required=True, help="The bank's number for the institution, 1 to 8 digits.")
@click.option("--keys", type=click.Path(path_type=Path), required=True, help="File that gets the bank's keys.")
@click.option("--open-amount", is_flag=True, help="Take any amount, not only what the bill asks.")
def join(mandate: int, code: str, name: str, service_number: str, keys: Path, open_amount: bool) -> None:
    """Register a simulated bank with a new key pair; its keys are written to a file that only you can read.

    Only in the demo (LINDUNG_DEMO=1); elsewhere two people let a bank in, on the page of partners."""
    if not settings.DEMO:
        raise click.ClickException("hanya pada demo (LINDUNG_DEMO=1) / only in the demo (LINDUNG_DEMO=1)")
    private, public = new_key_pair()
    try:
        told = partners.register(mandate, code, name, public, service_number, closed_amount=not open_amount)
    except Refused as refused:
        raise click.ClickException(refused.text("id") + " / " + refused.text("en")) from None
    write_keys(keys, told, private)
    click.echo(f"{told.code}: {keys}")


@group.command()
@click.argument("scene", type=click.Choice([*SCENES, "race"]))
@click.argument("code")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Address of the server.")
@click.option(
    "--keys", type=click.Path(path_type=Path, exists=True), multiple=True, required=True, help="Keys; several for race."
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the payments (default: today).")
def play(scene: str, code: str, url: str, keys: tuple[Path, ...], on: Any) -> None:
    """Play a scene with a billing code: `pay`, `repeat`, `forge`, or `race` of several banks. Exit 0 if every answer is
    the right one."""
    if urlsplit(url).hostname not in LOOPBACK:
        raise click.ClickException("hanya komputer ini (127.0.0.1) / this computer only (127.0.0.1)")
    day: date | None = on.date() if on else None
    banks = [Bank(transport=over_http(url), paid_on=day, **json.loads(path.read_text())) for path in keys]
    steps: list[Step] = race(banks, code) if scene == "race" else SCENES[scene](banks[0], code)
    for step in steps:
        click.echo(f"{'ok ' if step.right else 'BAD'} {step.got:<16} {step.what}")
    raise SystemExit(0 if all(step.right for step in steps) else 1)
