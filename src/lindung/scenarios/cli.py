"""`lindung scenario`: list, load, status."""

import json
import time

import click

from lindung.scenarios import jatim, loader
from lindung.scenarios.pasuruan import NAME

SCENARIOS = {
    NAME: (
        "Cabang Pasuruan 2021: 1.500 pemberi kerja, 60.000 tenaga kerja, 13.738 kasus",
        "The Pasuruan branch in 2021: 1,500 employers, 60,000 workers, 13,738 cases",
    ),
    jatim.NAME: (
        "Jawa Timur Januari 2017 sampai April 2018: 63.195 pemberi kerja, 1,67 juta PU, 257 ribu BPU, 720 ribu jakon",
        "East Java, January 2017 to April 2018: 63,195 employers, 1.67 m PU, 257 k BPU, 720 k construction workers",
    ),
}


@click.group("scenario")
def group() -> None:
    """Synthetic populations and the demo years."""


@group.command("list")
def list_command() -> None:
    """The scenarios that can be loaded."""
    for name, (indonesian, english) in SCENARIOS.items():
        click.echo(f"{name}  {indonesian} / {english}")


@group.command("load")
@click.argument("name", type=click.Choice(sorted(SCENARIOS)))
@click.option(
    "--scale", type=click.FloatRange(0, 1, min_open=True), default=1.0, show_default=True, help="Size, 0 to 1."
)
@click.option("--timings", is_flag=True, help="Print what each step took.")
def load_command(name: str, scale: float, timings: bool) -> None:
    """Load a scenario, or go on with one that was interrupted."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    began = time.monotonic()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    took: list[loader.Done] = []
    try:
        with Progress(*columns, console=Console(stderr=True)) as bars:
            bar = bars.add_task("Memuat / loading", total=100)

            def told(state: loader.State) -> None:
                bars.update(bar, completed=state.percent, description=f"{state.step_id} / {state.step_en}")

            for done in loader.load(name, scale, told=told):
                took.append(done)
    except loader.LoadError as error:
        raise click.ClickException(str(error)) from None
    except Exception as error:
        loader.fail(name, error)
        raise
    if timings:
        for done in took:
            click.echo(f"{done.seconds:8.2f} s  {done.step.key:24} {done.counted}")
    click.echo(f"{name}: {len(took)} langkah / steps, {time.monotonic() - began:.0f} s")


@group.command("status")
@click.argument("name", type=click.Choice(sorted(SCENARIOS)), default=NAME)
def status_command(name: str) -> None:
    """How far a load is, as JSON."""
    from dataclasses import asdict

    from lindung.base.db import system

    with system():
        state = loader.progress(name)
    click.echo(json.dumps(asdict(state) if state else None, ensure_ascii=False, indent=2))
