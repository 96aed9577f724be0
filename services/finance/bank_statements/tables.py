"""Statements as tables: CSV and workbooks of Chinese banks, their columns found by heading, never by position.

借方 and 贷方 are the bank's: 贷方 is what the account gained. What could be read two ways is refused, not guessed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

import msgspec
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from services.finance.bank_statements.lines import (
    CITES,
    MOST_LINES,
    Line,
    Read,
    StatementFormat,
    StatementTooLarge,
    UnreadableStatement,
    in_order,
    line,
)
from services.finance.money import FEN, ZERO
from services.kernel.procedure import sheet_sizes
from services.kernel.procedure.cells import day_of, fold, is_total, number_of, plain
from services.kernel.procedure.tables import EndlessCell, NoText, decoded, rows_of

Row = Sequence[Any]
_DEPTH = 30
"""Rows searched for the headings."""
_MOST_ROWS = MOST_LINES + 2 * _DEPTH
"""With what stands above the table and below it."""
_SHOWN = 20
"""Bad rows that a refusal names."""
_DELIMITERS = ",\t;|"
_NAMES: dict[str, tuple[str, ...]] = {
    "day": ("交易日期", "记账日期", "入账日期", "交易日", "记账日", "日期", "交易时间", "transactiondate", "date"),
    "gained": (
        "贷方发生额", "贷方金额", "收入金额", "转入金额", "存入金额", "贷方", "收入", "存入", "收款金额", "credit",
    ),
    "lost": (
        "借方发生额", "借方金额", "支出金额", "转出金额", "支取金额", "借方", "支出", "支取", "付款金额", "debit",
    ),
    "amount": ("交易金额", "发生额", "发生金额", "金额", "amount"),
    "side": ("借贷标志", "借贷方向", "借贷", "收支标志", "收支", "收付标志", "收支方向", "方向", "d/c"),
    "balance": ("余额", "账户余额", "本次余额", "交易后余额", "当前余额", "联机余额", "balance"),
    "reference": (
        "交易流水号", "流水号", "账户明细编号-交易流水号", "核心流水号", "交易序号", "凭证号", "凭证号码", "凭证编号",
        "回单编号", "reference",
    ),
    "counterparty": (
        "对方户名", "对方账户名称", "对方名称", "对方单位名称", "对方单位", "对手户名", "交易对方", "收/付方名称",
        "counterparty",
    ),
    "text": ("摘要", "用途", "附言", "交易摘要", "备注", "摘要内容", "description"),
}  # fmt: skip
"""Folded headings by what they say, the preferred one first."""
_GAINED, _LOST = (
    ("贷", "c", "cr", "收", "收入", "进", "转入", "+"),
    ("借", "d", "dr", "支", "支出", "付", "出", "转出", "-"),
)
_MOST = Decimal(10) ** 12
"""Yuan: no sum of an office is larger."""
_NOTHING = re.compile(r"[-—/]*\Z")
_DAMAGES = (
    CalamineError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, ValueError,
)  # fmt: skip


class _Table(msgspec.Struct, frozen=True):
    """Where the columns are, and the rows below the heading with their numbers as a spreadsheet counts them."""

    at: dict[str, int]
    rows: list[tuple[int, Row]]
    account: str


def read_text(content: bytes) -> Read:
    try:
        text = decoded(content)
    except NoText as reason:
        raise _unknown() from reason
    for delimiter in _DELIMITERS:
        try:
            found = _found(list(islice(rows_of(text, delimiter), _MOST_ROWS + 1)))
        except EndlessCell as reason:
            raise UnreadableStatement(
                f"从第{reason.line}行起有一个单元格过长，多半是引号没有成对。",
                f"From line {reason.line} on there is a cell without end, most likely an unpaired quotation mark.",
                cites=CITES,
                row=reason.line,
            ) from reason
        if found is not None:
            return _read(found)
    raise _unknown()


def read_workbook(content: bytes, filename: str) -> Read:
    """The first sheet that has the headings."""
    try:
        if content.startswith(b"PK"):
            sheet_sizes.measure(content, filename)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=_MOST_ROWS + 1)
            found = _found(rows)
            if found is not None:
                return _read(found)
    except PasswordError as reason:
        raise UnreadableStatement(
            "文件有密码，请去掉密码后再导入。", "The workbook is locked by a password.", cites=CITES
        ) from reason
    except _DAMAGES as reason:
        raise UnreadableStatement("文件已损坏。", "The file is damaged.", cites=CITES) from reason
    raise _unknown()


def _unknown() -> UnreadableStatement:
    return UnreadableStatement(
        "找不到对账单的表头：需要交易日期，以及收入、支出（或带借贷标志的金额）。",
        "No headings of a statement were found: a day, and money in and out, or an amount with its side.",
        cites=CITES,
    )


def _found(rows: Sequence[Row]) -> _Table | None:
    for index, row in enumerate(rows[:_DEPTH]):
        headings = [fold(cell) for cell in row]
        at = {
            what: headings.index(name)
            for what, names in _NAMES.items()
            if (name := next((one for one in names if one in headings), ""))
        }
        if "day" in at and ({"gained", "lost"} <= at.keys() or "amount" in at):
            if len(rows) > _MOST_ROWS:
                raise StatementTooLarge("对账单行数过多。", "The statement has too many lines.", limit=MOST_LINES)
            below = [(number, cells) for number, cells in enumerate(rows[index + 1 :], index + 2)]
            return _Table(at, below, _account(rows[:index]))
    return None


def _account(above: Sequence[Row]) -> str:
    """The account's number, where a line above the headings says it."""
    text = " ".join(plain(str(cell)) for row in above for cell in row if isinstance(cell, str | int))
    found = re.search(r"(?:账号|卡号|账户)\D{0,6}(\d{8,32})", text)
    return found[1] if found else ""


