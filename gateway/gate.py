"""Who stands at the door: identifies the caller of a request and holds what every route needs. Knows no operation."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import anyio.to_thread
import msgspec
from starlette.requests import HTTPConnection
from starlette.responses import Response

from gateway.accounts import Account, Accounts, Opened
from gateway.backend import Backend
from gateway.limits import Limits, Revocations
from gateway.metrics import Metrics
from gateway.operations import Operations
from gateway.refusals import MustChangePassword, NotFromOurPages, NotLoggedIn, SessionEnded
from gateway.settings import Settings
from services.kernel.delivery.live import Live
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer, Verifier
from services.kernel.refusals import Refusal, Unavailable

log = logging.getLogger("jikao.gateway")
T = TypeVar("T")

ACCESS_COOKIE = "jikao_access"
REFRESH_COOKIE = "jikao_refresh"
CSRF_HEADER = "x-csrf-token"
CHANGE_FIRST = "change-"
"""Begins the id of a session that may do nothing but set a new password."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


BY_LINK = "calendar-link"
"""In place of a session's id: who comes by a link has none."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified identity, and the token that services verify again."""

    token: str
    person: str
    session: str
    expires: float
    by_cookie: bool = False

    @property
    def csrf(self) -> str:
        """Derived from the session id, which only the HttpOnly cookie holds: another site cannot know it."""
        return hashlib.sha256(f"jikao-csrf:{self.session}".encode()).hexdigest()


@dataclass
class Gate:
    """One gateway: everything a route uses."""

    backend: Backend
    signer: Signer
    verifier: Verifier
    accounts: Accounts
    revocations: Revocations
    live: Live
    limits: Limits
    settings: Settings
    operations: Operations
    metrics: Metrics = field(default_factory=Metrics)

    async def identify(self, connection: HTTPConnection, *, changing: bool = False, form_csrf: str = "") -> Caller:
        """The caller by bearer token or cookie; a writing request with a cookie must also show the page's token.

        Refuses `NotLoggedIn`, `SessionEnded`, `NotFromOurPages`; `MustChangePassword` unless `changing`.
        """
        caller = self._verified(connection)
        if await self.has_ended(caller.session):
            raise _ended()
        if caller.session.startswith(CHANGE_FIRST) and not changing:
            raise MustChangePassword("请先设置新密码。", "Set a new password first.")
        self.check_page(connection, caller, form_csrf)
        await self.limits.take(self.settings.calls_per_person, "calls", caller.person)
        return caller

    async def has_ended(self, session: str) -> bool:
        """The account store is the truth; the revocations are its fast copy."""
        try:
            return await self.revocations.is_revoked(session)
        except Unavailable:
            return await self.blocking(lambda: self.accounts.is_ended(session))

    def check_page(self, connection: HTTPConnection, caller: Caller, form_csrf: str = "") -> None:
        """A write that comes by cookie must come from a page of ours."""
        if not caller.by_cookie or connection.scope["method"] in _SAFE:
            return
        check_origin(connection)
        given = connection.headers.get(CSRF_HEADER, "") or form_csrf
        if not hmac.compare_digest(given.encode(), caller.csrf.encode()):
            raise _not_from_our_pages()

    async def visitor(self, connection: HTTPConnection) -> Caller | None:
        """Who looks, for a page that only says what went wrong: does nothing, counts nothing, refuses nothing."""
        try:
            caller = self._verified(connection)
            return None if await self.has_ended(caller.session) else caller
        except Refusal:
            return None

    def _verified(self, connection: HTTPConnection) -> Caller:
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        by_cookie = not scheme
        if by_cookie:
            token = connection.cookies.get(ACCESS_COOKIE, "")
        elif scheme.lower() != "bearer":
            token = ""
        if not token:
            raise NotLoggedIn("请先登录。", "Log in first.")
        identity = self.verifier.verify(token.strip())
        return Caller(token.strip(), identity.person, identity.token_id, identity.expires, by_cookie)

    def sign(self, opened: Opened) -> Caller:
        """A fresh access token for a session."""
        seconds = float(self.settings.access_seconds)
        token = self.signer.sign(opened.account.person, token_id=opened.id, seconds=seconds)
        return Caller(token, opened.account.person, opened.id, time.time() + seconds, by_cookie=True)

    def for_link(self, person: str) -> Caller:
        """Whoever comes by a secret link in place of a login: for this one request."""
        token = self.signer.sign(person, token_id=BY_LINK, seconds=60.0)
        return Caller(token, person, BY_LINK, time.time() + 60.0)

    async def open_session(self, connection: HTTPConnection, login: str, password: str) -> Opened:
        """Checks the password, slowly and not too often: per address first, then per account from there."""
        address = address_of(connection)
        try:
            await self.limits.take(self.settings.login_per_address, "login-from", address)
            await self.limits.take(self.settings.login_per_account, "login-as", login, address)
            account = await self.blocking(lambda: self.accounts.log_in(login, password, address))
        except Refusal as refusal:
            self.metrics.logins.labels(refusal.code).inc()
            log.warning("login refused: %s", refusal.code, extra={"correlation": correlation(connection)})
            raise
        self.metrics.logins.labels("ok").inc()
        prefix = CHANGE_FIRST if account.must_change else ""
        return await self.blocking(lambda: self.accounts.open_session(account, prefix=prefix))

    async def refresh(self, token: str) -> Opened:
        try:
            return await self.blocking(lambda: self.accounts.refresh(token))
        except SessionEnded as refusal:
            if stolen := refusal.details.pop("session", ""):
                await self.revoke(stolen)
            raise

    async def end_session(self, session: str) -> None:
        await self.blocking(lambda: self.accounts.end(session))
        await self.revoke(session)

    async def change_password(self, connection: HTTPConnection, caller: Caller, old: str, new: str) -> Opened:
        """Sets it, ends every session of the account, opens a fresh one."""
        account, address = await self.account_of(caller), address_of(connection)
        await self.limits.take(self.settings.login_per_account, "login-as", account.login, address)
        await self.blocking(lambda: self.accounts.change_password(account.login, old, new, address))
        for session in await self.blocking(lambda: self.accounts.end_all(account.login)):
            await self.revoke(session)
        settled = Account(account.login, account.person, must_change=False, note=account.note)
        return await self.blocking(lambda: self.accounts.open_session(settled))

    async def account_of(self, caller: Caller) -> Account:
        account = await self.blocking(lambda: self.accounts.of_session(caller.session))
        if account is None:
            raise _ended()
        return account

    async def revoke(self, session: str) -> None:
        with contextlib.suppress(Unavailable):  # the account store has it already
            await self.revocations.revoke(session, self.settings.access_seconds + 60)

    async def ask(self, caller: Caller, operation: str, connection: HTTPConnection, /, **body: Any) -> Any:
        """For pages: the decoded answer of a query. Raises what the service refuses.

        `body` are the operation's fields, which may be called anything: nothing of ours is taken by name.
        """
        call = Call(operation, body, caller.token, correlation=correlation(connection))
        return decoded(await self.backend.call(call))

    async def blocking(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work)


