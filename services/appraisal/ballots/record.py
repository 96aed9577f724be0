"""民主测评台账: the rounds, who took slips, and what each department's sealed slips say (A35)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Column

from services.appraisal.ballots import events as e
from services.appraisal.ballots.refusals import CITES, BoxState
from services.appraisal.ballots.round import BECOMES, EvaluationStatus
from services.appraisal.ballots.slip import COMMENTS, Slip, parted
from services.kernel.log.registers import Register, Rows, naive
from services.kernel.procedure.operations import View
from services.kernel.procedure.record import (
    CODE,
    COMPUTED,
    LINED,
    Code,
    Count,
    Department,
    Lined,
    Moment,
    Person,
    Row,
    choice,
)

QuarterId = Annotated[str, Field(max_length=7, title="季度 / quarter")]
RoundNumber = Annotated[int, Field(title="轮次 / round")]
"""The quarter's first, or one that was held again after another had been voided."""


class SlipsTakenLine(
    Row,
    table="slips_taken",
    zh="领取选票登记",
    en="Slips taken",
    one="领取选票 / slips taken",
    key="quarter number person",
    by="-quarter -number -person",
    find="quarter person",
    dated="on",
    cites=CITES,
):
    """That somebody took slips, never what they cast."""

    quarter: QuarterId
    number: RoundNumber
    person: Person
    on: date = Field(title="领取日 / taken on")


Voters = Annotated[str, *choice("ballots.classes", "投票人类别 / voters")]
"""A class of voters; empty where there is one alone."""


class TallyLine(View):
    rating: Annotated[str, *choice("ballots.ratings", "测评等次 / rating")]
    slips: Count = Field(title="票数 / slips")


class SealedLine(
    Row,
    table="slips_sealed",
    zh="封存选票台账",
    en="Slips sealed",
    one="封存选票 / sealed slips",
    key="quarter department voters",
    by="-quarter -department -voters",
    find="quarter department voters withheld",
    dated="on",
    sheet="quarter department voters on cast withheld root",
    more=(Column("counted", Lined(), nullable=False), Column("kept", Lined(), nullable=False)),
    cites=CITES,
):
    """What the slips of a department say. Comments, and the codes that voters kept of theirs, stand with the round."""

    quarter: QuarterId
    department: Code = Field(max_length=60, title="部门 / department")
    voters: Voters = ""
    on: date = Field(title="封存日 / sealed on")
    cast: Count = Field(title="票数 / slips")
    withheld: bool = Field(title="票数不足，不公布 / withheld")
    root: Code = Field(max_length=64, title="封存根 / root")
    tally: Annotated[list[TallyLine], COMPUTED] = Field(default_factory=list, title="计票 / tally")
    comments: Annotated[list[str], COMPUTED] = Field(default_factory=list, title="意见和建议 / comments")
    codes: Annotated[list[str], CODE, COMPUTED] = Field(default_factory=list, title="选票编码 / codes")


class EvaluationRecord(
    Row,
    table="evaluation_rounds",
    zh="民主测评台账",
    en="Democratic evaluations",
    one="民主测评 / evaluation",
    key="quarter number",
    by="-quarter -number",
    find="quarter status",
    dated="opened_on",
    sheet="quarter number status opened_on taking_until casting_until reason",
    becomes=BECOMES,
    cites=CITES,
):
    """`keys` are the public keys: `department modulus`, a line each; `round` names the round in slips and addresses.
    `taken` and `takers` are told to whom the rules let know."""

    quarter: QuarterId
    number: RoundNumber
    round: Annotated[Code, COMPUTED] = Field(default="", title="本轮编号 / code of the round")
    status: EvaluationStatus = Field(title="状态 / status")
    opened_on: date = Field(title="开始日 / opened on")
    taking_until: Moment = Field(title="领取选票至 / slips taken until")
    casting_until: Moment = Field(title="投票至 / cast until")
    on_roll: Count = Field(title="应参加人数 / on the roll")
    taken: Annotated[int | None, COMPUTED] = Field(default=None, title="已领取人数 / took slips")
    takers: Annotated[list[Person], COMPUTED] = Field(default_factory=list, title="已领取人员 / who took slips")
    mine: Annotated[bool, COMPUTED] = Field(default=False, title="本人已领取 / you took yours")
    asked: Annotated[list[Department], COMPUTED] = Field(default_factory=list, title="本人测评的部门 / yours to rate")
    voters: Annotated[str, *choice("ballots.classes", "本人类别 / your class"), COMPUTED] = ""
    cast_on: Annotated[list[date], COMPUTED] = Field(
        default_factory=list,
        title="投出日期 / cast on",
        description="days on one of which, by chance, slips taken now are cast; none where they are cast at once",
    )
    fingerprint: Annotated[Code, COMPUTED] = Field(default="", title="公钥指纹 / fingerprint of the keys")
    acknowledges: Code = Field(max_length=64, title="回执公钥 / key of acknowledgements")
    keys: Annotated[list[str], CODE, LINED] = Field(title="公钥 / public keys")
    voided_on: date | None = Field(default=None, title="作废日 / voided on")
    reason: str = Field(title="作废理由 / why it was voided")
    box_then: BoxState | None = Field(default=None, title="作废时的票箱 / box when it was voided")
    box: Annotated[BoxState, COMPUTED] = Field(default=BoxState.SOUND, title="票箱 / box")
    version: int = Field(title="版本 / version")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")
    results: Annotated[list[SealedLine], COMPUTED] = Field(default_factory=list, title="结果 / results")


