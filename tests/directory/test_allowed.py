"""Every entry says what its reader may do to it now, and what it says is not refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.directory.bodies.operations import DissolveBody, GetBody, JoinBody, LeaveBody, ListBodies
from services.directory.departments.operations import (
    AssignSupervision,
    CloseDepartment,
    GetDepartment,
    RenameDepartment,
)
from services.directory.people.operations import (
    GetPerson,
    GetPersonFile,
    GiveUpResidencyDuty,
    LeaveService,
    MovePerson,
    TakeResidencyDuty,
)
from services.directory.posts.operations import AbolishPost, EndDelegation, GetPost, GiveDelegation, RelieveHolder
from services.directory.refusals import NotInService, NotOpen
from services.kernel.procedure.operations import Operation
from tests.directory.desk import LATER, TODAY, Desk, appointing, hiring
from tests.given import given

ADMINISTRATOR, DIRECTOR, HEAD, MEMBER, DEPUTY = "p012", "p011", "p021", "p022", "p023"
DAY = timedelta(days=1)


def allowed(desk: Desk, shows: Operation, by: str = ADMINISTRATOR) -> list[str]:
    return [name.removeprefix("directory.") for name in desk.ask(shows, by=by).allowed]


@pytest.mark.parametrize(
    "shows",
    [
        GetPerson(person=MEMBER),
        GetPersonFile(person=MEMBER),
        GetDepartment(department="budget"),
        GetBody(body="branch-committee"),
    ],
    ids=lambda shows: type(shows).__name__,
)
def test_whoever_does_not_keep_the_directory_is_offered_nothing(desk: Desk, shows: Operation) -> None:
    assert allowed(desk, shows)
    assert allowed(desk, shows, DIRECTOR) == allowed(desk, shows)
    assert allowed(desk, shows, MEMBER) == []


def test_a_person_in_service_and_one_who_left(desk: Desk) -> None:
    look = GetPerson(person=MEMBER)
    assert allowed(desk, look) == ["move-person", "leave-service", "correct-details", "take-residency-duty"]
    desk.do(TakeResidencyDuty(person=MEMBER, day=TODAY))
    assert "give-up-residency-duty" in allowed(desk, look)
    assert "take-residency-duty" not in allowed(desk, look)
    desk.do(GiveUpResidencyDuty(person=MEMBER, day=TODAY))
    desk.do(LeaveService(person=MEMBER, day=TODAY))
    assert allowed(desk, look) == ["hire-person", "correct-details"]
    given(to=desk).when(MovePerson(person=MEMBER, department="office", day=TODAY)).then_refused(NotInService)
    desk.do(hiring(MEMBER, day=TODAY + DAY))
    assert "move-person" in allowed(desk, look)


def test_who_is_known_to_leave_may_still_be_moved(desk: Desk) -> None:
    desk.do(LeaveService(person=MEMBER, day=LATER))
    assert allowed(desk, GetPerson(person=MEMBER)) == ["move-person", "correct-details", "take-residency-duty"]


def test_a_post_by_whether_it_is_held(desk: Desk) -> None:
    look = GetPost(post="head-budget")
    assert allowed(desk, look) == ["relieve-holder", "give-delegation"]
    desk.do(RelieveHolder(post="head-budget", person=HEAD, day=LATER))
    assert allowed(desk, look) == ["abolish-post", "appoint-holder", "give-delegation"]
    desk.do(appointing("head-budget", MEMBER, LATER))  # the successor, while the holder still is
    assert allowed(desk, look) == ["relieve-holder", "give-delegation"]
    vacant = GetPost(post="clerk")
    assert allowed(desk, vacant) == ["abolish-post", "appoint-holder"]
    desk.do(AbolishPost(post="clerk", day=TODAY))
    assert allowed(desk, vacant) == []


def test_a_holder_lets_somebody_stand_in_and_ends_it(desk: Desk) -> None:
    look = GetPost(post="head-budget")
    assert allowed(desk, look, HEAD) == ["give-delegation"]
    assert allowed(desk, look, MEMBER) == []
    desk.do(GiveDelegation(post="head-budget", deputy=DEPUTY, start=TODAY, to=LATER), by=HEAD)
    assert allowed(desk, look, HEAD) == ["give-delegation", "end-delegation"]
    assert allowed(desk, look, DEPUTY) == []  # nobody passes on what they stand in for
    desk.do(EndDelegation(post="head-budget", number=1, day=TODAY), by=HEAD)
    assert allowed(desk, look, HEAD) == ["give-delegation"]


def test_a_department_and_a_body_until_they_end(desk: Desk) -> None:
    department, body = GetDepartment(department="budget"), GetBody(body="branch-committee")
    assert allowed(desk, department) == [
        "rename-department", "assign-supervision", "merge-department", "close-department",
    ]  # fmt: skip
    assert allowed(desk, body) == ["dissolve-body", "join-body"]
    desk.do(JoinBody(body="branch-committee", person=MEMBER, role="member", day=TODAY))
    assert allowed(desk, body) == ["dissolve-body", "join-body", "leave-body"]
    desk.do(LeaveBody(body="branch-committee", person=MEMBER, day=TODAY))
    desk.do(DissolveBody(body="branch-committee", day=TODAY))
    assert allowed(desk, body) == []
    desk.do(AssignSupervision(department="budget", leader_post="", day=TODAY))
    for person in (HEAD, MEMBER, DEPUTY):
        desk.do(MovePerson(person=person, department="office", day=TODAY))
    desk.do(CloseDepartment(department="budget", day=TODAY))
    assert allowed(desk, department) == []
    rename = RenameDepartment(department="budget", zh="预算处", en="Budget", day=TODAY)
    given(to=desk).when(rename).then_refused(NotOpen)


def test_lists_do_not_say_it(desk: Desk) -> None:
    assert [line.allowed for line in desk.ask(ListBodies(), by=ADMINISTRATOR).items] == [None]


def test_a_commands_answer_says_it_as_well(desk: Desk) -> None:
    answer: Any = desk.ask(MovePerson(person=MEMBER, department="office", day=LATER), by=ADMINISTRATOR)
    assert answer.department == "office"
    assert "directory.move-person" in answer.allowed
