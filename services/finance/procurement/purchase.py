"""One purchase: compared, signed for by three, ordered, accepted, owed, paid, closed (A31, B9.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance import posts
from services.finance.money import ZERO, rounded, total
from services.finance.own import not_ones_own
from services.finance.procurement import events as e
from services.finance.procurement import refusals as r
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid

CITES = ("A31", "B9.5")


class PurchaseStatus(Status):
    COMPARING = "comparing", "比价中", "comparing quotes"
    CHOSEN = "chosen", "待下单", "to be ordered"
    ORDERED = "ordered", "待交货", "ordered"
    DELIVERED = "delivered", "待验收", "to be accepted"
    RECEIVED = "received", "待交发票", "received"
    INVOICED = "invoiced", "待审票", "invoice to be checked"
    PAYABLE = "payable", "待付款", "payable"
    PAID = "paid", "已付款", "paid"
    BOUNCED = "bounced", "退汇待付", "sent back by the bank, to be paid again"
    CLOSED = "closed", "已办结", "closed"
    CANCELLED = "cancelled", "已取消", "cancelled"


class Stage(Word):
    ORDER = "order", "下单前", "before the order"
    RECEIPT = "receipt", "验收时", "at receipt"
    PAYMENT = "payment", "付款前", "before payment"


class Signatory(Word):
    HANDLER = "handler", "经办人", "handler"
    LOGISTICS = "logistics", posts.LOGISTICS.zh, posts.LOGISTICS.en
    DISCIPLINE = "discipline", posts.DISCIPLINE_HEAD.zh, posts.DISCIPLINE_HEAD.en


STAGES = {
    PurchaseStatus.CHOSEN: Stage.ORDER,
    PurchaseStatus.DELIVERED: Stage.RECEIPT,
    PurchaseStatus.PAYABLE: Stage.PAYMENT,
}
SIGNED_FOR = tuple(STAGES)
UNPAID = (
    PurchaseStatus.COMPARING, PurchaseStatus.CHOSEN, PurchaseStatus.ORDERED, PurchaseStatus.DELIVERED,
    PurchaseStatus.RECEIVED, PurchaseStatus.INVOICED, PurchaseStatus.PAYABLE,
)  # fmt: skip
BOUGHT = tuple(one for one in PurchaseStatus if one not in (*UNPAID[:2], PurchaseStatus.CANCELLED))


@dataclass(frozen=True, slots=True)
class Major:
    """What makes a purchase major spending: with the `others` of its category within `days` it reaches `threshold`.

    `motion` is the number under which the Party group carried it; empty where it did not.
    """

    threshold: Decimal
    others: Decimal
    days: int
    motion: str
    cites: tuple[str, ...]


def share(amount: Decimal, part: int, whole: int) -> Decimal:
    """What of an order's amount the accepted part is worth; all of it the amount itself."""
    return rounded(amount * part / whole)


