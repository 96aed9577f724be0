"""发文台账: a line per document; its wordings, what was done to it, its recipients, and for whom it waits."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import Column, Index, Integer, MetaData, String, Table

from services.documents.incoming.document import Urgency
from services.documents.outgoing import events as e
from services.documents.outgoing.state import BECOMES, Deed, OutgoingStatus, Relation
from services.documents.outgoing.steps import Work
from services.kernel.log.registers import Register, Rows, naive
from services.kernel.procedure.operations import View
from services.kernel.procedure.record import (
    COMPUTED,
    LINED,
    Department,
    Departments,
    Moment,
    Person,
    Post,
    Record,
    Row,
    Spaced,
    choice,
    refers,
)
from services.kernel.procedure.secrecy import Secrecy, Withheld

CITES = ("A19", "B11.3")
Series = Annotated[str, *choice("outgoing.series", "系列 / series")]


def _of() -> Column[str]:
    """Whose line it is."""
    return Column("document", String(32), nullable=False)


class OutgoingHolder(View):
    """For whom it waits: a person, a post, the head of a department or the leader in charge of one.

    `post` and `person` are who that is today; empty where nobody is.
    """

    relation: Relation = Field(title="关系 / relation")
    whose: str = Field(title="所属 / whose")
    post: Post
    person: Person


class OutgoingLine(
    Record,
    sheet="series number title secrecy department sponsor drafted_on signed_by signed_on numbered_on distributed_on"
    " unreceived archived_on status step_zh waits_for waits_since",
):
    """In the list. `withheld`: title, content, or both, where the caller may not see them."""

    series: Series
    number: str = Field(max_length=60, title="发文字号 / number")
    title: str = Field(title="标题 / title")
    withheld: Annotated[list[Withheld], COMPUTED] = Field(title="按密级不显示 / withheld")
    secrecy: Secrecy = Field(title="密级 / secrecy")
    urgency: Urgency = Field(title="紧急程度 / urgency")
    sponsor: Person = Field(title="主办人 / sponsor")
    department: Department = Field(title="主办部门 / department")
    drafted_on: date = Field(title="拟稿日 / drafted on")
    status: OutgoingStatus = Field(title="状态 / status")
    step: str = Field(max_length=40, title="所处环节 / step")
    step_zh: Annotated[str, COMPUTED] = Field(title="环节 / step in Chinese")
    step_en: Annotated[str, COMPUTED] = Field(title="环节（英文） / step")
    waits_for: Annotated[list[OutgoingHolder], COMPUTED] = Field(title="待办人 / waits for")
    waits_since: date = Field(title="自 / since")
    signed_by: Person = Field(title="签发人 / signed by")
    signed_on: date | None = Field(title="签发日 / signed on")
    numbered_on: date | None = Field(title="编号日 / numbered on")
    distributed_on: date | None = Field(title="分发日 / distributed on")
    archived_on: date | None = Field(title="存档日 / archived on")
    unreceived: int = Field(
        title="未签收 / not signed for", description="未签收的单位数 / recipients who have not signed"
    )


class OutgoingRecord(
    OutgoingLine,
    table="outgoing",
    zh="发文台账",
    en="Register of outgoing documents",
    one="发文 / document",
    by="-drafted_on -id",
    find="series year status step secrecy",
    dated="drafted_on",
    becomes=BECOMES,
    cites=CITES,
    more=(
        Column("serial", Integer),
        Column("waits_for", Spaced, nullable=False),
        Index("outgoing_number", "series", "year", "serial", unique=True),
    ),
):
    """Text, opinions, recipients and annexes are content. Year and serial are null without a number."""

    year: int | None = Field(ge=1900, le=2999, title="编号年度 / year of the number")
    text: str = Field(title="正文 / text")
    addressees: str = Field(title="主送机关 / addressees")
    copied_to: str = Field(title="抄送机关 / copied to")
    annexes: Annotated[list[str], LINED] = Field(title="附件说明 / annexes")
    note: str = Field(title="附注 / note")
    secrecy_term: str = Field(max_length=20, title="保密期限 / term of secrecy")
    upward: bool = Field(title="上行文 / to a superior organ")
    copies: int = Field(title="印制份数 / copies printed")
    countersigners: Departments = Field(title="会签部门 / countersigners")
    revision: int = Field(title="稿次 / revision")
    digest: str = Field(max_length=64, title="文本摘要 / digest")
    signed_revision: int = Field(title="签发稿次 / revision signed")
    leader_post: Post = Field(title="送签领导职务 / leader's post")
    printed_on: date | None = Field(title="印制日 / printed on")
    seal_use: Annotated[str, refers("documents.get-seal-use"), Field(max_length=32, title="用印 / use of the seal")]
    sealed_on: date | None = Field(title="用印日 / sealed on")
    archived_copies: int = Field(title="存档份数 / copies archived")


class OutgoingStep(Row, table="outgoing_steps", key="document place", more=(_of(), Column("place", Integer))):
    """The list as it was in force when the document was drafted. `by`: posts, or relations such as the sponsor."""

    id: str = Field(max_length=40, title="环节 / step")
    zh: str = Field(max_length=100, title="名称 / name in Chinese")
    en: str = Field(max_length=200, title="英文名称 / name")
    work: Work = Field(title="性质 / work")
    by: list[str] = Field(title="办理岗位 / by")
    by_zh: Annotated[str, COMPUTED] = Field(title="办理岗位 / by whom in Chinese")
    by_en: Annotated[str, COMPUTED] = Field(title="办理岗位 / by whom")


class OutgoingWording(Row, table="outgoing_revisions", key="document revision", more=(_of(),)):
    """One wording, as it was when somebody wrote it."""

    revision: int = Field(title="稿次 / revision")
    digest: str = Field(max_length=64, title="文本摘要 / digest")
    title: str = Field(title="标题 / title")
    text: str = Field(title="正文 / text")
    addressees: str = Field(title="主送机关 / addressees")
    copied_to: str = Field(title="抄送机关 / copied to")
    annexes: Annotated[list[str], LINED] = Field(title="附件说明 / annexes")
    note: str = Field(title="附注 / note")
    person: Person
    reason: str = Field(title="修改说明 / what was changed")
    at: Moment = Field(title="时间 / at")


class OutgoingEntry(Row, table="outgoing_trail", key="document entry", more=(_of(), Column("entry", Integer))):
    """What was done to it, oldest first. `opinion` holds opinions, remarks and reasons; empty where withheld.

    `entry` is the event's version; `step` the one that was carried out, or to which it was returned.
    """

    what: Deed = Field(title="事项 / what was done")
    step: str = Field(max_length=40, title="环节 / step")
    step_zh: Annotated[str, COMPUTED] = Field(title="环节 / step in Chinese")
    step_en: Annotated[str, COMPUTED] = Field(title="环节（英文） / step")
    department: Department
    person: Person
    post: Post
    stands_in_for: Person = Field(title="代行 / stands in for")
    revision: int = Field(title="稿次 / revision")
    opinion: str = Field(title="意见 / opinion")
    at: Moment = Field(title="时间 / at")


class OutgoingRecipient(
    Row,
    table="outgoing_recipients",
    key="document recipient",
    more=(_of(), Index("outgoing_recipients_received", "received_on", "document")),
):
    recipient: int = Field(title="序号 / recipient")
    department: Department = Field(title="本机关部门 / department")
    organ: str = Field(max_length=200, title="其他单位 / other organ")
    copies: int = Field(title="份数 / copies")
    sent_on: date = Field(title="分发日 / sent on")
    received_on: date | None = Field(title="签收日 / received on")
    signed_by: Person = Field(title="签收人 / signed for by")


class OutgoingView(OutgoingRecord):
    steps: list[OutgoingStep] = Field(title="办理环节 / steps")
    trail: list[OutgoingEntry] = Field(title="办理过程 / what was done")
    recipients: list[OutgoingRecipient] = Field(title="收文单位 / recipients")


_tables = MetaData()
waiting = Table(
    "outgoing_waiting",
    _tables,
    Column("document", String(32), primary_key=True),
    Column("whom", String(80), primary_key=True),
    Index("outgoing_waiting_whom", "whom", "document"),
)
"""`whom`: `person:…`, `post:…`, `head:…` or `supervisor:…`, the last two of a department."""
concerned = Table(
    "outgoing_concerned",
    _tables,
    Column("document", String(32), primary_key=True),
    Column("whom", String(80), primary_key=True),
    Index("outgoing_concerned_whom", "whom", "document"),
)
"""知悉人员 beside those for whom it waits: `person:…` who did something to it, `department:…` that received it."""

register = Register(
    "outgoing",
    OutgoingRecord,
    OutgoingStep,
    OutgoingWording,
    OutgoingEntry,
    OutgoingRecipient,
    waiting,
    concerned,
)
WORDING = ("title", "text", "addressees", "copied_to", "annexes", "note", "revision", "digest")
HANDLING = ("secrecy", "secrecy_term", "urgency", "upward", "copies", "countersigners")


def _lies(rows: Rows, event: e.OfOutgoing, what: Deed, step: str = "", opinion: str = "", department: str = "") -> None:
    """Where it lies after this, and the event's own entry in the trail."""
    document = event.originator_id.hex
    rows.delete(waiting, document=document)
    for whom in event.waits_for:
        rows.insert(waiting, document=document, whom=whom)
    rows.upsert(concerned, document=document, whom=f"person:{event.actor}")
    rows.record(
        OutgoingEntry,
        event,
        document=document,
        entry=event.originator_version,
        what=what,
        step=step,
        department=department or event.department,
        person=event.actor,
        opinion=opinion,
        at=naive(event.timestamp),
    )


