"""One meeting of the branch, from called to its minutes: who asked leave, who came (A2, B3, B5.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from uuid import UUID

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Forbidden, Invalid, Refusal
from services.party.meetings import events as e

CITES = ("A2", "B3")


class PartyMeetingStatus(Status):
    CALLED = "called", "已通知", "called"
    HELD = "held", "已召开", "held"
    RECORDED = "recorded", "已存记录", "minutes filed"
    CANCELLED = "cancelled", "已取消", "cancelled"


KEPT = (PartyMeetingStatus.HELD, PartyMeetingStatus.RECORDED)
BECOMES: Becomes = {
    e.PartyMeetingCalled: PartyMeetingStatus.CALLED,
    e.PartyMeetingCancelled: PartyMeetingStatus.CANCELLED,
    e.PartyMeetingHeld: PartyMeetingStatus.HELD,
    e.PartyMinutesFiled: PartyMeetingStatus.RECORDED,
}


class Attended(Word):
    """What is entered of somebody once the meeting was held."""

    PRESENT = "present", "出席", "present"
    ON_LEAVE = "on-leave", "请假", "on leave"
    ABSENT = "absent", "无故缺席", "absent without leave"


class SeatState(Word):
    EXPECTED = "expected", "待到会", "expected"
    ASKED = "asked", "申请请假", "asks for leave"
    GRANTED = "granted", "准假", "leave granted"
    REFUSED = "refused", "不准假", "leave refused"
    PRESENT = "present", Attended.PRESENT.zh, Attended.PRESENT.en
    ON_LEAVE = "on-leave", Attended.ON_LEAVE.zh, Attended.ON_LEAVE.en
    ABSENT = "absent", Attended.ABSENT.zh, Attended.ABSENT.en


class NotOfThisMeeting(Refusal):
    """Somebody who does not belong to a meeting of this kind on that day."""

    code = "party.not-of-this-meeting"
    kind = "invalid"
    next = ("请核对该次会议的应到人员名单。", "Check who belongs to this meeting.")


class LeaveNotAsked(Refusal):
    """They have asked for none, or it was decided."""

    code = "party.meeting-leave-not-asked"
    next = ("请打开该会议，核对请假情况。", "Open the meeting and look who asked for leave.")


class OwnMeetingLeave(Forbidden):
    """Who may decide leave decides nobody's own."""

    code = "party.own-meeting-leave"
    next = ("请由其他有权批准的人员决定。", "Leave it to somebody else who may decide it.")


class AttendanceStands(Refusal):
    """That is how it stands already."""

    code = "party.meeting-attendance-unchanged"
    next = ("无需更正。", "Nothing needs to be corrected.")


