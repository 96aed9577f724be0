"""会议记录 minutes: owed by the office in five working days, missing once, late afterwards (A17)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.documents.meetings.events import MeetingHeld
from services.documents.meetings.operations import GetMeeting, NameRecorder
from services.documents.meetings.refusals import MeetingNotOpen, MeetingWithheld
from services.documents.minutes.events import MinutesCorrected, MinutesFiled, MinutesMissed
from services.documents.minutes.facts import facts_of
from services.documents.minutes.minutes import MinutesFiledAlready, MinutesNotFiled
from services.documents.minutes.operations import CorrectMinutes, ExportMinutes, FileMinutes, GetMinutes, ListMinutes
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Forbidden, NotFound
from services.kernel.rules.facts import SCALE
from tests.documents.attached import ListAttachments, UploadFile
from tests.documents.desk import AUDITOR, CHAIR, CLERK, DIRECTOR, HEAD, STAFF, Desk, by, clock, day, read_back
from tests.documents.sessions import (
    CHAIRPERSONS,
    FRIDAY,
    MEETING,
    MONDAY,
    PARTY_GROUP,
    RECORDER,
    TUESDAY,
    a_meeting,
    agreed,
    called,
    held,
    proposed,
)
from tests.given import fact, given, proven

KIND = "documents.minutes"
TEXT = "会议听取了预算执行情况汇报。"
FILE = FileMinutes(meeting=MEETING, text=TEXT)
READ = GetMinutes(meeting=MEETING)
DUE = day(6, 16)
"""Five working days after Monday, 9 June 2025."""


def later(desk: Desk, on: date, hour: int = 23) -> list[MinutesMissed]:
    return [event for event in desk.ticked(on, MinutesMissed, hour=hour) if isinstance(event, MinutesMissed)]


# -- in time, missing, late -------------------------------------------------------------------------------------------


def test_they_are_owed_by_the_office_and_its_recorder(desk: Desk) -> None:
    given(*a_meeting(), to=desk)
    assert desk.owed(KIND) == [(RECORDER, "office", DUE, "open")]


def test_filed_on_the_last_day_they_are_in_time(desk: Desk) -> None:
    given(*a_meeting(), to=desk)
    assert later(desk, DUE) == []
    given(to=desk).when(FILE, by=RECORDER, at=clock(DUE, 23)).then(
        fact(MinutesFiled, due=DUE, minutes_missed=False, department="office", cites=("A17",))
    ).then_answer(late=False, filed_on=DUE)
    assert later(desk, day(6, 17)) == []
    assert desk.owed(KIND)[0][3] == "fulfilled"
    proven(desk.app)


def test_the_register_says_what_is_still_to_come(desk: Desk) -> None:
    given(*a_meeting(), to=desk)
    (owed,) = desk.on(FRIDAY, CLERK, ListMinutes(status="owed")).items
    assert (owed.meeting, owed.recorder, owed.due, owed.filed_on) == (MEETING, RECORDER, DUE, None)
    given(by(RECORDER, FRIDAY, FILE), to=desk)
    assert desk.on(FRIDAY, CLERK, ListMinutes(status="owed")).items == []
    _, heading, row = read_back(desk.on(FRIDAY, AUDITOR, ExportMinutes(start=MONDAY, end=DUE)).content)
    shown = dict(zip(heading, row, strict=True))
    assert (shown["期限"].date(), shown["提交日"].date(), shown["状态"]) == (DUE, FRIDAY, "已提交")


def test_a_day_later_they_are_missing_once_and_late_when_they_come(desk: Desk) -> None:
    given(*a_meeting(), to=desk)
    (missed,) = later(desk, day(6, 17), hour=1)
    assert (missed.due, missed.department, missed.cites) == (DUE, "office", ("A17",))
    assert later(desk, day(6, 18)) == []
    outcome = given(to=desk).when(FILE, by=RECORDER, at=clock(day(6, 18)))
    outcome.then(fact(MinutesFiled, minutes_missed=True)).then_answer(late=True)
    assert desk.owed(KIND)[0][3] == "late"
    assert [(f.kind, f.quantity, f.day, f.department) for f in facts_of(missed)] == [
        ("housekeeping.minutes-missing", SCALE, DUE, "office")
    ]
    assert [(f.kind, f.quantity, f.day) for f in facts_of(outcome.recorded[0])] == [
        ("housekeeping.minutes-missing", -SCALE, DUE),
        ("housekeeping.minutes-late", SCALE, DUE),
    ]
    proven(desk.app)


def test_whoever_files_late_is_charged_also_before_the_clock_has_looked(desk: Desk) -> None:
    given(*a_meeting(), to=desk).when(FILE, by=RECORDER, at=clock(day(6, 17), 1)).then(
        MinutesMissed, fact(MinutesFiled, minutes_missed=True)
    )
    assert later(desk, day(6, 18)) == []
    proven(desk.app)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (day(9, 14, 2026), day(9, 20, 2026)),  # a Sunday that is worked
        (day(9, 24, 2026), day(10, 9, 2026)),  # over mid-autumn and the national holiday
        (day(9, 28, 2026), day(10, 10, 2026)),  # a Saturday that is worked
        (day(12, 29, 2025), day(1, 6, 2026)),  # over the turn of the year
    ],
)
def test_the_days_are_working_days(desk: Desk, on: date, due: date) -> None:
    """A day off does not count, a make-up day does; the last moment of the due day is in time."""
    chair = CHAIR if on.year == 2025 else "p002"
    present = CHAIRPERSONS if on.year == 2025 else (*CHAIRPERSONS[1:], "p058")
    topic = (proposed(on, person=chair), agreed(at=on, person=chair))
    given(called(on=on, at=on), *topic, held(on, presided_by=chair, present=present), to=desk)
    assert desk.owed(KIND) == [(RECORDER, "office", due, "open")]
    assert later(desk, due) == []
    assert len(later(desk, date.fromordinal(due.toordinal() + 1), hour=0)) == 1


def test_a_meeting_that_nobody_enters_comes_to_light_all_the_same(desk: Desk) -> None:
    """Otherwise minutes would be owed only by an office that keeps its register."""
    given(called(), proposed(), agreed(), to=desk)
    assert len(later(desk, day(6, 17))) == 1
    given(held(day(6, 18)), to=desk).when(FILE, by=CLERK, at=clock(day(6, 18), 18)).then(
        fact(MinutesFiled, minutes_missed=True)
    )


def test_a_recorder_named_after_they_are_missing_is_not_charged_a_second_time(desk: Desk) -> None:
    given(*a_meeting(), to=desk)
    assert len(later(desk, day(6, 17))) == 1
    given(by(DIRECTOR, day(6, 18), NameRecorder(meeting=MEETING, recorder="p013")), to=desk)
    assert later(desk, day(6, 19)) == []
    assert desk.owed(KIND)[0][3] == "missed"
    given(by("p013", day(6, 20), FILE), to=desk)
    naming = NameRecorder(meeting=MEETING, recorder=RECORDER)
    given(to=desk).when(naming, by=DIRECTOR, at=clock(day(6, 20))).then_refused(MinutesFiledAlready)


# -- filing and correcting --------------------------------------------------------------------------------------------


def test_they_are_filed_once_after_it_was_held(desk: Desk) -> None:
    given(called(), proposed(), agreed(), to=desk)
    given(to=desk).when(FILE, by=RECORDER, at=clock(MONDAY)).then_refused(MeetingNotOpen)
    given(held(), to=desk)
    for person in (STAFF, HEAD, CHAIR, "p006"):
        given(to=desk).when(FILE, by=person, at=clock(TUESDAY)).then_refused(Forbidden)
    given(to=desk).when(READ, by=CLERK, at=clock(TUESDAY)).then_refused(MinutesNotFiled)
    given(to=desk).when(FILE, by=CLERK, at=clock(TUESDAY), key="once").then(MinutesFiled)
    given(to=desk).when(FILE, by=CLERK, at=clock(TUESDAY), key="once").then_nothing()
    given(to=desk).when(FILE, by=RECORDER, at=clock(TUESDAY)).then_refused(MinutesFiledAlready)


def test_the_meetings_page_offers_them_from_when_it_was_held_until_they_are_filed(desk: Desk) -> None:
    def offered(person: str) -> bool:
        return "documents.file-minutes" in desk.ask(GetMeeting(meeting=MEETING), by=person, at=clock(TUESDAY)).allowed

    given(called(), proposed(), agreed(), to=desk)
    assert not offered(RECORDER)
    given(held(), to=desk)
    assert [offered(person) for person in (RECORDER, CLERK, CHAIR)] == [True, True, False]
    given(by(CLERK, TUESDAY, FILE), to=desk)
    assert not offered(CLERK)


def test_a_correction_stands_beside_the_first_wording(desk: Desk) -> None:
    correct = CorrectMinutes(meeting=MEETING, text="会议听取并审议了汇报。", reason="漏记审议")
    given(*a_meeting(), to=desk).when(correct, by=RECORDER, at=clock(TUESDAY)).then_refused(NotFound)
    given(by(RECORDER, TUESDAY, FILE), to=desk).when(correct, by=RECORDER, at=clock(FRIDAY)).then(
        fact(MinutesCorrected, revision=1)
    )
    wordings = desk.on(FRIDAY, CLERK, READ, 18).wordings
    assert [(one.revision, one.text, one.reason) for one in wordings] == [
        (0, TEXT, ""),
        (1, "会议听取并审议了汇报。", "漏记审议"),
    ]
    given(to=desk).when(correct, by=STAFF, at=clock(FRIDAY)).then_refused(Forbidden)
    assert desk.on(FRIDAY, RECORDER, READ, 18).allowed == [CorrectMinutes.NAME], "filed once: it offered that again"
    proven(desk.app)


def test_files_go_with_them(desk: Desk) -> None:
    given(*a_meeting(), to=desk)
    scan = desk.on(TUESDAY, RECORDER, UploadFile(file_name="签到.pdf", content=b"%PDF-1.7 1"))
    view = desk.on(TUESDAY, RECORDER, FILE.model_copy(update={"attachments": (scan.digest,)}), 18)
    assert view.attachments == [scan.digest]
    listed = ListAttachments(kind="minutes", record=MEETING)
    assert [file.file_name for file in desk.on(FRIDAY, CLERK, listed).items] == ["签到.pdf"]
    given(to=desk).when(listed, by=STAFF, at=clock(FRIDAY)).then_refused(MeetingWithheld)


# -- who reads them ---------------------------------------------------------------------------------------------------


def test_the_kind_says_who_reads_them(desk: Desk) -> None:
    given(*a_meeting("party-group"), by(RECORDER, TUESDAY, FILE), to=desk)
    for person in (*PARTY_GROUP, RECORDER, CLERK, DIRECTOR):
        assert desk.on(FRIDAY, person, READ).wordings[0].text == TEXT
    for person in (STAFF, HEAD, AUDITOR):
        given(to=desk).when(READ, by=person, at=clock(FRIDAY)).then_refused(MeetingWithheld, cites=("B2.7",))


def test_a_secret_item_keeps_them_to_those_who_took_part(desk: Desk) -> None:
    """B2.7: also from the office, unless it recorded the meeting; absent members are members."""
    secret = proposed(secrecy=Secrecy.SECRET)
    came = held(present=PARTY_GROUP[:6])
    given(called("party-group"), secret, agreed(), came, to=desk)
    given(to=desk).when(FILE, by=CLERK, at=clock(TUESDAY)).then_refused(MeetingWithheld)
    given(by(RECORDER, TUESDAY, FILE), to=desk)
    for person in (*PARTY_GROUP, RECORDER):
        assert desk.on(FRIDAY, person, READ).wordings[0].text == TEXT
    for person in (CLERK, DIRECTOR, AUDITOR, HEAD):
        given(to=desk).when(READ, by=person, at=clock(FRIDAY)).then_refused(MeetingWithheld)


def test_what_they_say_stays_in_the_service(desk: Desk) -> None:
    given(*a_meeting(), by(RECORDER, TUESDAY, FILE), to=desk)
    (event,) = (event for event in desk.recorded() if isinstance(event, MinutesFiled))
    assert TEXT in encode(event).decode()
    assert TEXT not in public_bytes(event.TOPIC, encode(event)).decode()
    (opened,) = (event for event in desk.recorded() if isinstance(event, MeetingHeld))
    assert opened.originator_id == UUID(event.meeting)
