"""Proofs over a log's seals (RFC 6962): that an event is in a signed log, that a later log continues an earlier one.

Every level of the tree is kept as bytes, 64 to an event: a proof is then a look-up, and a log of a million events takes
64 MB while proofs are made of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

WIDTH = 32


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class ProvingTree:
    """Of the first events of a log. Positions count from 1, as in the log."""

    def __init__(self, seals: Iterable[bytes]) -> None:
        self._levels = [bytearray()]
        for seal in seals:
            self._levels[0] += leaf_hash(seal)
        self.size = len(self._levels[0]) // WIDTH
        while len(below := self._levels[-1]) >= 2 * WIDTH:
            level = bytearray()
            for at in range(0, len(below) - WIDTH, 2 * WIDTH):
                level += hashlib.sha256(b"\x01" + below[at : at + 2 * WIDTH]).digest()
            self._levels.append(level)

    def root(self, size: int | None = None) -> bytes:
        """Of the first `size` events; of all without it."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise ValueError(f"no tree of {size} among {self.size}")
        return self._hash(0, size) if size else hashlib.sha256(b"").digest()

    def inclusion(self, position: int, size: int | None = None) -> list[bytes]:
        """The path of one event to the root over the first `size`, from its own height upwards."""
        size = self.size if size is None else size
        if not 1 <= position <= size <= self.size:
            raise ValueError(f"no event {position} among {size}")
        return self._path(position - 1, 0, size)

    def consistency(self, earlier: int, later: int | None = None) -> list[bytes]:
        """What shows that the tree over `earlier` events is the beginning of that over `later`."""
        later = self.size if later is None else later
        if not 1 <= earlier <= later <= self.size:
            raise ValueError(f"no tree of {earlier} in one of {later}")
        return self._between(earlier, 0, later, True) if earlier < later else []

    def _hash(self, start: int, count: int) -> bytes:
        if count & (count - 1) == 0 and start % count == 0:
            level, at = count.bit_length() - 1, start // count * WIDTH
            return bytes(self._levels[level][at : at + WIDTH])
        left = _split(count)
        return node_hash(self._hash(start, left), self._hash(start + left, count - left))

    def _path(self, index: int, start: int, count: int) -> list[bytes]:
        if count == 1:
            return []
        left = _split(count)
        if index < left:
            return [*self._path(index, start, left), self._hash(start + left, count - left)]
        return [*self._path(index - left, start + left, count - left), self._hash(start, left)]

    def _between(self, earlier: int, start: int, count: int, whole: bool) -> list[bytes]:
        if earlier == count:
            return [] if whole else [self._hash(start, count)]
        left = _split(count)
        if earlier <= left:
            return [*self._between(earlier, start, left, whole), self._hash(start + left, count - left)]
        return [*self._between(earlier - left, start + left, count - left, False), self._hash(start, left)]


def _split(count: int) -> int:
    """The largest power of two below."""
    return 1 << (count - 1).bit_length() - 1


def included(seal: bytes, position: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether the path leads from the event's seal to the root (RFC 9162, 2.1.3.2)."""
    index, last = position - 1, size - 1
    if not 0 <= index <= last:
        return False
    digest = leaf_hash(seal)
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            digest = node_hash(sibling, digest)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and digest == root
