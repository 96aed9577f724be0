"""Logging in, staying in, being thrown out."""

from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from joserfc import jwt
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.testclient import TestClient

from gateway import problems, refusals
from gateway.accounts import Accounts
from gateway.app import create_app
from gateway.backend import DirectBackend
from gateway.gate import ACCESS_COOKIE, REFRESH_COOKIE
from gateway.limits import MemoryRevocations
from gateway.refusals import AccountLocked, WrongPassword
from gateway.settings import Settings
from services.kernel.procedure.identity import ALGORITHM, Signer, Verifier, new_key, public_key
from services.kernel.refusals import Forbidden, Invalid, Refusal, Unavailable
from tests.gateway.conftest import FAST, OPERATIONS, PASSWORD, World

SESSIONS = "/api/v1/sessions"
CURRENT = f"{SESSIONS}/current"


def log_in(world: World, login: str = "p001", password: str = PASSWORD) -> Any:
    return world.client.post(SESSIONS, json={"login": login, "password": password})


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_wrong_login_and_a_wrong_password_are_told_alike(world: World) -> None:
    wrong, nobody = log_in(world, password="no"), log_in(world, login="nobody")
    assert code(wrong) == code(nobody) == (401, "gateway.wrong-password")
    assert wrong.json()["detail"] == nobody.json()["detail"]
    assert wrong.headers["www-authenticate"] == "Bearer"


def test_whoever_guesses_waits_longer_each_time_and_locks_nobody_else_out(make_world: Any) -> None:
    world = make_world(login_per_account="", login_per_address="")
    for _ in range(5):
        assert log_in(world, password="no").status_code == 401
    for wait in (30, 60, 120):
        held = log_in(world)
        assert code(held) == (429, "gateway.account-locked"), "the right password too: a guess"
        assert wait - 2 <= int(held.headers["retry-after"]) <= wait + 1
        elsewhere = TestClient(world.app, base_url="http://jikao.test", client=("198.51.100.7", 4711))
        assert elsewhere.post(SESSIONS, json={"login": "p001", "password": PASSWORD}).status_code == 201
        world.now[0] += wait + 1
        assert log_in(world, password="no").status_code == 401
    world.now[0] += 300
    assert log_in(world).status_code == 201
    assert log_in(world, password="no").status_code == 401, "forgotten by then"


def test_guesses_of_one_moment_are_all_counted(postgres_url: str) -> None:
    """On a server, where nothing else puts them in a line: each is told that it is wrong, and the next one waits."""
    url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    accounts = Accounts(url, Settings(failures_before_wait=9), hasher=FAST)
    accounts.add("p001", "p001", PASSWORD)
    at_once = threading.Barrier(8)

    def guess(_: int) -> str:
        at_once.wait()
        with pytest.raises(Refusal) as refused:
            accounts.log_in("p001", "no", "192.0.2.1")
        return refused.value.code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(guess, range(8))) == {"gateway.wrong-password"}
    with pytest.raises(WrongPassword):
        accounts.log_in("p001", "no", "192.0.2.1")
    with pytest.raises(AccountLocked):
        accounts.log_in("p001", PASSWORD, "192.0.2.1")
    accounts.close()


def test_a_login_that_nobody_has_answers_like_one_that_somebody_has(world: World) -> None:
    """However often it is tried: nobody learns from the answers who is here."""
    told = [[code(log_in(world, login=login, password="no")) for _ in range(6)] for login in ("p001", "nobody")]
    assert told[0] == told[1]
    assert told[0][-1] == (429, "gateway.account-locked")


def test_who_logged_out_stays_logged_out_after_a_restart(world: World) -> None:
    me = world.bearer()
    assert world.client.delete(CURRENT, headers=me).status_code == 204
    again = create_app(
        DirectBackend({"sample": world.desk.app.call}),
        signer=world.desk.signer,
        verifier=Verifier(public_key(world.desk.signer._key)),
        accounts=world.accounts,
        settings=Settings(services=("sample",)),
        operations=OPERATIONS,
    )
    with TestClient(again, base_url="http://jikao.test") as client:
        assert code(client.get(CURRENT, headers=me)) == (401, "gateway.session-ended")


def test_over_https_cookies_and_pages_ask_for_it(make_world: Any) -> None:
    secure, plain = make_world(secure_cookies=True), make_world()
    given = {"login": "p001", "password": PASSWORD, "next": "/desk"}
    answer = secure.client.post("/login", data=given, follow_redirects=False)
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in plain.client.get("/login").headers


