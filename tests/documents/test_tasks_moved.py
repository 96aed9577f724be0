"""督办, moved: to a later day or into other hands, and what stays with whom (A34)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.documents.tasks.events import (
    ExtensionAsked,
    ExtensionRefused,
    TaskExtended,
    TaskOverdue,
    TaskProgressed,
    TaskReassigned,
    TaskVerified,
)
from services.documents.tasks.operations import (
    AskExtension,
    ExtendTask,
    GetTask,
    RefuseExtension,
    ReportProgress,
    ReturnTask,
    VerifyTask,
)
from services.documents.tasks.task import (
    DueInThePast,
    ExtensionTooLate,
    NoExtensionAsked,
    OwnTask,
    SameOwner,
    TaskNotOpen,
)
from services.kernel.refusals import Forbidden, Invalid
from tests.documents.desk import (
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
)
from tests.documents.errands import AFTER, DUE, MONDAY, THURSDAY, assigned, done, moved, task
from tests.given import By, fact, given, proven

# -- more time --------------------------------------------------------------------------------------------------------


def more_time(on: date = THURSDAY) -> By:
    return by(STAFF, on, AskExtension(task=FIRST, due=day(7, 4), reason="调研对象推迟"))


def test_an_extension_moves_the_due_day(desk: Desk) -> None:
    given(assigned(), more_time(), to=desk).when(ExtendTask(task=FIRST), by=LEADER, at=clock(day(6, 13))).then(
        fact(TaskExtended, was=DUE, due=day(7, 4), owner=STAFF, post="deputy-chair-2")
    ).then_answer(due=day(7, 4), asked_due=None)
    assert desk.ticked(AFTER, TaskOverdue) == []
    assert desk.owed("documents.task") == [(STAFF, "finance-economy", day(7, 4), "open")]
    given(done(day(7, 4)), to=desk).when(VerifyTask(task=FIRST), by=CLERK, at=clock(day(7, 7))).then(
        fact(TaskVerified, on_time=True, due=day(7, 4))
    )
    proven(desk.app)


def test_an_extension_is_asked_for_before_the_due_day(desk: Desk) -> None:
    given(assigned(), to=desk)
    ask = AskExtension(task=FIRST, due=day(7, 4), reason="x")
    given(to=desk).when(ask, by=STAFF, at=clock(DUE)).then_refused(ExtensionTooLate, cites=("A34",), due="2025-06-20")
    given(to=desk).when(ask, by=STAFF, at=clock(day(6, 19))).then(ExtensionAsked)


def test_an_extension_is_granted_before_the_due_day(desk: Desk) -> None:
    given(assigned(), more_time(day(6, 19)), to=desk).when(
        ExtendTask(task=FIRST), by=LEADER, at=clock(DUE, 0)
    ).then_refused(ExtensionTooLate)
    assert len(desk.ticked(AFTER, TaskOverdue)) == 1
    given(to=desk).when(ExtendTask(task=FIRST), by=LEADER, at=clock(AFTER)).then_refused(ExtensionTooLate)


def test_an_extension_lies_after_the_due_day(desk: Desk) -> None:
    given(assigned(), to=desk).when(
        AskExtension(task=FIRST, due=DUE, reason="x"), by=STAFF, at=clock(MONDAY)
    ).then_refused(DueInThePast)


def test_a_refused_extension_can_be_asked_for_again(desk: Desk) -> None:
    given(assigned(), more_time(), to=desk).when(
        RefuseExtension(task=FIRST, reason="按期办结"), by=CHAIR, at=clock(day(6, 13))
    ).then(ExtensionRefused).then_answer(due=DUE, asked_due=None, reason="按期办结")
    given(to=desk).when(ExtendTask(task=FIRST), by=CHAIR, at=clock(day(6, 13))).then_refused(NoExtensionAsked)
    given(more_time(day(6, 14)), to=desk).when(ExtendTask(task=FIRST), by=CHAIR, at=clock(day(6, 15))).then(
        TaskExtended
    )


def test_leaders_grant_and_never_what_they_asked_for_themselves(desk: Desk) -> None:
    given(assigned(), more_time(), to=desk)
    for person in (STAFF, HEAD, CLERK, DIRECTOR, "p004"):
        given(to=desk).when(ExtendTask(task=FIRST), by=person, at=clock(day(6, 13))).then_refused(Forbidden)
    own = given(
        by(CHAIR, MONDAY, task(owner="p006", department="leadership")),
        by("p006", MONDAY, AskExtension(task=UUID(int=2), due=day(7, 1), reason="x")),
        to=desk,
    )
    own.when(ExtendTask(task=UUID(int=2)), by="p006", at=clock(day(6, 13))).then_refused(OwnTask)
    given(to=desk).when(ExtendTask(task=UUID(int=2)), by=CHAIR, at=clock(day(6, 13))).then(TaskExtended)


def test_a_report_or_a_new_owner_ends_the_asking(desk: Desk) -> None:
    given(assigned(), more_time(), by(CLERK, day(6, 12), moved()), to=desk).when(
        ExtendTask(task=FIRST), by=LEADER, at=clock(day(6, 13))
    ).then_refused(NoExtensionAsked)
    again = by(OTHER_STAFF, day(6, 13), AskExtension(task=FIRST, due=day(7, 4), reason="x"))
    returned = by(CLERK, day(6, 15), ReturnTask(task=FIRST, reason="x"))
    given(again, done(day(6, 14), person=OTHER_STAFF), returned, to=desk).when(
        ExtendTask(task=FIRST), by=LEADER, at=clock(day(6, 16))
    ).then_refused(NoExtensionAsked)
    assert desk.on(day(6, 16), CLERK, GetTask(task=FIRST)).asked_due is None
    proven(desk.app)


# -- other hands ------------------------------------------------------------------------------------------------------


def test_reassigned_in_time_the_new_department_owes_it(desk: Desk) -> None:
    given(assigned(co_owners=("budget", "research")), to=desk).when(
        moved(co_owners=("finance-economy",)), by=DIRECTOR, at=clock(day(6, 12))
    ).then(
        fact(
            TaskReassigned, department="budget", from_department="finance-economy", owner=OTHER_STAFF,
            co_owners=("finance-economy",), was_overdue=False, due=DUE,
        )
    ).then_answer(department="budget", status="assigned")  # fmt: skip
    assert desk.owed("documents.task") == [(OTHER_STAFF, "budget", DUE, "open")]
    (missed,) = desk.ticked(AFTER, TaskOverdue)
    assert isinstance(missed, TaskOverdue)
    assert (missed.department, missed.co_owners) == ("budget", ("finance-economy",))
    proven(desk.app)


def test_reassigned_when_overdue_the_old_department_keeps_what_it_earned(desk: Desk) -> None:
    given(assigned(), to=desk)
    desk.ticked(AFTER)
    given(by(CLERK, day(6, 23), moved()), to=desk)
    assert desk.ticked(day(6, 24), TaskOverdue) == []
    given(done(day(6, 27), person=OTHER_STAFF), to=desk).when(
        VerifyTask(task=FIRST), by=CLERK, at=clock(day(6, 30))
    ).then(
        fact(
            TaskVerified, department="budget", was_overdue=True, overdue_departments=("finance-economy",), on_time=False
        )
    )  # fmt: skip
    proven(desk.app)


def test_reassigned_before_the_clock_looks_the_old_department_was_overdue(desk: Desk) -> None:
    given(assigned(), to=desk).when(moved(), by=CLERK, at=clock(AFTER, 0, 5)).then(
        fact(TaskOverdue, department="finance-economy"), fact(TaskReassigned, department="budget", was_overdue=True)
    )
    assert desk.ticked(day(6, 22), TaskOverdue) == []


def test_what_is_reported_is_not_reassigned(desk: Desk) -> None:
    given(assigned(), done(day(6, 11)), to=desk).when(moved(), by=CLERK, at=clock(day(6, 12))).then_refused(
        TaskNotOpen, status="reported"
    )


def test_reassigning_changes_something(desk: Desk) -> None:
    given(assigned(), to=desk).when(moved("finance-economy", STAFF), by=CLERK, at=clock(MONDAY)).then_refused(
        SameOwner, cites=("A34",)
    )
    given(to=desk).when(moved("finance-economy", COLLEAGUE), by=CLERK, at=clock(MONDAY)).then(
        fact(TaskReassigned, department="finance-economy", from_department="finance-economy", owner=COLLEAGUE)
    )
    given(to=desk).when(moved("budget", STAFF), by=CLERK, at=clock(MONDAY)).then_refused(Invalid)


def test_an_owner_who_moves_leaves_the_task_astray_until_the_office_reassigns_it(desk: Desk) -> None:
    """p043 goes from social to research on 10 August 2026: the department still owes it."""
    before, after = day(8, 7, 2026), day(8, 10, 2026)
    given(assigned(day(9, 1, 2026), on=day(8, 3, 2026), owner="p043", department="social"), to=desk)
    assert not desk.on(before, CLERK, GetTask(task=FIRST)).astray
    assert desk.on(after, CLERK, GetTask(task=FIRST)).astray
    stays = moved("social", "p042")
    given(to=desk).when(stays, by=CLERK, at=clock(after)).then(
        fact(TaskReassigned, department="social", owner="p042")
    ).then_answer(astray=False)


def test_a_dissolved_departments_task_goes_to_its_successor(desk: Desk) -> None:
    """Petitions became part of supervision-law on 1 July 2025; until it is reassigned, its owner still reports."""
    given(assigned(day(7, 10), owner="p056", department="petitions"), to=desk)
    july = day(7, 2)
    assert desk.on(july, CLERK, GetTask(task=FIRST)).astray
    given(to=desk).when(ReportProgress(task=FIRST, percent=50, note=""), by="p056", at=clock(july)).then(TaskProgressed)
    given(to=desk).when(moved("supervision-law", "p056"), by=CLERK, at=clock(july, 13)).then(
        fact(TaskReassigned, from_department="petitions", department="supervision-law", was_overdue=False)
    ).then_answer(astray=False)
    (missed,) = desk.ticked(day(7, 11), TaskOverdue)
    assert missed.department == "supervision-law"


def test_a_dissolved_department_keeps_what_was_overdue_before(desk: Desk) -> None:
    given(assigned(day(6, 25), owner="p056", department="petitions"), to=desk)
    (missed,) = desk.ticked(day(6, 26), TaskOverdue)
    assert missed.department == "petitions"
    given(by(CLERK, day(7, 2), moved("supervision-law", "p056")), done(day(7, 3), person="p056"), to=desk).when(
        VerifyTask(task=FIRST), by=CLERK, at=clock(day(7, 4))
    ).then(fact(TaskVerified, department="supervision-law", overdue_departments=("petitions",)))
