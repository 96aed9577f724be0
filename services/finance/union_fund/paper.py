"""The sheet of a payment out of the union's fund (A27), with the answer to each prohibition."""

from services.finance.union_fund import events as e
from services.finance.union_fund.payment import PaymentStatus
from services.finance.union_fund.record import UnionPaymentRecord
from services.kernel.procedure.printing.form import Cells, Form, Lines, Signatures, Signed, Sum

PAYMENT = Form(
    "工会经费支出审批单 / payment of the union",
    UnionPaymentRecord,
    Cells("person department", "purpose item", "what", "people share payee", "recipients"),
    Sum("amount"),
    Lines("answers", "place prohibition:3 checked:2"),
    Cells("account paid_on voucher"),
    Signatures(
        Signed("经办人", (e.UnionPaymentRequested, e.UnionPaymentRevised)),
        Signed(
            "审批意见",
            {e.UnionPaymentApproved: "同意", e.UnionPaymentReturned: "退回", e.UnionPaymentRejected: "不同意"},
            note="reason",
        ),
        Signed("出纳", {e.UnionPaymentPaid: "付讫"}),
        Signed("收款人"),
        anew=(e.UnionPaymentRevised,),
    ),
    dated="asked_on",
    head="union",
    void=(PaymentStatus.REJECTED, PaymentStatus.WITHDRAWN, PaymentStatus.TAKEN_BACK),
)
