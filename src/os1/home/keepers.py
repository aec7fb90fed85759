"""Who keeps what on the shelves of the store, for forgetting: the rooms' own documents and the apps'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from os1.home import herald
from os1.hooks import App, installed_apps
from os1.mind import forgotten
from os1.mind.remembering import remembrance, unkept
from os1.permits import ledger
from os1.types import Keeper


def keepers(apps: Sequence[App] | None = None) -> Mapping[str, Keeper]:
    """Every owner's keeper by its name; `apps` are the installed ones where none are given."""
    at_hand = installed_apps() if apps is None else apps
    return {
        "mind": forgotten.KEEPER,
        unkept.SHELF: forgotten.POINTER,
        remembrance.CORRECTIONS: forgotten.POINTER,
        "permits": ledger.KEEPER,
        "home.nudges": herald.KEEPER,
        **{f"app.{app.name}": app.keeper for app in at_hand if app.keeper},
    }
