"""Attachments of finance (B9.3): whoever sees a record has its files, whoever acts on it attaches them."""

from __future__ import annotations

import base64
import hashlib

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.procedures.union_fund import KEEPERS
from tests.permissions.words import JULY, OFFICE, TOP, Row, row
from tests.permissions.world import Diary

PDF = b"%PDF-1.7 an invoice"
FILE = {"file_name": "发票.pdf", "content": base64.b64encode(PDF).decode()}
MORE = {"file_name": "清单.pdf", "content": base64.b64encode(b"%PDF-1.7 more").decode()}


def prepare(diary: Diary) -> None:
    """A file of every kind of record, and one that p027 uploaded for a record to come."""
    diary.do("07-07T10:00", "p027", "finance.upload-file", **FILE)
    for by, kind, record in (
        ("p027", "invoice", "invoice"),
        ("p027", "union-payment", "union-asked"),
        ("p027", "purchase", "purchase"),
        ("p015", "fee-licence", "fee-licence"),
        ("p023", "takings", "takings"),
    ):
        diary.do("07-07T10:00", by, "finance.attach-file", kind=kind, record=f"@{record}", **FILE)


def rows_of(kind: str, record: str, attach: str, see: str, but_not: tuple[str, ...] = ()) -> tuple[Row, ...]:
    of = {"kind": kind, "record": f"@{record}"}
    one = {**of, "number": 1}
    said = f"of {record}"
    return (
        row("finance.attach-file", attach, said, (), but_not, **of, **MORE),
        row("finance.remove-attachment", attach, said, (), but_not, **one, reason="放错"),
        row("finance.list-attachments", see, said, (), but_not, **of),
        row("finance.get-attachment", see, said, (), but_not, **one),
        row("finance.download-attachment", see, said, (), but_not, **one),
    )


ROWS = (
    row("finance.upload-file", "everybody", **FILE),
    row("finance.get-upload", "self", "by nobody else", digest=hashlib.sha256(PDF).hexdigest()),
    row("finance.check-files", "auditor administrator"),
    row("finance.export-attachments", f"{OFFICE} {TOP}", **JULY),
    *rows_of("invoice", "invoice", "self accountant", f"self {SEES_MONEY}"),
    *rows_of(
        "purchase", "purchase", "self logistics accountant",
        f"colleague head supervisor {SEES_MONEY} logistics discipline-head",
    ),
    *rows_of("fee-licence", "fee-licence", "accountant", SEES_MONEY),
    *rows_of("takings", "takings", "accountant cashier", SEES_MONEY),
    *rows_of("union-payment", "union-asked", "self accountant cashier", f"self {KEEPERS}"),
)  # fmt: skip
