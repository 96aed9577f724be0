"""The union's money in a quarter: grants and dues, payments of every purpose, and all that is refused (A27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan

CHAIR, LEADER, CASHIER, ACCOUNTANT = "p017", "p003", "p023", "p015"
EIGHT = ("treats", "bonuses", "luxury", "hidden-funds", "merged", "diverted", "fundraising", "unrelated")
CLUB = ("p018", "p021", "p024", "p027", "p030", "p035", "p038", "p042", "p047", "p051")
"""Who plays."""
OUTSIDER = "p049"
"""Leaves the union on 29 September."""


def union_fund(plan: Plan) -> None:
    fund = Fund(plan)
    _income(fund)
    _sports(fund)
    _cakes(fund)
    _hospital(fund)
    _festival(fund)
    _prohibited(fund)
    _ended(fund)


class Fund:
    """Plans the way of payments, each named by its label."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.count = 0

    def do(
        self, day: date, hour: int, by: str, operation: str, *, label: str = "", expect: str = "", **body: Any
    ) -> None:
        self.count += 1
        at = self.plan.at(day, hour, self.count % 60)
        self.plan.do(at, by, f"finance.{operation}", label=label, expect=expect, **body)

    def ask(self, label: str, on: date, by: str, hour: int = 9, *, expect: str = "", **body: Any) -> None:
        self.do(on, hour, by, "request-union-payment", label=label, expect=expect, **asked(**body))

    def step(self, label: str, on: date, hour: int, by: str, does: str, expect: str = "", /, **body: Any) -> None:
        self.do(on, hour, by, f"{does}-union-payment", expect=expect, payment=f"@{label}", **body)

    def settle(self, label: str, on: date, account: str = "union-bank", by: str = CHAIR) -> None:
        """Consented to and paid on the next working day."""
        self.step(label, on, 14, by, "approve")
        paid_on = self.plan.workday(on, 1)
        self.step(label, paid_on, 10, CASHIER, "pay", on=paid_on, account=account)


def asked(
    purpose: str, item: str, what: str, amount: str, recipients: Sequence[str] = (), payee: str = "某商贸公司",
    broken: str = "", unanswered: int = 0, but_these: bool = False,
) -> dict[str, Any]:  # fmt: skip
    answers = [{"prohibition": one, "answer": "no" if one == broken else "yes"} for one in EIGHT]
    return {
        "purpose": purpose, "item": item, "what": what, "amount": amount, "recipients": list(recipients),
        "payee": payee, "answers": answers[unanswered:], "but_these": but_these,
    }  # fmt: skip


def _income(fund: Fund) -> None:
    """Two grants, one of them entered twice and taken back; the dues of a quarter, once."""
    on = d(7, 3)
    bank: dict[str, Any] = {"account": "union-bank", "source": "区总工会"}
    fund.do(on, 9, ACCOUNTANT, "receive-union-grant", on=on, amount="60000.00", **bank)
    fund.do(on, 9, CASHIER, "receive-union-grant", on=on, amount="3000.00", **bank | {"account": "union-cash"})
    fund.do(on, 10, CASHIER, "receive-union-grant", label="union-twice", on=on, amount="3000.00", **bank)
    fund.do(on, 11, ACCOUNTANT, "take-back-union-income", income="@union-twice", reason="重复登记")
    fund.do(
        on, 11, ACCOUNTANT, "receive-union-grant", on=on, amount="1.00", expect=INVALID, **bank | {"account": "bank"}
    )
    fund.do(on, 11, CHAIR, "receive-union-grant", on=on, amount="1.00", expect=FORBIDDEN, **bank)
    dues: dict[str, Any] = {"on": d(7, 8), "period": "2026-Q2", "base": "986540.00", "account": "union-bank"}
    fund.do(d(7, 8), 10, CASHIER, "collect-union-dues", **dues)
    fund.do(d(7, 8), 11, CASHIER, "collect-union-dues", expect="finance.union-dues-collected", **dues)


def _sports(fund: Fund) -> None:
    """Returned for its list of members, asked anew; another paid, and taken back when the match was called off."""
    said: dict[str, Any] = {"purpose": "activity", "item": "supplies", "what": "职工乒乓球赛用品", "amount": "1200.00"}
    fund.ask("UF1", d(7, 9), "p018", recipients=CLUB[:2], **said)
    fund.step("UF1", d(7, 9), 14, CHAIR, "return", reason="请列全参赛会员")
    fund.do(
        d(7, 10), 9, "p018", "revise-union-payment", payment="@UF1", **asked(recipients=CLUB, **said)
    )  # fmt: skip
    fund.step("UF1", d(7, 10), 10, LEADER, "approve", "finance.union-chair-decides")
    fund.settle("UF1", d(7, 10))
    hire: dict[str, Any] = {
        "purpose": "activity",
        "item": "hire",
        "what": "羽毛球馆场租",
        "amount": "800.00",
        "payee": "某体育馆",
    }
    fund.ask("UF2", d(8, 5), "p021", recipients=CLUB, **hire)
    fund.settle("UF2", d(8, 5), "union-cash")
    fund.step("UF2", d(8, 12), 10, ACCOUNTANT, "take-back", reason="场馆停电，活动取消，场租退回")
    fund.step("UF2", d(8, 12), 11, CASHIER, "pay", "kernel.wrong-status", on=d(8, 12), account="union-cash")


