"""One meeting from called to collected: its agenda, who came, what was discussed (A17, B2, B11.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time
from uuid import UUID

from services.documents.meetings.agenda import Agenda, Topic
from services.documents.meetings.events import (
    AgendaSet,
    AttendanceCorrected,
    MeetingCalled,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    PeopleInvited,
    RecorderNamed,
    RecordsCollected,
    TopicDeferred,
    TopicProposed,
    TopicWithdrawn,
)
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
from services.documents.meetings.states import (
    ABSENT,
    CALLED,
    CANCELLED,
    COLLECTED,
    DEFERRED,
    DISCUSSED,
    HELD,
    OFFICE,
    ON_AGENDA,
    ON_LEAVE,
    PRESENT,
    PROPOSED,
    STATUS_ZH,
    WITHDRAWN,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Invalid

HOSTS = ("A17",)


class Meeting(Aggregate):
    kind = ""
    on: date
    start: time
    status = ""
    number = ""
    members: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    recorder = ""
    minutes_due: date
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
        minutes_due: date,
        cites: tuple[str, ...],
    ) -> None:
        """`convenors` may convene this kind; `cites` says who decided that."""
        self._not_past(act, on)
        if convenor not in convenors:
            raise NotTheConvenor(
                "该类会议不由此人召集,请写明规定的召集人。",
                "They do not convene meetings of this kind: name one who does.",
                cites=cites,
                convenors=sorted(convenors),
            )
        self.trigger(
            MeetingCalled,
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
        self, act: Act, *, on: date, start: time, place: str, members: Sequence[str], minutes_due: date, reason: str
    ) -> None:
        """By its own day at the latest; one that fell through is cancelled and called anew."""
        self._in(CALLED)
        if act.day > self.on:
            raise MeetingNotOpen(
                "会期已过,不能改期;未召开的请取消后重新通知。",
                "Its day has passed: cancel it if it was not held, and call it anew.",
                cites=HOSTS,
                status=self.status,
            )
        self._not_past(act, on)
        self.trigger(
            MeetingMoved,
            act,
            department=OFFICE,
            kind=self.kind,
            was=self.on,
            on=on,
            start=start,
            place=place,
            members=tuple(sorted(members)),
            recorder=self.recorder,
            minutes_due=minutes_due,
            reason=reason,
            cites=HOSTS,
        )

    def cancel(self, act: Act, *, reason: str) -> None:
        self._in(CALLED)
        self.trigger(
            MeetingCancelled,
            act,
            department=OFFICE,
            kind=self.kind,
            on=self.on,
            reason=reason,
            cites=HOSTS,
        )

    def invite(self, act: Act, *, people: Sequence[str], cites: tuple[str, ...]) -> None:
        self._in(CALLED)
        new = set(people) - set(self.members) - set(self.invited)
        if not new:
            raise Invalid("所列人员均已在参会名单上。", "They are on the list already.", fields=[{"field": "people"}])
        self.trigger(PeopleInvited, act, department=OFFICE, people=tuple(sorted(new)), cites=cites)

    def name_recorder(self, act: Act, *, recorder: str, minutes_missed: bool) -> None:
        self._in(CALLED, HELD)
        self.trigger(
            RecorderNamed,
            act,
            department=OFFICE,
            recorder=recorder,
            minutes_due=self.minutes_due,
            minutes_missed=minutes_missed,
            cites=HOSTS,
        )

    # -- the agenda ---------------------------------------------------------------------------------------------------

    def propose(
        self, act: Act, *, department: str, secrecy: str, title: str, text: str, set_first: bool, cites: tuple[str, ...]
    ) -> int:
        """Returns the item's number. `set_first`: somebody has to put it on the agenda before it is discussed."""
        self._in(CALLED)
        item = len(self.agenda.topics) + 1
        self.trigger(
            TopicProposed,
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
        self._in(CALLED)
        for item in items:
            self.agenda.check(item, PROPOSED, ON_AGENDA, cites=cites)
        self.trigger(AgendaSet, act, department=OFFICE, items=tuple(dict.fromkeys(items)), cites=cites)

    def withdraw_topic(self, act: Act, *, item: int, reason: str) -> None:
        self._in(CALLED)
        topic = self.agenda.check(item, PROPOSED, ON_AGENDA, cites=HOSTS)
        self.trigger(TopicWithdrawn, act, department=topic.department, item=item, reason=reason, cites=HOSTS)

    def defer_topic(self, act: Act, *, item: int, reason: str, cites: tuple[str, ...]) -> None:
        self._in(CALLED)
        topic = self.agenda.check(item, PROPOSED, ON_AGENDA, cites=cites)
        self.trigger(TopicDeferred, act, department=topic.department, item=item, reason=reason, cites=cites)

    # -- held ---------------------------------------------------------------------------------------------------------

    def hold(self, act: Act, *, number: str, holding: Holding, agenda_needed: tuple[str, ...]) -> None:
        """Entered on its day or later. `agenda_needed` cites who sets the agenda of this kind; empty if nobody does."""
        self._in(CALLED)
        if act.day < self.on:
            raise MeetingNotYetHeld("会期未到。", "The day of the meeting has not come.", cites=HOSTS)
        if agenda_needed and not self.agenda.order:
            raise AgendaNotSet(
                "议程尚未确定,不能登记召开。", "Its agenda has not been set: that comes first.", cites=agenda_needed
            )
        invited = tuple(sorted(set(self.invited) - set(holding.members)))
        holding.check(invited)
        self.trigger(
            MeetingHeld,
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
        self._in(HELD, COLLECTED)
        if person not in self.attendance:
            raise NotCalledToTheMeeting(
                "该人员不在参会名单上。", "They are not on the list.", cites=HOSTS, people=[person]
            )
        if self.attendance[person] == state:
            raise AttendanceUnchanged("出席情况没有变化。", "That is how it stands already.", cites=HOSTS)
        self.trigger(
            AttendanceCorrected,
            act,
            department=OFFICE,
            person=person,
            was=self.attendance[person],
            state=state,
            reason=reason,
            cites=HOSTS,
        )

    def collect(self, act: Act, *, missing: Sequence[str]) -> None:
        """`missing` names what is still out; nothing is filed before it is all there (B11.4)."""
        self._in(HELD)
        if missing:
            raise RecordsIncomplete(
                "会议记录和材料尚未收齐,收齐后再收存。",
                "Minutes or materials are still out: they are collected once all are there.",
                cites=("B11.4",),
                missing=list(missing),
            )
        self.trigger(
            RecordsCollected, act, department=OFFICE, kind=self.kind, number=self.number, cites=("A17", "B11.4")
        )

    # -- what others ask of it ----------------------------------------------------------------------------------------

    def check_held(self) -> None:
        self._in(HELD)

    def check_open(self) -> None:
        """Materials may be asked for before and after, until the records are collected."""
        self._in(CALLED, HELD)

    def discussed(self, item: int) -> Topic:
        """Only what was discussed is resolved on."""
        self._in(HELD)
        return self.agenda.check(item, DISCUSSED, cites=HOSTS)

    @property
    def votes(self) -> tuple[int, int]:
        """How many members there are, and how many of them were there, those included who are not of the organ."""
        came = sum(self.attendance.get(person) == PRESENT for person in self.members)
        return len(self.members) + self.outside[0], came + self.outside[1]

    def _in(self, *allowed: str) -> None:
        if self.status not in allowed:
            raise MeetingNotOpen(
                f"该会议{STATUS_ZH.get(self.status, self.status)},不能这样办理。",
                f"The meeting is {self.status}; this cannot be done to it.",
                cites=HOSTS,
                status=self.status,
            )

    def _not_past(self, act: Act, on: date) -> None:
        if on < act.day:
            raise Invalid(
                "会期不能早于今天。",
                "A meeting is called for today or later.",
                cites=HOSTS,
                fields=[{"field": "on", "value": on.isoformat()}],
            )

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(MeetingCalled)
    def _called(self, event: MeetingCalled) -> None:
        self.kind, self.on, self.start, self.status = event.kind, event.on, event.start, CALLED
        self.members, self.invited = event.members, event.invited
        self.recorder, self.minutes_due = event.recorder, event.minutes_due

    @applies(MeetingMoved)
    def _moved(self, event: MeetingMoved) -> None:
        self.on, self.start, self.members, self.minutes_due = event.on, event.start, event.members, event.minutes_due

    @applies(MeetingCancelled)
    def _cancelled(self, event: MeetingCancelled) -> None:
        self.status = CANCELLED

    @applies(PeopleInvited)
    def _invited(self, event: PeopleInvited) -> None:
        self.invited = (*self.invited, *event.people)

    @applies(RecorderNamed)
    def _recorder_named(self, event: RecorderNamed) -> None:
        self.recorder = event.recorder

    @applies(TopicProposed)
    def _proposed(self, event: TopicProposed) -> None:
        self.agenda.propose(event)

    @applies(AgendaSet)
    def _agenda_set(self, event: AgendaSet) -> None:
        self.agenda.put(event)

    @applies(TopicWithdrawn)
    def _withdrawn(self, event: TopicWithdrawn) -> None:
        self.agenda.take_off(event.item, WITHDRAWN)

    @applies(TopicDeferred)
    def _deferred(self, event: TopicDeferred) -> None:
        self.agenda.take_off(event.item, DEFERRED)

    @applies(MeetingHeld)
    def _held(self, event: MeetingHeld) -> None:
        self.status, self.number, self.members, self.invited = HELD, event.number, event.members, event.invited
        self.agenda.discuss(event.items)
        self.outside = event.outside_members, event.outside_present
        self.attendance = dict.fromkeys((*event.members, *event.invited), ABSENT)
        self.attendance |= dict.fromkeys(event.present, PRESENT) | dict.fromkeys(event.on_leave, ON_LEAVE)

    @applies(AttendanceCorrected)
    def _attendance_corrected(self, event: AttendanceCorrected) -> None:
        self.attendance[event.person] = event.state

    @applies(RecordsCollected)
    def _collected(self, event: RecordsCollected) -> None:
        self.status = COLLECTED
