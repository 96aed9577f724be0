"""Carries out dues: the base, what is owed each month, payments, lateness, and what is handed up (B8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import picture
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period, worksheet_of
from services.kernel.procedure.told import told_by_key
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import Invalid, NotFound
from services.kernel.rules.capitals import capitals
from services.kernel.rules.months import following, month_of
from services.kernel.rules.values import Bands
from services.party.dues import events as e
from services.party.dues import operations as ops
from services.party.dues.record import DuesLine, DuesYearRecord, ReceiptRecord, RemittanceRecord, register
from services.party.dues.remittance import Remittance, remittance_id
from services.party.dues.year import DuesYear, Terms, monthly, total_of, year_id
from services.party.members.handlers import commands as members
from services.party.members.member import SERVING, MemberKind
from services.party.members.operations import GetMember
from services.party.members.record import MemberRecord
from services.party.members.roll import member_on, roll
from services.party.months import months_after
from services.party.posts import BRANCH


def _key(event: Any) -> str:
    return f"{event.person}/{event.month}"


def _month_of(debt: Any) -> str:
    return str(debt.key.rpartition("/")[2])


def _miss(ctx: Context, debt: Any) -> None:
    year = ctx.find(DuesYear, UUID(hex=debt.aggregate))
    year.miss(ctx.act, month=_month_of(debt), terms=terms(ctx))
    ctx.save(year)


def _miss_remittance(ctx: Context, debt: Any) -> None:
    remittance = ctx.find(Remittance, UUID(hex=debt.aggregate))
    remittance.miss(ctx.act, due=debt.due)
    ctx.save(remittance)


def _which(debt: Any) -> Mapping[str, str]:
    return {"person": debt.person, "year": _month_of(debt)[:4]}


def _opens(owed: Any) -> Due:
    return Due(_key(owed), owed.due, owed.person, owed.department)


monthly_dues = Obligation(
    kind="party.dues",
    zh="按月缴纳党费",
    en="Pay the month's dues",
    tells=told_by_key(1),
    cites=("B8",),
    opened_by={e.DuesOwed: _opens, e.DuesMissWithdrawn: _opens},
    fulfilled_by={e.DuesPaid: _key},
    missed_by={e.DuesMissed: _key},
    cancelled_by={e.DuesExempted: _key},
    reopened_by={e.DuesPaymentVoided: _key, e.DuesRefunded: lambda event: _key(event) if event.whole else ""},
    on_missed=_miss,
    shows=ops.GetDuesYear,
    which=_which,
)
monthly_remittance = Obligation(
    kind="party.dues-remittance",
    zh="上交本月党费",
    en="Hand up the month's dues",
    tells=told_by_key(),
    cites=("B8",),
    opened_by={e.RemittanceDue: lambda owed: Due(owed.month, owed.due, owed.person)},
    fulfilled_by={e.DuesRemitted: lambda event: event.month},
    missed_by={e.RemittanceMissed: lambda event: event.month},
    on_missed=_miss_remittance,
    shows=ops.GetRemittance,
    which=lambda debt: {"month": debt.key},
)
procedure = Procedure(
    "dues", zh="党费", en="Dues", registers=[register], obligations=[monthly_dues, monthly_remittance]
)
years = Commands(
    procedure,
    DuesYear,
    at=lambda op: year_id(op.person, op.year),
    about=lambda op, _: Subject(op.person),
    shows=ops.GetDuesYear,
)
remittances = Commands(procedure, Remittance, at=lambda op: remittance_id(op.month), shows=ops.GetRemittance)


def terms(ctx: Context) -> Terms:
    """As the rule has them today."""
    on = ctx.today
    cites = (*ctx.rules.cite("dues.due_day", on), *ctx.rules.cite("dues.circular_from", on))
    return Terms(
        ctx.rules.value("dues.due_day", on, int),
        ctx.rules.value("dues.circular_from", on, int),
        tuple(dict.fromkeys(cites)),
    )


# -- what is owed -----------------------------------------------------------------------------------------------------


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _this_month(ctx: Context) -> str:
    return month_of(ctx.today)


def _owing(ctx: Context, month: str) -> set[str]:
    """Who owes the month: whoever was a member here on its first day, or was admitted to the Party in it."""
    first = _first_day(month)
    last = min(months_after(first, 1), ctx.today)
    m = MemberRecord.columns()
    admitted = ctx.rows(select(m.person).where(m.joined >= first, m.joined <= last, m.joined == m.on))
    here = {one.person for one in roll(ctx, last)}
    return {one.person for one in roll(ctx, first)} | (here & {row.person for row in admitted})


def _open(ctx: Context, year: DuesYear, month: str) -> bool:
    department = picture(ctx).department_of(year.person, ctx.today)
    return year.owe(ctx.act, month=month, department=department, terms=terms(ctx))


@procedure.on_tick
def open_months(ctx: Context) -> int:
    """Each month's dues are owed from its first day by whoever has a base; months in which no clock ran are too."""
    month, opened = _first_unopened(ctx), 0
    while month <= _this_month(ctx):
        year, owed = int(month[:4]), {row.person for row in ctx.rows_of(DuesLine, month=month)}
        based = {row.person for row in ctx.rows_of(DuesYearRecord, year=year)}
        for person in sorted(_owing(ctx, month) & based - owed):
            found = ctx.find(DuesYear, year_id(person, year))
            if _open(ctx, found, month):
                ctx.save(found)
                opened += 1
        if (owed or opened) and ctx.row(RemittanceRecord, month=month) is None:
            _open_remittance(ctx, month)
        month = following(month)
    return opened