def _cakes(fund: Fund) -> None:
    """Within three hundred yuan a year, to the last."""
    said: dict[str, Any] = {"purpose": "birthday", "item": "cake", "what": "生日蛋糕券", "recipients": ["p024", "p036"]}
    fund.ask("UF3x", d(7, 15), "p018", amount="600.01", expect="finance.union-beyond-standard", **said)
    fund.ask("UF3", d(7, 15), "p018", amount="600.00", **said)
    fund.settle("UF3", d(7, 15))
    fund.ask("UF3y", d(8, 3), "p018", amount="0.02", expect="finance.union-beyond-standard", **said)


def _hospital(fund: Fund) -> None:
    said: dict[str, Any] = {"purpose": "hospital", "what": "住院慰问", "recipients": ["p029"], "payee": "某超市"}
    much: dict[str, Any] = {"item": "condolence", "amount": "1000.01"}
    fund.ask("UF4x", d(7, 23), "p031", expect="finance.union-beyond-standard", **said | much)
    fund.ask("UF4", d(7, 23), "p031", item="goods", amount="500.00", **said)
    fund.settle("UF4", d(7, 23))


def _festival(fund: Fund) -> None:
    """For everybody: the chair's own part is decided by the leader in charge of finance, and theirs by the chair."""
    everybody = [one for one in fund.plan.roll.people(d(9, 14)) if one != OUTSIDER]
    said: dict[str, Any] = {"purpose": "festival", "item": "goods", "what": "国庆慰问品", "payee": "某粮油公司"}
    on = d(9, 14)
    fund.ask(
        "UF5x", on, "p011", amount=f"{len(everybody) * 300}.00", recipients=everybody,
        expect="finance.union-nobody-could-decide", **said,
    )  # fmt: skip
    but: dict[str, Any] = {"recipients": [CHAIR, OUTSIDER], "but_these": True}
    fund.ask("UF5", on, "p011", 10, amount=f"{(len(everybody) - 1) * 300}.00", **but, **said)
    fund.settle("UF5", on)
    fund.ask("UF6", on, "p011", 10, amount="300.00", recipients=[CHAIR], **said)
    fund.step("UF6", on, 11, CHAIR, "approve", "finance.union-own-payment")
    fund.settle("UF6", on, by=LEADER)


def _prohibited(fund: Fund) -> None:
    """What the list forbids by what is bought, by what is said, and by whom it benefits (A27)."""
    gift: dict[str, Any] = {"purpose": "festival", "what": "节日慰问", "amount": "100.00", "recipients": ["p018"]}
    for n, item in enumerate(("banquet", "card", "entertainment", "administration", "tickets")):
        fund.ask(f"UF7-{n}", d(9, 21), "p018", item=item, expect="finance.union-payment-prohibited", **gift)
    goods: dict[str, Any] = gift | {"item": "goods"}
    fund.ask("UF7-8", d(9, 21), "p018", 10, broken="treats", expect="finance.union-payment-prohibited", **goods)
    fund.ask("UF7-9", d(9, 21), "p018", 10, unanswered=1, expect="finance.union-prohibitions-unanswered", **goods)
    other: dict[str, Any] = goods | {"recipients": [OUTSIDER]}
    fund.ask("UF7-10", d(9, 30), "p018", 10, expect="finance.union-not-members", **other)
    fund.ask("UF7-11", d(9, 21), "p018", 11, expect=INVALID, **goods | {"recipients": []})


def _ended(fund: Fund) -> None:
    """Refused, withdrawn, and one that waits at the quarter's end."""
    books: dict[str, Any] = {
        "purpose": "training",
        "item": "supplies",
        "what": "购买学习书籍",
        "recipients": ["p018", "p021"],
    }
    fund.ask("UF8", d(8, 20), "p018", amount="900.00", payee="某书店", **books)
    fund.step("UF8", d(8, 21), 10, CHAIR, "reject", reason="机关已统一配发")
    fund.ask("UF9", d(9, 7), "p021", amount="300.00", payee="某书店", **books)
    fund.step("UF9", d(9, 8), 10, "p018", "withdraw", FORBIDDEN, reason="已有")
    fund.step("UF9", d(9, 8), 11, "p021", "withdraw", reason="改用机关藏书")
    fund.ask(
        "UF10", d(9, 28), "p018", purpose="business", item="supplies", what="工会档案盒", amount="160.00"
    )  # fmt: skip
