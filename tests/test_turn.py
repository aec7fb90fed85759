"""The turn: kept before it is answered, acts only through permits, and only what was played is said."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from os1.errors import Busy, DiskFull
from os1.home.sinks import TextSink
from os1.hooks import App, AppContext
from os1.testing.brain import FakeBrain
from os1.testing.pilot import Pilot, fly
from os1.types import Arg, Clause, Effect, Heard, Outcome, Prepared, Tool, new_id

pytestmark = pytest.mark.anyio


class Letters:
    """An app whose one tool sends, whose other changes, and which remembers what it did."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.tools = [
            Tool(
                "letter.send",
                "Send a letter.",
                Effect.SEND,
                self._send,
                args={"to": Arg("Who gets it.")},
                match=lambda text, when: {"to": text[8:]} if text.startswith("send to ") else None,
                recite=lambda args: f"Send the letter to {args['to']}.",
            )
        ]

    async def _send(self, to: str) -> Outcome:
        self.sent.append(to)
        return Outcome(f"It's on its way to {to}.")

    async def run(self, started: asyncio.Event) -> None:
        started.set()
        await asyncio.Event().wait()


class HalfDeaf:
    """A sink that has played only the first word when somebody interrupts."""

    def __init__(self) -> None:
        self.first = asyncio.Event()
        self._word = ""

    async def play(self, clause: Clause) -> None:
        self._word = self._word or clause.text.split()[0]
        self.first.set()

    async def drained(self) -> None:
        await asyncio.Event().wait()

    def played(self) -> str:
        return self._word


