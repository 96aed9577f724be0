"""What can be asked of keys (B12.5)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from services.documents.office import OFFICE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import CLERK, SELF

READERS = (SELF, *SEES_ALL)


class KeyView(View):
    id: UUID
    number: str
    person: str
    room: str
    purpose: str
    due: date
    status: str
    version: int


class LendKey(
    Command,
    path="POST /documents/keys",
    who=(CLERK,),
    cites=("B12.5",),
    zh="借出钥匙",
    en="Lend a key",
    returns=KeyView,
):
    person: str = Field(min_length=1, max_length=60, title="借用人 / person")
    room: str = Field(min_length=1, max_length=60, title="房间 / room")
    due: date = Field(title="归还期限 / due")
    purpose: str = Field(default="", max_length=200, title="用途 / purpose")


class ReturnKey(
    Command,
    path="POST /documents/keys/{key}/return",
    who=OFFICE,
    cites=("B12.5",),
    zh="归还钥匙",
    en="Take a key back",
    returns=KeyView,
):
    key: UUID = Field(title="钥匙 / key")


class GetKey(
    Query,
    path="GET /documents/keys/{key}",
    who=READERS,
    cites=("B12.5",),
    zh="查看钥匙",
    en="See a key",
    returns=KeyView,
):
    key: UUID = Field(title="钥匙 / key")


class ListKeys(
    PagedQuery,
    path="GET /documents/keys",
    who=READERS,
    cites=("B12.5",),
    zh="钥匙台账",
    en="Register of keys",
    returns=Page[KeyView],
):
    person: str = Field(default="", max_length=60, title="借用人 / person")


class ExportKeys(
    Query,
    path="GET /documents/keys-export",
    who=SEES_ALL,
    cites=("B12.5",),
    zh="导出钥匙台账",
    en="Export the register of keys",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
