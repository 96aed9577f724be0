"""What happens on somebody's way into the Party, and to the year's plan of admissions (B4.3)."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class OfApplicant(Event):
    """`person` applies, `department` is theirs on the day of the application, `on` the day of the step."""

    person: str
    on: date


class ApplicationReceived(OfApplicant):
    SAYS = "收到入党申请"
    TOPIC = "party.application-received.v1"
    born: Personal[date | None] = None
    education: Personal[str] = ""


class ActivistNamed(OfApplicant):
    """积极分子; `contacts` are the members who look after them."""

    SAYS = "确定入党积极分子"
    TOPIC = "party.activist-named.v1"
    contacts: tuple[str, ...]


class CandidateNamed(OfApplicant):
    """发展对象, after the cultivation."""

    SAYS = "确定发展对象"
    TOPIC = "party.candidate-named.v1"


class ApplicantAdmitted(OfApplicant):
    """On probation from that day; `sponsors` are the members who answer for them."""

    SAYS = "接收预备党员"
    TOPIC = "party.applicant-admitted.v1"
    sponsors: tuple[str, ...]


class ApplicationEnded(OfApplicant):
    """Taken back, or not pursued any further."""

    SAYS = "终止入党申请"
    TOPIC = "party.application-ended.v1"
    reason: Personal[str] = ""


class ThoughtReportHandedIn(OfApplicant):
    """思想汇报, the `nth` of this applicant."""

    SAYS = "提交思想汇报"
    TOPIC = "party.thought-report-handed-in.v1"
    nth: int
    title: Personal[str] = ""


class ApplicantExamined(OfApplicant):
    """What the branch found of them, the `nth` time."""

    SAYS = "考察申请人"
    TOPIC = "party.applicant-examined.v1"
    nth: int
    finding: Personal[str] = ""


class ApplicantPaperLent(OfApplicant):
    """A paper of the file is with `borrower` until `due` at the latest; `loan` numbers it."""

    SAYS = "借出入党材料"
    TOPIC = "party.applicant-paper-lent.v1"
    loan: int
    borrower: str
    due: date
    paper: Personal[str] = ""


class ApplicantPaperReturned(OfApplicant):
    SAYS = "归还入党材料"
    TOPIC = "party.applicant-paper-returned.v1"
    loan: int
    borrower: str


class ApplicantPaperMissed(OfApplicant):
    """The day passed and the paper was not back; recorded once by the clock. `on` is the last day in time."""

    SAYS = "记录入党材料逾期未还"
    TOPIC = "party.applicant-paper-missed.v1"
    loan: int
    borrower: str


class GrowthPlanProposed(Event):
    """So many admissions (`places`) in the year, and who is to be looked after for them."""

    SAYS = "提出发展党员计划"
    TOPIC = "party.growth-plan-proposed.v1"
    year: int
    places: int
    people: tuple[str, ...] = ()
    note: str = ""


class GrowthPlanAdopted(Event):
    SAYS = "通过发展党员计划"
    TOPIC = "party.growth-plan-adopted.v1"
    year: int
