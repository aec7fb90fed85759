"""Every error that OS1 raises for a person to read, in one tree.

OS1Error                what is wrong, where, and what to do, in one sentence
├── SettingsError       a setting or an argument cannot be used
├── ModelError          weights or engines
│   ├── WeightsMissing  no source has the weights, or they are not fetched yet
│   ├── WeightsBroken   the weights on disk are not what the catalogue pins
│   └── EngineDown      an engine's process died, hangs or cannot start
├── StoreError          the person's store
│   ├── WrongKey        the key does not open the store
│   ├── StoreBroken     the store is truncated or damaged
│   └── DiskFull        there is no room to write
├── SoundError          a recording or a sound device cannot be used
├── Refused             a permit was not given, or the caller may not ask for this
└── Busy                another OS1 already runs with this home, or the port is taken
"""


def reason(error: Exception) -> str:
    """Why `error` happened, in few words: without the numbers and the path that the system adds."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


class OS1Error(Exception):
    """The root: its text is one clear sentence for the person, with what to do. `exit_code` is the process's."""

    exit_code = 1


class SettingsError(OS1Error):
    """A setting, an option or an argument cannot be used."""

    exit_code = 2


class ModelError(OS1Error):
    """Something about weights or engines."""

    exit_code = 3


class WeightsMissing(ModelError):
    """No source has the weights, or they were never fetched."""


class WeightsBroken(ModelError):
    """Weights whose SHA-256 is not the catalogue's."""


class EngineDown(ModelError):
    """An engine's process died, did not start, or stopped answering."""


class StoreError(OS1Error):
    """Something about the person's store."""

    exit_code = 4


class WrongKey(StoreError):
    """The key at hand does not open the store."""


class StoreBroken(StoreError):
    """The store is truncated or damaged."""


class DiskFull(StoreError):
    """There is no room left to write."""


class SoundError(OS1Error):
    """A recording cannot be read, or a sound device cannot be opened."""

    exit_code = 5


class Refused(OS1Error):
    """A permit was not given, or the one who asks may not ask."""

    exit_code = 6


class Busy(OS1Error):
    """Another OS1 runs with the same home, or the port is taken."""

    exit_code = 7
