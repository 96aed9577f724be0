"""What can be asked of the organ's seals (B11.5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.office import RESPONSIBLE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import CHAIR, CLERK, COLLEAGUE, HEAD, SELF, post

SEAL_KEEPER = post("seal-keeper", "印章保管员", "seal keeper")
READERS = (SELF, COLLEAGUE, *RESPONSIBLE, *SEES_ALL, SEAL_KEEPER)
UseId = Annotated[UUID, Field(title="用印 / use")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
Copies = Annotated[int, Field(ge=1, le=10_000, title="用印份数 / impressions")]


class SealUseView(View):
    id: UUID
    number: str
    seal: str
    person: str
    department: str
    title: str
    purpose: str
    copies: int
    status: str
    requested_on: date
    decided_by: str
    decided_on: date | None
    applied_by: str
    applied_on: date | None
    applied_copies: int
    document: str
    reason: str
    version: int


class RequestSealUse(
    Command,
    path="POST /documents/seal-uses",
    who=(COLLEAGUE, HEAD, CLERK),
    cites=("B11.5",),
    zh="申请用印",
    en="Ask for the use of a seal",
    returns=SealUseView,
):
    """Asked in one's own name, for a department."""

    department: str = Field(min_length=1, max_length=60, title="部门 / department")
    seal: str = Field(min_length=1, max_length=40, title="印章 / seal", examples=["office"])
    title: str = Field(min_length=1, max_length=200, title="文件标题 / document title")
    purpose: str = Field(min_length=1, max_length=500, title="用途 / purpose")
    copies: Copies = 1


class ApproveSealUse(
    Command,
    path="POST /documents/seal-uses/{use}/approval",
    who=(CHAIR,),
    cites=("B11.5",),
    zh="批准用印",
    en="Consent to the use of a seal",
    returns=SealUseView,
):
    use: UseId


class RejectSealUse(
    Command,
    path="POST /documents/seal-uses/{use}/rejection",
    who=(CHAIR,),
    cites=("B11.5",),
    zh="不批准用印",
    en="Refuse the use of a seal",
    returns=SealUseView,
):
    use: UseId
    reason: Reason


class WithdrawSealUse(
    Command,
    path="POST /documents/seal-uses/{use}/withdrawal",
    who=(SELF,),
    cites=("B11.5",),
    zh="撤回用印申请",
    en="Withdraw a request for a seal",
    returns=SealUseView,
):
    use: UseId
    reason: Reason


class ApplySeal(
    Command,
    path="POST /documents/seal-uses/{use}/application",
    who=(SEAL_KEEPER,),
    cites=("B11.5",),
    zh="登记用印",
    en="Apply a seal and enter it",
    returns=SealUseView,
):
    use: UseId
    document: str = Field(min_length=1, max_length=100, title="文号或文件标识 / document reference")
    copies: Copies


class GetSealUse(
    Query,
    path="GET /documents/seal-uses/{use}",
    who=READERS,
    cites=("B11.5",),
    zh="查看用印",
    en="See a use of a seal",
    returns=SealUseView,
):
    use: UseId


class ListSealUses(
    PagedQuery,
    path="GET /documents/seal-uses",
    who=READERS,
    cites=("B11.5",),
    zh="用印登记台账",
    en="Register of seals used",
    returns=Page[SealUseView],
):
    """All of the organ for the office, the leaders and the keeper; otherwise one's own department or oneself."""

    department: str = Field(default="", max_length=60, title="部门 / department")
    person: str = Field(default="", max_length=60, title="申请人 / person")
    status: str = Field(default="", max_length=12, title="状态 / status")


class ExportSealUses(
    Query,
    path="GET /documents/seal-uses-export",
    who=(*SEES_ALL, SEAL_KEEPER),
    cites=("B11.5",),
    zh="导出用印登记台账",
    en="Export the register of seals used",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
