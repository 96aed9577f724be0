"""One visitor from received to settled, and one complaint from filed to decided (B13)."""

from __future__ import annotations

from datetime import date

from services.documents.visits import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal


class VisitStatus(Status):
    RECEIVED = "received", "已接待", "received"
    PROMISED = "promised", "已承诺", "promised an answer"
    SETTLED = "settled", "已办结", "settled"


class ComplaintStatus(Status):
    FILED = "filed", "核查中", "being looked into"
    UPHELD = "upheld", "属实", "found true"
    DISMISSED = "dismissed", "不属实", "found untrue"


VISIT_BECOMES: Becomes = {
    e.VisitReceived: VisitStatus.RECEIVED,
    e.AnswerPromised: VisitStatus.PROMISED,
    e.VisitSettled: VisitStatus.SETTLED,
}
COMPLAINT_BECOMES: Becomes = {
    e.ComplaintFiled: ComplaintStatus.FILED,
    e.ComplaintUpheld: ComplaintStatus.UPHELD,
    e.ComplaintDismissed: ComplaintStatus.DISMISSED,
}
CITES = ("B13.1", "B13.3")
COMPLAINT_CITES = ("B13.4",)


class VisitIsSettled(Refusal):
    code = "documents.visit-settled"
    next = (
        "请打开该来访查看办理结果；另有事项的，请另行登记。",
        "Open the visit to see how it ended; enter another one for another matter.",
    )


class PromiseInThePast(Refusal):
    """A promise names a day that is still to come, and a new one is given before the old one has passed."""

    code = "documents.visit-promise-in-the-past"
    kind = "invalid"
    next = (
        "请改填今天或以后的日期；原期限已过的，请尽快办结。",
        "Give today or a later day; what is overdue is settled soon.",
    )


class ComplaintDecided(Refusal):
    code = "documents.complaint-decided"
    next = ("请打开该投诉查看核实结果。", "Open the complaint to see what was found.")


class OwnComplaint(Refusal):
    """Nobody looks into a complaint about themselves."""

    code = "documents.complaint-about-oneself"
    kind = "forbidden"
    next = ("请由其他考核组成员核实。", "Let another member of the group look into it.")


class Visit(Aggregate):
    CALLED = "来访", "visit"
    CITES = ("B13.3",)
    CARRIES = ("person", "department")
    BECOMES = VISIT_BECOMES
    WRONG_STATUS = VisitIsSettled
    person = ""
    department = ""
    due: date | None = None
    missed = False

    def promise(self, act: Act, *, due: date, promise: str) -> None:
        """A later day may be agreed while the first has not passed; afterwards only settling is left."""
        if due < act.day or (self.due is not None and act.day > self.due):
            raise PromiseInThePast(
                "承诺的期限应在今天或之后；原期限已过的，应尽快办结。",
                "A promise lies ahead, and its day is not moved once it has passed.",
                cites=CITES,
                due=(self.due or due).isoformat(),
            )
        self.trigger(e.AnswerPromised, act, due=due, promise=promise)

    def settle(self, act: Act, *, outcome: str) -> None:
        """What is settled after its day was missed, whether the clock has looked since or not."""
        if self.due is not None and act.day > self.due and not self.missed:
            self.miss(act)
        self.trigger(e.VisitSettled, act, was_missed=self.missed, outcome=outcome)

    def miss(self, act: Act) -> None:
        assert self.due is not None
        self.trigger(e.PromiseMissed, act, due=self.due)

    @applies(e.VisitorGuided)
    def _guided(self, event: e.VisitorGuided) -> None:
        pass

    @applies(e.AnswerPromised)
    def _promised(self, event: e.AnswerPromised) -> None:
        self.due = event.due

    @applies(e.PromiseMissed)
    def _missed(self, event: e.PromiseMissed) -> None:
        self.missed = True


class Complaint(Aggregate):
    CALLED = "投诉", "complaint"
    CITES = COMPLAINT_CITES
    CARRIES = ("number", "person", "department", "on")
    BECOMES = COMPLAINT_BECOMES
    WRONG_STATUS = ComplaintDecided
    number = ""
    person = ""
    department = ""
    on: date

    def uphold(self, act: Act, *, finding: str) -> None:
        self._not_own(act)
        self.trigger(e.ComplaintUpheld, act, finding=finding)

    def dismiss(self, act: Act, *, finding: str) -> None:
        self._not_own(act)
        self.trigger(e.ComplaintDismissed, act, finding=finding)

    def _not_own(self, act: Act) -> None:
        if act.actor == self.person:
            raise OwnComplaint(
                "不能核实针对本人的投诉。", "Nobody looks into a complaint about themselves.", cites=COMPLAINT_CITES
            )
