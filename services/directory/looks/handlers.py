"""Keeps the access log, and tells the auditor where somebody looks more often than usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from services.directory.looks import events as e
from services.directory.looks import operations as ops
from services.directory.looks.look import Look, LookKind, UnusualLooks, UnusualStatus, unusual_id
from services.directory.looks.record import LookCount, LookRecord, UnusualRecord, register, unusual
from services.directory.organ import person_named
from services.kernel.domain.who import AUDITOR, Subject
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import period_sheet
from services.kernel.procedure.worksheet import exported

procedure = Procedure("looks", zh="查阅记录", en="Access log", registers=[register, unusual])
commands = Commands(
    procedure,
    UnusualLooks,
    key="unusual",
    record=UnusualRecord,
    shows=ops.GetUnusualLooks,
    subject=lambda one: Subject(),
)
lists(procedure, ops.ListLooks, LookRecord)


@procedure.handles(ops.RecordLooks)
def record_looks(op: ops.RecordLooks, ctx: Context) -> ops.LooksRecorded:
    more = Counter((one.person, one.kind) for one in op.looks)
    for one in op.looks:
        look = Look(ctx.new_id())
        look.record(
            ctx.act, looker=one.person, kind=one.kind, operation=one.operation, asked=one.asked, about=one.about,
            record=one.record,
        )  # fmt: skip
        ctx.save(look)
    for (person, kind), looks in more.items():
        _warn(ctx, person, kind, looks)
    return ops.LooksRecorded(recorded=len(op.looks))


def _warn(ctx: Context, person: str, kind: LookKind, more: int) -> None:
    limit = ctx.rules.value(f"looks.{kind.value}_a_day", ctx.today, int)
    row = ctx.row(LookCount, on=ctx.today, person=person, kind=kind.value)
    if (row.looks if row is not None else 0) + more <= limit:
        return
    found = ctx.find(UnusualLooks, unusual_id(person, kind.value, ctx.today))
    found.find(ctx.act, looker=person, kind=kind, on=ctx.today, limit=limit)
    ctx.save(found)


@procedure.handles(ops.ExportLooks)
def export_looks(op: Any, ctx: Context) -> File:
    return exported(f"looks-{op.start}-{op.end}", period_sheet(op, ctx, LookRecord))


@procedure.discloses(e.Looked, e.UnusualLooksFound, e.UnusualLooksReviewed)
def to_the_auditor(event: Any, ctx: Context) -> bool:
    return ctx.standing.post == AUDITOR.code


commands.acts(ops.ReviewUnusualLooks, UnusualLooks.review)
commands.lists(ops.ListUnusualLooks)


def _to_review(ctx: Context) -> Iterator[Waiting]:
    """Who looked at what kind of thing, and how often: the same auditor has several before them."""
    for row in ctx.rows_of(UnusualRecord, status=UnusualStatus.FOUND.value):
        kind, name = LookKind(row.kind), person_named(ctx, row.person)
        count = ctx.row(LookCount, on=row.on, person=row.person, kind=row.kind)
        looks = count.looks if count is not None else 0
        yield Waiting(
            row.id,
            Subject(),
            title=f"{name}：{kind.zh}{looks}次（每日限{row.limit}次）",
            title_en=f"{name}: {kind.en}, {looks} times (limit {row.limit} a day)",
            since=row.on,
        )


procedure.waiting.append(Waits(ops.ReviewUnusualLooks, ops.GetUnusualLooks, _to_review))
