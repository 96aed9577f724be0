"""Which kind of file it is, by its content; then its readings. Reads bytes only: no disk, no network, no clock."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import cast

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from services.attendance.imports import books, dingtalk, sizes, template, wecom, zkteco
from services.attendance.imports.books import Row
from services.attendance.imports.columns import HEADING_DEPTH, Columns, Layout, find_columns, walk
from services.attendance.imports.readings import BadRow, FileFormat, Reading, UnreadableFile
from services.kernel.procedure import tables
from services.kernel.procedure.tables import LONGEST_CELL

__all__ = ["LONGEST_CELL", "BadRow", "Opened", "Reading", "UnreadableFile", "open_file", "read"]

# The more particular first: what is no machine's own file may still be the office's table.
_LAYOUTS: tuple[Layout, ...] = (wecom.DAILY, dingtalk.DAILY, dingtalk.RECORDS, template.DAILY)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS = ",\t;"
_DAMAGES = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
)


class Opened(msgspec.Struct, frozen=True):
    """A recognised file: `format` is dingtalk, wecom, zkteco or template; `readings` may be walked again and again."""

    format: FileFormat
    readings: Callable[[], Iterator[Reading | BadRow]]


def read(content: bytes, filename: str) -> Iterator[Reading | BadRow]:
    """The readings and the bad rows of a file in the file's order. Raises UnreadableFile at once, before the first."""
    return open_file(content, filename).readings()


def open_file(content: bytes, filename: str) -> Opened:
    """Recognises a file by its content; the name serves the messages only, since offices rename files at will."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFile(f"文件“{filename}”是空的", f"“{filename}” is empty.", file=filename)
    if content.startswith(_WORKBOOKS):
        return _open_workbook(content, filename)
    return _open_text(_decoded(content, filename), filename)


def _unknown(filename: str) -> UnreadableFile:
    return UnreadableFile(
        f"文件“{filename}”不是可识别的考勤文件：找不到工号/姓名、日期和打卡时间的表头",
        f"“{filename}” is no known attendance file: no headings for person, date and punches were found.",
        file=filename,
    )


def _open_text(text: str, filename: str) -> Opened:
    if zkteco.is_attlog(islice(io.StringIO(text), 400)):
        return Opened(FileFormat.ZKTECO, lambda: zkteco.read(io.StringIO(text)))
    partial: tuple[str, Columns] | None = None
    endless: UnreadableFile | None = None
    for delimiter in _DELIMITERS:
        try:
            columns = find_columns(list(islice(_table(text, delimiter), HEADING_DEPTH + 1)), _LAYOUTS)
        except UnreadableFile as reason:
            endless = endless or reason
            continue
        if columns is None:
            continue
        if not columns.missing:
            return _tabular(columns, text, delimiter)
        partial = partial or (delimiter, columns)
    if partial is None:
        raise endless or _unknown(filename)
    return _tabular(partial[1], text, partial[0])


def _tabular(columns: Columns, text: str, delimiter: str) -> Opened:
    return Opened(columns.format, lambda: walk(_table(text, delimiter), columns))


def _table(text: str, delimiter: str) -> Iterator[Row]:
    """The rows; refuses the file at a cell that does not end, for what it swallowed would be lost."""
    try:
        yield from tables.rows_of(text, delimiter)
    except tables.EndlessCell as reason:
        raise UnreadableFile(
            f"从第{reason.line}行起有一个单元格过长，多半是引号没有成对；请改正后重新导入",
            f"From line {reason.line} on there is a cell without end, most likely an unpaired quotation mark: mend it "
            "and import again.",
            row=reason.line,
        ) from reason


def _decoded(content: bytes, filename: str) -> str:
    try:
        return tables.decoded(content)
    except tables.NoText as reason:
        raise UnreadableFile(
            f"文件“{filename}”既不是文本也不是工作簿", f"“{filename}” is neither text nor a workbook.", file=filename
        ) from reason


def _open_workbook(content: bytes, filename: str) -> Opened:
    damaged = UnreadableFile(
        f"工作簿“{filename}”已损坏或格式不支持，请重新导出", f"The workbook “{filename}” is damaged.", file=filename
    )
    try:
        if content.startswith(b"PK"):
            sizes.measure(content, filename)
        since_1904 = books.is_since_1904(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = _sheets(book)
    except PasswordError as error:
        raise UnreadableFile(
            f"工作簿“{filename}”有密码，请去掉密码后再导入", f"“{filename}” is locked by a password.", file=filename
        ) from error
    except _DAMAGES as error:
        raise damaged from error
    if not found:
        raise _unknown(filename)
    return Opened(found[0][1].format, lambda: _walk_sheets(found, since_1904))


def _sheets(book: CalamineWorkbook) -> list[tuple[CalamineSheet, Columns]]:
    """A machine's own daily sheet alone, for its other sheets tell the same again; of a table, a sheet per month."""
    known = {name for layout in _LAYOUTS for name in layout.sheets}
    tables: list[tuple[CalamineSheet, Columns]] = []
    partial: list[tuple[CalamineSheet, Columns]] = []
    for sheet_name in sorted(book.sheet_names, key=lambda name: name not in known):
        sheet = book.get_sheet_by_name(sheet_name)
        head = cast("list[Row]", sheet.to_python(skip_empty_area=False, nrows=HEADING_DEPTH + 1))
        columns = find_columns(head, _LAYOUTS)
        if columns is None:
            continue
        if columns.missing:
            partial.append((sheet, columns))
        elif columns.format != FileFormat.TEMPLATE:
            return [(sheet, columns)]
        else:
            tables.append((sheet, columns))
    return tables or partial[:1]


def _walk_sheets(sheets: list[tuple[CalamineSheet, Columns]], since_1904: bool) -> Iterator[Reading | BadRow]:
    several = len(sheets) > 1
    for sheet, columns in sheets:
        rows = books.rows_of(sheet)
        for entry in walk(rows, columns, books.Ways(since_1904, books.merged_cells(sheet))):
            yield msgspec.structs.replace(entry, sheet=sheet.name) if several or isinstance(entry, BadRow) else entry
