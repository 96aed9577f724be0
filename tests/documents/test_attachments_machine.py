"""附件 at random (B9.3): whatever is done by whomever, a record shows what it should, and every file is there."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.documents.tasks.operations import AssignTask, CancelTask, ReportProgress
from services.documents.tasks.task import TaskSource
from services.kernel.procedure.attachments.audit import check_files, sweep
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal
from tests.documents.attached import (
    AttachFile,
    DownloadAttachment,
    ListAttachments,
    RemoveAttachment,
    UploadFile,
)
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
papers, tasks, names = st.sampled_from(PAPERS), st.sampled_from(TASKS), st.sampled_from(("甲.pdf", "乙.pdf"))


class Kept(NamedTuple):
    """A paper under a name, and when it came."""

    paper: bytes
    name: str
    at: int


class Attachments(RuleBasedStateMachine):
    """`attached` is what each task should show, by number, None once removed; `uploaded` what each calls theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = prepared(Path(self.folder.name) / "documents.db", Desk)
        self.desk = Desk(self.store, files=Path(self.folder.name) / "files")
        self.attached: dict[UUID, dict[int, Kept | None]] = {task: {} for task in TASKS}
        self.uploaded: dict[tuple[str, bytes], Kept] = {}
        self.seconds = 0
        self.open = set(TASKS)

    def teardown(self) -> None:
        proven(self.desk.app)
        self.store.close()
        self.folder.cleanup()

    def done(self, operation: Operation, by: str) -> bool:
        self.seconds += 1
        try:
            self.desk.do(operation, by=by, at=clock(day(6, 10), 8) + timedelta(seconds=self.seconds))
        except Refusal as refusal:
            if refusal.kind not in ("forbidden", "missing", "conflict", "invalid"):
                raise
            return False
        return True

    def there(self, task: UUID, paper: bytes) -> list[Kept]:
        return [kept for kept in self.attached[task].values() if kept is not None and kept.paper == paper]

    def expect(self, task: UUID, paper: bytes, name: str) -> None:
        if name not in {kept.name for kept in self.there(task, paper)}:
            self.attached[task][len(self.attached[task]) + 1] = Kept(paper, name, self.seconds)

    @initialize()
    def assign(self) -> None:
        for _ in TASKS:
            self.done(
                AssignTask(
                    department="finance-economy", owner=STAFF, title="督办", source=TaskSource.PLAN, due=day(6, 20)
                ),
                CLERK,
            )

    @rule(task=tasks, paper=papers, name=names, by=people)
    def attach(self, task: UUID, paper: bytes, name: str, by: str) -> None:
        done = self.done(AttachFile(kind="task", record=task, file_name=name, content=paper), by)
        assert done == (by in (*DOERS, CLERK) and task in self.open)
        if done:
            self.expect(task, paper, name)

    @rule(paper=papers, name=names, by=people)
    def upload(self, paper: bytes, name: str, by: str) -> None:
        assert self.done(UploadFile(file_name=name, content=paper), by)
        if (by, paper) not in self.uploaded or self.uploaded[by, paper].name != name:
            self.uploaded[by, paper] = Kept(paper, name, self.seconds)

    @rule(task=tasks, paper=papers, by=people)
    def report(self, task: UUID, paper: bytes, by: str) -> None:
        digest = hashlib.sha256(paper).hexdigest()
        done = self.done(ReportProgress(task=task, percent=50, note="在办", evidence=(digest,)), by)
        there, theirs = self.there(task, paper), self.uploaded.get((by, paper))
        assert done == (by in DOERS and task in self.open and (bool(there) or theirs is not None))
        if done and theirs is not None and theirs.at > max((kept.at for kept in there), default=0):
            self.expect(task, paper, theirs.name)

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
        seen = {item.number: None if item.removed_on else (DIGESTS[item.digest], item.file_name) for item in shown}
        assert seen == {number: kept and kept[:2] for number, kept in self.attached[task].items()}
        for number, paper in ((number, kept and kept.paper) for number, kept in self.attached[task].items()):
            asked = DownloadAttachment(kind="task", record=task, number=number)
            assert self.done(asked, by) == (paper is not None)
            if paper is not None:
                assert self.desk.ask(asked, by=by, at=clock(day(6, 10))).content == paper


Attachments.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
test_attachments_at_random = Attachments.TestCase
