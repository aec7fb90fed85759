"""From whatever text arrives to plain Latin letters, digits and the few marks that mean something aloud.

Markdown and HTML tags go, their words stay; emoji and control characters go; quotes, dashes, dots and foreign
letters take one form each. It reads no numbers and no abbreviations.
"""

from __future__ import annotations

import re
import unicodedata

_FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_ONE_FORM = {
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "″": '"', "«": '"', "»": '"', "„": '"',
    "“": '"', "”": '"', "‐": "-", "‑": "-", "‒": "–", "―": "—", "−": "-", "﹣": "-", "…": "...", "·": " ",
    "•": " ", "\u2044": "/", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "¿": "", "¡": "", "™": "", "®": "",
    "©": "", "№": "No. ", "†": "", "‡": "", "¶": "", "⁰": "0",
}  # fmt: skip
_LETTERS = {
    "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L", "đ": "d",
    "Đ": "D", "ð": "th", "Ð": "Th", "þ": "th", "Þ": "Th", "ı": "i", "ŋ": "ng",
}  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "θ": "theta", "λ": "lambda",
    "μ": "mu", "µ": "mu", "π": "pi", "σ": "sigma", "φ": "phi", "ψ": "psi", "ω": "omega", "Δ": "delta",
    "Σ": "sigma", "Ω": "omega",
}  # fmt: skip
_POWERS = {"²": "^2", "³": "^3"}
_KEPT_SYMBOLS = frozenset("°+=<>|^~$£€¥₹¢×÷±≈≠≤≥→∞√‰§")
_DROPPED = ("So", "Sk", "Cs", "Co", "Cn", "Cf", "Mn", "Me", "Lm", "Sm", "Sc", "No", "Nl", "Po", "Mc")

_MARKDOWN = (
    (re.compile(r"```[^\n]*\n?|~~~[^\n]*\n?"), " "),
    (re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)"), r"\1"),
    (re.compile(r"!?\[([^\]\n]*)\]\[[^\]\n]*\]"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+|[^>\s@]+@[^>\s]+)>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<!--.*?-->", re.S), " "),
    (re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.M), ""),
    (re.compile(r"^[ \t]*\|?[ \t:|-]*-{3,}[ \t:|-]*$", re.M), ""),
    (re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$", re.M), r"\1"),
    (re.compile(r"^[ \t]*(?:>[ \t]?)+", re.M), ""),
    (re.compile(r"^[ \t]*[-*+•][ \t]+(?:\[[ xX]\][ \t]+)?", re.M), ""),
    (re.compile(r"^[ \t]*(\d{1,3})[.)][ \t]+", re.M), r"\1, "),
    (re.compile(r"(\*{1,3}|_{2,3}|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]*)`"), r"\1"),
    (re.compile(r"[ \t]*\|[ \t]*$|^[ \t]*\|[ \t]*", re.M), ""),
    (re.compile(r"[ \t]*\|[ \t]*"), ", "),
)
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&quot;": '"', "&#39;": "'"}


def clean(text: str) -> str:
    """`text` without markup, in plain letters; a line before another ends in a mark."""
    for entity, mark in _ENTITIES.items():
        text = text.replace(entity, mark)
    for pattern, replacement in _MARKDOWN:
        text = pattern.sub(replacement, text)
    lines = [line.strip() for line in plain(text).splitlines() if line.strip()]
    return " ".join([*map(_ended, lines[:-1]), *lines[-1:]])


def plain(text: str) -> str:
    """`text` in one form of each letter and mark; what cannot be said is a space."""
    text = re.sub("(?<=[0-9])(?=[" + "".join(_FRACTIONS) + "])", " ", text)
    tables = {**_FRACTIONS, **_ONE_FORM, **_LETTERS, **_POWERS}
    text = unicodedata.normalize("NFC", "".join(tables.get(mark, mark) for mark in text))
    return "".join(_letter(mark) for mark in text)


def _letter(mark: str) -> str:
    if mark.isascii():
        return mark if mark.isprintable() or mark == "\n" else " "
    if mark in _KEPT_SYMBOLS or mark in "–—":
        return mark
    if mark in _GREEK:
        return f" {_GREEK[mark]} " if mark != "µ" else "µ"
    simple = "".join(part for part in unicodedata.normalize("NFKD", mark) if part.isascii())
    if simple and unicodedata.category(mark)[0] in "LN":
        return simple
    if unicodedata.category(mark) in _DROPPED and unicodedata.combining(mark):
        return ""
    return simple if simple.strip() and simple.isascii() and not simple.isalnum() else " "


def _ended(line: str) -> str:
    return line if line[-1] in ".!?:;,—-–\"')" else f"{line}."
