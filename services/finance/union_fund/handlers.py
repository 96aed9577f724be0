"""Carries out the union's fund: what is asked for, decided, paid and received, in books of its own (A27)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from services.directory.organ import picture
from services.finance.ledger.posting import UNION, account, credit, debit, post, take_back
from services.finance.money import rounded
from services.finance.posts import FINANCE, FINANCE_LEADER, UNION_CHAIR
from services.finance.union_fund import events as e
from services.finance.union_fund import operations as ops
from services.finance.union_fund import prohibitions
from services.finance.union_fund.income import DuesCollected, IncomeKind, IncomeStatus, UnionIncome
from services.finance.union_fund.payment import (
    CITES,
    NobodyCouldDecide,
    OwnUnionPayment,
    PaymentStatus,
    UnionChairDecides,
    UnionPayment,
)
from services.finance.union_fund.prohibitions import A_YEAR, EACH_TIME, EXPENSE, MEMBERS, Asked, most, named
from services.finance.union_fund.record import AnswerLine, UnionIncomeRecord, UnionPaymentRecord, register
from services.finance.union_fund.year import export_year, year_of
from services.finance.union_members.roll import members
from services.kernel.domain.who import NOBODY, SELF
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rules.regulations import Record

_WHOLE = 100
GRANTS, DUES = "union-grants", "union-dues"
procedure = Procedure("union_fund", zh="工会经费", en="Union fund", registers=[register])
procedure.relies_on(prohibitions.check)


def _views(ctx: Context, rows: Sequence[Any]) -> list[UnionPaymentRecord]:
    of_each: dict[str, list[AnswerLine]] = {}
    for line in ctx.rows_of(AnswerLine, payment=[row.id for row in rows]):
        of_each.setdefault(line.payment, []).append(AnswerLine.of(line))
    return [UnionPaymentRecord.of(row, answers=of_each.get(row.id, [])) for row in rows]


payments = Commands(
    procedure, UnionPayment, key="payment", record=UnionPaymentRecord, shows=ops.GetUnionPayment, views=_views
)
incomes = Commands(procedure, UnionIncome, key="income", record=UnionIncomeRecord, shows=ops.GetUnionIncome)
procedure.attachable(
    "union-payment",
    ops.GetUnionPayment,
    by=(SELF, *FINANCE),
    open=lambda payment: payment.status not in (
        PaymentStatus.REJECTED, PaymentStatus.WITHDRAWN, PaymentStatus.TAKEN_BACK
    ),
)  # fmt: skip


# -- asking -----------------------------------------------------------------------------------------------------------


def _asked(op: ops.UnionPaymentFields, payment: UnionPayment, ctx: Context) -> dict[str, Any]:
    """The fields of the fact, once nothing forbids it."""
    purpose = named(ctx, "union.purposes", op.purpose, "purpose")
    item = named(ctx, "union.items", op.item, "item")
    recipients = _recipients(op, purpose, ctx)
    if not _decider(ctx, {ctx.caller, *recipients}):
        raise NobodyCouldDecide(
            "这笔支出涉及全部审批人。", "It concerns everybody who could decide on it.", cites=CITES
        )  # fmt: skip
    asked = Asked(purpose, item, op.amount, recipients, ctx.today.year, payment.id)
    answers = {one.prohibition: one.answer for one in op.answers if one.answer is not None}
    if len({one.prohibition for one in op.answers}) < len(op.answers):
        raise Invalid("同一条作答了两次。", "One of them is answered twice.", fields=[{"field": "answers"}])
    return {
        "year": asked.year,
        "purpose": op.purpose,
        "item": op.item,
        "amount": op.amount,
        "share": asked.share,
        "people": len(recipients),
        "recipients": recipients,
        "payee": op.payee,
        "what": op.what,
        "answers": prohibitions.decided(ctx, asked, answers),
        "most_a_year": most(ctx, A_YEAR, op.purpose),
        "most_each_time": most(ctx, EACH_TIME, op.purpose),
    }


def _recipients(op: ops.UnionPaymentFields, purpose: Record, ctx: Context) -> tuple[str, ...]:
    """Those named, or all members but those."""
    found = op.recipients
    if op.but_these:
        found = tuple(row.person for row in members(ctx) if row.person not in op.recipients)
    if (purpose.text("for") == MEMBERS) != bool(found) or len(set(found)) < len(found):
        raise Invalid(
            "应列明受益会员，每人一次；工会业务支出不列受益会员。",
            "It names the members whom it benefits, each once; what is for the union itself names none.",
            fields=[{"field": "recipients"}],
        )
    return found


def _decider(ctx: Context, concerned: set[str]) -> str:
    """Who decides on what concerns these: the chair of the union, else the leader in charge of finance; empty where it
    concerns both, or nobody holds the post."""
    holders = (picture(ctx).holder(post.code, ctx.today) for post in (UNION_CHAIR, FINANCE_LEADER))
    return next((one for one in holders if one and one not in concerned), "")


@payments.opens(ops.RequestUnionPayment)
def request(op: ops.RequestUnionPayment, ctx: Context) -> UnionPayment:
    payment = UnionPayment(ctx.new_id())
    asked = _asked(op, payment, ctx)
    number = next_number(ctx, UnionPaymentRecord.TABLE, ctx.today.year)
    department = picture(ctx).department_of(ctx.caller, ctx.today)
    payment.request(ctx.act, number=number, department=department, asked=asked)
    return payment


@payments.does(ops.ReviseUnionPayment)
def revise(op: ops.ReviseUnionPayment, payment: UnionPayment, ctx: Context) -> None:
    asked = _asked(op, payment, ctx)
    payment.revise(ctx.act, asked=asked)


# -- deciding ---------------------------------------------------------------------------------------------------------


def _not_yours(one: UnionPayment | UnionPaymentRecord, ctx: Context) -> Refusal | None:
    """Why the caller, who holds one of the two posts, does not decide on this one."""
    concerned = {one.person, *one.recipients}
    if ctx.caller in concerned:
        return OwnUnionPayment(
            "不能审批本人申请或本人受益的工会支出。",
            "Nobody decides on what they asked for, or what benefits them.",
            cites=CITES,
        )
    holder = picture(ctx).holder(UNION_CHAIR.code, ctx.today)
    is_chair = UNION_CHAIR.holds(ctx.organ, ctx.caller, NOBODY, ctx.today) is not None
    if not is_chair and holder and holder not in concerned:
        return UnionChairDecides(
            "这笔支出不涉及工会主席本人，由工会主席审批。",
            "It does not concern the chair of the union, who decides on it.",
            cites=CITES,
        )
    return None


def not_yours(one: UnionPaymentRecord, ctx: Context) -> bool:
    return _not_yours(one, ctx) is not None


def _check_yours(payment: UnionPayment, ctx: Context) -> None:
    refusal = _not_yours(payment, ctx)
    if refusal is not None:
        raise refusal


@payments.does(ops.ApproveUnionPayment, unless=not_yours)
def approve(op: ops.ApproveUnionPayment, payment: UnionPayment, ctx: Context) -> None:
    _check_yours(payment, ctx)
    payment.trigger(e.UnionPaymentApproved, ctx.act)


@payments.does(ops.ReturnUnionPayment, unless=not_yours)
def send_back(op: ops.ReturnUnionPayment, payment: UnionPayment, ctx: Context) -> None:
    _check_yours(payment, ctx)
    payment.trigger(e.UnionPaymentReturned, ctx.act, reason=op.reason)


@payments.does(ops.RejectUnionPayment, unless=not_yours)
def reject(op: ops.RejectUnionPayment, payment: UnionPayment, ctx: Context) -> None:
    _check_yours(payment, ctx)
    payment.trigger(e.UnionPaymentRejected, ctx.act, reason=op.reason)


payments.records(ops.WithdrawUnionPayment, e.UnionPaymentWithdrawn)


# -- money ------------------------------------------------------------------------------------------------------------


def _check_account(ctx: Context, name: str) -> None:
    """Where the union keeps its money."""
    found = account(ctx, name)
    if found is None or found.text("book") != UNION or found.text("kind") != "asset":
        raise Invalid("应为工会的账户。", "It is one of the union's own.", fields=[{"field": "account", "value": name}])


@payments.does(ops.PayUnionPayment)
def pay(op: ops.PayUnionPayment, payment: UnionPayment, ctx: Context) -> None:
    _check_account(ctx, op.account)
    purpose = named(ctx, "union.purposes", payment.purpose, "purpose")
    voucher = post(
        ctx, f"工会支出：{purpose.zh}（{payment.number}）", debit(EXPENSE, payment.amount),
        credit(op.account, payment.amount), on=op.on, book=UNION, shows=ops.GetUnionPayment, about=payment.id,
        cites=CITES,
    )  # fmt: skip
    payment.pay(ctx.act, on=op.on, account=op.account, voucher=voucher)


@payments.does(ops.TakeBackUnionPayment)
def take_payment_back(op: ops.TakeBackUnionPayment, payment: UnionPayment, ctx: Context) -> None:
    voucher = take_back(ctx, payment.voucher, f"工会支出{payment.number}", book=UNION)
    payment.trigger(e.UnionPaymentTakenBack, ctx.act, voucher=voucher, reason=op.reason)


def _received(
    ctx: Context, op: ops.ReceiveUnionGrant | ops.CollectUnionDues, kind: IncomeKind, to: str, amount: Decimal,
    **of: Any,
) -> UnionIncome:  # fmt: skip
    _check_account(ctx, op.account)
    income = UnionIncome(ctx.new_id())
    number = next_number(ctx, UnionIncomeRecord.TABLE, ctx.today.year)
    voucher = post(
        ctx, f"工会收入：{kind.zh}（{number}）", debit(op.account, amount), credit(to, amount), on=op.on, book=UNION,
        shows=ops.GetUnionIncome, about=income.id, cites=CITES,
    )  # fmt: skip
    income.receive(
        ctx.act, number=number, kind=kind, on=op.on, amount=amount, account=op.account, voucher=voucher, **of
    )  # fmt: skip
    return income


@incomes.opens(ops.ReceiveUnionGrant)
def receive_grant(op: ops.ReceiveUnionGrant, ctx: Context) -> UnionIncome:
    return _received(ctx, op, IncomeKind.GRANT, GRANTS, op.amount, source=op.source)


@incomes.opens(ops.CollectUnionDues)
def collect_dues(op: ops.CollectUnionDues, ctx: Context) -> UnionIncome:
    check_happened(ctx, op.on)
    year = op.period[:4]
    rows = ctx.rows_of(UnionIncomeRecord, kind=IncomeKind.DUES.value, status=IncomeStatus.RECEIVED.value)
    if [row for row in rows if row.period in (op.period, year) or (op.period == year and row.period[:4] == year)]:
        raise DuesCollected(
            "该期会费已登记。", "The dues of the period were entered already.", cites=CITES, period=op.period
        )  # fmt: skip
    percentage = ctx.rules.value("union.dues_share", op.on, Decimal)
    amount = rounded(op.base * percentage / _WHOLE)
    if not amount:
        raise Invalid("按比例计算的会费不足一分。", "Their share is less than a fen.", fields=[{"field": "base"}])
    return _received(
        ctx, op, IncomeKind.DUES, DUES, amount, period=op.period, base=op.base, percentage=percentage
    )  # fmt: skip


@incomes.does(ops.TakeBackUnionIncome)
def take_income_back(op: ops.TakeBackUnionIncome, income: UnionIncome, ctx: Context) -> None:
    voucher = take_back(ctx, income.voucher, f"工会收入{income.number}", book=UNION)
    income.take_back(ctx.act, voucher=voucher, reason=op.reason)


# -- lists, and the year ----------------------------------------------------------------------------------------------

payments.lists(ops.ListUnionPayments)
payments.exports(ops.ExportUnionPayments, "union-payments", UnionPaymentRecord, UnionIncomeRecord)
prints(procedure, ops.PrintUnionPayment)
payments.waits(ops.ApproveUnionPayment, since="asked_on", title="what")
payments.waits(ops.PayUnionPayment, since="decided_on", title="what")
payments.waits(ops.ReviseUnionPayment, since="decided_on", title="what", who=(SELF,))
incomes.lists(ops.ListUnionIncome)


@procedure.handles(ops.GetUnionYear)
def get_year(op: ops.GetUnionYear, ctx: Context) -> ops.UnionYearView:
    return year_of(ctx, op.year)


@procedure.handles(ops.ExportUnionYear)
def export(op: ops.ExportUnionYear, ctx: Context) -> File:
    return export_year(ctx, op.year)
