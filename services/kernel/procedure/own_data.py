"""What a service's log holds of one person, as a file for them （个人信息保护法第四十五条）. Knows no service.

A bundle of the log proves what was stored, and so holds people's words as they are stored: encrypted. This file is to
be read: every event about the person, in order, with what it says of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, literal, or_, select

from services.kernel.log.mapper import sealed_part
from services.kernel.log.seal import StoredRow
from services.kernel.log.store import events
from services.kernel.procedure.attachments.record import AttachmentRecord
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.operations import File
from services.kernel.procedure.own_log.operations import ExportOwnData
from services.kernel.procedure.own_log.reading import ENVELOPE
from services.kernel.procedure.own_log.sight import envelope_of, hiding, opened
from services.kernel.procedure.own_log.telling import said
from services.kernel.procedure.workbook import MEDIA_TYPE, Cell, Column, Sheet, write

_FILES = tuple(map(Column, ("日期", "记录类别", "文件名", "格式", "字节数", "添加人", "移除日期")))
_COLUMNS = (Column("序号"), Column("记录时间", 20), *map(Column, ("日期", "事项", "经办人", "内容")))


def own_data(app: Service) -> Callable[[ExportOwnData, Context], File]:
    def export_own_data(op: ExportOwnData, ctx: Context) -> File:
        notes = ["内容以登记时的字段名称列出。", "截至导出时；已依法删除的内容注明。"]
        sheet = Sheet("本人信息", "本人信息 Own data", _COLUMNS, _lines(app, op.person, ctx), notes)
        files = Sheet("附件", "附件 Files", _FILES, _files(app, op.person, ctx))
        return File(name=f"{app.name}-own-data.xlsx", media_type=MEDIA_TYPE, content=write([sheet, files]))

    return export_own_data


def _lines(app: Service, person: str, ctx: Context) -> Iterator[list[Cell]]:
    hidden, mapper = hiding(app, ctx), ctx.tx.store.mapper
    for row in _mentioning(person, ctx):
        envelope = envelope_of(row)
        part = sealed_part(row.state)
        if person not in (envelope.person or envelope.actor, part[1].of if part else ""):
            continue
        withheld = hidden(row, envelope)
        body: dict[str, Any] = msgspec.json.decode(opened(row, mapper).state)
        told = {name: value for name, value in body.items() if name not in ENVELOPE and name not in withheld}
        content = "; ".join(f"{name}: {_text(value)}" for name, value in told.items())
        recorded, actor = ctx.on_our_clocks(envelope.timestamp), ctx.organ.name_of(envelope.actor)
        yield [row.position, recorded, envelope.day, said(row.topic)[0], actor, content[:_LONGEST]]


def _files(app: Service, person: str, ctx: Context) -> Iterator[list[Cell]]:
    """Their own, and those that they attached to what they may still see."""
    a = AttachmentRecord.columns()
    if not any(AttachmentRecord.TABLE in register.tables for register in app.registers):
        return
    query = select(AttachmentRecord.TABLE).where(or_(a.owner == person, a.attached_by == person))
    for row in ctx.rows(query.order_by(a.attached_on, a.folder, a.number)):
        of = ctx.attachable.get(row.kind)
        if row.owner == person or (of is not None and of.sees(ctx, UUID(row.record))):
            zh = of.procedure.zh if of is not None else row.kind
            by = ctx.organ.name_of(row.attached_by)
            yield [row.attached_on, zh, row.file_name, row.media_type, row.size, by, row.removed_on]


_LONGEST = 32_000
"""Characters of a cell."""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _mentioning(person: str, ctx: Context) -> Iterator[StoredRow]:
    """Events in whose stored bytes the id stands as a text of its own, oldest first."""
    text, state = f'"{person}"'.encode(), events.c.state
    here = func.instr(state, text) if ctx.tx.store.is_sqlite else func.position(literal(text).op("IN")(state))
    return (StoredRow._make(row) for row in ctx.rows(select(events).where(here > 0).order_by(events.c.position)))
