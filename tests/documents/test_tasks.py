"""督办 tasks: assigned, carried out, reported, verified; overdue once, whoever holds them (A18, A34)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.documents.tasks.events import (
    TaskAccepted,
    TaskAssigned,
    TaskCancelled,
    TaskOverdue,
    TaskProgressed,
    TaskReportedDone,
    TaskReturned,
    TaskVerified,
)
from services.documents.tasks.handlers import commands
from services.documents.tasks.operations import (
    AcceptTask,
    AskExtension,
    CancelTask,
    ExportTasks,
    GetTask,
    ListTasks,
    ReportProgress,
    ReportTaskDone,
    ReturnTask,
    VerifyTask,
)
from services.documents.tasks.task import (
    DueInThePast,
    OwnTask,
    Task,
    TaskNotOpen,
    TaskSource,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid, NotFound, Stale
from tests.documents.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    OTHER_HEAD,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.documents.errands import (
    AFTER,
    DUE,
    MONDAY,
    MORE_PROOF,
    PROOF,
    SHOWN,
    SHOWN_BEFORE,
    assigned,
    done,
    moved,
    task,
)
from tests.given import fact, given, proven

# -- assigning --------------------------------------------------------------------------------------------------------


def test_a_task_is_owed_by_its_owner_by_the_due_day(desk: Desk) -> None:
    given(to=desk).when(task(co_owners=("research", "budget", "budget")), by=CLERK, at=clock(MONDAY)).then(
        fact(
            TaskAssigned,
            department="finance-economy",
            owner=STAFF,
            co_owners=("budget", "research"),
            due=DUE,
            source="meeting",
            post="clerk",
            cites=("A34",),
        )
    ).then_answer(status="assigned", due=DUE, overdue=False, on_time=None, astray=False, percent=0)
    assert desk.owed("documents.task") == [(STAFF, "finance-economy", DUE, "open")]


def test_what_a_leader_instructed_cites_the_instruction_too(desk: Desk) -> None:
    """A18: work follows the leader's written instruction, and is followed up."""
    given(to=desk).when(task(source=TaskSource.INSTRUCTION, source_ref="2025-0012"), by=CHAIR, at=clock(MONDAY)).then(
        fact(TaskAssigned, cites=("A18", "A34"), source_ref="2025-0012", post="chair")
    )


@pytest.mark.parametrize("person", [CLERK, DIRECTOR, CHAIR, LEADER])
def test_the_office_the_leaders_and_the_supervising_leader_assign(desk: Desk, person: str) -> None:
    given(to=desk).when(task(), by=person, at=clock(MONDAY)).then(TaskAssigned)


@pytest.mark.parametrize("person", [HEAD, STAFF, "p004", AUDITOR])
def test_nobody_else_assigns(desk: Desk, person: str) -> None:
    """Another department's leader is nobody else here."""
    given(to=desk).when(task(), by=person, at=clock(MONDAY)).then_refused(Forbidden)


@pytest.mark.parametrize(
    "wrong",
    [
        {"department": "kitchen"},
        {"department": "petitions", "owner": "p056", "on": day(7, 1)},
        {"owner": OTHER_STAFF},
        {"owner": "p999"},
        {"co_owners": ("kitchen",)},
    ],
    ids=["no such department", "dissolved", "owner of another department", "nobody", "no such co-owner"],
)
def test_it_is_assigned_to_somebody_who_is_there(desk: Desk, wrong: dict[str, Any]) -> None:
    on = wrong.pop("on", MONDAY)
    given(to=desk).when(task(day(7, 20), **wrong), by=CLERK, at=clock(on)).then_refused(Invalid)


def test_it_is_not_due_before_it_is_assigned(desk: Desk) -> None:
    given(to=desk).when(task(day(6, 8)), by=CLERK, at=clock(MONDAY)).then_refused(DueInThePast, cites=("A34",))
    given(to=desk).when(task(MONDAY), by=CLERK, at=clock(MONDAY)).then(TaskAssigned)


# -- carrying out -----------------------------------------------------------------------------------------------------


def test_the_way_of_a_task_done_in_time(desk: Desk) -> None:
    """Verified ten days after its due day, it is in time: it was reported by it."""
    history = (
        assigned(),
        by(STAFF, day(6, 10), AcceptTask(task=FIRST)),
        by(COLLEAGUE, day(6, 12), SHOWN_BEFORE),
        by(COLLEAGUE, day(6, 12), ReportProgress(task=FIRST, percent=60, note="已起草", evidence=(MORE_PROOF,))),
        by(STAFF, DUE, SHOWN),
        done(DUE, hour=23, evidence=(PROOF,)),
    )
    given(*history, to=desk).when(VerifyTask(task=FIRST), by=DIRECTOR, at=clock(day(6, 30))).then(
        fact(TaskVerified, on_time=True, was_overdue=False, reported_on=DUE, due=DUE, department="finance-economy")
    ).then_answer(status="verified", on_time=True, overdue=False, evidence=[MORE_PROOF, PROOF], percent=100)
    assert desk.owed("documents.task") == [(STAFF, "finance-economy", DUE, "fulfilled")]
    assert desk.ticked(day(7, 5), TaskOverdue) == []
    proven(desk.app)


