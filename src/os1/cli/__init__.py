"""The command line: thin commands over the same functions as the server. `os1 --help` lists them."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback


def main() -> None:
    """Run `os1`: one clear sentence and a non-zero exit where something cannot be done."""
    _open_streams()
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_output()
        code = 1
    except OSError as error:
        _leave_output()
        what = f"{error.filename} cannot be used" if error.filename else "The output cannot be written"
        code = _say(f"{what} ({error.strerror or error}); mend that and try again.", 1)
    sys.exit(code)


def _run() -> int:
    import typer

    from os1.errors import OS1Error

    try:
        from os1.cli.app import app

        return int(app(prog_name="os1", standalone_mode=False) or 0)
    except OS1Error as error:
        return _say(str(error), error.exit_code)
    except typer.TyperException as error:
        message = error.format_message()
        if message.startswith("Usage:"):  # a group without a command: this is its help
            print(message, file=sys.stderr)
            return error.exit_code
        return _say(f"{message.rstrip('.')}. See `os1 --help`.", error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _say("Stopped.", 130)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence, and where to look
        place = traceback.extract_tb(error.__traceback__)[-1]
        return _say(
            f"Something failed that never should ({type(error).__name__}: {error}, at {place.filename}:"
            f"{place.lineno}); please report it.",
            1,
        )


def _say(sentence: str, code: int) -> int:
    with contextlib.suppress(OSError):  # nobody is left to tell
        print(f"os1: {sentence}", file=sys.stderr)
    return code


def _open_streams() -> None:
    """A service manager may start us with some of the three standard streams closed."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w" if number else "r", encoding="utf-8"))  # noqa: SIM115 - until the end


def _leave_output() -> None:
    """Whoever read the output went away, or its disk is full; Python must not try again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
