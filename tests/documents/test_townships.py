"""指导乡镇人大: guidance visits, deputies' homes and stations (A13)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from services.documents.townships.events import (
    GuidanceGiven,
    GuidanceWithdrawn,
    StationClosed,
    StationSetUp,
    StationWithdrawn,
)
from services.documents.townships.guidance import (
    ClosedBeforeSetUp,
    GuidanceIsWithdrawn,
    GuidanceRecordedAlready,
    StationKnown,
    StationNotOpen,
)
from services.documents.townships.operations import (
    CloseStation,
    ExportTownships,
    GetGuidance,
    GetStation,
    ListGuidance,
    ListStations,
    RecordGuidance,
    RecordStation,
    WithdrawGuidance,
    WithdrawStation,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from tests.documents.desk import (
    CHAIR,
    CLERK,
    COLLEAGUE,
    FIRST,
    HEAD,
    LEADER,
    OTHER_STAFF,
    SECOND,
    STAFF,
    Desk,
    by,
    clock,
    day,
)
from tests.given import By, fact, given, proven

DEPARTMENT = "finance-economy"
MONDAY, TUESDAY = day(6, 9), day(6, 10)


def guidance(on: date = MONDAY, **more: Any) -> RecordGuidance:
    named = {"department": DEPARTMENT, "township": "qingyou", "people": (LEADER, STAFF), "content": "指导预算审查"}
    return RecordGuidance(on=on, **{**named, **more})


def given_on(on: date = MONDAY, **more: Any) -> By:
    return by(STAFF, on, guidance(on, **more))


def station(on: date = MONDAY, **more: Any) -> RecordStation:
    named = {"department": DEPARTMENT, "township": "qingyou", "form": "station", "name": "青柚代表联络站"}
    return RecordStation(on=on, **{**named, **more})


STRUCK = WithdrawGuidance(guidance=FIRST, reason="登记有误")
CLOSED = CloseStation(station=FIRST, on=TUESDAY, reason="并入代表之家")


# -- guidance ---------------------------------------------------------------------------------------------------------


def test_leaders_and_departments_guide_the_townships(desk: Desk) -> None:
    given(to=desk).when(guidance(), by=STAFF, at=clock(TUESDAY)).then(
        fact(
            GuidanceGiven,
            number="2025-0001",
            department=DEPARTMENT,
            township="qingyou",
            on=MONDAY,
            people=(LEADER, STAFF),
            cites=("A13",),
        )
    ).then_answer(status="stands")


@pytest.mark.parametrize("person", [COLLEAGUE, HEAD, LEADER])
def test_the_department_and_its_leader_record_it(desk: Desk, person: str) -> None:
    given(to=desk).when(guidance(), by=person, at=clock(TUESDAY)).then(GuidanceGiven)


@pytest.mark.parametrize("person", [OTHER_STAFF, "p004", CLERK, CHAIR])
def test_nobody_else_records_it(desk: Desk, person: str) -> None:
    given(to=desk).when(guidance(), by=person, at=clock(TUESDAY)).then_refused(Forbidden)


@pytest.mark.parametrize(
    "wrong",
    [{"township": "atlantis"}, {"people": ("nobody",)}, {"on": day(6, 11)}],
    ids=["no such township", "nobody", "tomorrow"],
)
def test_what_cannot_be_recorded(desk: Desk, wrong: dict[str, Any]) -> None:
    given(to=desk).when(guidance(**wrong), by=STAFF, at=clock(TUESDAY)).then_refused(Invalid)


def test_one_visit_to_a_township_a_day_counts_once(desk: Desk) -> None:
    given(given_on(), to=desk).when(guidance(people=(HEAD,)), by=HEAD, at=clock(TUESDAY)).then_refused(
        GuidanceRecordedAlready, cites=("A13",)
    )
    given(to=desk).when(guidance(township="yunqiao"), by=HEAD, at=clock(TUESDAY)).then(GuidanceGiven)
    given(to=desk).when(guidance(TUESDAY), by=HEAD, at=clock(TUESDAY)).then(GuidanceGiven)


def test_an_error_is_taken_back_once_and_may_be_entered_rightly(desk: Desk) -> None:
    given(given_on(), to=desk).when(STRUCK, by=CLERK, at=clock(TUESDAY)).then(
        fact(GuidanceWithdrawn, department=DEPARTMENT, township="qingyou", on=MONDAY)
    ).then_answer(status="withdrawn", reason="登记有误")
    given(to=desk).when(STRUCK, by=HEAD, at=clock(TUESDAY)).then_refused(GuidanceIsWithdrawn)
    given(to=desk).when(guidance(), by=HEAD, at=clock(TUESDAY)).then(fact(GuidanceGiven, number="2025-0002"))
    proven(desk.app)


def test_whoever_recorded_it_does_not_take_it_back(desk: Desk) -> None:
    given(given_on(), to=desk).when(STRUCK, by=STAFF, at=clock(TUESDAY)).then_refused(Forbidden)


def test_the_register_is_seen_by_the_department_and_the_office(desk: Desk) -> None:
    given(given_on(), given_on(township="yunqiao"), to=desk)
    assert len(desk.on(TUESDAY, COLLEAGUE, ListGuidance(department=DEPARTMENT)).items) == 2
    assert len(desk.on(TUESDAY, CLERK, ListGuidance(township="yunqiao")).items) == 1
    assert desk.on(TUESDAY, COLLEAGUE, GetGuidance(guidance=FIRST)).content == "指导预算审查"
    given(to=desk).when(ListGuidance(), by=COLLEAGUE, at=clock(TUESDAY)).then_refused(Forbidden)
    event = desk.recorded()[-1]
    assert "指导预算审查" not in public_bytes(event.TOPIC, encode(event)).decode()


# -- homes and stations -----------------------------------------------------------------------------------------------


def test_a_station_is_set_up(desk: Desk) -> None:
    given(to=desk).when(station(), by=STAFF, at=clock(TUESDAY)).then(
        fact(StationSetUp, department=DEPARTMENT, township="qingyou", form="station", on=MONDAY, cites=("A13",))
    ).then_answer(status="open", name="青柚代表联络站", number="2025-0001")
    given(to=desk).when(station(), by=STAFF, at=clock(TUESDAY)).then_refused(StationKnown)
    given(to=desk).when(station(form="castle"), by=STAFF, at=clock(TUESDAY)).then_refused(Invalid)
    given(to=desk).when(station(form="home", name="青柚代表之家"), by=STAFF, at=clock(TUESDAY)).then(StationSetUp)
    proven(desk.app)


def test_a_station_that_is_closed_was_set_up_all_the_same(desk: Desk) -> None:
    given(by(STAFF, MONDAY, station()), to=desk).when(CLOSED, by=HEAD, at=clock(TUESDAY)).then(
        fact(StationClosed, on=TUESDAY, department=DEPARTMENT)
    ).then_answer(status="closed", closed_on=TUESDAY)
    given(to=desk).when(CLOSED, by=HEAD, at=clock(TUESDAY)).then_refused(StationNotOpen)
    given(to=desk).when(station(), by=STAFF, at=clock(TUESDAY)).then(StationSetUp)
    early = CloseStation(station=SECOND, on=day(6, 1), reason="x")
    given(to=desk).when(early, by=HEAD, at=clock(TUESDAY)).then_refused(ClosedBeforeSetUp)


def test_an_entry_that_was_an_error_is_withdrawn(desk: Desk) -> None:
    gone = WithdrawStation(station=FIRST, reason="重复登记")
    given(by(STAFF, MONDAY, station()), to=desk).when(gone, by=CLERK, at=clock(TUESDAY)).then(
        fact(StationWithdrawn, on=MONDAY, department=DEPARTMENT)
    )
    for operation in (gone, CLOSED):
        given(to=desk).when(operation, by=CLERK, at=clock(TUESDAY)).then_refused(StationNotOpen)
    given(to=desk).when(gone, by=STAFF, at=clock(TUESDAY)).then_refused(Forbidden)
    proven(desk.app)


def test_the_stations_of_a_township_are_listed(desk: Desk) -> None:
    given(by(STAFF, MONDAY, station()), by(STAFF, MONDAY, station(township="yunqiao", name="云桥联络站")), to=desk)
    names = [view.name for view in desk.on(TUESDAY, CLERK, ListStations(township="yunqiao")).items]
    assert names == ["云桥联络站"]
    assert desk.on(TUESDAY, COLLEAGUE, GetStation(station=FIRST)).form == "station"


def test_a_record_offers_what_this_person_may_do_now(desk: Desk) -> None:
    """The head and the office keep the registers; what is withdrawn offers nothing, what is closed its withdrawal."""
    given(given_on(), by(STAFF, MONDAY, station()), to=desk)
    visit, home = GetGuidance(guidance=FIRST), GetStation(station=SECOND)

    def offered(shows: Operation) -> list[list[str]]:
        return [desk.may(TUESDAY, person, shows) for person in (STAFF, LEADER, HEAD, CLERK)]

    kept = ["close-station", "withdraw-station"]
    assert offered(visit) == [[], [], ["withdraw-guidance"], ["withdraw-guidance"]]
    assert offered(home) == [[], [], kept, kept]
    desk.on(TUESDAY, HEAD, STRUCK)
    desk.on(TUESDAY, HEAD, CloseStation(station=SECOND, on=TUESDAY, reason="x"))
    assert offered(visit) == [[], [], [], []]
    assert offered(home) == [[], [], ["withdraw-station"], ["withdraw-station"]]
    desk.on(TUESDAY, CLERK, WithdrawStation(station=SECOND, reason="x"))
    assert offered(home) == [[], [], [], []]


def test_the_registers_as_a_workbook(desk: Desk) -> None:
    given(given_on(), by(CLERK, TUESDAY, STRUCK), by(STAFF, TUESDAY, station()), to=desk)
    file = desk.on(day(7, 1), CLERK, ExportTownships(start=day(6, 1), end=day(6, 30)))
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    visits, homes = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    assert (visits[2][0], visits[2][3], visits[2][-1]) == ("2025-0001", "青柚镇", "已撤销")
    assert homes[2][1:4] == ("青柚代表联络站", "人大代表联络站", "青柚镇")
