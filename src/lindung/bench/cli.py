"""The command `lindung bench`: each size in its own process and its own throwaway database."""

import json
from typing import Any

import click

from lindung.bench import machine, month


def _numbers(_: click.Context, __: click.Parameter, text: str) -> list[int]:
    try:
        return [int(part.replace("_", "").replace(".", "")) for part in text.split(",") if part.strip()]
    except ValueError:
        raise click.BadParameter("daftar bilangan dipisah koma / whole numbers with commas between") from None


@click.command()
@click.argument("name", type=click.Choice(["month"]))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--workers", default="1000,10000,100000,1000000", callback=_numbers, show_default=True)
@click.option("--employers", default="1,100,17000", callback=_numbers, show_default=True)
@click.option("--repeats", default=3, show_default=True, help="Runs per size; the median is shown.")
def command(name: str, as_json: bool, workers: list[int], employers: list[int], repeats: int) -> None:
    """Measure NAME. `month`: one month from stored wage facts to committed lines, bills, journal and status, beside a
    bare INSERT … SELECT of the same lines in the same database."""
    cases: list[dict[str, Any]] = []
    for count in workers:
        for firms in employers:
            if firms > count:
                continue
            if not as_json:
                click.echo(f"{count:>9,} pekerja / workers, {firms:>6,} pemberi kerja / employers …", err=True)
            cases.append(month.in_own_database(count, firms, repeats))
    found = {"bench": name, "machine": machine.describe(), "cases": cases}
    click.echo(json.dumps(found, indent=2) if as_json else month.table(found))
