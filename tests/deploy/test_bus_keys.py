"""The keys by which services sign what they send are exchanged: what was signed before is believed until its end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from deploy.bus_keys import DAY, rotate
from deploy.cli import app
from deploy.keys import Keys
from services.kernel.delivery.messages import Message
from services.kernel.delivery.signatures import SourceKey, SourceKeys
from services.kernel.host.settings import Settings

NAMES = ("sample", "tally")
MESSAGE = Message("sample", 1, 0, "sample.jar-opened.v1", "0" * 32, b"{}", "0" * 64, "1" * 64)


def signed(keys: Keys) -> Message:
    (made,) = SourceKey.from_pem("sample", keys.bus_pem("sample")).signed([MESSAGE])
    return made


def test_both_are_believed_for_a_while_and_the_old_one_no_longer(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    old = signed(keys)
    until = int(time.time()) + 1000
    assert keys.rotate_bus(NAMES, until) == 2
    new = signed(Keys(tmp_path / "keys"))
    assert new.signature != old.signature
    told = Keys(tmp_path / "keys").bus_keys(NAMES)
    assert all(SourceKeys(told).vouches(one) for one in (old, new))
    for moment, believed in ((until - 1, True), (until, False)):
        known = SourceKeys(told, now=lambda moment=moment: moment)  # type: ignore[misc]
        assert known.vouches(new)
        assert known.vouches(old) is believed
    begun = [0.0]
    long = SourceKeys(told, now=lambda: begun[0])
    assert long.vouches(old)
    begun[0] = until + 1.0
    assert not long.vouches(old), "also by a process that has believed it before"


def test_of_several_exchanges_those_that_have_ended_are_forgotten(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    messages = [signed(keys)]
    for days in (-1, 2, 1):
        keys.rotate_bus(NAMES, int(time.time() + days * DAY))
        messages.append(signed(keys))
    known = SourceKeys(keys.bus_keys(NAMES))
    assert [known.vouches(one) for one in messages] == [False, True, True, True]
    assert keys.bus_keys(NAMES)["sample"].count("@") == 2


def test_an_exchange_broken_off_is_simply_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Keys(tmp_path / "keys")
    old = signed(keys)
    with monkeypatch.context() as cut:
        cut.setattr("deploy.keys.new_key", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            keys.rotate_bus(NAMES, int(time.time()) + 1000)
    assert SourceKeys(keys.bus_keys(NAMES)).vouches(signed(keys))
    keys.rotate_bus(NAMES, int(time.time()) + 2000)
    assert keys.bus_keys(NAMES)["sample"].count("@") == 1
    assert SourceKeys(keys.bus_keys(NAMES)).vouches(old)


def test_the_command_says_until_when_and_touches_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIKAO_ROSTER", '{"sample": "tests.kernel.hosted", "tally": "tests.kernel.tally"}')
    keys = Keys(tmp_path / "keys")
    (tmp_path / "keys" / "logins.json").touch()
    before, who = keys.bus_keys(Settings().roster), keys.public_pem()
    with pytest.raises(SystemExit) as ended:
        app(["rotate-bus-keys", "--data", str(tmp_path), "--days", "3"])
    assert not ended.value.code
    assert "2 把密钥已更替" in capsys.readouterr().out
    again = Keys(tmp_path / "keys")
    assert again.public_pem() == who
    for name, said in again.bus_keys(Settings().roster).items():
        new, old = said.split()
        assert old.startswith(before[name])
        assert new != before[name]
    with pytest.raises(SystemExit, match="no folder of a cluster"):
        rotate(tmp_path / "elsewhere", 3)
    with pytest.raises(SystemExit, match="have to last"):
        rotate(tmp_path, 0)
