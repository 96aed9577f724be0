"""Trips (A30, B14.6): asked for before, consented to by area, never by who travels; back with the days really away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.finance.budget import events as budget
from services.finance.budget.line import LineExceeded, NotInPlan
from services.finance.operations import log
from services.finance.trips import events as e
from services.finance.trips.operations import (
    ApproveTrip,
    CancelTrip,
    ConfirmReturn,
    ExportTrips,
    GetAllowance,
    GetTrip,
    ListStays,
    ListTrips,
    ProlongTrip,
    RejectTrip,
    ReportReturn,
    RequestTrip,
    SendReturnBack,
    ShortenTrip,
    WithdrawTrip,
)
from services.finance.trips.trip import (
    ClassTooHigh,
    DaysBeyondConsent,
    OwnTrip,
    TravellerTaken,
    TripDecided,
    TripNotConsented,
    TripNotInAdvance,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    OTHER_HEAD,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.test_budget import planned
from tests.given import By, fact, given, proven

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (day(6, n) for n in range(9, 14))
DEPUTY_CHAIR = "p002"
"""Stands in for the chair from 3 to 14 March 2025."""
FAR: dict[str, Any] = {"area": "beyond", "place": "beijing", "destination": "北京", "transport": "second"}


def request(*people: str, start: date = TUESDAY, end: date = THURSDAY, **more: Any) -> RequestTrip:
    said = {
        "department": "finance-economy", "area": "district", "destination": "云柚镇", "transport": "road",
        "purpose": "预算执行调研",
    }  # fmt: skip
    return RequestTrip(travellers=people or (STAFF,), start=start, end=end, **{**said, **more})


def asked(*people: str, person: str = STAFF, on: date = MONDAY, **more: Any) -> By:
    return by(person, on, request(*people, **more))


CONSENTED = by(LEADER, MONDAY, ApproveTrip(trip=FIRST), 10)
BACK = ReportReturn(trip=FIRST, start=TUESDAY, end=THURSDAY)
REPORTED = by(STAFF, FRIDAY, BACK)
CONFIRMED = by(HEAD, FRIDAY, ConfirmReturn(trip=FIRST), 10)


# -- asking and consent -----------------------------------------------------------------------------------------------


def test_a_trip_is_asked_for_with_who_travels_where_and_how(desk: Desk) -> None:
    given(to=desk).when(request(STAFF, COLLEAGUE, **FAR, lodging="hotel"), by=STAFF, at=clock(MONDAY)).then(
        fact(
            e.TripRequested,
            number="2025-0001",
            person=STAFF,
            department="finance-economy",
            area="beyond",
            place="beijing",
            stays=tuple(
                e.Stay(person=one, department="finance-economy", rank="others", start=TUESDAY, end=THURSDAY)
                for one in (STAFF, COLLEAGUE)
            ),
            cites=("A30",),
        )
    ).then_answer(status="requested", travellers=[STAFF, COLLEAGUE], start=TUESDAY, end=THURSDAY, waits_for="chair")


@pytest.mark.parametrize(
    ("area", "consents", "others"),
    [
        ({}, LEADER, (CHAIR, HEAD, STAFF, CLERK)),
        ({"area": "city", "place": "other"}, CHAIR, (LEADER, HEAD, CLERK)),
        ({"area": "province", "place": "nanning"}, CHAIR, (LEADER, HEAD, CLERK)),
        (FAR, CHAIR, (LEADER, HEAD, CLERK)),
    ],
)
def test_in_the_district_the_supervising_leader_outside_the_chair(
    desk: Desk, area: dict[str, Any], consents: str, others: tuple[str, ...]
) -> None:
    """区内由分管领导同意，区外由主任审批 (A30)."""
    given(asked(**area), to=desk)
    for person in others:
        for operation in (ApproveTrip(trip=FIRST), RejectTrip(trip=FIRST, reason="x")):
            given(to=desk).when(operation, by=person, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(ApproveTrip(trip=FIRST), by=consents, at=clock(MONDAY)).then(
        fact(e.TripApproved, number="2025-0001", cites=("A30",))
    ).then_answer(status="approved", decided_by=consents, decided_on=MONDAY, waits_for="")


@pytest.mark.parametrize(
    ("people", "person", "area", "consents"),
    [
        pytest.param((LEADER,), LEADER, {}, CHAIR, id="a leader's own goes up"),
        pytest.param((LEADER, STAFF), STAFF, {}, CHAIR, id="with a leader it goes up for all"),
        pytest.param((STAFF,), LEADER, {"department": "leadership"}, CHAIR, id="who asked does not consent"),
        pytest.param((CHAIR,), CHAIR, {}, CLERK, id="the chair's own is recorded by the office"),
        pytest.param((CHAIR,), CHAIR, FAR, CLERK, id="outside the district too"),
        pytest.param((CHAIR, CLERK), CLERK, FAR, DIRECTOR, id="the clerk records none of their own"),
        pytest.param((STAFF, "p030"), STAFF, {}, CHAIR, id="of departments under two leaders"),
        pytest.param((STAFF, OTHER_STAFF), STAFF, {}, LEADER, id="of departments under one leader"),
    ],
)
def test_who_consents_neither_travels_nor_asked(
    desk: Desk, people: tuple[str, ...], person: str, area: dict[str, Any], consents: str
) -> None:
    more = {"department": "leadership"} if person in (LEADER, CHAIR) else {}
    more = {"department": "office"} if person == CLERK else more
    given(asked(*people, person=person, **{**area, **more}), to=desk).when(
        ApproveTrip(trip=FIRST), by=consents, at=clock(MONDAY)
    ).then(e.TripApproved)


def test_who_stands_in_for_the_chair_consents_but_not_to_their_own(desk: Desk) -> None:
    on = day(3, 5)
    own = asked(DEPUTY_CHAIR, person=DEPUTY_CHAIR, on=on, start=on, end=on, department="leadership")
    given(own, to=desk).when(ApproveTrip(trip=FIRST), by=DEPUTY_CHAIR, at=clock(on)).then_refused(
        OwnTrip, cites=("A30",)
    )
    assert desk.may(on, DEPUTY_CHAIR, GetTrip(trip=FIRST)) == ["withdraw-trip"]
    given(to=desk).when(RejectTrip(trip=FIRST, reason="x"), by=DEPUTY_CHAIR, at=clock(on)).then_refused(OwnTrip)
    given(to=desk).when(ApproveTrip(trip=FIRST), by=CHAIR, at=clock(on)).then(e.TripApproved)


def test_without_consent_nobody_is_back_from_it(desk: Desk) -> None:
    given(asked(), to=desk).when(BACK, by=STAFF, at=clock(FRIDAY)).then_refused(TripNotConsented, status="requested")


def test_a_refused_trip_is_at_its_end(desk: Desk) -> None:
    given(asked(), to=desk).when(RejectTrip(trip=FIRST, reason="改为书面调研"), by=LEADER, at=clock(MONDAY)).then(
        fact(e.TripRejected, person=STAFF)
    ).then_answer(status="rejected", reason="改为书面调研")
    given(to=desk).when(ApproveTrip(trip=FIRST), by=LEADER, at=clock(MONDAY)).then_refused(TripDecided)


def test_what_was_asked_for_can_be_taken_back(desk: Desk) -> None:
    withdrawn = WithdrawTrip(trip=FIRST, reason="任务取消")
    given(asked(), to=desk).when(withdrawn, by=STAFF, at=clock(MONDAY)).then(e.TripWithdrawn)
    given(to=desk).when(request(), by=STAFF, at=clock(MONDAY)).then(e.TripRequested)


def test_a_trip_is_asked_for_before_it_begins(desk: Desk) -> None:
    """On the morning itself at the latest."""
    given(to=desk).when(request(start=MONDAY), by=STAFF, at=clock(TUESDAY)).then_refused(
        TripNotInAdvance, cites=("A30",)
    )
    given(to=desk).when(request(start=TUESDAY), by=STAFF, at=clock(TUESDAY)).then(e.TripRequested)


@pytest.mark.parametrize(
    "bad",
    [
        {"area": "moon"},
        {"transport": "rocket"},
        {"department": "nowhere"},
        {"start": THURSDAY, "end": WEDNESDAY},
        {"place": "beijing"},
        {"area": "beyond"},
        {"area": "beyond", "place": "atlantis"},
    ],
)
def test_what_the_rule_does_not_know_is_refused(desk: Desk, bad: dict[str, Any]) -> None:
    person = CLERK if bad.get("department") else STAFF
    given(to=desk).when(request(**bad), by=person, at=clock(MONDAY)).then_refused(Invalid)


def test_an_area_that_there_is_not_is_refused_with_those_that_there_are(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        desk.do(request(area="moon"), by=STAFF, at=clock(MONDAY))
    assert "区内、区外市内、市外省内、省外" in refused.value.zh
    assert "In the district, Outside the district" in refused.value.en
    assert refused.value.details["fields"][0]["allowed"] == ["district", "city", "province", "beyond"]


@pytest.mark.parametrize("people", [("p060",), (STAFF, STAFF)])
def test_only_people_of_the_organ_travel_each_once(desk: Desk, people: tuple[str, ...]) -> None:
    given(to=desk).when(request(*people), by=STAFF, at=clock(MONDAY)).then_refused(Invalid)


def test_nobody_travels_in_a_class_above_their_rank(desk: Desk) -> None:
    given(to=desk).when(request(transport="first"), by=STAFF, at=clock(MONDAY)).then_refused(
        ClassTooHigh, cites=("A30", "B14.6"), person=STAFF
    )


def test_nobody_is_on_two_trips_at_once(desk: Desk) -> None:
    """To the day."""
    given(asked(COLLEAGUE, STAFF), to=desk)
    for start, end in ((MONDAY, TUESDAY), (THURSDAY, FRIDAY), (WEDNESDAY, WEDNESDAY)):
        given(to=desk).when(request(start=start, end=end), by=STAFF, at=clock(MONDAY)).then_refused(
            TravellerTaken, person=STAFF, number="2025-0001"
        )
    given(to=desk).when(request(start=FRIDAY, end=FRIDAY), by=STAFF, at=clock(MONDAY)).then(e.TripRequested)


# -- days -------------------------------------------------------------------------------------------------------------


def test_back_with_the_days_really_away_confirmed_by_the_head(desk: Desk) -> None:
    given(asked(), CONSENTED, to=desk).when(BACK, by=STAFF, at=clock(FRIDAY)).then(e.TripReturnReported).then_answer(
        status="reported", waits_for="head-finance-economy", reported_by=STAFF
    )
    given(to=desk).when(ConfirmReturn(trip=FIRST), by=HEAD, at=clock(FRIDAY)).then(
        fact(e.TripReturnConfirmed, number="2025-0001", post="head-finance-economy")
    ).then_answer(status="returned", confirmed_by=HEAD, confirmed_on=FRIDAY)
    proven(desk.app)


@pytest.mark.parametrize(
    ("people", "person", "confirms"),
    [((HEAD,), HEAD, LEADER), ((LEADER,), LEADER, CHAIR), ((CHAIR,), CHAIR, CLERK), ((STAFF,), HEAD, HEAD)],
)
def test_nobody_confirms_days_they_were_away_themselves(
    desk: Desk, people: tuple[str, ...], person: str, confirms: str
) -> None:
    own = {"department": "leadership"} if person in (LEADER, CHAIR) else {}
    consents = {HEAD: LEADER, LEADER: CHAIR, CHAIR: CLERK}[person]
    given(asked(*people, person=person, **own), by(consents, MONDAY, ApproveTrip(trip=FIRST), 10), to=desk)
    given(by(people[0], FRIDAY, BACK), to=desk).when(ConfirmReturn(trip=FIRST), by=confirms, at=clock(FRIDAY)).then(
        e.TripReturnConfirmed
    )


def test_whose_days_differ_and_who_stayed_is_said_upon_return(desk: Desk) -> None:
    back = ReportReturn.model_validate(
        {
            "trip": FIRST, "start": TUESDAY, "end": THURSDAY, "stayed": [HEAD],
            "others": [{"person": COLLEAGUE, "start": TUESDAY, "end": WEDNESDAY}],
        }
    )  # fmt: skip
    given(asked(STAFF, COLLEAGUE, HEAD), CONSENTED, by(COLLEAGUE, FRIDAY, back), to=desk)
    seen = desk.on(FRIDAY, HEAD, GetTrip(trip=FIRST))
    assert {one.person: one.away_end for one in seen.stays} == {STAFF: THURSDAY, COLLEAGUE: WEDNESDAY, HEAD: None}
    given(to=desk).when(ConfirmReturn(trip=FIRST), by=LEADER, at=clock(FRIDAY)).then(e.TripReturnConfirmed).then_answer(
        travellers=[STAFF, COLLEAGUE]
    )
    seen = desk.on(FRIDAY, HEAD, GetTrip(trip=FIRST))
    assert {one.person: one.end for one in seen.stays} == {STAFF: THURSDAY, COLLEAGUE: WEDNESDAY}
    proven(desk.app)


@pytest.mark.parametrize(
    ("start", "end", "refusal"),
    [
        (MONDAY, THURSDAY, DaysBeyondConsent),
        (TUESDAY, FRIDAY, DaysBeyondConsent),
        (THURSDAY, WEDNESDAY, Invalid),
    ],
)
def test_no_more_days_than_were_consented_to(desk: Desk, start: date, end: date, refusal: Any) -> None:
    back = ReportReturn(trip=FIRST, start=start, end=end)
    given(asked(), CONSENTED, to=desk).when(back, by=STAFF, at=clock(FRIDAY)).then_refused(refusal)


def test_nobody_is_back_before_they_are(desk: Desk) -> None:
    given(asked(), CONSENTED, to=desk).when(BACK, by=STAFF, at=clock(WEDNESDAY)).then_refused(Invalid)
    early = ReportReturn(trip=FIRST, start=TUESDAY, end=WEDNESDAY)
    given(to=desk).when(early, by=STAFF, at=clock(WEDNESDAY)).then(e.TripReturnReported)


def test_a_return_speaks_of_those_who_travel(desk: Desk) -> None:
    for more in ({"stayed": [HEAD]}, {"stayed": [STAFF]}):
        back = ReportReturn.model_validate({"trip": FIRST, "start": TUESDAY, "end": THURSDAY, **more})
        given(to=desk)
        if not desk.app.store.position() or not desk.on(FRIDAY, CLERK, ListTrips()).items:
            given(asked(), CONSENTED, to=desk)
        given(to=desk).when(back, by=STAFF, at=clock(FRIDAY)).then_refused(Invalid)


def test_what_the_head_doubts_is_sent_back(desk: Desk) -> None:
    given(asked(), CONSENTED, REPORTED, to=desk).when(
        SendReturnBack(trip=FIRST, reason="星期四已上班"), by=HEAD, at=clock(FRIDAY)
    ).then(e.TripReturnSentBack).then_answer(status="approved", reason="星期四已上班")
    early = ReportReturn(trip=FIRST, start=TUESDAY, end=WEDNESDAY)
    given(to=desk).when(early, by=STAFF, at=clock(FRIDAY)).then(e.TripReturnReported)


def test_a_trip_is_shortened_by_those_concerned(desk: Desk) -> None:
    given(asked(STAFF, COLLEAGUE), CONSENTED, to=desk)
    for end in (THURSDAY, MONDAY):
        given(to=desk).when(ShortenTrip(trip=FIRST, end=end, reason="x"), by=STAFF, at=clock(TUESDAY)).then_refused(
            Invalid
        )
    shorter = ShortenTrip(trip=FIRST, end=TUESDAY, reason="提前完成")
    given(to=desk).when(shorter, by=OTHER_STAFF, at=clock(TUESDAY)).then_refused(Forbidden)
    given(to=desk).when(shorter, by=COLLEAGUE, at=clock(TUESDAY)).then(e.TripChanged).then_answer(
        status="approved", end=TUESDAY
    )


def test_prolonging_takes_consent_anew(desk: Desk) -> None:
    longer = ProlongTrip(trip=FIRST, end=FRIDAY, reason="增加一个乡镇")
    given(asked(), CONSENTED, to=desk)
    given(to=desk).when(ProlongTrip(trip=FIRST, end=THURSDAY, reason="x"), by=STAFF, at=clock(TUESDAY)).then_refused(
        Invalid
    )
    given(to=desk).when(longer, by=STAFF, at=clock(WEDNESDAY)).then(
        fact(e.TripProlongationRequested, until=FRIDAY)
    ).then_answer(status="prolonging", end=THURSDAY, until=FRIDAY, waits_for="deputy-chair-2")
    given(to=desk).when(ApproveTrip(trip=FIRST), by=HEAD, at=clock(WEDNESDAY)).then_refused(Forbidden)
    given(to=desk).when(ApproveTrip(trip=FIRST), by=LEADER, at=clock(WEDNESDAY)).then(e.TripChanged).then_answer(
        status="approved", end=FRIDAY, until=None
    )
    proven(desk.app)


@pytest.mark.parametrize(
    ("person", "operation", "recorded"),
    [
        (LEADER, RejectTrip(trip=FIRST, reason="按期返回"), e.TripProlongationRejected),
        (STAFF, WithdrawTrip(trip=FIRST, reason="不需要了"), e.TripProlongationWithdrawn),
    ],
)
def test_what_is_not_prolonged_stands_as_it_was(desk: Desk, person: str, operation: Operation, recorded: Any) -> None:
    longer = by(STAFF, WEDNESDAY, ProlongTrip(trip=FIRST, end=FRIDAY, reason="x"))
    given(asked(), CONSENTED, longer, to=desk).when(operation, by=person, at=clock(WEDNESDAY, 15)).then(
        recorded
    ).then_answer(status="approved", end=THURSDAY, until=None)


def test_nobody_is_prolonged_into_another_trip(desk: Desk) -> None:
    given(asked(), asked(start=FRIDAY, end=FRIDAY), CONSENTED, to=desk).when(
        ProlongTrip(trip=FIRST, end=FRIDAY, reason="x"), by=STAFF, at=clock(TUESDAY)
    ).then_refused(TravellerTaken)


def test_a_cancelled_trip_takes_no_days(desk: Desk) -> None:
    cancel = CancelTrip(trip=FIRST, reason="会议改期")
    given(asked(), CONSENTED, to=desk).when(cancel, by=STAFF, at=clock(MONDAY, 15)).then(e.TripCancelled)
    given(to=desk).when(cancel, by=STAFF, at=clock(MONDAY, 15)).then_refused(TripDecided)
    given(to=desk).when(request(), by=STAFF, at=clock(MONDAY, 15)).then(e.TripRequested)


# -- money ------------------------------------------------------------------------------------------------------------

PLANNED = planned(("travel", "1000"))
DEAR: dict[str, Any] = {"department": "budget", "estimate": "1000"}


def test_an_estimate_is_set_aside_upon_consent_and_free_again_when_cancelled(desk: Desk) -> None:
    """To the last fen of the travel line (A28)."""
    trip = RequestTrip(**request(OTHER_STAFF).model_dump() | DEAR)
    given(*PLANNED, by(OTHER_STAFF, MONDAY, trip, 12), to=desk)
    (one,) = desk.on(MONDAY, CLERK, ListTrips(), 13).items
    given(to=desk).when(ApproveTrip(trip=one.id), by=LEADER, at=clock(MONDAY, 13)).then(
        e.TripApproved, budget.BudgetCommitted
    )
    given(to=desk).when(CancelTrip(trip=one.id, reason="x"), by=OTHER_STAFF, at=clock(MONDAY, 14)).then(
        e.TripCancelled, budget.BudgetReleased
    )
    proven(desk.app)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [({"estimate": "1000.01"}, LineExceeded), ({"start": day(6, 30, 2026), "end": day(6, 30, 2026)}, NotInPlan)],
)
def test_what_the_travel_line_does_not_hold_is_not_consented_to(desk: Desk, more: dict[str, Any], refusal: Any) -> None:
    trip = RequestTrip(**request(OTHER_STAFF).model_dump() | DEAR | more)
    given(*PLANNED, by(OTHER_STAFF, MONDAY, trip, 12), to=desk)
    (one,) = desk.on(MONDAY, CLERK, ListTrips(), 13).items
    given(to=desk).when(ApproveTrip(trip=one.id), by=LEADER, at=clock(MONDAY, 13)).then_refused(refusal)
    assert desk.may(MONDAY, LEADER, GetTrip(trip=one.id)) == ["reject-trip"]
    lying = desk.on(MONDAY, LEADER, log.list_desk(), 14).items
    assert [line.operation for line in lying] == ["finance.reject-trip"]


@pytest.mark.parametrize(
    ("on", "lies"), [(TUESDAY, []), (WEDNESDAY, []), (THURSDAY, ["2025-0001"]), (FRIDAY, ["2025-0001"])]
)
def test_the_return_lies_with_everybody_who_travels_from_the_last_day_on(desk: Desk, on: date, lies: list[str]) -> None:
    """Most are back the same day."""
    given(asked(STAFF, COLLEAGUE), CONSENTED, to=desk)
    for person, expected in ((STAFF, lies), (COLLEAGUE, lies), (HEAD, [])):
        lines = desk.on(on, person, log.list_desk(), 14).items
        assert [line.number for line in lines if line.operation == "finance.report-return"] == expected
    if lies:
        assert desk.on(on, COLLEAGUE, BACK, 15).status == "reported"


# -- sight ------------------------------------------------------------------------------------------------------------


def test_a_traveller_of_another_department_sees_the_trip_and_reports_the_return(desk: Desk) -> None:
    given(asked(STAFF, OTHER_STAFF), CONSENTED, to=desk)
    assert desk.may(TUESDAY, OTHER_STAFF, GetTrip(trip=FIRST)) == [
        "cancel-trip",
        "shorten-trip",
        "prolong-trip",
        "report-return",
    ]
    assert [one.number for one in desk.on(TUESDAY, OTHER_STAFF, ListStays(person=OTHER_STAFF)).items] == ["2025-0001"]
    given(to=desk).when(GetTrip(trip=FIRST), by="p028", at=clock(TUESDAY)).then_refused(Forbidden)
    assert desk.on(TUESDAY, OTHER_HEAD, ListStays(department="budget")).items[0].person == OTHER_STAFF


def test_the_register_is_seen_by_those_concerned(desk: Desk) -> None:
    given(asked(), to=desk)
    for person, operation in (
        (AUDITOR, ListTrips()),
        (COLLEAGUE, ListTrips(department="finance-economy")),
        (STAFF, ListTrips(person=STAFF)),
    ):
        assert len(desk.on(MONDAY, person, operation).items) == 1
    given(to=desk).when(ListTrips(), by=OTHER_STAFF, at=clock(MONDAY)).then_refused(Forbidden)


def test_what_a_trip_is_about_and_why_it_changed_stays_in_the_service(desk: Desk) -> None:
    given(asked(purpose="内部核查"), by(LEADER, MONDAY, RejectTrip(trip=FIRST, reason="个人原因")), to=desk)
    for event, word in zip(desk.recorded()[-2:], ("内部核查", "个人原因"), strict=True):
        assert word in encode(event).decode()
        assert word not in public_bytes(event.TOPIC, encode(event)).decode()


def test_the_register_as_a_workbook(desk: Desk) -> None:
    given(asked(), CONSENTED, to=desk)
    file = desk.on(FRIDAY, AUDITOR, ExportTrips(start=day(6, 1), end=day(6, 30)))
    title, _, row = read_back(file.content)
    assert title[0] == "出差台账 2025-06-01 至 2025-06-30"
    assert row[0] == "2025-0001"
    assert row[-1] == "已批准"


def test_the_allowance_is_shown_to_those_concerned(desk: Desk) -> None:
    given(asked(STAFF, **FAR, lodging="hotel"), to=desk)
    seen = desk.on(MONDAY, STAFF, GetAllowance(trip=FIRST))
    assert [(one.kind, one.count, one.rate) for one in seen.lines] == [
        ("lodging", 2, 500),
        ("meals", 3, 100),
        ("local-transport", 3, 80),
    ]
    assert seen.total == 1540
