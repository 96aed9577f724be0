"""What can be asked of a month's end (A28, B10.2): the accountant does it, the cashier and another sign."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.finance.bank_statements.operations import Balance, SomeBook
from services.finance.bank_statements.record import Explanation, LineId, MatchNumber
from services.finance.ledger.operations import READERS
from services.finance.month_end.month import CITES, MonthEndStatus
from services.finance.month_end.paper import ADJUSTMENT, CASH_COUNT, AdjustmentView, BothSides, CashCountView
from services.finance.month_end.record import EntryId, InTransitRecord, MonthEndRecord
from services.finance.posts import ACCOUNTANT, CASHIER
from services.kernel.domain.who import ON_ROUTE
from services.kernel.procedure.fields import AS_SHOWN, Month, Reason
from services.kernel.procedure.operations import Command, File, Query, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.record import COMPUTED, choice
from services.kernel.procedure.registry import exporting, listing

BEFORE_CLOSING = (MonthEndStatus.OPEN, MonthEndStatus.PREPARED, MonthEndStatus.SIGNED)


class CountedPieces(BaseModel):
    """So many of one denomination."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    denomination: Annotated[str, *choice("month_end.denominations", "面额 / denomination"), Field(min_length=1)]
    count: Annotated[int, Field(ge=0, le=1_000_000, title="张数或枚数 / pieces")]


class OfMonthEnd(Command, at="/finance/month-ends/{book}/{month}", who=(ACCOUNTANT,), returns=MonthEndRecord):
    book: SomeBook
    month: Month


class CountCash(OfMonthEnd, does="cash-count", when=BEFORE_CLOSING, zh="盘点现金", en="Count the cash"):
    """In the cashier's presence, by denomination. What differs from the books is explained, and booked where that is
    asked for."""

    pieces: tuple[CountedPieces, ...] = Field(
        max_length=40,
        title="各面额 / by denomination",
        examples=[[{"denomination": "yuan-100", "count": 3}]],
    )
    explanation: Explanation = ""
    book_difference: bool = Field(default=False, title="差异入账 / book the difference")


class ConfirmCashCount(
    OfMonthEnd,
    does="cash-count-confirmation",
    who=(CASHIER,),
    when=BEFORE_CLOSING,
    zh="确认现金盘点",
    en="Confirm the count of the cash",
): ...


class MatchBankItems(
    OfMonthEnd, does="matching", when=MonthEndStatus.OPEN, zh="自动勾对", en="Match what can be meant in one way only"
):
    """Lines of the bank and entries of the books, by amount with reference or day. What could be two things is left."""


SAME_SUM = "所选两边金额合计须相等 / both sides come to the same sum"
ONE_OF_THEM = "对账单行和账簿分录填一项 / the line or the entry, one of them"


class MatchByHand(OfMonthEnd, does="matches", when=MonthEndStatus.OPEN, zh="手工勾对", en="Match by hand"):
    """Several lines, several entries, or both: their sums are the same."""

    lines: tuple[LineId, ...] = Field(
        default=(), max_length=200, title="对账单行 / statement lines", description=SAME_SUM
    )
    entries: tuple[EntryId, ...] = Field(
        default=(), max_length=200, title="账簿分录 / entries of the books", description=SAME_SUM
    )


class UndoMatch(OfMonthEnd, does="unmatching", when=MonthEndStatus.OPEN, zh="取消勾对", en="Undo a match"):
    number: Annotated[MatchNumber, Field(ge=1)]


class ExplainItem(OfMonthEnd, does="explanations", when=MonthEndStatus.OPEN, zh="说明未达账项", en="Explain an item"):
    """Of a line or of an entry, one of them."""

    line: LineId = Field(default="", description=ONE_OF_THEM)
    entry: EntryId = Field(default="", description=ONE_OF_THEM)
    explanation: Annotated[Explanation, Field(min_length=1)]


class PrepareReconciliation(
    OfMonthEnd,
    does="reconciliation",
    when=MonthEndStatus.OPEN,
    zh="编制银行存款余额调节表",
    en="Prepare the bank reconciliation",
):
    """Once the month is over. The balance is that on the bank's own statement; what is left goes into the next month
    as in transit."""

    at_bank: Balance = Field(
        title="对账单余额(元) / balance at the bank (yuan)", examples=["0"], json_schema_extra=AS_SHOWN
    )


