"""Annual leave that was granted for days to come falls with the year's forfeiture (A16)."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.attendance.entitlement.account import Account, EntitlementExceeded
from services.attendance.entitlement.counting import counted_years
from services.attendance.entitlement.events import AnnualLeaveForfeited, ForfeitureUndone, LeaveCounted
from services.attendance.entitlement.operations import GetEntitlement
from services.attendance.leave.events import FallNoted, LeaveApproved, LeaveCutShort, LeaveFell, LeaveRestored
from services.attendance.leave.operations import ApproveLeave, GetLeave, NoteFall, RegisterReturn, RevokeLeave
from services.attendance.leave.refusals import NothingFell
from services.attendance.operations import log
from services.directory.people.operations import CorrectDetails, HirePerson
from services.kernel.refusals import Forbidden
from tests.attendance.desk import (
    CLERK,
    FIRST,
    FRIDAY,
    HEAD,
    MONDAY,
    STAFF,
    THIRD,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    asked,
    clock,
    history,
    slip,
    taken,
)
from tests.attendance.organs import organ_where
from tests.given import fact, given

BEFORE = date(2025, 6, 6)
LATER = date(2025, 6, 23)
AUGUST = (date(2025, 8, 4), date(2025, 8, 6))
ENDS = date(2025, 8, 7)
"""The working day after."""


def account(desk: Desk, person: str = STAFF, on: date = BEFORE) -> tuple[Decimal, Decimal, bool]:
    """(annual taken, personal total, forfeited)"""
    view = desk.ask(GetEntitlement(person=person, year=2025), by=CLERK, at=clock(on, 20))
    return view.annual_taken, view.personal_total, view.forfeited


def crossing(desk: Desk, on: date = BEFORE) -> UUID:
    """Five days of personal leave, and half a day more; the slip of the half day."""
    taken(desk, on, LATER, date(2025, 6, 27))
    return taken(desk, on, date(2025, 7, 1), end_half="am")


def test_it_falls_and_says_so(desk: Desk) -> None:
    taken(desk, BEFORE, *AUGUST, kind="annual")
    taken(desk, BEFORE, LATER, date(2025, 6, 27))
    history(desk, asked(BEFORE, date(2025, 7, 1), end_half="am"))
    before = desk.app.store.position()
    desk.do(ApproveLeave(leave=THIRD), by=HEAD, at=clock(BEFORE, 15))
    expected = (
        fact(LeaveApproved, kind="personal"),
        fact(LeaveCounted, leave=THIRD, personal_total=Decimal("5.5")),
        fact(AnnualLeaveForfeited, annual_taken=Decimal(3), by_leave=THIRD, entitlement=Decimal(5)),
        fact(LeaveCounted, leave=FIRST, days=Decimal(0), annual_total=Decimal(0)),
        fact(LeaveFell, originator_id=FIRST, person=STAFF, year=2025, days=Decimal(3), cites=("A16",)),
    )
    recorded = desk.recorded(before)
    assert [type(one).__name__ for one in recorded] == [one.event_class.__name__ for one in expected]
    for one, event in zip(expected, recorded, strict=True):
        assert not one.differs_from(event)
    view = desk.ask(GetLeave(leave=FIRST))
    assert (view.status, view.fell_on) == ("fallen", BEFORE)
    assert account(desk) == (0, Decimal("5.5"), True)
    assert (STAFF, "finance-economy", ENDS, "cancelled") in desk.owed()
    assert desk.rebuilt_equal()


def test_everybody_concerned_is_told(desk: Desk) -> None:
    taken(desk, BEFORE, *AUGUST, kind="annual")
    told: list[tuple[str, str]] = []

    def hear(topic: str, data: dict[str, Any]) -> None:
        if data.get("status") == "fallen":
            told.append((topic, data["leave"]))

    desk.app.announcers.append(hear)
    crossing(desk)
    assert sorted(told) == [(f"person.{one}", str(FIRST)) for one in ("p003", CLERK, HEAD, STAFF)]


def lies(desk: Desk, on: date, by: str = STAFF) -> list[tuple[str, date | None, list[str]]]:
    """What waits on somebody's desk of leave that fell: which slip, since when, by which article."""
    lines = desk.ask(log.list_desk(), by=by, at=clock(on, 20)).items
    return [(line.fields["leave"], line.since, line.cites) for line in lines if line.operation == NoteFall.NAME]


