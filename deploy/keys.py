"""The keys of one organ, made at first start and kept in a folder that only its owner reads.

The key that signs checkpoints may lie elsewhere (`JIKAO_SEAL_KEY_FILE`, or its text in `JIKAO_SEAL_KEY`). Where a
folder was begun with one, a missing key is a failure: a new one would sign whatever lies there now.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from services.kernel.delivery.signatures import SourceKey
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.host.settings import Settings
from services.kernel.log.keyring import KEY, Keyring, Masters
from services.kernel.log.rotation import rotated
from services.kernel.log.seal import Notary
from services.kernel.procedure.identity import Signer, Verifier, load_or_create_key, new_key, public_key
from services.kernel.refusals import Unavailable

YEARS = 20 * 366 * 86_400
"""A system token lives as long as its process; in the distributed runtime its process does not hold the key."""


ROTATIONS = "seal-rotations.json"


class NoKey(Unavailable):
    code = "deploy.no-key"
    next = (
        "请把原来的密钥放回原处，或设置 JIKAO_SEAL_KEY_FILE 指明它在哪里，再启动。",
        "Put the key back where it was, or say by JIKAO_SEAL_KEY_FILE where it lies, and start again.",
    )


class Keys:
    """`identity.pem` signs who somebody is; `seal.pem` signs checkpoints of the logs; `box.secret` opens the box
    process; `bus/<service>.pem` signs what a service sends to others; `personal.key` wraps the keys of people's own
    words (`kernel/log/keyring.py`)."""

    def __init__(self, folder: Path, settings: Settings | None = None, *, known: str | None = None) -> None:
        """`known` is the public key (hex) by which the folder's notes are signed; None where nothing was begun yet."""
        settings = settings or Settings()
        self._folder = folder
        self.seal_path = settings.seal_key_file or folder / "seal.pem"
        if known is not None and not settings.seal_key and not self.seal_path.exists():
            raise NoKey(
                f"签署检查点的密钥 {self.seal_path} 不见了；没有另造新的。",
                f"The key {self.seal_path} that signs checkpoints is missing; no new one was made.",
            )
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._identity = read_key(folder / "identity.pem")
        self._seal = key_of(settings.seal_key, "JIKAO_SEAL_KEY") if settings.seal_key else read_key(self.seal_path)
        found = public_bytes(self._seal).hex()
        if known and known != found:
            raise NoKey(
                f"密钥 {self.seal_path} 不是这里的检查点所用的那一把。",
                f"The key {self.seal_path} is not the one by which the notes here were signed.",
            )
        self._personal = folder / "personal.key"
        self._box, self._bus = folder / "box.secret", folder / "bus"

    def signer(self) -> Signer:
        return Signer(self._identity)

    def verifier(self) -> Verifier:
        return Verifier(public_key(self._identity))

    def notary(self, origin: str) -> Notary:
        return Notary.from_pem(origin, self.seal_pem(), self.rotations())

    def rotations(self) -> str:
        """How it came to this key."""
        path = self._folder / ROTATIONS
        return path.read_text("utf-8") if path.exists() else ""

    def rotate(self, origin: str, now: int) -> str:
        """A new key in the place of the signing one, which says so first; returns its public key (hex). The statement
        is there before the key: what is broken off in between is refused at the next start, and never half done."""
        old = load_pem_private_key(self.seal_pem(), None)
        assert isinstance(old, Ed25519PrivateKey)
        new = new_key()
        said = json.loads(self.rotations() or "[]")
        said.append(rotated(origin, old, public_bytes(new), now))
        halves = [
            (self._folder / ROTATIONS, json.dumps(said, indent=1).encode()),
            (self.seal_path, new.as_pem(private=True)),
        ]
        for path, content in halves:
            half = path.with_suffix(".half")
            half.touch(mode=0o600)
            half.write_bytes(content)
        for path, _ in halves:
            path.with_suffix(".half").replace(path)
        self._seal = new
        return public_bytes(new).hex()

    def seal_public(self) -> bytes:
        return public_bytes(self._seal)

    def public_pem(self) -> str:
        return self._identity.as_pem(private=False).decode()

    def private_pem(self) -> str:
        """For the gateway alone."""
        return self._identity.as_pem(private=True).decode()

    def seal_pem(self) -> bytes:
        return self._seal.as_pem(private=True)

    def bus_pem(self, service: str) -> str:
        """For the service and its relay alone."""
        self._bus.mkdir(exist_ok=True, mode=0o700)
        return load_or_create_key(self._bus / f"{service}.pem").as_pem(private=True).decode()

    def bus_keys(self, services: Iterable[str]) -> dict[str, str]:
        """By which all others believe them: the key of today, and those before it until their end."""
        return {service: " ".join([self._bus_key(service), *self._former(service)]) for service in services}

    def rotate_bus(self, services: Iterable[str], until: int) -> int:
        """A new key for each in the place of the one that there is, which is believed until then (seconds since the
        epoch); how many. The old one's end is on the disk before its key goes: broken off in between, it is done
        again."""
        changed = 0
        for service in services:
            kept = [said for said in self._former(service) if float(said.partition("@")[2]) > time.time()]
            kept = [said for said in kept if not said.startswith(self._bus_key(service))]
            _replace(self._bus / f"{service}.before", "\n".join([f"{self._bus_key(service)}@{until}", *kept]) + "\n")
            _replace(self._bus / f"{service}.pem", new_key().as_pem(private=True).decode())
            changed += 1
        return changed

    def _bus_key(self, service: str) -> str:
        return SourceKey.from_pem(service, self.bus_pem(service)).public()

    def _former(self, service: str) -> list[str]:
        path = self._bus / f"{service}.before"
        return path.read_text().split() if path.exists() else []

    def masters(self) -> Masters:
        """What wraps the keys of people's own words; exchanged by `jikao rotate-personal-key`."""
        return Masters.of(self._personal)

    def both_masters(self) -> Masters:
        """With one more beside those that there are, the newest: on the disk before anything is wrapped by it."""
        self.masters()
        said = self._personal.read_text() + base64.b64encode(secrets.token_bytes(KEY)).decode() + "\n"
        _replace(self._personal, said)
        return Masters.read(said)

    def rotate_masters(self, rings: Iterable[Keyring]) -> int:
        """Wraps every key anew by the newest master and forgets the older ones; how many were. Broken off in between,
        it is simply done again."""
        changed = 0
        for ring in rings:
            changed += ring.rewrap()
            ring.close()
        _replace(self._personal, self._personal.read_text().split()[-1] + "\n")
        return changed

    def personal_key(self) -> str:
        """The same as a process is told it."""
        self.masters()
        return " ".join(self._personal.read_text().split())

    def box_secret(self) -> str:
        """What the box process lets in."""
        if not self._box.exists():
            self._box.touch(mode=0o600)
            self._box.write_text(secrets.token_urlsafe(32))
        return self._box.read_text()

    def system_token(self, seconds: float = YEARS) -> str:
        """The identity behind the clock, behind imports at first start, and of services towards each other."""
        return self.signer().sign(SYSTEM_ID, token_id=f"system-{time.time_ns()}", seconds=seconds)


def _replace(path: Path, said: str) -> None:
    """Whole or not at all, for its owner alone."""
    beside = path.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_text(said)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(path)


def public_bytes(key: OKPKey) -> bytes:
    private = load_pem_private_key(key.as_pem(private=True), None)
    assert isinstance(private, Ed25519PrivateKey)
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def read_key(path: Path) -> OKPKey:
    """Made where there is none."""
    return key_of(path.read_text("utf-8", "replace"), str(path)) if path.exists() else load_or_create_key(path)


def key_of(text: str, place: str) -> OKPKey:
    try:
        key = OKPKey.import_key(text)
        public_bytes(key)
    except (ValueError, TypeError, AssertionError, JoseError):
        raise NoKey(f"密钥 {place} 是空的或已损坏。", f"The key {place} is empty or spoilt.") from None
    return key
