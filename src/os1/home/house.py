"""The running OS: every room wired, the background work supervised. The doors talk to it alone."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from os1.clock import Clock, SystemClock
from os1.config import Settings
from os1.errors import OS1Error
from os1.events import Bus, Event
from os1.home.floor import Floor
from os1.home.herald import Herald, Listener
from os1.home.keepers import keepers
from os1.home.lock import only_one
from os1.home.memories import Memories
from os1.home.quiet import work_when_quiet
from os1.home.repertory import learned
from os1.home.shown import Shown
from os1.home.sinks import TextSink
from os1.hooks import App, AppContext, Running, installed_apps
from os1.memory import Memory, open_memory
from os1.memory.keys import load_key
from os1.mind import Mind
from os1.mind.noticer import Noticer
from os1.models.engine_set import open_engines
from os1.models.engines import EngineSet, Judge
from os1.permits import Permits
from os1.turn import Turns
from os1.types import Heard, Nudge, Recalled, Reply, ReplySink, Shelf, Tool, new_id

if TYPE_CHECKING:
    from os1.voice.wake import Wake
    from os1.voice.webrtc import Earpieces

_MOUTH_LOADS = 15.0
"""Seconds that the mouth gets to load before the brain warms up beside it."""
_REST = 5.0
"""Seconds before a part that failed starts again."""
_PATIENCE = 0.5
"""Seconds that recall waits for what a question means before it goes by its words alone."""


@dataclass(eq=False)
class Home:
    """One person's running OS. Made by `open_home`; every method may be called from any door.

    `lock` is the file that says that this home runs; a door writes into it how to reach the OS.
    """

    settings: Settings
    clock: Clock
    bus: Bus
    memory: Memory
    mind: Mind
    engines: EngineSet
    permits: Permits
    tools: Sequence[Tool]
    herald: Herald
    lock: Path
    _floor: Floor = field(default_factory=Floor)
    _earpieces: Earpieces | None = None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _opening: Nudge | None = None

    def __post_init__(self) -> None:
        self._turns = Turns(self.mind, self.memory, self.permits, self.tools, clock=self.clock, bus=self.bus)

    @property
    def ahead(self) -> Turns:
        """Who knows what may be done for a reply before it is asked for (`os1.voice.conversation.Ahead`)."""
        return self._turns

    async def respond(self, heard: Heard, sink: ReplySink) -> Reply | None:
        """Answer one utterance into `sink`, interrupting whatever is being said.

        None when it was itself interrupted by the person's next words.
        """
        reply = await self._floor.take(lambda: self._turns.answer(heard, sink))
        if reply is not None and await self.mind.let_prompts_go():
            self._tasks.append(asyncio.create_task(self._warm_again()))
        return reply

    async def typed(self, text: str, device: str, show: Callable[[str], None]) -> Reply | None:
        """Answer typed words; `show` gets each clause of the reply."""
        return await self.respond(self._written(text, device), TextSink(show))

    async def say(self, text: str, device: str) -> None:
        """Answer typed words from a page, aloud where the page has the earpiece.

        Clauses and reply come back as events on the bus.
        """
        heard = self._written(text, device)
        if self._earpieces is None or not await self._earpieces.respond_aloud(heard):
            await self.respond(heard, TextSink(lambda clause: self.bus.publish("clause", text=clause)))

    async def offer(self, sdp: str, type: str, device: str, *, echoes: bool = False) -> dict[str, str]:
        """Connect a browser's earpiece: its WebRTC offer for our answer; `echoes` where it cancels no echo.

        Raises:
            EngineDown: the ears or the mouth are missing.
            SoundError: the offer cannot be used.
        """
        return await self._calls().answer(sdp, type, device, echoes=echoes)

    def expect_calls(self) -> None:
        """Load in the background what earpieces need, a second or two, so that the first need not wait for it."""
        if self.engines.ears is not None and self.engines.mouth is not None:
            self._tasks.append(asyncio.create_task(self._calls().open()))

    async def hang_up(self, device: str) -> None:
        """End every audio connection of `device`."""
        if self._earpieces is not None:
            await self._earpieces.hang_up(device)

    async def opening(self) -> Nudge | None:
        """What to say when the OS has just been started, until the person has spoken, if there is anything."""
        if self._turns.met:
            return None
        if self._opening is None and (say := await self.mind.opening()):
            now = self.clock.now()
            self._opening = Nudge(f"opening/{new_id(now)}", "mind", say, now)
        return self._opening

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Let the OS speak first through `listener`; call the result when it has gone."""
        return self.herald.listen(listener)

    async def greet(self, sink: ReplySink) -> bool:
        """Speak the opening into `sink`; False when there is nothing to say."""
        nudge = await self.opening()
        return nudge is not None and await self._speak_first(nudge, sink)

    async def transcript(self, n: int) -> list[Recalled]:
        """The last `n` utterances, oldest first."""
        return await self.memory.recent(n)

    def who(self) -> dict[str, Any]:
        """What a page shows of the OS: its name (None before it has one) and whether it can hear and speak."""
        return {
            "name": self.mind.identity.name or None,
            "voice": self.engines.ears is not None and self.engines.mouth is not None,
            "missing": dict(self.engines.missing),
        }

    @property
    def memories(self) -> Shown:
        """The memory as a page shows it and lets the person change it."""
        return Shown(self.memory, self.clock, self.bus)

    def shelf(self, owner: str) -> Shelf:
        """A durable shelf for a door's own needs (paired devices, say)."""
        return self.memory.shelf(owner)

    def voice(self) -> tuple[str, float]:
        """The voice it speaks with and its speed."""
        return self.mind.identity.voice, 1.0

    def attend(self) -> Wake:
        """Who answers what an earpiece hears: `respond` itself, or while asleep only when called by name."""
        from os1.voice.heard_as import heard_as
        from os1.voice.wake import Wake

        ears, mouth = self.engines.ears, self.engines.mouth
        wake = Wake(
            self.respond,
            self.bus,
            self.clock,
            name=lambda: self.mind.identity.name,
            after=self.settings.wake_after if self.settings.wake else None,
            learn=functools.partial(heard_as, ears=ears, mouth=mouth) if ears and mouth else None,
        )
        self._tasks.append(asyncio.create_task(wake.run()))
        return wake

    async def deliver_nudges(self) -> None:
        """Speak every nudge that apps raise, for ever."""
        await self.herald.run(self._speak_first)

    async def let_go(self) -> None:
        """Forget what was said off the record and a crash kept from being forgotten."""
        await self._turns.let_go()

    async def notice(self) -> None:
        """Read what was said and learn from it whenever the house is quiet, for ever."""
        await work_when_quiet(Noticer(self.memory, self.engines.brain, self.clock).step, self.bus, self.clock)

    async def grasp_memories(self) -> None:
        """Learn what kept lines mean, for ever, while nobody is being answered."""
        await self.memory.keep_grasping(self._floor.free)

    async def close(self) -> None:
        """Let go of the earpieces."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._earpieces is not None:
            await self._earpieces.close()

    async def _warm_again(self) -> None:
        with contextlib.suppress(OS1Error):  # whether the brain failed, the next question will tell
            await self.mind.warm()

    def _written(self, text: str, device: str) -> Heard:
        now = self.clock.now()
        return Heard(new_id(now), text, now, by="typing", device=device)

    def _calls(self) -> Earpieces:
        """The earpieces, of which the first whose sound flows hears the opening."""
        if self._earpieces is None:
            self._earpieces = self._open_earpieces()
            self.listen(self._earpieces.speak_first)
            self._tasks.append(asyncio.create_task(self._welcome_earpiece(self._earpieces)))
        return self._earpieces

    async def _welcome_earpiece(self, earpieces: Earpieces) -> None:
        await earpieces.present()
        while await self.opening() is not None and not await earpieces.speak_first(self.greet):
            await self.clock.sleep(_REST)
            await earpieces.present()

    async def _speak_first(self, nudge: Nudge, sink: ReplySink) -> bool:
        return bool(await self._floor.take(lambda: self._turns.nudge(nudge, sink)))

    def _open_earpieces(self) -> Earpieces:
        from os1.voice.webrtc import Earpieces

        wake = self.attend()
        return Earpieces(
            ears=self.engines.ears,
            mouth=self.engines.mouth,
            respond=wake.respond,
            bus=wake.bus,
            clock=self.clock,
            voice=self.voice,
            ahead=self.ahead,
        )


@asynccontextmanager
async def open_home(
    settings: Settings,
    *,
    roles: Sequence[str] = ("brain", "ears", "mouth", "embedder"),
    clock: Clock | None = None,
    engines: EngineSet | None = None,
    apps: Sequence[App] | None = None,
) -> AsyncIterator[Home]:
    """The running OS of `settings.home`, alone with it until the block ends.

    `engines` and `apps` replace the real ones in tests.

    Raises:
        Busy: another OS1 runs with this home.
        StoreError: the store cannot be opened.
    """
    clock = clock or SystemClock()
    bus = Bus()
    async with AsyncExitStack() as stack:
        lock = stack.enter_context(only_one(settings.home))
        key = await asyncio.to_thread(load_key, settings)
        apps = installed_apps() if apps is None else apps
        at_hand = functools.cache(functools.partial(keepers, apps))
        memory = await stack.enter_async_context(open_memory(settings.store, key, clock, at_hand))
        if engines is None:
            engines = await stack.enter_async_context(open_engines(settings, clock, bus, roles))
        memory.use(engines.embedder, _PATIENCE)
        mind = Mind(engines.brain, memory, clock, engines.judge)
        await mind.open()
        herald = Herald(memory.shelf("home.nudges"), clock)
        at_work = [
            app.start(
                AppContext(clock, memory.shelf(f"app.{app.name}"), herald.raise_nudge, memory.on_forgotten)
            )
            for app in apps
        ]
        # The apps' tools come first: "forget the reminder" is theirs.
        tools = [*(tool for app in at_work for tool in app.tools), *Memories(memory, mind).tools]
        permits = Permits(tools, memory.shelf("permits"), clock)
        memory.on_forgotten(mind.reread)
        memory.on_forgotten(permits.reread)
        memory.on_count(lambda lines: bus.publish("forgotten", lines=lines))
        for done in await permits.cut_off():
            await herald.raise_nudge(Nudge(f"cut off/{done.id}", "permits", done.say, done.time))
        if memory.repaired:
            now = clock.now()
            await herald.raise_nudge(Nudge(f"repaired/{new_id(now)}", "memory", memory.repaired, now))
        home = Home(settings, clock, bus, memory, mind, engines, permits, tools, herald, lock)
        await home.let_go()
        stack.push_async_callback(home.close)
        await stack.enter_async_context(_working(home, at_work))
        yield home


@asynccontextmanager
async def _working(home: Home, apps: Sequence[Running]) -> AsyncIterator[None]:
    """The background work of the house: every app's own, and the delivery of nudges."""
    started = [asyncio.Event() for _ in apps]
    tasks = [
        asyncio.create_task(_supervise(home, functools.partial(app.run, event)))
        for app, event in zip(apps, started, strict=True)
    ]
    tasks.append(asyncio.create_task(_supervise(home, home.deliver_nudges)))
    tasks.append(asyncio.create_task(_supervise(home, home.memory.purge_for_ever)))
    tasks.append(asyncio.create_task(_supervise(home, home.notice)))
    tasks.append(asyncio.create_task(_warm(home)))
    if home.engines.embedder is not None:
        tasks.append(asyncio.create_task(_supervise(home, home.grasp_memories)))
    if home.engines.judge is not None:
        tasks.append(asyncio.create_task(_learn(home, home.engines.judge)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _warm(home: Home) -> None:
    """Let the brain read its prompt before the first question comes, once the mouth no longer needs the cores.

    Whether the brain failed, the question will tell.
    """
    async with home.bus.subscribe() as events:
        if home.engines.mouth is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(_mouth_is_up(events), _MOUTH_LOADS)
    with contextlib.suppress(OS1Error):
        await home.mind.warm()


async def _learn(home: Home, judge: Judge) -> None:
    """Give the mind its repertoire; without one a brain answers."""
    while True:
        try:
            home.mind.use(await learned(judge, home.settings.models))
        except OS1Error:
            await home.clock.sleep(_REST)
        else:
            return


async def _mouth_is_up(events: AsyncIterator[Event]) -> None:
    async for event in events:
        if event.name == "engine" and event.data == {"role": "mouth", "state": "up"}:
            return


async def _supervise(home: Home, work: Callable[[], Awaitable[None]]) -> None:
    """Keep `work` running: a part that fails says so, rests and starts again; the others go on."""
    while True:
        try:
            await work()
        except OS1Error as error:
            home.bus.publish("trouble", say=str(error))
        except Exception as error:  # noqa: BLE001 - a plug-in may raise anything, and must not end the house
            home.bus.publish("trouble", say=f"A part of me failed ({type(error).__name__}: {error}).")
        await home.clock.sleep(_REST)