def _read(table: _Table) -> Read:
    bad: list[dict[str, Any]] = []
    lines: list[Line] = []
    balances: list[Decimal | None] = []
    for number, cells in table.rows:
        if _stands_apart(cells, table):
            continue
        try:
            lines.append(_line(table.at, cells))
            balances.append(_sum(_cell(table.at, cells, "balance"), "balance"))
        except _Unreadable as cell:
            bad.append({"row": number, "column": cell.column})
    if bad:
        raise UnreadableStatement(
            f"有{len(bad)}行无法识别，对账单应当完整导入。",
            f"{len(bad)} rows cannot be read, and a statement is taken in whole.",
            cites=CITES,
            rows=bad[:_SHOWN],
        )
    return _balanced(table, lines, balances)


def _balanced(table: _Table, lines: list[Line], balances: list[Decimal | None]) -> Read:
    """With the balances that the bank gives, beside each line or beside the last of a day: they must follow from the
    lines, whichever way these are listed, and the last of them closes the file. A line whose own is missing would be
    believed whatever it says, were the others not asked; where any is, the days alone say which way."""
    told = sum(one is not None for one in balances)
    if not told:
        _check_sides(table, lines)
        return Read(StatementFormat.TABLE, tuple(in_order(lines)), account=table.account)
    ways = [(lines, balances), (lines[::-1], balances[::-1])]
    if lines[0].day > lines[-1].day:
        ways.reverse()
    for ordered, stated in ways if told == len(lines) else ways[:1]:
        opening, closing = _opening(ordered, stated), stated[-1]
        if opening is not None and closing is not None and (told > 1 or "side" in table.at or "gained" in table.at):
            return Read(StatementFormat.TABLE, tuple(ordered), opening, closing, table.account)
    raise UnreadableStatement(
        "各行余额与发生额不衔接，文件不完整或被改动。",
        "The balances do not follow from the lines: something is missing or was changed.",
        cites=CITES,
    )


def _opening(lines: Sequence[Line], stated: Sequence[Decimal | None]) -> Decimal | None:
    """The balance before the first line, from which every balance that is stated follows; None where one does not."""
    openings, gained = set[Decimal](), ZERO
    for one, balance in zip(lines, stated, strict=True):
        gained += one.amount
        if balance is not None:
            openings.add(balance - gained)
    return openings.pop() if len(openings) == 1 else None


def _check_sides(table: _Table, lines: Sequence[Line]) -> None:
    """An amount without its side says nothing, unless its sign does."""
    if "gained" not in table.at and "side" not in table.at and all(one.amount > 0 for one in lines):
        raise UnreadableStatement(
            "只有金额，没有借贷标志或正负号，无法区分收支。",
            "There are amounts without a side or a sign: money in and out cannot be told apart.",
            cites=CITES,
        )


class _Unreadable(ValueError):
    """What of a row cannot be read."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def _line(at: dict[str, int], cells: Row) -> Line:
    day = day_of(_cell(at, cells, "day"))
    if day is None:
        raise _Unreadable("day")
    amount = _amount(at, cells)
    return line(day, amount, *(_said(_cell(at, cells, name)) for name in ("reference", "counterparty", "text")))


def _amount(at: dict[str, int], cells: Row) -> Decimal:
    if "gained" in at and "lost" in at:
        gained, lost = (_sum(_cell(at, cells, name), name) or ZERO for name in ("gained", "lost"))
        amount = gained - lost
        if gained and lost:
            raise _Unreadable("amount")
    else:
        amount = _sum(_cell(at, cells, "amount"), "amount") or ZERO
        if "side" in at:
            side = plain(str(_cell(at, cells, "side"))).casefold().removesuffix("方")
            if side not in (*_GAINED, *_LOST):
                raise _Unreadable("side")
            amount = abs(amount) if side in _GAINED else -abs(amount)
    if not amount:
        raise _Unreadable("amount")
    return amount


def _sum(cell: object, column: str) -> Decimal | None:
    """A sum of money in yuan, to the fen; None where the cell says that there is none."""
    match cell:
        case None:
            return None
        case int() | float() if not isinstance(cell, bool):
            written = repr(cell)
        case str():
            written = re.sub(r"[,\s¥￥元]|CNY|RMB", "", plain(cell))
            if _NOTHING.match(written):
                return None
        case _:
            raise _Unreadable(column)
    try:
        amount = Decimal(written)
        exact = amount.quantize(FEN)
    except InvalidOperation:
        raise _Unreadable(column) from None
    if amount != exact or exact.copy_abs() >= _MOST:
        raise _Unreadable(column)
    return exact


def _said(cell: object) -> str:
    return plain(cell) if isinstance(cell, str) else number_of(cell)


def _cell(at: dict[str, int], cells: Row, name: str) -> Any:
    place = at.get(name)
    return cells[place] if place is not None and place < len(cells) else None


def _stands_apart(cells: Row, table: _Table) -> bool:
    """Blank rows, totals, notes, and the heading printed again."""
    filled = [cell for cell in cells if cell not in ("", None)]
    if not filled or any(is_total(cell) for cell in filled[:2]):
        return True
    known = {name for names in _NAMES.values() for name in names}
    return all(fold(cell) in known for cell in filled[:3])
