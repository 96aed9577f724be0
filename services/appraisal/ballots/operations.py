"""What can be asked of the democratic evaluation (A35). Casting is no operation: it knows no caller."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.appraisal.ballots.record import EvaluationRecord, SealedLine, SlipsTakenLine, Voters
from services.appraisal.ballots.refusals import CITES
from services.appraisal.ballots.round import EvaluationStatus
from services.appraisal.quarter import PATTERN
from services.kernel.domain.office import SEES_ALL
from services.kernel.domain.who import ANYONE, AUDITOR, OFFICE_DIRECTOR, SECRETARY_GENERAL, SELF
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command, Json, Query, View
from services.kernel.procedure.registry import exporting, listing

SCRUTINEERS = (SECRETARY_GENERAL, AUDITOR)
QuarterCode = Annotated[str, Field(pattern=PATTERN, title="季度 / quarter", examples=["2026-Q3"])]
Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{512}$")]


class BlindedSlip(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    department: str = Field(min_length=1, max_length=60, title="部门 / department")
    blinded: Hex = Field(title="盲化选票 / blinded slip")


class SignedSlips(View):
    quarter: str = Field(title="季度 / quarter")
    signatures: dict[str, str] = Field(title="盲签名 / blind signatures", description="by department, in hex")


class TakeSlips(
    Command,
    path="POST /appraisal/evaluations/{quarter}/slips",
    who=(ANYONE,),
    cites=CITES,
    zh="领取选票",
    en="Take one's slips",
    returns=SignedSlips,
):
    """One blinded slip for each department that one rates and one for a comment, signed unseen. The same request gets
    the same answer, another one none."""

    quarter: QuarterCode
    number: int = Field(default=1, ge=1, le=99, title="轮次 / round", description="whose keys they were blinded for")
    slips: tuple[BlindedSlip, ...] = Field(min_length=1, max_length=100, title="选票 / slips")


class VoidEvaluation(
    Command,
    at="/appraisal/evaluations/{quarter}",
    does="voiding",
    who=(OFFICE_DIRECTOR,),
    when=EvaluationStatus.OPEN,
    cites=CITES,
    zh="作废本轮测评，重新举行",
    en="Void the round and hold it again",
    returns=EvaluationRecord,
):
    """Where its box is lost, or it cannot stand for another reason: nothing that was cast in it counts, and everybody
    takes new slips in the next round. How the box stood goes on record with the reason."""

    quarter: QuarterCode
    reason: Reason


class GetEvaluation(
    Query,
    path="GET /appraisal/evaluations/{quarter}",
    who=(ANYONE,),
    cites=CITES,
    zh="查看民主测评",
    en="See an evaluation",
    returns=EvaluationRecord,
):
    """The quarter's latest round: its days, its keys, how many took slips, how its box stands; once it is closed the
    tallies, with the codes of the slips counted."""

    quarter: QuarterCode


class SealedSlips(View):
    quarter: str = Field(title="季度 / quarter")
    department: str = Field(title="部门 / department")
    voters: Voters = ""
    modulus: str = Field(title="公钥 / public key")
    root: str = Field(title="封存根 / root")
    slips: list[tuple[str, str]] = Field(title="选票 / slips", description="message and signature, in hex")


class GetSealedSlips(
    Query,
    path="GET /appraisal/evaluations/{quarter}/sealed/{department}",
    who=(ANYONE,),
    cites=CITES,
    zh="查看封存的选票",
    en="See the sealed slips",
    returns=SealedSlips,
):
    """For whoever wants to check the signatures and the tally without us."""

    quarter: QuarterCode
    department: str = Field(min_length=1, max_length=60, title="部门 / department")
    voters: Voters = ""


class SaveEvaluation(
    Query,
    path="GET /appraisal/evaluations/{quarter}/file",
    who=(ANYONE,),
    cites=CITES,
    zh="下载封存文件",
    en="Save the sealed evaluation",
    returns=Json,
):
    """All that was sealed, with the keys, for `jikao ballots check`: whoever has it needs no server to check it."""

    quarter: QuarterCode


ListEvaluations = listing("ListEvaluations", EvaluationRecord, path="GET /appraisal/evaluations", who=(ANYONE,))
ListSlipsTaken = listing(
    "ListSlipsTaken",
    SlipsTakenLine,
    path="GET /appraisal/slips-taken",
    who=(SELF, *SCRUTINEERS),
    doc="One's own; all of them for the scrutineer.",
)
ListSealed = listing("ListSealed", SealedLine, path="GET /appraisal/slips-sealed", who=(ANYONE,))
ExportEvaluations = exporting(
    "ExportEvaluations", EvaluationRecord, path="GET /appraisal/evaluations-export", who=SEES_ALL
)
