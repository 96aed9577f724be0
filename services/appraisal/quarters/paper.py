"""The proposal for the Party group's meeting, and the notice of the grades (公示), on paper (A35)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from services.appraisal.papers import PROOF, Provable, quarter_named
from services.appraisal.quarters import events as e
from services.appraisal.quarters.carried import ResolutionNumber
from services.appraisal.quarters.record import (
    AmendedFor,
    EvaluationScore,
    EventsScore,
    Grade,
    LeadersItem,
    LeadersPoints,
    QuarterId,
    Rank,
    ReportStatus,
    TallyDigest,
    Total,
    Was,
    Why,
)
from services.appraisal.quarters.round import CITES, RoundStatus, quarter_and_digest
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import View
from services.kernel.procedure.printing.form import (
    Cells,
    Filling,
    Form,
    Lines,
    Prose,
    Signatures,
    Signed,
    Size,
)
from services.kernel.procedure.printing.reading import said
from services.kernel.procedure.record import Code, Count, Department
from services.kernel.procedure.worksheet import whether
from services.kernel.rules.values import Choices


class GradeBound(View):
    """`most` departments may have the grade, None where its share is not limited; `given` are proposed for it."""

    grade: Grade
    at_least: Decimal = Field(title="分数线 / at least")
    share: int | None = Field(title="比例上限(%) / share at most")
    most: Annotated[int | None, Field(title="可评部门数 / departments at most")] = None
    given: Count = Field(title="建议部门数 / departments proposed")


class ProposalLine(View):
    rank: Rank
    department: Department
    status: ReportStatus = Field(title="述职 / report")
    events: EventsScore
    evaluation: EvaluationScore
    leaders: LeadersPoints
    total: Total
    grade: Grade
    why: Why = Field(title="说明 / why")
    was: Was
    reason: AmendedFor


class Proposal(View):
    quarter: QuarterId
    status: RoundStatus = Field(title="状态 / status")
    reference: Code = Field(title="提请表决的事项 / put to the vote")
    proposed_on: date | None = Field(title="建议日 / proposed on")
    motion: ResolutionNumber = Field(title="党组表决 / motion")
    evaluated: bool = Field(title="已计入民主测评 / evaluation counted")
    weights: str = Field(title="记分卡 : 测评(%) / scorecard : evaluation")
    leaders_limit: Decimal = Field(title="领导加减分上限 / leaders' limit")
    least_days: Count = Field(title="参评最少天数 / least days")
    graded: Count = Field(title="参评部门数 / departments graded")
    grades: list[GradeBound] = Field(title="等次与名额 / grades")
    lines: list[ProposalLine] = Field(title="各部门建议等次 / departments")
    items: list[LeadersItem] = Field(title="领导评价（人工登记） / leaders' items (typed)")


class OfRound(Provable):
    evaluation: TallyDigest


class ProposalView(OfRound, Proposal):
    """With what it can be proved by after it."""


class NoticeLine(View):
    rank: Rank
    department: Department
    total: Total
    grade: Grade
    why: Why = Field(title="说明 / why")
    was: Was
    reason: AmendedFor


class Notice(View):
    quarter: QuarterId
    status: RoundStatus = Field(title="状态 / status")
    number: Count = Field(title="第几次公布 / number")
    published_on: date = Field(title="公布日 / published on")
    objections_until: date | None = Field(title="异议期至 / objections until")
    motion: ResolutionNumber = Field(title="党组表决 / motion")
    lines: list[NoticeLine] = Field(title="各部门等次 / departments")


class NoticeView(OfRound, Notice):
    """With what it can be proved by after it."""


def _quarter(ctx: Context) -> Any:
    return quarter_named


def _reference(ctx: Context) -> Any:
    """In words; the digest's beginning tells these grades from those before an amendment."""

    def said(reference: str) -> str:
        quarter, digest = quarter_and_digest(reference)
        return f"{quarter_named(quarter)}等次建议（摘要{digest}）"

    return said


def _why(ctx: Context) -> Any:
    """Nothing is said of a grade that is the one of its total."""
    words = {one.value: one.zh for one in Why if one is not Why.NONE}
    return lambda why: words.get(why, "")


def _announced(filling: Filling) -> str:
    view: NoticeView = filling.view
    quarter = quarter_named(view.quarter)
    again = f"（本次为第{view.number}次公布，此前公布的等次不再有效）" if view.number > 1 else ""
    until = said(view.objections_until) if view.objections_until else "节假日安排公布后确定之日"
    return (
        f"根据机关季度考核有关规定（{'、'.join(CITES)}），经机关党组会议表决通过（{filling.of('motion')}），现将{quarter}各部门考核等次予以公示{again}。\n"
        f"公示期自{said(view.published_on)}起至{until}止。部门对本部门等次有异议的，"
        "由部门负责人在公示期内向办公室书面提出或在系统中提出，党组将在规定期限内答复。"
    )


def _signed_off(filling: Filling) -> str:
    heads = filling.ctx.rules.value("forms.heads", filling.ctx.today, Choices)
    return f"{heads['office'].zh}\n{said(filling.view.published_on)}"


_PROOF = f"{PROOF} evaluation"
PROPOSAL = Form(
    "季度考核等次建议表 / proposal of grades",
    ProposalView,
    Cells(
        "quarter proposed_on evaluated", "weights leaders_limit least_days", "reference:3 graded",
        reads={"quarter": _quarter, "evaluated": whether, "reference": _reference},
    ),
    Lines(
        "lines", "rank department:2.2 status events evaluation leaders total grade:1 why:1.2 was:1 reason:2",
        titled=True, reads={"why": _why},
    ),
    Lines("grades", "grade:1 at_least:1 share:1 most:1 given:1", titled=True),
    Lines("items", "number department:2 points person:1 on reason:2.5 evidence:2.5", titled=True, optional=True),
    Cells("motion"),
    Signatures(
        Signed("办公室提出建议", e.GradesProposed),
        Signed("修改建议", e.GradeAmended, note="reason", each=True, optional=True),
        Signed("党组书记"),
        Signed("登记党组决定", {e.GradesDecided: "表决通过"}),
        anew=(e.GradesProposed,),
    ),
    dated="proposed_on",
    size=Size.LANDSCAPE,
    proof=_PROOF,
)  # fmt: skip
NOTICE = Form(
    "季度考核等次公示 / notice of grades",
    NoticeView,
    Prose(_announced),
    Lines("lines", "rank department:2.4 total grade:1 why:1.2 was:1.2 reason:2.4", reads={"why": _why}),
    Prose(_signed_off, ending=True),
    dated="published_on",
    number="",
    proof=_PROOF,
)
