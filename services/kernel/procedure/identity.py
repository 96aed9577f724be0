"""The signed identity every operation message carries, and its check. Knows who, not what they may do.

The gateway signs (Ed25519 JWT); services hold the public key only. Posts are not in the token: each service finds
them in its own copy of the directory for the day of the act.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from services.kernel.refusals import Unauthenticated

ALGORITHM = "Ed25519"
AUDIENCE = "jikao"
REVOKED = "revoked:"
"""Before the id of a token, the key under which Redis holds that it was revoked."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`token_id` is what a revocation names; `expires` is in seconds since the epoch."""

    person: str
    token_id: str
    expires: float


def new_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519")


def load_or_create_key(path: Path) -> OKPKey:
    """The private key file is readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(new_key().as_pem(private=True))
    return OKPKey.import_key(path.read_text())


def public_key(key: OKPKey) -> OKPKey:
    return OKPKey.import_key(key.as_pem(private=False))


class Signer:
    """Makes tokens; only the gateway and the system clock hold one."""

    def __init__(self, key: OKPKey, wall: Callable[[], float] = time.time) -> None:
        self._key, self._wall = key, wall

    def derived(self, purpose: bytes) -> bytes:
        """32 bytes that only who holds the key can make: another key, for something else."""
        made = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
        return made.derive(self._key.as_der(private=True))

    def sign(self, person: str, *, token_id: str, seconds: float = 900) -> str:
        now = self._wall()
        claims = {"sub": person, "jti": token_id, "iat": int(now), "exp": int(now + seconds), "aud": AUDIENCE}
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, algorithms=[ALGORITHM])


class Verifier:
    """Checks tokens; remembers the last few thousand good ones until they expire."""

    def __init__(
        self,
        key: OKPKey,
        wall: Callable[[], float] = time.time,
        remembered: int = 4096,
        revoked: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`revoked` says of a token's id whether its session has ended, where nobody asks that before."""
        self._key, self._wall, self._limit, self._revoked = key, wall, remembered, revoked
        self._known: OrderedDict[str, Identity] = OrderedDict()

    def verify(self, token: str) -> Identity:
        known = self._known.get(token)
        if known is None:
            known = self._check(token)
            self._known[token] = known
            while len(self._known) > self._limit:
                self._known.popitem(last=False)
        if known.expires <= self._wall():
            self._known.pop(token, None)
            raise _refused()
        if self._revoked(known.token_id):
            raise _refused()
        return known

    def _check(self, token: str) -> Identity:
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
            if claims.get("aud") != AUDIENCE:
                raise _refused()
            return Identity(str(claims["sub"]), str(claims["jti"]), float(claims["exp"]))
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise _refused() from error


def _refused() -> Unauthenticated:
    return Unauthenticated(
        "身份令牌无效或已过期，请重新登录。", "The identity token is not valid or has expired; log in again."
    )
