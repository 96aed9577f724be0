"""履职日历: what will fall due in the year ahead, from every service; a page, a workbook, a feed to subscribe to."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway.feed import MEDIA_TYPE, calendar
from gateway.gate import label
from gateway.pages.addresses import here
from gateway.pages.frame import Pages, Visit
from gateway.pages.ruled import parameters_tried
from gateway.problems import language
from services.kernel.procedure import workbook
from services.kernel.refusals import Forbidden, NotFound, Refusal
from services.kernel.rules.model import cites_said

FORESEEN = ".list-foreseen"
ASKED = ("until", "person", "department", "article", "parameter", "value")
NARROWS = ("person", "department", "article", "parameter")
"""Without any of these the page shows what is the visitor's own and their department's, unless `whose` says all."""
WHOSE, OWN, ALL = "whose", "own", "all"
SPANS = ((31, "31 天", "31 days"), (92, "一季度", "a quarter"), (365, "一年", "a year"))
"""How far ahead the page looks: the first, or as far as is asked for."""
Duties = list[dict[str, Any]]
UNKNOWN = "unknown_years"
IMPORT = "directory.import-calendar"


class Ahead(NamedTuple):
    """What falls due, by day; in which years it cannot be told; and why some services did not say."""

    duties: Duties
    unknown: list[int]
    refusals: list[Refusal]


class Calendar:
    def __init__(self, pages: Pages) -> None:
        self.pages, self.gate = pages, pages.gate

    async def page(self, visit: Visit, secret: str = "") -> Response:
        """One's own, or of whomever is asked for; for a parameter with another value, what that would move. `secret` is
        of a link that was just made."""
        today = datetime.now(self.pages.zone).date()
        given = _shown(visit.request, today)
        duties, unknown, refusals = await self._duties(visit, given)
        problem = self.pages.problem(visit, refusals[0]) if refusals and not duties else None
        links = await self.gate.blocking(lambda: self.gate.accounts.links.of(visit.caller.person))
        return self.pages.render(
            visit,
            "calendar.html",
            status=problem["status"] if problem else 200,
            problem=problem,
            given=given,
            months=[(month, list(found)) for month, found in groupby(duties, key=lambda one: (one["due"] or "")[:7])],
            count=len(duties),
            unknown=unknown,
            imports=unknown and IMPORT in await self.pages.permitted(visit),
            workbook_at=f"/calendar.xlsx?{urlencode(given)}",
            links=[(one.id, _said(one.made), _said(one.used)) for one in links],
            feed=_feed(visit, secret) if secret else "",
            said_once=bool(secret),
            ways=_ways(visit, given, today),
            parameters=parameters_tried(self.gate.settings.rules, visit.lang),
        )

    async def links(self, visit: Visit) -> Response:
        """A new link, told once; or the end of one. Who comes back to the address finds the calendar."""
        if visit.request.method != "POST":
            return RedirectResponse("/calendar", 303)
        form = await visit.request.form()
        person = visit.caller.person
        if end := str(form.get("end", ""))[:40]:
            await self.gate.blocking(lambda: self.gate.accounts.links.end(person, end))
            return RedirectResponse("/calendar", 303)
        secret = await self.gate.blocking(lambda: self.gate.accounts.links.make(person))
        if not secret:
            raise Forbidden("订阅链接已达上限，请先停用不用的链接。", "You have many links; end one first.")
        return await self.page(visit, secret)  # no address holds it, no history and no log

    async def workbook(self, visit: Visit) -> Response:
        given = _given(visit.request)
        duties, unknown, refusals = await self._duties(visit, given)
        if refusals and not duties:
            raise refusals[0]  # an empty file would look as if nothing were owed
        names = visit.names
        rows = [
            (
                date.fromisoformat(one["due"]) if one["due"] else "",
                one["zh"],
                one["about"],
                names.people.get(one["person"], (one["person"],))[0],
                names.departments.get(one["department"], (one["department"],))[0],
                cites_said(one["cites"]),
            )
            for one in duties
        ]
        columns = [workbook.Column(*heading) for heading in _COLUMNS]
        span = f"截至{given['until']}" if "until" in given else "今后一年"
        lacks = f"（尚未导入{'、'.join(map(str, unknown))}年节假日安排，该年事项不全）" if unknown else ""
        sheet = workbook.Sheet("履职日历", f"履职日历：{span}到期事项{lacks}", columns, rows)
        content = workbook.write([sheet])
        headers = {"Content-Disposition": 'attachment; filename="calendar.xlsx"'}
        return Response(content, media_type=workbook.MEDIA_TYPE, headers=headers)

    async def feed(self, request: Request) -> Response:
        """By a secret link in place of a login: its person's own duties, and those of a department that they head."""
        label(request, "page.feed")
        await self.gate.limits.take(self.gate.settings.feeds_per_address, "feeds", _address(request))
        secret = request.path_params["secret"]
        person = await self.gate.blocking(lambda: self.gate.accounts.links.person_of(secret))
        if not person:
            raise NotFound("没有这个订阅链接，或已停用。", "There is no such link, or it was ended.")
        caller = self.gate.for_link(person)
        lang = language(request)
        visit = Visit(request, caller, lang, await self.pages.names(request, caller))
        duties, _, refusals = await self._duties(visit, {})
        if refusals:
            raise refusals[0]  # a calendar that lacks duties would look as if nothing were owed
        own = visit.names.department_of.get(person, "")
        if f"head-{own}" in visit.names.posts_of.get(person, []):
            of_department = await self._duties(visit, {"department": own})
            duties += [one for one in of_department.duties if not one["person"]]
        content = calendar(
            duties,
            name="季考 履职日历" if lang == "zh" else "jikao duties",
            english=lang == "en",
            article=lambda cite: self.pages.article(cite, lang),
            now=datetime.now(UTC),
        )
        return Response(content, media_type=MEDIA_TYPE, headers={"Cache-Control": "private, max-age=3600"})

    async def _duties(self, visit: Visit, given: dict[str, str]) -> Ahead:
        """Of all services."""
        names = sorted(name for name in self.gate.operations if name.endswith(FORESEEN))
        asked = {name: value for name, value in given.items() if name != WHOSE}
        own = visit.names.department_of.get(visit.caller.person, "")
        several = [asked | {"person": visit.caller.person}, *([asked | {"department": own}] if own else [])]
        answers = await asyncio.gather(
            *(
                self.pages.ask(visit, name, **one)
                for name in names
                for one in (several if given.get(WHOSE) == OWN else [asked])
            ),
            return_exceptions=True,
        )
        found: dict[tuple[str, str], dict[str, Any]] = {}
        unknown: set[int] = set()
        refusals: list[Refusal] = []
        for answer in answers:
            if isinstance(answer, Refusal):
                refusals.append(answer)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                found |= {(one["kind"], one["key"]): one for one in answer["items"]}
                unknown |= set(answer[UNKNOWN])
        return Ahead(sorted(found.values(), key=_by_day), sorted(unknown), refusals)


