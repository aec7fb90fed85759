"""`os1 backup` and `os1 restore`: a copy of everything that can be put back, here or on another machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from os1.cli.options import HomeOption, JsonOption, run, settings
from os1.config import Settings
from os1.errors import SettingsError, reason

_Asked = Annotated[bool, typer.Option("--passphrase", help="Ask for a passphrase on the terminal.")]
_FromFile = Annotated[
    Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Its first line is the passphrase.")
]


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; an older backup there is replaced.")],
    passphrase: _Asked = False,
    passphrase_file: _FromFile = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write everything it keeps into FILE, encrypted, while the OS may go on running.

    It opens with this home's own key, or, with a passphrase, on any machine.
    """
    from os1.home.rooms import open_store

    chosen = settings(home)
    if not chosen.store.exists():
        raise SettingsError(f"There is nothing to back up in {chosen.home}.")
    secret = _secret(passphrase, passphrase_file, new=True)

    async def work() -> int:
        async with open_store(chosen) as memory:
            return (await memory.backup(file, secret)).utterances

    count = run(work())
    if as_json:
        typer.echo(
            json.dumps({"file": str(file), "utterances": count, "by": "passphrase" if secret else "home"})
        )
        return
    typer.echo(f"{count} utterances and all the rest are in {file}, and it reads back whole.")
    typer.echo(_what_opens_it(secret, chosen))
    typer.echo("What you have forgotten from now on stays in this file, so throw old backups away.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `os1 backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put aside the memories that are there already.")
    ] = False,
    passphrase: _Asked = False,
    passphrase_file: _FromFile = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put back what FILE holds, into a home whose OS does not run; phones must be paired again."""
    from os1.home.rooms import restore_home

    chosen = settings(home)
    secret = _secret(passphrase, passphrase_file, new=False)
    restored = run(restore_home(chosen, file, secret, replace=replace))
    aside = str(restored.aside) if restored.aside else None
    if as_json:
        typer.echo(json.dumps({"utterances": restored.backup.utterances, "aside": aside}))
        return
    typer.echo(f"{restored.backup.utterances} utterances and all the rest are back in {chosen.home}.")
    if aside:
        typer.echo(f"What was there is kept in {aside} until something is forgotten here.")


def _what_opens_it(secret: str | None, chosen: Settings) -> str:
    if secret:
        return "Only the passphrase opens it. Nobody can find that out again for you."
    from os1.home.rooms import key_file

    key = key_file(chosen)
    where = f"the file {key}" if key else "this computer's keyring"
    return (
        f"Only this home's key opens it, which is in {where}: without that this file is noise. "
        "For another machine, make one with --passphrase."
    )


def _secret(asked: bool, file: Path | None, *, new: bool) -> str | None:
    """The passphrase, where one was asked for."""
    if file is not None:
        try:
            secret = next(iter(file.read_text(encoding="utf-8").splitlines()), "")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"The passphrase file {file} cannot be read ({reason(error)}); give one line of text."
            ) from error
    elif not asked:
        return None
    elif sys.stdin.isatty():
        secret = str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=new))
    else:
        raise SettingsError("There is no terminal to ask on; give the passphrase with --passphrase-file.")
    if not secret:
        raise SettingsError("The passphrase is empty; choose some words.")
    return secret
