"""Handover lists as a caller may see them, and their workbooks (A20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from services.directory.organ import department_named
from services.documents.archive.record import DebtRecord, ItemRecord, TransferRecord
from services.documents.archive.secrecy import sight
from services.documents.archive.transfer import TransferStatus
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.secrecy import WITHHELD_ZH
from services.kernel.procedure.worksheet import exported

_SIGNATURES = (
    "",
    "移交部门负责人（签字）：　　　　　　　接收人（签字）：　　　　　　　交接日期：　　　年　　月　　日",
)


def readable_title(view: Any) -> str:
    return WITHHELD_ZH if view.withheld else str(view.title)


def item_views(ctx: Context, rows: Sequence[Any]) -> list[ItemRecord]:
    may = sight(ctx)
    return [_item(row, seen=may.sees(row)) for row in rows]


def _item(row: Any, *, seen: bool) -> ItemRecord:
    return ItemRecord.of(row, title=row.title if seen else "", withheld=not seen)


def signed_list(ctx: Context, transfer: Any) -> File:
    """移交清单: what is handed over, line by line, for the signatures of both sides."""
    rows = item_views(ctx, ctx.rows_of(ItemRecord, transfer=transfer.id))
    title = f"{department_named(ctx, transfer.department)}{transfer.year}年度归档文件移交清单（{transfer.number}）"
    total = f"共{transfer.items}件、{transfer.pages}页。状态：{TransferStatus(transfer.status).zh}。"
    made = worksheet_of(ItemRecord, title=readable_title).sheet(ctx, rows, title=title)
    return exported(f"archive-transfer-{transfer.number}", replace(made, notes=(total,), foot=_SIGNATURES))


def register_of_year(ctx: Context, year: int) -> File:
    """移交归档台账 of one year's files, with how every department stands."""
    t = TransferRecord.TABLE
    rows = ctx.rows(select(t).where(t.c.year == year).order_by(t.c.serial))
    return exported(
        f"archive-transfers-{year}",
        worksheet_of(TransferRecord).sheet(ctx, rows, title=f"{year}年度移交归档台账"),
        worksheet_of(DebtRecord).sheet(
            ctx, ctx.rows_of(DebtRecord, year=year), title=f"{year}年度各委室科移交归档情况"
        ),
    )
