"""三员分立: who keeps the system, who secures it and who audits it hold no other post, and nobody keeps the directory
to their own gain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.directory import events as facts
from services.directory.bodies.operations import FormBody, JoinBody, LeaveBody, RoleView
from services.directory.departments.operations import AssignSupervision
from services.directory.people.operations import (
    CorrectDetails,
    GetPerson,
    GiveUpResidencyDuty,
    HirePerson,
    LeaveService,
    MovePerson,
    TakeResidencyDuty,
)
from services.directory.posts.operations import GetPost, GiveDelegation, RelieveHolder
from services.directory.refusals import ExclusivePosts, IdReserved
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, OwnMatter
from tests.directory.desk import FOUNDED, LATER, TODAY, Desk, appointing, hiring, post
from tests.given import given

ADMINISTRATOR, DIRECTOR, FREE = "p012", "p011", "p013"
OFFICERS = ("system-administrator", "security-administrator", "auditor")
OTHERS = ("chair", "deputy-chair-1", "head-office", "head-budget", "clerk", "cashier", "aide")
WEEK = timedelta(days=7)


@pytest.fixture
def organ(desk: Desk) -> Desk:
    """With every post that is tried, each vacant."""
    for one in ("security-administrator", "auditor", "cashier", "aide"):
        desk.do(post(one, "office"))
    for held, holder in (("system-administrator", "p012"), ("head-office", "p011"), ("head-budget", "p021")):
        desk.do(RelieveHolder(post=held, person=holder, day=TODAY))
    for held, holder in (("chair", "p001"), ("deputy-chair-1", "p002")):
        desk.do(RelieveHolder(post=held, person=holder, day=TODAY))
    return desk


def standing_in(of: str, deputy: str, start: date = LATER) -> GiveDelegation:
    return GiveDelegation(post=of, deputy=deputy, start=start, to=start + WEEK)


PAIRS = [(mine, other) for mine in OFFICERS for other in (*OFFICERS, *OTHERS) if mine != other]


@pytest.mark.parametrize(("officer", "other"), PAIRS)
def test_an_officer_of_the_system_holds_no_other_post(organ: Desk, officer: str, other: str) -> None:
    for before, first, second in ((TODAY, officer, other), (LATER + 9 * WEEK, other, officer)):
        start, person = before + WEEK, f"p90{first == officer:d}"
        given(hiring(person), appointing(first, person, start), to=organ)
        for on in (before, start, start + WEEK):
            given(to=organ).when(appointing(second, person, on)).then_refused(ExclusivePosts, other=first)
        organ.do(RelieveHolder(post=first, person=person, day=start + WEEK))
        given(to=organ).when(appointing(second, person, start + WEEK)).then(facts.HolderAppointed)
        organ.do(RelieveHolder(post=second, person=person, day=start + 2 * WEEK))


@pytest.mark.parametrize(("officer", "other"), PAIRS)
def test_nor_stands_in_for_another_post(organ: Desk, officer: str, other: str) -> None:
    for mine, theirs in ((officer, other), (other, officer)):
        given(appointing(mine, "p022", TODAY), appointing(theirs, "p023", TODAY), to=organ)
        given(to=organ).when(standing_in(theirs, "p022")).then_refused(ExclusivePosts, other=mine)
        for held, holder in ((mine, "p022"), (theirs, "p023")):
            organ.do(RelieveHolder(post=held, person=holder, day=TODAY))


def test_who_stands_in_for_an_officer_is_appointed_to_nothing(organ: Desk) -> None:
    given(appointing("auditor", "p022", TODAY), standing_in("auditor", "p023"), to=organ)
    given(to=organ).when(appointing("clerk", "p023", LATER)).then_refused(ExclusivePosts, other="auditor")
    given(to=organ).when(appointing("clerk", "p023", LATER + WEEK)).then(facts.HolderAppointed)


BODIES = ("party-group", "discipline-group", "branch-committee")


def body(id: str) -> FormBody:
    return FormBody(body=id, zh=id, en=id, roles=[RoleView(id="member", zh="委员", en="Member")], day=FOUNDED)


@pytest.mark.parametrize("officer", OFFICERS)
@pytest.mark.parametrize("of", BODIES)
def test_an_officer_of_the_system_has_no_seat_where_people_are_judged(organ: Desk, officer: str, of: str) -> None:
    """Neither is the seat given to the officer, nor the post, or standing in for it, to the member."""
    if of != "branch-committee":
        organ.do(body(of))
    organ.do(appointing(officer, "p022", TODAY))
    seat = JoinBody(body=of, person="p022", role="member", day=LATER)
    given(to=organ).when(seat).then_refused(ExclusivePosts, other=officer, cites=("B10.8", "organ"))
    organ.do(RelieveHolder(post=officer, person="p022", day=LATER))
    given(to=organ).when(seat).then(facts.BodyMemberJoined)
    given(to=organ).when(appointing(officer, "p022", LATER + WEEK)).then_refused(ExclusivePosts, other=of)
    organ.do(appointing(officer, "p023", LATER))
    given(to=organ).when(standing_in(officer, "p022")).then_refused(ExclusivePosts, other=of)
    organ.do(LeaveBody(body=of, person="p022", day=LATER + WEEK))
    given(to=organ).when(standing_in(officer, "p022", LATER + WEEK)).then(facts.DelegationGiven)


def test_whoever_stands_in_for_an_officer_takes_no_seat_while_they_do(organ: Desk) -> None:
    given(appointing("auditor", "p022", TODAY), standing_in("auditor", "p023"), to=organ)
    seat = {"body": "branch-committee", "person": "p023", "role": "member"}
    given(to=organ).when(JoinBody(**seat, day=LATER)).then_refused(ExclusivePosts, other="auditor")
    given(to=organ).when(JoinBody(**seat, day=LATER + WEEK)).then(facts.BodyMemberJoined)


def test_a_seat_that_judges_nobody_is_open_to_them(organ: Desk) -> None:
    given(body("flower-club"), appointing("auditor", "p022", TODAY), to=organ)
    seat = JoinBody(body="flower-club", person="p022", role="member", day=LATER)
    given(to=organ).when(seat).then(facts.BodyMemberJoined)


def own_matters(me: str, held: str) -> list[Operation]:
    """What a keeper of the directory could do for themselves."""
    details = {"name": "某", "number": me[1:], "work_since": date(1990, 1, 1), "reason": "更正"}
    return [
        appointing("clerk", me, TODAY),
        RelieveHolder(post=held, person=me, day=TODAY),
        standing_in("head-budget", me),
        JoinBody(body="branch-committee", person=me, role="secretary", day=TODAY),
        LeaveBody(body="branch-committee", person=me, day=LATER),
        MovePerson(person=me, department="budget", day=TODAY),
        LeaveService(person=me, day=TODAY),
        CorrectDetails(person=me, **details),
        TakeResidencyDuty(person=me, day=TODAY),
        GiveUpResidencyDuty(person=me, day=TODAY),
    ]


@pytest.mark.parametrize(("keeper", "held"), [(ADMINISTRATOR, "system-administrator"), (DIRECTOR, "head-office")])
def test_nobody_keeps_the_directory_to_their_own_gain(desk: Desk, keeper: str, held: str) -> None:
    for order in own_matters(keeper, held):
        given(to=desk).when(order, by=keeper).then_refused(OwnMatter)


def test_what_would_be_refused_as_an_own_matter_is_not_offered(desk: Desk) -> None:
    mine = GetPerson(person=DIRECTOR)
    assert "directory.move-person" in desk.ask(mine, by=ADMINISTRATOR).allowed
    assert desk.ask(mine, by=DIRECTOR).allowed == []
    held = GetPost(post="head-office")
    assert "directory.relieve-holder" in desk.ask(held, by=ADMINISTRATOR).allowed


def test_whoever_holds_a_leaders_post_puts_no_department_under_it(desk: Desk) -> None:
    under = AssignSupervision(department="budget", leader_post="head-office", day=TODAY)
    given(to=desk).when(under, by=DIRECTOR).then_refused(OwnMatter)
    desk.do(standing_in("deputy-chair-1", DIRECTOR, TODAY))
    stands_in = AssignSupervision(department="office", leader_post="deputy-chair-1", day=TODAY)
    given(to=desk).when(stands_in, by=DIRECTOR).then_refused(OwnMatter)


def test_who_is_nobody_to_the_operation_is_not_told_that_it_is_their_own(desk: Desk) -> None:
    order = MovePerson(person="p022", department="office", day=TODAY)
    given(to=desk).when(order, by="p022").then_refused(Forbidden)


def test_nobody_is_hired_as_the_system(desk: Desk) -> None:
    """Whoever were called so would do whatever the clock and the first import may do."""
    named = HirePerson(person=SYSTEM_ID, name="某", number="77", work_since=FOUNDED, department="office", day=TODAY)
    given(to=desk).when(named, by=ADMINISTRATOR).then_refused(IdReserved)
    given(to=desk).when(named).then_refused(IdReserved)
    assert desk.picture().person(SYSTEM_ID) is None
