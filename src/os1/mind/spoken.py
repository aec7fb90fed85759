"""Numbers, times and spans as people say them, and an utterance reduced to its plain words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SPANS = (
    ("year", 365 * 86400),
    ("month", 30 * 86400),
    ("week", 7 * 86400),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
)


_IN_HASTE = {
    "im": "i'm", "ive": "i've", "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "cant": "can't",
    "wont": "won't", "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "couldnt": "couldn't",
    "wouldnt": "wouldn't", "shouldnt": "shouldn't", "havent": "haven't", "hasnt": "hasn't", "youre": "you're",
    "youve": "you've", "theyre": "they're", "hes": "he's", "shes": "she's", "whats": "what's", "whos": "who's",
    "wheres": "where's", "whens": "when's", "hows": "how's", "thats": "that's", "theres": "there's",
}  # fmt: skip
"""Contractions as they are typed in haste; "ill", "id", "were" and "its" are words of their own."""
_HASTY = re.compile(rf"\b(?:{'|'.join(_IN_HASTE)})\b")


def plain(text: str) -> str:
    """`text` in lower case, without punctuation but apostrophes, which it has where they were left out, and single
    spaces: what rules are matched on."""
    text = text.lower().replace("\u2019", "'").replace("\u2018", "'")
    words = " ".join(re.sub(r"[^\w' ]+", " ", text).split())
    return _HASTY.sub(lambda match: _IN_HASTE[match[0]], words)


def number(n: int) -> str:
    """`n` in words, 0 to 999,999."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{ONES[n // 100]} hundred" + (f" and {number(n % 100)}" if n % 100 else "")
    rest = f" {'and ' if n % 1000 < 100 else ''}{number(n % 1000)}" if n % 1000 else ""
    return f"{number(n // 1000)} thousand{rest}"


def ordinal(n: int) -> str:
    """`n` in order ("twenty-first"), 1 to 99."""
    stem, dash, last = number(n).rpartition("-")
    regular = f"{last[:-1]}ie" if last.endswith("y") else last
    last = _ORDINALS.get(last, f"{regular}th")
    return stem + dash + last


def digits(text: str) -> str:
    """The digits of a telephone number one by one ("988" is "nine eight eight"), with its spaces as pauses."""
    groups = text.split()
    return ", ".join(" ".join(ONES[int(c)] for c in group if c.isdigit()) for group in groups)


def span(length: timedelta) -> str:
    """The largest whole unit of `length`: "four minutes", "eleven days", "a year"."""
    seconds = max(0, int(length.total_seconds()))
    for unit, size in _SPANS:
        # Days read better than one or two weeks, and weeks than one month.
        least = 3 * size if unit == "week" else 2 * size if unit == "month" else size
        if seconds >= least:
            count = seconds // size
            article = "an" if unit == "hour" else "a"
            return f"{article} {unit}" if count == 1 else f"{number(count)} {unit}s"
    return "less than a minute"


def ago(then: datetime, now: datetime) -> str:
    """When `then` was, seen from `now`: "just now", "ten minutes ago", "yesterday", "eleven days ago"."""
    length = now - then
    if length < timedelta(minutes=1):
        return "just now"
    days = (now.date() - then.astimezone(now.tzinfo).date()).days
    if days == 1:
        return "yesterday"
    if 2 <= days < 21:
        return f"{number(days)} days ago"
    return f"{span(length)} ago"


def clock_time(when: datetime) -> str:
    """The time of day as people say it: "nine thirty in the morning"."""
    if (when.hour, when.minute) == (12, 0):
        return "noon"
    if (when.hour, when.minute) == (0, 0):
        return "midnight"
    hour = number((when.hour - 1) % 12 + 1)
    if when.minute == 0:
        told = f"{hour} o'clock"
    elif when.minute < 10:
        told = f"{hour} oh {number(when.minute)}"
    else:
        told = f"{hour} {number(when.minute)}"
    return f"{told} {part_of_day(when)}"


def part_of_day(when: datetime) -> str:
    """Where `when` falls: "in the morning", "in the afternoon", "in the evening" or "at night"."""
    if 5 <= when.hour < 12:
        return "in the morning"
    if 12 <= when.hour < 18:
        return "in the afternoon"
    return "in the evening" if 18 <= when.hour < 22 else "at night"


def day(when: datetime) -> str:
    """The date as people say it: "Wednesday, the fourth of March"."""
    return f"{DAYS[when.weekday()]}, the {ordinal(when.day)} of {MONTHS[when.month - 1]}"


def listed(items: list[str]) -> str:
    """ "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def listed_number(word: str) -> int:
    """The number that `word` says: digits, a word up to nineteen, "a", "a couple of" (two) or "a few" (three)."""
    some = {"a": 1, "an": 1, "a couple of": 2, "a few": 3}
    return some.get(word) or (int(word) if word.isdigit() else ONES.index(word))
