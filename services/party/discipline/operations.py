"""What can be asked of the discipline group: anybody reports, the group alone sees and decides (A1, A5, B14)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import PersonId, Reason
from services.kernel.procedure.operations import Command, View
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.discipline.case import CITES, PENDING, CaseStatus
from services.party.discipline.record import CaseRecord, Outcome, OutcomeRecord
from services.party.posts import DISCIPLINE_GROUP

Text = Annotated[str, Field(min_length=1, max_length=4000)]


class ReportReceipt(View):
    """That it has arrived; what becomes of it is the discipline group's alone."""

    received: date = Field(title="受理日期 / received on")


class FileDisciplineReport(
    Command,
    path="POST /party/discipline-reports",
    who=(ANYONE,),
    cites=CITES,
    zh="向纪检组反映问题",
    en="Report something to the discipline group",
    returns=ReportReceipt,
):
    """Whoever does not sign stays unknown, also here. A letter or a caller is entered with its source."""

    against: PersonId = Field(title="被反映人 / against")
    matter: Text = Field(title="反映的问题 / what is reported")
    happened_on: date | None = Field(default=None, title="发生日期 / happened on")
    signed: bool = Field(default=False, title="实名 / signed")
    source: str = Field(default="", max_length=200, title="来源(来信、来访等) / source")


class OfCase(Command, at="/party/discipline-cases/{case}", who=(DISCIPLINE_GROUP,), returns=CaseRecord):
    case: UUID = Field(title="线索 / case")


class OpenDisciplineCase(OfCase, does="opening", when=CaseStatus.RECEIVED, zh="开展核查", en="Look into a report"): ...


class NoteDisciplineFinding(OfCase, does="findings", when=CaseStatus.OPENED, zh="登记核查情况", en="Enter a finding"):
    finding: Text = Field(title="核查情况 / finding")


class ConcludeDisciplineCase(OfCase, does="conclusion", when=PENDING, zh="办结线索", en="Conclude a case"):
    outcome: Annotated[Outcome, Field(min_length=1)]
    conclusion: Text = Field(title="结论 / conclusion")


class PublishDisciplineOutcome(
    OfCase, does="publication", when=CaseStatus.CONCLUDED, zh="通报处理结果", en="Publish the outcome"
):
    """What the organ is told; nothing else of the case is."""

    notice: Text = Field(title="通报内容 / notice")


class RecuseFromCase(
    OfCase,
    does="recusal",
    when=PENDING,
    zh="回避",
    en="Take no part in a case",
    returns=ReportReceipt,
):
    """Of oneself; afterwards one sees nothing of it any more."""

    reason: Reason


GetDisciplineCase = showing(
    "GetDisciplineCase",
    CaseRecord,
    path="GET /party/discipline-cases/{case}",
    who=(DISCIPLINE_GROUP,),
    zh="查看案卷",
    en="See a case file",
)
ListDisciplineCases = listing(
    "ListDisciplineCases",
    CaseRecord,
    path="GET /party/discipline-cases",
    who=(DISCIPLINE_GROUP,),
    doc="Without those from which the caller is recused or that are about them.",
)
ListDisciplineOutcomes = listing(
    "ListDisciplineOutcomes", OutcomeRecord, path="GET /party/discipline-outcomes", who=(ANYONE,)
)
ExportDisciplineOutcomes = exporting(
    "ExportDisciplineOutcomes",
    OutcomeRecord,
    path="GET /party/discipline-outcomes-export",
    who=(DISCIPLINE_GROUP,),
    doc="Of the cases themselves there is no workbook.",
)
