"""The same paper registered twice: told by who sent it and its number, however either was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.documents.incoming.mark import mark
from services.documents.incoming.record import IncomingRecord
from services.kernel.procedure.context import Context
from services.kernel.refusals import Refusal


class AlreadyRegistered(Refusal):
    """This sender's document with this number stands in the register."""

    code = "documents.incoming-already-registered"
    next = (
        "请打开原收文核对；确属字号相同的另一份文件的，请勾选后重新提交。",
        "Open the one that is there; if this is another document under the same number, say so and send it again.",
    )


def same_number(ctx: Context, rows: Sequence[Any]) -> dict[str, list[Any]]:
    """By document, the other documents with the same number, in the order of registration."""
    i, marks = IncomingRecord.TABLE.c, {row.mark for row in rows if row.mark}
    found = ctx.rows(select(IncomingRecord.TABLE).where(i.mark.in_(marks)).order_by(i.year, i.serial)) if marks else ()
    return {row.id: [other for other in found if other.mark == row.mark and other.id != row.id] for row in rows}


def check_once(ctx: Context, sender: str, number: str, but: UUID | None = None) -> None:
    """Refuses what the register holds already. Its numbers are everybody's to see, what it says is not."""
    wanted = mark(number)
    if not wanted:
        return
    i = IncomingRecord.TABLE.c
    for row in ctx.rows(select(IncomingRecord.TABLE).where(i.mark == wanted).order_by(i.year, i.serial)):
        if mark(row.sender) == mark(sender) and row.id != (but.hex if but else ""):
            raise AlreadyRegistered(
                f"{row.sender}的“{row.sender_number}”已于{row.registered_on.isoformat()}登记，收文号{row.number}。",
                f"It was registered on {row.registered_on.isoformat()} already, as {row.number}.",
                cites=("B11.1",),
                document=str(UUID(hex=row.id)),
                number=row.number,
            )