register = Register(
    "evaluations", EvaluationRecord, SlipsTakenLine, SealedLine, zh="民主测评台账", en="Democratic evaluations"
)
register.changes(EvaluationRecord, e.EvaluationClosed)
register.changes(EvaluationRecord, e.EvaluationVoided, "reason", box_then="box", voided_on="day")


@register.on(e.EvaluationOpened)
def _opened(event: e.EvaluationOpened, rows: Rows) -> None:
    rows.record(
        EvaluationRecord, event, opened_on=event.day, on_roll=len(event.roll), taking_until=naive(event.taking_until),
        casting_until=naive(event.casting_until), keys=[f"{name} {key}" for name, key in sorted(event.keys.items())],
    )  # fmt: skip


@register.on(e.SlipsSigned)
def _signed(event: e.SlipsSigned, rows: Rows) -> None:
    rows.change(EvaluationRecord, event)
    rows.insert(SlipsTakenLine, quarter=event.quarter, number=event.number, person=event.person, on=event.day)


@register.on(e.SlipsSealed)
def _sealed(event: e.SlipsSealed, rows: Rows) -> None:
    slips = [Slip(bytes.fromhex(message), bytes.fromhex(signature)) for message, signature in event.slips]
    said = [" ".join(one.parts()[2].split()) for one in slips]
    counted = said if event.department == COMMENTS else [f"{name} {n}" for name, n in sorted(Counter(said).items())]
    department, voters = parted(event.department)
    rows.change(EvaluationRecord, event)
    rows.insert(
        SealedLine, quarter=event.quarter, department=department, voters=voters, on=event.day, cast=len(slips),
        withheld=False, root=event.root, counted=counted, kept=sorted(one.code for one in slips),
    )  # fmt: skip


@register.on(e.SlipsWithheld)
def _withheld(event: e.SlipsWithheld, rows: Rows) -> None:
    department, voters = parted(event.department)
    rows.change(EvaluationRecord, event)
    rows.insert(
        SealedLine, quarter=event.quarter, department=department, voters=voters, on=event.day, cast=len(event.codes),
        withheld=True, root="", counted=[], kept=list(event.codes),
    )  # fmt: skip


def listed(row: Any) -> SealedLine:
    """Of a row: each rating with its slips."""
    counts = {} if row.department == COMMENTS else counts_of(row.counted)
    return SealedLine.of(row, tally=[TallyLine(rating=name, slips=n) for name, n in counts.items()])


def whole(row: Any) -> SealedLine:
    said = row.counted if row.department == COMMENTS else []
    return listed(row).model_copy(update={"codes": row.kept, "comments": [text for text in said if text]})


def counts_of(counted: list[str]) -> dict[str, int]:
    """Kept a line a rating, `good 12`."""
    return {name: int(number) for name, _, number in (line.partition(" ") for line in counted)}


def score_of(counts: Mapping[str, int], points: Mapping[str, Decimal]) -> Decimal | None:
    """The mean of the points of those who had an opinion, exactly; None where nobody had one."""
    voted = sum(number for name, number in counts.items() if name in points)
    given = sum((points[name] * number for name, number in counts.items() if name in points), Decimal(0))
    return given / voted if voted else None


def together(parts: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The classes' results by their shares; a class without one leaves its share to the others."""
    known = [(weight, score) for weight, score in parts if score is not None and weight > 0]
    shares = sum((weight for weight, _ in known), Decimal(0))
    return sum((weight * score for weight, score in known), Decimal(0)) / shares if shares else None
