"""Money, percentages and measures: a number with what it counts, as it is said.

`NUMBER` is the shape of a number throughout: thousands commas, a decimal point, a minus in front.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from os1.models.speech import numbers
from os1.models.speech.words import among

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_MINUS = r"(?:(?<![\w)])[-−])?"
_CURRENCIES = {
    "$": ("dollar", "cent"), "US$": ("US dollar", "cent"), "£": ("pound", "penny"), "€": ("euro", "cent"),
    "¥": ("yen", ""), "₹": ("rupee", "paisa"), "USD": ("dollar", "cent"), "GBP": ("pound", "penny"),
    "EUR": ("euro", "cent"), "JPY": ("yen", ""), "CHF": ("Swiss franc", "rappen"), "INR": ("rupee", "paisa"),
    "CAD": ("Canadian dollar", "cent"), "AUD": ("Australian dollar", "cent"),
}  # fmt: skip
_IRREGULAR = {"penny": "pence", "yen": "yen", "paisa": "paise", "rappen": "rappen", "foot": "feet",
              "inch": "inches", "hertz": "hertz", "kilohertz": "kilohertz", "megahertz": "megahertz",
              "gigahertz": "gigahertz", "lux": "lux"}  # fmt: skip
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "mm": "million", "b": "billion", "bn": "billion",
           "t": "trillion", "tn": "trillion"}  # fmt: skip
_WORD_SCALES = "hundred|thousand|million|billion|trillion"
_SIGNS = r"US\$|[$£€¥₹]"
_CODES = "USD|GBP|EUR|JPY|CHF|INR|CAD|AUD"
_SCALE = rf"(?: ?({_WORD_SCALES})\b|(k|m|mn|b|bn|t|tn|K|M|MN|B|BN|T|TN)\b)?"

UNITS = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "µm": "micrometer",
    "nm": "nanometer", "mi": "mile", "ft": "foot", "yd": "yard", "yds": "yard", "kg": "kilogram", "g": "gram",
    "mg": "milligram", "µg": "microgram", "lb": "pound", "lbs": "pound", "oz": "ounce", "l": "liter",
    "L": "liter", "dl": "deciliter", "cl": "centiliter", "ml": "milliliter", "mL": "milliliter",
    "gal": "gallon", "qt": "quart", "tsp": "teaspoon", "tbsp": "tablespoon", "h": "hour", "hr": "hour",
    "hrs": "hour", "min": "minute", "mins": "minute", "s": "second", "sec": "second", "secs": "second",
    "ms": "millisecond", "µs": "microsecond", "ns": "nanosecond", "yr": "year", "yrs": "year", "wk": "week",
    "wks": "week", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "W": "watt",
    "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "kWh": "kilowatt hour", "Wh": "watt hour",
    "V": "volt", "mV": "millivolt", "A": "amp", "mA": "milliamp", "mAh": "milliamp hour", "J": "joule",
    "kJ": "kilojoule", "cal": "calorie", "kcal": "kilocalorie", "Pa": "pascal", "kPa": "kilopascal",
    "hPa": "hectopascal", "bar": "bar", "psi": "P S I", "N": "newton", "dB": "decibel", "lx": "lux",
    "B": "byte", "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte",
    "PB": "petabyte", "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "kbps": "kilobit per second",
    "Mbps": "megabit per second", "Gbps": "gigabit per second", "px": "pixel", "ha": "hectare",
    "mph": "mile per hour", "kph": "kilometer per hour", "kmh": "kilometer per hour", "rpm": "R P M",
    "bpm": "beat per minute", "fps": "frame per second", "ppm": "part per million", "K": "kelvin",
    "dpi": "dot per inch", "mmHg": "millimeter of mercury", "sq": "square", "mol": "mole",
}  # fmt: skip
_AMBIGUOUS = among("m g l L h s A B V W N J K bar sq cal min mi t")
"""Units that are also letters or words: read as units only without a word of their own behind the number."""

_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_POWER = {"2": "square", "3": "cubic"}
_RANGE = r" ?[-–] ?| to "

_MONEY = re.compile(rf"({_MINUS})({_SIGNS}) ?({NUMBER}){_SCALE}(?!\w)")
_MONEY_RANGE = re.compile(
    rf"({_SIGNS})({NUMBER})(k|m|bn|b|K|M|B)?(?:{_RANGE})(?:{_SIGNS})?({NUMBER}){_SCALE}(?!\w)"
)
_COMMA_EUROS = re.compile(r"(€ ?\d+),(\d\d)(?!\d)|\b(\d+),(\d\d)(?= ?€)")
_SIGN_BEHIND = re.compile(rf"(?<![\w.])({NUMBER}){_SCALE} ?(€|£|¢)(?!\w)")
_CODE_BEHIND = re.compile(
    rf"(?<![\w.])({NUMBER}){_SCALE} ?({_CODES})\b|\b({_CODES}) ?({NUMBER}){_SCALE}(?!\w)"
)
_PERCENT_RANGE = re.compile(rf"(?<![\w.])({NUMBER})%?(?:{_RANGE})({NUMBER}) ?%")
_PERCENT = re.compile(rf"({_MINUS})({NUMBER}) ?(%|‰)")
_DEGREES = re.compile(rf"({_MINUS})({NUMBER}) ?(?:°|º|deg(?=[CF]\b)) ?([CFK]\b)?")
_DEGREE_RANGE = re.compile(rf"(?<![\w.])({NUMBER})(?: ?°[CF]?)?(?:{_RANGE})({NUMBER}) ?° ?([CFK]\b)?")
_HEIGHT = re.compile(r"(?<![\w.])(\d)'(?: ?(\d{1,2})(?:\"|''))")
_FEET_INCHES = re.compile(r"(?<![\w.])(\d{1,2}) ?ft\.?,? (\d{1,2}) ?in\b")
_PER = re.compile(
    r"(?<=\w) ?/ ?(?=(?:hour|day|night|week|month|year|person|minute|second|mile|pound|head)\b)"
)
_PLAIN_K = re.compile(r"(?<![\w.$£€])([1-8])K\b")
_MEASURE = re.compile(
    rf"({_MINUS})(?<![\w.])(?:({NUMBER})(?:{_RANGE}))?({NUMBER})( ?)({_UNIT})(?:\^?([23])(?!\d))?"
    rf"(?:/({_UNIT}|hour|day|week|month|year|person)(?:\^?([23]))?)?(?![\w/'])"
)
_SCALED = re.compile(rf"({_MINUS})(?<![\w.])({NUMBER})(k|K|M|bn|mn)\b")


def spoken_quantities(text: str) -> str:
    """`text` with money, percentages, temperatures and measures as words."""
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_COMMA_EUROS, lambda found: found[0].replace(",", ".")),
        (_MONEY_RANGE, _money_range),
        (_MONEY, lambda found: _sign(found[1]) + money(found[3], found[2], _scale(found[4], found[5]))),
        (_SIGN_BEHIND, _sign_behind),
        (_CODE_BEHIND, _code),
        (_PERCENT_RANGE, lambda found: f"{_said(found[1])} to {_said(found[2])} percent"),
        (_PERCENT, _percent),
        (_DEGREE_RANGE, lambda found: f"{_said(found[1])} to {_said(found[2])} degrees{_scale_of(found[3])}"),
        (_DEGREES, _degrees),
        (_HEIGHT, _height),
        (_FEET_INCHES, _height),
        (_MEASURE, _measure),
        (_SCALED, lambda found: f"{_sign(found[1])}{_said(found[2])} {_SCALES[found[3].lower()]}"),
    )
    text = _PLAIN_K.sub(lambda found: f"{_said(found[1])} K", text)
    for pattern, say in steps:
        text = pattern.sub(say, text)
    return _PER.sub(" per ", text)


def plural(unit: str) -> str:
    """More than one of `unit`; what stands before "per" or "of" takes the ending."""
    head, middle, rest = unit.partition(" per ")
    if not middle:
        head, middle, rest = unit.partition(" of ")
    if head.isupper() or head.replace(" ", "").isupper():
        return unit
    return _IRREGULAR.get(head, f"{head}s") + middle + rest


def money(amount: str, sign: str, scale: str = "") -> str:
    """An amount of a currency: "three dollars and fifty cents", "one point two million euros"."""
    unit, small = _CURRENCIES[sign]
    before, _, after = amount.replace(",", "").partition(".")
    if scale or not small or (after and len(after) != 2):
        words = f"{_said(amount)}{scale}"
        return f"{words} {unit if words == 'one' else plural(unit)}"
    whole, part = int(before or "0"), int(after or "0")
    said = []
    if whole or not part:
        said.append(f"{numbers.cardinal(whole)} {unit if whole == 1 else plural(unit)}")
    if part:
        said.append(f"{numbers.cardinal(part)} {small if part == 1 else plural(small)}")
    return " and ".join(said)


def _said(amount: str) -> str:
    return numbers.amount(amount)


def _sign(mark: str) -> str:
    return "minus " if mark else ""


def _scale(word: str | None, letter: str | None) -> str:
    scale = word or (_SCALES[letter.lower()] if letter else "")
    return f" {scale}" if scale else ""


def _scale_of(letter: str | None) -> str:
    return {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin"}.get(letter or "", "")


def _money_range(found: re.Match[str]) -> str:
    scale = _scale(found[5], found[6])
    first = _said(found[2]) + (_scale(None, found[3]) if found[3] and _scale(None, found[3]) != scale else "")
    if "." in found[2] + found[4] and not scale:
        return f"{money(found[2], found[1])} to {money(found[4], found[1])}"
    return f"{first} to {_said(found[4])}{scale} {plural(_CURRENCIES[found[1]][0])}"


def _sign_behind(found: re.Match[str]) -> str:
    if found[4] == "¢":
        return f"{_said(found[1])} {'cent' if found[1] == '1' else 'cents'}"
    return money(found[1], found[4], _scale(found[2], found[3]))


def _code(found: re.Match[str]) -> str:
    if found[4]:
        return money(found[1], found[4], _scale(found[2], found[3]))
    return money(found[6], found[5], _scale(found[7], found[8]))


def _percent(found: re.Match[str]) -> str:
    return f"{_sign(found[1])}{_said(found[2])} {'percent' if found[3] == '%' else 'per thousand'}"


def _degrees(found: re.Match[str]) -> str:
    unit = "degree" if found[2] == "1" else "degrees"
    return f"{_sign(found[1])}{_said(found[2])} {unit}{_scale_of(found[3])}"


def _height(found: re.Match[str]) -> str:
    inches = f" {numbers.cardinal(int(found[2]))} {'inch' if found[2] == '1' else 'inches'}"
    inches = inches if int(found[2]) else ""
    return f"{numbers.cardinal(int(found[1]))} {'foot' if found[1] == '1' else 'feet'}{inches}"


def _measure(found: re.Match[str]) -> str:
    unit = found[5]
    spaced_word = found[4] and unit in _AMBIGUOUS and re.match(r"\s+[a-z]", found.string[found.end() :])
    if unit in "AKBVNJLW" and not found[4] and not found[6] and not found[7]:
        return found[0]
    if spaced_word and unit in ("A", "bar", "sq", "V", "N", "J", "B", "K"):
        return found[0]
    power = f"{_POWER[found[6]]} " if found[6] else ""
    name = UNITS[unit]
    if found[7]:
        name += f" per {_POWER[found[8]] + ' ' if found[8] else ''}{UNITS.get(found[7], found[7])}"
    words = f"{_said(found[2])} to {_said(found[3])}" if found[2] else _said(found[3])
    return f"{_sign(found[1])}{words} {power}{name if words == 'one' else plural(name)}"
