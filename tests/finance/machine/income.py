"""What comes in: fees by receipt, to the bank and to the treasury; the union's fund beside them (A27, B10.4–10.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.finance.fees import operations as fees
from services.finance.fees.events import ChargeEntered
from services.finance.fees.record import ChargeRecord
from services.finance.money import of_fen
from services.finance.receipts import operations as receipts
from services.finance.receipts.events import HandingUpDue, ReceiptIssued, TakingsDue
from services.finance.receipts.record import HandingUpRecord, ReceiptBookRecord, ReceiptRecord, TakingsRecord
from services.finance.union_fund import operations as union
from services.finance.union_fund.events import UnionIncomeReceived, UnionPaymentRequested
from services.finance.union_fund.record import UnionIncomeRecord, UnionPaymentRecord
from tests.finance.claims import CLAIMANT
from tests.finance.desk import ACCOUNTANT, CASHIER, CHAIR, COLLEAGUE, FINANCE_LEADER, STAFF, UNION_CHAIR, day
from tests.finance.fees import book as registered
from tests.finance.fees import charge, receipt
from tests.finance.machine.way import Chance, Deed, Office, Step, Way, does, step_of
from tests.finance.union import ALL_KEPT, ask, grant, revised

FEE, LICENCE = UUID(int=4), UUID(int=5)
"""What follows the three suppliers in an office's beginning."""

# -- fees -------------------------------------------------------------------------------------------------------------


def _next(office: Office) -> tuple[UUID, str]:
    """The book in use, and the number that is next in it; once it is used up or returned, of a record that is none."""
    books = office.of(ReceiptBookRecord, status="in-use")
    return (UUID(hex=books[0].id), f"{books[0].following:06d}") if books else (FEE, "000001")


def _taken(office: Office, chance: Chance) -> Sequence[Deed]:
    book, number = _next(office)
    if book == FEE:
        known = len(office.of(ReceiptBookRecord))
        return [(ACCOUNTANT, registered(f"000{known + 1}01", f"000{known + 1}40"))]
    return [(CASHIER, receipt(number, str(chance.amount), chance.one_of("cash", "bank"), book=book, item=FEE))]


def _spoilt(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    book, number = _next(office)
    return [does(CASHIER, receipts.SpoilReceipt, book=book, number=number, reason="填坏")]


def _book_back(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    return [does(ACCOUNTANT, receipts.ReturnReceiptBook, book=row.book, reason="换版")]


RECEIPT = Way(
    ReceiptRecord, ReceiptIssued, _taken, {},
    [step_of("receipt")(ACCOUNTANT, receipts.VoidReceipt, reason="写错"), _spoilt, _book_back],
)  # fmt: skip


def _collected(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    book, number = _next(office)
    said = {"book": book, "number": number, "means": chance.one_of("bank", "cash")}
    return [does(CASHIER, receipts.CollectCharge, charge=row.id, **said)]


_of_charge = step_of("charge")
CHARGE = Way(
    ChargeRecord, ChargeEntered,
    lambda office, chance: [(ACCOUNTANT, charge(str(chance.amount), day(11, 28), item=FEE))],
    {"owed": [_collected], "waiver-asked": [_of_charge(CHAIR, fees.ApproveWaiver, decision="纪要")]},
    [
        _of_charge(ACCOUNTANT, fees.RequestWaiver, reason="困难"), _collected,
        _of_charge(CHAIR, fees.RejectWaiver, reason="应收"),
    ],
)  # fmt: skip


def _banked(times: int) -> Step:
    def step(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
        said = {"on": office.today, "slip": "CD06", "amount": of_fen(row.amount_fen * times) or 1}
        return [does(CASHIER, receipts.BankTakings, takings=row.id, **said)]

    return step


TAKINGS = Way(
    TakingsRecord, TakingsDue, lambda office, chance: _taken(office, Chance(chance.amount, chance.number)),
    {"due": [_banked(1)], "banked": [step_of("takings")(ACCOUNTANT, receipts.CheckTakings)]},
    [_banked(2)],
)  # fmt: skip
_of_month = lambda person, operation, **said: (  # noqa: E731
    lambda office, row, chance: [does(person, operation, month=row.month, **said)]
)
HANDING_UP = Way(
    HandingUpRecord, HandingUpDue, lambda office, chance: _taken(office, Chance(chance.amount, chance.number, 1)),
    {
        "due": [_of_month(ACCOUNTANT, receipts.PrepareHandingUp, paper="JK07")],
        "prepared": [
            lambda office, row, chance: [does(CASHIER, receipts.PayHandingUp, month=row.month, on=office.today)]
        ],
    },
    [_of_month(ACCOUNTANT, receipts.WithdrawHandingUp, reason="有误")],
)  # fmt: skip

# -- the staff union --------------------------------------------------------------------------------------------------


def _wanted(chance: Chance) -> union.RequestUnionPayment:
    for_whom = chance.one_of((STAFF, COLLEAGUE), (STAFF, COLLEAGUE), (UNION_CHAIR, STAFF), (CLAIMANT,))
    return ask(amount=str(chance.amount), recipients=for_whom, answers=ALL_KEPT)


_of_payment = step_of("payment")
UNION_PAYMENT = Way(
    UnionPaymentRecord, UnionPaymentRequested, lambda office, chance: [(STAFF, _wanted(chance))],
    {
        "requested": [_of_payment(person, union.ApproveUnionPayment) for person in (UNION_CHAIR, FINANCE_LEADER)],
        "returned": [lambda office, row, chance: [(STAFF, revised(_wanted(chance), UUID(hex=row.id)))]],
        "approved": [
            lambda office, row, chance: [
                does(CASHIER, union.PayUnionPayment, payment=row.id, on=office.today,
                     account=chance.one_of("union-bank", "union-bank", "union-cash", "bank"))
            ]
        ],
    },
    [
        _of_payment(UNION_CHAIR, union.ReturnUnionPayment, reason="补充"),
        _of_payment(UNION_CHAIR, union.RejectUnionPayment, reason="不准"),
        _of_payment("", union.WithdrawUnionPayment, reason="不需要"),
        _of_payment(ACCOUNTANT, union.TakeBackUnionPayment, reason="退回"),
    ],
)  # fmt: skip
UNION_INCOME = Way(
    UnionIncomeRecord, UnionIncomeReceived,
    lambda office, chance: [
        (ACCOUNTANT, grant(str(chance.amount), office.today, chance.one_of("union-bank", "union-cash")))
    ],
    {}, [step_of("income")(ACCOUNTANT, union.TakeBackUnionIncome, reason="误记")],
)  # fmt: skip
