"""Trips of which finance tells become days on trip; what a closed month leaves out lies with the office (A14, A30)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.attendance import service
from services.attendance.operations import log
from services.attendance.punches.events import DayMarked, DayMarkWithdrawn
from services.attendance.punches.operations import GetDay, MarkDay, WithdrawDayMark
from services.attendance.sheets.operations import CompileSheet, CorrectSheet, ReturnSheet, SubmitSheet
from services.attendance.trip_days.events import TripDaysNoted, TripNoteLapsed, TripNoteSettled
from services.attendance.trip_days.note import NoteSettled, OwnTripNote, TripNote
from services.attendance.trip_days.operations import ExportTripNotes, GetTripNote, ListTripNotes, SettleTripNote
from services.finance.trips import events as e
from services.finance.trips.events import Stay
from services.finance.trips.operations import ApproveTrip, RequestTrip, ShortenTrip
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.messages import Message
from services.kernel.delivery.outbox import Outbox
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden
from tests.attendance.desk import (
    CLERK,
    DIRECTOR,
    FRIDAY,
    HEAD,
    MONDAY,
    STAFF,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    clock,
    handed_in,
    history,
    read_back,
)
from tests.attendance.months import DUE, FE, JULY, JUNE, KEY, line
from tests.finance import desk as finance
from tests.given import Outcome, fact, given, proven
from tests.given import act as acting
from tests.stores import prepared

TRIP, OTHER = "2025-0001", "2025-0002"
HALF_MARK = {"half": "am", "state": "elsewhere"}


class Finance:
    """Finance's log as attendance pulls it."""

    def __init__(self, desk: Desk) -> None:
        self.messages: list[Message] = []
        self.inbox = Inbox(desk.app, "finance", service.SUBSCRIPTIONS["finance"], self._pull)

    def _pull(self, after: int, limit: int) -> list[Message]:
        return [message for message in self.messages if message.position > after]

    def tells(self, event: type[e.OfTripDays], *stays: Stay, number: str = TRIP, on: date = MONDAY) -> None:
        position = len(self.messages) + 1
        said = fact(event, number=number, person=STAFF, department=FE, day=on, actor="p003", stays=stays)
        made = said.event(UUID(int=900), position)
        data = public_bytes(event.TOPIC, encode(made))
        self.messages.append(Message("finance", position, position - 1, event.TOPIC, made.originator_id.hex, data))
        self.inbox.catch_up()


def stay(start: date, end: date, person: str = STAFF) -> Stay:
    return Stay(person=person, department=FE, rank="others", start=start, end=end)


def told(desk: Desk, event: type[e.OfTripDays], *stays: Stay, by: Finance | None = None, **more: Any) -> Outcome:
    teller = by or Finance(desk)
    return given(to=desk).when(lambda _: teller.tells(event, *stays, **more))


def marks(desk: Desk, *days: date, person: str = STAFF) -> list[list[str]]:
    return [desk.ask(GetDay(person=person, on=on), by=CLERK).marks_zh for on in days]


# -- an open month ----------------------------------------------------------------------------------------------------


def test_the_days_of_a_trip_are_marked_and_say_so(desk: Desk) -> None:
    """As done by whoever consented; whole days, days off too."""
    told(desk, e.TripApproved, stay(THURSDAY, FRIDAY)).then(
        fact(
            DayMarked, person=STAFF, on=THURSDAY, half="day", state="trip", trip=TRIP, department=FE, actor="p003",
            causation="finance/1",
        ),
        fact(DayMarked, on=FRIDAY, trip=TRIP),
    )  # fmt: skip
    assert marks(desk, WEDNESDAY, FRIDAY) == [[], [f"全天出差（出差单{TRIP}）"]]
    proven(desk.app)


def test_told_twice_is_marked_once(desk: Desk) -> None:
    teller = Finance(desk)
    teller.tells(e.TripApproved, stay(THURSDAY, FRIDAY))
    told(desk, e.TripChanged, stay(THURSDAY, FRIDAY), by=teller).then_nothing()
    before = desk.app.store.position()
    teller.inbox.receive(teller.messages)
    assert desk.app.store.position() == before


