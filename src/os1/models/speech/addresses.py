"""E-mail addresses, web addresses, file names, handles and hashtags, as they are dictated to somebody."""

from __future__ import annotations

import re

from os1.models.speech.words import among

_SPOKEN_DOMAINS = among("com org net edu gov info app dev blog shop")
_FILE_TYPES = (
    "pdf|txt|md|py|js|ts|json|csv|docx?|xlsx?|pptx?|jpe?g|png|gif|svg|mp[34]|wav|flac|ogg|zip|tar|gz|html?|css|"
    "xml|toml|ya?ml|exe|sh|ini|log|onnx|gguf|db"
)
_DOMAIN = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,18}"
_EMAIL = re.compile(rf"(?:mailto:)?\b([A-Za-z0-9][A-Za-z0-9._%+-]*)@({_DOMAIN})\b")
_LINK = re.compile(rf"\b(?:https?|ftp)://(?:www\.)?([^\s<>\"']+)|\bwww\.({_DOMAIN}(?:/[^\s<>\"']*)?)")
_BARE = re.compile(
    r"\b((?:[A-Za-z0-9-]+\.)+(?:com|org|net|edu|gov|io|ai|dev|app|info|co\.uk|de|fr|eu|uk|ca|us|tv))"
    r"(/[^\s<>\"']*)?(?![\w@]|\.\w)"
)
_FILE = re.compile(rf"\b([A-Za-z0-9_][\w-]*)\.({_FILE_TYPES})\b(?!\.\w)", re.I)
_PATH = re.compile(r"(?<![\w/])(?:~|\.{1,2})?(?:/[\w.~-]+){2,}/?")
_HASHTAG = re.compile(r"(?<!\w)#([A-Za-z]\w*)")
_HANDLE = re.compile(r"(?<!\w)@([A-Za-z]\w*)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_MARKS = {".": "dot", "-": "dash", "_": "underscore", "/": "slash", "+": "plus", "~": "tilde", "@": "at",
          ":": "colon", "#": "hash", "&": "and", "=": "equals", "%": "percent"}  # fmt: skip


def spoken_addresses(text: str) -> str:
    """`text` with every address in it as words."""
    text = _EMAIL.sub(lambda found: f"{_local(found[1])} at {_domain(found[2])}", text)
    text = _LINK.sub(lambda found: _link(found[1] or found[2]), text)
    text = _BARE.sub(lambda found: _link(found[0]), text)
    text = _PATH.sub(lambda found: _said(found[0]), text)
    text = _FILE.sub(lambda found: f"{_said(found[1])} dot {found[2].upper()}", text)
    text = _HASHTAG.sub(lambda found: f"hashtag {_CAMEL.sub(' ', found[1]).replace('_', ' ')}", text)
    return _HANDLE.sub(lambda found: f"at {_CAMEL.sub(' ', found[1]).replace('_', ' ')}", text)


def _said(text: str) -> str:
    words = "".join(f" {_MARKS[mark]} " if mark in _MARKS else mark for mark in text)
    return " ".join(_CAMEL.sub(" ", words).split())


def _local(name: str) -> str:
    return _said(name)


def _domain(name: str) -> str:
    *before, last = name.split(".")
    if last.lower() not in _SPOKEN_DOMAINS:
        last = last.upper() if len(last) < 4 else last
    return " dot ".join([*(_said(part) for part in before), last])


def _link(address: str) -> str:
    """The host and the first two steps of the path; nobody dictates the rest."""
    bare = address.rstrip(".,;:!?)")
    tail = address[len(bare) :]
    host, _, path = re.split(r"[?#]", bare)[0].partition("/")
    steps = [step for step in path.split("/") if step][:2]
    host, _, port = host.partition(":")
    said = [_domain(host) if re.search(r"[A-Za-z]", host) else host]
    said += [f"port {port}"] if port else []
    said += [f"slash {_said(step)}" for step in steps]
    return " ".join(said) + tail
