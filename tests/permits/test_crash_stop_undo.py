"""Acts that fail, are cut off, stopped, replayed after a crash, or taken back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from os1.errors import Refused, SettingsError
from os1.permits import Permits
from os1.testing.clock import VirtualClock
from os1.testing.people import A_THURSDAY, heard
from os1.testing.shelf import MemoryShelf
from os1.types import Ask, Call, Done, Effect, Heard, Outcome, Tool

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class House:
    """Permits over tools that a test gives, and that can be restarted on the same shelf."""

    def __init__(self) -> None:
        self.clock = VirtualClock(A_THURSDAY)
        self.shelf = MemoryShelf()
        self.tools: list[Tool] = []
        self.permits = Permits([], self.shelf, self.clock)

    def add(self, name: str, run: Any, effect: Effect = Effect.NOTE, hidden: bool = False) -> None:
        self.tools.append(Tool(name, f"Do {name}.", effect, run, hidden=hidden))
        self.restart()

    def restart(self) -> None:
        self.permits = Permits(self.tools, self.shelf, self.clock)

    async def perform(self, tool: str, by: Heard | None = None) -> Done:
        result = await self.permits.perform(Call(tool), by or heard(tool))
        assert isinstance(result, Done)
        return result

    async def begin(self, tool: str, by: Heard | None = None) -> asyncio.Task[Done]:
        """A tool that is running now."""
        task = asyncio.create_task(self.perform(tool, by))
        await asyncio.sleep(0.01)
        assert not task.done()
        return task


@pytest.fixture
async def house() -> House:
    return House()


def counting(outcome: Outcome | None = None) -> Any:
    """A tool that counts its runs in `count`."""

    async def run() -> Outcome:
        run.count += 1  # type: ignore[attr-defined] # the counter travels with the function
        return outcome or Outcome("Done.")

    run.count = 0  # type: ignore[attr-defined] # as above
    return run


async def endless() -> Outcome:
    await asyncio.Event().wait()
    return Outcome("never")


async def test_a_tool_that_raises_apologises_and_is_recorded(house: House) -> None:
    async def run() -> Outcome:
        raise ValueError("no")

    house.add("break", run)
    result = await house.perform("break")
    assert not result.ok
    assert result.say == (
        "Sorry, something went wrong in me while I tried this: Do break. Count it as not done."
    )
    assert result.data == {"error": "ValueError"}
    assert await house.permits.history() == [result]


async def test_an_error_for_people_is_said_in_its_own_words(house: House) -> None:
    async def run() -> Outcome:
        raise SettingsError("The mailbox is not set up; tell me your address first.")

    house.add("read", run)
    result = await house.perform("read")
    assert result.say == "Sorry, that didn't work. The mailbox is not set up; tell me your address first."


async def test_a_tool_that_gives_no_outcome_has_failed(house: House) -> None:
    async def run() -> str:
        return "done!"

    house.add("lie", run)
    result = await house.perform("lie")
    assert (result.ok, result.data) == (False, {"error": "TypeError"})


async def test_data_that_is_not_json_is_kept_as_text(house: House) -> None:
    house.add("odd", counting(Outcome("Odd.", data={"when": A_THURSDAY, "set": frozenset("a"), "x": 1j})))
    await house.perform("odd")
    house.restart()
    (act,) = await house.permits.history()
    assert act.data == {"when": A_THURSDAY.isoformat(), "set": ["a"], "x": "1j"}


async def test_the_same_utterance_does_the_same_act_once_even_after_a_crash(house: House) -> None:
    run = counting()
    house.add("note", run)
    utterance = heard("note it")
    first = await house.perform("note", utterance)
    house.restart()
    assert await house.perform("note", utterance) == first
    assert run.count == 1
    await house.perform("note")
    assert run.count == 2


async def test_a_look_that_was_cut_off_is_looked_up_again(house: House) -> None:
    house.add("look", endless, Effect.LOOK)
    utterance = heard("look")
    task = await house.begin("look", utterance)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    house.tools = [Tool("look", "Look.", Effect.LOOK, counting())]
    house.restart()
    assert (await house.perform("look", utterance)).ok


async def test_an_answer_replayed_after_a_crash_sends_nothing_twice(house: House) -> None:
    run = counting()
    house.add("send", run, Effect.SEND)
    request, yes = heard("send it"), heard("yes", A_THURSDAY.replace(minute=1))
    assert isinstance(await house.permits.perform(Call("send"), request), Ask)
    first = await house.permits.answer(True, yes)
    house.restart()
    assert await house.perform("send", request) == first
    assert await house.permits.answer(True, yes) == first
    assert run.count == 1


async def test_a_question_replayed_after_a_crash_is_put_again(house: House) -> None:
    house.add("send", counting(), Effect.SEND)
    request = heard("send it")
    first = await house.permits.perform(Call("send"), request)
    house.restart()
    assert house.permits.asking is None
    assert await house.permits.perform(Call("send"), request) == first


async def test_cancelling_the_turn_leaves_an_unfinished_record(house: House) -> None:
    house.add("long", endless)
    utterance = heard("go")
    task = await house.begin("long", utterance)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (act,) = await house.permits.history()
    assert not act.ok
    assert act.say == "I stopped in the middle of that, so I can't be sure how far it got."
    assert await house.perform("long", utterance) == act


async def test_a_crash_in_the_middle_is_told_at_the_next_start(house: House) -> None:
    house.add("long", endless)
    task = await house.begin("long")
    copy = MemoryShelf()
    for key, document in await house.shelf.items():
        await copy.put(key, document)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    for tools, what in ((house.tools, "Do long."), ([], "long.")):
        after = MemoryShelf()
        for key, document in await copy.items():
            await after.put(key, document)
        permits = Permits(tools, after, house.clock)
        (told,) = await permits.cut_off()
        assert told.say == f"I was cut off in the middle of this: {what} I can't be sure it was done."
        assert await Permits(tools, after, house.clock).cut_off() == []


async def test_stop_cancels_the_tool_and_what_waits_behind_it(house: House) -> None:
    house.add("long", endless)
    quick = counting()
    house.add("quick", quick)
    long = await house.begin("long")
    behind = await house.begin("quick")
    await house.permits.stop()
    result = await asyncio.wait_for(long, 1)
    assert (result.ok, result.say) == (
        False,
        "I stopped in the middle of that, so I can't be sure how far it got.",
    )
    with pytest.raises(Refused, match="stopped"):
        await asyncio.wait_for(behind, 1)
    assert quick.count == 0
    assert (await house.perform("quick")).ok


async def test_stop_does_not_wait_for_a_tool_that_will_not_stop(house: House) -> None:
    release = asyncio.Event()

    async def stubborn() -> Outcome:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        return Outcome("At last.")

    house.add("stubborn", stubborn)
    task = await house.begin("stubborn")
    await house.permits.stop()
    assert not (await asyncio.wait_for(task, 2)).ok
    release.set()
    await asyncio.sleep(0.01)


async def test_a_tool_that_ends_well_while_it_is_stopped_has_done_it(house: House) -> None:
    async def careful() -> Outcome:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return Outcome("It had already gone.")
        return Outcome("never")

    house.add("careful", careful)
    task = await house.begin("careful")
    await house.permits.stop()
    await house.permits.stop()
    result = await task
    assert (result.ok, result.say) == (True, "It had already gone.")


async def test_stop_withdraws_the_question(house: House) -> None:
    house.add("send", counting(), Effect.SEND)
    await house.permits.perform(Call("send"), heard("send it"))
    await house.permits.stop()
    assert house.permits.asking is None
    with pytest.raises(Refused):
        await house.permits.answer(True, heard("yes", A_THURSDAY.replace(minute=1)))


async def test_undo_takes_back_the_last_act_then_the_one_before(house: House) -> None:
    back = counting(Outcome("Back.", undo=Call("note")))
    house.add("back", back, hidden=True)
    house.add("note", counting(Outcome("Noted.", undo=Call("back"))))
    house.add("look", counting(), Effect.LOOK)
    first, second = await house.perform("note"), await house.perform("note")
    await house.perform("look")
    once = heard("undo")
    result = await house.permits.undo(once)
    assert (result.tool, result.ok, result.undo) == ("back", True, None)
    house.restart()
    assert await house.permits.undo(once) == result
    await house.permits.undo(heard("undo"))
    assert back.count == 2
    with pytest.raises(Refused, match="nothing for me to take back"):
        await house.permits.undo(heard("undo"))
    for act in (first, second):
        with pytest.raises(Refused, match="can't take back"):
            await house.permits.undo(heard("undo that"), act.id)


async def test_a_named_act_is_undone(house: House) -> None:
    house.add("back", counting(), hidden=True)
    house.add("note", counting(Outcome("Noted.", undo=Call("back"))))
    first = await house.perform("note")
    await house.perform("note")
    await house.permits.undo(heard("undo the first"), first.id)
    with pytest.raises(Refused, match="can't take back"):
        await house.permits.undo(heard("undo the first"), first.id)
    assert (await house.permits.undo(heard("undo"))).ok


async def test_an_undo_that_failed_can_be_tried_again(house: House) -> None:
    house.add("back", counting(Outcome("The lamp is out of reach.", ok=False)), hidden=True)
    house.add("note", counting(Outcome("Noted.", undo=Call("back"))))
    await house.perform("note")
    assert not (await house.permits.undo(heard("undo"))).ok
    assert not (await house.permits.undo(heard("undo"))).ok


async def test_an_undo_that_was_cut_off_is_run_again(house: House) -> None:
    house.add("back", endless, hidden=True)
    house.add("note", counting(Outcome("Noted.", undo=Call("back"))))
    await house.perform("note")
    undo = heard("undo")
    task = asyncio.create_task(house.permits.undo(undo))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    house.tools[0] = Tool("back", "Back.", Effect.NOTE, counting(), hidden=True)
    house.restart()
    assert (await house.permits.undo(undo)).ok


async def test_an_undo_that_would_send_is_refused(house: House) -> None:
    house.add("recall", counting(), Effect.SEND, hidden=True)
    house.add("note", counting(Outcome("Noted.", undo=Call("recall"))))
    await house.perform("note")
    with pytest.raises(Refused, match="sending something"):
        await house.permits.undo(heard("undo"))


async def test_an_act_of_an_app_that_is_gone_cannot_be_undone(house: House) -> None:
    house.add("note", counting(Outcome("Noted.", undo=Call("gone"))))
    await house.perform("note")
    with pytest.raises(Refused, match="can't take back"):
        await house.permits.undo(heard("undo"))
