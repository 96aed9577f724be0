"""首问责任: whoever is asked first answers for the visitor; what failing visitors costs (B13)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from services.documents.visits.events import (
    ComplaintDismissed,
    ComplaintFiled,
    ComplaintUpheld,
    LapseRecorded,
    LapseWithdrawn,
    PromiseMissed,
    VisitorGuided,
    VisitReceived,
    VisitSettled,
    YearlyGradeLost,
    YearlyGradeRestored,
)
from services.documents.visits.operations import (
    DismissComplaint,
    ExportVisits,
    FileComplaint,
    GetComplaint,
    GetServiceYear,
    GetVisit,
    GuideVisitor,
    ListComplaints,
    ListVisits,
    PromiseAnswer,
    ReceiveVisit,
    RecordLapse,
    SettleVisit,
    UpholdComplaint,
    WithdrawLapse,
)
from services.documents.visits.visit import ComplaintDecided, OwnComplaint, PromiseInThePast, VisitIsSettled
from services.documents.visits.year import NoSuchLapse, OwnLapse, ServiceYear, Threshold
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid, NotFound
from tests.documents.desk import (
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    OTHER_STAFF,
    SECOND,
    SECRETARY,
    STAFF,
    Desk,
    by,
    clock,
    day,
)
from tests.given import By, fact, given, proven

MONDAY, TUESDAY, DUE, AFTER = day(6, 9), day(6, 10), day(6, 13), day(6, 14)
KIND = "documents.visit-promise"
DISCIPLINE = "p007"
"""A member of the conduct group who holds no post of the office."""


def received(on: date = MONDAY, person: str = STAFF) -> By:
    visitor = {"visitor": "来访群众甲", "contact": "电话一", "matter": "咨询代表建议办理情况"}
    return by(person, on, ReceiveVisit(person=person, on=on, **visitor))


def promised(due: date = DUE, on: date = MONDAY) -> By:
    return by(STAFF, on, PromiseAnswer(visit=FIRST, due=due, promise="核实后电话答复"), 10)


SETTLE = SettleVisit(visit=FIRST, outcome="已答复")

# -- receiving --------------------------------------------------------------------------------------------------------


def test_whoever_is_asked_first_answers_for_the_visitor(desk: Desk) -> None:
    given(to=desk).when(received().operation, by=STAFF, at=clock(MONDAY)).then(
        fact(
            VisitReceived,
            number="2025-0001",
            person=STAFF,
            department="finance-economy",
            on=MONDAY,
            cites=("B13.1", "B13.3"),
        )
    ).then_answer(status="received", visitor="来访群众甲")
    given(to=desk).when(received().operation, by=COLLEAGUE, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(received().operation, by=CLERK, at=clock(MONDAY)).then(VisitReceived)


def test_the_visitor_is_brought_to_who_deals_with_it_and_the_first_goes_on_answering(desk: Desk) -> None:
    guide = GuideVisitor(visit=FIRST, to_department="budget", to_person=OTHER_STAFF)
    given(received(), to=desk).when(guide, by=STAFF, at=clock(MONDAY)).then(
        fact(VisitorGuided, person=STAFF, to_department="budget", to_person=OTHER_STAFF, cites=("B13.2", "B13.3"))
    ).then_answer(person=STAFF, to_department="budget")
    elsewhere = GuideVisitor(visit=FIRST, to_department="research", to_person=OTHER_STAFF)
    given(to=desk).when(elsewhere, by=STAFF, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(SETTLE, by=OTHER_STAFF, at=clock(MONDAY)).then_refused(Forbidden)


def test_settled_the_same_day_nothing_is_owed(desk: Desk) -> None:
    given(received(), to=desk).when(SETTLE, by=STAFF, at=clock(MONDAY)).then(
        fact(VisitSettled, person=STAFF, was_missed=False, cites=("B13.3",))
    ).then_answer(status="settled", settled_on=MONDAY)
    assert desk.owed(KIND) == []
    for late in (SETTLE, promised().operation):
        given(to=desk).when(late, by=STAFF, at=clock(TUESDAY)).then_refused(VisitIsSettled)


# -- promises ---------------------------------------------------------------------------------------------------------


def test_a_promise_is_owed_by_the_first_receiver(desk: Desk) -> None:
    given(received(), promised(), to=desk)
    assert desk.owed(KIND) == [(STAFF, "finance-economy", DUE, "open")]
    given(to=desk).when(SETTLE, by=STAFF, at=clock(DUE)).then(fact(VisitSettled, was_missed=False))
    assert desk.owed(KIND)[0][3] == "fulfilled"
    assert desk.ticked(AFTER, PromiseMissed) == []
    proven(desk.app)


def test_a_promise_that_is_not_kept_is_recorded_once(desk: Desk) -> None:
    given(received(), promised(), to=desk)
    assert desk.ticked(DUE, PromiseMissed) == []
    (missed,) = desk.ticked(AFTER, PromiseMissed)
    assert isinstance(missed, PromiseMissed)
    assert (missed.person, missed.department, missed.due) == (STAFF, "finance-economy", DUE)
    assert desk.ticked(day(6, 16), PromiseMissed) == []
    given(to=desk).when(SETTLE, by=STAFF, at=clock(day(6, 16))).then(fact(VisitSettled, was_missed=True))
    assert desk.owed(KIND)[0][3] == "late"
    proven(desk.app)


def test_settled_late_before_the_clock_looks_it_is_missed_first(desk: Desk) -> None:
    given(received(), promised(), to=desk).when(SETTLE, by=STAFF, at=clock(AFTER, 0)).then(
        fact(PromiseMissed, due=DUE), fact(VisitSettled, was_missed=True)
    )
    assert desk.ticked(AFTER, PromiseMissed) == []
    assert desk.owed(KIND)[0][3] == "late"


def test_a_promise_is_moved_before_its_day_and_never_after(desk: Desk) -> None:
    given(received(), promised(), promised(day(6, 20), on=DUE), to=desk)
    assert desk.owed(KIND) == [(STAFF, "finance-economy", day(6, 20), "open")]
    later = promised(day(7, 1)).operation
    given(to=desk).when(later, by=STAFF, at=clock(day(6, 21))).then_refused(PromiseInThePast, due="2025-06-20")
    yesterday = PromiseAnswer(visit=SECOND, due=MONDAY, promise="x")
    given(received(), to=desk).when(yesterday, by=STAFF, at=clock(TUESDAY)).then_refused(PromiseInThePast)


def test_who_came_and_why_stays_in_the_service(desk: Desk) -> None:
    given(received(), promised(), by(STAFF, MONDAY, SETTLE, 11), to=desk)
    for event in desk.recorded()[-3:]:
        public = public_bytes(event.TOPIC, encode(event)).decode()
        assert not any(word in public for word in ("来访群众甲", "电话一", "代表建议", "核实", "已答复"))


def test_the_register_is_seen_by_those_concerned(desk: Desk) -> None:
    given(received(), received(person=OTHER_STAFF), to=desk)

    def seen(by: str, /, **whose: str) -> int:
        return len(desk.on(TUESDAY, by, ListVisits(**whose)).items)

    assert seen(CLERK) == seen(DISCIPLINE) == 2
    assert seen(STAFF, person=STAFF) == seen(HEAD, department="finance-economy") == 1
    assert desk.on(TUESDAY, LEADER, GetVisit(visit=FIRST)).matter == "咨询代表建议办理情况"
    given(to=desk).when(ListVisits(department="finance-economy"), by=COLLEAGUE, at=clock(TUESDAY)).then_refused(
        Forbidden
    )


# -- complaints -------------------------------------------------------------------------------------------------------


def complaint(on: date = MONDAY, against: str = STAFF, visit: str = "") -> FileComplaint:
    return FileComplaint(against=against, on=on, visit=visit, complainant="来访群众乙", matter="态度生硬、推诿")


def filed(on: date = MONDAY, **more: Any) -> By:
    return by(CLERK, on, complaint(on, **more))


def lapse(on: date = MONDAY, person: str = STAFF) -> RecordLapse:
    return RecordLapse(person=person, year=on.year, on=on, note="说“不知道”")


def test_a_complaint_is_filed_against_who_received_the_visitor(desk: Desk) -> None:
    given(received(), to=desk).when(complaint(visit="2025-0001"), by=CLERK, at=clock(TUESDAY)).then(
        fact(ComplaintFiled, person=STAFF, department="finance-economy", visit="2025-0001", cites=("B13.4",))
    ).then_answer(status="filed", number="2025-0001")
    given(to=desk).when(complaint(visit="2025-0009"), by=CLERK, at=clock(TUESDAY)).then_refused(NotFound)
    given(to=desk).when(complaint(on=DUE), by=CLERK, at=clock(TUESDAY)).then_refused(Invalid)


def test_a_complaint_upheld_costs_the_yearly_grade(desk: Desk) -> None:
    """B13.4: one complaint about how people were treated is enough."""
    given(filed(), to=desk).when(
        UpholdComplaint(complaint=FIRST, finding="属实"), by=SECRETARY, at=clock(TUESDAY)
    ).then(
        fact(ComplaintUpheld, person=STAFF, on=MONDAY),
        fact(LapseRecorded, person=STAFF, nth=1, source="complaint", complaint="2025-0001", on=MONDAY, year=2025),
        fact(YearlyGradeLost, person=STAFF, year=2025, cause="complaint", times=1, cites=("B13.4",)),
    )
    view = desk.on(TUESDAY, STAFF, GetServiceYear(person=STAFF, year=2025))
    assert (view.grade_lost, view.cause, view.times) == (True, "complaint", 1)
    proven(desk.app)


def test_a_complaint_dismissed_costs_nothing(desk: Desk) -> None:
    given(filed(), to=desk).when(
        DismissComplaint(complaint=FIRST, finding="不属实"), by=DISCIPLINE, at=clock(TUESDAY)
    ).then(fact(ComplaintDismissed, person=STAFF)).then_answer(status="dismissed")
    assert not desk.on(TUESDAY, STAFF, GetServiceYear(person=STAFF, year=2025)).grade_lost
    given(to=desk).when(UpholdComplaint(complaint=FIRST, finding="x"), by=DISCIPLINE, at=clock(TUESDAY)).then_refused(
        ComplaintDecided
    )


@pytest.mark.parametrize("person", [CLERK, CHAIR, HEAD, LEADER, STAFF])
def test_only_the_conduct_group_looks_into_it(desk: Desk, person: str) -> None:
    for operation in (
        UpholdComplaint(complaint=FIRST, finding="x"), DismissComplaint(complaint=FIRST, finding="x"), lapse(),
    ):  # fmt: skip
        given(filed(), to=desk).when(operation, by=person, at=clock(TUESDAY)).then_refused(Forbidden)


def test_nobody_looks_into_their_own(desk: Desk) -> None:
    given(filed(against=DIRECTOR), to=desk)
    for operation in (UpholdComplaint(complaint=FIRST, finding="x"), DismissComplaint(complaint=FIRST, finding="x")):
        given(to=desk).when(operation, by=DIRECTOR, at=clock(TUESDAY)).then_refused(OwnComplaint, cites=("B13.4",))
    given(to=desk).when(lapse(person=DIRECTOR), by=DIRECTOR, at=clock(TUESDAY)).then_refused(OwnLapse)


def test_complaints_are_for_the_office_and_the_group(desk: Desk) -> None:
    given(filed(), to=desk)
    assert len(desk.on(TUESDAY, DISCIPLINE, ListComplaints(status="filed")).items) == 1
    assert desk.on(TUESDAY, CHAIR, ListComplaints(status="upheld")).items == []
    for operation in (ListComplaints(), GetComplaint(complaint=FIRST)):
        given(to=desk).when(operation, by=HEAD, at=clock(TUESDAY)).then_refused(Forbidden)


# -- three in a year --------------------------------------------------------------------------------------------------


def seen_by_group(*days: date) -> list[By]:
    return [by(DISCIPLINE, on, lapse(on)) for on in days]


def test_the_third_in_a_year_costs_the_yearly_grade(desk: Desk) -> None:
    history = seen_by_group(day(2, 10), day(4, 8))
    given(*history, to=desk).when(lapse(), by=DISCIPLINE, at=clock(MONDAY)).then(
        fact(LapseRecorded, nth=3, source="check", cites=("B13.4",)),
        fact(YearlyGradeLost, person=STAFF, year=2025, cause="times", times=3, cites=("B13.4",)),
    )
    given(to=desk).when(lapse(TUESDAY), by=DISCIPLINE, at=clock(TUESDAY)).then(fact(LapseRecorded, nth=4))
    proven(desk.app)


def test_each_year_counts_by_itself(desk: Desk) -> None:
    history = seen_by_group(day(12, 1), day(12, 2))
    given(*history, to=desk).when(lapse(day(1, 5, 2026)), by=DISCIPLINE, at=clock(day(1, 6, 2026))).then(
        fact(LapseRecorded, year=2026, nth=1)
    )
    found_later = RecordLapse(person=STAFF, year=2025, on=day(12, 3), note="x")
    given(to=desk).when(found_later, by=DISCIPLINE, at=clock(day(1, 6, 2026))).then(
        fact(LapseRecorded, year=2025, nth=3), fact(YearlyGradeLost, year=2025)
    )
    wrong = RecordLapse(person=STAFF, year=2025, on=day(1, 5, 2026), note="x")
    given(to=desk).when(wrong, by=DISCIPLINE, at=clock(day(1, 6, 2026))).then_refused(Invalid)


def take_back(number: int) -> WithdrawLapse:
    return WithdrawLapse(person=STAFF, year=2025, number=number, reason="认定有误")


def test_a_lapse_taken_back_gives_the_grade_back_and_it_can_be_lost_again(desk: Desk) -> None:
    given(*seen_by_group(day(2, 10), day(4, 8), MONDAY), to=desk)
    given(to=desk).when(take_back(2), by=SECRETARY, at=clock(TUESDAY)).then(
        fact(LapseWithdrawn, number=2, on=day(4, 8), source="check"),
        fact(YearlyGradeRestored, person=STAFF, year=2025, times=2),
    )
    assert not desk.on(TUESDAY, STAFF, GetServiceYear(person=STAFF, year=2025)).grade_lost
    given(to=desk).when(take_back(2), by=SECRETARY, at=clock(TUESDAY)).then_refused(NoSuchLapse)
    given(to=desk).when(lapse(TUESDAY), by=SECRETARY, at=clock(TUESDAY)).then(
        fact(LapseRecorded, number=4, nth=3), YearlyGradeLost
    )
    proven(desk.app)


def test_what_still_rests_on_other_lapses_stays(desk: Desk) -> None:
    given(*seen_by_group(day(2, 10), day(4, 8), MONDAY, TUESDAY), to=desk)
    given(to=desk).when(take_back(1), by=SECRETARY, at=clock(DUE)).then(LapseWithdrawn)
    assert desk.on(DUE, STAFF, GetServiceYear(person=STAFF, year=2025)).grade_lost


def test_where_the_organ_says_so_a_complaint_is_one_of_three() -> None:
    lenient = Threshold(times=3, complaint_decides=False, cites=("B13.4",))
    more: dict[str, Any] = {"department": "budget", "complaint": "2025-0001", "note": "", "threshold": lenient}
    given(of=ServiceYear).when(ServiceYear.record, person=STAFF, on=MONDAY, source="complaint", **more).then(
        fact(LapseRecorded, nth=1)
    )


def test_ones_year_is_seen_by_oneself_and_those_who_answer(desk: Desk) -> None:
    given(*seen_by_group(MONDAY), to=desk)
    for person in (STAFF, HEAD, LEADER, CLERK, DISCIPLINE):
        assert desk.on(TUESDAY, person, GetServiceYear(person=STAFF, year=2025)).times == 1
    given(to=desk).when(GetServiceYear(person=STAFF, year=2025), by=COLLEAGUE, at=clock(TUESDAY)).then_refused(
        Forbidden
    )


def test_a_record_offers_what_this_person_may_do_now(desk: Desk) -> None:
    """A promise is not moved once its day has passed; nobody is offered what is about themselves."""
    given(received(), filed(against=DIRECTOR), *seen_by_group(MONDAY), to=desk)
    visit, complaint = GetVisit(visit=FIRST), GetComplaint(complaint=SECOND)
    year = GetServiceYear(person=STAFF, year=2025)
    moves = ["guide-visitor", "promise-answer", "settle-visit"]
    assert [desk.may(MONDAY, who, visit) for who in (STAFF, CLERK, HEAD)] == [moves, ["settle-visit"], []]
    given(promised(), to=desk)
    assert desk.may(DUE, STAFF, visit) == moves
    assert desk.may(AFTER, STAFF, visit) == ["guide-visitor", "settle-visit"]
    desk.on(AFTER, STAFF, SETTLE)
    assert desk.may(AFTER, STAFF, visit) == []
    decided = ["uphold-complaint", "dismiss-complaint"]
    assert [desk.may(AFTER, who, complaint) for who in (DISCIPLINE, DIRECTOR, CLERK)] == [decided, [], []]
    desk.on(AFTER, DISCIPLINE, DismissComplaint(complaint=SECOND, finding="x"))
    assert desk.may(AFTER, DISCIPLINE, complaint) == []
    assert [desk.may(AFTER, who, year) for who in (DISCIPLINE, STAFF)] == [["withdraw-lapse"], []]
    assert desk.may(AFTER, DISCIPLINE, GetServiceYear(person=OTHER_STAFF, year=2025)) == []
    desk.on(AFTER, DISCIPLINE, take_back(1))
    assert desk.may(AFTER, DISCIPLINE, year) == []


def test_the_registers_as_a_workbook_without_the_visitors(desk: Desk) -> None:
    given(received(), promised(), *seen_by_group(MONDAY), to=desk)
    file = desk.on(TUESDAY, CLERK, ExportVisits(start=day(6, 1), end=day(6, 30)))
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    visits, lapses, complaints = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    assert complaints[1][2] == "被投诉人"
    assert visits[2][0] == "2025-0001"
    assert visits[2][-1] == "已承诺"
    assert lapses[2][3:5] == ("监督检查", 1)
    assert "来访群众甲" not in str(visits)
