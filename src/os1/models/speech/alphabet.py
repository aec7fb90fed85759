"""The sounds that Kokoro knows: each phoneme or pause mark with the number of its row in the model.

Source: `config.json` of hexgrad/Kokoro-82M (Apache-2.0), as far as English uses it. Capital letters stand for
diphthongs (A as in day, I as in my, O as in go, Q as in British go, W as in now, Y as in boy), T for the tap
in "water". See also the tables in misaki's EN_PHONES document.
"""

from __future__ import annotations

_MARKS = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, '"': 11, "(": 12, ")": 13, "“": 14,
    "”": 15, " ": 16,
}  # fmt: skip
_SOUNDS = {
    "A": 24, "I": 25, "O": 31, "Q": 33, "T": 36, "W": 39, "Y": 41, "ᵊ": 42, "a": 43, "b": 44, "d": 46, "f": 48,
    "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "p": 58, "s": 61, "t": 62, "u": 63, "v": 64,
    "w": 65, "z": 68, "ɑ": 69, "ɐ": 70, "ɒ": 71, "æ": 72, "ɔ": 76, "ð": 81, "ʤ": 82, "ə": 83, "ɛ": 86, "ɜ": 87,
    "ɡ": 92, "ɪ": 102, "ŋ": 112, "θ": 119, "ɹ": 123, "ʃ": 131, "ʧ": 133, "ʊ": 135, "ʌ": 138, "ʒ": 147,
    "ˈ": 156, "ˌ": 157, "ː": 158, "ᵻ": 177,
}  # fmt: skip
VOCABULARY = _MARKS | _SOUNDS
PAD = 0
"""The token before the first and after the last sound."""
LONGEST = 510
"""Sounds and marks that the model takes at once."""

PRIMARY, SECONDARY = "ˈ", "ˌ"
STRESSES = frozenset(PRIMARY + SECONDARY)
VOWELS = frozenset("AIOQWYaiuæɑɒɔəɐɛɜɪʊʌᵻᵊ")
PAUSES = frozenset(";:,.!?—…")
PUNCTUATION = frozenset(_MARKS) - {" "}


def restressed(sounds: str, stress: float | None) -> str:
    """`sounds` of a word with more or less weight.

    `stress`: -2 none at all, -1 at most secondary, 0.5 at least secondary, 1 secondary becomes primary,
    2 primary, None as it is.
    """
    if stress is None:
        return sounds
    if stress < -1:
        return "".join(mark for mark in sounds if mark not in STRESSES)
    if stress <= 0 and (stress == -1 or PRIMARY in sounds):
        return sounds.replace(SECONDARY, "").replace(PRIMARY, SECONDARY)
    if STRESSES.isdisjoint(sounds):
        return _marked(sounds, PRIMARY if stress > 1 else SECONDARY)
    if stress >= 1 and PRIMARY not in sounds:
        return sounds.replace(SECONDARY, PRIMARY, 1)
    return sounds


def _marked(sounds: str, mark: str) -> str:
    """`sounds` with a stress mark before their first vowel, if there is one."""
    for place, sound in enumerate(sounds):
        if sound in VOWELS:
            return sounds[:place] + mark + sounds[place:]
    return sounds
