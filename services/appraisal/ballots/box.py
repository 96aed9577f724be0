"""The box of one round: a file of equal slots outside every database, from which no order can be read (A35).

All slots are written beforehand, of one size. A slip overwrites a random free one and is on the disk before it is
acknowledged. Nothing else is kept: no time, no order, no caller. In memory there is a set of digests, never a list.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from pathlib import Path

from services.appraisal.ballots.slip import Slip

SLOT = 1024
_LENGTH, _DIGEST = 4, 32
_HEAD = _LENGTH + _DIGEST
_MOST = SLOT - _HEAD


class BoxFull(RuntimeError):
    """More slips than were ever signed for: somebody else's key, or a fault."""


class Box:
    """Owned by one process. Casting the same slip again changes nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_RDWR)
        self._free: set[int] = set()
        self._held: set[str] = set()
        for place in range(os.fstat(self._file).st_size // SLOT):
            slip = self._read(place)
            if slip is None:
                self._free.add(place)
            else:
                self._held.add(slip.digest)

    @staticmethod
    def make(path: Path, slots: int) -> None:
        """Written whole and put in place at once: a box is never half made."""
        made = path.with_suffix(".new")
        with open(made, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(bytes(SLOT) * slots)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)

    def cast(self, slip: Slip) -> bool:
        """False where it was in the box before."""
        packed = len(slip.message).to_bytes(2, "big") + slip.message + slip.signature
        if len(packed) > _MOST:
            raise ValueError("longer than a slot")
        with self._lock:
            if slip.digest in self._held:
                return False
            if not self._free:
                raise BoxFull
            place = secrets.choice(sorted(self._free))
            head = len(packed).to_bytes(_LENGTH, "big") + hashlib.sha256(packed).digest()
            filled = head + packed + secrets.token_bytes(_MOST - len(packed))
            os.pwrite(self._file, filled, place * SLOT)
            os.fdatasync(self._file)
            self._free.discard(place)
            self._held.add(slip.digest)
        return True

    def slips(self) -> list[Slip]:
        """Sorted by what they say, so that not even a file's order is passed on."""
        found = (self._read(place) for place in range(os.fstat(self._file).st_size // SLOT))
        return sorted((slip for slip in found if slip is not None), key=lambda slip: slip.message)

    def destroy(self) -> None:
        """Overwritten, then unlinked."""
        with self._lock:
            size = os.fstat(self._file).st_size
            os.pwrite(self._file, secrets.token_bytes(size), 0)
            os.fsync(self._file)
            os.close(self._file)
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        os.close(self._file)

    def _read(self, place: int) -> Slip | None:
        """None for a slot that is free, or was not written to its end: nothing of that was acknowledged."""
        slot = os.pread(self._file, SLOT, place * SLOT)
        length = int.from_bytes(slot[:_LENGTH], "big")
        packed = slot[_HEAD : _HEAD + length]
        if not 0 < length <= _MOST or hashlib.sha256(packed).digest() != slot[_LENGTH:_HEAD]:
            return None
        cut = 2 + int.from_bytes(packed[:2], "big")
        return Slip(packed[2:cut], packed[cut:])
