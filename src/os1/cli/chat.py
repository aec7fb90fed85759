"""`os1 chat`: talk by typing, with the OS that runs or with one that lives as long as the talk."""

from __future__ import annotations

from typing import Annotated

import typer

from os1.cli.options import HomeOption, JsonOption, run, settings
from os1.errors import Busy


def chat(
    once: Annotated[
        str | None, typer.Option("--once", metavar="TEXT", help="Say TEXT, print the answer, end.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Talk by typing; the answer streams. With --json, one object per reply."""
    from os1.cli.conversing import alone, visit
    from os1.home.lock import running

    chosen = settings(home)
    found = running(chosen.home)
    if found is None:
        run(alone(chosen, once, as_json))
    elif "socket" in found:
        run(visit(found["socket"], once, as_json))
    else:
        raise Busy(f"Another program already talks with the OS of {chosen.home}; end that talk first.")