class PartyMeeting(Aggregate):
    CALLED = "支部会议", "meeting of the branch"
    CITES = CITES
    CARRIES = ("kind", "group", "on", "members", "number")
    BECOMES = BECOMES
    kind = ""
    group = ""
    on: date
    members: tuple[str, ...] = ()
    number = ""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.seats: dict[str, SeatState] = {}

    def call(
        self, act: Act, *, kind: str, group: str, title: str, on: date, start: time, place: str, members: Sequence[str]
    ) -> None:
        if on < act.day:
            raise Invalid(
                "会期不能早于今天。",
                "A meeting is called for today or later.",
                fields=[{"field": "on", "value": on.isoformat()}],
            )
        if not members:
            raise Invalid(
                "该类会议当日没有应到人员。",
                "Nobody belongs to a meeting of this kind on that day.",
                fields=[{"field": "group" if group else "kind"}],
            )
        self.trigger(
            e.PartyMeetingCalled,
            act,
            kind=kind,
            group=group,
            title=title,
            on=on,
            start=start,
            place=place,
            members=tuple(members),
        )

    # -- leave --------------------------------------------------------------------------------------------------------

    def ask_leave(self, act: Act, *, reason: str) -> None:
        """Once, before it is held; again after a refusal."""
        if self.seats.get(act.actor) not in (SeatState.EXPECTED, SeatState.REFUSED):
            raise LeaveNotAsked("您已请假。", "You have asked for leave already.", cites=CITES)
        self.trigger(e.MeetingLeaveAsked, act, person=act.actor, reason=reason)

    def grant_leave(self, act: Act, *, person: str) -> None:
        self._check_asked(act, person)
        self.trigger(e.MeetingLeaveGranted, act, person=person)

    def refuse_leave(self, act: Act, *, person: str, reason: str) -> None:
        self._check_asked(act, person)
        self.trigger(e.MeetingLeaveRefused, act, person=person, reason=reason)

    def _check_asked(self, act: Act, person: str) -> None:
        if self.seats.get(person) != SeatState.ASKED:
            raise LeaveNotAsked(
                "该人员没有待批准的请假。", "They have no leave that waits for a decision.", cites=CITES
            )
        if act.actor == person:
            raise OwnMeetingLeave("不能批准本人的请假。", "Nobody decides their own leave.", cites=CITES)

    # -- held ---------------------------------------------------------------------------------------------------------

    def hold(
        self,
        act: Act,
        *,
        number: str,
        presided_by: str,
        lecturer: str,
        present: Sequence[str],
        members: Mapping[str, str],
    ) -> None:
        """`members` are those of the day itself, by department. Who neither came nor had leave was absent."""
        if act.day < self.on:
            raise Invalid("会期未到。", "The day of the meeting has not come.", fields=[{"field": "present"}])
        if strangers := {*present, presided_by} - set(members):
            raise NotOfThisMeeting(
                "有人不在应到人员之列。",
                "Somebody does not belong to this meeting.",
                cites=CITES,
                people=sorted(strangers),
            )
        if presided_by not in present:
            raise Invalid("主持人应当到会。", "Who presides is present.", fields=[{"field": "present"}])
        away = [person for person in members if person not in present]
        on_leave = tuple(person for person in away if self.seats.get(person) == SeatState.GRANTED)
        self.trigger(
            e.PartyMeetingHeld,
            act,
            number=number,
            presided_by=presided_by,
            lecturer=lecturer,
            members=tuple(members),
            present=tuple(person for person in members if person in present),
            on_leave=on_leave,
            absent=tuple(e.Absent(person=one, department=members[one]) for one in away if one not in on_leave),
        )

    def correct(self, act: Act, *, person: str, department: str, state: Attended, reason: str) -> None:
        if person not in self.seats:
            raise NotOfThisMeeting(
                "该人员不在应到人员之列。", "They do not belong to this meeting.", cites=CITES, people=[person]
            )
        was = self.seats[person]
        if was.value == state.value:
            raise AttendanceStands("出席情况没有变化。", "That is how it stands already.", cites=CITES)
        self.trigger(
            e.PartyAttendanceCorrected,
            act,
            person=person,
            department=department,
            was=was.value,
            state=state.value,
            reason=reason,
        )

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(e.PartyMeetingCalled)
    def _called(self, event: e.PartyMeetingCalled) -> None:
        self.seats = dict.fromkeys(event.members, SeatState.EXPECTED)

    @applies(e.MeetingLeaveAsked)
    def _asked(self, event: e.MeetingLeaveAsked) -> None:
        self.seats[event.person] = SeatState.ASKED

    @applies(e.MeetingLeaveGranted)
    def _granted(self, event: e.MeetingLeaveGranted) -> None:
        self.seats[event.person] = SeatState.GRANTED

    @applies(e.MeetingLeaveRefused)
    def _refused(self, event: e.MeetingLeaveRefused) -> None:
        self.seats[event.person] = SeatState.REFUSED

    @applies(e.PartyMeetingHeld)
    def _held(self, event: e.PartyMeetingHeld) -> None:
        self.number, self.members = event.number, event.members
        self.seats = dict.fromkeys(event.present, SeatState.PRESENT)
        self.seats |= dict.fromkeys(event.on_leave, SeatState.ON_LEAVE)
        self.seats |= dict.fromkeys((one.person for one in event.absent), SeatState.ABSENT)

    @applies(e.PartyAttendanceCorrected)
    def _corrected(self, event: e.PartyAttendanceCorrected) -> None:
        self.seats[event.person] = SeatState(event.state)
