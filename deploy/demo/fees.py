"""A quarter of fees: licences, what is owed, receipts, takings to the bank, a month to the treasury (B10.4–B10.6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan

ACCOUNTANT, CASHIER, FINANCE_LEADER, CHAIR = "p015", "p023", "p003", "p002"
PAYERS = ("云岭文化传播公司", "区工商业联合会", "云岭印务公司", "市地方立法研究会")
PAID_IN_CASH = (
    (d(7, 8), "500"), (d(7, 15), "650.50"), (d(7, 22), "800"), (d(8, 5), "600"), (d(8, 12), "720"), (d(8, 19), "1000"),
    (d(9, 2), "600"), (d(9, 9), "880"), (d(9, 16), "600"), (d(9, 23), "960.80"),
)  # fmt: skip
"""The hall is paid for in cash; the money is at the bank the next working day."""
LATE = d(8, 12)
"""Banked two working days too late."""
PAPERS = {"number": "云费证2026-11", "approval": "云财综〔2026〕11号", "issued_by": "云岭区财政局"}
VALID: dict[str, Any] = {"start": d(7, 1), "end": d(12, 31), "lowest": "500", "highest": "800"}


def fees(plan: Plan) -> None:
    till = Till(plan)
    till.license()
    till.books()
    for on, amount in PAID_IN_CASH:
        till.take(on, amount)
    till.wrong()
    till.owed()
    till.hand_up()


class Till:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def do(
        self, day: date, hour: int, by: str, operation: str, *, label: str = "", expect: str = "", **body: Any
    ) -> None:
        at = self.plan.at(day, hour, 20)
        self.plan.do(at, by, f"finance.{operation}", label=label, expect=expect, **body)

    def license(self) -> None:
        """One fee for the half-year, from August at a new standard; another has no licence and is stopped."""
        on = d(7, 2)
        hall = {"title": "会议厅对外使用费", "basis": "区财政局、区发展改革局关于会议厅对外使用收费的批复"}
        copies = {"title": "资料工本费", "basis": "原内部规定"}
        self.do(on, 9, ACCOUNTANT, "enter-fee-item", label="FI1", **hall)
        self.do(on, 9, ACCOUNTANT, "enter-fee-item", label="FI2", **copies)
        owes: dict[str, Any] = {"organisation": PAYERS[0], "amount": "50", "due": d(7, 31)}
        self.do(on, 10, ACCOUNTANT, "enter-charge", expect="finance.fee-not-licensed", item="@FI2", **owes)
        self.do(d(7, 10), 10, FINANCE_LEADER, "stop-fee-item", item="@FI2", reason="无收费许可，停止收取")
        self.licence("F2x", d(7, 10), 11, "FI2", expect="finance.fee-stopped")
        self.licence("FL1", on, 10)
        self.do(on, 11, ACCOUNTANT, "confirm-fee-licence", expect=FORBIDDEN, licence="@FL1")
        self.do(on, 14, FINANCE_LEADER, "confirm-fee-licence", licence="@FL1")
        new: dict[str, Any] = {"number": "云费证2026-15", "start": d(8, 1), "highest": "1000"}
        self.licence("FL2", d(7, 29), 10, **new)
        self.do(d(7, 29), 15, FINANCE_LEADER, "refuse-fee-licence", licence="@FL2", reason="证载最低标准为600元")
        self.licence("FL3", d(7, 30), 10, **new, lowest="600")
        self.do(d(7, 30), 15, FINANCE_LEADER, "confirm-fee-licence", licence="@FL3")
        self.do(d(8, 3), 9, ACCOUNTANT, "revoke-fee-licence", licence="@FL1", ends=d(8, 3), reason="换发新证")

    def licence(self, label: str, on: date, hour: int, item: str = "FI1", expect: str = "", **more: Any) -> None:
        said: dict[str, Any] = {"item": f"@{item}", **PAPERS, **VALID, **more}
        self.do(on, hour, ACCOUNTANT, "enter-fee-licence", label="" if expect else label, expect=expect, **said)

    def books(self) -> None:
        book = {"series": "云财票2026", "first": "000101", "last": "000112"}
        self.do(d(7, 2), 15, ACCOUNTANT, "register-receipt-book", label="RB1", **book)
        self.do(d(7, 2), 16, ACCOUNTANT, "register-receipt-book", expect="finance.receipt-book-known", **book)
        more = {"series": "云财票2026", "first": "000113", "last": "000130"}
        self.do(d(9, 1), 9, ACCOUNTANT, "register-receipt-book", label="RB2", **more)
        old = {"series": "云财票2025", "first": "000490", "last": "000500"}
        self.do(d(7, 2), 17, ACCOUNTANT, "register-receipt-book", label="RB0", **old)
        self.do(d(7, 3), 9, ACCOUNTANT, "return-receipt-book", book="@RB0", reason="旧版票据停用")

    def take(self, on: date, amount: str) -> None:
        """A receipt, its deposit, and the accountant's check."""
        label = f"R{on:%m%d}"
        paid_by = {"payer": "周某"} if on.day % 5 == 0 else {"organisation": PAYERS[on.day % len(PAYERS)]}
        self.receipt(label, on, 10, amount, **paid_by)
        banked = self.plan.workday(on, 3 if on == LATE else 1)
        self.bank(label, banked, 15, amount)
        check = {"takings": f"@{label}/takings"}
        self.do(banked, 16, CASHIER, "check-takings", expect=FORBIDDEN, **check)
        self.do(self.plan.workday(banked, 1), 9, ACCOUNTANT, "check-takings", **check)

    def receipt(
        self, label: str, on: date, hour: int, amount: str, *, number: str = "", expect: str = "", means: str = "cash",
        **more: Any,
    ) -> None:  # fmt: skip
        said: dict[str, Any] = {
            "item": "@FI1",
            "amount": amount,
            "means": means,
            **(more or {"organisation": PAYERS[0]}),
        }
        where = {"book": book_of(on), "number": number or NUMBERS[label]}
        self.do(
            on, hour, CASHIER, "issue-receipt", label="" if expect else label, expect=expect, **where, **said
        )  # fmt: skip

    def bank(self, label: str, on: date, hour: int, amount: str, expect: str = "") -> None:
        said: dict[str, Any] = {"takings": f"@{label}/takings", "on": on, "slip": f"CD{on:%m%d}01", "amount": amount}
        self.do(on, hour, CASHIER, "bank-takings", expect=expect, **said)

    def wrong(self) -> None:
        """A number left out, a fee above the standard, a spoilt form, a receipt voided, a deposit that lacks a yuan."""
        on = d(7, 9)
        self.receipt("", on, 9, "500", number="000103", expect="finance.receipt-out-of-order")
        self.receipt("", on, 9, "900", number="000102", expect="finance.fee-not-at-licensed-amount")
        spoilt = {"book": "@RB1", "number": NUMBERS["spoilt"], "reason": "缴款单位写错"}
        self.do(on, 11, CASHIER, "spoil-receipt", **spoilt)
        self.bank("R0708", on, 14, "499", expect="finance.takings-differ")
        self.receipt("R0716", d(7, 16), 10, "800")
        void = {"receipt": "@R0716", "reason": "重复开票，各联收回"}
        self.do(d(7, 16), 11, CASHIER, "void-receipt", expect=FORBIDDEN, **void)
        self.do(d(7, 16), 11, ACCOUNTANT, "void-receipt", **void)
        self.do(d(7, 17), 11, ACCOUNTANT, "void-receipt", expect="finance.receipt-void", **void)
        banked = {"receipt": "@R0715", "reason": "要求退款"}
        self.do(d(7, 20), 11, ACCOUNTANT, "void-receipt", expect="finance.receipt-passed-on", **banked)

    def owed(self) -> None:
        """Collected in time; waived; collected late, no waiver being granted; still owed."""
        for n, on, amount, due in (
            (1, d(7, 14), "800", d(7, 31)), (2, d(7, 15), "500", d(8, 31)), (3, d(8, 6), "700", d(8, 31)),
            (4, d(9, 10), "900", d(9, 30)),
        ):  # fmt: skip
            said: dict[str, Any] = {"item": "@FI1", "organisation": PAYERS[n % 4], "amount": amount, "due": due}
            self.do(on, 14, ACCOUNTANT, "enter-charge", label=f"CH{n}", **said)
        both: dict[str, Any] = {
            "item": "@FI1",
            "organisation": PAYERS[0],
            "payer": "周某",
            "amount": "700",
            "due": d(8, 31),
        }
        self.do(d(8, 6), 15, ACCOUNTANT, "enter-charge", expect=INVALID, **both)
        self.collect("CH1", d(7, 28), "工行0728-1182")
        self.waive("CH2", d(8, 18), "公益活动，申请免收")
        self.do(d(8, 20), 9, FINANCE_LEADER, "approve-waiver", expect=FORBIDDEN, charge="@CH2", decision="口头同意")
        self.do(d(8, 20), 10, CHAIR, "approve-waiver", charge="@CH2", decision="主任会议纪要2026年第16号")
        self.collect("CH2", d(8, 21), "工行0821-0001", expect="finance.charge-settled")
        self.waive("CH3", d(8, 24), "经营困难")
        self.do(d(8, 26), 10, CHAIR, "reject-waiver", charge="@CH3", reason="不符合减免条件")
        self.collect("CH3", d(9, 4), "工行0904-2077")
        self.waive("CH4", d(9, 29), "活动取消")

    def waive(self, label: str, on: date, reason: str) -> None:
        self.do(on, 9, ACCOUNTANT, "request-waiver", charge=f"@{label}", reason=reason)

    def collect(self, label: str, on: date, reference: str, expect: str = "") -> None:
        said: dict[str, Any] = {
            "charge": f"@{label}",
            "book": book_of(on),
            "number": NUMBERS.get(label, "000107"),
            "means": "bank",
        }
        self.do(on, 11, CASHIER, "collect-charge", expect=expect, reference=reference, **said)

    def hand_up(self) -> None:
        self.order(7, d(7, 31), expect="finance.handing-up-incomplete")
        self.order(7, d(8, 4))
        self.do(d(8, 4), 14, ACCOUNTANT, "withdraw-handing-up", month="2026-07", reason="预算科目填错")
        self.order(7, d(8, 4), hour=15)
        self.do(d(8, 5), 9, ACCOUNTANT, "pay-handing-up", expect=FORBIDDEN, month="2026-07", on=d(8, 5))
        for month, on in ((7, d(8, 5)), (8, d(9, 3)), (9, d(10, 13))):
            if month > 7:
                self.order(month, self.plan.workday(on, -1))
            self.do(on, 10, CASHIER, "pay-handing-up", month=f"2026-{month:02d}", on=on)

    def order(self, month: int, on: date, hour: int = 10, expect: str = "") -> None:
        said: dict[str, Any] = {"month": f"2026-{month:02d}", "paper": f"缴款书2026{month:02d}01"}
        self.do(on, hour, ACCOUNTANT, "prepare-handing-up", expect=expect, **said)


def book_of(on: date) -> str:
    return "@RB1" if on < d(9, 1) else "@RB2"


def _numbers() -> dict[str, str]:
    """The printed numbers in the order of their days; the first book is not quite used up."""
    used = [(on, f"R{on:%m%d}") for on, _ in PAID_IN_CASH]
    used += [(d(7, 9), "spoilt"), (d(7, 16), "R0716"), (d(7, 28), "CH1"), (d(9, 4), "CH3")]
    first = {"@RB1": 101, "@RB2": 113}
    numbers: dict[str, str] = {}
    for on, label in sorted(used):
        numbers[label] = f"{first[book_of(on)]:06d}"
        first[book_of(on)] += 1
    return numbers


NUMBERS = _numbers()
