"""Why something cannot be done with a claim (A32, B10.3, B10.7)."""

from __future__ import annotations

from services.kernel.refusals import Refusal


class ClaimNotAtStep(Refusal):
    """The claim does not stand at this step; its steps go one after the other."""

    code = "finance.claim-not-at-step"
    next = ("请打开该报销单，按当前环节办理。", "Open the claim and do what its step allows.")


class SameHand(Refusal):
    """Whoever did an earlier step of the claim does not do this one."""

    code = "finance.claim-same-hand"
    kind = "forbidden"
    next = ("请由该岗位的其他人员或代行人办理。", "Leave it to somebody else who may, or who stands in.")


class PartsDiffer(Refusal):
    """What the payees get does not make the whole."""

    code = "finance.claim-parts-differ"
    kind = "invalid"
    next = ("请核对各收款人金额，合计应等于报销金额。", "Look at each payee's part: together they are the whole.")


class InvoiceLacking(Refusal):
    """What is of this kind is claimed on an invoice."""

    code = "finance.claim-invoice-lacking"
    kind = "invalid"
    next = ("请先登记发票，再填入该项。", "Register the invoice, then name it in the item.")


class BeyondInvoice(Refusal):
    """More is claimed on an invoice than is left of it."""

    code = "finance.claim-beyond-invoice"
    kind = "invalid"
    next = ("请按发票余额填报。", "Claim no more than is left of the invoice.")


class ClaimedTooLate(Refusal):
    """The time in which it is claimed has passed."""

    code = "finance.claim-too-late"
    next = ("逾期票据不予报销；有异议的，请与财务联系。", "It is not paid any more; talk to the accountant.")


class AnotherLine(Refusal):
    """It stands elsewhere in the budget than what was consented to."""

    code = "finance.claim-another-line"
    kind = "invalid"
    next = ("请按批准的预算科目和部门填报。", "Name the line and the department that were consented to.")


class OccasionLacking(Refusal):
    """A reception, overtime or duty is not claimed without naming the one that was consented to."""

    code = "finance.claim-occasion-lacking"
    kind = "invalid"
    next = ("请从该事项办理报销。", "Begin the claim with the record of it.")


class OccasionClaimed(Refusal):
    """Another claim for the same trip, reception, overtime or turn of duty is under way or paid."""

    code = "finance.claim-occasion-claimed"
    next = ("请打开已有的报销单。", "Open the claim that there is.")


class OverStandard(Refusal):
    """More of a kind than its standard allows: finance cuts it."""

    code = "finance.claim-over-standard"
    kind = "invalid"
    next = ("请将超标准部分核减，并写明依据。", "Cut what goes beyond the standard, with the ground.")


class NothingLeft(Refusal):
    """Everything would be cut."""

    code = "finance.claim-nothing-left"
    kind = "invalid"
    next = ("全部不予报销的，请驳回该报销单。", "Refuse the claim where nothing of it is paid.")
