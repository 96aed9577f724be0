"""The fields of what can be asked of outgoing documents, with their titles and bounds."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kernel.domain.words import Word
from services.kernel.procedure.fields import DepartmentId, MaybeDepartment

DocumentId = Annotated[UUID, Field(title="发文 / document")]
StepId = Annotated[str, Field(min_length=1, max_length=40, title="环节 / step")]
Title = Annotated[str, Field(min_length=1, max_length=300, title="标题 / title")]
Text = Annotated[str, Field(min_length=1, max_length=50_000, title="正文 / text")]
Addressees = Annotated[str, Field(max_length=1000, title="主送机关 / addressees")]
CopiedTo = Annotated[str, Field(max_length=1000, title="抄送机关 / copied to")]
Annex = Annotated[str, Field(min_length=1, max_length=200)]
Annexes = Annotated[tuple[Annex, ...], Field(max_length=30, title="附件说明 / annexes")]
Note = Annotated[str, Field(max_length=300, title="附注 / note")]
Term = Annotated[str, Field(max_length=20, title="保密期限 / term of secrecy", examples=["1年"])]
Copies = Annotated[int, Field(ge=1, le=10_000, title="印制份数 / copies printed")]
Opinion = Annotated[str, Field(max_length=2000, title="意见 / opinion")]
Reason = Annotated[str, Field(min_length=1, max_length=1000, title="理由 / reason")]
Countersigners = Annotated[
    tuple[DepartmentId, ...],
    Field(max_length=30, title="会签部门 / countersigners"),
]


class Form(Word):
    DOCX = "docx", "可编辑文档（DOCX）", "editable (DOCX)"
    PDF = "pdf", "版式文档（PDF）", "laid out (PDF)"


class RecipientOrder(BaseModel):
    """One recipient: a department of the organ, or another organ by name."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    department: MaybeDepartment = Field(default="", title="本机关部门 / department")
    organ: str = Field(default="", max_length=200, title="其他单位 / other organ")
    copies: int = Field(default=1, ge=1, le=10_000, title="份数 / copies")
