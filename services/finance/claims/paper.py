"""The forms of a claim (A32): of expenses, or of a trip; and of its payment. Each step signs in its own box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.finance.advances.record import AdvanceRecord
from services.finance.claims import events as e
from services.finance.claims.claim import ClaimStatus
from services.finance.claims.record import ClaimRecord
from services.finance.invoices.record import InvoiceRecord
from services.finance.reception.record import ReceptionRecord
from services.finance.spending.record import SpendingRecord
from services.finance.trips.record import TripRecord
from services.kernel.procedure.context import Context
from services.kernel.procedure.printing.form import Cells, Form, Lines, Signatures, Signed, Sum
from services.kernel.procedure.printing.reading import number_of


def _trip(ctx: Context) -> Callable[[Any], str]:
    """Which one, where to, when, and who."""

    def read(id: Any) -> str:
        trip = ctx.row(TripRecord, id=id.hex)
        if trip is None:
            return ""
        people = "、".join(ctx.organ.name_of(person) for person in trip.travellers)
        return f"{trip.number}　{trip.origin}至{trip.destination}，{trip.start}至{trip.end}，{people}"

    return read


_LINKED = {
    "spending": number_of(SpendingRecord),
    "advance": number_of(AdvanceRecord),
    "reception": number_of(ReceptionRecord),
    "trip": _trip,
}
_WHOSE = "department person line"
_ITEMS = Lines(
    "items", "place kind:2 invoice:2.5 amount allowed ground:2", sums="amount allowed",
    reads={"invoice": number_of(InvoiceRecord)},
)  # fmt: skip
_PAYEES = Lines("payees", "person name:2 amount part", sums="amount part")


def _lies_with_the_payee(fact: Any, claim: Any) -> bool:
    """What the bank sent back is not paid."""
    return not claim.due


_CASHIER = Signed("出纳", {e.ClaimPaid: "付讫", e.ClaimPaidAgain: "付讫"}, where=_lies_with_the_payee)
_STEPS = Signatures(
    Signed("经办人", (e.ClaimSubmitted, e.ClaimRevised)),
    Signed("财务审查", {e.ClaimChecked: "已审查"}, while_="checked_by"),
    Signed("审核", {e.ClaimReviewed: "同意"}, while_="reviewed_by"),
    Signed("审批", {e.ClaimApproved: "同意"}, note="ground", while_="approved_by"),
    Signed("不予报销", e.ClaimRejected, note="reason", optional=True),
    _CASHIER,
    Signed("领款人"),
    anew=(e.ClaimRevised,),
)

_ENDED = (ClaimStatus.RETURNED, ClaimStatus.REJECTED, ClaimStatus.WITHDRAWN)


def _invoices(claim: Any) -> int:
    return len({item.invoice for item in claim.items if item.invoice is not None})


EXPENSES = Form(
    "费用报销单 / claim form",
    ClaimRecord,
    Cells(_WHOSE, "purpose", "spending reception advance", reads=_LINKED),
    _ITEMS,
    _PAYEES,
    Sum("amount"),
    Cells("cut less", "set_off paid voucher"),
    _STEPS,
    dated="submitted_on",
    void=_ENDED,
    enclosed=_invoices,
)
TRAVEL = Form(
    "差旅费报销单 / claim form of a trip",
    ClaimRecord,
    Cells(_WHOSE, "trip", "purpose", "spending advance", reads=_LINKED),
    _ITEMS,
    _PAYEES,
    Sum("amount"),
    Cells("cut less", "set_off paid voucher"),
    _STEPS,
    dated="submitted_on",
    void=_ENDED,
    enclosed=_invoices,
)
PAYMENT = Form(
    "付款凭证 / payment of a claim",
    ClaimRecord,
    Cells(_WHOSE, "purpose", "method voucher paid_on"),
    _PAYEES,
    Sum("amount", "set_off", "paid"),
    Cells("advance", reads=_LINKED),
    Signatures(
        Signed("审批", {e.ClaimApproved: "同意"}, while_="approved_by"),
        Signed("会计"),
        _CASHIER,
        Signed("领款人"),
    ),
    dated="paid_on",
    void=_ENDED,
    enclosed=_invoices,
)
