"""发展党员: application, activist, candidate, probation as dated steps; papers of the file; the year's plan (B4.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.kernel.domain.words import WrongStatus
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from services.party.applicants import events as e
from services.party.applicants.applicant import AppliedAlready, NoSuchLoan, StepTooEarly, WrongMembers
from services.party.applicants.operations import (
    AdmitApplicant,
    AdoptGrowthPlan,
    EndApplication,
    ExamineApplicant,
    ExportApplicants,
    GetApplicant,
    GetGrowthPlan,
    HandInThoughtReport,
    LendApplicantPaper,
    ListApplicants,
    NameActivist,
    NameCandidate,
    ProposeGrowthPlan,
    ReceiveApplication,
    ReturnApplicantPaper,
)
from services.party.applicants.plan import NotPlanned
from services.party.members.events import MemberEntered
from services.party.members.operations import EnterMember, GetMember
from tests.given import fact, given, proven
from tests.party.desk import (
    AUDITOR,
    CHAIR,
    COLLEAGUE,
    DIRECTOR,
    HEAD,
    ORGANISER,
    OTHER_STAFF,
    SECRETARY,
    STAFF,
    Desk,
    clock,
    day,
    read_back,
)

APPLIED, NAMED, YEAR_LATER, LATER = day(1, 8, 2024), day(3, 4, 2024), day(3, 4, 2025), day(6, 9)


def do(desk: Desk, on: date, *operations: Operation, by: str = ORGANISER) -> Any:
    answer = None
    for operation in operations:
        answer = desk.on(on, by, operation)
    return answer


def members(desk: Desk) -> None:
    """HEAD and COLLEAGUE are full members, OTHER_STAFF is on probation."""
    full = {"joined": day(7, 1, 2010), "formal": day(7, 1, 2011)}
    for person, more in ((HEAD, full), (COLLEAGUE, full), (OTHER_STAFF, {"joined": APPLIED})):
        do(desk, APPLIED, EnterMember(person=person, on=APPLIED, **more))


def applied(desk: Desk, **more: Any) -> Any:
    members(desk)
    answer = do(desk, APPLIED, ReceiveApplication(person=STAFF, on=APPLIED, **more))
    return answer.id


def activist(desk: Desk) -> Any:
    one = applied(desk, born=day(5, 1, 1995), education="university")
    do(desk, NAMED, NameActivist(applicant=one, on=NAMED, contacts=[HEAD]))
    return one


def planned(desk: Desk, on: date = YEAR_LATER, places: int = 1) -> None:
    do(desk, on, ProposeGrowthPlan(year=on.year, places=places, people=[STAFF]))
    do(desk, on, AdoptGrowthPlan(year=on.year), by=SECRETARY)


def refused(desk: Desk, operation: Operation, on: date, refusal: Any, by: str = ORGANISER, **more: Any) -> None:
    given(to=desk).when(operation, by=by, at=clock(on)).then_refused(refusal, **more)


def test_the_whole_way_ends_in_the_register_of_members(desk: Desk) -> None:
    one = activist(desk)
    planned(desk)
    given(to=desk).when(NameCandidate(applicant=one, on=YEAR_LATER), by=ORGANISER, at=clock(YEAR_LATER)).then(
        fact(e.CandidateNamed, person=STAFF, on=YEAR_LATER, cites=("B4.3", "organ"))
    )
    admit = AdmitApplicant(applicant=one, on=LATER, sponsors=[HEAD, COLLEAGUE], group="第一党小组")
    given(to=desk).when(admit, by=ORGANISER, at=clock(LATER)).then(
        fact(e.ApplicantAdmitted, sponsors=(HEAD, COLLEAGUE)),
        fact(MemberEntered, person=STAFF, on=LATER, joined=LATER, formal=None, education="university"),
    ).then_answer(status="admitted", activist_on=NAMED, candidate_on=YEAR_LATER, admitted_on=LATER)
    member = do(desk, LATER, GetMember(person=STAFF))
    assert (member.status, member.group, member.born) == ("probationary", "第一党小组", day(5, 1, 1995))
    assert do(desk, LATER, GetGrowthPlan(year=2025)).admitted == 1
    proven(desk.app)


def test_a_candidate_is_named_after_a_year_of_cultivation_at_least(desk: Desk) -> None:
    one = activist(desk)
    planned(desk, day(3, 3))
    early = NameCandidate(applicant=one, on=day(3, 3))
    refused(desk, early, day(3, 3), StepTooEarly, cites=("B4.3", "organ"), earliest="2025-03-04")


@pytest.mark.parametrize(("born", "allowed"), [(day(1, 8, 2006), True), (day(1, 9, 2006), False), (None, True)])
def test_nobody_applies_before_eighteen(desk: Desk, born: date | None, allowed: bool) -> None:
    one = ReceiveApplication(person=STAFF, on=APPLIED, born=born)
    outcome = given(to=desk).when(one, by=ORGANISER, at=clock(APPLIED))
    outcome.then(e.ApplicationReceived) if allowed else outcome.then_refused(StepTooEarly)


def test_steps_come_in_order(desk: Desk) -> None:
    one = applied(desk)
    planned(desk, APPLIED)
    admit = AdmitApplicant(applicant=one, on=APPLIED, sponsors=[HEAD, COLLEAGUE])
    for early in (NameCandidate(applicant=one, on=APPLIED), admit):
        refused(desk, early, APPLIED, WrongStatus)
    before = NameActivist(applicant=one, on=day(1, 7, 2024), contacts=[HEAD])
    refused(desk, before, NAMED, Invalid)
    to_come = NameActivist(applicant=one, on=day(3, 5, 2024), contacts=[HEAD])
    refused(desk, to_come, NAMED, Invalid)


@pytest.mark.parametrize(
    "contacts",
    [[STAFF], [OTHER_STAFF], [HEAD, HEAD], ["p053"], [HEAD, COLLEAGUE, OTHER_STAFF]],
    ids=["oneself", "on probation", "twice the same", "no member", "too many"],
)
def test_full_members_look_after_an_activist(desk: Desk, contacts: list[str]) -> None:
    one = applied(desk)
    refused(desk, NameActivist(applicant=one, on=NAMED, contacts=contacts), NAMED, WrongMembers)


def test_two_full_members_answer_for_a_candidate(desk: Desk) -> None:
    one = activist(desk)
    planned(desk)
    do(desk, YEAR_LATER, NameCandidate(applicant=one, on=YEAR_LATER))
    for sponsors in ([HEAD], [HEAD, OTHER_STAFF]):
        refused(desk, AdmitApplicant(applicant=one, on=LATER, sponsors=sponsors), LATER, WrongMembers)


def test_nobody_applies_twice_and_no_member_applies(desk: Desk) -> None:
    one = applied(desk)
    refused(desk, ReceiveApplication(person=STAFF, on=NAMED), NAMED, AppliedAlready)
    refused(desk, ReceiveApplication(person=HEAD, on=NAMED), NAMED, AppliedAlready)
    do(desk, NAMED, EndApplication(applicant=one, on=NAMED, reason="本人撤回"))
    refused(desk, HandInThoughtReport(applicant=one, on=NAMED, title="汇报"), NAMED, WrongStatus)
    do(desk, NAMED, ReceiveApplication(person=STAFF, on=NAMED))
    proven(desk.app)


def plans_to_adopt(desk: Desk, person: str) -> list[str]:
    lines = desk.on(YEAR_LATER, person, desk.LOG.list_desk()).items
    return [line.title for line in lines if line.operation == "party.adopt-growth-plan"]


def test_the_plan_comes_before_candidates_and_admissions(desk: Desk) -> None:
    one = activist(desk)
    candidate = NameCandidate(applicant=one, on=YEAR_LATER)
    refused(desk, candidate, YEAR_LATER, NotPlanned, cites=("B4.3",))
    do(desk, YEAR_LATER, ProposeGrowthPlan(year=2025, places=0))
    refused(desk, candidate, YEAR_LATER, NotPlanned)
    refused(desk, AdoptGrowthPlan(year=2025), YEAR_LATER, Forbidden)
    assert plans_to_adopt(desk, SECRETARY) == ["2025"], "it lies with whoever adopts it"
    assert plans_to_adopt(desk, ORGANISER) == []
    do(desk, YEAR_LATER, AdoptGrowthPlan(year=2025), by=SECRETARY)
    refused(desk, ProposeGrowthPlan(year=2025, places=1), YEAR_LATER, WrongStatus)
    assert plans_to_adopt(desk, SECRETARY) == []
    do(desk, YEAR_LATER, candidate)
    full = AdmitApplicant(applicant=one, on=LATER, sponsors=[HEAD, COLLEAGUE])
    refused(desk, full, LATER, NotPlanned)
    proven(desk.app)


def test_reports_and_examinations_are_numbered(desk: Desk) -> None:
    one = activist(desk)
    report = HandInThoughtReport(applicant=one, on=NAMED, title="一季度思想汇报")
    given(to=desk).when(report, by=STAFF, at=clock(NAMED)).then(fact(e.ThoughtReportHandedIn, nth=1, person=STAFF))
    do(desk, NAMED, report, ExamineApplicant(applicant=one, on=NAMED, finding="表现较好"))
    answer = do(desk, NAMED, GetApplicant(applicant=one))
    assert (answer.reports, answer.examined) == (2, 1)
    assert [(paper.kind, paper.nth, paper.text) for paper in answer.papers] == [
        ("examination", 1, "表现较好"),
        ("report", 1, "一季度思想汇报"),
        ("report", 2, "一季度思想汇报"),
    ]
    proven(desk.app)


def test_papers_that_are_lent_come_back_or_come_to_light(desk: Desk) -> None:
    one = applied(desk)

    def lend(due: date) -> LendApplicantPaper:
        return LendApplicantPaper(applicant=one, on=NAMED, paper="入党申请书", borrower=DIRECTOR, due=due)

    refused(desk, lend(day(3, 3, 2024)), NAMED, Invalid)
    due = day(3, 11, 2024)
    do(desk, NAMED, lend(due), lend(due))
    back = ReturnApplicantPaper(applicant=one, loan=1, on=day(3, 8, 2024))
    given(to=desk).when(back, by=ORGANISER, at=clock(day(3, 8, 2024))).then(fact(e.ApplicantPaperReturned, loan=1))
    refused(desk, back, day(3, 8, 2024), NoSuchLoan)
    assert not desk.ticked(due, e.ApplicantPaperMissed)
    missed = desk.ticked(day(3, 12, 2024), e.ApplicantPaperMissed)
    assert [(event.loan, event.borrower) for event in missed if isinstance(event, e.ApplicantPaperMissed)] == [
        (2, DIRECTOR)
    ]
    assert not desk.ticked(day(3, 13, 2024), e.ApplicantPaperMissed)
    do(desk, day(3, 14, 2024), ReturnApplicantPaper(applicant=one, loan=2, on=day(3, 14, 2024)))
    assert [row[3] for row in desk.owed("party.applicant-paper")] == ["fulfilled", "late"]
    proven(desk.app)


def test_who_sees_an_application_and_what_pages_offer(desk: Desk) -> None:
    one = applied(desk)
    shown = GetApplicant(applicant=one)
    offered = ["name-activist", "end-application", "hand-in-thought-report", "lend-applicant-paper"]
    assert desk.may(NAMED, ORGANISER, shown) == offered
    assert desk.may(NAMED, STAFF, shown) == ["hand-in-thought-report"]
    for person in (SECRETARY, CHAIR, AUDITOR):
        assert len(desk.on(NAMED, person, ListApplicants()).items) == 1
        refused(desk, ReceiveApplication(person="p028", on=NAMED), NAMED, Forbidden, by=person)
    refused(desk, shown, NAMED, Forbidden, by=COLLEAGUE)


def test_the_register_as_a_workbook_leaves_private_matters_out(desk: Desk) -> None:
    one = applied(desk, born=day(5, 1, 1995), education="university")
    do(desk, NAMED, EndApplication(applicant=one, on=NAMED, reason="家庭原因"))
    file = desk.on(NAMED, SECRETARY, ExportApplicants(start=APPLIED, end=NAMED))
    said = str(read_back(file.content))
    assert "入党申请人台账" in said
    for private in ("家庭原因", "1995", "university", "大学本科"):
        assert private not in said
