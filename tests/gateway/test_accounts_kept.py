"""What the security administrator orders of accounts is done at the gateways; and what a departure ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.accounts import Accounts
from gateway.limits import RedisRevocations
from gateway.settings import Settings
from services.directory.accounts.operations import OpenAccount
from services.directory.names import stream
from services.directory.people.operations import LeaveService
from services.kernel.domain.who import SYSTEM_ID
from tests.directory.desk import TODAY
from tests.gateway.conftest import FAST, PASSWORD
from tests.gateway.door import CHAIR, HEAD, KEEPER, PLAIN, SESSIONS, Door
from tests.given import noon


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path)
    made.add(KEEPER, CHAIR)
    made.followed()
    yield made
    made.close()


def at(login: str) -> str:
    return f"accounts/{stream('account', login)}"


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_from_an_order_to_a_password_of_ones_own(door: Door) -> None:
    assert door.order(KEEPER, "accounts", person=PLAIN).status_code == 201
    given = door.order(KEEPER, f"{at(PLAIN)}/first-password")
    assert given.status_code == 200, given.text
    first = given.json()["password"]
    session = door.log_in(PLAIN, first).json()
    assert (session["next_step"], session["must_change"]) == ("password", True)
    me = {"Authorization": f"Bearer {session['access_token']}"}
    assert code(door.client.get("/api/v1/directory/organ", headers=me)) == (403, "gateway.must-change-password")
    own = {"old": first, "new": "kettle-orbit-plum"}
    assert door.client.post(f"{SESSIONS}/password", json=own, headers=me).status_code == 200
    assert door.log_in(PLAIN, "kettle-orbit-plum").json()["next_step"] == ""


def test_a_first_password_is_told_once_and_recorded_nowhere(door: Door, tmp_path: Path) -> None:
    door.order(KEEPER, "accounts", person=PLAIN)
    headers = {**door.bearer(KEEPER), "Idempotency-Key": "once"}
    path = f"/api/v1/directory/{at(PLAIN)}/first-password"
    first = door.client.post(path, headers=headers).json()["password"]
    assert len(first) >= 12
    assert door.client.post(path, headers=headers).json()["password"] == "", "the same request again"
    assert code(door.client.post(path, headers=door.bearer(KEEPER))) == (409, "directory.nothing-to-issue")
    door.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*"))
    assert first.encode() not in stored
    assert PLAIN.encode() in stored


def test_an_account_without_a_password_opens_to_none(door: Door) -> None:
    door.order(KEEPER, "accounts", person=PLAIN)
    door.followed()
    for tried in ("", "!", PLAIN, PASSWORD):
        assert door.log_in(PLAIN, tried or "x").status_code == 401


def test_the_head_of_a_department_gets_a_password_by_two(door: Door) -> None:
    door.order(KEEPER, "accounts", person=HEAD)
    assert code(door.order(KEEPER, f"{at(HEAD)}/first-password")) == (409, "directory.nothing-to-issue")
    door.order(KEEPER, f"{at(HEAD)}/password", reason="新任")
    (waiting,) = door.client.get("/api/v1/directory/proposals", headers=door.bearer(CHAIR)).json()["items"]
    confirmed = door.order(CHAIR, f"proposals/{waiting['id']}/confirmation")
    assert confirmed.status_code == 200, confirmed.text
    first = door.order(KEEPER, f"{at(HEAD)}/first-password").json()["password"]
    assert door.log_in(HEAD, first).status_code == 201


def test_a_new_password_ends_what_the_old_one_opened(door: Door) -> None:
    door.add(PLAIN)
    door.followed()
    me, refresh = door.bearer(PLAIN), door.log_in(PLAIN).json()["refresh_token"]
    assert door.order(KEEPER, f"{at(PLAIN)}/password", reason="忘记").status_code == 200
    door.followed()
    assert code(door.client.get(f"{SESSIONS}/current", headers=me)) == (401, "gateway.session-ended")
    assert door.client.post(f"{SESSIONS}/refresh", json={"refresh_token": refresh}).status_code == 401
    assert door.log_in(PLAIN).status_code == 401


def test_the_wait_after_wrong_passwords_is_lifted(door: Door) -> None:
    door.add(PLAIN)
    door.followed()
    for _ in range(5):
        door.log_in(PLAIN, "no")
    assert code(door.log_in(PLAIN)) == (429, "gateway.account-locked")
    door.order(KEEPER, f"{at(PLAIN)}/wait")
    door.followed()
    assert door.log_in(PLAIN).status_code == 201
    for _ in range(5):
        door.log_in(PLAIN, "no")
    door.followed()
    assert code(door.log_in(PLAIN)) == (429, "gateway.account-locked"), "lifted once, not for ever"


def test_what_is_closed_ends_at_once(door: Door) -> None:
    door.add(PLAIN)
    door.followed()
    secret = door.accounts.links.make(PLAIN)
    me = door.bearer(PLAIN)
    door.order(KEEPER, f"{at(PLAIN)}/closing", reason="借调")
    door.followed()
    assert code(door.client.get(f"{SESSIONS}/current", headers=me)) == (401, "gateway.session-ended")
    assert door.log_in(PLAIN).status_code == 401
    assert door.accounts.links.person_of(secret) == ""
    assert door.accounts.links.of(PLAIN) == []


def test_a_departure_closes_account_sessions_streams_and_links_on_its_day(door: Door) -> None:
    door.add(PLAIN)
    door.followed()
    secret, me = door.accounts.links.make(PLAIN), door.bearer(PLAIN)
    day = TODAY + timedelta(days=3)
    door.desk.do(LeaveService(person=PLAIN, day=day), by=SYSTEM_ID)
    door.followed()
    assert door.client.get(f"{SESSIONS}/current", headers=me).status_code == 200, "until then they serve"
    door.desk.clock.set(noon(day))
    door.followed()
    assert code(door.client.get(f"{SESSIONS}/current", headers=me)) == (401, "gateway.session-ended")
    assert not door.client.portal.call(streams_on, door, me), "and whoever listens hears no more"  # type: ignore[union-attr]
    assert door.accounts.links.person_of(secret) == ""
    assert door.log_in(PLAIN).status_code == 401
    assert code(door.order(KEEPER, "accounts", person=PLAIN)) == (409, "directory.not-in-service")


async def streams_on(door: Door, me: dict[str, str]) -> bool:
    from gateway.gate import Caller
    from gateway.stream import Stream

    identity = door.gate.verifier.verify(me["Authorization"].partition(" ")[2])
    caller = Caller("", identity.person, identity.token_id, identity.expires)
    return await Stream(door.gate)._may_go_on(caller)


def test_a_departure_ends_sessions_at_every_gateway(tmp_path: Path, redis_url: str, redis_prefix: str) -> None:
    """Two gateways on one store and one Redis: the one that did not follow the order refuses as well."""
    one = Door(tmp_path, revocations=RedisRevocations(redis_url, prefix=redis_prefix))
    other = Door(tmp_path, desk=one.desk, revocations=RedisRevocations(redis_url, prefix=redis_prefix))
    one.add(PLAIN)
    one.followed()
    me = other.bearer(PLAIN)
    one.desk.do(LeaveService(person=PLAIN, day=TODAY), by=SYSTEM_ID)
    one.followed()
    assert code(other.client.get(f"{SESSIONS}/current", headers=me)) == (401, "gateway.session-ended")
    assert not other.client.portal.call(streams_on, other, me)  # type: ignore[union-attr]
    one.close()
    other.close()


def test_accounts_from_before_are_put_on_record(door: Door) -> None:
    door.add("accountant-login")
    door.accounts.add("teller", "p023", PASSWORD)
    door.followed()
    logins = {
        one["login"]
        for one in door.client.get("/api/v1/directory/accounts", headers=door.bearer(KEEPER)).json()["items"]
    }
    assert {"teller", KEEPER, CHAIR} <= logins
    assert "accountant-login" not in logins, "of nobody that the directory knows"


def test_an_order_made_here_is_done_here_without_waiting(door: Door) -> None:
    from tests.gateway.door import until

    door.add(PLAIN)
    door.followed()
    me = door.bearer(PLAIN)
    door.order(KEEPER, f"{at(PLAIN)}/closing", reason="借调")
    until(lambda: door.client.get(f"{SESSIONS}/current", headers=me).status_code == 401, 5)


def test_what_was_done_is_not_done_again_after_a_restart(tmp_path: Path, door: Door) -> None:
    door.add(PLAIN)
    door.followed()
    door.order(KEEPER, f"{at(PLAIN)}/password", reason="忘记")
    door.desk.do(OpenAccount(person="p002"), by=SYSTEM_ID)
    door.order(KEEPER, f"{at(PLAIN)}/first-password")
    again = Accounts(f"sqlite:///{tmp_path}/gateway.db", Settings(), hasher=FAST)
    first = door.accounts.issue("p002")
    assert first
    assert again.log_in("p002", first).must_change
    again.close()
    door.followed()
    assert door.log_in("p002", first).status_code == 201


def test_the_pages_show_the_register_and_hand_out_the_password(door: Door) -> None:
    door.order(KEEPER, "accounts", person=PLAIN)
    door.client.post("/login", data={"login": KEEPER, "password": PASSWORD})
    register = door.client.get("/registers/directory.list-accounts").text
    assert "账号台账" in register
    assert "待领初始密码" in register
    assert f"<code>{PLAIN}</code>" in register, "the login as it is typed, beside the name of whose it is"
    record = door.client.get(f"/records/directory.get-account?account={stream('account', PLAIN)}").text
    assert "领取初始密码" in record
    form = door.client.get(f"/operations/directory.issue-password?account={stream('account', PLAIN)}").text
    csrf = form.partition('name="csrf" value="')[2].partition('"')[0]
    path = f"/operations/directory.issue-password?account={stream('account', PLAIN)}"
    shown = door.client.post(path, data={"csrf": csrf, "account": str(stream("account", PLAIN))}).text
    assert "初始密码" in shown
    assert shown.count(PLAIN) >= 1
    logins = door.client.get("/registers/directory.list-logins").text
    assert "登录台账" in logins
    account = door.client.get("/account").text
    assert "我的账号" in account
