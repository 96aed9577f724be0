"""What can be asked of keys (B12.5)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field
from services.documents.keys.loan import LoanStatus
from services.documents.keys.record import KeyRecord

from services.kernel.domain.office import OFFICE, SEES_ALL
from services.kernel.domain.who import CLERK, SELF
from services.kernel.procedure.fields import PersonId
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, *SEES_ALL)
OUT = (LoanStatus.LENT, LoanStatus.KEPT)


class LendKey(Command, path="POST /documents/keys", who=(CLERK,), zh="借出钥匙", en="Lend a key", returns=KeyRecord):
    person: PersonId = Field(title="借用人 / person")
    room: str = Field(min_length=1, max_length=60, title="房间 / room")
    due: date = Field(title="归还期限 / due")
    purpose: str = Field(default="", max_length=200, title="用途 / purpose")


class ReturnKey(
    Command,
    path="POST /documents/keys/{key}/return",
    who=OFFICE,
    when=OUT,
    zh="归还钥匙",
    en="Take a key back",
    returns=KeyRecord,
):
    key: UUID = Field(title="钥匙 / key")


GetKey = showing("GetKey", KeyRecord, path="GET /documents/keys/{key}", who=READERS, zh="查看钥匙", en="See a key")
ListKeys = listing("ListKeys", KeyRecord, path="GET /documents/keys", who=READERS)
ExportKeys = exporting("ExportKeys", KeyRecord, path="GET /documents/keys-export", who=SEES_ALL)
