"""Where slips of the evaluation are cast: the one address that knows nobody (A35).

It stands outside everything that surrounds other requests: no session, cookie or token is looked at, nothing is
counted, measured, limited or logged, no correlation id is made. One slip a request; the answer is as long as any other.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Mapping
from typing import Any, Protocol

import anyio.to_thread
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.frame import SAFE_HEADERS
from gateway.problems import MEDIA_TYPE, STATUS, document, from_status
from gateway.refusals import NoBox, TooLarge, TooSlow
from services.kernel.refusals import Invalid, Refusal, Unavailable

log = logging.getLogger("jikao.gateway")
PATH = re.compile(r"^/api/v1/ballots/([^/]+)/slips$")
LONGEST = 4096
"""Bytes of a request: every client pads its slip to less."""
SECONDS = 10.0
"""For all of them to come."""


class Caster(Protocol):
    """Takes a slip into the box of a round; blocks. Raises a `Refusal` where it is none."""

    def cast(self, round_: str, message: bytes, signature: bytes) -> Mapping[str, str]: ...


class Casting:
    """Pure ASGI, outermost: what is not cast here goes on as ever."""

    def __init__(self, app: ASGIApp, caster: Caster | None) -> None:
        self.app, self.caster = app, caster

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = PATH.match(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        try:
            if scope["method"] != "POST":
                raise from_status(405)
            status, kind, body = 200, "application/json", await self._cast(found[1], await _in_time(receive))
        except Refusal as refusal:
            status, kind, body = STATUS[refusal.kind], MEDIA_TYPE, _problem(refusal, scope)
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = {**SAFE_HEADERS, "Content-Type": kind, "Cache-Control": "no-store", "Allow": "POST"}
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": content})

    async def _cast(self, round_: str, body: bytes) -> Mapping[str, str]:
        if self.caster is None:
            raise NoBox("本系统不接收选票。", "No slips are taken here.")
        try:
            said = json.loads(body)
            message, signature = bytes.fromhex(said["message"]), bytes.fromhex(said["signature"])
        except (ValueError, KeyError, TypeError):
            raise Invalid("选票格式不正确。", "That is not how a slip is written.", fields=[]) from None
        try:
            return await anyio.to_thread.run_sync(self.caster.cast, round_, message, signature)
        except Refusal:
            raise
        except Exception as error:  # noqa: BLE001 - a traceback would say more of the request than its type
            log.error("a slip could not be taken: %s", type(error).__name__)
            raise Unavailable("票箱暂时不能接收选票。", "The box cannot take slips at present.") from None


async def _in_time(receive: Receive) -> bytes:
    try:
        return await asyncio.wait_for(_read(receive), SECONDS)
    except TimeoutError:
        raise TooSlow("选票没有及时传到。", "The slip did not arrive in time.") from None


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > LONGEST:
            raise TooLarge("选票过长。", "The slip is too long.", limit=LONGEST)
        if not message.get("more_body"):
            return body


def _problem(refusal: Refusal, scope: Scope) -> dict[str, Any]:
    """As everywhere, less the correlation id: there is none."""
    english = HTTPConnection(scope).headers.get("accept-language", "").startswith("en")
    return document(refusal, lang="en" if english else "zh", correlation="")
