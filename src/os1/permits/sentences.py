"""What permits says: the recitation of an act, the question after it, and how an act came out."""

from __future__ import annotations

import logging

from os1.errors import OS1Error
from os1.types import Call, Effect, Tool

DECLINED = "All right, I won't."
STOPPED = "I've stopped."
UNSURE = "I stopped in the middle of that, so I can't be sure how far it got."
NOTHING_ASKED = "I wasn't waiting for a yes or a no. Tell me what you'd like me to do."
TOO_EARLY = "You said that before I had asked. Say it again if you mean it."
TOO_OLD = "That question is too old to count. Ask me again and I will."
NOTHING_TO_UNDO = "There's nothing for me to take back."
NOT_UNDOABLE = "That one I can't take back."
UNDO_SENDS = "Taking that back would mean sending something. Ask me for that in so many words."
_LONGEST_VALUE = 120
_log = logging.getLogger(__name__)


def recitation(tool: Tool, call: Call) -> str:
    """The act in a sentence, with every argument that is not the person's own named as such."""
    return " ".join([describe(tool, call), *(_not_yours(call, name) for name in sorted(call.quoted))])


def question(tool: Tool, call: Call) -> str:
    """The recitation and the question that yes or no answers."""
    once = tool.effect is Effect.CHANGE and not call.quoted
    ask = "Shall I? After a yes I won't ask again for this kind of thing." if once else "Shall I?"
    return f"{recitation(tool, call)} {ask}"


def describe(tool: Tool, call: Call) -> str:
    """The act in a sentence: the tool's own, or else its duty and the arguments in full."""
    if tool.recite is not None:
        try:
            return tool.recite(call.args)
        except Exception:  # noqa: BLE001 - plug-in code; the full form below recites no less
            _log.exception("the tool %s cannot recite", tool.name)
    duty = tool.doc.strip().split("\n")[0].split(". ")[0].rstrip(".")
    values = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in call.args.items())
    return f"{duty}; {values.rstrip('.')}." if values else f"{duty}."


def apology(tool: Tool, call: Call, error: Exception) -> str:
    """What is said of a tool that raised; an OS1Error brings its own sentence."""
    if isinstance(error, OS1Error):
        return f"Sorry, that didn't work. {error}"
    return (
        f"Sorry, something went wrong in me while I tried this: {describe(tool, call)} Count it as not done."
    )


def cut_off(what: str) -> str:
    """What is said at the next start of an act that a crash interrupted."""
    return f"I was cut off in the middle of this: {what} I can't be sure it was done."


def _not_yours(call: Call, name: str) -> str:
    value = str(call.args[name])
    shown = f", {value}," if len(value) <= _LONGEST_VALUE else ""
    return f"The {name.replace('_', ' ')}{shown} comes from something I read, not from you."
