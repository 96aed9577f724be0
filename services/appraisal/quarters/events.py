"""What happens to a quarter's appraisal (A35). Scores are decimals as the scorecards have them; people appear by id."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, Part

NOTHING = Decimal(0)


class OfQuarter(Event):
    """`quarter` reads `2026-Q3`."""

    quarter: str


class QuarterOpened(OfQuarter):
    """The quarter is over. Due days are None where the calendar of their year is not known yet."""

    SAYS = "启动季度考核"
    TOPIC = "appraisal.quarter-opened.v1"
    proposal_due: date | None = None
    publication_due: date | None = None


class SelfReportOwed(OfQuarter):
    SAYS = "登记应报季度自评"
    TOPIC = "appraisal.self-report-owed.v1"
    due: date | None = None


class SelfReportSubmitted(OfQuarter):
    """`digest` and `score` are of the department's scorecard as it stood when it reported."""

    SAYS = "报送季度自评"
    TOPIC = "appraisal.self-report-submitted.v1"
    work: str
    plan: str
    digest: str = ""
    score: Decimal | None = None


class SelfReportMissed(OfQuarter):
    SAYS = "记录季度自评逾期未报"
    TOPIC = "appraisal.self-report-missed.v1"
    due: date


class LeadersItemEntered(OfQuarter):
    """A leader's judgement that no event says, with its reason and evidence; marked as typed wherever it shows."""

    SAYS = "登记领导评价事项"
    TOPIC = "appraisal.leaders-item-entered.v1"
    number: int
    points: Decimal
    reason: str
    evidence: str


class LeadersItemWithdrawn(OfQuarter):
    SAYS = "撤回领导评价事项"
    TOPIC = "appraisal.leaders-item-withdrawn.v1"
    number: int
    reason: str


class SourceSeal(Part):
    """The seal, in hex, that the log of `source` has at `position`: a log that has another one there was not read."""

    source: str
    position: int
    seal: str


class ProposedLine(Part):
    """One department's proposal. `events` is its score, None where nothing was due; `grade` is empty where it is not
    graded, `why` says why then or why it is not the grade of its total. `was` was proposed before an amendment."""

    department: str
    events: Decimal | None = None
    card: str = ""
    evaluation: Decimal | None = None
    leaders: Decimal = NOTHING
    total: Decimal | None = None
    rank: int | None = None
    grade: str = ""
    why: str = ""
    was: str = ""
    reason: str = ""


class GradesProposed(OfQuarter):
    """`at` is the positions vector, `seals` those that the sources have there; `digest` is of the lines: a motion names
    its beginning in its reference."""

    SAYS = "拟定等次"
    TOPIC = "appraisal.grades-proposed.v1"
    at: str
    policy_digest: str
    lines: tuple[ProposedLine, ...]
    digest: str
    evaluation: str = ""
    """Which sealed evaluation entered, where one did."""
    seals: tuple[SourceSeal, ...] = ()


class GradeAmended(OfQuarter):
    """Another grade than the proposal's for a department, with the reason that the motion has to carry."""

    SAYS = "调整拟定等次"
    TOPIC = "appraisal.grade-amended.v1"
    grade: str
    was: str
    reason: str
    digest: str


class GradesDecided(OfQuarter):
    """The Party group carried the motion whose reference named this digest."""

    SAYS = "议定等次"
    TOPIC = "appraisal.grades-decided.v1"
    motion: str
    on: date
    digest: str


class GradesPublished(OfQuarter):
    """`number` is 1 for the first publication of a quarter. `seal` is our own log's at `position`, `seals` those of the
    sources at the positions `at`, `evaluation` the digest of the tally: what an auditor starts from."""

    SAYS = "公布等次"
    TOPIC = "appraisal.grades-published.v1"
    number: int
    at: str
    policy_digest: str
    lines: tuple[ProposedLine, ...]
    digest: str
    motion: str
    position: int = 0
    seal: str = ""
    objections_until: date | None = None
    seals: tuple[SourceSeal, ...] = ()
    evaluation: str = ""


class ObjectionRaised(OfQuarter):
    SAYS = "提出异议"
    TOPIC = "appraisal.objection-raised.v1"
    number: int
    text: str
    due: date | None = None


class ObjectionAnswered(OfQuarter):
    SAYS = "答复异议"
    TOPIC = "appraisal.objection-answered.v1"
    number: int
    upheld: bool
    answer: str


class StepMissed(OfQuarter):
    """A step's day passed: `step` is proposal, publication, or answer with its number."""

    SAYS = "记录考核环节逾期"
    TOPIC = "appraisal.step-missed.v1"
    step: str
    due: date


class StepDueSet(OfQuarter):
    """The calendar has been told of the year: the step is due on this day. `step` is report, with its department,
    proposal, publication, objections (the last day on which one is raised), or answer with its number."""

    SAYS = "确定考核环节期限"
    TOPIC = "appraisal.step-due-set.v1"
    step: str
    due: date


class QuarterClosed(OfQuarter):
    SAYS = "结束季度考核"
    TOPIC = "appraisal.quarter-closed.v1"


class QuarterReopened(OfQuarter):
    """To be proposed and decided anew; what was published stands until then."""

    SAYS = "重新启动季度考核"
    TOPIC = "appraisal.quarter-reopened.v1"
    reason: str
    proposal_due: date | None = None
    publication_due: date | None = None