def _change(rows: Rows, event: e.OfOutgoing, *copied: str, **values: object) -> None:
    rows.change(OutgoingRecord, event, "step", "waits_for", "waits_since", *copied, **values)


def _revision(rows: Rows, event: e.OfWording, reason: str) -> None:
    said = {"person": event.actor, "reason": reason, "at": naive(event.timestamp)}
    rows.record(OutgoingWording, event, document=event.originator_id.hex, **said)


@register.on(e.OutgoingDrafted)
def drafted(event: e.OutgoingDrafted, rows: Rows) -> None:
    rows.record(OutgoingRecord, event, year=None, drafted_on=event.day)
    for place, step in enumerate(event.steps):
        listed = {"id": step.id, "zh": step.zh, "en": step.en, "work": step.work, "by": step.by}
        rows.insert(OutgoingStep, document=event.originator_id.hex, place=place, **listed)
    _revision(rows, event, "")
    _lies(rows, event, Deed.DRAFTED, event.step)


@register.on(e.OutgoingRevised)
def revised(event: e.OutgoingRevised, rows: Rows) -> None:
    _change(rows, event, *WORDING, *HANDLING)
    _revision(rows, event, event.reason)
    _lies(rows, event, Deed.REVISED, event.step, event.reason)


@register.on(e.OutgoingSubmitted)
def submitted(event: e.OutgoingSubmitted, rows: Rows) -> None:
    _change(rows, event)
    _lies(rows, event, Deed.SUBMITTED)


