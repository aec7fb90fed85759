"""What text sounds like: written text to spoken words (`normalise`), words to Kokoro's sounds (`phonemes`).

All of it is this product's own code over dictionaries under Apache-2.0; no part is under the GPL.
"""

from os1.models.speech.normalise import normalise
from os1.models.speech.phonemes import Speech

__all__ = ["Speech", "normalise"]
