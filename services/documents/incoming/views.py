"""Incoming documents as a caller may see them, and the export (B11.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from services.directory.organ import person_named
from services.documents.circulation.record import CirculationRecord
from services.documents.circulation.states import Circulating
from services.documents.incoming.document import IncomingStatus
from services.documents.incoming.following import following
from services.documents.incoming.record import IncomingRecord, Instruction, OrderedTask, Proposal
from services.documents.incoming.secrecy import CONTENT, TITLE, sight
from services.documents.incoming.twins import same_number
from services.documents.tasks.record import TaskRecord
from services.documents.tasks.task import OPEN
from services.kernel.domain.who import CLERK
from services.kernel.log.prepared import Fixed
from services.kernel.procedure.context import Context
from services.kernel.procedure.record import Row
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.secrecy import readable_title

_FOR_NOBODY: dict[str, Any] = {"waits_for": "", "waits_since": None, "urged": None, "urged_on": None}
"""Readers have it, a task of it is open, or it is closed."""


def views(ctx: Context, rows: Sequence[Any]) -> list[IncomingRecord]:
    """A page of register rows, with what belongs to them read at once."""
    may = sight(ctx)
    may.learn(rows)
    ids = [row.id for row in rows]
    instructions, proposals = _parts(ctx, Instruction, ids), _parts(ctx, Proposal, ids)
    ordered = {id: _ordered(found) for id, found in _parts(ctx, OrderedTask, ids).items()}
    twins, stale, steps = same_number(ctx, rows), _to_review(ctx, ids), following(ctx, rows)
    going = {row.document: row.status for row in ctx.rows_of(CirculationRecord, document=ids)}

    def view(row: Any) -> IncomingRecord:
        withheld = may.withheld(row)
        shown: dict[str, Any] = {
            "withheld": withheld,
            **{name: getattr(row, name) for name in _FOR_NOBODY},
            "proposals": [Proposal.of(one, revision=place) for place, one in enumerate(proposals[row.id])],
            "instructions": [Instruction.of(one) for one in instructions[row.id]],
            "tasks": ordered[row.id],
            "tasks_to_review": [task for task in ordered[row.id] if task in stale],
            "same_number": [other.number for other in twins[row.id]],
            "circulation": going.get(row.id, Circulating.NOT),
        }
        if row.id in steps:
            shown |= {"waits_for": CLERK.code, "waits_since": steps[row.id].since}
        elif row.status == IncomingStatus.CLOSED or not row.waits_for:
            shown |= _FOR_NOBODY
        if TITLE in withheld:
            shown["title"] = ""
        if CONTENT in withheld:
            shown |= {"content": "", "proposal": "", "note": "", "attachments": [], "proposals": [], "instructions": []}
        return IncomingRecord.of(row, **shown)

    return [view(row) for row in rows]


def _parts(ctx: Context, part: type[Row], ids: Sequence[str]) -> dict[str, list[Any]]:
    """The rows that belong to each document, in order of their keys."""
    found: dict[str, list[Any]] = {id: [] for id in ids}
    for row in ctx.rows_of(part, document=list(ids)):
        found[row.document].append(row)
    return found


def _ordered(rows: Sequence[Any]) -> list[UUID]:
    return [UUID(hex=row.task) for row in sorted(rows, key=lambda row: (row.instruction, row.task))]


_o, _t = OrderedTask.columns(), TaskRecord.columns()
_STALE = Fixed(
    select(_t.id)
    .join(OrderedTask.TABLE, _o.task == _t.id)
    .where(_o.document.in_(bindparam("documents")), _o.corrected_on.is_not(None), _t.status.in_(OPEN))
)


def _to_review(ctx: Context, documents: Sequence[str]) -> set[UUID]:
    """Their open tasks that still follow the first wording."""
    return {UUID(hex=row.id) for row in ctx.rows(_STALE, documents=documents)}


def _said(ctx: Context) -> Callable[[Sequence[Instruction]], str]:
    return lambda wordings: "；".join(f"{person_named(ctx, one.person)}：{one.text}" for one in wordings)


SHEET = worksheet_of(IncomingRecord, title=readable_title, forms={"instructions": _said})
"""Of views: what the caller may not see is not in the file either."""
