"""The box of one round: a file of equal slots outside every database, from which no order can be read (A35).

All slots are written beforehand, of one size. A slip overwrites a random free one and is on the disk before it is
acknowledged. Nothing else is kept: no time, no order, no caller. In memory there is a set of digests, never a list.

The first slot says whose box it is, how many slips it acknowledged and whether it is shut, so that a box that is
shorter, older, another round's or damaged is never taken for one in which fewer people voted.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from services.appraisal.ballots.refusals import BoxFull, BoxState, BoxUnsound, RoundNotOpen
from services.appraisal.ballots.slip import Slip

SLOT = 1024
_LENGTH, _DIGEST = 4, 32
_HEAD = _LENGTH + _DIGEST
_MOST = SLOT - _HEAD
_MARK = "jikao-box/2"


@dataclass(frozen=True, slots=True)
class Label:
    """What the first slot says. `key` is the round's key of acknowledgements, which no other round has."""

    round_: str
    key: str
    slots: int
    acknowledged: int = 0
    shut: bool = False

    def packed(self) -> bytes:
        return f"{_MARK}|{self.round_}|{self.key}|{self.slots}|{self.acknowledged:09d}|{self.shut:d}".encode()

    @classmethod
    def unpacked(cls, text: bytes) -> Label:
        mark, round_, key, slots, acknowledged, shut = text.decode().split("|")
        if mark != _MARK:
            raise ValueError("no box")
        return cls(round_, key, int(slots), int(acknowledged), shut == "1")


class Box:
    """Owned by one process. Casting the same slip again changes nothing."""

    def __init__(self, path: Path, round_: str, key: str) -> None:
        self.path, self._round, self._key = path, round_, key
        self._lock = threading.Lock()
        try:
            self._file = os.open(path, os.O_RDWR)
        except OSError:
            raise BoxUnsound(round_, BoxState.LOST) from None
        try:
            self._claim()
            held = self._look()
        except BaseException:
            os.close(self._file)
            raise
        self._held = {slip.digest for slip in held.values()}
        self._free = set(range(1, self._label.slots + 1)) - held.keys()
        self._acknowledge()  # what was written before the power went counts from here on

    @staticmethod
    def make(path: Path, label: Label) -> None:
        """Written whole and put in place at once: a box is never half made."""
        made = path.with_suffix(".new")
        with open(made, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(_slot(label.packed()))
            file.write(bytes(SLOT) * label.slots)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)

    @staticmethod
    def destroy(path: Path) -> None:
        """Overwritten whatever it holds, then unlinked."""
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()

    def cast(self, slip: Slip) -> bool:
        """False where it was in the box before."""
        packed = len(slip.message).to_bytes(2, "big") + slip.message + slip.signature
        if len(packed) > _MOST:
            raise ValueError("longer than a slot")
        with self._lock:
            self._check_place()
            if slip.digest in self._held:
                self._acknowledge()
                return False
            if self._label.shut:
                raise RoundNotOpen("投票已截止。", "The casting of slips is over.", cites=("A35",))
            if not self._free:
                raise BoxFull("票箱已满。", "The box is full.", cites=("A35",))
            place = secrets.choice(sorted(self._free))
            os.pwrite(self._file, _slot(packed), place * SLOT)
            os.fdatasync(self._file)
            self._free.discard(place)
            self._held.add(slip.digest)
            self._acknowledge()
        return True

    def slips(self) -> list[Slip]:
        """Read anew, and refused where one is missing. Sorted by what they say, so that not even a file's order is
        passed on."""
        with self._lock:
            self._check_place()
            held = self._look()
        return sorted(held.values(), key=lambda slip: slip.message)

    def close_for_good(self) -> None:
        """No slip is taken from here on, whatever a clock says: what is read then is all there is."""
        with self._lock:
            self._check_place()
            if not self._label.shut:
                self._write(replace(self._label, shut=True))

    def leave(self) -> None:
        """The file stays; this process has done with it."""
        with self._lock:
            os.close(self._file)
            self._file = -1

    def is_there(self) -> bool:
        try:
            self._check_place()
        except BoxUnsound:
            return False
        return True

    # -- inside -------------------------------------------------------------------------------------------------------

    def _claim(self) -> None:
        """Two processes would write over each other's slips."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BoxUnsound(self._round, BoxState.IN_USE) from None

    def _check_place(self) -> None:
        """A file that was removed or replaced is written no more: nobody would find the slip again."""
        try:
            mine, there = os.fstat(self._file), self.path.stat()
        except OSError:
            raise BoxUnsound(self._round, BoxState.LOST) from None
        if (mine.st_dev, mine.st_ino) != (there.st_dev, there.st_ino):
            raise BoxUnsound(self._round, BoxState.FOREIGN)

    def _look(self) -> dict[int, Slip]:
        """By slot. A slot that was not written to its end counts as free, as long as all that were acknowledged are
        there."""
        said = self._read(0)
        try:
            label = Label.unpacked(said or b"")
        except ValueError:
            raise BoxUnsound(self._round, BoxState.DAMAGED) from None
        if (label.round_, label.key) != (self._round, self._key):
            raise BoxUnsound(self._round, BoxState.FOREIGN)
        found = {place: packed for place in range(1, label.slots + 1) if (packed := self._read(place)) is not None}
        if os.fstat(self._file).st_size != (label.slots + 1) * SLOT or len(found) < label.acknowledged:
            raise BoxUnsound(self._round, BoxState.DAMAGED)
        self._label = label
        return {place: _slip(packed) for place, packed in found.items()}

    def _read(self, place: int) -> bytes | None:
        slot = os.pread(self._file, SLOT, place * SLOT)
        length = int.from_bytes(slot[:_LENGTH], "big")
        packed = slot[_HEAD : _HEAD + length]
        if not 0 < length <= _MOST or hashlib.sha256(packed).digest() != slot[_LENGTH:_HEAD]:
            return None
        return packed

    def _acknowledge(self) -> None:
        """How many are in it is on the disk before the last of them is acknowledged."""
        if self._label.acknowledged != len(self._held):
            self._write(replace(self._label, acknowledged=len(self._held)))

    def _write(self, label: Label) -> None:
        """Within one sector of a disk: it is there whole or not at all."""
        packed = label.packed()
        os.pwrite(self._file, _head(packed) + packed, 0)
        os.fdatasync(self._file)
        self._label = label


def _head(packed: bytes) -> bytes:
    return len(packed).to_bytes(_LENGTH, "big") + hashlib.sha256(packed).digest()


def _slot(packed: bytes) -> bytes:
    return _head(packed) + packed + secrets.token_bytes(_MOST - len(packed))


def _slip(packed: bytes) -> Slip:
    cut = 2 + int.from_bytes(packed[:2], "big")
    return Slip(packed[2:cut], packed[cut:])
