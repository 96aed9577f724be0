"""The voucher as it is printed and bound (A28): half of A4; who entered it signs by that, the others by hand."""

from services.finance.ledger import events as e
from services.finance.ledger.record import VoucherRecord
from services.finance.ledger.voucher import VoucherStatus
from services.kernel.procedure.printing.form import Cells, Form, Lines, Signatures, Signed, Size, Sum

VOUCHER = Form(
    "记账凭证 / voucher",
    VoucherRecord,
    Cells("book reverses reversed_by"),
    Lines("postings", "summary:3 account:2 line:2 department:2 debit credit", sums="debit credit", blank=True),
    Sum("total"),
    Signatures(
        Signed("会计主管"), Signed("复核"), Signed("记账"), Signed("出纳"), Signed("制单", e.VoucherPosted),
    ),
    dated="on",
    head=lambda voucher: str(voucher.book),
    size=Size.HALF,
    enclosed=lambda voucher: None,
    void=(VoucherStatus.REVERSED,),
)  # fmt: skip
