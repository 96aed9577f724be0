"""会议决议台账: a row per resolution, and the tasks made of it (A17, A34)."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.resolutions.events import ResolutionAdopted, ResolutionTaskOrdered
from services.kernel.registers import Register, Rows

metadata = MetaData()

resolutions = Table(
    "meeting_resolutions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("meeting", String(32), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", String(80), nullable=False),
    Column("item", Integer, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("department", String(60), nullable=False),
    Column("form", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("adopted_on", Date, nullable=False),
    Column("in_favour", Integer, nullable=False),
    Column("against", Integer, nullable=False),
    Column("abstained", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("meeting_resolutions_nth", "meeting", "nth", unique=True),
    Index("meeting_resolutions_on", "adopted_on", "id"),
    Index("meeting_resolutions_department", "department", "adopted_on", "id"),
)
"""`number` is that of the meeting with `nth` behind it; `members`: of how many a majority was needed."""

ordered = Table(
    "meeting_resolution_tasks",
    metadata,
    Column("resolution", String(32), primary_key=True),
    Column("task", String(32), primary_key=True),
    Column("meeting", String(32), nullable=False),
    Column("item", Integer, nullable=False),
    Column("owner", String(60), nullable=False),
    Index("meeting_resolution_tasks_owner", "owner", "meeting"),
)

register = Register("resolutions", resolutions, ordered, zh="会议决议台账", en="Register of resolutions")


@register.on(ResolutionAdopted)
def adopted(event: ResolutionAdopted, rows: Rows) -> None:
    rows.insert(
        resolutions,
        id=event.originator_id.hex,
        meeting=event.meeting,
        kind=event.kind,
        year=event.on.year,
        number=event.number,
        item=event.item,
        nth=event.nth,
        department=event.department,
        form=event.form,
        title=event.title,
        text=event.text,
        adopted_on=event.on,
        in_favour=event.in_favour,
        against=event.against,
        abstained=event.abstained,
        members=event.members,
        version=event.originator_version,
    )
    for task, owner in zip(event.tasks, event.owners, strict=True):
        _ordered(rows, event, task, owner)


@register.on(ResolutionTaskOrdered)
def task_ordered(event: ResolutionTaskOrdered, rows: Rows) -> None:
    _ordered(rows, event, event.task, event.owner)
    rows.update(resolutions, {"id": event.originator_id.hex}, version=event.originator_version)


def _ordered(rows: Rows, event: ResolutionAdopted | ResolutionTaskOrdered, task: str, owner: str) -> None:
    resolution = event.originator_id.hex
    rows.insert(ordered, resolution=resolution, task=task, meeting=event.meeting, item=event.item, owner=owner)
