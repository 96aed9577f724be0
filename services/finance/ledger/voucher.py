"""A voucher: a balanced entry, gapless by month, taken back only by another one; and the month it stands in (A28)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from services.finance.ledger import events as e
from services.finance.ledger.events import Posting
from services.finance.money import ZERO, to_fen, total
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal

NAMESPACE = UUID("5d3c8f04-5a40-4d0b-8f0e-6a1f0e3d2b11")
CITES = ("A28",)


class VoucherStatus(Status):
    POSTED = "posted", "已入账", "entered"
    REVERSED = "reversed", "已冲销", "taken back"


class Unbalanced(Invalid):
    """Debits and credits differ, or there is nothing to enter."""

    code = "finance.unbalanced"
    next = ("请核对各行金额，借贷必须相等。", "Look at the sums: debits and credits are equal.")


class PeriodIsClosed(Refusal):
    """The month's books are closed; nothing in them changes."""

    code = "finance.period-closed"
    next = ("请在未结账的月份更正，并注明原凭证。", "Correct it in an open month, naming the voucher.")


class VoucherTakenBack(Refusal):
    """It has been taken back already."""

    code = "finance.voucher-reversed"
    next = ("请查看冲销凭证。", "Look at the voucher that took it back.")


def balanced(postings: Sequence[Posting]) -> None:
    """Refuses what is no entry: fewer than two lines, a line without a side, sides that differ."""
    wrong = [place for place, one in enumerate(postings) if (one.debit > 0) == (one.credit > 0)]
    if wrong or len(postings) < 2 or any(min(one.debit, one.credit) < 0 for one in postings):
        raise Unbalanced(
            "每行记借方或贷方一个金额，至少两行。",
            "Every line has a debit or a credit, and there are two at least.",
            cites=CITES,
            fields=[{"field": "postings", "lines": wrong}],
        )
    for one in postings:
        to_fen(one.debit), to_fen(one.credit)
    debits, credits = total(one.debit for one in postings), total(one.credit for one in postings)
    if debits != credits:
        raise Unbalanced(
            f"借方{debits}元，贷方{credits}元，不平衡。",
            f"Debits are {debits} yuan, credits {credits}.",
            cites=CITES,
            fields=[{"field": "postings", "debits": str(debits), "credits": str(credits)}],
        )


def turned(postings: Sequence[Posting]) -> tuple[Posting, ...]:
    """The entry that takes this one back."""
    return tuple(
        Posting(account=one.account, debit=one.credit, credit=one.debit, line=one.line, department=one.department)
        for one in postings
    )


class Voucher(Aggregate):
    CALLED = "凭证", "voucher"
    CITES = CITES
    CARRIES = ("book", "number")
    BECOMES = {e.VoucherPosted: VoucherStatus.POSTED, e.VoucherReversed: VoucherStatus.REVERSED}
    WRONG_STATUS = VoucherTakenBack
    book = ""
    number = ""
    month = ""
    day = date.min
    postings: tuple[Posting, ...] = ()

    def post(
        self, act: Act, *, on: date, book: str, number: str, month: str, summary: str, postings: Sequence[Posting],
        shows: str = "", about: UUID | None = None, reverses: str = "", cites: tuple[str, ...] = CITES,
    ) -> None:  # fmt: skip
        balanced(postings)
        self.trigger(
            e.VoucherPosted, act, day=on, book=book, number=number, month=month, summary=summary,
            postings=tuple(postings), shows=shows, about=about, reverses=reverses, cites=cites,
        )  # fmt: skip

    def reverse(self, act: Act, *, by: str, reason: str) -> None:
        self.trigger(e.VoucherReversed, act, by=by, reason=reason)

    @property
    def serial(self) -> int:
        return int(self.number.rpartition("-")[2])

    def moved(self, account: str) -> Decimal:
        """By how much it raises an account's debit side."""
        return sum((one.debit - one.credit for one in self.postings if one.account == account), ZERO)

    @applies(e.VoucherPosted)
    def _posted(self, event: e.VoucherPosted) -> None:
        self.month, self.day, self.postings = event.month, event.day, event.postings


class PeriodStatus(Status):
    CLOSED = "closed", "已结账", "closed"


class Period(Aggregate):
    """A book's month. It exists once it is closed."""

    CALLED = "会计期间", "period"
    CITES = CITES
    CARRIES = ("book", "month")
    BECOMES = {e.PeriodClosed: PeriodStatus.CLOSED}
    WRONG_STATUS = PeriodIsClosed
    book = ""
    month = ""

    def close(self, act: Act, *, book: str, month: str) -> None:
        self.trigger(e.PeriodClosed, act, book=book, month=month)


def period_id(book: str, month: str) -> UUID:
    return uuid5(NAMESPACE, f"{book}/{month}")
