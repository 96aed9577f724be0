"""One task from assigned to verified (A18, A34)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.documents.tasks.events import (
    ExtensionAsked,
    ExtensionRefused,
    TaskAccepted,
    TaskAssigned,
    TaskCancelled,
    TaskExtended,
    TaskOverdue,
    TaskProgressed,
    TaskReassigned,
    TaskReportedDone,
    TaskReturned,
    TaskVerified,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

ASSIGNED, ACCEPTED, REPORTED, VERIFIED, CANCELLED = "assigned", "accepted", "reported", "verified", "cancelled"
OPEN = (ASSIGNED, ACCEPTED, REPORTED)
CITES = ("A34",)


class TaskNotOpen(Refusal):
    """The task is not in a state in which this can be done."""

    code = "documents.task-not-open"


class DueInThePast(Refusal):
    code = "documents.task-due-in-the-past"
    kind = "invalid"


class ExtensionTooLate(Refusal):
    """An extension is asked for and granted before the due day comes."""

    code = "documents.task-extension-too-late"


class NoExtensionAsked(Refusal):
    code = "documents.task-no-extension-asked"


class OwnTask(Refusal):
    """Nobody finds their own work done, and nobody grants what they asked for themselves."""

    code = "documents.own-task"
    kind = "forbidden"


class SameOwner(Refusal):
    code = "documents.task-same-owner"
    kind = "invalid"


class Task(Aggregate):
    department = ""
    owner = ""
    co_owners: tuple[str, ...] = ()
    due: date
    status = ""
    asked: date | None = None
    """The due day an extension was asked for."""
    asked_by = ""
    reported_on: date | None = None
    reported_by = ""
    overdue: tuple[str, ...] = ()
    """Departments recorded as overdue."""

    def assign(
        self,
        act: Act,
        *,
        department: str,
        owner: str,
        co_owners: Sequence[str],
        source: str,
        source_ref: str,
        due: date,
        title: str,
        content: str,
        cites: tuple[str, ...],
    ) -> None:
        if due < act.day:
            raise DueInThePast("办结期限不能早于今天。", "The due day cannot lie in the past.", cites=cites)
        self.trigger(
            TaskAssigned,
            act,
            department=department,
            owner=owner,
            co_owners=tuple(sorted(set(co_owners) - {department})),
            source=source,
            source_ref=source_ref,
            due=due,
            title=title,
            content=content,
            cites=cites,
        )

    def accept(self, act: Act) -> None:
        self._in(ASSIGNED)
        self.trigger(TaskAccepted, act, department=self.department, cites=CITES)

    def progress(self, act: Act, *, percent: int, note: str, evidence: Sequence[str]) -> None:
        self._in(ASSIGNED, ACCEPTED)
        self.trigger(
            TaskProgressed,
            act,
            department=self.department,
            percent=percent,
            note=note,
            evidence=tuple(evidence),
            cites=CITES,
        )

    def report_done(self, act: Act, *, note: str, evidence: Sequence[str]) -> None:
        self._in(ASSIGNED, ACCEPTED)
        self._note_overdue(act)
        self.trigger(
            TaskReportedDone, act, department=self.department, note=note, evidence=tuple(evidence), cites=CITES
        )

    def send_back(self, act: Act, *, reason: str) -> None:
        self._in(REPORTED)
        self.trigger(TaskReturned, act, department=self.department, reason=reason, cites=CITES)

    def verify(self, act: Act) -> None:
        """In time is what was reported done by the due day, however long the office took to look (A34)."""
        self._in(REPORTED)
        self._not_by(act, self.reported_by)
        assert self.reported_on is not None
        self.trigger(
            TaskVerified,
            act,
            department=self.department,
            co_owners=self.co_owners,
            due=self.due,
            reported_on=self.reported_on,
            on_time=self.reported_on <= self.due,
            was_overdue=bool(self.overdue),
            overdue_departments=self.overdue,
            cites=CITES,
        )

    def ask_extension(self, act: Act, *, due: date, reason: str) -> None:
        self._in(ASSIGNED, ACCEPTED)
        self._still_in_time(act)
        if due <= self.due:
            raise DueInThePast("延期后的期限应晚于原期限。", "The new due day must lie after the old.", cites=CITES)
        self.trigger(ExtensionAsked, act, department=self.department, due=due, reason=reason, cites=CITES)

    def extend(self, act: Act) -> None:
        asked = self._asked()
        self._still_in_time(act)
        self._not_by(act, self.asked_by)
        self.trigger(
            TaskExtended, act, department=self.department, owner=self.owner, was=self.due, due=asked, cites=CITES
        )

    def refuse_extension(self, act: Act, *, reason: str) -> None:
        self._asked()
        self.trigger(ExtensionRefused, act, department=self.department, reason=reason, cites=CITES)

    def reassign(self, act: Act, *, department: str, owner: str, co_owners: Sequence[str], reason: str) -> None:
        """While it is being carried out: what was reported done is verified or returned first."""
        self._in(ASSIGNED, ACCEPTED)
        if (department, owner) == (self.department, self.owner):
            raise SameOwner("承办部门和承办人没有变化。", "The task already belongs there.", cites=CITES)
        self._note_overdue(act)
        self.trigger(
            TaskReassigned,
            act,
            department=department,
            from_department=self.department,
            owner=owner,
            co_owners=tuple(sorted(set(co_owners) - {department})),
            due=self.due,
            was_overdue=bool(self.overdue),
            reason=reason,
            cites=CITES,
        )

    def miss(self, act: Act) -> None:
        self.trigger(TaskOverdue, act, department=self.department, co_owners=self.co_owners, due=self.due, cites=CITES)

    def _note_overdue(self, act: Act) -> None:
        """A passed day is recorded once, whether the clock comes first or whoever acts on the task does."""
        if act.day > self.due and not self.overdue:
            self.miss(act)

    def cancel(self, act: Act, *, reason: str) -> None:
        self._in(*OPEN)
        self.trigger(
            TaskCancelled,
            act,
            department=self.department,
            co_owners=self.co_owners,
            due=self.due,
            was_overdue=bool(self.overdue),
            overdue_departments=self.overdue,
            reason=reason,
            cites=CITES,
        )

    def _in(self, *allowed: str) -> None:
        if self.status not in allowed:
            raise TaskNotOpen(
                f"该任务当前状态为“{self.status}”,不能这样办理。",
                f"The task is {self.status}; this cannot be done to it.",
                cites=CITES,
                status=self.status,
            )

    def _still_in_time(self, act: Act) -> None:
        if act.day >= self.due:
            raise ExtensionTooLate(
                f"延期须在{self.due.isoformat()}之前提出并批准。",
                f"An extension had to be asked for and granted before {self.due.isoformat()}.",
                cites=CITES,
                due=self.due.isoformat(),
            )

    def _not_by(self, act: Act, person: str) -> None:
        if act.actor == person:
            raise OwnTask(
                "本人报结的任务由他人核实,本人申请的延期由他人批准。",
                "Somebody else has to verify what you reported, and to grant what you asked for.",
                cites=CITES,
            )

    def _asked(self) -> date:
        self._in(ASSIGNED, ACCEPTED)
        if self.asked is None:
            raise NoExtensionAsked("没有待批的延期申请。", "No extension was asked for.", cites=CITES)
        return self.asked

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(TaskAssigned)
    def _assigned(self, event: TaskAssigned) -> None:
        self.department, self.owner, self.co_owners = event.department, event.owner, event.co_owners
        self.due, self.status = event.due, ASSIGNED

    @applies(TaskAccepted)
    def _accepted(self, event: TaskAccepted) -> None:
        self.status = ACCEPTED

    @applies(TaskProgressed)
    def _progressed(self, event: TaskProgressed) -> None:
        pass

    @applies(TaskReportedDone)
    def _reported(self, event: TaskReportedDone) -> None:
        self.status, self.reported_on, self.reported_by = REPORTED, event.day, event.actor
        self.asked = None

    @applies(TaskReturned)
    def _returned(self, event: TaskReturned) -> None:
        self.status, self.reported_on = ACCEPTED, None

    @applies(TaskVerified)
    def _verified(self, event: TaskVerified) -> None:
        self.status = VERIFIED

    @applies(ExtensionAsked)
    def _extension_asked(self, event: ExtensionAsked) -> None:
        self.asked, self.asked_by = event.due, event.actor

    @applies(TaskExtended)
    def _extended(self, event: TaskExtended) -> None:
        self.due, self.asked = event.due, None

    @applies(ExtensionRefused)
    def _extension_refused(self, event: ExtensionRefused) -> None:
        self.asked = None

    @applies(TaskReassigned)
    def _reassigned(self, event: TaskReassigned) -> None:
        self.department, self.owner, self.co_owners = event.department, event.owner, event.co_owners
        self.status, self.asked = ASSIGNED, None

    @applies(TaskOverdue)
    def _overdue(self, event: TaskOverdue) -> None:
        self.overdue = (event.department, *event.co_owners)

    @applies(TaskCancelled)
    def _cancelled(self, event: TaskCancelled) -> None:
        self.status = CANCELLED
