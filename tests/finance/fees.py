"""A licensed fee and a book of receipts, as the tests of fees, receipts and the month's end begin."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.fees.operations import ConfirmFeeLicence, EnterCharge, EnterFeeItem, EnterFeeLicence
from services.finance.receipts.operations import IssueReceipt, RegisterReceiptBook
from tests.finance.desk import ACCOUNTANT, FINANCE_LEADER, by, day
from tests.given import By

MONDAY, TUESDAY = day(6, 9), day(6, 10)
ITEM, LICENCE, BOOK = (UUID(int=n) for n in (1, 2, 3))
"""What `LICENSED` makes."""
DUE = day(6, 20)
FEE = EnterFeeItem(title="会场使用费", basis="区财政局文件")


def licence(**more: Any) -> EnterFeeLicence:
    said = {
        "item": ITEM, "number": "云费证2025-07", "approval": "云财综〔2025〕7号", "issued_by": "区财政局",
        "start": day(6, 2), "end": day(12, 31), "lowest": Decimal(100), "highest": Decimal(500),
    }  # fmt: skip
    return EnterFeeLicence.model_validate(said | more)


ENTERED = (by(ACCOUNTANT, day(6, 2), FEE, 8), by(ACCOUNTANT, day(6, 2), licence(), 9))
CONFIRMED = (*ENTERED, by(FINANCE_LEADER, day(6, 2), ConfirmFeeLicence(licence=LICENCE), 10))


def book(first: str = "000101", last: str = "000103", series: str = "云财票2025") -> RegisterReceiptBook:
    return RegisterReceiptBook(series=series, first=first, last=last)


LICENSED: tuple[By, ...] = (*CONFIRMED, by(ACCOUNTANT, day(6, 2), book(), 11))


def receipt(number: str = "000101", amount: str = "100", means: str = "cash", **more: Any) -> IssueReceipt:
    said = {"book": BOOK, "number": number, "item": ITEM, "amount": amount, "means": means, "payer": "王某"}
    return IssueReceipt.model_validate(said | more)


def charge(amount: str = "100", due: date = DUE, **more: Any) -> EnterCharge:
    return EnterCharge.model_validate({"item": ITEM, "amount": amount, "due": due, "organisation": "云岭公司"} | more)
