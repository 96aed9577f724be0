"""What can be asked of a service's own log for outsiders. Every service has it (`own_log/operations.py`)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.procedure.bundles.proving import ProofStep
from services.kernel.procedure.operations import Query, View
from services.kernel.procedure.record import PERSON, Code, Count

MOST = 20_000
"""Events that one answer carries: it travels whole. The command line writes more than that."""


class ExportLog(Query):
    """ZIP: the events of one record, of one person, at some positions, or the whole log, with its signed checkpoints
    and what proves that they belong together. Marked fields are left out unless they are asked for
    by somebody who may see them."""

    aggregate: UUID | None = Field(default=None, title="聚合 / aggregate")
    person: Annotated[str, PERSON] | None = Field(default=None, max_length=60, title="人员 / person")
    positions: str = Field(default="", max_length=400_000, title="序号 / positions", description="such as 1-40,77")
    complete: bool = Field(
        default=False,
        title="含标记内容 / with marked fields",
        description="also personal and confidential fields, as far as the asker may see them",
    )


class ProveRecord(Query):
    """Derives a record's lines from its events again, and shows that these are in the signed log."""

    aggregate: UUID = Field(title="聚合 / aggregate")


class ProvenLine(View):
    """A line of a register. `columns` are those in which it is not what the events make of it."""

    zh: str = Field(title="台账 / register (Chinese)")
    en: str = Field(title="台账(英文) / register")
    holds: bool = Field(title="相符 / holds")
    columns: list[Code] = Field(title="不符的列 / columns that differ")


class RecordProof(View):
    """`holds` is the verdict over all steps and lines."""

    aggregate: UUID = Field(title="聚合 / aggregate")
    holds: bool = Field(title="结论：成立 / holds")
    events: Count = Field(title="事件数 / events")
    steps: list[ProofStep] = Field(title="核验经过 / steps")
    lines: list[ProvenLine] = Field(title="台账记录 / lines")
    size: int = Field(title="检查点事件数 / events in the checkpoint")
    note: str = Field(title="签署文 / signed note")
    key: Code = Field(title="公钥 / public key")