def test_a_store_in_which_an_account_itself_was_locked_is_taken_over(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.execute(
            "CREATE TABLE accounts (login VARCHAR(60) PRIMARY KEY, person VARCHAR(60) NOT NULL,"
            " hash VARCHAR(200) NOT NULL, failures INTEGER NOT NULL, locked_until FLOAT NOT NULL,"
            " must_change BOOLEAN NOT NULL, closed BOOLEAN NOT NULL, note VARCHAR(200) NOT NULL)"
        )
    accounts = Accounts(f"sqlite:///{tmp_path}/old.db", Settings(), hasher=FAST)
    accounts.add("p001", "p001", PASSWORD)
    assert accounts.log_in("p001", PASSWORD).person == "p001"
    accounts.close()


def test_a_good_login_forgets_earlier_failures(world: World) -> None:
    for password in ["no"] * 4 + [PASSWORD] + ["no"] * 4 + [PASSWORD]:
        last = log_in(world, password=password)
    assert last.status_code == 201


def test_guessing_is_slowed_per_account_and_per_address(make_world: Any) -> None:
    world = make_world(login_per_account="3/minute", login_per_address="5/minute")
    answers = [log_in(world, password="no").status_code for _ in range(4)]
    assert answers == [401, 401, 401, 429]
    assert log_in(world, login="p002").status_code == 201
    assert log_in(world, login="p002").status_code == 429


def test_a_closed_account_cannot_log_in_nor_go_on(world: World) -> None:
    refresh = log_in(world).json()["refresh_token"]
    world.accounts.close_account("p001")
    assert code(log_in(world)) == (401, "gateway.wrong-password")
    assert code(world.client.post(f"{SESSIONS}/refresh", json={"refresh_token": refresh})) == (
        401,
        "gateway.session-ended",
    )


def test_logging_out_ends_every_token_of_the_session(world: World) -> None:
    session, other = log_in(world).json(), log_in(world).json()
    me = {"Authorization": f"Bearer {session['access_token']}"}
    assert world.client.delete(CURRENT, headers=me).status_code == 204
    assert code(world.client.get(CURRENT, headers=me)) == (401, "gateway.session-ended")
    again = world.client.post(f"{SESSIONS}/refresh", json={"refresh_token": session["refresh_token"]})
    assert code(again) == (401, "gateway.session-ended")
    assert world.client.get(CURRENT, headers={"Authorization": f"Bearer {other['access_token']}"}).status_code == 200


def test_a_refresh_token_counts_once_and_a_stolen_one_ends_the_session(world: World) -> None:
    first = log_in(world).json()["refresh_token"]
    second = world.client.post(f"{SESSIONS}/refresh", json={"refresh_token": first}).json()
    assert second["refresh_token"] not in {None, first}
    twin = world.client.post(f"{SESSIONS}/refresh", json={"refresh_token": first})
    assert (twin.status_code, twin.json()["refresh_token"]) == (200, None)  # two tabs at once
    world.now[0] += 60
    stolen = world.client.post(f"{SESSIONS}/refresh", json={"refresh_token": first})
    assert code(stolen) == (401, "gateway.session-ended")
    assert "session" not in stolen.json().get("details", {})
    rightful = world.client.post(f"{SESSIONS}/refresh", json={"refresh_token": second["refresh_token"]})
    assert code(rightful) == (401, "gateway.session-ended")
    me = {"Authorization": f"Bearer {second['access_token']}"}
    assert code(world.client.get(CURRENT, headers=me)) == (401, "gateway.session-ended")


def test_an_unused_session_runs_out(make_world: Any) -> None:
    world = make_world(refresh_seconds=3600)
    token = log_in(world).json()["refresh_token"]
    world.now[0] += 3601
    assert world.client.post(f"{SESSIONS}/refresh", json={"refresh_token": token}).status_code == 401


@pytest.mark.parametrize("kind", ["foreign key", "expired", "unsigned", "tampered", "no bearer", "empty"])
def test_a_forged_token_is_401(world: World, kind: str) -> None:
    good = world.token()
    claims = {"sub": "p001", "jti": "x", "exp": int(time.time()) + 600, "aud": "jikao"}
    match kind:
        case "foreign key":
            header = "Bearer " + Signer(new_key()).sign("p001", token_id="x")
        case "expired":
            header = "Bearer " + world.desk.signer.sign("p001", token_id="x", seconds=-1)
        case "unsigned":
            header = "Bearer " + jwt.encode({"alg": "none"}, claims, new_key(), algorithms=["none", ALGORITHM])
        case "tampered":
            head, body, signature = good.split(".")
            header = f"Bearer {head}.{body[:-2]}AA.{signature}"
        case "no bearer":
            header = f"Basic {good}"
        case _:
            header = "Bearer "
    answer = world.client.get("/api/v1/sample/jars", headers={"Authorization": header})
    assert answer.status_code == 401, answer.text


def test_a_first_password_must_be_changed_before_anything_else(world: World) -> None:
    world.accounts.add("new", "p003", "set by somebody", must_change=True)
    session = log_in(world, "new", "set by somebody").json()
    me = {"Authorization": f"Bearer {session['access_token']}"}
    assert session["must_change"] is True
    refused = world.client.get("/api/v1/sample/jars?lang=en", headers=me)
    assert code(refused) == (403, "gateway.must-change-password")
    assert refused.json()["next"].startswith("Choose a password")
    change = {"old": "set by somebody", "new": "short"}
    assert code(world.client.post(f"{SESSIONS}/password", json=change, headers=me)) == (422, "gateway.weak-password")
    changed = world.client.post(f"{SESSIONS}/password", json={**change, "new": "my own words"}, headers=me).json()
    assert changed["must_change"] is False
    assert code(world.client.get(CURRENT, headers=me)) == (401, "gateway.session-ended")
    now = {"Authorization": f"Bearer {changed['access_token']}"}
    assert world.client.get("/api/v1/sample/jars", headers=now).status_code == 200
    assert log_in(world, "new", "my own words").json()["must_change"] is False


def test_what_the_door_forbids_it_never_tells_to_ask_of_another_post() -> None:
    own = [one for one in vars(refusals).values() if isinstance(one, type) and issubclass(one, Forbidden)]
    assert [one.__name__ for one in own if one is not Forbidden and one.next == Forbidden.next] == []
    assert len(own) > 4


def test_every_field_that_is_refused_says_so_in_both_languages() -> None:
    bare = Invalid("不可。", "No.", fields=[{"field": "kind"}])
    (field,) = problems.document(bare, lang="en", correlation="")["fields"]
    assert field["zh"]
    assert field["en"]


def test_a_cookie_writes_only_with_the_pages_token(world: World) -> None:
    """CSRF: the browser sends the cookie by itself; only our pages know the token."""
    session = log_in(world).json()
    cookies = {"Cookie": f"{ACCESS_COOKIE}={session['access_token']}"}
    shown = world.client.get(CURRENT, headers=cookies).json()
    new = {"size": 10, "empty_by": "2026-03-01"}
    for headers, status in (
        (cookies, 403),
        ({**cookies, "X-CSRF-Token": "0" * 64}, 403),
        ({**cookies, "X-CSRF-Token": shown["csrf"], "Origin": "http://evil.test"}, 403),
        ({**cookies, "X-CSRF-Token": shown["csrf"], "Sec-Fetch-Site": "cross-site"}, 403),
        ({**cookies, "X-CSRF-Token": shown["csrf"], "Origin": "http://jikao.test"}, 201),
    ):
        answer = world.client.post("/api/v1/sample/jars", json=new, headers=headers)
        assert answer.status_code == status, answer.text
        if status == 403:
            assert answer.json()["code"] == "gateway.csrf"
    assert REFRESH_COOKIE not in world.client.cookies


def test_bad_fields_are_named_and_never_repeated(world: World) -> None:
    answer = world.client.post(SESSIONS, json={"login": "", "password": "hunter2", "colour": 1})
    assert answer.status_code == 422
    assert {f["field"] for f in answer.json()["fields"]} == {"login", "colour"}
    assert "hunter2" not in answer.text


def test_stored_secrets_let_nobody_in(world: World, tmp_path: Any) -> None:
    session = log_in(world).json()
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("accounts.db*"))
    assert PASSWORD.encode() not in stored
    assert session["refresh_token"].encode() not in stored
    assert b"$argon2id$" in stored


