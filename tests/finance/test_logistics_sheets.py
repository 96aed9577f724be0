"""Sheets of cars, repairs, assets and stocktakings on paper (A28, B9.5): who did what stands in the boxes."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from services.finance.assets.operations import (
    AcceptAsset,
    ApproveDisposal,
    DeclineAsset,
    HandOverAsset,
    PrintAsset,
    RecordDisposal,
    RequestDisposal,
)
from services.finance.stocktaking.operations import (
    CloseStocktaking,
    CountAsset,
    ExplainDifference,
    OpenStocktaking,
    PrintStocktaking,
)
from services.finance.vehicles.operations import CancelCar, PrintCarUse, PrintRepair, RejectCar, WithdrawRepair
from services.kernel.refusals import Forbidden
from tests.finance.desk import (
    ACCOUNTANT,
    COLLEAGUE,
    DIRECTOR,
    FINANCE_LEADER,
    LOGISTICS,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
)
from tests.finance.purchases import paid
from tests.finance.test_assets import FIRST, JUNE_20, entered, register
from tests.finance.test_sheets import LATER, MARKUP, names, sheet
from tests.finance.vehicles import (
    APPROVED,
    BACK,
    DRIVER,
    KEEPER,
    MENDED,
    MENDING,
    MONDAY,
    OUT,
    SENT,
    TUESDAY,
    USE,
    WEDNESDAY,
    asked,
    finish,
    fleet,
    repair,
)
from tests.given import By, given
from tests.papers import Paper

PRINT_USE = PrintCarUse(use=USE)
PRINT_REPAIR = PrintRepair(repair=USE)


def tables(paper: Paper) -> list[list[list[str]]]:
    return [part["rows"] for part in paper.data["parts"] if part["kind"] == "lines"]


# -- cars -------------------------------------------------------------------------------------------------------------


def test_a_car_is_dispatched_on_a_sheet_that_follows_it_back(desk: Desk) -> None:
    """B9.5: request, consent and dispatch, then what the odometer read when it left and came back."""
    waiting = sheet(desk, PRINT_USE, *asked(), on=MONDAY)
    assert waiting.signed() == names(desk, 申请人=STAFF)
    sent = sheet(desk, PRINT_USE, APPROVED, SENT, on=MONDAY)
    assert sent.signed() == names(desk, 申请人=STAFF, 审批意见=LOGISTICS, 派车=LOGISTICS)
    assert "川J00001" in sent.text
    paper = sheet(desk, PRINT_USE, OUT, BACK)
    boxes = {"申请人": STAFF, "审批意见": LOGISTICS, "派车": LOGISTICS, "出车登记": DRIVER, "收车登记": DRIVER}
    assert paper.signed() == names(desk, **boxes)
    assert (paper.name, paper.data["stamp"], len(paper.pages)) == ("CarUse-2025-0001.pdf", "", 1)
    for text in ("调研预算执行", "清柚镇", "09:00", "1,000", "1,080", "80"):
        assert text in paper.text or text.replace(",", "") in paper.text


def test_a_use_that_was_refused_or_cancelled_is_stamped(desk: Desk) -> None:
    refused = sheet(desk, PRINT_USE, *asked(), by(LOGISTICS, MONDAY, RejectCar(use=USE, reason=f"已满{MARKUP}"), 10))
    box = refused.boxes["审批意见"]
    assert (box["word"], box["note"], refused.data["stamp"]) == ("不同意", f"已满{MARKUP}", "未批准")


def test_a_cancelled_use_says_who_cancelled_it(desk: Desk) -> None:
    cancelled = by(STAFF, MONDAY, CancelCar(use=USE, reason="改期"), 12)
    paper = sheet(desk, PRINT_USE, *asked(), APPROVED, cancelled)
    assert (paper.data["stamp"], paper.boxes["取消"]["note"]) == ("已取消", "改期")


def test_whoever_comes_along_prints_the_sheet_and_strangers_do_not(desk: Desk) -> None:
    given(*asked(), APPROVED, SENT, to=desk)
    for person in (DRIVER, STAFF):
        assert desk.ask(PRINT_USE, by=person, at=clock(TUESDAY)).media_type == "application/pdf"
    given(to=desk).when(PRINT_USE, by=OTHER_STAFF, at=clock(TUESDAY)).then_refused(Forbidden)


def test_a_repair_is_consented_to_for_a_sum_in_capitals(desk: Desk) -> None:
    history = (*fleet(), by(KEEPER, MONDAY, repair(amount="1203.50")), MENDED)
    paper = sheet(desk, PRINT_REPAIR, *history, by(KEEPER, WEDNESDAY, finish("1180.05"), 11))
    assert paper.signed() == names(desk, 申请人=KEEPER, 审批意见=DIRECTOR, 修好登记=KEEPER)
    for text in ("大写：壹仟贰佰零叁元伍角整", "1,203.50", "1,180.05", "更换刹车片", "定点维修厂"):
        assert text in paper.text


def test_a_withdrawn_repair_is_stamped(desk: Desk) -> None:
    paper = sheet(
        desk, PRINT_REPAIR, *fleet(), MENDING, by(KEEPER, MONDAY, WithdrawRepair(repair=USE, reason="自行处理"), 11)
    )
    assert (paper.data["stamp"], paper.signed()) == ("已撤回", names(desk, 申请人=KEEPER))


# -- assets -----------------------------------------------------------------------------------------------------------


def handed(receiver: str = OTHER_STAFF, hour: int = 10) -> By:
    return by(STAFF, JUNE_20, HandOverAsset(asset=FIRST, receiver=receiver, place="主楼305室", reason="调整分工"), hour)


def test_the_card_of_an_asset_names_its_value_its_keeper_and_its_place(desk: Desk) -> None:
    paper = sheet(desk, PrintAsset(asset=FIRST), entered(value=Decimal("3000.10")))
    assert paper.signed() == names(desk, 登记=ACCOUNTANT)
    for text in ("固定资产卡片", "会议桌", "主楼302室", "大写：叁仟元壹角整", "原有", "编号：2025-0001"):
        assert text in paper.text
    assert [box["label"] for box in paper.signatures] == ["登记"]


def test_a_handover_is_signed_by_both_and_one_that_came_to_nothing_by_nobody(desk: Desk) -> None:
    declined = by(OTHER_STAFF, JUNE_20, DeclineAsset(asset=FIRST, reason="另有安排"), 11)
    given(entered(), handed(), to=desk)
    under_way = sheet(desk, PrintAsset(asset=FIRST))
    assert under_way.signed() == names(desk, 登记=ACCOUNTANT, 移交人=STAFF)
    assert sheet(desk, PrintAsset(asset=FIRST), declined).signed() == names(desk, 登记=ACCOUNTANT)
    accepted = by(OTHER_STAFF, JUNE_20, AcceptAsset(asset=FIRST), 13)
    paper = sheet(desk, PrintAsset(asset=FIRST), handed(hour=12), accepted)
    assert paper.signed() == names(desk, 登记=ACCOUNTANT, 移交人=STAFF, 接收人=OTHER_STAFF)
    assert "主楼305室" in paper.text


def test_a_disposal_is_signed_and_the_card_stamped(desk: Desk) -> None:
    gone = (
        by(STAFF, JUNE_20, RequestDisposal(asset=FIRST, way="scrapped", reason="已损坏"), 12),
        by(FINANCE_LEADER, JUNE_20, ApproveDisposal(asset=FIRST), 13),
        by(ACCOUNTANT, JUNE_20, RecordDisposal(asset=FIRST), 14),
    )
    paper = sheet(desk, PrintAsset(asset=FIRST), entered(), *gone)
    assert paper.signed() == names(desk, 登记=ACCOUNTANT, 申请处置=STAFF, 处置审批=FINANCE_LEADER, 处置登记=ACCOUNTANT)
    assert (paper.data["stamp"], paper.boxes["申请处置"]["note"]) == ("已处置", "已损坏")


def test_what_was_bought_names_its_purchase(desk: Desk) -> None:
    given(*paid("10000", quantity=3), to=desk)
    made = desk.on(JUNE_20, LOGISTICS, register(), 14)
    paper = sheet(desk, PrintAsset(asset=made.id))
    assert "所属采购2025-0001" in paper.text


# -- stocktaking ------------------------------------------------------------------------------------------------------

ROUND = UUID(int=7)


@pytest.fixture
def counted(desk: Desk) -> list[UUID]:
    """Three assets looked for by two; the second is missing, the third was counted twice."""
    for hour, keeper in enumerate((STAFF, OTHER_STAFF, ACCOUNTANT), 8):
        desk.do(entered(keeper).operation, by=ACCOUNTANT, at=clock(JUNE_20, hour))
    view = desk.on(JUNE_20, LOGISTICS, OpenStocktaking(counters=(STAFF, LOGISTICS, COLLEAGUE)), 12)
    assets = [one.asset for one in view.assets]
    for person, asset, result, hour in (
        (LOGISTICS, assets[0], "found", 9),
        (LOGISTICS, assets[1], "missing", 10),
        (COLLEAGUE, assets[2], "damaged", 11),
        (STAFF, assets[2], "found", 12),
    ):
        desk.on(day(6, 23), person, CountAsset(stocktaking=ROUND, asset=asset, result=result), hour)
    return assets


def test_a_stocktaking_has_a_line_for_each_asset_and_a_box_for_each_counter(desk: Desk, counted: list[UUID]) -> None:
    paper = sheet(desk, PrintStocktaking(stocktaking=ROUND))
    boxes = [(box["label"], box.get("who")) for box in paper.signatures]
    people = names(desk, logistics=LOGISTICS, staff=STAFF)
    assert boxes == [
        ("发起人", people["logistics"]),
        ("盘点人", people["logistics"]),
        ("盘点人", people["staff"]),
        ("结束盘点", None),
    ]
    (rows,) = tables(paper)
    assert [(row[1], row[5]) for row in rows] == [
        ("2025-0001", "账实相符"), ("2025-0002", "盘亏"), ("2025-0003", "账实相符"),
    ]  # fmt: skip
    explained = ExplainDifference(stocktaking=ROUND, asset=counted[1], explanation="借出未还，已追回登记")
    done = (by(ACCOUNTANT, LATER, explained, 9), by(ACCOUNTANT, LATER, CloseStocktaking(stocktaking=ROUND), 10))
    closed = sheet(desk, PrintStocktaking(stocktaking=ROUND), *done)
    assert closed.boxes["差异说明人"]["who"] == closed.boxes["结束盘点"]["who"] == names(desk, a=ACCOUNTANT)["a"]
    assert "借出未还，已追回登记" in closed.text