def test_a_mark_goes_with_its_day(desk: Desk) -> None:
    """Shortened, prolonged, cancelled, back earlier."""
    teller = Finance(desk)
    teller.tells(e.TripApproved, stay(TUESDAY, THURSDAY))
    told(desk, e.TripChanged, stay(TUESDAY, WEDNESDAY), by=teller).then(
        fact(DayMarkWithdrawn, on=THURSDAY, half="day", state="trip", trip=TRIP, department=FE)
    )
    told(desk, e.TripChanged, stay(TUESDAY, FRIDAY), by=teller).then(
        fact(DayMarked, on=THURSDAY, trip=TRIP), fact(DayMarked, on=FRIDAY, trip=TRIP)
    )
    told(desk, e.TripReturnConfirmed, stay(WEDNESDAY, FRIDAY), by=teller).then(fact(DayMarkWithdrawn, on=TUESDAY))
    told(desk, e.TripCancelled, stay(WEDNESDAY, FRIDAY), by=teller).then(*[DayMarkWithdrawn] * 3)
    assert marks(desk, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY) == [[]] * 4


def test_who_did_not_go_is_marked_no_more(desk: Desk) -> None:
    teller = Finance(desk)
    teller.tells(e.TripApproved, stay(TUESDAY, TUESDAY), stay(TUESDAY, TUESDAY, "p025"))
    told(desk, e.TripReturnConfirmed, stay(TUESDAY, TUESDAY), by=teller).then(
        fact(DayMarkWithdrawn, person="p025", department=FE)
    )


def test_another_trip_keeps_its_own_marks(desk: Desk) -> None:
    teller = Finance(desk)
    teller.tells(e.TripApproved, stay(TUESDAY, TUESDAY))
    teller.tells(e.TripApproved, stay(WEDNESDAY, WEDNESDAY), number=OTHER)
    told(desk, e.TripCancelled, stay(TUESDAY, TUESDAY), by=teller).then(fact(DayMarkWithdrawn, on=TUESDAY))
    assert marks(desk, WEDNESDAY) == [[f"全天出差（出差单{OTHER}）"]]


def test_nothing_else_that_finance_tells_is_taken_in(desk: Desk) -> None:
    teller = Finance(desk)
    event = fact(e.TripWithdrawn, number=TRIP, person=STAFF).event(UUID(int=900), 1)
    teller.messages.append(Message("finance", 1, 0, event.TOPIC, event.originator_id.hex, encode(event)))
    before = desk.app.store.position()
    teller.inbox.catch_up()
    assert (desk.app.store.position(), teller.inbox.quarantined()) == (before, [])


def test_a_mark_that_somebody_entered_stands_and_the_office_is_told(desk: Desk) -> None:
    other = MarkDay(person=STAFF, on=TUESDAY, **HALF_MARK)
    desk.do(other, by=HEAD, at=clock(MONDAY))
    teller = Finance(desk)
    told(desk, e.TripApproved, stay(TUESDAY, WEDNESDAY), by=teller).then(
        fact(DayMarked, on=WEDNESDAY),
        fact(TripDaysNoted, trip=TRIP, person=STAFF, month=JUNE, enter=(TUESDAY,), remove=(), cites=("A14", "A30")),
    )
    told(desk, e.TripChanged, stay(WEDNESDAY, WEDNESDAY), by=teller).then(fact(TripNoteLapsed, trip=TRIP, person=STAFF))


def test_a_day_that_is_marked_a_trip_already_needs_nothing(desk: Desk) -> None:
    desk.do(MarkDay(person=STAFF, on=TUESDAY, state="trip"), by=HEAD, at=clock(MONDAY))
    teller = Finance(desk)
    told(desk, e.TripApproved, stay(TUESDAY, TUESDAY), by=teller).then_nothing()
    told(desk, e.TripCancelled, stay(TUESDAY, TUESDAY), by=teller).then_nothing()
    assert marks(desk, TUESDAY) == [["全天出差"]]


def test_overtime_stands_beside_a_trip(desk: Desk) -> None:
    desk.do(MarkDay(person=STAFF, on=TUESDAY, state="overtime"), by=HEAD, at=clock(MONDAY))
    told(desk, e.TripApproved, stay(TUESDAY, TUESDAY)).then(DayMarked)


def test_a_withdrawn_mark_still_says_from_which_trip_it_came(desk: Desk) -> None:
    Finance(desk).tells(e.TripApproved, stay(TUESDAY, TUESDAY))
    withdraw = WithdrawDayMark(person=STAFF, on=TUESDAY, state="trip", reason="当日在岗")
    given(to=desk).when(withdraw, by=HEAD, at=clock(TUESDAY)).then(fact(DayMarkWithdrawn, trip=TRIP))


