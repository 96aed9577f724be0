"""传阅, when readers leave the service: passed over, and what they have is called back (B11.2)."""

from __future__ import annotations

import pytest

from services.documents.circulation.events import (
    CirculationCompleted,
    CirculationOverdue,
    CopyRecalled,
    CopyReceived,
    DocumentHanded,
    DocumentRead,
    DocumentReturnedUnread,
    ReaderRemoved,
    ReadersAdded,
    ReaderUrged,
)
from services.documents.circulation.operations import (
    AddReaders,
    ExportCirculations,
    GrantRetention,
    HandOutDocument,
    ListHolders,
    ReceiveCopy,
    RefuseRetention,
    WithdrawCirculation,
)
from services.documents.circulation.refusals import NoRetentionAsked
from services.documents.incoming.document import Urgency
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Invalid
from tests.documents.desk import AUDITOR, CLERK, DIRECTOR, HEAD, OTHER_STAFF, STAFF, Desk, by, clock, day, read_back
from tests.documents.papers import (
    DOC,
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    READERS,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    circulating,
    done,
    statuses,
)
from tests.documents.rounds import KIND, THIRD_READER, ask, leaves, passed, received, seen
from tests.given import fact, given, proven

GONE = "已不在本机关"

# -- passed over ------------------------------------------------------------------------------------------------------


def test_the_copy_goes_past_who_has_left_to_the_next_reader(desk: Desk) -> None:
    """B11.2; the clock has not looked yet, the reader before hands it on that very day."""
    circulating(desk, *READERS)
    leaves(desk, OTHER_STAFF, TUESDAY)
    given(to=desk).when(passed(STAFF, TUESDAY).operation, by=STAFF, at=clock(TUESDAY)).then(
        fact(ReaderRemoved, person=OTHER_STAFF, gone=True, reason=GONE, cites=("B11.2",)),
        fact(DocumentRead, person=STAFF, handed_on=True),
        fact(DocumentHanded, person=THIRD_READER, came_from=STAFF, due=THURSDAY),
    )
    view = seen(desk)
    assert statuses(view) == {STAFF: "read", OTHER_STAFF: "removed", THIRD_READER: "reading"}
    assert [(one.person, one.gone, one.reason) for one in view.readers][1] == (OTHER_STAFF, True, GONE)
    proven(desk.app)


