"""Ears: words stay words, and nothing else becomes words."""

from __future__ import annotations

import asyncio
import math
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import jiwer
import numpy as np
import pytest
import soundfile
import soxr
from whisper_normalizer.english import EnglishTextNormalizer

from os1 import config
from os1.clock import SystemClock
from os1.errors import EngineDown, WeightsBroken, WeightsMissing
from os1.models.ears import WhisperEars, open_ears
from os1.models.ears_doubt import Take, believable, dangles, loops, once, single, tidy
from os1.models.ears_gate import voiced
from os1.models.ears_whisper import Whisper, chosen_language
from os1.models.ears_worker import hear, make
from os1.models.engines import EARS_RATE, Samples, Transcript
from os1.models.mouth import open_mouth
from os1.testing import sounds
from os1.testing.ears import FakeEars

MODELS = config.default_models()
WEIGHTS = MODELS / "whisper-tiny.en"
SHARED = Path(__file__).parents[3] / "shared" / "speech"
NOISES = sounds.not_speech(10.0)

needs_speech = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} with real recordings is not here")


class Recited:
    """A Whisper that gives the same text at every padding, or another for the full thirty seconds."""

    def __init__(self, first: Take, full: Take | None = None) -> None:
        self.paddings: list[float] = []
        self._first, self._full = first, full or first

    def listen(self, sound: Samples, *, padding: float, beams: int = 1) -> tuple[Take, str]:
        self.paddings.append(padding)
        return (self._full if padding > 5 else self._first), "en"


def speech(name: str) -> Samples:
    sound, rate = soundfile.read(SHARED / name, dtype="float32")
    assert rate == EARS_RATE
    return np.asarray(sound, np.float32)


@pytest.mark.parametrize(("name", "sound"), NOISES, ids=[name for name, _ in NOISES])
def test_the_gate_lets_no_noise_through(name: str, sound: Samples) -> None:
    found = voiced(sound)
    # A cough is the one noise that resembles a voice; the doubt about its words deals with it.
    assert found is None or "coughs" in name


@needs_speech
def test_the_gate_keeps_speech_and_drops_the_silence_around_it() -> None:
    spoken = speech("sb_spk1_snt1.flac")
    quiet = sounds.silence(5.0)
    found = voiced(np.concatenate([quiet, spoken, quiet]))
    assert found is not None
    assert len(found.sound) <= len(spoken) + EARS_RATE
    assert found.seconds > 1.0
    assert voiced(spoken * 0.001) is None, "fainter than a microphone's hiss"


def test_the_gate_wants_more_than_a_click() -> None:
    assert voiced(np.ones(100, np.float32)) is None


@pytest.mark.parametrize(
    ("heard", "tidied"),
    [
        ("[Music] Hello  there.", "Hello there."),
        ("(applause)", ""),
        ("♪ ♪", ""),
        ("*sighs* ...", ""),
        ("Maybe...", "Maybe."),
        ("Wait… what?", "Wait… what?"),
        (" . ", ""),
    ],
)
def test_noise_tags_are_no_words(heard: str, tidied: str) -> None:
    assert tidy(heard) == tidied


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Stop. Stop. Stop. Stop. Stop.", 1.0),
        ("At that high level the air is pure. At that high level the air is pure.", 2.7),
        ("one two three four five six seven eight nine ten eleven twelve thirteen", 1.0),
        ("la li lu " * 8, 8.0),
        ("I walked along the river for two hours. I walked along the river", 3.0),
    ],
)
def test_loops_are_noticed(text: str, seconds: float) -> None:
    assert loops(Take(text, -0.1, 0.0), seconds)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("No, no, no.", 1.2),
        ("Ask not what your country can do for you, ask what you can do for your country.", 7.0),
        ("Yes.", 0.4),
        ("", 1.0),
    ],
)
def test_what_people_say_is_no_loop(text: str, seconds: float) -> None:
    assert not loops(Take(text, -0.3, 0.0), seconds)


@pytest.mark.parametrize("text", ["Be quiet, be quiet, be quiet, be", "Stop... Stop... Stop."])
def test_a_few_repeats_are_a_loop_where_nobody_had_the_time_for_them(text: str) -> None:
    assert loops(Take(text, -0.1, 0.0), 1.5, spoken=0.5)
    assert not loops(Take(text, -0.1, 0.0), 1.5, spoken=2.0)


