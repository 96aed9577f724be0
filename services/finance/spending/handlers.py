"""Carries out requests to spend: asked, consented to, given back, expired (B10.7, A31)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, picture
from services.finance.budget import using as budget
from services.finance.own import not_ones_own
from services.finance.spending import events as e
from services.finance.spending import operations as ops
from services.finance.spending.record import SpendingRecord, register, views
from services.finance.spending.request import ASKED, Spending, SpendingStatus
from services.finance.spending.using import key_of
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation, by_stream
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.rules.regulations import RegulationError, Rules
from services.kernel.rules.values import Records

FILE = "finance-spending.toml"
SUPERVISING = "supervising-leader"
"""The rung that is the leader who supervises the department."""


def _expire(ctx: Context, row: Any) -> None:
    """Nothing lapses while a claim on it is under way: the clock comes back to it."""
    spending = ctx.find(Spending, UUID(hex=row.aggregate))
    if spending.expire(ctx.act, due=row.due):
        budget.release(ctx, key_of(spending), spending.id)
        ctx.save(spending)


use_in_time = Obligation(
    kind="finance.spending-use",
    zh="按期使用批准的开支",
    en="Use or give back what was consented to",
    tells=told(SpendingRecord, "purpose", number="number"),
    cites=ASKED,
    opened_by={e.SpendingApproved: lambda given: Due(by_stream(given), given.due, given.person, given.department)},
    fulfilled_by={e.SpendingTaken: by_stream, e.SpendingUsed: by_stream},
    missed_by={e.SpendingExpired: by_stream},
    cancelled_by={e.SpendingWithdrawn: by_stream},
    reopened_by={e.SpendingFreed: by_stream, e.SpendingUsed: lambda event: "" if event.last else by_stream(event)},
    on_missed=_expire,
    shows=ops.GetSpending,
)
procedure = Procedure(
    "spending", zh="事前审批", en="Requests to spend", registers=[register], obligations=[use_in_time]
)


@procedure.relies_on
def rungs_ascend(rules: Rules) -> None:
    """Every amount has its rung: the first is above nothing, and each is above the one before it."""
    for dated in rules.parameter("spending.approvers").values:
        assert isinstance(dated.value, Records)
        try:
            above = [Decimal(one.text("above")) for one in dated.value]
        except InvalidOperation:
            above = []
        if not above or above[0] != 0 or above != sorted(set(above)):
            raise RegulationError(FILE, "spending.approvers", "sums must ascend from 0")


def _deciding(one: Spending | SpendingRecord) -> Subject:
    return Subject(one.person, one.department, posts=(one.decides,))


commands = Commands(
    procedure,
    Spending,
    key="spending",
    record=SpendingRecord,
    shows=ops.GetSpending,
    views=views,
    subject=_deciding,
)


@commands.opens(ops.RequestSpending)
def request_spending(op: ops.RequestSpending, ctx: Context) -> Spending:
    check_choice(ctx, "budget.lines", op.line, "line")
    check_department(ctx, op.department, ctx.today)
    rules, today = ctx.rules, ctx.today
    spending = Spending(ctx.new_id())
    spending.request(
        ctx.act,
        number=next_number(ctx, SpendingRecord.TABLE, today.year),
        year=today.year,
        decides=_decides(ctx, op.amount, op.department),
        threshold=rules.value("spending.collective_from", today, Decimal),
        cites=ASKED,
        **op.model_dump(),
    )
    return spending


def _decides(ctx: Context, amount: Decimal, department: str) -> str:
    """The post of the amount's rung. Whose own post that is, or where it is vacant, the next rung up decides; above the
    last one the nearest below."""
    organ, today = picture(ctx), ctx.today
    rungs = ctx.rules.value("spending.approvers", today, Records)
    posts = [organ.supervising_post(department, today) if one.id == SUPERVISING else one.id for one in rungs]
    nth = sum(Decimal(one.text("above")) < amount for one in rungs) - 1
    others = [post for post in posts[nth:] + posts[:nth][::-1] if organ.holder(post, today) not in ("", ctx.caller)]
    return others[0] if others else posts[nth]


def own(one: SpendingRecord, ctx: Context) -> bool:
    return one.person == ctx.caller


def _too_dear(one: SpendingRecord) -> bool:
    """The budget does not hold what is to be set aside."""
    return one.left is not None and one.amount > one.left


@commands.does(ops.ApproveSpending, unless=lambda one, ctx: own(one, ctx) or _too_dear(one))
def approve_spending(op: ops.ApproveSpending, spending: Spending, ctx: Context) -> None:
    not_ones_own(ctx.caller, [spending.person], cites=ASKED)
    budget.commit(ctx, key_of(spending), spending.amount, spending.id)
    spending.approve(ctx.act, due=ctx.today + timedelta(days=ctx.rules.value("spending.valid_days", ctx.today, int)))


@commands.does(ops.RejectSpending, unless=own)
def reject_spending(op: ops.RejectSpending, spending: Spending, ctx: Context) -> None:
    not_ones_own(ctx.caller, [spending.person], cites=ASKED)
    spending.trigger(e.SpendingRejected, ctx.act, reason=op.reason)


@commands.does(ops.WithdrawSpending, unless=lambda one, ctx: one.taken > 0)
def withdraw_spending(op: ops.WithdrawSpending, spending: Spending, ctx: Context) -> None:
    if spending.status is SpendingStatus.APPROVED:
        budget.release(ctx, key_of(spending), spending.id)
    spending.withdraw(ctx.act, reason=op.reason)


commands.lists(ops.ListSpending)
commands.exports(ops.ExportSpending, "spending")
prints(procedure, ops.PrintSpending)
commands.waits(ops.ApproveSpending, since="requested_on", title="purpose")


def _to_refuse(ctx: Context) -> Iterator[Waiting]:
    """What cannot be consented to, unless more is put into the budget, still lies with whoever decides."""
    asked = select(SpendingRecord.TABLE).where(
        SpendingRecord.columns().status == SpendingStatus.REQUESTED.value
    )  # fmt: skip
    for one in views(ctx, ctx.rows(asked)):
        if _too_dear(one) and not own(one, ctx):
            yield Waiting(str(one.id), _deciding(one), number=one.number, title=one.purpose, since=one.requested_on)


procedure.waiting.append(Waits(ops.RejectSpending, ops.GetSpending, _to_refuse))
