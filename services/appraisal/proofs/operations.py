"""What can be asked of a published grade by those who doubt it (A35)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.appraisal.ballots.record import TallyLine, Voters
from services.appraisal.proofs.paper import PROOF_OF_GRADE, PROOF_OF_TALLY, GradeProof, TallyProof
from services.appraisal.quarters.operations import QuarterCode
from services.appraisal.quarters.round import CITES
from services.kernel.domain.who import ANYONE, AUDITOR
from services.kernel.procedure.fields import DepartmentId
from services.kernel.procedure.operations import Archive, Query, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.record import CODE


class ExportQuarter(
    Query,
    path="GET /appraisal/quarter-exports/{quarter}",
    who=(AUDITOR,),
    cites=CITES,
    zh="导出季度考核材料",
    en="Export a quarter's appraisal for outsiders",
    returns=Archive,
):
    """ZIP: our own part of what a quarter's grades follow from. It names the events of other services that belong to
    it, which each of them gives when its log is exported."""

    quarter: QuarterCode


class ProveGrade(
    Query,
    path="GET /appraisal/grade-proofs/{quarter}/{department}",
    who=(ANYONE,),
    cites=CITES,
    zh="证明等次",
    en="Prove a grade",
    returns=GradeProof,
):
    """Derives the newest published grade of a department again, and says of each step whether it holds."""

    quarter: QuarterCode
    department: DepartmentId


class ProveTally(
    Query,
    path="GET /appraisal/tally-proofs/{quarter}/{department}",
    who=(ANYONE,),
    cites=CITES,
    zh="证明计票",
    en="Prove a tally",
    returns=TallyProof,
):
    """Counts the sealed slips on a department again, and says of each step whether it holds."""

    quarter: QuarterCode
    department: DepartmentId
    voters: Voters = ""


class FoundCode(View):
    """What a code stands for, and whether that is what stands today: a grade, or the tally of an evaluation, which then
    has no grade and no total."""

    code: Annotated[str, CODE] = Field(title="核验码 / code")
    quarter: QuarterCode
    department: DepartmentId
    number: int = Field(title="第几次公布 / number")
    on: date = Field(title="公布日 / published on")
    grade: Annotated[str, CODE] = Field(title="等次 / grade")
    grade_zh: str = Field(title="等次名称 / grade in Chinese")
    grade_en: str = Field(title="等次英文名称 / grade in English")
    total: str = Field(title="综合得分 / total")
    newest: bool = Field(title="现行有效 / stands today", description="no later publication took its place")
    voters: Voters = ""
    tally: list[TallyLine] = Field(default_factory=list, title="计票 / tally")


class CheckCode(
    Query,
    path="GET /appraisal/proof-codes/{code}",
    who=(ANYONE,),
    cites=CITES,
    zh="核对核验码",
    en="Check the code of a paper",
    returns=FoundCode,
):
    """What the code on a printed proof stands for. A code that was altered stands for nothing."""

    code: str = Field(min_length=16, max_length=40, title="核验码 / code", examples=["7K3M-9QZX-22WD-HV8T"])


PrintGradeProof = printing("PrintGradeProof", ProveGrade, PROOF_OF_GRADE)
PrintTallyProof = printing("PrintTallyProof", ProveTally, PROOF_OF_TALLY)
