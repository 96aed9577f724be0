"""What happens to one purchase (A31). Sums in yuan to the fen.

`person` handles it, `department` is whose money it is. `round` counts what is signed for: a supplier chosen, a
delivery, an invoice; `voids` is the round whose signatures fall away with the event, 0 for none.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Part


class PurchaseRequested(Event):
    """By `actor`, who may name another as the handler."""

    SAYS = "申请采购"
    TOPIC = "finance.purchase-requested.v1"
    number: str
    person: str
    category: str
    what: str
    quantity: int
    unit: str
    estimate: Decimal
    line: str
    reason: str


class OfPurchase(Event):
    number: str
    person: str


class PurchaseHandlerNamed(OfPurchase):
    """`person` handles it from now on, in place of `was`."""

    SAYS = "变更采购经办人"
    TOPIC = "finance.purchase-handler-named.v1"
    was: str
    round: int
    voids: int = 0
    reason: str = ""


class QuoteEntered(OfPurchase):
    """Of a supplier who was asked; a later one of theirs replaces it. What was chosen before is open again."""

    SAYS = "登记报价"
    TOPIC = "finance.quote-entered.v1"
    supplier: UUID
    name: str
    amount: Decimal
    on: date
    voids: int = 0


class SupplierChosen(OfPurchase):
    """Of `quotes` suppliers, where the amount asked for `needed`. `reason` says why not the lowest."""

    SAYS = "选定供应商"
    TOPIC = "finance.supplier-chosen.v1"
    supplier: UUID
    name: str
    amount: Decimal
    lowest: Decimal
    quotes: int
    needed: int
    round: int
    voids: int = 0
    reason: str = ""


class PurchaseSigned(OfPurchase):
    """By `actor` in one of the three posts, before order, at receipt or before payment."""

    SAYS = "采购签字"
    TOPIC = "finance.purchase-signed.v1"
    stage: str
    role: str
    round: int


class PurchaseSignatureWithdrawn(OfPurchase):
    """Before anything was done on the strength of it."""

    SAYS = "撤回采购签字"
    TOPIC = "finance.purchase-signature-withdrawn.v1"
    stage: str
    role: str
    round: int
    reason: str = ""


class PurchaseDeclined(OfPurchase):
    """One of the three does not sign for this order: the quotes are compared anew."""

    SAYS = "不同意采购"
    TOPIC = "finance.purchase-declined.v1"
    voids: int
    reason: str = ""


class GoodsOrdered(OfPurchase):
    """By contract, and set aside in the budget of `year`. `together` is what the department bought of the category
    within the days that the rule adds up; `motion` the resolution that such a sum took."""

    SAYS = "订购"
    TOPIC = "finance.goods-ordered.v1"
    contract: str
    supplier: UUID
    amount: Decimal
    on: date
    year: int
    line: str
    together: Decimal
    motion: str = ""


class GoodsDelivered(OfPurchase):
    """What came, and how many of it go back. Said anew before it is accepted it replaces what was said."""

    SAYS = "登记到货"
    TOPIC = "finance.goods-delivered.v1"
    nth: int
    on: date
    quantity: int
    defective: int
    round: int
    voids: int = 0
    note: str = ""


class DeliveryAccepted(OfPurchase):
    """`accepted` together with all that was accepted before is `so_far`."""

    SAYS = "验收到货"
    TOPIC = "finance.delivery-accepted.v1"
    nth: int
    accepted: int
    returned: int
    so_far: int


class PurchaseReceived(OfPurchase):
    """Nothing more is to come. `payable` is at most to be paid: of what was accepted its share of the order."""

    SAYS = "采购到货完毕"
    TOPIC = "finance.purchase-received.v1"
    accepted: int
    payable: Decimal
    reason: str = ""
    """Why the rest does not come."""


class PurchaseInvoiceHandedIn(OfPurchase):
    """Registered invoices of the supplier, in no other purchase and no claim from now on."""

    SAYS = "提交采购发票"
    TOPIC = "finance.purchase-invoice-handed-in.v1"
    invoices: tuple[UUID, ...]
    invoice_numbers: tuple[str, ...]
    amount: Decimal


class InvoiceOwed(Part):
    """What is owed on one of them."""

    invoice: UUID
    amount: Decimal


class PurchaseInvoiced(OfPurchase):
    """Finance checked: owed to the supplier, and entered in the books. `assets` are to be registered of it."""

    SAYS = "采购发票入账"
    TOPIC = "finance.purchase-invoiced.v1"
    amount: Decimal
    invoices: tuple[InvoiceOwed, ...]
    voucher: str
    assets: int
    round: int


class PurchaseInvoiceReturned(OfPurchase):
    """It was wrong; where it was entered in the books `voucher` takes that back."""

    SAYS = "退回采购发票"
    TOPIC = "finance.purchase-invoice-returned.v1"
    invoices: tuple[UUID, ...]
    voucher: str = ""
    voids: int = 0
    reason: str = ""


class OfPayment(OfPurchase):
    amount: Decimal
    voucher: str


class PurchasePaid(OfPayment):
    SAYS = "支付采购款"
    TOPIC = "finance.purchase-paid.v1"


class PurchaseBounced(OfPurchase):
    """The bank sent the whole payment back: it is owed again. `paid_with` is the voucher of the payment, `on` the
    bank's day, `voucher` enters it."""

    SAYS = "登记采购款退汇"
    TOPIC = "finance.purchase-bounced.v1"
    on: date
    amount: Decimal
    paid_with: str
    voucher: str
    reason: str = ""


class PurchaseBounceTakenBack(OfPurchase):
    """It was entered in error. `bounced` is the voucher that `voucher` takes back."""

    SAYS = "撤销采购款退汇登记"
    TOPIC = "finance.purchase-bounce-taken-back.v1"
    bounced: str
    voucher: str
    reason: str = ""


class PurchasePaidAgain(OfPayment):
    """What had come back."""

    SAYS = "重新支付采购款"
    TOPIC = "finance.purchase-paid-again.v1"


class PurchaseClosed(OfPurchase):
    SAYS = "采购办结"
    TOPIC = "finance.purchase-closed.v1"


class PurchaseCancelled(OfPurchase):
    """Nothing of it was taken; what was set aside is free again."""

    SAYS = "取消采购"
    TOPIC = "finance.purchase-cancelled.v1"
    voids: int = 0
    reason: str = ""
