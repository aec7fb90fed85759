"""`os1 hear`, `os1 say`, `os1 talk`: recordings and the sound card as ears, mouth and microphone."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from os1 import config
from os1.cli.options import HomeOption, JsonOption, WakeOption, run, settings
from os1.config import Settings
from os1.errors import SettingsError
from os1.events import Event


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


def language(
    letters: Annotated[str, typer.Argument(help="The two letters of what you speak: en, pl, de ...")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which language it hears, or which it shall hear from the next start. It answers in English."""
    from os1.home.weights import Weights

    chosen = settings(home)
    if letters:
        chosen = config.save(chosen, language=letters.lower())
    absent = Weights(chosen).absent([])
    if as_json:
        typer.echo(json.dumps({"hears": chosen.language, "speaks": "en", "absent": absent}))
        return
    hears = "I hear English." if chosen.language == "en" else f"I hear {chosen.language} and English."
    fetch = " Run `os1 models fetch` to get the ears for it." if absent else ""
    typer.echo(f"{hears} I answer in English.{fetch}")


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
    out: Annotated[Path | None, typer.Option("--out", help="The WAV file with what one would hear.")] = None,
    recordings: Annotated[
        list[Path] | None, typer.Option("--in", help="A recording as the microphone; may be given again.")
    ] = None,
    script: Annotated[Path | None, typer.Option(help=_SCRIPT)] = None,
    trace: Annotated[Path | None, typer.Option(help="Where to write the trace, JSON lines.")] = None,
    wake: WakeOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Talk aloud: with the microphone and loudspeaker of this machine, or with recordings in real time."""
    if recordings and script:
        raise SettingsError("Give either --in FILE (once or more) or --script FILE.")
    played = recordings or script
    if played is None:
        run(_aloud(settings(home, wake=wake), out, trace, as_json))
    elif out is None:
        raise SettingsError("A talk with recordings needs --out FILE.wav for what one would hear.")
    else:
        report = run(_recorded(settings(home, wake=wake), played, out, trace))
        if as_json:
            typer.echo(json.dumps(report, ensure_ascii=False))


async def _recorded(
    chosen: Settings, played: list[Path] | Path, out: Path, trace: Path | None
) -> dict[str, Any]:
    from os1.home.house import open_home
    from os1.home.talking import talk_recordings

    async with open_home(chosen) as here:
        return asdict(await talk_recordings(here, played, out, trace))


async def _aloud(chosen: Settings, out: Path | None, trace: Path | None, as_json: bool) -> None:
    """Talk with the machine's own sound card until Ctrl-C; the terminal shows what is heard and said."""
    from os1.home.house import open_home
    from os1.home.talking import local_card, talk_aloud

    card = local_card()
    typer.echo("Waking up ... Ctrl-C ends the talk.", err=True)
    async with open_home(chosen) as here, here.bus.subscribe() as events:
        showing = asyncio.create_task(_show(events, as_json))
        try:
            await talk_aloud(here, card, out, trace)
        finally:
            showing.cancel()


async def _show(events: AsyncIterator[Event], as_json: bool) -> None:
    async for event in events:
        if event.name == "heard" and not as_json:
            typer.echo(f"> {event.data['text']}")
        elif event.name == "reply" and event.data["text"]:
            data = dict(event.data)
            typer.echo(json.dumps(data, ensure_ascii=False) if as_json else data["text"])


def _progress(fraction: float) -> None:
    end = "\r" if fraction < 1 else "\r\033[K"
    typer.echo(f"Listening ... {fraction:.0%}{end}", nl=False, err=True)
