"""How words and sentences sound, with a small dictionary made here; the real one is in test_speech_dictionary."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from os1.errors import WeightsBroken, WeightsMissing
from os1.models.speech import Speech
from os1.models.speech.alphabet import LONGEST, VOCABULARY, restressed
from os1.models.speech.guess import Guesser, aligned, units
from os1.models.speech.homographs import role
from os1.models.speech.lexicon import Lexicon
from os1.models.speech.morphology import with_ed, with_ending, with_ing, with_s
from os1.models.speech.phonemes import split
from os1.models.speech.words import listed

LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        listed(
            "ˈA bˈi sˈi dˈi ˈi ˈɛf ʤˈi ˈAʧ ˈI ʤˈA kˈA ˈɛl ˈɛm ˈɛn ˈO pˈi kjˈu ˈɑɹ ˈɛs tˈi jˈu vˈi dˈʌbᵊlju "
            "ˈɛks wˈI zˈi"
        ),
        strict=True,
    )
)
GOLD = {
    **LETTERS, "hello": "həlˈO", "bath": "bˈæθ", "water": "wˈɔɾəɹ", "apple": "ˈæpᵊl", "big": "bˈɪɡ", "end": "ˈɛnd",
    "walk": "wˈɔk", "wait": "wˈAt", "home": "hˈOm", "happy": "hˈæpi", "stop": "stˈɑp", "now": "nˈW",
    "go": "ɡˌO", "we": "wˌi", "and": "ænd", "is": "ɪz", "tree": "tɹˈi", "kiss": "kˈɪs", "work": "wˈɜɹk",
    "NASA": "nˈæsə", "Samantha": "səmˈænθə", "name": "nˈAm", "cat": "kˈæt", "bat": "bˈæt", "hat": "hˈæt",
    "rate": "ɹˈAt", "late": "lˈAt", "mate": "mˈAt", "mad": "mˈæd", "man": "mˈæn", "lemon": "lˈɛmən", "the": "ði",
    "read": {"DEFAULT": "ɹˈid", "VBD": "ɹˈɛd", "VBN": "ɹˈɛd"},
    "live": {"DEFAULT": "lˈIv", "VERB": "lˈɪv"},
    "use": {"DEFAULT": "jˈuz", "NOUN": "jˈus"},
    "had": {"DEFAULT": "hæd", "None": "hˌæd"},
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dictionaries")
    for accent in ("us", "gb"):
        (folder / f"{accent}_gold.json").write_text(json.dumps(GOLD))
        (folder / f"{accent}_silver.json").write_text(json.dumps({"colour": "kˈʌləɹ"}))
    return folder


@pytest.fixture(scope="module")
def lexicon(folder: Path) -> Lexicon:
    return Lexicon(folder)


@pytest.fixture(scope="module")
def speech(folder: Path) -> Speech:
    return Speech(folder)


@pytest.mark.parametrize(
    ("word", "sounds"),
    {
        "hello": "həlˈO",
        "Hello": "həlˈO",
        "colour": "kˈʌləɹ",
        "cats": "kˈæts",
        "cat's": "kˈæts",
        "kisses": "kˈɪsᵻz",
        "trees": "tɹˈiz",
        "walked": "wˈɔkt",
        "waited": "wˈAɾᵻd",
        "waiting": "wˈAɾɪŋ",
        "stopped": "stˈɑpt",
        "stopping": "stˈɑpɪŋ",
        "happily": "hˈæpili",
        "unhappy": "ˌʌnhˈæpi",
        "homework": "hˈOmwˌɜɹk",
        "BBC": "bˌibˌisˈi",
        "CEOs": "sˌiˌiˈOz",
        "NASA": "nˈæsə",
        "PhD": "pˌiˌAʧdˈi",
        "HappyCat": "hˈæpikˌæt",
        "Samantha'll": "səmˈænθəəl",
        "Catherine": "kˈæθɹɪn",
        "x": "ˈɛks",
    }.items(),
)
def test_a_word_is_looked_up_or_built(lexicon: Lexicon, word: str, sounds: str) -> None:
    assert lexicon.sounds(word) == sounds


def test_an_unknown_word_gets_one_main_stress_and_only_known_sounds(lexicon: Lexicon) -> None:
    sounds = lexicon.sounds("blatemad")
    assert sounds.count("ˈ") == 1
    assert set(sounds.replace("ɾ", "T")) <= set(VOCABULARY)


def test_nothing_has_no_sounds(lexicon: Lexicon) -> None:
    assert lexicon.sounds("") == lexicon.sounds("'") == ""


def test_a_missing_dictionary_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="os1 models fetch"):
        Lexicon(tmp_path)


@pytest.mark.parametrize("text", ["{", "[1, 2]"])
def test_a_damaged_dictionary_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / "us_gold.json").write_text(text)
    with pytest.raises(WeightsBroken, match="os1 models fetch"):
        Lexicon(tmp_path)


@pytest.mark.parametrize(
    ("text", "sounds"),
    {
        "the apple": "ði ˈæpᵊl",
        "the cat": "ðə kˈæt",
        "a cat": "ɐ kˈæt",
        "Plan A is big": "plˈæn ˈA ɪz bˈɪɡ",
        "to end": "tʊ ˈɛnd",
        "to go": "tə ɡˌO",
        "go to.": "ɡˌO tˈu.",
        "go in.": "ɡˌO ˈɪn.",
        "water": "wˈɔTəɹ",
        "I read. I had read.": "ˌI ɹˈid. ˌI hæd ɹˈɛd.",
        "we live": "wˌi lˈɪv",
        "the live cat": "ðə lˈIv kˈæt",
        "the use": "ðə jˈus",
        "we had": "wˌi hˌæd",
        "used to go": "jˈust tə ɡˌO",
        "STOP NOW CAT": "stˈɑp nˈW kˈæt",
        "J. R. R. Cat": "ʤˌAˌɑɹˈɑɹ kˈæt",
        "cat-bat": "kˈæt bˈæt",
        'a "cat" now': "ɐ “kˈæt” nˈW",
        "I AM": "ˌI ɐm",
        "lead pipe": "lˈɛd pˈIp",
        "re-read": "ɹˌiɹˈid",
    }.items(),
)
def test_a_word_sounds_by_its_neighbours(folder: Path, text: str, sounds: str) -> None:
    book = {**GOLD, "plan": "plˈæn", "pipe": "pˈIp", "am": "æm", "reread": "ɹˌiɹˈid"}
    for name in ("us_gold", "us_silver"):
        (folder / f"{name}.json").write_text(json.dumps(book))
    assert Speech(folder).pieces(text) == [sounds]


@pytest.mark.parametrize("text", ["", " ", "?!", "😀", "...", "漢字"])
def test_what_has_no_words_has_no_sounds(speech: Speech, text: str) -> None:
    assert speech.pieces(text) == []


@given(st.text(max_size=80))
def test_any_text_gives_only_sounds_that_the_model_knows(speech: Speech, text: str) -> None:
    for piece in speech.pieces(text):
        assert 0 < len(piece) <= LONGEST
        assert set(piece) <= set(VOCABULARY)


def test_a_long_text_is_cut_at_its_pauses(speech: Speech) -> None:
    sentence = "Hello, we walk home and wait. "
    pieces = speech.pieces(sentence * 60)
    assert len(pieces) > 2
    assert all(len(piece) <= LONGEST and piece.endswith(".") for piece in pieces)
    assert "".join(pieces).count("həlˈO") == 60


@given(st.text("abk ,.ˈ", max_size=300), st.integers(8, 60))
def test_cutting_loses_no_sound(sounds: str, longest: int) -> None:
    pieces = split(sounds, longest)
    assert all(len(piece) <= longest for piece in pieces)
    assert [mark for piece in pieces for mark in piece if mark.isalpha()] == [
        mark for mark in sounds if mark.isalpha()
    ]


def test_a_word_longer_than_the_model_takes_is_cut() -> None:
    assert [len(piece) for piece in split("b" * 25, 10)] == [10, 10, 5]


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("close the door", 0, "VERB"),
        ("the close friend", 1, "ADJ"),
        ("i always record it", 2, "VERB"),
        ("a new record", 2, "NOUN"),
        ("in use", 1, "NOUN"),
        ("he lives here", 1, "VERB"),
        ("Anna lives in Rome", 1, "VERB"),
        ("nine lives", 1, "NOUN"),
        ("i have read it", 2, "VBN"),
        ("he read it", 1, "VBD"),
        ("i read it yesterday", 1, "VBD"),
        ("did you read it yesterday", 2, "DEFAULT"),
        ("to read", 1, "VERB"),
        ("read it", 0, "VERB"),
        ("it was so separate", 3, "ADJ"),
        ("live music", 0, "DEFAULT"),
    ],
)
def test_the_neighbours_tell_the_part_of_speech(text: str, place: int, part: str) -> None:
    assert role(text.split(), place) == part


def test_endings_follow_the_last_sound() -> None:
    assert (with_s("kˈæt"), with_s("dˈɔɡ"), with_s("kˈɪs")) == ("kˈæts", "dˈɔɡz", "kˈɪsᵻz")
    assert (with_ed("wˈɔk"), with_ed("lˈʌv"), with_ed("nˈid")) == ("wˈɔkt", "lˈʌvd", "nˈidᵻd")
    assert (with_ed("wˈɑnt"), with_ed("wˈAt", british=True)) == ("wˈɑntᵻd", "wˈAtɪd")
    assert (with_ing("wˈAt"), with_ing("wˈAt", british=True)) == ("wˈAɾɪŋ", "wˈAtɪŋ")
    assert with_ending("lˈAt", "ly") == "lˈAtli"


def test_stress_can_be_added_and_taken_away() -> None:
    assert restressed("kæt", 2) == "kˈæt"
    assert restressed("kˈæt", -1) == "kˌæt"
    assert restressed("kˈæt", -2) == "kæt"
    assert restressed("kˌæt", 1) == "kˈæt"
    assert restressed("kæt", 0.5) == "kˌæt"
    assert restressed("ts", 2) == "ts"


def test_letters_are_aligned_with_sounds() -> None:
    assert aligned("box", "bˈɑks") == ["b", "ˈɑ", "ks"]
    assert aligned("phone", "fˈOn") in (["f", "", "ˈO", "n", ""], ["", "f", "ˈO", "n", ""])
    assert aligned("a", "dˈʌbᵊlju") is None
    assert units("bˈɑːθ") == ["b", "ˈɑː", "θ"]


def test_an_unknown_word_is_guessed_from_its_like() -> None:
    book = {word: sounds for word, sounds in GOLD.items() if isinstance(sounds, str)}
    guesser = Guesser({**book, "gate": "ɡˈAt", "fate": "fˈAt", "fan": "fˈæn", "pan": "pˈæn"})
    assert guesser.guess("pate") == "pˈAt"
    assert guesser.guess("gan") == "ɡˈæn"
    assert len(guesser.guess("z" * 70)) > 10
