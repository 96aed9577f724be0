"""What a claim says, looked at before anything is recorded; what it takes, and lets go again (A32, B10.3, B10.7).

Taken are its invoices, its part of the request that it carries out, or what is set aside in the budget for it alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, check_person, picture
from services.finance.advances.using import owed_by
from services.finance.budget import using as budget
from services.finance.claims.claim import CITES, ENDED, SENT, Claim
from services.finance.claims.events import Item, Limit, Payee
from services.finance.claims.occasions import OCCASION_CITES, OCCASIONS, Consent
from services.finance.claims.record import ClaimRecord
from services.finance.claims.refusals import (
    AnotherLine,
    BeyondInvoice,
    ClaimedTooLate,
    InvoiceLacking,
    OccasionClaimed,
    OccasionLacking,
    PartsDiffer,
)
from services.finance.invoices import using as invoices
from services.finance.money import total
from services.finance.reception.using import unsettled
from services.finance.spending import using as spending
from services.finance.spending.request import ASKED, NotAskedBefore, Spending
from services.kernel.procedure.checks import check_choice
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid
from services.kernel.rules.values import Record, Records

PLAN = ("B10.3",)
NEEDED = "needed"
SUPERVISING = "supervising-leader"
"""The post of the rule that is the leader who supervises the department."""


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground it is paid: the key of the budget, and the reference under which the sum is set aside there."""

    key: budget.Key
    reference: UUID
    consent: Consent | None = None
    """Where that was given elsewhere, to a trip or a reception."""


def occasion_of(claim: Any) -> tuple[str, UUID | None]:
    """Which of its fields names a trip, a reception or what else was consented to, and that record; of a claim or of
    what is handed in."""
    return next(((name, id) for name in OCCASIONS if (id := getattr(claim, name)) is not None), ("", None))


def checked(op: Any, claim: Claim, ctx: Context, *, first: date) -> dict[str, Any]:
    """What the claim's event says, with everything taken for it. `first` is the day on which it was handed in first."""
    check_choice(ctx, "budget.lines", op.line, "line")
    check_department(ctx, op.department, ctx.today)
    _check_kinds(op, ctx)
    amount = _check_parts(op, ctx)
    ground = _ground(op, claim, ctx, amount)
    issued = _take_invoices(op, claim, ctx)
    _check_in_time(ctx, first, ground, issued)
    payees = tuple(dict.fromkeys(one.person for one in op.payees if one.person))
    if op.advance is not None:
        owed_by(ctx, op.advance, payees)
    travelled = ground.consent.people if ground.consent is not None else ()
    concerned = tuple(dict.fromkeys((ctx.caller, *payees, *travelled)))
    limits = ground.consent.limits if ground.consent is not None else {}
    reviewers, approver = _route(ctx, op.department, concerned)
    return {
        "budget_year": ground.key.year,
        "line": op.line,
        "department": op.department,
        "amount": amount,
        "items": tuple(Item(**one.model_dump()) for one in op.items),
        "payees": tuple(Payee(**one.model_dump()) for one in op.payees),
        "limits": tuple(Limit(kind=kind, most=most) for kind, most in limits.items()),
        "concerned": concerned,
        "reviewers": reviewers,
        "approver": approver,
        **{name: getattr(op, name) for name in ("spending", "completes", *OCCASIONS, "advance", "purpose")},
    }


def who_asked(op: Any, ctx: Context) -> str:
    """For what it names: whoever asked for that claims it, whatever department pays."""
    if op.spending is not None:
        return ctx.find(Spending, op.spending).person
    name, occasion = occasion_of(op)
    return OCCASIONS[name].asked_by(ctx, occasion) if occasion is not None else ""


def let_go(claim: Claim, ctx: Context, *, keeping: UUID | None = None) -> None:
    """Its invoices and what was set aside for it are free again; but not the request that it goes on `keeping`."""
    for invoice in _invoices(claim.items):
        invoices.free(ctx, invoice, claim.id)
    if claim.spending is not None:
        if claim.spending != keeping:
            spending.free(ctx, claim.spending, claim.id)
    else:
        budget.release(ctx, own_key(claim), claim.id)


