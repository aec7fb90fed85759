"""`os1 doctor`, `os1 export`, `os1 erase`: what works here, taking everything along, ending it for good."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from os1.cli.options import HomeOption, JsonOption, run, settings
from os1.errors import SettingsError


def doctor(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """What works on this machine, what is lost, and how to mend it. Exits with 1 where something is broken."""
    from os1.home.doctor import examine

    findings = run(examine(settings(home)))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            typer.echo(
                f"{'ok ' if finding.ok else 'no '} {finding.what}{' ' + finding.advice if finding.advice else ''}"
            )
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write everything it keeps into FOLDER, in open formats. The copy is not encrypted."""
    from os1.home.rooms import open_store

    async def work() -> None:
        async with open_store(settings(home)) as memory:
            await memory.export(folder)

    run(work())
    typer.echo(
        json.dumps({"folder": str(folder)})
        if as_json
        else f"Everything it keeps is in {folder}, unencrypted."
    )


def erase(
    home: HomeOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Destroy the store and its key: nobody can ever read it again."""
    from os1.home.rooms import anything_kept, erase_home

    chosen = settings(home)
    if not anything_kept(chosen):
        raise SettingsError(f"There is nothing to erase in {chosen.home}.")
    if not yes:
        typer.confirm(f"Erase everything OS1 keeps in {chosen.home}? It cannot be brought back.", abort=True)
    run(erase_home(chosen))
    typer.echo("It is gone.")
