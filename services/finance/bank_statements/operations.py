"""What can be asked of bank statements (A28): the accountant fetches and imports them, never the cashier (B10.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.finance.bank_statements.lines import CITES, StatementFormat
from services.finance.bank_statements.record import BankLineRecord, BankStatementRecord
from services.finance.ledger.operations import READERS
from services.finance.ledger.record import Book
from services.finance.posts import ACCOUNTANT
from services.kernel.procedure.fields import filled_in
from services.kernel.procedure.operations import Command, File, Query, Upload, View
from services.kernel.procedure.registry import exporting, listing

SomeBook = Annotated[Book, Field(min_length=1, examples=["office"])]
Balance = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]


class StatementReport(View):
    book: Book
    format: StatementFormat = Field(title="文件格式 / file format")
    read: int = Field(title="读取行数 / lines read")
    recorded: int = Field(title="新增行数 / new lines")
    known: int = Field(title="已导入行数 / lines known already")
    balance: Decimal = Field(title="银行余额(元) / balance at the bank (yuan)")


class GetStatementTemplate(
    Query,
    path="GET /finance/bank-statement-template",
    who=(ACCOUNTANT,),
    cites=CITES,
    zh="下载银行对账单模板",
    en="Download the template of a bank statement",
    returns=File,
): ...


class ImportStatement(
    Command,
    path="POST /finance/bank-statements",
    who=(ACCOUNTANT,),
    cites=(*CITES, "B10.2"),
    zh="导入银行对账单",
    en="Import a bank statement",
    returns=StatementReport,
):
    """A table of the bank (CSV or workbook), MT940 or CAMT 053, recognised by content. Lines that are known already are
    passed over; a file that is not whole is refused. `opening` goes with a book's first, where that states none."""

    book: SomeBook
    file: str = Field(title="文件名 / file name", min_length=1, max_length=200)
    content: Upload = Field(
        title="文件 / file",
        max_length=16_000_000,
        description="网上银行导出的表(CSV或工作簿)、MT940、CAMT.053，或按模板填写的表"
        " / the table that the bank gives (CSV or workbook), MT940, CAMT.053, or the template filled in",
        json_schema_extra=filled_in(GetStatementTemplate),
    )
    opening: Balance | None = Field(default=None, title="首次导入的期初余额(元) / balance before the first (yuan)")


ListBankStatements = listing(
    "ListBankStatements", BankStatementRecord, path="GET /finance/bank-statements", who=READERS
)  # fmt: skip
ListBankLines = listing("ListBankLines", BankLineRecord, path="GET /finance/bank-lines", who=READERS)
ExportBankLines = exporting("ExportBankLines", BankLineRecord, path="GET /finance/bank-lines-export", who=READERS)
