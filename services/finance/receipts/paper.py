"""The receipt as a sheet of our own (B10.5), to be kept beside the treasury's form whose number it has."""

from services.finance.receipts import events as e
from services.finance.receipts.receipt import ReceiptStatus
from services.finance.receipts.record import ReceiptRecord
from services.kernel.procedure.printing.form import Cells, Form, Signatures, Signed, Size, Sum

RECEIPT = Form(
    "收据 / receipt",
    ReceiptRecord,
    Cells("organisation payer", "title licence", "means reference voucher"),
    Sum("amount"),
    Signatures(
        Signed("收款人", {e.ReceiptIssued: "收讫"}),
        Signed("作废", {e.ReceiptVoided: "作废", e.ReceiptSpoiled: "填坏"}, note="reason", optional=True),
        Signed("缴款人"),
    ),
    dated="issued_on",
    size=Size.HALF,
    void=(ReceiptStatus.VOID,),
)
