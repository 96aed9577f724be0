"""The second factor: codes that change, each once; recovery codes; whose posts ask for it; lost devices."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyotp
import pytest
import segno
import zxingcpp
from PIL import Image

from deploy import web
from gateway.accounts import Accounts
from gateway.factors import RECOVERY_CODES, STEP, Offered
from gateway.gate import ACCESS_COOKIE
from gateway.refusals import WrongCode
from gateway.settings import Settings
from services.kernel.refusals import Refusal
from tests.gateway.conftest import FAST, PASSWORD
from tests.gateway.door import HEAD, KEEPER, PLAIN, SESSIONS, Door
from tests.gateway.test_accounts_kept import at, code

FACTOR = f"{SESSIONS}/second-factor"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path, second_factor=True)
    made.add(PLAIN, HEAD, KEEPER)
    made.followed()
    yield made
    made.close()


def bearer(session: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['access_token']}"}


class Device:
    """What somebody carries with them."""

    def __init__(self, door: Door, secret: str) -> None:
        self.door, self.made = door, pyotp.TOTP(secret)

    def code(self, steps: int = 0) -> str:
        return self.made.at(int(self.door.wall[0]) + steps * STEP)

    def later(self) -> str:
        """The next code there is."""
        self.door.wall[0] += STEP
        return self.code()


def set_up(door: Door, login: str) -> tuple[Device, list[str]]:
    me = bearer(door.log_in(login).json())
    device = Device(door, door.client.post(FACTOR, headers=me).json()["secret"])
    answer = door.client.put(FACTOR, json={"code": device.code()}, headers=me)
    assert answer.status_code == 200, answer.text
    assert answer.json()["next_step"] == ""
    assert door.client.get("/api/v1/directory/organ", headers=bearer(answer.json())).status_code == 200
    return device, answer.json()["recovery_codes"]


def test_a_post_with_power_sets_one_up_before_anything_else(door: Door) -> None:
    session = door.log_in(HEAD).json()
    assert session["next_step"] == "second-factor"
    me = bearer(session)
    assert code(door.client.get("/api/v1/directory/organ", headers=me)) == (403, "gateway.second-factor-needed")
    own = {"old": PASSWORD, "new": "kettle-orbit-plum"}
    assert code(door.client.post(f"{SESSIONS}/password", json=own, headers=me)) == (403, "gateway.second-factor-needed")
    set_up(door, HEAD)


def test_a_plain_post_need_not_and_a_demonstration_asks_nobody(door: Door, tmp_path: Path) -> None:
    assert door.log_in(PLAIN).json()["next_step"] == ""
    without = Door(tmp_path, desk=door.desk)
    without.followed()
    assert without.log_in(HEAD).json()["next_step"] == ""
    without.close()
    assert web.gateway_settings(("directory",), demo=False).second_factor, "unless it is asked for by name"
    assert not web.gateway_settings(("directory",), demo=True).second_factor


def test_a_password_alone_opens_nothing_any_more(door: Door) -> None:
    device, _ = set_up(door, HEAD)
    session = door.log_in(HEAD).json()
    me = bearer(session)
    assert session["next_step"] == "code"
    for path in ("/api/v1/directory/organ", "/api/v1/live"):
        assert code(door.client.get(path, headers=me)) == (403, "gateway.code-needed")
    own = {"old": PASSWORD, "new": "kettle-orbit-plum"}
    assert code(door.client.post(f"{SESSIONS}/password", json=own, headers=me)) == (403, "gateway.code-needed")
    assert code(door.client.post(FACTOR, headers=me)) == (403, "gateway.code-needed"), "nor another device"
    again = door.client.post(f"{SESSIONS}/refresh", json={"refresh_token": session["refresh_token"]}).json()
    assert again["next_step"] == "code", "nor does renewing the session help"
    given = door.client.post(f"{SESSIONS}/code", json={"code": device.later()}, headers=bearer(again))
    assert given.json()["next_step"] == ""
    assert door.client.get("/api/v1/directory/organ", headers=bearer(given.json())).status_code == 200
    assert code(door.client.get(f"{SESSIONS}/current", headers=me)) == (401, "gateway.session-ended")


def test_a_program_gives_both_at_once(door: Door) -> None:
    device, _ = set_up(door, HEAD)
    assert door.log_in(HEAD, code=device.later()).json()["next_step"] == ""
    assert code(door.log_in(HEAD, code="000000")) == (401, "gateway.wrong-code")


def test_a_code_counts_once(door: Door) -> None:
    device, _ = set_up(door, HEAD)
    assert code(door.log_in(HEAD, code=device.code())) == (401, "gateway.wrong-code"), "it set the device up"
    now = device.later()
    assert door.log_in(HEAD, code=now).status_code == 201
    assert code(door.log_in(HEAD, code=now)) == (401, "gateway.wrong-code")
    assert code(door.log_in(HEAD, code=device.code(-1))) == (401, "gateway.wrong-code"), "nor one from before it"
    assert door.log_in(HEAD, code=device.later()).status_code == 201


def test_of_two_at_once_with_one_code_one_comes_in(tmp_path: Path, postgres_url: str) -> None:
    url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    now = [1_800_000_000.0]
    accounts = Accounts(url, Settings(failures_before_wait=99), wall=lambda: now[0], hasher=FAST)
    accounts.factors.unlock(b"k" * 32)
    accounts.add("p001", "p001", PASSWORD)
    made = pyotp.TOTP(accounts.factors.offer("p001", "o").secret)
    accounts.factors.confirm("p001", made.at(int(now[0])), "here")
    now[0] += STEP
    at_once, shown = threading.Barrier(6), made.at(int(now[0]))

    def come(_: int) -> str:
        at_once.wait()
        try:
            accounts.factors.check("p001", shown, "here")
        except WrongCode:
            return "refused"
        return "in"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(come, range(6))) == ["in", *["refused"] * 5]
    accounts.close()


def test_clocks_may_differ_by_half_a_minute_and_no_more(door: Door) -> None:
    device, _ = set_up(door, HEAD)
    door.wall[0] += 10 * STEP
    assert code(door.log_in(HEAD, code=device.code(-2))) == (401, "gateway.wrong-code")
    assert code(door.log_in(HEAD, code=device.code(2))) == (401, "gateway.wrong-code")
    assert door.log_in(HEAD, code=device.code(-1)).status_code == 201
    assert door.log_in(HEAD, code=device.code(1)).status_code == 201


def test_wrong_codes_make_whoever_guesses_wait(door: Door) -> None:
    device, _ = set_up(door, HEAD)
    me = bearer(door.log_in(HEAD).json())
    for _ in range(5):
        wrong = door.client.post(f"{SESSIONS}/code", json={"code": "000000"}, headers=me)
        assert code(wrong) == (401, "gateway.wrong-code")
    held = door.client.post(f"{SESSIONS}/code", json={"code": device.code(1)}, headers=me)
    assert code(held) == (429, "gateway.account-locked"), "the right one too: a guess"
    door.wall[0] += 3600
    assert door.log_in(HEAD, code=device.code()).status_code == 201
    door.told()
    told = [(str(one.what), str(one.reason), one.times) for one in door.record() if one.reason != "none"]
    assert ("login-refused", "wrong-code", 5) in told


def test_recovery_codes_stand_in_for_the_device_once_each(door: Door) -> None:
    _, codes = set_up(door, HEAD)
    assert len(set(codes)) == RECOVERY_CODES
    assert door.log_in(HEAD, code=codes[3]).status_code == 201
    assert code(door.log_in(HEAD, code=codes[3])) == (401, "gateway.wrong-code")
    assert door.log_in(HEAD, code=codes[4].upper().replace("-", " ")).status_code == 201
    assert door.accounts.factors.of(HEAD).left == RECOVERY_CODES - 2
    door.told()
    assert [str(one.what) for one in door.record()].count("recovery-code-used") == 2


def test_another_device_takes_a_code_of_the_present_one(door: Door) -> None:
    device, _ = set_up(door, PLAIN)
    me = bearer(door.log_in(PLAIN, code=device.later()).json())
    other = Device(door, door.client.post(FACTOR, headers=me).json()["secret"])
    assert other.made.secret != device.made.secret
    alone = door.client.put(FACTOR, json={"code": other.later()}, headers=me)
    assert code(alone) == (401, "gateway.wrong-code")
    both = {"code": other.later(), "current": device.code()}
    assert door.client.put(FACTOR, json=both, headers=me).status_code == 200
    assert code(door.client.get(f"{SESSIONS}/current", headers=me)) == (401, "gateway.session-ended")
    assert code(door.log_in(PLAIN, code=device.later())) == (401, "gateway.wrong-code")
    assert door.log_in(PLAIN, code=other.code()).status_code == 201


def test_a_lost_device_is_the_security_administrators_to_reset_on_record(door: Door) -> None:
    device, _ = set_up(door, PLAIN)
    me = bearer(door.log_in(PLAIN, code=device.later()).json())
    keeper, _ = set_up(door, KEEPER)
    by = bearer(door.log_in(KEEPER, code=keeper.later()).json())
    reset = door.client.post(f"/api/v1/directory/{at(PLAIN)}/second-factor", json={"reason": "手机遗失"}, headers=by)
    assert reset.status_code == 200, reset.text
    door.followed()
    assert code(door.client.get(f"{SESSIONS}/current", headers=me)) == (401, "gateway.session-ended")
    assert door.log_in(PLAIN).json()["next_step"] == ""
    topics = [row.topic for row in door.desk.app.store.rows(0)]
    assert "directory.second-factor-reset.v1" in topics


def test_secrets_and_codes_lie_in_no_database_as_they_are(door: Door, tmp_path: Path) -> None:
    device, codes = set_up(door, HEAD)
    door.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*"))
    assert device.made.secret.encode() not in stored
    assert not any(one.encode() in stored for one in codes)
    another = Accounts(f"sqlite:///{tmp_path}/gateway.db", Settings(), hasher=FAST)
    another.factors.unlock(b"x" * 32)
    with pytest.raises(Refusal) as refused:
        another.factors.check(HEAD, device.code(), "here")
    assert refused.value.code == "gateway.factor-unreadable"
    another.close()


# -- pages ------------------------------------------------------------------------------------------------------------


def hidden(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def test_in_a_browser_from_the_password_to_the_page_that_was_wanted(door: Door) -> None:
    given = {"login": HEAD, "password": PASSWORD, "next": "/account"}
    first = door.client.post("/login", data=given, follow_redirects=False)
    assert first.headers["location"] == "/second-factor?next=/account"
    page = door.client.get(first.headers["location"]).text
    assert "<svg" in page
    assert "<nav" not in page, "no way round"
    assert door.client.get("/desk", follow_redirects=False).headers["location"] == "/second-factor"
    device = Device(door, page.partition('class="secret">')[2].partition("<")[0])
    wrong = door.client.post("/second-factor", data={"csrf": hidden(page), "code": "000000"})
    assert (wrong.status_code, "动态口令不正确" in wrong.text) == (401, True)
    done = door.client.post(first.headers["location"], data={"csrf": hidden(wrong.text), "code": device.code()})
    assert 'href="/account">已妥善保管' in done.text
    assert done.text.count("<li><code>") == RECOVERY_CODES
    assert "使用中，剩余恢复码 10 个" in door.client.get("/account").text
    door.client.cookies.clear()
    asked = door.client.post("/login", data=given, follow_redirects=False)
    assert asked.headers["location"] == "/code?next=/account"
    assert asked.cookies[ACCESS_COOKIE]
    page = door.client.get("/code?next=%2Faccount").text
    come = door.client.post(
        "/code?next=%2Faccount", data={"csrf": hidden(page), "code": device.later()}, follow_redirects=False
    )
    assert (come.status_code, come.headers["location"]) == (303, "/account")
    assert "我的账号" in door.client.get("/account").text


def test_the_picture_holds_what_the_device_needs(tmp_path: Path) -> None:
    """Read back by a reader of such pictures."""
    secret = "JBSWY3DPEHPK3PXP" * 2
    offered = Offered(secret, pyotp.TOTP(secret).provisioning_uri(name="p021", issuer_name="季考"))
    assert offered.svg().startswith("<svg")
    assert "http" not in offered.svg().replace("http://www.w3.org/2000/svg", "")
    segno.make(offered.uri, error="m").save(str(tmp_path / "qr.png"), scale=5, border=3)
    (read,) = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
    assert pyotp.parse_uri(read.text).secret == secret  # type: ignore[attr-defined]
