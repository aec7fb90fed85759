"""The app at work: said, kept, listed, moved, rung, restarted, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from os1.apps.reminders import app
from os1.apps.reminders.reminder import Reminder, document, from_document, turned
from os1.apps.reminders.walls import zone_named
from os1.errors import DiskFull, Refused
from os1.hooks import AppContext, Running, installed_apps
from os1.permits import Permits
from os1.testing.clock import VirtualClock
from os1.testing.people import heard
from os1.testing.shelf import MemoryShelf
from os1.types import Call, Done, Effect, Nudge

pytestmark = pytest.mark.anyio
LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 11, 26, 14, 0, tzinfo=LONDON)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Home:
    """The app and permits over shelves that outlive them. `rang` is what was raised, once for each key."""

    def __init__(self) -> None:
        self.clock = VirtualClock(START)
        self.shelf, self.ledger = MemoryShelf(), MemoryShelf()
        self.nudges: list[Nudge] = []
        self.running: Running
        self.task: asyncio.Task[None] | None = None
        self.dies_while_ringing = False

    @property
    def rang(self) -> list[str]:
        return list({nudge.key: nudge.say for nudge in self.nudges}.values())

    async def start(self) -> None:
        self.running = app.start(AppContext(self.clock, self.shelf, self._nudge))
        self.permits = Permits(self.running.tools, self.ledger, self.clock)
        started = asyncio.Event()
        self.task = asyncio.create_task(self.running.run(started))
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait({self.task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    async def stop(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    async def off(self, until: datetime) -> None:
        """Switched off, and on again at `until`."""
        await self.stop()
        await self.clock.set(until)
        await self.start()

    async def does(self, text: str) -> Done:
        """Say it, and let the tool that its words ask for do it."""
        await self.clock.advance(1)
        utterance = heard(text, self.clock.now())
        if text == "undo":
            return await self.permits.undo(utterance)
        for tool in self.running.tools:
            args = tool.match(text, utterance.time) if tool.match else None
            if args is not None:
                done = await self.permits.perform(Call(tool.name, args), utterance)
                assert isinstance(done, Done)
                return done
        raise AssertionError(f"no tool reads {text!r}")

    async def says(self, text: str) -> str:
        return (await self.does(text)).say

    async def _nudge(self, nudge: Nudge) -> None:
        self.nudges.append(nudge)
        if self.dies_while_ringing:
            raise RuntimeError("kill -9")


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    made = Home()
    await made.start()
    yield made
    await made.stop()


async def test_it_is_installed_as_an_app() -> None:
    assert app in installed_apps()


async def test_every_tool_is_free_and_every_note_can_be_undone(home: Home) -> None:
    effects = {tool.name: tool.effect for tool in home.running.tools}
    assert effects.pop("reminder.list") is Effect.LOOK
    assert set(effects.values()) == {Effect.NOTE}
    for text in (
        "remind me to eat at six",
        "set a timer for an hour",
        "move the timer to two hours",
        "cancel it",
    ):
        done = await home.does(text)
        assert done.ok and done.undo and done.undo.tool == "reminder.restore"


@pytest.mark.parametrize(
    ("text", "when", "clock"),
    [
        ("I must take my tablets at eight. Could you remind me every morning?", "every morning", "at eight"),
        ("The bus goes at half past seven, so remind me tomorrow.", "tomorrow", "half past seven"),
        ("It's at eight or by nine, remind me every morning.", "every morning", "at nine in the morning"),
        ("Remind me every morning that it starts at the hall.", "every morning", "at nine in the morning"),
        ("We leave at eight. Remind me in an hour.", "in an hour", "at three"),
    ],
)
async def test_a_time_of_day_counts_wherever_it_was_said(
    home: Home, text: str, when: str, clock: str
) -> None:
    call = Call("reminder.add", {"text": "take my tablets", "when": when})
    done = await home.permits.perform(call, heard(text))
    assert isinstance(done, Done) and clock in done.say


async def test_the_hidden_tool_cannot_be_asked_for(home: Home) -> None:
    with pytest.raises(Refused):
        await home.permits.perform(Call("reminder.restore", {"saved": "[]"}), heard("restore"))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "remind me to call my mother tomorrow at half past five",
            "Tomorrow, Friday, at half past five in the afternoon: call your mother.",
        ),
        (
            "wake me in twenty minutes",
            "In twenty minutes, at twenty past two in the afternoon: I'll wake you.",
        ),
        ("set an alarm for seven tomorrow", "Tomorrow, Friday, at seven in the morning: your alarm."),
        (
            "every Monday at nine remind me to put the bins out",
            "Every Monday at nine in the morning: put the bins out. The first time is on Monday.",
        ),
        ("set a timer for ten minutes", "Ten minutes, starting now, until ten past two in the afternoon."),
        ("set a pasta timer for ninety seconds", "One minute and thirty seconds for pasta, starting now."),
        ("remind me of the dentist on march 4th at ten", None),
        ("remind me to thank you tonight at midnight", "Tonight at midnight: thank me."),
        ("remind me to eat at noon on saturday", "On Saturday at noon: eat."),
        ("remind me to call my mother", "When should I remind you to call your mother?"),
        ("remind me to leave tomorrow at midnight", None),
        ("remind me in ten minutes", "Remind you of what? Tell me that and the time together."),
        ("set a timer", "For how long?"),
        ("what have I got", "Nothing. Not one thing waiting."),
        ("what's on saturday", "Nothing on Saturday."),
        ("cancel the timer", "I have no reminders to look through."),
        ("snooze", "Nothing has rung just now, so there's nothing to put off."),
    ],
)
async def test_what_it_says(home: Home, text: str, answer: str | None) -> None:
    said = await home.says(text)
    expected = {
        "remind me of the dentist on march 4th at ten": "On Thursday the fourth of March, twenty twenty-seven,"
        " at ten in the morning: the dentist.",
        "remind me to leave tomorrow at midnight": "Midnight as that day begins, or as it ends?"
        " Give me the night, or an hour just before.",
    }
    assert said == (answer or expected[text])


async def test_a_question_about_the_time_is_answered_with_a_time(home: Home) -> None:
    assert not (await home.does("remind me to call my mother")).ok
    assert await home.says("half past five") == "Today at half past five in the afternoon: call your mother."
    assert await home.says("set a timer") == "For how long?"
    assert await home.says("ten minutes") == "Ten minutes, starting now, until ten past two in the afternoon."


async def test_the_list_is_short_and_places_in_it_hold(home: Home) -> None:
    await home.does("remind me to call my mother tomorrow at half past five")
    await home.does("don't let me forget the oven in nine minutes")
    told = await home.says("what have I got")
    assert told == "Two things. The oven in nine minutes, and call your mother tomorrow at half past five."
    assert await home.says("cancel the second one") == (
        "Gone: call your mother, tomorrow, Friday, at half past five in the afternoon."
    )
    assert await home.says("cancel the second one") == "That one is already gone."
    assert await home.says("what's on tomorrow") == "Nothing tomorrow, Friday."
    assert await home.says("undo") == (
        "Back as it was: call your mother, tomorrow, Friday, at half past five in the afternoon."
    )
    assert await home.says("what's on tomorrow") == "One thing. Call your mother tomorrow at half past five."


async def test_a_long_list_names_five(home: Home) -> None:
    for hour in ("three", "four", "five", "six", "seven", "eight", "nine"):
        await home.does(f"remind me to eat at {hour}")
    assert (await home.says("what have I got")).endswith("eat today at seven, and two more after that.")
    assert await home.says("cancel all my reminders") == "All seven are gone."
    assert await home.says("undo") == "All seven are back as they were."
    assert (await home.says("what have I got")).startswith("Seven things.")


async def test_moving_and_taking_the_move_back(home: Home) -> None:
    await home.does("remind me to call my mother tomorrow at half past five")
    assert (
        await home.says("no wait, make it six")
        == "Tomorrow, Friday, at six in the evening now: call your mother."
    )
    assert (
        await home.says("move it to saturday") == "On Saturday at six in the evening now: call your mother."
    )
    assert (
        await home.says("undo")
        == "Back as it was: call your mother, tomorrow, Friday, at six in the evening."
    )
    assert await home.says("move it to yesterday") == "That time has gone by already. When instead?"


async def test_moving_what_repeats(home: Home) -> None:
    await home.does("every monday at nine remind me to put the bins out")
    assert await home.says("make it ten") == "On Monday at ten in the morning now: put the bins out."
    assert await home.says("move it to friday") == (
        "That one repeats. Tell me the whole of it, like every Monday at nine."
    )
    assert "every Monday at ten in the morning" in await home.says("what have I got")
    assert (await home.does("move it to every tuesday at eight")).data["rule"] == "FREQ=WEEKLY;BYDAY=TU"


async def test_a_timer_is_moved_by_its_length(home: Home) -> None:
    await home.does("set a timer for ten minutes")
    assert await home.says("make it six") == "Six minutes now, until two oh six in the afternoon."
    assert (await home.says("make it an hour later")).startswith("One hour and six minutes now")
    await home.clock.advance(120)
    assert await home.says("move the timer to one minute") == "That time has gone by already. When instead?"


@pytest.mark.parametrize(
    ("which", "answer"),
    [
        ("cancel the reminder about mum", "Gone: call your mother"),
        ("cancel the last one", "Gone: the dentist"),
        ("cancel the next one", "Gone: the timer for eggs"),
        ("cancel the timer", "Gone: the timer for eggs"),
        ("cancel the egg timer", "Gone: the timer for eggs"),
        ("cancel the five o'clock reminder", "Gone: call your mother"),
        ("cancel the reminder for tomorrow", "Gone: the dentist"),
        ("cancel the reminder about the cat", "I have no reminder like that."),
        ("cancel the ninth one", "I have no reminder like that."),
        ("cancel the alarm", "I have no reminder like that."),
        (
            "cancel the reminder",
            "Which one: call your mother today at five, or the dentist tomorrow at ten?",
        ),
    ],
)
async def test_which_one_is_meant(home: Home, which: str, answer: str) -> None:
    await home.does("remind me to call my mother at five")
    await home.does("remind me of the dentist tomorrow at ten")
    await home.does("set a timer for ten minutes for the eggs")
    assert (await home.says(which)).startswith(answer)


async def test_it_rings_once_on_time(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    await home.clock.advance(3 * 3600 - 10)
    assert home.rang == []
    await home.clock.advance(86400)
    assert home.rang == ["It's five. Time to call your mother."]
    assert home.nudges[0].due == START.replace(hour=17)
    assert home.nudges[0].app == "reminders"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("don't let me forget the oven at five", "It's five: the oven."),
        ("set a timer for one minute", "Your one minute is up."),
        ("set a pasta timer for ten minutes", "Your ten minutes are up: pasta."),
        ("wake me at six tomorrow", "Good morning. It's six."),
        ("wake me at five", "Time to wake up. It's five."),
        ("set an alarm for seven tomorrow", "It's seven. This is your alarm."),
    ],
)
async def test_how_it_rings(home: Home, text: str, says: str) -> None:
    await home.does(text)
    await home.clock.advance(86400)
    assert home.rang == [says]


async def test_what_is_due_together_rings_together(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    await home.does("remind me of the oven at five")
    await home.clock.advance(4 * 3600)
    assert home.rang == ["It's five. Two things: call your mother, and the oven."]


async def test_what_rang_can_be_put_off(home: Home) -> None:
    await home.does("remind me of the oven at five")
    await home.clock.advance(3 * 3600)
    assert await home.says("ten more minutes") == (
        "In ten minutes, at ten past five in the afternoon again: the oven."
    )
    await home.clock.advance(660)
    assert home.rang == ["It's five: the oven.", "It's ten past five: the oven."]
    await home.clock.advance(9 * 3600)
    assert not (await home.does("snooze")).ok


async def test_repeats_go_on_and_keep_their_wall_time(home: Home) -> None:
    await home.clock.set(datetime(2026, 3, 27, 12, 0, tzinfo=LONDON))
    await home.does("every day at nine remind me to stretch")
    await home.clock.advance(4 * 86400, step=1800)
    dues = [nudge.due.astimezone(UTC).hour for nudge in home.nudges]
    assert dues == [9, 8, 8, 8]
    assert len(home.rang) == 4


async def test_it_survives_a_restart(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    await home.off(START + timedelta(hours=1))
    assert home.rang == []
    await home.clock.advance(3 * 3600)
    assert home.rang == ["It's five. Time to call your mother."]


@pytest.mark.parametrize(
    ("text", "back", "says"),
    [
        (
            "remind me to call my mother at five",
            4,
            "Sorry, I was off at five; you wanted to call your mother.",
        ),
        ("remind me of the oven at five", 4, "Sorry, I was off at five; it was about the oven."),
        ("set a timer for an hour", 4, "Sorry, I was off at three; it was about the timer."),
        ("wake me at five", 20, "Sorry, I was off yesterday at five; you wanted to wake up."),
    ],
)
async def test_what_was_missed_rings_late_with_an_apology(
    home: Home, text: str, back: int, says: str
) -> None:
    await home.does(text)
    await home.off(START + timedelta(hours=back))
    assert home.rang == [says]
    await home.off(START + timedelta(hours=back + 1))
    assert home.rang == [says]


async def test_several_missed_are_gathered_in_one_breath(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    await home.does("every day at six remind me to feed the cat")
    await home.off(START + timedelta(days=3))
    assert home.rang == [
        "Sorry, I was off for a while and missed two things."
        " Call your mother, on Thursday the twenty-sixth of November at five,"
        " and feed the cat, on Thursday the twenty-sixth of November at six."
    ]
    await home.clock.advance(5 * 3600)
    assert home.rang[1:] == ["It's six. Time to feed the cat."]


async def test_a_clock_set_forward_rings_late_and_set_back_not_again(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    await home.clock.set(START + timedelta(hours=5))
    assert home.rang == ["Sorry, I'm late. At five you wanted to call your mother."]
    await home.clock.set(START)
    await home.clock.advance(6 * 3600)
    assert len(home.nudges) == 1


async def test_a_clock_set_back_moves_wall_times_with_it(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    await home.clock.set(START - timedelta(hours=2))
    await home.clock.advance(4 * 3600)
    assert home.rang == []
    await home.clock.advance(2 * 3600)
    assert home.rang == ["It's five. Time to call your mother."]


async def test_a_crash_while_ringing_raises_the_same_key_again(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    await home.does("remind me of the oven at five")
    home.dies_while_ringing = True
    await home.clock.advance(4 * 3600)
    home.dies_while_ringing = False
    await home.off(START + timedelta(hours=6))
    assert len(home.nudges) == 2
    assert home.rang == ["It's five. Two things: call your mother, and the oven."]
    await home.off(START + timedelta(hours=7))
    assert len(home.nudges) == 2
    assert await home.says("what have I got") == "Nothing. Not one thing waiting."


async def test_what_rang_long_ago_is_dropped(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    await home.clock.advance(4 * 3600)
    assert len(await home.shelf.items()) == 1
    await home.off(START + timedelta(days=5))
    assert await home.shelf.items() == []


async def test_with_a_full_disk_nothing_is_claimed(home: Home) -> None:
    home.shelf.full = True
    done = await home.does("remind me to call my mother at five")
    assert not done.ok
    assert (
        done.say == f"Sorry, that didn't work. {DiskFull('The disk is full; make some room and try again.')}"
    )
    home.shelf.full = False
    assert await home.says("what have I got") == "Nothing. Not one thing waiting."


async def test_a_ringing_that_cannot_be_written_down_is_tried_again(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    home.shelf.full = True
    await home.clock.advance(3 * 3600 + 30)
    assert home.rang == []
    home.shelf.full = False
    await home.clock.advance(120)
    assert len(home.rang) == 1


async def test_undoing_an_add_removes_it(home: Home) -> None:
    await home.does("remind me to call my mother at five")
    assert await home.says("undo") == "Forgotten: call your mother."
    await home.clock.advance(86400)
    assert home.rang == []


@pytest.mark.parametrize("zone", [LONDON, UTC, timezone(timedelta(hours=-3, minutes=-30))])
@pytest.mark.parametrize("steady", [False, True])
async def test_what_is_kept_comes_back(zone: ZoneInfo | timezone, steady: bool) -> None:
    at = datetime(2026, 10, 25, 1, 30, tzinfo=zone, fold=1)
    one = Reminder("1", "my tea", "reminder", True, at, at.replace(fold=0), at, steady=steady)
    back = from_document(document(one))
    assert (back.instant, back.text, back.at.utcoffset()) == (one.instant, "my tea", at.utcoffset())


async def test_an_unknown_zone_is_read_as_utc() -> None:
    assert zone_named("Mars/Olympus") is UTC


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("call my mother", "call your mother"),
        ("tell myself I am brave", "tell yourself you are brave"),
        ("ask if I'm late", "ask if you're late"),
        ("thank you for your help", "thank me for my help"),
        ("take the myrrh to Amy", "take the myrrh to Amy"),
        ("return what’s mine", "return what's yours"),
    ],
)
async def test_words_are_turned_towards_the_person(words: str, told: str) -> None:
    assert turned(words) == told
