"""传阅 at random (B11.2): whatever is done in whatever order, every copy is in one place and every hold is owed."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.documents.circulation.operations import (
    AddReaders,
    AskRetention,
    GetCirculation,
    GrantRetention,
    HandOutDocument,
    Mode,
    PassOnDocument,
    ReceiveCopy,
    RefuseRetention,
    RemoveReader,
    ReturnUnread,
    StartCirculation,
    WithdrawCirculation,
)
from services.documents.incoming.document import CopiesOut
from services.documents.incoming.operations import CloseIncoming
from services.documents.operations import log
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Refusal
from tests.documents.desk import CLERK, DIRECTOR, Desk, clock
from tests.documents.papers import DOC, MONDAY, done, ready
from tests.documents.rounds import leaves
from tests.given import proven
from tests.stores import prepared

pytestmark = pytest.mark.slow

PEOPLE = ("p022", "p024", "p026", "p027", "p030")
LEAVERS = PEOPLE[1:4]
HELD = ("reading", "retained", "recalled")
people = st.sampled_from(PEOPLE)


class Circulations(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = prepared(Path(self.folder.name) / "documents.db", Desk)
        self.desk = Desk(self.store)
        self.today = MONDAY
        self.copies = 0
        self.gone: set[str] = set()

    def teardown(self) -> None:
        if self.copies:
            proven(self.desk.app)
        self.store.close()
        self.folder.cleanup()

    def attempt(self, operation: Operation, by: str) -> None:
        """Done, or refused: what must never be is told by the invariants. Who has left does nothing any more."""
        if by in self.gone:
            return
        try:
            self.desk.do(operation, by=by, at=clock(self.today, 11))
        except Refusal as refusal:
            if not refusal.code.startswith("documents."):
                raise

    @initialize(
        copies=st.integers(1, 3),
        readers=st.lists(people, min_size=1, max_size=5, unique=True),
        secrecy=st.sampled_from((Secrecy.ORDINARY, Secrecy.SECRET)),
    )
    def begin(self, copies: int, readers: list[str], secrecy: Secrecy) -> None:
        done(self.desk, *ready(copies=copies, secrecy=secrecy))
        start = StartCirculation(document=DOC, readers=tuple(readers), mode=Mode.PARALLEL, copies=copies)
        self.desk.do(start, by=CLERK, at=clock(self.today, 10))
        self.copies = copies

    @rule(person=people)
    def pass_on(self, person: str) -> None:
        self.attempt(PassOnDocument(document=DOC, person=person), person)

    @rule(person=people)
    def return_unread(self, person: str) -> None:
        self.attempt(ReturnUnread(document=DOC, person=person, reason="外出"), person)

    @rule(copy=st.integers(1, 3), read=st.booleans())
    def receive(self, copy: int, *, read: bool) -> None:
        self.attempt(ReceiveCopy(document=DOC, copy_number=copy, read=read), CLERK)

    @rule(person=people)
    def hand_out(self, person: str) -> None:
        if person not in self.gone:
            self.attempt(HandOutDocument(document=DOC, person=person), CLERK)

    @rule(person=people)
    def add(self, person: str) -> None:
        if person not in self.gone:
            self.attempt(AddReaders(document=DOC, readers=(person,)), CLERK)

    @rule(person=people)
    def remove(self, person: str) -> None:
        self.attempt(RemoveReader(document=DOC, person=person, reason="休假"), CLERK)

    @rule(person=people, days=st.integers(1, 40))
    def ask(self, person: str, days: int) -> None:
        until = self.today + timedelta(days=days)
        self.attempt(AskRetention(document=DOC, person=person, until=until, reason="参阅"), person)

    @rule(person=people, yes=st.booleans())
    def decide(self, person: str, *, yes: bool) -> None:
        refusal = RefuseRetention(document=DOC, person=person, reason="他人待阅")
        self.attempt(GrantRetention(document=DOC, person=person) if yes else refusal, DIRECTOR)

    @rule(person=st.sampled_from(LEAVERS))
    def leave(self, person: str) -> None:
        """From today on; the clock, or whoever hands a copy on, finds out."""
        if person not in self.gone:
            self.gone.add(person)
            leaves(self.desk, person, self.today)

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.desk.do(log.tick(), by=SYSTEM_ID, at=clock(self.today, 10))
        left = {one.person: one for one in self.desk.ask(GetCirculation(document=DOC), by=CLERK).readers}
        left = {person: one for person, one in left.items() if person in self.gone}
        assert not [person for person, one in left.items() if one.status in ("waiting", "reading", "retained")]
        assert all(one.urged_on != self.today for one in left.values()), "nobody reminds who has left"

    @precondition(lambda self: self.today > MONDAY + timedelta(days=6))
    @rule()
    def withdraw(self) -> None:
        self.attempt(WithdrawCirculation(document=DOC, reason="撤回"), CLERK)

    @precondition(lambda self: self.copies)
    @invariant()
    def every_copy_is_in_one_place_and_every_hold_is_owed(self) -> None:
        view = self.desk.ask(GetCirculation(document=DOC), by=CLERK)
        assert [one.copy_number for one in view.copies] == list(range(1, self.copies + 1))
        holding = {reader.person: reader.copy_number for reader in view.readers if reader.status in HELD}
        assert holding == {one.person: one.copy_number for one in view.copies if one.place == "reader"}
        asked = {reader.person for reader in view.readers if reader.asked_until is not None}
        owing = {person for person, _, _, status in self.desk.owed("documents.circulation") if status == "open"}
        missed = {reader.person for reader in view.readers if reader.status in HELD and reader.overdue_times}
        assert owing <= set(holding) - asked
        assert set(holding) - asked - missed <= owing, "who has it and was never charged owes it"

    @precondition(lambda self: self.copies)
    @invariant()
    def it_is_back_when_nobody_has_it_and_only_then_can_it_be_closed(self) -> None:
        view = self.desk.ask(GetCirculation(document=DOC), by=CLERK)
        out = {one.person for one in view.copies if one.place != "office"}
        out |= {reader.person for reader in view.readers if reader.status == "waiting"}
        assert view.back == (not out)
        if out:
            with pytest.raises(CopiesOut) as refused:
                self.desk.do(CloseIncoming(document=DOC), by=CLERK, at=clock(self.today, 11))
            assert set(refused.value.details["people"]) == out


Circulations.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
test_circulations_at_random = Circulations.TestCase
