"""Vouchers and the execution of the budget on paper (A28). What stands on a form is read back out of its PDF."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from services.finance.budget.operations import PrintExecution
from services.finance.ledger.operations import ListVouchers, PostVoucher, PrintVoucher, ReverseVoucher
from services.kernel.refusals import Forbidden
from tests.finance.desk import ACCOUNTANT, AUDITOR, FINANCE_LEADER, FIRST, STAFF, Desk, by, clock, day
from tests.finance.test_budget import planned
from tests.given import given
from tests.papers import printed

MONDAY = day(6, 9)
PLAN = planned(("office", "999999999.00"))
AT: dict[str, Any] = {"at": clock(MONDAY, 15)}
MARKUP = '#read("/etc/passwd") $x^2$ *b* _i_ \\ @ref <label> `raw` // c [e] {f} ~ -- ]'


def spend(amount: str, lines: int = 1, summary: str = "购买办公用品") -> PostVoucher:
    one = {"account": "expense", "debit": amount, "line": "office", "department": "budget"}
    paid = {"account": "appropriation", "credit": str(Decimal(amount) * lines)}
    return PostVoucher.model_validate({"on": MONDAY, "summary": summary, "postings": [one] * lines + [paid]})


def test_a_voucher_is_printed_with_both_sides_and_signed_by_who_entered_it(desk: Desk) -> None:
    given(*PLAN, by(ACCOUNTANT, MONDAY, spend("123456789.05")), to=desk)
    paper = printed(desk, PrintVoucher(voucher=FIRST), by=AUDITOR, **AT)
    assert paper.name == "Voucher-2025-06-0001.pdf"
    assert paper.size == pytest.approx((595.3, 420.9), abs=0.1)  # half of A4
    assert len(paper.pages) == 1
    for text in ("云柚区人民代表大会常务委员会办公室", "编号：2025-06-0001", "2025年6月9日", "业务活动费用", "办公费"):
        assert text in paper.text
    assert "大写：壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零伍分" in paper.text
    assert paper.text.count("123,456,789.05") == 5  # both lines, both sums, and beside the capitals
    assert paper.signed() == {"制单": "贺百合"}
    assert "状态：已入账版本：1日志第3号" in paper.text
    assert "2025-06-0915:00由罗续断打印" in paper.text


def test_what_was_taken_back_is_stamped(desk: Desk) -> None:
    given(
        *PLAN,
        by(ACCOUNTANT, MONDAY, spend("10")),
        by(ACCOUNTANT, MONDAY, ReverseVoucher(voucher=FIRST, reason="误")),
        to=desk,
    )
    paper = printed(desk, PrintVoucher(voucher=FIRST), by=AUDITOR, **AT)
    assert paper.data["stamp"] == "已冲销"
    assert "2025-06-0002" in paper.text
    (taking, _) = desk.ask(ListVouchers(month="2025-06"), by=AUDITOR, **AT).items
    assert printed(desk, PrintVoucher(voucher=taking.id), by=AUDITOR, **AT).data["stamp"] == ""


def test_a_long_voucher_repeats_its_heading_on_every_page(desk: Desk) -> None:
    given(*PLAN, by(ACCOUNTANT, MONDAY, spend("1234567.89", lines=40)), to=desk)
    paper = printed(desk, PrintVoucher(voucher=FIRST), by=AUDITOR, **AT)
    assert len(paper.pages) > 3
    for number, page in enumerate(paper.pages, 1):
        assert f"第{number}页共{len(paper.pages)}页" in page
    assert all("借方(元)贷方(元)" in page for page in paper.pages[:-1])
    assert all(page.startswith("记账凭证（续）2025-06-0001") for page in paper.pages[1:])
    assert paper.text.count("1,234,567.89") == 40
    assert "大写：肆仟玖佰叁拾捌万贰仟柒佰壹拾伍元陆角整" in paper.pages[-1]  # with the signatures, not before them
    assert paper.signed() == {"制单": "贺百合"}


def test_what_is_written_stays_text(desk: Desk) -> None:
    """No text is run as markup, and none is lost for its length."""
    summary = f"{MARKUP} {'长' * 40} {'A1' * 30}"[:200]
    given(*PLAN, by(ACCOUNTANT, MONDAY, spend("1", summary=summary)), to=desk)
    paper = printed(desk, PrintVoucher(voucher=FIRST), by=AUDITOR, **AT)
    assert paper.text.count("".join(summary.split())) == 2
    assert "root:" not in paper.text


def test_a_voucher_is_printed_by_whom_it_is_shown(desk: Desk) -> None:
    given(*PLAN, by(ACCOUNTANT, MONDAY, spend("1")), to=desk).when(
        PrintVoucher(voucher=FIRST), by=STAFF, **AT
    ).then_refused(Forbidden)


def test_the_execution_of_the_budget_is_printed_by_line_and_month(desk: Desk) -> None:
    given(
        *planned(("office", "123456789.00"), ("printing", "0")), by(ACCOUNTANT, MONDAY, spend("98765432.10")), to=desk
    )
    paper = printed(desk, PrintExecution(year=2025), by=FINANCE_LEADER, **AT)
    assert paper.name == "Execution-2025.pdf"
    assert paper.size == pytest.approx((841.9, 595.3), abs=0.1)  # A4 landscape
    first, months, _ = (part for part in paper.data["parts"] if part["kind"] == "lines")
    assert [row[:3] for row in first["rows"]] == [
        ["办公费", "预算工作委员会", "123,456,789.00"],
        ["印刷费", "预算工作委员会", "0.00"],
    ]
    assert first["under"][0] == "123,456,789.00"
    assert months["heads"][-1][0] == "6月"
    assert paper.signed() == {}


def test_a_year_without_a_budget_is_an_empty_form(desk: Desk) -> None:
    paper = printed(desk, PrintExecution(year=2025), by=FINANCE_LEADER, **AT)
    assert all(part["rows"] == [] for part in paper.data["parts"] if part["kind"] == "lines")