def test_it_lies_on_the_desk_until_the_person_has_taken_note(desk: Desk) -> None:
    taken(desk, BEFORE, *AUGUST, kind="annual")
    assert lies(desk, BEFORE) == []
    crossing(desk)
    assert lies(desk, BEFORE) == lies(desk, LATER) == [(str(FIRST), BEFORE, ["A16"])]
    assert lies(desk, BEFORE, by=HEAD) == lies(desk, BEFORE, by=CLERK) == [], "their own is theirs to note"
    given(to=desk).when(NoteFall(leave=FIRST), by=CLERK, at=clock(BEFORE, 21)).then_refused(Forbidden)
    given(to=desk).when(NoteFall(leave=FIRST), by=STAFF, at=clock(MONDAY)).then(
        fact(FallNoted, originator_id=FIRST, person=STAFF, fell_on=BEFORE, cites=("A16",))
    )
    assert lies(desk, MONDAY) == []
    view = desk.ask(GetLeave(leave=FIRST), by=STAFF, at=clock(MONDAY, 20))
    assert (view.fall_noted_on, NoteFall.NAME in view.allowed) == (MONDAY, False)
    given(to=desk).when(NoteFall(leave=FIRST), by=STAFF, at=clock(TUESDAY)).then_refused(NothingFell)
    assert desk.rebuilt_equal()


def test_what_fell_of_a_leave_that_had_begun_is_noted_too(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, FRIDAY, kind="annual")
    crossing(desk, on=WEDNESDAY)
    assert lies(desk, WEDNESDAY) == [(str(FIRST), WEDNESDAY, ["A16"])]
    desk.do(RegisterReturn(leave=FIRST), by=CLERK, at=clock(THURSDAY))
    assert lies(desk, THURSDAY) == [(str(FIRST), WEDNESDAY, ["A16"])]
    desk.do(NoteFall(leave=FIRST), by=STAFF, at=clock(FRIDAY))
    assert lies(desk, FRIDAY) == []


def test_what_stands_again_waits_for_nobody_and_what_falls_again_waits_anew(desk: Desk) -> None:
    taken(desk, BEFORE, *AUGUST, kind="annual")
    last = crossing(desk)
    desk.do(NoteFall(leave=FIRST), by=STAFF, at=clock(BEFORE, 18))
    desk.do(RevokeLeave(leave=last, reason="未休"), by=CLERK, at=clock(MONDAY))
    assert lies(desk, MONDAY) == []
    given(to=desk).when(NoteFall(leave=FIRST), by=STAFF, at=clock(MONDAY, 13)).then_refused(NothingFell)
    taken(desk, TUESDAY, date(2025, 7, 2), end_half="am")
    assert lies(desk, TUESDAY) == [(str(FIRST), TUESDAY, ["A16"])]
    assert desk.rebuilt_equal()


def test_leave_of_which_nothing_fell_is_not_noted(desk: Desk) -> None:
    taken(desk, BEFORE, *AUGUST, kind="annual")
    given(to=desk).when(NoteFall(leave=FIRST), by=STAFF, at=clock(MONDAY)).then_refused(NothingFell)


def test_its_days_are_free_for_another_slip(desk: Desk) -> None:
    taken(desk, BEFORE, *AUGUST, kind="annual")
    crossing(desk)
    given(to=desk).when(slip(AUGUST[0], kind="sick"), at=clock(BEFORE, 16)).then_answer(status="requested")


