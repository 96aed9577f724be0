"""Carries out claims: handed in, checked, reviewed, approved, paid, filed; returned, refused, withdrawn (A32)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from services.finance.advances import using as advances
from services.finance.bounces import Payment, came_back, never_came_back, paid_again
from services.finance.budget import using as budget
from services.finance.claims import operations as ops
from services.finance.claims.claim import CITES, Claim, ClaimStatus
from services.finance.claims.contents import checked, entry, let_go, occasion_of, own_key, sets_aside, who_asked
from services.finance.claims.events import Cut
from services.finance.claims.occasions import OCCASIONS
from services.finance.claims.record import ClaimRecord, register, views
from services.finance.duty.handlers import commands as turns
from services.finance.duty.turn import DutyStatus
from services.finance.invoices import using as invoices
from services.finance.ledger.posting import OFFICE, credit, debit, post, till
from services.finance.money import ZERO, total
from services.finance.overtime.handlers import commands as overtimes
from services.finance.overtime.overtime import OvertimeStatus
from services.finance.posts import ACCOUNTANT, CASHIER
from services.finance.reception.handlers import commands as receptions
from services.finance.reception.reception import ReceptionStatus
from services.finance.separation import check_segregated, one_hand
from services.finance.spending import using as spending
from services.finance.spending.handlers import commands as requests
from services.finance.spending.request import SpendingStatus
from services.finance.trips.handlers import commands as trips
from services.finance.trips.states import TripStatus
from services.kernel.domain.who import SELF, Subject
from services.kernel.domain.words import Status
from services.kernel.procedure.commands import Commands, Unless
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.kernel.rules.regulations import RegulationError, Rules
from services.kernel.rules.values import Records

FILE = "finance-claims.toml"
procedure = Procedure("claims", zh="报销", en="Claims", registers=[register])


@procedure.relies_on
def methods_have_accounts(rules: Rules) -> None:
    """What is paid leaves an account of the chart."""
    for dated in rules.parameter("claims.methods").values:
        known = rules.value("ledger.accounts", dated.effective_from, Records)
        assert isinstance(dated.value, Records)
        if unknown := [one.id for one in dated.value if known.get(one.text("account")) is None]:
            raise RegulationError(FILE, "claims.methods", f"no such account: {', '.join(unknown)}")


def _turn(one: Any) -> Subject:
    """Whom a claim or its record is about, and the posts whose turn it is."""
    posts = {
        ClaimStatus.SUBMITTED: (ACCOUNTANT.code,),
        ClaimStatus.CHECKED: tuple(one.reviewers),
        ClaimStatus.REVIEWED: (one.approver,),
        ClaimStatus.APPROVED: (CASHIER.code,),
        ClaimStatus.BOUNCED: (CASHIER.code,),
    }
    return Subject(one.person, one.department, posts=posts.get(one.status, ()))


commands = Commands(
    procedure, Claim, key="claim", record=ClaimRecord, shows=ops.GetClaim, views=views, subject=_turn
)  # fmt: skip
procedure.attachable(
    "claim",
    ops.GetClaim,
    by=(SELF, ACCOUNTANT),
    open=lambda claim: claim.status in (ClaimStatus.SUBMITTED, ClaimStatus.RETURNED),
)

# -- handing in -------------------------------------------------------------------------------------------------------


@commands.opens(ops.SubmitClaim, about=lambda op, ctx: Subject(who_asked(op, ctx), op.department))
def submit(op: ops.SubmitClaim, ctx: Context) -> Claim:
    claim = Claim(ctx.new_id())
    contents = checked(op, claim, ctx, first=ctx.today)
    number = next_number(ctx, ClaimRecord.TABLE, ctx.today.year)
    claim.submit(ctx.act, number=number, person=ctx.caller, cites=CITES, **contents)
    return claim


@commands.does(ops.ReviseClaim)
def revise(op: ops.ReviseClaim, claim: Claim, ctx: Context) -> None:
    first = ctx.shown(ClaimRecord, claim.id).submitted_on
    let_go(claim, ctx, keeping=op.spending)
    claim.revise(ctx.act, **checked(op, claim, ctx, first=first))


# -- deciding ---------------------------------------------------------------------------------------------------------


def own(one: ClaimRecord, ctx: Context) -> bool:
    return ctx.caller in one.concerned


def _by_another(ctx: Context) -> bool:
    return ctx.rules.value("claims.each_step_by_another", ctx.today, bool)


def _did_before(one: ClaimRecord, ctx: Context) -> bool:
    return own(one, ctx) or (_by_another(ctx) and ctx.caller in (one.checked_by, one.reviewed_by))


@commands.does(ops.CheckClaim, unless=lambda one, ctx: own(one, ctx) or one_hand(ctx))
def check(op: ops.CheckClaim, claim: Claim, ctx: Context) -> None:
    claim.not_own(ctx.act)
    check_segregated(ctx)
    claim.check(ctx.act, cuts=[Cut(**one.model_dump()) for one in op.cuts], parts=op.parts)


@commands.does(ops.ReviewClaim, unless=_did_before)
def review(op: ops.ReviewClaim, claim: Claim, ctx: Context) -> None:
    claim.review(ctx.act, by_another=_by_another(ctx))


@commands.does(ops.ApproveClaim, unless=_did_before)
def approve(op: ops.ApproveClaim, claim: Claim, ctx: Context) -> None:
    claim.approve(ctx.act, amount=op.amount, parts=op.parts, ground=op.ground, by_another=_by_another(ctx))


@commands.does(ops.ReturnClaim, unless=own)
def give_back(op: ops.ReturnClaim, claim: Claim, ctx: Context) -> None:
    claim.give_back(ctx.act, to=op.to, reason=op.reason)


@commands.does(ops.RejectClaim, unless=own)
def reject(op: ops.RejectClaim, claim: Claim, ctx: Context) -> None:
    claim.reject(ctx.act, reason=op.reason)
    let_go(claim, ctx)


@commands.does(ops.WithdrawClaim)
def withdraw(op: ops.WithdrawClaim, claim: Claim, ctx: Context) -> None:
    claim.withdraw(ctx.act, reason=op.reason)
    let_go(claim, ctx)


# -- paying -----------------------------------------------------------------------------------------------------------


def _hands(one: Any) -> tuple[str, ...]:
    return one.checked_by, one.reviewed_by, one.approved_by


@commands.does(ops.PayClaim, unless=lambda one, ctx: own(one, ctx) or one_hand(ctx, *_hands(one)))
def pay(op: ops.PayClaim, claim: Claim, ctx: Context) -> None:
    """Books, budget, invoices, advance and request move together, or not at all."""
    claim.not_own(ctx.act)
    check_segregated(ctx, *claim.hands.values())
    account = entry(ctx, "claims.methods", op.method, "method").text("account")
    if claim.due:
        claim.pay_again(ctx.act, method=op.method, voucher=paid_again(ctx, _payment(claim), claim.due, account))
        return
    amount = claim.allowed
    set_off = _set_off(claim, ctx)
    _spend(claim, ctx)
    for invoice in dict.fromkeys(item.invoice for item in claim.items if item.invoice is not None):
        items = zip(claim.items, claim.allowances, strict=True)
        allowed = total(sum_ for item, sum_ in items if item.invoice == invoice)
        if allowed:
            invoices.settle(ctx, invoice, claim.id, allowed)
        else:
            invoices.free(ctx, invoice, claim.id)
    voucher = post(
        ctx,
        f"支付报销款{claim.number}",
        debit("expense", amount, line=claim.line, department=claim.department),
        credit("advances", set_off),
        credit(account, amount - set_off),
        shows=ops.GetClaim,
        about=claim.id,
        cites=CITES,
    )
    claim.pay(ctx.act, method=op.method, set_off=set_off, voucher=voucher)


def _set_off(claim: Claim, ctx: Context) -> Decimal:
    """Of what whoever drew the advance gets, as much as is still owed of it."""
    if claim.advance is None:
        return ZERO
    advance = advances.left_of(ctx, claim.advance, [one.person for one in claim.payees])
    amount = min(claim.part_of(advance.person), advance.outstanding)
    if amount:
        advances.set_off(ctx, advance, amount, claim.id)
    return amount


def _spend(claim: Claim, ctx: Context) -> None:
    """Under the reference that the sum was set aside with; what is left of that is free again."""
    name, occasion = occasion_of(claim)
    if occasion is not None:
        if not sets_aside(claim):
            budget.release(ctx, own_key(claim), claim.id)
        OCCASIONS[name].paid(ctx, occasion, claim.allowed)
    if claim.spending is not None:
        request = spending.approved(ctx, claim.spending, claim.id)
        last = claim.completes and set(request.wanted) == {claim.id}
        spending.used(ctx, claim.spending, claim.allowed, reference=claim.id, last=last)
    elif sets_aside(claim):
        budget.spend(ctx, own_key(claim), claim.allowed, claim.id)
        budget.release(ctx, own_key(claim), claim.id)


# -- what the bank sends back -----------------------------------------------------------------------------------------


def _payment(claim: Claim) -> Payment:
    return Payment(f"报销款{claim.number}", ops.GetClaim, claim.id, claim.voucher, claim.paid_on)


def _by_transfer(ctx: Context) -> list[str]:
    """The methods by which it leaves the bank."""
    bank = till(ctx, OFFICE).bank
    known = ctx.rules.value("claims.methods", ctx.today, Records)
    return [one.id for one in known if one.text("account") == bank]


def not_theirs_to_enter(one: ClaimRecord, ctx: Context) -> bool:
    return own(one, ctx) or one_hand(ctx, one.paid_by)


def not_transferred(one: ClaimRecord, ctx: Context) -> bool:
    sent = one.paid and (one.status is ClaimStatus.BOUNCED or one.method in _by_transfer(ctx))
    return not_theirs_to_enter(one, ctx) or not sent


@commands.does(ops.RecordClaimBounce, unless=not_transferred)
def bounce(op: ops.RecordClaimBounce, claim: Claim, ctx: Context) -> None:
    claim.not_own(ctx.act)
    check_segregated(ctx, claim.payer)
    method, amount = claim.sent(_by_transfer(ctx), op.amount)
    voucher = came_back(ctx, _payment(claim), amount, op.on)
    claim.bounce(ctx.act, on=op.on, method=method, amount=amount, voucher=voucher, reason=op.reason)


@commands.does(ops.TakeBackClaimBounce, unless=not_theirs_to_enter)
def take_bounce_back(op: ops.TakeBackClaimBounce, claim: Claim, ctx: Context) -> None:
    claim.not_own(ctx.act)
    check_segregated(ctx, claim.payer)
    voucher = never_came_back(ctx, claim.bounces[-1].voucher, op.reason)
    claim.take_bounce_back(ctx.act, voucher=voucher, reason=op.reason)


commands.acts(ops.ArchiveClaim, Claim.archive)
commands.lists(ops.ListClaims)
prints(procedure, ops.PrintClaim)
prints(procedure, ops.PrintClaimPayment)


def _stands(ready: Status) -> Unless:
    """A claim begins with a request, a trip or a reception that stands so, or with what earned something."""
    return lambda one, ctx: one.status is not ready or getattr(one, "amount", None) == 0


requests.leads_to(ops.SubmitClaim, unless=_stands(SpendingStatus.APPROVED))
trips.leads_to(ops.SubmitClaim, unless=_stands(TripStatus.RETURNED))
receptions.leads_to(ops.SubmitClaim, unless=_stands(ReceptionStatus.CHECKED))
overtimes.leads_to(ops.SubmitClaim, unless=_stands(OvertimeStatus.CONFIRMED))
turns.leads_to(ops.SubmitClaim, unless=_stands(DutyStatus.DONE))
for waiting, since in (
    (ops.CheckClaim, "submitted_on"),
    (ops.ReviewClaim, "checked_on"),
    (ops.ApproveClaim, "reviewed_on"),
    (ops.PayClaim, "approved_on"),
    (ops.ArchiveClaim, "paid_on"),
    (ops.ReviseClaim, "returned_on"),
):
    commands.waits(waiting, since=since, title="purpose")


@procedure.handles(ops.ExportClaims)
def export_claims(op: Any, ctx: Context) -> File:
    c = ClaimRecord.columns()
    handed_in = select(ClaimRecord.TABLE).where(c.submitted_on.between(op.start, op.end)).order_by(c.year, c.serial)
    return export_period(op, ctx, ClaimRecord, "claims", rows=views(ctx, ctx.rows(handed_in)))