class Purchase(Aggregate):
    CALLED = "采购", "purchase"
    CITES = CITES
    CARRIES = ("number", "person", "department", "category", "line", "quantity", "round", "voids")
    BECOMES = {
        e.PurchaseRequested: PurchaseStatus.COMPARING,
        e.QuoteEntered: PurchaseStatus.COMPARING,
        e.SupplierChosen: PurchaseStatus.CHOSEN,
        e.PurchaseDeclined: PurchaseStatus.COMPARING,
        e.GoodsOrdered: PurchaseStatus.ORDERED,
        e.GoodsDelivered: PurchaseStatus.DELIVERED,
        e.DeliveryAccepted: PurchaseStatus.ORDERED,
        e.PurchaseReceived: PurchaseStatus.RECEIVED,
        e.PurchaseInvoiceHandedIn: PurchaseStatus.INVOICED,
        e.PurchaseInvoiced: PurchaseStatus.PAYABLE,
        e.PurchaseInvoiceReturned: PurchaseStatus.RECEIVED,
        e.PurchasePaid: PurchaseStatus.PAID,
        e.PurchaseBounced: PurchaseStatus.BOUNCED,
        e.PurchaseBounceTakenBack: PurchaseStatus.PAID,
        e.PurchasePaidAgain: PurchaseStatus.PAID,
        e.PurchaseClosed: PurchaseStatus.CLOSED,
        e.PurchaseCancelled: PurchaseStatus.CANCELLED,
    }
    number = ""
    person = ""
    department = ""
    category = ""
    line = ""
    quantity = 0
    requested_by = ""
    estimate = amount = payable = owed = ZERO
    supplier: UUID
    year = round = deliveries = accepted = 0
    came = defective = 0
    """Of the delivery that waits to be accepted."""
    voucher = payment = bounce_voucher = payer = ""
    """Vouchers of what is owed, of its payment, of what the bank sent back; and who paid."""
    paid_on = date.max
    assets = 0
    invoices: tuple[UUID, ...] = ()
    invoiced: tuple[e.InvoiceOwed, ...] = ()
    signed_on = ordered_on = date.min

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.quotes: dict[UUID, Decimal] = {}
        self.names: dict[UUID, str] = {}
        self.signed: dict[Signatory, str] = {}
        """For the step that is next."""

    @property
    def voids(self) -> int:
        """The round that falls away where the purchase leaves it otherwise than by its step."""
        return self.round if self.status in STAGES else 0

    # -- the three ----------------------------------------------------------------------------------------------------

    def sign(self, act: Act, role: Signatory) -> None:
        """Three different people in their posts; who asked for it or handles it signs as the handler alone."""
        if role is not Signatory.HANDLER:
            not_ones_own(act.actor, (self.requested_by, self.person), cites=CITES)
        if role in self.signed:
            raise r.SignedAlready(f"{role.zh}已签字。", f"The {role.en} has signed.", cites=CITES)
        if act.actor in self.signed.values():
            raise r.SamePerson(
                "您已以另一岗位签字，三方须为不同的三人。",
                "You have signed in another post: the three are three different people.",
                cites=CITES,
            )
        self.trigger(e.PurchaseSigned, act, stage=STAGES[self.status].value, role=role.value)

    def withdraw_signature(self, act: Act, *, reason: str) -> None:
        role = next((role for role, person in self.signed.items() if person == act.actor), None)
        if role is None:
            raise r.NotSigned("您在本环节没有签字。", "You have not signed for this step.", cites=CITES)
        self.trigger(
            e.PurchaseSignatureWithdrawn, act, stage=STAGES[self.status].value, role=role.value, reason=reason
        )  # fmt: skip

    def decline(self, act: Act, *, reason: str) -> None:
        not_ones_own(act.actor, (self.requested_by, self.person), cites=CITES)
        self.trigger(e.PurchaseDeclined, act, reason=reason)

    def signed_by_all(self) -> None:
        missing = [role for role in Signatory if role not in self.signed]
        if missing:
            raise r.SignaturesMissing(
                f"尚缺签字：{'、'.join(role.zh for role in missing)}。",
                f"Still to sign: {', '.join(role.en for role in missing)}.",
                cites=CITES,
                missing=[role.value for role in missing],
                stage=STAGES[self.status].value,
            )

    def name_handler(self, act: Act, *, person: str, reason: str) -> None:
        """What was signed for the step that is next is signed anew: a signature is given to a handler too."""
        self.trigger(
            e.PurchaseHandlerNamed, act, person=person, was=self.person, round=self.round + 1, reason=reason
        )  # fmt: skip

    # -- up to the order ----------------------------------------------------------------------------------------------

    def enter_quote(self, act: Act, *, supplier: UUID, name: str, amount: Decimal, on: date) -> None:
        self.trigger(e.QuoteEntered, act, supplier=supplier, name=name, amount=amount, on=on)

    def needs_quotes_for(self, supplier: UUID) -> Decimal:
        """The amount by which the number of quotes is reckoned: the estimate, or the quote where it is higher."""
        return max(self.estimate, self._quote(supplier))

    def choose(self, act: Act, *, supplier: UUID, needed: int, reason: str, cites: tuple[str, ...]) -> None:
        amount, lowest = self._quote(supplier), min(self.quotes.values())
        if len(self.quotes) < needed:
            raise r.TooFewQuotes(
                f"该金额须向{needed}家供应商询价，现有{len(self.quotes)}家报价。",
                f"The amount asks for {needed} suppliers' quotes; there are {len(self.quotes)}.",
                cites=cites,
                needed=needed,
                quotes=len(self.quotes),
            )
        if amount > lowest and not reason:
            raise r.NotTheLowest(
                f"所选报价{amount}元高于最低报价{lowest}元。",
                f"The quote chosen is {amount} yuan, the lowest {lowest}.",
                cites=CITES,
                lowest=str(lowest),
            )
        self.trigger(
            e.SupplierChosen, act, supplier=supplier, name=self.names[supplier], amount=amount, lowest=lowest,
            quotes=len(self.quotes), needed=needed, round=self.round + 1, reason=reason, cites=cites,
        )  # fmt: skip

    def order(self, act: Act, *, contract: str, amount: Decimal, on: date, major: Major) -> None:
        self.signed_by_all()
        if on < self.signed_on:
            raise Invalid("订购日早于签字日。", "It was ordered before it was signed.", fields=[{"field": "on"}])
        if amount > self.amount:
            raise r.AboveQuote(
                f"选定报价为{self.amount}元。", f"The quote chosen is {self.amount} yuan.", quote=str(self.amount)
            )
        together = amount + major.others
        collective = together >= major.threshold
        if collective and not major.motion:
            raise self._awaits(amount, together, major)
        self.trigger(
            e.GoodsOrdered, act, contract=contract, supplier=self.supplier, amount=amount, on=on, year=on.year,
            together=together, motion=major.motion if collective else "",
            cites=major.cites if collective else CITES,
        )  # fmt: skip

    def _awaits(self, amount: Decimal, together: Decimal, major: Major) -> r.AwaitsDecision:
        more_zh = f"，连同本部门{major.days}日内同类采购合计{together}元" if major.others else ""
        more_en = f", {together} with what the department bought of its kind within {major.days} days,"
        return r.AwaitsDecision(
            f"采购金额{amount}元{more_zh}，达到{major.threshold}元，须由党组会议集体研究决定。",
            f"{amount} yuan{more_en if major.others else ''} reach {major.threshold}: the Party group decides.",
            cites=major.cites,
            reference=reference_of(self.number),
            together=str(together),
        )

    # -- what comes ---------------------------------------------------------------------------------------------------

    def deliver(self, act: Act, *, on: date, quantity: int, defective: int, note: str) -> None:
        if on < self.ordered_on:
            raise Invalid("到货日早于订购日。", "It came before it was ordered.", fields=[{"field": "on"}])
        if defective > quantity or self.accepted + quantity - defective > self.quantity:
            left = self.quantity - self.accepted
            raise r.AboveOrder(
                f"订购尚余{left}，到货合格数不能超过；不合格数不能超过到货数。",
                f"{left} of the order are still to come; no more of it is sound, and no more defective than came.",
                cites=CITES,
                left=left,
            )
        nth = self.deliveries + (self.status is PurchaseStatus.ORDERED)
        self.trigger(
            e.GoodsDelivered, act, nth=nth, on=on, quantity=quantity, defective=defective, note=note,
            round=self.round + 1,
        )  # fmt: skip

    def accept(self, act: Act) -> None:
        """What is defective goes back; what was ordered and did not come is still to come."""
        not_ones_own(act.actor, (self.requested_by, self.person), cites=CITES)
        self.signed_by_all()
        sound = self.came - self.defective
        self.trigger(
            e.DeliveryAccepted, act, nth=self.deliveries, accepted=sound, returned=self.defective,
            so_far=self.accepted + sound,
        )  # fmt: skip
        if self.accepted == self.quantity:
            self._receive(act, reason="")

    def end_deliveries(self, act: Act, *, reason: str) -> None:
        if not self.accepted:
            raise Invalid("没有验收合格的货物，请取消采购。", "Nothing was accepted: cancel the purchase.", cites=CITES)
        self._receive(act, reason=reason)

    def _receive(self, act: Act, *, reason: str) -> None:
        payable = share(self.amount, self.accepted, self.quantity)
        self.trigger(e.PurchaseReceived, act, accepted=self.accepted, payable=payable, reason=reason)

    # -- what is owed -------------------------------------------------------------------------------------------------

    def hand_in(self, act: Act, *, invoices: tuple[UUID, ...], numbers: tuple[str, ...], amount: Decimal) -> None:
        if amount > self.payable:
            raise r.AboveOrder(
                f"按订购金额和验收数量，最多应付{self.payable}元。",
                f"By the order and what was accepted, {self.payable} yuan are owed at most.",
                cites=CITES,
                payable=str(self.payable),
            )
        self.trigger(e.PurchaseInvoiceHandedIn, act, invoices=invoices, invoice_numbers=numbers, amount=amount)

    def check_invoice(self, act: Act) -> None:
        """Finance checks it, and whoever checks it did not buy it."""
        not_ones_own(act.actor, (self.requested_by, self.person), cites=CITES)

    def owe(self, act: Act, *, invoices: tuple[e.InvoiceOwed, ...], voucher: str, assets: int) -> None:
        self.trigger(
            e.PurchaseInvoiced, act, amount=total(one.amount for one in invoices), invoices=invoices, voucher=voucher,
            assets=assets, round=self.round + 1,
        )  # fmt: skip

    def return_invoice(self, act: Act, *, reason: str, voucher: str) -> None:
        self.trigger(e.PurchaseInvoiceReturned, act, invoices=self.invoices, voucher=voucher, reason=reason)

    def check_payment(self, act: Act) -> None:
        not_ones_own(act.actor, (self.requested_by, self.person, *self.signed.values()), cites=CITES)
        self.signed_by_all()

    def bounce(self, act: Act, *, on: date, voucher: str, reason: str) -> None:
        self.trigger(
            e.PurchaseBounced, act, on=on, amount=self.owed, paid_with=self.payment, voucher=voucher, reason=reason
        )  # fmt: skip

    def cancel(self, act: Act, *, reason: str) -> None:
        if self.accepted:
            raise r.GoodsAccepted("已有货物验收合格。", "Some of it was accepted.", cites=CITES)
        self.trigger(e.PurchaseCancelled, act, reason=reason)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _quote(self, supplier: UUID) -> Decimal:
        if supplier not in self.quotes:
            raise Invalid("该供应商没有报价。", "The supplier made no quote.", fields=[{"field": "supplier"}])
        return self.quotes[supplier]

    @applies(e.PurchaseRequested)
    def _requested(self, event: e.PurchaseRequested) -> None:
        self.requested_by, self.estimate = event.actor, event.estimate

    @applies(e.PurchaseHandlerNamed)
    def _named(self, event: e.PurchaseHandlerNamed) -> None:
        self.person = event.person
        self._opens(event.round)

    @applies(e.QuoteEntered)
    def _quoted(self, event: e.QuoteEntered) -> None:
        self.quotes[event.supplier], self.names[event.supplier] = event.amount, event.name
        self.signed = {}

    @applies(e.SupplierChosen)
    def _chosen(self, event: e.SupplierChosen) -> None:
        self.supplier, self.amount = event.supplier, event.amount
        self._opens(event.round)

    @applies(e.PurchaseSigned)
    def _signed(self, event: e.PurchaseSigned) -> None:
        self.signed[Signatory(event.role)] = event.actor
        self.signed_on = max(event.day, self.signed_on)

    @applies(e.PurchaseSignatureWithdrawn)
    def _unsigned(self, event: e.PurchaseSignatureWithdrawn) -> None:
        del self.signed[Signatory(event.role)]

    @applies(e.GoodsOrdered)
    def _ordered(self, event: e.GoodsOrdered) -> None:
        self.amount, self.year, self.ordered_on = event.amount, event.year, event.on

    @applies(e.GoodsDelivered)
    def _delivered(self, event: e.GoodsDelivered) -> None:
        self.deliveries, self.came, self.defective = event.nth, event.quantity, event.defective
        self._opens(event.round)

    @applies(e.DeliveryAccepted)
    def _accepted(self, event: e.DeliveryAccepted) -> None:
        self.accepted = event.so_far

    @applies(e.PurchaseReceived)
    def _received(self, event: e.PurchaseReceived) -> None:
        self.payable = event.payable

    @applies(e.PurchaseInvoiceHandedIn)
    def _handed_in(self, event: e.PurchaseInvoiceHandedIn) -> None:
        self.invoices = event.invoices

    @applies(e.PurchaseInvoiceReturned)
    def _returned(self, event: e.PurchaseInvoiceReturned) -> None:
        self.voucher, self.invoices = "", ()

    @applies(e.PurchaseInvoiced)
    def _invoiced(self, event: e.PurchaseInvoiced) -> None:
        self.owed, self.invoiced = event.amount, event.invoices
        self.voucher, self.assets = event.voucher, event.assets
        self._opens(event.round)

    @applies(e.PurchasePaid, e.PurchasePaidAgain)
    def _paid(self, event: e.OfPayment) -> None:
        self.payment, self.payer, self.paid_on = event.voucher, event.actor, event.day

    @applies(e.PurchaseBounced)
    def _bounced(self, event: e.PurchaseBounced) -> None:
        self.bounce_voucher = event.voucher

    def _opens(self, round: int) -> None:
        self.round, self.signed = round, {}
        self.signed_on = date.min


def reference_of(number: str) -> str:
    """By which the Party group's motion names the purchase."""
    return f"finance.procurement:{number}"