def test_what_is_being_taken_ends_with_the_day(desk: Desk) -> None:
    """Monday to Friday; on Wednesday the year is forfeited: Thursday and Friday fall."""
    taken(desk, BEFORE, MONDAY, FRIDAY, kind="annual")
    crossing(desk, on=WEDNESDAY)
    (cut,) = [event for event in desk.recorded() if isinstance(event, LeaveCutShort)]
    assert (cut.last_day, cut.last_half, cut.days, cut.return_due) == (WEDNESDAY, "pm", Decimal(3), THURSDAY)
    view = desk.ask(GetLeave(leave=FIRST))
    assert (view.status, view.end, view.days, view.return_due) == ("approved", WEDNESDAY, 3, THURSDAY)
    assert account(desk) == (3, Decimal("5.5"), True)
    desk.do(RegisterReturn(leave=FIRST), by=CLERK, at=clock(THURSDAY))
    assert desk.rebuilt_equal()


def test_what_was_taken_is_taken(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, TUESDAY, kind="annual")
    crossing(desk, on=TUESDAY)
    assert account(desk) == (2, Decimal("5.5"), True)
    assert desk.ask(GetLeave(leave=FIRST)).status == "approved"


def test_it_stands_again_when_the_forfeiture_is_undone(desk: Desk) -> None:
    taken(desk, BEFORE, *AUGUST, kind="annual")
    last = crossing(desk)
    before = desk.app.store.position()
    desk.do(RevokeLeave(leave=last, reason="未休"), by=CLERK, at=clock(BEFORE, 18))
    assert [type(one) for one in desk.recorded(before)][-3:] == [ForfeitureUndone, LeaveCounted, LeaveRestored]
    view = desk.ask(GetLeave(leave=FIRST))
    assert (view.status, view.fell_on, view.return_due) == ("approved", None, ENDS)
    assert account(desk) == (3, 5, False)
    assert (STAFF, "finance-economy", ENDS, "open") in desk.owed()
    assert desk.rebuilt_equal()


@pytest.mark.parametrize("why", ["its days have come", "other leave has taken its place"])
def test_it_stays_fallen_where(desk: Desk, why: str) -> None:
    taken(desk, BEFORE, *AUGUST, kind="annual")
    last = crossing(desk)
    on = AUGUST[0]
    if why.startswith("other"):
        on = date(2025, 7, 2)
        taken(desk, date(2025, 6, 9), AUGUST[1], kind="sick")
    desk.do(RevokeLeave(leave=last, reason="未休"), by=CLERK, at=clock(on))
    assert desk.ask(GetLeave(leave=FIRST)).status == "fallen"
    assert account(desk, on=on) == (0, 5, False)


def test_next_years_leave_stays(desk: Desk) -> None:
    december = date(2025, 12, 22)
    taken(desk, december, date(2026, 1, 5), date(2026, 1, 6), kind="annual")
    crossing_days = (date(2025, 12, 23), date(2025, 12, 30))
    taken(desk, december, *crossing_days)
    assert desk.ask(GetLeave(leave=FIRST)).status == "approved"


def test_what_reaches_over_new_year_falls_whole(desk: Desk) -> None:
    """Asked for after the forfeiture it would be refused as a whole; the new year's part is asked for anew."""
    december = date(2025, 12, 15)
    taken(desk, december, date(2025, 12, 30), date(2026, 1, 6), kind="annual")
    taken(desk, december, date(2025, 12, 16), date(2025, 12, 23))
    assert desk.ask(GetLeave(leave=FIRST)).status == "fallen"
    next_year = desk.ask(GetEntitlement(person=STAFF, year=2026), by=CLERK, at=clock(december, 20))
    assert next_year.annual_taken == 0


