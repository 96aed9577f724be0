"""What surrounds every request: correlation id, size limit, safe headers, measurement, the last net for faults."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway import problems
from gateway.metrics import Metrics
from gateway.refusals import TooLarge, TooSlow
from gateway.settings import Settings
from services.kernel.refusals import Refusal

Declined = Callable[[Refusal, HTTPConnection], Awaitable[Response]]
Known = Callable[[HTTPConnection], bool]
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})
_ENTRANCE = frozenset({"/login", "/logout", "/api/v1/sessions", "/api/v1/sessions/refresh"})
"""Where everybody is a stranger still, whatever they show."""
log = logging.getLogger("jikao.gateway")
_CORRELATION = re.compile(r"^[A-Za-z0-9._-]{1,64}$")

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
HSTS = {"Strict-Transport-Security": "max-age=31536000"}
_DOCS = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
"""The API documentation page starts itself with an inline script; it shows nobody's data."""


class Frame:
    """Pure ASGI, so that streams pass through unbuffered."""

    def __init__(self, app: ASGIApp, *, settings: Settings, metrics: Metrics, declined: Declined, known: Known) -> None:
        """`declined` makes the answer that says so; `known` tells whether a request shows a token of ours."""
        self.app, self.settings, self.metrics, self.declined, self.known = app, settings, metrics, declined, known
        self._safe = SAFE_HEADERS | (HSTS if settings.secure_cookies else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-correlation-id", "")
        correlation = given if _CORRELATION.match(given) else uuid4().hex
        scope["jikao.correlation"] = correlation
        begun, status = time.perf_counter(), 0

        async def send_framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                out = MutableHeaders(scope=message)
                out["X-Correlation-Id"] = correlation
                for name, value in self._safe.items():
                    out.setdefault(name, value)
                if scope["path"] == "/docs":
                    out["Content-Security-Policy"] = _DOCS
                if not scope["path"].startswith("/static/"):
                    out.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self.app(scope, self._limited(scope, headers, receive), send_framed)
        except Refusal as refusal:  # raised while the body was read outside a handler
            if status:
                raise
            await (await self.declined(refusal, HTTPConnection(scope)))(scope, receive, send_framed)
        except Exception:
            log.exception("fault at %s %s", scope["method"], scope["path"], extra={"correlation": correlation})
            if status:
                raise
            await (await self.declined(problems.fault(), HTTPConnection(scope)))(scope, receive, send_framed)
        finally:
            label, seconds = scope.get("jikao.label", "other"), time.perf_counter() - begun
            self.metrics.observe(label, scope["method"], status, seconds)
            if label != "other":
                known = {
                    "correlation": correlation,
                    "operation": label,
                    "status": status,
                    "ms": round(seconds * 1000, 1),
                }
                log.info("%s %s", scope["method"], label, extra=known)

    def _limited(self, scope: Scope, headers: Headers, receive: Receive) -> Receive:
        """Before a byte is read: how many may come, by who sends them; and while they come: how slowly."""
        upload = headers.get("content-type", "").startswith("multipart/form-data")
        known = scope["method"] in _BODILESS or (scope["path"] not in _ENTRANCE and self.known(HTTPConnection(scope)))
        most = self.settings.upload_limit if upload else self.settings.body_limit
        if not known:
            most, upload = min(most, self.settings.stranger_limit), True
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > most:
            raise _too_large(most, upload)
        read, begun, whole = 0, time.monotonic(), False

        async def receive_limited() -> Message:
            nonlocal read, whole
            if whole:  # what is asked now is whether the other side is still there
                return await receive()
            left = begun + self.settings.body_patience + read / self.settings.body_rate - time.monotonic()
            try:
                message = await asyncio.wait_for(receive(), max(left, 0.001))
            except TimeoutError:
                raise _too_slow() from None
            read += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if read > most:
                raise _too_large(most, upload)
            return message

        return receive_limited


def _too_slow() -> TooSlow:
    return TooSlow("提交的内容没有及时传到。", "What was sent did not arrive in time.")


def _too_large(most: int, upload: bool) -> TooLarge:
    zh, en = f"提交的内容超过上限 {most // 1024} KB。", f"What was sent is over the limit of {most // 1024} KB."
    if not upload:
        zh, en = f"{zh}文件请以 multipart/form-data 上传。", f"{en} Send files as multipart/form-data."
    return TooLarge(zh, en, limit=most)
