"""One invoice, by its number: registered once, claimed once, settled once, or reversed, or void (A32)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.invoices import events as e
from services.finance.invoices.face import Face
from services.finance.money import ZERO
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Refusal

CITES = ("A32",)


class InvoiceStatus(Status):
    REGISTERED = "registered", "已登记", "registered"
    CLAIMED = "claimed", "报销中", "in a claim"
    SETTLED = "settled", "已报销", "paid with a claim"
    WITHDRAWN = "withdrawn", "已撤销登记", "withdrawn"
    VOID = "void", "已作废", "void"
    REVERSED = "reversed", "已红冲", "reversed"
    REFUND_DUE = "refund-due", "报销后红冲待退款", "reversed after it was paid"
    RED = "red", "红字发票", "red letter"


class Source(Word):
    """From what its fields were taken."""

    TYPED = "typed", "手工录入", "typed"
    XML = "xml", "电子发票源文件", "XML of the electronic invoice"
    OFD = "ofd", "版式文件", "OFD of the electronic invoice"
    PDF = "pdf", "二维码和文字", "QR code and text of its PDF"


PAID = (InvoiceStatus.SETTLED, InvoiceStatus.REFUND_DUE)
REVERSIBLE = (InvoiceStatus.REGISTERED, InvoiceStatus.CLAIMED, *PAID)


class InvoiceUsedTwice(Refusal):
    """An invoice is registered once, for ever and whoever has it."""

    code = "finance.invoice-used-twice"
    next = (
        "请核对发票号码；确是另一张发票的，请持原件到财务查明。",
        "Check the number; if it is another invoice, take the original to the accountant.",
    )


class InvoiceNotFree(Refusal):
    """It stands in a claim, was paid, reversed or made void."""

    code = "finance.invoice-not-free"
    next = ("请打开该发票查看所处状态，改用其他发票。", "Open the invoice to see what became of it; use another one.")


class NotYourInvoice(Refusal):
    """Everybody claims with the invoices that they registered."""

    code = "finance.invoice-of-another"
    kind = "forbidden"
    next = ("请由登记该发票的人员报销。", "Leave it to whoever registered the invoice.")


class RedLetterTooLarge(Refusal):
    """More would be taken back than is left of the invoice."""

    code = "finance.red-letter-too-large"
    kind = "invalid"
    next = ("请核对红字发票的金额和所冲销的发票。", "Check the red letter's sum, and which invoice it reverses.")


class RedLetterBeforeInvoice(Refusal):
    """What takes an invoice back is not older than it."""

    code = "finance.red-letter-too-early"
    kind = "invalid"
    next = ("请核对红字发票的开票日期。", "Check the day on the red letter.")


class LessThanClaimed(Refusal):
    """Part of the invoice was taken back since it was claimed."""

    code = "finance.invoice-reduced"
    next = ("请按红冲后的余额报销。", "Claim no more than is left of it.")


class Invoice(Aggregate):
    CALLED = "发票", "invoice"
    CITES = CITES
    BECOMES = {
        e.InvoiceRegistered: InvoiceStatus.REGISTERED,
        e.InvoiceWithdrawn: InvoiceStatus.WITHDRAWN,
        e.InvoiceVoided: InvoiceStatus.VOID,
        e.InvoiceClaimed: InvoiceStatus.CLAIMED,
        e.InvoiceFreed: InvoiceStatus.REGISTERED,
        e.InvoiceSettled: InvoiceStatus.SETTLED,
        e.RedLetterEntered: InvoiceStatus.RED,
        e.InvoiceReversed: InvoiceStatus.REVERSED,
        e.RefundDue: InvoiceStatus.REFUND_DUE,
        e.RefundNoted: InvoiceStatus.SETTLED,
    }
    CARRIES = ("code", "number")
    WRONG_STATUS = InvoiceNotFree
    code = ""
    number = ""
    person = ""
    department = ""
    digest = ""
    on: date
    gross = reversed = refund = ZERO
    """What stands on it; what red letters took back of that; what of it has to come back still."""
    claim: UUID | None = None

    @property
    def left(self) -> Decimal:
        """What may be claimed of it."""
        return self.gross - self.reversed

    @property
    def unused(self) -> bool:
        """No such invoice was ever registered, or only in error."""
        return not self.exists or self.status is InvoiceStatus.WITHDRAWN

    # -- registering --------------------------------------------------------------------------------------------------

    def register(self, act: Act, face: Face, *, department: str, source: str, digest: str = "") -> None:
        """`unused` is asked before: who may be told what of the first registration is not known here."""
        self.trigger(
            e.InvoiceRegistered, act, **asdict(face), person=act.actor, department=department, source=source,
            digest=digest,
        )  # fmt: skip

    def correct(self, act: Act, face: Face, *, reason: str) -> None:
        self._whole()
        self._says(e.InvoiceCorrected, act, **asdict(face), reason=reason)

    def withdraw(self, act: Act, *, reason: str) -> None:
        self._whole()
        self._says(e.InvoiceWithdrawn, act, reason=reason)

    def void(self, act: Act, *, reason: str) -> None:
        self._says(e.InvoiceVoided, act, reason=reason)

    def _whole(self) -> None:
        if self.reversed:
            raise InvoiceNotFree(
                "该发票已部分红冲，登记内容不再变动。",
                "Part of the invoice was taken back; what is entered stays as it is.",
                cites=CITES,
            )

    # -- being used ---------------------------------------------------------------------------------------------------

    def take(self, act: Act, *, claim: UUID) -> None:
        self.expect((InvoiceStatus.REGISTERED,), zh="用于报销", en="claim with it")
        if act.actor != self.person:
            raise NotYourInvoice(
                "只能用本人登记的发票报销。", "Only whoever registered an invoice claims with it.", cites=CITES
            )
        self._says(e.InvoiceClaimed, act, claim=claim)

    def free(self, act: Act, *, claim: UUID) -> None:
        """What was reversed meanwhile stays reversed."""
        if self.status is InvoiceStatus.REVERSED and self.claim == claim:
            return
        self._in(claim, "退出报销单", "take it out of the claim")
        self._says(e.InvoiceFreed, act, claim=claim)

    def settle(self, act: Act, *, claim: UUID, amount: Decimal | None = None) -> None:
        """`amount` is what the claim pays on it, where that is less than all of it or may be more by now."""
        self._in(claim, "结清", "pay on it")
        if amount is not None and amount > self.left:
            raise LessThanClaimed(
                f"该发票红冲后余{self.left}元，不能报销{amount}元。",
                f"{self.left} yuan are left of the invoice, not {amount}.",
                cites=CITES,
                left=str(self.left),
            )
        self._says(e.InvoiceSettled, act, claim=claim)

    def _in(self, claim: UUID, zh: str, en: str) -> None:
        self.expect((InvoiceStatus.CLAIMED,), zh=zh, en=en)
        if self.claim != claim:
            raise InvoiceNotFree("该发票在另一张报销单中。", "The invoice stands in another claim.", cites=CITES)

    # -- being taken back ---------------------------------------------------------------------------------------------

    def be_red(self, act: Act, face: Face, *, person: str, department: str, reverses: UUID, reason: str) -> None:
        """This one is the red letter."""
        self.trigger(
            e.RedLetterEntered, act, **asdict(face), person=person, department=department, reverses=reverses,
            reason=reason,
        )  # fmt: skip

    def take_back(self, act: Act, red: Face) -> None:
        """Whole or in part, before or after it was paid: that it was reversed is a fact at any time."""
        amount = -red.gross
        if red.on < self.on:
            raise RedLetterBeforeInvoice(
                f"红字发票的开票日期不能早于原发票（{self.on}）。",
                f"A red letter is no older than the invoice of {self.on}.",
                cites=CITES,
            )
        if amount > self.left:
            raise RedLetterTooLarge(
                f"该发票余{self.left}元，不能红冲{amount}元。",
                f"{self.left} yuan are left of the invoice, {amount} cannot be taken back.",
                cites=CITES,
                left=str(self.left),
            )
        taken = {"by": red.code + red.number, "amount": amount, "left": self.left - amount}
        if self.status in PAID:
            self._says(e.RefundDue, act, **taken, claim=self.claim, refund=self.refund + amount)
        else:
            self._says(e.InvoiceReduced if amount < self.left else e.InvoiceReversed, act, **taken)

    def note_refund(self, act: Act, *, note: str) -> None:
        self._says(e.RefundNoted, act, claim=self.claim, amount=self.refund, note=note)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _says(self, event: type[e.OfInvoice], act: Act, **fields: object) -> None:
        self.trigger(event, act, **{"person": self.person, "department": self.department, **fields})

    @applies(e.InvoiceRegistered)
    def _registered(self, event: e.InvoiceRegistered) -> None:
        self.person, self.department, self.digest = event.person, event.department, event.digest
        self.on, self.gross = event.on, event.gross

    @applies(e.InvoiceCorrected)
    def _corrected(self, event: e.InvoiceCorrected) -> None:
        self.on, self.gross = event.on, event.gross

    @applies(e.RedLetterEntered)
    def _was_red(self, event: e.RedLetterEntered) -> None:
        self.person, self.department, self.on, self.gross = event.person, event.department, event.on, event.gross

    @applies(e.InvoiceClaimed)
    def _claimed(self, event: e.InvoiceClaimed) -> None:
        self.claim = event.claim

    @applies(e.InvoiceFreed)
    def _freed(self, event: e.InvoiceFreed) -> None:
        self.claim = None

    @applies(e.InvoiceReduced, e.InvoiceReversed)
    def _taken_back(self, event: e.OfReversal) -> None:
        self.reversed += event.amount

    @applies(e.RefundDue)
    def _refund_due(self, event: e.RefundDue) -> None:
        self.reversed += event.amount
        self.refund = event.refund

    @applies(e.RefundNoted)
    def _refunded(self, event: e.RefundNoted) -> None:
        self.refund = ZERO
