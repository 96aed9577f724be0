"""Receptions (A29): asked for by the department, consented to by the office director, signed by who answers for it."""

from __future__ import annotations

import base64
import hashlib

from services.finance.invoices.numbers import invoice_id
from tests.permissions.procedures.claims import STEPS
from tests.permissions.procedures.finance_attachments import CABINET
from tests.permissions.procedures.invoices import face
from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import BUDGET, JULY, LINE, D, P, row
from tests.permissions.world import Diary

PDF = b"%PDF-1.7 a letter"
SCAN = hashlib.sha256(PDF).hexdigest()
UPLOAD = {"file_name": "公函.pdf", "content": base64.b64encode(PDF).decode()}
ITEM = {"kind": "meal", "place": "机关食堂", "guests": 4, "companions": 1, "cost": "400"}


def asked(number: str, on: str, responsible: str = P) -> dict[str, object]:
    return {
        **BUDGET,
        "responsible": responsible,
        "paid_by": D,
        "purpose": "调研预算执行",
        "start": on,
        "end": on,
        "guests": [{"unit": "市人大常委会", "rank": "county", "count": 4}],
        "companions": [P],
        "planned": [{"kind": "meal", "times": 1, "cost": "500"}],
        **letter(number),
    }


def letter(number: str) -> dict[str, object]:
    return {"letter_from": "市人大常委会", "letter_number": number, "letter_day": "2026-07-01", "letter_scan": [SCAN]}


def prepare(diary: Diary) -> None:
    """One that is asked for by p027, one that is consented to and one that is listed, both with p027 to answer."""
    line = {**BUDGET, "year": 2026, "line": "reception", "amount": "5000"}
    diary.do("07-01T09:02", "p015", "finance.plan-budget-line", **line)
    for by in (P, "p028"):
        diary.do("07-06T15:00", by, "finance.upload-file", **UPLOAD)
    diary.make("reception", "07-06T15:10", P, "finance.request-reception", **asked("1", "2026-07-08", "p026"))
    diary.make("reception-given", "07-06T15:20", "p028", "finance.request-reception", **asked("2", "2026-07-08"))
    diary.make("reception-held", "07-06T15:30", "p028", "finance.request-reception", **asked("3", "2026-07-07"))
    for label in ("reception-given", "reception-held"):
        diary.do("07-06T16:00", "p008", "finance.approve-reception", reception=f"@{label}")
    diary.do("07-07T16:00", P, "finance.sign-reception-list", reception="@reception-held", **there("2026-07-07"))
    for n, label in enumerate(("reception-settled", "reception-overpaid"), 4):
        settled(diary, label, n)
    diary.do("07-08T09:00", "p003", "finance.reopen-reception", reception="@reception-overpaid", reason="人数不符")
    less = {**there("2026-07-07"), "items": [{**ITEM, "on": "2026-07-07", "cost": "300"}]}
    diary.do("07-08T09:10", P, "finance.sign-reception-list", reception="@reception-overpaid", **less)
    diary.do("07-08T09:20", "p015", "finance.check-reception", reception="@reception-overpaid")
    file = {"file_name": "公函.pdf", "content": UPLOAD["content"], "kind": "reception", "record": "@reception"}
    diary.do("07-07T16:10", P, "finance.attach-file", **file)


def settled(diary: Diary, label: str, n: int) -> None:
    """Asked for, had, checked, claimed and paid by transfer."""
    one = {"reception": f"@{label}"}
    diary.make(label, f"07-06T15:4{n}", "p028", "finance.request-reception", **asked(str(n), "2026-07-07"))
    diary.do(f"07-06T16:1{n}", "p008", "finance.approve-reception", **one)
    diary.do(f"07-07T16:1{n}", P, "finance.sign-reception-list", **one, **there("2026-07-07"))
    diary.do(f"07-07T16:2{n}", "p015", "finance.check-reception", **one)
    number = f"2651200000000000200{n}"
    diary.do(f"07-07T16:3{n}", "p028", "finance.register-invoice", **face(number, gross="400", tax="0"))
    said = {
        **BUDGET, **one, "line": "reception", "purpose": "公务接待", "payees": [{"name": "机关食堂", "amount": "400"}],
        "items": [{"kind": "reception", "amount": "400", "invoice": str(invoice_id("", number))}],
    }  # fmt: skip
    diary.make(f"claim-of-{label}", f"07-07T16:4{n}", "p028", "finance.submit-claim", **said)
    for hour, (operation, by, fields) in enumerate(STEPS, 17):
        how = {"method": "transfer"} if fields else {}
        diary.do(f"07-07T{hour}:0{n}", by, f"finance.{operation}", claim=f"@claim-of-{label}", **how)


def there(on: str) -> dict[str, object]:
    return {"guest_count": 4, "companions": [P], "items": [{**ITEM, "on": on}]}


READERS = f"colleague {LINE} clerk {SEES_MONEY}"
DOERS = "self colleague head clerk"
ONE, GIVEN, HELD, SETTLED, OVERPAID = (
    {"reception": f"@reception{one}"} for one in ("", "-given", "-held", "-settled", "-overpaid")
)
ROWS = (
    row(
        "finance.request-reception", "colleague head clerk",
        **asked("", "2026-07-09") | {"letter_from": "", "letter_day": None, "letter_scan": []},
    ),
    row("finance.enter-reception-letter", DOERS, **ONE, **letter("9")),
    row("finance.approve-reception", "office-director", **ONE),
    row("finance.reject-reception", "office-director", **ONE, reason="改期"),
    row("finance.cancel-reception", "self head", **ONE, reason="改期"),
    row("finance.sign-reception-list", "self", **GIVEN, **there("2026-07-08")),
    row("finance.return-reception-list", "accountant", **HELD, reason="补写地点"),
    row("finance.check-reception", "accountant", **HELD),
    row("finance.reopen-reception", "finance-leader", **SETTLED, reason="人数不符"),
    row("finance.repay-reception", "cashier", **OVERPAID, means="bank"),
    row("finance.get-reception", READERS, **ONE),
    row("finance.print-reception", READERS, **ONE),
    row("finance.print-reception-list", READERS, **ONE),
    row("finance.list-receptions", READERS, "of a department", **BUDGET),
    row("finance.list-receptions", READERS, "of a person", person=P),
    row("finance.list-receptions", f"clerk {SEES_MONEY}", "of the organ"),
    row("finance.export-receptions", SEES_MONEY, **JULY),
    row("finance.get-reception-year", SEES_MONEY, year=2026),
    row("finance.export-reception-year", SEES_MONEY, year=2026),
    *CABINET.rows_of("reception", "reception", DOERS, READERS),
)  # fmt: skip
