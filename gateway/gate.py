"""Who stands at the door: identifies the caller of a request and holds what every route needs. Knows no operation."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import anyio.to_thread
import msgspec
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection
from starlette.responses import Response

from gateway import reports, steps
from gateway.accounts import Account, Accounts, Opened
from gateway.backend import Backend
from gateway.keeper import Keeper
from gateway.limits import Limits, Revocations
from gateway.metrics import Metrics
from gateway.operations import Operations
from gateway.refusals import NotFromOurPages, NotLoggedIn, SessionEnded
from gateway.settings import Settings
from gateway.tables import away
from services.kernel.delivery.live import Live
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer, Verifier
from services.kernel.refusals import Refusal, Unavailable

log = logging.getLogger("jikao.gateway")
T = TypeVar("T")

ACCESS_COOKIE = "jikao_access"
REFRESH_COOKIE = "jikao_refresh"
CSRF_HEADER = "x-csrf-token"
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
    keeper: Keeper | None = None
    """Tells the directory what happens here, and does what it orders; None where there is no directory."""

    async def identify(
        self, connection: HTTPConnection, *, at: frozenset[str] = steps.NONE, form_csrf: str = ""
    ) -> Caller:
        """The caller by bearer token or cookie; a writing request with a cookie must also show the page's token.

        Refuses `NotLoggedIn`, `SessionEnded`, `NotFromOurPages`; and whose session is not through yet (`steps`),
        except `at` these steps.
        """
        caller = self.verified(connection)
        if await self.has_ended(caller.session):
            raise _ended()
        if (step := steps.step_of(caller.session)) and step not in at:
            raise steps.refusal(step)
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
            caller = self.verified(connection)
            return None if await self.has_ended(caller.session) else caller
        except Refusal:
            return None

    def knows(self, connection: HTTPConnection) -> bool:
        """Whether it shows a token that we signed and that counts still, or may be renewed on the way (and nothing is
        read before it is): looked at before a body comes, and no more than that."""
        try:
            self.verified(connection)
        except Refusal:
            return REFRESH_COOKIE in connection.cookies
        return True

    def verified(self, connection: HTTPConnection) -> Caller:
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

    async def open_session(self, connection: HTTPConnection, login: str, password: str, code: str = "") -> Opened:
        """Checks the password, slowly and not too often: per address first, then per account from there. With a `code`
        of the second factor that is checked too; without one it is asked for next."""
        address = address_of(connection)
        try:
            await self.limits.take(self.settings.login_per_address, "login-from", address)
            await self.limits.take(self.settings.login_per_account, "login-as", login, address)
            account = await self.blocking(lambda: self.accounts.log_in(login, password, address))
            factor = await self.blocking(lambda: self.accounts.factors.of(login))
            if factor.since is not None and not code:
                return await self._opened(account, steps.CODE)
            if factor.since is not None:
                await self._check_code(connection, account, code)
        except Refusal as refusal:
            await self._refused(connection, login, refusal)
            raise
        return await self._come_in(connection, account)

    async def give_code(self, connection: HTTPConnection, caller: Caller, code: str) -> Opened:
        """The second step of a login: another session in place of the one that waited for it."""
        account = await self.account_of(caller)
        try:
            await self.limits.take(self.settings.login_per_account, "login-as", account.login, address_of(connection))
            await self._check_code(connection, account, code)
        except Refusal as refusal:
            await self._refused(connection, account.login, refusal)
            raise
        await self._end(caller.session)
        return await self._come_in(connection, account)

    async def _check_code(self, connection: HTTPConnection, account: Account, code: str) -> None:
        address = address_of(connection)
        if await self.blocking(lambda: self.accounts.factors.check(account.login, code, address)):
            await self.report(reports.RECOVERY_USED, account.login, connection)

    async def _come_in(self, connection: HTTPConnection, account: Account) -> Opened:
        self.metrics.logins.labels("ok").inc()
        await self.report(reports.LOGGED_IN, account.login, connection)
        return await self._opened(account, await self.next_step(account))

    async def next_step(self, account: Account) -> str:
        """What is still to do for whoever has shown who they are."""
        if account.must_change:
            return steps.CHANGE
        if account.powerful and self.settings.second_factor:
            factor = await self.blocking(lambda: self.accounts.factors.of(account.login))
            return "" if factor.since is not None else steps.ENROL
        return ""

    async def _opened(self, account: Account, step: str) -> Opened:
        return await self.blocking(lambda: self.accounts.open_session(account, prefix=step))

    async def _refused(self, connection: HTTPConnection, login: str, refusal: Refusal) -> None:
        self.metrics.logins.labels(refusal.code).inc()
        log.warning("login refused: %s", refusal.code, extra={"correlation": correlation(connection)})
        await self.report(reports.REFUSED, login, connection, refusal.code.partition(".")[2])

    async def report(self, what: str, login: str, connection: HTTPConnection, reason: str = "") -> None:
        """For the directory's sealed record, where there is a directory; it is told when it answers."""
        if self.keeper is not None:
            address = address_of(connection)
            await self.blocking(lambda: self.accounts.reports.add(what, login, address, reason))
            self.keeper.wake()

    async def refresh(self, connection: HTTPConnection, token: str) -> Opened:
        try:
            return await self.blocking(lambda: self.accounts.refresh(token))
        except SessionEnded as refusal:
            if stolen := refusal.details.pop("session", ""):
                await self.report(reports.STOLEN, refusal.details.pop("login", ""), connection)
                await self.revoke(stolen)
            raise

    async def end_session(self, connection: HTTPConnection, session: str) -> None:
        account = await self.blocking(lambda: self.accounts.of_session(session))
        await self._end(session)
        if account is not None:
            await self.report(reports.LOGGED_OUT, account.login, connection)

    async def _end(self, session: str) -> None:
        await self.blocking(lambda: self.accounts.end(session))
        await self.revoke(session)

    async def change_password(self, connection: HTTPConnection, caller: Caller, old: str, new: str) -> Opened:
        """Sets it, ends every session of the account, opens a fresh one."""
        account, address = await self.account_of(caller), address_of(connection)
        await self.limits.take(self.settings.login_per_account, "login-as", account.login, address)
        await self.blocking(lambda: self.accounts.change_password(account.login, old, new, address))
        await self.report(reports.PASSWORD_CHANGED, account.login, connection)
        return await self._afresh(replace(account, must_change=False))

    async def set_up_factor(
        self, connection: HTTPConnection, caller: Caller, code: str, current: str = ""
    ) -> tuple[Opened, list[str]]:
        """The device's first code: from now on it is asked for. With the recovery codes, told once."""
        account, address = await self.account_of(caller), address_of(connection)
        await self.limits.take(self.settings.login_per_account, "login-as", account.login, address)
        factors = self.accounts.factors
        codes = await self.blocking(lambda: factors.confirm(account.login, code, address, current=current))
        await self.report(reports.FACTOR_SET_UP, account.login, connection)
        return await self._afresh(account), codes

    async def _afresh(self, account: Account) -> Opened:
        """Every other session of the account ends."""
        for session in await self.blocking(lambda: self.accounts.end_all(account.login)):
            await self.revoke(session)
        return await self._opened(account, await self.next_step(account))

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
        """Refuses as `Unavailable` what the accounts' database does not answer, as of any other store."""
        try:
            return await anyio.to_thread.run_sync(work)
        except SQLAlchemyError as error:
            if (told := away(error)) is None:
                raise
            log.error("the accounts: %s", told)
            raise told from error


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
