"""The mouth around its engine: voices, pieces, sound shaping, the cache; and the fake that stands in for it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from os1.clock import SystemClock
from os1.errors import EngineDown, SettingsError, WeightsBroken, WeightsMissing
from os1.models import frames, mouth_sound, mouth_voices
from os1.models.child import Child
from os1.models.engines import EngineInfo, Mouth, Samples
from os1.models.mouth import KokoroMouth, open_mouth, portions
from os1.testing.clock import VirtualClock
from os1.testing.mouth import WORD, FakeMouth

KNOWN = ["af_heart", "af_bella", "bf_emma"]


class Echo(Child):
    """An engine that gives as many samples as the text has characters, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__("mouth", "none:none", {}, clock=SystemClock())
        self.asked: list[frames.Header] = []

    async def request(
        self, header: frames.Header, payload: bytes = b"", *, timeout: float = 60.0
    ) -> tuple[frames.Header, bytes]:
        self.asked.append(header)
        return {}, np.ones(len(header["text"]), np.float32).tobytes()


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def mouth(echo: Echo) -> KokoroMouth:
    return KokoroMouth(echo, KNOWN, EngineInfo("mouth", "echo"))


def speak(mouth: Mouth, text: str, voice: str = "", speed: float = 1.0) -> Samples:
    return asyncio.run(mouth.speak(text, voice=voice, speed=speed))


def test_a_phrase_said_again_costs_nothing(mouth: KokoroMouth, echo: Echo) -> None:
    first, second = speak(mouth, "Good morning."), speak(mouth, "Good morning.")
    assert len(echo.asked) == 1
    assert np.array_equal(first, second)
    first[:] = 0
    assert speak(mouth, "Good morning.").all()


def test_the_cache_tells_voices_and_speeds_apart_and_stays_small(mouth: KokoroMouth, echo: Echo) -> None:
    speak(mouth, "Hi.")
    speak(mouth, "Hi.", voice="bf_emma")
    speak(mouth, "Hi.", speed=1.2)
    assert len(echo.asked) == 3
    for number in range(140):
        speak(mouth, f"Number {number}.")
    speak(mouth, "Hi.")
    assert len(echo.asked) == 144


@pytest.mark.parametrize("text", ["", "  ", "?!", "…", "😀"])
def test_nothing_to_say_is_silence_of_no_length(mouth: KokoroMouth, echo: Echo, text: str) -> None:
    assert speak(mouth, text).shape == (0,)
    assert not echo.asked


@pytest.mark.parametrize(
    "voice", ["nobody", "af_heart+nobody", "af_heart:0", "af_heart:x", "af_heart:inf", "+"]
)
def test_an_unknown_voice_is_refused_in_words(mouth: KokoroMouth, echo: Echo, voice: str) -> None:
    with pytest.raises(SettingsError, match="af_heart"):
        speak(mouth, "Hello.", voice=voice)
    assert not echo.asked


@pytest.mark.parametrize("speed", [0.4, 2.1, float("nan")])
def test_an_impossible_speed_is_refused(mouth: KokoroMouth, speed: float) -> None:
    with pytest.raises(SettingsError, match=r"from 0\.5 to 2"):
        speak(mouth, "Hello.", speed=speed)


def test_a_long_text_is_asked_for_in_whole_sentences(mouth: KokoroMouth, echo: Echo) -> None:
    text = "This is one of many sentences that follow. " * 40
    assert speak(mouth, text).size
    assert len(echo.asked) > 3
    assert all(header["text"].endswith(".") and len(header["text"]) <= 400 for header in echo.asked)
    assert sum(header["text"].count("many") for header in echo.asked) == 40


def test_lines_without_marks_are_kept_apart() -> None:
    assert portions("Heading\nText follows.\n\n?!\n") == ["Heading. Text follows."]


def test_voices_of_a_folder_are_the_english_ones_with_the_default_first(tmp_path: Path) -> None:
    for name in ("zf_xiaoni", "af_bella", "bm_lewis", "af_heart"):
        (tmp_path / f"{name}.bin").touch()
    assert mouth_voices.names(tmp_path) == ["af_heart", "af_bella", "bm_lewis"]
    with pytest.raises(WeightsMissing, match="no voices"):
        mouth_voices.names(tmp_path / "elsewhere")


