"""How one signing key follows another: the old one signs a statement that names the new one. Knows no service.

The statements are kept beside the key as a JSON list, and each log records its own (`seal-key-rotated`).
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.kernel.refusals import Unavailable


class BadRotation(Unavailable):
    code = "kernel.bad-key-rotation"
    next = (
        "请放回原来的密钥更替记录再启动。",
        "Put the right record of rotations (seal-rotations.json) back and start again.",
    )


SAYS = {"before", "after", "time", "signature"}


@dataclass(frozen=True, slots=True)
class Rotation:
    """What one key said of the next, in hexadecimal; `time` in seconds since the epoch."""

    before: str
    after: str
    time: int
    signature: str


def statement(origin: str, before: bytes, after: bytes, time: int) -> bytes:
    keys = "\n".join(base64.b64encode(key).decode() for key in (before, after))
    return f"jikao seal key rotation\n{origin}\n{keys}\ntime {time}\n".encode()


def rotated(origin: str, before: Ed25519PrivateKey, after: bytes, time: int) -> dict[str, Any]:
    """What the old key says of the new one."""
    old = before.public_key().public_bytes_raw()
    signature = before.sign(statement(origin, old, after, time))
    return {"before": old.hex(), "after": after.hex(), "time": time, "signature": signature.hex()}


def holds(origin: str, said: dict[str, Any]) -> bool:
    try:
        before, after = bytes.fromhex(said["before"]), bytes.fromhex(said["after"])
        signed = statement(origin, before, after, int(said["time"]))
        Ed25519PublicKey.from_public_bytes(before).verify(bytes.fromhex(said["signature"]), signed)
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False
    return True


def read(origin: str, text: str, current: bytes) -> tuple[Rotation, ...]:
    """How it came to the current key, the oldest first; each proven by the key before."""
    if not text.strip():
        return ()
    try:
        chain: list[dict[str, Any]] = json.loads(text)
        sound = isinstance(chain, list) and all(
            isinstance(one, dict) and set(one) == SAYS and holds(origin, one) for one in chain
        )
    except ValueError:
        chain, sound = [], False
    after = [*(one.get("before") for one in chain[1:]), current.hex()] if sound else []
    if not sound or [one["after"] for one in chain] != after:
        raise BadRotation(
            "密钥更替记录不成链或已损坏。", "The record of the key's rotations is no chain, or is spoilt."
        )
    return tuple(Rotation(**one) for one in chain)
