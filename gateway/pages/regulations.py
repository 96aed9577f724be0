"""Every article of both rule books with what carries it out, and what is still open (A1–A35, B1–B14)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from gateway.pages.frame import Pages, Visit
from gateway.refusals import NotInstalled
from services.kernel.procedure import citations
from services.kernel.procedure.citations import Citation, CitationList, Kind

ASKS = ".list-citations"


class Regulations:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def regulations(self, visit: Visit) -> Response:
        """`?open` shows only what nothing carries out yet."""
        rules = self.pages.gate.settings.rules
        if rules is None:
            raise NotInstalled("本系统未载入规章。", "This installation has no rule books loaded.")
        asked = [name for name in self.pages.gate.operations if name.endswith(ASKS)]
        answers = await asyncio.gather(*(self.pages.ask_kindly(visit, name) for name in asked))
        cited = [one for answer in answers if answer for one in _read(answer)]
        astray = [(one, cites) for one in cited if (cites := citations.unknown(rules, one))]
        lines = citations.covered(rules, [one for one in cited if not citations.unknown(rules, one)])
        only_open = "open" in visit.request.query_params
        shown = [line for line in lines if line.open] if only_open else list(lines)
        return self.pages.render(
            visit,
            "regulations.html",
            books=[
                (book, [one for one in citations.chapters(lines) if one.article.book.id == book.id])
                for book in rules.books.values()
            ],
            shown={line.article.id for line in shown},
            only_open=only_open,
            count=len(lines),
            open_count=sum(line.open for line in lines),
            stances=sum(line.article.attitude is not None for line in lines),
            astray=astray,
            silent=[name.removesuffix(ASKS) for name, answer in zip(asked, answers, strict=True) if answer is None],
            kinds=tuple(Kind),
            page_of=partial(self._page_of, await self.pages.permitted(visit)),
        )

    def _page_of(self, permitted: Mapping[str, Mapping[str, str]], one: Citation) -> str:
        """Where one does it or sees it; empty where there is no such page, or not for the visitor."""
        if one.kind is Kind.OPERATION:
            if one.name not in permitted:
                return ""
            asked = permitted[one.name]
            return f"/operations/{one.name}" + (f"?{urlencode(asked)}" if asked else "")
        listing = f"{one.name.partition('.')[0]}.list-obligations"
        if one.kind is Kind.OBLIGATION and listing in self.pages.gate.operations:
            return f"/operations/{listing}?kind={one.name}&ask=1"
        return ""


def _read(answer: Any) -> list[Citation]:
    return CitationList.model_validate(answer).items
