"""Budget (A28, B10.3): planned, adopted, adjusted by consent; never more committed and spent than a line has."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from services.finance.budget import events as e
from services.finance.budget.line import BudgetLine, LineExceeded, NotInPlan
from services.finance.budget.operations import (
    AdoptBudget,
    ApproveAdjustment,
    CarryOverBudget,
    ExportExecution,
    GetExecution,
    ListBudget,
    PlanBudgetLine,
    RequestAdjustment,
)
from services.kernel.refusals import Forbidden
from tests.finance.desk import ACCOUNTANT, CHAIR, FINANCE_LEADER, FIRST, OTHER_HEAD, Desk, by, clock, day
from tests.given import By, fact, given, proven

MONDAY = day(6, 9)
AT = {"at": clock(MONDAY, 15)}
CLAIM, ASKED = UUID(int=91), UUID(int=92)
YUAN = Decimal("1000.00")


def plan(line: str = "office", amount: str = "1000", department: str = "budget") -> PlanBudgetLine:
    return PlanBudgetLine(year=2025, line=line, department=department, amount=Decimal(amount))


def planned(*lines: tuple[str, str]) -> tuple[By, ...]:
    adopted = by(CHAIR, MONDAY, AdoptBudget(year=2025, decision="党组会议纪要第1号"))
    return *(by(ACCOUNTANT, MONDAY, plan(*line)) for line in lines), adopted


def test_a_plan_is_drawn_up_by_the_accountant_and_adopted_by_the_chair(desk: Desk) -> None:
    given(by(ACCOUNTANT, MONDAY, plan()), to=desk).when(AdoptBudget(year=2025, decision="纪要"), by=CHAIR, **AT).then(
        fact(e.BudgetLineAdopted, amount=YUAN, department="budget", cites=("A28", "B10.3"))
    ).then_answer(lines=1, total=YUAN)
    (line,) = desk.ask(ListBudget(year=2025), by=ACCOUNTANT, **AT).items
    assert (line.amount, line.free, line.status) == (YUAN, YUAN, "adopted")
    given(to=desk).when(plan(), by=CHAIR, **AT).then_refused(Forbidden)
    proven(desk.app)


def test_a_years_plan_lies_with_the_chair_once_until_it_is_adopted(desk: Desk) -> None:
    def lying(person: str = CHAIR) -> list[tuple[str, str, dict[str, str]]]:
        lines = desk.on(MONDAY, person, desk.LOG.list_desk(), 16).items
        return [(one.number, one.title, one.fields) for one in lines if one.operation == "finance.adopt-budget"]

    for line in ("office", "travel"):
        desk.on(MONDAY, ACCOUNTANT, plan(line))
    assert lying() == [("2025", "2项，2000.00元", {"year": "2025"})]
    assert lying(ACCOUNTANT) == []
    desk.on(MONDAY, CHAIR, AdoptBudget(year=2025, decision="党组会议纪要第1号"), 10)
    assert lying() == []


ADOPTED = (
    fact(e.BudgetLinePlanned, year=2025, line="office", department="budget", amount=YUAN),
    fact(e.BudgetLineAdopted, year=2025, line="office", department="budget", amount=YUAN),
)


def test_no_more_is_committed_than_the_line_has() -> None:
    """Set aside to the last fen, and not a fen beyond (A28)."""
    given(*ADOPTED, of=BudgetLine).when(BudgetLine.commit, amount=YUAN, reference=ASKED).then(e.BudgetCommitted)
    given(*ADOPTED, of=BudgetLine).when(BudgetLine.commit, amount=YUAN + Decimal("0.01"), reference=ASKED).then_refused(
        LineExceeded, cites=("A28", "B10.3"), free="1000.00"
    )


def test_what_was_set_aside_is_spent_first() -> None:
    committed = fact(e.BudgetCommitted, year=2025, line="office", amount=Decimal(600), reference=ASKED)
    given(*ADOPTED, committed, of=BudgetLine).when(BudgetLine.spend, amount=Decimal(700), reference=ASKED).then(
        fact(e.BudgetSpent, amount=Decimal(700), committed=Decimal(600))
    )
    given(*ADOPTED, committed, of=BudgetLine).when(
        BudgetLine.spend, amount=Decimal("400.01"), reference=CLAIM
    ).then_refused(LineExceeded, free="400.00")


def test_what_is_only_planned_is_not_spent() -> None:
    given(ADOPTED[0], of=BudgetLine).when(BudgetLine.spend, amount=Decimal(1), reference=CLAIM).then_refused(
        NotInPlan, cites=("A28", "B10.3")
    )


def shift(change: str = "200") -> RequestAdjustment:
    return RequestAdjustment(
        year=2025, line="printing", department="budget", change=Decimal(change), other="office",
        other_department="budget", reason="印刷任务增加",
    )  # fmt: skip


def test_a_shift_between_lines_keeps_the_sum(desk: Desk) -> None:
    history = (*planned(("office", "1000"), ("printing", "300")), by(OTHER_HEAD, MONDAY, shift(), 12))
    adjustment = FIRST
    given(*history, to=desk)
    found = desk.app.store.rows(0)
    del found
    given(to=desk).when(ApproveAdjustment(adjustment=adjustment), by=FINANCE_LEADER, **AT).then(
        fact(e.BudgetLineAdjusted, change=Decimal(-200), line="office"),
        fact(e.BudgetLineAdjusted, change=Decimal(200), line="printing"),
        e.AdjustmentApproved,
    )
    amounts = {line.line: line.amount for line in desk.ask(ListBudget(year=2025), by=ACCOUNTANT, **AT).items}
    assert amounts == {"office": Decimal(800), "printing": Decimal(500)}


def test_more_than_is_free_is_not_shifted_away(desk: Desk) -> None:
    history = (*planned(("office", "1000"), ("printing", "300")), by(OTHER_HEAD, MONDAY, shift("1000.01"), 12))
    given(*history, to=desk).when(ApproveAdjustment(adjustment=FIRST), by=FINANCE_LEADER, **AT).then_refused(
        LineExceeded
    )


@pytest.mark.parametrize("person", [ACCOUNTANT, OTHER_HEAD, CHAIR])
def test_only_the_finance_leader_consents(desk: Desk, person: str) -> None:
    given(*planned(("office", "1000"), ("printing", "300")), by(OTHER_HEAD, MONDAY, shift(), 12), to=desk).when(
        ApproveAdjustment(adjustment=FIRST), by=person, **AT
    ).then_refused(Forbidden)


def test_what_is_left_is_carried_over_once(desk: Desk) -> None:
    given(*planned(("office", "1000")), to=desk).when(
        CarryOverBudget(year=2025), by=ACCOUNTANT, at=clock(day(1, 5, 2026))
    ).then(fact(e.BudgetCarriedOver, year=2026, line="office", amount=YUAN, left=YUAN))
    given(to=desk).when(CarryOverBudget(year=2025), by=ACCOUNTANT, at=clock(day(1, 6, 2026))).then()


def test_execution_is_read_and_goes_out_as_a_workbook(desk: Desk) -> None:
    given(*planned(("office", "1000")), to=desk)
    found = desk.ask(GetExecution(year=2025), by=FINANCE_LEADER, **AT)
    assert [(line.line, line.amount, line.free) for line in found.lines] == [("office", YUAN, YUAN)]
    assert desk.ask(ExportExecution(year=2025), by=FINANCE_LEADER, **AT).name == "budget-2025.xlsx"
