"""What the person may settle at any time by saying so: what to call them, its name, its voice, its manner."""

from __future__ import annotations

from os1.mind import extract, naming
from os1.mind.character import set_manner
from os1.mind.identity import VOICES, Fact, Identity
from os1.mind.patterns import pattern
from os1.mind.self_naming import Namer, Told
from os1.mind.spoken import plain
from os1.mind.words import Words
from os1.types import Heard


async def change(
    heard: Heard, own: Identity, told: Told, namer: Namer, words: Words
) -> tuple[Identity, str] | None:
    """Who it is after `heard` and what to say to it, or None where nothing of the sort is asked."""
    text = heard.text
    said = plain(text)
    if pattern("settings", "rename").search(said) and (given := naming.given_name(text)):
        return namer.give(given, own, heard)
    if pattern("settings", "another_name").search(said):
        if (reacted := await namer.react(text, own, told, heard)) is not None:
            return reacted[0], reacted[1]
        return await namer.choose(own, told, heard, key="naming.again")
    if found := extract.settled_name(text):
        fact = Fact(found[0], text, (heard.id,), heard.time)
        full = Fact(found[1], text, (heard.id,), heard.time)
        own = own.settle("person", fact).settle("person_full", full)
        return own, words.say("settings.person", person=own.person)
    if pattern("settings", "voice").search(said):
        voice = _other_voice(text, own.voice)
        return own.settle("voice", Fact(voice, text, (heard.id,), heard.time)), words.say("settings.voice")
    if pattern("settings", "manner").search(said) and (manner := _manner(said)):
        words.manner = manner
        return set_manner(own, manner, heard), words.say(f"settings.manner_{manner}")
    return None


def about_name(text: str) -> bool:
    """Whether `text` is plainly about what the OS is called."""
    said = plain(text)
    rename, another = pattern("settings", "rename"), pattern("settings", "another_name")
    return bool(rename.search(said) or another.search(said) or naming.taste(text, "") != naming.Taste())


def _other_voice(text: str, current: str) -> str:
    """The next voice of the sort that is asked for, or of any sort."""
    sort = extract.voice(text) or "any"
    offered = VOICES[sort if sort in VOICES else "any"]
    place = offered.index(current) + 1 if current in offered else 0
    return offered[place % len(offered)]


def _manner(said: str) -> str | None:
    if "talk less" in said or "too much" in said or "less chat" in said or "shorter" in said:
        return "plain"
    if "talk more" in said or "longer" in said:
        return "chatty"
    return extract.manner(said)
