"""What is written and what is said: one row a case."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from os1.models.speech import normalise, numbers
from os1.models.speech.alphabet import PUNCTUATION

CASES = {
    # numbers
    "I have 123 apples": "I have one hundred twenty three apples",
    "1,234,567 people": "one million two hundred thirty four thousand five hundred sixty seven people",
    "100 000 people": "one hundred thousand people",
    "0 left": "zero left",
    "3.14": "three point one four",
    ".5": "zero point five",
    "-7 outside": "minus seven outside",
    "007": "zero zero seven",
    "ZIP 02139": "ZIP zero two one three nine",
    "8675309": "eight million six hundred seventy five thousand three hundred nine",
    "order 123456789": "order one two three four five six seven eight nine",
    "1st, 2nd, 3rd and 21st": "first, second, third and twenty first",
    "the 12th man": "the twelfth man",
    "the 100th": "the one hundredth",
    "in her 20s": "in her twenties",
    "two 7's": "two sevens",
    "#5": "number five",
    "No. 5": "number five",
    "No. Never.": "No. Never.",
    # years
    "in 1984": "in nineteen eighty four",
    "in 2026": "in twenty twenty six",
    "in 1905": "in nineteen oh five",
    "in 2005": "in two thousand five",
    "in 1900": "in nineteen hundred",
    "in 2000": "in two thousand",
    "in 1066": "in ten sixty six",
    "1914-1918": "nineteen fourteen to nineteen eighteen",
    "the 1980s": "the nineteen eighties",
    "the '80s": "the eighties",
    "the 1990's": "the nineteen nineties",
    "the 2000s": "the two thousands",
    "class of '84": "class of eighty four",
    # dates
    "on 2026-03-04": "on March fourth, twenty twenty six",
    "2026-03-04T17:30:00Z": "March fourth, twenty twenty six at five thirty PM",
    "2026-03-04 09:00": "March fourth, twenty twenty six at nine o'clock",
    "March 4th": "March fourth",
    "March 4, 2026": "March fourth, twenty twenty six",
    "Mar. 4": "March fourth",
    "Sept 3, 2025": "September third, twenty twenty five",
    "4 March 2026": "the fourth of March twenty twenty six",
    "the 4th of March": "the fourth of March",
    "March 2026": "March twenty twenty six",
    "March 3-5": "March third to fifth",
    "3/4/2026": "March fourth, twenty twenty six",
    "25/12/2025": "December twenty fifth, twenty twenty five",
    "3/4/99": "March fourth, nineteen ninety nine",
    "04.03.2026": "March fourth, twenty twenty six",
    "45/45/2026": "forty five or forty five or twenty twenty six",
    "Mon, 5 Jan": "Monday, the fifth of January",
    "we may 5 times": "we may five times",
    # times
    "5:30 pm": "five thirty PM",
    "5 p.m. sharp": "five PM sharp",
    "See you at 5 p.m. Bring cake.": "See you at five PM. Bring cake.",
    "5pm": "five PM",
    "17:30": "five thirty PM",
    "9:05": "nine oh five",
    "9:00": "nine o'clock",
    "12:00": "twelve o'clock",
    "0:15": "twelve fifteen AM",
    "7:30–9:00 pm": "seven thirty to nine PM",
    "7-9 pm": "seven to nine PM",
    "half past 5": "half past five",
    "3 o'clock": "three o'clock",
    "1:02:03": "one hour two minutes three seconds",
    "16:9": "sixteen to nine",
    # money
    "$3.50": "three dollars and fifty cents",
    "$1": "one dollar",
    "$1.01": "one dollar and one cent",
    "$0.99": "ninety nine cents",
    "$1,234.56": "one thousand two hundred thirty four dollars and fifty six cents",
    "£20": "twenty pounds",
    "£3.50": "three pounds and fifty pence",
    "€1.2m": "one point two million euros",
    "€3,50": "three euros and fifty cents",
    "20 €": "twenty euros",
    "$5 million": "five million dollars",
    "$1.2bn": "one point two billion dollars",
    "$20k": "twenty thousand dollars",
    "$10-$20": "ten to twenty dollars",
    "-$5": "minus five dollars",
    "¥500": "five hundred yen",
    "20 EUR": "twenty euros",
    "USD 20": "twenty dollars",
    "50¢": "fifty cents",
    "$5/month": "five dollars per month",
    "US$5": "five US dollars",
    # percentages and measures
    "45%": "forty five percent",
    "3.5%": "three point five percent",
    "-3%": "minus three percent",
    "10–20%": "ten to twenty percent",
    "5 km": "five kilometers",
    "1 km": "one kilometer",
    "60 km/h": "sixty kilometers per hour",
    "5 km/day": "five kilometers per day",
    "70kg": "seventy kilograms",
    "21°C": "twenty one degrees Celsius",
    "72°F": "seventy two degrees Fahrenheit",
    "-5 °C": "minus five degrees Celsius",
    "1°": "one degree",
    "18-20°C": "eighteen to twenty degrees Celsius",
    "65 mph": "sixty five miles per hour",
    "20 m²": "twenty square meters",
    "9.8 m/s2": "nine point eight meters per square second",
    "16 GB": "sixteen gigabytes",
    "5GHz": "five gigahertz",
    "5'10\"": "five feet ten inches",
    "5 ft 10 in": "five feet ten inches",
    "6 ft": "six feet",
    "1.5 hrs": "one point five hours",
    "2–3 weeks": "two to three weeks",
    "5 in the morning": "five in the morning",
    "4K": "four K",
    "10k steps": "ten thousand steps",
    # phones, versions
    "+1 (555) 123-4567": "plus one, five five five, one two three, four five six seven",
    "555-1234": "five five five, one two three four",
    "+442079460958": "plus four four two zero seven nine four six zero nine five eight",
    "192.168.1.1": "one nine two dot one six eight dot one dot one",
    "1.2.3": "one point two point three",
    "v2.0": "version two point zero",
    # fractions, ranges, sums
    "1/2 cup": "one half cup",
    "3/4": "three quarters",
    "2/3": "two thirds",
    "1½": "one and a half",
    "2 1/2": "two and a half",
    "12/35": "twelve over thirty five",
    "24/7": "twenty four seven",
    "5 out of 10": "five out of ten",
    "ages 5-10": "ages five to ten",
    "2+2=4": "two plus two equals four",
    "5 - 3 = 2": "five minus three equals two",
    "3x4": "three by four",
    "1920x1080": "nineteen twenty by ten eighty",
    "2x": "two times",
    "~5": "about five",
    "x < 3 > y": "x less than three greater than y",
    # Roman numerals
    "Henry VIII": "Henry the eighth",
    "Elizabeth II was": "Elizabeth the second was",
    "World War II": "World War two",
    "Chapter IV": "Chapter four",
    "Super Bowl LIV": "Super Bowl fifty four",
    "Mary I think": "Mary I think",
    # abbreviations
    "Dr. Smith": "Doctor Smith",
    "Elm Dr. is": "Elm Drive is",
    "St. Mary": "Saint Mary",
    "Main St.": "Main Street.",
    "Mr. and Mrs. Jones": "Mister and Missus Jones",
    "e.g. this": "for example this",
    "i.e. that": "that is that",
    "cats, dogs, etc.": "cats, dogs, et cetera.",
    "us vs. them": "us versus them",
    "pp. 5-10": "pages five to ten",
    "The U.S. is big": "The US is big",
    "I live in the U.S.": "I live in the US.",
    "John F. Kennedy": "John F Kennedy",
    "a Ph.D. in law": "a P H D in law",
    "w/o sugar": "without sugar",
    "he/she": "he or she",
    "and/or": "and or",
    "TCP/IP": "TCP IP",
    "Meet Mon. at 5": "Meet Monday at five",
    "She sat, he Sun-bathed": "She sat, he Sun-bathed",
    # letters with digits
    "OS1": "OS one",
    "GPT-4": "GPT four",
    "H2O": "H two O",
    "a 10-year-old": "a ten year-old",
    # addresses
    "jo.smith@example.com": "jo dot smith at example dot com",
    "https://www.example.com/path/to?x=1": "example dot com slash path slash to",
    "See example.org.": "See example dot org.",
    "report.pdf": "report dot PDF",
    "@ana": "at ana",
    "#ThrowBack": "hashtag Throw Back",
    "in /usr/bin": "in slash usr slash bin",
    "http://localhost:8080/x": "localhost port eight thousand eighty slash x",
    # symbols, markup, emoji
    "A & B": "A and B",
    "I ❤️ you 😀👍🏽!": "I you!",
    "**Bold** and _italic_ `code`": "Bold and italic code",
    "see [this page](http://x.y/z)": "see this page",
    "# Heading\nText": "Heading. Text",
    "- one\n- two": "one. two",
    "1. first\n2. second": "one, first. two, second",
    "> quoted": "quoted",
    "a <b>bold</b> tag": "a bold tag",
    "| a | b |\n|---|---|\n| c | d |": "a, b. c, d",
    "AT&amp;T": "AT and T",
    # marks that pause
    "wait... what": "wait… what",
    "no--stop": "no — stop",
    "well – maybe": "well — maybe",
    "“Hi,” she said": '"Hi," she said',
    "it’s fine": "it's fine",
    "What?! No!!!": "What! No!",
    "rock 'n' roll": "rock 'n' roll",
    "'quoted' words": "quoted words",
    "the dogs' bones": "the dogs' bones",
    "café Zürich Søren Łódź": "cafe Zurich Soren Lodz",
    "[aside] {x}": "(aside) (x)",
    # nothing to say
    "": "",
    "...": "",
    "?!": "",
    "😀": "",
    "---": "",
}


@pytest.mark.parametrize(("written", "spoken"), CASES.items(), ids=CASES)
def test_it_says_what_a_person_would_say(written: str, spoken: str) -> None:
    assert normalise(written) == spoken


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 120


@given(st.text(max_size=200))
def test_any_text_becomes_words_and_marks_only(text: str) -> None:
    spoken = normalise(text)
    assert all(mark in PUNCTUATION or re.fullmatch("[A-Za-z' -]", mark) for mark in spoken)
    assert not spoken or re.search("[A-Za-z]", spoken)


@given(st.text("0123456789 .,:/-$%€£°+#'x()kmKMBapTZ", max_size=40))
def test_any_heap_of_figures_becomes_words(text: str) -> None:
    assert not re.search(r"\d", normalise(text))


@given(st.lists(st.sampled_from(["we", "walk", "home", "sing", "softly"]), min_size=1, max_size=8))
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    text = " ".join(words)
    assert normalise(text) == text


@given(st.text("abcdefgh '-?!—\"", max_size=60))
def test_what_was_normalised_stays_so(text: str) -> None:
    """Without points and commas, which may spell an abbreviation once others beside them are gone."""
    once = normalise(text)
    assert normalise(once) == once


@given(st.integers(0, 10**18 - 1))
def test_a_cardinal_has_no_figure_and_tells_its_scale(number: int) -> None:
    words = numbers.cardinal(number).split()
    assert words and all(word.isalpha() for word in words)
    assert ("thousand" in words) == (number // 1000 % 1000 > 0)


@given(st.integers(1, 3999))
def test_roman_numerals_go_there_and_back(number: int) -> None:
    assert numbers.roman(numbers.to_roman(number)) == number


@pytest.mark.parametrize("text", ["", "IIII", "IC", "VX", "hello", "MMMM"])
def test_what_is_no_roman_numeral_is_none(text: str) -> None:
    assert numbers.roman(text) is None


def test_a_very_long_number_is_read_digit_by_digit() -> None:
    assert numbers.cardinal(10**20).startswith("one zero zero")
    assert numbers.to_roman(4000) == ""
