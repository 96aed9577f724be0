"""A measure for a problem that a life meeting found, until a later meeting finds it settled (B6.6, B6.8)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal
from services.party.life_meetings import events as e
from services.party.life_meetings.meeting import cited


class MeasureStatus(Status):
    OPEN = "open", "整改中", "being carried out"
    REPORTED = "reported", "已报告，待总结", "reported, to be reviewed"
    SETTLED = "settled", "已完成", "settled"


UNSETTLED = (MeasureStatus.OPEN, MeasureStatus.REPORTED)
BECOMES: Becomes = {
    e.RectificationSet: MeasureStatus.OPEN,
    e.RectificationReported: MeasureStatus.REPORTED,
}


class OwnMeasure(Refusal):
    """Nobody finds their own measure settled."""

    code = "party.rectification-own"
    kind = "forbidden"
    next = ("请由其他召集人登记。", "Leave it to another convenor.")


class NoMeetingToReview(Refusal):
    """Measures are reviewed by the next meeting."""

    code = "party.rectification-no-meeting"
    next = ("请在下一次民主生活会召开后总结。", "Review it when the next life meeting has been held.")


class Measure(Aggregate):
    CALLED = "整改措施", "measure"
    CARRIES = ("kind", "period", "person", "department", "meeting")
    BECOMES = BECOMES
    kind = ""
    period = ""
    person = ""
    department = ""
    meeting = ""
    turn = 0
    due: date | None = None
    missed = False

    def set(
        self,
        act: Act,
        *,
        number: str,
        meeting: UUID,
        kind: str,
        period: str,
        held_on: date,
        person: str,
        department: str,
        due: date,
        problem: str,
        measure: str,
    ) -> None:
        self._check_to_come(act, due)
        self.trigger(
            e.RectificationSet, act, number=number, meeting=meeting.hex, kind=kind, period=period, held_on=held_on,
            person=person, department=department, turn=1, due=due, problem=problem, measure=measure,
            cites=cited(kind, "B6.6"),
        )  # fmt: skip

    def report(self, act: Act, *, outcome: str) -> None:
        self.trigger(
            e.RectificationReported, act, turn=self.turn, was_missed=self.missed, outcome=outcome,
            cites=cited(self.kind, "B6.6"),
        )  # fmt: skip

    def review(self, act: Act, *, reviewed_by: str, settled: bool, due: date | None, finding: str) -> None:
        """`reviewed_by` is the meeting that has been held and not closed, empty where there is none."""
        if act.actor == self.person:
            raise OwnMeasure(
                "不能总结由本人负责的整改措施。", "Nobody reviews a measure of their own.", cites=("B6.8",)
            )
        if not reviewed_by:
            raise NoMeetingToReview(
                "下一次民主生活会尚未召开。", "The next life meeting has not been held yet.", cites=("B6.8",)
            )
        if not settled:
            if due is None:
                raise Invalid("未完成的，请写明新的期限。", "Say by when it goes on.", fields=[{"field": "due"}])
            self._check_to_come(act, due)
        self.trigger(
            e.RectificationReviewed, act, turn=self.turn, reviewed_by=reviewed_by, settled=settled,
            due=None if settled else due, finding=finding, cites=cited(self.kind, "B6.8"),
        )  # fmt: skip

    def miss(self, act: Act) -> None:
        self.trigger(e.RectificationMissed, act, turn=self.turn, due=self.due, cites=cited(self.kind, "B6.6"))

    def _check_to_come(self, act: Act, due: date) -> None:
        if due < act.day:
            raise Invalid("期限已过。", "The day has passed.", fields=[{"field": "due", "from": f"{act.day}"}])

    @applies(e.RectificationSet)
    def _set(self, event: e.RectificationSet) -> None:
        self.turn, self.due = event.turn, event.due

    @applies(e.RectificationMissed)
    def _missed(self, event: e.RectificationMissed) -> None:
        self.missed = True

    @applies(e.RectificationReviewed)
    def _reviewed(self, event: e.RectificationReviewed) -> None:
        self.status = MeasureStatus.SETTLED if event.settled else MeasureStatus.OPEN
        self.turn, self.due, self.missed = event.turn + 1, event.due, False
