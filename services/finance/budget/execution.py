"""How the budget is executed (A28): what is shown of it, and the form in which it is laid before the leaders."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from services.finance.budget.record import Line
from services.kernel.procedure.fields import Year
from services.kernel.procedure.operations import View
from services.kernel.procedure.printing.form import Cells, Column, Form, Lines, Signatures, Signed, Size
from services.kernel.procedure.record import Department

MONTHS = 12


class ExecutionLine(View):
    line: Line
    department: Department
    amount: Decimal = Field(title="预算(元) / budget (yuan)")
    spent: Decimal = Field(title="已支出(元) / spent (yuan)")
    committed: Decimal = Field(title="已批未付(元) / committed (yuan)")
    free: Decimal = Field(title="可用(元) / free (yuan)")
    months: list[Decimal] = Field(title="各月支出(元) / by month (yuan)")
    share: Decimal = Field(title="执行率(%) / executed (%)")
    forecast: Decimal = Field(title="全年预测(元) / the year's forecast (yuan)")


class ExecutionView(View):
    year: Year
    lines: list[ExecutionLine] = Field(title="各科目 / lines")
    total: ExecutionLine | None = Field(title="合计 / together")


def _month(n: int) -> Column:
    return Column(f"{n}月", lambda line: line.months[n - 1])


_FIRST_HALF, _SECOND_HALF = ([_month(n) for n in half] for half in (range(1, 7), range(7, MONTHS + 1)))
EXECUTION = Form(
    "预算执行情况表 / execution of the budget",
    ExecutionView,
    Cells("year"),
    Lines("lines", "line department amount spent committed free share forecast", total="total"),
    Lines("lines", "line department", more=_FIRST_HALF, total="total", blank=True),
    Lines("lines", "line department", more=_SECOND_HALF, total="total", blank=True),
    Signatures(Signed("分管财务领导"), Signed("办公室主任"), Signed("会计"), Signed("制表")),
    size=Size.LANDSCAPE,
)
