"""The bundled dictionaries: names and homographs as people say them, and how good the guessing is."""

from __future__ import annotations

import random

import jiwer
import pytest

from os1 import config
from os1.models.speech import Speech
from os1.models.speech.alphabet import VOCABULARY
from os1.models.speech.guess import Guesser, units
from os1.models.speech.lexicon import Lexicon

pytestmark = pytest.mark.models

FOLDER = config.default_models() / "misaki-en"


@pytest.fixture(scope="module")
def speech() -> Speech:
    return Speech(FOLDER)


@pytest.mark.parametrize(
    ("text", "sounds"),
    {
        "Hello, I'm Samantha.": "həlˈO, ˌIm səmˈænθə.",
        "Theodore and Catherine": "θˈiədˌɔɹ ænd kˈæθɹɪn",
        "I read it yesterday.": "ˌI ɹˈɛd ɪt jˈɛstəɹdˌA.",
        "He lives in Paris; nine lives.": "hˌi lˈɪvz ɪn pˈɛɹəs; nˈIn lˈIvz.",
        "Close the close one.": "klˈOz ðə klˈOs wˈʌn.",
        "Record a new record.": "ɹəkˈɔɹd ɐ nˈu ɹˈɛkəɹd.",
        "no use, use it": "nˈO jˈus, jˈuz ɪt",
        "NASA and the BBC": "nˈæsə ænd ðə bˌibˌisˈi",
        "the US": "ðə jˌuˈɛs",
        "5:30 PM": "fˈIv θˈɜɹTi pˌiˈɛm",
    }.items(),
)
def test_sentences_sound_right(speech: Speech, text: str, sounds: str) -> None:
    assert speech.pieces(text) == [sounds]


def test_british_voices_have_their_own_sounds() -> None:
    assert "ɑː" in Speech(FOLDER, "gb").pieces("the bath")[0]


def test_every_entry_is_made_of_sounds_that_the_model_knows() -> None:
    for accent in ("us", "gb"):
        lexicon = Lexicon(FOLDER, accent)
        for book in (lexicon._gold, lexicon._silver):
            for entry in book.values():
                for sounds in [entry] if isinstance(entry, str) else entry.values():
                    assert set((sounds or "").replace("ɾ", "T").replace("ʔ", "t")) <= set(VOCABULARY)


def test_held_out_words_are_guessed_mostly_right() -> None:
    """The phoneme error rate over words whose family (same beginning) the guesser never saw; 0.07 is usual."""
    lexicon = Lexicon(FOLDER)
    book = {
        word.lower(): sounds
        for part in (lexicon._silver, lexicon._gold)
        for word, sounds in part.items()
        if isinstance(sounds, str) and word.isalpha() and len(word) > 2 and not word.isupper()
    }
    chosen = random.Random(7).sample(sorted(word for word in book if 4 <= len(word) <= 12), 60)
    kept = {word: book.pop(word) for word in chosen}
    for word in chosen:
        for relative in [other for other in book if other.startswith(word[: max(4, len(word) - 3)])]:
            del book[relative]
    guesser = Guesser(book)
    spoken = [" ".join(unit.strip("ˈˌ") for unit in units(sounds)) for sounds in kept.values()]
    guessed = [" ".join(unit.strip("ˈˌ") for unit in units(guesser.guess(word))) for word in kept]
    assert jiwer.wer(spoken, guessed) < 0.12
