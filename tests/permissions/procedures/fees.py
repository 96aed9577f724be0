"""Fees (B10.4, B10.6): the accountant enters, the leader in charge of finance compares, the chair alone waives."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import JULY, row
from tests.permissions.world import Diary

ACCOUNTANT, FINANCE_LEADER = "p015", "p003"
ITEM = {"title": "会场使用费", "basis": "区财政局文件"}
LICENCE = {
    "number": "云费证2026-07", "approval": "云财综〔2026〕7号", "issued_by": "区财政局", "start": "2026-05-01",
    "end": "2026-12-31", "lowest": "100", "highest": "500",
}  # fmt: skip
CHARGE = {"item": "@fee-item", "organisation": "云岭公司", "amount": "200", "due": "2026-07-31"}


def prepare(diary: Diary) -> None:
    """A fee with a licence that is compared and one that is not; a charge that is owed, and one to be waived."""
    diary.make("fee-item", "05-28T09:00", ACCOUNTANT, "finance.enter-fee-item", **ITEM)
    for label, at in (("fee-licence", "05-28T09:05"), ("entered-licence", "07-03T09:05")):
        later = {"start": "2026-08-01"} if label == "entered-licence" else {}
        diary.make(label, at, ACCOUNTANT, "finance.enter-fee-licence", item="@fee-item", **LICENCE | later)
    diary.do("05-28T09:10", FINANCE_LEADER, "finance.confirm-fee-licence", licence="@fee-licence")
    for label in ("charge", "waived-charge"):
        diary.make(label, "07-02T09:00", ACCOUNTANT, "finance.enter-charge", **CHARGE)
    diary.do("07-02T09:10", ACCOUNTANT, "finance.request-waiver", charge="@waived-charge", reason="停产")


ROWS = (
    row("finance.enter-fee-item", "accountant", **ITEM),
    row("finance.stop-fee-item", "finance-leader", item="@fee-item", reason="清理"),
    row("finance.enter-fee-licence", "accountant", item="@fee-item", **LICENCE),
    row("finance.confirm-fee-licence", "finance-leader", licence="@entered-licence"),
    row("finance.refuse-fee-licence", "finance-leader", licence="@entered-licence", reason="不符"),
    row(
        "finance.revoke-fee-licence", "accountant finance-leader",
        licence="@fee-licence", ends="2026-07-08", reason="取消",
    ),
    row("finance.enter-charge", "accountant", **CHARGE),
    row("finance.request-waiver", "accountant", charge="@charge", reason="停产"),
    row("finance.approve-waiver", "chair", charge="@waived-charge", decision="纪要"),
    row("finance.reject-waiver", "chair", charge="@waived-charge", reason="依据不足"),
    row("finance.get-fee-item", SEES_MONEY, item="@fee-item"),
    row("finance.list-fee-items", SEES_MONEY),
    row("finance.get-fee-licence", SEES_MONEY, licence="@fee-licence"),
    row("finance.list-fee-licences", SEES_MONEY),
    row("finance.export-fee-licences", SEES_MONEY, **JULY),
    row("finance.get-charge", SEES_MONEY, charge="@charge"),
    row("finance.list-charges", SEES_MONEY),
    row("finance.export-charges", SEES_MONEY, **JULY),
)  # fmt: skip
