"""Invoices, claims, the budget's adjustments, requests to spend, advances (A28, A32, B10.3, B10.7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.advances import operations as advances
from services.finance.advances.events import AdvanceRequested
from services.finance.advances.record import AdvanceRecord
from services.finance.budget import operations as budget
from services.finance.budget.events import AdjustmentRequested
from services.finance.budget.record import AdjustmentRecord
from services.finance.claims import operations as claims
from services.finance.claims.events import ClaimSubmitted
from services.finance.claims.record import ClaimRecord
from services.finance.invoices import operations as invoices
from services.finance.invoices.events import InvoiceRegistered
from services.finance.invoices.numbers import invoice_id
from services.finance.invoices.record import InvoiceRecord
from services.finance.spending import operations as spending
from services.finance.spending.events import SpendingRequested
from services.finance.spending.record import SpendingRecord
from tests.finance.claims import CLAIMANT, SUPERVISING, TRAVELS_TOO
from tests.finance.desk import ACCOUNTANT, CASHIER, CHAIR, DIRECTOR, FINANCE_LEADER, STAFF
from tests.finance.invoices import typed
from tests.finance.machine.way import HEADS, POSTS, Chance, Deed, Office, Step, Way, does, half, step_of

# -- invoices ---------------------------------------------------------------------------------------------------------


def number(chance: Chance, series: int = 99) -> str:
    return f"25512000000000{series}{chance.number:04d}"


def _written(chance: Chance) -> str:
    """Some come again, written otherwise."""
    plain = number(chance)
    parted = " ".join(plain[at : at + 4] for at in range(0, 20, 4))
    return str(chance.one_of(plain, parted, plain.translate(str.maketrans("0123456789", "０１２３４５６７８９"))))


def registered(office: Office, chance: Chance, person: str = CLAIMANT, **more: Any) -> tuple[UUID, Deed]:
    said = {"gross": chance.amount, "net": chance.amount, "tax": Decimal(0), "on": office.today}
    return invoice_id("", number(chance)), (person, typed(_written(chance), **said | more))


def _reddened(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    amount = chance.one_of(row.gross, half(row.gross))
    said = {"kind": row.kind, "number": number(chance, 88), "on": office.today, "gross": -amount, "reason": "开票有误"}
    return [does(ACCOUNTANT, invoices.EnterRedLetter, invoice=row.id, **said)]


_of_invoice = step_of("invoice")
INVOICE = Way(
    InvoiceRecord, InvoiceRegistered, lambda office, chance: [registered(office, chance)[1]],
    {"refund-due": [_of_invoice(CASHIER, invoices.NoteRefund, note="收回")]},
    [
        _reddened, _of_invoice("", invoices.WithdrawInvoice, reason="录入错误"),
        _of_invoice(ACCOUNTANT, invoices.VoidInvoice, reason="销售方作废"),
    ],
)  # fmt: skip

# -- claims -----------------------------------------------------------------------------------------------------------


def claimed(office: Office, chance: Chance, **of: Any) -> Sequence[Deed]:
    """One invoice, registered before; a part of it may go to somebody else."""
    invoice, registers = registered(office, chance)
    kind = "reception" if "reception" in of else "transport" if "trip" in of else "goods"
    less, to = min(chance.amount, Decimal(30)), [{"person": CLAIMANT, "amount": chance.amount}]
    if chance.other % 4 == 3 and chance.amount > less:
        second = chance.one_of(SUPERVISING, TRAVELS_TOO, ACCOUNTANT)
        to = [{"person": CLAIMANT, "amount": chance.amount - less}, {"person": second, "amount": less}]
    said = {
        "department": "agriculture", "line": "office", "purpose": "报销", "payees": to,
        "items": [{"kind": kind, "amount": chance.amount, "invoice": invoice}],
    }  # fmt: skip
    return [registers, does(CLAIMANT, claims.SubmitClaim, **said | of)]


def _begun(office: Office, chance: Chance) -> Sequence[Deed]:
    of: dict[str, Any] = {}
    if (owed := office.of(AdvanceRecord, status="drawn")) and chance.other % 2:
        of["advance"] = owed[-1].id
    if (asked := office.of(SpendingRecord, status="approved")) and chance.other % 5 > 1:
        of |= {"spending": asked[-1].id, "department": asked[-1].department}
    return claimed(office, chance, **of)


def _revised(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    of = {name: getattr(row, name) for name in ("spending", "trip", "reception", "advance") if getattr(row, name)}
    registers, (_, handed_in) = claimed(office, chance, department=row.department, line=row.line, **of)
    return [registers, does(row.person, claims.ReviseClaim, claim=row.id, **handed_in.model_dump())]


def _reviewed(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    return [does(POSTS.get(chance.one_of(*row.reviewers), DIRECTOR), claims.ReviewClaim, claim=row.id)]


def _checked_with_a_cut(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    cut = {"place": 1, "allowed": chance.one_of(half(row.requested), Decimal(0)), "ground": "超出标准"}
    return [does(ACCOUNTANT, claims.CheckClaim, claim=row.id, cuts=[cut])]


def _approved(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    return [does(POSTS.get(row.approver, CHAIR), claims.ApproveClaim, claim=row.id)]


def _approved_in_part(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    said = {"amount": half(row.amount), "ground": "酌减"}
    return [does(POSTS.get(row.approver, CHAIR), claims.ApproveClaim, claim=row.id, **said)]


def _paid(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    return [does(CASHIER, claims.PayClaim, claim=row.id, method=chance.one_of("transfer", "transfer", "card", "cash"))]


def _sent_back(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    """By the bank: all of it, or some."""
    said = {"on": office.today, "amount": chance.one_of(None, None, chance.amount), "reason": "户名不符"}
    return [does(ACCOUNTANT, claims.RecordClaimBounce, claim=row.id, **said)]


def _returned(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    person, to = chance.one_of(
        (CASHIER, "approval"), (CASHIER, "claimant"), (FINANCE_LEADER, "check"), (ACCOUNTANT, "claimant"),
        (CASHIER, "review"),
    )  # fmt: skip
    return [does(person, claims.ReturnClaim, claim=row.id, to=to, reason="补充说明")]


_of_claim = step_of("claim")
CLAIM = Way(
    ClaimRecord, ClaimSubmitted, _begun,
    {
        "submitted": [_of_claim(ACCOUNTANT, claims.CheckClaim)],
        "checked": [_reviewed],
        "reviewed": [_approved],
        "approved": [_paid],
        "returned": [_revised],
        "bounced": [_paid],
        "paid": [_sent_back, _of_claim(ACCOUNTANT, claims.ArchiveClaim, volume="2025-1")],
    },
    [
        _checked_with_a_cut, _approved_in_part, _returned, _sent_back, _paid, _reviewed, _approved,
        _of_claim(ACCOUNTANT, claims.CheckClaim), _of_claim("", claims.WithdrawClaim, reason="重填"),
        _of_claim(FINANCE_LEADER, claims.RejectClaim, reason="不符"),
        _of_claim(ACCOUNTANT, claims.TakeBackClaimBounce, reason="登记错误"),
    ],
)  # fmt: skip

# -- the budget, requests, advances -----------------------------------------------------------------------------------


def _adjustment(office: Office, chance: Chance) -> Sequence[Deed]:
    other = chance.one_of({}, {}, {"other": "travel", "other_department": "agriculture"})
    said = {"year": 2025, "line": "office", "department": "agriculture", "reason": "调整", **other}
    return [does(HEADS, budget.RequestAdjustment, change=chance.amount * chance.one_of(1, -1), **said)]


_of_adjustment = step_of("adjustment")
ADJUSTMENT = Way(
    AdjustmentRecord, AdjustmentRequested, _adjustment,
    {"requested": [_of_adjustment(FINANCE_LEADER, budget.ApproveAdjustment)]},
    [
        _of_adjustment(FINANCE_LEADER, budget.RejectAdjustment, reason="不准"),
        _of_adjustment(HEADS, budget.WithdrawAdjustment, reason="不需要"),
    ],
)  # fmt: skip


def _asked(office: Office, chance: Chance) -> Sequence[Deed]:
    where, who = chance.one_of(*((("agriculture", CLAIMANT),) * 4), ("finance-economy", STAFF), ("budget", CLAIMANT))
    said = {"department": where, "line": "office", "purpose": "购置", "amount": chance.amount}
    return [does(who, spending.RequestSpending, **said)]


def _consent(operation: type[Any], **said: Any) -> Step:
    return lambda office, row, chance: [
        does(POSTS.get(row.decides, CHAIR), operation, spending=row.id, **said)
    ]  # fmt: skip


def _carried_out(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    of = {"spending": row.id, "department": row.department, "completes": bool(chance.other % 2)}
    return claimed(office, chance, **of)


SPENDING = Way(
    SpendingRecord, SpendingRequested, _asked,
    {"requested": [_consent(spending.ApproveSpending)], "approved": [_carried_out]},
    [
        _consent(spending.RejectSpending, reason="不同意"),
        step_of("spending")("", spending.WithdrawSpending, reason="不需要"),
    ],
)  # fmt: skip


def _lent(office: Office, chance: Chance) -> Sequence[Deed]:
    who = chance.one_of(CLAIMANT, CLAIMANT, TRAVELS_TOO, CASHIER)
    return [does(who, advances.RequestAdvance, purpose="预支", amount=chance.amount)]


def _repaid(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    amount = chance.one_of(row.amount, half(row.amount), chance.amount)
    means = chance.one_of("cash", "bank", "cash", "pay")
    return [does(CASHIER, advances.RepayAdvance, advance=row.id, amount=amount, means=means)]


_of_advance = step_of("advance")
_CONSENTS = [_of_advance(person, advances.ConsentToAdvance) for person in (SUPERVISING, CHAIR)]
ADVANCE = Way(
    AdvanceRecord, AdvanceRequested, _lent,
    {"requested": _CONSENTS, "approved": [_of_advance(CASHIER, advances.DrawAdvance)], "drawn": [_repaid]},
    [
        _of_advance(SUPERVISING, advances.RejectAdvance, reason="不同意"),
        _of_advance("", advances.WithdrawAdvance, reason="不需要"),
        _of_advance(CHAIR, advances.DecideDeduction, reason="逾期"),
        _of_advance(CHAIR, advances.WriteOffAdvance, reason="无法收回"), _repaid,
    ],
)  # fmt: skip
