"""Scripts: what they may say, and when their lines play."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from stage import Stage, named

from os1.errors import SettingsError
from os1.models.engines import Samples
from os1.voice.script import Line, Mixer, read_script, recordings


def written(folder: Path, text: str) -> Path:
    path = folder / "talk.jsonl"
    path.write_text(text)
    return path


def test_a_script_is_read_relative_to_its_folder(tmp_path: Path) -> None:
    lines = read_script(
        written(
            tmp_path,
            '{"play": "a.flac", "at": 1}\n\n'
            '{"play": "/b.wav", "after": "reply_start", "delay": 0.5, "gain_db": -6}\n'
            '{"play": "rain.wav", "at": 0, "loop": true}\n{"echo": true, "delay": 0.2, "gain_db": -6}\n',
        )
    )
    assert lines == [
        Line(tmp_path / "a.flac", at=1.0),
        Line(Path("/b.wav"), after="reply_start", delay=0.5, gain_db=-6.0),
        Line(tmp_path / "rain.wav", at=0.0, loop=True),
        Line(None, delay=0.2, gain_db=-6.0, echo=True),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "plays nothing"),
        ('{"play": "a", "at": 0, "loop": true}', "plays nothing that ends"),
        ("hello", "Line 1"),
        ("[1]", "Line 1"),
        ('{"at": 0}', "Line 1"),
        ('{"play": "a"}', '"at" or "after"'),
        ('{"play": "a", "at": 0, "after": "reply_end"}', '"at" or "after"'),
        ('{"play": "a", "after": "lunch"}', '"at" or "after"'),
        ('{"play": "a", "at": "noon"}', "Line 1"),
        ('{"play": "a", "at": 0, "volume": 11}', "volume"),
        ('{"play": "a", "at": NaN}', "at nan"),
        ('{"play": "a", "at": 1e18}', "at 1e"),
        ('{"play": "a", "at": 0, "gain_db": 1e9}', "gain_db"),
        ('{"echo": true, "delay": 3}', "echo"),
        ('{"echo": true, "at": 1}', "unknown 'at'"),
        ('{"echo": true, "delay": "long"}', "Line 1"),
        ('{"echo": true}', "plays nothing that ends"),
    ],
)
def test_a_wrong_script_is_refused_in_words(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_script(written(tmp_path, text))


def test_a_missing_script_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_script(tmp_path / "nowhere.jsonl")


def tone(level: float, count: int) -> Samples:
    return np.full(count, level, np.float32)


def test_lines_are_mixed_at_their_samples_with_their_gain() -> None:
    lines = [Line(Path("a"), at=0.01), Line(Path("b"), at=0.0, gain_db=-20, loop=True)]
    mixer = Mixer(lines, [tone(0.5, 100), tone(0.1, 70)])
    mixed = np.concatenate([mixer.next(at, 100, idle=True) for at in range(0, 400, 100)])
    assert (
        np.allclose(mixed[:160], 0.01)
        and np.allclose(mixed[160:260], 0.51)
        and np.allclose(mixed[260:], 0.01)
    )


def test_the_microphone_hears_the_loudspeaker_later_and_quieter() -> None:
    lines = [Line(Path("a"), at=0.0), Line(None, delay=0.05, gain_db=-20.0, echo=True)]
    mixer = Mixer(lines, [tone(0.5, 320)])
    heard = []
    for step in range(10):
        mixer.sounded(tone(0.4 if step == 2 else 0.0, 320), 16_000)
        heard.append(mixer.next(320 * step, 320, idle=True))
    sound = np.concatenate(heard)
    assert np.allclose(sound[:320], 0.5), "what is played comes besides"
    loud = np.flatnonzero(sound[320:] > 0.02) + 320
    assert abs(loud[0] - (640 + 800)) < 20 and abs(loud[-1] - (960 + 800)) < 20
    assert sound[1600] == pytest.approx(0.04, abs=0.004)


def test_loud_lines_are_clipped() -> None:
    mixer = Mixer([Line(Path("a"), at=0.0), Line(Path("b"), at=0.0)], [tone(0.8, 10), tone(0.8, 10)])
    assert mixer.next(0, 10, idle=True).max() == 1.0


def test_after_a_reply_that_never_comes_the_next_recording_plays_all_the_same() -> None:
    mixer = Mixer(recordings([Path("a"), Path("b")]), [tone(0.5, 320), tone(0.5, 320)])
    first = next(
        at for at in range(320, 160_000, 320) if mixer.next(at, 320, idle=True).max() > 0 and at > 320
    )
    assert 3.0 <= first / 16_000 <= 3.7


def test_two_backchannels_belong_to_the_same_reply(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten eleven twelve"]
    mm = stage.file("mm-hm")
    lines = [
        Line(stage.file("tell me"), at=0.0),
        Line(mm, after="reply_start", delay=0.5),
        Line(mm, after="reply_start", delay=2.0),
        Line(stage.file("is it late?"), after="reply_end", delay=1.0),
    ]
    report = stage.play(lines)
    assert report.heard == ("tell me", "is it late?")
    starts, first, end = (
        named(report, "speech_start"),
        named(report, "first_audio"),
        named(report, "audio_end"),
    )
    assert starts[1]["t"] == pytest.approx(first[0]["t"] + 0.5, abs=0.06)
    assert starts[2]["t"] == pytest.approx(first[0]["t"] + 2.0, abs=0.06)
    assert starts[3]["t"] == pytest.approx(end[0]["t"] + 1.0, abs=0.06)


def test_after_an_interruption_reply_end_means_the_reply_to_it(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten eleven twelve"]
    lines = [
        Line(stage.file("tell me"), at=0.0),
        Line(stage.file("no tell me more"), after="reply_start", delay=1.0),
        Line(stage.file("is it late?"), after="reply_end", delay=0.5),
    ]
    report = stage.play(lines)
    assert report.heard == ("tell me", "no tell me more", "is it late?")
    assert report.replies[1:] == ("You said: no tell me more", "You said: is it late?")
