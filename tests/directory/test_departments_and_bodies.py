"""Departments open, are renamed, supervised, merged and closed (A33); bodies have members in roles (A1, B4)."""

from datetime import timedelta

from services.directory import events as facts
from services.directory.bodies.operations import DissolveBody, GetBody, JoinBody, LeaveBody, ListBodies
from services.directory.departments.operations import (
    AssignSupervision,
    CloseDepartment,
    GetDepartment,
    ListDepartments,
    MergeDepartment,
    RenameDepartment,
)
from services.directory.people.operations import MovePerson
from services.directory.refusals import (
    AlreadyThere,
    LaterChangeKnown,
    NoSuchRole,
    NotMember,
    NotOpen,
    StillInUse,
)
from tests.directory.desk import FOUNDED, LATER, TODAY, Desk, hiring, opening
from tests.given import fact, given

DAY = timedelta(days=1)


def joining(person: str = "p021", role: str = "member", day: object = FOUNDED) -> JoinBody:
    return JoinBody.model_validate({"body": "branch-committee", "person": person, "role": role, "day": day})


def test_a_department_opens_once(desk: Desk) -> None:
    given(to=desk).when(opening("research", "section", TODAY)).then(
        fact(facts.DepartmentOpened, department="research", kind="section", day=TODAY, cites=("A33",))
    )
    given(to=desk).when(opening("research", "section", TODAY)).then_nothing()
    given(to=desk).when(opening("research", "committee", TODAY)).then_refused(AlreadyThere)


def test_a_renamed_department_shows_the_name_of_the_day(desk: Desk) -> None:
    given(RenameDepartment(department="budget", zh="预算工委", en="Budget", day=LATER), to=desk)
    names = [desk.ask(GetDepartment(department="budget", on=day)).zh for day in (LATER - DAY, LATER)]
    assert names == ["部门budget", "预算工委"]
    earlier = RenameDepartment(department="budget", zh="预算", en="B", day=TODAY)
    given(to=desk).when(earlier).then_refused(LaterChangeKnown)


def test_supervision_passes_from_leader_to_leader(desk: Desk) -> None:
    given(to=desk).when(AssignSupervision(department="budget", leader_post="chair", day=LATER)).then(
        fact(facts.SupervisionAssigned, department="budget", leader_post="chair", previous="deputy-chair-1")
    )
    seen = [desk.ask(GetDepartment(department="budget", on=day)) for day in (LATER - DAY, LATER)]
    assert [(one.supervising_post, one.supervisor) for one in seen] == [("deputy-chair-1", "p002"), ("chair", "p001")]
    assert desk.picture().supervised_by("chair", LATER) == ("budget",)
    given(to=desk).when(AssignSupervision(department="budget", leader_post="", day=LATER + DAY)).then_answer(
        supervisor=""
    )


def test_a_merger_takes_along_the_people_and_ends_the_posts(desk: Desk) -> None:
    given(MovePerson(person="p023", department="leadership", day=LATER), to=desk).when(
        MergeDepartment(department="budget", into="office", day=LATER)
    ).then(
        fact(facts.PersonMoved, person="p021", previous="budget", department="office", day=LATER),
        fact(facts.PersonMoved, person="p022", previous="budget", department="office", day=LATER),
        fact(facts.HolderRelieved, of_post="head-budget", person="p021", day=LATER),
        fact(facts.PostAbolished, of_post="head-budget", day=LATER),
        fact(facts.DepartmentMerged, department="budget", into="office", day=LATER),
    )
    old, new = (desk.ask(ListDepartments(on=day)).items for day in (LATER - DAY, LATER))
    assert [d.id for d in old] == ["budget", "leadership", "office"]
    assert [d.id for d in new] == ["leadership", "office"]
    assert old[0].members == ["p021", "p022", "p023"]
    assert new[1].members == ["p011", "p012", "p013", "p021", "p022"]
    assert new[0].members == ["p001", "p002", "p023"]
    assert desk.picture().level("p021", LATER) == "staff"


def test_a_department_is_not_merged_into_itself_or_into_nothing(desk: Desk) -> None:
    given(to=desk).when(MergeDepartment(department="budget", into="budget", day=LATER)).then_refused(StillInUse)
    given(MergeDepartment(department="budget", into="office", day=LATER), to=desk).when(
        MergeDepartment(department="office", into="budget", day=LATER)
    ).then_refused(NotOpen)


def test_a_department_closes_only_when_empty(desk: Desk) -> None:
    closing = CloseDepartment(department="budget", day=LATER)
    given(to=desk).when(closing).then_refused(StillInUse, members=["p021", "p022", "p023"])
    moves = [MovePerson(person=p, department="office", day=LATER) for p in ("p021", "p022", "p023")]
    given(*moves, to=desk).when(closing).then(facts.HolderRelieved, facts.PostAbolished, facts.DepartmentClosed)
    given(to=desk).when(hiring("p040", "budget", LATER)).then_refused(NotOpen)
    given(to=desk).when(closing).then_nothing()


def test_a_member_has_one_role_at_a_time(desk: Desk) -> None:
    given(to=desk).when(joining()).then(fact(facts.BodyMemberJoined, person="p021", role="member", cites=("A1", "B4")))
    given(to=desk).when(joining()).then_nothing()
    given(to=desk).when(joining(role="secretary", day=LATER)).then_refused(AlreadyThere, role="member")
    leaving = LeaveBody(body="branch-committee", person="p021", day=LATER)
    given(leaving, to=desk).when(joining(role="secretary", day=LATER)).then(facts.BodyMemberJoined)
    given(to=desk).when(leaving).then_nothing()
    roles = [desk.ask(GetBody(body="branch-committee", on=day)).members[0].role for day in (LATER - DAY, LATER)]
    assert roles == ["member", "secretary"]


def test_a_body_refuses_unknown_roles_strangers_and_its_own_past(desk: Desk) -> None:
    given(to=desk).when(joining(role="treasurer")).then_refused(NoSuchRole)
    given(to=desk).when(LeaveBody(body="branch-committee", person="p021", day=TODAY)).then_refused(NotMember)
    given(joining(), DissolveBody(body="branch-committee", day=LATER), to=desk).when(
        joining("p022", day=LATER)
    ).then_refused(NotOpen)
    assert [len(desk.ask(ListBodies(on=day)).items) for day in (LATER - DAY, LATER)] == [1, 0]
    assert desk.picture().body_members("branch-committee", LATER) == ()
