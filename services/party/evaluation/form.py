"""One member's form in a year's evaluation (B7.2, B7.3, B7.6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, Refusal
from services.party.evaluation import events as e
from services.party.evaluation.round import NAMESPACE, OutOfStep, Step

CITES = ("B7.2", "B7.4", "B7.6")


class FormStatus(Status):
    OPEN = "open", "待自我评价", "waiting for the self-assessment"
    SELF_ASSESSED = "self-assessed", "已自我评价", "assessed by oneself"
    EXAMINED = "examined", "已评定", "has a result"
    EXCUSED = "excused", "不参加", "takes no part"


UNEXAMINED = (FormStatus.OPEN, FormStatus.SELF_ASSESSED)
BECOMES: Becomes = {
    e.EvaluationFormOpened: FormStatus.OPEN,
    e.SelfAssessed: FormStatus.SELF_ASSESSED,
    e.MemberExamined: FormStatus.EXAMINED,
    e.MemberExcused: FormStatus.EXCUSED,
}


class Capacity(Word):
    MEMBER = "member", "作为党员", "as a member"
    LEADER = "leader", "作为领导干部", "as a leader"


class OwnForm(Refusal):
    """Nobody counts, examines or deals with themselves."""

    code = "party.evaluation-own-form"
    kind = "forbidden"
    next = ("请由其他支部委员办理。", "Leave it to another member of the committee.")


class NotAssessedSo(Refusal):
    """Members are assessed once, leaders as members and as leaders."""

    code = "party.evaluation-capacity"
    kind = "invalid"
    next = ("请核对该党员的评议身份。", "Look in which capacity they are assessed.")


class ResultNeedsNone(Refusal):
    """Commended are those whose result deserves it, dealt with those who are not qualified."""

    code = "party.evaluation-not-for-this-result"
    next = ("请核对该党员的评议等次。", "Look at their result.")


class HandlingOver(Refusal):
    code = "party.evaluation-handling-over"
    next = ("请打开该党员的登记表核对。", "Open the form and look.")


def form_id(year: int, person: str) -> UUID:
    return uuid5(NAMESPACE, f"{year}/{person}")


class Form(Aggregate):
    """`step` in its methods is where the year's evaluation stands."""

    CALLED = "评议登记表", "form"
    CITES = CITES
    CARRIES = ("year", "person", "department", "capacities")
    BECOMES = BECOMES
    WRONG_STATUS = OutOfStep
    year = 0
    person = ""
    department = ""
    capacities: tuple[str, ...] = ()
    result = ""
    handling: e.MemberHandled | None = None
    """What is being done about them, until it is over."""

    def open(self, act: Act, *, year: int, person: str, department: str, group: str, capacities: Sequence[str]) -> None:
        self.trigger(
            e.EvaluationFormOpened, act, year=year, person=person, department=department, group=group,
            capacities=tuple(capacities), cites=("B7.2", "B7.6"),
        )  # fmt: skip

    def assess_oneself(
        self, act: Act, *, step: Step, contents: Sequence[str], asked: Sequence[str], texts: Sequence[str]
    ) -> None:
        _check_step(step, Step.SELF)
        if sorted(contents) != sorted(asked):
            raise Invalid(
                f"自我评价应逐一对照{len(asked)}项内容。",
                f"Each of the {len(asked)} contents is answered, once.",
                fields=[{"field": "answers", "asked": list(asked)}],
            )
        self.trigger(
            e.SelfAssessed, act, contents=tuple(contents), texts=tuple(" ".join(text.split()) for text in texts),
            cites=("B7.3", "B7.4"),
        )  # fmt: skip

    def count(
        self,
        act: Act,
        *,
        step: Step,
        capacity: str,
        on: date,
        results: Sequence[str],
        votes: Sequence[int],
        others: int,
        opinion: str,
    ) -> None:
        """`others` take part beside this member: no more can have said what they think."""
        _check_step(step, Step.MUTUAL)
        self._check_not_own(act)
        if capacity not in self.capacities:
            raise NotAssessedSo(
                "该党员不以这一身份接受评议。",
                "They are not assessed in this capacity.",
                cites=("B7.2",),
                capacities=list(self.capacities),
            )
        if len(set(results)) != len(results) or not 0 < sum(votes) <= others:
            raise Invalid(
                f"各等次票数之和应为1至{others}票，每个等次一行。",
                f"One line for each result, and between 1 and {others} votes in all.",
                fields=[{"field": "votes"}],
            )
        self.trigger(
            e.MutuallyAssessed, act, capacity=capacity, on=on, results=tuple(results), votes=tuple(votes),
            opinion=opinion, cites=("B7.2", "B7.4"),
        )  # fmt: skip

    def examine(self, act: Act, *, step: Step, result: str, opinion: str) -> None:
        _check_step(step, Step.EXAMINATION)
        self._check_not_own(act)
        self.trigger(e.MemberExamined, act, result=result, opinion=opinion, cites=("B7.4",))

    def excuse(self, act: Act, *, reason: str) -> None:
        self._check_not_own(act)
        self.trigger(e.MemberExcused, act, reason=reason, cites=("B7.2",))

    def commend(self, act: Act, *, step: Step, commended: Collection[str], note: str) -> None:
        self._check_dealt(act, step, commended)
        self.trigger(e.MemberCommended, act, note=note, cites=("B7.4",))

    def handle(
        self,
        act: Act,
        *,
        step: Step,
        handled: Collection[str],
        handling: str,
        secretary: str,
        due: date | None,
        note: str,
    ) -> None:
        self._check_dealt(act, step, handled)
        if due is not None and due <= act.day:
            raise Invalid("期限已过。", "The day has passed.", fields=[{"field": "due", "from": f"{act.day}"}])
        self.trigger(
            e.MemberHandled, act, handling=handling, secretary=secretary if due else "", due=due, note=note,
            cites=("B7.4",),
        )  # fmt: skip

    def end_handling(self, act: Act, *, improved: bool, note: str) -> None:
        self._check_not_own(act)
        if self.handling is None:
            raise HandlingOver("没有待了结的处理。", "Nothing is being done about them.", cites=("B7.4",))
        self.trigger(e.HandlingEnded, act, improved=improved, note=note, cites=("B7.4",))

    def miss(self, act: Act) -> None:
        assert self.handling is not None
        self.trigger(e.HandlingMissed, act, due=self.handling.due, cites=("B7.4",))

    def _check_dealt(self, act: Act, step: Step, results: Collection[str]) -> None:
        _check_step(step, Step.HANDLING)
        self._check_not_own(act)
        if self.result not in results:
            raise ResultNeedsNone("该党员的等次不适用。", "Their result does not call for it.", cites=("B7.4",))

    def _check_not_own(self, act: Act) -> None:
        if act.actor == self.person:
            raise OwnForm("不能办理本人的评议。", "Nobody decides about themselves.", cites=("B7.2",))

    @applies(e.MutuallyAssessed, e.MemberCommended, e.HandlingMissed)
    def _noted(self, event: e.OfMember) -> None:
        """Of the register alone."""

    @applies(e.MemberExamined)
    def _examined(self, event: e.MemberExamined) -> None:
        self.result = event.result

    @applies(e.MemberHandled)
    def _handled(self, event: e.MemberHandled) -> None:
        self.handling = event

    @applies(e.HandlingEnded)
    def _ended(self, event: e.HandlingEnded) -> None:
        self.handling = None


def _check_step(step: Step, needed: Step) -> None:
    if step != needed:
        raise OutOfStep(
            f"民主评议现处于“{step.zh}”，不能办理“{needed.zh}”。",
            f"The evaluation stands at {step.en}; this belongs to {needed.en}.",
            cites=("B7.4",),
            step=step.value,
        )