@pytest.mark.parametrize(
    ("text", "spoken", "kept"),
    [
        ("I forgot to lock the door. I forgot to", 1.5, "I forgot to lock the door."),
        (
            "We had soup. I was too tired to read. I was too tired to",
            2.5,
            "We had soup. I was too tired to read.",
        ),
        ("Is it late? is", 0.8, "Is it late?"),
        ("I forgot to lock the door. I forgot to", 4.0, "I forgot to lock the door. I forgot to"),
        ("I forgot to lock the door. I went to", 1.5, "I forgot to lock the door. I went to"),
        ("Stop. Stop it", 0.5, "Stop. Stop it"),
        ("I forgot to lock the door.", 1.5, "I forgot to lock the door."),
        ("I forgot to lock", 0.5, "I forgot to lock"),
    ],
)
def test_a_sentence_that_begins_again_is_kept_once(text: str, spoken: float, kept: str) -> None:
    """What nobody had the time to say is left out; with time enough, a person may have begun anew."""
    take = once(Take(text, -0.2, 0.0, ended=False), spoken)
    assert take.text == kept and take.ended is (kept != text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("actually actually actually actually", "actually"),
        ("What about? What about? What about", "What about"),
        ("Be quiet, be quiet, be", "Be quiet"),
        ("Wait, hold.", "Wait, hold."),
        ("No, wait. No", "No, wait. No"),
        ("", ""),
    ],
)
def test_what_is_said_over_and_over_is_said_once(text: str, said: str) -> None:
    assert single(Take(text, -0.4, 0.0)).text == said


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("I went to the market. The", True),
        ("It is late! But what if", True),
        ("I went to the market.", False),
        ("I went to the market", False),
        ("We had soup. Then it started to rain and nobody came", False),
    ],
)
def test_words_left_over_after_a_sentence_are_noticed(text: str, so: bool) -> None:
    assert dangles(Take(text, -0.4, 0.0)) is so


def test_a_take_that_was_cut_off_counts_as_a_loop() -> None:
    assert loops(Take("Hello.", -0.1, 0.0, ended=False), 1.0)


@pytest.mark.parametrize(
    ("take", "seconds", "believed"),
    [
        (Take("Yes.", -0.7, 0.2), 0.5, True),
        (Take("Stop.", -0.5, 0.1), 0.4, True),
        (Take("Thank you.", -0.3, 0.1), 0.6, True),
        (Take("Thank you.", -1.1, 0.4), 0.6, False),
        (Take("Thanks for watching!", -0.6, 0.8), 0.5, False),
        (Take("I'm going to do it.", -1.2, 0.9), 0.5, False),
        (Take("You", -0.8, 0.5), 0.1, False),
        (Take("Hm, well.", -2.0, 0.1), 0.5, False),
        (Take("", 0.0, 0.0), 1.0, False),
        (Take("so many words in so very little voiced sound", -0.2, 0.0), 0.2, False),
    ],
)
def test_evidence_is_weighed(take: Take, seconds: float, believed: bool) -> None:
    assert believable(take, seconds) is believed


@needs_speech
def test_a_doubtful_first_take_is_heard_again_in_full() -> None:
    sound = speech("sb_spk1_snt1.flac")
    words = Take("The child almost hurt the small dog.", -0.2, 0.0)
    looping = Recited(Take("dog dog dog dog dog", -0.1, 0.0), words)
    assert hear(looping, sound).text == words.text
    assert looping.paddings == [1.0, 30.0]
    left_over = Recited(Take(f"{words.text} A", -0.4, 0.0), words)
    assert hear(left_over, sound).text == words.text
    begun_again = Recited(Take(f"{words.text} The child", -0.4, 0.0))
    assert hear(begun_again, sound).text == words.text and begun_again.paddings == [1.0]
    sure = Recited(words)
    assert hear(sure, sound) == Transcript(words.text, math.exp(-0.2), 0.0, "en")
    assert sure.paddings == [1.0]
    hasty = Recited(Take("the child almost", -0.9, 0.0), words)
    assert hear(hasty, sound, quick=True).text == "the child almost" and hasty.paddings == [1.0]
    assert not hear(hasty, sound, quick=True).sure and hear(hasty, sound).sure
    over_and_over = Recited(Take("wait wait wait wait", -0.4, 0.0, ended=False), words)
    assert hear(over_and_over, sound, quick=True).text == "wait" and over_and_over.paddings == [1.0]
    hopeless = Recited(Take("dog " * 40, -0.1, 0.0, ended=False))
    assert hear(hopeless, sound).text == ""


def test_silence_never_reaches_the_model() -> None:
    unasked = Recited(Take("Thank you.", -0.1, 0.0))
    assert hear(unasked, sounds.silence(2.0)) == Transcript("", 0.0, 1.0)
    assert hear(unasked, np.zeros(0, np.float32)).text == ""
    assert unasked.paddings == []


def test_missing_and_broken_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="os1 models fetch"):
        asyncio.run(open_ears(tmp_path, clock=SystemClock()))
    with pytest.raises(WeightsMissing, match="os1 models fetch"):
        make({"folder": str(tmp_path), "threads": 1, "language": "en"})
    (tmp_path / "model.bin").write_bytes(b"not a model")

    async def start() -> None:
        await (await open_ears(tmp_path, clock=SystemClock())).start()

    with pytest.raises(WeightsBroken, match="os1 models verify"):
        asyncio.run(start())


