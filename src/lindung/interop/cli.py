"""`lindung run`, `lindung calendar` and `lindung spark-month`: bulk work from the terminal."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lindung.base.dates import add_months, month_of
from lindung.base.db import system
from lindung.base.errors import Refused
from lindung.batch import queries, rules
from lindung.batch.follow import worked
from lindung.batch.models import Run, Schedule
from lindung.batch.spark.exchange import SparkMissing
from lindung.interop import calendar, month_runs, spark_month

DAY = click.DateTime(["%Y-%m-%d"])
LANG = click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True)
WORKERS = click.option(
    "--workers",
    type=click.IntRange(0, 64),
    default=0,
    show_default=True,
    help="Processes of its own that work on this run; 0: the worker that is running.",
)
FOLLOW = click.option("--follow/--no-follow", default=True, show_default=True, help="Show the progress to the end.")
OF_MONTH = {"post_month", "returns", "jp_returns", "flags", "snapshots"}
"""Jobs that speak of a month: on a day of the month after it."""


def _month(_: click.Context, __: click.Parameter, text: str | None) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m").date() if text else None
    except ValueError:
        raise click.BadParameter("bulan seperti 2021-11 / a month such as 2021-11") from None


@click.command("run")
@click.argument("name", type=click.Choice(list(calendar.JOBS)))
@click.option("--on", type=DAY, help="Day the work speaks of; default: its newest turn, which the calendar then has.")
@click.option("--month", callback=_month, metavar="YYYY-MM", help="Month, for work that speaks of one.")
@WORKERS
@FOLLOW
@LANG
def run_command(name: str, on: datetime | None, month: date | None, workers: int, follow: bool, lang: str) -> None:
    """Ask for work of the calendar now and show how far it is. The same day is the same run: it is never done twice."""
    if month is not None and name not in OF_MONTH:
        raise click.BadParameter(f"{name}: --on", param_hint="--month")
    try:
        with system():
            runs = _asked(name, on.date() if on else None, month)
    except Refused as refused:
        raise click.ClickException(refused.text(lang)) from None
    if not runs:
        click.echo("Nothing to do." if lang == "en" else "Tidak ada yang perlu dikerjakan.")
    _follow(runs, workers, follow, lang, calendar.JOBS[name].name(lang))


def _asked(name: str, on: date | None, month: date | None) -> Sequence[Run]:
    schedule = Schedule.objects.filter(job=name).first()
    if on is None and month is None and schedule is not None:
        turn = calendar.start_now(name)
        if turn.error:
            raise click.ClickException(turn.error["en"] if "en" in sys.argv else turn.error["id"])
        return list(Run.objects.filter(id__in=turn.runs).order_by("id"))
    day = on or (add_months(month_of(month), 1) if month else calendar.now().day)
    if name == "post_month" and month is not None:
        return [month_runs.start_post_month(month, again=f"{calendar.now().day}")]
    return calendar.JOBS[name].start(day, by=None, params=schedule.params if schedule else {})


def _follow(runs: Sequence[Run], workers: int, follow: bool, lang: str, title: str) -> None:
    """Work and show the runs one after the other; leaves with 1 when one failed."""
    with system():
        waiting = queries.workers()
    if runs and not workers and not waiting:
        click.echo(
            "No worker is connected: add --workers 2, or start `lindung worker`."
            if lang == "en"
            else "Tidak ada pekerja latar: tambahkan --workers 2, atau jalankan `lindung worker`.",
            err=True,
        )
        follow = False
    bad = False
    for asked in runs:
        if not follow and not workers:
            click.echo(f"{asked.pk} {asked.key}")
            continue
        state = worked(asked.pk, workers, lang=lang, title=title)
        click.echo(state.text(lang))
        for key, value in sorted(state.totals.items()):
            if isinstance(value, int):
                click.echo(f"  {key:<20} {value:>20,}")
        bad = bad or state.status == "FAILED"
    if bad:
        sys.exit(1)


@click.command("close-books")
@click.argument("month", callback=lambda c, p, v: _month(c, p, v))
@WORKERS
@FOLLOW
@LANG
def close_command(month: date, workers: int, follow: bool, lang: str) -> None:
    """Prove everything and close a month of the books, for all offices. A closed month is not opened again."""
    try:
        asked = month_runs.start_closing(month)
    except Refused as refused:
        raise click.ClickException(refused.text(lang)) from None
    _follow([asked], workers, follow, lang, "close-books")


@click.group("calendar")
def calendar_group() -> None:
    """Which work begins on which business day."""


@calendar_group.command("list")
@LANG
def list_command(lang: str) -> None:
    """All schedules: the rule, the last turn and what came of it, the next day."""
    with system():
        shown = calendar.shown()
    if not shown:
        click.echo(
            "Not switched on: lindung calendar on" if lang == "en" else "Belum dihidupkan: lindung calendar on",
            err=True,
        )
        sys.exit(1)
    table = Table("job", "rule", "last", "state", "next", box=None, padding=(0, 2, 0, 0))
    for s in shown:
        state = s.last.state if s.last else ""
        table.add_row(
            s.schedule.job,
            rules.words(s.schedule.rule, s.schedule.every, s.schedule.hour, lang),
            f"{s.last.day}" if s.last else "",
            state if s.schedule.active else "PAUSED",
            f"{s.next or ''}",
        )
    Console(width=None if sys.stdout.isatty() else 140).print(table)


@calendar_group.command("on")
@click.option("--since", type=DAY, help="First day that counts; default: the business day.")
def on_command(since: datetime | None) -> None:
    """Switch the calendar on: all work with its usual days. What stands there already stays."""
    click.echo(calendar.switch_on(since=since.date() if since else None))


@calendar_group.command("tick")
def tick_command() -> None:
    """Begin what is due now, as the worker does every ten seconds."""
    for turn in calendar.tick():
        click.echo(f"{turn.day} {turn.schedule.job} {turn.state}")


@click.command("spark-month")
@click.argument("month", callback=lambda c, p, v: _month(c, p, v))
@click.option("--master", required=True, help="The cluster, such as spark://host:7077, or local[2].")
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Folder all machines see.")
@click.option("--on", type=DAY, help="Day of the bills; default: the business day.")
@click.option("--conf", multiple=True, metavar="KEY=VALUE", help="Settings of Spark.")
@click.option("--python", envvar="LINDUNG_SPARK_PYTHON", help="Python that has lindung[spark]; default: this one.")
@WORKERS
@LANG
def spark_command(
    month: date,
    master: str,
    folder: Path,
    on: datetime | None,
    conf: tuple[str, ...],
    python: str | None,
    workers: int,
    lang: str,
) -> None:
    """Bills of a month whose lines a Spark cluster computes: export, compute, take back, book, compare. What stopped is
    gone on with by the same command."""

    def say(text: str) -> None:
        click.echo(text, err=True)

    try:
        manifest = spark_month.export(folder, month, on=on.date() if on else None)
        say(
            f"{sum(p['totals']['rows'] for p in manifest['parts'].values()):,} rows out, {len(manifest['parts'])} parts"
        )
        totals = spark_month.assess(folder, master, conf=conf, python=python or "")
        say(f"{sum(t['rows'] for t in totals.values()):,} rows computed")
        asked = spark_month.start_return(folder)
    except Refused as refused:
        raise click.ClickException(refused.text(lang)) from None
    except SparkMissing as missing:
        raise click.ClickException(str(missing)) from None
    _follow([asked], workers, True, lang, "spark-month")
