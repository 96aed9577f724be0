"""季度考核台账: a line a quarter, and of each department its report, its proposal and its grade (A35)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.appraisal.quarters import events as e
from services.appraisal.quarters.carried import ResolutionNumber
from services.appraisal.quarters.round import BECOMES, CITES, RoundStatus, Step, reference_of
from services.kernel.domain.words import Status, Word
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import CODE, COMPUTED, VOTED_ON, Code, Count, Department, Person, Row, choice

Grade = Annotated[str, *choice("policy.grades", "等次 / grade")]
Rank = Annotated[int | None, Field(title="名次 / rank")]
Total = Annotated[Decimal | None, Field(title="综合得分 / total")]
EventsScore = Annotated[Decimal | None, Field(title="记分卡得分 / scorecard")]
EvaluationScore = Annotated[Decimal | None, Field(title="民主测评得分 / evaluation")]
LeadersPoints = Annotated[Decimal, Field(title="领导评价加减分 / leaders' points")]
Was = Annotated[str, *choice("policy.grades", "修改前等次 / before the amendment")]
AmendedFor = Annotated[str, Field(title="修改理由 / reason of the amendment")]
TallyDigest = Annotated[str, CODE, Field(max_length=100, title="测评摘要 / digest of the tally")]
QuarterId = Annotated[str, Field(max_length=7, title="季度 / quarter")]


class ReportStatus(Status):
    OWED = "owed", "待述职", "owed"
    SUBMITTED = "submitted", "已述职", "handed in"
    MISSED = "missed", "逾期未述职", "overdue"


class Why(Word):
    """Why a department has no grade, or not that of its total."""

    NONE = "", "无", "none"
    TOO_YOUNG = "too-young", "存续天数不足", "existed too few days"
    NOTHING_DUE = "nothing-due", "本季度无应办事项", "nothing was due"
    QUOTA = "quota", "受比例限制", "held by the quota"


class Dates(Word):
    """Why steps have no day yet, where they have none."""

    SET = "", "已确定", "set"
    UNKNOWN = (
        "calendar",
        "尚未确定：请系统管理员导入相应年度的节假日安排，导入后自动确定",
        "not known yet: the system administrator has to import the holidays of their year, then they are set",
    )


class AppraisedLine(
    Row,
    table="quarter_lines",
    zh="部门季度考核台账",
    en="Departments in the quarter's appraisal",
    one="部门季度考核 / department's quarter",
    key="quarter department",
    by="-quarter -department",
    find="quarter department status published",
    becomes={
        e.SelfReportOwed: ReportStatus.OWED,
        e.SelfReportSubmitted: ReportStatus.SUBMITTED,
        e.SelfReportMissed: ReportStatus.MISSED,
    },
    cites=CITES,
):
    """What decides stands before what was written, which is long."""

    quarter: QuarterId
    department: Department
    status: ReportStatus = Field(title="述职 / report")
    rank: Rank
    total: Total
    grade: Grade = Field(title="建议等次 / grade proposed")
    why: Why = Field(default=Why.NONE, title="说明 / why")
    events: EventsScore
    evaluation: EvaluationScore
    leaders: LeadersPoints
    was: Was
    reason: AmendedFor
    published: Grade = Field(title="公布的等次 / grade published")
    published_total: Decimal | None = Field(title="公布的综合得分 / total published")
    report_due: date | None = Field(title="述职期限 / report due")
    reported_on: date | None = Field(title="述职日 / reported on")
    work: str = Field(title="履职情况 / what was done")
    plan: str = Field(title="下季度工作计划 / next quarter's plan")
    card: Annotated[str, CODE] = Field(max_length=64, title="记分卡摘要 / scorecard's digest")


class LeadersItem(
    Row,
    table="leaders_items",
    zh="领导评价台账",
    en="Leaders' items",
    one="领导评价 / leaders' item",
    key="quarter number",
    by="-quarter -number",
    find="quarter department person withdrawn",
    dated="on",
    cites=CITES,
):
    """Typed by a leader, and said to be so wherever it counts."""

    quarter: QuarterId
    number: Count = Field(title="序号 / number")
    department: Department
    person: Person = Field(title="评价人 / entered by")
    on: date = Field(title="日期 / day")
    points: Decimal = Field(title="加减分 / points")
    reason: str = Field(title="理由 / reason")
    evidence: str = Field(title="佐证 / evidence")
    withdrawn: bool = Field(title="已撤回 / withdrawn")


class ObjectionLine(
    Row,
    table="grade_objections",
    zh="等次异议台账",
    en="Objections to grades",
    one="异议 / objection",
    key="quarter number",
    by="-quarter -number",
    find="quarter department answered",
    dated="on",
    cites=CITES,
):
    quarter: QuarterId
    number: Count = Field(title="序号 / number")
    department: Department
    on: date = Field(title="提出日 / raised on")
    text: str = Field(title="异议 / objection")
    due: date | None = Field(title="答复期限 / answer due")
    overdue: Annotated[bool, COMPUTED] = Field(default=False, title="逾期未答复 / answer overdue")
    answered: bool = Field(title="已答复 / answered")
    upheld: bool = Field(title="异议成立 / upheld")
    answer: str = Field(title="答复 / answer")
    answered_by: Person = Field(title="答复人 / answered by")
    answered_on: date | None = Field(title="答复日 / answered on")


class PublicationLine(
    Row,
    table="grade_publications",
    zh="等次公布台账",
    en="Publications of grades",
    one="等次公布 / publication",
    key="quarter number",
    by="-quarter -number",
    find="quarter",
    dated="on",
    cites=CITES,
):
    """What an auditor derives a published grade from again: positions, policy, digest, and the seals of the sources'
    logs and of our own."""

    quarter: QuarterId
    number: Count = Field(title="第几次公布 / number")
    on: date = Field(title="公布日 / published on")
    person: Person = Field(title="公布人 / published by")
    motion: ResolutionNumber = Field(max_length=60, title="党组表决 / motion")
    at: Annotated[str, CODE] = Field(max_length=400, title="位点 / positions")
    policy_digest: Annotated[str, CODE] = Field(max_length=64, title="考核办法摘要 / policy's digest")
    digest: Annotated[str, CODE] = Field(max_length=64, title="等次摘要 / digest of the grades")
    evaluation: TallyDigest
    position: int = Field(title="本日志位点 / position in our log")
    seal: Annotated[str, CODE] = Field(max_length=64, title="本日志封印 / our log's seal")
    seals: Annotated[list[str], CODE] = Field(title="各来源封印 / seals of the sources")
    stands: bool = Field(default=True, title="现行 / stands")


class Restated(Row):
    """What a published score would be with what is known by now: it stands beside the grade and changes nothing."""

    department: Department
    published: Decimal | None = Field(title="公布时得分 / as published")
    now: Decimal | None = Field(title="按现有事实 / as known now")
    grade: Grade = Field(title="公布的等次 / grade published")
    facts: Count = Field(title="公布后的事实数 / facts since")


class QuarterRecord(
    Row,
    table="quarter_rounds",
    zh="季度考核台账",
    en="Quarters appraised",
    one="季度考核 / quarter's appraisal",
    key="quarter",
    by="-quarter",
    find="status",
    dated="opened_on",
    sheet="quarter status opened_on proposal_due proposed_on motion publication_due published_on objections_until"
    " publications reopened",
    becomes=BECOMES,
    cites=CITES,
):
    quarter: QuarterId
    status: RoundStatus = Field(title="状态 / status")
    opened_on: date = Field(title="启动日 / opened on")
    proposal_due: date | None = Field(title="建议期限 / proposal due")
    proposed_on: date | None = Field(title="建议日 / proposed on")
    reference: Annotated[Code, VOTED_ON] = Field(max_length=60, title="提请表决的关联编号 / reference for the motion")
    at: Annotated[str, CODE] = Field(max_length=400, title="位点 / positions")
    digest: Annotated[str, CODE] = Field(max_length=64, title="建议摘要 / digest of the proposal")
    from_evaluation: TallyDigest
    motion: ResolutionNumber = Field(max_length=60, title="党组表决 / motion")
    publication_due: date | None = Field(title="公布期限 / publication due")
    published_on: date | None = Field(title="公布日 / published on")
    objections_until: date | None = Field(title="异议期至 / objections until")
    publications: Count = Field(title="公布次数 / publications")
    reopened: str = Field(title="重新启动的理由 / reason of reopening")
    dates: Annotated[Dates, COMPUTED] = Field(default=Dates.SET, title="各环节期限 / days of the steps")
    dated_on: date | None = Field(default=None, title="期限确定日 / days set on", description="where they had to wait")
    version: int = Field(title="版本 / version")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")
    lines: Annotated[list[AppraisedLine], COMPUTED] = Field(default_factory=list, title="各部门 / departments")
    items: Annotated[list[LeadersItem], COMPUTED] = Field(default_factory=list, title="领导评价 / leaders' items")
    objections: Annotated[list[ObjectionLine], COMPUTED] = Field(default_factory=list, title="异议 / objections")
    published: Annotated[list[PublicationLine], COMPUTED] = Field(default_factory=list, title="公布 / publications")
    restated: Annotated[list[Restated], COMPUTED] = Field(
        default_factory=list, title="公布后的变动 / what changed since publication"
    )


def sealed(one: e.SourceSeal) -> str:
    """`attendance:1965:…`, as it is shown and read."""
    return f"{one.source}:{one.position}:{one.seal}"


register = Register(
    "quarters", QuarterRecord, AppraisedLine, LeadersItem, ObjectionLine, PublicationLine, zh="季度考核台账",
    en="Quarters appraised",
)  # fmt: skip
register.opens(QuarterRecord, e.QuarterOpened, opened_on="day")
register.opens(AppraisedLine, e.SelfReportOwed, report_due="due")
register.changes(AppraisedLine, e.SelfReportMissed)
register.changes(
    AppraisedLine, e.SelfReportSubmitted, "work", "plan", reported_on="day"
)  # fmt: skip
register.opens(LeadersItem, e.LeadersItemEntered, person="actor", on="day")
register.changes(LeadersItem, e.LeadersItemWithdrawn, withdrawn=True)
register.opens(ObjectionLine, e.ObjectionRaised, on="day")
register.changes(
    ObjectionLine, e.ObjectionAnswered, "upheld", "answer", answered=True, answered_by="actor", answered_on="day"
)  # fmt: skip
register.changes(QuarterRecord, e.GradesDecided, "motion")
register.changes(
    QuarterRecord, e.QuarterReopened, "proposal_due", "publication_due", reopened="reason", reference="", digest="",
    motion="", proposed_on=None,
)  # fmt: skip
for goes_on in (
    e.SelfReportOwed, e.SelfReportMissed, e.SelfReportSubmitted, e.LeadersItemEntered, e.LeadersItemWithdrawn,
    e.ObjectionRaised, e.ObjectionAnswered, e.StepMissed,
):  # fmt: skip
    register.changes(QuarterRecord, goes_on)


@register.on(e.StepDueSet)
def _due_set(event: e.StepDueSet, rows: Rows) -> None:
    step, _, number = event.step.partition("-")
    columns = {
        Step.PROPOSAL: {"proposal_due": event.due, "dated_on": event.day},
        Step.PUBLICATION: {"publication_due": event.due},
        Step.OBJECTIONS: {"objections_until": event.due},
    }
    rows.change(QuarterRecord, event)
    if step in columns:
        rows.update(QuarterRecord, {"quarter": event.quarter}, **columns[Step(step)])
    if step == Step.REPORT:
        rows.update(AppraisedLine, {"quarter": event.quarter, "department": event.department}, report_due=event.due)
    elif step == Step.ANSWER:
        rows.update(ObjectionLine, {"quarter": event.quarter, "number": int(number)}, due=event.due)


@register.on(e.GradesProposed)
def _proposed(event: e.GradesProposed, rows: Rows) -> None:
    rows.change(
        QuarterRecord, event, "at", "digest", proposed_on=event.day, from_evaluation=event.evaluation, motion="",
        reference=reference_of(event.quarter, event.digest),
    )  # fmt: skip
    for line in event.lines:
        rows.update(
            AppraisedLine, {"quarter": event.quarter, "department": line.department}, events=line.events,
            evaluation=line.evaluation, leaders=line.leaders, total=line.total, rank=line.rank, grade=line.grade,
            was=line.was, why=line.why, reason=line.reason, card=line.card,
        )  # fmt: skip


@register.on(e.GradeAmended)
def _amended(event: e.GradeAmended, rows: Rows) -> None:
    rows.change(QuarterRecord, event, "digest", reference=reference_of(event.quarter, event.digest))
    rows.change(AppraisedLine, event, "grade", "was", "reason")


@register.on(e.GradesPublished)
def _published(event: e.GradesPublished, rows: Rows) -> None:
    rows.change(
        QuarterRecord, event, "objections_until", published_on=event.day, publications=event.number
    )  # fmt: skip
    rows.update(PublicationLine, {"quarter": event.quarter}, stands=False)
    seals = [sealed(one) for one in event.seals]
    rows.record(PublicationLine, event, on=event.day, person=event.actor, seals=seals)
    for line in event.lines:
        rows.update(
            AppraisedLine, {"quarter": event.quarter, "department": line.department}, published=line.grade,
            published_total=line.total,
        )  # fmt: skip
