"""Carries out what may be done with an erasure. The services' clocks end the keys (`kernel/procedure/erasing.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.erasures import events as e
from services.directory.erasures import operations as ops
from services.directory.erasures.erasure import FACTS, Basis, Erasure, ErasureStatus
from services.directory.erasures.record import ErasureRecord, register
from services.directory.looking import organ
from services.kernel.domain.private import STATUTORY, Kept
from services.kernel.domain.who import SECURITY_ADMINISTRATOR, Subject
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.second_person import settles
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rules.values import Table as Years

UNDER_WAY = (ErasureStatus.PROPOSED, ErasureStatus.APPROVED)
procedure = Procedure("erasures", zh="个人信息删除", en="Erasure of personal data", registers=[register])
commands, others = settles(
    procedure,
    Erasure,
    ErasureRecord,
    ops.ERASURES,
    FACTS,
    workbook="erasures",
    title="number",
    whose=lambda one: str(one.person),
    parties=lambda one, ctx: tuple(filter(None, [one.person])),
)


class StillServes(Refusal):
    """What somebody's work needs is not erased while they work here."""

    code = "directory.erasure-in-service"
    next = ("请在其离职后提请。", "Propose it once they have left.")


class StillKept(Refusal):
    """Its time of keeping is not over."""

    code = "directory.erasure-still-kept"
    next = ("请待保存期限届满后提请，或改选其他依据。", "Wait until the time is over, or name another ground.")


class ErasedAlready(Refusal):
    """The same is proposed, or was erased, before."""

    code = "directory.erasure-there"
    next = ("请查看已有的删除记录。", "Look at the erasure that there is.")


@commands.opens(ops.ProposeErasure)
def propose(op: ops.ProposeErasure, ctx: Context) -> Erasure:
    if bool(op.person) == (op.record is not None):
        raise Invalid("请填写人员或记录其一。", "Name a person or a record, one of them.", fields=[{"field": "person"}])
    if op.person:
        _check_time(op, ctx)
    elif set(op.kinds) != {Kept.OUTSIDERS}:
        raise Invalid(
            "记录只能删除来访与联系群众类信息。",
            "Of a record only what is kept of outsiders.",
            fields=[{"field": "kinds"}],
        )
    record = op.record.hex if op.record is not None else ""
    c = ErasureRecord.columns()
    same = select(c.kinds).where(c.person == op.person, c.record == record, c.status.in_(UNDER_WAY))
    if any(set(row.kinds) & set(op.kinds) for row in ctx.rows(same)):
        raise ErasedAlready("已有同一内容的删除提请。", "The same is proposed already.")
    erasure = ctx.find(Erasure, ctx.new_id())
    number = next_number(ctx, ErasureRecord.TABLE, ctx.today.year)
    erasure.trigger(
        e.ErasureProposed,
        ctx.act,
        number=number,
        person=op.person,
        record=record,
        kinds=tuple(kind.value for kind in op.kinds),
        basis=op.basis.value,
        reason=op.reason,
    )
    return erasure


def _check_time(op: ops.ProposeErasure, ctx: Context) -> None:
    person = organ(ctx).person(op.person)
    left = person.left if person is not None else None
    if left is None or left > ctx.today:
        raise StillServes("此人仍在职，其信息不得删除。", "They still serve: what is theirs is not erased.")
    for kind in op.kinds:
        over = _kept_until(ctx, left, kind)
        if over > ctx.today and (op.basis is Basis.EXPIRED or kind in STATUTORY):
            raise StillKept(
                f"{kind.zh}类信息须保存至 {over}。",
                f"What is kept for {kind.en} stays until {over}.",
                until=over.isoformat(),
            )


def _kept_until(ctx: Context, left: date, kind: Kept) -> date:
    years = ctx.rules.value("personal_data.kept_years", ctx.today, Years)
    return until(left, int(years.get(kind.value) or 0))


def until(since: date, years: int) -> date:
    """The day on which so many years are over; of a leap day the last of February."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 2, 28)


def fallen_due(ctx: Context) -> Iterator[Waiting]:
    """Of whoever left, what has been kept for its whole time and is neither erased nor proposed: somebody proposes it,
    and somebody else approves; nothing goes by itself."""
    settled: dict[str, set[str]] = {}
    for row in ctx.rows_of(ErasureRecord, status=[*UNDER_WAY, ErasureStatus.ORDERED]):
        settled.setdefault(row.person, set()).update(row.kinds)
    for person in organ(ctx).people():
        if person.left is None:
            continue
        over = {kind: _kept_until(ctx, person.left, kind) for kind in Kept if kind is not Kept.OUTSIDERS}
        due = [kind for kind, day in over.items() if day <= ctx.today and kind not in settled.get(person.id, ())]
        if due:
            which = {"person": person.id, "basis": Basis.EXPIRED.value}
            zh, en = "、".join(kind.zh for kind in due), ", ".join(kind.en for kind in due)
            subject = Subject(person=person.id, parties=(person.id,))
            yield Waiting(which, subject, title=zh, title_en=en, since=min(over[kind] for kind in due))


procedure.waiting.append(Waits(ops.ProposeErasure, None, fallen_due, (SECURITY_ADMINISTRATOR,)))


@commands.does(ops.ERASURES.approve, about=others)
def approve(op: Any, erasure: Erasure, ctx: Context) -> None:
    days = int(ctx.rules.value("personal_data.waiting_days", ctx.today, int))
    erasure.trigger(e.ErasureApproved, ctx.act, due=ctx.today + timedelta(days=days))


@procedure.on_tick_called("执行到期的个人信息删除", "Carry out erasures whose waiting is over")
def order(ctx: Context) -> int:
    """Once, on the day: from then on the services end the keys, each by itself."""
    c = ErasureRecord.columns()
    query = select(c.id).where(c.status == ErasureStatus.APPROVED, c.due <= ctx.today).order_by(c.id)
    rows = ctx.rows(query)
    for row in rows:
        erasure = ctx.find(Erasure, UUID(str(row.id)))
        erasure.trigger(e.ErasureOrdered, ctx.act)
        ctx.save(erasure)
    return len(rows)
