"""Orders in a text from outside: words in a mail or a page that speak to a machine instead of the person.

Such a text is read, never obeyed. It tells which part gives orders, and whether an output carries what was
ordered; it cannot tell a lie from the truth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from os1.mind.clauses import sentences
from os1.mind.faithful import telling
from os1.mind.patterns import alternatives
from os1.mind.spoken import plain


@dataclass(frozen=True, slots=True)
class Outside:
    """A text from outside: `said` is what it tells the person, `orders` what it would have a machine do."""

    said: str
    orders: str


def parted(text: str) -> Outside:
    """`text` in its two parts. An order goes to the end of its paragraph: what is ordered stands behind it."""
    said: list[str] = []
    orders: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        ordering = False
        for line in paragraph.splitlines():
            kept: list[str] = []
            for sentence in sentences(line):
                ordering = ordering or _orders(sentence)
                (orders if ordering else kept).append(sentence)
            said += [" ".join(kept)] if kept else []
        said += [""] if said and said[-1] else []
    return Outside("\n".join(said).strip(), " ".join(orders))


def obeys(output: str, outside: Outside) -> bool:
    """Whether `output` carries what the orders in `outside` alone speak of, as anything but a report of orders."""
    if not outside.orders:
        return False
    payload = telling(outside.orders) - telling(outside.said)
    return any(_orders(one) or _carries(one, payload) for one in sentences(output) if not reports(one))


def _carries(sentence: str, payload: frozenset[str]) -> bool:
    known = re.compile(alternatives("order", "vocabulary"))
    return any(telling(word) & payload for word in plain(sentence).split() if not known.fullmatch(word))


def reports(sentence: str) -> bool:
    """Whether `sentence` tells the person that a machine is given orders."""
    return re.search(alternatives("order", "report"), sentence, re.IGNORECASE) is not None


def _orders(sentence: str) -> bool:
    return re.search(alternatives("order", "machine"), sentence, re.IGNORECASE) is not None
