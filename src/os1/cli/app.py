"""All commands in one Typer application, and the options they share."""

from __future__ import annotations

from typing import Annotated

import typer

from os1 import __version__
from os1.cli import backup, bench, care, chat, memory, models, self, sound, start
from os1.cli.options import HomeOption, WakeOption, given_before

app = typer.Typer(
    name="os1",
    help="OS1: a mind on your own computer that listens, remembers and speaks. Without a command it starts.",
    invoke_without_command=True,
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("chat")(chat.chat)
app.command("talk")(sound.talk)
app.command("hear")(sound.hear)
app.command("language")(sound.language)
app.command("say")(sound.say)
app.command("self")(self.self_)
app.command("doctor")(care.doctor)
app.command("export")(care.export)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("erase")(care.erase)
app.add_typer(memory.app, name="memory")
app.add_typer(models.app, name="models")
app.command("bench")(bench.bench)


@app.callback()
def root(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    context: typer.Context,
    home: HomeOption = None,
    port: Annotated[
        int | None, typer.Option(help="Port of the page (default 7413; 0 takes any free one).")
    ] = None,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let phones of the home network pair, over HTTPS.")
    ] = False,
    size: Annotated[
        str | None, typer.Option(help="tiny, small, medium or large; picks every engine.")
    ] = None,
    offline: Annotated[
        bool | None, typer.Option("--offline", help="Refuse every connection but loopback.")
    ] = None,
    wake: WakeOption = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if version:
        typer.echo(f"os1 {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        start.start(home, port=port, lan=lan, size=size, offline=offline, wake=wake)
    else:
        given_before(home)
