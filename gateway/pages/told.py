"""What a command did, said once, on the page that its sender is led to next: no address says it, nor a second look.

It travels in a cookie that counts for one page of one session, and that the page takes away.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway.gate import Caller
from gateway.operations import Operations
from gateway.settings import Settings
from services.kernel.procedure.operations import Operation

DONE_COOKIE = "jikao_done"
KEPT = 60
"""Seconds: a page that never came is not told of later."""


def led_to(settings: Settings, caller: Caller, page: str, operation: type[Operation]) -> Response:
    """The sender goes on to `page`, which says that this was done; reloading it sends nothing twice."""
    response = RedirectResponse(page, 303)
    told = f"{operation.NAME}.{_mark(caller, operation.NAME, response.headers['location'])}"
    secure = settings.secure_cookies
    response.set_cookie(DONE_COOKIE, told, max_age=KEPT, path="/", httponly=True, samesite="strict", secure=secure)
    return response


def done(request: Request, caller: Caller, operations: Operations) -> type[Operation] | None:
    """What this session did just now that led to this very page."""
    name, _, mark = request.cookies.get(DONE_COOKIE, "").rpartition(".")
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    right = hmac.compare_digest(mark.encode(), _mark(caller, name, here).encode())
    return operations.get(name) if right else None


def taken_away(request: Request, response: Response) -> None:
    """By the page that said it, or by another one that was opened instead; not by a part of a page that renews itself,
    nor where something was done just now."""
    part_of_page = "hx-request" in request.headers
    if request.method == "GET" and DONE_COOKIE in request.cookies and not part_of_page:
        response.delete_cookie(DONE_COOKIE, path="/", httponly=True, samesite="strict")


def _mark(caller: Caller, name: str, page: str) -> str:
    return hmac.new(caller.csrf.encode(), f"{name} {unquote(page)}".encode(), hashlib.sha256).hexdigest()
