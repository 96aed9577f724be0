"""The sheet on which a reception is consented to, and the list of what there was (A29, B14.4, B14.7)."""

from services.finance.reception import events as e
from services.finance.reception.reception import ReceptionStatus
from services.finance.reception.record import ReceptionRecord
from services.kernel.procedure.printing.form import Cells, Form, Lines, Signatures, Signed, Sum

GUESTS = Lines("guests", "unit:3 rank count", numbered=True)
UNDONE = (ReceptionStatus.REJECTED, ReceptionStatus.CANCELLED)

CONSENT = Form(
    "公务接待审批单 / consent to a reception",
    ReceptionRecord,
    Cells(
        "department person",
        "purpose",
        "start end guest_count",
        "letter_from letter_number letter_day",
        "companions",
        "responsible paid_by",
    ),
    GUESTS,
    Lines("planned", "kind:3 times cost", sums="cost"),
    Sum("estimate"),
    Signatures(
        Signed("申请人", e.ReceptionRequested),
        Signed("审批意见", {e.ReceptionApproved: "同意", e.ReceptionRejected: "不同意"}, note="reason"),
    ),
    dated="requested_on",
    void=UNDONE,
)
LIST = Form(
    "公务接待清单 / list of a reception",
    ReceptionRecord,
    Cells(
        "purpose",
        "start end guest_count",
        "letter_from letter_number letter_day",
        "guest_names",
        "companions",
        "department paid_by",
    ),
    GUESTS,
    Lines("items", "on kind:2 where:2 guests companions cost payable reasons:2", sums="cost"),
    Sum("cost"),
    Cells("payable paid checked_on"),
    Signatures(
        Signed("接待负责人", e.ReceptionHeld),
        Signed("财务审核", {e.ReceptionChecked: "已审核"}),
        anew=(e.ReceptionListReturned, e.ReceptionReopened),
    ),
    dated="signed_on",
    void=UNDONE,
)
