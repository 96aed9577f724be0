"""收文台账: a line per document, its proposals, the wordings of each instruction, its tasks, whom it concerns."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Column, Date, DateTime, Index, Integer, String

from services.documents.circulation.states import Circulating
from services.documents.incoming import events as e
from services.documents.incoming.document import BECOMES, IncomingStatus, Urgency
from services.documents.incoming.mark import mark
from services.documents.tasks.events import TaskExtended, TaskReassigned
from services.kernel.domain.events import Event
from services.kernel.domain.who import OFFICE_DIRECTOR
from services.kernel.log.registers import Register, Rows, naive
from services.kernel.procedure.record import COMPUTED, Moment, Number, Person, Post, Record, Row, refers
from services.kernel.procedure.secrecy import Secrecy, Withheld

TASK = refers("documents.get-task")


def _of() -> Column[str]:
    """Whose line it is."""
    return Column("document", String(32), nullable=False)


class Instruction(Row, table="incoming_instructions", key="document instruction revision", more=(_of(),)):
    """批示, one wording of it. Revision 0 is the first; a later one corrects it, and both stay (A18)."""

    instruction: int = Field(title="第几条 / instruction")
    revision: int = Field(title="第几次更正 / revision")
    person: Person = Field(title="批示人 / by")
    post: Post = Field(title="批示职务 / in the post")
    text: str = Field(title="批示 / text")
    reason: str = Field(title="更正理由 / reason")
    at: Moment = Field(title="时间 / at")


class Proposal(Row, table="incoming_proposals", key="document version", more=(_of(), Column("version", Integer))):
    """拟办意见. Revision 0 is the first; a later one was said instead, before the leader spoke, and all stay (A18)."""

    revision: Annotated[int, COMPUTED] = Field(title="第几次更正 / revision")
    person: Person = Field(title="拟办人 / by")
    post: Post = Field(title="拟办职务 / in the post")
    leader_post: Post = Field(title="送签领导职务 / leader's post")
    text: str = Field(title="拟办意见 / proposal")
    at: Moment = Field(title="时间 / at")


class OrderedTask(Row, table="incoming_tasks", key="document task", more=(_of(), Index("incoming_tasks_task", "task"))):
    """A task by the instruction that ordered it. `corrected_on`: the leader said it otherwise on that day, and neither
    day nor owner of the task was changed since."""

    task: Annotated[UUID, TASK]
    instruction: int
    corrected_on: date | None


class Concerned(
    Row,
    table="incoming_concerned",
    key="document person",
    more=(_of(), Index("incoming_concerned_person", "person", "document")),
):
    """知悉人员 beside the readers: who registered, brought, proposed, instructed, or carries a task of it out."""

    person: Person


class IncomingRecord(
    Record,
    table="incoming",
    zh="收文台账",
    en="Register of incoming documents",
    one="收文 / document",
    by="-year -serial",
    find="status secrecy waits_for",
    dated="received",
    sheet="number received sender sender_number title secrecy urgency copies meeting brought_by proposal instructions"
    " status closed_on",
    becomes=BECOMES,
    cites=("A18", "B11.1"),
    more=(
        Column("mark", String(120), nullable=False),
        Column("waits_since", Date, nullable=False),
        Column("waits_from", DateTime, nullable=False),
        Column("urged", Integer, nullable=False),
        Column("urge_on", Date),
        Column("urge_half", Integer, nullable=False),
        Index("incoming_mark", "mark"),
    ),
):
    """`withheld`: title, content, or both, where the caller may not see them; proposal and instructions are content.

    What waits for nobody shows no day since when, and no reminders. `waits_from` in UTC; `urge_on` and `urge_half`: the
    half-day of the next reminder, once one was sent at this step; `mark`: the sender's number as it is compared.
    """

    number: Number = Field(title="收文号 / number")
    sender: str = Field(max_length=200, title="来文单位 / sender")
    sender_number: str = Field(max_length=100, title="来文字号 / sender's number")
    title: str = Field(title="标题 / title")
    content: str = Field(title="内容摘要 / content")
    attachments: list[str] = Field(title="附件 / attachments")
    withheld: Annotated[list[Withheld], COMPUTED] = Field(title="按密级不显示 / withheld")
    secrecy: Secrecy = Field(title="密级 / secrecy")
    urgency: Urgency = Field(title="紧急程度 / urgency")
    received: date = Field(title="收文日期 / received")
    registered_on: date = Field(title="登记日期 / registered on")
    copies: int = Field(title="份数 / copies")
    meeting: str = Field(max_length=200, title="带回会议 / brought back from")
    brought_by: Person = Field(title="带回人 / brought by")
    status: IncomingStatus = Field(title="状态 / status")
    leader_post: Post = Field(title="送签领导职务 / leader's post")
    waits_for: Post = Field(title="待办岗位 / waits for the post")
    waits_since: Annotated[date | None, COMPUTED] = Field(title="等待自 / waits since")
    urged: Annotated[int | None, COMPUTED] = Field(
        title="催办次数 / times urged", description="本环节催办次数 / reminders sent at this step"
    )
    urged_on: date | None = Field(title="催办日期 / urged on")
    proposal: str = Field(title="拟办意见 / proposal")
    proposals: Annotated[list[Proposal], COMPUTED] = Field(title="历次拟办 / proposals")
    instructions: Annotated[list[Instruction], COMPUTED] = Field(title="批示 / instructions")
    tasks: Annotated[list[UUID], TASK, COMPUTED] = Field(title="督办任务 / tasks")
    tasks_to_review: Annotated[list[UUID], TASK, COMPUTED] = Field(
        default=[],
        title="待核任务 / tasks to look at again",
        description="批示更正后仍按原批示的督办任务 / open tasks as ordered before their instruction was corrected",
    )
    same_number: Annotated[list[str], COMPUTED] = Field(
        default=[],
        title="字号相同的收文 / of the same number",
        description="来文字号相同的其他收文号 / other documents registered with the same sender's number",
    )
    circulation: Annotated[Circulating, COMPUTED] = Field(
        title="传阅 / circulation", description="传阅状态，未传阅为空 / state of its circulation, empty before"
    )
    closed_on: date | None = Field(title="销账日期 / closed on")
    note: str = Field(title="办理结果 / outcome")


register = Register("incoming", IncomingRecord, Proposal, Instruction, Concerned, OrderedTask)


def _concerned(rows: Rows, event: Event, *people: str) -> None:
    for person in filter(None, people):
        rows.upsert(Concerned, document=event.originator_id.hex, person=person)


def _turn(event: Event, post: str) -> dict[str, object]:
    """It waits for another post from now on: its reminders begin anew."""
    begun = {"waits_since": event.day, "waits_from": naive(event.timestamp)}
    return {"waits_for": post, **begun, "urged": 0, "urged_on": None, "urge_on": None}


@register.on(e.IncomingRegistered)
def registered(event: e.IncomingRegistered, rows: Rows) -> None:
    turn = _turn(event, OFFICE_DIRECTOR.code)
    rows.record(IncomingRecord, event, mark=mark(event.sender_number), registered_on=event.day, **turn)
    _concerned(rows, event, event.actor, event.brought_by)


@register.on(e.IncomingCorrected)
def corrected(event: e.IncomingCorrected, rows: Rows) -> None:
    written = ("sender", "sender_number", "title", "content", "secrecy", "urgency")
    rows.change(IncomingRecord, event, *written, mark=mark(event.sender_number))


@register.on(e.HandlingProposed)
def proposed(event: e.HandlingProposed, rows: Rows) -> None:
    rows.change(IncomingRecord, event, "leader_post", "proposal", **_turn(event, event.leader_post))
    said = {"person": event.actor, "text": event.proposal, "at": naive(event.timestamp)}
    rows.record(Proposal, event, document=event.originator_id.hex, **said)
    _concerned(rows, event, event.actor)


@register.on(e.InstructionGiven)
def instructed(event: e.InstructionGiven, rows: Rows) -> None:
    _wording(rows, event)
    leader = {"leader_post": event.referred_to} if event.referred_to else {}
    rows.change(IncomingRecord, event, **leader, **_turn(event, event.referred_to))
    _concerned(rows, event, event.person, *event.owners)
    for task in event.tasks:
        _order(rows, event, task)


@register.on(e.InstructionCorrected)
def instruction_corrected(event: e.InstructionCorrected, rows: Rows) -> None:
    _wording(rows, event)
    same = {"document": event.originator_id.hex, "instruction": event.instruction}
    rows.update(OrderedTask, same, corrected_on=event.day)
    rows.change(IncomingRecord, event)
    _concerned(rows, event, event.actor)


def _wording(rows: Rows, event: e.InstructionGiven | e.InstructionCorrected) -> None:
    """A correction by who gave it, who is out of the post by now, still is one of an instruction of that post."""
    document = event.originator_id.hex
    first = rows.get(Instruction, document=document, instruction=event.instruction, revision=0)
    said = {"person": event.actor, "post": event.post or (first.post if first else "")}
    rows.record(Instruction, event, document=document, at=naive(event.timestamp), **said)


@register.on(e.IncomingUrged)
def urged(event: e.IncomingUrged, rows: Rows) -> None:
    rows.change(IncomingRecord, event, "urge_on", "urge_half", urged=event.nth, urged_on=event.day)


@register.on(e.IncomingTaskOrdered)
def task_ordered(event: e.IncomingTaskOrdered, rows: Rows) -> None:
    _order(rows, event, event.task)
    rows.change(IncomingRecord, event)
    _concerned(rows, event, event.owner)


def _order(rows: Rows, event: e.InstructionGiven | e.IncomingTaskOrdered, task: str) -> None:
    rows.record(OrderedTask, event, document=event.originator_id.hex, task=task)


@register.on(TaskExtended, TaskReassigned)
def task_changed(event: Event, rows: Rows) -> None:
    rows.update(OrderedTask, {"task": event.originator_id.hex}, corrected_on=None)


@register.on(e.IncomingClosed)
def closed(event: e.IncomingClosed, rows: Rows) -> None:
    rows.change(IncomingRecord, event, "note", waits_for="", closed_on=event.day)
