"""What users of other registries, task lists and meeting systems reported in public, tried here."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.documents.incoming.operations import GetIncoming
from services.documents.meetings.events import MeetingCancelled
from services.documents.meetings.meeting import MeetingNotOpen
from services.documents.meetings.operations import CancelMeeting
from services.documents.tasks.events import TaskReassigned
from services.documents.tasks.operations import AcceptTask, GetTask, ReassignTask
from services.documents.tasks.task import SameOwner
from tests.documents import papers, sessions
from tests.documents.desk import CLERK, DIRECTOR, STAFF, Desk, by, clock, day
from tests.documents.errands import FIRST, MONDAY, assigned
from tests.given import fact, given, proven

TUESDAY = day(6, 10)


def test_a_document_received_last_year_is_numbered_in_the_year_of_its_registration(desk: Desk) -> None:
    """interlegis/sapl#927, Taha-Mahmoodi/atlas-erp#209: no number of the past, no broken sequence."""
    numbers = [
        papers.done(desk, by(CLERK, on, papers.arrival(received))).number
        for on, received in (
            (day(12, 31), day(12, 31)),
            (day(1, 4, 2026), day(12, 30)),
            (day(1, 5, 2026), day(1, 5, 2026)),
            (day(1, 5, 2026), date(2022, 2, 2)),
            (day(1, 6, 2026), day(1, 6, 2026)),
        )
    ]
    assert numbers == ["2025-0001", "2026-0001", "2026-0002", "2026-0003", "2026-0004"]
    assert desk.ask(GetIncoming(document=UUID(int=4)), by=CLERK).received == date(2022, 2, 2)
    proven(desk.app)


def test_a_cancelled_meeting_chases_nobody_and_takes_no_attendance(desk: Desk) -> None:
    """calcom/cal.com#7225, mattermost-plugin-mscalendar#147: no reminder afterwards, and the refusal says why."""
    cancel = CancelMeeting(meeting=sessions.MEETING, reason="并入下次会议")
    given(sessions.called(), sessions.proposed(), sessions.agreed(), to=desk).when(
        cancel, by=CLERK, at=clock(sessions.CALLING)
    ).then(MeetingCancelled)
    for on in (day(6, 10), day(6, 17), day(7, 1)):
        ticked = [event.TOPIC for event in desk.ticked(on)]
        assert not [topic for topic in ticked if "meeting" in topic or "minutes" in topic]
    late = given(to=desk).when(sessions.held().operation, by=sessions.RECORDER, at=clock(day(7, 1)))
    late.then_refused(MeetingNotOpen, status="cancelled")
    assert late.refusal is not None
    assert "取消" in late.refusal.zh


def test_who_helps_with_a_task_changes_without_another_owner(desk: Desk) -> None:
    """4teamwork/opengever.core#5963: the same person again; what differs is taken."""
    same = ReassignTask(task=FIRST, department="finance-economy", owner=STAFF, co_owners=("budget",), reason="增加协办")
    given(assigned(), by(STAFF, MONDAY, AcceptTask(task=FIRST)), to=desk).when(
        same, by=DIRECTOR, at=clock(TUESDAY)
    ).then(fact(TaskReassigned, owner=STAFF, co_owners=("budget",), department="finance-economy"))
    assert desk.ask(GetTask(task=FIRST), by=DIRECTOR).co_owners == ["budget"]
    given(to=desk).when(same, by=DIRECTOR, at=clock(TUESDAY)).then_refused(SameOwner, cites=("A34",))
    fewer = ReassignTask(task=FIRST, department="finance-economy", owner=STAFF, reason="不再协办")
    given(to=desk).when(fewer, by=DIRECTOR, at=clock(TUESDAY)).then(fact(TaskReassigned, co_owners=()))
    proven(desk.app)
