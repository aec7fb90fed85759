"""Numbers as an American says them: cardinals, ordinals, years, digits, decimals, fractions, Roman numerals.

It knows nothing of the text around a number; `os1.models.speech.normalise` decides which reading is meant.
Words are separated by single spaces, without hyphens.
"""

from __future__ import annotations

from os1.models.speech.words import listed

ONES = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = listed("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")
_LONGEST = 3 * len(SCALES)
"""Digits beyond which a number is read digit by digit."""

_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def _below_thousand(number: int) -> list[str]:
    words: list[str] = []
    if number >= 100:
        words += [ONES[number // 100], "hundred"]
        number %= 100
    if number >= 20:
        words.append(TENS[number // 10])
        number %= 10
        if number:
            words.append(ONES[number])
    elif number:
        words.append(ONES[number])
    return words


def cardinal(number: int) -> str:
    """`number` in words; beyond quadrillions digit by digit."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    if number == 0:
        return "zero"
    if len(str(number)) > _LONGEST:
        return digits(str(number))
    groups: list[list[str]] = []
    for scale in SCALES:
        number, group = divmod(number, 1000)
        if group:
            groups.append(_below_thousand(group) + ([scale] if scale else []))
    return " ".join(word for group in reversed(groups) for word in group)


def ordinal(number: int) -> str:
    """`number` as a rank: "twenty first"."""
    return as_ordinal(cardinal(number))


def as_ordinal(words: str) -> str:
    """Spoken cardinal words with their last word made an ordinal."""
    *before, last = words.split()
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = f"{last[:-1]}ieth"
    else:
        last += "h" if last.endswith("t") else "th"
    return " ".join([*before, last])


def digits(text: str) -> str:
    """Every digit of `text` on its own: "zero seven"; all else in it is left out."""
    return " ".join(ONES[int(mark)] for mark in text if mark in "0123456789")


def year(number: int) -> str:
    """A year from 1000 to 2999 as it is said: "nineteen oh five", "two thousand six", "twenty twenty six"."""
    high, low = divmod(number, 100)
    if number % 1000 == 0 or 2000 <= number < 2010 or (1000 <= number < 1100 and low < 10):
        return cardinal(number)
    if low == 0:
        return f"{cardinal(high)} hundred"
    return f"{cardinal(high)} {f'oh {ONES[low]}' if low < 10 else cardinal(low)}"


def decade(number: int) -> str:
    """The years that begin with `number` (1980 or 80): "nineteen eighties", "two thousands"."""
    words = cardinal(number) if number < 100 else year(number)
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def whole(text: str) -> str:
    """Digits without context: with a zero in front, or long and not round, one by one; else the number."""
    if len(text) > 1 and text.startswith("0"):
        return digits(text)
    if len(text) > _LONGEST or (len(text) > 7 and not text.endswith("000")):
        return digits(text)
    return cardinal(int(text))


def amount(text: str) -> str:
    """A quantity such as "1,234.50", "-3" or ".5"; thousands commas are understood."""
    sign = "minus " if text.startswith("-") else ""
    plain = text.removeprefix("-").replace(",", "")
    before, point, after = plain.partition(".")
    if not point or not after:
        return sign + cardinal(int(before or "0"))
    return f"{sign}{cardinal(int(before or '0'))} point {digits(after)}"


def fraction(above: int, below: int) -> str:
    """`above` over `below` as a part of a whole: "three quarters", "one half", "twelve over thirty five"."""
    if below == 2 and above == 1:
        return "one half"
    if below < 3 or below > 100 or (below > 20 and below != 100):
        return f"{cardinal(above)} over {cardinal(below)}"
    name = "quarter" if below == 4 else ordinal(below)
    return f"{cardinal(above)} {name}{'' if above == 1 else 's'}"


def roman(text: str) -> int | None:
    """The value of a well-formed Roman numeral in capitals up to 3999, or None."""
    if not text or any(mark not in _ROMAN for mark in text):
        return None
    total = 0
    for mark, following in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN[mark]
        total += -value if following and _ROMAN[following] > value else value
    return total if to_roman(total) == text else None


def to_roman(number: int) -> str:
    """`number` (1 to 3999) in capitals; empty when it is out of range."""
    if not 0 < number < 4000:
        return ""
    steps = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    parts = []
    for value, mark in steps:
        count, number = divmod(number, value)
        parts.append(mark * count)
    return "".join(parts)
