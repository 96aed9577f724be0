"""The access log: reported by the gateway, read by the auditor alone."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.directory.looks.look import CITES, LookKind, UnusualStatus
from services.directory.looks.record import LookRecord, UnusualRecord
from services.kernel.domain.who import AUDITOR, SYSTEM
from services.kernel.procedure.operations import Command, View
from services.kernel.procedure.record import PERSON, Code
from services.kernel.procedure.registry import exporting, listing, showing

UnusualId = Annotated[UUID, Field(title="异常查阅 / unusual looks")]


class LookReport(BaseModel):
    """One answer that somebody was given."""

    person: Annotated[str, PERSON, Field(min_length=1, max_length=60, title="查阅人 / who looked")]
    kind: LookKind = Field(title="种类 / kind")
    operation: Code = Field(max_length=120, title="查询 / what was asked")
    asked: str = Field(default="", max_length=500, title="检索词或对象 / words or object")
    about: Annotated[str, PERSON, Field(max_length=60, title="所涉人员 / about")] = ""
    record: str = Field(default="", max_length=100, title="记录标识 / id of the record")


class LooksRecorded(View):
    recorded: int = Field(title="已记录 / recorded")


class RecordLooks(
    Command,
    path="POST /directory/looks",
    who=(SYSTEM,),
    cites=CITES,
    zh="记录查阅",
    en="Record who looked at what",
    returns=LooksRecorded,
):
    """By whoever gives the answers; in one transaction, each once."""

    looks: list[LookReport] = Field(min_length=1, max_length=200, title="查阅 / looks")


ListLooks = listing("ListLooks", LookRecord, path="GET /directory/looks", who=(AUDITOR,))
ExportLooks = exporting("ExportLooks", LookRecord, path="GET /directory/looks-export", who=(AUDITOR,))
GetUnusualLooks = showing(
    "GetUnusualLooks",
    UnusualRecord,
    path="GET /directory/unusual-looks/{unusual}",
    who=(AUDITOR,),
    zh="查看异常查阅",
    en="See unusual looks",
)
ListUnusualLooks = listing("ListUnusualLooks", UnusualRecord, path="GET /directory/unusual-looks", who=(AUDITOR,))


class ReviewUnusualLooks(
    Command,
    at="/directory/unusual-looks/{unusual}",
    does="review",
    who=(AUDITOR,),
    when=UnusualStatus.FOUND,
    cites=CITES,
    returns=UnusualRecord,
    zh="核查异常查阅",
    en="Review unusual looks",
):
    """What the auditor found out about it."""

    unusual: UnusualId
    finding: str = Field(min_length=1, max_length=500, title="核查情况 / finding")
