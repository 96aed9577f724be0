"""传阅, by the clock: two days to read, longer by leave, called back, urged and charged (A18, B11.2)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from services.documents.circulation.events import (
    CirculationCompleted,
    CirculationOverdue,
    CirculationWithdrawn,
    CopyRecalled,
    CopyReceived,
    DocumentHanded,
    DocumentRead,
    DocumentReturnedUnread,
    ReaderUrged,
    RetentionAsked,
    RetentionGranted,
    RetentionRefused,
)
from services.documents.circulation.operations import (
    AddReaders,
    AskRetention,
    GetReader,
    GrantRetention,
    ReceiveCopy,
    RefuseRetention,
    WithdrawCirculation,
)
from services.documents.circulation.refusals import (
    AlreadyAsked,
    CirculationNotOpen,
    NoRetentionAsked,
    OwnRetention,
    RetentionTooLong,
)
from services.documents.incoming.document import Urgency
from services.kernel.log.store import Store
from services.kernel.refusals import Forbidden
from services.kernel.rules.halfdays import AFTERNOON, MORNING, Slot, after, later
from tests.attendance.desk import calendar
from tests.documents.desk import (
    CLERK,
    DIRECTOR,
    OTHER_STAFF,
    SECRETARY,
    STAFF,
    Desk,
    by,
    clock,
    day,
)
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
from tests.documents.rounds import KIND, THIRD_READER, ask, passed, received, seen
from tests.given import fact, given, proven

# -- two days (B11.2) -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed", "due"),
    [
        (MONDAY, WEDNESDAY),
        (FRIDAY, day(6, 17)),  # a weekend is no time to read
        (day(5, 30), day(6, 4)),  # the Dragon Boat holiday lasts from Saturday to Monday
        (day(1, 24), day(1, 27)),  # Sunday 26 January 2025 is worked for the Spring Festival
        (day(1, 27), day(2, 6)),  # and the festival itself lasts to 4 February
        (day(12, 31), day(1, 5, 2026)),  # over New Year: 1 to 3 January off, the 4th worked
    ],
)
def test_two_working_days_to_read_it(desk: Desk, handed: date, due: date) -> None:
    view = circulating(desk, STAFF, on=handed)
    assert view.readers[0].due == due
    assert desk.owed(KIND) == [(STAFF, "finance-economy", due, "open")]
    assert desk.ticked(due, CirculationOverdue, hour=23) == []
    (late,) = desk.ticked(due + timedelta(days=1), CirculationOverdue)
    assert not fact(CirculationOverdue, person=STAFF, department="finance-economy", due=due).differs_from(late)


def test_kept_too_long_is_recorded_once_for_each_hold(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    (late,) = desk.ticked(THURSDAY, CirculationOverdue)
    assert not fact(CirculationOverdue, person=STAFF, number="2025-0001", cites=("B11.2",)).differs_from(late)
    assert desk.ticked(FRIDAY, CirculationOverdue) == []
    done(desk, passed(STAFF, FRIDAY))
    assert desk.owed(KIND) == [
        (STAFF, "finance-economy", WEDNESDAY, "late"),
        (OTHER_STAFF, "budget", day(6, 17), "open"),
    ]
    (late,) = desk.ticked(day(6, 18), CirculationOverdue)
    assert late.department == "budget"
    proven(desk.app)


def test_passed_on_in_time_is_no_breach(desk: Desk) -> None:
    circulating(desk, STAFF)
    done(desk, passed(STAFF, WEDNESDAY))
    assert desk.ticked(NEXT_MONDAY, CirculationOverdue) == []
    assert [row[3] for row in desk.owed(KIND)] == ["fulfilled"]


def test_a_late_reader_is_charged_also_when_the_clock_has_not_looked(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    given(to=desk).when(passed(STAFF, THURSDAY).operation, by=STAFF, at=clock(THURSDAY, 0)).then(
        fact(CirculationOverdue, person=STAFF, department="finance-economy", due=WEDNESDAY),
        DocumentRead,
        fact(DocumentHanded, person=OTHER_STAFF),
    )
    assert desk.ticked(THURSDAY, CirculationOverdue) == []
    take = ReceiveCopy(document=DOC, copy_number=1, read=False)
    given(to=desk).when(take, by=CLERK, at=clock(day(6, 18))).then(
        fact(CirculationOverdue, person=OTHER_STAFF, department="budget"), DocumentReturnedUnread, CopyReceived
    )
    assert [row[3] for row in desk.owed(KIND)] == ["late", "late"]
    proven(desk.app)


def test_a_breach_is_charged_to_the_department_of_the_last_day_in_time(tmp_path: Path) -> None:
    """p043 moves from the deputies' commission to research on 10 August 2026, a Monday."""
    with_future = Desk(Store(f"sqlite:///{tmp_path}/moved.db"))
    circulating(with_future, "p043", on=day(8, 5, 2026))
    (late,) = with_future.ticked(day(8, 10, 2026), CirculationOverdue)
    was = late.department
    assert was == with_future.ask(GetReader(document=DOC, person="p043"), by=CLERK).department
    assert was != "research"
    with_future.app.close()


