"""What can be asked of the organ's seals (B11.5)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.seals.record import Seal, SealUseRecord
from services.documents.seals.use import UseStatus
from services.kernel.domain.office import RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import CHAIR, CLERK, COLLEAGUE, HEAD, SELF, post
from services.kernel.procedure.fields import DepartmentId, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing

SEAL_KEEPER = post("seal-keeper", "印章保管员", "seal keeper")
READERS = (SELF, COLLEAGUE, *RESPONSIBLE, *SEES_ALL, SEAL_KEEPER)
UseId = Annotated[UUID, Field(title="用印 / use")]
Copies = Annotated[int, Field(ge=1, le=10_000, title="用印份数 / impressions")]


class RequestSealUse(
    Command,
    path="POST /documents/seal-uses",
    who=(COLLEAGUE, HEAD, CLERK),
    zh="申请用印",
    en="Ask for the use of a seal",
    returns=SealUseRecord,
):
    """Asked in one's own name, for a department."""

    department: DepartmentId
    seal: Annotated[Seal, Field(min_length=1, examples=["office"])]
    title: str = Field(min_length=1, max_length=200, title="文件标题 / document title")
    purpose: str = Field(min_length=1, max_length=500, title="用途 / purpose")
    copies: Copies = 1


class OfUse(Command, at="/documents/seal-uses/{use}", returns=SealUseRecord):
    use: UseId


class ApproveSealUse(
    OfUse, does="approval", who=(CHAIR,), when=UseStatus.REQUESTED, zh="批准用印", en="Consent to the use of a seal"
): ...


class RejectSealUse(
    OfUse, does="rejection", who=(CHAIR,), when=UseStatus.REQUESTED, zh="不批准用印", en="Refuse the use of a seal"
):
    reason: Reason


class WithdrawSealUse(
    OfUse,
    does="withdrawal",
    who=(SELF,),
    when=(UseStatus.REQUESTED, UseStatus.APPROVED),
    zh="撤回用印申请",
    en="Withdraw a request for a seal",
):
    reason: Reason


class ApplySeal(
    OfUse,
    does="application",
    who=(SEAL_KEEPER,),
    when=UseStatus.APPROVED,
    zh="登记用印",
    en="Apply a seal and enter it",
):
    document: str = Field(min_length=1, max_length=100, title="文号或文件标识 / document reference")
    copies: Copies


GetSealUse = showing(
    "GetSealUse",
    SealUseRecord,
    path="GET /documents/seal-uses/{use}",
    who=READERS,
    zh="查看用印",
    en="See a use of a seal",
)
ListSealUses = listing(
    "ListSealUses",
    SealUseRecord,
    path="GET /documents/seal-uses",
    who=READERS,
    offers=True,
    doc="All of the organ for the office, the leaders and the keeper; otherwise one's own department or oneself.",
)
ExportSealUses = exporting(
    "ExportSealUses", SealUseRecord, path="GET /documents/seal-uses-export", who=(*SEES_ALL, SEAL_KEEPER)
)
