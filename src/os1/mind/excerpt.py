"""What a text says in its own words, where no brain put it better: who wrote, and the sentence that asks most.

It invents nothing, for it only quotes; numbers are spoken out. It does not judge what the quoted words are worth.
"""

from __future__ import annotations

import re

from os1.mind.clauses import sentences
from os1.mind.orders import Outside
from os1.mind.spoken import listed, number, plain
from os1.mind.words import Words
from os1.models.speech import normalise

_HEADER = re.compile(r"^(from|subject|to|date|cc|sent|reply-to):\s*(.*)$", re.IGNORECASE)
_LINE = re.compile(r"^([^\W\d][\w .'-]{0,30}):\s+(\S.*)$")
_GREETING = re.compile(r"^(hi|hey|hello|dear|hej|good (morning|evening|afternoon))\b.{0,40}$", re.IGNORECASE)
_PARTING = re.compile(
    r"^((best|kind|warm|many)\b.{0,15}(regards|wishes|thanks)|yours\b.*|cheers|love|thanks|thank you)\W*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(please|could you|can you|would you|will you|need(s)? (you|to)|must|bring|confirm|call|ring|reply|answer|"
    r"pay|due|deadline|by (mon|tues|wednes|thurs|fri|satur|sun|the)\w*|moved|cancel\w*|instead|before)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d|\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(today|tomorrow|tonight|noon)\b", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?<![\d.$\u20ac\u00a3])([01]?\d|2[0-3])\.([0-5]\d)(?![\d.]|\s*(?:eur|\u20ac|chf|gbp|usd|k[gm]|m\b|%|per|pound|dollar))",
    re.IGNORECASE,
)
"""A time of day with a full stop, as much of the world writes it."""
_ARTICLES = ("a", "an", "the", "your", "our", "my", "this")
"""With what a subject begins that has a capital only because it does."""
_SPEAKERS = {"person": "you", "os1": "me"}
"""How those of a talk are called to the person."""
_LASTS = {"you": "You", "me": "I"}
_ADDRESSED = re.compile(
    r"^(?:hi|hey|hello|dear)\b[^,.!?\d]{0,40}[,!] +(?P<rest>\w.*)$", re.IGNORECASE | re.DOTALL
)
"""A sentence that begins with whom the mail is to."""
_LONGEST = 24
_LEAST = 4


def excerpt(kind: str, outside: Outside, words: Words) -> str:
    """One or two sentences on what `outside` says, with a word on the orders that it gives, if it does."""
    if not outside.said.strip():
        return words.say("sum.only_orders" if outside.orders else "sum.nothing")
    said = _mail(outside.said, words) if kind == "mail" else _lines(kind, outside.said, words)
    return f"{said} {words.say('sum.orders')}" if outside.orders else said


def _mail(text: str, words: Words) -> str:
    headers: dict[str, str] = {}
    body: list[str] = []
    for line in text.splitlines():
        match = _HEADER.match(line) if not any(body) else None
        if match:
            headers[match[1].lower()] = match[2].strip()
        else:
            body.append(line.strip())
    sender = re.sub(r"<[^>]*>|\"", "", headers.get("from", "")).strip()
    subject = headers.get("subject", "").strip(" .!")
    quote = _best([one for one in body if not _GREETING.match(one) and not _PARTING.match(one)]) or subject
    if not subject:
        return words.say("sum.text", quote=_spoken(quote))
    key = "sum.mail" if sender else "sum.mail_short"
    if subject.split()[0].lower() in _ARTICLES:
        subject = subject[0].lower() + subject[1:]
    return words.say(key, sender=sender, subject=_aloud(subject), quote=_spoken(quote))


def _lines(kind: str, text: str, words: Words) -> str:
    """A thread, a talk or a day: lines, of which the one that asks most is quoted."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    spoken = [match for line in lines if (match := _LINE.match(line)) and not _HEADER.match(line)]
    if kind == "day" or len(spoken) < 2:
        quote = _best([re.sub(r"^[\d.:\s-]+", "", line) for line in lines])
        key = "sum.day" if kind == "day" and len(lines) > 1 else "sum.text"
        return words.say(key, count=number(min(len(lines), 999)), quote=_spoken(quote))
    told = [(_SPEAKERS.get(one[1].lower(), one[1]), one[2]) for one in spoken]
    asking = [one for one in told if one[0] != "me"] if kind == "conversation" else told
    quote = _best([said for _, said in asking or told])
    last = next(who for who, said in asking or told if _best([said]) == quote)
    return words.say(
        "sum.talk" if kind == "conversation" else "sum.thread",
        count=number(min(len(spoken), 999)),
        who=_aloud(listed(sorted(dict.fromkeys(who for who, _ in told), key=lambda who: who != "you"))),
        last=_LASTS.get(last) or _aloud(last),
        quote=_spoken(quote),
    )


def _best(lines: list[str]) -> str:
    """The sentence of `lines` that asks, dates or says most; the first among equals."""
    told = [_unaddressed(sentence) for line in lines for sentence in sentences(line)]
    return max(told, key=_weight, default="")


def _unaddressed(sentence: str) -> str:
    addressed = _ADDRESSED.match(sentence)
    return addressed["rest"][:1].upper() + addressed["rest"][1:] if addressed else sentence


def _weight(sentence: str) -> float:
    count = len(plain(sentence).split())
    fits = _LEAST <= count <= _LONGEST
    return len(_ASKS.findall(sentence)) + bool(_DATED.search(sentence)) + fits - 0.5 * (count > 2 * _LONGEST)


def _spoken(sentence: str) -> str:
    """`sentence` as a quotation that can be spoken: not too long, numbers in words, with a mark at its end."""
    words = sentence.split()
    cut = sentence if len(words) <= _LONGEST else " ".join(words[:_LONGEST]).rstrip(",;:")
    aloud = _aloud(cut).rstrip(" .,;:")
    return aloud if aloud.endswith(("?", "!")) else f"{aloud}."


def _aloud(text: str) -> str:
    bare = re.sub(r"\(([^()]*)\)", r", \1,", re.sub(r"https?://\S+|[*_`#|<>\[\]{}]", " ", text))
    bare = re.sub(r"\s*(?:, ?)+([,.?!;:]|$)|\s+(?=,)", r"\1", bare).lstrip(", ")
    return normalise(_CLOCK.sub(r"\1:\2", bare)).strip()