# -- keeping it (B11.2) -----------------------------------------------------------------------------------------------


def test_keeping_it_needs_the_office_and_ends_on_its_day(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    given(to=desk).when(ask(), by=STAFF, at=clock(TUESDAY)).then(fact(RetentionAsked, until=day(6, 20)))
    given(to=desk).when(ask(), by=STAFF).then_refused(AlreadyAsked, cites=("B11.2",))
    assert desk.ticked(THURSDAY, CirculationOverdue) == [], "waiting for the office's answer is not the reader's delay"
    grant = GrantRetention(document=DOC, person=STAFF)
    given(to=desk).when(grant, by=STAFF).then_refused(Forbidden)
    given(to=desk).when(grant, by=DIRECTOR, at=clock(THURSDAY)).then(fact(RetentionGranted, due=day(6, 20)))
    assert statuses(seen(desk))[STAFF] == "retained"
    assert desk.ticked(day(6, 20), CirculationOverdue) == []
    (late,) = desk.ticked(day(6, 21), CirculationOverdue)
    assert not fact(CirculationOverdue, person=STAFF, stage="return", due=day(6, 20)).differs_from(late)
    done(desk, passed(STAFF, day(6, 23)))
    assert [(row[2], row[3]) for row in desk.owed(KIND) if row[0] == STAFF] == [
        (WEDNESDAY, "fulfilled"),
        (day(6, 20), "late"),
    ]
    proven(desk.app)


def test_what_the_office_does_not_grant_is_owed_at_once(desk: Desk) -> None:
    circulating(desk, STAFF)
    refuse = RefuseRetention(document=DOC, person=STAFF, reason="他人待阅")
    given(to=desk).when(refuse, by=CLERK).then_refused(NoRetentionAsked)
    done(desk, by(STAFF, WEDNESDAY, ask()))
    given(to=desk).when(refuse, by=CLERK, at=clock(FRIDAY)).then(fact(RetentionRefused, due=FRIDAY))
    assert len(desk.ticked(day(6, 14), CirculationOverdue)) == 1


def test_a_breach_before_the_request_is_not_charged_again_when_it_is_refused(desk: Desk) -> None:
    circulating(desk, STAFF)
    assert len(desk.ticked(THURSDAY, CirculationOverdue)) == 1
    done(
        desk, by(STAFF, THURSDAY, ask()), by(CLERK, FRIDAY, RefuseRetention(document=DOC, person=STAFF, reason="急用"))
    )
    assert desk.ticked(NEXT_MONDAY, CirculationOverdue) == []


def test_nobody_decides_on_their_own_request_nor_keeps_it_for_ever(desk: Desk) -> None:
    circulating(desk, CLERK)
    own = AskRetention(document=DOC, person=CLERK, until=day(6, 20), reason="备用")
    long = own.model_copy(update={"until": day(12, 31)})
    given(to=desk).when(long, by=CLERK, at=clock(TUESDAY)).then_refused(RetentionTooLong, longest="2025-07-10")
    done(desk, by(CLERK, TUESDAY, own))
    grant = GrantRetention(document=DOC, person=CLERK)
    given(to=desk).when(grant, by=CLERK).then_refused(OwnRetention, cites=("B11.2",))
    given(to=desk).when(grant, by=DIRECTOR).then(RetentionGranted)


# -- calling it back --------------------------------------------------------------------------------------------------


def test_a_document_is_withdrawn_while_it_circulates(desk: Desk) -> None:
    circulating(desk, *READERS, copies=2)
    done(desk, passed(STAFF, MONDAY))  # THIRD_READER has that copy now
    done(desk, by(CLERK, MONDAY, AddReaders(document=DOC, readers=("p023",))))
    withdraw = WithdrawCirculation(document=DOC, reason="来文单位撤回")
    given(to=desk).when(withdraw, by=STAFF).then_refused(Forbidden)
    given(to=desk).when(withdraw, by=SECRETARY, at=clock(TUESDAY)).then(
        CirculationWithdrawn,
        fact(CopyRecalled, person=OTHER_STAFF, stage="read", due=WEDNESDAY),
        fact(CopyRecalled, person=THIRD_READER, stage="read", due=WEDNESDAY),
    )
    assert statuses(seen(desk)) == {
        STAFF: "read",
        OTHER_STAFF: "recalled",
        THIRD_READER: "recalled",
        "p023": "removed",
    }
    given(to=desk).when(AddReaders(document=DOC, readers=("p028",)), by=CLERK).then_refused(CirculationNotOpen)
    done(desk, passed(OTHER_STAFF, TUESDAY, 14), received(TUESDAY, 2, 15))
    (late,) = desk.ticked(THURSDAY, CirculationOverdue)
    assert (late.person, late.stage) == (THIRD_READER, "return")
    given(to=desk).when(received(FRIDAY, 1, read=False).operation, by=CLERK, at=clock(FRIDAY)).then(
        fact(DocumentReturnedUnread, queued=False), CopyReceived, fact(CirculationCompleted, withdrawn=True)
    )
    assert statuses(seen(desk))[THIRD_READER] == "unread"
    assert {row[3] for row in desk.owed(KIND) if row[0] == OTHER_STAFF} == {"cancelled", "fulfilled"}
    proven(desk.app)


# -- reminders (A18) --------------------------------------------------------------------------------------------------


def urged(desk: Desk, on: date, hour: int) -> list[tuple[str, int]]:
    return [(event.person, event.nth) for event in desk.ticked(on, ReaderUrged, hour=hour)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("urgency", "first", "second"),
    [
        (Urgency.ORDINARY, (WEDNESDAY, 9), (FRIDAY, 9)),
        (Urgency.URGENT, (TUESDAY, 9), (WEDNESDAY, 9)),
        (Urgency.EXPRESS, (MONDAY, 14), (TUESDAY, 9)),
    ],
)
def test_reminders_follow_the_urgency(
    desk: Desk, urgency: Urgency, first: tuple[date, int], second: tuple[date, int]
) -> None:
    circulating(desk, STAFF, urgency=urgency)
    before = (first[0], first[1] - 1)
    if first[0] != MONDAY:
        assert urged(desk, MONDAY, 18) == []
    assert urged(desk, *before) == []
    assert urged(desk, *first) == [(STAFF, 1)]
    assert urged(desk, first[0], first[1] + 1) == [], "once each"
    assert urged(desk, *second) == [(STAFF, 2)]
    reader = seen(desk).readers[0]
    assert (reader.urged, reader.urged_on) == (2, second[0])


def test_a_clock_that_stood_still_sends_one_reminder_and_none_on_days_off(desk: Desk) -> None:
    circulating(desk, STAFF, urgency=Urgency.EXPRESS)
    assert urged(desk, day(6, 14), 10) == []  # Saturday
    assert urged(desk, NEXT_MONDAY, 9) == [(STAFF, 1)]
    assert urged(desk, NEXT_MONDAY, 14) == [(STAFF, 2)]


def test_who_has_passed_it_on_is_not_reminded(desk: Desk) -> None:
    circulating(desk, STAFF, urgency=Urgency.EXPRESS)
    done(desk, passed(STAFF, MONDAY, 11))
    assert urged(desk, TUESDAY, 15) == []


def test_half_days_are_counted_over_weekends_and_made_up_days() -> None:
    friday = Slot(FRIDAY, AFTERNOON)
    assert later(friday, 1, calendar()) == Slot(NEXT_MONDAY, MORNING)
    assert later(Slot(day(1, 24), MORNING), 2, calendar()) == Slot(day(1, 26), MORNING)  # a Sunday that is worked
    assert after(friday, Slot(NEXT_MONDAY, AFTERNOON), 1, calendar()) == Slot(day(6, 17), MORNING)
