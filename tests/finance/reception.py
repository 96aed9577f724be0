"""A reception of the finance-economy commission as the tests plan it: p024 asks, p022 answers for it."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from services.finance.reception.costs import Terms
from services.finance.reception.operations import (
    ApproveReception,
    CheckReception,
    RequestReception,
    SignReceptionList,
)
from services.kernel.procedure.attachments.operations import declare
from services.kernel.rules.regulations import Rules
from tests.attendance.desk import rules
from tests.finance.desk import ACCOUNTANT, DIRECTOR, FIRST, HEAD, STAFF, by, day
from tests.given import By

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (day(6, 9 + n) for n in range(4))
PDF = b"%PDF-1.7 official letter"
SCAN = hashlib.sha256(PDF).hexdigest()
LETTER = {"letter_from": "市人大财经委", "letter_number": "市人财函〔2025〕7号", "letter_day": day(6, 6)}
UPLOADED = by(STAFF, MONDAY, declare("finance").upload_file(file_name="公函.pdf", content=PDF), 8)


def request(letter: bool = True, heads: int = 4, cost: str = "600", **more: Any) -> RequestReception:
    said: dict[str, Any] = {
        "department": "finance-economy",
        "responsible": HEAD,
        "paid_by": "finance-economy",
        "purpose": "预算执行情况调研",
        "start": WEDNESDAY,
        "end": WEDNESDAY,
        "guests": [{"unit": "市人大财经委", "rank": "county", "count": heads}],
        "companions": [HEAD, STAFF],
        "planned": [{"kind": "meal", "times": 1, "cost": cost}],
    }
    scanned = {**LETTER, "letter_scan": [SCAN]} if letter else {}
    return RequestReception.model_validate(said | scanned | more)


def asked(on: date = MONDAY, person: str = STAFF, **more: Any) -> tuple[By, By]:
    return UPLOADED, by(person, on, request(**more))


APPROVED = by(DIRECTOR, TUESDAY, ApproveReception(reception=FIRST))


def item(cost: str = "500", **more: Any) -> dict[str, Any]:
    said = {"kind": "meal", "on": WEDNESDAY, "place": "机关食堂", "guests": 4, "companions": 2, "cost": cost}
    return said | more


def signing(*items: dict[str, Any], **more: Any) -> SignReceptionList:
    said = {"reception": FIRST, "guest_count": 4, "companions": [HEAD, STAFF], "items": items or [item()]}
    return SignReceptionList.model_validate(said | more)


def signed(*items: dict[str, Any], **more: Any) -> By:
    return by(HEAD, WEDNESDAY, signing(*items, **more), 16)


CHECKED = by(ACCOUNTANT, THURSDAY, CheckReception(reception=FIRST))


def terms(on: date = WEDNESDAY, **tried: str) -> Terms:
    """Of the organ's rules, with other values of some parameters."""
    found: Rules = rules()
    for name, value in tried.items():
        found = found.with_value(f"reception.{name}", value, day(1, 1))
    return Terms.of(found, on)


def yuan(amount: str) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))
