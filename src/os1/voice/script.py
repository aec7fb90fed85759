"""What the microphone of a scripted talk hears, mixed from recordings at exact moments of the audio clock.

A line plays a recording `at` a second of the audio clock, or `after` the start or the end of a reply. Lines
that follow each other with "reply_start" mean the same reply; "reply_end" means the end of the reply to the
line before, once nothing is left to answer. Where no reply comes, the line plays after a few quiet seconds.
A line with "echo" plays nothing: from then on the microphone hears the loudspeaker, later and quieter.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from os1.errors import SettingsError, reason
from os1.models.engines import EARS_RATE, Samples

PATIENCE = 3.0
"""Quiet seconds after which a reply is no longer expected; longer than any pause that a turn waits for."""
GAP = 0.5
"""Seconds from the end of a reply to the next recording of `--in`."""
LONGEST_ECHO = 1.0
"""Seconds from the loudspeaker to the microphone."""
_MOST = {"at": 24 * 3600, "delay": 24 * 3600, "gain_db": 100}
"""The largest numbers of a script, either way: seconds, seconds, decibels."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script; `delay` is counted from the moment that `after` names.

    With `echo` there is no `play`: `delay` are then the seconds from the loudspeaker to the microphone.
    """

    play: Path | None
    at: float | None = None
    after: Literal["reply_start", "reply_end"] | None = None
    delay: float = 0.0
    gain_db: float = 0.0
    loop: bool = False
    echo: bool = False


@dataclass(slots=True)
class _Playing:
    line: Line
    sound: Samples
    begin: int

    def mix(self, into: Samples, at: int) -> bool:
        """Add what falls into `into`, whose first sample is `at`; False once it is over."""
        offset = at - self.begin
        if self.line.loop and len(self.sound):
            where = (np.arange(len(into)) + offset) % len(self.sound)
            into += np.where(np.arange(len(into)) + offset >= 0, self.sound[where], 0)
            return True
        first = max(0, -offset)
        piece = self.sound[max(0, offset) : max(0, offset + len(into))]
        into[first : first + len(piece)] += piece
        return offset + len(into) < len(self.sound)


def recordings(paths: Sequence[Path]) -> list[Line]:
    """The script of `--in`: one recording after the other, each half a second after the reply to the last."""
    return [
        Line(path, at=0.0) if number == 0 else Line(path, after="reply_end", delay=GAP)
        for number, path in enumerate(paths)
    ]


def read_script(path: Path) -> list[Line]:
    """The lines of a script; file names in it are relative to its folder.

    Raises:
        SettingsError: the script or a line of it cannot be used.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The script {path} cannot be read ({reason(error)}); give a file of JSON lines."
        ) from error
    lines = [_line(path, number, row) for number, row in enumerate(text.splitlines(), 1) if row.strip()]
    if not any(line.play and not line.loop for line in lines):
        raise SettingsError(f"The script {path} plays nothing that ends; add a line without loop.")
    return lines


