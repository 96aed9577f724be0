"""A year's evaluation as a whole: its steps in their order (B7.1, B7.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal
from services.party.evaluation import events as e

NAMESPACE = UUID("4d0f2f5a-0c37-4a1e-9d0b-6f0c2f9f3b11")
CITES = ("B7.1", "B7.4")


class Step(Status):
    DUE = "due", "待开展", "due"
    STUDY = "study", "学习教育", "study"
    SELF = "self-assessment", "自我评价", "members assess themselves"
    MUTUAL = "mutual", "民主评议", "mutual assessment"
    EXAMINATION = "examination", "组织考察", "examination by the organisation"
    HANDLING = "handling", "表彰和处理", "commendation and handling"
    CLOSED = "closed", "已结束", "closed"


BECOMES: Becomes = {
    e.EvaluationDue: Step.DUE,
    e.EvaluationStarted: Step.STUDY,
    e.EvaluationStudied: Step.SELF,
    e.EvaluationClosed: Step.CLOSED,
}
NEXT: Mapping[Step, Step] = {
    Step.SELF: Step.MUTUAL,
    Step.MUTUAL: Step.EXAMINATION,
    Step.EXAMINATION: Step.HANDLING,
}


class OutOfStep(Refusal):
    """The steps follow each other; none is skipped."""

    code = "party.evaluation-out-of-step"
    next = ("请按评议步骤依次办理。", "Take the steps in their order.")


class Unfinished(Refusal):
    """A step is over when everybody has done it."""

    code = "party.evaluation-unfinished"
    next = ("请逐人完成本步骤；不参加评议的，登记理由。", "Finish it for each of them, or excuse who takes no part.")


class NobodyToEvaluate(Refusal):
    code = "party.evaluation-no-members"
    next = ("请先登记党员名册。", "First enter the branch's members.")


def round_id(year: int) -> UUID:
    return uuid5(NAMESPACE, str(year))


class Round(Aggregate):
    CALLED = "民主评议", "evaluation"
    CITES = CITES
    CARRIES = ("year", "person", "department")
    BECOMES = BECOMES
    WRONG_STATUS = OutOfStep
    year = 0
    person = ""
    department = ""

    def open(self, act: Act, *, year: int, person: str, department: str, due: date) -> None:
        """Does nothing where it is owed already."""
        if not self.exists:
            self.trigger(
                e.EvaluationDue, act, year=year, person=person, department=department, due=due, cites=("B7.1",)
            )

    def start(self, act: Act, *, contents: Sequence[str], members: int) -> None:
        if not members:
            raise NobodyToEvaluate("党员名册中没有党员。", "The branch has no members.", cites=("B7.2",))
        self.trigger(
            e.EvaluationStarted, act, contents=tuple(contents), members=members, cites=("B7.2", "B7.3", "B7.4")
        )

    def study(self, act: Act, *, on: date, topic: str, present: Sequence[str]) -> None:
        self.trigger(e.EvaluationStudied, act, on=on, topic=topic, present=tuple(sorted(set(present))))

    def advance(self, act: Act, *, unfinished: Sequence[str]) -> None:
        """`unfinished` are those who have not done the present step, or for whom it was not done."""
        self._check_finished(unfinished)
        self.trigger(e.EvaluationAdvanced, act, step=NEXT[self.status].value)

    def close(self, act: Act, *, unfinished: Sequence[str], kept_until: date) -> None:
        self._check_finished(unfinished)
        self.trigger(e.EvaluationClosed, act, kept_until=kept_until, cites=("B7.4", "B7.6"))

    def miss(self, act: Act, *, due: date) -> None:
        self.trigger(e.EvaluationMissed, act, due=due, cites=("B7.1",))

    def _check_finished(self, unfinished: Sequence[str]) -> None:
        if unfinished:
            raise Unfinished(
                f"“{self.status.zh}”尚有{len(unfinished)}人未完成。",
                f"{len(unfinished)} members have not come through this step: {self.status.en}.",
                cites=("B7.2", "B7.4"),
                people=list(unfinished),
            )

    @applies(e.EvaluationAdvanced)
    def _advanced(self, event: e.EvaluationAdvanced) -> None:
        self.status = Step(event.step)

    @applies(e.EvaluationMissed)
    def _missed(self, event: e.EvaluationMissed) -> None:
        """Of the register alone: what is late is brought to its end all the same."""
