"""`lindung report`, `lindung check` and `lindung snapshot`."""

import json
import sys
from datetime import datetime

import click

from lindung.base.db import system
from lindung.base.errors import Refused
from lindung.performance import checks, queries, render


@click.command("report")
@click.option("--office", required=True, help="Slug of the office, e.g. pasuruan.")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day the report speaks of.")
@click.option("--definition", default="2021", show_default=True, help='Definition of "case": programme or 2021.')
@click.option("--format", "form", type=click.Choice(["json", "csv", "text"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True)
def report_command(office: str, as_of: datetime, definition: str, form: str, lang: str) -> None:
    """Print every figure of an office with its indicator, version, unit, parts, as-of and published figure id."""
    try:
        with system():
            made = queries.report(office, as_of.date(), definition)
            imports = queries.imported(office, as_of.date())
    except Refused as refused:
        raise click.ClickException(refused.text(lang)) from refused
    if form == "json":
        click.echo(render.as_json(made, imports))
    elif form == "csv":
        click.echo(render.as_csv(made), nl=False)
    else:
        click.echo(render.as_text(made, lang))


@click.command("check")
def check_command() -> None:
    """Run every proof of the books and the registers; JSON; exit 0 only if all hold."""
    with system():
        done = checks.proofs()
    good = all(p.holds for p in done)
    click.echo(
        json.dumps({"holds": good, "proofs": [p.as_dict() for p in done]}, ensure_ascii=False, indent=2, default=str)
    )
    sys.exit(0 if good else 1)


@click.command("snapshot")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="Day; default: last month end.")
def snapshot_command(as_of: datetime | None) -> None:
    """Keep every office's figures of a day, as the monthly run does; a second time changes nothing."""
    from lindung.batch.services import run_now
    from lindung.performance.runs import enqueue_snapshots

    with system():
        asked = enqueue_snapshots(as_of.date() if as_of else None)
    done = run_now(asked.id) if asked.status != "DONE" else asked
    click.echo(json.dumps({"as_of": done.params["as_of"], "figures": done.totals.get("figures", 0)}))
