"""The seal: a hash chain over every stored byte, and signed checkpoints of it. Knows no database.

Each link covers the link before, the position, the stream, the version, the topic and the stored bytes, so that a
changed, deleted, reordered or inserted row breaks the chain at its own position. A checkpoint (RFC 6962 Merkle root in
a C2SP signed note) kept elsewhere finds a log that was cut short or rewritten as a whole.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from services.kernel.log import rotation
from services.kernel.log.merkle import leaf_hash, node_hash
from services.kernel.log.rotation import Rotation

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


def holds_by_itself(row: StoredRow, previous: StoredRow | None, how: str = SHA256) -> bool:
    """Whether an event is as it was sealed upon the one before it, which its neighbour alone cannot say of itself."""
    before = START if row.position == 1 else previous.seal if previous is not None else b""
    return _holds(before, row, how)


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

    @classmethod
    def kept(cls, size: int, peaks: bytes) -> MerkleTree | None:
        """As `peaks` had it; None where these are none of so many leaves."""
        widths = [1 << bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]
        if len(peaks) != 32 * len(widths):
            return None
        tree = cls()
        tree.size = size
        tree._peaks = [(width, peaks[32 * n : 32 * n + 32]) for n, width in enumerate(widths)]
        return tree

    def peaks(self) -> bytes:
        """All that it takes to grow on."""
        return b"".join(digest for _, digest in self._peaks)

    def add(self, leaf: bytes) -> None:
        width, digest = 1, leaf_hash(leaf)
        while self._peaks and self._peaks[-1][0] == width:
            left = self._peaks.pop()[1]
            width, digest = width * 2, node_hash(left, digest)
        self._peaks.append((width, digest))
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        digest = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            digest = node_hash(left, digest)
        return digest


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: whose log, how many events, their Merkle root, when (seconds since the epoch).

    `number` counts the notes of one log from 1 and `previous` is the digest of the note before it, 32 zeros for the
    first: a note that is taken away leaves a hole. Notes that were signed before they were numbered have number 0.
    """

    origin: str
    size: int
    root: bytes
    time: int
    number: int = 0
    previous: bytes = START

    def body(self) -> bytes:
        root = base64.b64encode(self.root).decode()
        body = f"{self.origin}\n{self.size}\n{root}\ntime {self.time}\n"
        if self.number:
            body += f"number {self.number}\nprevious {base64.b64encode(self.previous).decode()}\n"
        return body.encode()


def note_digest(note: str) -> bytes:
    """By which the next note names this one."""
    return hashlib.sha256(note.encode()).digest()


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


_EXTENSIONS = re.compile(r"time (\d{1,12})(?:\nnumber ([1-9]\d{0,17})\nprevious ([A-Za-z0-9+/]{43}=))?")


def opened(note: str, *keys: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint inside a note that one of the keys has signed."""
    try:
        body, lines = note.split("\n\n", 1)
        origin, size, root, more = body.split("\n", 3)
        _, name, encoded = lines.rstrip("\n").split(" ")
        said = _EXTENSIONS.fullmatch(more)
        if said is None:
            raise BadNote("an extension line that is not known")
        number, previous = int(said[2] or 0), base64.b64decode(said[3] or "") or START
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root), int(said[1]), number, previous)
        signature = base64.b64decode(encoded, validate=True)
        public = next((key for key in keys if key_id(origin, key) == signature[:4]), None)
        if name != origin or public is None:
            raise BadNote("signed by another key")
        public.verify(signature[4:], checkpoint.body())
    except InvalidSignature:
        raise BadNote("the signature does not hold") from None
    except BadNote:
        raise
    except ValueError as error:
        raise BadNote(str(error)) from None
    return checkpoint


def signer_of(note: str) -> bytes:
    """The key id that a note says it is signed by; nothing is proven by that."""
    try:
        return base64.b64decode(note.rstrip("\n").rsplit(" ", 1)[1], validate=True)[:4]
    except (ValueError, IndexError):
        raise BadNote("no signature") from None


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
    """The key of one organ and the origin its notes begin with, such as `jikao/yunyou`; notes add the service.

    `rotations` say which keys were in use before it: what they signed still holds.
    """

    origin: str
    key: Ed25519PrivateKey
    rotations: tuple[Rotation, ...] = ()

    @classmethod
    def from_pem(cls, origin: str, pem: bytes, rotations: str = "") -> Notary:
        """`rotations` as they are kept beside the key."""
        key = load_pem_private_key(pem, None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("checkpoints are signed with Ed25519")
        return cls(origin, key, rotation.read(origin, rotations, key.public_key().public_bytes_raw()))

    @cached_property
    def former(self) -> tuple[Ed25519PublicKey, ...]:
        return tuple(Ed25519PublicKey.from_public_bytes(bytes.fromhex(one.before)) for one in self.rotations)

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key that an outsider checks notes with."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def origin_of(self, service: str) -> str:
        return f"{self.origin}/{service}"

    def sign(self, service: str, size: int, root: bytes, time: int, number: int = 0, previous: bytes = START) -> str:
        return sign(Checkpoint(self.origin_of(service), size, root, time, number, previous), self.key)

    def opened(self, service: str, note: str) -> Checkpoint:
        """The checkpoint of this service's log; a good note of another log is refused as well."""
        checkpoint = opened(note, self.key.public_key(), *self.former)
        if checkpoint.origin != self.origin_of(service):
            raise BadNote(f"a note of {checkpoint.origin}")
        return checkpoint

    def generation(self, service: str, note: str) -> int:
        """Which of the keys a note names, the oldest being 0: a later note is never signed by an older key."""
        named = signer_of(note)
        keys = (*self.former, self.key.public_key())
        return next((n for n, key in enumerate(keys) if key_id(self.origin_of(service), key) == named), -1)

    def head_key(self, service: str) -> bytes:
        """With which the service marks its heads: whoever writes to the database alone cannot move them."""
        return hashlib.sha256(b"jikao head\n" + service.encode() + b"\n" + self.key.private_bytes_raw()).digest()


def head_mark(key: bytes, name: str, position: int, seal: bytes | None, recorded_at: int) -> bytes:
    """What a head carries beside its position and seal: HMAC-SHA-256 by the service's key."""
    return hmac.digest(key, f"{name}\n{position}\n{recorded_at}\n".encode() + (seal or b""), "sha256")
