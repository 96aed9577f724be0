"""What every page stands in: who looks, in which language, the organ's names, and how a refusal is shown."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway import problems, steps
from gateway.gate import REFRESH_COOKIE, Caller, Gate, clear_cookies, correlation, label, set_cookies
from gateway.own import OWN
from gateway.pages import addresses, columns, places, told
from gateway.pages.assets import Assets
from gateway.pages.places import ids_in, is_id, page_of_record
from gateway.pages.vocabulary import Vocabulary
from gateway.watching import unseen
from services.kernel.domain.who import SYSTEM, SYSTEM_ID
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Refusal, Unauthenticated

log = logging.getLogger("jikao.gateway")
CALLED = ("number", "title", "name", "topic")
"""What a record is called by where another names it."""
TEMPLATES = Path(__file__).parent.parent / "templates"
_CLOCK = re.compile(r"\d\d:\d\d:00")
_ON_THE_SPOT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00")
"""A time as the clock on the wall showed it, such as a punch."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
PROGRAMS = frozenset(own.path for own in OWN)
"""Addresses that programs ask: what goes wrong there is a problem document."""
NAMES_KEPT = 30.0
"""Seconds for which the organ's names are remembered; they change by the month."""
PERMITTED_KEPT, PEOPLE_KEPT = 10.0, 1000
"""Seconds for which is remembered what somebody may do, and of how many."""