def test_the_sheet_takes_days_on_trip_as_present(desk: Desk) -> None:
    Finance(desk).tells(e.TripApproved, stay(TUESDAY, TUESDAY))
    history(desk, *handed_in(FE, JUNE, HEAD, DUE))
    assert [(s.on, s.half, s.state) for s in line(desk).states if s.on == TUESDAY] == [
        (TUESDAY, "am", "trip"),
        (TUESDAY, "pm", "trip"),
    ]


# -- a closed month ---------------------------------------------------------------------------------------------------

SETTLE = "已更正考勤表"


def accepted(desk: Desk, *stays: Stay) -> Finance:
    teller = Finance(desk)
    if stays:
        teller.tells(e.TripApproved, *stays)
    history(desk, *handed_in(FE, JUNE, HEAD, DUE))
    return teller


def the_note(desk: Desk) -> Any:
    (note,) = desk.ask(ListTripNotes(), by=CLERK).items
    return note


def on_the_desk(desk: Desk, person: str) -> list[str]:
    lines = desk.ask(log.list_desk(), by=person).items
    return [one.title for one in lines if one.operation == "attendance.settle-trip-note"]


def test_an_accepted_sheet_is_not_changed_silently(desk: Desk) -> None:
    """What should be entered, and what should go, lies with the office."""
    teller = accepted(desk, stay(TUESDAY, TUESDAY))
    told(desk, e.TripReturnConfirmed, stay(WEDNESDAY, WEDNESDAY), by=teller, on=DUE).then(
        fact(TripDaysNoted, month=JUNE, person=STAFF, department=FE, enter=(WEDNESDAY,), remove=(TUESDAY,))
    )
    seen = the_note(desk)
    assert (seen.status, seen.enter, seen.remove) == ("open", ["2025-06-11"], ["2025-06-10"])
    assert marks(desk, TUESDAY, WEDNESDAY) == [[f"全天出差（出差单{TRIP}）"], []]
    assert (on_the_desk(desk, CLERK), on_the_desk(desk, DIRECTOR), on_the_desk(desk, HEAD)) == ([TRIP], [TRIP], [])
    proven(desk.app)


def test_a_month_over_which_a_trip_reaches_is_taken_by_itself(desk: Desk) -> None:
    last = date(2025, 6, 30)
    told(desk, e.TripApproved, stay(last, JULY), by=accepted(desk)).then(
        fact(TripDaysNoted, month=JUNE, enter=(last,)), fact(DayMarked, on=JULY)
    )


@pytest.mark.parametrize("returned", [False, True])
def test_a_sheet_that_is_handed_in_is_not_changed_either(desk: Desk, returned: bool) -> None:
    """Until it comes back."""
    desk.do(CompileSheet(**KEY), by=HEAD, at=clock(DUE, 9))
    desk.do(SubmitSheet(**KEY), by=HEAD, at=clock(DUE, 10))
    if returned:
        desk.do(ReturnSheet(**KEY, reason="漏登出差"), by=CLERK, at=clock(DUE, 11))
    told(desk, e.TripApproved, stay(TUESDAY, TUESDAY), on=DUE).then(DayMarked if returned else TripDaysNoted)


def test_what_the_trip_no_longer_asks_for_lapses(desk: Desk) -> None:
    teller = accepted(desk)
    teller.tells(e.TripApproved, stay(TUESDAY, TUESDAY))
    told(desk, e.TripCancelled, stay(TUESDAY, TUESDAY), by=teller).then(TripNoteLapsed)
    assert the_note(desk).status == "lapsed"
    told(desk, e.TripChanged, stay(TUESDAY, TUESDAY), by=teller).then(TripDaysNoted)


def test_the_office_corrects_the_sheet_and_says_so(desk: Desk) -> None:
    teller = accepted(desk)
    teller.tells(e.TripApproved, stay(TUESDAY, TUESDAY))
    note = the_note(desk).id
    settle = SettleTripNote(trip_note=note, note=SETTLE)
    states = [{"half": half, "state": "trip"} for half in ("am", "pm")]
    correct = CorrectSheet.model_validate(
        {**KEY, "person": STAFF, "on": TUESDAY, "states": states, "reason": "出差单批准在后"}
    )
    desk.do(correct, by=CLERK, at=clock(DUE, 15))
    for person in (HEAD, STAFF):
        given(to=desk).when(settle, by=person, at=clock(DUE, 16)).then_refused(Forbidden)
    given(to=desk).when(settle, by=CLERK, at=clock(DUE, 16)).then(
        fact(TripNoteSettled, trip=TRIP, enter=(TUESDAY,), remove=())
    ).then_answer(status="settled", settled_by=CLERK, note=SETTLE)
    given(to=desk).when(settle, by=CLERK, at=clock(DUE, 16)).then_refused(NoteSettled)
    told(desk, e.TripReturnConfirmed, stay(TUESDAY, TUESDAY), by=teller).then_nothing()
    told(desk, e.TripCancelled, stay(TUESDAY, TUESDAY), by=teller).then(
        fact(TripDaysNoted, enter=(), remove=(TUESDAY,))
    )
    proven(desk.app)


