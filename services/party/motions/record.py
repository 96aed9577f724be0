"""表决台账: a line per motion, and in open ballots who voted how (B2.4–B2.7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import Column, Index, Integer, String

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.meaning import series
from services.kernel.procedure.record import Code, Count, Department, People, Person, Record, Row, choice
from services.party.motions import events as e
from services.party.motions.deciding import Choice
from services.party.motions.motion import BECOMES, Ballot, Kept, MotionStatus

Body = Annotated[str, *choice("motions.bodies", "表决机构 / body")]
ResolutionNumber = Annotated[
    str,
    series(
        "motions.bodies",
        "{one}-{year}-{serial}",
        "{one}决议{year}年第{serial}号",
        "{one} resolution {serial} of {year}",
    ),
]
Matter = Annotated[str, *choice("motions.matters", "事项类别 / matter")]


class MotionRecord(
    Record,
    table="motions",
    zh="表决台账",
    en="Register of motions",
    one="表决事项 / motion",
    by="-proposed_on -id",
    find="body status reference",
    dated="proposed_on",
    sheet="number body matter title department person proposed_on on ballot entitled_n present_n in_favour against"
    " abstained status decided_on",
    becomes=BECOMES,
    cites=("B2.4", "B2.5", "B2.6", "B2.7"),
    more=(
        Column("year", Integer),
        Column("serial", Integer),
        Index("motions_number", "body", "year", "serial", unique=True),
    ),
):
    """`number` is given to what is carried: a resolution (决议). `on` is the day of the meeting that decides it."""

    body: Body
    number: ResolutionNumber = Field(max_length=60, title="决议编号 / resolution number")
    matter: Matter
    ballot: Ballot = Field(title="表决方式 / ballot")
    kept: Kept = Field(title="知悉范围 / kept")
    title: str = Field(title="事项 / title")
    text: str = Field(title="决议草案 / text")
    person: Person = Field(title="提出人 / proposed by")
    department: Department = Field(title="承办部门 / carried out by")
    reference: Code = Field(max_length=100, title="关联业务 / reference")
    concerned: People = Field(title="回避人员 / recused")
    proposed_on: date = Field(title="提出日期 / proposed on")
    on: date | None = Field(title="上会日期 / on the agenda of")
    status: MotionStatus = Field(title="状态 / status")
    note: str = Field(title="讨论情况 / discussion")
    entitled: People = Field(title="有表决权人员 / entitled")
    entitled_n: Count = Field(title="应到 / entitled")
    present: People = Field(title="到会人员 / present")
    present_n: Count = Field(title="到会 / present")
    tellers: People = Field(title="监票计票人 / tellers")
    in_favour: Count = Field(title="赞成 / in favour")
    against: Count = Field(title="反对 / against")
    abstained: Count = Field(title="弃权 / abstained")
    counted: bool = Field(title="已计票 / counted")
    decided_on: date | None = Field(title="表决日期 / decided on")
    reason: str = Field(title="理由 / reason")
    reviewed_on: date | None = Field(title="督查日期 / reviewed on")
    finding: str = Field(title="落实情况 / how it is carried out")
    carried_out: bool = Field(title="已落实 / carried out")


class VoteRow(
    Row,
    table="motion_votes",
    key="motion person",
    more=(Column("motion", String(32), nullable=False),),
):
    person: Person
    choice: Choice = Field(title="表态 / vote")


register = Register("motions", MotionRecord, VoteRow)
register.opens(MotionRecord, e.MotionProposed, proposed_on="day")
register.changes(MotionRecord, e.MotionPutOnAgenda, "on")
register.changes(MotionRecord, e.MotionDeferred, "reason")
register.changes(MotionRecord, e.MotionWithdrawn, "reason")
register.changes(MotionRecord, e.MotionDiscussed, "note")
_COUNTS = ("in_favour", "against", "abstained")
register.changes(MotionRecord, e.BallotsCounted, *_COUNTS, counted=True)
register.changes(MotionRecord, e.ResolutionReviewed, "finding", "carried_out", reviewed_on="day")
register.changes(MotionRecord, e.MotionLost, *_COUNTS, decided_on="on")


@register.on(e.RecusalDeclared)
def recused(event: e.RecusalDeclared, rows: Rows) -> None:
    was = rows.get(MotionRecord, id=event.originator_id.hex)
    rows.change(MotionRecord, event, concerned=[*was.concerned, event.recused])


@register.on(e.VoteOpened)
def opened(event: e.VoteOpened, rows: Rows) -> None:
    counts = {"entitled_n": event.of, "present_n": len(event.present)}
    rows.change(MotionRecord, event, "entitled", "present", "tellers", **counts)


@register.on(e.VoteCast)
def cast(event: e.VoteCast, rows: Rows) -> None:
    rows.upsert(VoteRow, motion=event.originator_id.hex, person=event.person, choice=event.choice)
    rows.change(MotionRecord, event)


@register.on(e.MotionCarried)
def carried(event: e.MotionCarried, rows: Rows) -> None:
    serial = {"year": event.on.year, "serial": int(event.number.rpartition("-")[2])}
    rows.change(MotionRecord, event, "number", *_COUNTS, decided_on=event.on, **serial)