def sets_aside(claim: Claim) -> bool:
    """Whether its sum is set aside in its own name: nothing that it names had that done before."""
    name, occasion = occasion_of(claim)
    return claim.spending is None and (occasion is None or not OCCASIONS[name].SETS_ASIDE)


def own_key(claim: Claim) -> budget.Key:
    return budget.Key(claim.budget_year, claim.line, claim.department)


def _invoices(items: Any) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(item.invoice for item in items if item.invoice is not None))


# -- what it says -----------------------------------------------------------------------------------------------------


def entry(ctx: Context, parameter: str, id: str, field: str) -> Record:
    """Of one of the rule's lists; refuses what is not on it."""
    known = ctx.rules.value(parameter, ctx.today, Records)
    found = known.get(id)
    if found is None:
        raise Invalid(
            f"没有这一项，可选：{'、'.join(one.zh for one in known)}。",
            f"There is no such choice; it is one of {', '.join(one.en for one in known)}.",
            fields=[{"field": field, "value": id, "allowed": list(known.ids)}],
        )
    return found


def _check_kinds(op: Any, ctx: Context) -> None:
    for item in op.items:
        kind = entry(ctx, "claims.kinds", item.kind, "items")
        if kind.text("invoice") == NEEDED and item.invoice is None:
            raise InvoiceLacking(f"{kind.zh}应凭发票报销。", f"{kind.en}: claimed on an invoice.", cites=("A32",))
        if item.kind in OCCASIONS and getattr(op, item.kind) is None:
            raise OccasionLacking(
                f"{kind.zh}应先经批准，并在报销单中填写该事项。",
                f"{kind.en}: consented to before; the claim names which one.",
                cites=("A32", *OCCASION_CITES[item.kind]),
            )


def _check_parts(op: Any, ctx: Context) -> Decimal:
    """The whole, as the items and the payees both say it."""
    for one in op.payees:
        if bool(one.person) == bool(one.name):
            raise Invalid(
                "每个收款人填写本机关人员或其他收款人名称之一。",
                "A payee is somebody of the organ or has a name: one of both.",
                fields=[{"field": "payees"}],
            )
        if one.person:
            check_person(ctx, one.person, ctx.today, "payees")
    amount, parts = total(item.amount for item in op.items), total(one.amount for one in op.payees)
    if amount != parts:
        raise PartsDiffer(
            f"各项合计{amount}元，各收款人合计{parts}元。",
            f"The items make {amount} yuan, the payees' parts {parts}.",
            cites=("A32",),
            fields=[{"field": "payees"}],
        )
    return amount


def _by_kind(items: Any) -> Mapping[str, Decimal]:
    kinds = dict.fromkeys(item.kind for item in items)
    return {kind: total(item.amount for item in items if item.kind == kind) for kind in kinds}


# -- on what ground ---------------------------------------------------------------------------------------------------


def _ground(op: Any, claim: Claim, ctx: Context, amount: Decimal) -> Ground:
    """The request that it carries out, what was consented to elsewhere, or for a small sum nothing but the plan."""
    name, occasion = occasion_of(op)
    if sum(getattr(op, one) is not None for one in ("spending", *OCCASIONS)) > 1:
        raise Invalid(
            "开支申请、出差、公务接待、加班和值班只能选一项。",
            "One request, one trip, one reception, one overtime or one turn of duty, not several.",
            fields=[{"field": name}],
        )
    if op.spending is not None:
        request = spending.take(ctx, op.spending, amount, claim.id)
        _check_line(op, spending.key_of(request))
        return Ground(spending.key_of(request), request.id)
    key = budget.Key(ctx.today.year, op.line, op.department)
    consent = None
    if occasion is not None:
        _check_only_claim(ctx, name, occasion, claim)
        consent = OCCASIONS[name].consent(ctx, occasion, _by_kind(op.items))
        if consent.payee and {one.person for one in op.payees} != {consent.payee}:
            raise Invalid("补助只发给本人。", "It is paid to whoever earned it.", fields=[{"field": "payees"}])
        if consent.set_aside is not None:
            _check_line(op, consent.set_aside[0])
            _set_the_rest_aside(op, claim, ctx, consent)
            return Ground(*consent.set_aside, consent)
        _check_line(op, replace(key, line=consent.line))
    else:
        _check_small(ctx, amount)
    budget.commit(ctx, key, amount, claim.id)
    return Ground(key, claim.id, consent)


