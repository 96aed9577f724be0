"""A life meeting from the half-year in which it is owed to its closing (B6, B14.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, Refusal
from services.party.life_meetings import events as e

NAMESPACE = UUID("0f4c0e1c-6d0c-4f0e-8a55-5d8f6b2f9a01")
CITES = ("B6", "B14.1")


class MeetingKind(Word):
    ORDINARY = "ordinary", "民主生活会", "democratic life meeting"
    INTEGRITY = "integrity", "廉洁自律专题民主生活会", "life meeting on integrity"


class MeetingStatus(Status):
    DUE = "due", "待召开", "due"
    CALLED = "called", "已通知", "called"
    HELD = "held", "已召开", "held"
    CLOSED = "closed", "已办结", "closed"


BECOMES: Becomes = {
    e.LifeMeetingDue: MeetingStatus.DUE,
    e.LifeMeetingCalled: MeetingStatus.CALLED,
    e.LifeMeetingHeld: MeetingStatus.HELD,
    e.LifeMeetingClosed: MeetingStatus.CLOSED,
}


class ShortNotice(Refusal):
    """Members are told three days ahead; a shorter notice is extraordinary, and says why."""

    code = "party.life-meeting-short-notice"
    next = ("请改期；确需提前召开的，写明理由。", "Choose a later day, or say why it cannot wait.")


class NotYetHeld(Refusal):
    code = "party.life-meeting-to-come"
    next = ("请在会议召开当日或之后登记。", "Enter it on the day of the meeting or after.")


class NotAMember(Refusal):
    code = "party.life-meeting-not-called"
    kind = "invalid"
    next = ("请核对会议通知的参加人员。", "Compare with whom the meeting was called.")


class NoSelfExamination(Refusal):
    """A life meeting without self-examination and criticism is none."""

    code = "party.life-meeting-without-criticism"
    kind = "invalid"
    next = ("请写明开展自我批评和批评的人员。", "Say who examined themselves and who criticised.")


class ReportedAlready(Refusal):
    code = "party.life-meeting-reported-already"
    next = ("无需重复上报。", "It need not be sent twice.")


class NotReported(Refusal):
    code = "party.life-meeting-not-reported"
    next = ("请先登记向上级党组织的书面报告。", "First enter the written report to the level above.")


class MeasuresNotReviewed(Refusal):
    """Each life meeting first sums up what became of the last one's measures."""

    code = "party.life-meeting-measures-not-reviewed"
    next = ("请逐项总结上次会议整改措施的落实情况。", "Review each open measure of the last meeting.")


def cited(kind: str, *articles: str) -> tuple[str, ...]:
    """What B6 says holds for the meeting on integrity too; its own article asks for it."""
    return (*articles, "B14.1") if kind == MeetingKind.INTEGRITY else articles


def meeting_id(kind: str, period: str) -> UUID:
    return uuid5(NAMESPACE, f"{kind}/{period}")


