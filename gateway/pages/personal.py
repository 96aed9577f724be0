"""个人信息: what the services hold of people's lives, why, who sees it and for how long; and one's own, to take away.

The inventory is the program's own (`personal.py` of each service), so everybody may read it; it names nobody.
"""

from __future__ import annotations

import asyncio
import base64
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from starlette.responses import Response

from gateway.pages.frame import Pages, Visit
from gateway.refusals import NotInstalled
from services.kernel.domain import events, private
from services.kernel.rules.values import Table

OWN_DATA = ".export-own-data"
MARKS = {
    "personal": ("加密存储，可删除", "encrypted, can be erased"),
    "reckoned": ("据以计算，不外传", "reckoned with, stays inside"),
    "shared": ("供其他业务", "for other services"),
    "confidential": ("涉密", "secret"),
}


class PersonalData:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def page(self, visit: Visit) -> Response:
        settings = self.pages.gate.settings
        if settings.rules is None:
            raise NotInstalled("本系统未载入规章。", "This installation has no rule books loaded.")
        today = datetime.now(self.pages.zone).date()
        years = settings.rules.value("personal_data.kept_years", today, Table)
        return self.pages.render(
            visit,
            "personal.html",
            services=[(name, list(self._matters(visit, name, years))) for name in settings.services],
            waiting=settings.rules.value("personal_data.waiting_days", today),
            erasures="directory.list-erasures" in await self.pages.permitted(visit),
        )

    def _matters(self, visit: Visit, service: str, years: Table) -> Iterator[dict[str, Any]]:
        events.discover([service])
        fields = private.fields_by_mark(service)
        for matter in private.inventory(service).values():
            marked = fields.get(matter.procedure, {})
            yield {
                "why": visit.t(*matter.why),
                "sees": visit.t(*matter.sees),
                "kept": visit.t(matter.kept.zh, matter.kept.en),
                "years": years.get(matter.kept.value),
                "fields": [
                    (visit.t(*words), [self._called(visit, name, service) for name in marked[mark]])
                    for mark, words in MARKS.items()
                    if mark in marked
                ],
            }

    def _called(self, visit: Visit, name: str, service: str) -> str:
        known = private.called(service).get(name)
        return visit.t(*known) if known else self.pages.vocabulary.title(name, visit.lang, service)

    async def mine(self, visit: Visit) -> Response:
        """A workbook for each service that holds anything of the visitor."""
        names = [name for name in self.pages.gate.operations if name.endswith(OWN_DATA)]
        files = await asyncio.gather(*(self.pages.ask(visit, one, person=visit.caller.person) for one in names))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.writestr(file["name"], base64.urlsafe_b64decode(file["content"]))
        headers = {"Content-Disposition": 'attachment; filename="jikao-own-data.zip"'}
        return Response(made.getvalue(), media_type="application/zip", headers=headers)