_COLUMNS = (("期限", 12), ("事项", 32), ("所涉", 30), ("责任人", 12), ("责任部门", 30), ("依据", 16))


def _given(request: Request) -> dict[str, str]:
    return {name: value for name in (*ASKED, WHOSE) if (value := request.query_params.get(name, "").strip())}


def _shown(request: Request, today: date) -> dict[str, str]:
    """What is asked for, or what a page shows of itself: not everybody's year, which nobody reads to its end."""
    given = _given(request)
    if not any(name in given for name in NARROWS):
        given.setdefault(WHOSE, OWN)
    if "parameter" not in given:
        given.setdefault("until", (today + timedelta(days=SPANS[0][0])).isoformat())
    return given


def _ways(visit: Visit, given: dict[str, str], today: date) -> list[list[tuple[str, str, bool]]]:
    """Whose duties and how far ahead: (what it is called, its address, whether that is what is shown)."""
    spans = []
    for days, zh, en in SPANS:
        until = (today + timedelta(days=days)).isoformat()
        spans.append((visit.t(zh, en), here(visit.request, until=until), given.get("until") == until))
    if any(name in given for name in NARROWS):
        return [[(visit.t("本人和本部门", "mine and my department's"), "/calendar", False)], spans]
    whose = ((OWN, "本人和本部门", "mine and my department's"), (ALL, "我能看到的全部", "all that I may see"))
    said = [(visit.t(zh, en), here(visit.request, whose=of), given[WHOSE] == of) for of, zh, en in whose]
    return [said, spans]


def _feed(visit: Visit, secret: str) -> str:
    """In the language in which it was asked for."""
    return str(visit.request.url_for("feed", secret=secret)) + ("?lang=en" if visit.lang == "en" else "")


def _by_day(one: dict[str, Any]) -> tuple[str, str, str]:
    return one["due"] or "9999", one["kind"], one["key"]


def _said(at: float | None) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat() if at is not None else ""


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
