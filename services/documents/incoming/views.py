"""Incoming documents as a caller may see them, and the export (B11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.documents.circulation.register import circulations
from services.documents.incoming.document import STATUS_ZH
from services.documents.incoming.operations import IncomingView, InstructionView
from services.documents.incoming.register import instructions, ordered
from services.documents.incoming.secrecy import CONTENT, TITLE, Sight, sight
from services.documents.organ import person_named
from services.kernel.context import Context
from services.kernel.regulations import Choices
from services.kernel.workbook import Column, Sheet

URGENCY_ZH = {"ordinary": "普通", "urgent": "急件", "express": "特急"}
WITHHELD_ZH = "（按密级不予显示）"
_COLUMNS = (
    Column("收文号", 12),
    Column("收文日期", 12),
    Column("来文单位", 24),
    Column("来文字号", 20),
    Column("标题", 44),
    Column("密级", 8),
    Column("紧急程度", 8),
    Column("份数", 6),
    Column("带回会议", 20),
    Column("带回人", 10),
    Column("拟办意见", 30),
    Column("批示", 44),
    Column("状态", 10),
    Column("销账日期", 12),
)


def views(ctx: Context, rows: Sequence[Any]) -> list[IncomingView]:
    """A page of register rows, with what belongs to them read at once."""
    may = sight(ctx)
    may.learn(rows)
    ids = [row.id for row in rows]
    i, o, c = instructions.c, ordered.c, circulations.c
    wordings: dict[str, list[InstructionView]] = {id: [] for id in ids}
    for row in ctx.rows(
        select(instructions).where(i.document.in_(ids)).order_by(i.document, i.instruction, i.revision)
    ):
        wordings[row.document].append(_wording(row))
    tasks: dict[str, list[UUID]] = {id: [] for id in ids}
    for row in ctx.rows(select(ordered).where(o.document.in_(ids)).order_by(o.document, o.instruction, o.task)):
        tasks[row.document].append(UUID(hex=row.task))
    going = {row.document: row.status for row in ctx.rows(select(c.document, c.status).where(c.document.in_(ids)))}
    return [_view(row, may, wordings[row.id], tasks[row.id], going.get(row.id, "")) for row in rows]


def _wording(row: Any) -> InstructionView:
    return InstructionView(
        instruction=row.instruction,
        revision=row.revision,
        person=row.person,
        post=row.post,
        text=row.text,
        reason=row.reason,
        at=row.at.replace(tzinfo=UTC),
    )


def _view(row: Any, may: Sight, wordings: list[InstructionView], tasks: list[UUID], going: str) -> IncomingView:
    withheld = may.withheld(row)
    content = CONTENT not in withheld
    return IncomingView(
        id=UUID(hex=row.id),
        number=row.number,
        sender=row.sender,
        sender_number=row.sender_number,
        title=row.title if TITLE not in withheld else "",
        content=row.content if content else "",
        attachments=row.attachments.split() if content else [],
        withheld=withheld,
        secrecy=row.secrecy,
        urgency=row.urgency,
        received=row.received,
        registered_on=row.registered_on,
        copies=row.copies,
        meeting=row.meeting,
        brought_by=row.brought_by,
        status=row.status,
        leader_post=row.leader_post,
        waits_for=row.waits_for,
        waits_since=row.waits_since,
        proposal=row.proposal if content else "",
        instructions=wordings if content else [],
        tasks=tasks,
        circulation=going,
        closed_on=row.closed_on,
        note=row.note if content else "",
        version=row.version,
    )


def sheet(ctx: Context, rows: Sequence[Any], period: str) -> Sheet:
    """收文台账: what the caller may not see is not in the file either."""
    classes = ctx.rules.value("incoming.secrecy", ctx.today, Choices)
    lines = []
    for view in views(ctx, rows):
        title = WITHHELD_ZH if TITLE in view.withheld else view.title
        said = "；".join(f"{person_named(ctx, one.person)}：{one.text}" for one in view.instructions)
        lines.append(
            (
                view.number,
                view.received,
                view.sender,
                view.sender_number,
                title,
                classes[view.secrecy].zh,
                URGENCY_ZH[view.urgency],
                view.copies,
                view.meeting,
                person_named(ctx, view.brought_by) if view.brought_by else "",
                view.proposal,
                said,
                STATUS_ZH[view.status],
                view.closed_on,
            )
        )
    return Sheet("收文台账", f"收文台账 {period}", _COLUMNS, lines)
