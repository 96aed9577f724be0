"""Changes of posts and seats take a second person: one proposes, another confirms, and nobody who gains by it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from services.directory import events as facts
from services.directory.bodies.operations import DissolveBody, GetBody, JoinBody, LeaveBody
from services.directory.departments.operations import AssignSupervision, CloseDepartment, MergeDepartment
from services.directory.people.operations import GetPerson, LeaveService
from services.directory.posts.operations import AbolishPost, EndDelegation, GetPost, GiveDelegation, RelieveHolder
from services.directory.proposals.operations import (
    ConfirmChange,
    DeclineChange,
    ExportProposals,
    GetProposal,
    ListProposals,
    WithdrawChange,
)
from services.directory.proposals.proposal import ProposalStatus
from services.directory.refusals import ExclusivePosts, NotInService, PostOccupied
from services.kernel.domain.words import WrongStatus
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, OwnMatter
from tests.directory.desk import LATER, TODAY, Desk, appointing, hiring, opening, post
from tests.given import Outcome, fact, given, proven

CHAIR, DIRECTOR, ADMINISTRATOR, SECURITY = "p001", "p011", "p012", "p013"
WEEK = timedelta(days=7)


@pytest.fixture
def organ(desk: Desk) -> Desk:
    """With a security administrator, and something to dissolve, close and abolish."""
    desk.do(post("security-administrator", "office"))
    desk.do(appointing("security-administrator", SECURITY, TODAY))
    desk.do(opening("old"))
    desk.do(post("idle", "office"))
    desk.do(JoinBody(body="branch-committee", person="p022", role="member", day=TODAY))
    desk.do(GiveDelegation(post="head-budget", deputy="p023", start=LATER, to=LATER + WEEK))
    return desk


CHANGES: dict[type[Operation], Operation] = {
    type(order): order
    for order in (
        appointing("clerk", "p022", LATER),
        RelieveHolder(post="head-budget", person="p021", day=LATER),
        AbolishPost(post="idle", day=LATER),
        GiveDelegation(post="deputy-chair-1", deputy="p022", start=LATER, to=LATER + WEEK),
        EndDelegation(post="head-budget", number=1, day=LATER),
        JoinBody(body="branch-committee", person="p023", role="secretary", day=LATER),
        LeaveBody(body="branch-committee", person="p022", day=LATER),
        DissolveBody(body="branch-committee", day=LATER),
        AssignSupervision(department="office", leader_post="deputy-chair-1", day=LATER),
        MergeDepartment(department="budget", into="old", day=LATER),
        CloseDepartment(department="old", day=LATER),
        LeaveService(person="p021", day=LATER),
    )
}
ONES: Any = pytest.mark.parametrize("order", CHANGES.values(), ids=lambda order: type(order).__name__)


def proposed(desk: Desk, order: Operation, by: str = ADMINISTRATOR) -> Any:
    given(to=desk).when(order, by=by).then(facts.ChangeProposed)
    return desk.ask(ListProposals(), by=CHAIR).items[0]


def confirming(desk: Desk, order: Operation, by: str = SECURITY) -> Outcome:
    return given(to=desk).when(ConfirmChange(proposal=proposed(desk, order).id), by=by)


@ONES
def test_an_order_of_one_changes_nothing_until_a_second_confirms_it(organ: Desk, order: Operation) -> None:
    before = vars(organ.picture())
    waiting = proposed(organ, order)
    assert (waiting.operation, waiting.proposed_by, waiting.status) == (order.NAME, ADMINISTRATOR, "proposed")
    assert vars(organ.picture()) == before
    given(to=organ).when(order, by=ADMINISTRATOR).then_nothing()  # the same order again is the one that waits
    for alone in (ADMINISTRATOR, DIRECTOR):
        given(to=organ).when(ConfirmChange(proposal=waiting.id), by=alone).then_refused(Forbidden)
    outcome = given(to=organ).when(ConfirmChange(proposal=waiting.id), by=SECURITY)
    assert outcome.refusal is None, outcome.refusal
    assert type(outcome.recorded[0]) is facts.ChangeConfirmed
    assert len(outcome.recorded) > 1
    assert all(event.actor == SECURITY for event in outcome.recorded)
    assert vars(organ.picture()) != before
    given(to=organ).when(ConfirmChange(proposal=waiting.id), by=CHAIR).then_refused(WrongStatus)
    proven(organ.app)


@ONES
def test_the_first_import_is_alone(organ: Desk, order: Operation) -> None:
    """There is nobody yet who could confirm."""
    outcome = given(to=organ).when(order)
    assert outcome.refusal is None, outcome.refusal
    assert not any(isinstance(event, facts.OfChange) for event in outcome.recorded)


def test_a_holder_who_goes_away_asks_nobody(organ: Desk) -> None:
    stands_in = GiveDelegation(post="deputy-chair-1", deputy="p022", start=LATER, to=LATER + WEEK)
    given(to=organ).when(stands_in, by="p002").then(facts.DelegationGiven)
    given(to=organ).when(EndDelegation(post="deputy-chair-1", number=1, day=LATER), by="p002").then(
        facts.DelegationEnded
    )


def test_what_is_not_possible_is_not_even_proposed(organ: Desk) -> None:
    given(to=organ).when(appointing("head-budget", "p022", LATER), by=DIRECTOR).then_refused(PostOccupied)
    given(to=organ).when(appointing("clerk", SECURITY, LATER), by=DIRECTOR).then_refused(ExclusivePosts)


def test_nor_confirmed_once_it_has_become_impossible(organ: Desk) -> None:
    waiting = proposed(organ, appointing("clerk", "p022", LATER))
    organ.do(LeaveService(person="p022", day=TODAY))
    given(to=organ).when(ConfirmChange(proposal=waiting.id), by=CHAIR).then_refused(NotInService)
    assert organ.ask(GetProposal(proposal=waiting.id), by=CHAIR).status is ProposalStatus.PROPOSED


def test_nobody_confirms_what_they_proposed_or_gain_by(organ: Desk) -> None:
    """The director stands in for the chair: still one person."""
    organ.do(GiveDelegation(post="chair", deputy=DIRECTOR, start=TODAY, to=LATER))
    own = proposed(organ, appointing("clerk", "p022", LATER), by=DIRECTOR)
    given(to=organ).when(ConfirmChange(proposal=own.id), by=DIRECTOR).then_refused(OwnMatter)
    given(to=organ).when(DeclineChange(proposal=own.id, reason="x"), by=DIRECTOR).then_refused(OwnMatter)
    seat = JoinBody(body="branch-committee", person=CHAIR, role="secretary", day=TODAY)
    confirming(organ, seat, by=CHAIR).then_refused(OwnMatter)
    away = RelieveHolder(post="security-administrator", person=SECURITY, day=LATER)
    confirming(organ, away, by=SECURITY).then_refused(OwnMatter)
    under = AssignSupervision(department="budget", leader_post="chair", day=TODAY)
    confirming(organ, under, by=CHAIR).then_refused(OwnMatter)


def test_who_stands_in_only_since_it_was_proposed_does_not_confirm_either(organ: Desk) -> None:
    waiting = proposed(organ, AssignSupervision(department="office", leader_post="deputy-chair-1", day=TODAY))
    organ.do(GiveDelegation(post="deputy-chair-1", deputy=CHAIR, start=TODAY, to=LATER))
    given(to=organ).when(ConfirmChange(proposal=waiting.id), by=CHAIR).then_refused(OwnMatter)
    given(to=organ).when(ConfirmChange(proposal=waiting.id), by=SECURITY).then(
        facts.ChangeConfirmed, facts.SupervisionAssigned
    )


def test_a_proposal_is_declined_or_withdrawn_and_then_is_over(organ: Desk) -> None:
    first = proposed(organ, appointing("clerk", "p022", LATER))
    given(to=organ).when(WithdrawChange(proposal=first.id, reason="填错"), by=DIRECTOR).then_refused(Forbidden)
    given(to=organ).when(WithdrawChange(proposal=first.id, reason="填错"), by=ADMINISTRATOR).then(facts.ChangeWithdrawn)
    second = proposed(organ, appointing("clerk", "p022", LATER))
    given(to=organ).when(DeclineChange(proposal=second.id, reason="另有人选"), by=CHAIR).then(
        fact(facts.ChangeDeclined, actor=CHAIR, person="p022", of_post="clerk", operation="directory.appoint-holder")
    )
    given(to=organ).when(ConfirmChange(proposal=second.id), by=SECURITY).then_refused(WrongStatus)
    assert organ.ask(GetPost(post="clerk", on=LATER)).holder == ""


def test_what_waits_is_seen_where_it_is_about_and_by_whom_it_waits_for(organ: Desk) -> None:
    waiting = proposed(organ, appointing("clerk", "p022", LATER))
    for shows in (GetPost(post="clerk"), GetPerson(person="p022")):
        assert organ.ask(shows).awaiting == [waiting.id]
    assert organ.ask(GetBody(body="branch-committee")).awaiting == []
    assert (waiting.zh, waiting.order) == ("任职", f"post: clerk, person: p022, day: {LATER}")
    confirm = ["directory.confirm-change", "directory.decline-change"]
    by = {CHAIR: confirm, SECURITY: confirm, ADMINISTRATOR: ["directory.withdraw-change"], DIRECTOR: []}
    for caller, allowed in by.items():
        assert organ.ask(GetProposal(proposal=waiting.id), by=caller).allowed == allowed
    with pytest.raises(Forbidden):
        organ.ask(GetProposal(proposal=waiting.id), by="p022")
    sheet = organ.do(ExportProposals(start=TODAY, end=TODAY), by=CHAIR)
    assert sheet.body


@pytest.mark.parametrize(
    ("order", "zh", "en"),
    [
        (CHANGES[RelieveHolder], "岗位：岗位head-budget；免职者：甲p021", "post: head-budget; holder: 甲p021"),
        (
            CHANGES[AssignSupervision],
            "部门：部门office；分管岗位：岗位deputy-chair-1",
            "department: office; leader's post: deputy-chair-1",
        ),
        (
            AssignSupervision(department="budget", leader_post="", day=LATER),
            "部门：部门budget；分管岗位：无",
            "department: budget; leader's post: none",
        ),
        (
            CHANGES[MergeDepartment],
            "部门：部门budget；并入部门：部门old",
            "department: budget; into: old",
        ),
        (
            CHANGES[JoinBody],
            "组织：支委会；人员：甲p023；职务：书记",
            "body: Branch committee; person: 甲p023; role: Secretary",
        ),
    ],
)
def test_whoever_decides_reads_titles_and_names_for_codes_and_ids(
    organ: Desk, order: Operation, zh: str, en: str
) -> None:
    waiting = proposed(organ, order)
    assert waiting.order_zh == f"{zh}；生效日期：{LATER}"
    assert waiting.order_en == f"{en}; effective from: {LATER}"


def test_the_body_of_a_change_is_called_by_its_name(organ: Desk) -> None:
    waiting = proposed(organ, CHANGES[JoinBody])
    assert (waiting.body_zh, waiting.body_en) == ("支委会", "Branch committee")
    sheet = openpyxl.load_workbook(BytesIO(organ.ask(ExportProposals(start=TODAY, end=TODAY), by=CHAIR).content)).active
    assert sheet is not None
    assert "支委会" in [cell for row in sheet.iter_rows(values_only=True) for cell in row]


def test_hiring_and_moving_take_nobody_else(organ: Desk) -> None:
    given(to=organ).when(hiring("p077", day=LATER), by=DIRECTOR).then(facts.PersonHired)
