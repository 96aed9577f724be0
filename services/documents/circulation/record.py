"""传阅台账: a line per circulation, per reader and per copy: who has it, since when, why and until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Boolean, Column, Date, Index, Integer, String

from services.documents.circulation import events as e
from services.documents.circulation.state import BECOMES
from services.documents.circulation.states import CirculationStatus, CopyPlace, Mode, ReaderStatus
from services.documents.incoming.document import Urgency
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Department, Person, Row, refers
from services.kernel.procedure.secrecy import Withheld

CITES = ("A18", "B11.2")


class OfDocument(Row):
    """What is shown of the document beside its circulation; what the caller may not see is empty and `withheld`."""

    document: Annotated[UUID, refers("documents.get-incoming")] = Field(title="收文 / document")
    number: Annotated[str, COMPUTED] = Field(title="收文号 / number")
    title: Annotated[str, COMPUTED] = Field(title="标题 / title")
    withheld: Annotated[list[Withheld], COMPUTED] = Field(title="按密级不显示 / withheld")


Allowed = Annotated[list[str] | None, COMPUTED]


class Reader(
    OfDocument,
    table="circulation_readers",
    zh="传阅台账",
    en="Register of circulations",
    one="阅件人 / reader",
    key="document person",
    sheet="number title why person department status copy_number since due overdue_times urged opinion gone",
    cites=CITES,
    more=(
        Column("held", Boolean, nullable=False),
        Column("urge_on", Date),
        Column("urge_half", Integer, nullable=False),
        Index("circulation_held", "held", "due", "document", "person"),
        Index("circulation_urge", "held", "urge_on"),
        Index("circulation_person", "person", "held", "due"),
        Index("circulation_department", "department", "held", "due"),
    ),
):
    """Who has it or should read it, since when and why. `held` in the three states in which it is in their hands."""

    why: str = Field(title="送阅事由 / why")
    person: Person = Field(title="阅件人 / reader")
    department: Department
    status: ReaderStatus = Field(title="状态 / status")
    place: int = Field(title="次序 / place in the queue")
    copy_number: int = Field(title="份号 / copy", description="份号，未分送为 0 / 0 before a copy was handed out")
    turn: int = Field(title="第几次 / turn")
    came_from: Person = Field(
        title="上一阅件人 / came from", description="上一阅件人，空为办公室 / the reader before; empty: the office"
    )
    since: date = Field(title="起始日 / since")
    due: date | None = Field(title="期限 / due")
    overdue_now: Annotated[bool, COMPUTED] = Field(title="现已逾期 / overdue now")
    overdue_times: int = Field(title="逾期次数 / times overdue")
    urgency: Urgency = Field(title="紧急程度 / urgency")
    urged: int = Field(title="催办次数 / times urged")
    urged_on: date | None = Field(title="催办日期 / urged on")
    asked_until: date | None = Field(title="申请留用至 / asked to keep it until")
    opinion: str = Field(title="意见 / opinion")
    reason: str = Field(title="理由 / reason")
    gone: bool = Field(
        title="已不在本机关 / in service no longer",
        description="已不在本机关 / in service no longer: passed over, or the copy called back",
    )
    allowed: Allowed = Field(default=None, title="可办理 / allowed")


class Copy(
    Row,
    table="circulation_copies",
    key="document copy_number",
    more=(Column("document", String(32), nullable=False),),
):
    copy_number: int = Field(title="份号 / copy")
    place: CopyPlace = Field(title="所在 / where it is")
    person: Person = Field(title="阅件人 / reader")
    since: date = Field(title="起始日 / since")


class CirculationFields(OfDocument):
    """`back`: nobody waits and every copy is at the office."""

    mode: Mode = Field(title="方式 / mode")
    urgency: Urgency = Field(title="紧急程度 / urgency")
    status: CirculationStatus = Field(title="状态 / status")
    back: bool = Field(title="已全部退回 / all copies back")
    started_on: date = Field(title="分送日期 / started on")
    closed_on: date | None = Field(title="结束日期 / closed on")


class CirculationRecord(
    CirculationFields,
    table="circulations",
    zh="传阅台账",
    en="Register of circulations",
    one="传阅 / circulation",
    key="document",
    by="-started_on -document",
    find="status",
    dated="started_on",
    becomes=BECOMES,
    cites=CITES,
):
    reason: str = Field(title="撤回理由 / reason")
    version: int = Field(title="版本 / version")


class CirculationLine(CirculationFields):
    """In the list: how many people are where."""

    document: Annotated[UUID, refers("documents.get-circulation")] = Field(title="传阅 / circulation")
    waiting: int = Field(title="待阅人数 / waiting")
    held: int = Field(title="在手份数 / in hands")
    read: int = Field(title="已阅人数 / have read it")
    overdue: int = Field(title="逾期次数 / times overdue")


class CirculationView(CirculationRecord):
    copies: list[Copy] = Field(title="各份去向 / copies")
    readers: list[Reader] = Field(title="阅件人 / readers")
    allowed: Allowed = Field(default=None, title="可办理 / allowed")


register = Register("circulation", CirculationRecord, Reader, Copy)


def _queue(rows: Rows, document: str, urgency: str, first: int, readers: Iterable[str], why: str, on: date) -> None:
    """Upserts: one who was taken off may be asked again."""
    for place, person in enumerate(readers, first):
        asked = {"document": document, "person": person, "place": place, "why": why, "since": on, "urgency": urgency}
        rows.upsert(Reader, **{**Reader.EMPTY, **asked, "status": ReaderStatus.WAITING})


@register.on(e.CirculationStarted)
def started(event: e.CirculationStarted, rows: Rows) -> None:
    rows.record(CirculationRecord, event, started_on=event.day)
    _queue(rows, event.document, event.urgency, 1, event.readers, event.why, event.day)
    for copy in range(1, event.copies + 1):
        rows.record(Copy, event, copy_number=copy, place=CopyPlace.OFFICE, since=event.day)


@register.on(e.ReadersAdded)
def readers_added(event: e.ReadersAdded, rows: Rows) -> None:
    urgency = rows.get(CirculationRecord, document=event.document).urgency
    _queue(rows, event.document, urgency, event.place, event.readers, event.why, event.day)
    rows.change(CirculationRecord, event, back=False, closed_on=None)


def _reader(rows: Rows, event: e.OfHold | e.ReaderRemoved, *copied: str, **values: object) -> None:
    rows.change(Reader, event, *copied, **values)
    rows.change(CirculationRecord, event)


def _copy(rows: Rows, event: e.OfHold | e.CopyReceived, place: CopyPlace, person: str = "") -> None:
    key = {"document": event.document, "copy_number": event.copy}
    rows.update(Copy, key, place=place, person=person, since=event.day)


@register.on(e.ReaderRemoved)
def reader_removed(event: e.ReaderRemoved, rows: Rows) -> None:
    _reader(rows, event, "reason", "gone", status=ReaderStatus.REMOVED, since=event.day)


@register.on(e.DocumentHanded)
def handed(event: e.DocumentHanded, rows: Rows) -> None:
    begun = {"status": ReaderStatus.READING, "held": True, "since": event.day, "urged": 0, "urged_on": None}
    said = ("department", "turn", "came_from", "due", "urge_on", "urge_half")
    _reader(rows, event, *said, copy_number=event.copy, **begun)
    _copy(rows, event, CopyPlace.READER, event.person)


@register.on(e.TermSet)
def term_set(event: e.TermSet, rows: Rows) -> None:
    _reader(rows, event, "due")


_GIVEN_UP: dict[str, object] = {"held": False, "due": None, "urge_on": None, "asked_until": None}


@register.on(e.DocumentRead)
def read(event: e.DocumentRead, rows: Rows) -> None:
    _reader(rows, event, "opinion", status=ReaderStatus.READ, since=event.day, **_GIVEN_UP)
    if not event.handed_on:
        _copy(rows, event, CopyPlace.ON_THE_WAY, event.person)


@register.on(e.DocumentReturnedUnread)
def returned_unread(event: e.DocumentReturnedUnread, rows: Rows) -> None:
    status = ReaderStatus.WAITING if event.queued else ReaderStatus.UNREAD
    _reader(rows, event, "place", "reason", status=status, since=event.day, **_GIVEN_UP)
    _copy(rows, event, CopyPlace.ON_THE_WAY, event.person)


@register.on(e.CopyReceived)
def received(event: e.CopyReceived, rows: Rows) -> None:
    _copy(rows, event, CopyPlace.OFFICE)
    rows.change(CirculationRecord, event)


@register.on(e.RetentionAsked)
def retention_asked(event: e.RetentionAsked, rows: Rows) -> None:
    _reader(rows, event, "reason", asked_until=event.until)


@register.on(e.RetentionGranted)
def retention_granted(event: e.RetentionGranted, rows: Rows) -> None:
    _reader(rows, event, "due", status=ReaderStatus.RETAINED, asked_until=None, urge_on=None)


@register.on(e.RetentionRefused)
def retention_refused(event: e.RetentionRefused, rows: Rows) -> None:
    _reader(rows, event, "due", "reason", asked_until=None)


@register.on(e.CirculationWithdrawn)
def withdrawn(event: e.CirculationWithdrawn, rows: Rows) -> None:
    waiting = {"document": event.document, "status": ReaderStatus.WAITING}
    rows.update(Reader, waiting, status=ReaderStatus.REMOVED, since=event.day)
    rows.change(CirculationRecord, event, "reason", closed_on=event.day)


@register.on(e.CopyRecalled)
def recalled(event: e.CopyRecalled, rows: Rows) -> None:
    """Nobody reminds who is there no longer."""
    silent: dict[str, object] = {"gone": True, "urge_on": None} if event.gone else {}
    _reader(rows, event, "due", status=ReaderStatus.RECALLED, asked_until=None, **silent)


@register.on(e.ReaderUrged)
def urged(event: e.ReaderUrged, rows: Rows) -> None:
    _reader(rows, event, "urge_on", "urge_half", urged=event.nth, urged_on=event.day)


@register.on(e.CirculationOverdue)
def overdue(event: e.CirculationOverdue, rows: Rows) -> None:
    rows.increase(Reader, {"document": event.document, "person": event.person}, overdue_times=1)
    rows.change(CirculationRecord, event)


@register.on(e.CirculationCompleted)
def completed(event: e.CirculationCompleted, rows: Rows) -> None:
    status = CirculationStatus.WITHDRAWN if event.withdrawn else CirculationStatus.COMPLETED
    rows.change(CirculationRecord, event, status=status, back=True, closed_on=event.day)
