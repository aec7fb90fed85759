"""Talks played from recordings: order, completeness, interruption, and what is left on disk."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from stage import START, Stage, named

from os1.errors import SettingsError, SoundError
from os1.testing.flow import FlowingClock
from os1.testing.phrases import HummingMouth, PhraseEars
from os1.voice.conversation import Conversation
from os1.voice.script import Line, recordings
from os1.voice.talk import run_talk


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_three_questions_in_a_row_get_three_replies_in_order(stage: Stage) -> None:
    files = [stage.file(0.3, text, 0.2) for text in ("what time is it?", "who are you?", "is it late?")]
    report = stage.play(recordings(files))
    assert report.heard == ("what time is it?", "who are you?", "is it late?")
    assert report.replies == tuple(f"You said: {text}" for text in report.heard)
    for name in ("turn_end", "transcript", "first_token", "first_audio", "audio_end", "reply_text"):
        assert len(named(report, name)) == 3, name
    starts, ends = named(report, "speech_start"), named(report, "audio_end")
    for start, end in zip(starts[1:], ends, strict=False):
        assert 0.75 < start["t"] - end["t"] < 0.9, "half a second, and 0.3 s of silence in the file"


def test_a_reply_begins_only_after_its_question_and_soon(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("what time is it?")]))
    (end,), (first,) = named(report, "speech_end"), named(report, "first_audio")
    # 0.2 s of silence in which it hears, 0.2 s of thinking, 0.1 s of synthesis
    assert 0.45 <= first["t"] - end["t"] <= 0.55
    assert report.latencies[0] == pytest.approx(first["t"] - end["t"], abs=0.002)


def test_the_sound_lies_where_the_trace_says(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("what time is it?")]))
    sound, rate = soundfile.read(stage.out, dtype="float32")
    loud = np.flatnonzero(np.abs(sound) > 0.1) / rate
    assert loud[0] == pytest.approx(named(report, "first_audio")[0]["t"], abs=0.002)
    assert loud[-1] == pytest.approx(named(report, "audio_end")[0]["t"], abs=0.002)
    assert len(sound) / rate == pytest.approx(report.seconds)


def test_the_trace_on_disk_is_what_was_reported(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("what time is it?")]))
    rows = [json.loads(row) for row in stage.trace.read_text().splitlines()]
    assert rows == list(report.events)
    assert all(isinstance(row["t"], float) for row in rows)


def test_a_recording_without_speech_is_passed_over(stage: Stage) -> None:
    files = [stage.file(1.0), stage.file("who are you?")]
    report = stage.play(recordings(files))
    assert report.heard == ("who are you?",)


def test_noise_never_becomes_a_turn(stage: Stage) -> None:
    report = stage.play(recordings([stage.file(0.5, stage.book.noise(2.0), 1.0)]))
    assert named(report, "speech_start"), "the noise was loud enough to be listened to"
    assert stage.log == [] and report.replies == ()


def test_words_count_as_heard_only_once_respond_has_kept_them(stage: Stage) -> None:
    async def slow(heard: object, sink: object) -> None:
        await stage.clock.sleep(1.0)
        stage.bus.publish("heard", id=heard.id)  # type: ignore[attr-defined]  # a Heard
        await stage.clock.sleep(1.0)

    report = stage.play(recordings([stage.file("who are you?")]), respond=slow)
    (end,), (transcript,) = named(report, "turn_end"), named(report, "transcript")
    assert transcript["t"] - end["t"] == pytest.approx(1.0, abs=0.05)
    assert transcript["text"] == "who are you?" and transcript["id"] == end["id"]


def test_words_that_were_never_kept_are_not_traced_as_heard(stage: Stage) -> None:
    async def fails(heard: object, sink: object) -> None:
        raise RuntimeError("no disk")

    report = stage.play(recordings([stage.file("who are you?")]), respond=fails)
    assert report.heard == ()
    assert "lost my thread" in report.replies[-1]


def test_an_interruption_stops_the_reply_at_the_word_that_was_played(stage: Stage) -> None:
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten", "and eleven twelve"]
    lines = [
        Line(stage.file("tell me"), at=0.0),
        Line(stage.file("no that is wrong"), after="reply_start", delay=1.0),
    ]
    report = stage.play(lines)
    assert [kind for kind, _ in stage.log] == ["heard", "cut", "heard", "said"]
    cut = stage.log[1][1]
    assert "one two three four five six seven eight nine ten".startswith(cut) and 2 <= len(cut.split()) <= 7
    (interrupted,) = named(report, "interrupted")
    assert interrupted["played"] == cut
    assert interrupted["t"] - named(report, "speech_start")[1]["t"] < 0.7
    assert stage.log[3] == ("said", "You said: no that is wrong")


def test_what_was_played_is_what_the_sound_holds(stage: Stage) -> None:
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten"]
    interruption = Line(stage.file("no that is wrong"), after="reply_start", delay=1.0)
    report = stage.play([Line(stage.file("tell me"), at=0.0), interruption])
    begin = named(report, "first_audio")[0]["t"]
    end = named(report, "audio_end")[0]["t"]
    letters = (end - begin) / 0.08
    assert abs(len(named(report, "interrupted")[0]["played"]) - letters) <= 6


@pytest.mark.parametrize("sound", ["mm-hm", "yeah", "okay"])
def test_a_backchannel_lets_the_reply_go_on(stage: Stage, sound: str) -> None:
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten"]
    lines = [
        Line(stage.file("tell me"), at=0.0),
        Line(stage.file(sound), after="reply_start", delay=1.0),
    ]
    report = stage.play(lines)
    assert stage.log == [("heard", "tell me"), ("said", stage.answers["tell me"][0])]
    assert not named(report, "interrupted")


def test_noise_over_a_reply_lets_it_go_on(stage: Stage) -> None:
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten"]
    lines = [
        Line(stage.file("tell me"), at=0.0),
        Line(stage.file(stage.book.noise(1.5)), after="reply_start", delay=0.5),
    ]
    report = stage.play(lines)
    assert stage.log == [("heard", "tell me"), ("said", stage.answers["tell me"][0])]
    assert not named(report, "interrupted")


def test_stop_stops_at_once(stage: Stage) -> None:
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten"]
    lines = [Line(stage.file("tell me"), at=0.0), Line(stage.file("stop"), after="reply_start", delay=1.0)]
    report = stage.play(lines)
    assert stage.log[1][0] == "cut" and stage.log[2] == ("heard", "stop")
    (interrupted,) = named(report, "interrupted")
    assert interrupted["t"] - named(report, "speech_start")[1]["t"] < 0.6


def test_yes_after_the_question_is_an_answer(stage: Stage) -> None:
    lines = [Line(stage.file("tell me"), at=0.0), Line(stage.file("yeah"), after="reply_end", delay=0.3)]
    stage.play(lines)
    assert ("heard", "yeah") in stage.log


def test_the_os_may_speak_first_and_waits_for_a_pause(stage: Stage) -> None:
    heard: list[bool] = []

    async def nudge(conversation: Conversation) -> None:
        async def tell(sink: object) -> None:
            from os1.types import Clause

            await sink.play(Clause("Tea is ready"))  # type: ignore[attr-defined]  # a ReplySink
            await sink.drained()  # type: ignore[attr-defined]  # a ReplySink

        await stage.clock.sleep(0.2)
        heard.append(await conversation.speak_first(tell))

    report = stage.play(recordings([stage.file("what time is it please?")]), beside=nudge)
    assert report.replies == ("You said: what time is it please?", "Tea is ready")
    assert heard == [True]


def test_ears_that_die_once_are_asked_again(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock, deaths=[0])
    report = stage.play(recordings([stage.file("who are you?")]))
    assert report.replies == ("You said: who are you?",)


def test_ears_that_stay_dead_bring_an_apology_and_the_next_turn_works(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock, deaths=[1, 2])  # after the first partial
    report = stage.play(recordings([stage.file("who are you?"), stage.file("is it late?")]))
    assert "hiccup" in report.replies[0]
    assert report.replies[1] == "You said: is it late?"


def test_a_mouth_that_dies_once_loses_nothing(stage: Stage) -> None:
    stage.mouth = HummingMouth(stage.clock, deaths=[1])
    stage.answers["tell me"] = ["one", "two", "three"]
    report = stage.play(recordings([stage.file("tell me")]))
    assert report.replies == ("one two three",)


def test_a_clause_without_a_voice_was_not_said(stage: Stage) -> None:
    stage.mouth = HummingMouth(stage.clock, deaths=[1, 2])
    stage.answers["tell me"] = ["one", "two", "three"]
    report = stage.play(recordings([stage.file("tell me")]))
    assert report.replies == ("one three",)


def test_a_cancelled_talk_leaves_whole_files(stage: Stage) -> None:
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten"]
    lines = recordings([stage.file("tell me")])

    async def work() -> None:
        talk = asyncio.ensure_future(run_talk(stage.parts(), lines, stage.out, stage.trace))

        async def stop() -> None:
            while not stage.log:
                await stage.clock.sleep(0.02)
            await stage.clock.sleep(1.5)
            talk.cancel()
            await asyncio.gather(talk, return_exceptions=True)

        await stage.clock.run(stop())
        assert talk.cancelled()

    asyncio.run(work())
    sound, rate = soundfile.read(stage.out, dtype="float32")
    rows = [json.loads(row) for row in stage.trace.read_text().splitlines()]
    assert len(sound) / rate == pytest.approx(rows[-1]["t"], abs=0.05)
    assert rows[-1]["event"] == "reply_text" and rows[-1]["text"].startswith("one two")


def test_the_same_talk_is_traced_the_same_twice(tmp_path: Path) -> None:
    def once(folder: Path) -> list[object]:
        folder.mkdir()
        stage = Stage(folder, clock=FlowingClock(START))
        report = stage.play(
            recordings([stage.file("who are you?", 0.4, "tell me"), stage.file("is it late?")])
        )
        return [{key: value for key, value in e.items() if key not in ("id", "to")} for e in report.events]

    assert once(tmp_path / "a") == once(tmp_path / "b")


def test_what_is_no_sound_is_refused_in_words(stage: Stage) -> None:
    wrong = stage.folder / "text.wav"
    wrong.write_text("hello")
    for path in (wrong, stage.folder / "nowhere.wav"):
        with pytest.raises(SoundError, match=path.name):
            stage.play(recordings([path]))
    assert not stage.out.exists()


def test_a_reply_that_cannot_be_written_is_said_before_the_talk_begins(stage: Stage) -> None:
    files = recordings([stage.file("tell me")])
    for out, trace in ((stage.folder / "no" / "a.wav", None), (stage.out, stage.folder / "no" / "t.jsonl")):

        async def work(out: Path = out, trace: Path | None = trace) -> None:
            await stage.clock.run(run_talk(stage.parts(), files, out, trace))

        with pytest.raises(SettingsError, match="cannot be written"):
            asyncio.run(work())


def test_recordings_of_any_rate_and_of_two_channels_are_heard(stage: Stage) -> None:
    sound = stage.book.say("what time is it?")
    path = stage.folder / "stereo.wav"
    soundfile.write(path, np.repeat(np.stack([sound, sound], axis=1), 3, axis=0), 48_000, subtype="FLOAT")
    assert stage.play(recordings([path])).heard == ("what time is it?",)


def test_when_the_person_hangs_up_the_reply_stops_and_the_last_words_are_still_kept(stage: Stage) -> None:
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten"]
    first: list[bool] = []

    async def hang_up(conversation: Conversation) -> None:
        while not conversation.sounding:
            await stage.clock.sleep(0.02)
        await stage.clock.sleep(1.0)
        conversation.hang_up()
        first.append(await conversation.speak_first(stage.parts().respond))  # type: ignore[arg-type]  # never run

    lines = [Line(stage.file("tell me"), at=0.0), Line(stage.file("and more"), after="reply_end", delay=1.0)]
    report = stage.play(lines, beside=hang_up)
    assert [kind for kind, _ in stage.log] == ["heard", "cut", "heard", "cut"]
    assert stage.log[2:] == [("heard", "and more"), ("cut", "")], "kept, but not spoken to an empty room"
    assert first == [False] and len(named(report, "first_audio")) == 1
