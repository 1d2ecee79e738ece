"""`./dev lindung`, `./dev shell` and `./dev bench`: one command with the demo's server, which is stopped again
afterwards unless somebody else uses it.

    python -m lindung.devtools.run [--database NAME] -- ARGS…     # as `lindung ARGS…`
    python -m lindung.devtools.run --shell
"""

import os
import signal
import sys
from pathlib import Path

import click

from lindung import cli

ROOT = Path(__file__).resolve().parents[3]
DATABASE = "lindung"


def home() -> Path:
    """Folder for everything the demo keeps: LINDUNG_HOME or .lindung in the working copy."""
    return Path(os.environ.get("LINDUNG_HOME", ROOT / ".lindung")).resolve()


def _needs_database(arguments: tuple[str, ...]) -> bool:
    entry = cli.ENTRIES.get(arguments[0]) if arguments else None
    free = arguments[:1] == ("law",) or arguments[:2] == ("bench", "law")
    return entry is not None and not free and not {"-h", "--help"} & set(arguments)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.option("--database", default=DATABASE)
@click.option("--shell", is_flag=True)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def main(database: str, shell: bool, arguments: tuple[str, ...]) -> None:
    """Run `lindung ARGUMENTS` against the demo's database."""
    if not shell and not _needs_database(arguments):
        cli.main(list(arguments), prog_name="lindung")
        return
    from lindung.devtools import dbsetup, messages, postgres

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    messages.compile_all()
    os.environ.update(LINDUNG_HOME=str(home()), LINDUNG_DEMO="1", DJANGO_SETTINGS_MODULE="lindung.settings")
    try:
        with postgres.lease(home() / "pg") as cluster:
            os.environ.update(dbsetup.prepare(cluster, database).environment())
            if shell:
                from django.core.management import execute_from_command_line

                execute_from_command_line(["lindung", "shell"])
            else:
                cli.main(list(arguments), prog_name="lindung")  # leaves by SystemExit, through the lease
    except postgres.PostgresError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
