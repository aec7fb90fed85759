"""OS1: a mind on a person's own computer that listens, remembers, speaks and keeps the day.

The story of one turn is in `os1.turn`; `os1.home` wires the rooms together.
"""

__version__ = "0.1.0"
