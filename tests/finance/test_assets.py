"""Assets (A28, B9.5): registered from what was bought, handed over with both signatures, disposed of with consent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.finance.assets import events as e
from services.finance.assets.asset import AllRegistered, KeeperSigns, nth_share
from services.finance.assets.operations import (
    AcceptAsset,
    ApproveDisposal,
    DeclineAsset,
    EnterAsset,
    ExportAssets,
    GetAsset,
    HandOverAsset,
    ListAssets,
    RecordDisposal,
    RegisterAsset,
    RejectDisposal,
    RequestDisposal,
    TakeAssetBack,
)
from services.finance.ledger.events import VoucherPosted
from services.finance.own import OwnMatter
from services.finance.procurement import events as p
from services.finance.procurement.operations import ClosePurchase, GetPurchase, ReturnPurchaseInvoice
from services.finance.procurement.refusals import AssetsMissing
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    COLLEAGUE,
    FINANCE_LEADER,
    HEAD,
    LOGISTICS,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.money import held
from tests.finance.purchases import PAID, PURCHASE, leaves, owed, paid, waits
from tests.given import By, fact, given, proven

JUNE_20, JULY = day(6, 20), day(7, 1)
NOON = {"at": clock(JUNE_20, 15)}


def register(keeper: str = STAFF, name: str = "激光打印机") -> RegisterAsset:
    return RegisterAsset(purchase=PURCHASE, name=name, keeper=keeper, place="主楼302室")


def entered(keeper: str = STAFF, on: date = JUNE_20, hour: int = 9, **more: Any) -> By:
    said: dict[str, Any] = {
        "source": "stock", "name": "会议桌", "category": "furniture", "value": Decimal(3000),
        "acquired_on": day(5, 1), "department": "finance-economy", "place": "主楼302室",
    }  # fmt: skip
    return by(ACCOUNTANT, on, EnterAsset(keeper=keeper, **said | more), hour)


FIRST = UUID(int=1)
"""What is entered first."""


def asset(desk: Desk, id: UUID = FIRST, on: date = JUNE_20, person: str = LOGISTICS) -> Any:
    return desk.on(on, person, GetAsset(asset=id), 22)


# -- registering ------------------------------------------------------------------------------------------------------


def test_what_a_purchase_brought_is_registered_before_it_is_closed(desk: Desk) -> None:
    """Three of 10000 together: the register holds to the fen what the books hold (A28)."""
    close = ClosePurchase(purchase=PURCHASE)
    given(*paid("10000", quantity=3), to=desk).when(close, by=STAFF, **NOON).then_refused(
        AssetsMissing, wanted=3, registered=0
    )
    assert waits(desk, LOGISTICS, "register-asset", JUNE_20) == ["2025-0001"]
    made = [desk.on(JUNE_20, LOGISTICS, register(), 16) for _ in range(3)]
    assert [(one.number, one.value) for one in made] == [
        ("2025-0001", Decimal("3333.33")), ("2025-0002", Decimal("3333.34")), ("2025-0003", Decimal("3333.33")),
    ]  # fmt: skip
    assert held(desk, JUNE_20)["assets"] == sum(one.value for one in made)
    given(to=desk).when(register(), by=LOGISTICS, at=clock(JUNE_20, 17)).then_refused(AllRegistered, assets=3)
    assert waits(desk, LOGISTICS, "register-asset", JUNE_20) == []
    given(to=desk).when(close, by=STAFF, at=clock(JULY)).then(p.PurchaseClosed)
    assert desk.on(JULY, STAFF, GetPurchase(purchase=PURCHASE)).registered == 3
    proven(desk.app)


def test_an_asset_belongs_to_whose_money_bought_it(desk: Desk) -> None:
    given(*owed("12000"), to=desk).when(register(keeper=OTHER_STAFF), by=ACCOUNTANT, **NOON).then(
        fact(
            e.AssetRegistered, number="2025-0001", person=OTHER_STAFF, department="finance-economy", source="bought",
            value=Decimal(1200), purchase=PURCHASE, nth=1, acquired_on=day(6, 16), cites=("A28", "B9.5"),
        )
    )  # fmt: skip
    for person in (STAFF, HEAD):
        given(to=desk).when(register(), by=person, at=clock(JULY)).then_refused(Forbidden)
    given(to=desk).when(register(keeper="p999"), by=LOGISTICS, at=clock(JULY)).then_refused(Invalid)


def test_an_invoice_does_not_go_back_once_its_assets_are_registered(desk: Desk) -> None:
    back = ReturnPurchaseInvoice(purchase=PURCHASE, reason="x")
    given(*owed("12000"), by(LOGISTICS, PAID, register()), to=desk).when(back, by=ACCOUNTANT, **NOON).then_refused(
        AssetsMissing, wanted=0, registered=1
    )


def test_a_cheap_purchase_brings_no_asset(desk: Desk) -> None:
    given(*paid("9999.90"), to=desk).when(register(), by=LOGISTICS, **NOON).then_refused(AllRegistered, assets=0)
    given(to=desk).when(ClosePurchase(purchase=PURCHASE), by=STAFF, **NOON).then(p.PurchaseClosed)


@for_all(st.decimals("0.01", "999999.99", places=2), st.integers(1, 200))
def test_the_shares_of_a_sum_are_the_sum_and_none_is_a_fen_apart(total: Decimal, n: int) -> None:
    shares = [nth_share(total, nth, n) for nth in range(1, n + 1)]
    assert sum(shares) == total
    assert max(shares) - min(shares) <= Decimal("0.01")


def test_what_was_not_bought_is_entered_with_the_books(desk: Desk) -> None:
    given(to=desk).when(entered().operation, by=ACCOUNTANT, **NOON).then(
        VoucherPosted, fact(e.AssetRegistered, source="stock", voucher="2025-06-0001", value=Decimal(3000))
    )
    assert held(desk, JUNE_20) == {"assets": Decimal(3000), "surplus": Decimal(-3000)}
    for wrong in ({"category": "potatoes"}, {"department": "nowhere"}, {"acquired_on": day(7, 1)}):
        given(to=desk).when(entered(**wrong).operation, by=ACCOUNTANT, at=clock(JUNE_20, 16)).then_refused(Invalid)
    given(to=desk).when(entered().operation, by=LOGISTICS, at=clock(JUNE_20, 16)).then_refused(Forbidden)


# -- changing hands ---------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(desk: Desk) -> UUID:
    """An asset that p024 keeps; its id."""
    desk.do(entered().operation, by=ACCOUNTANT, at=clock(JUNE_20, 9))
    (one,) = desk.on(JUNE_20, LOGISTICS, ListAssets()).items
    assert isinstance(one.id, UUID)
    return one.id


def give(asset: UUID, receiver: str = OTHER_STAFF) -> HandOverAsset:
    return HandOverAsset(asset=asset, receiver=receiver, place="主楼210室", reason="岗位调整")


def test_both_sign_and_the_keeper_changes(desk: Desk, kept: UUID) -> None:
    given(to=desk).when(give(kept), by=STAFF, **NOON).then(
        fact(e.HandoverStarted, person=STAFF, receiver=OTHER_STAFF, cites=("A28", "B9.5"))
    ).then_answer(status="handing-over", person=STAFF, receiver=OTHER_STAFF)
    assert waits(desk, OTHER_STAFF, "accept-asset", JUNE_20) == ["2025-0001"]
    for person in (STAFF, LOGISTICS, COLLEAGUE):
        given(to=desk).when(AcceptAsset(asset=kept), by=person, at=clock(JULY)).then_refused(Forbidden)
    given(to=desk).when(AcceptAsset(asset=kept), by=OTHER_STAFF, at=clock(JULY)).then(
        fact(e.HandoverAccepted, person=OTHER_STAFF, was=STAFF, department="budget", place="主楼210室")
    )
    now = asset(desk, kept, JULY)
    assert (now.person, now.department, now.place, now.receiver, now.status) == (
        OTHER_STAFF, "budget", "主楼210室", "", "kept",
    )  # fmt: skip
    proven(desk.app)


def test_while_its_keeper_is_here_nobody_gives_it_away_for_them(desk: Desk, kept: UUID) -> None:
    assert give(kept).NAME not in asset(desk, kept).allowed
    given(to=desk).when(give(kept), by=LOGISTICS, at=clock(JULY)).then_refused(KeeperSigns)
    given(to=desk).when(give(kept), by=COLLEAGUE, at=clock(JULY)).then_refused(Forbidden)
    for wrong in (STAFF, "p999"):
        given(to=desk).when(give(kept, wrong), by=STAFF, at=clock(JULY)).then_refused(Invalid)


@pytest.mark.parametrize("ends", [DeclineAsset, TakeAssetBack])
def test_before_it_is_accepted_a_handover_ends_and_all_is_as_before(desk: Desk, kept: UUID, ends: Any) -> None:
    given(by(STAFF, JUNE_20, give(kept), 11), to=desk)
    end, by_whom = ends(asset=kept, reason="型号不符"), OTHER_STAFF if ends is DeclineAsset else STAFF
    other = STAFF if ends is DeclineAsset else OTHER_STAFF
    given(to=desk).when(end, by=other, **NOON).then_refused(Forbidden)
    if ends is TakeAssetBack:
        given(to=desk).when(end, by=LOGISTICS, **NOON).then_refused(KeeperSigns)
    given(to=desk).when(end, by=by_whom, **NOON).then(fact(e.HandoverEnded, receiver=OTHER_STAFF)).then_answer(
        status="kept", person=STAFF, receiver="", place="主楼302室"
    )
    given(to=desk).when(AcceptAsset(asset=kept), by=OTHER_STAFF, **NOON).then_refused(Forbidden)


def test_what_a_keeper_who_leaves_still_keeps_lies_on_desks(desk: Desk, kept: UUID) -> None:
    """On their own while they are here, on the office's once they are gone; and their list shows it."""
    assert waits(desk, STAFF, "hand-over-asset", JUNE_20) == []
    leaves(desk, STAFF, day(6, 25))
    last = day(6, 24)
    assert waits(desk, STAFF, "hand-over-asset", last) == ["2025-0001"]
    assert waits(desk, LOGISTICS, "hand-over-asset", last) == []
    assert waits(desk, LOGISTICS, "hand-over-asset", day(6, 25)) == ["2025-0001"]
    assert [one.number for one in desk.on(day(6, 26), LOGISTICS, ListAssets(person=STAFF)).items] == ["2025-0001"]
    given(to=desk).when(give(kept, LOGISTICS), by=LOGISTICS, at=clock(day(6, 27))).then_refused(Invalid)
    given(to=desk).when(give(kept), by=LOGISTICS, at=clock(day(6, 27))).then(
        fact(e.HandoverStarted, post="deputy-head-office-logistics", person=STAFF)
    )
    given(to=desk).when(AcceptAsset(asset=kept), by=OTHER_STAFF, at=clock(JULY)).then(e.HandoverAccepted)


