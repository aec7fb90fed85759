"""Sound for the doors: hearing a recording, saying a text into a file, talking with recordings as microphone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from os1.errors import EngineDown, SettingsError
from os1.home.house import Home
from os1.models.engines import Ears, Mouth

if TYPE_CHECKING:
    from os1.voice.conversation import Conversation, Parts
    from os1.voice.local import SoundCard
    from os1.voice.talk import OnStart, TalkReport


async def hear_recording(file: Path, ears: Ears, progress: Callable[[float], None] | None) -> str:
    """The words in `file`; empty where nobody speaks. `progress` is told the share that has been heard.

    Raises:
        SoundError: the file cannot be read as sound.
    """
    from os1.voice.recording import transcribe_recording

    return await transcribe_recording(file, ears, progress)


async def say_to_file(text: str, out: Path, mouth: Mouth, voice: str) -> float:
    """Write `text`, spoken in `voice`, to the WAV file `out`; gives its seconds.

    Raises:
        SettingsError: there is no such voice, nothing to say, or the file cannot be written.
    """
    from os1.voice.recording import check_writable, write_wav

    check_writable(out)
    sound = await mouth.speak(text, voice=voice)
    if not sound.size:
        raise SettingsError("There is nothing to say in that text; give some words.")
    write_wav(out, sound, mouth.rate)
    return len(sound) / mouth.rate


@asynccontextmanager
async def voice_parts(home: Home) -> AsyncIterator[Parts]:
    """What a conversation by voice is made of.

    Raises:
        EngineDown: the ears or the mouth are missing; the sentence says why.
    """
    ears, mouth = home.engines.ears, home.engines.mouth
    if ears is None or mouth is None:
        raise EngineDown(home.engines.missing.get("ears") or home.engines.missing["mouth"])
    from os1.voice.conversation import Parts
    from os1.voice.detectors import Silero, SmartTurn
    from os1.voice.dozing import Dozing
    from os1.voice.openers import usual

    # In a thread: the engines load meanwhile.
    sense, ending = await asyncio.to_thread(lambda: (Dozing(Silero()), SmartTurn()))
    try:
        wake = home.attend()
        yield Parts(
            ears,
            mouth,
            wake.respond,
            wake.bus,
            home.clock,
            home.voice,
            sense,
            ending,
            openers=usual(),
            ahead=home.ahead,
        )
    finally:
        await ending.close()


async def talk_recordings(
    home: Home,
    recordings: Sequence[Path] | Path,
    out: Path,
    trace: Path | None,
    *,
    beside: OnStart | None = None,
) -> TalkReport:
    """Talk with `recordings`, one after the other, or with the script at that path, as the microphone.

    Raises:
        SoundError: a recording cannot be read.
        SettingsError: the script cannot be used, or `out` or `trace` cannot be written.
        EngineDown: the ears or the mouth are missing.
    """
    from os1.voice.echo import EchoCanceller
    from os1.voice.script import read_script
    from os1.voice.script import recordings as one_after_the_other
    from os1.voice.talk import run_talk

    lines = read_script(recordings) if isinstance(recordings, Path) else one_after_the_other(recordings)
    async with voice_parts(home) as parts:
        canceller = EchoCanceller() if any(line.echo for line in lines) else None
        return await run_talk(replace(parts, canceller=canceller), lines, out, trace, beside=beside)


def local_card() -> SoundCard:
    """The machine's own microphone and loudspeaker.

    Raises:
        SoundError: they or the library for them are missing; the sentence says what to do.
    """
    from os1.voice.portaudio import open_card

    return open_card()


async def talk_aloud(home: Home, card: SoundCard, out: Path | None, trace: Path | None) -> None:
    """Talk through `card` until cancelled; the OS greets, and speaks first when it has something to say.

    Raises:
        SoundError: the card cannot be opened, or went away.
        SettingsError: `out` or `trace` cannot be written.
        EngineDown: the ears or the mouth are missing.
    """
    from os1.voice.echo import EchoCanceller
    from os1.voice.local import run_local

    async def beside(conversation: Conversation) -> None:
        await conversation.speak_first(home.greet)
        leave = home.listen(conversation.speak_first)
        try:
            await asyncio.Event().wait()
        finally:
            leave()

    async with voice_parts(home) as parts:
        await run_local(replace(parts, canceller=EchoCanceller()), card, out=out, trace=trace, beside=beside)
