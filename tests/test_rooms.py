"""Who may import whom, as data; and the three things that only one room may do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "os1"
HALLWAY = {"types", "errors", "config", "clock", "events", "hooks"}
ROOMS: dict[str, set[str]] = {
    "models": HALLWAY,
    "permits": HALLWAY,
    "memory": HALLWAY | {"models"},
    "voice": HALLWAY | {"models"},
    "apps": HALLWAY,
    "mind": HALLWAY | {"models", "memory"},
    "turn": HALLWAY | {"mind", "memory", "permits"},
    "cluster": HALLWAY | {"models", "memory"},
    "home": HALLWAY | {"models", "permits", "memory", "voice", "mind", "turn", "cluster"},
    "server": HALLWAY | {"home"},
    "cli": HALLWAY | {"home", "server"},
    "testing": HALLWAY | {"models", "permits", "memory", "voice", "mind", "turn", "home", "server", "apps"},
}
FILES = sorted(SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names of every os1 module that the file imports, at the top or inside."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, "imports are absolute"
            if node.module == "os1":
                yield from (f"os1.{alias.name}" for alias in node.names)
            else:
                yield node.module


def attributes(tree: ast.AST) -> Iterator[str]:
    """Every `a.b` in the file, as written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_each_file_imports_only_the_rooms_it_may(path: Path) -> None:
    room = room_of(path)
    allowed = HALLWAY if room in HALLWAY or room == "__init__" else ROOMS[room] | {room}
    for name in imported(ast.parse(path.read_text())):
        if not name.startswith("os1.") or name == "os1.__version__":
            continue
        target = name.split(".")[1]
        assert target in allowed, f"{path.relative_to(SOURCE)} imports {name}"
        if room == "apps" and target == "apps":
            own = ".".join(("os1", *path.relative_to(SOURCE).parts[:2]))
            assert name.startswith(own), f"{path.relative_to(SOURCE)} imports another app: {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_environment_time_and_voice_loop_have_one_owner(path: Path) -> None:
    tree = ast.parse(path.read_text())
    name = str(path.relative_to(SOURCE))
    used = set(attributes(tree))
    if name != "config.py":
        assert not used & {"os.environ", "os.getenv"}, f"{name} reads the environment; os1.config does that"
    if name not in ("clock.py", "testing/clock.py"):
        forbidden = {
            "time.time",
            "time.monotonic",
            "time.sleep",
            "datetime.now",
            "datetime.utcnow",
            "date.today",
        }
        assert not used & forbidden, f"{name} reads the time; os1.clock does that"
    if room_of(path) not in ("voice", "testing"):
        modules = {module.split(".")[0] for module in imported(tree)}
        assert "pipecat" not in modules, f"{name} imports pipecat; only os1.voice does"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_tools_are_run_by_permits_alone(path: Path) -> None:
    if room_of(path) == "permits":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "run":
            owner = ast.unparse(node.func.value)
            assert "tool" not in owner.lower(), (
                f"{path.relative_to(SOURCE)} runs {owner}; os1.permits does that"
            )