def test_the_owner_a_colleague_or_the_head_carry_it_out_and_nobody_else(desk: Desk) -> None:
    for person in (STAFF, COLLEAGUE, HEAD):
        given(to=desk).when(task(), by=CLERK, at=clock(MONDAY)).then(TaskAssigned)
        made = UUID(int=len(desk.owed("documents.task")))
        given(to=desk).when(AcceptTask(task=made), by=person, at=clock(MONDAY)).then(TaskAccepted)
    for person in (OTHER_STAFF, CLERK, CHAIR, LEADER):
        for operation in (
            AcceptTask(task=FIRST),
            ReportProgress(task=FIRST, percent=1, note=""),
            ReportTaskDone(task=FIRST, note=""),
        ):
            given(to=desk).when(operation, by=person, at=clock(MONDAY)).then_refused(Forbidden)


def test_progress_is_possible_without_acceptance_and_moves_nothing(desk: Desk) -> None:
    given(assigned(), to=desk).when(
        ReportProgress(task=FIRST, percent=30, note="在办"), by=STAFF, at=clock(MONDAY)
    ).then(fact(TaskProgressed, percent=30)).then_answer(status="assigned", percent=30, note="在办")


@pytest.mark.parametrize(
    "operation",
    [
        AcceptTask(task=FIRST),
        ReportProgress(task=FIRST, percent=1, note=""),
        ReportTaskDone(task=FIRST, note=""),
        AskExtension(task=FIRST, due=day(7, 1), reason="x"),
    ],
    ids=lambda operation: operation.NAME,
)
def test_what_is_reported_waits_for_the_office(operation: Operation) -> None:
    history = (fact(TaskAssigned, owner=STAFF, source="plan", due=DUE), fact(TaskReportedDone, day=day(6, 11)))
    given(*history, of=Task).when(operation, through=commands, by=STAFF, on=day(6, 12)).then_refused(
        TaskNotOpen, status="reported", cites=("A34",)
    )


def test_nobody_verifies_what_they_reported_themselves(desk: Desk) -> None:
    """The clerk's own task is verified by the director (A34)."""
    own = assigned(owner=CLERK, department="office")
    history = (own, done(day(6, 10), person=CLERK))
    given(*history, to=desk).when(VerifyTask(task=FIRST), by=CLERK, at=clock(day(6, 11))).then_refused(
        OwnTask, cites=("A34",)
    )
    given(to=desk).when(VerifyTask(task=FIRST), by=DIRECTOR, at=clock(day(6, 11))).then(TaskVerified)


def test_only_the_office_verifies_and_returns(desk: Desk) -> None:
    given(assigned(), done(day(6, 11)), to=desk)
    for person in (STAFF, HEAD, LEADER, CHAIR, OTHER_HEAD):
        for operation in (VerifyTask(task=FIRST), ReturnTask(task=FIRST, reason="x")):
            given(to=desk).when(operation, by=person, at=clock(day(6, 12))).then_refused(Forbidden)


def test_a_record_offers_what_this_person_may_do_now(desk: Desk) -> None:
    """By who they are, where the task stands and what was asked; nobody is offered the decision on their own."""
    given(assigned(owner=CLERK, department="office", co_owners=("budget",)), to=desk)

    def offered(person: str, on: date = MONDAY) -> list[str]:
        return [name.removesuffix("-task") for name in desk.may(on, person, GetTask(task=FIRST))]

    carried_out = ["report-progress", "report-task-done", "reassign", "accept", "ask-extension"]
    assert offered(CLERK) == carried_out, "a debt of one's own department is for another to cancel"
    assert offered(CHAIR) == ["reassign", "cancel"]
    assert offered(OTHER_HEAD) == offered(AUDITOR) == []
    assert "ask-extension" not in offered(CLERK, DUE), "it is asked for before the due day"
    desk.on(MONDAY, CLERK, AskExtension(task=FIRST, due=day(7, 1), reason="x"))
    assert offered(CHAIR) == ["reassign", "extend", "refuse-extension", "cancel"]
    assert offered(CHAIR, DUE) == ["reassign", "refuse-extension", "cancel"]
    desk.on(MONDAY, CLERK, ReportTaskDone(task=FIRST, note="x"))
    assert offered(CLERK) == ["return"]
    assert offered(DIRECTOR) == ["verify", "return"]
    desk.on(MONDAY, DIRECTOR, VerifyTask(task=FIRST))
    assert [offered(person) for person in (CLERK, DIRECTOR, CHAIR)] == [[], [], []]


