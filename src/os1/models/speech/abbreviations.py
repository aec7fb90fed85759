"""Shortened words written in full: titles, places, months' and days' short names, Latin, and dotted initials."""

from __future__ import annotations

import re

_TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Messrs": "Messers", "Mx": "Mix", "Dr": "Doctor",
    "Prof": "Professor", "Rev": "Reverend", "Fr": "Father", "Gen": "General", "Col": "Colonel",
    "Maj": "Major", "Capt": "Captain", "Cpt": "Captain", "Lt": "Lieutenant", "Sgt": "Sergeant",
    "Cpl": "Corporal", "Adm": "Admiral", "Sen": "Senator", "Rep": "Representative", "Gov": "Governor",
    "Pres": "President", "Hon": "Honorable", "St": "Saint", "Ste": "Sainte", "Mt": "Mount", "Ft": "Fort",
}  # fmt: skip
_STREETS = {"Dr": "Drive", "St": "Street", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Ln": "Lane",
            "Ct": "Court", "Pl": "Place", "Sq": "Square", "Hwy": "Highway"}  # fmt: skip
_ANYWHERE = {
    "e.g.": "for example", "eg.": "for example", "i.e.": "that is", "etc.": "et cetera", "et al.": "and others",
    "vs.": "versus", "vs": "versus", "v.s.": "versus", "cf.": "compare", "viz.": "namely", "ca.": "circa",
    "approx.": "approximately", "dept.": "department", "est.": "established", "govt.": "government",
    "gov't": "government", "jr.": "junior", "jr": "junior", "sr.": "senior", "inc.": "incorporated",
    "ltd.": "limited", "ltd": "limited", "corp.": "corporation", "bros.": "brothers", "misc.": "miscellaneous",
    "a.k.a.": "also known as", "aka": "also known as", "p.s.": "P S", "q.v.": "which see", "w/o": "without",
    "w/": "with ", "c/o": "care of", "n/a": "not applicable", "incl.": "including", "excl.": "excluding",
    "max.": "maximum", "tel.": "telephone", "ext.": "extension", "appt.": "appointment", "apt.": "apartment",
    "temp.": "temperature", "hrs.": "hours", "mins.": "minutes", "btw": "by the way", "tbd": "to be decided",
    "rsvp": "R S V P", "b/c": "because", "assoc.": "association", "attn.": "attention", "ph.d.": "P H D",
    "ph.d": "P H D", "phd": "P H D", "m.d.": "M D", "b.a.": "B A", "m.a.": "M A", "b.sc.": "B S C",
    "esp.": "especially", "wi-fi": "wifi", "wks.": "weeks", "yrs.": "years", "and/or": "and or",
}  # fmt: skip
_BEFORE_NUMBERS = {"no.": "number", "nos.": "numbers", "vol.": "volume", "ch.": "chapter", "p.": "page",
                   "pp.": "pages", "fig.": "figure", "sec.": "section", "art.": "article", "rm.": "room",
                   "apt": "apartment", "ste.": "suite"}  # fmt: skip
_DAYS = {"Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday",
         "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday",
         "Sun": "Sunday"}  # fmt: skip

_TITLE = re.compile(rf"\b({'|'.join(_TITLES)})\.?(?=\s+[A-Z])(?<!\bst)")
_DOTTED_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof)\b\.?(?=$|\W)")
_STREET = re.compile(rf"(?<=[a-z] )({'|'.join(_STREETS)})\b\.?(?=$|[\s,;!?])")
_WORD = re.compile(
    r"(?<![\w.])("
    + "|".join(re.escape(key) for key in sorted(_ANYWHERE, key=len, reverse=True))
    + r")(?!\w)",
    re.I,
)
_NUMBERED = re.compile(r"\b(" + "|".join(re.escape(key) for key in _BEFORE_NUMBERS) + r")\s*(?=\d)", re.I)
_DAY = re.compile(rf"\b({'|'.join(_DAYS)})(?:\.(?=,|\s+[\dA-Za-z])|(?=,?\s+\d)|(?=,\s))")
_INITIALS = re.compile(r"\b((?:[A-Za-z]\.){2,})(?=(\s*$|\s+[A-Z\"'])?)")
_NAME_INITIAL = re.compile(r"\b([A-Z])\.(?=\s+[A-Z])")


def spoken_abbreviations(text: str) -> str:
    """`text` with abbreviations written out; a full stop that also ended the sentence stays."""
    text = _STREET.sub(_street, text)
    text = _TITLE.sub(lambda found: _TITLES[found[1]], text)
    text = _DOTTED_TITLE.sub(lambda found: _TITLES[found[1]], text)
    text = _NUMBERED.sub(lambda found: f"{_BEFORE_NUMBERS[found[1].lower()]} ", text)
    text = _WORD.sub(_written_out, text)
    text = _DAY.sub(lambda found: _DAYS[found[1]], text)
    text = _INITIALS.sub(_initials, text)
    return _NAME_INITIAL.sub(r"\1", text)


def _street(found: re.Match[str]) -> str:
    """A street after its name; "St. Mary" after a lower-case word stays a saint."""
    name = re.search(r"(\w+) $", found.string[: found.start()])
    following = re.match(r"\.?\s+[A-Z]", found.string[found.end(1) :])
    if not name or not name[1][0].isupper() or (following and found[1] in ("Dr", "St")):
        return found[0]
    return _STREETS[found[1]] + _stop(found)


def _written_out(found: re.Match[str]) -> str:
    return _ANYWHERE[found[1].lower()] + _stop(found)


def _stop(found: re.Match[str]) -> str:
    """A full stop, where the abbreviation's own also ended a sentence."""
    rest = found.string[found.end() :].strip("\"')")
    ends = not rest or (rest[:1] == " " and rest.lstrip()[:1].isupper() and len(found[0]) > 3)
    return (
        "."
        if found[0].endswith(".") and ends and not found[0].lower().startswith(("vs", "e.g", "i.e"))
        else ""
    )


def _initials(found: re.Match[str]) -> str:
    letters = found[1].replace(".", "").upper()
    rest = found.string[found.end() :].strip("\"')")
    return letters + ("." if not rest else "")
