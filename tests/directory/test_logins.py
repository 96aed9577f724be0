"""The sealed record of logins: each report once, for those who watch the door; nobody's hours are for others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest

from services.directory.accounts.operations import GetAccount, OpenAccount
from services.directory.logins import events as facts
from services.directory.logins import operations as ops
from services.directory.logins.record import Happening
from services.directory.names import stream
from services.directory.operations import log
from services.kernel.domain.events import public_bytes
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.refusals import Forbidden
from tests.directory.desk import TODAY, Desk, appointing, post
from tests.given import given, proven

KEEPER, AUDITOR, ADMINISTRATOR, SOMEBODY = "p013", "p022", "p012", "p023"
AT = datetime(TODAY.year, TODAY.month, TODAY.day, 0, 31, 7, tzinfo=UTC)


@pytest.fixture
def organ(desk: Desk) -> Desk:
    for one, holder in (("security-administrator", KEEPER), ("auditor", AUDITOR)):
        desk.do(post(one, "office"))
        desk.do(appointing(one, holder))
    return desk


def told(what: Happening, minutes: int = 0, **more: Any) -> ops.LoginReport:
    known = {"login": SOMEBODY, "person": SOMEBODY, "address": "192.0.2.7"}
    return ops.LoginReport(id=uuid4(), at=AT + timedelta(minutes=minutes), what=what, **known | more)


def report(organ: Desk, *reports: ops.LoginReport) -> int:
    return int(organ.ask(ops.RecordLogins(reports=list(reports)), by=SYSTEM_ID).recorded)


def test_each_report_is_recorded_once_however_often_it_comes(organ: Desk) -> None:
    first, second = told(Happening.LOGGED_IN), told(Happening.LOGGED_OUT, 9)
    assert report(organ, first) == 1
    assert report(organ, first, second, second) == 1
    assert report(organ, first, second) == 0
    seen = organ.ask(ops.ListLogins(), by=KEEPER).items
    assert [one.what for one in seen] == ["logged-out", "logged-in"], "the newest first"
    assert seen[1].at == AT


def test_only_the_system_reports(organ: Desk) -> None:
    for by in (KEEPER, AUDITOR, ADMINISTRATOR, "p001"):
        given(to=organ).when(ops.RecordLogins(reports=[told(Happening.LOGGED_IN)]), by=by).then_refused(Forbidden)


def test_refusals_say_why_and_how_often(organ: Desk) -> None:
    report(organ, told(Happening.REFUSED, reason="wrong-password", times=4, login="", person=""))
    report(organ, told(Happening.REFUSED, 1, reason="something-new"))
    newest, older = organ.ask(ops.ListLogins(what=Happening.REFUSED), by=AUDITOR).items
    assert (older.reason, older.times, older.login) == ("wrong-password", 4, "")
    assert newest.reason == "other", "what it does not know it says so"


def test_those_who_watch_see_all_others_their_own(organ: Desk) -> None:
    report(organ, told(Happening.LOGGED_IN), told(Happening.LOGGED_IN, 1, login="p021", person="p021"))
    for by in (KEEPER, AUDITOR):
        assert len(organ.ask(ops.ListLogins(), by=by).items) == 2
    assert len(organ.ask(ops.ListLogins(person=SOMEBODY), by=SOMEBODY).items) == 1
    for by, asked in ((SOMEBODY, ""), (SOMEBODY, "p021"), (ADMINISTRATOR, ""), ("p001", ""), ("p011", SOMEBODY)):
        given(to=organ).when(ops.ListLogins(person=asked), by=by).then_refused(Forbidden)
    export: Any = ops.ExportLogins
    given(to=organ).when(export(start=TODAY, end=TODAY), by=SOMEBODY).then_refused(Forbidden)


def test_the_workbook_names_people_and_times(organ: Desk) -> None:
    report(organ, told(Happening.LOGGED_IN), told(Happening.REFUSED, 1, reason="wrong-password"))
    export: Any = ops.ExportLogins
    book = openpyxl.load_workbook(BytesIO(organ.ask(export(start=TODAY, end=TODAY), by=AUDITOR).content))
    cells = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell is not None]
    assert "甲p023" in cells
    assert "登录被拒" in cells
    assert "登录名或密码不正确" in cells
    assert f"{TODAY} 08:31:07" in cells, "on the organ's own clocks, as pages show it"


def test_the_event_log_tells_the_administrator_of_nobodys_hours(organ: Desk) -> None:
    """Nobody stands in the envelope, and the marked fields are hidden; to those who watch they are shown."""
    report(organ, told(Happening.LOGGED_IN))
    shown = organ.ask(log.list_events(topic=facts.LoggedIn.TOPIC), by=ADMINISTRATOR).items
    assert len(shown) == 1
    assert SOMEBODY not in str(shown)
    assert "192.0.2.7" not in str(shown)
    assert "192.0.2.7" in str(organ.ask(log.list_events(topic=facts.LoggedIn.TOPIC), by=AUDITOR).items)


def test_the_facts_leave_no_service(organ: Desk) -> None:
    kinds = facts.OfLogin.__subclasses__()
    assert {kind.NAME for kind in kinds} == {each.value for each in Happening}
    assert not any(kind.PUBLISHED for kind in kinds)
    state = b'{"login":"p023","whose":"p023","address":"192.0.2.7","times":1}'
    assert public_bytes(facts.LoggedIn.TOPIC, state) == b'{"times":1}'


def test_an_account_shows_when_it_was_last_used(organ: Desk) -> None:
    organ.do(OpenAccount(person=SOMEBODY), by=KEEPER)
    kept: UUID = stream("account", SOMEBODY)
    before = organ.ask(GetAccount(account=kept), by=KEEPER)
    report(organ, told(Happening.LOGGED_IN), told(Happening.LOGGED_IN, login="other"))
    after = organ.ask(GetAccount(account=kept), by=KEEPER)
    assert (before.last_login, after.last_login) == (None, TODAY)
    assert after.version == before.version, "coming in is no change of the account"
    proven(organ.app)


def test_the_register_is_read_page_by_page(organ: Desk) -> None:
    """Also where several came in the same second."""
    report(organ, *(told(Happening.LOGGED_IN, minutes) for minutes in (0, 0, 1, 2)))
    found, after = [], None
    for _ in range(5):
        page = organ.ask(ops.ListLogins(limit=1, after=after), by=KEEPER)
        found += page.items
        after = page.next
        if after is None:
            break
    assert [one.at for one in found] == [AT + timedelta(minutes=minutes) for minutes in (2, 1, 0, 0)]
