"""The proof of a published grade: what each step of it says, on the page and on paper (A35)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from services.appraisal.ballots.record import RoundNumber, TallyLine, Voters
from services.appraisal.papers import quarter_named
from services.appraisal.quarters.record import Grade, QuarterId, Rank, Total
from services.kernel.procedure.bundles.proving import ProofStep
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import View
from services.kernel.procedure.printing.form import Cells, Filling, Form, Lines, Prose, Scanned, Signatures, Signed
from services.kernel.procedure.printing.reading import said
from services.kernel.procedure.record import CODE, Count, Department
from services.kernel.procedure.worksheet import whether

Code = Annotated[str, CODE]


class SourceSeal(View):
    """A log that was read, its seal there, and how many facts of the department came from it."""

    source: Code = Field(title="来源 / source")
    position: int = Field(title="位点 / position")
    seal: Code = Field(title="封印 / seal")
    facts: Count = Field(title="事实数 / facts")


class GradeProof(View):
    """`holds` is the verdict over all steps. `position` is where the publication stands in our log, `path` leads from
    its seal to the root of the checkpoint over the first `size` events (RFC 6962), whose signed `note` is below."""

    quarter: QuarterId
    department: Department
    number: Count = Field(title="第几次公布 / publication")
    published_on: date = Field(title="公布日 / published on")
    grade: Grade
    total: Total
    rank: Rank
    holds: bool = Field(title="结论：成立 / holds")
    code: Code = Field(title="核验码 / code")
    card: Code = Field(title="记分卡摘要 / scorecard's digest")
    digest: Code = Field(title="等次摘要 / digest of the grades")
    policy: Code = Field(title="考核办法摘要 / policy's digest")
    at: Code = Field(title="位点 / positions")
    steps: list[ProofStep] = Field(title="核验经过 / steps")
    sources: list[SourceSeal] = Field(title="所依日志 / logs that were read")
    position: int = Field(title="公布事件序号 / publication's position")
    seal: Code = Field(title="公布事件封印 / publication's seal")
    size: int = Field(title="检查点事件数 / events in the checkpoint")
    root: Code = Field(title="检查点根 / checkpoint's root")
    path: list[Code] = Field(title="证明路径 / path")
    note: str = Field(title="签署文 / signed note")
    key: Code = Field(title="公钥 / public key")


class TallyProof(View):
    """`holds` is the verdict over all steps; `position` is where the sealed slips stand in our log."""

    quarter: QuarterId
    number: RoundNumber
    department: Department
    voters: Voters
    sealed_on: date = Field(title="封存日 / sealed on")
    cast: Count = Field(title="票数 / slips")
    tally: list[TallyLine] = Field(title="计票 / tally")
    holds: bool = Field(title="结论：成立 / holds")
    code: Code = Field(title="核验码 / code")
    root: Code = Field(title="封存根 / root")
    derived: Code = Field(title="重新推算的封存根 / root derived again")
    steps: list[ProofStep] = Field(title="核验经过 / steps")
    position: int = Field(title="封存事件序号 / position of the sealed slips")
    seal: Code = Field(title="封存事件封印 / its seal")
    size: int = Field(title="检查点事件数 / events in the checkpoint")
    note: str = Field(title="签署文 / signed note")
    key: Code = Field(title="公钥 / public key")


def _quarter(ctx: Context) -> Any:
    return quarter_named


def _told(filling: Filling) -> str:
    view: GradeProof = filling.view
    verdict = "各步均成立" if view.holds else "并非各步均成立，不得作为证明使用"
    return (
        f"兹就{quarter_named(view.quarter)}{filling.of('department')}的考核等次（{filling.of('grade')}，"
        f"{said(view.published_on)}公布），依事件日志重新推算并逐步核验，{verdict}。"
    )


_BESIDE = (
    "核验码：可请任一工作人员在本系统“核对核验码”页输入或扫入，当面核对；"
    "也可索取材料包，用独立的核验程序自行核验，无须信任本系统。"
)


PROOF_OF_GRADE = Form(
    "考核等次证明 / proof of a grade",
    GradeProof,
    Prose(_told),
    Scanned("code", _BESIDE),
    Cells(
        "quarter department:2 grade", "total rank published_on:2", "number position size", "card:4", "digest:4",
        "policy:4", "root:4", "key:4",
        reads={"quarter": _quarter},
    ),
    Lines("steps", "zh:6 holds:1 told:2", titled=True, reads={"holds": whether}),
    Lines("sources", "source:1 position seal:5 facts", titled=True),
    Signatures(Signed("出具人"), Signed("核对人")),
    dated="published_on",
    number="",
)  # fmt: skip


def _told_of_tally(filling: Filling) -> str:
    view: TallyProof = filling.view
    verdict = "各步均成立" if view.holds else "并非各步均成立，不得作为证明使用"
    return (
        f"兹就{quarter_named(view.quarter)}民主测评对{filling.of('department')}的计票（{said(view.sealed_on)}封存，"
        f"共{view.cast}票），依封存的选票重新清点并逐步核验，{verdict}。"
    )


PROOF_OF_TALLY = Form(
    "民主测评计票证明 / proof of a tally",
    TallyProof,
    Prose(_told_of_tally),
    Scanned("code", _BESIDE),
    Cells(
        "quarter department:2 voters", "number cast sealed_on:2", "position size", "root:4", "derived:4", "key:4",
        reads={"quarter": _quarter},
    ),
    Lines("tally", "rating slips", titled=True),
    Lines("steps", "zh:6 holds:1 told:2", titled=True, reads={"holds": whether}),
    Signatures(Signed("出具人"), Signed("核对人")),
    dated="sealed_on",
    number="",
)  # fmt: skip
