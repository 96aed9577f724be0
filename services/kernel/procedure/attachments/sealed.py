"""A file of somebody's own, encrypted with their key (`log/keyring.py`): once that is destroyed nobody reads it,
wherever a copy lies. Its digest, by which facts speak of it, is of the encrypted bytes, so that the log tells nothing
of it either.
"""

from __future__ import annotations

import hashlib
import json

from services.kernel.log.keyring import NONCE, Keyring
from services.kernel.procedure.attachments.folder import CITES
from services.kernel.refusals import Refusal

MARK = b"jikao-sealed/1 "


class AttachmentErased(Refusal):
    """The key with which it was encrypted was destroyed."""

    code = ".attachment-erased"
    kind = "missing"
    next = ("该内容已依法删除，不能恢复。", "What it said was erased by the law and cannot be had again.")


def sealed(keys: Keyring | None, content: bytes, owner: str, kept: str) -> bytes:
    """The bytes to be stored: a line that names the key, then nonce and ciphertext. The same content makes the same
    bytes, so that a request that is sent again attaches nothing twice. What is nobody's own stays as it is."""
    if keys is None or not owner:
        return content
    number, box = keys.newest(owner, kept)
    head = MARK + json.dumps([owner, kept, number]).encode() + b"\n"
    nonce = hashlib.sha256(b"jikao file" + content).digest()[:NONCE]
    return head + nonce + box.encrypt(nonce, content, head)


def opened(keys: Keyring | None, stored: bytes, digest: str) -> bytes:
    """What was sealed; files of before there were keys lie open."""
    if not stored.startswith(MARK):
        return stored
    head, _, rest = stored.partition(b"\n")
    owner, kept, number = json.loads(head[len(MARK) :])
    box = keys.box(owner, kept, number) if keys is not None else None
    if box is None:
        raise AttachmentErased("该附件已依法删除。", "The attachment was erased.", cites=CITES, digest=digest)
    return box.decrypt(rest[:NONCE], rest[NONCE:], head + b"\n")