# -- overdue ----------------------------------------------------------------------------------------------------------


def test_overdue_is_recorded_once_the_day_after(desk: Desk) -> None:
    given(assigned(co_owners=("budget",)), to=desk)
    assert desk.ticked(DUE, TaskOverdue) == []
    (missed,) = desk.ticked(AFTER, TaskOverdue)
    assert isinstance(missed, TaskOverdue)
    assert (missed.department, missed.co_owners, missed.due, missed.actor) == (
        "finance-economy", ("budget",), DUE, "system",
    )  # fmt: skip
    assert desk.ticked(AFTER, TaskOverdue, hour=2) == []
    assert desk.ticked(day(6, 30), TaskOverdue) == []
    assert desk.owed("documents.task") == [(STAFF, "finance-economy", DUE, "missed")]
    assert desk.on(AFTER, HEAD, GetTask(task=FIRST)).overdue


def test_a_late_report_says_late_and_who_was_charged(desk: Desk) -> None:
    given(assigned(co_owners=("budget",)), to=desk)
    desk.ticked(AFTER)
    given(done(day(6, 25)), to=desk).when(VerifyTask(task=FIRST), by=CLERK, at=clock(day(6, 26))).then(
        fact(TaskVerified, on_time=False, was_overdue=True, overdue_departments=("finance-economy", "budget"))
    )
    assert desk.owed("documents.task") == [(STAFF, "finance-economy", DUE, "late")]
    proven(desk.app)


def test_a_report_before_the_clock_looks_is_overdue_first(desk: Desk) -> None:
    """Else a report returned afterwards would never be overdue: the clock counts it as missed already."""
    given(assigned(), to=desk).when(ReportTaskDone(task=FIRST, note=""), by=STAFF, at=clock(AFTER, 0, 5)).then(
        TaskOverdue, TaskReportedDone
    )
    assert desk.ticked(AFTER, TaskOverdue) == []
    assert desk.owed("documents.task") == [(STAFF, "finance-economy", DUE, "late")]


def test_a_due_day_on_a_day_off_is_that_day(desk: Desk) -> None:
    """What the office wrote holds: neither a holiday nor a make-up day (2 May and 27 April 2025) moves it."""
    given(assigned(day(5, 2), on=day(4, 20)), assigned(day(4, 27), on=day(4, 20)), to=desk)
    assert len(desk.ticked(day(4, 28), TaskOverdue)) == 1
    assert len(desk.ticked(day(5, 3), TaskOverdue)) == 1


# -- returned ---------------------------------------------------------------------------------------------------------


def test_returned_in_time_it_is_owed_by_the_same_day(desk: Desk) -> None:
    history = (assigned(), done(day(6, 11)))
    given(*history, to=desk).when(ReturnTask(task=FIRST, reason="缺佐证"), by=CLERK, at=clock(day(6, 12))).then(
        fact(TaskReturned, department="finance-economy")
    ).then_answer(status="accepted", due=DUE, reported_on=None, reason="缺佐证")
    assert desk.owed("documents.task") == [(STAFF, "finance-economy", DUE, "open")]
    given(done(DUE), to=desk).when(VerifyTask(task=FIRST), by=CLERK, at=clock(AFTER)).then(
        fact(TaskVerified, on_time=True)
    )


def test_returned_after_its_day_it_is_overdue_the_next_night(desk: Desk) -> None:
    """It was reported in time but was not done: what comes after counts."""
    history = (assigned(), done(DUE), by(CLERK, day(6, 23), ReturnTask(task=FIRST, reason="未落实")))
    given(*history, to=desk)
    assert len(desk.ticked(day(6, 24), TaskOverdue)) == 1
    given(done(day(6, 24)), to=desk).when(VerifyTask(task=FIRST), by=CLERK, at=clock(day(6, 25))).then(
        fact(TaskVerified, on_time=False, was_overdue=True)
    )
    proven(desk.app)


def test_returned_after_it_was_overdue_it_is_not_overdue_again(desk: Desk) -> None:
    given(assigned(), to=desk)
    desk.ticked(AFTER)
    given(done(day(6, 23)), by(CLERK, day(6, 24), ReturnTask(task=FIRST, reason="未落实")), to=desk)
    assert desk.ticked(day(6, 25), TaskOverdue) == []
    assert desk.owed("documents.task") == [(STAFF, "finance-economy", DUE, "missed")]


# -- cancelled --------------------------------------------------------------------------------------------------------


