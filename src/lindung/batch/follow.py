"""A run's progress on the terminal."""

import subprocess
import sys
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lindung.base.db import system
from lindung.batch import queries


def follow(run_id: int, *, lang: str = "id", title: str = "", console: Console | None = None) -> queries.Progress:
    """Show a run until it has ended; its last state. Raises LookupError when there is no such run."""
    with Progress(
        TextColumn("{task.fields[title]}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console or Console(stderr=True),
    ) as bar:
        task = bar.add_task("", total=100, title=title)
        while True:
            with system():
                state = queries.progress(run_id)
            if state is None:
                raise LookupError(f"no run {run_id}")
            bar.update(task, completed=state.percent, description=state.text(lang), title=title or state.kind)
            if state.ended:
                return state
            time.sleep(0.25)


def worked(
    run_id: int, workers: int, *, lang: str = "id", title: str = "", console: Console | None = None
) -> queries.Progress:
    """Follow a run while `workers` processes of its own work on it (0: whoever works already); its last state. When the
    watching is broken off, they finish the slice at hand and the run waits to be gone on with."""
    crew = None
    if workers:
        command = [sys.executable, "-m", "lindung.cli", "worker", "--only", str(run_id), "--processes", str(workers)]
        crew = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        return follow(run_id, lang=lang, title=title, console=console)
    finally:
        if crew is not None:
            crew.terminate()
            crew.wait()