def test_a_blend_is_the_weighted_mean(tmp_path: Path) -> None:
    for name, value in (("af_heart", 1.0), ("bf_emma", 4.0)):
        np.full(510 * 256, value, np.float32).tofile(tmp_path / f"{name}.bin")
    shares = mouth_voices.parse("af_heart:1 + bf_emma:2", KNOWN)
    assert mouth_voices.styles(tmp_path, shares) == pytest.approx(3.0)
    assert mouth_voices.accent(shares) == "gb"
    assert mouth_voices.accent(mouth_voices.parse("", KNOWN)) == "us"
    (tmp_path / "af_heart.bin").write_bytes(b"1234")
    with pytest.raises(WeightsBroken, match="af_heart"):
        mouth_voices.styles(tmp_path, shares)


@pytest.mark.parametrize("level", [0.02, 0.1, 0.5])
def test_every_phrase_is_as_loud_as_the_others_and_never_clips(level: float) -> None:
    steps = np.arange(24_000, dtype=np.float32)
    tone = (level * np.sin(steps / 20)).astype(np.float32)
    silence = np.zeros(12_000, np.float32)
    sound = mouth_sound.shaped(np.concatenate([silence, tone, silence]), ".")
    loud = sound[2_000:20_000]
    assert 20 * np.log10(np.sqrt(np.mean(loud**2))) == pytest.approx(-20, abs=0.5)
    assert abs(sound[0]) < 1e-3 and abs(sound[-1]) < 1e-3
    assert len(sound) / 24_000 == pytest.approx(1.0 + 0.03 + 0.24, abs=0.02)


def test_peaks_are_bent_below_full_scale() -> None:
    sound = np.full(24_000, 0.01, np.float32)
    sound[::200] = 1.0
    assert np.abs(mouth_sound.shaped(sound)).max() < 1.0


def test_a_pause_fits_its_mark_and_the_speed() -> None:
    tone = np.sin(np.arange(24_000, dtype=np.float32) / 20)
    lengths = [len(mouth_sound.shaped(tone, mark)) for mark in ("", ",", ".", "…")]
    assert lengths == sorted(set(lengths))
    assert len(mouth_sound.shaped(tone, ".", 2.0)) < len(mouth_sound.shaped(tone, "."))


@pytest.mark.parametrize(
    "sound", [np.zeros(0, np.float32), np.zeros(5_000, np.float32), np.ones(3, np.float32)]
)
def test_silence_is_shaped_to_nothing(sound: Samples) -> None:
    assert mouth_sound.shaped(sound).shape == (0,)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="os1 models fetch"):
        asyncio.run(open_mouth(tmp_path, tmp_path, tmp_path, clock=SystemClock()))


def test_a_damaged_model_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    np.zeros(510 * 256, np.float32).tofile(tmp_path / "af_heart.bin")

    async def start() -> None:
        await (await open_mouth(tmp_path, tmp_path, tmp_path, clock=SystemClock())).start()

    with pytest.raises(WeightsBroken, match="cannot be loaded"):
        asyncio.run(start())


def test_the_fake_has_one_burst_for_each_word() -> None:
    mouth = FakeMouth()
    sound = speak(mouth, "one two — three")
    assert len(sound) / mouth.rate == pytest.approx(3 * WORD)
    quiet = sound.reshape(3, -1)[:, -1]
    assert not quiet.any() and sound.any()
    assert len(speak(mouth, "one two", speed=2.0)) == len(sound) // 3
    assert mouth.spoken == [("one two — three", "", 1.0), ("one two", "", 2.0)]


def test_the_fake_refuses_dies_revives_and_waits() -> None:
    async def story() -> None:
        clock = VirtualClock(datetime(2026, 1, 1, tzinfo=UTC))
        mouth = FakeMouth(clock=clock, delay=2.0, dies_after=1)
        with pytest.raises(SettingsError):
            await mouth.speak("hi", voice="nobody")
        answer = asyncio.create_task(mouth.speak("hi"))
        await asyncio.sleep(0)
        await clock.advance(1.0)
        assert not answer.done()
        await clock.advance(1.0)
        assert (await answer).size
        mouth.delay = 0.0
        with pytest.raises(EngineDown):
            await mouth.speak("hi")
        mouth.revive()
        assert (await mouth.speak("hi")).size
        assert mouth.info.role == "mouth" and mouth.voices[0] == "af_heart"
        await mouth.close()

    asyncio.run(story())
