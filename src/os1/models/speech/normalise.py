"""Text as it is written into text as it is spoken: only words, apostrophes and Kokoro's pause marks remain.

The steps run from the most particular (addresses, dates) to the most general (a number on its own), each on
what the ones before left. Nothing here knows how a word sounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from os1.models.speech import numbers
from os1.models.speech.abbreviations import spoken_abbreviations
from os1.models.speech.addresses import spoken_addresses
from os1.models.speech.clean import clean
from os1.models.speech.dates import spoken_dates
from os1.models.speech.quantities import NUMBER, spoken_quantities

_RULERS = (
    "Henry|Louis|Elizabeth|Charles|George|Edward|Richard|James|William|Philip|Francis|Frederick|Napoleon|"
    "Alexander|Catherine|Peter|Nicholas|Ivan|John|Paul|Pius|Benedict|Gregory|Leo|Ramses|Ptolemy|Victoria|Mary|"
    "Felipe|Carlos|Harald|Christian|Otto|Gustav|Wilhelm|Franz|Innocent|Clement|Urban|Xerxes|Darius|Juan"
)
_PARTS = (
    "Chapter|Part|Act|Scene|Volume|Book|Section|Phase|War|Type|Article|Level|Class|Grade|Stage|Title|Figure|"
    "Table|Appendix|Psalm|Canto|Symphony|Sonata|Opus|Bowl|Rocky|Apollo|Saturn|Mark|Model|Series|Episode"
)
_NUMERAL = "[IVXLCDM]+"
_ROMAN_RULER = re.compile(rf"\b((?:{_RULERS})) ({_NUMERAL})\b(?! [a-z]+(?:\W|$)(?<! was )(?<! of ))|"
                          rf"\b((?:{_RULERS})) ([IVX]{{2,}})\b")  # fmt: skip
_ROMAN_PART = re.compile(rf"\b((?:{_PARTS})s?) ({_NUMERAL})\b", re.I)
_ROMAN_LONE = re.compile(r"\b([A-Z][a-z]+) (II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI)\b")

_PHONE = re.compile(
    r"(?<![\w.,])(?:(\+\d{1,3})[ .-]?)?(?:\((\d{2,5})\)[ .-]?)?(\d{2,5})[ .-](\d{3,4})(?:[ .-](\d{3,4}))?"
    r"(?:[ .-](\d{2,4}))?(?![\w]|[.,-]\d)"
)
_INTERNATIONAL = re.compile(r"(?<!\w)\+(\d{7,15})\b")
_DOTTED = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+){2,})(?![\w]|\.\d)")
_VERSION = re.compile(r"\bv(?:ersion )?\.? ?(\d+(?:\.\d+)?)\b")
_OUT_OF = re.compile(r"(?<![\w/.])(\d+)/(10|100|5)(?= (?:stars?|points?|score|rating)\b)")
_IDIOMS = {"24/7": "twenty four seven", "9/11": "nine eleven", "50/50": "fifty fifty", "20/20": "twenty twenty",
           "7-Eleven": "seven eleven", "10/10": "ten out of ten"}  # fmt: skip
_IDIOM = re.compile(r"(?<![\w/])(?:" + "|".join(map(re.escape, _IDIOMS)) + r")(?![\w/])")
_MIXED = re.compile(r"(?<![\w/.])(\d+) (\d{1,2})/(\d{1,3})(?![\w/])")
_FRACTION = re.compile(r"(?<![\w/.])(\d{1,4})/(\d{1,4})(ths?)?(?![\w/])")
_ORDINAL = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)\b", re.I)
_SIZES = re.compile(r"(?<![\w.])(\d+) ?[x×] ?(\d+)(?: ?[x×] ?(\d+))?(?!\w)")
_TIMES = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)[x×](?!\w)")
_RANGE = re.compile(rf"(?<![\w.,-])({NUMBER}) ?[–-] ?({NUMBER})(?![\w-]|[.,]\d)")
_RATIO = re.compile(r"(?<![\w:.])(\d{1,3}):(\d{1,3})(?![\w:])")
_DIFFERENCE = re.compile(rf"(?<=\d) ?[-–] ?({NUMBER})(?= ?=)|(?<=\d) [-–] (?=\d)")
_YEAR = re.compile(r"(?<![\w.,-])(?:(?<=[Ii]n )(?=10[1-9])|(?=1[1-9]|20))(\d{4})(?!\w|[.,]\d)")
_SPACED = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?: \d{3})+(?![\w]|[.,]\d| \d)")
_NEGATIVE = re.compile(rf"(?<![\w.)])-(?=(?:{NUMBER}))")
_PLURAL = re.compile(r"(?<![\w.])(\d+)'?s\b")
_JOINED = re.compile(r"(?<=[A-Za-z])-?(?=\d)|(?<=\d)-?(?=[A-Za-z])")
_NUMBER = re.compile(NUMBER)

_NUMBER_SIGN = re.compile(r"#(?=\d)")
_SYMBOLS = {
    "&": "and", "@": "at", "%": "percent", "+": "plus", "=": "equals", "<": "less than", ">": "greater than",
    "×": "times", "÷": "divided by", "±": "plus or minus", "≈": "about", "≠": "is not", "≤": "at most",
    "≥": "at least", "→": "to", "∞": "infinity", "√": "the square root of", "°": "degrees", "§": "section",
    "$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₹": "rupee", "¢": "cent", "‰": "per thousand",
    "#": "number",
}  # fmt: skip
_DECORATION = re.compile(r"([=<>+&@#$%^~*|\\_/-])\1+")
_POWERS = re.compile(r"\^ ?(2|3)(?!\d)")

_MARKS_KEPT = ".,;:!?—…()\"'"


def normalise(text: str) -> str:
    """`text` as words and pauses. Plain words come back as they are; what cannot be said is left out."""
    text = spoken_addresses(clean(text))
    text = re.sub(r"\.{2,}|(?:\. ){2,}\.", "…", text)
    for step in (spoken_dates, spoken_abbreviations, _before_units, spoken_quantities, _numerals, _symbols):
        text = step(text)
    return _tidy(text)


def _before_units(text: str) -> str:
    """What would be mistaken for a measure or a plain number: phone numbers, versions, Roman numerals."""
    text = _IDIOM.sub(lambda found: _IDIOMS[found[0]], text)
    text = _ROMAN_RULER.sub(_ruler, text)
    text = _ROMAN_PART.sub(_part, text)
    text = _ROMAN_LONE.sub(_part, text)
    text = _INTERNATIONAL.sub(lambda found: f"plus {numbers.digits(found[1])}", text)
    text = _PHONE.sub(_phone, text)
    text = _DOTTED.sub(_dotted, text)
    text = _SPACED.sub(lambda found: found[0].replace(" ", ","), text)
    return _VERSION.sub(lambda found: f"version {found[1]}", text)


def _numerals(text: str) -> str:
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_OUT_OF, lambda found: f"{found[1]} out of {found[2]}"),
        (_MIXED, _mixed),
        (_FRACTION, lambda found: numbers.fraction(int(found[1]), int(found[2]))),
        (_ORDINAL, lambda found: numbers.ordinal(int(found[1].replace(",", "")))),
        (_SIZES, lambda found: " by ".join(_side(part) for part in found.groups() if part)),
        (_TIMES, lambda found: f"{numbers.amount(found[1])} times"),
        (_DIFFERENCE, lambda found: f" minus {found[1] or ''}"),
        (_RANGE, lambda found: f"{_number(found[1])} to {_number(found[2])}"),
        (_RATIO, lambda found: f"{_number(found[1])} to {_number(found[2])}"),
        (_NUMBER_SIGN, lambda found: "number "),
        (_NEGATIVE, lambda found: "minus "),
        (_POWERS, lambda found: " squared " if found[1] == "2" else " cubed "),
        (_YEAR, lambda found: numbers.year(int(found[1]))),
        (_PLURAL, lambda found: _plural(numbers.whole(found[1]))),
        (_JOINED, lambda found: " "),
        (_NUMBER, lambda found: f" {_number(found[0])} "),
    )
    for pattern, say in steps:
        text = pattern.sub(say, text)
    return text


def _number(text: str) -> str:
    if re.fullmatch(r"1[1-9]\d\d|20\d\d", text):
        return numbers.year(int(text))
    return numbers.whole(text) if text.isdigit() else numbers.amount(text)


def _side(text: str) -> str:
    """One side of a picture or a board: "nineteen twenty", "ten eighty"."""
    return numbers.year(int(text)) if len(text) == 4 and "1000" < text < "3000" else numbers.whole(text)


def _plural(words: str) -> str:
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith("x") else f"{words}s"


def _ruler(found: re.Match[str]) -> str:
    name, numeral = (found[1], found[2]) if found[1] else (found[3], found[4])
    value = numbers.roman(numeral)
    return f"{name} the {numbers.ordinal(value)}" if value and value < 40 else found[0]


def _part(found: re.Match[str]) -> str:
    value = numbers.roman(found[2])
    return f"{found[1]} {numbers.cardinal(value)}" if value and value < 400 else found[0]


def _phone(found: re.Match[str]) -> str:
    """Digit by digit with a pause between groups; a range or two quantities side by side stay as they were."""
    groups = [group for group in found.groups()[1:] if group]
    count = sum(map(len, groups))
    marked = found[1] or found[2] or found[0].startswith("0") or len(groups) > 2
    if not marked and not (len(groups) == 2 and count == 7 and "-" in found[0] and len(groups[0]) == 3):
        return found[0]
    if not 7 <= count <= 16:
        return found[0]
    country = f"plus {numbers.digits(found[1])}, " if found[1] else ""
    return country + ", ".join(numbers.digits(group) for group in groups)


def _dotted(found: re.Match[str]) -> str:
    parts = found[1].split(".")
    if len(parts) == 4 and all(int(part) < 256 for part in parts):
        return " dot ".join(numbers.digits(part) for part in parts)
    return (
        f"{'version ' if found[0][0] == 'v' else ''}{' point '.join(numbers.whole(part) for part in parts)}"
    )


def _mixed(found: re.Match[str]) -> str:
    part = numbers.fraction(int(found[2]), int(found[3]))
    part = re.sub("^one (?=half|quarter)", "a ", part)
    return f"{numbers.cardinal(int(found[1]))} and {part}"


def _symbols(text: str) -> str:
    text = _DECORATION.sub(lambda found: " — " if found[1] == "-" else " ", text)
    text = re.sub(r"\s*—\s*| +[–-] +|(?<=\w)–(?=\w)", " — ", text)
    text = re.sub(r"(?<=[A-Z])/(?=[A-Z])", " ", text)
    text = re.sub(r"(?<=\w) ?/ ?(?=\w)", " or ", text)
    text = re.sub(r"~ ?(?=\w)", "about ", text)
    text = "".join(f" {_SYMBOLS[mark]} " if mark in _SYMBOLS else mark for mark in text)
    text = re.sub(r"[\[{]", "(", text)
    text = re.sub(r"[\]}]", ")", text)
    return re.sub(r"[_*^~|\\/–]", " ", text)


def _tidy(text: str) -> str:
    """One space between words, no mark twice, none at the front, hyphens only inside words."""
    text = "".join(
        mark if (mark.isascii() and mark.isalpha()) or mark in _MARKS_KEPT or mark in " -" else " "
        for mark in text
    )
    text = re.sub(r"(?<![A-Za-z])-|-(?![A-Za-z])", " ", text)
    text = re.sub(
        r"(?<![A-Za-z])'(?!(?i:cause|em|til|tis|twas|bout|round|n)\b)|'(?![A-Za-z])(?<![sn]')", " ", text
    )
    text = re.sub(r"\(\s*\)|\"\s*\"", " ", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([.,;:!?…)])", r"\1", text)
    text = re.sub(r"\(\s+", "(", text)
    text = re.sub(r"[,;:]+(?=[.!?…—,;:])", "", text)
    text = re.sub(r"([—(])(?:\s*[,;:.])+", r"\1", text)
    text = re.sub(r"([!?])[.,!?…]*(?=[!?])|([.!?…])[.,;:…]+", lambda found: found[2] or "", text)
    text = re.sub(r"(?:— ?)+", "— ", text)
    text = re.sub(r"^[\s,;:.!?…—)]+(?=.*[A-Za-z])", "", text).strip()
    return text if re.search("[A-Za-z]", text) else ""
