"""What is kept and how it is found: an encrypted log, the shelves of the apps, recall, and true forgetting."""

from os1.memory.memory import Memory, anything_kept, erase, open_memory

__all__ = ["Memory", "anything_kept", "erase", "open_memory"]
