"""Handover lists as a caller may see them, and their workbooks (A20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import department_named, name_of, title_of
from services.documents.archive.operations import ItemView
from services.documents.archive.register import debts, listed, transfers
from services.documents.archive.secrecy import sight
from services.documents.archive.transfer import STATUS_ZH
from services.documents.checks import chosen
from services.documents.secrecy import WITHHELD_ZH
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown, exported, yes
from services.kernel.operations import File

_DEBT_ZH = {"owed": "待移交", "missed": "逾期未移交", "paid": "已移交", "late": "逾期移交", "excused": "部门已撤销"}
_SIGNATURES = (
    "",
    "移交部门负责人（签字）：　　　　　　　接收人（签字）：　　　　　　　交接日期：　　　年　　月　　日",
)


def readable_title(view: Any) -> str:
    return WITHHELD_ZH if view.withheld else str(view.title)


ITEMS = Ledger(
    "归档文件移交清单",
    Shown("序号", 6, "item"),
    Shown("种类", 10, "kind", chosen("archive.kinds")),
    Shown("题名", 50, readable_title),
    Shown("文号", 20, "document_number"),
    Shown("责任者", 20, "author"),
    Shown("日期", 12, "dated"),
    Shown("页数", 6, "pages"),
    Shown("份数", 6, "copies"),
    Shown("保管期限", 10, "period", chosen("archive.periods")),
    Shown("密级", 8, "secrecy", chosen("incoming.secrecy")),
    Shown("载体形式", 12, "form", chosen("archive.forms")),
    Shown("档案管理员意见", 24, "objection"),
)
TRANSFERS = Ledger(
    "移交归档台账",
    Shown("编号", 12, "number"),
    Shown("部门", 28, "department", title_of),
    Shown("件数", 8, "items"),
    Shown("页数", 8, "pages"),
    Shown("无归档材料", 12, "empty", yes),
    Shown("未列入的已办结记录", 18, "left_out"),
    Shown("移交人", 10, "handed_over_by", name_of),
    Shown("移交日", 12, "handed_over_on"),
    Shown("逾期", 6, "late", yes),
    Shown("接收人", 10, "decided_by", name_of),
    Shown("接收或退回日", 14, "decided_on"),
    Shown("归档日", 12, "filed_on"),
    Shown("状态", 14, "status", STATUS_ZH),
)
DEBTS = Ledger(
    "完成情况",
    Shown("部门", 28, "department", title_of),
    Shown("期限", 12, "due"),
    Shown("完成情况", 12, "status", _DEBT_ZH),
)


def item_views(ctx: Context, rows: Sequence[Any]) -> list[ItemView]:
    may = sight(ctx)
    return [_item(row, seen=may.sees(row)) for row in rows]


def _item(row: Any, *, seen: bool) -> ItemView:
    record = UUID(hex=row.record) if row.record else None
    return ItemView.of(row, record=record, title=row.title if seen else "", withheld=not seen)


def signed_list(ctx: Context, transfer: Any) -> File:
    """移交清单: what is handed over, line by line, for the signatures of both sides."""
    rows = ctx.rows(select(listed).where(listed.c.transfer == transfer.id).order_by(listed.c.item))
    title = f"{department_named(ctx, transfer.department)}{transfer.year}年度归档文件移交清单（{transfer.number}）"
    total = f"共{transfer.items}件、{transfer.pages}页。状态：{STATUS_ZH[transfer.status]}。"
    sheet = replace(ITEMS.sheet(ctx, item_views(ctx, rows), title=title), notes=(total,), foot=_SIGNATURES)
    return exported(f"archive-transfer-{transfer.number}", sheet)


def register_of_year(ctx: Context, year: int) -> File:
    """移交归档台账 of one year's files, with how every department stands."""
    rows = ctx.rows(select(transfers).where(transfers.c.year == year).order_by(transfers.c.serial))
    return exported(
        f"archive-transfers-{year}",
        TRANSFERS.sheet(ctx, rows, title=f"{year}年度移交归档台账"),
        DEBTS.sheet(ctx, ctx.rows_of(debts, year=year), title=f"{year}年度各委室科移交归档情况"),
    )