# -- what the year grants ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "on", "months", "years"),
    [
        (date(2024, 11, 10), date(2025, 11, 30), 1, 0),
        (date(2024, 11, 10), date(2025, 12, 1), 1, 1),
        (date(2024, 11, 1), date(2025, 10, 31), 1, 0),
        (date(2024, 11, 1), date(2025, 11, 1), 1, 1),  # complete on the eve
        (date(2024, 2, 29), date(2025, 3, 1), 1, 1),
        (date(2024, 12, 10), date(2025, 12, 31), 1, 0),
        (date(2024, 12, 10), date(2026, 1, 1), 1, 1),
        (date(2024, 11, 10), date(2025, 12, 31), 2, 0),
        (date(2024, 11, 10), date(2026, 1, 1), 2, 1),
        (date(2024, 11, 10), date(2025, 11, 10), 0, 1),
    ],
)
def test_a_year_counts_from_the_month_after(since: date, on: date, months: int, years: int) -> None:
    assert counted_years(since, on, months) == years


def test_a_newcomer_keeps_what_the_year_brings(desks: Any) -> None:
    """A year of service is complete in November 2025: half a day in June forfeits nothing of December's five."""
    came = HirePerson(person="p090", name="新来", number="2990", work_since=date(2024, 11, 10), department="budget",
                      day=date(2025, 3, 3))  # fmt: skip
    desk = desks(came)
    taken(desk, BEFORE, MONDAY, person="p090", end_half="am")
    view = desk.ask(GetEntitlement(person="p090", year=2025), by=CLERK, at=clock(BEFORE, 20))
    assert (view.entitlement, view.granted_by_year, view.forfeited) == (0, 5, False)
    early = slip(date(2025, 11, 28), kind="annual", person="p090")
    given(to=desk).when(early, by=CLERK, at=clock(date(2025, 11, 20))).then_refused(EntitlementExceeded)
    taken(desk, date(2025, 11, 21), date(2025, 12, 1), date(2025, 12, 5), kind="annual", person="p090")


def test_a_corrected_record_of_service_changes_what_the_year_grants(desks: Any, tmp_path: Path) -> None:
    """Six days of personal leave: over five, not over ten. The clock finds out, and what had fallen stands again."""
    on, since = date(2025, 6, 10), date(2014, 1, 6)
    correction = CorrectDetails(person=STAFF, name="李当归", number="2168", work_since=since, reason="档案核实")
    desk: Desk = desks()
    taken(desk, BEFORE, *AUGUST, kind="annual")
    taken(desk, BEFORE, LATER, date(2025, 6, 30))
    assert account(desk) == (0, 6, True)
    desk.told = organ_where(tmp_path, correction)
    desk.inbox.catch_up()
    assert [type(one) for one in desk.ticked(on, ForfeitureUndone, LeaveRestored)] == [ForfeitureUndone, LeaveRestored]
    assert account(desk, on=on) == (3, 6, False)
    assert desk.ticked(date(2025, 6, 11), ForfeitureUndone, AnnualLeaveForfeited) == []
    assert desk.rebuilt_equal()


def test_what_begins_before_the_gain_draws_on_less_in_any_order() -> None:
    """Five days until July, ten from August: seven in August leave three for June, and five in June five for August."""
    gained = fact(LeaveCounted, **annual(FIRST, 7, 10))
    measure = {"cites": ("A16",), "leave": None}
    given(gained, of=Account).when(Account.check_annual, Decimal(3), Decimal(5), **measure).then_nothing()
    given(gained, of=Account).when(Account.check_annual, Decimal(4), Decimal(5), **measure).then_refused(
        EntitlementExceeded, entitlement="10", used="7", asked="4"
    )
    before = fact(LeaveCounted, **annual(FIRST, 5, 5))
    given(before, of=Account).when(Account.check_annual, Decimal(1), Decimal(5), **measure).then_refused(
        EntitlementExceeded, entitlement="5", used="5", asked="1"
    )
    given(before, of=Account).when(Account.check_annual, Decimal(5), Decimal(10), **measure).then_nothing()


def annual(leave: UUID, days: int, entitlement: int) -> dict[str, object]:
    named = {"person": STAFF, "year": 2025, "leave": leave, "kind": "annual", "days": Decimal(days)}
    return {**named, "personal_total": Decimal(0), "annual_total": Decimal(days), "entitlement": Decimal(entitlement)}
