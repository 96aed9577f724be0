"""What can be asked of an erasure. Nobody erases alone, nor decides on their own proposal or their own data."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.directory.erasures.erasure import Basis, ErasureStatus
from services.directory.erasures.record import ErasureRecord
from services.kernel.domain.private import Kept
from services.kernel.domain.who import AUDITOR, CHAIR, OFFICE_DIRECTOR, SECRETARY_GENERAL, SECURITY_ADMINISTRATOR
from services.kernel.procedure.fields import MaybePerson, Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.second_person import decisions

PROPOSE = (OFFICE_DIRECTOR, SECURITY_ADMINISTRATOR)
APPROVE = (CHAIR, SECRETARY_GENERAL)
READERS = (*PROPOSE, *APPROVE, AUDITOR)


class ProposeErasure(
    Command,
    path="POST /directory/erasures",
    who=PROPOSE,
    cites=("organ",),
    zh="提请删除个人信息",
    en="Propose to erase personal data",
    returns=ErasureRecord,
):
    """Of somebody who has left, or of one record that is itself about somebody from outside."""

    person: MaybePerson = ""
    record: UUID | None = Field(
        default=None,
        title="记录 / record",
        description="没有人员的须填：来访、联系户等记录 / always where no person is named: of a visit, a household",
    )
    kinds: Annotated[tuple[Kept, ...], Field(min_length=1, title="保存类别 / kept for")]
    basis: Basis = Field(title="法定依据 / ground")
    reason: Reason


ERASURES = decisions(
    "Erasure",
    ErasureRecord,
    at="/directory/erasures/{erasure}",
    zh="删除个人信息",
    en="an erasure",
    word="批准",
    approves="It is carried out once the waiting time is over, and can be taken back until then.",
    second=APPROVE,
    readers=READERS,
    withdrawing=(*PROPOSE, *APPROVE),
    waits=ErasureStatus.PROPOSED,
    until=(ErasureStatus.PROPOSED, ErasureStatus.APPROVED),
)
