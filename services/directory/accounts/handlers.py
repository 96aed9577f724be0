"""Carries out what is asked about accounts. The passwords themselves the gateways make and keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory import circle
from services.directory.accounts import events as facts
from services.directory.accounts import operations as ops
from services.directory.accounts.account import Account, AccountStatus
from services.directory.accounts.record import AccountRecord, register
from services.directory.looking import in_service, of_person, organ
from services.directory.names import stream
from services.directory.proposals.second import takes_two
from services.kernel.domain.who import SYSTEM_ID, Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Page
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.model import NotInForce

POWERFUL = "accounts.powerful"
procedure = Procedure("accounts", zh="账号", en="Accounts", registers=[register])


def powerful(ctx: Context) -> frozenset[str]:
    """Whoever holds, or stands in for, a post of the list today, or has a seat of it; nobody before there was one."""
    try:
        words = ctx.rules.value(POWERFUL, ctx.today, tuple)
    except NotInForce:
        return frozenset()
    return frozenset(circle.acting(organ(ctx), words, ctx.today))


def _views(ctx: Context, rows: Sequence[Any]) -> list[AccountRecord]:
    with_power = powerful(ctx)
    return [AccountRecord.of(row, powerful=row.person in with_power) for row in rows]


def _load(op: Any, ctx: Context) -> Account:
    if isinstance(op, ops.OpenAccount):
        return ctx.find(Account, stream("account", op.login or op.person))
    return ctx.load(Account, op.account)


def _own(account: Any) -> Subject:
    """An account is the person's own matter: nobody keeps their own."""
    return Subject(person=account.person, parties=(account.person,))


def _of_account(op: Any, ctx: Context) -> Subject:
    account = ctx.find(Account, op.account)
    return _own(account) if account.exists else Subject()


commands = Commands(
    procedure,
    Account,
    key="account",
    loads=_load,
    record=AccountRecord,
    views=_views,
    shows=ops.GetAccount,
    subject=lambda one: Subject(person=one.person),
)


def _without_power(op: Any, ctx: Context) -> bool:
    return ctx.find(Account, op.account).person not in powerful(ctx)


@commands.opens(ops.OpenAccount, about=of_person)
def open_(op: ops.OpenAccount, ctx: Context) -> Account:
    account, person = _load(op, ctx), op.person
    in_service(ctx, person, ctx.today)
    allowed = ctx.caller == SYSTEM_ID or person not in powerful(ctx)
    account.open(ctx.act, login=op.login or person, person=person, allowed=allowed)
    return account


@takes_two(commands, ops.AllowPassword, about=_of_account, alone=_without_power)
def allow_password(op: ops.AllowPassword, account: Account, ctx: Context) -> None:
    in_service(ctx, account.person, ctx.today)
    account.trigger(facts.PasswordAllowed, ctx.act, reason=op.reason)


@takes_two(commands, ops.ResetSecondFactor, about=_of_account, alone=_without_power)
def reset_second_factor(op: ops.ResetSecondFactor, account: Account, ctx: Context) -> None:
    account.trigger(facts.SecondFactorReset, ctx.act, reason=op.reason)


commands.records(ops.LiftWait, facts.WaitLifted, about=_of_account)
commands.records(ops.CloseAccount, facts.AccountClosed, about=_of_account)
commands.lists(ops.ListAccounts)
commands.exports(ops.ExportAccounts, "accounts")
commands.leads_to(ops.IssuePassword, about=_of_account, unless=lambda view, ctx: view.status != AccountStatus.ALLOWED)


@procedure.handles(ops.IssuePassword, subject=_of_account)
def issue_password(op: ops.IssuePassword, ctx: Context) -> ops.IssuedPassword:
    """The gateway through which it was asked adds the password, which is recorded nowhere."""
    account = ctx.load(Account, op.account)
    account.issue(ctx.act)
    ctx.save(account)
    return ops.IssuedPassword(login=account.login, person=account.person, password="")


@procedure.handles(ops.TakeOverAccounts)
def take_over(op: ops.TakeOverAccounts, ctx: Context) -> ops.TakenOver:
    taken = 0
    for known in op.accounts:
        account = ctx.find(Account, stream("account", known.login))
        if not account.exists and organ(ctx).person(known.person) is not None:
            account.take_over(ctx.act, login=known.login, person=known.person, closed=known.closed)
            ctx.save(account)
            taken += 1
    return ops.TakenOver(taken=taken)


@procedure.handles(ops.ListAccountOrders)
def list_orders(op: ops.ListAccountOrders, ctx: Context) -> Page[ops.OrderView]:
    c, with_power = AccountRecord.columns(), powerful(ctx)
    query = select(AccountRecord.TABLE).where(c.login > (op.after or "")).order_by(c.login).limit(op.limit + 1)
    rows = ctx.rows(query)
    shown = rows[: op.limit]
    return Page[ops.OrderView](
        items=[_order(ctx, row, with_power) for row in shown], next=shown[-1].login if len(rows) > op.limit else None
    )


def _order(ctx: Context, row: Any, with_power: frozenset[str]) -> ops.OrderView:
    return ops.OrderView(
        login=row.login,
        person=row.person,
        open=row.status != AccountStatus.CLOSED and organ(ctx).is_active(row.person, ctx.today),
        powerful=row.person in with_power,
        passwords=row.passwords,
        lifted=row.lifted,
        factors=row.factors,
    )


@procedure.on_tick_called("关闭离职人员的账号", "Close the accounts of people who left")
def close_of_the_departed(ctx: Context) -> int:
    closed = 0
    c = AccountRecord.columns()
    for row in ctx.rows(select(c.id, c.person).where(c.status != AccountStatus.CLOSED)):
        if not organ(ctx).is_active(row.person, ctx.today) and organ(ctx).person(row.person) is not None:
            account = ctx.find(Account, UUID(row.id))
            account.trigger(facts.AccountClosed, replace(ctx.act, post=""), departed=True, reason="离职")
            ctx.save(account)
            closed += 1
    return closed
