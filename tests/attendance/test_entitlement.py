"""The year's annual leave and its forfeiture (A16)."""

from datetime import date
from decimal import Decimal

import pytest

from services.attendance.entitlement.account import AnnualLeaveLost, EntitlementExceeded
from services.attendance.entitlement.counting import full_years
from services.attendance.entitlement.events import AnnualLeaveForfeited, ForfeitureUndone, LeaveCounted
from services.attendance.entitlement.operations import ExportEntitlements, GetEntitlement, ListEntitlements
from services.attendance.leave import asking
from services.attendance.leave.events import LeaveApproved, LeaveRequested, LeaveReturned, LeaveRevoked
from services.attendance.leave.operations import ApproveLeave, GetLeave, RegisterReturn, RevokeLeave, WithdrawLeave
from services.kernel.refusals import Forbidden
from tests.attendance.desk import (
    CHAIR,
    CLERK,
    DEPUTY,
    FIRST,
    FRIDAY,
    HEAD,
    MONDAY,
    NEXT_MONDAY,
    SECOND,
    STAFF,
    THIRD,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    agreed,
    asked,
    clock,
    history,
    read_back,
    slip,
    taken,
)
from tests.given import fact, given

BEFORE = date(2025, 6, 6)
LATER = date(2025, 6, 23)
"""A Monday two weeks on."""


def balance(desk: Desk, person: str = STAFF, year: int = 2025, on: date = BEFORE) -> tuple[str, str, str, bool]:
    """(entitlement, annual taken, annual left, forfeited)"""
    view = desk.ask(GetEntitlement(person=person, year=year), by=CLERK, at=clock(on))
    plain = (format(days.normalize(), "f") for days in (view.entitlement, view.annual_taken, view.annual_left))
    entitled, used, left = plain
    return entitled, used, left, view.forfeited


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [
        (date(2015, 7, 6), date(2025, 7, 5), 9),
        (date(2015, 7, 6), date(2025, 7, 6), 10),
        (date(2024, 2, 29), date(2025, 2, 28), 0),
        (date(2024, 2, 29), date(2025, 3, 1), 1),
        (date(2025, 1, 1), date(2024, 6, 1), -1),
    ],
)
def test_service_counts_in_full_years(since: date, on: date, years: int) -> None:
    assert full_years(since, on) == years


@pytest.mark.parametrize(
    ("person", "on", "days"),
    [
        (
            "p060",
            date(2025, 7, 31),
            "0",
        ),  # at work since 15 July 2024: complete in July, counts from August
        ("p060", date(2025, 8, 1), "5"),
        ("p027", date(2025, 7, 31), "5"),  # since 6 July 2015
        ("p027", date(2025, 8, 1), "10"),
        ("p034", date(2026, 10, 31), "10"),  # since 9 October 2006
        ("p034", date(2026, 11, 1), "15"),
        ("p002", date(2025, 6, 6), "15"),
        ("nobody", date(2025, 6, 6), "0"),
    ],
)
def test_five_days_from_one_year_ten_from_ten_fifteen_from_twenty(desk: Desk, person: str, on: date, days: str) -> None:
    assert balance(desk, person, on.year, on)[0] == days


def test_annual_leave_is_taken_from_the_entitlement(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, WEDNESDAY, kind="annual")
    assert balance(desk) == ("5", "3", "2", False)
    given(to=desk).when(slip(LATER, date(2025, 6, 25), kind="annual"), at=clock(BEFORE, 13)).then_refused(
        EntitlementExceeded, cites=("A16", "organ"), entitlement="5", used="3", asked="3"
    )
    taken(desk, BEFORE, LATER, date(2025, 6, 24), kind="annual")
    assert balance(desk) == ("5", "5", "0", False)


def test_other_kinds_leave_the_account_alone(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, FRIDAY, kind="sick")
    assert balance(desk) == ("5", "0", "5", False)
    assert not [event for event in desk.recorded() if isinstance(event, LeaveCounted)]


def test_what_waits_for_its_decision_counts_against_the_next_request(desk: Desk) -> None:
    history(desk, asked(BEFORE, MONDAY, WEDNESDAY, kind="annual"))
    another = slip(LATER, date(2025, 6, 25), kind="annual")
    given(to=desk).when(another, at=clock(BEFORE, 13)).then_refused(
        EntitlementExceeded, entitlement="5", used="0", waiting="3", asked="3", leaves=[str(FIRST)]
    )
    with pytest.raises(EntitlementExceeded, match=rf"3 wait for a decision \({MONDAY} to {WEDNESDAY}\)"):
        desk.do(another, at=clock(BEFORE, 13))
    given(to=desk).when(slip(LATER, date(2025, 6, 25), kind="sick"), at=clock(BEFORE, 13)).then(LeaveRequested)
    desk.do(WithdrawLeave(leave=FIRST), at=clock(BEFORE, 14))
    desk.do(WithdrawLeave(leave=SECOND), at=clock(BEFORE, 14))
    given(to=desk).when(another, at=clock(BEFORE, 15)).then(LeaveRequested)


