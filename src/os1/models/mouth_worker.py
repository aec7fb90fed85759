"""The inside of the mouth's process: Kokoro-82M on the CPU.

A request is {"text", "voice", "speed"}; the answer's payload is 24 kHz mono float32, empty where the text has
no words.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np

from os1.models import frames, mouth_sound, mouth_voices
from os1.models.engines import Samples
from os1.models.kokoro_engine import Inputs, open_engine
from os1.models.speech import Speech
from os1.models.speech.alphabet import PAD, PAUSES, VOCABULARY
from os1.models.speech.lexicon import Accent
from os1.models.worker import Handle

_WARM_UP = ("Hi.", "That is a lovely name.")
"""Lengths that replies begin with: the engine prepares itself for each the first time."""
_TRIAL = "həlˈO, ˌIm hˈɪɹ."
"""The sounds that engines are compared with."""


class Kokoro:
    """The model with its voices and its words, all in this process."""

    def __init__(self, model: Path, voices: Path, dictionaries: Path, threads: int) -> None:
        self._voices = voices
        self._known = mouth_voices.names(voices)
        self._dictionaries = dictionaries
        self._speech = functools.cache(self._load_speech)
        self._styles = functools.lru_cache(maxsize=8)(self._load_styles)
        self._engine = open_engine(model, threads, self._inputs(_TRIAL, self._styles("")[0], 1.0))

    def warm(self) -> None:
        """Speak, so that the first sentence heard does not pay for it."""
        self._speech("us").warm()
        for text in _WARM_UP:
            self.speak(text, "", 1.0)

    def speak(self, text: str, voice: str, speed: float) -> Samples:
        styles, accent = self._styles(voice)
        parts = [self._phrase(sounds, styles, speed) for sounds in self._speech(accent).pieces(text)]
        return np.concatenate([np.zeros(0, np.float32), *parts])

    def _phrase(self, sounds: str, styles: Samples, speed: float) -> Samples:
        audio = self._engine(self._inputs(sounds, styles, speed))
        last = next((mark for mark in reversed(sounds) if mark in PAUSES or mark.isalpha()), "")
        return mouth_sound.shaped(audio, last, speed)

    @staticmethod
    def _inputs(sounds: str, styles: Samples, speed: float) -> Inputs:
        tokens = [VOCABULARY[sound] for sound in sounds]
        return {
            "tokens": np.array([[PAD, *tokens, PAD]], np.int64),
            "style": styles[len(tokens) - 1][None],
            "speed": np.array([speed], np.float32),
        }

    def _load_speech(self, accent: Accent) -> Speech:
        return Speech(self._dictionaries, accent)

    def _load_styles(self, voice: str) -> tuple[Samples, Accent]:
        shares = mouth_voices.parse(voice, self._known)
        return mouth_voices.styles(self._voices, shares), mouth_voices.accent(shares)


def make(setup: dict[str, Any]) -> Handle:
    """The engine for `os1.models.worker`: `setup` has "model", "voices", "dictionaries" and "threads"."""
    kokoro = Kokoro(
        Path(setup["model"]), Path(setup["voices"]), Path(setup["dictionaries"]), int(setup["threads"])
    )
    kokoro.warm()

    def handle(header: frames.Header, payload: bytes) -> tuple[frames.Header, bytes]:
        sound = kokoro.speak(header["text"], header["voice"], header["speed"])
        return {"rate": mouth_sound.RATE}, sound.tobytes()

    return handle
