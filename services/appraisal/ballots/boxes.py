"""The keys and the box of every round, in a folder outside the databases and the backups (A35).

One process owns a round: in one process the system itself; distributed, a small process that others reach over a
private connection (`Boxes` is what both look like). Signing needs to know who asks and is done by the service; casting
knows nobody.

What stands on record of a round and what lies in the folder are held together by the key of acknowledgements: whoever
speaks of a round that is on record names it, and a folder that does not have it is refused (`BoxUnsound`).
"""

from __future__ import annotations

import hashlib
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
from services.appraisal.ballots.box import Box, Label
from services.appraisal.ballots.refusals import BoxState, BoxUnsound, RoundNotOpen, SlipRefused
from services.appraisal.ballots.slip import COMMENTS, Slip

BOXES = "ballot-boxes"
"""The port by which the composition root gives them; without it no round is opened."""
_ROUND = re.compile(r"[12][0-9]{3}-Q[1-4](\.[1-9][0-9]?)?")


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
    """`key` is the round's key of acknowledgements as it is on record; where folder and record differ, `BoxUnsound`."""

    def open(self, round_: str, departments: Iterable[str], terms: Terms) -> RoundKeys:
        """Makes keys and box, once: the same again gives the same keys."""
        ...

    def check(self, round_: str, key: str) -> None:
        """Refuses where the box is not sound, to its last slot."""
        ...

    def sign(self, round_: str, key: str, blinded: Mapping[str, bytes]) -> dict[str, bytes]: ...
    def cast(self, round_: str, slip: Slip, now: datetime) -> Acknowledgement: ...

    def close(self, round_: str, key: str) -> list[Slip]:
        """Takes no slip any more, and gives all there are. Again gives the same."""
        ...

    def held(self) -> list[str]:
        """The rounds of which anything is here."""
        ...

    def destroy(self, round_: str) -> None: ...


class FolderBoxes:
    """A folder a round: `keys.json` (its digest, then what it says) and `box`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._boxes: dict[str, Box] = {}

    def open(self, round_: str, departments: Iterable[str], terms: Terms) -> RoundKeys:
        """What is here of a round that is not on record was made before the machine stopped. Nobody has a slip
        of it: it is made anew where a part is missing or other terms hold; one with slips in it is somebody's."""
        wanted: dict[str, Any] = {
            "departments": sorted(departments),
            "until": terms.casting_until.isoformat(),
            "ratings": list(terms.ratings),
            "slots": terms.slots,
        }
        place = self._place(round_)
        try:
            kept = self._kept(round_)
            if self._box(round_).slips():
                raise BoxUnsound(round_, BoxState.FOREIGN)
            if all(kept[name] == value for name, value in wanted.items()):
                return self._published(round_)
        except RoundNotOpen:
            pass
        except BoxUnsound as fault:
            if fault.state not in (BoxState.KEYS_LOST, BoxState.LOST):
                raise
        self.destroy(round_)
        with self._lock:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            signer = Ed25519PrivateKey.generate()
            keys = {name: PrivateKey.generate() for name in (*wanted["departments"], COMMENTS)}
            kept = wanted | {
                "keys": {name: [hex(key.p), hex(key.q)] for name, key in keys.items()},
                "acknowledges": signer.private_bytes_raw().hex(),
            }
            Box.make(place / "box", Label(round_, _public(signer), terms.slots))
            _write(place / "keys.json", _sealed(json.dumps(kept)))
        return self._published(round_)

    def check(self, round_: str, key: str) -> None:
        self._sound(round_, key)

    def sign(self, round_: str, key: str, blinded: Mapping[str, bytes]) -> dict[str, bytes]:
        self._sound(round_, key)
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

    def close(self, round_: str, key: str) -> list[Slip]:
        box = self._sound(round_, key)
        box.close_for_good()
        slips = box.slips()
        keys = {name: private.public for name, private in self._keys(round_).items()}
        if not all(keys[slip.parts()[1]].verify(slip.message, slip.signature) for slip in slips):
            raise BoxUnsound(round_, BoxState.FOREIGN)
        return slips

    def held(self) -> list[str]:
        found = self._folder.iterdir() if self._folder.exists() else ()
        return sorted(place.name for place in found if _ROUND.fullmatch(place.name))

    def destroy(self, round_: str) -> None:
        """The box overwritten and unlinked, then the keys: idempotent, and killed anywhere it goes on."""
        with self._lock:
            place = self._place(round_)
            if opened := self._boxes.pop(round_, None):
                opened.leave()
            if place.exists():
                for file in sorted(place.iterdir(), key=lambda file: (file.name == "keys.json", file.name)):
                    Box.destroy(file)
                place.rmdir()

    def leave(self) -> None:
        """Whoever comes after this process may have the boxes."""
        with self._lock:
            while self._boxes:
                self._boxes.popitem()[1].leave()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _place(self, round_: str) -> Path:
        """A stranger says which round: nothing else is looked for."""
        if not _ROUND.fullmatch(round_):
            raise RoundNotOpen("没有正在进行的测评。", "No such round is open.", cites=("A35",), round=round_[:20])
        return self._folder / round_

    def _kept(self, round_: str) -> dict[str, Any]:
        place = self._place(round_)
        try:
            digest, _, text = (place / "keys.json").read_text("utf-8").partition("\n")
        except (OSError, ValueError):
            if (place / "box").exists() or (place / "keys.json").exists():
                raise BoxUnsound(round_, BoxState.KEYS_LOST) from None
            raise RoundNotOpen("没有正在进行的测评。", "No such round is open.", cites=("A35",), round=round_) from None
        if _sealed(text) != f"{digest}\n{text}":
            raise BoxUnsound(round_, BoxState.KEYS_LOST)
        found: dict[str, Any] = json.loads(text)
        return found

    def _keys(self, round_: str) -> dict[str, PrivateKey]:
        return {name: PrivateKey(int(p, 16), int(q, 16)) for name, (p, q) in self._kept(round_)["keys"].items()}

    def _key(self, round_: str) -> str:
        return _public(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self._kept(round_)["acknowledges"])))

    def _published(self, round_: str) -> RoundKeys:
        return RoundKeys({name: key.public for name, key in self._keys(round_).items()}, self._key(round_))

    def _sound(self, round_: str, key: str) -> Box:
        """The box of a round that is on record, whole, with its keys beside it."""
        try:
            mine = self._key(round_)
        except RoundNotOpen:
            raise BoxUnsound(round_, BoxState.LOST) from None
        if mine != key:
            raise BoxUnsound(round_, BoxState.FOREIGN)
        box = self._box(round_)
        box.slips()
        return box

    def _box(self, round_: str) -> Box:
        """What was removed or replaced behind our back is looked for anew the next time, so that a box that is brought
        back is found without a restart."""
        with self._lock:
            box = self._boxes.get(round_)
            if box is not None and not box.is_there():
                self._boxes.pop(round_).leave()
                box = None
            if box is None:
                box = self._boxes[round_] = Box(self._place(round_) / "box", round_, self._key(round_))
            return box


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


def _public(signer: Ed25519PrivateKey) -> str:
    return signer.public_key().public_bytes_raw().hex()


def _refused() -> SlipRefused:
    return SlipRefused("选票无效。", "The slip is not valid in this round.", cites=("A35",))


def _sealed(text: str) -> str:
    return f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}"


def _write(path: Path, text: str) -> None:
    """On the disk, whole, before anybody relies on it."""
    made = path.with_suffix(".new")
    with open(made, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)
