"""代表 deputies: entered by the liaison department, three to five households of voters each (A10, A11)."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid, NotFound
from services.party.deputies import events as e
from services.party.deputies import operations as ops
from services.party.deputies.deputy import MandateOver, TooManyVoters
from tests.given import fact, given, proven
from tests.party.desk import CLERK, HEAD, STAFF, Desk, by, clock, day

LIAISON = "p046"
"""Heads the commission for deputies from April 2025."""
MONDAY, TUESDAY = day(6, 9), day(6, 10)
FIRST = UUID(int=1)
ENTERED = by(LIAISON, MONDAY, ops.EnterDeputy(name="代表甲", district="第一选区", since=day(11, 20, 2021)))


def voter(name: str = "选民甲") -> ops.AssignVoter:
    return ops.AssignVoter(deputy=FIRST, name=name, place="青柚镇")


def test_the_liaison_department_and_the_clerk_keep_the_register(desk: Desk) -> None:
    given(to=desk).when(ENTERED.operation, by=LIAISON, at=clock(MONDAY)).then(
        fact(e.DeputyEntered, number="2025-0001", cites=("A10", "A11"))
    ).then_answer(status="serving", voters=0, short=True)
    for person in (HEAD, STAFF):
        given(to=desk).when(ENTERED.operation, by=person, at=clock(MONDAY)).then_refused(Forbidden)


def test_three_to_five_households(desk: Desk) -> None:
    given(ENTERED, *(by(CLERK, MONDAY, voter(f"选民{n}")) for n in range(3)), to=desk)
    assert desk.on(MONDAY, CLERK, ops.GetDeputy(deputy=FIRST)).short is False
    given(by(CLERK, MONDAY, voter()), by(CLERK, MONDAY, voter()), to=desk).when(
        voter(), by=CLERK, at=clock(MONDAY)
    ).then_refused(TooManyVoters, cites=("A11",), kept=5, most=5)
    released = ops.ReleaseVoter(deputy=FIRST, voter=2, reason="搬迁")
    given(to=desk).when(released, by=CLERK, at=clock(MONDAY)).then(e.VoterReleased).then_answer(voters=4)
    given(to=desk).when(released, by=CLERK, at=clock(MONDAY)).then_refused(NotFound)
    given(to=desk).when(voter(), by=CLERK, at=clock(MONDAY)).then(fact(e.VoterAssigned, voter=6))
    proven(desk.app)


def test_a_visit_is_of_a_household_that_is_kept(desk: Desk) -> None:
    visit = ops.RecordVoterVisit(deputy=FIRST, voter=1, on=MONDAY, content="走访")
    given(ENTERED, by(CLERK, MONDAY, voter()), to=desk).when(visit, by=LIAISON, at=clock(TUESDAY)).then(e.VoterVisited)
    (household,) = desk.on(TUESDAY, LIAISON, ops.GetDeputy(deputy=FIRST)).households
    assert (household.visits, household.last_visit, household.content) == (1, MONDAY, "走访")
    for wrong in ({"voter": 2}, {"on": day(6, 11)}):
        given(to=desk).when(visit.model_copy(update=wrong), by=LIAISON, at=clock(TUESDAY)).then_refused(
            Invalid if "on" in wrong else NotFound
        )
    proven(desk.app)


def test_a_mandate_ends_after_it_began(desk: Desk) -> None:
    early = ops.EndMandate(deputy=FIRST, on=day(11, 19, 2021), reason="辞职")
    given(ENTERED, to=desk).when(early, by=CLERK, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(early.model_copy(update={"on": MONDAY}), by=CLERK, at=clock(MONDAY)).then(e.MandateEnded)
    given(to=desk).when(voter(), by=CLERK, at=clock(MONDAY)).then_refused(MandateOver)


@pytest.mark.parametrize(("person", "sees"), [(LIAISON, True), (CLERK, True), (STAFF, False), (HEAD, False)])
def test_voters_are_not_for_everybody(desk: Desk, person: str, sees: bool) -> None:
    given(ENTERED, by(CLERK, MONDAY, voter()), to=desk)
    assert (len(desk.on(TUESDAY, person, ops.GetDeputy(deputy=FIRST)).households) == 1) is sees
    told = b"".join(public_bytes(event.TOPIC, encode(event)) for event in desk.recorded()).decode()
    assert not [word for word in ("代表甲", "选民甲", "青柚") if word in told]
