"""Settings: the only reader of the environment and of `settings.toml` in the home.

One dial, `size`, derives every engine (see `os1.models.catalogue`). Precedence: an argument, then the
environment (`OS1_*`), then the settings file, then the default. The file is written by `save`, never by hand
alone: a person may edit it, and unknown keys are refused with the list of known ones.
"""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import platformdirs

from os1.errors import SettingsError

Size = Literal["tiny", "small", "medium", "large"]
SIZES: tuple[Size, ...] = get_args(Size)
_SPOKEN = """
    af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id
    is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd
    si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh
"""
LANGUAGES = frozenset(_SPOKEN.split())
"""What Whisper's multilingual weights can hear."""
_FILE = "settings.toml"
_ENVIRONMENT = {
    "OS1_SIZE": "size",
    "OS1_LANGUAGE": "language",
    "OS1_OFFLINE": "offline",
    "OS1_MODELS": "models",
    "OS1_BRAIN_URL": "brain_url",
    "OS1_BRAIN_MODEL": "brain_model",
    "OS1_BRAIN_KEY": "brain_key",
    "OS1_THREADS": "threads",
    "OS1_KEYRING": "keyring",
    "OS1_WAKE": "wake",
    "OS1_WAKE_AFTER": "wake_after",
}


def default_home() -> Path:
    """`OS1_HOME`, or the platform's data folder for OS1."""
    named = os.environ.get("OS1_HOME")
    return Path(named) if named else platformdirs.user_data_path("os1", appauthor=False)


def default_models() -> Path:
    """The folder of weights shared by every home on this machine: `OS1_MODELS`, or the platform's cache."""
    named = os.environ.get("OS1_MODELS")
    return Path(named) if named else platformdirs.user_cache_path("os1", appauthor=False) / "models"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set. `home` is the person's folder; everything personal is inside it.

    `language` is what the person speaks, by its letters in `LANGUAGES`; the OS answers in English.
    `brain_url` plugs in any OpenAI-compatible endpoint instead of the bundled brain (`brain_model` names the
    model there, `brain_key` is its key). `offline` refuses every connection beyond loopback, fetching weights
    included. `threads` is the number of cores that engines may use together; 0 means all. `keyring` keeps the
    store's key in the system keyring where there is one ("auto"), or always in a 0600 file ("never"). With
    `wake`, `wake_after` seconds of quiet put the OS to sleep, and it answers by voice again when called by name.
    """

    home: Path
    models: Path
    size: Size = "tiny"
    language: str = "en"
    offline: bool = False
    brain_url: str = ""
    brain_model: str = ""
    brain_key: str = ""
    threads: int = 0
    port: int = 7413
    keyring: Literal["auto", "never"] = "auto"
    wake: bool = False
    wake_after: int = 120

    @property
    def store(self) -> Path:
        """The encrypted SQLite file that holds all that the person told."""
        return self.home / "os1.db"


def load(home: Path | None = None, **arguments: Any) -> Settings:
    """The settings of the OS that lives in `home`; `arguments` that are None count as not given.

    Raises:
        SettingsError: the file or a value in it cannot be used.
    """
    folder = (home or default_home()).expanduser().absolute()
    values: dict[str, Any] = {"models": default_models(), **_read_file(folder / _FILE)}
    values |= {
        name: os.environ[variable] for variable, name in _ENVIRONMENT.items() if os.environ.get(variable)
    }
    values |= {name: value for name, value in arguments.items() if value is not None}
    return _checked(folder, values)


def save(settings: Settings, **changes: Any) -> Settings:
    """Write `changes` into the settings file beside what it already says, atomically; give the new settings."""
    path = settings.home / _FILE
    kept = _read_file(path) | changes
    new = _checked(settings.home, {"models": settings.models, **kept})
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = [f"{name} = {_toml(value)}" for name, value in sorted(kept.items())]
    temporary = path.with_suffix(".new")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(path)
    return new


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except NotADirectoryError:
        raise SettingsError(
            f"{path.parent} is not a folder, so it cannot be a home; choose another with --home."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}); check it or choose another home with --home."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} is not valid TOML ({error}); mend that line or delete the file."
        ) from error


def _checked(home: Path, values: Mapping[str, Any]) -> Settings:
    fields = {field.name for field in dataclasses.fields(Settings)} - {"home"}
    if unknown := sorted(set(values) - fields):
        raise SettingsError(
            f"Unknown setting {unknown[0]!r} in {home / _FILE}; known ones are {', '.join(sorted(fields))}."
        )
    plain = dict(values)
    for name in ("models", "brain_url", "brain_model", "brain_key"):
        if name in plain and not isinstance(plain[name], str | Path):
            raise SettingsError(f"{name} is {plain[name]!r}; it must be a text in quotes.")
    plain["models"] = Path(plain["models"]).expanduser()
    for name in ("threads", "port", "wake_after"):
        if name in plain:
            plain[name] = _whole(name, plain[name])
    for name in ("offline", "wake"):
        plain[name] = _yes_or_no(name, plain.get(name, False))
    if plain.get("size", "tiny") not in SIZES:
        raise SettingsError(f"size is {plain['size']!r}; it can be {', '.join(SIZES)}.")
    if plain.get("language", "en") not in LANGUAGES:
        raise SettingsError(
            f"language is {plain['language']!r}; it must be one that I can hear, such as en, pl or de."
        )
    if plain.get("keyring", "auto") not in ("auto", "never"):
        raise SettingsError(f"keyring is {plain['keyring']!r}; it can be auto or never.")
    return Settings(home=home, **plain)


def _yes_or_no(name: str, value: object) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False}
    try:
        return known[str(value).lower()]
    except KeyError:
        raise SettingsError(f"{name} is {value!r}; it can be true or false.") from None


def _whole(name: str, value: object) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if not 0 <= number <= 65535:
        raise SettingsError(f"{name} is {value!r}; it must be a whole number from 0 to 65535.")
    return number


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def child_environment(**variables: str) -> dict[str, str]:
    """What an engine process inherits: this process's environment with `variables` set in it."""
    return {**os.environ, **variables}
