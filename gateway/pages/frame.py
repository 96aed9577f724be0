"""What every page stands in: who looks, in which language, the organ's names, and how a refusal is shown."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway import problems
from gateway.gate import CHANGE_FIRST, REFRESH_COOKIE, Caller, Gate, clear_cookies, correlation, label, set_cookies
from gateway.pages import columns, places, words
from gateway.pages.ruled import said
from gateway.refusals import MustChangePassword
from services.kernel.refusals import Refusal, Unauthenticated

TEMPLATES = Path(__file__).parent.parent / "templates"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
NAMES_KEPT = 30.0
"""Seconds for which the organ's names are remembered; they change by the month."""


@dataclass
class Names:
    """Ids as people read them: id → (Chinese, English)."""

    people: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    departments: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    posts: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    posts_of: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    department_of: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Visit:
    """One page view."""

    request: Request
    caller: Caller
    lang: str
    names: Names
    renewed: tuple[Caller, str] | None = None
    """Set when the session was renewed on the way: the cookies to send."""

    def t(self, zh: str, en: str) -> str:
        return en if self.lang == "en" else zh


Page = Callable[[Visit], Awaitable[Response]]


class Pages:
    """Renders; asks the services as the visitor; sends who is not logged in to the login page."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self._names, self._names_at = Names(), 0.0
        self.zone = ZoneInfo(gate.settings.zone)
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["moment"] = self.moment
        self.environment.filters["field"] = words.field

    def page(self, name: str, show: Page, *, changing: bool = False) -> Callable[[Request], Awaitable[Response]]:
        """The route of a page that asks for a login."""

        async def visited(request: Request) -> Response:
            label(request, f"page.{name}")
            try:
                visit = await self.visit(request, changing=changing)
            except MustChangePassword:
                return RedirectResponse("/password", 303)
            except Unauthenticated:
                wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                response: Response = RedirectResponse(f"/login?next={quote(wanted)}", 303)
                clear_cookies(response)
                return response
            try:
                response = await show(visit)
            except Refusal as refusal:
                response = self.refused(visit, refusal)
            return self.remember(visit, response)

        return visited

    async def visit(self, request: Request, *, changing: bool = False) -> Visit:
        """Who looks. An access token that ran out is renewed with the refresh cookie on the way."""
        form_csrf = ""
        if request.method == "POST":
            form_csrf = str((await request.form()).get("csrf", ""))
        renewed: tuple[Caller, str] | None = None
        try:
            caller = await self.gate.identify(request, changing=changing, form_csrf=form_csrf)
        except Unauthenticated:
            refresh = request.cookies.get(REFRESH_COOKIE, "")
            if not refresh or request.headers.get("authorization"):
                raise
            opened = await self.gate.refresh(refresh)
            caller = self.gate.sign(opened)
            self.gate.check_page(request, caller, form_csrf)
            if opened.id.startswith(CHANGE_FIRST) and not changing:
                raise MustChangePassword("请先设置新密码。", "Set a new password first.") from None
            renewed = (caller, opened.refresh)
        names = Names() if changing else await self.names(request, caller)
        return Visit(request, caller, problems.language(request), names, renewed)

    def remember(self, visit: Visit, response: Response) -> Response:
        if visit.renewed is not None:
            set_cookies(response, *visit.renewed, self.gate.settings)
        return keep_language(visit.request, response)

    async def ask(self, visit: Visit, operation: str, **body: Any) -> Any:
        """The decoded answer of a query, or None where no such operation is installed."""
        if operation not in self.gate.operations:
            return None
        return await self.gate.ask(visit.caller, operation, visit.request, **body)

    async def ask_kindly(self, visit: Visit, operation: str, **body: Any) -> Any:
        """For a part of a page that may be missing: None where the visitor may not see it."""
        try:
            return await self.ask(visit, operation, **body)
        except Refusal:
            return None

    async def names(self, request: Request, caller: Caller) -> Names:
        if time.monotonic() - self._names_at > NAMES_KEPT and "directory.get-organ" in self.gate.operations:
            try:
                organ = await self.gate.ask(caller, "directory.get-organ", request)
            except Refusal:
                return self._names
            self._names = Names(
                people={p["id"]: (p["name"], p["name"]) for p in organ["people"]},
                departments={d["id"]: (d["zh"], d["en"]) for d in organ["departments"]},
                posts={p["id"]: (p["zh"], p["en"]) for p in organ["posts"]},
                posts_of={p["id"]: [*p["posts"], *p["acting"]] for p in organ["people"]},
                department_of={p["id"]: p["department"] for p in organ["people"]},
            )
            self._names_at = time.monotonic()
        return self._names

    # -- rendering ----------------------------------------------------------------------------------------------------

    def render(self, visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        names, english = visit.names, visit.lang == "en"
        service = getattr(values.get("operation"), "SERVICE", "")

        def named(table: Mapping[str, tuple[str, str]], id_: str) -> str:
            return table[id_][1 if english else 0] if id_ in table else id_

        common = {
            "visit": visit,
            "lang": visit.lang,
            "t": visit.t,
            "person": lambda id_: named(names.people, id_),
            "department": lambda id_: named(names.departments, id_),
            "post": lambda id_: named(names.posts, id_),
            "posts": names.posts_of.get(visit.caller.person, []),
            "own_department": names.department_of.get(visit.caller.person, ""),
            "word": lambda code: words.word(str(code), visit.lang, service),
            "coded": lambda name, code: self.coded(name, code, visit.lang, service),
            "reference": lambda name, value: places.page_of_reference(
                self.gate.operations, name, value, getattr(values.get("operation"), "PATH", "")
            ),
            "telling": columns.telling,
            "title": lambda name: columns.title(name, visit.lang),
            "other_name": "zh" if english else "en",
            "both": lambda thing: thing["en"] if english and thing.get("en") else thing["zh"],
            "article": self.article,
            "path": visit.request.url.path,
            "operations": self.gate.operations,
            **self._always(visit.lang),
            **values,
        }
        return HTMLResponse(self.environment.get_template(template).render(common), status_code=status)

    def plain(self, request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page for somebody who is not logged in."""
        lang = problems.language(request)
        common = {
            "visit": None,
            "lang": lang,
            "t": lambda zh, en: en if lang == "en" else zh,
            "path": request.url.path,
            **self._always(lang),
            **values,
        }
        html = HTMLResponse(self.environment.get_template(template).render(common), status_code=status)
        keep_language(request, html)
        return html

    def refused(self, visit: Visit, refusal: Refusal) -> HTMLResponse:
        problem = self.problem(visit, refusal)
        return self.render(visit, "refused.html", status=problem["status"], problem=problem)

    def problem(self, visit: Visit, refusal: Refusal) -> dict[str, Any]:
        return problems.document(refusal, lang=visit.lang, correlation=correlation(visit.request))

    def moment(self, stamp: str) -> str:
        """A recording time as the organ's clocks show it."""
        return datetime.fromisoformat(stamp).astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def coded(self, name: str, code: str, lang: str, service: str) -> str:
        """A short text of a view: a moment, a code of the rule books or of the service, or what it says itself."""
        if _MOMENT.fullmatch(code):
            return self.moment(code)
        return said(self.gate.settings.rules, name, code, lang) or words.word(code, lang, service)

    def article(self, cite: str, lang: str) -> str:
        """The heading of a cited article; an item `B11.2` has that of its rule."""
        if cite == "organ":
            return words.word(cite, lang)
        found = self.gate.settings.articles.get(cite) or self.gate.settings.articles.get(cite.partition(".")[0])
        return "" if found is None else found[1 if lang == "en" else 0]

    def _always(self, lang: str) -> dict[str, Any]:
        settings = self.gate.settings
        return {"organ": settings.organ_en if lang == "en" else settings.organ_zh, "demo": settings.demo}


def keep_language(request: Request, response: Response) -> Response:
    chosen = request.query_params.get("lang")
    if chosen in {"zh", "en"}:
        response.set_cookie("jikao_lang", chosen, max_age=365 * 86400, path="/", samesite="strict")
    return response


def safe_next(wanted: str) -> str:
    """Only a path of our own: a login page must not send anybody elsewhere."""
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return "/"
    return wanted
