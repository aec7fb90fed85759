"""Recordings of every kind in, WAV out, and one clear sentence for what is no recording."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from os1.errors import EngineDown, SettingsError, SoundError
from os1.models.engines import EARS_RATE, Samples
from os1.testing import sounds
from os1.testing.ears import FakeEars
from os1.voice.pieces import Pieces
from os1.voice.recording import read_recording, transcribe_recording, write_wav

pytestmark = pytest.mark.anyio

TONE = sounds.sine(2.0, hertz=440, level=0.5)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def loud(window: Samples) -> float:
    """A voice detector for tests: whatever is loud is a voice."""
    return 1.0 if float(np.abs(window).max()) > 0.1 else 0.0


def spoken(*lengths: float) -> Samples:
    """Alternately so many seconds of tone and of silence."""
    parts = [sounds.silence(s) if n % 2 else sounds.sine(s, level=0.5) for n, s in enumerate(lengths)]
    return np.concatenate(parts)


async def whole(path: Path) -> Samples:
    return np.concatenate([block async for block in read_recording(path)])


def pitch(sound: Samples) -> float:
    """The strongest frequency, in hertz."""
    return float(np.abs(np.fft.rfft(sound)).argmax() * EARS_RATE / len(sound))


def tone_at(rate: int, channels: int = 1) -> Samples:
    mono = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate * 2) / rate)
    return np.asarray(np.stack([mono] * channels, axis=1), np.float32)


@pytest.mark.parametrize(
    ("name", "rate", "channels", "subtype"),
    [
        ("cd.wav", 44_100, 2, "PCM_16"),
        ("telephone.wav", 8_000, 1, "PCM_16"),
        ("studio.wav", 48_000, 2, "PCM_24"),
        ("float.wav", 22_050, 1, "FLOAT"),
        ("own.flac", 16_000, 1, "PCM_16"),
        ("mixed.flac", 96_000, 6, "PCM_24"),
        ("song.mp3", 44_100, 2, "MPEG_LAYER_III"),
        ("memo.ogg", 48_000, 1, "VORBIS"),
    ],
)
async def test_every_common_format_becomes_16_khz_mono(
    tmp_path: Path, name: str, rate: int, channels: int, subtype: str
) -> None:
    soundfile.write(tmp_path / name, tone_at(rate, channels), rate, subtype=subtype)
    sound = await whole(tmp_path / name)
    assert len(sound) == pytest.approx(2 * EARS_RATE, abs=0.1 * EARS_RATE)
    assert sound.ndim == 1 and sound.dtype == np.float32
    assert pitch(sound) == pytest.approx(440, abs=2)
    assert float(np.abs(sound).max()) == pytest.approx(0.5, abs=0.1)


async def test_m4a_is_read_through_ffmpeg(tmp_path: Path) -> None:
    path = tmp_path / "phone.m4a"
    with av.open(str(path), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=44_100)
        sound = np.ascontiguousarray(tone_at(44_100).T)
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 44_100, 0, Fraction(1, 44_100)
        container.mux([*stream.encode(frame), *stream.encode(None)])
    assert pitch(await whole(path)) == pytest.approx(440, abs=2)


async def test_a_video_without_sound_says_so(tmp_path: Path) -> None:
    path = tmp_path / "silent.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        container.mux([*stream.encode(frame), *stream.encode(None)])
    with pytest.raises(SoundError, match="no sound in it, only other data"):
        await whole(path)


def _missing(path: Path) -> None:
    """Leaves nothing there."""


def _folder(path: Path) -> None:
    path.mkdir()


def _empty(path: Path) -> None:
    path.touch()


def _text(path: Path) -> None:
    path.write_text("Dear diary, today I recorded nothing.\n" * 40)


def _no_samples(path: Path) -> None:
    soundfile.write(path, np.zeros(0, np.float32), EARS_RATE)


def _not_numbers(path: Path) -> None:
    sound = TONE.copy()
    sound[5000] = np.nan
    soundfile.write(path, sound, EARS_RATE, subtype="FLOAT")


def _truncated(path: Path) -> None:
    soundfile.write(path, sounds.white_noise(5.0), EARS_RATE, format="FLAC")
    path.write_bytes(path.read_bytes()[:40_000])


def _beheaded(path: Path) -> None:
    soundfile.write(path, TONE, EARS_RATE)
    path.write_bytes(path.read_bytes()[200:])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_missing, "There is no file .*; check its name"),
        (_folder, "is a folder; give one recording"),
        (_empty, "is empty"),
        (_text, "is not a recording that OS1 can read"),
        (_beheaded, "is not a recording that OS1 can read"),
        (_no_samples, "its length is zero"),
        (_not_numbers, "not numbers"),
        (_truncated, "damaged or cut short"),
    ],
)
async def test_what_is_no_recording_is_told_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "notes.wav"
    make(path)
    ears = FakeEars(["words"])
    with pytest.raises(SoundError, match=sentence) as caught:
        await transcribe_recording(path, ears, sense=loud)
    assert "\n" not in str(caught.value) and str(path) in str(caught.value)
    assert ears.heard == []


async def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.wav"
    write_wav(path, TONE, EARS_RATE)

    def refuse(self: Path, mode: str = "r") -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SoundError, match=r"cannot be opened \(Permission denied\)"):
        await whole(path)


async def test_pieces_are_heard_in_order_and_joined(tmp_path: Path) -> None:
    path = tmp_path / "two.wav"
    write_wav(path, spoken(3.0, 2.0, 4.0, 2.0), EARS_RATE)
    ears = FakeEars(["Hello.", "Goodbye."])
    shares: list[float] = []
    assert await transcribe_recording(path, ears, shares.append, sense=loud) == "Hello. Goodbye."
    assert [len(sound) / EARS_RATE for sound in ears.heard] == pytest.approx([3.5, 5.0], abs=0.1)
    assert shares == sorted(shares) and shares[-1] == 1.0


@pytest.mark.parametrize("sound", [sounds.silence(10.0), sounds.white_noise(10.0), sounds.sine(10.0)])
async def test_where_nobody_speaks_the_ears_are_not_asked(tmp_path: Path, sound: Samples) -> None:
    """By the real voice detector, which pipecat's wheel carries."""
    path = tmp_path / "nobody.wav"
    write_wav(path, sound, EARS_RATE)
    ears = FakeEars(["Thank you for watching."])
    assert await transcribe_recording(path, ears) == ""
    assert ears.heard == []


