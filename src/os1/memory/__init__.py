"""What is kept and how it is found: an encrypted log, the shelves of the apps, recall, and true forgetting."""

from os1.memory.episodes import Episode
from os1.memory.facts import Fact
from os1.memory.memory import Memory, anything_kept, erase, open_memory
from os1.memory.people import Person
from os1.memory.promises import Promise

__all__ = ["Episode", "Fact", "Memory", "Person", "Promise", "anything_kept", "erase", "open_memory"]