@register.on(e.OutgoingCountersigned)
def countersigned(event: e.OutgoingCountersigned, rows: Rows) -> None:
    _change(rows, event)
    _lies(rows, event, Deed.COUNTERSIGNED, "", event.remarks, event.countersigner)


@register.on(e.OutgoingObjectedTo)
def objected_to(event: e.OutgoingObjectedTo, rows: Rows) -> None:
    _change(rows, event)
    _lies(rows, event, Deed.OBJECTED_TO, "", event.reason, event.countersigner)


@register.on(e.OutgoingReviewed)
def reviewed(event: e.OutgoingReviewed, rows: Rows) -> None:
    _change(rows, event, "leader_post")
    _lies(rows, event, Deed.REVIEWED, "", event.opinion)


@register.on(e.OutgoingCommentedOn)
def commented_on(event: e.OutgoingCommentedOn, rows: Rows) -> None:
    _change(rows, event)
    _lies(rows, event, Deed.COMMENTED_ON, "", event.opinion)


@register.on(e.OutgoingSigned)
def signed(event: e.OutgoingSigned, rows: Rows) -> None:
    _change(rows, event, signed_by=event.actor, signed_on=event.day, signed_revision=event.revision)
    _lies(rows, event, Deed.SIGNED, "", event.opinion)


