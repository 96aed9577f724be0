"""What finance tells of advances and claims moves no score, unless a policy says so with an article (A34, B10.7)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import DraftPolicy
from services.appraisal.scorecards.operations import GetScorecard, ListScorecards, TryDraft
from services.finance.advances.events import AdvanceOverdue
from services.finance.claims.events import ClaimPaid
from services.kernel.log.store import Store
from services.kernel.refusals import Invalid
from tests.appraisal.office import Desk, line, policy_file

Q, DAY = "2026-Q3", date(2026, 7, 20)
AT = datetime(2026, 8, 3, 1, tzinfo=UTC)
LATE: dict[str, Any] = {
    "id": "advance-overdue", "zh": "借款逾期未还", "en": "Advances not settled in time", "kind": "points",
    "sign": "adverse", "fact": "finance.advance-overdue", "free": 0, "free_per": "department", "points": -2,
    "cites": ["B10.7", "organ"],
}  # fmt: skip
CUT = LATE | {"id": "claim-cut", "zh": "报销核减", "en": "Claims cut", "fact": "finance.claim-cut", "points": -1}


@pytest.fixture
def office(store: Store) -> Desk:
    """The default policy in force, and everybody was there in July."""
    desk = Desk(store)
    desk.open_organ()
    desk.adopt(policy_file())
    for department, people in (("law", ("p5", "p6")), ("office", ("p2", "p3", "p4"))):
        desk.accept_sheet(department, "2026-07", [line(person, "22", "22") for person in people])
    desk.catch_up()
    return desk


def money_goes_wrong(desk: Desk) -> None:
    """Two advances overdue and a claim cut in law, all of it by p5."""
    of: dict[str, Any] = {"department": "law", "person": "p5", "day": DAY, "cites": ("B10.7",)}
    for n in (1, 2):
        desk.finance.add(AdvanceOverdue, f"advance{n}", number=f"2026-000{n}", due=DAY, outstanding=Decimal(500), **of)
    desk.finance.add(
        ClaimPaid, "claim", number="2026-0001", budget_year=2026, line="office", requested=Decimal(300),
        amount=Decimal(200), set_off=Decimal(0), paid=Decimal(200), method="cash", voucher="2026-07-0001", **of,
    )  # fmt: skip
    desk.catch_up()


def scores(desk: Desk) -> dict[str, Decimal]:
    return {one.card.department: one.card.score for one in desk.do(ListScorecards(quarter=Q), at=AT).cards}


def counting(*rules: dict[str, Any]) -> Policy:
    """The default one with these in its housekeeping."""
    content = policy_file().content()
    (housekeeping,) = (d for d in content["dimensions"] if d["id"] == "housekeeping")
    housekeeping["rules"] = [*housekeeping["rules"], *rules]
    return Policy.model_validate(content | {"name": "with-money"})


def test_by_default_money_moves_no_score(office: Desk) -> None:
    assert not [kind for kind in policy_file().reads() if kind.startswith(("finance.", "personal."))]
    before = scores(office)
    money_goes_wrong(office)
    assert scores(office) == before
    found = office.do(GetScorecard(quarter=Q, department="law"), at=AT)
    assert "finance." not in found.model_dump_json()


def test_a_policy_that_says_so_counts_it(office: Desk) -> None:
    before = scores(office)
    money_goes_wrong(office)
    drafted = office.do(DraftPolicy(policy=counting(LATE, CUT)), at=AT).number
    lines = {one.department: one for one in office.do(TryDraft(number=drafted, quarter=Q), at=AT).lines}
    assert {department: one.current.score for department, one in lines.items()} == before
    (housekeeping,) = (d for d in lines["law"].trial.dimensions if d.dimension == "housekeeping")
    points = {rule.rule: rule.points for rule in housekeeping.rules}
    assert (points["advance-overdue"], points["claim-cut"]) == (Decimal(-4), Decimal(-1))
    assert lines["law"].difference < 0 == lines["office"].difference


def test_without_an_article_no_policy_does(office: Desk) -> None:
    for uncited in ([], ["B99.9"]):
        with pytest.raises((Invalid, ValueError)):
            office.do(DraftPolicy(policy=counting(LATE | {"cites": uncited})), at=AT)
