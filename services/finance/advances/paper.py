"""The slip on which an advance is asked for, consented to, drawn and receipted (B10.7): half of A4."""

from services.finance.advances import events as e
from services.finance.advances.advance import AdvanceStatus
from services.finance.advances.record import AdvanceRecord
from services.kernel.procedure.printing.form import Cells, Form, Signatures, Signed, Size, Sum

ADVANCE = Form(
    "借款单 / advance",
    AdvanceRecord,
    Cells("person department", "purpose"),
    Sum("amount"),
    Cells("drawn_on due settled_on"),
    Signatures(
        Signed("借款人", e.AdvanceRequested),
        Signed(
            "领导审批",
            {e.AdvanceEndorsed: "同意", e.AdvanceApproved: "同意", e.AdvanceRejected: "不同意"},
            note="reason",
            each=True,
        ),
        Signed("出纳", {e.AdvanceDrawn: "付讫"}),
        Signed("领款人"),
    ),
    dated="requested_on",
    size=Size.HALF,
    void=(AdvanceStatus.REJECTED, AdvanceStatus.WITHDRAWN),
)