class NoRevocations(MemoryRevocations):
    async def is_revoked(self, session: str) -> bool:
        raise Unavailable("会话状态暂时无法核对。", "It cannot be checked right now.")


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("SELECT", {}, psycopg.OperationalError("connection refused")),
        OperationalError("SELECT", {}, psycopg.errors.AdminShutdown("terminating connection")),
        NoConnection("QueuePool limit reached"),
    ],
    ids=["nobody listens", "it is shutting down", "no connection is free"],
)
def test_where_neither_store_answers_one_is_asked_to_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    bearer = world.bearer()

    def away(*_: object) -> Any:
        raise error

    world.app.state.gate.revocations = NoRevocations()
    for asked in ("is_ended", "log_in"):
        monkeypatch.setattr(world.accounts, asked, away)
    for answer in (
        world.client.get("/api/v1/sample/jars", headers=bearer),
        world.client.get("/desk", headers={**bearer, "Accept": "text/html"}),
        world.client.post("/api/v1/sessions", json={"login": "p001", "password": PASSWORD}),
    ):
        assert (answer.status_code, "kernel.database-away" in answer.text) == (503, True), answer.text[:300]
        assert int(answer.headers["retry-after"]) >= 1


def test_a_fault_of_the_program_at_its_store_stays_a_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_: str) -> bool:
        raise ProgrammingError("SELECT", {}, psycopg.errors.UndefinedColumn("no such column"))

    bearer = world.bearer()
    world.app.state.gate.revocations = NoRevocations()
    monkeypatch.setattr(world.accounts, "is_ended", wrong)
    answer = world.client.get("/api/v1/sample/jars", headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (500, "gateway.fault")
