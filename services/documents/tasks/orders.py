"""Makes the task that comes with an instruction or a resolution, in the same transaction (A18, A34)."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from services.documents.tasks.handlers import check_owner
from services.documents.tasks.task import Task
from services.kernel.procedure.context import Context


class Order(Protocol):
    """A `TaskOrder`, or an operation with its fields."""

    @property
    def department(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def co_owners(self) -> tuple[str, ...]: ...
    @property
    def title(self) -> str: ...
    @property
    def content(self) -> str: ...
    @property
    def due(self) -> date: ...


def ordered(ctx: Context, order: Order, *, source: str, source_ref: str, cites: tuple[str, ...]) -> Task:
    """Not saved yet. Where the task cannot be, what orders it is refused as a whole."""
    check_owner(ctx, order.department, order.owner, order.co_owners)
    task = Task(ctx.new_id())
    task.assign(
        ctx.act,
        department=order.department,
        owner=order.owner,
        co_owners=order.co_owners,
        source=source,
        source_ref=source_ref,
        due=order.due,
        title=order.title,
        content=order.content,
        cites=cites,
    )
    return task
