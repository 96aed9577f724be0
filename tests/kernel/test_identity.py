"""A message that is forged, expired or meant for somebody else names nobody."""

from __future__ import annotations

import hmac
import stat
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt

from services.kernel.procedure.identity import AUDIENCE, Signer, Verifier, load_or_create_key, new_key, public_key
from services.kernel.refusals import Unauthenticated

KEY = new_key()


class Wall:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def verifier(wall: Wall | None = None) -> Verifier:
    return Verifier(public_key(KEY), wall or Wall())


def claims(**changed: object) -> dict[str, object]:
    known = {"sub": "p001", "jti": "t1", "iat": int(Wall.now), "exp": int(Wall.now) + 900, "aud": AUDIENCE}
    return {name: value for name, value in (known | changed).items() if value is not None}


def signed(**changed: object) -> str:
    return jwt.encode({"alg": "Ed25519"}, claims(**changed), KEY, algorithms=["Ed25519"])


def with_public_key_as_secret() -> str:
    """The classic confusion of algorithms: everybody knows this "secret"."""
    head = urlsafe_b64encode(b'{"alg":"HS256"}').rstrip(b"=")
    text = head + b"." + signed().split(".")[1].encode()
    made = hmac.digest(public_key(KEY).as_pem(private=False), text, "sha256")
    return (text + b"." + urlsafe_b64encode(made).rstrip(b"=")).decode()


def test_a_signed_identity_is_known_again() -> None:
    identity = verifier().verify(Signer(KEY, Wall()).sign("p001", token_id="t1", seconds=60))
    assert (identity.person, identity.token_id, identity.expires) == ("p001", "t1", Wall.now + 60)


def test_an_identity_ends_also_when_it_was_good_before() -> None:
    wall = Wall()
    known = verifier(wall)
    token = Signer(KEY, wall).sign("p001", token_id="t1", seconds=60)
    known.verify(token)
    wall.now += 59.9
    known.verify(token)
    wall.now += 0.1
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            known.verify(token)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(Signer(new_key(), Wall()).sign("p001", token_id="t1"), id="another key"),
        pytest.param(signed(aud="elsewhere"), id="another audience"),
        pytest.param(signed(aud=None), id="no audience"),
        pytest.param(signed(exp=None), id="no end"),
        pytest.param(signed(exp="soon"), id="an end that is no time"),
        pytest.param(signed(jti=None), id="no token id"),
        pytest.param(signed(sub=None), id="no person"),
        pytest.param(signed(exp=int(Wall.now)), id="just ended"),
        pytest.param("", id="empty"),
        pytest.param("a.b.c", id="not a token"),
        pytest.param("身份", id="not even letters"),
        pytest.param(with_public_key_as_secret(), id="the public key used as a shared secret"),
        pytest.param("eyJhbGciOiJub25lIn0." + signed().split(".")[1] + ".", id="no signature"),
    ],
)
def test_what_was_not_signed_for_us_is_refused(token: str) -> None:
    with pytest.raises(Unauthenticated):
        verifier().verify(token)


TOKEN = signed()


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("ABab01-_"))
def test_no_changed_letter_passes_as_somebody_else(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    try:
        identity = verifier().verify(changed)
    except Unauthenticated:
        return
    assert identity == verifier().verify(TOKEN)


def test_only_some_tokens_are_remembered() -> None:
    signer, small = Signer(KEY, Wall()), Verifier(public_key(KEY), Wall(), remembered=2)
    for number in range(5):
        assert small.verify(signer.sign("p001", token_id=f"t{number}")).token_id == f"t{number}"
    assert len(small._known) == 2


def test_the_private_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "identity.pem"
    first, second = load_or_create_key(path), load_or_create_key(path)
    assert first.as_pem(private=True) == second.as_pem(private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
