"""One person's way into the Party: application, activist, candidate, admitted on probation (B4.3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, Refusal
from services.party.applicants import events as e
from services.party.months import months_after

CITES = ("B4.3",)
_MONTHS = 12


class ApplicantStatus(Status):
    APPLIED = "applied", "入党申请人", "applicant"
    ACTIVIST = "activist", "入党积极分子", "activist"
    CANDIDATE = "candidate", "发展对象", "candidate"
    ADMITTED = "admitted", "已接收为预备党员", "admitted on probation"
    ENDED = "ended", "已终止", "ended"


class PaperKind(Word):
    """What comes into an applicant's file on the way."""

    REPORT = "report", "思想汇报", "thought report"
    EXAMINATION = "examination", "培养考察", "examination"


ON_THE_WAY = (ApplicantStatus.APPLIED, ApplicantStatus.ACTIVIST, ApplicantStatus.CANDIDATE)
BECOMES: Becomes = {
    e.ApplicationReceived: ApplicantStatus.APPLIED,
    e.ActivistNamed: ApplicantStatus.ACTIVIST,
    e.CandidateNamed: ApplicantStatus.CANDIDATE,
    e.ApplicantAdmitted: ApplicantStatus.ADMITTED,
    e.ApplicationEnded: ApplicantStatus.ENDED,
}


class AppliedAlready(Refusal):
    """They are on the way already, or members."""

    code = "party.applied-already"
    next = ("请打开原申请或党员记录核对。", "Open the application, or the member's record, and compare.")


class StepTooEarly(Refusal):
    """A step of the way before its time has come."""

    code = "party.applicant-too-early"
    next = ("请在规定期限届满后办理。", "Take the step when its time has come.")


class WrongMembers(Refusal):
    """Full members look after an activist and answer for a candidate, as many as the rule says."""

    code = "party.applicant-members"
    kind = "invalid"
    next = ("请指定正式党员。", "Name full members.")


class NoSuchLoan(Refusal):
    code = "party.applicant-no-such-loan"
    kind = "missing"
    next = ("请打开申请人记录核对借出材料。", "Open the record and look which papers are out.")


@dataclass(frozen=True, slots=True)
class Way:
    """In force on the day that decides: the age, the months of cultivation, how many members look after and answer."""

    age: int
    cultivation: int
    contacts: tuple[int, int]
    sponsors: tuple[int, int]
    cites: tuple[str, ...]