class WithdrawReconciliation(
    OfMonthEnd,
    does="withdrawal",
    when=(MonthEndStatus.PREPARED, MonthEndStatus.SIGNED),
    zh="收回余额调节表",
    en="Take the reconciliation back",
):
    reason: Reason


class SignReconciliation(
    OfMonthEnd,
    does="signature",
    who=(ON_ROUTE,),
    when=MonthEndStatus.PREPARED,
    zh="复核签字",
    en="Sign the reconciliation",
):
    """By somebody who neither prepared it nor is the cashier."""


class ReturnReconciliation(
    OfMonthEnd,
    does="return",
    who=(ON_ROUTE,),
    when=MonthEndStatus.PREPARED,
    zh="退回余额调节表",
    en="Send the reconciliation back",
):
    reason: Reason


class CloseMonth(OfMonthEnd, does="closing", when=MonthEndStatus.SIGNED, zh="结账", en="Close the month"):
    """Nothing is entered in it any more. In December income and expense go into the surplus."""


class GetMonthEnd(
    Query,
    path="GET /finance/month-ends/{book}/{month}",
    who=READERS,
    zh="查看月末结账",
    en="See a month's end",
    returns=MonthEndRecord,
):
    book: SomeBook
    month: Month


class BankItem(View):
    line: LineId
    day: date = Field(title="交易日期 / booked on")
    amount: Decimal = Field(title="收支金额(元) / gained or lost (yuan)")
    reference: str = Field(title="银行流水号 / the bank's reference")
    counterparty: str = Field(title="对方户名 / counterparty")
    text: str = Field(title="银行摘要 / the bank's text")
    explanation: Explanation


class BookItem(View):
    entry: EntryId
    day: date = Field(title="凭证日期 / voucher of")
    amount: Decimal = Field(title="收支金额(元) / gained or lost (yuan)")
    summary: str = Field(title="摘要 / summary")
    explanation: Explanation


class MatchView(View):
    number: MatchNumber
    lines: list[str] = Field(title="对账单行 / statement lines")
    entries: list[str] = Field(title="账簿分录 / entries of the books")
    amount: Decimal = Field(title="收支金额(元) / gained or lost (yuan)")


class ReconciliationView(BothSides):
    """As it stands now: both balances, what is left on either side, and what was matched in this month's end."""

    at_bank: Decimal = Field(title="银行流水余额(元) / balance by the bank's lines (yuan)")
    bank_items: list[BankItem] = Field(title="银行未达 / left at the bank")
    book_items: list[BookItem] = Field(title="单位未达 / left in the books")
    matches: list[MatchView] = Field(title="本月勾对 / matched in this month's end")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")


class GetReconciliation(
    Query,
    path="GET /finance/month-ends/{book}/{month}/reconciliation",
    who=READERS,
    cites=CITES,
    zh="查看银行对账",
    en="See the bank reconciliation",
    returns=ReconciliationView,
):
    book: SomeBook
    month: Month


class GetPreparedReconciliation(
    Query,
    path="GET /finance/month-ends/{book}/{month}/prepared-reconciliation",
    who=READERS,
    cites=CITES,
    zh="查看银行存款余额调节表",
    en="See the reconciliation as it was prepared",
    returns=AdjustmentView,
):
    book: SomeBook
    month: Month


class GetCashCount(
    Query,
    path="GET /finance/month-ends/{book}/{month}/cash-count",
    who=READERS,
    cites=CITES,
    zh="查看库存现金盘点表",
    en="See the count of the cash",
    returns=CashCountView,
):
    book: SomeBook
    month: Month


PrintReconciliation = printing("PrintReconciliation", GetPreparedReconciliation, ADJUSTMENT)
PrintCashCount = printing("PrintCashCount", GetCashCount, CASH_COUNT)


class ExportReconciliation(
    Query,
    path="GET /finance/month-ends/{book}/{month}/reconciliation-export",
    who=READERS,
    cites=CITES,
    zh="导出银行存款余额调节表",
    en="Export the bank reconciliation",
    returns=File,
):
    """As it was prepared and signed, with what was in transit and the count of the cash."""

    book: SomeBook
    month: Month


ListMonthEnds = listing("ListMonthEnds", MonthEndRecord, path="GET /finance/month-ends", who=READERS, offers=True)
ListInTransit = listing("ListInTransit", InTransitRecord, path="GET /finance/items-in-transit", who=READERS)
ExportInTransit = exporting(
    "ExportInTransit", InTransitRecord, path="GET /finance/items-in-transit-export", who=READERS
)  # fmt: skip
