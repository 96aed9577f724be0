"""Logging in and out, and setting a password, in a browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway import problems, steps
from gateway.accounts import Opened
from gateway.demonstration import DEMO_PASSWORD, DEMO_POSTS, DEMO_STAFF
from gateway.gate import check_origin, clear_cookies, correlation, label, set_cookies
from gateway.pages.addresses import safe_next
from gateway.pages.frame import Pages, Visit
from gateway.pages.lines import years_of
from gateway.refusals import NotFromOurPages, WeakPassword
from services.kernel.refusals import Refusal, Unauthenticated


class Entry:
    def __init__(self, pages: Pages) -> None:
        self.pages, self.gate = pages, pages.gate

    async def login(self, request: Request) -> Response:
        label(request, "page.login")
        if request.method != "POST":
            return self._form(request, next_=request.query_params.get("next", "/"))
        form = await request.form()
        login, next_ = str(form.get("login", ""))[:60].strip(), str(form.get("next", "/"))
        try:
            check_origin(request)
            opened = await self.gate.open_session(request, login, str(form.get("password", ""))[:200])
        except Refusal as refusal:
            return self._form(request, next_=next_, login=login, refusal=refusal)
        response = RedirectResponse(_onward(opened, next_), 303)
        set_cookies(response, self.gate.sign(opened), opened.refresh, self.gate.settings)
        return response

    async def logout(self, request: Request) -> Response:
        label(request, "page.logout")
        response: Response = RedirectResponse("/login", 303)
        try:
            form = await request.form()
            caller = await self.gate.identify(request, at=steps.ANY, form_csrf=str(form.get("csrf", "")))
            await self.gate.end_session(request, caller.session)
        except NotFromOurPages:
            raise
        except Unauthenticated:
            pass  # whoever is not logged in has nothing left to end
        clear_cookies(response)
        return response

    async def password(self, visit: Visit) -> Response:
        request = visit.request
        if request.method != "POST":
            return self._password(visit)
        form = await request.form()
        try:
            new = str(form.get("new", ""))[:200]
            if new != str(form.get("again", ""))[:200]:
                raise WeakPassword("两次输入的新密码不一致。", "The new password was not typed the same twice.")
            opened = await self.gate.change_password(request, visit.caller, str(form.get("old", ""))[:200], new)
        except Refusal as refusal:
            return self._password(visit, self.pages.problem(visit, refusal))
        return self._come_in(visit, opened)

    async def code(self, visit: Visit) -> Response:
        """The second step of a login."""
        request = visit.request
        if not steps.step_of(visit.caller.session):
            return RedirectResponse("/", 303)
        next_ = request.query_params.get("next", "/")
        if request.method != "POST":
            return self._code(visit, next_)
        form = await request.form()
        try:
            typed = str(form.get("code", ""))[:40]
            return self._come_in(visit, await self.gate.give_code(request, visit.caller, typed), next_)
        except Refusal as refusal:
            return self._code(visit, next_, self.pages.problem(visit, refusal))

    async def second_factor(self, visit: Visit) -> Response:
        """A device taken into use, with what stands in for it once it is lost."""
        request = visit.request
        account = await self.gate.account_of(visit.caller)
        problem = None
        if request.method == "POST":
            form = await request.form()
            typed, current = (str(form.get(name, ""))[:40] for name in ("code", "current"))
            try:
                opened, codes = await self.gate.set_up_factor(request, visit.caller, typed, current)
            except Refusal as refusal:
                problem = self.pages.problem(visit, refusal)
            else:
                visit.renewed = (self.gate.sign(opened), opened.refresh)
                onward = _onward(opened, request.query_params.get("next", "/"))
                return self.pages.render(visit, "recovery_codes.html", codes=codes, onward=onward, chrome=False)
        factors, issuer = self.gate.accounts.factors, self.gate.settings.organ_zh
        factor = await self.gate.blocking(lambda: factors.of(account.login))
        offered = await self.gate.blocking(lambda: factors.offer(account.login, issuer))
        return self.pages.render(
            visit,
            "second_factor.html",
            status=problem["status"] if problem else 200,
            problem=problem,
            offered=offered,
            factor=factor,
            login=account.login,
            next=safe_next(request.query_params.get("next", "/")),
            chrome=not steps.step_of(visit.caller.session),
        )

    async def account(self, visit: Visit) -> Response:
        """What somebody knows and does about their own account."""
        account = await self.gate.account_of(visit.caller)
        factor = await self.gate.blocking(lambda: self.gate.accounts.factors.of(account.login))
        logins = await self.pages.ask_kindly(visit, "directory.list-logins", person=visit.caller.person, limit=20)
        return self.pages.render(
            visit,
            "account.html",
            account=account,
            factor=factor,
            logins=logins,
            years=await years_of(self.pages, visit, visit.caller.person),
        )

    def _come_in(self, visit: Visit, opened: Opened, next_: str = "/") -> Response:
        visit.renewed = (self.gate.sign(opened), opened.refresh)
        return RedirectResponse(_onward(opened, next_), 303)

    def _code(self, visit: Visit, next_: str, problem: dict[str, Any] | None = None) -> Response:
        status = problem["status"] if problem else 200
        return self.pages.render(
            visit, "code.html", status=status, problem=problem, next=safe_next(next_), chrome=False
        )

    def _password(self, visit: Visit, problem: dict[str, Any] | None = None) -> Response:
        shortest, status = self.gate.settings.shortest_password, problem["status"] if problem else 200
        first = steps.step_of(visit.caller.session)
        return self.pages.render(
            visit, "password.html", status=status, problem=problem, shortest=shortest, chrome=not first
        )

    def _form(self, request: Request, *, next_: str, login: str = "", refusal: Refusal | None = None) -> Response:
        problem = None
        if refusal is not None:
            lang = problems.language(request)
            problem = problems.document(refusal, lang=lang, correlation=correlation(request))
        return self.pages.plain(
            request,
            "login.html",
            status=problem["status"] if problem else 200,
            next=safe_next(next_),
            login=login,
            problem=problem,
            unsent="unsent" in request.query_params,
            demo_logins=[*((login, zh, en) for login, _, zh, en in DEMO_POSTS), DEMO_STAFF],
            demo_password=DEMO_PASSWORD,
        )


def _onward(opened: Opened, next_: str) -> str:
    """The next step of the login, which remembers where they wanted to go; or there."""
    page, wanted = steps.PAGES.get(steps.step_of(opened.id), ""), safe_next(next_)
    if not page:
        return wanted
    return page if wanted == "/" else f"{page}?next={quote(wanted)}"