class LifeMeeting(Aggregate):
    CALLED = "民主生活会", "life meeting"
    CARRIES = ("kind", "period", "person", "department")
    BECOMES = BECOMES
    kind = ""
    period = ""
    person = ""
    department = ""
    on: date | None = None
    reported = False

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.members: tuple[str, ...] = ()

    def open(self, act: Act, *, kind: str, period: str, person: str, department: str, due: date) -> None:
        """Does nothing where it is owed already."""
        if not self.exists:
            self.trigger(
                e.LifeMeetingDue, act, kind=kind, period=period, person=person, department=department, due=due,
                cites=cited(kind, "B6.2"),
            )  # fmt: skip

    def call(
        self, act: Act, *, on: date, topics: Sequence[str], members: Sequence[str], least: int, reason: str
    ) -> None:
        """Told at least `least` days ahead, or extraordinary with a reason."""
        notice = (on - act.day).days
        if notice < 0:
            raise Invalid("会议日期已过。", "The day has passed.", fields=[{"field": "on", "from": f"{act.day}"}])
        if notice < least and not reason:
            raise ShortNotice(
                f"会议议题应提前{least}天通知，现只提前{notice}天。",
                f"Members are told {least} days ahead; this is {notice}.",
                cites=self._cites("B6.2"),
                least=least,
                notice=notice,
            )
        self.trigger(
            e.LifeMeetingCalled, act, on=on, notice=notice, extraordinary=notice < least, topics=tuple(topics),
            members=tuple(members), reason=reason if notice < least else "", cites=self._cites("B6.1", "B6.2"),
        )  # fmt: skip

    def hold(
        self,
        act: Act,
        *,
        present: Collection[str],
        self_examined: Collection[str],
        critics: Collection[str],
        record: str,
        excused: Collection[str],
        report_due: date,
    ) -> None:
        assert self.on is not None
        if act.day < self.on:
            raise NotYetHeld(f"会议定于{self.on}召开。", f"It is called for {self.on}.", cites=self._cites("B6.2"))
        strangers = sorted(set(present) - set(self.members))
        silent = sorted((set(self_examined) | set(critics)) - set(present))
        if strangers or silent:
            raise NotAMember(
                "所列人员不是参会人员。",
                "They were not called to it, or not present.",
                cites=self._cites("B6.1"),
                people=strangers or silent,
            )
        if not self_examined or not critics:
            raise NoSelfExamination(
                "民主生活会应开展批评和自我批评。",
                "A life meeting is held with self-examination and criticism.",
                cites=self._cites("B6.4"),
            )
        absent = tuple(sorted(set(self.members) - set(present) - set(excused)))
        self.trigger(
            e.LifeMeetingHeld, act, on=self.on, present=tuple(sorted(set(present))), absent=absent, record=record,
            self_examined=tuple(sorted(set(self_examined))), critics=tuple(sorted(set(critics))),
            report_due=report_due, cites=self._cites("B6.4", "B6.7"),
        )  # fmt: skip

    def skipped(self, act: Act, *, person: str, department: str) -> None:
        self.trigger(
            e.LifeMeetingSkipped, act, person=person, department=department, on=self.on, cites=self._cites("B6.3")
        )

    def report(self, act: Act, *, on: date, to: str, reference: str) -> None:
        if self.reported:
            raise ReportedAlready("该次会议已上报。", "The report has been sent already.", cites=self._cites("B6.7"))
        self.trigger(e.LifeMeetingReported, act, on=on, to=to, reference=reference, cites=self._cites("B6.7"))

    def close(self, act: Act, *, unreviewed: Sequence[str], reviewed: int) -> None:
        """`unreviewed` are the numbers of open measures of earlier meetings that this one has not looked at."""
        if unreviewed:
            raise MeasuresNotReviewed(
                f"上次会议的整改措施尚有{len(unreviewed)}项未总结。",
                f"{len(unreviewed)} measures of earlier meetings have not been reviewed.",
                cites=self._cites("B6.8"),
                measures=list(unreviewed),
            )
        if not self.reported:
            raise NotReported(
                "尚未向上级党组织报送书面材料。",
                "No written report has gone to the level above.",
                cites=self._cites("B6.7"),
            )
        self.trigger(e.LifeMeetingClosed, act, reviewed=reviewed, cites=self._cites("B6.8"))

    def miss(self, act: Act, *, due: date) -> None:
        self.trigger(e.LifeMeetingMissed, act, due=due, cites=self._cites("B6.2"))

    def miss_report(self, act: Act, *, due: date) -> None:
        self.trigger(e.LifeMeetingReportMissed, act, due=due, cites=self._cites("B6.7"))

    def _cites(self, *articles: str) -> tuple[str, ...]:
        return cited(self.kind, *articles)

    @applies(e.LifeMeetingCalled)
    def _called(self, event: e.LifeMeetingCalled) -> None:
        self.on, self.members = event.on, event.members

    @applies(e.LifeMeetingReported)
    def _reported(self, event: e.LifeMeetingReported) -> None:
        self.reported = True

    @applies(e.LifeMeetingMissed, e.LifeMeetingReportMissed, e.LifeMeetingSkipped)
    def _breached(self, event: e.OfLifeMeeting) -> None:
        """Of the register alone: what is late is held or sent all the same."""
