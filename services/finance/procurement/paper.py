"""The sheets of a purchase (A31): consent to the order, acceptance of what came, payment; each signed by the three."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from services.finance.procurement import events as e
from services.finance.procurement.purchase import PurchaseStatus, Signatory, Stage
from services.finance.procurement.record import PurchaseRecord
from services.kernel.procedure.printing.form import Cells, Form, Lines, Signatures, Signed, Sum

WHAT = "what:3 category"
CANCELLED = (PurchaseStatus.CANCELLED,)


def _stands(stage: Stage, role: Signatory) -> Callable[[Any, Any], bool]:
    """A signature of this step and post that nothing has voided since."""

    def stands(fact: Any, purchase: PurchaseRecord) -> bool:
        signed = (fact.round, stage, role, fact.actor)
        standing = ((one.round, one.stage, one.role, one.person) for one in purchase.signatures)
        return (fact.stage, fact.role) == (stage, role) and signed in standing

    return stands


def _lies_with_the_supplier(fact: Any, purchase: PurchaseRecord) -> bool:
    """What the bank sent back is not paid."""
    return purchase.status is not PurchaseStatus.BOUNCED


def _three(stage: Stage, *, each: bool = False) -> Iterator[Signed]:
    return (Signed(role.zh, e.PurchaseSigned, where=_stands(stage, role), each=each) for role in Signatory)


ORDER = Form(
    "采购审批单 / consent to a purchase",
    PurchaseRecord,
    Cells("department person line", WHAT, "quantity unit estimate", "reason"),
    Lines("quotes", "name:3 amount on", numbered=True),
    Cells("supplier_name:2 contract", "chosen_because", "motion ordered_on"),
    Sum("amount"),
    Signatures(Signed("提出人", e.PurchaseRequested), *_three(Stage.ORDER)),
    dated="requested_on",
    void=CANCELLED,
)
ACCEPTANCE = Form(
    "采购验收单 / acceptance of a purchase",
    PurchaseRecord,
    Cells(WHAT, "supplier_name:2 contract", "ordered_on quantity unit"),
    Lines("deliveries", "nth on quantity defective note:3 accepted_by accepted_on"),
    Cells("accepted payable received_on", "ended_because"),
    Signatures(*_three(Stage.RECEIPT, each=True), Signed("验收", {e.DeliveryAccepted: "验收合格"}, each=True)),
    dated="received_on",
    void=CANCELLED,
)
PAYMENT = Form(
    "采购付款凭证 / payment for a purchase",
    PurchaseRecord,
    Cells(
        "department person line", WHAT, "supplier_name:2 contract", "accepted payable invoice_numbers", "motion paid_on"
    ),
    Sum("owed"),
    Signatures(
        *_three(Stage.PAYMENT),
        Signed("会计审核", {e.PurchaseInvoiced: "发票相符"}),
        Signed("出纳", {e.PurchasePaid: "付讫", e.PurchasePaidAgain: "付讫"}, where=_lies_with_the_supplier),
        anew=(e.PurchaseInvoiceReturned,),
    ),
    dated="paid_on",
    void=CANCELLED,
)
