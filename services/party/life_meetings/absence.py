"""Leave from one life meeting: asked beforehand, decided by the secretary of the branch (B6.3)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal
from services.party.life_meetings import events as e
from services.party.life_meetings.meeting import NAMESPACE

CITES = ("B6.3",)


class LeaveStatus(Status):
    ASKED = "asked", "待批准", "waiting for consent"
    GRANTED = "granted", "已批准", "granted"
    REFUSED = "refused", "未批准", "refused"


BECOMES: Becomes = {
    e.LifeMeetingLeaveAsked: LeaveStatus.ASKED,
    e.LifeMeetingLeaveGranted: LeaveStatus.GRANTED,
    e.LifeMeetingLeaveRefused: LeaveStatus.REFUSED,
}


class AskedAlready(Refusal):
    code = "party.life-meeting-leave-asked-already"
    next = ("请等待支部书记答复。", "Wait for the secretary's answer.")


class AskedTooLate(Refusal):
    """Leave is asked before the day of the meeting."""

    code = "party.life-meeting-leave-too-late"
    next = ("请直接向支部书记说明缺席原因。", "Explain the absence to the secretary in person.")


def absence_id(meeting: UUID, person: str, on: date) -> UUID:
    """A meeting that was moved is asked leave from anew."""
    return uuid5(NAMESPACE, f"{meeting.hex}/{person}/{on}")


class Absence(Aggregate):
    CALLED = "请假", "request for leave"
    CITES = CITES
    CARRIES = ("kind", "period", "person", "department", "meeting")
    BECOMES = BECOMES
    kind = ""
    period = ""
    person = ""
    department = ""
    meeting = ""

    def ask(self, act: Act, *, meeting: UUID, kind: str, period: str, department: str, on: date, reason: str) -> None:
        if self.exists:
            raise AskedAlready("您已就这次会议请假。", "You have asked leave from this meeting.", cites=CITES)
        if act.day >= on:
            raise AskedTooLate(
                f"会议于{on}召开，应提前请假。", f"The meeting is on {on}: leave is asked beforehand.", cites=CITES
            )
        self.trigger(
            e.LifeMeetingLeaveAsked, act, meeting=meeting.hex, kind=kind, period=period, person=act.actor,
            department=department, on=on, reason=reason,
        )  # fmt: skip
