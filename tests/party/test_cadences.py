"""三会一课 cadences: what is owed each period, held, missed; the Party group's meetings (A2, B2.3, B3, B5.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.documents.meetings.events import MeetingHeld
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden
from services.kernel.rules.regulations import RegulationError, Section
from services.party.cadences import facts
from services.party.cadences.events import MeetingOwed, OwedMeetingHeld, OwedMeetingMissed
from services.party.cadences.kinds import check
from services.party.cadences.operations import ListOwedMeetings
from services.party.meetings.operations import CallPartyMeeting, HoldPartyMeeting
from services.party.periods import MONTHS, first_of, last_of, period_of
from tests.attendance.desk import rules
from tests.given import fact, given, proven
from tests.party.branch import FIRST_GROUP, MEMBERS, SECOND_GROUP, SECRETARY, entered
from tests.party.desk import CHAIR, CLERK, HEAD, ORGANISER, Desk, clock, day

pytestmark = pytest.mark.slow

COMMITTEE = ("p006", "p008", "p009", "p055", "p053")


def hold(desk: Desk, on: date, kind: str, present: tuple[str, ...], lecturer: str = "") -> None:
    said: dict[str, Any] = {"kind": kind, "title": "例会", "on": on, "start": time(9), "place": "会议室"}
    meeting = desk.on(on, SECRETARY, CallPartyMeeting(**said)).id
    came = HoldPartyMeeting(meeting=meeting, presided_by=SECRETARY, present=present, lecturer=lecturer)
    desk.on(on, ORGANISER, came)


def owed(desk: Desk, on: date, **which: Any) -> list[tuple[str, str, str, str]]:
    lines = desk.on(on, SECRETARY, ListOwedMeetings(limit=100, **which)).items
    return sorted((line.kind, line.group, line.period, line.status.value) for line in lines)


# -- what is owed -----------------------------------------------------------------------------------------------------


def test_each_period_owes_what_the_articles_say(desk: Desk) -> None:
    """B3: the committee monthly; A2: the general meeting quarterly, each group monthly; B5.6: a lecture by the chair in
    the year; B2.3: the Party group monthly. An open kind owes nothing."""
    given(*entered(), to=desk)
    assert len(desk.ticked(day(6, 9), MeetingOwed)) == 6
    assert owed(desk, day(6, 9)) == [
        ("committee", "", "2025-06", "owed"),
        ("general", "", "2025-Q2", "owed"),
        ("group", FIRST_GROUP, "2025-06", "owed"),
        ("group", SECOND_GROUP, "2025-06", "owed"),
        ("lecture", "", "2025", "owed"),
        ("party-group", "", "2025-06", "owed"),
    ]
    bound = {(person, due) for person, _, due, _ in desk.owed("party.meeting")}
    assert bound == {("p006", day(6, 30)), ("p009", day(6, 30)), ("p001", day(6, 30)), ("p001", day(12, 31))}
    assert desk.ticked(day(6, 10)) == []
    proven(desk.app)


def test_what_is_owed_is_called_in_the_words_of_both_languages(desk: Desk) -> None:
    desk.ticked(day(6, 9))
    lines = desk.on(day(6, 9), CHAIR, desk.LOG.list_desk()).items
    said = {(one.title, one.title_en) for one in lines if one.record == "party.get-owed-meeting"}
    assert ("党组会议 2025-06", "Party group 2025-06") in said
    foreseen = desk.on(day(6, 9), CHAIR, desk.LOG.list_foreseen()).items
    about = {(one.about, one.about_en) for one in foreseen if one.kind == "party.meeting"}
    assert ("党组会议 2025-06", "Party group 2025-06") in about


def test_over_three_years_every_period_is_owed_once(desk: Desk) -> None:
    """Against periods counted by hand, from a clock that runs by fits and starts: 2025–2027, each of them once."""
    desk.ticked(day(1, 15), MeetingOwed)
    for on in (day(1, 31), day(2, 1), day(9, 3), day(2, 28, 2026), day(3, 1, 2026), day(12, 31, 2027)):
        desk.ticked(on)
    months = [f"{year}-{month:02d}" for year in (2025, 2026, 2027) for month in range(1, 13)]
    quarters = [f"{year}-Q{quarter}" for year in (2025, 2026, 2027) for quarter in (1, 2, 3, 4)]
    opened = [(one.kind, one.period) for one in desk.recorded() if isinstance(one, MeetingOwed)]
    assert sorted(opened) == sorted(
        [("committee", month) for month in months]
        + [("party-group", month) for month in months]
        + [("general", quarter) for quarter in quarters]
        + [("lecture", year) for year in ("2025", "2026", "2027")]
    )
    missed = [one for one in desk.recorded() if isinstance(one, OwedMeetingMissed)]
    assert {one.due for one in missed} == {
        one.due for one in desk.recorded() if isinstance(one, MeetingOwed) and one.due < day(12, 31, 2027)
    }
    proven(desk.app)


def test_a_meeting_entered_by_hand_hides_no_month_before_it(desk: Desk) -> None:
    """The clock stands still from June to September; a meeting of September is entered before it goes on."""
    given(*entered(), to=desk)
    desk.ticked(day(6, 9))
    hold(desk, day(9, 5), "committee", COMMITTEE)
    desk.ticked(day(9, 5))
    lines = [(period, status) for kind, _, period, status in owed(desk, day(9, 5)) if kind == "committee"]
    assert lines == [("2025-06", "missed"), ("2025-07", "missed"), ("2025-08", "missed"), ("2025-09", "held")]
    assert desk.ticked(day(9, 6)) == []
    proven(desk.app)


@pytest.mark.parametrize("cadence", MONTHS)
def test_periods_tile_the_calendar(cadence: str) -> None:
    on, names = day(1, 1, 2024), set[str]()
    while on < day(1, 1, 2028):
        last = last_of(cadence, on)
        assert first_of(cadence, last) == on
        assert {period_of(cadence, one) for one in (on, last)} == {period_of(cadence, on)}
        names.add(period_of(cadence, on))
        on = last + timedelta(days=1)
    assert len(names) == 4 * {"month": 12, "quarter": 4, "half-year": 2, "year": 1}[cadence]


# -- held, missed, late -----------------------------------------------------------------------------------------------


def test_the_meeting_held_does_what_was_owed(desk: Desk) -> None:
    desk.ticked(day(6, 9))
    given(*entered(), to=desk)
    hold(desk, day(6, 12), "committee", COMMITTEE)
    hold(desk, day(6, 13), "committee", COMMITTEE)
    held = [one for one in desk.recorded() if isinstance(one, OwedMeetingHeld)]
    assert [(one.kind, one.on, one.was_missed) for one in held] == [("committee", day(6, 12), False)]
    assert desk.ticked(day(7, 1), OwedMeetingMissed)
    assert ("committee", "", "2025-06", "held") in owed(desk, day(7, 1))
    proven(desk.app)


def test_a_missed_one_is_kept_of_who_answers_for_it(desk: Desk) -> None:
    desk.ticked(day(6, 9))
    missed = {one.kind: one for one in desk.ticked(day(7, 1), OwedMeetingMissed)}
    assert set(missed) == {"committee", "party-group", "general"}
    (one,) = facts.facts_of(missed["committee"])
    assert (one.person, one.kind, one.quantity, one.day, one.cites) == (
        "p006",
        facts.NOT_HELD,
        1000,
        day(6, 30),
        ("B3",),
    )
    assert desk.ticked(day(7, 2), OwedMeetingMissed) == []


def test_what_was_held_in_time_and_entered_late_is_taken_back(desk: Desk) -> None:
    desk.ticked(day(6, 9))
    given(*entered(), to=desk)
    said: dict[str, Any] = {"kind": "committee", "title": "例会", "on": day(6, 30), "start": time(9), "place": "会议室"}
    meeting = desk.on(day(6, 27), SECRETARY, CallPartyMeeting(**said)).id
    assert desk.ticked(day(7, 1), OwedMeetingMissed)
    came = HoldPartyMeeting(meeting=meeting, presided_by=SECRETARY, present=COMMITTEE)
    desk.on(day(7, 2), ORGANISER, came)
    (held,) = [one for one in desk.recorded() if isinstance(one, OwedMeetingHeld)]
    assert held.was_missed
    assert held.period == "2025-06"
    assert [(one.person, one.quantity) for one in facts.facts_of(held)] == [("p006", -1000)]
    assert ("committee", "", "2025-06", "late") in owed(desk, day(7, 2))
    proven(desk.app)


def test_the_year_owes_a_lecture_by_the_chair(desk: Desk) -> None:
    desk.ticked(day(6, 9))
    given(*entered(), to=desk)
    hold(desk, day(6, 12), "lecture", MEMBERS, lecturer=SECRETARY)
    assert ("lecture", "", "2025", "owed") in owed(desk, day(6, 12))
    hold(desk, day(6, 13), "lecture", MEMBERS, lecturer=CHAIR)
    assert ("lecture", "", "2025", "held") in owed(desk, day(6, 13))


def test_each_group_owes_its_own(desk: Desk) -> None:
    given(*entered(), to=desk)
    desk.ticked(day(6, 9))
    call = CallPartyMeeting(kind="group", group=FIRST_GROUP, title="学习", on=day(6, 12), start=time(9), place="会议室")
    meeting = desk.on(day(6, 12), "p008", call).id
    desk.on(day(6, 12), ORGANISER, HoldPartyMeeting(meeting=meeting, presided_by="p006", present=("p006", "p008")))
    assert owed(desk, day(6, 12), kind="group") == [
        ("group", FIRST_GROUP, "2025-06", "held"),
        ("group", SECOND_GROUP, "2025-06", "owed"),
    ]


def test_who_sees_what_is_owed(desk: Desk) -> None:
    desk.ticked(day(6, 9))
    for person in (SECRETARY, ORGANISER, CHAIR, "p003"):
        assert desk.on(day(6, 9), person, ListOwedMeetings()).items
    for person in (HEAD, CLERK):
        given(to=desk).when(ListOwedMeetings(), by=person, at=clock(day(6, 9))).then_refused(Forbidden)


# -- the Party group's, from the office's own records -----------------------------------------------------------------


def office_tells(desk: Desk, *events: MeetingHeld) -> Inbox:
    """The office's log as the party service's inbox pulls it."""
    messages = [
        Message("documents", n, n - 1, one.TOPIC, one.originator_id.hex, public_bytes(one.TOPIC, encode(one)))
        for n, one in enumerate(events, 1)
    ]

    def pull(after: int, limit: int) -> list[Message]:
        return [one for one in messages if one.position > after][:limit]

    inbox = Inbox(desk.app, "documents", desk.SERVICE.SUBSCRIPTIONS["documents"], pull)
    inbox.catch_up()
    return inbox


def of_the_office(n: int, kind: str, on: date) -> MeetingHeld:
    came = {"presided_by": "p001", "members": ("p001",), "present": ("p001",)}
    event = fact(MeetingHeld, kind=kind, number=f"{kind}-2025-{n}", on=on, **came).event(UUID(int=900 + n), 1)
    assert isinstance(event, MeetingHeld)
    return event


def test_the_offices_entry_does_what_the_party_group_owes(desk: Desk) -> None:
    """B2.3: called, held and recorded by the office (A17), entered nowhere a second time."""
    desk.ticked(day(6, 9))
    office_tells(desk, of_the_office(1, "chairpersons", day(6, 11)), of_the_office(2, "party-group", day(6, 12)))
    held = desk.ticked(day(6, 13), OwedMeetingHeld)
    assert [(one.kind, one.period, one.on, one.meeting) for one in held if isinstance(one, OwedMeetingHeld)] == [
        ("party-group", "2025-06", day(6, 12), UUID(int=902).hex)
    ]
    assert [one.causation for one in held] == ["documents/2"], "the log can be followed to the office's entry"
    assert desk.ticked(day(6, 14)) == []
    assert "party-group" not in {
        one.kind for one in desk.ticked(day(7, 1), OwedMeetingMissed) if isinstance(one, OwedMeetingMissed)
    }
    proven(desk.app)


def test_further_meetings_of_a_month_change_nothing(desk: Desk) -> None:
    desk.ticked(day(6, 9))
    office_tells(desk, of_the_office(1, "party-group", day(6, 11)), of_the_office(2, "party-group", day(6, 12)))
    assert len(desk.ticked(day(6, 13), OwedMeetingHeld)) == 1
    assert desk.ticked(day(6, 14), OwedMeetingHeld) == []


def test_a_kind_without_a_cadence_stops_the_start() -> None:
    known = rules()
    check(known)
    half = dict(known.sections["party_meetings"].parameters)
    del half["cadence_of_general"]
    sections = {**known.sections, "party_meetings": Section("party_meetings", half)}
    with pytest.raises(RegulationError, match="cadence_of_general"):
        check(replace(known, sections=sections))
