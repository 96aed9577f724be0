"""会议决议台账: a line per resolution, and the tasks made of it (A17, A34)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Column, Index, Integer

from services.documents.meetings.record import MeetingKind
from services.documents.minutes.record import MeetingRef
from services.documents.resolutions import events as e
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.meaning import series
from services.kernel.procedure.record import COMPUTED, Department, Person, Record, Row, choice

ResolutionNumber = Annotated[
    str,
    series(
        "meetings.kinds",
        "{one}-{year}-{serial}/{nth}",
        "{one}{year}年第{serial}次决议{nth}",
        "{one} {serial} of {year}, resolution {nth}",
    ),
    Field(max_length=80, title="编号 / number"),
]


MotionNumber = Annotated[
    str,
    series(
        "motions.bodies",
        "{one}-{year}-{serial}",
        "{one}决议{year}年第{serial}号",
        "{one} resolution {serial} of {year}",
    ),
]

Votes = Annotated[int | None, COMPUTED]
VOTES = ("in_favour", "against", "abstained", "members")


class ResolutionRecord(
    Record,
    table="meeting_resolutions",
    zh="会议决议台账",
    en="Register of resolutions",
    one="决议 / resolution",
    by="-adopted_on -id",
    find="kind department",
    dated="adopted_on",
    cites=("A17", "B2.6", "B2.7"),
    more=(
        *(Column(one, Integer, nullable=False) for one in VOTES),
        Index("meeting_resolutions_nth", "meeting", "nth", unique=True),
    ),
):
    """`number` is that of the meeting with `nth` behind it; `members`: of how many a majority was needed. Where no
    votes are counted here, as the motion has them or nobody votes, nothing is shown of them: zeros would be a count."""

    meeting: MeetingRef
    kind: MeetingKind
    number: ResolutionNumber
    item: int = Field(title="议题序号 / item")
    nth: int = Field(title="次序 / order")
    department: Department = Field(title="承办部门 / department")
    form: Annotated[str, *choice("meetings.forms", "形式 / form")]
    title: str = Field(title="标题 / title")
    text: str = Field(title="正文 / text")
    adopted_on: date = Field(title="会期 / adopted on")
    in_favour: Votes = Field(title="赞成 / in favour")
    against: Votes = Field(title="反对 / against")
    abstained: Votes = Field(title="弃权 / abstained")
    members: Votes = Field(title="应到 / members")
    motion: MotionNumber = Field(max_length=60, title="表决编号 / motion")


class Ordered(
    Row,
    table="meeting_resolution_tasks",
    key="resolution task",
    more=(Index("meeting_resolution_tasks_owner", "owner", "meeting"),),
):
    """A task made of a resolution."""

    resolution: UUID = Field(title="决议 / resolution")
    task: UUID = Field(title="任务 / task")
    meeting: MeetingRef
    item: int = Field(title="议题序号 / item")
    owner: Person


register = Register("resolutions", ResolutionRecord, Ordered)


@register.on(e.ResolutionAdopted)
def adopted(event: e.ResolutionAdopted, rows: Rows) -> None:
    rows.record(ResolutionRecord, event, adopted_on=event.on)
    for task, owner in zip(event.tasks, event.owners, strict=True):
        _ordered(rows, event, task, owner)


@register.on(e.ResolutionTaskOrdered)
def task_ordered(event: e.ResolutionTaskOrdered, rows: Rows) -> None:
    _ordered(rows, event, event.task, event.owner)
    rows.change(ResolutionRecord, event)


def _ordered(rows: Rows, event: e.ResolutionAdopted | e.ResolutionTaskOrdered, task: str, owner: str) -> None:
    rows.record(Ordered, event, resolution=event.originator_id.hex, task=task, owner=owner)
