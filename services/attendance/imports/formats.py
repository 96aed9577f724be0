"""Which kind of file it is, by its content; then its readings. Reads bytes only: no disk, no network, no clock."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from typing import cast

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from services.attendance.imports import dingtalk, template, wecom, zkteco
from services.attendance.imports.columns import HEADING_DEPTH, Columns, Layout, Row, find_columns, walk
from services.attendance.imports.readings import BadRow, Reading, UnreadableFile

__all__ = ["BadRow", "Opened", "Reading", "UnreadableFile", "open_file", "read"]

# The more particular first: what is no machine's own file may still be the office's table.
_LAYOUTS: tuple[Layout, ...] = (wecom.DAILY, dingtalk.DAILY, dingtalk.RECORDS, template.DAILY)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UNPACKED_LIMIT = 1 << 30  # bytes; a workbook that unpacks to more is an attack, not an office's quarter
_DELIMITERS = ",\t;"


class Opened(msgspec.Struct, frozen=True):
    """A recognised file: `format` is dingtalk, wecom, zkteco or template; `readings` may be walked again and again."""

    format: str
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
        return Opened("zkteco", lambda: zkteco.read(io.StringIO(text)))
    partial: tuple[str, Columns] | None = None
    for delimiter in _DELIMITERS:
        columns = find_columns(list(islice(_table(text, delimiter), HEADING_DEPTH + 1)), _LAYOUTS)
        if columns is None:
            continue
        if not columns.missing:
            return _tabular(columns, text, delimiter)
        partial = partial or (delimiter, columns)
    if partial is None:
        raise _unknown(filename)
    return _tabular(partial[1], text, partial[0])


def _tabular(columns: Columns, text: str, delimiter: str) -> Opened:
    return Opened(columns.format, lambda: walk(_table(text, delimiter), columns))


def _table(text: str, delimiter: str) -> Iterator[Row]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _decoded(content: bytes, filename: str) -> str:
    """UTF-8 with or without mark, UTF-16 with mark (a spreadsheet's "Unicode text"), else GB 18030 and so GBK."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        f"文件“{filename}”既不是文本也不是工作簿", f"“{filename}” is neither text nor a workbook.", file=filename
    )


def _open_workbook(content: bytes, filename: str) -> Opened:
    damaged = UnreadableFile(
        f"工作簿“{filename}”已损坏或格式不支持，请重新导出", f"The workbook “{filename}” is damaged.", file=filename
    )
    if _unpacked_size(content, damaged) > _UNPACKED_LIMIT:
        raise UnreadableFile(f"工作簿“{filename}”解压后过大", f"“{filename}” unpacks to too much.", file=filename)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = _sheets(book)
    except PasswordError as error:
        raise UnreadableFile(
            f"工作簿“{filename}”有密码，请去掉密码后再导入", f"“{filename}” is locked by a password.", file=filename
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged from error
    if not found:
        raise _unknown(filename)
    return Opened(found[0][1].format, lambda: _walk_sheets(found))


def _unpacked_size(content: bytes, damaged: UnreadableFile) -> int:
    if not content.startswith(b"PK"):
        return len(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise damaged from error


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
        elif columns.format != "template":
            return [(sheet, columns)]
        else:
            tables.append((sheet, columns))
    return tables or partial[:1]


def _walk_sheets(sheets: list[tuple[CalamineSheet, Columns]]) -> Iterator[Reading | BadRow]:
    for sheet, columns in sheets:
        rows = cast("Iterator[Row]", sheet.iter_rows())
        for entry in walk(rows, columns):
            yield msgspec.structs.replace(entry, sheet=sheet.name) if isinstance(entry, BadRow) else entry