@dataclass
class Names:
    """Ids as people read them: id → (Chinese, English)."""

    people: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    departments: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    posts: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    others: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """People, departments and posts of other days: read, not chosen."""
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
        self._permitted: dict[str, tuple[Mapping[str, Mapping[str, str]], float]] = {}
        self.assets = Assets()
        self.zone = ZoneInfo(gate.settings.zone)
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            auto_reload=False,  # they come with the program: no look at the disk for each page
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["moment"] = self.moment
        self.vocabulary = Vocabulary(gate.operations, gate.settings.rules)

    def page(
        self, name: str, show: Page, *, at: frozenset[str] = steps.NONE
    ) -> Callable[[Request], Awaitable[Response]]:
        """The route of a page that asks for a login; `at` are the steps of one that it is for."""

        async def visited(request: Request) -> Response:
            label(request, f"page.{name}")
            try:
                visit = await self.visit(request, at=at)
            except Forbidden as refused:
                if next_page := steps.page_of(refused):
                    return RedirectResponse(next_page, 303)
                raise
            except Unauthenticated:
                wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                lost = "&unsent=1" if request.method == "POST" else ""
                response: Response = RedirectResponse(f"/login?next={quote(wanted)}{lost}", 303)
                clear_cookies(response)
                return response
            try:
                response = await show(visit)
            except Refusal as refusal:
                response = self.refused(visit, refusal)
            return self.remember(visit, response)

        return visited

    async def visit(self, request: Request, *, at: frozenset[str] = steps.NONE) -> Visit:
        """Who looks. An access token that ran out is renewed with the refresh cookie on the way."""
        renewed: tuple[Caller, str] | None = None
        try:
            self.gate.verified(request)  # nothing is read of whoever cannot show who they are
            form_csrf = await _csrf(request)
            caller = await self.gate.identify(request, at=at, form_csrf=form_csrf)
        except Unauthenticated:
            refresh = request.cookies.get(REFRESH_COOKIE, "")
            if not refresh or request.headers.get("authorization"):
                raise
            opened = await self.gate.refresh(request, refresh)
            caller = self.gate.sign(opened)
            self.gate.check_page(request, caller, await _csrf(request))
            if (step := steps.step_of(opened.id)) and step not in at:
                raise steps.refusal(step) from None
            renewed = (caller, opened.refresh)
        # whoever is not through yet may ask nothing
        names = Names() if steps.step_of(caller.session) else await self.names(request, caller)
        return Visit(request, caller, problems.language(request), names, renewed)

    def remember(self, visit: Visit, response: Response) -> Response:
        if visit.renewed is not None:
            set_cookies(response, *visit.renewed, self.gate.settings)
        told.taken_away(visit.request, response)
        return keep_language(visit.request, response)

    async def ask(self, visit: Visit, operation: str, /, **body: Any) -> Any:
        """The decoded answer of a query, or None where no such operation is installed."""
        if operation not in self.gate.operations:
            return None
        return await self.gate.ask(visit.caller, operation, visit.request, **body)

    async def ask_kindly(self, visit: Visit, operation: str, /, **body: Any) -> Any:
        """For a part of a page that may be missing: None where the visitor may not see it."""
        try:
            return await self.ask(visit, operation, **body)
        except Refusal:
            return None

    async def references(
        self, visit: Visit, operation: type[Operation], answer: Any
    ) -> dict[tuple[str, str], tuple[str, str]]:
        """Where the ids in an answer lead, and what they are called there: less what the visitor may not see."""
        found: dict[tuple[str, str], tuple[type[Operation], str]] = {}
        for name, value in ids_in(answer):
            of = self.vocabulary.refers(operation, name)
            if known := places.reference(self.gate.operations, name, of, operation.PATH):
                found[name, value] = known
        asked = {(query, key, value): None for (_, value), (query, key) in found.items()}
        with unseen():
            answers = await asyncio.gather(
                *(self.ask_kindly(visit, query.NAME, **{key: value}) for query, key, value in asked)
            )
        seen = {one: answer for one, answer in zip(asked, answers, strict=True) if answer is not None}
        return {
            (name, value): (page_of_record(query.NAME, {key: value}), self.called(query, record, visit.lang))
            for (name, value), (query, key) in found.items()
            if (record := seen.get((query, key, value))) is not None
        }

    def called(self, query: type[Operation], record: Mapping[str, Any], lang: str) -> str:
        """A record by its number, its title; empty where it has neither."""
        told = (self.coded(name, record[name], lang, query) for name in CALLED if isinstance(record.get(name), str))
        return next((one for one in told if one), "")

    def opens(self, visit: Visit, source: str, department: str) -> bool:
        """Whether an event about a department is for the visitor, by a post that its query names or as a colleague, as
        far as a page can tell without asking for each: it offers what it knows to be answered."""
        shows = self.gate.operations.get(f"{source}.get-event")
        codes = {who.code for who in shows.WHO} if shows is not None else set[str]()
        own = visit.names.department_of.get(visit.caller.person) == department and "colleague" in codes
        return own or bool(codes.intersection(visit.names.posts_of.get(visit.caller.person, ())))

    def keeps_log(self, visit: Visit) -> bool:
        """Whether the visitor holds a post that may search the log of a service."""
        posts = visit.names.posts_of.get(visit.caller.person, ())
        return not self.gate.operations.log_keepers.isdisjoint(posts)

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
                others={o["id"]: (o["zh"], o["en"]) for o in organ["others"]} | {SYSTEM_ID: (SYSTEM.zh, SYSTEM.en)},
                posts_of={p["id"]: [*p["posts"], *p["acting"]] for p in organ["people"]},
                department_of={p["id"]: p["department"] for p in organ["people"]},
            )
            self._names_at = time.monotonic()
        return self._names

    async def permitted(self, visit: Visit) -> Mapping[str, Mapping[str, str]]:
        """What the visitor may do or ask at all, by the services: operation → the fields it has to be asked with."""
        known, until = self._permitted.get(visit.caller.person, ({}, 0.0))
        if until > time.monotonic():
            return known
        asked = [name for name in self.gate.operations if name.endswith(".list-permitted")]
        answers = await asyncio.gather(*(self.ask_kindly(visit, name) for name in asked))
        found = {one["operation"]: one["fields"] for answer in answers if answer for one in answer["items"]}
        if all(answers):
            if len(self._permitted) >= PEOPLE_KEPT:
                self._permitted.clear()
            self._permitted[visit.caller.person] = found, time.monotonic() + PERMITTED_KEPT
        return found

    # -- rendering ----------------------------------------------------------------------------------------------------

    def render(self, visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        names, english = visit.names, visit.lang == "en"
        service = getattr(values.get("operation"), "SERVICE", "")

        def named(table: Mapping[str, tuple[str, str]], id_: str) -> str:
            pair = table.get(id_) or names.others.get(id_)
            return id_ if pair is None else pair[english]

        common = {
            "visit": visit,
            "lang": visit.lang,
            "t": visit.t,
            "person": lambda id_: named(names.people, id_),
            "department": lambda id_: named(names.departments, id_),
            "post": lambda id_: named(names.posts, id_),
            "opens": partial(self.opens, visit),
            "keeps_log": self.keeps_log(visit),
            "posts": names.posts_of.get(visit.caller.person, []),
            "own_department": names.department_of.get(visit.caller.person, ""),
            "word": lambda code: self.vocabulary.word(str(code), visit.lang, service),
            "service": lambda name: self.vocabulary.service(name, visit.lang),
            "coded": lambda name, code, of="": self.coded(name, code, visit.lang, of or values.get("operation")),
            "worded": lambda name, code: self.vocabulary.worded(values.get("operation"), name, code, visit.lang),
            "reference": lambda name, value: values.get("references", {}).get((name, value), ("", "")),
            "is_id": is_id,
            "is_code": lambda name: self.vocabulary.is_code(values.get("operation"), name),
            "telling": partial(columns.telling, leads=values.get("references", {})),
            "naming": columns.naming,
            "foremost": columns.foremost,
            "said_of": lambda row, names: [name for name in names if row.get(name) not in (None, "", [])],
            "proves": columns.proves,
            "title": lambda name, service=service: self.vocabulary.title(name, visit.lang, service),
            "other_name": "zh" if english else "en",
            "both": lambda thing: thing["en"] if english and thing.get("en") else thing["zh"],
            "article": self.article,
            "path": visit.request.url.path,
            "here": partial(addresses.here, visit.request),
            "then": partial(addresses.then, visit.request),
            "moment": addresses.moment(visit.request),
            "operations": self.gate.operations,
            "done_before": told.done(visit.request, visit.caller, self.gate.operations),
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
            "here": partial(addresses.here, request),
            **self._always(lang),
            **values,
        }
        html = HTMLResponse(self.environment.get_template(template).render(common), status_code=status)
        keep_language(request, html)
        return html

    def refused(self, visit: Visit, refusal: Refusal) -> HTMLResponse:
        problem = self.problem(visit, refusal)
        return self.render(visit, "refused.html", status=problem["status"], problem=problem)

    async def declined(
        self, refusal: Refusal, connection: HTTPConnection, headers: Mapping[str, str] | None = None
    ) -> Response:
        """What no page and no route could answer: a page for a person, a problem document for a program."""
        if not _is_for_a_person(connection):
            return problems.response(refusal, connection, headers)
        try:
            request = Request(connection.scope)
            caller = await self.gate.visitor(request)
            if caller is not None and not steps.step_of(caller.session):
                visit = Visit(request, caller, problems.language(request), await self.names(request, caller))
                response = self.refused(visit, refusal)
            else:
                lang = problems.language(request)
                problem = problems.document(refusal, lang=lang, correlation=correlation(request))
                response = self.plain(request, "refused.html", status=problem["status"], problem=problem)
        except Exception:
            log.exception("the page that tells of %s could not be shown", refusal.code)
            response = HTMLResponse(
                _BARE.format(zh=escape(refusal.zh), en=escape(refusal.en)), problems.status(refusal)
            )
        response.headers.update({**problems.when_again(refusal), **(headers or {})})
        return response

    def problem(self, visit: Visit, refusal: Refusal) -> dict[str, Any]:
        return problems.document(refusal, lang=visit.lang, correlation=correlation(visit.request))

    def moment(self, stamp: str) -> str:
        """A recording time as the organ's clocks show it."""
        return datetime.fromisoformat(stamp).astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def coded(self, name: str, code: str, lang: str, operation: type[Operation] | str | None) -> str:
        """A short text of a view: a moment, a code of the rule books or of the service, or what it says itself."""
        if _MOMENT.fullmatch(code):
            return self.moment(code)
        if _CLOCK.fullmatch(code):
            return code[:5]
        if _ON_THE_SPOT.fullmatch(code):
            return f"{code[:10]} {code[11:16]}"
        if isinstance(operation, str):
            operation = self.gate.operations.get(operation)
        if named := self.gate.operations.get(code):
            return named.EN if lang == "en" else named.ZH
        said = self.vocabulary.said(operation, name, code, lang) or self._record_kind(operation, name, code, lang)
        if not said and name == "withheld" and operation is not None:  # of an event: what its service calls the field
            said = self.vocabulary.title(code, lang, operation.SERVICE) or self.vocabulary.title(code, lang)
            said = said or ("other content" if lang == "en" else "其他内容")
        return said or code

    def _record_kind(self, operation: type[Operation] | None, name: str, code: str, lang: str) -> str:
        """A kind of record is called as the record that its query shows; empty where it is none."""
        shows = self.gate.operations.get(f"{operation.SERVICE}.get-{code}") if operation and name == "kind" else None
        one = getattr(shows.RETURNS, "ONE", None) if shows is not None else None
        return one[lang == "en"] if one else ""

    def article(self, cite: str, lang: str) -> str:
        """The heading of a cited article; an item `B11.2` has that of its rule."""
        if cite == "organ":
            return "set by the organ" if lang == "en" else "本机关自定"
        found = self.gate.settings.articles.get(cite) or self.gate.settings.articles.get(cite.partition(".")[0])
        return "" if found is None else found[1 if lang == "en" else 0]

    def _always(self, lang: str) -> dict[str, Any]:
        settings = self.gate.settings
        return {
            "organ": settings.organ_en if lang == "en" else settings.organ_zh,
            "demo": settings.demo,
            "asset": self.assets.address,
        }


_BARE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>季考</title>
<p>{zh}</p><p lang="en">{en}</p><p><a href="/">季考 jikao</a></p></html>"""
"""When not even a page about the fault can be made."""


async def _csrf(request: Request) -> str:
    return str((await request.form()).get("csrf", "")) if request.method == "POST" else ""


def _is_for_a_person(connection: HTTPConnection) -> bool:
    """Browsers say that they take HTML; what is no page is for programs whatever they say."""
    path, accepts = connection.url.path, connection.headers.get("accept", "*/*")
    if path.startswith("/api/") or path in PROGRAMS:
        return False
    return "text/html" in accepts or "json" not in accepts


def keep_language(request: Request, response: Response) -> Response:
    chosen = request.query_params.get("lang")
    if chosen in {"zh", "en"}:
        response.set_cookie("jikao_lang", chosen, max_age=365 * 86400, path="/", samesite="strict")
    return response
