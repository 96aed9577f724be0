"""One thing that the union owes: to one member, or to all at a festival (A24–A26)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from services.finance.union_care import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, Refusal


class CareKind(Word):
    BIRTHDAY = "birthday", "生日慰问", "birthday greeting"
    FESTIVAL = "festival", "节日活动和慰问", "festival"
    HOSPITAL = "hospital", "住院慰问", "visit in hospital"


CITED = {CareKind.BIRTHDAY: ("A24",), CareKind.FESTIVAL: ("A26",), CareKind.HOSPITAL: ("A25",)}
CITES = ("A24", "A25", "A26")


class CareStatus(Status):
    DUE = "due", "待办", "due"
    GIVEN = "given", "已办", "done"
    LAPSED = "lapsed", "不再需要", "owed no more"


class OwnCare(Refusal):
    """Nobody enters what was done for themselves, standing in included."""

    code = "finance.union-own-care"
    kind = "forbidden"
    next = (
        "请由分管财务领导或其他代行人登记。",
        "Leave it to the leader in charge of finance, or to somebody else who stands in.",
    )


class StayKnown(Refusal):
    """One visit for one stay."""

    code = "finance.union-hospital-stay-known"
    next = ("该次住院已报告，无需重复。", "It was reported already; nothing more is needed.")


class GiftBeyondStandard(Refusal):
    """The gift is worth more than the standard has for a member."""

    code = "finance.union-gift-beyond-standard"
    kind = "invalid"
    next = ("请按标准改正慰问品金额。", "Keep to the standard.")


class UnionCare(Aggregate):
    CALLED = "工会慰问事项", "duty of the union"
    CITES = CITES
    CARRIES = ("duty", "member", "period", "due", "answers", "answers_as", "first", "festival", "department")
    BECOMES = {
        e.UnionCareDue: CareStatus.DUE,
        e.UnionCareGiven: CareStatus.GIVEN,
        e.UnionCareLapsed: CareStatus.LAPSED,
    }
    duty = ""
    member = ""
    period = ""
    festival = ""
    answers = ""
    answers_as = ""
    department = ""
    first: date = date.min
    due: date = date.min
    missed = False

    @property
    def kind(self) -> CareKind:
        return CareKind(self.duty)

    @property
    def cited(self) -> tuple[str, ...]:
        return CITED[self.kind]

    def open(
        self, act: Act, *, duty: CareKind, member: str, period: str, first: date, due: date, answers: str,
        answers_as: str, department: str, festival: str = "",
    ) -> None:  # fmt: skip
        self.trigger(
            e.UnionCareDue, act, duty=duty.value, member=member, period=period, first=first, due=due, answers=answers,
            answers_as=answers_as, department=department, festival=festival, cites=CITED[duty],
        )  # fmt: skip

    def pass_on(self, act: Act, *, answers: str, answers_as: str, department: str) -> None:
        """Does nothing unless it is still owed in time, and by somebody else."""
        if self._waits and (answers, answers_as) != (self.answers, self.answers_as):
            self.trigger(
                e.UnionCarePassed, act, answers=answers, answers_as=answers_as, department=department,
                cites=self.cited,
            )  # fmt: skip

    def move(self, act: Act, *, first: date, due: date) -> None:
        if self._waits and (first, due) != (self.first, self.due):
            self.trigger(e.UnionCareMoved, act, first=first, due=due, cites=self.cited)

    def give(self, act: Act, *, on: date, visitors: Sequence[str], gift: Decimal, what: str) -> None:
        self._not_own(act)
        lacking = "on" if on < self.first else ""
        if self.kind is CareKind.HOSPITAL and (not visitors or self.member in visitors):
            lacking = "visitors"
        if self.kind is CareKind.FESTIVAL and not what:
            lacking = "what"
        if lacking:
            raise Invalid(
                "住院慰问应写明看望人员（不含本人），节日应写明活动或慰问内容，日期不早于可办之日。",
                "A visit names who came, a festival what was done, and neither lies before its time.",
                fields=[{"field": lacking}],
            )
        self.trigger(
            e.UnionCareGiven, act, on=on, visitors=tuple(visitors), gift=gift, what=what, was_missed=self.missed,
            cites=self.cited,
        )  # fmt: skip

    def withdraw(self, act: Act) -> None:
        self._not_own(act)
        self.lapse(act)

    def miss(self, act: Act) -> None:
        self.trigger(e.UnionCareMissed, act, cites=self.cited)

    def lapse(self, act: Act) -> None:
        self.trigger(e.UnionCareLapsed, act, cites=self.cited)

    def _not_own(self, act: Act) -> None:
        if act.actor == self.member:
            raise OwnCare("不能登记对本人的慰问。", "Nobody enters what was done for them.", cites=self.cited)

    @property
    def _waits(self) -> bool:
        return self.status is CareStatus.DUE and not self.missed

    @applies(e.UnionCareDue)
    def _due(self, event: e.UnionCareDue) -> None:
        """Also again: after whoever left had come back."""
        self.missed = False

    @applies(e.UnionCarePassed)
    def _passed(self, event: e.UnionCarePassed) -> None:
        self.answers, self.answers_as, self.department = event.answers, event.answers_as, event.department

    @applies(e.UnionCareMoved)
    def _moved(self, event: e.UnionCareMoved) -> None:
        assert event.first is not None
        assert event.due is not None
        self.first, self.due = event.first, event.due

    @applies(e.UnionCareMissed)
    def _missed(self, event: e.UnionCareMissed) -> None:
        self.missed = True