def test_nobody_of_the_office_sees_to_their_own_days(desk: Desk) -> None:
    teller = Finance(desk)
    history(desk, *handed_in("office", JUNE, DIRECTOR, DUE))
    teller.tells(e.TripApproved, stay(TUESDAY, TUESDAY, CLERK))
    note = the_note(desk)
    settle = SettleTripNote(trip_note=note.id, note=SETTLE)
    assert desk.ask(GetTripNote(trip_note=note.id), by=CLERK).allowed == []
    given(to=desk).when(settle, by=CLERK, at=clock(DUE, 16)).then_refused(OwnTripNote, cites=("A14", "A30"))
    given(to=desk).when(settle, by=DIRECTOR, at=clock(DUE, 16)).then(TripNoteSettled)


def test_the_notes_as_a_workbook(desk: Desk) -> None:
    accepted(desk).tells(e.TripApproved, stay(TUESDAY, WEDNESDAY), on=DUE)
    file = desk.ask(ExportTripNotes(start=DUE, end=DUE), by=CLERK, at=clock(DUE, 20))
    row = read_back(file.content)[-1]
    assert (row[0], row[3], row[4], row[-1]) == (JUNE, TRIP, "2025-06-10、2025-06-11", "待更正")


def test_what_the_office_wrote_stays_in_the_service() -> None:
    settled = fact(TripNoteSettled, trip=TRIP, person=STAFF, month=JUNE, note="家中有事提前返回").event(UUID(int=1), 2)
    assert "家中有事" not in public_bytes(settled.TOPIC, encode(settled)).decode()


# -- whatever happens -------------------------------------------------------------------------------------------------

DAYS = st.sets(st.integers(1, 28).map(lambda n: date(2025, 6, n)), max_size=5)


@drawn(st.lists(st.tuples(DAYS, DAYS, st.booleans()), max_size=8))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_left_to_correct_is_what_the_sheet_lacks(steps: list[tuple[set[date], set[date], bool]]) -> None:
    """However often the trip changes and the office corrects, sheet and note together say what the trip says."""
    note, sheet = TripNote(UUID(int=1)), set[date]()
    marked = frozenset(steps[0][0]) if steps else frozenset[date]()
    sheet = set(marked)
    act = acting()
    for _, wanted, corrects in steps:
        note.keep(act, trip=TRIP, person=STAFF, month=JUNE, department=FE, marked=marked, wanted=wanted)
        assert (sheet | note.enter) - note.remove == wanted
        if corrects and (note.enter or note.remove):
            sheet = (sheet | note.enter) - note.remove
            note.settle(act, note=SETTLE)


# -- from finance's own log -------------------------------------------------------------------------------------------


def test_what_finance_publishes_is_what_attendance_marks(desk: Desk, tmp_path: Path) -> None:
    store = prepared(tmp_path / "finance.db", finance.Desk)
    money = finance.Desk(store)
    asked = RequestTrip(
        department=FE, travellers=(STAFF,), area="district", destination="云柚镇", purpose="内部核查", start=TUESDAY,
        end=THURSDAY, transport="road",
    )  # fmt: skip
    trip = finance.FIRST
    money.do(asked, by=STAFF, at=clock(MONDAY, 9))
    money.do(ApproveTrip(trip=trip), by="p003", at=clock(MONDAY, 10))
    money.do(ShortenTrip(trip=trip, end=WEDNESDAY, reason="提前"), by=STAFF, at=clock(MONDAY, 11))

    def pull(after: int, limit: int) -> Iterable[Message]:
        return Outbox(store, "finance").pull(after, limit)

    Inbox(desk.app, "finance", service.SUBSCRIPTIONS["finance"], pull).catch_up()
    assert marks(desk, MONDAY, TUESDAY, WEDNESDAY, THURSDAY) == [[], *[[f"全天出差（出差单{TRIP}）"]] * 2, []]
    store.close()
