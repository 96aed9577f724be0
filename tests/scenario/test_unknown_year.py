"""A year that begins before its calendar is known: what needs it waits, is set by its import, and counts as if the day
had stood there all along; nothing else waits. Every due day here is counted by hand, from the table in `unknown_year`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import chinese_calendar
import pytest

from deploy.embedded import Embedded
from services.kernel.domain import events
from services.kernel.log.rebuild import Rebuild
from services.kernel.procedure.own_log.handlers import check_seal
from tests.scenario import oracle
from tests.scenario import unknown_year as script
from tests.scenario.runner import ORGAN, REGULATIONS, Run, same
from tests.scenario.test_quarter import whole
from tests.scenario.unknown_year import AFTER_THE_IMPORT, BEFORE_THE_IMPORT, EVE, IMPORTED, Seen, december, january

pytestmark = pytest.mark.slow
Turn = tuple[Embedded, Run, Seen]
JANUARY_5, JANUARY_6, SATURDAY = january(5), january(6), january(9)
CIRCULATION, MINUTES = "documents.circulation", "documents.minutes"


def recorded(turn: Turn, topic: str) -> list[Any]:
    runtime, *_ = turn
    rows = runtime.services[topic.partition(".")[0]].app.store.rows()
    return [events.decode(row.topic, row.state) for row in rows if row.topic == f"{topic}.v1"]


def when(event: Any) -> datetime:
    moment: datetime = event.timestamp
    return moment.astimezone(script.ZONE)


def test_due_days_are_open_until_the_import_and_set_by_the_next_tick(unknown_year: Turn) -> None:
    *_, seen = unknown_year
    assert seen.open_dues == {
        BEFORE_THE_IMPORT: sorted([(CIRCULATION, None)] * 4 + [(MINUTES, None)] * 3),
        AFTER_THE_IMPORT: [
            (CIRCULATION, "2027-01-05"),  # handed over on the 30th: two working days, 31 and 5
            (CIRCULATION, "2027-01-05"),  # called back on the 31st: one working day
            (CIRCULATION, "2027-01-06"),  # handed over on the 31st: 5, 6
            (CIRCULATION, "2027-01-06"),  # and on New Year's Day: 5, 6
            (MINUTES, "2027-01-05"),  # of the 25th: 28, 29, 30, 31, 5
            (MINUTES, "2027-01-09"),  # of the 31st: 5, 6, 7, 8 and the Saturday that is worked
            (MINUTES, "2027-01-09"),
        ],
    }
    set_ = [
        *recorded(unknown_year, f"{CIRCULATION}-term-set"),
        *recorded(unknown_year, "documents.meeting-minutes-due-set"),
    ]
    assert {(when(event).date(), event.day) for event in set_} == {(IMPORTED, IMPORTED)}


def test_every_day_that_waited_is_the_one_that_the_articles_say(unknown_year: Turn) -> None:
    """What was read on the day itself never gets one; minutes that were filed meanwhile get theirs all the same."""
    terms = recorded(unknown_year, f"{CIRCULATION}-term-set")
    assert sorted((event.person, event.due) for event in terms) == [
        ("p021", JANUARY_5), ("p026", JANUARY_6), ("p030", JANUARY_6), ("p050", JANUARY_5),
    ]  # fmt: skip
    minutes = recorded(unknown_year, "documents.meeting-minutes-due-set")
    assert sorted(event.minutes_due for event in minutes) == [JANUARY_5, JANUARY_6, SATURDAY, SATURDAY]
    returns = recorded(unknown_year, "attendance.return-due-set")
    assert sorted((event.person, event.due) for event in returns) == [("p027", JANUARY_5), ("p044", JANUARY_5)]
    sheets = recorded(unknown_year, "attendance.sheet-due-set")
    assert len(sheets) == 11
    assert {event.due for event in sheets} == {SATURDAY}, "the fifth working day of January"


def test_nothing_is_missed_early_and_nothing_is_let_off(unknown_year: Turn) -> None:
    """Each is missed once, by the first tick after its day: those of the 31st on New Year's Day, calendar or none."""

    def missed(topic: str, who: Callable[[Any], str]) -> list[tuple[str, date, date]]:
        return sorted((who(event), event.due, when(event).date()) for event in recorded(unknown_year, topic))

    assert missed("documents.circulation-overdue", lambda event: str(event.person)) == [
        ("p019", EVE, january(1)), ("p030", JANUARY_6, january(7)),
    ]  # fmt: skip
    assert missed("documents.minutes-missed", lambda event: str(event.department)) == [
        ("office", EVE, january(1)), ("office", JANUARY_5, JANUARY_6), ("office", SATURDAY, january(10)),
    ]  # fmt: skip
    assert missed("documents.task-overdue", lambda event: str(event.department)) == [("agriculture", EVE, january(1))]
    assert missed("attendance.return-missed", lambda event: str(event.person)) == [("p044", JANUARY_5, JANUARY_6)]
    assert missed("attendance.sheet-missed", lambda event: str(event.department)) == [
        ("budget", SATURDAY, january(10)), ("ethnic-overseas", SATURDAY, january(10)),
    ]  # fmt: skip


