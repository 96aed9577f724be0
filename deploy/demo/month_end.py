"""The end of July: cash counted before two, the bank reconciled, signed, closed; August is late (A28, B10.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.budget import BANK
from deploy.demo.fees import ACCOUNTANT, CASHIER, PAID_IN_CASH
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

DIRECTOR = "p008"
BOOK: dict[str, Any] = {"book": "office"}
OFFICE, AUGUST = {**BOOK, "month": "2026-07"}, "2026-08"
CHARGES = "20260731-15.00#1"
"""What the bank charged, as a line of its statement."""
HALVES = ("20260701+1000000.00#1", "20260701+500000.00#1")
"""The bank has the appropriation in two."""


def month_end(plan: Plan) -> None:
    desk = Desk(plan)
    desk.july()
    desk.august()


class Desk:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def do(
        self, day: date, hour: int, operation: str, *, by: str = ACCOUNTANT, minute: int = 40, label: str = "",
        expect: str = "", **body: Any,
    ) -> None:  # fmt: skip
        at = self.plan.at(day, hour, minute)
        self.plan.do(at, by, f"finance.{operation}", label=label, expect=expect, **body)

    def july(self) -> None:
        self.count(d(7, 31))
        on = d(8, 3)
        self.bring(on, "工行对账单202607.csv", statement(7))
        spoilt = statement(7).replace("500.00", "5000.00", 1)
        self.bring(on, "工行对账单202607改.csv", spoilt, expect="finance.statement-unreadable")
        self.do(on, 10, "get-reconciliation", label="REC7", **OFFICE)
        pair: dict[str, Any] = {"lines": list(HALVES), "entries": ["@REC7/book_items/0/entry"]}
        self.do(on, 10, "match-by-hand", minute=41, expect="finance.bank-items-differ", **OFFICE, lines=[HALVES[0]],
                entries=pair["entries"])  # fmt: skip
        self.do(on, 10, "match-by-hand", minute=42, **OFFICE, **pair)
        self.do(on, 10, "undo-match", minute=43, **OFFICE, number=1)
        self.do(on, 10, "match-by-hand", minute=44, **OFFICE, **pair)
        self.do(on, 10, "match-bank-items", minute=45, **OFFICE)
        self.prepare(on, 11, expect="finance.bank-items-unexplained")
        why: dict[str, Any] = {"line": CHARGES, "explanation": "银行账户管理费，回单未到"}
        self.do(on, 11, "explain-item", minute=41, **OFFICE, **why)
        self.prepare(on, 14)
        self.do(on, 15, "sign-reconciliation", by=CASHIER, expect=FORBIDDEN, **OFFICE)
        self.do(on, 15, "return-reconciliation", by=DIRECTOR, **OFFICE, reason="请附账户管理费的扣款依据")
        self.prepare(on, 16)
        self.do(d(8, 4), 9, "sign-reconciliation", by=DIRECTOR, **OFFICE)
        self.do(d(8, 4), 10, "withdraw-reconciliation", **OFFICE, reason="补附回单")
        self.do(d(8, 4), 10, "close-month", minute=41, expect="finance.month-end-gone-on", **OFFICE)
        self.prepare(d(8, 4), 11)
        self.do(d(8, 4), 15, "sign-reconciliation", by=DIRECTOR, **OFFICE)
        self.do(d(8, 5), 16, "close-month", **OFFICE)
        entry: dict[str, Any] = {
            "on": d(7, 31), "summary": "账户管理费", "postings": [
                {"account": "expense", "debit": "15", "line": "other", "department": "office"},
                {"account": "bank", "credit": "15"},
            ],
        }  # fmt: skip
        self.do(d(8, 6), 9, "post-voucher", expect="finance.period-closed", **entry)
        self.do(d(8, 6), 10, "post-voucher", **entry | {"on": d(8, 6)})

    def count(self, on: date) -> None:
        """The cashier's drawer, before the cashier's eyes."""
        few: dict[str, Any] = {"pieces": [{"denomination": "yuan-100", "count": 1}]}
        self.do(on, 16, "count-cash", minute=20, expect="finance.cash-differs", **OFFICE, **few)
        pieces = [{"denomination": name, "count": n} for name, n in IN_THE_DRAWER]
        self.do(on, 16, "count-cash", **OFFICE, pieces=pieces, explanation="当场逐张清点")
        self.do(on, 16, "confirm-cash-count", minute=50, expect=FORBIDDEN, **OFFICE)
        self.do(on, 17, "confirm-cash-count", by=CASHIER, **OFFICE)

    def prepare(self, on: date, hour: int, expect: str = "") -> None:
        self.do(on, hour, "prepare-reconciliation", expect=expect, **OFFICE, at_bank=f"{balance(7):.2f}")

    def august(self) -> None:
        """Nobody has looked into what the bank charged and what is in transit since July: the day passes."""
        on, of = d(9, 3), dict[str, Any](BOOK, month=AUGUST)
        counted = [{"denomination": name, "count": n} for name, n in IN_AUGUST]
        self.do(d(8, 31), 16, "count-cash", **of, pieces=counted, explanation="当场逐张清点")
        self.do(d(8, 31), 17, "confirm-cash-count", by=CASHIER, **of)
        self.bring(on, "工行对账单202608.csv", statement(8))
        self.bring(on, "工行对账单202607.csv", statement(7))
        self.do(on, 10, "match-bank-items", minute=45, **of)
        asked: dict[str, Any] = {**of, "at_bank": f"{balance(8):.2f}"}
        self.do(d(9, 15), 10, "prepare-reconciliation", expect="finance.bank-items-unexplained", **asked)

    def bring(self, on: date, file: str, content: str, expect: str = "") -> None:
        self.plan.files[file] = content.encode("gb18030")
        brought: dict[str, Any] = {"file": file, "content": {"@file": file}}
        self.do(on, 9, "import-statement", expect=expect, **BOOK, **brought)


IN_THE_DRAWER = (("yuan-100", 255), ("yuan-50", 12), ("yuan-20", 14), ("yuan-10", 20))
IN_AUGUST = (("yuan-100", 245), ("yuan-20", 1))
Line = tuple[date, float, str, str]


def _lines(plan_months: tuple[int, ...] = (7, 8)) -> list[Line]:
    """What the bank has of the quarter's first months: the appropriation in two, the takings, what came by transfer."""
    half = float(BANK) - 1_000_000
    lines = [
        (d(7, 1), 1_000_000.0, "GK070101", "财政拨款"), (d(7, 1), half, "GK070102", "财政拨款"),
        (d(7, 28), 800.0, "工行0728-1182", "转账"), (d(7, 31), -15.0, "SF0731", "账户管理费"),
        (d(8, 5), -2750.50, "GK0805", "上缴非税收入"), (d(8, 31), -15.0, "SF0831", "账户管理费"),
    ]  # fmt: skip
    lines += [(_next(on), float(amount), f"CD{_next(on):%m%d}01", "现金缴存") for on, amount in PAID_IN_CASH]
    return sorted(line for line in lines if line[0].month in plan_months)


def _next(on: date) -> date:
    """The takings' day at the bank: none of these days is a Friday, and one was late."""
    return date(on.year, on.month, on.day + (3 if on == d(8, 12) else 1))


def balance(month: int) -> float:
    """At the month's end."""
    return sum(line[1] for line in _lines() if line[0].month <= month)


def statement(month: int) -> str:
    """As the bank exports it, the newest first."""
    held = sum(line[1] for line in _lines() if line[0].month < month)
    rows = []
    for on, amount, reference, text in _lines():
        if on.month == month:
            held += amount
            sides = (f"{-amount:.2f}", "") if amount < 0 else ("", f"{amount:.2f}")
            rows.append(",".join((on.isoformat(), text, *sides, f"{held:.2f}", reference)))
    heading = "交易日期,摘要,借方发生额,贷方发生额,余额,交易流水号"
    return "\n".join(("账号：3700021909200012345", heading, *rows[::-1], ""))
