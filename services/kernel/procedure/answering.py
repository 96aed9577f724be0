"""How an operation is answered, and the same answer once more under the same Idempotency-Key."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import msgspec
from pydantic import BaseModel

from services.kernel.log.transaction import Writing
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Identity
from services.kernel.procedure.operations import Operation, upload_fields
from services.kernel.refusals import KeyReused


def answer_of(result: Any) -> Answer:
    if isinstance(result, BaseModel):
        return Answer(result.model_dump_json().encode(), result.__dict__.get("version"))
    raise TypeError(f"a handler returned {result!r}, not a view")


def kept(answer: Answer) -> bytes:
    """As it is stored under its key."""
    head = msgspec.json.encode({"version": answer.version, "location": answer.location})
    return head + b"\n" + answer.body


def first_answer(first_request: bytes, kept: bytes, request: bytes) -> Answer:
    """What was stored; refuses another request under the same key."""
    if first_request != request:
        raise KeyReused("该幂等键已用于另一项不同的请求。", "This Idempotency-Key was used for a different request.")
    head, body = kept.split(b"\n", 1)
    return Answer(body, **json.loads(head))


def kept_once(tx: Writing, key: str, request: bytes, answer: Answer, at: int) -> Answer:
    """The first answer stays the first, whoever else was asked the same in the meantime."""
    if (first := tx.first_answer(key)) is not None:
        return first_answer(*first, request)
    tx.record_answer(key, request, kept(answer), at)
    return answer


def key_of(call: Call, identity: Identity) -> str:
    """The caller's own: nobody is answered with what somebody else asked."""
    return f"{identity.person}:{call.key}" if call.key else ""


def digest_of(operation: Operation) -> bytes:
    """Of all that was asked, a file by its own digest."""
    files = sorted(upload_fields(type(operation)))
    contents = [hashlib.sha256(getattr(operation, name)).hexdigest() for name in files]
    asked = operation.model_dump_json(exclude=set(files) or None)
    return hashlib.sha256("\n".join([operation.NAME, *contents, asked]).encode()).digest()
