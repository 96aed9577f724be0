"""Logging in and out, and setting a password, in a browser."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway import problems
from gateway.accounts import DEMO_PASSWORD, DEMO_POSTS
from gateway.gate import CHANGE_FIRST, check_origin, clear_cookies, correlation, label, set_cookies
from gateway.pages.frame import Pages, Visit, safe_next
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
        first = opened.id.startswith(CHANGE_FIRST)
        response = RedirectResponse("/password" if first else safe_next(next_), 303)
        set_cookies(response, self.gate.sign(opened), opened.refresh, self.gate.settings)
        return response

    async def logout(self, request: Request) -> Response:
        label(request, "page.logout")
        response: Response = RedirectResponse("/login", 303)
        try:
            form = await request.form()
            caller = await self.gate.identify(request, changing=True, form_csrf=str(form.get("csrf", "")))
            await self.gate.end_session(caller.session)
        except NotFromOurPages:
            raise
        except Unauthenticated:
            pass  # whoever is not logged in has nothing left to end
        clear_cookies(response)
        return response

    async def password(self, visit: Visit) -> Response:
        request = visit.request
        if request.method != "POST":
            return self.pages.render(visit, "password.html", problem=None)
        form = await request.form()
        try:
            new = str(form.get("new", ""))[:200]
            if new != str(form.get("again", ""))[:200]:
                raise WeakPassword("两次输入的新密码不一致。", "The new password was not typed the same twice.")
            opened = await self.gate.change_password(request, visit.caller, str(form.get("old", ""))[:200], new)
        except Refusal as refusal:
            problem = self.pages.problem(visit, refusal)
            return self.pages.render(visit, "password.html", status=problem["status"], problem=problem)
        response = RedirectResponse("/", 303)
        visit.renewed = (self.gate.sign(opened), opened.refresh)
        return response

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
            demo_logins=[*((login, note) for login, _, note in DEMO_POSTS), ("staff", "工作人员")],
            demo_password=DEMO_PASSWORD,
        )
