"""The machine's own sound card: sound crosses threads and rates unharmed, and nothing that fails ends badly."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from stage import Stage

from os1.errors import SettingsError, SoundError
from os1.models.engines import EARS_RATE, Samples
from os1.testing.card import FakeCard
from os1.types import Clause, ReplySink
from os1.voice.conversation import Conversation
from os1.voice.local import Loudspeaker, Microphone, run_local

QUESTION = "what time is it?"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def said(stage: Stage, *pieces: str | float) -> Samples:
    """The microphone's sound: words, and seconds of silence."""
    return np.concatenate(
        [stage.book.say(piece) if isinstance(piece, str) else stage.book.silence(piece) for piece in pieces]
    )


def talk(stage: Stage, card: FakeCard, seconds: float = 8.0, **more: Any) -> None:
    """Talk through `card`, and press Ctrl-C after `seconds`."""

    async def work() -> None:
        running = asyncio.ensure_future(run_local(stage.parts(), card, **more))
        waiting = asyncio.ensure_future(stage.clock.sleep(seconds))
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        running.cancel()
        await running

    async def flowing() -> None:
        await stage.clock.run(work())

    try:
        asyncio.run(flowing())
    except asyncio.CancelledError:
        return
    raise AssertionError("a talk does not end by itself")


@pytest.mark.parametrize(("microphone", "speaker"), [(16_000, 24_000), (48_000, 48_000), (32_000, 44_100)])
def test_a_question_at_the_microphone_is_answered_by_the_loudspeaker(
    stage: Stage, microphone: int, speaker: int
) -> None:
    card = FakeCard(stage.clock, said(stage, 0.5, QUESTION), microphone_rate=microphone, speaker_rate=speaker)
    talk(stage, card)
    (_, heard), said_back = stage.log[0], stage.log[1]
    assert said_back[0] == "said"
    if microphone == EARS_RATE:
        assert heard == QUESTION, "levels are words, and only without resampling are they exact"
    loud = np.flatnonzero(np.abs(card.heard()) > 0.1) / speaker
    spoken = 0.08 * len(said_back[1])
    assert loud[-1] - loud[0] == pytest.approx(spoken, abs=0.02), "all of it, and without a hole"
    assert len(loud) / speaker == pytest.approx(spoken, abs=0.02)
    assert card.stopped


def test_the_reply_starts_as_soon_as_in_a_recorded_talk(stage: Stage) -> None:
    card = FakeCard(stage.clock, said(stage, QUESTION))
    talk(stage, card, trace=stage.trace)
    rows = [json.loads(row) for row in stage.trace.read_text().splitlines()]
    ended = next(row["t"] for row in rows if row["event"] == "speech_end")
    sounded = np.flatnonzero(np.abs(card.heard()) > 0.1)[0] / card.speaker_rate
    assert sounded - ended < 0.8
    assert [row["text"] for row in rows if row["event"] == "transcript"] == [QUESTION]
    assert "dropouts" not in {row["event"] for row in rows}


def test_the_tape_holds_what_was_heard_where_the_trace_says(stage: Stage) -> None:
    talk(stage, FakeCard(stage.clock, said(stage, 1.0, QUESTION)), out=stage.out, trace=stage.trace)
    rows = [json.loads(row) for row in stage.trace.read_text().splitlines()]
    first = next(row["t"] for row in rows if row["event"] == "first_audio")
    sound, rate = soundfile.read(stage.out, dtype="float32")
    assert np.flatnonzero(np.abs(sound) > 0.1)[0] / rate == pytest.approx(first, abs=0.03)


def test_an_interruption_silences_what_was_already_given_to_the_card(stage: Stage) -> None:
    stage.answers["tell me"] = ["one two three four five six seven eight nine ten"]
    card = FakeCard(stage.clock, said(stage, "tell me", 2.0, "no that is wrong"))
    talk(stage, card, trace=stage.trace)
    rows = [json.loads(row) for row in stage.trace.read_text().splitlines()]
    stopped = next(row["t"] for row in rows if row["event"] == "interrupted")
    sound = card.heard()
    after = sound[int((stopped + 0.04) * card.speaker_rate) :][: int(0.3 * card.speaker_rate)]
    assert stage.log[1][0] == "cut"
    assert np.abs(after).max() == 0, "silent within two pieces, although 100 ms lay ahead"


@pytest.mark.parametrize("seconds", [1.5, 2.2])
def test_a_sentence_in_the_middle_of_which_the_talk_is_ended_is_kept(stage: Stage, seconds: float) -> None:
    """While it is spoken, and when it has just been."""
    card = FakeCard(stage.clock, said(stage, 0.3, "I never told you about my brother"))
    talk(stage, card, seconds=seconds)
    words = stage.log[0][1]
    assert stage.log[0][0] == "heard" and words.startswith("I never told")
    assert stage.log[1:] == [("cut", "")], "nobody is there to be answered"
    assert card.stopped


def test_the_os_speaks_first_through_the_card(stage: Stage) -> None:
    async def greet(conversation: Conversation) -> None:
        async def tell(sink: ReplySink) -> None:
            await sink.play(Clause("Hello there"))
            await sink.drained()

        assert await conversation.speak_first(tell)

    card = FakeCard(stage.clock, stage.book.silence(0.1))
    talk(stage, card, beside=greet)
    assert np.abs(card.heard()).max() > 0.1


