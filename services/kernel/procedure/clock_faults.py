"""What the clock could not carry out. Each piece of its work stands alone: what one refuses, the others do not feel.

What was refused is kept, and shown to the administrator, until the clock carries it out or no longer has to.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pydantic import Field
from sqlalchemy import Column, Date, MetaData, String, Table, delete, select
from sqlalchemy.exc import DBAPIError

from services.kernel.log.transaction import Writing
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.operations import Page, PagedQuery, View
from services.kernel.procedure.record import Code
from services.kernel.refusals import Refusal

T = TypeVar("T")
log = logging.getLogger("jikao.clock")
OF_THE_MACHINE = (MemoryError, DBAPIError)
"""Not of the piece of work: the whole clock stops, and goes on with its next tick."""
UNEXPECTED = "kernel.unexpected"
metadata = MetaData()
clock_faults = Table(
    "clock_faults",
    metadata,
    Column("task", String(200), primary_key=True),
    Column("what_zh", String(200), nullable=False),
    Column("what_en", String(200), nullable=False),
    Column("code", String(80), nullable=False),
    Column("zh", String(1000), nullable=False),
    Column("en", String(1000), nullable=False),
    Column("since", Date, nullable=False),
)


class ClockFault(View):
    """`task` names the work, `code` and the texts why it was refused, `since` the day on which it first was."""

    task: Code = Field(title="编号 / task")
    what_zh: str = Field(title="事项 / work (Chinese)")
    what_en: str = Field(title="事项(英文) / work")
    code: Code = Field(title="原因代码 / code")
    zh: str = Field(title="原因 / reason (Chinese)")
    en: str = Field(title="原因(英文) / reason")
    since: date = Field(title="首次未办成 / since")


class ListClockFaults(PagedQuery):
    """What the clock could not carry out, and why; it is tried again at every tick."""


@dataclass(frozen=True)
class Fault:
    what_zh: str
    what_en: str
    code: str
    zh: str
    en: str


class Work:
    """One tick's work, piece by piece."""

    def __init__(self, ctx: LongContext) -> None:
        self._ctx = ctx
        self.faults: dict[str, Fault] = {}

    def each(self, task: str, zh: str, en: str, piece: Callable[[Context], T], instead: T) -> T:
        """Carries one piece out in a transaction of its own; what it refuses is noted."""
        return self.guarded(task, zh, en, lambda: self._ctx.job(piece), instead)

    def guarded(self, task: str, zh: str, en: str, piece: Callable[[], T], instead: T) -> T:
        try:
            return piece()
        except OF_THE_MACHINE:
            raise
        except Refusal as refusal:
            self.faults[task] = Fault(zh, en, refusal.code, refusal.zh, refusal.en)
        except Exception as error:
            log.exception("the clock could not carry out %s", task)
            name = type(error).__name__
            text = f"程序出错（{name}），详见服务日志。", f"The program failed ({name}); its log says more."
            self.faults[task] = Fault(zh, en, UNEXPECTED, *text)
        return instead

    def keep(self) -> int:
        """Records what is refused now, in place of what was; returns how much it is."""
        if self._ctx.reading(self._differs):
            self._ctx.job(self._replace)
        return len(self.faults)

    def _differs(self, ctx: Context) -> bool:
        known = {row.task: (row.code, row.zh) for row in ctx.rows(select(clock_faults))}
        return known != {task: (fault.code, fault.zh) for task, fault in self.faults.items()}

    def _replace(self, ctx: Context) -> None:
        known = {row.task: row.since for row in ctx.rows(select(clock_faults))}
        assert isinstance(ctx.tx, Writing)
        if gone := known.keys() - self.faults.keys():
            ctx.tx.execute(delete(clock_faults).where(clock_faults.c.task.in_(gone)))
        for task, fault in self.faults.items():
            if task not in known:
                log.warning("the clock cannot carry out %s: %s %s", task, fault.code, fault.en)
            ctx.tx.rows.upsert(
                clock_faults,
                task=task[:200],
                what_zh=fault.what_zh[:200],
                what_en=fault.what_en[:200],
                code=fault.code,
                zh=fault.zh[:1000],
                en=fault.en[:1000],
                since=known.get(task, ctx.today),
            )


def blame(tx: Writing, task: str, called: tuple[str, str], refusal: Refusal, today: date) -> None:
    """Notes one piece of work by itself, where the whole clock stands still."""
    log.warning("the clock stands still: %s %s", refusal.code, refusal.en)
    known = tx.get(clock_faults, {"task": task})
    tx.rows.upsert(
        clock_faults,
        task=task,
        what_zh=called[0],
        what_en=called[1],
        code=refusal.code,
        zh=refusal.zh[:1000],
        en=refusal.en[:1000],
        since=known.since if known is not None else today,
    )


def list_clock_faults(op: ListClockFaults, ctx: Context) -> Page[ClockFault]:
    query = select(clock_faults).where(clock_faults.c.task > (op.after or "")).order_by(clock_faults.c.task)
    rows = ctx.rows(query.limit(op.limit + 1))
    items = [ClockFault.model_validate(row._asdict()) for row in rows[: op.limit]]
    return Page[ClockFault](items=items, next=items[-1].task if len(rows) > op.limit else None)
