"""`os1 models`: list, fetch and verify the weights."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from os1.cli.options import HomeOption, JsonOption, run, settings

if TYPE_CHECKING:
    from rich.progress import TaskID

    from os1.home.weights import Step, Weights

app = typer.Typer(help="Weights: list, fetch, verify.", no_args_is_help=True)

Names = Annotated[
    list[str] | None, typer.Argument(help="Names from `os1 models list`; default: those of the size.")
]


@app.command("list")
def list_(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Every set of weights of the catalogue, and whether it is here; * marks those that the size needs."""
    from os1.home.weights import Weights

    rows = Weights(settings(home)).rows()
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        mark = "*" if row["needed"] else " "
        megabytes = row["bytes"] / 1e6
        typer.echo(
            f"{mark} {row['name']:<18} {row['role']:<9} {megabytes:8.1f} MB  {row['licence']:<12} {row['state']}"
        )


@app.command()
def fetch(names: Names = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Bring weights here, checked against the catalogue's SHA-256. What is here already costs nothing."""
    from os1.home.weights import Weights

    weights = Weights(settings(home))
    absent = weights.absent(names or [])
    if absent:
        run(_fetch(weights, absent))
    if not names and not weights.prepared():
        typer.echo("Making the voice ready and learning what to say, once; about a minute ...", err=True)
        run(weights.prepare())
    if as_json:
        typer.echo(json.dumps({"fetched": absent}))


async def _fetch(weights: Weights, names: list[str]) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        for name in names:
            bar = bars.add_task(f"{name:<18}", total=weights.bytes_of(name))

            def show(step: Step, bar: TaskID = bar) -> None:
                bars.update(bar, completed=step.done)

            await weights.fetch(name, show)


@app.command()
def verify(names: Names = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Read every byte of the weights that are here and compare with the catalogue."""
    from os1.home.weights import Weights

    checked = run(Weights(settings(home)).verify(names or []))
    if as_json:
        typer.echo(json.dumps({"verified": checked}))
    else:
        for name in checked:
            typer.echo(f"{name}: as the catalogue says")
