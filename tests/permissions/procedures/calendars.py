"""The holiday calendar: kept by the office and the administrator, read by everybody."""

from __future__ import annotations

from base64 import b64encode

from tests.permissions.words import KEEPERS, READERS, row

NOTICE = """
year = 2031
source = "国务院办公厅关于2031年部分节假日安排的通知"
[[holidays]]
zh = "元旦"
en = "New Year's Day"
days = [2031-01-01]
make_up = [2031-01-04]
"""

ROWS = (
    row("directory.get-calendar", READERS, year=2026),
    row("directory.list-calendars", READERS),
    row("directory.get-calendar-template", KEEPERS),
    row("directory.import-calendar", KEEPERS, content=b64encode(NOTICE.encode()).decode()),
)
