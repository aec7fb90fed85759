"""Meaning, feeling and words: what was heard becomes a meaning, and a meaning becomes a reply."""

from os1.mind.identity import Fact, Identity
from os1.mind.mind import Mind
from os1.mind.self_report import SelfReport

__all__ = ["Fact", "Identity", "Mind", "SelfReport"]
