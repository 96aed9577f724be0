"""The end of a month in one of the books: counted, reconciled, signed by two people, closed (A28, B10.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from services.finance.month_end import events as e
from services.finance.month_end.events import InTransit, Match, Pieces
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal

CITES = ("A28", "B10.2")
_NAMESPACE = UUID("b1a8b5b6-4d55-4ad4-9d3e-2f0c3a1f7e04")


class MonthEndStatus(Status):
    OPEN = "open", "办理中", "under way"
    PREPARED = "prepared", "待复核签字", "to be signed"
    SIGNED = "signed", "已签字待结账", "signed"
    CLOSED = "closed", "已结账", "closed"


class MonthEndGoneOn(Refusal):
    """What was signed or closed is not worked on."""

    code = "finance.month-end-gone-on"
    next = ("请先收回余额调节表；已结账的月份不再更改。", "Take the reconciliation back first; a closed month stays.")


class MonthNotOver(Refusal):
    """The month's end begins on its last working day."""

    code = "finance.month-not-over"
    next = ("请在该月最后一个工作日以后办理。", "Do it on the month's last working day or after.")


class CashDiffers(Refusal):
    """The till does not hold what the books say, and nothing explains it."""

    code = "finance.cash-differs"
    kind = "invalid"
    next = ("请查明差异并说明原因，或将差异入账。", "Find out why and say so, or have the difference booked.")


class CashNotCounted(Refusal):
    """Nobody counted the cash at the month's end, or the cashier did not confirm the count."""

    code = "finance.cash-not-counted"
    next = ("请会计盘点现金，并由出纳确认。", "Let the accountant count it and the cashier confirm.")


class NotTheSame(Refusal):
    """What is matched has not the same sum on both sides."""

    code = "finance.bank-items-differ"
    kind = "invalid"
    next = ("请重新选择金额合计相等的流水和分录。", "Choose lines and entries of the same sum.")


class StatementIncomplete(Refusal):
    """The lines that were imported do not make the balance on the bank's statement."""

    code = "finance.statement-incomplete"
    next = ("请导入该月完整的对账单后再编制。", "Import the month's whole statement first.")


class ItemsUnexplained(Refusal):
    """What the bank has and the books have not, or what is in transit for more than a month, needs its reason."""

    code = "finance.bank-items-unexplained"
    next = (
        "请逐项查明：应入账的补记凭证后勾对，确属未达的说明原因。",
        "Look into each: enter what belongs into the books and match it; say why the others are in transit.",
    )


class ReconciliationOutdated(Refusal):
    """Something was entered or imported since it was signed."""

    code = "finance.bank-reconciliation-outdated"
    next = ("请收回余额调节表，重新编制并签字。", "Take the reconciliation back, prepare it anew and have it signed.")


