"""What is said moves the mood, each time for a reason that is kept; and what is felt fades."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from os1.mind.feelings import Feelings, cause_in, named
from os1.types import Heard, Mood

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def heard(text: str, time: datetime = NOW) -> Heard:
    return Heard("u1", text, time)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thank you so much.", "thanked"),
        ("You're really funny.", "praised"),
        ("Shut up.", "hurt"),
        ("I got the job!", "good_news"),
        ("My mother is ill and I'm worried.", "sad_news"),
        ("My little brother is very sick.", "sad_news"),
        ("I was fired today.", "sad_news"),
        ("He passed away in spring.", "sad_news"),
        ("I bought bread.", None),
        ("Are you worried?", None),
    ],
)
def test_what_was_said_moves_the_mood_by_its_kind(text: str, kind: str | None) -> None:
    cause = cause_in(heard(text))
    assert (cause.kind if cause else None) == kind


def test_a_mood_keeps_its_causes_fades_by_half_in_two_hours_and_stays_in_range() -> None:
    feelings = Feelings(NOW)
    assert named(feelings.mood(NOW)) == "calm"
    for _ in range(12):
        cause = cause_in(heard("You're so useless."))
        assert cause
        feelings = feelings.moved(cause)
    assert feelings.mood(NOW) == Mood(-1.0, 1.0)
    assert named(feelings.mood(NOW)) == "hurt"
    assert {one.source for one in feelings.causes} == {"u1"}
    assert len(feelings.causes) == 10
    later = feelings.mood(NOW + timedelta(hours=2))
    assert later.valence == pytest.approx(0.15 - 1.15 / 2, abs=1e-3)
    assert Feelings.from_document(feelings.to_document()) == feelings
