"""The seal: a hash chain over every stored byte, and signed checkpoints of it. Knows no database.

Each link covers the link before, the position, the stream, the version, the topic and the stored bytes, so that a
changed, deleted, reordered or inserted row breaks the chain at its own position. A checkpoint (RFC 6962 Merkle root in
a C2SP signed note) kept elsewhere finds a log that was cut short or rewritten as a whole.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

SHA256 = "sha256"
SM3 = "sm3"
START = bytes(32)


class StoredRow(NamedTuple):
    """One row of the log as it lies in the database. `originator_id` is 32 hex digits, `seal` 32 bytes."""

    position: int
    originator_id: str
    originator_version: int
    topic: str
    state: bytes
    seal: bytes


def link(before: bytes, position: int, stream: str, version: int, topic: str, state: bytes, how: str = SHA256) -> bytes:
    """The seal of one event. The header is delimited by newlines; `first_fault` refuses parts that hold one."""
    head = f"\n{position}\n{stream}\n{version}\n{topic}\n".encode()
    if how == SHA256:
        return hashlib.sha256(before + head + state).digest()
    return hashlib.new(how, before + head + state).digest()


@dataclass(frozen=True, slots=True)
class Fault:
    """The first position that does not hold, and what is wrong with it."""

    position: int
    reason: str


def first_fault(rows: Iterable[StoredRow], size: int, how: str = SHA256) -> Fault | None:
    """Walks the log; `size` is how many events the head says there are."""
    before, expected = START, 1
    for row in rows:
        if row.position != expected:
            return Fault(expected, "missing" if row.position > expected else "out of order")
        if not _holds(before, row, how):
            return Fault(row.position, "changed")
        before, expected = row.seal, expected + 1
    if expected - 1 != size:
        return Fault(min(expected, size + 1), "truncated" if expected - 1 < size else "beyond the head")
    return None


def _holds(before: bytes, row: StoredRow, how: str) -> bool:
    """The header is only unambiguous while its parts hold no newline, and whoever tampers may write one."""
    try:
        if "\n" in row.originator_id or "\n" in row.topic:
            return False
        seal = link(before, row.position, row.originator_id, row.originator_version, row.topic, row.state, how)
    except TypeError:  # SQLite takes any type in any column: bytes that became text are a change, not an error of ours
        return False
    return seal == row.seal


class MerkleTree:
    """RFC 6962 tree head, grown leaf by leaf; keeps only the roots of the complete subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        width, digest = 1, hashlib.sha256(b"\x00" + leaf).digest()
        while self._peaks and self._peaks[-1][0] == width:
            left = self._peaks.pop()[1]
            width, digest = width * 2, hashlib.sha256(b"\x01" + left + digest).digest()
        self._peaks.append((width, digest))
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        digest = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            digest = hashlib.sha256(b"\x01" + left + digest).digest()
        return digest


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: whose log, how many events, their Merkle root, when (seconds since the epoch)."""

    origin: str
    size: int
    root: bytes
    time: int

    def body(self) -> bytes:
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\ntime {self.time}\n".encode()


def key_id(name: str, public: Ed25519PublicKey) -> bytes:
    """C2SP signed note: first four bytes of SHA-256 over name, newline, algorithm 0x01 and key."""
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(name.encode() + b"\n\x01" + raw).digest()[:4]


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The note: body, an empty line, one signature line."""
    body = checkpoint.body()
    signature = key_id(checkpoint.origin, key.public_key()) + key.sign(body)
    return f"{body.decode()}\n— {checkpoint.origin} {base64.b64encode(signature).decode()}\n"


class BadNote(ValueError):
    """A note that is malformed or not signed by the key."""


def opened(note: str, public: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint inside a note whose signature holds."""
    try:
        body, lines = note.split("\n\n", 1)
        origin, size, root, when = body.split("\n")
        _, name, encoded = lines.rstrip("\n").split(" ")
        signature = base64.b64decode(encoded, validate=True)
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root), int(when.removeprefix("time ")))
        if name != origin or signature[:4] != key_id(origin, public):
            raise BadNote("signed by another key")
        public.verify(signature[4:], checkpoint.body())
    except InvalidSignature:
        raise BadNote("the signature does not hold") from None
    except ValueError as error:
        raise BadNote(str(error)) from None
    return checkpoint


def signing_time(note: str) -> int:
    """When a note says it was made, in seconds since the epoch; nothing is proven by that."""
    found = re.search(r"^time (\d{1,12})$", note, re.MULTILINE)
    if found is None:
        raise BadNote("no time")
    return int(found[1])


def checkpoint_fault(rows: Iterator[StoredRow], checkpoint: Checkpoint) -> Fault | None:
    """Whether the first `checkpoint.size` rows are still those that were signed."""
    return checkpoint_faults(rows, [checkpoint])[0]


def checkpoint_faults(rows: Iterator[StoredRow], checkpoints: Sequence[Checkpoint]) -> list[Fault | None]:
    """The same for each of many, in one walk over the log."""
    roots: dict[int, bytes] = {}
    wanted, tree = {one.size for one in checkpoints}, MerkleTree()
    for seal in chain([None], (row.seal for row in rows)):
        if seal is not None:
            tree.add(seal)
        if tree.size in wanted:
            roots[tree.size] = tree.root()
            if len(roots) == len(wanted):
                break
    return [_checkpoint_fault(one, roots.get(one.size), tree.size) for one in checkpoints]


def _checkpoint_fault(checkpoint: Checkpoint, root: bytes | None, size: int) -> Fault | None:
    if root is None:
        return Fault(size + 1, "truncated since the checkpoint")
    return None if root == checkpoint.root else Fault(0, "rewritten since the checkpoint")


@dataclass(frozen=True)
class Notary:
    """The key of one organ and the origin its notes begin with, such as `jikao/yunyou`; notes add the service."""

    origin: str
    key: Ed25519PrivateKey

    @classmethod
    def from_pem(cls, origin: str, pem: bytes) -> Notary:
        key = load_pem_private_key(pem, None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("checkpoints are signed with Ed25519")
        return cls(origin, key)

    def sign(self, service: str, size: int, root: bytes, time: int) -> str:
        return sign(Checkpoint(f"{self.origin}/{service}", size, root, time), self.key)

    def opened(self, service: str, note: str) -> Checkpoint:
        """The checkpoint of this service's log; a good note of another log is refused as well."""
        checkpoint = opened(note, self.key.public_key())
        if checkpoint.origin != f"{self.origin}/{service}":
            raise BadNote(f"a note of {checkpoint.origin}")
        return checkpoint
