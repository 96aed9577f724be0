"""One task from assigned to verified (A18, A34)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.documents.tasks import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Refusal

CITES = ("A34",)


class TaskStatus(Status):
    ASSIGNED = "assigned", "已交办", "assigned"
    ACCEPTED = "accepted", "已签收", "accepted"
    REPORTED = "reported", "已报结", "reported done"
    VERIFIED = "verified", "已核实", "verified"
    CANCELLED = "cancelled", "已撤销", "cancelled"


UNDER_WAY = (TaskStatus.ASSIGNED, TaskStatus.ACCEPTED)
OPEN = (*UNDER_WAY, TaskStatus.REPORTED)


class TaskSource(Word):
    """What a task follows from."""

    MEETING = "meeting", "会议议题", "item of a meeting"
    INSTRUCTION = "instruction", "领导批示", "leader's instruction"
    PLAN = "plan", "工作计划", "work plan"


BECOMES: Becomes = {
    e.TaskAssigned: TaskStatus.ASSIGNED,
    e.TaskAccepted: TaskStatus.ACCEPTED,
    e.TaskReportedDone: TaskStatus.REPORTED,
    e.TaskReturned: TaskStatus.ACCEPTED,
    e.TaskVerified: TaskStatus.VERIFIED,
    e.TaskReassigned: TaskStatus.ASSIGNED,
    e.TaskCancelled: TaskStatus.CANCELLED,
}


class TaskNotOpen(Refusal):
    """The task is not in a state in which this can be done."""

    code = "documents.task-not-open"
    next = ("请打开该任务，按当前状态办理。", "Open the task and do what its state allows.")


class DueInThePast(Refusal):
    code = "documents.task-due-in-the-past"
    kind = "invalid"
    next = ("请改填今天以后且晚于原期限的日期。", "Give a day ahead, and after the old one.")


class ExtensionTooLate(Refusal):
    """An extension is asked for and granted before the due day comes."""

    code = "documents.task-extension-too-late"
    next = (
        "请尽快办结并报结，或由办公室转办、撤销。",
        "Finish and report it soon, or have the office reassign or cancel it.",
    )


class NoExtensionAsked(Refusal):
    code = "documents.task-no-extension-asked"
    next = ("请先由承办人申请延期。", "Its owner asks for more time first.")


class OwnTask(Refusal):
    """Nobody finds their own work done, whoever reported it, and nobody grants themselves more time."""

    code = "documents.own-task"
    kind = "forbidden"
    next = ("请由其他有权人员办理。", "Let somebody else who may do so decide.")


class SameOwner(Refusal):
    code = "documents.task-same-owner"
    kind = "invalid"
    next = ("请填写另一承办部门、承办人或协办部门。", "Name another department, owner or co-owner.")


class Task(Aggregate):
    CALLED = "任务", "task"
    CITES = CITES
    CARRIES = ("department", "owner", "co_owners", "due")
    BECOMES = BECOMES
    WRONG_STATUS = TaskNotOpen
    department = ""
    owner = ""
    co_owners: tuple[str, ...] = ()
    due: date
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
            e.TaskAssigned,
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

    def report_done(self, act: Act, *, note: str, evidence: Sequence[str]) -> None:
        self._note_overdue(act)
        self.trigger(e.TaskReportedDone, act, note=note, evidence=tuple(evidence))

    def verify(self, act: Act) -> None:
        """In time is what was reported done by the due day, however long the office took to look (A34)."""
        self._not_by(act, self.reported_by)
        assert self.reported_on is not None
        self.trigger(
            e.TaskVerified,
            act,
            reported_on=self.reported_on,
            on_time=self.reported_on <= self.due,
            was_overdue=bool(self.overdue),
            overdue_departments=self.overdue,
        )

    def ask_extension(self, act: Act, *, due: date, reason: str) -> None:
        self._still_in_time(act)
        if due <= self.due:
            raise DueInThePast("延期后的期限应晚于原期限。", "The new due day must lie after the old.", cites=CITES)
        self.trigger(e.ExtensionAsked, act, due=due, reason=reason)

    def extend(self, act: Act) -> None:
        asked = self._asked()
        self._still_in_time(act)
        self._not_by(act, self.asked_by)
        self.trigger(e.TaskExtended, act, was=self.due, due=asked)

    def refuse_extension(self, act: Act, *, reason: str) -> None:
        self._asked()
        self.trigger(e.ExtensionRefused, act, reason=reason)

    def reassign(self, act: Act, *, department: str, owner: str, co_owners: Sequence[str], reason: str) -> None:
        """While it is being carried out: what was reported done is verified or returned first."""
        others = tuple(sorted(set(co_owners) - {department}))
        if (department, owner, others) == (self.department, self.owner, self.co_owners):
            raise SameOwner("承办部门、承办人和协办部门没有变化。", "The task already belongs there.", cites=CITES)
        self._note_overdue(act)
        self.trigger(
            e.TaskReassigned,
            act,
            department=department,
            from_department=self.department,
            owner=owner,
            co_owners=others,
            was_overdue=bool(self.overdue),
            reason=reason,
        )

    def miss(self, act: Act) -> None:
        self.trigger(e.TaskOverdue, act)

    def _note_overdue(self, act: Act) -> None:
        """A passed day is recorded once, whether the clock comes first or whoever acts on the task does."""
        if act.day > self.due and not self.overdue:
            self.miss(act)

    def cancel(self, act: Act, *, reason: str) -> None:
        self.trigger(
            e.TaskCancelled, act, was_overdue=bool(self.overdue), overdue_departments=self.overdue, reason=reason
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
        if act.actor in (person, self.owner):
            raise OwnTask(
                "本人承办或报结的任务由他人核实，本人承办或申请的延期由他人批准。",
                "Somebody else has to verify what you owe or reported, and to grant you the time you asked for.",
                cites=CITES,
            )

    def _asked(self) -> date:
        if self.asked is None:
            raise NoExtensionAsked("没有待批的延期申请。", "No extension was asked for.", cites=CITES)
        return self.asked

    # -- events -------------------------------------------------------------------------------------------------------

    @applies(e.TaskProgressed)
    def _progressed(self, event: e.TaskProgressed) -> None:
        pass

    @applies(e.TaskReportedDone)
    def _reported(self, event: e.TaskReportedDone) -> None:
        self.reported_on, self.reported_by, self.asked = event.day, event.actor, None

    @applies(e.TaskReturned)
    def _returned(self, event: e.TaskReturned) -> None:
        self.reported_on = None

    @applies(e.ExtensionAsked)
    def _extension_asked(self, event: e.ExtensionAsked) -> None:
        self.asked, self.asked_by = event.due, event.actor

    @applies(e.TaskExtended)
    def _extended(self, event: e.TaskExtended) -> None:
        self.due, self.asked = event.due, None

    @applies(e.ExtensionRefused)
    def _extension_refused(self, event: e.ExtensionRefused) -> None:
        self.asked = None

    @applies(e.TaskReassigned)
    def _reassigned(self, event: e.TaskReassigned) -> None:
        self.department, self.owner, self.co_owners = event.department, event.owner, event.co_owners
        self.asked = None

    @applies(e.TaskOverdue)
    def _overdue(self, event: e.TaskOverdue) -> None:
        self.overdue = (event.department, *event.co_owners)
