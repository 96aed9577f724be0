"""发文 at random (A19, B11.3, B11.5): numbers stay gapless, nothing goes out unsigned or unsealed."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.documents.outgoing.operations import (
    ArchiveOutgoing,
    AskOutgoingSeal,
    CarryOutOutgoingStep,
    CommentOnOutgoing,
    CountersignOutgoing,
    DistributeOutgoing,
    NumberOutgoing,
    ObjectToOutgoing,
    ReturnOutgoing,
    ReviewOutgoing,
    RevokeOutgoing,
    SealOutgoing,
    SignOutgoing,
    SubmitOutgoing,
    WithdrawOutgoing,
)
from services.documents.outgoing.record import OutgoingView
from services.documents.outgoing.shown.operations import GetOutgoing, ListOutgoing
from services.documents.seals.operations import ApproveSealUse, GetSealUse, RejectSealUse
from services.documents.waiting.operations import ListWaiting
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal
from tests.documents import letters as a
from tests.documents.desk import CHAIR, CLERK, DIRECTOR, LEADER, OTHER_HEAD, STAFF, Desk, clock, day
from tests.given import proven
from tests.stores import prepared

pytestmark = pytest.mark.slow

START = day(12, 26)
"""The turn of the year comes into every run that goes on for a few days."""
nth = st.integers(0, 1)
STEPS = (
    "draft",
    "countersign",
    "review",
    "comment",
    "sign",
    "number",
    "print",
    "proofread",
    "seal",
    "bind",
    "register",
)


class Letters(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = prepared(Path(self.folder.name) / "documents.db", Desk)
        self.desk = Desk(self.store)
        self.today = START
        self.documents: list[UUID] = []

    def teardown(self) -> None:
        proven(self.desk.app)
        self.store.close()
        self.folder.cleanup()

    def attempt(self, operation: Operation, by: str) -> None:
        """Done, or refused: what must never be is told by the invariants."""
        try:
            self.desk.do(operation, by=by, at=clock(self.today, 11))
        except Refusal as refusal:
            if not refusal.code.startswith(("documents.", "kernel.forbidden")):
                raise

    def view(self, document: UUID) -> OutgoingView:
        view: OutgoingView = self.desk.on(self.today, DIRECTOR, GetOutgoing(document=document))
        return view

    @initialize(lists=st.lists(st.sampled_from(("committee", "office")), min_size=2, max_size=2))
    def begin(self, lists: list[str]) -> None:
        for series in lists:
            asked = {"countersigners": ("budget", "agriculture")} if series == "committee" else {}
            answer: Any = self.desk.on(self.today, STAFF, a.draft(series, **asked))
            self.documents.append(answer.id)

    @rule(which=nth, times=st.integers(1, 3))
    def go_on(self, which: int, times: int) -> None:
        """The next steps, each by whose it is."""
        self.go_far(which, times)

    @rule(which=nth, times=st.integers(4, 10))
    def go_far(self, which: int, times: int) -> None:
        for _ in range(times):
            view = self.view(self.documents[which])
            for operation, person in self.due(view):
                self.attempt(operation, person)

    def due(self, view: OutgoingView) -> list[tuple[Operation, str]]:
        document = view.id
        hands = {one.person for one in view.waits_for}
        match view.step:
            case "draft":
                return [(SubmitOutgoing(document=document), STAFF)]
            case "countersign":
                heads = (("budget", OTHER_HEAD), ("agriculture", a.AGRICULTURE_HEAD))
                return [(CountersignOutgoing(document=document, department=d), head) for d, head in heads]
            case "review":
                return [(ReviewOutgoing(document=document, leader_post=a.LEADER_POST), DIRECTOR)]
            case "comment":
                return [(CommentOnOutgoing(document=document, opinion="可发"), LEADER)]
            case "sign":
                return [(SignOutgoing(document=document), person) for person in hands]
            case "number":
                return [(NumberOutgoing(document=document), CLERK)]
            case "seal":
                return [(AskOutgoingSeal(document=document), STAFF), (SealOutgoing(document=document), a.KEEPER)]
            case "distribute":
                return [(DistributeOutgoing(document=document, recipients=a.RECIPIENTS), CLERK)]
            case "archive":
                return [(ArchiveOutgoing(document=document, copies=3, with_draft=True), CLERK)]
            case "":
                return []
            case step:
                return [(CarryOutOutgoingStep(document=document, step=step), person) for person in hands]

    @rule(which=nth, yes=st.booleans())
    def decide_on_the_seal(self, which: int, *, yes: bool) -> None:
        use = self.view(self.documents[which]).seal_use
        if use:
            id = UUID(hex=use)
            self.attempt(ApproveSealUse(use=id) if yes else RejectSealUse(use=id, reason="暂缓"), CHAIR)

    @rule(which=nth, step=st.sampled_from(STEPS))
    def send_back(self, which: int, step: str) -> None:
        self.attempt(ReturnOutgoing(document=self.documents[which], step=step, reason="补正"), CLERK)

    @rule(which=nth, text=st.sampled_from(("甲稿。", "乙稿。")))
    def revise(self, which: int, text: str) -> None:
        view = self.view(self.documents[which])
        revised = a.revise(document=view.id, text=text, countersigners=tuple(view.countersigners))
        self.attempt(revised, STAFF)

    @rule(which=nth)
    def object_to(self, which: int) -> None:
        objection = ObjectToOutgoing(document=self.documents[which], department="budget", reason="再议")
        self.attempt(objection, OTHER_HEAD)

    @rule(which=nth, how=st.sampled_from((WithdrawOutgoing, RevokeOutgoing)), sure=st.integers(0, 3))
    def end(self, which: int, how: type[Any], sure: int) -> None:
        if not sure:
            person = STAFF if how is WithdrawOutgoing else CHAIR
            self.attempt(how(document=self.documents[which], reason="另行发文"), person)

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @invariant()
    def numbers_are_gapless_by_series_and_year(self) -> None:
        lines = self.desk.on(self.today, CLERK, ListOutgoing()).items
        for series in ("committee", "office"):
            for year in (START.year, START.year + 1):
                of = f"〔{year}〕"
                found = [line.number for line in lines if line.series == series and of in line.number]
                serials = sorted(int(number.split("〕")[1].removesuffix("号")) for number in found)
                assert serials == list(range(1, len(serials) + 1))

    @invariant()
    def nothing_goes_on_without_what_it_takes(self) -> None:
        for document in self.documents:
            view = self.view(document)
            place = [step.id for step in view.steps].index(view.step) if view.step else len(view.steps)
            passed = {step.id for step in view.steps[:place]} if view.status in ("open", "archived") else set[str]()
            assert bool(view.step) == bool(view.waits_for) == (view.status == "open")
            if view.status == "open":
                assert bool(view.signed_by) == ("sign" in passed), "a signature is in force from its step on only"
            if "sign" in passed:
                assert view.signed_revision == view.revision, "another wording than the one that was signed"
            if "number" in passed:
                assert view.number
            if "seal" in passed:
                use = self.desk.on(self.today, a.KEEPER, GetSealUse(use=UUID(hex=view.seal_use)))
                assert (use.status, use.document) == ("applied", view.number)
            if view.distributed_on:
                assert view.status != "withdrawn"
                assert view.number

    @invariant()
    def what_waits_is_what_the_register_says(self) -> None:
        waits = self.desk.on(self.today, CLERK, ListWaiting(everybody=True, limit=500)).items
        listed = sorted((one.id.hex, one.person) for one in waits if one.kind == "outgoing")
        views = [self.view(document) for document in self.documents]
        assert listed == sorted((view.id.hex, one.person) for view in views for one in view.waits_for)


Letters.TestCase.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
test_letters_at_random = Letters.TestCase
