"""Which new passwords are taken."""

from __future__ import annotations

import time

import pytest

from gateway import passwords
from gateway.refusals import WeakPassword
from gateway.settings import Settings
from tests.gateway.conftest import PASSWORD, World

COMMON = ("password1", "Passw0rd!", "12345678", "1qaz2wsx", "qwertyuiop", "iloveyou", "abcd1234", "jikao2026")


@pytest.mark.parametrize("password", COMMON)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check(password, Settings())


@pytest.mark.parametrize(("password", "about"), [("zhangwei1987", ("zhangwei",)), ("P012-p012", ("p012",))])
def test_so_is_whose_account_it_is(password: str, about: tuple[str, ...]) -> None:
    with pytest.raises(WeakPassword):
        passwords.check(password, Settings(password_strength=3), about=about)


@pytest.mark.parametrize("password", ["my own words", "石桥边三只白鹅游", "kettle-orbit-plum", "Qx7!fapo9"])
def test_what_takes_long_to_guess_is_taken(password: str) -> None:
    passwords.check(password, Settings())


def test_how_much_is_asked_is_the_operators_to_say() -> None:
    passwords.check("abcd1234", Settings(password_strength=0))
    with pytest.raises(WeakPassword):
        passwords.check("Qx7!fapo9", Settings(password_strength=4))
    with pytest.raises(WeakPassword):
        passwords.check("my own words", Settings(shortest_password=20))


def test_a_very_long_one_is_looked_at_quickly() -> None:
    began = time.perf_counter()
    passwords.check("知道" * 3 + "ab1" * 64, Settings())
    assert time.perf_counter() - began < 2


def test_the_refusal_says_why_and_never_what(world: World) -> None:
    answer = world.client.post(
        "/api/v1/sessions/password", json={"old": PASSWORD, "new": "iloveyou"}, headers=world.bearer()
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "gateway.weak-password")
    assert "常见密码" in answer.json()["detail"]
    assert "iloveyou" not in answer.text
