"""`os1 self`: the OS's own account of itself."""

from __future__ import annotations

import json

import typer

from os1.cli.options import HomeOption, JsonOption, run, settings


def self_(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Who it is: name, birthday, age, character, feelings and why, brain, limits."""
    from os1.home.selfhood import describe

    report = run(describe(settings(home)))
    typer.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else report.text())
