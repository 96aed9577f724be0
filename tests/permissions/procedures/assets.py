"""Assets (A28, B9.5): whoever keeps one hands it over, the leader in charge of finance consents to its disposal."""

from __future__ import annotations

from services.finance.invoices.numbers import invoice_id
from tests.permissions.procedures.invoices import face
from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.procedures.procurement import SIGN, WHAT
from tests.permissions.procedures.suppliers import SELLER
from tests.permissions.words import BUDGET, JULY, LINE, P, row
from tests.permissions.world import SYSTEM, Diary

OLD = {
    **BUDGET, "source": "stock", "name": "会议桌", "category": "furniture", "value": "3000",
    "acquired_on": "2026-07-01", "place": "主楼302室",
}  # fmt: skip
GIVE = {"receiver": "p028", "place": "主楼303室", "reason": "岗位调整"}
DISPOSE = {"way": "scrapped", "reason": "无法修复"}
LABELS = ("asset", "given-asset", "asked-asset", "approved-asset")


def prepare(diary: Diary) -> None:
    """One in every state, kept by p027; one whose keeper is gone; a purchase that brought one."""
    for n, label in enumerate(LABELS):
        diary.make(label, f"07-02T16:0{n}", "p015", "finance.enter-asset", keeper=P, **OLD)
    diary.do("07-03T09:00", P, "finance.hand-over-asset", asset="@given-asset", **GIVE)
    for label in ("asked-asset", "approved-asset"):
        diary.do("07-03T09:05", P, "finance.request-disposal", asset=f"@{label}", **DISPOSE)
    diary.do("07-03T09:10", "p003", "finance.approve-disposal", asset="@approved-asset")
    new = {"person": "p901", "name": "离任人员", "number": "9901", "work_since": "2026-07-01", **BUDGET}
    diary.do("07-01T09:00", SYSTEM, "directory.hire-person", day="2026-07-01", **new)
    diary.make("left-asset", "07-02T16:10", "p015", "finance.enter-asset", keeper="p901", **OLD)
    diary.make("left-purchase", "07-02T16:11", P, "finance.request-purchase", **WHAT, handler="p901")
    diary.do("07-03T09:20", SYSTEM, "directory.leave-service", person="p901", day="2026-07-04")
    diary.make("auditors-asset", "07-02T16:12", "p015", "finance.enter-asset", keeper="p020", **OLD)
    diary.do("07-03T09:25", SYSTEM, "directory.leave-service", person="p020", day="2026-12-01")
    diary.make("offered-asset", "07-02T16:14", "p015", "finance.enter-asset", keeper="p028", **OLD)
    diary.do("07-03T09:30", "p028", "finance.hand-over-asset", asset="@offered-asset", **GIVE | {"receiver": P})
    _bought(diary)


def _bought(diary: Diary) -> None:
    """Owed for, with one asset to be registered."""
    dear = {"supplier": "@supplier", "amount": "1000", "on": "2026-07-02"}
    other = {"name": "历下家具", "tax_number": "91370100MA3C1D2E37"}
    diary.make("other-supplier", "07-01T09:50", "p010", "finance.enter-supplier", **other)
    asked = {**WHAT, "category": "furniture", "quantity": 1, "estimate": "1000"}
    diary.make("asset-purchase", "07-02T14:50", P, "finance.request-purchase", **asked)
    number = "26512000000000001500"
    said = {"seller": "泉城办公", "seller_tax": SELLER, "gross": "1000", "tax": "0"}
    diary.do("07-02T15:50", P, "finance.register-invoice", **face(number, **said))
    sign = tuple((person, operation, {}) for person, operation in SIGN)
    for n, (person, step, more) in enumerate(
        (
            (P, "enter-quote", dear),
            (P, "enter-quote", dear | {"supplier": "@other-supplier"}),
            (P, "choose-supplier", {"supplier": "@supplier"}),
            *sign,
            (P, "order-goods", {"contract": "9", "amount": "1000", "on": "2026-07-06"}),
            (P, "enter-delivery", {"on": "2026-07-06", "quantity": 1, "note": "完好"}),
            *sign,
            ("p010", "accept-delivery", {}),
            (P, "hand-in-purchase-invoice", {"invoices": [{"invoice": str(invoice_id("", number))}]}),
            ("p015", "check-purchase-invoice", {}),
        )
    ):
        diary.do(f"07-06T18:{n:02d}", person, f"finance.{step}", purchase="@asset-purchase", **more)


SEES = f"{SEES_MONEY} logistics"
READERS = f"colleague {LINE} {SEES}"
BOUGHT = {"purchase": "@asset-purchase", "name": "办公椅", "keeper": P, "place": "主楼302室"}
ROWS = (
    row("finance.register-asset", "logistics accountant", **BOUGHT),
    row("finance.enter-asset", "accountant", keeper=P, **OLD),
    row("finance.hand-over-asset", "self", asset="@asset", **GIVE),
    row("finance.hand-over-asset", "logistics", "of a keeper who is gone", asset="@left-asset", **GIVE),
    row("finance.accept-asset", "nobody", "", ("colleague",), asset="@given-asset"),
    row("finance.decline-asset", "nobody", "", ("colleague",), asset="@given-asset", reason="型号不符"),
    row("finance.take-asset-back", "self", asset="@given-asset", reason="不再调整"),
    row("finance.request-disposal", "self logistics", asset="@asset", **DISPOSE),
    row("finance.approve-disposal", "finance-leader", asset="@asked-asset"),
    row("finance.reject-disposal", "finance-leader", asset="@asked-asset", reason="仍可用"),
    row("finance.record-disposal", "accountant", asset="@approved-asset"),
    row("finance.get-asset", READERS, asset="@asset"),
    row("finance.print-asset", READERS, asset="@asset"),
    row("finance.list-assets", f"self {READERS}", "of a person", person=P),
    row("finance.list-assets", READERS, "of a department", **BUDGET),
    row("finance.list-assets", SEES, "of the organ"),
    row("finance.export-assets", SEES, **JULY),
)  # fmt: skip