@pytest.mark.parametrize(
    ("detected", "own", "chosen"),
    [
        ([("<|pl|>", 0.7), ("<|en|>", 0.1)], "pl", "pl"),
        ([("<|ru|>", 0.5), ("<|pl|>", 0.3), ("<|en|>", 0.1)], "pl", "pl"),
        ([("<|en|>", 0.8), ("<|pl|>", 0.1)], "pl", "en"),
        ([("<|fr|>", 0.9), ("<|en|>", 0.1)], "en", "fr"),
        ([("<|fr|>", 0.4), ("<|en|>", 0.3)], "en", "en"),
    ],
)
def test_the_persons_language_or_english_is_heard(
    detected: list[tuple[str, float]], own: str, chosen: str
) -> None:
    assert chosen_language(detected, own) == chosen


@pytest.mark.anyio
async def test_fake_ears_follow_their_script() -> None:
    ears = FakeEars(["Hello.", Transcript("Hm.", 0.4)])
    quiet = sounds.silence(0.1)
    assert (await ears.transcribe(quiet)).text == "Hello."
    assert (await ears.transcribe(quiet)).confidence == 0.4
    assert (await ears.transcribe(quiet)).text == ""
    assert len(ears.heard) == 3
    ears.die()
    with pytest.raises(EngineDown):
        await ears.transcribe(quiet)
    ears.revive()
    ears.stall()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ears.transcribe(quiet), 0.01)
    ears.revive()
    by_length = FakeEars(lambda sound: f"{len(sound)} samples")
    assert (await by_length.transcribe(quiet)).text == "1600 samples"
    assert by_length.info.role == "ears"
    await ears.close()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def whisper() -> Iterator[Whisper]:
    yield Whisper(WEIGHTS, 1)


@pytest.mark.models
@needs_speech
def test_real_recordings_are_heard_with_few_errors(whisper: Whisper) -> None:
    normal = EnglishTextNormalizer()
    said, heard = [], []
    for path in sorted(SHARED.glob("*.flac")):
        transcript = hear(whisper, speech(path.name))
        assert transcript.confidence > 0.4
        said.append(normal(path.with_suffix(".txt").read_text()))
        heard.append(normal(transcript.text))
    assert jiwer.wer(said, heard) <= 0.05


@pytest.mark.models
@pytest.mark.parametrize(("name", "sound"), [n for n in NOISES if "coughs" in n[0]])
def test_coughs_are_no_words(whisper: Whisper, name: str, sound: Samples) -> None:
    assert hear(whisper, sound).text == "", name


@pytest.mark.models
@pytest.mark.anyio
async def test_short_answers_survive(whisper: Whisper) -> None:
    answers = {"Yes.", "No.", "Stop.", "Hello.", "Samantha.", "Okay."}
    kept = set()
    mouth = await open_mouth(
        MODELS / "kokoro-82m-int8", MODELS / "kokoro-voices", MODELS / "misaki-en", clock=SystemClock()
    )
    try:
        for answer in sorted(answers):
            sound = soxr.resample(await mouth.speak(answer, voice="am_michael"), mouth.rate, EARS_RATE)
            if hear(whisper, sound).text.rstrip(".!?") == answer.rstrip("."):
                kept.add(answer)
    finally:
        await mouth.close()
    assert kept >= {"Yes.", "No.", "Stop."}
    assert len(kept) >= 5


@pytest.mark.models
@needs_speech
def test_quiet_and_noisy_speech_is_still_heard(whisper: Whisper) -> None:
    sound = speech("sb_spk1_snt5.flac")
    assert "best part of the week" in hear(whisper, sound * 0.05).text
    hiss = sounds.pink_noise(len(sound) / EARS_RATE, level=float(np.abs(sound).max()) * 0.05)
    assert "best part of the week" in hear(whisper, sound + hiss[: len(sound)]).text


@pytest.mark.models
@needs_speech
@pytest.mark.anyio
async def test_killed_ears_come_back() -> None:
    states: list[str] = []
    ears = await open_ears(WEIGHTS, clock=SystemClock(), on_state=states.append)
    try:
        await _killed_and_back(ears, speech("sb_spk1_snt4.flac"))
    finally:
        await ears.close()
    assert states == ["up", "down", "up", "down"]
    with pytest.raises(EngineDown):
        await ears.transcribe(sounds.silence(0.1))


async def _killed_and_back(ears: WhisperEars, sound: Samples) -> None:
    assert "middle" in (await ears.transcribe(sound)).text
    assert ears.info.bytes > 1_000_000
    asking = asyncio.ensure_future(ears.transcribe(sound))
    await asyncio.sleep(0.02)
    assert ears.pid is not None
    os.kill(ears.pid, signal.SIGKILL)
    with pytest.raises(EngineDown, match="restarted"):
        await asking
    assert "middle" in (await ears.transcribe(sound)).text
