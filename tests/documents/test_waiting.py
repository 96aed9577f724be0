"""催办 before anybody reads: the director's proposal and the leader's instruction are urged by urgency (A18, B11.2)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.documents.circulation.operations import PassOnDocument, ReceiveCopy, StartCirculation
from services.documents.incoming.document import IncomingDocument, NothingWaits, Urgency
from services.documents.incoming.events import (
    HandlingProposed,
    IncomingClosed,
    IncomingRegistered,
    IncomingUrged,
    InstructionGiven,
)
from services.documents.incoming.operations import (
    CloseIncoming,
    GetIncoming,
    InstructIncoming,
    ProposeHandling,
)
from services.documents.tasks.operations import ReportTaskDone, TaskOrder, VerifyTask
from services.documents.waiting.operations import ListWaiting, WaitingView
from services.kernel.domain.events import encode
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.rules.halfdays import MORNING, Slot
from tests.documents.desk import CHAIR, CLERK, DIRECTOR, LEADER, OTHER_STAFF, SECRETARY, STAFF, Desk, by, day
from tests.documents.papers import (
    DOC,
    FRIDAY,
    LEADER_POST,
    MONDAY,
    NEXT_MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    arrival,
    done,
    instructed,
    proposed,
    ready,
    registered,
)
from tests.given import fact, given, proven

SECOND_DOC = UUID(int=2)
ARRIVED = fact(
    IncomingRegistered,
    number="2025-0001",
    sender="市人大常委会办公室",
    secrecy="ordinary",
    urgency="urgent",
    received=MONDAY,
    copies=1,
)


def urged(desk: Desk, on: date, hour: int) -> list[tuple[str, int]]:
    return [(one.person, one.nth) for one in desk.ticked(on, IncomingUrged, hour=hour)]  # type: ignore[attr-defined]


def waiting(desk: Desk, person: str, **asked: object) -> list[WaitingView]:
    return list(desk.ask(ListWaiting(**asked), by=person).items)


# -- reminders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("urgency", "first", "second"),
    [
        (Urgency.ORDINARY, (WEDNESDAY, 9), (FRIDAY, 9)),
        (Urgency.URGENT, (TUESDAY, 9), (WEDNESDAY, 9)),
        (Urgency.EXPRESS, (MONDAY, 14), (TUESDAY, 9)),
    ],
)
def test_the_director_is_urged_to_propose_as_readers_are_to_read(
    desk: Desk, urgency: Urgency, first: tuple[date, int], second: tuple[date, int]
) -> None:
    done(desk, registered(urgency=urgency))
    assert urged(desk, first[0], first[1] - 1) == []
    assert urged(desk, *first) == [(DIRECTOR, 1)]
    assert urged(desk, first[0], first[1] + 1) == [], "once each"
    assert urged(desk, *second) == [(DIRECTOR, 2)]
    view = desk.ask(GetIncoming(document=DOC))
    assert (view.urged, view.urged_on, view.version) == (2, second[0], 3)
    proven(desk.app)


def test_what_comes_in_the_afternoon_is_counted_from_then(desk: Desk) -> None:
    desk.on(MONDAY, CLERK, arrival(urgency=Urgency.EXPRESS), hour=15)
    assert urged(desk, MONDAY, 16) == []
    assert urged(desk, TUESDAY, 9) == [(DIRECTOR, 1)]


def test_the_leader_is_urged_from_the_proposal_on_and_counted_anew(desk: Desk) -> None:
    done(desk, registered(urgency=Urgency.URGENT))
    assert urged(desk, TUESDAY, 9) == [(DIRECTOR, 1)]
    done(desk, proposed(TUESDAY))
    assert urged(desk, WEDNESDAY, 8) == []
    assert urged(desk, WEDNESDAY, 9) == [(LEADER, 1)]
    assert desk.ask(GetIncoming(document=DOC)).urged == 1
    proven(desk.app)


def test_a_further_leader_is_urged_once_it_is_referred(desk: Desk) -> None:
    done(desk, registered(urgency=Urgency.URGENT), proposed())
    referred = InstructIncoming(document=DOC, text="请秘书长阅示", refer_to="secretary-general")
    done(desk, by(LEADER, MONDAY, referred))
    assert urged(desk, TUESDAY, 9) == [(SECRETARY, 1)]


def test_a_reminder_says_to_whom_why_it_may_be_sent_and_when_the_next_comes(desk: Desk) -> None:
    done(desk, registered(urgency=Urgency.URGENT), proposed(post="chair"))
    (event,) = desk.ticked(TUESDAY, IncomingUrged, hour=9)
    assert isinstance(event, IncomingUrged)
    assert (event.waits_for, event.person, event.urgency, event.cites) == ("chair", CHAIR, "urgent", ("A18", "B11.2"))
    assert Slot(event.urge_on, event.urge_half) == Slot(WEDNESDAY, MORNING)


def test_who_stands_in_is_named_in_the_reminder_and_has_it_on_their_desk(desk: Desk) -> None:
    """p002 stands in for the chair from 3 to 14 March 2025."""
    monday, wednesday = day(3, 10), day(3, 12)
    done(desk, registered(monday), proposed(monday, post="chair"))
    (event,) = desk.ticked(wednesday, IncomingUrged, hour=9)
    assert isinstance(event, IncomingUrged)
    assert (event.person, event.deputy) == (CHAIR, "p002")
    own = ListWaiting()
    for person in (CHAIR, "p002"):
        (seen,) = desk.on(wednesday, person, own).items
        assert (seen.person, seen.deputy, seen.urged) == (CHAIR, "p002", 1)
    assert desk.on(day(3, 17), "p002", own).items == [], "no longer in her place"


def test_a_clock_that_stood_still_sends_one_reminder_and_none_on_days_off(desk: Desk) -> None:
    done(desk, registered(urgency=Urgency.EXPRESS))
    assert urged(desk, day(6, 14), 10) == []  # Saturday
    assert urged(desk, NEXT_MONDAY, 9) == [(DIRECTOR, 1)]
    assert urged(desk, NEXT_MONDAY, 14) == [(DIRECTOR, 2)]


def test_a_made_up_sunday_is_a_day_for_reminders(desk: Desk) -> None:
    friday = day(1, 24)
    desk.on(friday, CLERK, arrival(friday, urgency=Urgency.URGENT))
    assert urged(desk, day(1, 25), 9) == []
    assert urged(desk, day(1, 26), 9) == [(DIRECTOR, 1)]


def test_what_was_instructed_or_closed_brings_no_reminder(desk: Desk) -> None:
    done(desk, *ready(urgency=Urgency.EXPRESS))
    closed = done(desk, registered(urgency=Urgency.EXPRESS), proposed(document=SECOND_DOC))
    done(desk, by(CLERK, MONDAY, CloseIncoming(document=closed.id)))
    assert urged(desk, TUESDAY, 15) == []


def test_nobody_can_be_urged_where_nothing_waits() -> None:
    said = fact(HandlingProposed, leader_post=LEADER_POST), fact(InstructionGiven, person=LEADER, instruction=1)
    reminder = {"person": LEADER, "deputy": "", "following": Slot(TUESDAY, MORNING)}
    given(ARRIVED, *said, of=IncomingDocument).when(IncomingDocument.urge, **reminder).then_refused(NothingWaits)
    shut = fact(IncomingClosed, copies=1)
    given(ARRIVED, said[0], shut, of=IncomingDocument).when(IncomingDocument.urge, **reminder).then_refused(
        NothingWaits, cites=("A18",)
    )


# -- what waits for whom ----------------------------------------------------------------------------------------------


def test_each_sees_what_waits_for_them_since_when_and_why(desk: Desk) -> None:
    done(desk, *ready(), by(CLERK, TUESDAY, StartCirculation(document=DOC, readers=[STAFF], why="按批示阅知")))
    done(desk, registered(WEDNESDAY), proposed(THURSDAY, SECOND_DOC), registered(THURSDAY))
    assert urged(desk, FRIDAY, 9) == []
    (reading,) = waiting(desk, STAFF)
    assert (reading.kind, reading.step, reading.since, reading.why) == ("circulation", "reading", TUESDAY, "按批示阅知")
    (instruction,) = waiting(desk, LEADER)
    assert (reading.step_zh, reading.step_en) == ("在阅", "is reading it")
    assert (instruction.step_zh, instruction.step_en) == ("批示", "give an instruction")
    assert (instruction.step, instruction.since, instruction.why) == ("instruction", THURSDAY, "请分管领导阅示")
    (proposal,) = waiting(desk, DIRECTOR)
    assert (proposal.step, proposal.number, proposal.person) == ("proposal", "2025-0003", DIRECTOR)
    assert waiting(desk, OTHER_STAFF) == []


def test_a_referral_is_why_a_further_leader_has_it(desk: Desk) -> None:
    done(desk, registered(), proposed())
    done(desk, by(LEADER, MONDAY, InstructIncoming(document=DOC, text="请秘书长阅示", refer_to="secretary-general")))
    assert [one.why for one in waiting(desk, SECRETARY)] == ["请秘书长阅示"]


def test_who_has_not_handled_it_and_since_when_is_always_visible(desk: Desk) -> None:
    """With whom it lies is no secret; what it says is (A18)."""
    done(desk, registered(secrecy=Secrecy.SECRET, title="密件"), proposed(TUESDAY))
    (seen,) = waiting(desk, OTHER_STAFF, everybody=True)
    assert (seen.person, seen.post, seen.since, seen.number) == (LEADER, LEADER_POST, TUESDAY, "2025-0001")
    assert (seen.title, seen.why, seen.withheld) == ("", "", ["title", "content"])
    (own,) = waiting(desk, LEADER)
    assert (own.title, own.why, own.withheld) == ("密件", "请分管领导阅示", [])


def test_the_longest_waiting_come_first_page_by_page(desk: Desk) -> None:
    for on in (WEDNESDAY, THURSDAY, FRIDAY):
        done(desk, registered(on))
    pages, after = [], None
    while True:
        page = desk.ask(ListWaiting(post="head-office", limit=1, after=after), by=STAFF)
        pages.append([one.since for one in page.items])
        after = page.next
        if after is None:
            break
    assert pages == [[WEDNESDAY], [THURSDAY], [FRIDAY]]


# -- corrections of a proposal ----------------------------------------------------------------------------------------


def test_a_proposal_that_was_said_again_stays_readable_with_its_time(desk: Desk) -> None:
    again = ProposeHandling(document=DOC, leader_post="chair", proposal="改请主任阅示")
    done(desk, registered(), proposed(), by(DIRECTOR, TUESDAY, again))
    view = desk.ask(GetIncoming(document=DOC), by=DIRECTOR)
    assert view.proposal == "改请主任阅示"
    assert [(p.revision, p.text, p.leader_post, p.at.astimezone().date()) for p in view.proposals] == [
        (0, "请分管领导阅示", LEADER_POST, MONDAY),
        (1, "改请主任阅示", "chair", TUESDAY),
    ]
    proven(desk.app)


def test_proposals_of_a_secret_document_are_its_content(desk: Desk) -> None:
    done(desk, registered(secrecy=Secrecy.SECRET), proposed(), instructed())
    assert desk.ask(GetIncoming(document=DOC), by=OTHER_STAFF).proposals == []
    assert [p.revision for p in desk.ask(GetIncoming(document=DOC), by=LEADER).proposals] == [0]


def test_a_reminder_carries_nothing_of_the_document(desk: Desk) -> None:
    done(desk, registered(secrecy=Secrecy.SECRET, title="密件", urgency=Urgency.URGENT))
    (event,) = desk.ticked(TUESDAY, IncomingUrged, hour=9)
    assert "密件".encode() not in encode(event)


# -- routing ----------------------------------------------------------------------------------------------------------


def lying(desk: Desk, operation: str) -> list[tuple[str, date]]:
    """On the clerk's desk, and on nobody else's."""
    for other in (CHAIR, DIRECTOR, LEADER):
        others = desk.on(NEXT_MONDAY, other, desk.LOG.list_desk()).items
        assert f"documents.{operation}" not in {line.operation for line in others}
    lines = desk.on(NEXT_MONDAY, CLERK, desk.LOG.list_desk()).items
    return [(line.number, line.since) for line in lines if line.operation == f"documents.{operation}"]


def to_route(desk: Desk) -> list[str]:
    return [number for number, _ in lying(desk, "start-circulation")]


def test_what_was_instructed_on_lies_with_the_clerk_until_it_goes_round(desk: Desk) -> None:
    done(desk, registered(), proposed())
    assert to_route(desk) == []
    done(desk, instructed())
    assert to_route(desk) == ["2025-0001"]
    assert desk.ask(GetIncoming(document=DOC)).waits_for == "clerk"
    desk.on(WEDNESDAY, CLERK, StartCirculation(document=DOC, readers=(STAFF,)))
    assert to_route(desk) == []
    assert desk.ask(GetIncoming(document=DOC)).waits_for == ""


def test_what_was_made_a_task_need_not_be_sent_round(desk: Desk) -> None:
    order = TaskOrder(department="finance-economy", owner=STAFF, title="整改", due=NEXT_MONDAY)
    done(desk, registered(), proposed())
    desk.on(MONDAY, LEADER, InstructIncoming(document=DOC, text="请财经工委办理", tasks=(order,)))
    assert to_route(desk) == []
    assert desk.ask(GetIncoming(document=DOC)).waits_for == ""


def test_a_copy_on_its_way_back_and_then_the_closing_lie_with_the_clerk(desk: Desk) -> None:
    done(desk, *ready(), by(CLERK, MONDAY, StartCirculation(document=DOC, readers=(STAFF,))))
    assert lying(desk, "receive-copy") == lying(desk, "close-incoming") == [], "a reader has it"
    done(desk, by(STAFF, TUESDAY, PassOnDocument(document=DOC, person=STAFF), 10))
    assert lying(desk, "receive-copy") == [("2025-0001", TUESDAY)]
    assert lying(desk, "close-incoming") == []
    done(desk, by(CLERK, WEDNESDAY, ReceiveCopy(document=DOC, copy_number=1)))
    assert lying(desk, "receive-copy") == []
    assert lying(desk, "close-incoming") == [("2025-0001", WEDNESDAY)]
    view = desk.ask(GetIncoming(document=DOC))
    assert (view.waits_for, view.waits_since) == ("clerk", WEDNESDAY)
    done(desk, by(CLERK, THURSDAY, CloseIncoming(document=DOC)))
    assert lying(desk, "close-incoming") == []


def test_what_was_made_a_task_is_closed_once_that_is_done(desk: Desk) -> None:
    order = TaskOrder(department="finance-economy", owner=STAFF, title="整改", due=NEXT_MONDAY)
    done(desk, registered(), proposed())
    (task,) = desk.on(MONDAY, LEADER, InstructIncoming(document=DOC, text="请财经工委办理", tasks=(order,))).tasks
    done(desk, by(STAFF, TUESDAY, ReportTaskDone(task=task, note="已办结")))
    assert lying(desk, "close-incoming") == [], "it is not verified"
    done(desk, by(DIRECTOR, WEDNESDAY, VerifyTask(task=task)))
    assert lying(desk, "close-incoming") == [("2025-0001", TUESDAY)]


def test_what_is_closed_waits_for_nobody(desk: Desk) -> None:
    done(desk, registered(urgency=Urgency.EXPRESS), proposed())
    assert urged(desk, TUESDAY, 9) == [(LEADER, 1)]
    view = done(desk, by(CLERK, TUESDAY, CloseIncoming(document=DOC), 10))
    assert (view.waits_for, view.waits_since, view.urged, view.urged_on) == ("", None, None, None)
    proven(desk.app)
