"""May this happen? Decide, ask, record, run the tool, undo."""

from os1.permits.permits import Permits

__all__ = ["Permits"]