# -- disposal ---------------------------------------------------------------------------------------------------------


def ask(asset: UUID) -> RequestDisposal:
    return RequestDisposal(asset=asset, way="scrapped", reason="无法修复")


def test_a_disposal_is_asked_for_consented_to_and_leaves_the_books(desk: Desk, kept: UUID) -> None:
    given(by(STAFF, JUNE_20, ask(kept), 11), to=desk)
    record = RecordDisposal(asset=kept)
    given(to=desk).when(record, by=ACCOUNTANT, **NOON).then_refused(WrongStatus)
    given(to=desk).when(ApproveDisposal(asset=kept), by=FINANCE_LEADER, **NOON).then(
        fact(e.DisposalApproved, way="scrapped", person=STAFF)
    )
    given(to=desk).when(record, by=LOGISTICS, **NOON).then_refused(Forbidden)
    given(to=desk).when(record, by=ACCOUNTANT, **NOON).then(
        VoucherPosted, fact(e.AssetDisposed, way="scrapped", value=Decimal(3000), voucher="2025-06-0002")
    ).then_answer(status="disposed", way="scrapped", asked_by=STAFF, decided_by=FINANCE_LEADER)
    assert held(desk, JUNE_20) == {"assets": 0, "surplus": 0}
    given(to=desk).when(ask(kept), by=STAFF, at=clock(JULY)).then_refused(WrongStatus)
    proven(desk.app)


