"""A quarter's appraisal: what comes after what, and which grade was decided by which vote (A35)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid5

import msgspec

from services.appraisal.quarters import events as e
from services.appraisal.quarters.events import ProposedLine, SourceSeal
from services.appraisal.quarters.grading import digest_of
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Forbidden, Invalid, NotFound, Refusal

NAMESPACE = UUID("3f0c4be5-7f5d-4b0e-9a54-9a6f3f0a7d10")
CITES = ("A35",)
_SHOWN = 12
"""Characters of the digest that a motion's reference carries."""


class RoundStatus(Status):
    OPEN = "open", "述职和提出建议", "reports and proposal"
    PROPOSED = "proposed", "已提出建议，待党组表决", "proposed, waits for the vote"
    DECIDED = "decided", "党组已决定，待公布", "decided, waits for publication"
    PUBLISHED = "published", "已公布，异议期未满或待答复", "published, objections open or unanswered"
    CLOSED = "closed", "已办结", "closed"


class Step(StrEnum):
    """What has a day by which it is due."""

    REPORT, PROPOSAL, PUBLICATION, OBJECTIONS, ANSWER = "report", "proposal", "publication", "objections", "answer"


BECOMES: Becomes = {
    e.QuarterOpened: RoundStatus.OPEN,
    e.GradesProposed: RoundStatus.PROPOSED,
    e.GradesDecided: RoundStatus.DECIDED,
    e.GradesPublished: RoundStatus.PUBLISHED,
    e.QuarterClosed: RoundStatus.CLOSED,
    e.QuarterReopened: RoundStatus.OPEN,
}


class NotThisStep(Refusal):
    """The quarter stands at another step."""

    code = "appraisal.quarter-step"
    next = ("请打开该季度考核，按当前步骤办理。", "Open the quarter and do what its step allows.")


class ReportsMissing(Refusal):
    """Departments have not reported yet, and their day has not passed."""

    code = "appraisal.self-reports-missing"
    next = ("请等各部门述职，或等述职期限届满。", "Wait for the reports, or until their day has passed.")


class NotCarried(Refusal):
    """The Party group carried no motion with the reference of these grades."""

    code = "appraisal.grades-not-carried"
    next = (
        "请以本页所示的关联编号提请党组表决；修改建议后编号随之改变。",
        "Put a motion with the reference shown here to the Party group; it changes with every amendment.",
    )


class ObjectionsOver(Refusal):
    """The days in which a department may object are over, or it was answered already."""

    code = "appraisal.objection-too-late"
    next = ("可请党组说明理由后重新启动该季度考核。", "The Party group may reopen the quarter for a reason.")


class ObjectionOpen(Refusal):
    """An objection waits for its answer, or may still be raised."""

    code = "appraisal.objections-open"
    next = ("请先答复异议，或等异议期届满。", "Answer the objections first, or wait until their days are over.")


class QuotaExceeded(Refusal):
    """More departments would have the grade than its share allows."""

    code = "appraisal.grade-quota"
    next = ("请先将其他部门改为较低等次，或保持原建议。", "Lower another department first, or leave it as proposed.")


class NotGraded(Refusal):
    """The department takes no part in the grades of this quarter."""

    code = "appraisal.not-graded"
    next = ("请核对该部门本季度是否参加评定。", "Look whether the department is graded in this quarter.")


def round_id(quarter: str) -> UUID:
    return uuid5(NAMESPACE, quarter)