def test_on_their_last_day_they_still_get_it(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    leaves(desk, OTHER_STAFF, WEDNESDAY)
    given(to=desk).when(passed(STAFF, TUESDAY).operation, by=STAFF, at=clock(TUESDAY, 18)).then(
        DocumentRead, fact(DocumentHanded, person=OTHER_STAFF)
    )


def test_where_nobody_else_waits_it_goes_back_to_the_office(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF, THIRD_READER)
    for person in (OTHER_STAFF, THIRD_READER):
        leaves(desk, person, TUESDAY)
    given(to=desk).when(passed(STAFF, TUESDAY).operation, by=STAFF, at=clock(TUESDAY)).then(
        fact(ReaderRemoved, person=OTHER_STAFF),
        fact(ReaderRemoved, person=THIRD_READER),
        fact(DocumentRead, handed_on=False),
    )
    given(to=desk).when(received(TUESDAY).operation, by=CLERK, at=clock(TUESDAY, 14)).then(
        CopyReceived, CirculationCompleted
    )
    assert seen(desk).back
    proven(desk.app)


def test_the_office_passes_them_over_too(desk: Desk) -> None:
    """By way of the office, and when more readers are named."""
    circulating(desk, STAFF, OTHER_STAFF, secrecy=Secrecy.SECRET)
    leaves(desk, OTHER_STAFF, TUESDAY)
    done(desk, passed(STAFF, TUESDAY))
    given(to=desk).when(received(TUESDAY).operation, by=CLERK, at=clock(TUESDAY, 14)).then(
        CopyReceived, fact(ReaderRemoved, person=OTHER_STAFF, gone=True), CirculationCompleted
    )
    more = AddReaders(document=DOC, readers=(OTHER_STAFF,))
    given(to=desk).when(more, by=CLERK, at=clock(TUESDAY, 15)).then_refused(Invalid)


def test_the_clerk_hands_nothing_to_who_has_left(desk: Desk) -> None:
    circulating(desk, STAFF)
    done(desk, received(TUESDAY, read=False))
    leaves(desk, STAFF, WEDNESDAY)
    hand = HandOutDocument(document=DOC, person=STAFF)
    given(to=desk).when(hand, by=CLERK, at=clock(WEDNESDAY)).then_refused(Invalid)
    given(to=desk).when(AddReaders(document=DOC, readers=(OTHER_STAFF,)), by=CLERK, at=clock(WEDNESDAY)).then(
        ReadersAdded, fact(ReaderRemoved, person=STAFF), fact(DocumentHanded, person=OTHER_STAFF)
    )


def test_the_clock_takes_them_off_and_ends_what_waited_for_them_alone(desk: Desk) -> None:
    """Returned unread by the only reader, who leaves: the copy is at the office, and nobody waits."""
    circulating(desk, STAFF)
    done(desk, received(TUESDAY, read=False))
    leaves(desk, STAFF, THURSDAY)
    assert desk.ticked(WEDNESDAY, ReaderRemoved) == []
    removed, completed = desk.ticked(THURSDAY, ReaderRemoved, CirculationCompleted)
    assert not fact(ReaderRemoved, person=STAFF, gone=True).differs_from(removed)
    assert isinstance(completed, CirculationCompleted)
    assert desk.ticked(FRIDAY, ReaderRemoved) == [], "once"
    proven(desk.app)


# -- called back ------------------------------------------------------------------------------------------------------


def test_what_they_have_is_called_back_and_owed_by_the_same_day(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    leaves(desk, STAFF, TUESDAY)
    (recalled,) = desk.ticked(TUESDAY, CopyRecalled)
    assert not fact(
        CopyRecalled, person=STAFF, department="finance-economy", stage="read", due=WEDNESDAY, gone=True
    ).differs_from(recalled)
    assert desk.ticked(WEDNESDAY, CopyRecalled) == [], "once"
    (reader,) = desk.ask(ListHolders(), by=CLERK).items
    assert (reader.person, reader.status, reader.gone, reader.due) == (STAFF, "recalled", True, WEDNESDAY)
    assert desk.ask(ListHolders(department="finance-economy"), by=HEAD).items[0].gone, "their head sees it too"
    assert desk.owed(KIND) == [(STAFF, "finance-economy", WEDNESDAY, "open")]
    given(to=desk).when(received(WEDNESDAY, read=False).operation, by=CLERK, at=clock(WEDNESDAY)).then(
        fact(DocumentReturnedUnread, person=STAFF, queued=False, reason=GONE),
        CopyReceived,
        fact(DocumentHanded, person=OTHER_STAFF, came_from=""),
    )
    assert desk.owed(KIND)[0][3] == "fulfilled"
    proven(desk.app)


def test_the_department_is_charged_once_where_the_office_does_not_fetch_it_in_time(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    leaves(desk, STAFF, WEDNESDAY)
    desk.ticked(WEDNESDAY)
    (late,) = desk.ticked(THURSDAY, CirculationOverdue)
    assert not fact(CirculationOverdue, person=STAFF, department="finance-economy", due=WEDNESDAY).differs_from(late)
    assert desk.ticked(FRIDAY, CirculationOverdue) == []
    done(desk, received(NEXT_MONDAY))
    assert desk.owed(KIND)[0] == (STAFF, "finance-economy", WEDNESDAY, "late")
    proven(desk.app)


def test_a_breach_before_they_left_is_not_charged_again(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    assert len(desk.ticked(THURSDAY, CirculationOverdue)) == 1
    leaves(desk, STAFF, FRIDAY)
    (recalled,) = desk.ticked(FRIDAY, CopyRecalled, CirculationOverdue)
    assert not fact(CopyRecalled, due=WEDNESDAY, was_overdue=True).differs_from(recalled)
    assert desk.ticked(NEXT_MONDAY, CirculationOverdue) == []
    assert desk.owed(KIND) == [(STAFF, "finance-economy", WEDNESDAY, "missed")]
    proven(desk.app)


def test_a_clock_that_stood_still_records_the_breach_before_it_calls_back(desk: Desk) -> None:
    circulating(desk, STAFF)
    leaves(desk, STAFF, TUESDAY)
    recorded = desk.ticked(FRIDAY, CirculationOverdue, CopyRecalled)
    assert [type(event) for event in recorded] == [CirculationOverdue, CopyRecalled]
    assert desk.owed(KIND) == [(STAFF, "finance-economy", WEDNESDAY, "missed")]


@pytest.mark.parametrize("granted", [True, False])
def test_leave_to_keep_it_ends_with_them(desk: Desk, *, granted: bool) -> None:
    """Granted or only asked for until 20 June: owed by the next working day, a Monday after a Friday."""
    circulating(desk, STAFF)
    done(desk, by(STAFF, TUESDAY, ask()))
    if granted:
        done(desk, by(DIRECTOR, WEDNESDAY, GrantRetention(document=DOC, person=STAFF)))
    leaves(desk, STAFF, FRIDAY)
    (recalled,) = desk.ticked(FRIDAY, CopyRecalled)
    assert not fact(CopyRecalled, due=NEXT_MONDAY, stage="return" if granted else "read").differs_from(recalled)
    assert [row[2:] for row in desk.owed(KIND) if row[3] == "open"] == [(NEXT_MONDAY, "open")]
    refuse = RefuseRetention(document=DOC, person=STAFF, reason="x")
    given(to=desk).when(refuse, by=CLERK, at=clock(FRIDAY)).then_refused(NoRetentionAsked)
    assert desk.ticked(NEXT_MONDAY, CirculationOverdue) == []
    (late,) = desk.ticked(day(6, 17), CirculationOverdue)
    assert not fact(CirculationOverdue, due=NEXT_MONDAY, department="finance-economy").differs_from(late)
    proven(desk.app)


def test_nobody_reminds_who_has_left(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF, copies=2, urgency=Urgency.EXPRESS)
    leaves(desk, STAFF, TUESDAY)
    urged = desk.ticked(TUESDAY, ReaderUrged, hour=10) + desk.ticked(WEDNESDAY, ReaderUrged, hour=10)
    assert {event.person for event in urged if isinstance(event, ReaderUrged)} == {OTHER_STAFF}


def test_withdrawn_afterwards_it_is_owed_by_the_day_of_the_withdrawal(desk: Desk) -> None:
    circulating(desk, STAFF)
    leaves(desk, STAFF, TUESDAY)
    desk.ticked(TUESDAY)
    done(desk, by(CLERK, WEDNESDAY, WithdrawCirculation(document=DOC, reason="来文单位撤回")))
    assert [row[2:] for row in desk.owed(KIND)] == [(WEDNESDAY, "cancelled"), (THURSDAY, "open")]
    assert desk.ticked(THURSDAY, CopyRecalled) == []
    back = ReceiveCopy(document=DOC, copy_number=1, read=False)
    given(to=desk).when(back, by=CLERK, at=clock(THURSDAY)).then(
        DocumentReturnedUnread, CopyReceived, fact(CirculationCompleted, withdrawn=True)
    )
    proven(desk.app)


def test_that_they_left_is_seen_and_their_reasons_stay(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    leaves(desk, OTHER_STAFF, TUESDAY)
    desk.ticked(TUESDAY)
    rows = read_back(desk.ask(ExportCirculations(start=MONDAY, end=FRIDAY), by=AUDITOR).content)
    assert [row[12] or "" for row in rows[1:]] == [GONE, "", "是"]
    for event in desk.recorded():
        assert GONE not in public_bytes(event.TOPIC, encode(event)).decode()
