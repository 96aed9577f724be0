"""会议材料 materials: owed by their day, chased by the half-day, handed in, returned or waived (B11.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.documents.materials.events import (
    MaterialDemanded,
    MaterialHandedIn,
    MaterialOverdue,
    MaterialReturned,
    MaterialUrged,
    MaterialWaived,
)
from services.documents.materials.material import MaterialDueInThePast, MaterialNotOwed
from services.documents.materials.operations import (
    DemandMaterial,
    ExportMaterials,
    GetMaterial,
    HandInMaterial,
    ListMaterials,
    ReturnMaterial,
    WaiveMaterial,
)
from services.documents.meetings.operations import CollectRecords
from services.documents.meetings.refusals import MeetingNotOpen, RecordsIncomplete
from services.documents.minutes.operations import FileMinutes
from services.documents.operations import log
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.refusals import Forbidden, Invalid
from tests.documents.attached import UploadFile
from tests.documents.desk import (
    AUDITOR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    HEAD,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.documents.sessions import (
    FRIDAY,
    MEETING,
    MONDAY,
    RECORDER,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    a_meeting,
    called,
)
from tests.given import By, fact, given, proven

MATERIAL = UUID(int=2)
KIND = "documents.meeting-material"
HAND_IN = HandInMaterial(material=MATERIAL)


def demand(due: date = THURSDAY, **more: Any) -> DemandMaterial:
    named = {"title": "预算执行情况汇报", "department": "finance-economy"}
    return DemandMaterial(meeting=MEETING, due=due, **{**named, **more})


def demanded(on: date = MONDAY, due: date = THURSDAY, **more: Any) -> By:
    return by(CLERK, on, demand(due, **more))


NEXT = day(6, 20)
CALLED = called(on=NEXT)


def shown(desk: Desk, on: date) -> Any:
    return desk.on(on, CLERK, GetMaterial(material=MATERIAL), 20)


def urged(desk: Desk, on: date, hour: int) -> list[int]:
    """The reminders that the clock sends, by their number."""
    return [event.nth for event in desk.ticked(on, MaterialUrged, hour=hour) if isinstance(event, MaterialUrged)]


# -- owed -------------------------------------------------------------------------------------------------------------


def test_the_office_asks_a_department_for_it(desk: Desk) -> None:
    given(CALLED, to=desk).when(demand(), by=CLERK, at=clock(MONDAY)).then(
        fact(MaterialDemanded, department="finance-economy", due=THURSDAY, urge_on=THURSDAY, cites=("B11.4",))
    ).then_answer(status="owed", overdue_since=None)
    assert desk.owed(KIND) == [("", "finance-economy", THURSDAY, "open")]


def test_a_person_owes_it_for_their_department(desk: Desk) -> None:
    given(CALLED, to=desk)
    given(to=desk).when(demand(person=STAFF, department=""), by=CLERK, at=clock(MONDAY)).then(
        fact(MaterialDemanded, department="finance-economy", person=STAFF)
    )
    for wrong in ({"person": OTHER_STAFF}, {"department": ""}, {"department": "nowhere"}, {"person": "p999"}):
        given(to=desk).when(demand(**wrong), by=CLERK, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(demand(due=day(6, 6)), by=CLERK, at=clock(MONDAY)).then_refused(MaterialDueInThePast)
    for person in (HEAD, STAFF, RECORDER):
        given(to=desk).when(demand(), by=person, at=clock(MONDAY)).then_refused(Forbidden)


def test_handed_in_on_its_day_it_is_in_time(desk: Desk) -> None:
    given(CALLED, demanded(), to=desk).when(HAND_IN, by=STAFF, at=clock(THURSDAY, 23)).then(
        fact(MaterialHandedIn, was_overdue=False, department="finance-economy", cites=("B11.4",))
    ).then_answer(status="handed-in", handed_in_by=STAFF, handed_in_on=THURSDAY)
    assert desk.ticked(FRIDAY, MaterialOverdue) == []
    assert desk.owed(KIND)[0][3] == "fulfilled"
    given(to=desk).when(HAND_IN, by=STAFF, at=clock(FRIDAY)).then_refused(MaterialNotOwed, status="handed-in")
    proven(desk.app)


def test_missing_it_is_overdue_with_the_day_since_when(desk: Desk) -> None:
    given(CALLED, demanded(), to=desk)
    assert desk.ticked(THURSDAY, MaterialOverdue, hour=23) == []
    (missed,) = desk.ticked(FRIDAY, MaterialOverdue, hour=1)
    assert isinstance(missed, MaterialOverdue)
    assert (missed.due, missed.department) == (THURSDAY, "finance-economy")
    assert desk.ticked(day(6, 14), MaterialOverdue) == []
    assert shown(desk, day(6, 14)).overdue_since == FRIDAY
    given(to=desk).when(HAND_IN, by=STAFF, at=clock(day(6, 16))).then(fact(MaterialHandedIn, was_overdue=True))
    assert desk.owed(KIND)[0][3] == "late"
    assert shown(desk, day(6, 16)).overdue_since == FRIDAY
    proven(desk.app)


def test_whoever_comes_late_is_recorded_also_before_the_clock_has_looked(desk: Desk) -> None:
    given(CALLED, demanded(), to=desk).when(HAND_IN, by=STAFF, at=clock(FRIDAY, 1)).then(
        MaterialOverdue, fact(MaterialHandedIn, was_overdue=True)
    )
    assert desk.ticked(day(6, 14), MaterialOverdue) == []


@pytest.mark.parametrize("person", [STAFF, COLLEAGUE, HEAD, CLERK, DIRECTOR])
def test_the_department_or_the_office_hands_it_in(desk: Desk, person: str) -> None:
    given(CALLED, demanded(), to=desk)
    given(to=desk).when(HAND_IN, by=OTHER_STAFF, at=clock(TUESDAY)).then_refused(Forbidden)
    given(to=desk).when(HAND_IN, by=person, at=clock(TUESDAY)).then(MaterialHandedIn)


def test_files_come_with_it(desk: Desk) -> None:
    given(CALLED, demanded(), to=desk)
    paper = desk.on(TUESDAY, STAFF, UploadFile(file_name="汇报.pdf", content=b"%PDF-1.7 1"))
    view = desk.on(TUESDAY, STAFF, HandInMaterial(material=MATERIAL, attachments=(paper.digest,), note="定稿"))
    assert (view.attachments, view.note) == ([paper.digest], "定稿")


def test_what_does_not_do_is_returned_and_owed_by_the_same_day(desk: Desk) -> None:
    back = ReturnMaterial(material=MATERIAL, reason="缺数据")
    given(CALLED, demanded(), to=desk).when(back, by=CLERK, at=clock(TUESDAY)).then_refused(MaterialNotOwed)
    given(by(STAFF, TUESDAY, HAND_IN), to=desk).when(back, by=CLERK, at=clock(WEDNESDAY)).then(
        fact(MaterialReturned, due=THURSDAY)
    ).then_answer(status="owed", handed_in_on=None, reason="缺数据")
    assert desk.owed(KIND)[0][2:] == (THURSDAY, "open")
    assert len(desk.ticked(FRIDAY, MaterialOverdue)) == 1
    proven(desk.app)


def test_waived_it_is_owed_no_longer(desk: Desk) -> None:
    waive = WaiveMaterial(material=MATERIAL, reason="并入另一材料")
    given(CALLED, demanded(), to=desk).when(waive, by=CLERK, at=clock(TUESDAY)).then(MaterialWaived)
    assert desk.owed(KIND)[0][3] == "cancelled"
    assert urged(desk, FRIDAY, 15) == []
    given(to=desk).when(HAND_IN, by=STAFF, at=clock(FRIDAY, 16)).then_refused(MaterialNotOwed)


# -- chased -----------------------------------------------------------------------------------------------------------


def test_it_is_chased_from_the_last_morning_of_its_term_every_four_half_days(desk: Desk) -> None:
    given(CALLED, demanded(), to=desk)
    assert urged(desk, WEDNESDAY, 15) == []
    assert urged(desk, THURSDAY, 8) == []
    assert urged(desk, THURSDAY, 9) == [1]
    assert urged(desk, THURSDAY, 15) == urged(desk, FRIDAY, 15) == []
    assert urged(desk, day(6, 14), 10) == []  # a Saturday: nobody is chased
    assert urged(desk, day(6, 16), 9) == [2]
    view = shown(desk, day(6, 16))
    assert (view.urged, view.urged_on, view.overdue_since) == (2, day(6, 16), FRIDAY)
    given(by(STAFF, day(6, 17), HAND_IN), to=desk)
    assert urged(desk, day(6, 18), 15) == []
    proven(desk.app)


def test_a_clock_that_stood_still_sends_one_reminder(desk: Desk) -> None:
    given(CALLED, demanded(), to=desk)
    assert urged(desk, day(6, 19), 15) == [1]
    assert urged(desk, day(6, 20), 9) == [2]  # the cadence is that of the first morning


def test_a_term_that_ends_on_a_day_off_is_chased_on_the_working_day_before(desk: Desk) -> None:
    given(called(on=day(6, 30)), demanded(due=day(6, 15)), to=desk)  # a Sunday
    assert urged(desk, FRIDAY, 9) == [1]


def test_what_is_due_on_the_day_on_which_it_is_asked_for_is_chased_a_cadence_later(desk: Desk) -> None:
    given(CALLED, demanded(MONDAY, MONDAY), to=desk)
    assert urged(desk, TUESDAY, 15) == []
    assert urged(desk, WEDNESDAY, 9) == [1]


def test_a_make_up_day_is_a_working_day_and_a_holiday_is_not(desk: Desk) -> None:
    """20 September 2026 is a Sunday that is worked; from 1 to 7 October nobody is chased."""
    start = day(9, 14, 2026)
    given(called(on=day(10, 20, 2026), at=start), demanded(start, day(9, 20, 2026)), to=desk)
    given(demanded(start, day(10, 4, 2026)), to=desk)
    assert urged(desk, day(9, 18, 2026), 15) == []
    assert urged(desk, day(9, 20, 2026), 9) == [1]
    given(by(STAFF, day(9, 20, 2026), HAND_IN, 10), to=desk)
    assert urged(desk, day(9, 30, 2026), 9) == [1]
    assert urged(desk, day(10, 6, 2026), 15) == []
    assert urged(desk, day(10, 8, 2026), 15) == []
    assert urged(desk, day(10, 9, 2026), 9) == [2]


def test_the_clock_that_is_asked_twice_sends_it_once(desk: Desk) -> None:
    given(CALLED, demanded(), to=desk)
    assert urged(desk, THURSDAY, 9) == [1]
    given(to=desk).when(log.tick(), by=SYSTEM_ID, at=clock(THURSDAY, 10)).then_nothing()


# -- its meeting ------------------------------------------------------------------------------------------------------


def test_a_meeting_is_not_filed_before_its_materials_are_there(desk: Desk) -> None:
    collect = CollectRecords(meeting=MEETING)
    filed = by(RECORDER, TUESDAY, FileMinutes(meeting=MEETING, text="会议记录"))
    given(*a_meeting(), filed, by(CLERK, TUESDAY, demand(title="发言材料")), to=desk)
    (view,) = desk.on(TUESDAY, CLERK, ListMaterials(meeting=MEETING)).items
    given(to=desk).when(collect, by=CLERK, at=clock(WEDNESDAY)).then_refused(RecordsIncomplete, missing=[view.id.hex])
    given(by(STAFF, WEDNESDAY, HandInMaterial(material=view.id)), by(CLERK, WEDNESDAY, collect), to=desk)
    back = ReturnMaterial(material=view.id, reason="缺数据")
    given(to=desk).when(back, by=CLERK, at=clock(THURSDAY)).then_refused(MeetingNotOpen, status="collected")
    given(to=desk).when(demand(due=FRIDAY), by=CLERK, at=clock(THURSDAY)).then_refused(MeetingNotOpen)
    proven(desk.app)


# -- seen -------------------------------------------------------------------------------------------------------------


def test_a_department_sees_its_own_and_the_office_all(desk: Desk) -> None:
    given(CALLED, demanded(), demanded(department="budget"), to=desk)

    def seen(person: str, **asked: Any) -> int:
        return len(desk.on(TUESDAY, person, ListMaterials(**asked)).items)

    assert seen(CLERK) == seen(AUDITOR) == 2
    assert seen(COLLEAGUE, department="finance-economy") == seen(CLERK, status="owed", department="budget") == 1
    for operation in (ListMaterials(), ListMaterials(department="budget")):
        given(to=desk).when(operation, by=COLLEAGUE, at=clock(TUESDAY)).then_refused(Forbidden)


def test_the_register_as_a_workbook(desk: Desk) -> None:
    given(CALLED, demanded(), demanded(due=day(7, 1)), to=desk)
    urged(desk, THURSDAY, 9)
    desk.ticked(FRIDAY)
    title, heading, row = read_back(desk.on(FRIDAY, CLERK, ExportMaterials(start=day(6, 1), end=day(6, 30))).content)
    assert title[0] == "会议材料台账 2025-06-01 至 2025-06-30"
    assert heading[:4] == ("材料", "部门", "人员", "期限")
    assert row[0] == "预算执行情况汇报"
    assert (row[4], row[6], row[7]) == ("待交", datetime(2025, 6, 13), 1)