def decoded(answer: Answer) -> Any:
    return msgspec.json.decode(answer.body)


def address_of(connection: HTTPConnection) -> str:
    """Where it comes from: what a configured proxy says, or else the connection itself."""
    return connection.client.host[:60] if connection.client else "unknown"


def correlation(connection: HTTPConnection) -> str:
    return str(connection.scope.get("jikao.correlation", ""))


def label(connection: HTTPConnection, name: str) -> None:
    """What this request is counted as in the metrics."""
    connection.scope["jikao.label"] = name


def check_origin(connection: HTTPConnection) -> None:
    """A browser says where a writing request comes from; it must be one of our own pages."""
    origin, host = connection.headers.get("origin"), connection.headers.get("host", "")
    if connection.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise _not_from_our_pages()
    if origin is not None and urlsplit(origin).netloc != host:
        raise _not_from_our_pages()


def set_cookies(response: Response, caller: Caller, refresh: str, settings: Settings) -> None:
    """HttpOnly: scripts never see them; Strict: other sites' links do not carry them."""
    values = [(ACCESS_COOKIE, caller.token, settings.access_seconds)]
    if refresh:
        values.append((REFRESH_COOKIE, refresh, settings.refresh_seconds))
    for name, value, seconds in values:
        response.set_cookie(
            name, value, max_age=seconds, path="/", httponly=True, samesite="strict", secure=settings.secure_cookies
        )


def clear_cookies(response: Response) -> None:
    for name in (ACCESS_COOKIE, REFRESH_COOKIE):
        response.delete_cookie(name, path="/", httponly=True, samesite="strict")


def _ended() -> SessionEnded:
    return SessionEnded("登录已失效，请重新登录。", "The session is over; log in again.")


def _not_from_our_pages() -> NotFromOurPages:
    return NotFromOurPages(
        "请求不是从本系统页面发出的。",
        "This request does not come from a page of this system.",
        next=(
            "请从本系统页面重新提交；程序应在请求头 X-CSRF-Token 中带上 GET /api/v1/sessions/current 给出的 csrf。",
            "Send it from a page; a program sends the csrf of GET /api/v1/sessions/current as X-CSRF-Token.",
        ),
    )