def test_lost_sound_is_counted_and_ends_nothing(stage: Stage) -> None:
    card = FakeCard(stage.clock, said(stage, 1.0, QUESTION))
    card.loses = [0.2, 0.4]
    talk(stage, card, trace=stage.trace)
    rows = [json.loads(row) for row in stage.trace.read_text().splitlines()]
    assert [row["overruns"] for row in rows if row["event"] == "dropouts"][-1] == 2
    assert stage.log[-1] == ("said", f"You said: {QUESTION}")


@pytest.mark.parametrize("end", [{"goes": 3.0}, {"hangs": 3.0}])
def test_a_card_that_goes_away_is_one_sentence_and_the_last_words_are_kept(
    stage: Stage, end: dict[str, Any]
) -> None:
    card = FakeCard(stage.clock, said(stage, 2.0, QUESTION), **end)
    with pytest.raises(SoundError, match="plug it in and start `os1 talk` again"):
        talk(stage, card, seconds=60.0)
    assert stage.log[0][0] == "heard", "what was said before it went is not lost"
    assert card.stopped


def test_a_card_that_cannot_be_opened_is_told_before_anything_is_heard(stage: Stage) -> None:
    card = FakeCard(stage.clock, said(stage, QUESTION))
    card.refuses = "Another program holds the card; close it."
    with pytest.raises(SoundError, match="close it"):
        talk(stage, card)
    assert stage.log == []


def test_what_cannot_be_written_is_told_before_the_card_is_opened(stage: Stage) -> None:
    card = FakeCard(stage.clock, said(stage, QUESTION))
    wrong: list[dict[str, Any]] = [
        {"out": stage.folder / "no" / "a.wav"},
        {"trace": stage.folder / "no" / "t.jsonl"},
    ]
    for more in wrong:
        with pytest.raises(SettingsError, match="cannot be written"):
            talk(stage, card, **more)
    assert card.played == []


def test_sound_from_a_real_thread_arrives_whole_and_in_order() -> None:
    pieces = [np.full(160, number, np.float32) for number in range(500)]

    async def work() -> list[Samples]:
        microphone = Microphone(EARS_RATE, asyncio.get_running_loop())

        def record() -> None:
            for piece in pieces:
                microphone.record(piece, False)

        thread = threading.Thread(target=record)
        thread.start()
        came = [await microphone.next() for _ in pieces]
        thread.join()
        assert microphone.overruns == 0
        return came

    came = asyncio.run(asyncio.wait_for(work(), 20))
    np.testing.assert_array_equal(np.concatenate(came), np.concatenate(pieces))


def test_a_loop_that_is_slow_for_long_loses_the_oldest_sound_and_counts_it() -> None:
    async def work() -> tuple[Samples, int]:
        microphone = Microphone(EARS_RATE, asyncio.get_running_loop())
        for number in range(600):
            microphone.record(np.full(320, number, np.float32), False)
        return await microphone.next(), microphone.overruns

    first, overruns = asyncio.run(work())
    assert (first[0], overruns) == (100, 100)


def test_a_reply_taken_by_a_real_thread_is_whole() -> None:
    tone = np.linspace(0.1, 0.9, 24_000, dtype=np.float32)
    taken: list[Samples] = []

    async def work() -> None:
        speaker = Loudspeaker(24_000, 24_000)
        over = threading.Event()

        def card() -> None:
            while not over.is_set():
                if len(sound := speaker.play(240, False)) and sound.any():
                    taken.append(sound)

        thread = threading.Thread(target=card)
        thread.start()
        for begin in range(0, len(tone), 480):
            while not speaker.wants:  # noqa: ASYNC110 - the card's thread has no event
                await asyncio.sleep(0)
            speaker.put(tone[begin : begin + 480])
        speaker.end()
        while sum(map(np.count_nonzero, taken)) < len(tone):  # noqa: ASYNC110 - nor here
            await asyncio.sleep(0)
        over.set()
        thread.join()

    asyncio.run(asyncio.wait_for(work(), 20))
    sound = np.concatenate(taken)
    np.testing.assert_array_equal(sound[sound > 0], tone)


def test_only_a_hole_inside_a_reply_is_an_underrun() -> None:
    speaker = Loudspeaker(24_000, 24_000)
    speaker.play(480, False)
    assert speaker.underruns == 0, "silence between replies is none"
    speaker.put(np.ones(480, np.float32))
    speaker.play(960, False)
    assert speaker.underruns == 1
    speaker.put(np.ones(480, np.float32))
    speaker.play(240, True)
    assert speaker.underruns == 2, "the card's own holes count as well"
    speaker.end()
    speaker.play(960, True)
    assert speaker.underruns == 2, "nor is the end of one"


def test_a_dropped_reply_falls_silent_without_a_click() -> None:
    speaker = Loudspeaker(24_000, 24_000)
    speaker.put(np.ones(4800, np.float32))
    speaker.play(480, False)
    speaker.drop()
    rest = speaker.play(480, False)
    assert rest[0] == 1.0 and np.abs(np.diff(rest)).max() < 0.02 and not rest[240:].any()
    assert speaker.underruns == 0
