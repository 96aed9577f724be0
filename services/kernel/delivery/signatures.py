"""Who sent a message: the source's signature, which no broker and no other service can make. Knows no transport.

The seal is over stored bytes, and marked fields never travel, so a reader of the bus cannot work it out again; and a
chain without a key is anybody's to continue. So the source signs what it sends with a key that only its own processes
hold: place, name, body, and the seals there and at the place before. One signature serves a whole batch: each message
carries its path in the batch's hash tree, for a signature per message would cost more than all the rest.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from services.kernel.delivery.messages import Message, Pulled
from services.kernel.log.merkle import node_hash

DIGEST, SIGNED = 32, 64
MOST = 1 << 16
"""Messages under one signature at most; what claims more is refused before it is worked through."""
REMEMBERED = 64


def statement(message: Message) -> bytes:
    """What is vouched for. No part may hold a newline: the lines would then say something else."""
    parts = (message.source, message.topic, message.aggregate, message.before, message.seal)
    if any("\n" in part for part in parts):
        return b""
    source, topic, aggregate, before, seal = parts
    said = f"{source}\n{message.position}\n{message.previous}\n{topic}\n{aggregate}\n{before}\n{seal}\n"
    return b"\x00" + said.encode() + hashlib.sha256(message.data).digest()


def levels(messages: Sequence[Message]) -> list[list[bytes]]:
    """The hash tree from its leaves to its root; a node without a neighbour moves up as it is."""
    made = [[hashlib.sha256(statement(message)).digest() for message in messages]]
    while len(made[-1]) > 1:
        below = made[-1]
        pairs = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        made.append(pairs + below[len(pairs) * 2 :])
    return made


def _batch(source: str, size: int, root: bytes) -> bytes:
    return f"jikao bus batch\n{source}\n{size}\n".encode() + root


def _page(pulled: Pulled, source: str, after: int, nonce: str) -> bytes:
    root = levels(pulled)[-1][0] if pulled else b""
    return f"jikao bus page\n{source}\n{nonce}\n{after}\n{pulled.head}\n{pulled.seal}\n{len(pulled)}\n".encode() + root


class SourceKey:
    """The private key of one source: its service's, to answer pulls, and its relay's."""

    def __init__(self, source: str, key: Ed25519PrivateKey) -> None:
        self.source, self._key = source, key

    @classmethod
    def from_pem(cls, source: str, pem: str) -> SourceKey:
        key = load_pem_private_key(pem.encode(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("messages are signed with Ed25519")
        return cls(source, key)

    def public(self) -> str:
        """As `SourceKeys` wants it."""
        return base64.b64encode(self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    def signed(self, messages: Sequence[Message]) -> list[Message]:
        """The same, each with the batch's signature and its own path to it."""
        if not messages:
            return []
        tree, size = levels(messages), len(messages)
        signature = self._key.sign(_batch(self.source, size, tree[-1][0]))
        return [
            replace(message, signature=f"{index}/{size}:{base64.b64encode(signature + _path(tree, index)).decode()}")
            for index, message in enumerate(messages)
        ]

    def signed_page(self, pulled: Pulled, after: int, nonce: str) -> str:
        """For an answer to a pull: also that there is no more, and for the one who asked and no other."""
        return base64.b64encode(self._key.sign(_page(pulled, self.source, after, nonce))).decode()


class SourceKeys:
    """The public keys of the sources that somebody listens to: in base64, several of one source with blanks between
    them. One that was exchanged says `@` and the second (since the epoch) from which it is believed no more."""

    def __init__(self, keys: Mapping[str, str], now: Callable[[], float] = time.time) -> None:
        self._keys = {source: [_known(key) for key in said.split()] for source, said in keys.items()}
        self._now = now
        self._held: OrderedDict[bytes, None] = OrderedDict()
        """Batches whose signature held: their other messages need not ask again."""

    def knows(self, source: str) -> bool:
        return source in self._keys

    def vouches(self, message: Message) -> bool:
        """Whether the source that it names has sent exactly this."""
        try:
            place, _, encoded = message.signature.partition(":")
            index, size = (int(part) for part in place.split("/"))
            proof = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            return False
        said = statement(message)
        if message.source not in self._keys or not said or not 0 <= index < size <= MOST:
            return False
        root = _root(hashlib.sha256(said).digest(), index, size, proof[SIGNED:])
        return root is not None and self._holds(message.source, proof[:SIGNED], _batch(message.source, size, root))

    def vouches_for_page(self, source: str, pulled: Pulled, after: int, nonce: str, signature: str) -> bool:
        if source not in self._keys or any(m.source != source or not statement(m) for m in pulled):
            return False
        try:
            return self._holds(source, base64.b64decode(signature, validate=True), _page(pulled, source, after, nonce))
        except (ValueError, binascii.Error):
            return False

    def _holds(self, source: str, signature: bytes, signed: bytes) -> bool:
        return any(self._now() < until and self._verified(key, signature, signed) for key, until in self._keys[source])

    def _verified(self, key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
        known = key.public_bytes_raw() + signature + signed
        if known in self._held:
            return True
        try:
            key.verify(signature, signed)
        except InvalidSignature:
            return False
        self._held[known] = None
        while len(self._held) > REMEMBERED:
            self._held.popitem(last=False)
        return True


def _known(said: str) -> tuple[Ed25519PublicKey, float]:
    key, _, until = said.partition("@")
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(key)), float(until) if until else math.inf


def _path(tree: Sequence[Sequence[bytes]], index: int) -> bytes:
    found = []
    for level in tree[:-1]:
        neighbour = index ^ 1
        if neighbour < len(level):
            found.append(level[neighbour])
        index //= 2
    return b"".join(found)


def _root(leaf: bytes, index: int, size: int, path: bytes) -> bytes | None:
    """None where the path is not exactly as long as the place asks for."""
    node, at = leaf, 0
    while size > 1:
        if index ^ 1 < size:
            neighbour = path[at : at + DIGEST]
            node = node_hash(neighbour, node) if index & 1 else node_hash(node, neighbour)
            at += DIGEST
        index, size = index // 2, (size + 1) // 2
    return node if at == len(path) else None
