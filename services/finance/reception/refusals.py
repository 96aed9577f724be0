"""Why a reception is refused, or a part of its cost (A29, B14.4, B14.7)."""

from __future__ import annotations

from services.kernel.refusals import Refusal


class ReceptionDecided(Refusal):
    """The reception does not stand where this can be done to it."""

    code = "finance.reception-decided"
    next = ("请打开该接待记录，按当前状态办理。", "Open the reception and do what its state allows.")


class WithoutLetter(Refusal):
    """Nobody is received without an official letter of their unit."""

    code = "finance.reception-without-letter"
    next = ("请先录入来访单位公函及扫描件。", "Enter the official letter with its scan first.")


class ConsentTooLate(Refusal):
    """The reception has begun without consent."""

    code = "finance.reception-consent-too-late"
    next = ("请不予批准；费用不予列支。", "Refuse it; nothing of it is paid.")


class LetterUsed(Refusal):
    """The letter stands behind another reception already."""

    code = "finance.reception-letter-used"
    next = ("请核对公函编号；一份公函只对应一次接待。", "Check the letter's number: a letter is for one reception.")


class TooManyCompanions(Refusal):
    """More accompany the guests than may."""

    code = "finance.reception-too-many-companions"
    next = ("请减少陪同人员。", "Let fewer accompany them.")


class NoCounterpart(Refusal):
    """Guests are received by those who do the same work: by the department that is named."""

    code = "finance.reception-no-counterpart"
    kind = "invalid"
    next = ("请由接待部门人员负责，并至少有一人陪同。", "Let members of the receiving department answer for it.")


class TooManyMeals(Refusal):
    """More working meals than one reception has."""

    code = "finance.reception-too-many-meals"
    next = ("请只安排一次工作餐；其余用餐由来宾自理。", "Arrange the one working meal; guests pay for others.")


class OverStandard(Refusal):
    """More than the standard per head."""

    code = "finance.reception-over-standard"
    next = ("请按标准降低费用。", "Keep the cost within the standard.")


class OverEstimate(Refusal):
    """More than was consented to."""

    code = "finance.reception-over-estimate"
    next = ("超出部分不予列支，请由责任人承担。", "What goes beyond is not paid.")


class ExtravagantItem(Refusal):
    """What no reception pays for: tobacco, alcohol, gifts, entertainment."""

    code = "finance.reception-extravagant"
    next = ("请删除该项目，费用由个人承担。", "Leave the item out; it is not paid by the organ.")


class ReceptionNotChecked(Refusal):
    """Finance has not checked the list of the reception, or it was settled already."""

    code = "finance.reception-not-checked"
    next = (
        "请先由会计审核接待清单；已结算的不再报销。",
        "Have the list checked first; what is settled is not claimed.",
    )


class OverPayable(Refusal):
    """More is claimed than the check left."""

    code = "finance.reception-over-payable"
    next = ("请按审核后的金额报销。", "Claim no more than the check left.")
