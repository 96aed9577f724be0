"""Whatever is ordered, in whatever order and for whatever day, the organ stays one that could be."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.directory.bodies.operations import JoinBody, LeaveBody
from services.directory.changes.operations import GetOrgan
from services.directory.departments.operations import AssignSupervision, CloseDepartment, MergeDepartment
from services.directory.people.operations import LeaveService, MovePerson
from services.directory.picture import Picture
from services.directory.posts.operations import AbolishPost, GiveDelegation, RelieveHolder
from services.directory.posts.post import Post
from services.kernel.log.store import Store
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal
from tests.directory.desk import FOUNDED, SMALL_ORGAN, Desk, appointing, hiring, opening, post

pytestmark = pytest.mark.slow

DAYS = [FOUNDED + timedelta(n) for n in range(12)]
days = some.sampled_from(DAYS)
people = some.sampled_from(["p021", "p022", "p011", "p031", "p032"])
departments = some.sampled_from(["budget", "office", "leadership", "research"])
posts = some.sampled_from(["head-budget", "head-office", "deputy-chair-1", "head-research"])
roles = some.sampled_from(["secretary", "member"])


class Orders(RuleBasedStateMachine):
    @initialize()
    def found(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.desk = Desk(Store(f"sqlite:///{Path(self.folder.name)}/directory.db"))
        for operation in SMALL_ORGAN:
            self.desk.do(operation)

    def order(self, operation: Operation) -> None:
        """Carried out once, and never again; or refused without a trace."""
        store = self.desk.app.store
        before = store.position()
        with suppress(Refusal):
            self.desk.do(operation)
            before = store.position()
        with suppress(Refusal):
            self.desk.do(operation)
        assert store.position() == before

    @rule(person=people, department=departments, day=days)
    def hire(self, person: str, department: str, day: date) -> None:
        self.order(hiring(person, department, day))

    @rule(person=people, department=departments, day=days)
    def move(self, person: str, department: str, day: date) -> None:
        self.order(MovePerson(person=person, department=department, day=day))

    @rule(person=people, day=days)
    def leave(self, person: str, day: date) -> None:
        self.order(LeaveService(person=person, day=day))

    @rule(department=departments, day=days)
    def open(self, department: str, day: date) -> None:
        self.order(opening(department, day=day))

    @rule(department=departments, day=days)
    def close(self, department: str, day: date) -> None:
        self.order(CloseDepartment(department=department, day=day))

    @rule(department=departments, into=departments, day=days)
    def merge(self, department: str, into: str, day: date) -> None:
        self.order(MergeDepartment(department=department, into=into, day=day))

    @rule(department=departments, leader=posts, day=days)
    def supervise(self, department: str, leader: str, day: date) -> None:
        self.order(AssignSupervision(department=department, leader_post=leader, day=day))

    @rule(id=posts, department=departments, day=days)
    def create(self, id: str, department: str, day: date) -> None:
        self.order(post(id, department, day=day))

    @rule(id=posts, day=days)
    def abolish(self, id: str, day: date) -> None:
        self.order(AbolishPost(post=id, day=day))

    @rule(id=posts, person=people, day=days)
    def appoint(self, id: str, person: str, day: date) -> None:
        self.order(appointing(id, person, day))

    @rule(id=posts, person=people, day=days)
    def relieve(self, id: str, person: str, day: date) -> None:
        self.order(RelieveHolder(post=id, person=person, day=day))

    @rule(id=posts, deputy=people, start=days, length=some.integers(1, 6))
    def delegate(self, id: str, deputy: str, start: date, length: int) -> None:
        self.order(GiveDelegation(post=id, deputy=deputy, start=start, to=start + timedelta(length)))

    @rule(person=people, role=roles, day=days)
    def join(self, person: str, role: str, day: date) -> None:
        self.order(JoinBody(body="branch-committee", person=person, role=role, day=day))

    @rule(person=people, day=days)
    def part(self, person: str, day: date) -> None:
        self.order(LeaveBody(body="branch-committee", person=person, day=day))

    @invariant()
    def nothing_hangs_in_the_air(self) -> None:
        picture = self.desk.picture()
        for day in DAYS:
            existing = {department.id for department in picture.departments(day)}
            open_posts = {one.id for one in picture.posts(day)}
            for person in picture.people():
                assert picture.department_of(person.id, day) in existing | {""}
            for one in picture.posts(day):
                assert one.department in existing
            for department in existing:
                assert picture.supervising_post(department, day) in open_posts | {""}
            self._held(picture, day, open_posts)

    def _held(self, picture: Picture, day: date, open_posts: set[str]) -> None:
        """What the facts say of posts and bodies is what readers are told: nobody out of service is hidden there."""
        for id, holders in picture._holders.items():
            told: Any = holders.at(day)
            assert (told or "") == picture.holder(id, day)
            assert not told or id in open_posts
        for id, members in picture._roles.items():
            told = {person for person, line in members.items() if line.at(day)}
            assert told == {member.person for member in picture.body_members(id, day)}

    def teardown(self) -> None:
        """A picture made at once from the log is the one that grew; every aggregate loads again."""
        grown = self.desk.picture()
        events = self.desk.recorded()
        assert vars(Picture().with_events(events)) == vars(grown)
        for id in {event.originator_id for event in events if hasattr(event, "of_post")}:
            own = [event for event in events if event.originator_id == id]
            assert Post.from_events(id, own).version == len(own) == grown.version(id)
        assert self.desk.ask(GetOrgan(on=DAYS[-1])).day == DAYS[-1]
        self.desk.app.close()
        self.folder.cleanup()


TestOrders = Orders.TestCase
TestOrders.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, phases=[Phase.explicit, Phase.generate]
)
