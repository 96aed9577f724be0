"""退汇: a transfer that the bank sends back. It is owed again, and neither spent anew nor unspent (A28, B10.7).

The money is back at the bank and owed to whoever was to have it; expense, budget line and invoices stand as they were
when it was paid first. The bank tells both ways, so neither entry takes the other back: each is matched with its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.ledger.events import Posting
from services.finance.ledger.posting import OFFICE, credit, debit, last_closed, post, take_back, till
from services.finance.ledger.voucher import CITES
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Query
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rules.months import month_of

OWED = "payables"


class NotTransferred(Refusal):
    """Nothing of it, or not so much, was transferred and lies with the payee."""

    code = "finance.not-transferred"
    next = (
        "请核对付款方式和金额；只有转账支付且未退回的款项可登记退汇。",
        "Look at how it was paid, and how much: only what was transferred and lies with the payee comes back.",
    )


@dataclass(frozen=True, slots=True)
class Payment:
    """Of which record it was, by which query that is shown, and with which voucher it was paid on which day."""

    title: str
    shows: type[Query]
    about: UUID
    voucher: str
    paid_on: date


def came_back(ctx: Context, of: Payment, amount: Decimal, on: date) -> str:
    """Enters what is at the bank again and owed; on the bank's day, or today where that day's month is closed."""
    check_happened(ctx, on)
    if on < of.paid_on:
        raise Invalid("退汇日早于付款日。", "It came back before it was paid.", fields=[{"field": "on"}])
    open_ = month_of(on) > last_closed(ctx, OFFICE)
    return _entered(
        ctx, of, f"退汇：{of.title}（原付款凭证{of.voucher}）", debit(till(ctx, OFFICE).bank, amount),
        credit(OWED, amount), on=on if open_ else ctx.today,
    )  # fmt: skip


def paid_again(ctx: Context, of: Payment, amount: Decimal, account: str) -> str:
    return _entered(ctx, of, f"退汇后重新支付：{of.title}", debit(OWED, amount), credit(account, amount))


def never_came_back(ctx: Context, voucher: str, reason: str) -> str:
    """It was entered in error: the opposite entry of today."""
    return take_back(ctx, voucher, reason)


def _entered(ctx: Context, of: Payment, summary: str, *postings: Posting, on: date | None = None) -> str:
    return post(ctx, summary, *postings, on=on, shows=of.shows, about=of.about, cites=CITES)
