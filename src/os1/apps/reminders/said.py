"""An utterance in plain words, from which the person's own words can be cut."""

from __future__ import annotations

import re

from os1.apps.reminders.numerals import joined, words

_FILLER = (
    "hey|hi|hello|ok|okay|so|and|um|uh|oh|well|right|now|yes|yeah|no|wait|actually|listen|please|just|"
    "also|then|sorry"
)
_POLITE = re.compile(
    rf"^(?:(?:{_FILLER}) )*(?:(?:can|could|would|will) you (?:please |just |kindly )*"
    r"|i(?: would|'d) like you to |i (?:want|need) you to |(?:please )?make sure (?:that )?(?:you |to )"
    r"|(?:please )?(?:don't|do not) forget to )?"
)
_THANKS = re.compile(
    r"(?<! to)(?: (?:please|thanks|thank you|ok|okay|will you|would you|could you|for me))+$"
)


class Said:
    """An utterance in plain words, without its courtesies, from which the person's own words can be cut."""

    def __init__(self, text: str) -> None:
        self.text = text
        plain = re.sub(r"^\s*[A-Z]\w+,\s+(?=[a-z])", "", text)
        every = words(plain)
        self._shift = len(text) - len(plain)
        start, end = _inner(joined(every))
        self.words = every[start:end]
        self.plain = joined(self.words)

    def cut(self, start: int, end: int) -> str:
        """The person's own words for the plain words from `start` up to `end`."""
        some = self.words[start:end]
        return self.text[some[0].start + self._shift : some[-1].end + self._shift] if some else ""

    def own(self, match: re.Match[str], group: str) -> str:
        """The person's own words for what a group of a match over `plain` holds."""
        if not match[group]:
            return ""
        start = len(self.plain[: match.start(group)].split())
        return self.cut(start, start + len(match[group].split()))


def _inner(plain: str) -> tuple[int, int]:
    """How many words of courtesy stand before, and where the request ends."""
    lead = _POLITE.match(plain)
    start = len(lead.group().split()) if lead else 0
    return start, len(_THANKS.sub("", plain).split())