class MonthEnd(Aggregate):
    CALLED = "月末结账", "month's end"
    CITES = CITES
    CARRIES = ("book", "month", "person", "department", "due", "signers")
    BECOMES = {
        e.MonthEndDue: MonthEndStatus.OPEN,
        e.ReconciliationPrepared: MonthEndStatus.PREPARED,
        e.ReconciliationReturned: MonthEndStatus.OPEN,
        e.ReconciliationSigned: MonthEndStatus.SIGNED,
        e.MonthClosed: MonthEndStatus.CLOSED,
    }
    WRONG_STATUS = MonthEndGoneOn
    book = month = person = department = ""
    due = date.min
    signers: tuple[str, ...] = ()
    matches: dict[int, Match]
    last_match = 0
    counted = confirmed = False
    pieces: tuple[Pieces, ...] = ()
    counted_by = prepared_by = ""
    at_bank: Decimal | None = None
    in_books: Decimal | None = None

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.matches = {}

    def open(
        self, act: Act, *, book: str, month: str, person: str, department: str, due: date, signers: Sequence[str],
        cites: tuple[str, ...],
    ) -> None:  # fmt: skip
        self.trigger(
            e.MonthEndDue, act, book=book, month=month, person=person, department=department, due=due,
            signers=tuple(signers), cites=cites,
        )  # fmt: skip

    def miss(self, act: Act) -> None:
        self.trigger(e.MonthEndMissed, act)

    # -- cash ---------------------------------------------------------------------------------------------------------

    def count(
        self, act: Act, *, pieces: Sequence[Pieces], counted: Decimal, held: Decimal, voucher: str, explanation: str
    ) -> None:
        self.trigger(
            e.CashCounted, act, pieces=tuple(pieces), counted=counted, held=held, voucher=voucher,
            explanation=explanation,
        )  # fmt: skip

    def confirm_count(self, act: Act) -> None:
        if not self.counted:
            raise CashNotCounted("现金尚未盘点。", "The cash was not counted yet.", cites=CITES)
        if not self.confirmed:
            self.trigger(e.CashCountConfirmed, act)

    # -- the bank -----------------------------------------------------------------------------------------------------

    def match(
        self, act: Act, groups: Sequence[tuple[Sequence[str], Sequence[str]]], *, by_hand: bool = False
    ) -> None:  # fmt: skip
        """Of lines and entries that have the same sum, which whoever calls has seen to."""
        numbered = tuple(
            Match(number=self.last_match + n, lines=tuple(lines), entries=tuple(entries))
            for n, (lines, entries) in enumerate(groups, 1)
        )
        self.trigger(e.ItemsMatched, act, groups=numbered, by_hand=by_hand)

    def undo(self, act: Act, *, number: int) -> None:
        found = self.matches.get(number)
        if found is None:
            raise Invalid("本月没有这个勾对号。", "The month has no such match.", fields=[{"field": "number"}])
        self.trigger(e.MatchUndone, act, number=number, lines=found.lines, entries=found.entries)

    def explain(self, act: Act, *, line: str, entry: str, explanation: str) -> None:
        if line:
            self.trigger(e.LineExplained, act, line=line, explanation=explanation)
        else:
            self.trigger(e.EntryExplained, act, entry=entry, explanation=explanation)

    def prepare(
        self, act: Act, *, at_bank: Decimal, in_books: Decimal, adjusted: Decimal, left: Sequence[InTransit]
    ) -> None:
        self.trigger(
            e.ReconciliationPrepared, act, at_bank=at_bank, in_books=in_books, adjusted=adjusted, left=tuple(left)
        )

    def give_back(self, act: Act, *, reason: str) -> None:
        self.trigger(e.ReconciliationReturned, act, reason=reason)

    def sign(self, act: Act) -> None:
        self.trigger(e.ReconciliationSigned, act)

    def close(self, act: Act, *, at_bank: Decimal, in_books: Decimal) -> None:
        """Once the cash was counted and what was signed still holds."""
        if not self.confirmed:
            raise CashNotCounted(
                "现金尚未盘点，或出纳尚未确认。", "The cash was not counted, or not confirmed.", cites=CITES
            )
        if (at_bank, in_books) != (self.at_bank, self.in_books):
            raise ReconciliationOutdated(
                "签字后又有入账或导入，余额已变动。",
                "Something was entered or imported since, and the balances are others.",
                cites=CITES,
                at_bank=str(at_bank),
                in_books=str(in_books),
            )
        self.trigger(e.MonthClosed, act)

    # -- inside -------------------------------------------------------------------------------------------------------

    @applies(e.MonthEndMissed, e.LineExplained, e.EntryExplained)
    def _goes_on(self, event: e.OfMonthEnd) -> None:
        """As before."""

    @applies(e.CashCounted)
    def _was_counted(self, event: e.CashCounted) -> None:
        self.counted, self.confirmed, self.counted_by = True, False, event.actor
        self.pieces = event.pieces

    @applies(e.CashCountConfirmed)
    def _was_confirmed(self, event: e.CashCountConfirmed) -> None:
        self.confirmed = True

    @applies(e.ItemsMatched)
    def _matched(self, event: e.ItemsMatched) -> None:
        self.matches |= {one.number: one for one in event.groups}
        self.last_match = max(self.last_match, *(one.number for one in event.groups))

    @applies(e.MatchUndone)
    def _undone(self, event: e.MatchUndone) -> None:
        del self.matches[event.number]

    @applies(e.ReconciliationPrepared)
    def _prepared(self, event: e.ReconciliationPrepared) -> None:
        self.prepared_by, self.at_bank, self.in_books = event.actor, event.at_bank, event.in_books


def month_end_id(book: str, month: str) -> UUID:
    return uuid5(_NAMESPACE, f"{book}/{month}")
