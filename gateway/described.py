"""What the gateway says of itself to programs: made once, packed once, asked for again only where it changed; and for
whom it is."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.gate import Gate, decoded
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.context import Call
from services.kernel.refusals import Refusal

SMALL = 1000
"""Bytes below which packing gains nothing."""


@dataclass(frozen=True, slots=True)
class Described:
    """One document, as it is sent."""

    plain: bytes
    packed: bytes
    tag: str

    @classmethod
    def of(cls, document: Any) -> Described:
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        packed = gzip.compress(plain, 9, mtime=0) if len(plain) > SMALL else b""
        return cls(plain, packed, f'"{hashlib.sha256(plain).hexdigest()[:32]}"')

    def answer(self, request: Request) -> Response:
        """304 for whoever has it already."""
        headers = {"ETag": self.tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
        if has_it(self.tag, request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        content = self.plain
        if self.packed and "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = self.packed, "gzip"
        return Response(content, media_type="application/json", headers=headers)


def has_it(tag: str, given: str) -> bool:
    """Whether If-None-Match names it (RFC 9110: weakly compared, a list, or `*`)."""
    return given.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in given.split(",")]


class Once:
    """A document that is made when it is first asked for."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Described | None = None

    def __call__(self) -> Described:
        self._made = self._made or Described.of(self._make())
        return self._made


async def for_whom_it_is(gate: Gate, request: Request) -> None:
    """Refuses strangers, where the office does not show them what it consists of."""
    if not gate.settings.open_to_strangers:
        await gate.identify(request)


async def figures_for_whom_they_are(gate: Gate, request: Request) -> None:
    """A program that collects the figures shows the secret it was given; people show who they are."""
    secret = gate.settings.metrics_token
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if secret and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), secret.encode()):
        return
    await for_whom_it_is(gate, request)


async def counted_contradictions(gate: Gate) -> None:
    """What the services have on record, asked for when somebody looks at the figures."""
    token = gate.signer.sign(SYSTEM_ID, token_id="figures", seconds=60.0)  # noqa: S106  # an id
    for name in gate.operations:
        service, _, operation = name.partition(".")
        if operation == "list-contradictions":
            with contextlib.suppress(Refusal):
                gate.metrics.contradicted(service, [one async for one in _all(gate, name, token)])


async def _all(gate: Gate, name: str, token: str) -> AsyncIterator[dict[str, Any]]:
    after: str | None = ""
    while after is not None:
        page = decoded(
            await gate.backend.call(Call(name, {"limit": 500, **({"after": after} if after else {})}, token))
        )
        for one in page["items"]:
            yield one
        after = page["next"]
