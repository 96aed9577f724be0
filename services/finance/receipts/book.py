"""A book of the treasury's receipts: its numbers are used in their order, none left out, none twice (B10.5)."""

from __future__ import annotations

from uuid import UUID

from services.finance.receipts import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal

CITES = ("B10.5",)


class BookStatus(Status):
    IN_USE = "in-use", "使用中", "in use"
    USED_UP = "used-up", "已用完", "used up"
    RETURNED = "returned", "已缴销", "returned"


class BookNotInUse(Refusal):
    """All its numbers are used, or it went back to the treasury."""

    code = "finance.receipt-book-not-in-use"
    next = ("请换用另一本已登记的票据。", "Take another book that is registered.")


class ReceiptOutOfOrder(Refusal):
    """The number is not the book's next one."""

    code = "finance.receipt-out-of-order"
    next = (
        "请按号码顺序使用；填坏的票据登记作废，号码保留。",
        "Use the numbers in their order; a form that was spoilt is entered as void and keeps its number.",
    )


class BookRegistered(Refusal):
    """A number of the series would stand in two books."""

    code = "finance.receipt-book-known"
    next = ("请核对票据代码和起止号码。", "Check the series, the first and the last number.")


class ReceiptBook(Aggregate):
    CALLED = "票据本", "receipt book"
    CITES = CITES
    CARRIES = ("series", "first", "last", "digits")
    BECOMES = {
        e.ReceiptBookRegistered: BookStatus.IN_USE,
        e.ReceiptBookUsedUp: BookStatus.USED_UP,
        e.ReceiptBookReturned: BookStatus.RETURNED,
    }
    WRONG_STATUS = BookNotInUse
    series = ""
    first = last = digits = 0
    next = 0

    def register(self, act: Act, *, series: str, first: str, last: str) -> None:
        """As the cover says: numbers with their leading zeros."""
        if len(first) != len(last) or int(last) < int(first):
            raise Invalid(
                "起止号码位数应当相同，且先小后大。",
                "The first and the last number have as many digits, and the last is no less.",
                fields=[{"field": "last"}],
            )
        self.trigger(
            e.ReceiptBookRegistered, act, series=series, first=int(first), last=int(last), digits=len(first)
        )  # fmt: skip

    def use(self, act: Act, *, number: str, receipt: UUID) -> str:
        """Takes the printed number for a receipt; the whole number with its series."""
        self.expect((BookStatus.IN_USE,), zh="开具票据", en="write a receipt")
        if number != self.printed(self.next):
            raise ReceiptOutOfOrder(
                f"该本下一号为{self.printed(self.next)}，不能使用{number}。",
                f"The book's next number is {self.printed(self.next)}, not {number}.",
                cites=CITES,
                next_number=self.printed(self.next),
            )
        serial = self.next
        self.trigger(e.ReceiptNumberUsed, act, serial=serial, receipt=receipt)
        if serial == self.last:
            self.trigger(e.ReceiptBookUsedUp, act)
        return f"{self.series}-{number}"

    def give_back(self, act: Act, *, reason: str) -> None:
        self.trigger(e.ReceiptBookReturned, act, unused=self.next, reason=reason)

    def printed(self, serial: int) -> str:
        return f"{serial:0{self.digits}d}"

    @applies(e.ReceiptBookRegistered)
    def _registered(self, event: e.ReceiptBookRegistered) -> None:
        self.next = event.first

    @applies(e.ReceiptNumberUsed)
    def _used(self, event: e.ReceiptNumberUsed) -> None:
        self.next = event.serial + 1