def _set_the_rest_aside(op: Any, claim: Claim, ctx: Context, consent: Consent) -> None:
    """What may be paid beyond the estimate that was consented to is set aside with the claim."""
    assert consent.set_aside is not None
    key, reference = consent.set_aside
    payable = total(min(sum_, consent.limits.get(kind, sum_)) for kind, sum_ in _by_kind(op.items).items())
    more = payable - budget.held(ctx, key, reference)
    if more > 0:
        budget.commit(ctx, key, more, claim.id)


def _check_small(ctx: Context, amount: Decimal) -> None:
    small = ctx.rules.value("claims.without_request_to", ctx.today, Decimal)
    if amount > small:
        raise NotAskedBefore(
            f"超过{small}元的开支应先申请，并在报销单中填写该申请。",
            f"What is above {small} yuan is asked for before it is spent; the claim names the request.",
            cites=ASKED,
            most=str(small),
        )


def _check_line(op: Any, key: budget.Key) -> None:
    if (op.line, op.department) != (key.line, key.department):
        raise AnotherLine(
            "报销的预算科目或部门与批准的不同。",
            "Another line or department was consented to.",
            cites=PLAN,
            fields=[{"field": "line"}],
        )


def _check_only_claim(ctx: Context, name: str, occasion: UUID, claim: Claim) -> None:
    """Of a reception a further one may follow a paid one: it says itself whether there is more to claim."""
    c = ClaimRecord.columns()
    done = (*ENDED, *SENT) if name == "reception" and unsettled(ctx, occasion) else ENDED
    live = c.status.not_in([status.value for status in done])
    others = ctx.rows(select(c.number).where(c[name] == occasion.hex, c.id != claim.id.hex, live))
    if others:
        raise OccasionClaimed(
            f"该事项已由报销单{others[0].number}报销。",
            f"It is claimed with {others[0].number} already.",
            cites=("A32",),
            number=others[0].number,
        )


# -- its invoices -----------------------------------------------------------------------------------------------------


def _take_invoices(op: Any, claim: Claim, ctx: Context) -> list[date]:
    """Each once, whatever items stand on it; the days on which they were issued."""
    issued = []
    for id in _invoices(op.items):
        invoice = invoices.take(ctx, id, claim.id)
        claimed = total(item.amount for item in op.items if item.invoice == id)
        if claimed > invoice.left:
            raise BeyondInvoice(
                f"该发票可报{invoice.left}元，填报{claimed}元。",
                f"{invoice.left} yuan may be claimed on the invoice, not {claimed}.",
                cites=("A32",),
                left=str(invoice.left),
            )
        issued.append(invoice.on)
    return issued


def _check_in_time(ctx: Context, first: date, ground: Ground, issued: list[date]) -> None:
    """From the end of the trip or the reception; otherwise from the oldest invoice."""
    ended = ground.consent.ended if ground.consent is not None else None
    since = ended or min(issued, default=None)
    days = ctx.rules.value("claims.deadline_days", first, int)
    if since is not None and first > (last := since + timedelta(days=days)):
        raise ClaimedTooLate(
            f"应在{last}前报销。", f"It had to be claimed by {last}.", cites=CITES, last=last.isoformat()
        )  # fmt: skip


# -- who decides ------------------------------------------------------------------------------------------------------


def _route(ctx: Context, department: str, concerned: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The posts that review, either of them, and the one that approves. Posts held by somebody concerned are left out,
    and a reviewer is not whoever approves; where nobody is left, the post named instead reviews."""
    organ, rules, today = picture(ctx), ctx.rules, ctx.today

    def free(names: tuple[str, ...], *but: str) -> list[str]:
        posts = [organ.supervising_post(department, today) if one == SUPERVISING else one for one in names]
        return [one for one in dict.fromkeys(posts) if organ.holder(one, today) not in ("", *concerned, *but)]

    approvers = rules.value("claims.approvers", today, tuple)
    approver = (free(approvers) or list(approvers))[0]
    another = rules.value("claims.each_step_by_another", today, bool)
    approves = (organ.holder(approver, today),) if another else ()
    reviewers = free(rules.value("claims.reviewers", today, tuple), *approves)
    return tuple(reviewers) or (rules.value("claims.reviews_instead", today, str),), approver
