"""A form filled in, as the one template sets it: head, parts, and at the foot what tells where it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.kernel.domain.events import Event
from services.kernel.log.store import events
from services.kernel.procedure.attachments.record import AttachmentRecord
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Query
from services.kernel.procedure.printing.form import Data, Filling, Form
from services.kernel.procedure.printing.reading import heading, said
from services.kernel.procedure.printing.typeset import compiled, compiler, printable
from services.kernel.procedure.record import shapes
from services.kernel.rules.values import Choices

_TEMPLATE = Path(__file__).with_name("form.typ")
SEAL_SHOWN = 16
"""Digits of the seal, enough to find a fact by and to see that the paper is of this log."""
_COMMA = re.compile(", *")
"""After which a line may end."""
_MARGINS, _MILLIMETRES, _FOOT = 30, 0.3528, 0.75
"""As the template has them: both margins in millimetres, those in a point, and the size of the foot's letters."""
_NARROW, _WIDE_ONES = 0.56, 8
"""What a digit takes of a letter's size; room for the Chinese characters of a title, which take twice as much."""


def sheet(form: Form, ctx: Context, view: Any, record: UUID | None, facts: Sequence[Event], shows: type[Query]) -> Data:
    """All that stands on the paper, every text as it is printed. `record` is the one whose facts it is signed by."""
    filling = Filling(ctx, view, facts)
    fields = type(view).model_fields
    head = ctx.rules.value("forms.heads", ctx.today, Choices)[form.whose(view)]
    dated = getattr(view, form.dated) if form.dated else ctx.today
    more = form.enclosed(view) if form.enclosed is not None else 0
    width, height, letters, _ = form.size.value
    return {
        "title": form.zh,
        "head": head.zh,
        "number": filling.of(form.number) if form.number in fields else "",
        "dated": said(dated),
        "enclosed": _enclosed(attached(ctx, shows, record), more),
        "stamp": form.stamp(view),
        "parts": form.fill(filling),
        "foot": _foot(ctx, view, record) + proof(form, filling),
        "page": [width, height],
        "letters": letters,
        "beside": form.widest,
    }


def _enclosed(files: int, more: int | None) -> str:
    if more is None:
        return "附件　　　张"
    return f"附件 {files + more} 张" if files + more else ""


def pdf(data: Data, folder: Path | None) -> bytes:
    """The same bytes for the same paper and fonts."""
    return compiled(compiler(_TEMPLATE, data, folder))


def attached(ctx: Context, shows: type[Query], record: UUID | None) -> int:
    """How many files the record has that this query shows."""
    kinds = [kind for kind, one in ctx.attachable.items() if one.shows is shows]
    if not kinds or record is None:
        return 0
    files = ctx.rows_of(AttachmentRecord, kind=kinds, record=record.hex)
    return sum(1 for one in files if one.removed_on is None)


def _foot(ctx: Context, view: Any, record: UUID | None) -> list[str]:
    """What it is a print of, and of which state of the log; when, and by whom."""
    status, version = getattr(view, "status", None), getattr(view, "version", None)
    of = [
        f"状态：{status.zh}" if status is not None and status else "",
        f"版本：{version}" if version else "",
        _place(ctx, record),
    ]
    by = f"{said(ctx.act.at, ctx.zone)} 由{printable(ctx.organ.name_of(ctx.caller))}打印"
    return ["　".join(filter(None, of)), by]


def proof(form: Form, filling: Filling) -> list[str]:
    """The fields that prove the paper, in lines as wide as its foot."""
    width, _, letters, _ = form.size.value
    most = round((width - _MARGINS) / _MILLIMETRES / (_FOOT * letters * _NARROW))
    known = shapes(form.record)
    values = ((name, filling.of(name)) for name in form.proof)
    found = (f"{heading(known[name])} {_COMMA.sub(', ', value)}" for name, value in values if value)
    return [line for one in found for line in wrap(one, most - _WIDE_ONES)]


def _place(ctx: Context, record: UUID | None) -> str:
    """Of the record's last fact, or of the log's."""
    query = select(events.c.position, events.c.seal).order_by(events.c.position.desc()).limit(1)
    if record is not None:
        query = query.where(events.c.originator_id == record.hex)
    found = ctx.tx.read(query)
    return f"日志第{found[0].position}号　封印 {bytes(found[0].seal).hex()[:SEAL_SHOWN]}" if found else ""