def test_nobody_is_reminded_until_somebody_can_say_which_days_are_worked(unknown_year: Turn) -> None:
    """In the morning of 31 December once; from the first working day on again."""
    days = {when(event).date() for event in recorded(unknown_year, "documents.reader-urged")}
    assert days == {EVE, JANUARY_5, JANUARY_6}


def test_everything_was_handed_in(unknown_year: Turn) -> None:
    _, run, _ = unknown_year
    assert {one["status"] for one in whole(run, "documents.list-incoming")} == {"closed"}
    filed = recorded(unknown_year, "documents.minutes-filed")
    assert sorted((when(event).date(), event.due, event.minutes_missed) for event in filed) == [
        (december(30), None, False), (JANUARY_5, EVE, True), (JANUARY_6, JANUARY_5, True), (SATURDAY, SATURDAY, False),
        (january(11), SATURDAY, True),
    ]  # fmt: skip
    owed = [one for one in whole(run, "documents.list-obligations") if one["kind"] in (CIRCULATION, MINUTES)]
    assert {one["due"] for one in owed if one["status"] != "fulfilled" and one["kind"] == MINUTES} == {
        "2026-12-31", "2027-01-05", "2027-01-09",
    }  # fmt: skip
    assert {one["status"] for one in owed} <= {"fulfilled", "late", "cancelled"}


def test_the_missing_year_alone_is_what_the_clock_cannot_do(unknown_year: Turn) -> None:
    """It reminds the administrator of the import, in the directory, and stops there; no other work was refused."""
    _, run, seen = unknown_year
    assert seen.faults == {BEFORE_THE_IMPORT: [("directory", "directory.calendar-missing")], AFTER_THE_IMPORT: []}
    for service in ("directory", "attendance", "documents", "appraisal"):
        assert run.ask(f"{service}.list-clock-faults")["items"] == []


@pytest.mark.parametrize("quarter_of", [script.OLD, script.NEW])
def test_both_years_are_the_oracles(unknown_year: Turn, quarter_of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the calendar had been known all along: the oracle reads the invented year from the beginning."""
    known = chinese_calendar.is_workday

    def is_workday(day: date) -> bool:
        if day.year < 2027:
            return bool(known(day))
        return day == SATURDAY or (day.weekday() < 5 and day not in (january(1), january(4)))

    monkeypatch.setattr(chinese_calendar, "is_workday", is_workday)
    _, run, _ = unknown_year
    made = script.script()
    deeds = [deed for deed in made.deeds if deed.operation != "directory.import-calendar"]
    same(run.cards(quarter_of), oracle.scorecards(ORGAN, REGULATIONS, deeds, made.days, quarter_of))


def test_registers_and_seals_hold(unknown_year: Turn) -> None:
    runtime, *_ = unknown_year
    for name, service in runtime.services.items():
        report = Rebuild(service.app, service.app.registers).run()
        assert report.equal, (name, [one.difference for one in report.registers if one.difference])
        assert check_seal(service.app.store)[1] is None, name
