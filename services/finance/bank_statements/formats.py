"""Which kind of statement it is, by its content; offices rename files at will. Reads bytes only."""

from __future__ import annotations

from services.finance.bank_statements import iso20022, swift, tables
from services.finance.bank_statements.lines import CITES, Read, UnreadableStatement, checked

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def open_file(content: bytes, filename: str) -> Read:
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnreadableStatement("文件是空的。", "The file is empty.", cites=CITES)
    if content.startswith(_WORKBOOKS):
        return checked(tables.read_workbook(content, filename))
    if iso20022.is_camt053(content):
        return checked(iso20022.read(content))
    if swift.is_mt940(content):
        return checked(swift.read(content))
    return checked(tables.read_text(content))
