"""Spoken times: a long table of what people say, and what it must mean; or be asked about."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from os1.apps.reminders.strings import say
from os1.apps.reminders.when import Moment, Unclear, named_day, read

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 26, 14, 0, tzinfo=LONDON)
"""A Thursday."""
READ = [
    ("in twenty minutes", "Thu 26 Nov 2026 14:20"),
    ("in 20 minutes", "Thu 26 Nov 2026 14:20"),
    ("in ten min", "Thu 26 Nov 2026 14:10"),
    ("in a minute", "Thu 26 Nov 2026 14:01"),
    ("in an hour", "Thu 26 Nov 2026 15:00"),
    ("in one hour", "Thu 26 Nov 2026 15:00"),
    ("in an hour and a half", "Thu 26 Nov 2026 15:30"),
    ("in one and a half hours", "Thu 26 Nov 2026 15:30"),
    ("in half an hour", "Thu 26 Nov 2026 14:30"),
    ("in a half hour", "Thu 26 Nov 2026 14:30"),
    ("in a quarter of an hour", "Thu 26 Nov 2026 14:15"),
    ("in three quarters of an hour", "Thu 26 Nov 2026 14:45"),
    ("in two and a half hours", "Thu 26 Nov 2026 16:30"),
    ("in an hour and twenty minutes", "Thu 26 Nov 2026 15:20"),
    ("in an hour twenty", "Thu 26 Nov 2026 15:20"),
    ("in 2 hours", "Thu 26 Nov 2026 16:00"),
    ("in ninety seconds", "Thu 26 Nov 2026 14:01:30"),
    ("in forty five minutes", "Thu 26 Nov 2026 14:45"),
    ("in forty-five minutes", "Thu 26 Nov 2026 14:45"),
    ("in a couple of hours", "Thu 26 Nov 2026 16:00"),
    ("a couple of hours from now", "Thu 26 Nov 2026 16:00"),
    ("twenty minutes from now", "Thu 26 Nov 2026 14:20"),
    ("after ten minutes", "Thu 26 Nov 2026 14:10"),
    ("in about ten minutes", "Thu 26 Nov 2026 14:10"),
    ("in ten minutes' time", "Thu 26 Nov 2026 14:10"),
    ("in two days", "Sat 28 Nov 2026 14:00"),
    ("in 3 weeks", "Thu 17 Dec 2026 14:00"),
    ("in a week", "Thu 03 Dec 2026 14:00"),
    ("in a fortnight", "Thu 10 Dec 2026 14:00"),
    ("in a month", "Sat 26 Dec 2026 14:00"),
    ("in six months", "Wed 26 May 2027 14:00"),
    ("in a year", "Fri 26 Nov 2027 14:00"),
    ("in two days at five", "Sat 28 Nov 2026 17:00"),
    ("in a week at noon", "Thu 03 Dec 2026 12:00"),
    ("half past five", "Thu 26 Nov 2026 17:30"),
    ("quarter to nine", "Thu 26 Nov 2026 20:45"),
    ("a quarter to nine", "Thu 26 Nov 2026 20:45"),
    ("quarter past three", "Thu 26 Nov 2026 15:15"),
    ("five to six", "Thu 26 Nov 2026 17:55"),
    ("ten past four", "Thu 26 Nov 2026 16:10"),
    ("twenty-five to six", "Thu 26 Nov 2026 17:35"),
    ("twenty five past six", "Thu 26 Nov 2026 18:25"),
    ("quarter after five", "Thu 26 Nov 2026 17:15"),
    ("ten minutes to four", "Thu 26 Nov 2026 15:50"),
    ("five of six", "Thu 26 Nov 2026 17:55"),
    ("at five", "Thu 26 Nov 2026 17:00"),
    ("at five o'clock", "Thu 26 Nov 2026 17:00"),
    ("5 o'clock", "Thu 26 Nov 2026 17:00"),
    ("at 5", "Thu 26 Nov 2026 17:00"),
    ("5 pm", "Thu 26 Nov 2026 17:00"),
    ("5pm", "Thu 26 Nov 2026 17:00"),
    ("5 p.m.", "Thu 26 Nov 2026 17:00"),
    ("5 p m", "Thu 26 Nov 2026 17:00"),
    ("at 5:30 p.m.", "Thu 26 Nov 2026 17:30"),
    ("5.30 p.m.", "Thu 26 Nov 2026 17:30"),
    ("5:30", "Thu 26 Nov 2026 17:30"),
    ("17:30", "Thu 26 Nov 2026 17:30"),
    ("17.30", "Thu 26 Nov 2026 17:30"),
    ("05:30", "Fri 27 Nov 2026 05:30"),
    ("five thirty", "Thu 26 Nov 2026 17:30"),
    ("five thirty pm", "Thu 26 Nov 2026 17:30"),
    ("five oh five", "Thu 26 Nov 2026 17:05"),
    ("six forty five", "Thu 26 Nov 2026 18:45"),
    ("seventeen thirty", "Thu 26 Nov 2026 17:30"),
    ("1900 hours", "Thu 26 Nov 2026 19:00"),
    ("half six", "Thu 26 Nov 2026 18:30"),
    ("half past eleven", "Fri 27 Nov 2026 11:30"),
    ("noon", "Fri 27 Nov 2026 12:00"),
    ("at midday", "Fri 27 Nov 2026 12:00"),
    ("twelve noon", "Fri 27 Nov 2026 12:00"),
    ("midnight", "Fri 27 Nov 2026 00:00"),
    ("at twelve", "Fri 27 Nov 2026 12:00"),
    ("half past twelve", "Fri 27 Nov 2026 12:30"),
    ("six in the morning", "Fri 27 Nov 2026 06:00"),
    ("six tonight", "Thu 26 Nov 2026 18:00"),
    ("seven in the evening", "Thu 26 Nov 2026 19:00"),
    ("ten at night", "Thu 26 Nov 2026 22:00"),
    ("two in the afternoon", "Fri 27 Nov 2026 14:00"),
    ("one at night", "Fri 27 Nov 2026 01:00"),
    ("five in the afternoon", "Thu 26 Nov 2026 17:00"),
    ("at one", "Fri 27 Nov 2026 13:00"),
    ("at two", "Fri 27 Nov 2026 14:00"),
    ("at three", "Thu 26 Nov 2026 15:00"),
    ("at six", "Thu 26 Nov 2026 18:00"),
    ("at seven", "Thu 26 Nov 2026 19:00"),
    ("at eleven", "Fri 27 Nov 2026 11:00"),
    ("tomorrow", "Fri 27 Nov 2026 09:00"),
    ("tomorrow morning", "Fri 27 Nov 2026 09:00"),
    ("tomorrow afternoon", "Fri 27 Nov 2026 15:00"),
    ("tomorrow evening", "Fri 27 Nov 2026 19:00"),
    ("tomorrow night", "Fri 27 Nov 2026 21:00"),
    ("tomorrow at half past five", "Fri 27 Nov 2026 17:30"),
    ("tomorrow at six", "Fri 27 Nov 2026 18:00"),
    ("tomorrow at seven", "Fri 27 Nov 2026 07:00"),
    ("tomorrow at ten", "Fri 27 Nov 2026 10:00"),
    ("at nine tomorrow", "Fri 27 Nov 2026 09:00"),
    ("tomorrow at noon", "Fri 27 Nov 2026 12:00"),
    ("tomorrow at five past twelve", "Fri 27 Nov 2026 12:05"),
    ("tomorrow five thirty", "Fri 27 Nov 2026 17:30"),
    ("tomorrow night at one", "Sat 28 Nov 2026 01:00"),
    ("the day after tomorrow", "Sat 28 Nov 2026 09:00"),
    ("day after tomorrow at eight in the evening", "Sat 28 Nov 2026 20:00"),
    ("on monday", "Mon 30 Nov 2026 09:00"),
    ("monday at nine", "Mon 30 Nov 2026 09:00"),
    ("on Friday", "Fri 27 Nov 2026 09:00"),
    ("this friday at four", "Fri 27 Nov 2026 16:00"),
    ("friday morning", "Fri 27 Nov 2026 09:00"),
    ("next friday", "Fri 04 Dec 2026 09:00"),
    ("next friday at noon", "Fri 04 Dec 2026 12:00"),
    ("next monday", "Mon 30 Nov 2026 09:00"),
    ("monday week", "Mon 07 Dec 2026 09:00"),
    ("a week from friday", "Fri 04 Dec 2026 09:00"),
    ("a week on monday", "Mon 07 Dec 2026 09:00"),
    ("two weeks from monday at noon", "Mon 14 Dec 2026 12:00"),
    ("a week today", "Thu 03 Dec 2026 09:00"),
    ("a week tomorrow", "Fri 04 Dec 2026 09:00"),
    ("next week on tuesday at ten", "Tue 01 Dec 2026 10:00"),
    ("tuesday next week", "Tue 01 Dec 2026 09:00"),
    ("this weekend", "Sat 28 Nov 2026 09:00"),
    ("next weekend", "Sat 05 Dec 2026 09:00"),
    ("wednesday evening at eight", "Wed 02 Dec 2026 20:00"),
    ("the 4th", "Fri 04 Dec 2026 09:00"),
    ("on the first", "Tue 01 Dec 2026 09:00"),
    ("the thirtieth at noon", "Mon 30 Nov 2026 12:00"),
    ("the 31st", "Thu 31 Dec 2026 09:00"),
    ("march 4th", "Thu 04 Mar 2027 09:00"),
    ("march the fourth", "Thu 04 Mar 2027 09:00"),
    ("the fourth of march", "Thu 04 Mar 2027 09:00"),
    ("4 march 2027", "Thu 04 Mar 2027 09:00"),
    ("the first of may", "Sat 01 May 2027 09:00"),
    ("the twenty second of may at ten", "Sat 22 May 2027 10:00"),
    ("january 2nd", "Sat 02 Jan 2027 09:00"),
    ("the 4th of next month", "Fri 04 Dec 2026 09:00"),
    ("the 30th of this month", "Mon 30 Nov 2026 09:00"),
    ("29 february", "Tue 29 Feb 2028 09:00"),
    ("christmas day at ten", "Fri 25 Dec 2026 10:00"),
    ("christmas eve", "Thu 24 Dec 2026 09:00"),
    ("new year's eve at eleven pm", "Thu 31 Dec 2026 23:00"),
    ("25/12", "Fri 25 Dec 2026 09:00"),
    ("2026-12-24 at 18:00", "Thu 24 Dec 2026 18:00"),
    ("friday the 27th at three", "Fri 27 Nov 2026 15:00"),
    ("this evening", "Thu 26 Nov 2026 19:00"),
    ("this evening at eight", "Thu 26 Nov 2026 20:00"),
    ("this afternoon", "Thu 26 Nov 2026 15:00"),
    ("tonight", "Thu 26 Nov 2026 21:00"),
    ("tonight at eleven", "Thu 26 Nov 2026 23:00"),
    ("tonight at midnight", "Fri 27 Nov 2026 00:00"),
    ("today at midnight", "Fri 27 Nov 2026 00:00"),
    ("in the morning", "Fri 27 Nov 2026 09:00"),
    ("in the evening", "Thu 26 Nov 2026 19:00"),
    ("first thing tomorrow", "Fri 27 Nov 2026 08:00"),
    ("first thing in the morning", "Fri 27 Nov 2026 08:00"),
    ("at lunchtime", "Fri 27 Nov 2026 12:30"),
    ("after lunch", "Fri 27 Nov 2026 14:00"),
    ("tomorrow after lunch", "Fri 27 Nov 2026 14:00"),
    ("after work", "Thu 26 Nov 2026 18:00"),
    ("before dinner", "Thu 26 Nov 2026 18:00"),
    ("after dinner", "Thu 26 Nov 2026 20:30"),
    ("at bedtime", "Thu 26 Nov 2026 22:00"),
    ("at five today", "Thu 26 Nov 2026 17:00"),
    ("by friday", "Fri 27 Nov 2026 09:00"),
    ("by six", "Thu 26 Nov 2026 18:00"),
    ("around seven", "Thu 26 Nov 2026 19:00"),
    ("every day", "Fri 27 Nov 2026 09:00 FREQ=DAILY"),
    ("every day at eight", "Fri 27 Nov 2026 08:00 FREQ=DAILY"),
    ("daily at noon", "Fri 27 Nov 2026 12:00 FREQ=DAILY"),
    ("every morning", "Fri 27 Nov 2026 09:00 FREQ=DAILY"),
    ("every morning at seven", "Fri 27 Nov 2026 07:00 FREQ=DAILY"),
    ("every evening at ten", "Thu 26 Nov 2026 22:00 FREQ=DAILY"),
    ("every night at eleven", "Thu 26 Nov 2026 23:00 FREQ=DAILY"),
    ("every weekday at eight", "Fri 27 Nov 2026 08:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("on weekdays at half past seven", "Fri 27 Nov 2026 07:30 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("every weekend at ten", "Sat 28 Nov 2026 10:00 FREQ=WEEKLY;BYDAY=SA,SU"),
    ("every monday at nine", "Mon 30 Nov 2026 09:00 FREQ=WEEKLY;BYDAY=MO"),
    ("every monday and thursday at nine", "Mon 30 Nov 2026 09:00 FREQ=WEEKLY;BYDAY=MO,TH"),
    ("every tuesday, thursday and saturday at six", "Thu 26 Nov 2026 18:00 FREQ=WEEKLY;BYDAY=TU,TH,SA"),
    ("on mondays and wednesdays at seven", "Mon 30 Nov 2026 07:00 FREQ=WEEKLY;BYDAY=MO,WE"),
    ("at nine every monday", "Mon 30 Nov 2026 09:00 FREQ=WEEKLY;BYDAY=MO"),
    ("every other day at eight", "Sat 28 Nov 2026 08:00 FREQ=DAILY;INTERVAL=2"),
    ("every other week", "Thu 03 Dec 2026 09:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
    ("every other friday at five", "Fri 27 Nov 2026 17:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
    ("every two weeks on friday at three", "Fri 27 Nov 2026 15:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
    ("every week on sunday at noon", "Sun 29 Nov 2026 12:00 FREQ=WEEKLY;BYDAY=SU"),
    ("weekly on tuesday", "Tue 01 Dec 2026 09:00 FREQ=WEEKLY;BYDAY=TU"),
    ("fortnightly on monday", "Mon 30 Nov 2026 09:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
    ("monthly on the first", "Tue 01 Dec 2026 09:00 FREQ=MONTHLY;BYMONTHDAY=1"),
    ("every month on the fifteenth at ten", "Tue 15 Dec 2026 10:00 FREQ=MONTHLY;BYMONTHDAY=15"),
    ("the 1st of every month", "Tue 01 Dec 2026 09:00 FREQ=MONTHLY;BYMONTHDAY=1"),
    ("every 3rd of the month at noon", "Thu 03 Dec 2026 12:00 FREQ=MONTHLY;BYMONTHDAY=3"),
    ("the last day of every month", "Mon 30 Nov 2026 09:00 FREQ=MONTHLY;BYMONTHDAY=-1"),
    ("the first monday of every month at nine", "Mon 07 Dec 2026 09:00 FREQ=MONTHLY;BYDAY=+1MO"),
    ("the last friday of every month at five", "Fri 27 Nov 2026 17:00 FREQ=MONTHLY;BYDAY=-1FR"),
    ("every month on the second tuesday", "Tue 08 Dec 2026 09:00 FREQ=MONTHLY;BYDAY=+2TU"),
    ("every year on march 4th", "Thu 04 Mar 2027 09:00 FREQ=YEARLY;BYMONTHDAY=4;BYMONTH=3"),
    ("every march 4th at noon", "Thu 04 Mar 2027 12:00 FREQ=YEARLY;BYMONTHDAY=4;BYMONTH=3"),
    ("every christmas at ten", "Fri 25 Dec 2026 10:00 FREQ=YEARLY;BYMONTHDAY=25;BYMONTH=12"),
    ("every hour", "Thu 26 Nov 2026 15:00 FREQ=HOURLY;INTERVAL=1"),
    ("every twenty minutes", "Thu 26 Nov 2026 14:20 FREQ=MINUTELY;INTERVAL=20"),
    ("every half hour", "Thu 26 Nov 2026 14:30 FREQ=MINUTELY;INTERVAL=30"),
    ("every two hours", "Thu 26 Nov 2026 16:00 FREQ=MINUTELY;INTERVAL=120"),
    ("the fourth of the month", "Fri 04 Dec 2026 09:00"),
    ("every last friday of the month", "Fri 27 Nov 2026 09:00 FREQ=MONTHLY;BYDAY=-1FR"),
    ("every three days at noon", "Sun 29 Nov 2026 12:00 FREQ=DAILY;INTERVAL=3"),
    ("every two years on march 4th", "Thu 04 Mar 2027 09:00 FREQ=YEARLY;INTERVAL=2;BYMONTHDAY=4;BYMONTH=3"),
    ("every year", "Fri 26 Nov 2027 09:00 FREQ=YEARLY;BYMONTHDAY=26;BYMONTH=11"),
    ("quarter to twelve pm", "Fri 27 Nov 2026 11:45"),
    ("five to twelve am", "Thu 26 Nov 2026 23:55"),
    ("3/3/27", "Wed 03 Mar 2027 09:00"),
    ("12/25", "Fri 25 Dec 2026 09:00"),
    ("three days from tomorrow", "Mon 30 Nov 2026 09:00"),
    ("8 pm tonight", "Thu 26 Nov 2026 20:00"),
    ("19:30 in the evening", "Thu 26 Nov 2026 19:30"),
    ("every three months", "Fri 26 Feb 2027 09:00 FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=26"),
    ("twenty", "Thu 26 Nov 2026 20:00"),
    ("the second", "Wed 02 Dec 2026 09:00"),
]
ASKED = [
    ("later", "? when"),
    ("later today", "? when"),
    ("soon", "? when"),
    ("some day", "? when"),
    ("in a bit", "? when"),
    ("in a few minutes", "? when"),
    ("in march", "? when"),
    ("next week", "? which_day"),
    ("next month", "? when"),
    ("yesterday", "? past"),
    ("last friday", "? past"),
    ("two days ago", "? past"),
    ("at one today", "? past"),
    ("this morning", "? past"),
    ("today", "? what_time"),
    ("thursday at five", "? today_or_week"),
    ("tomorrow at midnight", "? which_midnight"),
    ("friday at midnight", "? which_midnight"),
    ("4/3", "? which_month"),
    ("february 30th", "? no_such_day"),
    ("the 32nd", "? no_such_day"),
    ("friday the 28th", "? days_differ"),
    ("half past thirteen", "? no_such_time"),
    ("at 25:00", "? no_such_time"),
    ("at 5:75", "? no_such_time"),
    ("twelve in the morning", "? hour_and_part"),
    ("three in the evening", "? hour_and_part"),
    ("thirteen pm", "? no_such_time"),
    ("every second tuesday", "? every_second"),
    ("every now and then", "? when"),
    ("twice a day", "? when"),
    ("the 31st of every month", "? short_months"),
    ("every year on february 29th", "? no_such_repeat"),
    ("every thirty seconds", "? no_such_repeat"),
    ("every fifth monday of the month", "? no_such_repeat"),
    ("in zero minutes", "? past"),
    ("in a thousand years", "? when"),
    ("in 9999999 years", "? too_far"),
    ("in an hour at five", "? when"),
    ("at five at six", "? when"),
    ("at five in ten minutes", "? when"),
    ("every day in an hour", "? when"),
    ("banana", "? when"),
    ("when it rains", "? when"),
    ("five bananas", "? when"),
    ("", "? when"),
    ("call my mother", "? when"),
    ("at", "? when"),
    ("tomorrow yesterday", "? past"),
    ("monday tuesday", "? days_differ"),
    ("the last friday of the month", "? when"),
    ("the last day of the month", "? when"),
    ("three days after next tuesday", "? when"),
    ("two hours before midnight", "? when"),
    ("every day at eight until friday", "? when"),
    ("every day except sunday", "? when"),
    ("the 1st and 15th of every month", "? when"),
    ("three months from friday", "? when"),
    ("two days from friday", "? when"),
    ("every one and a half days", "? no_such_repeat"),
    ("every two days on monday", "? when"),
    ("every week on the fourth", "? when"),
    ("every hundred years", "? when"),
    ("every sixty years", "? no_such_repeat"),
    ("half to six", "? no_such_time"),
    ("2027-02-30", "? too_far"),
    ("in six hours in the morning", "? when"),
    ("every hour at five", "? when"),
    ("next week at five", "? which_day"),
    ("when i get home", "? when"),
]


def shown(reading: Moment | Unclear) -> str:
    if isinstance(reading, Unclear):
        return f"? {reading.why}"
    seconds = ":%S" if reading.at.second else ""
    return f"{reading.at:%a %d %b %Y %H:%M{seconds}} {reading.rule}".strip()


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(("phrase", "means"), READ, ids=[phrase for phrase, _ in READ])
def test_what_people_say_is_read(phrase: str, means: str) -> None:
    assert shown(read(phrase, NOW)) == means
    assert shown(read(phrase.upper(), NOW)) == means


@pytest.mark.parametrize(("phrase", "means"), ASKED, ids=[phrase for phrase, _ in ASKED])
def test_what_cannot_be_read_is_asked_about(phrase: str, means: str) -> None:
    reading = read(phrase, NOW)
    assert isinstance(reading, Unclear)
    assert shown(reading) == means
    assert say(f"unclear.{reading.why}")


@pytest.mark.parametrize(
    ("now", "phrase", "means"),
    [
        # a bare hour is the next one in waking hours
        ("2026-11-26T18:00", "at five", "Fri 27 Nov 2026 17:00"),
        ("2026-11-26T06:00", "at seven", "Thu 26 Nov 2026 07:00"),
        ("2026-11-26T08:00", "at seven", "Thu 26 Nov 2026 19:00"),
        ("2026-11-26T23:30", "at eight", "Fri 27 Nov 2026 08:00"),
        ("2026-11-26T22:30", "at eleven", "Fri 27 Nov 2026 11:00"),
        ("2026-11-26T17:29:59", "half past five", "Thu 26 Nov 2026 17:30"),
        ("2026-11-26T05:00", "today at six", "Thu 26 Nov 2026 18:00"),
        ("2026-11-26T00:30", "tonight at eleven", "Thu 26 Nov 2026 23:00"),
        ("2026-11-26T21:30", "tonight", "? past"),
        ("2026-11-26T23:50", "in twenty minutes", "Fri 27 Nov 2026 00:10"),
        # ends of months and years, leap days
        ("2026-12-31T20:00", "tomorrow at nine", "Fri 01 Jan 2027 09:00"),
        ("2026-12-31T23:59:30", "in a minute", "Fri 01 Jan 2027 00:00:30"),
        ("2026-12-31T12:00", "the first", "Fri 01 Jan 2027 09:00"),
        ("2026-12-31T12:00", "december 31st", "? what_time"),
        ("2026-12-31T12:00", "december 31st at five", "Thu 31 Dec 2026 17:00"),
        ("2027-01-31T12:00", "in a month", "Sun 28 Feb 2027 12:00"),
        ("2028-02-28T12:00", "tomorrow", "Tue 29 Feb 2028 09:00"),
        ("2028-02-29T12:00", "in a year", "Wed 28 Feb 2029 12:00"),
        ("2026-01-30T12:00", "the thirtieth at eleven in the morning", "? past"),
        ("2026-02-01T12:00", "the thirtieth", "Mon 30 Mar 2026 09:00"),
        # weeks
        ("2026-11-29T12:00", "next monday", "Mon 30 Nov 2026 09:00"),
        ("2026-11-27T12:00", "next friday", "Fri 04 Dec 2026 09:00"),
        ("2026-11-27T12:00", "on friday", "Fri 04 Dec 2026 09:00"),
        ("2026-11-27T12:00", "friday week", "Fri 04 Dec 2026 09:00"),
        # clocks that jump: 29 March 2026 lacks 1:00-2:00, 25 October 2026 has it twice
        ("2026-03-28T12:00", "tomorrow at half past one at night", "Mon 30 Mar 2026 01:30"),
        ("2026-03-28T12:00", "tomorrow at 1:30 am", "Sun 29 Mar 2026 02:30"),
        ("2026-03-28T23:00", "in four hours", "Sun 29 Mar 2026 04:00"),
        ("2026-03-28T12:00", "in a day", "Sun 29 Mar 2026 12:00"),
        ("2026-10-24T23:00", "in four hours", "Sun 25 Oct 2026 02:00"),
        ("2026-10-24T12:00", "tomorrow at 1:30 am", "Sun 25 Oct 2026 01:30"),
    ],
)
def test_what_is_said_depends_on_when_it_is_said(now: str, phrase: str, means: str) -> None:
    assert shown(read(phrase, at(now))) == means


@pytest.mark.parametrize(
    ("now", "phrase", "means"),
    [
        ("2026-11-26T22:00", "at six", "Fri 27 Nov 2026 06:00"),
        ("2026-11-26T14:00", "at five", "Thu 26 Nov 2026 17:00"),
        ("2026-11-26T14:00", "tomorrow at six", "Fri 27 Nov 2026 06:00"),
        ("2026-11-26T20:00", "at nine", "Fri 27 Nov 2026 09:00"),
        ("2026-11-26T20:00", "every day at six", "Fri 27 Nov 2026 06:00 FREQ=DAILY"),
        ("2026-11-26T20:00", "at nine tonight", "Thu 26 Nov 2026 21:00"),
    ],
)
def test_waking_prefers_mornings(now: str, phrase: str, means: str) -> None:
    assert shown(read(phrase, at(now), wake=True)) == means


@pytest.mark.parametrize(
    ("phrase", "means"),
    [
        ("to six", "Fri 27 Nov 2026 18:00"),
        ("six", "Fri 27 Nov 2026 18:00"),
        ("five in the morning", "Fri 27 Nov 2026 05:00"),
        ("to nine", "Fri 27 Nov 2026 21:00"),
        ("to saturday", "Sat 28 Nov 2026 17:30"),
        ("to today", "Thu 26 Nov 2026 17:30"),
        ("to the evening", "? when"),
        ("in the evening", "Fri 27 Nov 2026 19:00"),
        ("next week", "? which_day"),
        ("an hour later", "Fri 27 Nov 2026 18:30"),
        ("back by half an hour", "Fri 27 Nov 2026 18:00"),
        ("two hours earlier", "Fri 27 Nov 2026 15:30"),
        ("two days earlier", "? past"),
        ("a week later", "Fri 04 Dec 2026 17:30"),
        ("in ten minutes", "Thu 26 Nov 2026 14:10"),
    ],
)
def test_moving_keeps_what_is_not_said(phrase: str, means: str) -> None:
    assert shown(read(phrase, NOW, base=at("2026-11-27T17:30"))) == means


def test_a_shift_needs_something_to_shift() -> None:
    assert read("an hour later", NOW) == Unclear("when")


def test_moving_to_an_hour_that_has_gone_by_takes_the_next_one() -> None:
    assert shown(read("to one", NOW, base=at("2026-11-26T17:30"))) == "Fri 27 Nov 2026 13:00"


def test_lengths_are_steady_and_clocks_are_not() -> None:
    lengths, clocks = read("in ten hours", NOW), read("tomorrow at nine", NOW)
    assert isinstance(lengths, Moment) and lengths.steady
    assert isinstance(clocks, Moment) and not clocks.steady


def test_the_second_of_two_equal_hours_is_taken_when_the_first_is_over() -> None:
    first = datetime(2026, 10, 25, 1, 45, tzinfo=LONDON)
    reading = read("at 1:30 am", first)
    assert isinstance(reading, Moment)
    assert reading.at.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_yearly_fixed_offset_zone_works_too() -> None:
    reading = read("tomorrow at five", datetime(2026, 11, 26, 14, 0, tzinfo=UTC))
    assert isinstance(reading, Moment)
    assert reading.at == datetime(2026, 11, 27, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("today", 26),
        ("tomorrow", 27),
        ("on saturday", 28),
        ("tomorrow evening", 27),
        ("tonight", 26),
        ("at five", None),
        ("february 30th", None),
        ("my mind", None),
    ],
)
def test_a_day_can_be_named_alone(phrase: str, day: int | None) -> None:
    named = named_day(phrase, NOW)
    assert (named.day if named else None) == day
