"""The staff union as a test drives it: six members, payments of its fund, each of the eight prohibitions answered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.union_fund import operations as ops
from services.finance.union_fund.payment import Kept
from services.finance.union_members.operations import ListUnionMembers
from tests.finance.desk import (
    CASHIER,
    COLLEAGUE,
    FINANCE_LEADER,
    OTHER_STAFF,
    STAFF,
    UNION_CHAIR,
    Desk,
    clock,
    day,
)

MONDAY, TUESDAY = day(6, 9), day(6, 10)
MEMBERS = (STAFF, COLLEAGUE, OTHER_STAFF, UNION_CHAIR, FINANCE_LEADER, CASHIER)
EIGHT = ("treats", "bonuses", "luxury", "hidden-funds", "merged", "diverted", "fundraising", "unrelated")
ALL_KEPT = tuple(ops.ToProhibition(prohibition=one, answer=Kept.YES) for one in EIGHT)
PAYMENT = UUID(int=1)


def ask(purpose: str = "festival", item: str = "goods", amount: str = "600", **more: Any) -> ops.RequestUnionPayment:
    said: dict[str, Any] = {
        "what": "端午慰问", "payee": "某超市", "recipients": (STAFF, COLLEAGUE), "answers": ALL_KEPT,
    }  # fmt: skip
    return ops.RequestUnionPayment(purpose=purpose, item=item, amount=Decimal(amount), **(said | more))


def revised(asked: ops.RequestUnionPayment, payment: UUID = PAYMENT) -> ops.ReviseUnionPayment:
    return ops.ReviseUnionPayment(payment=payment, **dict(asked))


def answered(prohibition: str) -> tuple[ops.ToProhibition, ...]:
    return tuple(
        ops.ToProhibition(prohibition=one, answer=Kept.NO if one == prohibition else Kept.YES) for one in EIGHT
    )


def one(operation: type[Any], payment: UUID = PAYMENT, **more: Any) -> Any:
    return operation(payment=payment, **more)


def because(operation: type[Any], payment: UUID = PAYMENT) -> Any:
    return operation(payment=payment, reason="己理由")


def pay(on: date = TUESDAY, account: str = "union-bank", payment: UUID = PAYMENT) -> ops.PayUnionPayment:
    return ops.PayUnionPayment(payment=payment, on=on, account=account)


def grant(amount: str = "50000", on: date = MONDAY, account: str = "union-bank") -> ops.ReceiveUnionGrant:
    return ops.ReceiveUnionGrant(on=on, amount=Decimal(amount), account=account, source="区总工会")


def asked(desk: Desk, on: date = MONDAY, person: str = STAFF, **more: Any) -> UUID:
    """A payment that was asked for; its id."""
    found: UUID = desk.on(on, person, ask(**more), 9).id
    return found


def approved(desk: Desk, **more: Any) -> UUID:
    payment = asked(desk, **more)
    desk.on(MONDAY, UNION_CHAIR, one(ops.ApproveUnionPayment, payment), 11)
    return payment


def member_of(desk: Desk, person: str) -> UUID:
    """Their line of the register."""
    (found,) = desk.on(MONDAY, UNION_CHAIR, ListUnionMembers(person=person)).items
    assert isinstance(found.id, UUID)
    return found.id


AT: dict[str, Any] = {"at": clock(MONDAY, 15)}
