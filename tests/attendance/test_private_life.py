"""What of somebody's life leaves attendance, and who reads it in the log (issue 12, A3)."""

from __future__ import annotations

from datetime import time
from typing import Any

import msgspec
import pytest

from services.attendance.operations import log
from services.attendance.punches.operations import CorrectPunch
from services.kernel.delivery.outbox import Outbox
from tests.attendance.desk import CLERK, FRIDAY, HEAD, MONDAY, STAFF, TUESDAY, Desk, asked, clock, history

ADMINISTRATOR, AUDITOR, COLLEAGUE = "p016", "p020", "p023"
LIFE = {"kind", "start", "end", "days", "working_days", "reason", "punches", "was", "now"}


@pytest.fixture
def lived(desk: Desk) -> Desk:
    """A leave asked for, and punches corrected."""
    history(desk, asked(MONDAY, TUESDAY, FRIDAY))
    desk.do(CorrectPunch(person=STAFF, on=MONDAY, times=(time(9),), reason="漏打卡"), by=CLERK, at=clock(TUESDAY))
    return desk


def read(desk: Desk, by: str, **filters: Any) -> list[Any]:
    return list(desk.ask(log.list_events(limit=500, **filters), by=by).items)


def one(desk: Desk, by: str, topic: str) -> Any:
    (position,) = (event.position for event in read(desk, AUDITOR, topic=topic))
    return desk.ask(log.get_event(position=position), by=by)


TOPICS = ("attendance.leave-requested", "attendance.punch-corrected")


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(
    ("reader", "sees"), [(ADMINISTRATOR, False), (COLLEAGUE, False), (HEAD, False), (AUDITOR, True), (STAFF, True)]
)
def test_clock_times_and_kinds_of_leave_are_read_by_the_person_and_the_auditor(
    lived: Desk, topic: str, reader: str, sees: bool
) -> None:
    shown = one(lived, reader, topic)
    assert bool(LIFE & set(shown.fields)) is sees
    assert bool(LIFE & set(shown.withheld)) is not sees


def test_the_administrator_does_not_see_whose_life_it_is_nor_finds_it_by_the_name(lived: Desk) -> None:
    (event,) = read(lived, ADMINISTRATOR, topic="attendance.punch-corrected")
    assert "person" not in event.fields
    assert "person" in event.withheld
    topics = {event.topic for event in read(lived, ADMINISTRATOR, person=STAFF)}
    assert "attendance.punch-corrected.v1" not in topics, "the clerk did it; only of the person it says anything"
    assert "attendance.punch-corrected.v1" in {event.topic for event in read(lived, AUDITOR, person=STAFF)}


def test_what_is_withheld_is_not_told_as_its_default_either(lived: Desk) -> None:
    """A colleague was told that leave of 0 days had been asked for."""
    topic = "attendance.leave-requested"
    shown = one(lived, COLLEAGUE, topic)
    history = lived.ask(log.get_history(aggregate=shown.aggregate), by=COLLEAGUE)
    told = [*shown.changes, *history.items[-1].changes, *history.state]
    assert {each.name for each in told} & set(shown.withheld) == set()
    seen = {each.name for each in one(lived, AUDITOR, topic).changes}
    assert seen & set(shown.withheld), "the auditor is told what it changed"


def test_none_of_it_leaves_on_the_bus(lived: Desk) -> None:
    sent = {
        message.topic.removesuffix(".v1"): message for message in Outbox(lived.app.store, "attendance").pull(0, 500)
    }
    for topic in TOPICS:
        assert LIFE & set(msgspec.json.decode(sent[topic].data)) == set()
        assert sent[topic].event().originator_version > 0, "it is read without"