class Held(TextSink):
    """A sink whose turn becomes certain when the test says so. `rehearsed` is what it was to get ready."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.gate = asyncio.Event()
        self.rehearsed: list[str] = []
        self.ready = asyncio.Event()
        super().__init__(self.words.append)

    @property
    def held(self) -> bool:
        return not self.gate.is_set()

    async def opened(self) -> None:
        await self.gate.wait()

    def rehearse(self, clause: Clause) -> None:
        self.rehearsed.append(clause.text)
        self.ready.set()

    async def play(self, clause: Clause) -> None:
        assert self.gate.is_set(), "nothing may be said before the gate opens"
        await super().play(clause)


def heard(pilot: Pilot, text: str) -> Heard:
    now = pilot.clock.now()
    return Heard(new_id(now), text, now)


async def test_what_was_said_by_both_is_kept_in_order(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        reply = await pilot.say("Are you human?")
    async with fly(tmp_path) as pilot:
        log = await pilot.log()
    assert [(one.speaker, one.text) for one in log] == [("person", "Are you human?"), ("os1", reply)]


async def test_a_likely_turn_is_thought_about_and_answered_from_there(tmp_path: Path) -> None:
    brain = FakeBrain(("Green, really? And how does the house look beside it now?", "no"))
    async with fly(tmp_path, brain=brain) as pilot:
        sink = Held()
        turn = asyncio.create_task(pilot.home.respond(heard(pilot, "I painted the fence green."), sink))
        await asyncio.wait_for(sink.ready.wait(), 20)
        assert await pilot.log() == [] and sink.words == []
        sink.gate.set()
        reply = await turn
        log = await pilot.log()
    assert reply is not None and sink.rehearsed == ["Green, really?"] == sink.words[:1]
    assert [one.text for one in log] == ["I painted the fence green.", reply.text]
    assert len(brain.asked) == 1


@pytest.mark.parametrize("text", ["I painted the fence green.", "remind me to feed the cat tomorrow at nine"])
async def test_a_turn_that_was_none_leaves_no_trace(tmp_path: Path, text: str) -> None:
    async with fly(tmp_path, brain=FakeBrain(("Green?",))) as pilot:
        opening = await pilot.home.opening()
        before = {
            owner: await pilot.home.shelf(owner).items() for owner in ("mind", "permits", "app.reminders")
        }
        async with pilot.home.bus.subscribe() as events:
            turn = asyncio.create_task(pilot.home.respond(heard(pilot, text), Held()))
            await asyncio.sleep(0.2)
            turn.cancel()
            await asyncio.gather(turn, return_exceptions=True)
            pilot.home.bus.publish("end")
            assert (await anext(events)).name == "end", "nobody was told"
        assert await pilot.log() == []
        for owner, documents in before.items():
            assert await pilot.home.shelf(owner).items() == documents
        assert await pilot.home.opening() == opening, "the person has not said anything yet"
        assert all(asked.closed or asked.taken == "Green?" for asked in pilot.brain.asked)


async def test_an_act_waits_for_the_gate(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        sink = Held()
        said = heard(pilot, "remind me to feed the cat tomorrow at nine")
        turn = asyncio.create_task(pilot.home.respond(said, sink))
        await asyncio.sleep(0.2)
        assert await pilot.home.permits.history() == []
        sink.gate.set()
        reply = await turn
        assert reply is not None and len(reply.done) == 1
        assert [done.id for done in await pilot.home.permits.history()] == list(reply.done)


async def test_words_that_cannot_be_kept_are_not_acted_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fly(tmp_path) as pilot:

        async def full(heard: Heard) -> None:
            raise DiskFull("The disk is full; make some room and say it again.")

        monkeypatch.setattr(pilot.home.memory, "heard", full)
        reply = await pilot.say("remind me to feed the cat tomorrow at nine")
        assert "disk is full" in reply
        monkeypatch.undo()
        assert "nothing" in (await pilot.say("what have I got?")).lower()


async def test_an_act_is_recorded_with_the_words_that_asked_for_it(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        async with pilot.home.bus.subscribe() as events:
            await pilot.say("remind me to feed the cat tomorrow at nine")
            names = {}
            while "reply" not in names:
                event = await anext(events)
                names[event.name] = event.data
        assert names["done"]["ok"] is True
        assert names["reply"]["done"] == [names["done"]["id"]]
        assert names["reply"]["to"] == names["heard"]["id"]


async def test_sending_waits_for_a_spoken_yes(tmp_path: Path) -> None:
    letters = Letters()
    app = App("letters", lambda context: letters)
    async with fly(tmp_path, apps=[app]) as pilot:
        assert await pilot.say("send to Catherine") == "Send the letter to Catherine. Shall I?"
        assert letters.sent == []
        await pilot.clock.advance(3)
        assert "on its way" in await pilot.say("yes")
        assert letters.sent == ["Catherine"]
        await pilot.clock.advance(3)
        await pilot.say("yes")
        assert letters.sent == ["Catherine"]


async def test_a_question_cut_off_before_it_was_heard_cannot_be_answered(tmp_path: Path) -> None:
    letters = Letters()
    app = App("letters", lambda context: letters)
    async with fly(tmp_path, apps=[app]) as pilot:
        sink = HalfDeaf()
        turn = asyncio.create_task(pilot.home.respond(heard(pilot, "send to Catherine"), sink))
        await sink.first.wait()
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        await pilot.clock.advance(3)
        await pilot.say("yes")
        assert letters.sent == []


async def test_an_interrupted_reply_keeps_only_what_was_played(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        sink = HalfDeaf()
        turn = asyncio.create_task(pilot.home.respond(heard(pilot, "Are you human?"), sink))
        await sink.first.wait()
        await pilot.say("wait")
        await turn
        log = await pilot.log()
    said = [one.text for one in log if one.speaker == "os1"]
    assert said[0] == sink.played()


async def test_a_reminder_rings_as_a_turn_and_survives_a_restart(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await pilot.say("remind me to take the bread out in ten minutes")
        later = pilot.clock.now() + timedelta(minutes=20)
    rung: list[str] = []
    async with fly(tmp_path, start=later) as pilot:
        pilot.home.listen(lambda turn: turn(TextSink(rung.append)))
        async with asyncio.timeout(20):
            while not rung:
                # The store works on a thread of its own, so this takes real time too.
                await pilot.clock.advance(1)
                await asyncio.sleep(0.01)
        log = await pilot.log()
    assert any("bread" in line for line in rung)
    assert log[-1].speaker == "os1"
    assert "bread" in log[-1].text


async def test_an_app_gets_its_own_shelf_and_the_clock(tmp_path: Path) -> None:
    seen: list[AppContext] = []

    def start(context: AppContext) -> Letters:
        seen.append(context)
        return Letters()

    async with fly(tmp_path, apps=[App("letters", start)]) as pilot:
        await seen[0].shelf.put("draft", {"text": "Dear Catherine"})
        assert seen[0].clock is pilot.clock
    async with fly(tmp_path, apps=[App("letters", start)]):
        assert await seen[1].shelf.get("draft") == {"text": "Dear Catherine"}


async def test_what_cannot_be_forgotten_now_is_forgotten_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fly(tmp_path) as pilot:

        async def full(ids: list[str]) -> None:
            raise DiskFull("The disk is full; make some room.")

        async with pilot.home.bus.subscribe() as events:
            monkeypatch.setattr(pilot.home.memory, "forget", full)
            assert await pilot.say("Don't remember this: I stole a zither.")
            monkeypatch.undo()
            names = [(await anext(events)).name]
            while names[-1] != "trouble":
                names.append((await anext(events)).name)
        assert len(await pilot.home.mind.unkept()) == 1
        assert "zither" in " ".join(one.text for one in await pilot.log())
        await pilot.say("Off the record, I hid it in the attic.")
        assert await pilot.home.mind.unkept() == []
        assert "zither" not in " ".join(one.text for one in await pilot.log())


async def test_traces_that_another_program_keeps_do_not_trouble_the_talk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fly(tmp_path) as pilot:
        forget = pilot.home.memory.forget

        async def busy(ids: list[str]) -> None:
            await forget(ids)
            raise Busy("Another program reads.")

        monkeypatch.setattr(pilot.home.memory, "forget", busy)
        assert await pilot.say("Don't remember this: I stole a zither.")
        assert await pilot.home.mind.unkept() == []
        assert "zither" not in " ".join(one.text for one in await pilot.log())


async def test_an_interrupted_answer_is_forgotten_too(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        sink = HalfDeaf()
        turn = asyncio.create_task(
            pilot.home.respond(heard(pilot, "Don't remember this: I stole a zither."), sink)
        )
        await sink.first.wait()
        await pilot.say("wait")
        await asyncio.gather(turn, return_exceptions=True)
        assert "zither" not in " ".join(one.text for one in await pilot.log())
        assert await pilot.home.mind.unkept() == []


async def test_a_question_that_quotes_memories_cites_them(tmp_path: Path) -> None:
    letters = Letters()

    async def prepare(args: object, heard: Heard) -> Prepared:
        return Prepared({"to": "Catherine"}, "To Catherine of whom you told me? Shall I?", ("m1",))

    letters.tools = [replace(letters.tools[0], prepare=prepare)]
    async with fly(tmp_path, apps=[App("letters", lambda context: letters)]) as pilot:
        reply = await pilot.home.respond(heard(pilot, "send to her"), TextSink(lambda clause: None))
        assert reply is not None
        assert reply.cites == ("m1",)
        assert reply.text == "To Catherine of whom you told me? Shall I?"
        await pilot.clock.advance(3)
        await pilot.say("yes")
        assert letters.sent == ["Catherine"]
