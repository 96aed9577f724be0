"""What the directory declines, each a type of its own with a stable code."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.directory.timeline import Timeline
from services.kernel.refusals import Refusal


class AlreadyThere(Refusal):
    """The id, or a person in service, is there already, and what was asked differs from what is known."""

    code = "directory.already-there"


class NotInService(Refusal):
    code = "directory.not-in-service"


class NumberTaken(Refusal):
    """Attendance machines know people by number, so none is ever given twice."""

    code = "directory.number-taken"


class LaterChangeKnown(Refusal):
    """A change may be recorded late, but not before another one that is already known."""

    code = "directory.later-change-known"


class NotOpen(Refusal):
    """The department, post or body does not exist on that day."""

    code = "directory.not-open"


class PostOccupied(Refusal):
    code = "directory.post-occupied"


class NotHolder(Refusal):
    code = "directory.not-holder"


class DelegationRefused(Refusal):
    code = "directory.delegation-refused"


class StillInUse(Refusal):
    """People or posts still belong to what is to be closed."""

    code = "directory.still-in-use"


class NoSuchRole(Refusal):
    code = "directory.no-such-role"
    kind = "invalid"


class NotMember(Refusal):
    code = "directory.not-member"


def refuse_before_last(timeline: Timeline[Any], day: date) -> None:
    """History is told forwards: whoever finds an earlier mistake records the correcting change on or after the last."""
    last = timeline.last_change
    if last is not None and day < last:
        raise LaterChangeKnown(
            f"已登记了{last}生效的变动,新的变动不能早于该日。",
            f"A change effective {last} is already recorded; a new one cannot take effect before it.",
            day=str(day),
            known=str(last),
        )
