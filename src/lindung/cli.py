"""The command `lindung`. Each subcommand is loaded when it is called, so `lindung law` needs neither Django nor a
database, and the light installation (`pip install lindung`) works without the extra `server`."""

import importlib
import os
import sys
from dataclasses import dataclass
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a subcommand lives (`module:attribute`), its line in the help, and whether it needs Django."""

    target: str
    help: str
    django: bool = True


ENTRIES: dict[str, Entry] = {
    "law": Entry("lindung.law.cli:law", "Parameters, formulas and calculations of the law.", django=False),
    "migrate": Entry("lindung.cli:migrate", "Bring the database to this version (as its owner).", django=False),
    "setup": Entry("lindung.access.cli:setup_command", "Head office and first administrator of a fresh installation."),
    "administrator": Entry(
        "lindung.access.cli:administrator_group", "Help locked-out administrators of the head office."
    ),
    "serve": Entry("lindung.cli:serve", "Serve the web pages and the API.", django=False),
    "worker": Entry("lindung.batch.worker:main", "Work off what is queued or due by the calendar."),
    "run": Entry("lindung.interop.cli:run_command", "Ask for bulk work now and show how far it is."),
    "calendar": Entry("lindung.interop.cli:calendar_group", "Which work begins on which business day."),
    "close-books": Entry("lindung.interop.cli:close_command", "Prove everything and close a month of the books."),
    "spark-month": Entry("lindung.interop.cli:spark_command", "A month's bills, computed on a Spark cluster."),
    "check": Entry(
        "lindung.performance.cli:check_command", "Prove the books and the registers; JSON, exit 0 if all hold."
    ),
    "report": Entry("lindung.performance.cli:report_command", "An office's figures as JSON, CSV or text."),
    "snapshot": Entry("lindung.performance.cli:snapshot_command", "Keep every office's figures of a day."),
    "bank-simulator": Entry("lindung.interop.snap.cli:group", "A bank that speaks the national payment standard."),
    "scenario": Entry("lindung.scenarios.cli:group", "Synthetic populations and the demo years."),
    "bench": Entry("lindung.bench.cli:command", "Measured runs at given sizes.", django=False),
}
_SERVER_PACKAGES = {
    "django",
    "psycopg",
    "allauth",
    "ninja",
    "rich",
    "gunicorn",
    "python_calamine",
    "xlsxwriter",
    "typst",
}


def _load(name: str) -> click.Command:
    entry = ENTRIES[name]
    module, _, attribute = entry.target.partition(":")
    try:
        if entry.django:
            _begin_django(name)
        found: Any = getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in _SERVER_PACKAGES:
            raise click.ClickException(
                f"`lindung {name}` memerlukan / needs: pip install 'lindung[server]' ({missing})"
            ) from None
        raise
    if isinstance(found, click.Command):
        return found
    return click.Command(name, callback=found, help=entry.help)  # a plain function without options


def _begin_django(name: str) -> None:
    import django

    if not os.environ.get("LINDUNG_APP_URL") and not {"-h", "--help"} & set(sys.argv):
        raise click.ClickException(
            f"isi LINDUNG_APP_URL, atau pakai ./dev lindung {name} / set LINDUNG_APP_URL, or use ./dev lindung {name}"
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lindung.settings")
    django.setup()


class Lazy(click.Group):
    """A group that imports a subcommand only to run it or to show that subcommand's own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _load(cmd_name) if cmd_name in ENTRIES else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in ENTRIES.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Lindung: core administration of employment social security."""


@click.command()
def migrate() -> None:
    """Bring the database named by LINDUNG_OWNER_URL to this version, rights and reference data included.

    With DATABASE_URL (an administrator's address) instead, the roles and the database are made first."""
    from lindung.devtools import dbsetup, postgres

    try:
        if owner := os.environ.get("LINDUNG_OWNER_URL"):
            click.echo(dbsetup.migrate(owner), nl=False)
        elif os.environ.get("DATABASE_URL"):
            dbsetup.main()
        else:
            raise click.ClickException(
                "isi LINDUNG_OWNER_URL atau DATABASE_URL / set LINDUNG_OWNER_URL or DATABASE_URL"
            )
    except postgres.PostgresError as error:
        raise click.ClickException(str(error)) from None


def server_command(bind: str, workers: int, threads: int) -> list[str]:
    """The web server's command line: threads with persistent database connections, one process per core."""
    shared = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []
    return [
        *(sys.executable, "-m", "gunicorn", "lindung.wsgi:application", "--bind", bind),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)),
        *("--timeout", "60", "--graceful-timeout", "5", "--keep-alive", "15", "--no-control-socket", *shared),
    ]


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option("--workers", default=os.cpu_count() or 2, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads per process.")
def serve(bind: str, workers: int, threads: int) -> None:
    """Serve the web pages and the API (LINDUNG_APP_URL names the database)."""
    if not os.environ.get("LINDUNG_APP_URL"):
        raise click.ClickException("isi LINDUNG_APP_URL / set LINDUNG_APP_URL")
    command = server_command(bind, workers, threads)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
