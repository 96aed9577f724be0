"""履职日历: what will fall due in the year ahead, from every service; a page, a workbook, a feed to subscribe to."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway.feed import MEDIA_TYPE, calendar
from gateway.gate import label
from gateway.pages.frame import Pages, Visit
from gateway.problems import language
from services.kernel.procedure import workbook
from services.kernel.refusals import Forbidden, NotFound, Refusal

FORESEEN = ".list-foreseen"
ASKED = ("until", "person", "department", "article", "parameter", "value")
Duties = list[dict[str, Any]]


class Calendar:
    def __init__(self, pages: Pages) -> None:
        self.pages, self.gate = pages, pages.gate

    async def page(self, visit: Visit, secret: str = "") -> Response:
        """One's own, or of whomever is asked for; for a parameter with another value, what that would move. `secret` is
        of a link that was just made."""
        given = _given(visit.request)
        duties, refusals = await self._duties(visit, given)
        problem = self.pages.problem(visit, refusals[0]) if refusals and not duties else None
        links = await self.gate.blocking(lambda: self.gate.accounts.links(visit.caller.person))
        return self.pages.render(
            visit,
            "calendar.html",
            status=problem["status"] if problem else 200,
            problem=problem,
            given=given,
            months=[(month, list(found)) for month, found in groupby(duties, key=lambda one: (one["due"] or "")[:7])],
            count=len(duties),
            workbook_at=f"/calendar.xlsx?{urlencode(given)}",
            links=[(one.id, _said(one.made), _said(one.used)) for one in links],
            feed=_feed(visit, secret) if secret else "",
            parameters=self._parameters(visit),
        )

    async def links(self, visit: Visit) -> Response:
        """A new link, told once; or the end of one."""
        form = await visit.request.form()
        person = visit.caller.person
        if end := str(form.get("end", ""))[:40]:
            await self.gate.blocking(lambda: self.gate.accounts.end_link(person, end))
            return RedirectResponse("/calendar", 303)
        secret = await self.gate.blocking(lambda: self.gate.accounts.make_link(person))
        if not secret:
            raise Forbidden("订阅链接已达上限，请先停用不用的链接。", "You have many links; end one first.")
        return await self.page(visit, secret)  # no address holds it, no history and no log

    async def workbook(self, visit: Visit) -> Response:
        duties, _ = await self._duties(visit, _given(visit.request))
        names = visit.names
        rows = [
            (
                date.fromisoformat(one["due"]) if one["due"] else "",
                one["zh"],
                names.people.get(one["person"], (one["person"],))[0],
                names.departments.get(one["department"], (one["department"],))[0],
                "、".join(one["cites"]),
            )
            for one in duties
        ]
        columns = [workbook.Column(*heading) for heading in _COLUMNS]
        sheet = workbook.Sheet("履职日历", "履职日历：今后一年到期事项", columns, rows)
        content = workbook.write([sheet])
        headers = {"Content-Disposition": 'attachment; filename="calendar.xlsx"'}
        return Response(content, media_type=workbook.MEDIA_TYPE, headers=headers)

    async def feed(self, request: Request) -> Response:
        """By a secret link in place of a login: its person's own duties, and those of a department that they head."""
        label(request, "page.feed")
        await self.gate.limits.take(self.gate.settings.feeds_per_address, "feeds", _address(request))
        secret = request.path_params["secret"]
        person = await self.gate.blocking(lambda: self.gate.accounts.person_of_link(secret))
        if not person:
            raise NotFound("没有这个订阅链接，或已停用。", "There is no such link, or it was ended.")
        caller = self.gate.for_link(person)
        lang = language(request)
        visit = Visit(request, caller, lang, await self.pages.names(request, caller))
        duties, refusals = await self._duties(visit, {})
        if refusals:
            raise refusals[0]  # a calendar that lacks duties would look as if nothing were owed
        own = visit.names.department_of.get(person, "")
        if f"head-{own}" in visit.names.posts_of.get(person, []):
            of_department, _ = await self._duties(visit, {"department": own})
            duties += [one for one in of_department if not one["person"]]
        content = calendar(
            duties,
            name="季考 履职日历" if lang == "zh" else "jikao duties",
            english=lang == "en",
            article=lambda cite: self.pages.article(cite, lang),
            now=datetime.now(UTC),
        )
        return Response(content, media_type=MEDIA_TYPE, headers={"Cache-Control": "private, max-age=3600"})

    async def _duties(self, visit: Visit, given: dict[str, str]) -> tuple[Duties, list[Refusal]]:
        """Of all services, by day; and why some did not say."""
        names = sorted(name for name in self.gate.operations if name.endswith(FORESEEN))
        answers = await asyncio.gather(
            *(self.pages.ask(visit, name, **given) for name in names), return_exceptions=True
        )
        found: Duties = []
        refusals: list[Refusal] = []
        for answer in answers:
            if isinstance(answer, Refusal):
                refusals.append(answer)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                found += answer["items"]
        return sorted(found, key=_by_day), refusals

    def _parameters(self, visit: Visit) -> list[tuple[str, str, str]]:
        """Numbers and short texts of the rule books, which can be tried with another value."""
        rules = self.gate.settings.rules
        found = [] if rules is None else [one for one in rules.parameters() if one.type_ in _TRIED]
        return [(one.name, f"{one.en if visit.lang == 'en' else one.zh}", one.type_) for one in found]


_TRIED = frozenset({"whole", "number", "text"})
_COLUMNS = (("期限", 12), ("事项", 32), ("责任人", 12), ("责任部门", 30), ("依据", 16))


def _given(request: Request) -> dict[str, str]:
    return {name: value for name in ASKED if (value := request.query_params.get(name, "").strip())}


def _feed(visit: Visit, secret: str) -> str:
    """In the language in which it was asked for."""
    return str(visit.request.url_for("feed", secret=secret)) + ("?lang=en" if visit.lang == "en" else "")


def _by_day(one: dict[str, Any]) -> tuple[str, str, str]:
    return one["due"] or "9999", one["kind"], one["key"]


def _said(at: float | None) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat() if at is not None else ""


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
