"""What concerns health is asked about once, and certain after a yes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from os1.memory import open_memory
from os1.mind.confirming import pending
from os1.mind.noticer import Noticer
from os1.mind.words import Words
from os1.testing.clock import VirtualClock
from os1.types import Heard

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


def test_the_question_is_pending_until_it_was_asked(tmp_path: Path) -> None:
    async def check() -> None:
        clock = VirtualClock(NOW)
        async with open_memory(tmp_path / "os1.db", bytes(32), clock) as memory:
            words = Words()
            assert await pending(memory.known, words) is None
            said = "I'm allergic to penicillin. My father Otto has diabetes. I like jazz."
            await memory.heard(Heard("h", said, NOW))
            await Noticer(memory, None, clock).catch_up()
            question = await pending(memory.known, words)
            assert question is not None
            assert question.say == (
                "You told me something I should get right: you are allergic to penicillin. Is that so?"
            )
            await memory.known.asked_about(question.fact.id)
            other = await pending(memory.known, words)
            assert other is not None
            assert other.fact.value == "diabetes"
            assert await pending(memory.known, words, about="me") is None
            assert await pending(memory.known, words, about="my father") == other
            assert (await memory.confirm(other.fact.id)).certainty == "certain"
            assert await pending(memory.known, words) is None

    asyncio.run(check())
