"""Nobody gains a post, a seat or a department alone: every sequence of up to three orders, from every role there is.

Of the sample organ, on a day on which the office director also stands in for the chair. The orders are all those of
the directory that change posts, seats, supervision, departments and people, with whom and what they could serve: the
caller, a colleague without any post, and somebody hired for the purpose. A sequence goes on from where it changed the
organ; where it only proposed something, nothing else has changed, and what is tried then is to confirm it oneself.
States that were seen before are not gone on from again.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from deploy.organ_import import import_organ
from services.directory.bodies.operations import DissolveBody, JoinBody, LeaveBody
from services.directory.departments.operations import (
    AssignSupervision,
    CloseDepartment,
    MergeDepartment,
    OpenDepartment,
)
from services.directory.events import ChangeProposed
from services.directory.people.operations import HirePerson, LeaveService, MovePerson
from services.directory.picture import Picture
from services.directory.posts.operations import (
    AbolishPost,
    AppointHolder,
    CreatePost,
    EndDelegation,
    GiveDelegation,
    RelieveHolder,
)
from services.directory.proposals.operations import ConfirmChange
from services.directory.rights import KEEPERS
from services.directory.service import PROCEDURES
from services.kernel.domain.who import NOBODY, standing
from services.kernel.log.store import Store
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal
from tests.directory.desk import ORGAN, Desk
from tests.given import noon

pytestmark = pytest.mark.slow

TODAY = date(2026, 9, 15)
UNTIL = TODAY + timedelta(days=60)
DAYS = (TODAY, TODAY + timedelta(days=30), TODAY + timedelta(days=400))
PUPPET, HIRED = "p057", "p900"
POSTS = ("chair", "head-office", "system-administrator", "security-administrator", "auditor", "clerk", "head-budget")
NEW_POSTS = ("aide", "head-annex")
ACCOUNTS = {
    *("OpenAccount", "AllowPassword", "IssuePassword", "LiftWait", "ResetSecondFactor", "CloseAccount"),
    *("TakeOverAccounts", "RecordLogins"),
}
"""They let somebody in as who they are: whose keys take two is tried in `test_accounts.py`."""
UNTRIED = {
    *("RenameDepartment", "FormBody", "CorrectDetails", "TakeResidencyDuty", "GiveUpResidencyDuty"),
    *ACCOUNTS,
    *("ProposeErasure", "ApproveErasure", "DeclineErasure", "WithdrawErasure", "RecordLooks", "ReviewUnusualLooks"),
    *("ProposeRegisterSwap", "DeclineRegisterSwap", "WithdrawRegisterSwap"),
    *("DeclineQuarantineSkip", "WithdrawQuarantineSkip"),
}
"""Commands of the directory that touch no role: names, details, residency, accounts, and what is done with its log."""
DEPTH = 3
PROPOSAL = UUID("00000000-0000-4000-8000-00000000a11e")
"""The id of any proposal: there is never more than one, for what it changes is nothing until it is confirmed."""

Held = frozenset[tuple[str, tuple[Any, ...]]]


def held(picture: Picture) -> Held:
    """(person, role) of everybody on the days looked at."""
    found: set[tuple[str, tuple[Any, ...]]] = set()
    for day in DAYS:
        for post in picture.posts(day):
            for who in (picture.holder(post.id, day), picture.deputy_for(post.id, day)):
                found.add((who, ("post", post.id, day)))
        for body in picture.bodies(day):
            found |= {(m.person, ("seat", body.id, m.role, day)) for m in picture.body_members(body.id, day)}
        for department in picture.departments(day):
            leader = picture.supervising_post(department.id, day)
            for who in (picture.holder(leader, day), picture.deputy_for(leader, day)):
                found.add((who, ("supervises", department.id, day)))
            found |= {(who, ("member", department.id, day)) for who in picture.members(department.id, day)}
    return frozenset(one for one in found if one[0])


def shape(picture: Picture) -> Any:
    """What tells one state of the organ from another here."""
    existing = (picture.all_posts(), picture.all_departments(), picture.people())
    return held(picture), frozenset(one for kind in existing for one in kind)


def orders(me: str, picture: Picture) -> Iterator[Operation]:
    """Whatever of the directory could change who has which role, for the caller or for a puppet."""
    mine = picture.department_of(me, TODAY)
    for post in (*POSTS, *NEW_POSTS):
        holder = picture.holder(post, TODAY)
        if holder:
            yield RelieveHolder(post=post, person=holder, day=TODAY)
        for who in (me, PUPPET, HIRED):
            yield AppointHolder(post=post, person=who, day=TODAY)
            yield GiveDelegation(post=post, deputy=who, start=TODAY, to=UNTIL)
        yield EndDelegation(post=post, number=max(1, len(picture.delegations(post))), day=TODAY)
        yield AbolishPost(post=post, day=TODAY)
    for who in (me, PUPPET):
        yield JoinBody(body="party-group", person=who, role="secretary", day=TODAY)
        yield MovePerson(person=who, department="budget", day=TODAY)
    yield LeaveBody(body="party-group", person="p002", day=TODAY)
    yield DissolveBody(body="discipline-group", day=TODAY)
    for post in dict.fromkeys((*picture.posts_of(me, TODAY), *picture.acting_posts_of(me, TODAY), "chair")):
        yield AssignSupervision(department="office", leader_post=post, day=TODAY)
    yield AssignSupervision(department="office", leader_post="", day=TODAY)
    yield MergeDepartment(department="budget", into=mine or "office", day=TODAY)
    yield CloseDepartment(department="social", day=TODAY)
    yield OpenDepartment(department="annex", zh="附属室", en="Annex", kind="section", day=TODAY)
    yield CreatePost(post="aide", zh="助理", en="Aide", department="office", level="staff", day=TODAY)
    yield CreatePost(post="head-annex", zh="负责人", en="Head", department="annex", level="staff", day=TODAY)
    yield HirePerson(person=HIRED, name="新人", number="9900", work_since=TODAY, department="office", day=TODAY)
    for post in ("auditor", "security-administrator", "chair"):
        if holder := picture.holder(post, TODAY):
            yield LeaveService(person=holder, day=TODAY)


class Seen(Exception):
    """What an order came to; its transaction is rolled back."""

    def __init__(self, picture: Picture, proposed: bool) -> None:
        self.picture, self.proposed = picture, proposed


def tried(desk: Desk, me: str, *sequence: Operation) -> Seen | None:
    """What these orders of one transaction would come to, which is undone; None where one is refused."""
    app, identity = desk.app, desk.app.office.verifier.verify(desk.token(me))

    def work(tx: Any) -> None:
        for order in sequence:
            app.carry_out(order, tx, Call(order.NAME, {}, ""), identity, "")
        raise Seen(app.organ.current(tx), any(isinstance(event, ChangeProposed) for _, event in tx.recorded))

    try:
        app.writer.submit(work)
    except Seen as seen:
        return seen
    except Refusal:
        pass
    return None


_numbers = itertools.count(1)


class Search:
    """From one caller; every state is the base's file with the orders that led to it."""

    def __init__(self, base: Path, folder: Path, me: str) -> None:
        self.base, self.folder, self.me = base, folder, me
        self.known: set[Any] = set()
        self.tries = self.changes = self.proposals = 0

    def at(self, path: Sequence[Operation]) -> Desk:
        file = self.folder / f"{self.me}-{next(_numbers)}.db"  # never over one that somebody may still have open
        shutil.copyfile(self.base, file)
        desk = Desk(Store(f"sqlite:///{file}"))
        desk.clock.set(noon(TODAY))
        desk.app.office = replace(desk.app.office, new_id=lambda: PROPOSAL)
        for order in path:
            desk.do(order, by=self.me)
        return desk

    def go(self, path: tuple[Operation, ...] = ()) -> None:
        desk = self.at(path)
        picture = desk.picture()
        before = held(picture)
        if not path:
            self.start = before
            self.mine = {role[:-1] for who, role in before if who == self.me}
        further: list[tuple[Operation, ...]] = []
        for order in orders(self.me, picture):
            self.tries += 1
            seen = tried(desk, self.me, order)
            if seen is None:
                continue
            self.judge((*path, order), seen)
            if seen.proposed:
                self.proposals += 1
                assert held(seen.picture) == before, f"{order!r} is in force before it is confirmed"
                assert tried(desk, self.me, order, ConfirmChange(proposal=PROPOSAL)) is None
            elif (state := shape(seen.picture)) not in self.known and len(path) + 1 < DEPTH:
                self.changes += 1
                self.known.add(state)
                further.append((*path, order))
        desk.app.close()
        for left in self.folder.glob(f"{self.me}-*.db*"):
            left.unlink()
        for each in further:
            self.go(each)

    def judge(self, path: tuple[Operation, ...], seen: Seen) -> None:
        gained = held(seen.picture) - self.start
        for who, role in gained:
            if who == self.me:
                raise AssertionError(f"{self.me} gains {role} by {path}")
            if role[0] != "member" and role[:-1] not in self.mine:
                raise AssertionError(f"{self.me} alone gives {who} {role} by {path}")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("base") / "directory.db"
    store = Store(f"sqlite:///{file}")
    desk = Desk(store)
    desk.clock.set(noon(TODAY))
    import_organ(ORGAN, desk.do)
    desk.do(GiveDelegation(post="chair", deputy="p008", start=TODAY, to=UNTIL))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    desk.app.close()
    return file


def test_every_command_of_the_directory_is_tried_or_known_to_touch_no_role(base: Path, tmp_path: Path) -> None:
    picture = Search(base, tmp_path, "p008").at(()).picture()
    commands = {op for procedure in PROCEDURES for op in procedure.handlers if op.WRITES}
    of_proposals = {"ConfirmChange", "DeclineChange", "WithdrawChange", "ImportCalendar"}
    named = {type(order).__name__ for order in orders("p008", picture)}
    assert {op.__name__ for op in commands} == named | UNTRIED | of_proposals


def test_no_role_is_gained_alone(base: Path, tmp_path: Path) -> None:
    picture = Search(base, tmp_path, "p008").at(()).picture()
    callers = sorted({who for who, role in held(picture) if role[0] != "member" and TODAY in role} | {PUPPET})
    keepers = [who for who in callers if standing(KEEPERS, picture, who, NOBODY, TODAY)]
    assert keepers == ["p008", "p016"]
    assert len(callers) > 30
    for me in callers:
        search = Search(base, tmp_path, me)
        search.go()
        if me in keepers:
            assert search.proposals > 100  # orders that a second person would have to confirm
            assert search.changes > 5
