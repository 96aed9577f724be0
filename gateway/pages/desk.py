"""My desk: what waits for me, what I asked for, what I owe; and a leave with its route."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from gateway.pages.frame import Pages, Visit
from gateway.pages.registers import record_of
from gateway.refusals import NotInstalled
from services.kernel.operations import Operation

LEAVE_ACTIONS = ("approve-leave", "reject-leave", "withdraw-leave", "register-return", "revoke-leave")
STATUS_OF_ACTION = {
    "approve-leave": "requested",
    "reject-leave": "requested",
    "withdraw-leave": "requested",
    "register-return": "approved",
    "revoke-leave": "approved",
}


DECISIONS = (
    ("documents.approve-seal-use", "documents.list-seal-uses", "requested"),
    ("documents.apply-seal", "documents.list-seal-uses", "approved"),
    ("documents.accept-transfer", "documents.list-transfers", "handed-over"),
    ("documents.file-transfer", "documents.list-transfers", "accepted"),
    ("documents.uphold-complaint", "documents.list-complaints", "filed"),
)
"""What a post decides of a register's rows: the command, the register, the state in which a row waits for it."""


class Desk:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def desk(self, visit: Visit) -> Response:
        me, pages = visit.caller.person, self.pages
        position = await pages.gate.live.position()
        owing = sorted(name for name in pages.gate.operations if name.endswith(".list-obligations"))
        deciding = [each for each in DECISIONS if _decides(visit, pages.gate.operations.get(each[0]))]
        asked = [pages.ask_kindly(visit, register, status=state, limit=50) for _, register, state in deciding]
        mine, waiting, papers, *answers = await asyncio.gather(
            pages.ask_kindly(visit, "attendance.list-leave", person=me, limit=20),
            pages.ask_kindly(visit, "attendance.list-waiting-leave", limit=50),
            pages.ask_kindly(visit, "documents.list-waiting", limit=50),
            *(pages.ask_kindly(visit, name, person=me, status="open", limit=50) for name in owing),
            *asked,
        )
        owed, found = answers[: len(owing)], answers[len(owing) :]
        for paper in papers["items"] if papers else ():
            paper["page"] = _page(pages.gate.operations, "documents", paper["kind"], paper["id"])
        obligations: list[Any] = [line for answer in owed if answer for line in answer["items"]]
        for line in obligations:
            service, _, kind = line["kind"].partition(".")
            line["page"] = _page(pages.gate.operations, service, kind, line["aggregate"])
        return pages.render(
            visit,
            "desk.html",
            mine=mine,
            waiting=waiting,
            papers=papers,
            decisions=_decisions(pages.gate.operations, deciding, found),
            obligations=sorted(obligations, key=lambda line: line["due"]),
            position=position,
        )

    async def leave(self, visit: Visit) -> Response:
        view = await self.pages.ask(visit, "attendance.get-leave", leave=visit.request.path_params["leave"])
        if view is None:
            raise NotInstalled("本系统未安装考勤业务。", "This installation does not have attendance.")
        actions = [
            self.pages.gate.operations[f"attendance.{name}"]
            for name in LEAVE_ACTIONS
            if f"attendance.{name}" in self.pages.gate.operations and view["status"] == STATUS_OF_ACTION[name]
        ]
        actions = [action for action in actions if _may(visit, action, view)]
        return self.pages.render(visit, "leave.html", leave=view, actions=actions)


def _decides(visit: Visit, act: type[Operation] | None) -> bool:
    posts = visit.names.posts_of.get(visit.caller.person, ())
    return act is not None and any(who.code in posts for who in act.WHO)


def _decisions(
    operations: Mapping[str, type[Operation]], deciding: list[tuple[str, str, str]], found: list[Any]
) -> list[tuple[type[Operation], str, Any]]:
    """(command, a row's page, the row), the longest waiting first within each register."""
    lines: list[tuple[type[Operation], str, Any]] = []
    for (act, register, _), answer in zip(deciding, found, strict=True):
        record = record_of(operations, operations[register]) if answer else None
        if record is not None:
            (key,) = record.path_fields()
            lines += [
                (operations[act], f"/records/{record.NAME}?{key}={row['id']}", row) for row in reversed(answer["items"])
            ]
    return lines


def _page(operations: Mapping[str, type[Operation]], service: str, kind: str, id_: str) -> str:
    """The page of what waits: `get-incoming`, `get-circulation`; of a `meeting-material` it is `get-material`."""
    query = operations.get(f"{service}.get-{kind}") or operations.get(f"{service}.get-{kind.rpartition('-')[2]}")
    if query is None or len(query.path_fields()) != 1:
        return ""
    return f"/records/{query.NAME}?{query.path_fields()[0]}={id_}"


def _may(visit: Visit, action: type[Operation], view: dict[str, Any]) -> bool:
    """Whether to offer it; the service decides."""
    posts = visit.names.posts_of.get(visit.caller.person, [])
    for who in action.WHO:
        match who.code:
            case "self" if view["person"] == visit.caller.person:
                return True
            case "on-route" if view["waits_for"] in posts:
                return True
            case code if code in posts:
                return True
            case _:
                pass
    return False
