"""One meeting from called to collected: its agenda, who came, what was discussed (A17, B2, B11.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time
from uuid import UUID

from services.documents.meetings import events as e
from services.documents.meetings.agenda import Agenda, Topic
from services.documents.meetings.holding import Holding
from services.documents.meetings.refusals import (
    AgendaNotSet,
    AttendanceUnchanged,
    MeetingNotOpen,
    MeetingNotYetHeld,
    NotCalledToTheMeeting,
    NotTheConvenor,
    RecordsIncomplete,
)
from services.documents.meetings.states import OFFICE, MeetingStatus, SeatState, TopicState
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.refusals import Invalid

HOSTS = ("A17",)
OPEN = (MeetingStatus.CALLED, MeetingStatus.HELD)
"""Materials may be asked for before and after, until the records are collected."""
BECOMES: Becomes = {
    e.MeetingCalled: MeetingStatus.CALLED,
    e.MeetingCancelled: MeetingStatus.CANCELLED,
    e.MeetingHeld: MeetingStatus.HELD,
    e.RecordsCollected: MeetingStatus.COLLECTED,
}


class Meeting(Aggregate):
    CALLED = "会议", "meeting"
    CITES = HOSTS
    CARRIES = ("department", "kind", "on", "start", "members", "invited", "recorder", "minutes_due")
    BECOMES = BECOMES
    WRONG_STATUS = MeetingNotOpen
    department = OFFICE
    kind = ""
    on: date
    start: time
    number = ""
    members: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    recorder = ""
    minutes_due: date | None
    outside = (0, 0)

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.agenda = Agenda()
        self.attendance: dict[str, str] = {}

    # -- calling ------------------------------------------------------------------------------------------------------

    def call(
        self,
        act: Act,
        *,
        kind: str,
        title: str,
        on: date,
        start: time,
        place: str,
        convenor: str,
        convenors: Collection[str],
        members: Sequence[str],
        invited: Sequence[str],
        recorder: str,
        minutes_due: date | None,
        cites: tuple[str, ...],
    ) -> None:
        """`convenors` may convene this kind; `cites` says who decided that."""
        self._not_past(act, on)
        if convenor not in convenors:
            raise NotTheConvenor(
                "该类会议不由此人召集，请写明规定的召集人。",
                "They do not convene meetings of this kind: name one who does.",
                cites=cites,
                convenors=sorted(convenors),
            )
        self.trigger(
            e.MeetingCalled,
            act,
            department=OFFICE,
            kind=kind,
            on=on,
            start=start,
            place=place,
            convenor=convenor,
            members=tuple(sorted(members)),
            invited=tuple(sorted(set(invited) - set(members))),
            recorder=recorder,
            minutes_due=minutes_due,
            title=title,
            cites=cites,
        )

    def move(
        self,
        act: Act,
        *,
        on: date,
        start: time,
        place: str,
        members: Sequence[str],
        minutes_due: date | None,
        reason: str,
    ) -> None:
        """By its own day at the latest; one that fell through is cancelled and called anew."""
        if act.day > self.on:
            raise MeetingNotOpen(
                "会期已过，不能改期；未召开的请取消后重新通知。",
                "Its day has passed: cancel it if it was not held, and call it anew.",
                cites=HOSTS,
                status=self.status.value,
            )
        self._not_past(act, on)
        self.trigger(
            e.MeetingMoved,
            act,
            was=self.on,
            on=on,
            start=start,
            place=place,
            members=tuple(sorted(members)),
            minutes_due=minutes_due,
            reason=reason,
        )

    def set_minutes_due(self, act: Act, *, minutes_due: date) -> None:
        """Does nothing where the day is set already."""
        if self.minutes_due is None:
            self.trigger(e.MinutesDueSet, act, minutes_due=minutes_due)

    def cancel(self, act: Act, *, reason: str) -> None:
        self.trigger(
            e.MeetingCancelled,
            act,
            reason=reason,
        )

    def invite(self, act: Act, *, people: Sequence[str], cites: tuple[str, ...]) -> None:
        new = set(people) - set(self.members) - set(self.invited)
        if not new:
            raise Invalid("所列人员均已在参会名单上。", "They are on the list already.", fields=[{"field": "people"}])
        self.trigger(e.PeopleInvited, act, people=tuple(sorted(new)), cites=cites)

    def name_recorder(self, act: Act, *, recorder: str, minutes_missed: bool) -> None:
        self.trigger(
            e.RecorderNamed,
            act,
            recorder=recorder,
            minutes_missed=minutes_missed,
        )

    # -- the agenda ---------------------------------------------------------------------------------------------------

    def propose(
        self, act: Act, *, department: str, secrecy: str, title: str, text: str, set_first: bool, cites: tuple[str, ...]
    ) -> int:
        """Returns the item's number. `set_first`: somebody has to put it on the agenda before it is discussed."""
        item = len(self.agenda.topics) + 1
        self.trigger(
            e.TopicProposed,
            act,
            person=act.actor,
            department=department,
            item=item,
            secrecy=secrecy,
            on_agenda=not set_first,
            title=title,
            text=text,
            cites=cites,
        )
        return item

    def set_agenda(self, act: Act, *, items: Sequence[int], cites: tuple[str, ...]) -> None:
        """May be set again until the meeting is held; what is left out is proposed as before (B2.4)."""
        for item in items:
            self.agenda.check(item, TopicState.PROPOSED, TopicState.ON_AGENDA, cites=cites)
        self.trigger(e.AgendaSet, act, items=tuple(dict.fromkeys(items)), cites=cites)

    def withdraw_topic(self, act: Act, *, item: int, reason: str) -> None:
        topic = self.agenda.check(item, TopicState.PROPOSED, TopicState.ON_AGENDA, cites=HOSTS)
        self.trigger(e.TopicWithdrawn, act, department=topic.department, item=item, reason=reason)

    def defer_topic(self, act: Act, *, item: int, reason: str, cites: tuple[str, ...]) -> None:
        topic = self.agenda.check(item, TopicState.PROPOSED, TopicState.ON_AGENDA, cites=cites)
        self.trigger(e.TopicDeferred, act, department=topic.department, item=item, reason=reason, cites=cites)

    # -- held ---------------------------------------------------------------------------------------------------------

    def hold(self, act: Act, *, number: str, holding: Holding, agenda_needed: tuple[str, ...]) -> None:
        """Entered on its day or later. `agenda_needed` cites who sets the agenda of this kind; empty if nobody does."""
        if act.day < self.on:
            raise MeetingNotYetHeld("会期未到。", "The day of the meeting has not come.", cites=HOSTS)
        if agenda_needed and not self.agenda.order:
            raise AgendaNotSet(
                "议程尚未确定，不能登记召开。", "Its agenda has not been set: that comes first.", cites=agenda_needed
            )
        invited = tuple(sorted(set(self.invited) - set(holding.members)))
        holding.check(invited)
        self.trigger(
            e.MeetingHeld,
            act,
            department=OFFICE,
            kind=self.kind,
            number=number,
            on=self.on,
            presided_by=holding.presided_by,
            members=tuple(sorted(holding.members)),
            invited=invited,
            present=tuple(sorted(set(holding.present))),
            on_leave=tuple(sorted(set(holding.on_leave))),
            outside_members=holding.outside_members,
            outside_present=holding.outside_present,
            items=self.agenda.order,
            cites=HOSTS,
        )

    def correct_attendance(self, act: Act, *, person: str, state: str, reason: str) -> None:
        if person not in self.attendance:
            raise NotCalledToTheMeeting(
                "该人员不在参会名单上。", "They are not on the list.", cites=HOSTS, people=[person]
            )
        if self.attendance[person] == state:
            raise AttendanceUnchanged("出席情况没有变化。", "That is how it stands already.", cites=HOSTS)
        self.trigger(
            e.AttendanceCorrected,
            act,
            person=person,
            was=self.attendance[person],
            state=state,
            reason=reason,
        )

    def collect(self, act: Act, *, missing: Sequence[str]) -> None:
        """`missing` names what is still out; nothing is filed before it is all there (B11.4)."""
        if missing:
            raise RecordsIncomplete(
                "会议记录和材料尚未收齐，收齐后再收存。",
                "Minutes or materials are still out: they are collected once all are there.",
                cites=("B11.4",),
                missing=list(missing),
            )
        self.trigger(e.RecordsCollected, act, number=self.number, cites=("A17", "B11.4"))

    # -- what others ask of it ----------------------------------------------------------------------------------------

    def check_held(self) -> None:
        self.expect((MeetingStatus.HELD,), zh="办理会后事项", en="what follows a meeting")

    def check_open(self) -> None:
        self.expect(OPEN, zh="收交材料", en="its materials")

    def discussed(self, item: int) -> Topic:
        """Only what was discussed is resolved on."""
        self.check_held()
        return self.agenda.check(item, TopicState.DISCUSSED, cites=HOSTS)

    @property
    def votes(self) -> tuple[int, int]:
        """How many members there are, and how many of them were there, those included who are not of the organ."""
        came = sum(self.attendance.get(person) == SeatState.PRESENT for person in self.members)
        return len(self.members) + self.outside[0], came + self.outside[1]

    def _not_past(self, act: Act, on: date) -> None:
        if on < act.day:
            raise Invalid(
                "会期不能早于今天。",
                "A meeting is called for today or later.",
                cites=HOSTS,
                fields=[{"field": "on", "value": on.isoformat()}],
            )

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(e.MeetingMoved)
    def _moved(self, event: e.MeetingMoved) -> None:
        self.on, self.start, self.members, self.minutes_due = event.on, event.start, event.members, event.minutes_due

    @applies(e.MinutesDueSet)
    def _minutes_due_set(self, event: e.MinutesDueSet) -> None:
        self.minutes_due = event.minutes_due

    @applies(e.PeopleInvited)
    def _invited(self, event: e.PeopleInvited) -> None:
        self.invited = (*self.invited, *event.people)

    @applies(e.RecorderNamed)
    def _recorder_named(self, event: e.RecorderNamed) -> None:
        self.recorder = event.recorder

    @applies(e.TopicProposed)
    def _proposed(self, event: e.TopicProposed) -> None:
        self.agenda.propose(event)

    @applies(e.AgendaSet)
    def _agenda_set(self, event: e.AgendaSet) -> None:
        self.agenda.put(event)

    @applies(e.TopicWithdrawn)
    def _withdrawn(self, event: e.TopicWithdrawn) -> None:
        self.agenda.take_off(event.item, TopicState.WITHDRAWN)

    @applies(e.TopicDeferred)
    def _deferred(self, event: e.TopicDeferred) -> None:
        self.agenda.take_off(event.item, TopicState.DEFERRED)

    @applies(e.MeetingHeld)
    def _held(self, event: e.MeetingHeld) -> None:
        self.number, self.members, self.invited = event.number, event.members, event.invited
        self.agenda.discuss(event.items)
        self.outside = event.outside_members, event.outside_present
        self.attendance = dict.fromkeys((*event.members, *event.invited), SeatState.ABSENT.value)
        self.attendance |= dict.fromkeys(event.present, SeatState.PRESENT.value)
        self.attendance |= dict.fromkeys(event.on_leave, SeatState.ON_LEAVE.value)

    @applies(e.AttendanceCorrected)
    def _attendance_corrected(self, event: e.AttendanceCorrected) -> None:
        self.attendance[event.person] = event.state
