"""What must be said of every kind of meeting before the service starts: a kind that is half described serves nobody."""

from __future__ import annotations

from services.directory.circle import NOBODY
from services.documents.meetings.lists import parameter
from services.kernel.rules.regulations import Choices, RegulationError, Rules, UnknownParameter

FILE = "meetings.toml"
NEVER_EMPTY = ("convened_by", "presided_by", "proposed_by", "read_by")
LISTS = (*NEVER_EMPTY, "members_of", "agenda_of")
MEMBERS, NONE, MOTION = "members", "none", "motion"
"""How a kind decides: by the majority of its members, without a count, or by a motion carried in Party affairs."""


def check(rules: Rules) -> None:
    """Every list of every kind from the day on which there is the kind; `RegulationError` at the first fault."""
    for dated in rules.parameter("meetings.kinds").values:
        assert isinstance(dated.value, Choices)
        for kind in dated.value:
            for name in (*LISTS, "majority_of"):
                fault = _fault(rules, name, kind.id)
                if fault:
                    raise RegulationError(FILE, parameter(name, kind.id), fault)


def _fault(rules: Rules, name: str, kind: str) -> str:
    try:
        values = [dated.value for dated in rules.parameter(parameter(name, kind)).values]
    except UnknownParameter:
        return "is missing: every kind of meeting has one"
    if name == "majority_of":
        return (
            ""
            if all(value in (MEMBERS, NONE, MOTION) for value in values)
            else f"is none of {MEMBERS}, {NONE}, {MOTION}"
        )
    if not all(isinstance(value, tuple) for value in values):
        return "is no list of words"
    named = [value for value in values if isinstance(value, tuple)]
    if any(NOBODY in value and (len(value) > 1 or name in NEVER_EMPTY) for value in named):
        return f"cannot be {NOBODY}"
    return ""