@pytest.mark.parametrize("decide", [ApproveDisposal, RejectDisposal])
def test_nobody_decides_on_the_disposal_of_what_they_keep(desk: Desk, decide: Any) -> None:
    given(entered(FINANCE_LEADER), to=desk)
    (one,) = desk.on(JUNE_20, LOGISTICS, ListAssets()).items
    given(by(LOGISTICS, JUNE_20, ask(one.id), 11), to=desk)
    assert decide.NAME not in asset(desk, one.id, person=FINANCE_LEADER).allowed
    said = {"asset": one.id} | ({} if decide is ApproveDisposal else {"reason": "仍可用"})
    given(to=desk).when(decide(**said), by=FINANCE_LEADER, at=clock(JULY)).then_refused(
        OwnMatter, cites=("A28", "B9.5")
    )


def test_what_is_not_consented_to_stays_in_use(desk: Desk, kept: UUID) -> None:
    reject = RejectDisposal(asset=kept, reason="仍可用")
    given(by(STAFF, JUNE_20, ask(kept), 11), to=desk).when(reject, by=FINANCE_LEADER, **NOON).then(
        e.DisposalRejected
    ).then_answer(status="kept", way=None, reason="仍可用")
    given(to=desk).when(give(kept), by=STAFF, at=clock(JULY)).then(e.HandoverStarted)


def test_the_register_is_seen_by_those_concerned(desk: Desk, kept: UUID) -> None:
    for person in (STAFF, COLLEAGUE, HEAD, AUDITOR):
        assert asset(desk, kept, person=person).number == "2025-0001"
    given(to=desk).when(GetAsset(asset=kept), by=OTHER_STAFF, at=clock(JULY)).then_refused(Forbidden)
    export = ExportAssets(start=day(5, 1), end=JULY)
    title, heading, row = read_back(desk.on(JULY, AUDITOR, export).content)
    assert (title[0], heading[1], row[1]) == ("固定资产台账 2025-05-01 至 2025-07-01", "资产名称", "会议桌")
