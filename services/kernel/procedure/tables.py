"""Tables from outside that come as text, in the usual encodings; none is swallowed by an unpaired quotation mark."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

LONGEST_CELL = 100_000
"""Characters: three times what a spreadsheet's cell holds. A quotation mark that is never closed makes longer ones."""


class NoText(ValueError):
    """The bytes are text in none of the encodings."""


class EndlessCell(ValueError):
    """From this line on there is a cell without end: what it swallowed would be lost."""

    def __init__(self, line: int) -> None:
        super().__init__(f"a cell without end from line {line} on")
        self.line = line


def decoded(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark (a spreadsheet's "Unicode text"), else GB 18030 and so GBK."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoText("neither UTF-8 nor UTF-16 nor GB 18030")


def rows_of(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a table written as text."""
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begun = 1
    try:
        for row in rows:
            yield row
            begun = rows.line_num + 1
    except csv.Error as reason:
        raise EndlessCell(begun) from reason
