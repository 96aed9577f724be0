"""The sample organ's finance as a test drives it; days, people and clock as in the documents' tests.

In June 2025: p014 cashier, p015 accountant, p003 leader in charge of finance (and of finance-economy and budget), p010
office deputy director for logistics, p007 head of the discipline group, p017 chair of the staff union.
"""

from __future__ import annotations

from typing import Any

from services.finance import service
from services.finance.operations import log
from tests.documents import desk
from tests.documents.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    OTHER_HEAD,
    OTHER_STAFF,
    SECRETARY,
    STAFF,
    by,
    clock,
    day,
    read_back,
)

__all__ = [
    "ACCOUNTANT",
    "AUDITOR",
    "CASHIER",
    "CHAIR",
    "CLERK",
    "COLLEAGUE",
    "DIRECTOR",
    "DISCIPLINE",
    "FINANCE_LEADER",
    "FIRST",
    "HEAD",
    "LEADER",
    "LOGISTICS",
    "OTHER_HEAD",
    "OTHER_STAFF",
    "SECRETARY",
    "STAFF",
    "UNION_CHAIR",
    "Desk",
    "by",
    "clock",
    "day",
    "read_back",
]
CASHIER, ACCOUNTANT, FINANCE_LEADER, LOGISTICS, DISCIPLINE, UNION_CHAIR = "p014", "p015", "p003", "p010", "p007", "p017"


class Desk(desk.Desk):
    SERVICE: Any = service
    LOG: Any = log
