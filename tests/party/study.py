"""What the tests of study share: sessions by their kinds, and a calendar of 2027 of the tests' own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from services.directory.events import CalendarAnnounced
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import encode
from services.kernel.rules.calendar import Notice, read_notice
from services.party.sessions.operations import ArrangeStudySession, HoldStudySession
from tests.given import By
from tests.party.desk import SECRETARY, Desk, by, clock, day

THEORY = ("p001", "p002", "p003", "p004", "p005", "p006", "p007")
"""The theory group in June 2025: p001 its secretary, p002 the deputy."""
FRIDAY = day(6, 13)
GROUP_SECRETARY, GROUP_DEPUTY, MEMBER = "p001", "p002", "p003"

NOTICE_2027 = """
year = 2027
source = "测试用安排"
[[holidays]]
zh = "元旦"
en = "New Year"
days = [2027-01-01, 2027-01-02, 2027-01-03]
make_up = []
[[holidays]]
zh = "春节"
en = "Spring Festival"
days = [
    2027-02-05, 2027-02-06, 2027-02-07, 2027-02-08, 2027-02-09, 2027-02-10, 2027-02-11, 2027-02-12,
]
make_up = [2027-01-30, 2027-02-13]
[[holidays]]
zh = "劳动节"
en = "Labour Day"
days = [2027-05-01, 2027-05-02, 2027-05-03, 2027-05-04, 2027-05-05]
make_up = [2027-04-25, 2027-05-08]
[[holidays]]
zh = "国庆节"
en = "National Day"
days = [2027-10-01, 2027-10-02, 2027-10-03, 2027-10-04, 2027-10-05, 2027-10-06, 2027-10-07]
make_up = [2027-09-26, 2027-10-09]
"""


def notice() -> Notice:
    return read_notice(NOTICE_2027, "2027.toml", "2027")


def import_2027(desk: Desk) -> None:
    """As the directory tells it."""
    known, stream = notice(), uuid4()
    by_name: dict[tuple[str, str], list[date]] = {}
    for off, name in known.holidays.items():
        by_name.setdefault((name.zh, name.en), []).append(off)
    holidays = [(zh, en, tuple(days), ()) for (zh, en), days in by_name.items()]
    holidays[0] = (*holidays[0][:3], tuple(sorted(known.make_up)))
    announced = CalendarAnnounced(
        originator_id=stream,
        originator_version=1,
        timestamp=datetime(2027, 2, 1, tzinfo=UTC),
        day=date(2027, 2, 1),
        year=2027,
        source=known.source,
        holidays=tuple(holidays),
    )
    last = desk.told[-1].position
    desk.told.append(Message("directory", last + 1, last, CalendarAnnounced.TOPIC, stream.hex, encode(announced)))
    desk.inbox.catch_up()


def session(kind: str = "theory-group", on: date = FRIDAY, **more: Any) -> ArrangeStudySession:
    said = {"kind": kind, "title": "专题学习", "area": "theory", "form": "reading", "on": on}
    return ArrangeStudySession(**said | more)


def arranged(desk: Desk, kind: str = "theory-group", on: date = FRIDAY, **more: Any) -> Any:
    """Arranged on Monday, 9 June, by the secretary of the Party group, or of the branch; its view."""
    who = GROUP_SECRETARY if kind == "theory-group" else SECRETARY
    return desk.ask(session(kind, on, **more), by=who, at=clock(min(on, day(6, 9))))


def held(session: Any, *present: str, on: date | None = None, by_: str = SECRETARY, **more: Any) -> By:
    return by(by_, on or session.on, HoldStudySession(session=session.id, present=present, **more), hour=17)