def _first_unopened(ctx: Context) -> str:
    """From the last month that the clock opened on, or where it opened none, the first that is owed at all: what a base
    opened when it was decided hides no month of anybody else."""
    c = DuesLine.columns()
    by_clock = ctx.rows(select(func.max(c.month)).where(c.by_clock))[0][0]
    return by_clock or ctx.rows(select(func.min(c.month)))[0][0] or _this_month(ctx)


def _open_remittance(ctx: Context, month: str) -> None:
    """Owed by whoever keeps the register that day; by nobody where the duty is vacant, until somebody holds it."""
    on = ctx.today
    keepers = [one.person for one in picture(ctx).body_members(BRANCH, on) if one.role == "organisation"]
    if keepers:
        remittance = ctx.find(Remittance, remittance_id(month))
        due = _first_day(month).replace(day=ctx.rules.value("dues.remittance_day", on, int))
        remittance.open(ctx.act, month=month, person=keepers[0], due=max(due, on))
        ctx.save(remittance)


def _check_months(op: Any, *names: str) -> None:
    wrong = [name for name in names if not getattr(op, name).startswith(f"{op.year}-")]
    if wrong:
        raise Invalid("月份不在该年度。", "The month does not lie in the year.", fields=[{"field": n} for n in wrong])


@years.opens(ops.DecideDuesBase)
def decide_base(op: ops.DecideDuesBase, ctx: Context) -> DuesYear:
    """The months that have begun are owed with it; they are due by the next day of payment, not before."""
    _check_months(op, "first")
    member = member_on(ctx, op.person, ctx.today) or member_on(ctx, op.person, _first_day(op.first))
    if member is None:
        raise Invalid("该人员当时不是本支部党员。", "They are no member of the branch.", fields=[{"field": "person"}])
    retired = member.kind is MemberKind.RETIRED
    bands = "dues.bands_of_the_retired" if retired else "dues.bands"
    first, today = _first_day(op.first), ctx.today
    year = ctx.find(DuesYear, year_id(op.person, op.year))
    year.decide_base(
        ctx.act,
        monthly=monthly(op.base, ctx.rules.value(bands, first, Bands)),
        retired=retired,
        cites=tuple(dict.fromkeys(("B8", *ctx.rules.cite(bands, first)))),
        terms=terms(ctx),
        **op.model_dump(),
    )
    month = op.first
    while month <= min(_this_month(ctx), f"{op.year}-12") and first <= today:
        if op.person in _owing(ctx, month):
            _open(ctx, year, month)
        month = following(month)
    return year


@years.does(ops.DecideDuesRelief)
def decide_relief(op: ops.DecideDuesRelief, year: DuesYear, ctx: Context) -> None:
    _check_months(op, "first", "last")
    year.decide_relief(
        ctx.act, first=op.first, last=op.last, relief=op.relief, amount=op.amount, reason=op.reason, terms=terms(ctx)
    )


# -- paying -----------------------------------------------------------------------------------------------------------


def lines_in(*states: str) -> Any:
    """Of a year as it is shown: that no month of it stands in one of these."""
    return lambda year, _: not any(line.status in states for line in year.months)


def _number(ctx: Context, on: date) -> str:
    return next_number(ctx, ReceiptRecord.TABLE, on.year)


@years.does(ops.EnterDuesPayment, unless=lines_in("owed", "overdue"))
def enter_payment(op: ops.EnterDuesPayment, year: DuesYear, ctx: Context) -> None:
    check_happened(ctx, op.on)
    receipts = ctx.rows_of(ReceiptRecord, person=op.person, on=op.on, void=False)
    year.pay(
        ctx.act,
        month=op.month,
        on=op.on,
        payer=op.payer,
        amount=op.amount,
        number=_number(ctx, op.on),
        others_that_day=[row.month for row in receipts if row.amount > 0 and row.month != op.month],
        terms=terms(ctx),
    )


