"""Stocktakings (A28): every asset is looked for by somebody who does not keep it, every difference explained."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.finance.assets.operations import ApproveDisposal, GetAsset, ListAssets, RecordDisposal, RequestDisposal
from services.finance.own import OwnMatter
from services.finance.stocktaking import events as e
from services.finance.stocktaking.operations import (
    CloseStocktaking,
    CountAsset,
    ExplainDifference,
    ExportStocktakings,
    GetStocktaking,
    ListStocktakings,
    OpenStocktaking,
)
from services.finance.stocktaking.stocktaking import (
    NotAllCounted,
    NotExplained,
    NothingToExplain,
    StocktakingOpen,
)
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid, NotFound
from tests.finance.desk import (
    ACCOUNTANT,
    AUDITOR,
    COLLEAGUE,
    FINANCE_LEADER,
    LOGISTICS,
    OTHER_STAFF,
    STAFF,
    Desk,
    clock,
    day,
    read_back,
)
from tests.finance.purchases import waits
from tests.finance.test_assets import JULY, JUNE_20, entered
from tests.given import fact, given, proven

ROUND = UUID(int=7)
"""Three assets with a voucher each are made before it."""


@pytest.fixture
def owned(desk: Desk) -> list[UUID]:
    """Three assets, of p024, p027 and the accountant; their ids."""
    for hour, keeper in enumerate((STAFF, OTHER_STAFF, ACCOUNTANT), 8):
        desk.do(entered(keeper).operation, by=ACCOUNTANT, at=clock(JUNE_20, hour))
    return [one.id for one in reversed(desk.on(JUNE_20, AUDITOR, ListAssets(), 11).items)]


def opened(desk: Desk, *counters: str) -> Any:
    return desk.on(JUNE_20, LOGISTICS, OpenStocktaking(counters=counters or (STAFF, LOGISTICS)), 12)


def count(desk: Desk, asset: UUID, result: str = "found", by: str = LOGISTICS) -> Any:
    return given(to=desk).when(CountAsset(stocktaking=ROUND, asset=asset, result=result), by=by, at=clock(JULY))


CLOSE = CloseStocktaking(stocktaking=ROUND)


def explain(asset: UUID) -> ExplainDifference:
    return ExplainDifference(stocktaking=ROUND, asset=asset, explanation="已报修，维修单在案")


def test_a_stocktaking_goes_its_way(desk: Desk, owned: list[UUID]) -> None:
    """Opened for all, counted, explained, closed with its differences (A28)."""
    first, second, third = owned
    view = opened(desk)
    assert (view.id, view.number, view.total, view.counted) == (ROUND, "2025-0001", 3, 0)
    count(desk, first).then(fact(e.AssetCounted, asset=first, keeper=STAFF, result="found", cites=("A28", "B9.5")))
    count(desk, second, "missing").then_answer(counted=2, missing=1, unexplained=1)
    given(to=desk).when(CLOSE, by=LOGISTICS, at=clock(JULY)).then_refused(NotAllCounted, left=1)
    count(desk, third, "damaged", STAFF)
    given(to=desk).when(CLOSE, by=LOGISTICS, at=clock(JULY)).then_refused(
        NotExplained, assets=["2025-0002", "2025-0003"]
    )
    given(to=desk).when(explain(second), by=ACCOUNTANT, at=clock(JULY)).then(e.DifferenceExplained)
    given(to=desk).when(explain(third), by=ACCOUNTANT, at=clock(JULY)).then_refused(OwnMatter)
    count(desk, third, "found", STAFF)
    given(to=desk).when(CLOSE, by=ACCOUNTANT, at=clock(JULY)).then(
        fact(e.StocktakingClosed, found=2, missing=1, damaged=0)
    ).then_answer(status="closed", closed_on=JULY)
    seen = desk.on(JULY, AUDITOR, GetAsset(asset=second), 22)
    assert (seen.counted, seen.counted_on) == ("missing", JULY)
    proven(desk.app)


def test_nobody_counts_what_they_keep(desk: Desk, owned: list[UUID]) -> None:
    opened(desk)
    count(desk, owned[0], by=STAFF).then_refused(OwnMatter, cites=("A28", "B9.5"))
    for person in (ACCOUNTANT, COLLEAGUE, AUDITOR):
        count(desk, owned[0], by=person).then_refused(Forbidden, needs=["stocktaking-counter"])
    count(desk, UUID(int=99)).then_refused(NotFound)


def test_who_counts_alone_keeps_nothing(desk: Desk, owned: list[UUID]) -> None:
    for counters in ((STAFF,), (STAFF, STAFF), ("p999",)):
        given(to=desk).when(OpenStocktaking(counters=counters), by=LOGISTICS, at=clock(JULY)).then_refused(Invalid)
    given(to=desk).when(OpenStocktaking(counters=(LOGISTICS,)), by=LOGISTICS, at=clock(JULY)).then(e.StocktakingOpened)
    again = OpenStocktaking(counters=(COLLEAGUE,))
    given(to=desk).when(again, by=ACCOUNTANT, at=clock(JULY)).then_refused(StocktakingOpen)
    given(to=desk).when(again, by=STAFF, at=clock(JULY)).then_refused(Forbidden)
    given(to=desk).when(again, by=ACCOUNTANT, at=clock(day(7, 2))).then(fact(e.StocktakingOpened, number="2025-0002"))


def test_there_is_nothing_to_count_where_nothing_is_kept(desk: Desk) -> None:
    given(to=desk).when(OpenStocktaking(counters=(LOGISTICS,)), by=LOGISTICS, at=clock(JULY)).then_refused(Invalid)


def test_what_is_disposed_of_is_not_looked_for(desk: Desk, owned: list[UUID]) -> None:
    gone = owned[0]
    desk.on(JUNE_20, STAFF, RequestDisposal(asset=gone, way="lost", reason="遗失"), 12)
    desk.on(JUNE_20, FINANCE_LEADER, ApproveDisposal(asset=gone), 13)
    desk.on(JUNE_20, ACCOUNTANT, RecordDisposal(asset=gone), 14)
    view = desk.on(JUNE_20, LOGISTICS, OpenStocktaking(counters=(LOGISTICS,)), 15)
    assert sorted(one.number for one in view.assets) == ["2025-0002", "2025-0003"]


def test_only_a_difference_is_explained_and_a_new_count_asks_for_it_anew(desk: Desk, owned: list[UUID]) -> None:
    opened(desk)
    first = owned[0]
    given(to=desk).when(explain(first), by=ACCOUNTANT, at=clock(JULY)).then_refused(NothingToExplain)
    count(desk, first)
    given(to=desk).when(explain(first), by=ACCOUNTANT, at=clock(JULY)).then_refused(NothingToExplain)
    count(desk, first, "damaged")
    given(to=desk).when(explain(first), by=LOGISTICS, at=clock(JULY)).then_refused(Forbidden)
    given(to=desk).when(explain(first), by=ACCOUNTANT, at=clock(JULY)).then_answer(unexplained=0)
    count(desk, first, "missing").then_answer(unexplained=1)


def test_what_waits_lies_with_counters_and_accountant(desk: Desk, owned: list[UUID]) -> None:
    opened(desk)
    lies = {one: waits(desk, one, "count-asset", JUNE_20) for one in (STAFF, LOGISTICS, ACCOUNTANT)}
    assert lies == {STAFF: ["2025-0001"], LOGISTICS: ["2025-0001"], ACCOUNTANT: []}
    for one in owned[1:]:
        count(desk, one, "missing")
    assert waits(desk, STAFF, "count-asset", JULY) == []  # what is left is their own
    assert waits(desk, ACCOUNTANT, "explain-difference", JULY) == ["2025-0001"]
    given(to=desk).when(explain(owned[1]), by=ACCOUNTANT, at=clock(JULY, 23))
    assert waits(desk, ACCOUNTANT, "explain-difference", JULY) == []


def test_a_closed_stocktaking_stays_as_it_is_and_goes_out(desk: Desk, owned: list[UUID]) -> None:
    opened(desk, LOGISTICS)
    for one in owned:
        count(desk, one)
    assert "finance.close-stocktaking" in desk.on(JULY, LOGISTICS, GetStocktaking(stocktaking=ROUND), 22).allowed
    given(to=desk).when(CLOSE, by=LOGISTICS, at=clock(JULY, 23)).then(e.StocktakingClosed)
    count_after = CountAsset(stocktaking=ROUND, asset=owned[0], result="missing")
    given(to=desk).when(count_after, by=LOGISTICS, at=clock(day(7, 2))).then_refused(WrongStatus)
    assert len(desk.on(day(7, 2), AUDITOR, ListStocktakings(status="closed")).items) == 1
    title, _, row = read_back(desk.on(day(7, 2), AUDITOR, ExportStocktakings(start=JUNE_20, end=JULY)).content)
    assert (title[0], row[0]) == ("固定资产盘点台账 2025-06-20 至 2025-07-01", "2025-0001")
    given(to=desk).when(GetStocktaking(stocktaking=ROUND), by=STAFF, at=clock(day(7, 2))).then_refused(Forbidden)
    assert Decimal(3) == desk.on(day(7, 2), LOGISTICS, GetStocktaking(stocktaking=ROUND), 12).total
