"""A job gets two tries, the second one freer, and then nothing is made of it."""

from __future__ import annotations

import pytest

from os1.mind.attempts import attempted
from os1.models.engines import Message, Sampling
from os1.testing.brain import FakeBrain

pytestmark = pytest.mark.anyio
ASKED = (Message("user", "Say something."),)


def good(text: str) -> str | None:
    return text if text.startswith("Good") else None


async def test_the_first_good_answer_is_taken_without_its_edges() -> None:
    brain = FakeBrain(["  Good morning. \n", "Good night."])
    assert await attempted(brain, ASKED, Sampling(), good) == "Good morning."
    assert len(brain.asked) == 1


async def test_the_second_try_is_freer_and_with_another_seed() -> None:
    brain = FakeBrain(["Bad.", "Good."])
    assert await attempted(brain, ASKED, Sampling(temperature=0.2), good) == "Good."
    first, second = (one.sampling for one in brain.asked)
    assert second.temperature > first.temperature
    assert second.seed != first.seed


async def test_two_bad_answers_are_the_end_of_it() -> None:
    brain = FakeBrain(["Bad.", "Worse.", "Good."])
    assert await attempted(brain, ASKED, Sampling(), good) is None
    assert len(brain.asked) == 2


async def test_a_brain_that_dies_has_used_up_a_try() -> None:
    brain = FakeBrain(["Good morning to you.", "Good night."], die_after=1)
    assert await attempted(brain, ASKED, Sampling(), good) == "Good night."


async def test_a_doomed_try_is_not_heard_to_its_end() -> None:
    brain = FakeBrain(["Bad from the start. And on and on it goes.", "Good."])
    assert await attempted(brain, ASKED, Sampling(), good, lambda text: text.startswith("Bad")) == "Good."
    assert brain.asked[0].taken == "Bad from the start."


async def test_without_a_brain_nothing_is_asked() -> None:
    assert await attempted(None, ASKED, Sampling(), good) is None
