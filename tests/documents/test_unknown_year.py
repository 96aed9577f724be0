"""The turn of a year whose calendar nobody has imported: what needs it waits and says so, nothing else does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import uuid4

from services.directory.events import CalendarAnnounced
from services.documents.circulation.events import CirculationOverdue, ReaderUrged, TermSet
from services.documents.circulation.operations import WithdrawCirculation
from services.documents.materials.operations import DemandMaterial
from services.documents.meetings.events import MeetingCalled, MinutesDueSet
from services.documents.meetings.operations import CancelMeeting, GetMeeting, HoldMeeting, MoveMeeting
from services.documents.minutes.events import MinutesFiled, MinutesMissed
from services.documents.minutes.operations import FileMinutes, ListMinutes
from services.documents.operations import log
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import encode
from services.kernel.log.transaction import Reading
from services.kernel.procedure.clock_faults import clock_faults
from services.kernel.rules.calendar import OPEN_DUE
from tests.documents.desk import CLERK, DIRECTOR, STAFF, Desk, clock, day
from tests.documents.papers import DOC, circulating
from tests.documents.sessions import MEETING, call
from tests.given import fact, given, proven

CHRISTMAS, MEETING_DAY = day(12, 25, 2026), day(12, 28, 2026)
NEW_YEAR, FIRST_WORKDAY = day(1, 1, 2027), day(1, 4, 2027)
KIND = "documents.minutes"


def import_the_year(desk: Desk) -> None:
    """As the directory tells it: its fact comes with the inbox, and nothing is restarted."""
    stream = uuid4()
    fact_ = CalendarAnnounced(
        originator_id=stream,
        originator_version=1,
        timestamp=datetime(2027, 1, 5, tzinfo=UTC),
        day=NEW_YEAR,
        actor="p020",
        year=2027,
        source="国务院办公厅关于2027年部分节假日安排的通知",
        holidays=(("元旦", "New Year's Day", (NEW_YEAR,), ()),),
    )
    last = desk.told[-1].position
    message = Message("directory", last + 1, last, CalendarAnnounced.TOPIC, stream.hex, encode(fact_))
    desk.told.append(message)
    desk.inbox.catch_up()


def faults(desk: Desk) -> list[str]:
    with desk.app.store.reading() as connection:
        return [row.task for row in Reading(desk.app.store, connection).read(clock_faults.select())]


def due_of(desk: Desk) -> date | None:
    return desk.on(CHRISTMAS, CLERK, GetMeeting(meeting=MEETING)).minutes_due


def test_a_meeting_is_called_and_its_minutes_are_due_once_the_year_is_known(desk: Desk) -> None:
    given(to=desk).when(call(on=MEETING_DAY), by=CLERK, at=clock(CHRISTMAS)).then(
        fact(MeetingCalled, on=MEETING_DAY, minutes_due=None)
    )
    assert due_of(desk) is None
    assert [line.due for line in desk.on(CHRISTMAS, CLERK, ListMinutes()).items] == [None]
    (owed,) = (one for one in desk.on(CHRISTMAS, CLERK, log.list_obligations()).items if one.kind == KIND)
    assert (owed.due, owed.status) == (None, "open"), "whoever owes it sees that the day is open"
    assert desk.ticked(day(12, 31, 2026), MinutesDueSet, MinutesMissed) == []
    assert desk.ticked(day(1, 20, 2027), MinutesDueSet, MinutesMissed) == [], "a day that is not known does not pass"
    proven(desk.app)
    import_the_year(desk)
    known, missed = desk.ticked(day(1, 20, 2027), MinutesDueSet, MinutesMissed)
    assert isinstance(known, MinutesDueSet)
    assert isinstance(missed, MinutesMissed)
    assert known.minutes_due == missed.due == due_of(desk) == day(1, 5, 2027), "five working days after the meeting"
    assert desk.ticked(day(1, 21, 2027), MinutesDueSet, MinutesMissed) == []
    proven(desk.app)


def test_minutes_filed_while_their_day_is_open_are_in_time(desk: Desk) -> None:
    desk.on(CHRISTMAS, CLERK, call("other", on=MEETING_DAY, invited=(DIRECTOR, STAFF), convenor=DIRECTOR))
    seats = desk.on(CHRISTMAS, CLERK, GetMeeting(meeting=MEETING)).seats
    present = [seat.person for seat in seats]
    desk.on(MEETING_DAY, CLERK, HoldMeeting(meeting=MEETING, present=present, presided_by=DIRECTOR), 17)
    file = FileMinutes(meeting=MEETING, text="会议记录全文")
    given(to=desk).when(file, by=CLERK, at=clock(day(12, 29, 2026))).then(
        fact(MinutesFiled, due=None, minutes_missed=False)
    )
    import_the_year(desk)
    assert desk.ticked(day(1, 20, 2027), MinutesMissed) == []
    assert [status for *_, status in desk.owed(KIND)] == ["fulfilled"]
    proven(desk.app)


def moving(on: date) -> MoveMeeting:
    return MoveMeeting(meeting=MEETING, on=on, start=time(15), place="三楼", reason="改期")


def test_a_meeting_may_be_moved_into_the_unknown_and_out_of_it_and_cancelled(desk: Desk) -> None:
    desk.on(day(12, 1, 2026), CLERK, call(on=day(12, 10, 2026)))
    assert due_of(desk) == day(12, 17, 2026)
    desk.on(
        day(12, 2, 2026),
        CLERK,
        MoveMeeting(meeting=MEETING, on=MEETING_DAY, start="15:00", place="三楼", reason="改期"),
    )
    assert due_of(desk) is None
    assert [due for *_, due, _ in desk.owed(KIND)] == [OPEN_DUE]
    desk.on(
        day(12, 3, 2026),
        CLERK,
        MoveMeeting(meeting=MEETING, on=day(12, 10, 2026), start="15:00", place="三楼", reason="改回"),
    )
    assert due_of(desk) == day(12, 17, 2026)
    desk.on(day(12, 4, 2026), CLERK, CancelMeeting(meeting=MEETING, reason="不开了"))
    assert [status for *_, status in desk.owed(KIND)] == ["cancelled"]
    proven(desk.app)


def test_one_reader_with_a_paper_stops_nothing(desk: Desk) -> None:
    """From 30 December on the next reminder lies in January: the clock of all documents stood still for it."""
    monday = day(12, 28, 2026)
    circulating(desk, on=monday)
    assert desk.ticked(day(12, 30, 2026), ReaderUrged, hour=9)
    assert desk.ticked(day(12, 31, 2026), CirculationOverdue, hour=9), "the term was known, and it has passed"
    for on in (NEW_YEAR, FIRST_WORKDAY):
        assert desk.ticked(on, ReaderUrged, hour=10) == [], "nobody can say whether that is a working day"
    assert faults(desk) == []
    import_the_year(desk)
    assert desk.ticked(NEW_YEAR.replace(day=5), ReaderUrged, hour=10), "and goes on when it can be said"
    proven(desk.app)


def test_a_material_is_asked_for_by_a_day_of_the_unknown_year(desk: Desk) -> None:
    desk.on(CHRISTMAS, CLERK, call(on=day(1, 12, 2027)))
    desk.on(
        CHRISTMAS, CLERK, DemandMaterial(meeting=MEETING, title="汇报材料", department="budget", due=day(1, 11, 2027))
    )
    import_the_year(desk)
    proven(desk.app)


def test_a_paper_handed_out_on_the_last_day_has_its_term_once_the_year_is_known(desk: Desk) -> None:
    eve = day(12, 31, 2026)
    handed = circulating(desk, on=eve)
    assert [reader.due for reader in handed.readers if reader.status == "reading"] == [None]
    person = next(reader.person for reader in handed.readers if reader.status == "reading")
    (owed,) = desk.on(eve, person, log.list_obligations()).items
    assert (owed.due, owed.status) == (None, "open")
    for on in (eve, FIRST_WORKDAY, day(1, 15, 2027)):
        assert desk.ticked(on, TermSet, CirculationOverdue) == []
    assert faults(desk) == []
    import_the_year(desk)
    known, overdue = desk.ticked(day(1, 15, 2027), TermSet, CirculationOverdue)
    assert isinstance(known, TermSet)
    assert known.due == day(1, 5, 2027), "two working days after it was handed over"
    assert isinstance(overdue, CirculationOverdue)
    assert overdue.due == known.due
    proven(desk.app)


def test_a_paper_handed_out_and_withdrawn_on_the_last_day_is_called_back(desk: Desk) -> None:
    eve = day(12, 31, 2026)
    circulating(desk, on=eve)
    desk.on(eve, CLERK, WithdrawCirculation(document=DOC, reason="收回"), 15)
    assert desk.ticked(day(1, 15, 2027), TermSet, CirculationOverdue) == []
    import_the_year(desk)
    assert [type(event) for event in desk.ticked(day(1, 15, 2027), TermSet, CirculationOverdue)] == [
        TermSet,
        CirculationOverdue,
    ]
    proven(desk.app)