@years.does(ops.VoidDuesPayment, unless=lines_in("paid"))
def void_payment(op: ops.VoidDuesPayment, year: DuesYear, ctx: Context) -> None:
    line = year.months.get(op.month)
    receipt = ctx.row(ReceiptRecord, number=line.number) if line is not None and line.number else None
    year.void(ctx.act, month=op.month, reason=op.reason, remitted=receipt is not None and bool(receipt.remitted))


@years.does(ops.RefundDues, unless=lines_in("paid"))
def refund(op: ops.RefundDues, year: DuesYear, ctx: Context) -> None:
    year.refund(
        ctx.act, month=op.month, amount=op.amount, reason=op.reason, number=_number(ctx, ctx.today), terms=terms(ctx)
    )


def nothing_in_time(year: DuesYearRecord, ctx: Context) -> bool:
    return not any(line.status == "owed" and ctx.today <= line.due for line in year.months)


years.acts(ops.ExplainDuesDelay, DuesYear.explain, unless=nothing_in_time)


@procedure.handles(ops.GetDuesYear)
def get_year(op: ops.GetDuesYear, ctx: Context) -> DuesYearRecord:
    row = ctx.row(DuesYearRecord, person=op.person, year=op.year)
    if row is None:
        raise NotFound("没有该年度的党费记录。", "There are no dues of that year.", person=op.person, year=op.year)
    lines = [DuesLine.of(line) for line in ctx.rows_of(DuesLine, person=op.person) if line.month[:4] == str(op.year)]
    return DuesYearRecord.of(row, months=lines)


lists(procedure, ops.ListDuesYears, DuesYearRecord)
lists(procedure, ops.ListDues, DuesLine)
lists(procedure, ops.ListDuesReceipts, ReceiptRecord)


@procedure.handles(ops.ExportDues)
def export_dues(op: Any, ctx: Context) -> File:
    return export_period(op, ctx, DuesLine, "dues")


def _receipt(ctx: Context, number: str) -> ReceiptRecord:
    row = ctx.row(ReceiptRecord, number=number)
    if row is None:
        raise NotFound("没有这张收据。", "There is no such receipt.", number=number)
    return ReceiptRecord.of(row)


@procedure.handles(ops.GetDuesReceipt, subject=lambda op, ctx: Subject(_receipt(ctx, op.number).person))
def get_receipt(op: ops.GetDuesReceipt, ctx: Context) -> ReceiptRecord:
    return _receipt(ctx, op.number)


prints(procedure, ops.PrintDuesReceipt, stream=lambda one: year_id(one.person, int(one.month[:4])))


def without_base(ctx: Context) -> Iterator[Waiting]:
    """Members of today whose base of the year is not decided."""
    year = ctx.today.year
    based = {row.person for row in ctx.rows_of(DuesYearRecord, year=year)}
    for one in roll(ctx, ctx.today):
        if one.person not in based:
            yield Waiting(
                {"person": one.person}, Subject(one.person), title=picture(ctx).name_of(one.person), since=one.since
            )


procedure.waiting.append(Waits(ops.DecideDuesBase, GetMember, without_base))
years.leads_to(ops.DecideDuesBase)
members.leads_to(ops.DecideDuesBase, unless=lambda member, _: member.status not in SERVING)


# -- handing up -------------------------------------------------------------------------------------------------------


@remittances.does(ops.RemitDues)
def remit(op: ops.RemitDues, remittance: Remittance, ctx: Context) -> None:
    check_happened(ctx, op.on)
    collected = [row for row in ctx.rows_of(ReceiptRecord, remitted="", void=False) if row.on <= op.on]
    remittance.remit(
        ctx.act,
        on=op.on,
        numbers=[row.number for row in collected],
        total=total_of(row.amount for row in collected),
        to=op.to,
    )


@procedure.handles(ops.GetRemittance)
def get_remittance(op: ops.GetRemittance, ctx: Context) -> RemittanceRecord:
    row = ctx.row(RemittanceRecord, month=op.month)
    if row is None:
        raise NotFound("没有该月的党费上交。", "There is no remittance of that month.", month=op.month)
    return RemittanceRecord.of(row)


@procedure.handles(ops.GetRemittanceRegister)
def remittance_register(op: ops.GetRemittanceRegister, ctx: Context) -> File:
    """名册: each receipt with who paid, and the sum in figures and capitals."""
    found = get_remittance(ops.GetRemittance(month=op.month), ctx)
    rows = ctx.rows_of(ReceiptRecord, remitted=op.month, void=False)
    sheet = worksheet_of(ReceiptRecord).sheet(ctx, rows, title=f"{op.month} 党费上交名册")
    total = total_of(row.amount for row in rows)
    signed = f"合计 {total} 元（大写：{capitals(total)}）　上交日期：{found.on or ''}　上交至：{found.to}"
    return exported(f"dues-{op.month}", replace(sheet, foot=(signed,)))


lists(procedure, ops.ListRemittances, RemittanceRecord)
