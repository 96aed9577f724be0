"""Carries out receptions: asked for by letter, consented to, listed, checked, and seen by the year (A29, B14.7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.directory.organ import check_department, check_person, department_named, picture
from services.finance.budget import using as budget
from services.finance.budget.line import LineStatus
from services.finance.budget.record import BudgetLineRecord
from services.finance.ledger.posting import OFFICE, credit, debit, post, till
from services.finance.money import ZERO, of_fen
from services.finance.own import not_ones_own
from services.finance.receipts.receipt import Means
from services.finance.reception import events as e
from services.finance.reception import operations as ops
from services.finance.reception.costs import LETTER, Terms, check_rules
from services.finance.reception.reception import CITES, SETTLES, Reception, ReceptionStatus
from services.finance.reception.record import ReceptionRecord, register, seen
from services.finance.reception.refusals import LetterUsed, NoCounterpart
from services.finance.reception.using import LINE, key_of
from services.kernel.domain.who import Subject
from services.kernel.procedure.attachments.uploads import attach_uploaded
from services.kernel.procedure.checks import check_choice
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.kernel.procedure.workbook import Column, Sheet
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import Invalid

FALLEN = (ReceptionStatus.REJECTED, ReceptionStatus.CANCELLED)
TOOK_PLACE = (
    ReceptionStatus.HELD, ReceptionStatus.CHECKED, ReceptionStatus.SETTLED, ReceptionStatus.REOPENED,
    ReceptionStatus.OVERPAID,
)  # fmt: skip
procedure = Procedure("reception", zh="公务接待", en="Receptions", registers=[register])
procedure.relies_on(check_rules)
commands = Commands(
    procedure,
    Reception,
    key="reception",
    record=ReceptionRecord,
    shows=ops.GetReception,
    views=seen,
    subject=lambda one: Subject(one.person, one.department, posts=(one.decides,)),
)
procedure.attachable(
    "reception", ops.GetReception, by=ops.HANDLES, open=lambda reception: reception.status not in (*FALLEN, "settled")
)


# -- asking -----------------------------------------------------------------------------------------------------------


@commands.opens(ops.RequestReception)
def request_reception(op: ops.RequestReception, ctx: Context) -> Reception:
    for department, field in ((op.department, "department"), (op.paid_by, "paid_by")):
        check_department(ctx, department, ctx.today, field)
    check_person(ctx, op.responsible, ctx.today, "responsible")
    companions = _companions(ctx, op.companions, op.department)
    if picture(ctx).department_of(op.responsible, ctx.today) != op.department:
        raise NoCounterpart("接待负责人应是对口接待部门人员。", "Who answers for it is of the receiving department.",
                            cites=CITES)  # fmt: skip
    for group in op.guests:
        check_choice(ctx, "reception.ranks", group.rank, "guests")
    reception = Reception(ctx.new_id())
    reception.request(
        ctx.act,
        number=next_number(ctx, ReceptionRecord.TABLE, ctx.today.year),
        department=op.department,
        paid_by=op.paid_by,
        responsible=op.responsible,
        purpose=op.purpose,
        start=op.start,
        end=op.end,
        guests=tuple(e.GuestGroup(**one.model_dump()) for one in op.guests),
        guest_names=op.guest_names,
        companions=companions,
        planned=tuple(e.PlannedItem(**one.model_dump()) for one in op.planned),
        decides=_decides(ctx, {op.responsible, *companions}),
        terms=Terms.of(ctx.rules, max(op.start, ctx.today)),
    )
    if op.letter_day and op.letter_from and op.letter_number and op.letter_scan:
        _enter_letter(ctx, reception, op, op.letter_day)
    elif op.letter_day or op.letter_from or op.letter_number or op.letter_scan:
        raise Invalid(
            "公函应写明发函单位、编号、日期并附扫描件。",
            "A letter has its sender, number, day and scan.",
            fields=[{"field": "letter_number"}],
        )
    return reception


def _companions(ctx: Context, people: tuple[str, ...], department: str) -> tuple[str, ...]:
    """Each once; where anybody accompanies the guests, somebody of the receiving department does (A29)."""
    found = tuple(dict.fromkeys(people))
    for person in found:
        check_person(ctx, person, ctx.today, "companions")
    if found and all(picture(ctx).department_of(person, ctx.today) != department for person in found):
        raise NoCounterpart(
            "公务接待应由对口部门人员陪同。",
            "Somebody of the receiving department accompanies the guests.",
            cites=CITES,
        )
    return found


def _decides(ctx: Context, concerned: set[str]) -> str:
    """The first post that is held by nobody whose own it is; the first where there is none."""
    organ, today = picture(ctx), ctx.today
    posts: tuple[str, ...] = ctx.rules.value("reception.approvers", today, tuple)
    others = ("", ctx.caller, *concerned)
    return next((post for post in posts if organ.holder(post, today) not in others), posts[0])


def _enter_letter(
    ctx: Context, reception: Reception, op: ops.RequestReception | ops.EnterReceptionLetter, day: date
) -> None:
    same = ctx.rows_of(ReceptionRecord, letter_from=op.letter_from, letter_number=op.letter_number)
    if any(row.id != reception.id.hex and row.status not in FALLEN for row in same):
        raise LetterUsed("该公函已用于另一次接待。", "The letter stands behind another reception.", cites=CITES)
    reception.enter_letter(
        ctx.act, letter_from=op.letter_from, letter_number=op.letter_number, letter_day=day, letter_scan=op.letter_scan
    )
    attach_uploaded(
        ctx, "reception", reception, op.letter_scan, department=reception.department, field="letter_scan"
    )  # fmt: skip


@commands.does(ops.EnterReceptionLetter)
def enter_letter(op: ops.EnterReceptionLetter, reception: Reception, ctx: Context) -> None:
    _enter_letter(ctx, reception, op, op.letter_day)


# -- consent ----------------------------------------------------------------------------------------------------------


def own(one: ReceptionRecord, ctx: Context) -> bool:
    return ctx.caller in (one.person, one.responsible, *one.companions)


def not_to_be_approved(one: ReceptionRecord, ctx: Context) -> bool:
    late = ctx.today > one.start
    return own(one, ctx) or late or (one.letter_day is None and LETTER in Terms.of(ctx.rules, one.start).refused)


@commands.does(ops.ApproveReception, unless=not_to_be_approved)
def approve_reception(op: ops.ApproveReception, reception: Reception, ctx: Context) -> None:
    not_ones_own(ctx.caller, reception.concerned, cites=SETTLES)
    reception.approve(ctx.act, terms=Terms.of(ctx.rules, reception.start))
    budget.commit(ctx, key_of(reception), reception.estimate, reception.id)


@commands.does(ops.RejectReception, unless=own)
def reject_reception(op: ops.RejectReception, reception: Reception, ctx: Context) -> None:
    not_ones_own(ctx.caller, reception.concerned, cites=SETTLES)
    reception.trigger(e.ReceptionRejected, ctx.act, reason=op.reason)


@commands.does(ops.CancelReception)
def cancel_reception(op: ops.CancelReception, reception: Reception, ctx: Context) -> None:
    if reception.status is ReceptionStatus.APPROVED:
        budget.release(ctx, key_of(reception), reception.id)
    reception.trigger(e.ReceptionCancelled, ctx.act, reason=op.reason)


# -- what there was ---------------------------------------------------------------------------------------------------


def _responsible(op: Any, ctx: Context) -> Subject:
    """Who answers for it signs, whoever asked."""
    return Subject(ctx.shown(ReceptionRecord, op.reception).responsible)


def not_begun(one: ReceptionRecord, ctx: Context) -> bool:
    return one.start > ctx.today


@commands.does(ops.SignReceptionList, about=_responsible, unless=not_begun)
def sign_list(op: ops.SignReceptionList, reception: Reception, ctx: Context) -> None:
    reception.hold(
        ctx.act,
        guest_count=op.guest_count,
        companions=_companions(ctx, op.companions, reception.department),
        items=tuple(e.ReceivedItem(**one.model_dump()) for one in op.items),
        terms=Terms.of(ctx.rules, reception.start),
    )


@commands.does(ops.ReturnReceptionList, unless=own)
def return_list(op: ops.ReturnReceptionList, reception: Reception, ctx: Context) -> None:
    not_ones_own(ctx.caller, reception.concerned, cites=SETTLES)
    reception.trigger(e.ReceptionListReturned, ctx.act, reason=op.reason)


@commands.does(ops.CheckReception, unless=own)
def check_reception(op: ops.CheckReception, reception: Reception, ctx: Context) -> None:
    """By the numbers of the days on which it took place; what was set aside is cut to what may be claimed."""
    not_ones_own(ctx.caller, reception.concerned, cites=SETTLES)
    reception.check(ctx.act, terms=Terms.of(ctx.rules, reception.start))
    key = key_of(reception)
    budget.release(ctx, key, reception.id)
    if reception.left > 0:
        budget.commit(ctx, key, reception.left, reception.id)


# -- where it turned out wrong ----------------------------------------------------------------------------------------


@commands.does(ops.ReopenReception, unless=own)
def reopen_reception(op: ops.ReopenReception, reception: Reception, ctx: Context) -> None:
    not_ones_own(ctx.caller, reception.concerned, cites=SETTLES)
    reception.reopen(ctx.act, reason=op.reason)


@commands.does(ops.RepayReception, unless=own)
def repay_reception(op: ops.RepayReception, reception: Reception, ctx: Context) -> None:
    """By an entry of today, whatever became of the month in which it was paid. Of a year that is over its execution
    stands, and what comes back is surplus."""
    not_ones_own(ctx.caller, reception.concerned, cites=SETTLES)
    key, back, of = key_of(reception), -reception.left, till(ctx, OFFICE)
    less = credit("surplus", back)
    if key.year == ctx.today.year:
        budget.give_back(ctx, key, back, reception.id)
        less = credit("expense", back, line=key.line, department=key.department)
    voucher = post(
        ctx, f"收回公务接待{reception.number}多付款",
        debit(of.cash if op.means is Means.CASH else of.bank, back), less, shows=ops.GetReception,
        about=reception.id, cites=SETTLES,
    )  # fmt: skip
    reception.repay(ctx.act, means=op.means.value, voucher=voucher)


commands.lists(ops.ListReceptions)
prints(procedure, ops.PrintReception)
prints(procedure, ops.PrintReceptionList)


@procedure.handles(ops.ExportReceptions)
def export_receptions(op: Any, ctx: Context) -> File:
    c = ReceptionRecord.columns()
    rows = ctx.rows(select(ReceptionRecord.TABLE).where(c.start.between(op.start, op.end)).order_by(c.start, c.number))
    return export_period(op, ctx, ReceptionRecord, "receptions", rows=seen(ctx, rows))


commands.waits(ops.ApproveReception, since="requested_on", title="purpose")
commands.waits(ops.SignReceptionList, since="start", title="purpose", subject=lambda one, _: Subject(one.responsible))
commands.waits(ops.RepayReception, since="checked_on", title="purpose")
commands.waits(ops.CheckReception, since="signed_on", title="purpose")


# -- by the year ------------------------------------------------------------------------------------------------------

_SUMS = ("receptions", "guests", "companions", "cost", "payable", "paid", "budget", "committed", "spent", "free")


@procedure.handles(ops.GetReceptionYear)
def get_year(op: ops.GetReceptionYear, ctx: Context) -> ops.ReceptionYearView:
    c = ReceptionRecord.columns()
    rows = ctx.rows(
        select(
            c.department,
            func.count().label("receptions"),
            func.sum(c.guest_count).label("guests"),
            func.sum(c.companion_count).label("companions"),
            *(func.sum(c[f"{name}_fen"]).label(name) for name in ("cost", "payable", "paid")),
        )
        .where(c.start.between(date(op.year, 1, 1), date(op.year, 12, 31)), c.status.in_(TOOK_PLACE))
        .group_by(c.department)
    )
    held = {row.department: row for row in rows}
    money = {
        row.department: BudgetLineRecord.seen(row)
        for row in ctx.rows_of(BudgetLineRecord, year=op.year, line=LINE, status=LineStatus.ADOPTED)
    }
    lines = [_line(name, held.get(name), money.get(name)) for name in sorted({*held, *money})]
    together = {name: sum((getattr(one, name) for one in lines), _NOTHING[name]) for name in _SUMS}
    return ops.ReceptionYearView(
        year=op.year, lines=lines, total=ops.ReceptionYearLine(department="", **together)
    )  # fmt: skip


_NOTHING: dict[str, Any] = {name: 0 if name in ("receptions", "guests", "companions") else ZERO for name in _SUMS}


def _line(department: str, held: Any, money: BudgetLineRecord | None) -> ops.ReceptionYearLine:
    said = dict(_NOTHING)
    if held is not None:
        said |= {name: int(getattr(held, name)) for name in ("receptions", "guests", "companions")}
        said |= {name: of_fen(int(getattr(held, name))) for name in ("cost", "payable", "paid")}
    if money is not None:
        said |= {name: getattr(money, name) for name in ("committed", "spent", "free")} | {"budget": money.amount}
    return ops.ReceptionYearLine(department=department, **said)


@procedure.handles(ops.ExportReceptionYear)
def export_year(op: ops.ExportReceptionYear, ctx: Context) -> File:
    found = get_year(ops.GetReceptionYear(year=op.year), ctx)
    titles = {
        name: (field.title or "").partition(" / ")[0] for name, field in ops.ReceptionYearLine.model_fields.items()
    }
    rows = [
        (department_named(ctx, one.department) if one.department else "合计", *(getattr(one, name) for name in _SUMS))
        for one in (*found.lines, found.total)
    ]
    columns = (Column("部门", 22), *(Column(titles[name], 14) for name in _SUMS))
    return exported(f"reception-{op.year}", Sheet("公务接待", f"{op.year}年公务接待情况", columns, rows))