@register.on(e.OutgoingNumbered)
def numbered(event: e.OutgoingNumbered, rows: Rows) -> None:
    _change(rows, event, "year", "serial", "number", numbered_on=event.day)
    _lies(rows, event, Deed.NUMBERED)


@register.on(e.OutgoingSealAsked)
def seal_asked(event: e.OutgoingSealAsked, rows: Rows) -> None:
    _change(rows, event, seal_use=event.use)
    _lies(rows, event, Deed.SEAL_ASKED)


@register.on(e.OutgoingSealed)
def sealed(event: e.OutgoingSealed, rows: Rows) -> None:
    _change(rows, event, sealed_on=event.day)
    _lies(rows, event, Deed.SEALED)


@register.on(e.OutgoingStepDone)
def step_done(event: e.OutgoingStepDone, rows: Rows) -> None:
    printed = {"printed_on": event.day} if event.work == Work.PRINT else {}
    _change(rows, event, **printed)
    _lies(rows, event, Deed.CARRIED_OUT, event.done, event.note)


@register.on(e.OutgoingDistributed)
def distributed(event: e.OutgoingDistributed, rows: Rows) -> None:
    document = event.originator_id.hex
    _change(rows, event, distributed_on=event.day)
    rows.increase(OutgoingRecord, {"id": document}, unreceived=len(event.recipients))
    for one in event.recipients:
        sent = {"recipient": one.recipient, "department": one.department, "organ": one.organ, "copies": one.copies}
        nobody_yet = {"received_on": None, "signed_by": ""}
        rows.insert(OutgoingRecipient, document=document, sent_on=event.day, **sent, **nobody_yet)
        if one.department:
            rows.upsert(concerned, document=document, whom=f"department:{one.department}")
    _lies(rows, event, Deed.DISTRIBUTED)


@register.on(e.OutgoingReceived)
def received(event: e.OutgoingReceived, rows: Rows) -> None:
    document = event.originator_id.hex
    _change(rows, event)
    rows.increase(OutgoingRecord, {"id": document}, unreceived=-1)
    key = {"document": document, "recipient": event.recipient}
    rows.update(OutgoingRecipient, key, received_on=event.on, signed_by=event.signed_by or event.actor)
    _lies(rows, event, Deed.RECEIVED)


@register.on(e.OutgoingArchived)
def archived(event: e.OutgoingArchived, rows: Rows) -> None:
    _change(rows, event, archived_on=event.day, archived_copies=event.copies)
    _lies(rows, event, Deed.ARCHIVED)


@register.on(e.OutgoingReturned)
def returned(event: e.OutgoingReturned, rows: Rows) -> None:
    lapsed: dict[str, object] = {}
    if event.unsigned:
        lapsed |= {"signed_by": "", "signed_on": None, "signed_revision": 0}
    if event.unsealed:
        lapsed |= {"seal_use": "", "sealed_on": None}
    _change(rows, event, **lapsed)
    _lies(rows, event, Deed.RETURNED, event.returned_to, event.reason)


@register.on(e.OutgoingHandedOver)
def handed_over(event: e.OutgoingHandedOver, rows: Rows) -> None:
    _change(rows, event, "sponsor", "department")
    rows.upsert(concerned, document=event.originator_id.hex, whom=f"person:{event.sponsor}")
    _lies(rows, event, Deed.HANDED_OVER, "", event.reason)


@register.on(e.OutgoingWithdrawn)
def withdrawn(event: e.OutgoingWithdrawn, rows: Rows) -> None:
    _change(rows, event)
    _lies(rows, event, Deed.WITHDRAWN, "", event.reason)


@register.on(e.OutgoingRevoked)
def revoked(event: e.OutgoingRevoked, rows: Rows) -> None:
    _change(rows, event)
    _lies(rows, event, Deed.REVOKED, "", event.reason)