def test_a_cancelled_task_is_owed_no_longer(desk: Desk) -> None:
    given(assigned(), to=desk).when(
        CancelTask(task=FIRST, reason="会议决定不再办理"), by=CHAIR, at=clock(day(6, 12))
    ).then(fact(TaskCancelled, was_overdue=False, overdue_departments=())).then_answer(
        status="cancelled", reason="会议决定不再办理"
    )
    assert desk.ticked(AFTER, TaskOverdue) == []
    assert desk.owed("documents.task") == [(STAFF, "finance-economy", DUE, "cancelled")]
    for operation, person in (
        (ReportTaskDone(task=FIRST, note=""), STAFF),
        (moved(), CLERK),
        (CancelTask(task=FIRST, reason="x"), CLERK),
    ):
        given(to=desk).when(operation, by=person, at=clock(AFTER)).then_refused(TaskNotOpen, status="cancelled")
    proven(desk.app)


def test_cancelling_undoes_overdue_for_those_who_were_charged(desk: Desk) -> None:
    given(assigned(co_owners=("budget",)), to=desk)
    desk.ticked(AFTER)
    given(to=desk).when(CancelTask(task=FIRST, reason="误交办"), by=CLERK, at=clock(day(6, 23))).then(
        fact(TaskCancelled, was_overdue=True, overdue_departments=("finance-economy", "budget"))
    )


def test_a_reason_is_given(desk: Desk) -> None:
    for wrong in ("", "   "):
        with pytest.raises(ValueError, match="reason"):
            CancelTask(task=FIRST, reason=wrong)


# -- who sees what ----------------------------------------------------------------------------------------------------


def test_those_who_answer_with_the_owner_see_it(desk: Desk) -> None:
    given(assigned(co_owners=("budget",)), assigned(), to=desk)
    assert desk.on(MONDAY, OTHER_HEAD, GetTask(task=FIRST)).title == "落实预算审查意见"
    mine = desk.on(MONDAY, OTHER_STAFF, ListTasks(department="budget"))
    assert [one.id for one in mine.items] == [FIRST]
    theirs = desk.on(MONDAY, STAFF, ListTasks(department="finance-economy"))
    assert len(theirs.items) == 2
    given(to=desk).when(GetTask(task=UUID(int=2)), by=OTHER_HEAD, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(ListTasks(), by=OTHER_STAFF, at=clock(MONDAY)).then_refused(Forbidden)
    given(by(CLERK, MONDAY, moved("agriculture", "p030")), to=desk)
    assert desk.on(MONDAY, OTHER_STAFF, ListTasks(department="budget")).items == []
    assert desk.on(MONDAY, CLERK, ListTasks(status="assigned", limit=1)).next


def test_titles_and_reasons_do_not_leave_the_service() -> None:
    """Only who owes what by when is published (A34 needs no more)."""
    shown = given(of=Task).when(
        Task.assign,
        department="budget", owner="p027", co_owners=(), source="plan", source_ref="", due=day(3, 20, 2024),
        title="秘密事项", content="秘密内容", cites=("A34",),
    )  # fmt: skip
    (event,) = shown.recorded
    assert "秘密" in encode(event).decode()
    assert "秘密" not in public_bytes(event.TOPIC, encode(event)).decode()


def test_a_version_seen_before_is_refused(desk: Desk) -> None:
    given(assigned(), by(STAFF, MONDAY, AcceptTask(task=FIRST)), to=desk).when(
        CancelTask(task=FIRST, reason="x"), by=CLERK, at=clock(MONDAY), if_match=1
    ).then_refused(Stale)
    given(to=desk).when(GetTask(task=UUID(int=9)), by=CLERK, at=clock(MONDAY)).then_refused(NotFound)


def test_the_register_goes_out_as_a_workbook(desk: Desk) -> None:
    given(assigned(co_owners=("budget",)), to=desk)
    desk.ticked(AFTER)
    given(
        done(day(6, 25)), by(CLERK, day(6, 26), VerifyTask(task=FIRST)), assigned(on=day(7, 1), due=day(7, 9)), to=desk
    )
    file = desk.on(day(7, 1), AUDITOR, ExportTasks(start=day(6, 1), end=day(6, 30)))
    rows = read_back(file.content)
    assert len(rows) == 3
    assert rows[1][:5] == ("事项", "承办部门", "承办人", "协办部门", "来源")
    assert rows[2][0] == "落实预算审查意见"
    assert rows[2][3] == "预算工作委员会"
    assert rows[2][-3:] == (datetime(2025, 6, 25), "否", "是")


def test_whoever_finds_a_task_in_their_departments_list_may_open_it(desk: Desk) -> None:
    """Members of a department that answers with the owner's: their list shows it (A18)."""
    made = desk.on(MONDAY, CLERK, task(co_owners=("budget",)))
    (line,) = desk.on(MONDAY, OTHER_STAFF, ListTasks(department="budget")).items
    assert line.id == made.id
    assert desk.on(MONDAY, OTHER_STAFF, GetTask(task=line.id)).title == line.title
