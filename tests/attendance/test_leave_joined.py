"""Slips of one kind next to each other are one leave: who splits a leave changes nothing (A15)."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.attendance.leave.events import LeaveRequested
from services.attendance.leave.operations import GetLeave, RegisterReturn, RejectLeave, WithdrawLeave
from services.attendance.leave.record import LeaveRecord
from services.attendance.leave.refusals import LeaveTooLong
from services.attendance.leave.span import Half, Span
from services.kernel.refusals import Refusal
from tests import given as givens
from tests.attendance.desk import (
    CLERK,
    FIRST,
    FRIDAY,
    HEAD,
    MONDAY,
    NEXT_MONDAY,
    SECOND,
    STAFF,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    asked,
    calendar,
    clock,
    history,
    slip,
    taken,
)
from tests.given import fact
from tests.stores import prepared

BEFORE = date(2025, 6, 6)
MOTHER = "p048"
H, D, C = "head-finance-economy", "deputy-chair-2", "chair"


def asked_for(desk: Desk, *span: date, on: date = BEFORE, **how: object) -> LeaveRecord:
    view: LeaveRecord = desk.ask(slip(*span, **how), by=CLERK, at=clock(on))  # type: ignore[arg-type]
    return view


def route_of(desk: Desk, *span: date, **how: object) -> list[str]:
    return [step.post for step in asked_for(desk, *span, **how).steps]


def test_four_single_days_ask_as_far_up_as_four_days(desk: Desk) -> None:
    assert route_of(desk, MONDAY) == [H]
    assert route_of(desk, TUESDAY) == [H, D]
    assert route_of(desk, WEDNESDAY) == [H, D]
    last = asked_for(desk, THURSDAY)
    assert [step.post for step in last.steps] == [H, D, C]
    assert (last.days, last.joined_days) == (1, 4)
    assert last.joined == [UUID(int=n) for n in (1, 2, 3)]
    assert desk.rebuilt_equal()


def test_days_off_between_do_not_part_them(desk: Desk) -> None:
    assert route_of(desk, FRIDAY) == [H]
    assert route_of(desk, NEXT_MONDAY) == [H, D]


def test_a_working_half_day_between_does(desk: Desk) -> None:
    assert route_of(desk, MONDAY, end_half=Half.AM) == [H]
    assert route_of(desk, TUESDAY) == [H]
    assert asked_for(desk, WEDNESDAY).joined == [SECOND]


def test_the_missing_piece_joins_both_sides(desk: Desk) -> None:
    assert route_of(desk, MONDAY, TUESDAY) == [H, D]
    assert route_of(desk, THURSDAY) == [H]
    assert route_of(desk, WEDNESDAY) == [H, D, C]


def test_another_kind_and_another_person_count_apart(desk: Desk) -> None:
    asked_for(desk, MONDAY, kind="sick")
    asked_for(desk, WEDNESDAY, person="p025")
    assert route_of(desk, TUESDAY) == [H]


@pytest.mark.parametrize("ends", [WithdrawLeave(leave=FIRST), RejectLeave(leave=FIRST, reason="忙")])
def test_what_is_not_granted_counts_no_more(desk: Desk, ends: object) -> None:
    asked_for(desk, MONDAY)
    desk.do(ends, by=HEAD if isinstance(ends, RejectLeave) else STAFF, at=clock(BEFORE, 13))  # type: ignore[arg-type]
    assert route_of(desk, TUESDAY, on=MONDAY) == [H]


def test_an_early_return_parts_them_again(desk: Desk) -> None:
    taken(desk, BEFORE, MONDAY, WEDNESDAY)
    desk.do(RegisterReturn(leave=FIRST, last_day=MONDAY), by=CLERK, at=clock(TUESDAY))
    assert route_of(desk, THURSDAY, on=TUESDAY) == [H]


def test_the_longest_length_holds_for_all_of_them(desk: Desk) -> None:
    """Three days of marriage leave, and one more the day after the weekend."""
    history(desk, asked(BEFORE, WEDNESDAY, FRIDAY, kind="marriage"))
    givens.given(to=desk).when(slip(NEXT_MONDAY, kind="marriage"), at=clock(BEFORE)).then_refused(
        LeaveTooLong, cites=("organ",), longest="3", days="4", joined=[str(FIRST)]
    )


def test_calendar_days_between_count_where_the_kind_is_counted_in_them(desk: Desk) -> None:
    """98 days of maternity leave end on a Sunday; parted at a weekend they are no more than that."""
    history(desk, asked(BEFORE, MONDAY, FRIDAY, kind="maternity", person=MOTHER))
    givens.given(to=desk).when(
        slip(NEXT_MONDAY, date(2025, 9, 14), kind="maternity", person=MOTHER), by=CLERK, at=clock(BEFORE)
    ).then(fact(LeaveRequested, days=Decimal(91), joined=(FIRST,), joined_days=Decimal(98)))
    givens.given(to=desk).when(
        slip(date(2025, 9, 15), kind="maternity", person=MOTHER), by=CLERK, at=clock(BEFORE)
    ).then_refused(LeaveTooLong)


def test_the_slip_says_what_it_counts_together_with(desk: Desk) -> None:
    history(desk, asked(BEFORE, MONDAY), asked(BEFORE, TUESDAY, WEDNESDAY))
    view = desk.ask(GetLeave(leave=SECOND))
    assert (view.joined, view.joined_days, view.days) == ([FIRST], 3, 2)
    assert desk.ask(GetLeave(leave=FIRST)).joined == [], "handed in before there was another"


# -- any split --------------------------------------------------------------------------------------------------------

Place = tuple[date, Half]


def halves(first: int, length: int) -> list[Place]:
    """So many half days from a half day of June on, days off included."""
    places = [(date(2025, 6, 2) + timedelta(days=n), half) for n in range(45) for half in Half]
    return places[first : first + length]


def pieces(whole: list[Place], cuts: set[int]) -> list[Span]:
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < len(whole)), len(whole)]
    stretches = [whole[a:b] for a, b in pairwise(edges)]
    return [Span(*stretch[0], *stretch[-1]) for stretch in stretches]


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=(HealthCheck.too_slow,))
@given(
    first=st.integers(0, 28),
    length=st.integers(1, 18),
    cuts=st.sets(st.integers(1, 17), max_size=6),
    kind=st.sampled_from(["personal", "sick", "marriage", "home-visit"]),
    data=st.data(),
)
def test_any_split_in_any_order_asks_the_same(
    first: int, length: int, cuts: set[int], kind: str, data: st.DataObject
) -> None:
    """The slip that completes the leave goes the way of the whole, or is refused where the whole is."""
    whole = halves(first, length)
    working = [span for span in pieces(whole, cuts) if span.working_days(calendar())]
    parts = data.draw(st.permutations(working))

    def handed(*spans: Span) -> list[str] | str:
        with TemporaryDirectory() as folder:
            store = prepared(Path(folder) / "attendance.db", Desk)
            desk = Desk(store)
            try:
                for one in spans:
                    how = {"start_half": one.start_half, "end_half": one.end_half, "kind": kind}
                    answer = route_of(desk, one.start, one.end, on=date(2025, 5, 30), **how)
            except Refusal as refused:
                return refused.code
            finally:
                store.close()
            return answer

    if working and kind != "home-visit":
        assert handed(*parts) == handed(Span(*whole[0], *whole[-1]))
    elif working:  # counted in calendar days: days off at the edges are asked for only by the whole
        inner = Span(working[0].start, working[0].start_half, working[-1].end, working[-1].end_half)
        assert handed(*parts) == handed(inner)
