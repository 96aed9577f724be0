"""What of an incoming document waits for a post: the director's proposal (拟办), a leader's instruction (批示), and the
clerk's step after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, select

from services.documents.circulation.operations import StartCirculation
from services.documents.incoming import operations as ops
from services.documents.incoming.document import IncomingDocument, IncomingStatus
from services.documents.incoming.following import following
from services.documents.incoming.record import IncomingRecord, Instruction
from services.documents.incoming.secrecy import CONTENT, TITLE, sight
from services.documents.waiting.sources import Holder, Papers, Said, Source, Turn, lying, on_the_desk
from services.kernel.domain.who import CLERK, Subject
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.operations import Command
from services.kernel.rules.halfdays import Slot

KIND = Papers.INCOMING.value
i, w = IncomingRecord.TABLE.c, Instruction.TABLE.c


def said(ctx: Context, rows: Sequence[Any]) -> list[Said]:
    """It was sent on with the proposal, or with the instruction that refers it further."""
    ids = [row.id for row in rows]
    documents = {row.id: row for row in ctx.rows(select(IncomingRecord.TABLE).where(i.id.in_(ids)))}
    may = sight(ctx)
    may.learn(documents.values())
    wordings = select(Instruction.TABLE).where(w.document.in_(ids)).order_by(w.instruction, w.revision)
    last = {row.document: row.text for row in ctx.rows(wordings)}
    found = []
    for row in rows:
        document, turn = documents[row.id], Turn(row.step)
        withheld = may.withheld(document)
        why = document.proposal if document.status == IncomingStatus.PROPOSED else last.get(row.id, "")
        title = "" if TITLE in withheld else document.title
        found.append(Said(title, "" if CONTENT in withheld else why, withheld, turn.zh, turn.en))
    return found


def urge(ctx: Context, row: Any, holder: Holder, following: Slot) -> None:
    document = ctx.find(IncomingDocument, UUID(hex=row.id))
    document.urge(ctx.act, person=holder.person, deputy=holder.deputy, following=following)
    ctx.save(document)


LYING = Source(
    KIND,
    lying(
        KIND,
        IncomingRecord.TABLE,
        id=i.id,
        number=i.number,
        urgency=i.urgency,
        step=case((i.status == IncomingStatus.REGISTERED, Turn.PROPOSAL.value), else_=Turn.INSTRUCTION.value),
        post=i.waits_for,
        since=i.waits_since,
        urged=i.urged,
        urged_on=i.urged_on,
    ).where(i.waits_for > ""),
    said,
    IncomingRecord.TABLE,
    urge,
)
_SPOKEN_ON = select(IncomingRecord.TABLE).where(i.status == IncomingStatus.INSTRUCTED.value, i.waits_for == "")


def _with_the_clerk(operation: type[Command]) -> Waits:
    """What comes next of a document lies with the clerk, who sends it round and closes it."""

    def finds(ctx: Context) -> Iterator[Waiting]:
        rows = ctx.rows(_SPOKEN_ON)
        steps = following(ctx, rows)
        may = sight(ctx)
        may.learn(rows)
        for row in rows:
            if row.id in steps and steps[row.id].operation is operation:
                title = "" if TITLE in may.withheld(row) else row.title
                since = steps[row.id].since
                yield Waiting(row.id, Subject(posts=(CLERK.code,)), row.number, title, since=since)

    return Waits(operation, ops.GetIncoming, finds, (CLERK,))


WAITS = (
    _with_the_clerk(StartCirculation),
    _with_the_clerk(ops.CloseIncoming),
    on_the_desk(LYING, ops.ProposeHandling, ops.GetIncoming, Turn.PROPOSAL),
    on_the_desk(LYING, ops.InstructIncoming, ops.GetIncoming, Turn.INSTRUCTION),
)