def test_of_two_that_wait_from_before_only_what_is_left_is_granted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken in by a program that did not look at what waits; the last approval counts."""
    monkeypatch.setattr(asking, "check_entitlement", lambda *_, **__: None)
    history(
        desk, asked(BEFORE, MONDAY, WEDNESDAY, kind="annual"), asked(BEFORE, LATER, date(2025, 6, 25), kind="annual")
    )
    history(desk, agreed(HEAD, BEFORE), agreed(DEPUTY, BEFORE), agreed(HEAD, BEFORE, SECOND))
    given(to=desk).when(ApproveLeave(leave=SECOND), by=DEPUTY, at=clock(BEFORE)).then_refused(EntitlementExceeded)
    assert balance(desk) == ("5", "3", "2", False)
    assert desk.rebuilt_equal()


# -- forfeiture -------------------------------------------------------------------------------------------------------


def test_personal_leave_up_to_the_entitlement_costs_nothing(desk: Desk) -> None:
    history(desk, asked(BEFORE, MONDAY, FRIDAY), agreed(HEAD, BEFORE), agreed(DEPUTY, BEFORE))
    given(to=desk).when(ApproveLeave(leave=FIRST), by=CHAIR, at=clock(BEFORE)).then(
        LeaveApproved, fact(LeaveCounted, personal_total=Decimal(5), entitlement=Decimal(5), forfeiting=True)
    )
    assert balance(desk) == ("5", "0", "5", False)


def crossed(desk: Desk) -> None:
    """Five days of personal leave in June, then half a day more."""
    taken(desk, BEFORE, MONDAY, FRIDAY)
    taken(desk, BEFORE, LATER, start_half="pm")


def test_half_a_day_more_forfeits_the_years_annual_leave_once(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, FRIDAY)
    history(desk, asked(BEFORE, LATER, end_half="am"))
    given(to=desk).when(ApproveLeave(leave=SECOND), by=HEAD, at=clock(BEFORE)).then(
        LeaveApproved,
        fact(LeaveCounted, personal_total=Decimal("5.5")),
        fact(
            AnnualLeaveForfeited,
            person=STAFF,
            year=2025,
            personal_total=Decimal("5.5"),
            entitlement=Decimal(5),
            annual_taken=Decimal(0),
            by_leave=SECOND,
            cites=("A16",),
        ),
    )
    assert balance(desk) == ("5", "0", "0", True)
    history(desk, asked(BEFORE, date(2025, 6, 25)))
    given(to=desk).when(ApproveLeave(leave=THIRD), by=HEAD, at=clock(BEFORE)).then(LeaveApproved, LeaveCounted)


def test_annual_leave_is_refused_from_then_on(desk: Desk) -> None:
    crossed(desk)
    given(to=desk).when(slip(date(2025, 7, 1), kind="annual"), at=clock(BEFORE)).then_refused(
        AnnualLeaveLost, cites=("A16", "organ"), year=2025
    )
    next_year = slip(date(2026, 1, 5), kind="annual")
    given(to=desk).when(next_year, at=clock(date(2025, 12, 30))).then_answer(status="requested")


def test_annual_leave_asked_for_before_is_refused_at_the_approval(desk: Desk) -> None:
    history(desk, asked(BEFORE, date(2025, 7, 1), kind="annual"))
    taken(desk, BEFORE, MONDAY, FRIDAY)
    taken(desk, BEFORE, LATER)
    given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(BEFORE)).then_refused(AnnualLeaveLost)
    assert desk.rebuilt_equal(), "nothing half done"


def test_annual_leave_already_taken_is_reported(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, TUESDAY, kind="annual")
    taken(desk, WEDNESDAY, LATER, date(2025, 6, 27))
    taken(desk, WEDNESDAY, date(2025, 6, 30))
    (lost,) = [event for event in desk.recorded() if isinstance(event, AnnualLeaveForfeited)]
    assert (lost.annual_taken, lost.personal_total) == (Decimal(2), Decimal(6))
    assert balance(desk) == ("5", "2", "0", True)


def test_a_correction_of_the_leave_that_crossed_undoes_it(desk: Desk) -> None:
    crossed(desk)
    given(to=desk).when(RevokeLeave(leave=SECOND, reason="未休"), by=CLERK, at=clock(BEFORE, 15)).then(
        LeaveRevoked,
        fact(LeaveCounted, leave=SECOND, days=Decimal(0), personal_total=Decimal(5)),
        fact(ForfeitureUndone, person=STAFF, year=2025, by_leave=SECOND, personal_total=Decimal(5), cites=("A16",)),
    )
    assert balance(desk) == ("5", "0", "5", False)
    given(to=desk).when(slip(date(2025, 7, 1), kind="annual"), at=clock(BEFORE, 16)).then_answer(status="requested")
    assert desk.rebuilt_equal()


def test_an_early_return_undoes_it_too(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, NEXT_MONDAY)
    assert balance(desk)[3]
    given(to=desk).when(RegisterReturn(leave=FIRST, last_day=THURSDAY), by=CLERK, at=clock(FRIDAY)).then(
        LeaveReturned, fact(LeaveCounted, days=Decimal(4)), ForfeitureUndone
    )


def test_who_crossed_may_still_come_back_early_from_annual_leave(desk: Desk) -> None:
    """Giving days back asks nothing of the entitlement."""
    taken(desk, BEFORE, MONDAY, FRIDAY, kind="annual")
    taken(desk, WEDNESDAY, LATER, date(2025, 6, 27))
    taken(desk, WEDNESDAY, date(2025, 6, 30))
    assert balance(desk) == ("5", "3", "0", True)
    given(to=desk).when(RegisterReturn(leave=FIRST, last_day=TUESDAY), by=CLERK, at=clock(THURSDAY)).then(
        LeaveReturned, fact(LeaveCounted, leave=FIRST, days=Decimal(2), annual_total=Decimal(2))
    )
    assert balance(desk) == ("5", "2", "0", True)


def test_who_gains_days_in_the_year_is_measured_against_what_the_year_grants(desk: Desk) -> None:
    """p027 has five days until July 2025 and ten from August on: six days in June forfeit nothing."""
    taken(desk, BEFORE, date(2025, 6, 9), date(2025, 6, 16), person="p027")
    assert balance(desk, "p027") == ("5", "0", "5", False)
    taken(desk, BEFORE, date(2025, 9, 1), date(2025, 9, 5), person="p027")
    assert balance(desk, "p027")[3], "eleven of ten"
    assert desk.ask(GetEntitlement(person="p027", year=2025), by=CLERK).granted_by_year == 10


@pytest.mark.parametrize("first", ["half a day", "twelve days"])
def test_the_order_of_approval_decides_nothing(desk: Desk, first: str) -> None:
    """Half a day in June and eleven days in August: over ten in one order as in the other."""
    little = asked(BEFORE, date(2025, 6, 27), person="p027", end_half="am")
    much = asked(BEFORE, date(2025, 8, 4), date(2025, 8, 15), person="p027")
    history(desk, little, much)
    for leave in (FIRST, SECOND) if first == "half a day" else (SECOND, FIRST):
        view = desk.ask(GetLeave(leave=leave), by=CLERK)
        for step in view.steps:
            desk.do(ApproveLeave(leave=leave), by=step.holder, at=clock(BEFORE, 15))
    view = desk.ask(GetEntitlement(person="p027", year=2025), by=CLERK)
    assert (view.personal_total, view.forfeited) == (Decimal("10.5"), True)


# -- two years --------------------------------------------------------------------------------------------------------


def test_leave_over_new_year_counts_in_each_year(desk: Desk) -> None:
    """29 December 2025 to 6 January 2026: three working days in each year."""
    on, start, end = date(2025, 12, 22), date(2025, 12, 29), date(2026, 1, 6)
    taken(desk, on, start, end, kind="annual")
    assert [balance(desk, year=year, on=on)[1] for year in (2025, 2026)] == ["3", "3"]
    desk.do(RevokeLeave(leave=FIRST, reason="改期"), by=CLERK, at=clock(on, 15))
    assert [balance(desk, year=year, on=on)[1] for year in (2025, 2026)] == ["0", "0"]
    assert desk.rebuilt_equal()


def test_an_early_return_in_the_old_year_frees_the_new(desk: Desk) -> None:
    on, start, end = date(2025, 12, 22), date(2025, 12, 29), date(2026, 1, 6)
    taken(desk, on, start, end, kind="annual")
    desk.do(RegisterReturn(leave=FIRST, last_day=date(2025, 12, 30)), by=CLERK, at=clock(date(2025, 12, 31)))
    assert [balance(desk, year=year, on=on)[1] for year in (2025, 2026)] == ["2", "0"]


# -- seen and exported ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "sees"), [(STAFF, True), (HEAD, True), (DEPUTY, True), (CHAIR, True), ("p025", False)])
def test_who_sees_a_balance(desk: Desk, by: str, sees: bool) -> None:
    outcome = given(to=desk).when(GetEntitlement(person=STAFF, year=2025), by=by)
    if sees:
        outcome.then_answer(entitlement=Decimal(5))
    else:
        outcome.then_refused(Forbidden)


def test_the_register_lists_and_exports_everybody(desk: Desk) -> None:
    crossed(desk)
    (row,) = desk.ask(ListEntitlements(year=2025), by=CLERK).items
    assert (row.person, row.personal_total, row.forfeited) == (STAFF, Decimal("5.5"), True)
    file = desk.ask(ExportEntitlements(year=2025), by=CLERK)
    rows = read_back(file.content)
    assert rows[0][0] == "2025年公休假台账"
    found = {row[0]: row[1:] for row in rows[2:] if row[0]}
    assert found["2168"] == ("李当归", 5, 0, 0, 5.5, "是")
    assert len([number for number in found if number.isdigit()]) == 57, "all but the three who came in 2026"
