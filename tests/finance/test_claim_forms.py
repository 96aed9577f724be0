"""The forms of a claim on paper (A32): each step signs in its box, what came back is signed anew; and its payment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.finance.claims.operations import (
    CheckClaim,
    GetClaim,
    PrintClaim,
    PrintClaimPayment,
    RejectClaim,
    ReturnClaim,
    WithdrawClaim,
)
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden
from tests.finance import test_claims_occasions as occasions
from tests.finance.claims import ALL, CLAIMANT, SUPERVISING, Office, cut, two_items
from tests.finance.desk import ACCOUNTANT, AUDITOR, CASHIER, FINANCE_LEADER, OTHER_STAFF, STAFF, Desk, clock, day
from tests.papers import Paper, plain, printed

pytestmark = pytest.mark.slow

LATER = {"at": clock(day(6, 27))}
NAMES = {
    CLAIMANT: "谷神曲", ACCOUNTANT: "贺百合", SUPERVISING: "曾远志", FINANCE_LEADER: "苏半夏", CASHIER: "江砂仁",
}  # fmt: skip
STEPS = {"经办人": CLAIMANT, "财务审查": ACCOUNTANT, "审核": SUPERVISING, "审批": FINANCE_LEADER, "出纳": CASHIER}


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def form(office: Office, claim: UUID) -> Paper:
    return printed(office.desk, PrintClaim(claim=claim), by=AUDITOR, **LATER)


def signed(*labels: str) -> dict[str, str]:
    return {label: NAMES[STEPS[label]] for label in labels}


def table(paper: Paper, nth: int = 0) -> Any:
    return [part for part in paper.data["parts"] if part["kind"] == "lines"][nth]


def test_each_step_signs_in_its_box(office: Office) -> None:
    claim = two_items(office).id
    labels = list(STEPS)
    for done, step in enumerate(("", *ALL[:4])):
        if step:
            office.goes(claim, step, check={"cuts": [cut(1, "50.55")]})
        assert form(office, claim).signed() == signed(*labels[: done + 1])
    paper = form(office, claim)
    assert paper.data["title"] == "费用报销单"
    assert paper.data["enclosed"] == "附件 2 张"
    assert [row[2:] for row in table(paper)["rows"]] == [
        ["25512000000012340001", "100.00", "50.55", "超出标准"],
        ["25512000000012340002", "200.00", "200.00", ""],
    ]
    assert "大写：贰佰伍拾元伍角伍分小写：￥250.55" in paper.text


@pytest.mark.parametrize(("to", "left"), [("check", 1), ("review", 2), ("approval", 3), ("claimant", 1)])
def test_what_was_decided_from_that_step_on_falls(office: Office, to: str, left: int) -> None:
    claim = two_items(office).id
    office.goes(claim, *ALL[:3])
    office.ask(CASHIER, ReturnClaim(claim=claim, to=to, reason="请补充说明"), 12)
    paper = form(office, claim)
    assert paper.signed() == signed(*list(STEPS)[:left])
    assert paper.data["stamp"] == ("已退回经办人" if to == "claimant" else "")


def test_a_refusal_stands_in_a_box_of_its_own(office: Office) -> None:
    claim = office.claim().id
    office.goes(claim, "check")
    office.ask(SUPERVISING, RejectClaim(claim=claim, reason="不属公务"), 11)
    paper = form(office, claim)
    assert (paper.boxes["不予报销"]["note"], paper.data["stamp"]) == ("不属公务", "不予报销")
    again = office.claim().id
    office.ask(CLAIMANT, WithdrawClaim(claim=again, reason="重复"), 11)
    assert form(office, again).data["stamp"] == "已撤回"


def test_a_payment_says_what_was_set_off_and_paid_out(office: Office) -> None:
    advance = office.advance("50")
    claim = office.claim(advance=advance).id
    office.goes(claim, *ALL[:4])
    paper = printed(office.desk, PrintClaimPayment(claim=claim), by=AUDITOR, **LATER)
    assert paper.signed() == signed("审批", "出纳")
    (sums,) = (part["rows"] for part in paper.data["parts"] if part["kind"] == "sum")
    assert [row[1:] for row in sums] == [
        ("壹佰零陆元整", "￥106.00"), ("伍拾元整", "￥50.00"), ("伍拾陆元整", "￥56.00"),
    ]  # fmt: skip
    assert "冲抵的借款2025-0001" in paper.text


def test_a_payment_is_printed_once_it_was_made(office: Office) -> None:
    claim = office.claim().id
    office.goes(claim, *ALL[:3])
    with pytest.raises(WrongStatus, match="not possible yet"):
        office.desk.ask(PrintClaimPayment(claim=claim), by=AUDITOR, **LATER)


def test_long_claims_repeat_their_headings(office: Office) -> None:
    items = [{"kind": "goods", "amount": "1.01", "invoice": office.invoice("1.01")} for _ in range(60)]
    payee = {"name": "某某某某某某某某某某某某某某某某某某某某" * 4, "amount": "60.60"}
    claim = office.claim(items=items, payees=[payee], purpose="很长的报销事由" * 60).id
    paper = form(office, claim)
    assert len(paper.pages) > 1
    assert all("项次费用类别发票金额(元)核定金额(元)核减依据" in page for page in paper.pages[:-1])
    assert paper.text.count("2551200000001234") == 60
    assert "大写：陆拾元陆角整" in paper.pages[-1]


def test_the_claim_of_a_trip_has_the_form_of_one(desk: Desk) -> None:
    """With where they went, when, and who."""
    office = occasions.office_of(desk, *occasions.TRAVELLED, occasions.CONFIRMED)
    claim = office.ask(STAFF, occasions.of_trip(office), 12).id
    occasions.goes(office, claim, *ALL[:4])
    paper = form(office, claim)
    assert paper.data["title"] == "差旅费报销单"
    assert plain("2025-0001　机关至云柚镇，2025-06-10至2025-06-12，李当归、丁青蒿") in paper.text
    assert paper.signed() == {
        "经办人": "李当归", "财务审查": "贺百合", "审核": "陆桔梗", "审批": "苏半夏", "出纳": "江砂仁",
    }  # fmt: skip
    assert table(paper)["rows"][1][2:4] == ["", "240.00"]


def test_the_claim_of_a_reception_names_it(desk: Desk) -> None:
    office = occasions.office_of(desk, *occasions.RECEIVED)
    paper = form(office, office.ask(STAFF, occasions.of_reception(office), 12).id)
    assert paper.data["title"] == "费用报销单"
    assert "公务接待2025-0001" in paper.text


def test_a_claim_is_printed_by_whom_it_is_shown(office: Office) -> None:
    claim = office.claim().id
    for operation in (PrintClaim(claim=claim), PrintClaimPayment(claim=claim), GetClaim(claim=claim)):
        office.when(operation, OTHER_STAFF).then_refused(Forbidden)


def test_nothing_at_all_is_printed_as_nothing(office: Office) -> None:
    """All of it cut but a fen."""
    claim = office.claim().id
    office.ask(ACCOUNTANT, CheckClaim(claim=claim, cuts=[cut(1, "0.01")], parts=["0.01"]))
    paper = form(office, claim)
    assert "大写：壹分小写：￥0.01" in paper.text
    assert table(paper, 1)["rows"][0][-1] == "0.01"
    assert Decimal(table(paper)["under"][1]) == Decimal("0.01")