def _line(path: Path, number: int, row: str) -> Line:
    where = f"Line {number} of {path}"
    try:
        plain: dict[str, Any] = dict(json.loads(row))
        if plain.pop("echo", False):
            return _echo(where, plain)
        line = Line(
            play=path.parent / str(plain.pop("play")),
            at=None if "at" not in plain else float(plain.pop("at")),
            after=plain.pop("after", None),
            delay=float(plain.pop("delay", 0.0)),
            gain_db=float(plain.pop("gain_db", 0.0)),
            loop=bool(plain.pop("loop", False)),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise SettingsError(
            f'{where} is not an object with "play" and "at" or "after" ({_why(error)}); mend it.'
        ) from error
    _check(where, line, plain)
    if (line.at is None) == (line.after is None) or line.after not in (None, "reply_start", "reply_end"):
        raise SettingsError(f'{where} needs either "at" or "after": "reply_start" or "reply_end".')
    return line


def _echo(where: str, plain: dict[str, Any]) -> Line:
    delay, gain = float(plain.pop("delay", 0.1)), float(plain.pop("gain_db", -12.0))
    line = Line(None, delay=delay, gain_db=gain, echo=True)
    _check(where, line, plain)
    if not 0 <= delay <= LONGEST_ECHO:
        raise SettingsError(f"{where} has an echo after {delay} s; it can come after 0 to {LONGEST_ECHO} s.")
    return line


def _check(where: str, line: Line, left: Mapping[str, Any]) -> None:
    """The numbers of `line`, and that nothing is `left` of what it said."""
    for name, value in (("at", line.at or 0.0), ("delay", line.delay), ("gain_db", line.gain_db)):
        if not math.isfinite(value) or abs(value) > _MOST[name]:
            raise SettingsError(f"{where} has {name} {value}; it can be at most {_MOST[name]}.")
    if left:
        raise SettingsError(f"{where} has an unknown {next(iter(left))!r}; see `os1 talk --help`.")


def _why(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


class Room:
    """What the loudspeaker gave in the last second and a half, at 16 kHz."""

    def __init__(self) -> None:
        self._sound = np.zeros(int((LONGEST_ECHO + 0.5) * EARS_RATE), np.float32)
        self._received = 0
        self._stream: Any = None

    def sounded(self, sound: Samples, rate: int) -> None:
        import soxr

        if self._stream is None:
            self._stream = soxr.ResampleStream(rate, EARS_RATE, 1, dtype="float32", quality="LQ")
        heard = self._stream.resample_chunk(sound)
        self._sound = np.concatenate([self._sound[len(heard) :], heard])
        self._received += len(heard)

    def heard(self, at: int, count: int, delay: float) -> Samples:
        """The `count` samples from `at` on, `delay` seconds after they sounded.

        Counted from the beginning: the resampler gives its sound in uneven pieces.
        """
        begin = at - int(delay * EARS_RATE) - (self._received - len(self._sound))
        piece = self._sound[max(0, begin) : max(0, begin + count)]
        return np.concatenate([piece, np.zeros(count - len(piece), np.float32)])


class Mixer:
    """Mixes the microphone, 16 kHz mono. `sounds` are the recordings of those `lines` that play one, in order."""

    def __init__(self, lines: Sequence[Line], sounds: Sequence[Samples]) -> None:
        self._playing: list[_Playing] = []
        self._waiting: list[tuple[Line, Samples]] = []
        self._echoes = [line for line in lines if line.echo]
        self._room = Room()
        for line, sound in zip([line for line in lines if not line.echo], sounds, strict=True):
            louder = np.asarray(sound * 10 ** (line.gain_db / 20), np.float32)
            if line.at is not None:
                self._playing.append(_Playing(line, louder, int(line.at * EARS_RATE)))
            else:
                self._waiting.append((line, louder))
        self._replied: int | None = None
        """Where the last reply began since the last line that was not meant for it."""
        self._ended: int | None = None
        self._quiet_since = 0
        self._anchor = 0

    def reply_started(self, seconds: float) -> None:
        self._replied = int(seconds * EARS_RATE)

    def reply_ended(self, seconds: float) -> None:
        self._ended = int(seconds * EARS_RATE)

    def sounded(self, sound: Samples, rate: int) -> None:
        """The loudspeaker gave the next `sound`, at `rate`, before the same stretch of time is asked for."""
        if self._echoes:
            self._room.sounded(sound, rate)

    def next(self, at: int, count: int, idle: bool) -> Samples:
        """The `count` samples from `at` on; `idle` says that nothing heard so far awaits an answer."""
        if not idle or self._sounding():
            self._quiet_since = at
        while self._waiting and (begin := self._due(at, idle)) is not None:
            line, sound = self._waiting.pop(0)
            self._playing.append(_Playing(line, sound, max(begin, at)))
            self._anchor, self._quiet_since = at, at
        mixed = np.zeros(count, np.float32)
        self._playing = [playing for playing in self._playing if playing.mix(mixed, at)]
        for echo in self._echoes:
            mixed += self._room.heard(at, count, echo.delay) * np.float32(10 ** (echo.gain_db / 20))
        return np.clip(mixed, -1.0, 1.0)

    def over(self, at: int, idle: bool) -> bool:
        """Whether all has been played, and the reply to the last of it has ended (or none will come)."""
        if self._waiting or not idle or self._sounding():
            return False
        if self._ended is not None and self._ended >= self._anchor:
            return at >= self._ended + int(GAP * EARS_RATE)
        return at >= self._quiet_since + int(PATIENCE * EARS_RATE)

    def _due(self, at: int, idle: bool) -> int | None:
        """Where the first waiting line begins, once that is known."""
        line, _ = self._waiting[0]
        delay = int(line.delay * EARS_RATE)
        if line.after == "reply_start" and self._replied is not None:
            return self._replied + delay if at >= self._replied + delay else None
        if self._sounding() or not idle:
            return None
        if line.after == "reply_end" and self._ended is not None and self._ended >= self._anchor:
            if at < self._ended + delay:
                return None
            self._replied = None
            return self._ended + delay
        return at if at >= self._quiet_since + int(PATIENCE * EARS_RATE) + delay else None

    def _sounding(self) -> bool:
        return any(not playing.line.loop for playing in self._playing)