class QuarterRound(Aggregate):
    CALLED = "季度考核", "quarter's appraisal"
    CITES = CITES
    CARRIES = ("quarter",)
    BECOMES = BECOMES
    WRONG_STATUS = NotThisStep
    quarter = ""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.owed: dict[str, date | None] = {}
        self.reported: set[str] = set()
        self.missed: set[str] = set()
        self.items: dict[int, e.LeadersItemEntered] = {}
        self.entered = 0
        self.lines: tuple[ProposedLine, ...] = ()
        self.at = self.policy_digest = self.digest = self.motion = self.evaluation = ""
        self.seals: tuple[SourceSeal, ...] = ()
        self.publications = 0
        self.published: e.GradesPublished | None = None
        self.objections: dict[int, e.ObjectionRaised] = {}
        self.answered: set[int] = set()
        self.objections_until: date | None = None
        self.reopened = 0

    # -- reports ------------------------------------------------------------------------------------------------------

    def open(
        self, act: Act, *, quarter: str, departments: Mapping[str, date | None], proposal_due: date | None,
        publication_due: date | None,
    ) -> None:  # fmt: skip
        self.trigger(e.QuarterOpened, act, quarter=quarter, proposal_due=proposal_due, publication_due=publication_due)
        for department, due in sorted(departments.items()):
            self.trigger(e.SelfReportOwed, act, department=department, due=due)

    def report(self, act: Act, *, department: str, work: str, plan: str, digest: str, score: Decimal | None) -> None:
        """Anew as often as wanted until grades are proposed; once proposed, what was said stands."""
        self._appraised(department)
        self.trigger(
            e.SelfReportSubmitted, act, department=department, work=work, plan=plan, digest=digest, score=score
        )

    def miss_report(self, act: Act, *, department: str, due: date) -> None:
        self.trigger(e.SelfReportMissed, act, department=department, due=due)

    def set_due(self, act: Act, *, step: str, department: str, due: date) -> None:
        self.trigger(e.StepDueSet, act, step=step, department=department, due=due)

    def miss(self, act: Act, *, step: str, due: date) -> None:
        self.trigger(e.StepMissed, act, step=step, due=due)

    def enter_item(self, act: Act, *, department: str, points: Decimal, reason: str, evidence: str) -> None:
        self._appraised(department)
        if not points:
            raise Invalid("加减分不能为零。", "An item gives or takes points.", fields=[{"field": "points"}])
        self.trigger(
            e.LeadersItemEntered, act, department=department, number=self.entered + 1, points=points, reason=reason,
            evidence=evidence,
        )  # fmt: skip

    def withdraw_item(self, act: Act, *, number: int, reason: str) -> None:
        item = self.items.get(number)
        if item is None:
            raise NotFound("没有这一项领导评价，或已撤回。", "There is no such item any more.", number=number)
        if item.actor != act.actor:
            raise Forbidden("只能由评价人本人撤回。", "Only whoever entered it withdraws it.", cites=CITES)
        self.trigger(e.LeadersItemWithdrawn, act, department=item.department, number=number, reason=reason)

    def leaders(self) -> dict[str, Decimal]:
        given: dict[str, Decimal] = {}
        for item in self.items.values():
            given[item.department] = given.get(item.department, Decimal(0)) + item.points
        return given

    # -- grades -------------------------------------------------------------------------------------------------------

    def propose(
        self, act: Act, *, at: str, policy_digest: str, lines: Sequence[ProposedLine], evaluation: str,
        seals: Sequence[SourceSeal], today: date,
    ) -> None:  # fmt: skip
        """Once everybody has reported or had the time to; proposed anew it replaces what was not voted on yet."""
        late = {one for one, due in self.owed.items() if one not in self.reported and (due is None or today <= due)}
        if late:
            raise ReportsMissing(
                "尚有部门未述职。", "Not every department has reported.", cites=CITES, departments=sorted(late)
            )
        self.trigger(
            e.GradesProposed, act, at=at, policy_digest=policy_digest, lines=tuple(lines), evaluation=evaluation,
            digest=digest_of(self.quarter, at, policy_digest, lines), seals=tuple(seals),
        )  # fmt: skip

    def amend(self, act: Act, *, department: str, grade: str, reason: str) -> None:
        line = self._line(department)
        if grade == line.grade:
            raise Invalid("与现建议等次相同。", "That is the grade proposed.", fields=[{"field": "grade"}])
        changed = self._amended(department, grade, reason)
        self.trigger(
            e.GradeAmended, act, department=department, grade=grade, was=line.grade, reason=reason,
            digest=digest_of(self.quarter, self.at, self.policy_digest, changed),
        )  # fmt: skip

    def reference(self) -> str:
        """By which a motion says that it decides on these very grades; empty where nothing is proposed."""
        return reference_of(self.quarter, self.digest) if self.digest else ""

    def decide(self, act: Act, *, motion: str, on: date) -> None:
        self.trigger(e.GradesDecided, act, motion=motion, on=on, digest=self.digest)

    def publish(self, act: Act, *, position: int, seal: str, objections_until: date | None) -> None:
        self.trigger(
            e.GradesPublished, act, number=self.publications + 1, at=self.at, policy_digest=self.policy_digest,
            lines=self.lines, digest=self.digest, motion=self.motion, position=position, seal=seal,
            objections_until=objections_until, seals=self.seals, evaluation=self.evaluation,
        )  # fmt: skip

    # -- afterwards ---------------------------------------------------------------------------------------------------

    def object(self, act: Act, *, department: str, text: str, due: date | None) -> None:
        self._line(department)
        if self.objections_until is not None and act.day > self.objections_until:
            raise ObjectionsOver(
                f"异议期已于{self.objections_until}届满。",
                f"Objections were open until {self.objections_until}.",
                cites=CITES,
                until=self.objections_until.isoformat(),
            )
        if self.open_objections_of(department):
            raise Invalid("本部门已有待答复的异议。", "An objection waits already.", fields=[{"field": "department"}])
        self.trigger(e.ObjectionRaised, act, department=department, number=len(self.objections) + 1, text=text, due=due)

    def open_objections_of(self, department: str = "") -> list[int]:
        return [
            number
            for number, one in self.objections.items()
            if number not in self.answered and department in ("", one.department)
        ]

    def answer(self, act: Act, *, number: int, upheld: bool, answer: str) -> None:
        objection = self.objections.get(number)
        if objection is None or number in self.answered:
            raise NotFound("没有待答复的这项异议。", "No such objection waits for an answer.", number=number)
        self.trigger(
            e.ObjectionAnswered, act, department=objection.department, number=number, upheld=upheld, answer=answer
        )

    def close(self, act: Act) -> None:
        waits = self.objections_until is None or act.day <= self.objections_until
        if waits or self.open_objections_of():
            raise ObjectionOpen("异议期未满或异议未答复。", "Objections are open.", cites=CITES)
        self.trigger(e.QuarterClosed, act)

    def reopen(self, act: Act, *, reason: str, proposal_due: date | None, publication_due: date | None) -> None:
        self.trigger(e.QuarterReopened, act, reason=reason, proposal_due=proposal_due, publication_due=publication_due)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _appraised(self, department: str) -> None:
        if department not in self.owed:
            raise NotGraded(
                "该部门不参加本季度考核。",
                "The department is not appraised in this quarter.",
                cites=("A33",),
                department=department,
            )

    def _line(self, department: str) -> ProposedLine:
        line = next((one for one in self.lines if one.department == department), None)
        if line is None or not line.grade:
            raise NotGraded(
                "该部门本季度不评定等次。",
                "The department is not graded in this quarter.",
                cites=CITES,
                department=department,
            )
        return line

    def _amended(self, department: str, grade: str, reason: str) -> tuple[ProposedLine, ...]:
        return tuple(
            msgspec.structs.replace(line, grade=grade, was=line.was or line.grade, reason=reason)
            if line.department == department
            else line
            for line in self.lines
        )

    @applies(e.QuarterOpened)
    def _opened(self, event: e.QuarterOpened) -> None:
        pass

    @applies(e.SelfReportOwed)
    def _report_owed(self, event: e.SelfReportOwed) -> None:
        self.owed[event.department] = event.due

    @applies(e.SelfReportSubmitted)
    def _was_reported(self, event: e.SelfReportSubmitted) -> None:
        self.reported.add(event.department)

    @applies(e.SelfReportMissed)
    def _report_missed(self, event: e.SelfReportMissed) -> None:
        self.missed.add(event.department)

    @applies(e.StepMissed)
    def _step_missed(self, event: e.StepMissed) -> None:
        pass

    @applies(e.StepDueSet)
    def _due_set(self, event: e.StepDueSet) -> None:
        if event.step == Step.REPORT:
            self.owed[event.department] = event.due
        elif event.step == Step.OBJECTIONS:
            self.objections_until = event.due

    @applies(e.LeadersItemEntered)
    def _item_entered(self, event: e.LeadersItemEntered) -> None:
        self.items[event.number], self.entered = event, event.number

    @applies(e.LeadersItemWithdrawn)
    def _item_withdrawn(self, event: e.LeadersItemWithdrawn) -> None:
        del self.items[event.number]

    @applies(e.GradesProposed)
    def _were_proposed(self, event: e.GradesProposed) -> None:
        self.lines, self.at, self.policy_digest, self.digest = event.lines, event.at, event.policy_digest, event.digest
        self.seals, self.evaluation = event.seals, event.evaluation

    @applies(e.GradeAmended)
    def _was_amended(self, event: e.GradeAmended) -> None:
        self.lines, self.digest = self._amended(event.department, event.grade, event.reason), event.digest

    @applies(e.GradesDecided)
    def _were_decided(self, event: e.GradesDecided) -> None:
        self.motion = event.motion

    @applies(e.GradesPublished)
    def _were_published(self, event: e.GradesPublished) -> None:
        self.publications, self.published = event.number, event
        self.objections_until = event.objections_until

    @applies(e.ObjectionRaised)
    def _was_raised(self, event: e.ObjectionRaised) -> None:
        self.objections[event.number] = event

    @applies(e.ObjectionAnswered)
    def _was_answered(self, event: e.ObjectionAnswered) -> None:
        self.answered.add(event.number)

    @applies(e.QuarterReopened)
    def _was_reopened(self, event: e.QuarterReopened) -> None:
        self.reopened += 1
        self.digest = ""


def answer_step(number: int) -> str:
    """As an answer to an objection is named among the steps."""
    return f"{Step.ANSWER}-{number}"


def reference_of(quarter: str, digest: str) -> str:
    return f"appraisal.quarter:{quarter}/{digest[:_SHOWN]}"


def quarter_and_digest(reference: str) -> tuple[str, str]:
    """As `reference_of` has put them together; the digest is its beginning."""
    quarter, _, digest = reference.partition(":")[2].partition("/")
    return quarter, digest
