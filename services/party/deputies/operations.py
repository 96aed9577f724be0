"""What can be asked of the register of deputies and their contacts with voters (A10, A11)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.office import SEES_ALL
from services.kernel.domain.who import ANYONE, CLERK, COLLEAGUE
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.deputies.deputy import DeputyStatus
from services.party.deputies.record import DeputyRecord

LIAISON = (COLLEAGUE, CLERK)
"""Members of the liaison department, and the office clerk."""
VoterNumber = Annotated[int, Field(ge=1, le=10_000, title="选民户序号 / household")]


class EnterDeputy(
    Command, path="POST /party/deputies", who=LIAISON, zh="登记代表", en="Enter a deputy", returns=DeputyRecord
):
    name: str = Field(min_length=1, max_length=60, title="姓名 / name")
    district: str = Field(default="", max_length=100, title="选区 / electoral district")
    since: date = Field(title="任职日期 / mandate since")


class OfDeputy(Command, at="/party/deputies/{deputy}", who=LIAISON, returns=DeputyRecord):
    deputy: UUID = Field(title="代表 / deputy")


class EndMandate(OfDeputy, does="end", when=DeputyStatus.SERVING, zh="登记代表离任", en="Enter the end of a mandate"):
    on: date = Field(title="离任日期 / mandate ended on")
    reason: Reason


class AssignVoter(
    OfDeputy, does="voters", when=DeputyStatus.SERVING, zh="登记联系选民", en="Enter a household of voters"
):
    name: str = Field(min_length=1, max_length=60, title="户主姓名 / name")
    place: str = Field(min_length=1, max_length=200, title="住址 / place")


class ReleaseVoter(
    OfDeputy,
    path="POST /party/deputies/{deputy}/voters/{voter}/release",
    zh="解除联系选民",
    en="Release a household of voters",
):
    voter: VoterNumber
    reason: Reason


class RecordVoterVisit(
    OfDeputy,
    path="POST /party/deputies/{deputy}/voters/{voter}/visits",
    when=DeputyStatus.SERVING,
    zh="登记代表走访选民",
    en="Enter a deputy's visit to voters",
):
    voter: VoterNumber
    on: date = Field(title="日期 / day")
    content: str = Field(min_length=1, max_length=4000, title="情况 / what was said")


GetDeputy = showing(
    "GetDeputy",
    DeputyRecord,
    path="GET /party/deputies/{deputy}",
    who=(ANYONE,),
    zh="查看代表",
    en="See a deputy",
    doc="The households of voters are for the liaison department, the clerk and the leaders.",
)
ListDeputies = listing("ListDeputies", DeputyRecord, path="GET /party/deputies", who=(ANYONE,))
ExportDeputies = exporting("ExportDeputies", DeputyRecord, path="GET /party/deputies-export", who=SEES_ALL)
