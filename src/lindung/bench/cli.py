"""The command `lindung bench`: measured runs, each in its own process; `month` in its own throwaway database."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import click

from lindung.bench import machine


def _numbers(_: click.Context, __: click.Parameter, text: str) -> list[int]:
    try:
        return [int(part.replace("_", "").replace(".", "")) for part in text.split(",") if part.strip()]
    except ValueError:
        raise click.BadParameter("daftar bilangan dipisah koma / whole numbers with commas between") from None


def _say(text: str) -> None:
    click.echo(text, err=True)


def _owner(name: str) -> None:
    if not os.environ.get("LINDUNG_OWNER_URL"):
        raise click.ClickException(
            f"isi LINDUNG_OWNER_URL, atau pakai / set LINDUNG_OWNER_URL, or use: ./dev bench {name}"
        )


def _disk_for(need: int) -> None:
    free = shutil.disk_usage(Path.cwd()).free
    if need > free:
        raise click.ClickException(f"ruang disk kurang / not enough disk: {need / 2**30:.0f} GB, {free / 2**30:.0f} GB")


@click.group()
def command() -> None:
    """Measure, and print a table or JSON."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--workers", default="1000,10000,100000,1000000", callback=_numbers, show_default=True)
@click.option("--employers", default="1,100,17000", callback=_numbers, show_default=True)
@click.option("--repeats", default=3, show_default=True, help="Runs per size; the median is shown.")
def month(as_json: bool, workers: list[int], employers: list[int], repeats: int) -> None:
    """One month from stored wage facts to committed lines, bills, journal and status, beside a bare INSERT … SELECT of
    the same lines in the same database."""
    try:
        from lindung.bench import month as bench
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        raise click.ClickException(
            f"`lindung bench month` memerlukan / needs: pip install 'lindung[server]' ({missing})"
        ) from None
    _owner("month")
    cases: list[dict[str, Any]] = []
    for count in workers:
        for firms in employers:
            if firms > count:
                continue
            if not as_json:
                _say(f"{count:>9,} pekerja / workers, {firms:>6,} pemberi kerja / employers …")
            cases.append(bench.in_own_database(count, firms, repeats))
    found = {"bench": "month", "machine": machine.describe(), "cases": cases}
    click.echo(json.dumps(found, indent=2) if as_json else bench.table(found))


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--workers", default="1670000", callback=_numbers, show_default=True)
@click.option("--employers", default=63_195, show_default=True)
@click.option("--repeats", default=3, show_default=True, help="Months, each fresh; the table shows every one.")
@click.option("--processes", default=2, show_default=True)
@click.option("--lean", is_flag=True, help="Without indexes that no month reads: a third less disk for the largest.")
@click.option("--minutes", default=180, show_default=True, help="Give a size up after so long.")
@click.option("--save", type=click.Path(dir_okay=False, writable=True), help="Also write the JSON into this file.")
def region(
    as_json: bool,
    workers: list[int],
    employers: int,
    repeats: int,
    processes: int,
    lean: bool,
    minutes: int,
    save: str | None,
) -> None:
    """A region's whole month by several processes: lines, bills, journal, receipts, allocation, members' postings,
    control totals, beside a bare INSERT … SELECT of the same lines by one. Each size in its own database, dropped
    afterwards."""
    from lindung.bench import month as bench
    from lindung.bench import region as whole
    from lindung.bench.fill import need_bytes

    _owner("region")
    cases = []
    for count in workers:
        if not as_json:
            _say(f"{count:>9,} pekerja / workers, {employers:>6,} pemberi kerja / employers …")
        _disk_for(need_bytes(count, employers, repeats, lean))
        sizes = (count, employers, repeats, processes, int(lean))
        cases.append(bench.in_own_database(*sizes, module="lindung.bench.region", minutes=minutes))
        if not as_json:
            _say(whole.table({"cases": cases[-1:]}))
        found = {"bench": "region", "machine": machine.describe(), "cases": cases}
        if save:
            Path(save).write_text(json.dumps(found, indent=2) + "\n")
    click.echo(json.dumps(found, indent=2) if as_json else whole.table(found))


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--workers", default="100000", callback=_numbers, show_default=True)
@click.option("--employers", default="3800", callback=_numbers, show_default=True, help="One number for each size.")
@click.option("--processes", default=2, show_default=True)
@click.option("--minutes", default=180, show_default=True, help="Give a size up after so long.")
@click.option("--save", type=click.Path(dir_okay=False, writable=True), help="Also write the JSON into this file.")
def runs(
    as_json: bool, workers: list[int], employers: list[int], processes: int, minutes: int, save: str | None
) -> None:
    """Every run of a region's two months: bills, settling, penalties, collection, receivables, returns, snapshots,
    proofs, closing the books, then the pages that read them. Each size in its own database, dropped afterwards."""
    from lindung.bench import month as bench
    from lindung.bench import runs as measured

    _owner("runs")
    if len(employers) != len(workers):
        raise click.BadParameter("sebanyak / as many as --workers", param_hint="--employers")
    cases = []
    for count, firms in zip(workers, employers, strict=True):
        if not as_json:
            _say(f"{count:>9,} pekerja / workers, {firms:>6,} pemberi kerja / employers …")
        _disk_for(measured.need_bytes(count, firms))
        module = "lindung.bench.runs"
        cases.append(bench.in_own_database(count, firms, processes, module=module, minutes=minutes))
        found = {"bench": "runs", "machine": machine.describe(), "cases": cases}
        if save:
            Path(save).write_text(json.dumps(found, indent=2) + "\n")
    click.echo(json.dumps(found, indent=2) if as_json else measured.table(found))


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--rate", default=100, show_default=True, help="Requests a second, both pages together.")
@click.option("--seconds", default=60, show_default=True)
@click.option("--logins", default=1000, show_default=True, help="Members, and employers, that ask in turn.")
def pages(as_json: bool, rate: int, seconds: int, logins: int) -> None:
    """A member's account and an employer's bill from the product's web server over the scenario that is loaded."""
    if not os.environ.get("LINDUNG_APP_URL"):
        raise click.ClickException("isi LINDUNG_APP_URL, atau pakai / set LINDUNG_APP_URL, or use: ./dev bench pages")
    import django

    from lindung.bench import pages as bench

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lindung.settings")
    django.setup()
    found = {"bench": "pages", "machine": machine.describe()} | bench.measure(rate, seconds, logins)
    click.echo(json.dumps(found, indent=2) if as_json else bench.table(found))


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--workers", default="1670000", callback=_numbers, show_default=True)
@click.option("--employers", default=63_195, show_default=True)
@click.option("--processes", default=2, show_default=True)
@click.option("--master", default="local[2]", show_default=True, help="The cluster, such as spark://host:7077.")
@click.option("--folder", help="Where the Parquet goes; default: the machine's temporary folder.")
def spark(as_json: bool, workers: list[int], employers: int, processes: int, master: str, folder: str | None) -> None:
    """A month's lines, bills and journal by the local run, and with the lines computed on Spark (LINDUNG_SPARK_PYTHON
    names a Python that has it), beside a bare INSERT … SELECT of the same lines by one process."""
    from lindung.bench import month as bench
    from lindung.bench import spark as measured

    _owner("spark")
    os.environ[measured.MASTER] = master
    if folder:
        os.environ[measured.FOLDER] = folder
    cases = []
    for count in workers:
        if not as_json:
            _say(f"{count:>9,} pekerja / workers, {employers:>6,} pemberi kerja / employers …")
        cases.append(bench.in_own_database(count, employers, processes, module="lindung.bench.spark"))
    found = {"bench": "spark", "machine": machine.describe(), "cases": cases}
    click.echo(json.dumps(found, indent=2) if as_json else measured.table(found))


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--members", default="1000000,10000000,50000000", callback=_numbers, show_default=True)
@click.option("--repeats", default=5, show_default=True)
@click.option("--engines", default="", help="Comma-separated; default: every engine that is installed.")
@click.option("--rows", default=1_000_000, show_default=True, help="Rows for every other formula.")
def law(as_json: bool, members: list[int], repeats: int, engines: str, rows: int) -> None:
    """The law over columns beside a memory copy, pandas, OpenFisca-core and PolicyEngine-core, with the rupiah each
    gets wrong; every column formula; one case with its trace; loading."""
    from lindung.bench import law as bench

    names = [name.strip() for name in engines.split(",") if name.strip()] or bench.installed()
    unknown = [name for name in names if name not in bench.ENGINES]
    if unknown:
        raise click.BadParameter(f"{unknown[0]}: {', '.join(bench.ENGINES)}")
    found: dict[str, Any] = {"bench": "law", "machine": machine.describe(), "single": bench.one_case()}
    found["single"] |= bench.loading()
    found["members"] = bench.all_engines(members, repeats, names, lambda text: None if as_json else _say(text))
    found["formulas"] = bench.every_formula(rows, repeats)
    click.echo(json.dumps(found, indent=2) if as_json else bench.table(found))
