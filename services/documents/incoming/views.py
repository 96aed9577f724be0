"""Incoming documents as a caller may see them, and the export (B11.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import name_of, person_named
from services.documents.checks import chosen
from services.documents.circulation.register import circulations
from services.documents.incoming.document import STATUS_ZH
from services.documents.incoming.operations import IncomingView, InstructionView, ProposalView
from services.documents.incoming.register import instructions, ordered, proposals
from services.documents.incoming.secrecy import CONTENT, TITLE, Sight, sight
from services.documents.secrecy import readable_title
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown

URGENCY_ZH = {"ordinary": "普通", "urgent": "急件", "express": "特急"}


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
    p = proposals.c
    offered: dict[str, list[ProposalView]] = {id: [] for id in ids}
    for row in ctx.rows(select(proposals).where(p.document.in_(ids)).order_by(p.document, p.version)):
        said = offered[row.document]
        said.append(ProposalView.of(row, revision=len(said), at=row.at.replace(tzinfo=UTC)))
    tasks: dict[str, list[UUID]] = {id: [] for id in ids}
    for row in ctx.rows(select(ordered).where(o.document.in_(ids)).order_by(o.document, o.instruction, o.task)):
        tasks[row.document].append(UUID(hex=row.task))
    going = {row.document: row.status for row in ctx.rows(select(c.document, c.status).where(c.document.in_(ids)))}
    return [
        _view(
            row,
            may,
            proposals=offered[row.id],
            instructions=wordings[row.id],
            tasks=tasks[row.id],
            circulation=going.get(row.id, ""),
        )
        for row in rows
    ]


def _wording(row: Any) -> InstructionView:
    return InstructionView.of(row, at=row.at.replace(tzinfo=UTC))


def _view(row: Any, may: Sight, **beside: Any) -> IncomingView:
    withheld = may.withheld(row)
    hidden: dict[str, Any] = {"title": ""} if TITLE in withheld else {}
    if CONTENT in withheld:
        hidden |= {"content": "", "proposal": "", "note": "", "attachments": [], "proposals": [], "instructions": []}
    shown = {"attachments": row.attachments.split(), "withheld": withheld, **beside}
    return IncomingView.of(row, **shown | hidden)


def _said(ctx: Context) -> Callable[[Sequence[InstructionView]], str]:
    return lambda wordings: "；".join(f"{person_named(ctx, one.person)}：{one.text}" for one in wordings)


LEDGER = Ledger(
    "收文台账",
    Shown("收文号", 12, "number"),
    Shown("收文日期", 12, "received"),
    Shown("来文单位", 24, "sender"),
    Shown("来文字号", 20, "sender_number"),
    Shown("标题", 44, readable_title),
    Shown("密级", 8, "secrecy", chosen("incoming.secrecy")),
    Shown("紧急程度", 8, "urgency", URGENCY_ZH),
    Shown("份数", 6, "copies"),
    Shown("带回会议", 20, "meeting"),
    Shown("带回人", 10, "brought_by", name_of),
    Shown("拟办意见", 30, "proposal"),
    Shown("批示", 44, "instructions", _said),
    Shown("状态", 10, "status", STATUS_ZH),
    Shown("销账日期", 12, "closed_on"),
)
"""Of views: what the caller may not see is not in the file either."""