class Applicant(Aggregate):
    CALLED = "入党申请", "application"
    CITES = CITES
    CARRIES = ("person", "department")
    BECOMES = BECOMES
    person = ""
    department = ""
    last: date | None = None
    """The day of the latest step."""
    born: date | None = None
    education = ""
    reports = 0
    examined = 0

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.loans: dict[int, e.ApplicantPaperLent] = {}
        self.lent = 0

    def receive(
        self, act: Act, *, person: str, department: str, on: date, born: date | None, education: str, way: Way
    ) -> None:
        if born is not None and (earliest := months_after(born, way.age * _MONTHS)) > on:
            raise StepTooEarly(
                f"申请入党须年满{way.age}周岁。",
                f"Nobody applies before the age of {way.age}.",
                cites=way.cites,
                earliest=earliest.isoformat(),
            )
        self.trigger(
            e.ApplicationReceived, act, person=person, department=department, on=on, born=born, education=education
        )

    def name_activist(self, act: Act, *, on: date, contacts: Sequence[str], formal: Collection[str], way: Way) -> None:
        self._after(on)
        self._check_members(contacts, formal, way.contacts, way)
        self.trigger(e.ActivistNamed, act, on=on, contacts=tuple(contacts), cites=way.cites)

    def name_candidate(self, act: Act, *, on: date, way: Way) -> None:
        """After at least so many months of cultivation as an activist."""
        self._after(on)
        assert self.last is not None
        earliest = months_after(self.last, way.cultivation)
        if on < earliest:
            raise StepTooEarly(
                f"培养考察须满{way.cultivation}个月，{earliest}起可列为发展对象。",
                f"The cultivation takes {way.cultivation} months: not before {earliest}.",
                cites=way.cites,
                earliest=earliest.isoformat(),
            )
        self.trigger(e.CandidateNamed, act, on=on, cites=way.cites)

    def admit(self, act: Act, *, on: date, sponsors: Sequence[str], formal: Collection[str], way: Way) -> None:
        self._after(on)
        self._check_members(sponsors, formal, way.sponsors, way)
        self.trigger(e.ApplicantAdmitted, act, on=on, sponsors=tuple(sponsors), cites=way.cites)

    def end(self, act: Act, *, on: date, reason: str) -> None:
        self._after(on)
        self.trigger(e.ApplicationEnded, act, on=on, reason=reason)

    def report(self, act: Act, *, on: date, title: str) -> None:
        self.trigger(e.ThoughtReportHandedIn, act, on=on, nth=self.reports + 1, title=title)

    def examine(self, act: Act, *, on: date, finding: str) -> None:
        self.trigger(e.ApplicantExamined, act, on=on, nth=self.examined + 1, finding=finding)

    def lend(self, act: Act, *, on: date, borrower: str, due: date, paper: str) -> None:
        if due < on:
            raise Invalid("归还期限早于借出日期。", "It is due before it is lent.", fields=[{"field": "due"}])
        self.trigger(e.ApplicantPaperLent, act, on=on, loan=self.lent + 1, borrower=borrower, due=due, paper=paper)

    def give_back(self, act: Act, *, loan: int, on: date) -> None:
        self.trigger(e.ApplicantPaperReturned, act, day=on, on=on, loan=loan, borrower=self._out(loan).borrower)

    def miss(self, act: Act, *, loan: int) -> None:
        out = self._out(loan)
        self.trigger(e.ApplicantPaperMissed, act, on=out.due, loan=loan, borrower=out.borrower)

    def _out(self, loan: int) -> e.ApplicantPaperLent:
        out = self.loans.get(loan)
        if out is None:
            raise NoSuchLoan("没有这项借出，或已归还。", "Nothing is out under this number.", cites=CITES, loan=loan)
        return out

    def _after(self, on: date) -> None:
        if self.last is not None and on < self.last:
            raise Invalid(
                f"不能早于上一步骤之日{self.last}。",
                f"It cannot be before the step before it, on {self.last}.",
                fields=[{"field": "on", "from": self.last.isoformat()}],
            )

    def _check_members(self, named: Sequence[str], formal: Collection[str], bounds: tuple[int, int], way: Way) -> None:
        least, most = bounds
        strangers = [one for one in named if one not in formal or one == self.person]
        if strangers or len(set(named)) != len(named) or not least <= len(named) <= most:
            many = f"{least}" if least == most else f"{least}–{most}"
            raise WrongMembers(
                f"须为{many}名正式党员。", f"They are {many} full members.", cites=way.cites, people=strangers
            )

    @applies(e.ApplicationReceived)
    def _received(self, event: e.ApplicationReceived) -> None:
        self.last, self.born, self.education = event.on, event.born, event.education

    @applies(e.ActivistNamed, e.CandidateNamed, e.ApplicantAdmitted, e.ApplicationEnded)
    def _step(self, event: e.OfApplicant) -> None:
        self.last = event.on

    @applies(e.ThoughtReportHandedIn)
    def _reported(self, event: e.ThoughtReportHandedIn) -> None:
        self.reports = event.nth

    @applies(e.ApplicantExamined)
    def _examined(self, event: e.ApplicantExamined) -> None:
        self.examined = event.nth

    @applies(e.ApplicantPaperLent)
    def _lent(self, event: e.ApplicantPaperLent) -> None:
        self.lent = event.loan
        self.loans[event.loan] = event

    @applies(e.ApplicantPaperReturned)
    def _returned(self, event: e.ApplicantPaperReturned) -> None:
        del self.loans[event.loan]

    @applies(e.ApplicantPaperMissed)
    def _was_missed(self, event: e.ApplicantPaperMissed) -> None: ...
