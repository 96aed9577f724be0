"""附件 at random (B9.3): whatever is done by whomever, a record shows what it should, and every file is there."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.documents.attachments.operations import (
    AttachFile,
    DownloadAttachment,
    ListAttachments,
    RemoveAttachment,
    UploadFile,
)
from services.documents.tasks.operations import AssignTask, CancelTask, ReportProgress, TaskSource
from services.kernel.file_audit import check_files, sweep
from services.kernel.operations import Operation
from services.kernel.refusals import Refusal
from tests.documents.desk import CLERK, COLLEAGUE, HEAD, LEADER, OTHER_STAFF, STAFF, Desk, clock, day
from tests.given import proven
from tests.stores import prepared

pytestmark = pytest.mark.slow

PAPERS = tuple(b"%%PDF-1.7 paper %d" % number for number in range(4))
DIGESTS = {hashlib.sha256(paper).hexdigest(): paper for paper in PAPERS}
TASKS = (UUID(int=1), UUID(int=2))
DOERS = (STAFF, COLLEAGUE, HEAD)
"""Of both tasks, beside the clerk; the leader sees them, the other department does not."""
people = st.sampled_from((*DOERS, CLERK, LEADER, OTHER_STAFF))
papers, tasks = st.sampled_from(PAPERS), st.sampled_from(TASKS)


class Attachments(RuleBasedStateMachine):
    """`attached` is what each task should show: paper by number, None once removed."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = prepared(Path(self.folder.name) / "documents.db", Desk)
        self.desk = Desk(self.store, files=Path(self.folder.name) / "files")
        self.attached: dict[UUID, dict[int, bytes | None]] = {task: {} for task in TASKS}
        self.uploaded: set[tuple[str, bytes]] = set()
        self.open = set(TASKS)

    def teardown(self) -> None:
        proven(self.desk.app)
        self.store.close()
        self.folder.cleanup()

    def done(self, operation: Operation, by: str) -> bool:
        try:
            self.desk.do(operation, by=by, at=clock(day(6, 10)))
        except Refusal as refusal:
            if refusal.kind not in ("forbidden", "missing", "conflict", "invalid"):
                raise
            return False
        return True

    def expect(self, task: UUID, paper: bytes) -> None:
        if paper not in self.attached[task].values():
            self.attached[task][len(self.attached[task]) + 1] = paper

    @initialize()
    def assign(self) -> None:
        for _ in TASKS:
            self.done(
                AssignTask(
                    department="finance-economy", owner=STAFF, title="督办", source=TaskSource.PLAN, due=day(6, 20)
                ),
                CLERK,
            )

    @rule(task=tasks, paper=papers, by=people)
    def attach(self, task: UUID, paper: bytes, by: str) -> None:
        done = self.done(AttachFile(kind="task", record=task, file_name="甲.pdf", content=paper), by)
        assert done == (by in (*DOERS, CLERK) and task in self.open)
        if done:
            self.expect(task, paper)

    @rule(paper=papers, by=people)
    def upload(self, paper: bytes, by: str) -> None:
        assert self.done(UploadFile(file_name="乙.pdf", content=paper), by)
        self.uploaded.add((by, paper))

    @rule(task=tasks, paper=papers, by=people)
    def report(self, task: UUID, paper: bytes, by: str) -> None:
        digest = hashlib.sha256(paper).hexdigest()
        done = self.done(ReportProgress(task=task, percent=50, note="在办", evidence=(digest,)), by)
        theirs = paper in self.attached[task].values() or (by, paper) in self.uploaded
        assert done == (by in DOERS and task in self.open and theirs)
        if done:
            self.expect(task, paper)

    @rule(task=tasks, number=st.integers(1, 5), by=people)
    def remove(self, task: UUID, number: int, by: str) -> None:
        done = self.done(RemoveAttachment(kind="task", record=task, number=number, reason="放错"), by)
        there = self.attached[task].get(number) is not None
        assert done == (by in (*DOERS, CLERK) and task in self.open and there)
        if done:
            self.attached[task][number] = None

    @rule(task=tasks)
    def cancel(self, task: UUID) -> None:
        assert self.done(CancelTask(task=task, reason="不再办理"), CLERK) == (task in self.open)
        self.open.discard(task)

    @rule()
    def sweep(self) -> None:
        """Even of the newest: what a fact speaks of stays."""
        assert self.desk.app.files is not None
        sweep(self.store, self.desk.app.files, datetime.now(UTC) + timedelta(days=1))

    @invariant()
    def every_file_is_there(self) -> None:
        assert self.desk.app.files is not None
        assert check_files(self.store, self.desk.app.files).faults == []

    @rule(task=tasks, by=people)
    def look(self, task: UUID, by: str) -> None:
        listing = ListAttachments(kind="task", record=task)
        if by == OTHER_STAFF:
            assert not self.done(listing, by)
            return
        shown = self.desk.ask(listing, by=by, at=clock(day(6, 10))).items
        there = {item.number: None if item.removed_on else DIGESTS[item.digest] for item in shown}
        assert there == self.attached[task]
        for number, paper in there.items():
            asked = DownloadAttachment(kind="task", record=task, number=number)
            assert self.done(asked, by) == (paper is not None)
            if paper is not None:
                assert self.desk.ask(asked, by=by, at=clock(day(6, 10))).content == paper


Attachments.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
test_attachments_at_random = Attachments.TestCase
