"""The union's money counts as nothing: no dimension of the appraisal is about it (A34)."""

from services.finance.union_fund import events as e

Silent = (
    e.UnionPaymentRequested | e.UnionPaymentRevised | e.UnionPaymentReturned | e.UnionPaymentApproved
    | e.UnionPaymentRejected | e.UnionPaymentWithdrawn | e.UnionPaymentPaid | e.UnionPaymentTakenBack
    | e.UnionIncomeReceived | e.UnionIncomeTakenBack
)  # fmt: skip
