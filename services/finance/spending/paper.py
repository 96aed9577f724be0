"""The slip on which consent is asked before anything is spent (B10.7, A31): half of A4."""

from services.finance.spending import events as e
from services.finance.spending.record import SpendingRecord
from services.finance.spending.request import SpendingStatus
from services.kernel.procedure.printing.form import Cells, Form, Signatures, Signed, Size, Sum

REQUEST = Form(
    "开支事前审批单 / request to spend",
    SpendingRecord,
    Cells("person department line", "purpose"),
    Sum("amount"),
    Cells("motion due spent"),
    Signatures(
        Signed("申请人", e.SpendingRequested),
        Signed("审批意见", {e.SpendingApproved: "同意", e.SpendingRejected: "不同意"}, note="reason"),
    ),
    dated="requested_on",
    size=Size.HALF,
    void=(SpendingStatus.REJECTED, SpendingStatus.WITHDRAWN, SpendingStatus.LOST, SpendingStatus.EXPIRED),
)
