"""会议 at random (A17, B11.4): numbers have no gap, minutes count once, and what is collected is complete."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.documents.materials.operations import (
    DemandMaterial,
    HandInMaterial,
    ListMaterials,
    ReturnMaterial,
    WaiveMaterial,
)
from services.documents.meetings.operations import (
    CancelMeeting,
    CollectRecords,
    DeferTopic,
    ListMeetings,
    MoveMeeting,
    NameRecorder,
    WithdrawTopic,
)
from services.documents.minutes.events import MinutesExcused, MinutesFiled, MinutesMissed
from services.documents.minutes.facts import LATE, MISSING, facts_of
from services.documents.minutes.operations import CorrectMinutes, FileMinutes
from services.documents.operations import log
from services.documents.resolutions.operations import AdoptResolution, ListResolutions
from services.documents.tasks.operations import TaskOrder
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal
from services.kernel.rules.facts import SCALE
from tests.documents.desk import CHAIR, CLERK, HEAD, Desk, clock
from tests.documents.sessions import MONDAY, PARTY_GROUP, RECORDER, TASK, agreed, call, held, proposed
from tests.given import proven
from tests.stores import prepared

pytestmark = pytest.mark.slow

KINDS = ("chairpersons", "party-group")
OBLIGED = {"owed": "open", "missing": "missed", "filed": "fulfilled", "late": "late", "none": "cancelled"}
"""The obligation that belongs to each state of the minutes."""
which = st.integers(0, 2)
items = st.integers(1, 2)


class Meetings(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = prepared(Path(self.folder.name) / "documents.db", Desk)
        self.desk = Desk(self.store)
        self.today = MONDAY
        self.calendar = self.desk.app.office.calendar

    def teardown(self) -> None:
        proven(self.desk.app)
        self.store.close()
        self.folder.cleanup()

    def attempt(self, operation: Operation, by: str = CLERK) -> None:
        """Done, or refused: what must never be is told by the invariants."""
        try:
            self.desk.do(operation, by=by, at=clock(self.today, 11))
        except Refusal as refusal:
            if not refusal.code.startswith(("documents.", "kernel.invalid", "kernel.not-found", "kernel.forbidden")):
                raise

    def ask(self, operation: Operation) -> list[Any]:
        return list(self.desk.ask(operation, by=CLERK, at=clock(self.today, 11)).items)

    def meeting(self, n: int) -> UUID:
        views = sorted(self.ask(ListMeetings()), key=lambda view: view.id)
        return UUID(str(views[n % len(views)].id))

    def material(self, n: int) -> UUID | None:
        views = sorted(self.ask(ListMaterials()), key=lambda view: view.id)
        return UUID(str(views[n % len(views)].id)) if views else None

    @initialize(most=st.integers(3, 7))
    def some_are_called_and_two_were_held(self, most: int) -> None:
        for kind in (*KINDS, KINDS[0]):
            self.attempt(call(kind, self.today))
        for n in range(2):
            self.is_held(n, most)

    @rule(kind=st.sampled_from(KINDS), days=st.integers(0, 3))
    def is_called(self, kind: str, days: int) -> None:
        self.attempt(call(kind, self.today + timedelta(days=days)))

    @rule(n=which, days=st.integers(0, 5))
    def is_moved(self, n: int, days: int) -> None:
        moved = {"on": self.today + timedelta(days=days), "start": "15:00", "place": "三楼", "reason": "改期"}
        self.attempt(MoveMeeting(meeting=self.meeting(n), **moved))

    @rule(n=which)
    def is_cancelled(self, n: int) -> None:
        self.attempt(CancelMeeting(meeting=self.meeting(n), reason="未开成"))

    @rule(n=which, agenda=st.lists(items, min_size=1, max_size=3))
    def gets_an_agenda(self, n: int, agenda: list[int]) -> None:
        self.attempt(proposed(meeting=self.meeting(n)).operation, CHAIR)
        self.attempt(agreed(*agenda, meeting=self.meeting(n)).operation, CHAIR)

    @rule(n=which, item=items, deferred=st.booleans())
    def loses_an_item(self, n: int, item: int, *, deferred: bool) -> None:
        off = DeferTopic if deferred else WithdrawTopic
        self.attempt(off(meeting=self.meeting(n), item=item, reason="暂缓"), CHAIR)

    @rule(n=which, most=st.integers(1, 7))
    def is_held(self, n: int, most: int) -> None:
        meeting = self.meeting(n)
        kind = next(view.kind for view in self.ask(ListMeetings()) if view.id == meeting)
        present = PARTY_GROUP[: min(most, 7 if kind == "party-group" else 6)]
        self.attempt(proposed(meeting=meeting).operation, CHAIR)
        self.attempt(agreed(meeting=meeting).operation, CHAIR)
        self.attempt(held(meeting=meeting, present=present).operation)

    @rule(n=which)
    def has_another_recorder(self, n: int) -> None:
        self.attempt(NameRecorder(meeting=self.meeting(n), recorder=HEAD))

    @rule(n=which, person=st.sampled_from((RECORDER, CLERK)))
    def its_minutes_are_filed(self, n: int, person: str) -> None:
        self.attempt(FileMinutes(meeting=self.meeting(n), text="会议记录"), person)

    @rule(n=which)
    def its_minutes_are_corrected(self, n: int) -> None:
        self.attempt(CorrectMinutes(meeting=self.meeting(n), text="更正", reason="笔误"))

    @rule(n=which, item=items, votes=st.sampled_from((0, 3, 4)), with_task=st.booleans())
    def something_is_resolved(self, n: int, item: int, votes: int, *, with_task: bool) -> None:
        tasks = (TaskOrder(**{**TASK, "due": self.today + timedelta(days=9)}),) if with_task else ()
        said = {"form": "decision", "title": "决定", "text": "同意", "in_favour": votes, "tasks": tasks}
        self.attempt(AdoptResolution(meeting=self.meeting(n), item=item, **said))

    @rule(n=which, days=st.integers(0, 4))
    def a_material_is_asked_for(self, n: int, days: int) -> None:
        owed = {"title": "汇报稿", "department": "budget", "due": self.today + timedelta(days=days)}
        self.attempt(DemandMaterial(meeting=self.meeting(n), **owed))

    @rule(n=which, what=st.sampled_from((HandInMaterial, ReturnMaterial, WaiveMaterial)))
    def a_material_goes_its_way(self, n: int, what: type[Operation]) -> None:
        if (material := self.material(n)) is not None:
            reason = {} if what is HandInMaterial else {"reason": "缺数据"}
            self.attempt(what(material=material, **reason))

    @rule(n=which)
    def is_collected(self, n: int) -> None:
        self.attempt(CollectRecords(meeting=self.meeting(n)))

    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.desk.do(log.tick(), by=SYSTEM_ID, at=clock(self.today, 10))

    # -- what always holds --------------------------------------------------------------------------------------------

    @invariant()
    def the_registers_agree(self) -> None:
        views, owing = self.ask(ListMeetings()), self.ask(ListMaterials(status="owed"))
        self.numbers_run_without_a_gap(views)
        self.minutes_stand_as_their_obligations_do(views)
        self.the_office_is_charged_for_what_is_missing_or_late_and_no_more(views)
        self.what_is_over_owes_nothing(views, owing)
        for view in self.ask(ListResolutions()):
            assert view.in_favour * 2 > view.members == 7 if view.kind == "party-group" else not view.in_favour

    def numbers_run_without_a_gap(self, views: list[Any]) -> None:
        numbers = [view.number for view in views if view.number]
        for kind in KINDS:
            of_kind = [number for number in numbers if number.startswith(kind)]
            assert sorted(of_kind) == sorted(f"{kind}-2025-{n}" for n in range(1, len(of_kind) + 1))
        assert len(numbers) == sum(view.status in ("held", "collected") for view in views)

    def minutes_stand_as_their_obligations_do(self, views: list[Any]) -> None:
        stands = Counter(OBLIGED[view.minutes] for view in views)
        assert stands == Counter(status for *_, status in self.desk.owed("documents.minutes"))
        for view in views:
            assert view.minutes_due == self.calendar.add_workdays(view.on, 5)

    def the_office_is_charged_for_what_is_missing_or_late_and_no_more(self, views: list[Any]) -> None:
        counted: Counter[str] = Counter()
        on: set[date] = set()
        for event in self.desk.recorded():
            if isinstance(event, MinutesMissed | MinutesFiled | MinutesExcused):
                counted.update({one.kind: one.quantity // SCALE for one in facts_of(event)})
                on |= {one.day for one in facts_of(event)}
        states = Counter(view.minutes for view in views)
        assert (counted[MISSING], counted[LATE]) == (states["missing"], states["late"])
        assert on <= {view.minutes_due for view in views}

    def what_is_over_owes_nothing(self, views: list[Any], owing: list[Any]) -> None:
        assert all(view.minutes in ("filed", "late") for view in views if view.status == "collected")
        over = {view.id for view in views if view.status in ("collected", "cancelled")}
        assert not [view for view in owing if view.meeting in over]
        states = [status for *_, status in self.desk.owed("documents.meeting-material")]
        assert len(owing) == sum(status in ("open", "missed") for status in states)


Meetings.TestCase.settings = settings(max_examples=8, stateful_step_count=30, deadline=None)
test_meetings_at_random = Meetings.TestCase
