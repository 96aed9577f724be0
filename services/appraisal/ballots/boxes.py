"""The keys and the box of every round, in a folder outside the databases and the backups (A35).

One process owns a round: in one process the system itself; distributed, a small process that others reach over a
private connection (`Boxes` is what both look like). Signing needs to know who asks and is done by the service; casting
knows nobody.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.appraisal.ballots.blind import PrivateKey, PublicKey
from services.appraisal.ballots.box import Box
from services.appraisal.ballots.slip import COMMENTS, Slip
from services.appraisal.quarter import PATTERN
from services.kernel.refusals import NotFound, Refusal

BOXES = "ballot-boxes"
"""The port by which the composition root gives them; without it no round is opened."""
_ROUND = re.compile(PATTERN)


class RoundNotOpen(Refusal):
    """Slips of the round are not taken, not yet or no longer."""

    code = "appraisal.ballot-not-open"
    next = ("请核对测评的起止时间。", "Look at the days on which the round is open.")


class SlipRefused(Refusal):
    """The slip is not one that this round signed, or says what the round does not ask."""

    code = "appraisal.slip-refused"
    kind = "invalid"
    next = ("请用领取选票的同一浏览器重新投出。", "Cast it again from the browser in which it was taken.")


@dataclass(frozen=True, slots=True)
class RoundKeys:
    """What is published of a round: a key for each department and for comments, and the one that acknowledges."""

    keys: Mapping[str, PublicKey]
    acknowledges: str
    """Ed25519, in hex."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a box needs to know: until when, and which ratings there are."""

    casting_until: datetime
    ratings: tuple[str, ...]
    slots: int


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Signed: whoever holds it and does not find the slip in the sealed list has proved that it was left out."""

    digest: str
    signature: str


class Boxes(Protocol):
    def open(self, round_: str, departments: Iterable[str], terms: Terms) -> RoundKeys:
        """Makes keys and box, once: the same again gives the same keys."""
        ...

    def sign(self, round_: str, blinded: Mapping[str, bytes]) -> dict[str, bytes]: ...
    def cast(self, round_: str, slip: Slip, now: datetime) -> Acknowledgement: ...
    def slips(self, round_: str) -> list[Slip]: ...
    def destroy(self, round_: str) -> None: ...


class FolderBoxes:
    """A folder a round: `keys.json`, `box`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._boxes: dict[str, Box] = {}

    def open(self, round_: str, departments: Iterable[str], terms: Terms) -> RoundKeys:
        with self._lock:
            place = self._place(round_)
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not (place / "keys.json").exists():
                Box.make(place / "box", terms.slots)
                kept = {
                    "keys": {
                        name: [hex(key.p), hex(key.q)]
                        for name in (*departments, COMMENTS)
                        for key in (PrivateKey.generate(),)
                    },
                    "acknowledges": Ed25519PrivateKey.generate().private_bytes_raw().hex(),
                    "until": terms.casting_until.isoformat(),
                    "ratings": list(terms.ratings),
                }
                _write(place / "keys.json", json.dumps(kept))
            return self._published(round_)

    def sign(self, round_: str, blinded: Mapping[str, bytes]) -> dict[str, bytes]:
        keys = self._keys(round_)
        return {name: keys[name].sign(message) for name, message in blinded.items()}

    def cast(self, round_: str, slip: Slip, now: datetime) -> Acknowledgement:
        kept = self._kept(round_)
        if now >= datetime.fromisoformat(kept["until"]):
            raise RoundNotOpen("投票已截止。", "The casting of slips is over.", cites=("A35",))
        try:
            of, department, rating = slip.parts()
            key = self._keys(round_)[department]
        except (KeyError, ValueError):
            raise _refused() from None
        known = department == COMMENTS or rating in kept["ratings"]
        if of != round_ or not known or not slip.holds(key.public):
            raise _refused()
        self._box(round_).cast(slip)
        signer = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept["acknowledges"]))
        return Acknowledgement(slip.digest, signer.sign(acknowledged(round_, slip.digest)).hex())

    def slips(self, round_: str) -> list[Slip]:
        return self._box(round_).slips() if (self._place(round_) / "box").exists() else []

    def destroy(self, round_: str) -> None:
        """The box overwritten and unlinked, then the keys: idempotent, and killed anywhere it goes on."""
        with self._lock:
            place = self._place(round_)
            if (place / "box").exists():
                (self._boxes.pop(round_, None) or Box(place / "box")).destroy()
            keys = place / "keys.json"
            if keys.exists():
                _write(keys, "0" * keys.stat().st_size)
                keys.unlink()
            if place.exists():
                place.rmdir()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _place(self, round_: str) -> Path:
        """A stranger says which round: nothing else is looked for."""
        if not _ROUND.fullmatch(round_):
            raise RoundNotOpen("没有正在进行的测评。", "No such round is open.", cites=("A35",), round=round_[:20])
        return self._folder / round_

    def _kept(self, round_: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self._place(round_) / "keys.json").read_text())
        except (FileNotFoundError, NotADirectoryError):
            raise RoundNotOpen("没有正在进行的测评。", "No such round is open.", cites=("A35",), round=round_) from None
        return found

    def _keys(self, round_: str) -> dict[str, PrivateKey]:
        return {name: PrivateKey(int(p, 16), int(q, 16)) for name, (p, q) in self._kept(round_)["keys"].items()}

    def _published(self, round_: str) -> RoundKeys:
        signer = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self._kept(round_)["acknowledges"]))
        public = signer.public_key().public_bytes_raw().hex()
        return RoundKeys({name: key.public for name, key in self._keys(round_).items()}, public)

    def _box(self, round_: str) -> Box:
        with self._lock:
            if round_ not in self._boxes:
                path = self._place(round_) / "box"
                if not path.exists():
                    raise NotFound("没有这一轮测评的票箱。", "There is no box of this round.", round=round_)
                self._boxes[round_] = Box(path)
            return self._boxes[round_]


def acknowledged(round_: str, digest: str) -> bytes:
    """What an acknowledgement signs."""
    return f"jikao-cast/1|{round_}|{digest}".encode()


def acknowledgement_holds(public: str, round_: str, given: Acknowledgement) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(given.signature), acknowledged(round_, given.digest)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _refused() -> SlipRefused:
    return SlipRefused("选票无效。", "The slip is not valid in this round.", cites=("A35",))


def _write(path: Path, text: str) -> None:
    """On the disk before anybody relies on it."""
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
