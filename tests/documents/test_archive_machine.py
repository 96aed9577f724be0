"""移交归档 in any order: what is owed, missed, late and paid agrees with what counts against the department."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.documents.archive.events import ArchiveMissed, TransferHandedOver, TransferReturned
from services.documents.archive.facts import LATE, MISSING, facts_of
from services.documents.archive.operations import AcceptTransfer, DeclareNothing, HandOverTransfer, ReturnTransfer
from services.kernel.log.store import Store
from tests.documents.archived import ARCHIVIST, DEPARTMENT, DUE, began, debt, listed
from tests.documents.desk import HEAD, Desk, day
from tests.given import given, proven

pytestmark = pytest.mark.slow


class Handovers(RuleBasedStateMachine):
    """Kept beside it: which lists stand, and whether one stood when the day ended."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = Store(f"sqlite:///{Path(self.folder.name)}/documents.db")
        self.desk = Desk(self.store)
        self.today = day(3, 25, 2026)
        self.desk.ticked(self.today)
        self.handed: list[UUID] = []
        self.back: list[UUID] = []
        self.accepted: list[UUID] = []
        self.charged = ""
        """What counts at the moment: nothing, MISSING or LATE."""

    def teardown(self) -> None:
        proven(self.desk.app)
        self.store.close()
        self.folder.cleanup()

    @property
    def standing(self) -> bool:
        return bool(self.handed or self.accepted)

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self.today += timedelta(days=1)
            self.desk.ticked(self.today)
            if self.today > DUE and not self.standing and not self.charged:
                self.charged = MISSING

    def _paid(self) -> None:
        if not self.standing:
            self.charged = LATE if self.today > DUE else ""

    @precondition(lambda self: len(self.handed) + len(self.back) + len(self.accepted) < 4)
    @rule()
    def a_list_is_handed_over(self) -> None:
        transfer = began(self.desk, self.today).id
        given(listed(on=self.today, transfer=transfer), to=self.desk)
        self.desk.on(self.today, HEAD, HandOverTransfer(transfer=transfer), 11)
        self._paid()
        self.handed.append(transfer)

    @precondition(lambda self: len(self.handed) + len(self.back) + len(self.accepted) < 4)
    @rule()
    def nothing_is_declared(self) -> None:
        view = self.desk.on(self.today, HEAD, DeclareNothing(department=DEPARTMENT, year=2025, note="无"), 11)
        self._paid()
        self.handed.append(view.id)

    @precondition(lambda self: self.handed)
    @rule(data=st.data())
    def one_is_returned(self, data: Any) -> None:
        transfer = data.draw(st.sampled_from(self.handed))
        self.desk.on(self.today, ARCHIVIST, ReturnTransfer(transfer=transfer, reason="不符"), 14)
        self.handed.remove(transfer)
        self.back.append(transfer)
        if not self.standing and self.charged == LATE:
            self.charged = MISSING

    @precondition(lambda self: self.back)
    @rule(data=st.data())
    def one_comes_again(self, data: Any) -> None:
        transfer = data.draw(st.sampled_from(self.back))
        given(listed(on=self.today, transfer=transfer), to=self.desk)
        self.desk.on(self.today, HEAD, HandOverTransfer(transfer=transfer), 15)
        self._paid()
        self.back.remove(transfer)
        self.handed.append(transfer)

    @precondition(lambda self: self.handed)
    @rule(data=st.data())
    def one_is_accepted(self, data: Any) -> None:
        transfer = data.draw(st.sampled_from(self.handed))
        self.desk.on(self.today, ARCHIVIST, AcceptTransfer(transfer=transfer), 16)
        self.handed.remove(transfer)
        self.accepted.append(transfer)

    @invariant()
    def what_counts_is_what_happened(self) -> None:
        total = {MISSING: 0, LATE: 0}
        for event in self.desk.recorded():
            if isinstance(event, ArchiveMissed | TransferHandedOver | TransferReturned):
                for one in facts_of(event):
                    if one.department == DEPARTMENT:
                        assert one.day == DUE
                        total[one.kind] += one.quantity
        assert total == {kind: 1000 if self.charged == kind else 0 for kind in (MISSING, LATE)}

    @invariant()
    def the_calendar_of_duties_says_the_same(self) -> None:
        ((due, status),) = debt(self.desk)
        assert due == DUE
        expected = {LATE: "late", MISSING: "missed", "": "fulfilled" if self.standing else "open"}[self.charged]
        assert status == expected


TestHandovers = Handovers.TestCase
TestHandovers.settings = settings(
    max_examples=4, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
