"""Whisper by CTranslate2: one sound in, one take out, at the length of encoder input that is asked for.

It knows nothing of silence, doubt or retries (see `os1.models.ears_worker`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from os1.errors import WeightsBroken, WeightsMissing
from os1.models.ears_doubt import Take
from os1.models.engines import EARS_RATE, Samples

FULL = 30.0
"""Seconds of sound that Whisper was trained on; shorter sound is padded to it."""
_FRAMES = 100
"""Feature frames a second."""
_TOKENS_PER_SECOND, _TOKENS_AT_LEAST = 8, 12
_LONGEST = 200
_TICK = 0.02
"""Seconds a timestamp token counts."""
_TAIL = 0.3
"""Seconds before the end of the sound in which no new phrase can begin and be heard."""
_SURE = 0.6
"""Probability of a language below which a multilingual model is told that it hears English."""


class Whisper:
    """A CTranslate2 Whisper in `folder` on `threads` CPU threads, for one who speaks `language` or English."""

    def __init__(self, folder: Path, threads: int, language: str = "en") -> None:
        if not (folder / "model.bin").is_file():
            raise WeightsMissing(f"There are no ears in {folder}; run `os1 models fetch`.")
        from faster_whisper import WhisperModel

        try:
            self._model: Any = WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
            )
        except (RuntimeError, ValueError) as error:
            raise WeightsBroken(
                f"The ears in {folder} cannot be read ({error}); run `os1 models verify`."
            ) from error
        self.multilingual = bool(self._model.model.is_multilingual)
        self._own = language
        self._tokenizers: dict[str, Any] = {}

    def listen(self, sound: Samples, *, padding: float, beams: int = 1) -> tuple[Take, str]:
        """One take of `sound` followed by `padding` seconds of nothing (at most 30 s in all), and its language.

        The model marks times as it writes; what it claims to hear after the end of the sound is dropped.
        """
        import ctranslate2

        features = self._features(sound, padding)
        encoded = self._model.model.encode(ctranslate2.StorageView.from_array(features[None]))
        language = self._language(encoded)
        tokenizer = self._tokenizer(language)
        seconds = len(sound) / EARS_RATE
        longest = min(int(seconds * _TOKENS_PER_SECOND) + _TOKENS_AT_LEAST, _LONGEST)
        prompt = list(tokenizer.sot_sequence)
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=beams,
            max_length=longest + len(prompt),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed(tokenizer),
            max_initial_timestamp_index=50,
        )[0]
        tokens = result.sequences_ids[0]
        text = tokenizer.decode(_within(tokens, tokenizer.timestamp_begin, seconds)).strip()
        # CTranslate2 leaves the end token out of the sequence but counts it in the score.
        logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)
        return Take(text, logprob, result.no_speech_prob, ended=len(tokens) < longest), language

    def _features(self, sound: Samples, padding: float) -> NDArray[np.float32]:
        """Log-mel frames, shape (mels, frames), with an even number of frames as the encoder halves them."""
        features = self._model.feature_extractor(sound, padding=160)[:, : int(FULL * _FRAMES)]
        frames = min(features.shape[1] + int(padding * _FRAMES), int(FULL * _FRAMES))
        padded = np.pad(features, ((0, 0), (0, frames + frames % 2 - features.shape[1])))
        return np.ascontiguousarray(padded, np.float32)

    def _language(self, encoded: Any) -> str:
        if not self.multilingual:
            return "en"
        return chosen_language(self._model.model.detect_language(encoded)[0], self._own)

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._model.hf_tokenizer, self.multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]

    def _suppressed(self, tokenizer: Any) -> list[int]:
        from faster_whisper.transcribe import get_suppressed_tokens

        return list(get_suppressed_tokens(tokenizer, [-1]))


def chosen_language(detected: Sequence[tuple[str, float]], own: str) -> str:
    """Which language to write in, where `own` is the person's: that or English, whichever of the `detected` ones
    (tokens such as "<|pl|>" with their probabilities, the likeliest first) is likelier.

    Who is said to speak English may use any language that is heard clearly.
    """
    probabilities = {token[2:-2]: probability for token, probability in detected}
    if own != "en":
        return max((own, "en"), key=lambda language: probabilities.get(language, 0.0))
    likeliest = next(iter(probabilities), "en")
    return likeliest if probabilities.get(likeliest, 0.0) >= _SURE else "en"


def _within(tokens: list[int], timestamps: int, seconds: float) -> list[int]:
    """The text tokens up to the first timestamp at the end of the sound; `timestamps` is the first such token."""
    kept: list[int] = []
    for token in tokens:
        if token < timestamps:
            kept.append(token)
        elif kept and (token - timestamps) * _TICK >= seconds - _TAIL:
            break
    return kept
