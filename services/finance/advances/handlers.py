"""Carries out advances: consented to, drawn, settled, decided on, and how old they are (B10.7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import picture
from services.finance.advances import events as e
from services.finance.advances import operations as ops
from services.finance.advances.advance import (
    CITES,
    NOT_DRAWN,
    UNDER_WAY,
    Advance,
    AdvanceOpen,
    AdvanceStatus,
    Means,
    NotDecided,
)
from services.finance.advances.record import REFERENCE, AdvanceRecord, RepaymentRow, register
from services.finance.budget import using as budget
from services.finance.carried import carried, decided_motions
from services.finance.ledger.posting import balance, credit, debit, post, take_back
from services.finance.money import total
from services.finance.own import not_ones_own
from services.finance.separation import check_segregated, one_hand
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.told import told
from services.kernel.procedure.worksheet import exported
from services.kernel.rules.values import Record, Records

COLLECTIVE = ("B10.7", "A31")
SUPERVISING = "supervising-leader"
"""The post of the route that is the leader who supervises the department."""
ACCOUNT = {Means.CASH: "cash", Means.BANK: "bank", Means.PAY: "bank"}
"""Where what comes back goes to; what is kept back from pay comes in from the treasury, which pays it."""


def _when_settled(event: e.OfDebt) -> str:
    return "" if event.outstanding else by_stream(event)


settle = Obligation(
    kind="finance.advance",
    zh="按期还清借款",
    en="Settle an advance",
    tells=told(AdvanceRecord, "purpose", number="number"),
    cites=CITES,
    opened_by={e.AdvanceDrawn: lambda drawn: Due(by_stream(drawn), drawn.due, drawn.person, drawn.department)},
    fulfilled_by={e.AdvanceSetOff: _when_settled, e.AdvanceRepaid: _when_settled},
    reopened_by={e.RepaymentTakenBack: by_stream},
    missed_by={e.AdvanceOverdue: by_stream},
    cancelled_by={e.AdvanceWrittenOff: by_stream},
    on_missed=missing(Advance),
    shows=ops.GetAdvance,
)
procedure = Procedure("advances", zh="借款", en="Advances", registers=[register], obligations=[settle])


def _views(ctx: Context, rows: Sequence[Any]) -> list[AdvanceRecord]:
    """With what was repaid of it; of what is owed also with what the Party group has carried about it."""
    repaid: dict[str, list[RepaymentRow]] = {row.id: [] for row in rows}
    for one in ctx.rows_of(RepaymentRow, advance=list(repaid)):
        repaid[one.advance].append(RepaymentRow.of(one))
    found = [AdvanceRecord.seen(row, repaid[row.id]) for row in rows]
    references = [one.reference for one in found if one.reference and not one.motion]
    told = {row.reference: row.number for row in ctx.rows_of(decided_motions, reference=references)}
    return [
        one.model_copy(update={"motion": told[one.reference]}) if one.reference in told else one for one in found
    ]  # fmt: skip


commands = Commands(
    procedure,
    Advance,
    key="advance",
    record=AdvanceRecord,
    shows=ops.GetAdvance,
    views=_views,
    subject=lambda one: Subject(one.person, one.department, posts=(one.waits_for,) if one.waits_for else ()),
)

# -- until it is drawn ------------------------------------------------------------------------------------------------


@commands.opens(ops.RequestAdvance)
def request_advance(op: ops.RequestAdvance, ctx: Context) -> Advance:
    _check_settled(ctx, ctx.caller)
    advance = Advance(ctx.new_id())
    advance.request(
        ctx.act,
        number=next_number(ctx, AdvanceRecord.TABLE, ctx.today.year),
        department=ctx.organ.department_of(ctx.caller, ctx.today),
        route=_route(ctx),
        **op.model_dump(),
    )
    return advance


def _check_settled(ctx: Context, person: str, *, but: UUID | None = None) -> None:
    """Refuses one more than the rule lets be open at once."""
    under_way = [status.value for status in UNDER_WAY]
    rows = ctx.rows_of(AdvanceRecord, person=person, status=under_way)
    others = [row for row in rows if but is None or row.id != but.hex]
    if len(others) >= ctx.rules.value("advances.open_at_once", ctx.today, int):
        number, stands = others[0].number, AdvanceStatus(others[0].status)
        raise AdvanceOpen(
            f"前一笔借款{number}尚未了结（{stands.zh}），不能再借。",
            f"The earlier advance {number} is not settled yet ({stands.en}).",
            cites=CITES,
            next=None if stands is AdvanceStatus.DRAWN else NOT_DRAWN,
            number=number,
        )


def _route(ctx: Context) -> tuple[str, ...]:
    """The posts of the rule that are held by somebody else, in order; where none is, the one named instead."""
    organ, today = picture(ctx), ctx.today
    department = organ.department_of(ctx.caller, today)
    named = ctx.rules.value("advances.route", today, tuple)
    posts = [organ.supervising_post(department, today) if post == SUPERVISING else post for post in named]
    held = dict.fromkeys(post for post in posts if organ.holder(post, today) not in ("", ctx.caller))
    return tuple(held) or (ctx.rules.value("advances.consents_instead", today, str),)


def own(one: AdvanceRecord, ctx: Context) -> bool:
    return one.person == ctx.caller


@commands.does(ops.ConsentToAdvance, unless=own)
def consent(op: ops.ConsentToAdvance, advance: Advance, ctx: Context) -> None:
    not_ones_own(ctx.caller, [advance.person], cites=CITES)
    advance.consent(ctx.act)


@commands.does(ops.RejectAdvance, unless=own)
def reject(op: ops.RejectAdvance, advance: Advance, ctx: Context) -> None:
    not_ones_own(ctx.caller, [advance.person], cites=CITES)
    advance.trigger(e.AdvanceRejected, ctx.act, reason=op.reason)


commands.records(ops.WithdrawAdvance, e.AdvanceWithdrawn)


@commands.does(ops.DrawAdvance, unless=own)
def draw(op: ops.DrawAdvance, advance: Advance, ctx: Context) -> None:
    not_ones_own(ctx.caller, [advance.person], cites=CITES)
    _check_settled(ctx, advance.person, but=advance.id)
    voucher = post(
        ctx,
        f"支付借款{advance.number}",
        debit("advances", advance.amount),
        credit("cash", advance.amount),
        shows=ops.GetAdvance,
        about=advance.id,
        cites=CITES,
    )
    due = ctx.today + timedelta(days=ctx.rules.value("advances.settled_in", ctx.today, int))
    advance.draw(ctx.act, due=due, voucher=voucher)


# -- until nothing is owed --------------------------------------------------------------------------------------------


@commands.does(ops.RepayAdvance, unless=own)
def repay(op: ops.RepayAdvance, advance: Advance, ctx: Context) -> None:
    not_ones_own(ctx.caller, [advance.person], cites=CITES)
    advance.check_repayment(op.amount, op.means)
    voucher = post(
        ctx,
        f"收回借款{advance.number}",
        debit(ACCOUNT[op.means], op.amount),
        credit("advances", op.amount),
        shows=ops.GetAdvance,
        about=advance.id,
        cites=CITES,
    )
    advance.repay(ctx.act, amount=op.amount, means=op.means, voucher=voucher)


def _entered_by_another(one: AdvanceRecord, ctx: Context) -> list[str]:
    return [each.voucher for each in one.repayments if not each.taken_back and not one_hand(ctx, each.entered_by)]


@commands.does(ops.TakeBackRepayment, each=_entered_by_another, unless=own)
def take_back_repayment(op: ops.TakeBackRepayment, advance: Advance, ctx: Context) -> None:
    not_ones_own(ctx.caller, [advance.person], cites=CITES)
    check_segregated(ctx, advance.repayment(op.voucher).actor)
    voucher = take_back(ctx, op.voucher, f"还款登记有误{advance.number}")
    advance.take_back(ctx.act, repayment=op.voucher, voucher=voucher, reason=op.reason)


def _beyond_the_chair(ctx: Context, one: Advance | AdvanceRecord) -> bool:
    """More than the chair decides on alone."""
    return one.outstanding > ctx.rules.value("advances.chair_decides_to", ctx.today, Decimal)


def undecided(one: AdvanceRecord, ctx: Context) -> bool:
    return own(one, ctx) or (_beyond_the_chair(ctx, one) and not one.motion)


def _motion(ctx: Context, advance: Advance) -> str:
    """The resolution with which the chair decides; none where the chair decides alone."""
    motion = carried(ctx, f"{REFERENCE}:{advance.number}")
    if _beyond_the_chair(ctx, advance) and not motion:
        own_limit = ctx.rules.value("advances.chair_decides_to", ctx.today, Decimal)
        raise NotDecided(
            f"尚欠{advance.outstanding}元，超过主任决定权限{own_limit}元，须由党组决定。",
            f"{advance.outstanding} yuan are owed, and the chair alone decides to {own_limit}: the Party group does.",
            cites=COLLECTIVE,
            reference=f"{REFERENCE}:{advance.number}",
        )
    return motion


@commands.does(ops.DecideDeduction, unless=lambda one, ctx: one.deductible or undecided(one, ctx))
def decide_deduction(op: ops.DecideDeduction, advance: Advance, ctx: Context) -> None:
    not_ones_own(ctx.caller, [advance.person], cites=CITES)
    motion = _motion(ctx, advance)
    advance.decide_deduction(ctx.act, motion=motion, reason=op.reason)


@commands.does(ops.WriteOffAdvance, unless=undecided)
def write_off(op: ops.WriteOffAdvance, advance: Advance, ctx: Context) -> None:
    """An expense of the department that lent it, within its budget like any other."""
    not_ones_own(ctx.caller, [advance.person], cites=CITES)
    motion, amount = _motion(ctx, advance), advance.outstanding
    line = ctx.rules.value("advances.written_off_to", ctx.today, str)
    budget.spend(ctx, budget.Key(ctx.today.year, line, advance.department), amount, advance.id)
    voucher = post(
        ctx,
        f"核销借款{advance.number}",
        debit("expense", amount, line=line, department=advance.department),
        credit("advances", amount),
        shows=ops.GetAdvance,
        about=advance.id,
        cites=CITES,
    )
    advance.write_off(ctx.act, voucher=voucher, motion=motion, reason=op.reason)


commands.lists(ops.ListAdvances)
commands.exports(ops.ExportAdvances, "advances")
prints(procedure, ops.PrintAdvance)
commands.waits(ops.ConsentToAdvance, since="requested_on", title="purpose")
commands.waits(ops.DrawAdvance, since="requested_on", title="purpose")


# -- how old they are -------------------------------------------------------------------------------------------------


def _band(bands: Sequence[Record], days: int) -> str:
    """The last one whose days it has passed."""
    return [one.id for one in bands if int(one.text("above")) < max(days, 1)][-1]


@procedure.handles(ops.GetAgeing)
def get_ageing(op: ops.GetAgeing, ctx: Context) -> ops.AgeingView:
    a, today = AdvanceRecord.columns(), ctx.today
    bands = tuple(ctx.rules.value("advances.ageing", today, Records))
    open_ones = select(AdvanceRecord.TABLE).where(a.status == AdvanceStatus.DRAWN.value)
    lines = [
        ops.AgedAdvance.of(
            row, advance=UUID(hex=row.id), days=(days := (today - row.drawn_on).days), band=_band(bands, days)
        )
        for row in ctx.rows(open_ones.order_by(a.drawn_on, a.year, a.serial))
    ]
    by_band = [[line.outstanding for line in lines if line.band == one.id] for one in bands]
    owed, held = total(line.outstanding for line in lines), balance(ctx, "advances")
    return ops.AgeingView(
        on=today,
        bands=[
            ops.AgedBand(band=one.id, advances=len(found), outstanding=total(found))
            for one, found in zip(bands, by_band, strict=True)
        ],
        lines=lines,
        total=owed,
        held=held,
        agrees=owed == held,
    )


@procedure.handles(ops.ExportAgeing)
def export_ageing(op: Any, ctx: Context) -> File:
    found = get_ageing(ops.GetAgeing(), ctx)
    return exported(f"advances-{found.on}", AGEING.sheet(ctx, found.lines, f"截至{found.on}"))


AGEING = worksheet_of(ops.AgedAdvance, "借款账龄")
