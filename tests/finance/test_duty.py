"""Duty (A30): a published rota, swaps by consent of both, done or missed as somebody else enters it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from services.finance.duty import events as e
from services.finance.duty.operations import (
    AgreeToSwap,
    AskSwap,
    CancelDuty,
    ConfirmDuty,
    DeclineSwap,
    ExportDuty,
    GetDuty,
    ListDuty,
    NoteAbsence,
    PublishRota,
    WithdrawSwap,
)
from services.finance.duty.turn import DutyClosed, NoSwap, OnDutyAlready, OwnDuty
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
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.given import fact, given, proven
from tests.stores import prepared

MONDAY, TUESDAY, WEDNESDAY, SATURDAY = day(6, 9), day(6, 10), day(6, 11), day(6, 14)
NATIONAL_DAY = day(10, 1)
SECOND = UUID(int=2)


def rota(*turns: tuple[date, str]) -> PublishRota:
    return PublishRota.model_validate({"turns": [{"on": on, "person": person} for on, person in turns]})


PUBLISHED = by(CLERK, MONDAY, rota((TUESDAY, STAFF), (WEDNESDAY, OTHER_STAFF)))
"""The first turn is the earlier one."""
ASKED = by(STAFF, MONDAY, AskSwap(turn=FIRST, to=OTHER_STAFF, in_return=SECOND), 10)


def holders(desk: Desk) -> dict[date, str]:
    return {one.on: one.person for one in desk.on(MONDAY, COLLEAGUE, ListDuty(), 20).items}


# -- the rota ---------------------------------------------------------------------------------------------------------


def test_the_office_publishes_the_rota_for_everybody_to_read(desk: Desk) -> None:
    given(to=desk).when(PUBLISHED.operation, by=CLERK, at=clock(MONDAY)).then(
        fact(e.DutyPublished, person=STAFF, on=TUESDAY, department="finance-economy", cites=("A30",)),
        fact(e.DutyPublished, person=OTHER_STAFF, on=WEDNESDAY, department="budget"),
    ).then_answer(turns=2, first=TUESDAY, last=WEDNESDAY)
    assert holders(desk) == {TUESDAY: STAFF, WEDNESDAY: OTHER_STAFF}
    assert len(desk.on(MONDAY, COLLEAGUE, ListDuty(start=WEDNESDAY, end=WEDNESDAY)).items) == 1
    proven(desk.app)


@pytest.mark.parametrize("person", [HEAD, STAFF, CHAIR])
def test_nobody_but_the_office_publishes_it(desk: Desk, person: str) -> None:
    given(to=desk).when(PUBLISHED.operation, by=person, at=clock(MONDAY)).then_refused(Forbidden)


@pytest.mark.parametrize(
    ("turns", "refusal"),
    [
        ([(TUESDAY, STAFF), (TUESDAY, STAFF)], Invalid),
        ([(day(6, 8), STAFF)], Invalid),
        ([(TUESDAY, "p060")], Invalid),
        ([(WEDNESDAY, OTHER_STAFF)], OnDutyAlready),
    ],
)
def test_a_rota_names_people_of_the_organ_once_a_day_and_ahead(
    desk: Desk, turns: list[tuple[date, str]], refusal: Any
) -> None:
    """All of it, or nothing."""
    more = rota((day(6, 20), COLLEAGUE), *turns)
    given(PUBLISHED, to=desk).when(more, by=CLERK, at=clock(MONDAY)).then_refused(refusal)


# -- swaps ------------------------------------------------------------------------------------------------------------


def test_a_swap_takes_the_consent_of_both(desk: Desk) -> None:
    given(PUBLISHED, to=desk).when(ASKED.operation, by=STAFF, at=clock(MONDAY)).then(
        fact(e.DutySwapAsked, to=OTHER_STAFF, in_return=SECOND)
    ).then_answer(status="swapping", to=OTHER_STAFF)
    for person in (STAFF, HEAD, CLERK):
        given(to=desk).when(AgreeToSwap(turn=FIRST), by=person, at=clock(MONDAY)).then_refused(Forbidden)
    assert desk.may(MONDAY, OTHER_STAFF, GetDuty(turn=FIRST)) == ["agree-to-swap", "decline-swap"]
    given(to=desk).when(AgreeToSwap(turn=FIRST), by=OTHER_STAFF, at=clock(MONDAY)).then(
        fact(e.DutyHandedOver, person=STAFF, to=OTHER_STAFF, on=TUESDAY, department="budget"),
        fact(e.DutyHandedOver, person=OTHER_STAFF, to=STAFF, on=WEDNESDAY, department="finance-economy"),
    ).then_answer(status="published", person=OTHER_STAFF, to="")
    assert holders(desk) == {TUESDAY: OTHER_STAFF, WEDNESDAY: STAFF}
    proven(desk.app)


def test_a_turn_may_be_taken_for_nothing_in_return(desk: Desk) -> None:
    ask = by(STAFF, MONDAY, AskSwap(turn=FIRST, to=COLLEAGUE), 10)
    given(PUBLISHED, ask, to=desk).when(AgreeToSwap(turn=FIRST), by=COLLEAGUE, at=clock(MONDAY)).then(
        fact(e.DutyHandedOver, to=COLLEAGUE)
    )


@pytest.mark.parametrize(
    ("operation", "person", "recorded"),
    [
        (DeclineSwap(turn=FIRST), OTHER_STAFF, e.DutySwapDeclined),
        (WithdrawSwap(turn=FIRST), STAFF, e.DutySwapWithdrawn),
    ],
)
def test_without_it_the_rota_stands(desk: Desk, operation: Operation, person: str, recorded: Any) -> None:
    given(PUBLISHED, ASKED, to=desk).when(operation, by=person, at=clock(MONDAY)).then(recorded).then_answer(
        status="published", person=STAFF, to="", in_return=None
    )


@pytest.mark.parametrize(
    ("ask", "refusal"),
    [
        ({"to": STAFF}, NoSwap),
        ({"to": COLLEAGUE, "in_return": SECOND}, NoSwap),
        ({"to": OTHER_STAFF, "in_return": FIRST}, NoSwap),
        ({"to": OTHER_STAFF, "in_return": UUID(int=9)}, NoSwap),
        ({"to": "p060"}, Invalid),
    ],
)
def test_turns_and_people_go_together(desk: Desk, ask: dict[str, Any], refusal: Any) -> None:
    given(PUBLISHED, to=desk).when(AskSwap(turn=FIRST, **ask), by=STAFF, at=clock(MONDAY)).then_refused(refusal)


def test_nobody_gets_two_turns_on_a_day(desk: Desk) -> None:
    both = by(CLERK, MONDAY, rota((TUESDAY, STAFF), (TUESDAY, OTHER_STAFF)))
    given(both, to=desk).when(AskSwap(turn=FIRST, to=OTHER_STAFF), by=STAFF, at=clock(MONDAY)).then_refused(
        OnDutyAlready, cites=("A30",)
    )
    exchange = AskSwap(turn=FIRST, to=OTHER_STAFF, in_return=SECOND)
    given(to=desk).when(exchange, by=STAFF, at=clock(MONDAY)).then(e.DutySwapAsked)


def test_a_turn_of_the_past_is_not_swapped(desk: Desk) -> None:
    given(PUBLISHED, to=desk).when(ASKED.operation, by=STAFF, at=clock(WEDNESDAY)).then_refused(NoSwap)
    given(ASKED, to=desk).when(AgreeToSwap(turn=FIRST), by=OTHER_STAFF, at=clock(WEDNESDAY)).then_refused(NoSwap)
    assert desk.may(WEDNESDAY, OTHER_STAFF, GetDuty(turn=FIRST)) == ["decline-swap"]


def test_what_was_asked_is_looked_at_again_when_it_is_agreed(desk: Desk) -> None:
    given(PUBLISHED, ASKED, by(CLERK, MONDAY, CancelDuty(turn=SECOND, reason="另行安排"), 11), to=desk).when(
        AgreeToSwap(turn=FIRST), by=OTHER_STAFF, at=clock(MONDAY)
    ).then_refused(NoSwap)


# -- done or missed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "kind", "amount"), [(TUESDAY, "workday", 60), (SATURDAY, "rest", 120), (NATIONAL_DAY, "holiday", 200)]
)
def test_a_turn_that_was_done_earns_what_the_rule_gives(desk: Desk, on: date, kind: str, amount: int) -> None:
    given(by(CLERK, MONDAY, rota((on, STAFF))), to=desk).when(ConfirmDuty(turn=FIRST), by=CLERK, at=clock(on)).then(
        fact(e.DutyDone, person=STAFF, kind=kind, amount=Decimal(amount), cites=("A30", "organ"))
    ).then_answer(status="done", amount=amount, confirmed_by=CLERK)


def test_it_is_entered_from_its_day_on_and_once(desk: Desk) -> None:
    for operation in (ConfirmDuty(turn=FIRST), NoteAbsence(turn=FIRST, reason="无故未到")):
        if not desk.app.store.position() or not holders(desk):
            given(PUBLISHED, to=desk)
        given(to=desk).when(operation, by=CLERK, at=clock(MONDAY, 21)).then_refused(Invalid)
    given(to=desk).when(NoteAbsence(turn=FIRST, reason="无故未到"), by=DIRECTOR, at=clock(TUESDAY)).then(
        fact(e.DutyMissed, person=STAFF)
    ).then_answer(status="missed", amount=0)
    given(to=desk).when(ConfirmDuty(turn=FIRST), by=CLERK, at=clock(TUESDAY)).then_refused(DutyClosed)


@pytest.mark.parametrize(
    "operation", [ConfirmDuty(turn=FIRST), NoteAbsence(turn=FIRST, reason="x"), CancelDuty(turn=FIRST, reason="x")]
)
def test_nobody_of_the_office_enters_their_own(desk: Desk, operation: Operation) -> None:
    given(by(DIRECTOR, MONDAY, rota((TUESDAY, CLERK))), to=desk)
    given(to=desk).when(operation, by=CLERK, at=clock(TUESDAY)).then_refused(OwnDuty, cites=("A30",))
    assert desk.may(TUESDAY, CLERK, GetDuty(turn=FIRST)) == ["ask-swap"]
    given(to=desk).when(operation, by=DIRECTOR, at=clock(TUESDAY)).then_answer(person=CLERK)


def test_why_somebody_was_missing_stays_in_the_service(desk: Desk) -> None:
    given(PUBLISHED, by(CLERK, TUESDAY, NoteAbsence(turn=FIRST, reason="家中急事")), to=desk)
    (event,) = desk.recorded()[-1:]
    assert "家中急事" in encode(event).decode()
    assert "家中急事" not in public_bytes(event.TOPIC, encode(event)).decode()


def test_the_rota_goes_out(desk: Desk) -> None:
    given(PUBLISHED, to=desk)
    rows = read_back(desk.on(TUESDAY, AUDITOR, ExportDuty(start=MONDAY, end=WEDNESDAY)).content)
    assert [row[3] for row in rows[2:]] == ["已排班", "已排班"]


# -- whatever is swapped ----------------------------------------------------------------------------------------------

PEOPLE = (STAFF, COLLEAGUE, OTHER_STAFF, "p028")


@drawn(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6))
@settings(max_examples=15, deadline=None)
def test_swapping_keeps_the_number_of_turns_of_each(swaps: list[tuple[int, int]]) -> None:
    """An exchange takes a turn and gives one: everybody has as many as before, one a day."""
    folder = TemporaryDirectory()
    store = prepared(Path(folder.name) / "finance.db", Desk)
    desk = Desk(store)
    desk.do(rota(*((day(6, 16 + n), person) for n, person in enumerate(PEOPLE))), by=CLERK, at=clock(MONDAY))
    for a, b in swaps:
        turns = sorted(desk.on(MONDAY, CLERK, ListDuty(), 20).items, key=lambda one: one.on)
        one, other = turns[a], turns[b]
        if one.person != other.person:
            desk.do(AskSwap(turn=one.id, to=other.person, in_return=other.id), by=one.person, at=clock(MONDAY, 20))
            desk.do(AgreeToSwap(turn=one.id), by=other.person, at=clock(MONDAY, 20))
    after = desk.on(MONDAY, CLERK, ListDuty(), 20).items
    assert sorted(one.person for one in after) == sorted(PEOPLE)
    assert len({one.on for one in after}) == len(PEOPLE)
    store.close()
    folder.cleanup()