async def test_dead_ears_and_cancelling_end_the_work(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    write_wav(path, spoken(2.0, 2.0), EARS_RATE)
    ears = FakeEars()
    ears.die()
    with pytest.raises(EngineDown):
        await transcribe_recording(path, ears, sense=loud)
    ears = FakeEars()
    ears.stall()
    task = asyncio.ensure_future(transcribe_recording(path, ears, sense=loud))
    await ears.asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_speech_without_a_pause_is_cut_where_it_is_softest() -> None:
    pieces = Pieces(loud)
    steady = spoken(20.0, 0.2, 30.0)
    cut = [*pieces.feed(steady), *pieces.finish()]
    assert all(len(piece) <= 28 * EARS_RATE for piece in cut)
    assert len(cut[0]) / EARS_RATE == pytest.approx(20.1, abs=0.1)
    assert sum(map(len, cut)) == pytest.approx(len(steady), abs=2 * 512)


def test_a_breath_ends_a_long_piece_but_not_a_short_one() -> None:
    pieces = Pieces(loud)
    cut = [*pieces.feed(spoken(5.0, 0.7, 13.0, 0.7, 1.0)), *pieces.finish()]
    assert [len(piece) / EARS_RATE for piece in cut] == pytest.approx([19.2, 1.2], abs=0.3)


def test_hours_of_silence_take_no_memory() -> None:
    asked = 0

    def count(window: Samples) -> float:
        nonlocal asked
        asked += 1
        return 0.0

    pieces = Pieces(count)
    for _ in range(60):
        assert pieces.feed(sounds.silence(10.0)) == []
        assert len(pieces._sound) < 20
    assert asked == 0, "exact silence needs no detector"
    assert pieces.finish() == []


def test_a_wav_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    write_wav(path, np.asarray([0.0, 0.5, -2.0, 2.0], np.float32), 24_000)
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == 24_000 and soundfile.info(path).subtype == "PCM_16"
    assert samples == pytest.approx([0.0, 0.5, -1.0, 1.0], abs=1e-3)
    with pytest.raises(SettingsError, match="choose another place"):
        write_wav(tmp_path / "nowhere" / "out.wav", TONE, EARS_RATE)
    (tmp_path / "folder.wav").mkdir()
    with pytest.raises(SettingsError, match="choose another place"):
        write_wav(tmp_path / "folder.wav", TONE, EARS_RATE)
    assert {entry.name for entry in tmp_path.iterdir()} == {"out.wav", "folder.wav"}
