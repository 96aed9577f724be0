"""The keys of one organ, made at first start and kept in a folder that only its owner reads."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.seal import Notary
from services.kernel.procedure.identity import Signer, Verifier, load_or_create_key, public_key

YEARS = 20 * 366 * 86_400
"""A system token lives as long as its process; in the distributed runtime its process does not hold the key."""


class Keys:
    """`identity.pem` signs who somebody is; `seal.pem` signs checkpoints of the logs; `box.secret` opens the box
    process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._identity = load_or_create_key(folder / "identity.pem")
        self._seal = load_or_create_key(folder / "seal.pem")
        self._box = folder / "box.secret"

    def signer(self) -> Signer:
        return Signer(self._identity)

    def verifier(self) -> Verifier:
        return Verifier(public_key(self._identity))

    def notary(self, origin: str) -> Notary:
        return Notary.from_pem(origin, self.seal_pem())

    def public_pem(self) -> str:
        return self._identity.as_pem(private=False).decode()

    def private_pem(self) -> str:
        """For the gateway alone."""
        return self._identity.as_pem(private=True).decode()

    def seal_pem(self) -> bytes:
        return self._seal.as_pem(private=True)

    def box_secret(self) -> str:
        """What the box process lets in."""
        if not self._box.exists():
            self._box.touch(mode=0o600)
            self._box.write_text(secrets.token_urlsafe(32))
        return self._box.read_text()

    def system_token(self, seconds: float = YEARS) -> str:
        """The identity behind the clock, behind imports at first start, and of services towards each other."""
        return self.signer().sign(SYSTEM_ID, token_id=f"system-{time.time_ns()}", seconds=seconds)
