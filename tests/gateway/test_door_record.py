"""Every login, refusal and change of an account reaches the directory's sealed record; no login waits for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from services.directory.logins.operations import RecordLogins
from services.kernel.procedure.own_log.handlers import check_seal
from services.kernel.refusals import Unavailable
from tests.gateway.conftest import PASSWORD
from tests.gateway.door import AUDITOR, PLAIN, SESSIONS, Door, until


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path)
    made.add(PLAIN, AUDITOR)
    yield made
    made.close()


def whats(door: Door) -> list[tuple[str, str, str]]:
    return [(str(one.what), one.login, str(one.reason)) for one in door.record()]


def test_what_happens_at_the_door_is_on_record_with_login_and_address(door: Door) -> None:
    me = door.bearer(PLAIN)
    door.log_in(PLAIN, "no")
    door.client.delete(f"{SESSIONS}/current", headers=me)
    changed = {"old": PASSWORD, "new": "kettle-orbit-plum"}
    assert door.client.post(f"{SESSIONS}/password", json=changed, headers=door.bearer(PLAIN)).status_code == 200
    door.told()
    found = whats(door)
    assert sorted(found) == sorted(
        [
            ("logged-in", PLAIN, "none"),
            ("login-refused", PLAIN, "wrong-password"),
            ("logged-out", PLAIN, "none"),
            ("logged-in", PLAIN, "none"),
            ("password-changed", PLAIN, "none"),
        ]
    )
    assert {(one.person, one.address) for one in door.record()} == {(PLAIN, "192.0.2.7")}
    assert check_seal(door.desk.app.store)[1] is None


def test_a_login_page_reports_as_the_api_does(door: Door) -> None:
    door.client.post("/login", data={"login": PLAIN, "password": "no"})
    page = door.client.post("/login", data={"login": PLAIN, "password": PASSWORD})
    assert page.status_code == 200
    door.told()
    assert sorted(what for what, _, _ in whats(door)) == ["logged-in", "login-refused"]


def test_guesses_of_a_minute_are_one_entry_with_their_number(door: Door) -> None:
    for _ in range(4):
        door.log_in(PLAIN, "no")
    door.wall[0] += 61
    door.log_in(PLAIN, "no")
    for _ in range(3):
        door.log_in(PLAIN, "no")
    door.told()
    times = [(str(one.reason), one.times) for one in door.record()]
    assert sorted(times) == [("account-locked", 3), ("wrong-password", 1), ("wrong-password", 4)]


def test_what_is_nobodys_login_is_not_kept(door: Door) -> None:
    """People type their password into the wrong field."""
    door.log_in("hunter2hunter2", "no")
    door.told()
    (one,) = door.record()
    assert (one.login, one.person, one.address) == ("", "", "192.0.2.7")
    assert "hunter2" not in str([row.state for row in door.desk.app.store.rows(0)])


def test_a_stolen_token_is_on_record(door: Door) -> None:
    first = door.log_in(PLAIN).json()["refresh_token"]
    door.client.post(f"{SESSIONS}/refresh", json={"refresh_token": first})
    door.wall[0] += 60
    assert door.client.post(f"{SESSIONS}/refresh", json={"refresh_token": first}).status_code == 401
    door.told()
    assert ("session-stolen", PLAIN, "none") in whats(door)


def test_while_the_directory_is_away_people_log_in_and_it_is_said(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    door.backend.away = True
    with caplog.at_level(logging.WARNING, "jikao.gateway"):
        assert door.log_in(PLAIN).status_code == 201
        assert door.log_in(PLAIN, "no").status_code == 401
        until(lambda: any("is not told of" in record.getMessage() for record in caplog.records))
    said = next(record.getMessage() for record in caplog.records if "is not told of" in record.getMessage())
    assert "1 entries" in said
    assert "kernel.unavailable" in said
    figures = door.client.get("/metrics", headers=door.bearer(PLAIN)).text
    assert "jikao_unreported_logins 1.0" in figures
    door.backend.away = False
    door.told()
    assert {what for what, _, _ in whats(door)} == {"logged-in", "login-refused"}, "nothing was lost"
    assert "jikao_unreported_logins 0.0" in door.client.get("/metrics", headers=door.bearer(PLAIN)).text


def test_what_was_not_told_survives_the_process(door: Door, tmp_path: Path) -> None:
    door.backend.away = True
    door.log_in(PLAIN)
    at = door.wall[0]
    again = Door(tmp_path, desk=door.desk)
    again.wall[0] = at + 4000
    again.told()
    (one,) = again.record()
    assert one.at.timestamp() == at, "when it happened, not when it was told"
    assert one.day.isoformat() == "2024-03-04"
    again.close()


def test_what_becomes_due_after_a_lost_answer_is_told_too(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full batch that is sent again may be another one, of as many entries and with the same first."""
    monkeypatch.setattr("gateway.reports.BATCH", 2)
    reports, done = door.accounts.reports, door.accounts.reports.done
    door.backend.away = True
    for password in (PASSWORD, "no", PASSWORD):
        door.log_in(PLAIN, password)
        door.wall[0] += 1

    def lost(ids: object) -> None:
        monkeypatch.setattr(reports, "done", done)
        raise Unavailable("不在。", "Away.")

    monkeypatch.setattr(reports, "done", lost)
    door.backend.away = False
    with pytest.raises(Unavailable):
        door.client.portal.call(door.keeper.tell)  # type: ignore[union-attr]
    assert [one["what"] for one in reports.due()] == ["logged-in", "logged-in"]
    door.told()
    assert sorted(what for what, _, _ in whats(door)) == ["logged-in", "logged-in", "login-refused"]


def test_accounts_that_do_not_answer_for_a_while_are_followed_again(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Else a closed account would stay open here until the next start."""

    def broken() -> None:
        raise OperationalError("", None, OSError("disk full"))

    with monkeypatch.context() as while_broken:
        while_broken.setattr(door.accounts.reports, "due", broken)
        while_broken.setattr(door.accounts.reports, "waiting", broken)
        door.client.portal.call(door.keeper.wake)  # type: ignore[union-attr]
        until(lambda: "nor followed: OperationalError" in caplog.text)
    assert door.log_in(PLAIN).status_code == 201
    door.wall[0] += 61
    until(lambda: whats(door) == [("logged-in", PLAIN, "none")])


def test_two_gateways_tell_everything_once(door: Door, tmp_path: Path) -> None:
    door.backend.away = True
    for _ in range(3):
        door.log_in(PLAIN)
    both = [door.accounts.reports.due() for _ in range(2)]  # each reads them before the other has sent them
    recorded = [door.desk.ask(RecordLogins(reports=due), by="system").recorded for due in both]
    assert recorded == [3, 0]
    other = Door(tmp_path, desk=door.desk)
    door.backend.away = False
    for one in (door, other):
        one.told()
    assert len(door.record()) == 3
    other.close()


def test_it_is_told_by_itself(door: Door) -> None:
    door.log_in(PLAIN)
    until(lambda: len(door.record()) == 1)


def test_a_login_is_not_slower_for_a_slow_directory(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    call = door.desk.app.call

    def slow(message: Any) -> Any:
        time.sleep(2)
        return call(message)

    monkeypatch.setitem(door.backend.inner._services, "directory", slow)
    began = time.monotonic()
    assert door.log_in(PLAIN).status_code == 201
    assert time.monotonic() - began < 1
