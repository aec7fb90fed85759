"""`os1 hear`, `os1 say`, `os1 talk`: recordings as ears, mouth and microphone."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from os1.cli.options import HomeOption, JsonOption, run, settings
from os1.errors import SettingsError


def hear(
    file: Annotated[Path, typer.Argument(help="Any recording: WAV, FLAC, MP3, OGG, M4A ...")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the words in FILE, nothing else; silence and noise print nothing."""

    from os1.home.rooms import open_ears
    from os1.home.talking import hear_recording

    async def work() -> str:
        async with open_ears(settings(home)) as ears:
            return await hear_recording(file, ears, _progress if sys.stderr.isatty() else None)

    text = run(work())
    if as_json:
        typer.echo(json.dumps({"text": text}, ensure_ascii=False))
    elif text:
        typer.echo(text)


def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The WAV file to write.")],
    voice: Annotated[str, typer.Option(help="A voice, such as af_heart or am_michael.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say TEXT into a WAV file."""

    from os1.home.rooms import open_mouth
    from os1.home.talking import say_to_file

    async def work() -> float:
        async with open_mouth(settings(home)) as mouth:
            return await say_to_file(text, out, mouth, voice)

    seconds = run(work())
    if as_json:
        typer.echo(json.dumps({"file": str(out), "seconds": round(seconds, 3)}))


_SCRIPT = """A script of what the microphone hears, one JSON object a line: {"play": FILE, "at": SECONDS}, or
"after": "reply_start" or "reply_end" with "delay"; "gain_db", "loop"; and {"echo": true, "delay", "gain_db"}, with
which it hears the reply."""


def talk(
    out: Annotated[Path, typer.Option("--out", help="The WAV file with what one would hear.")],
    recordings: Annotated[
        list[Path] | None, typer.Option("--in", help="A recording; may be given again.")
    ] = None,
    script: Annotated[Path | None, typer.Option(help=_SCRIPT)] = None,
    trace: Annotated[Path | None, typer.Option(help="Where to write the trace, JSON lines.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Talk with recordings as the microphone, in real time."""
    if bool(recordings) == bool(script):
        raise SettingsError("Give either --in FILE (once or more) or --script FILE.")

    from os1.home.house import open_home
    from os1.home.talking import talk_recordings

    async def work() -> dict[str, Any]:
        async with open_home(settings(home)) as here:
            return asdict(await talk_recordings(here, recordings or script or [], out, trace))

    report = run(work())
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))


def _progress(fraction: float) -> None:
    end = "\r" if fraction < 1 else "\r\033[K"
    typer.echo(f"Listening ... {fraction:.0%}{end}", nl=False, err=True)
