"""会议记录台账: what is owed for each meeting, when it was filed, every wording (A17)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Column, String

from services.documents.meetings.events import MeetingCalled, MeetingCancelled, MeetingMoved, MinutesDueSet
from services.documents.minutes import events as e
from services.documents.minutes.states import MinutesStatus
from services.kernel.log.registers import Register, Rows, naive
from services.kernel.procedure.record import Moment, Person, Row, refers

MeetingRef = Annotated[UUID, refers("documents.get-meeting"), Field(title="会议 / meeting")]


class MinutesRow(
    Row, table="meeting_minutes", zh="会议记录台账", en="Register of minutes", key="meeting", cites=("A17",)
):
    meeting: MeetingRef
    due: date | None = Field(title="期限 / due")
    status: MinutesStatus = Field(title="状态 / status")
    filed_on: date | None = Field(title="提交日 / filed on")
    attachments: list[str] = Field(title="附件 / attachments")
    version: int = Field(title="版本 / version")


class Wording(
    Row,
    table="meeting_minutes_wordings",
    key="meeting revision",
    more=(Column("meeting", String(32), nullable=False),),
):
    """Revision 0 is the first; a later one corrects it, and both stay."""

    revision: int = Field(title="稿次 / revision")
    person: Person
    text: str = Field(title="正文 / text")
    reason: str = Field(title="理由 / reason")
    at: Moment = Field(title="时间 / at")


register = Register("minutes", MinutesRow, Wording)


@register.on(MeetingCalled)
def owed(event: MeetingCalled, rows: Rows) -> None:
    """No minutes yet: their version is their own, not the meeting's."""
    rows.insert(
        MinutesRow,
        meeting=event.originator_id.hex,
        due=event.minutes_due,
        status=MinutesStatus.OWED,
        filed_on=None,
        attachments=[],
        version=0,
    )


@register.on(MinutesDueSet)
def due_set(event: MinutesDueSet, rows: Rows) -> None:
    rows.update(MinutesRow, {"meeting": event.originator_id.hex}, due=event.minutes_due)


@register.on(MeetingMoved)
def moved(event: MeetingMoved, rows: Rows) -> None:
    rows.update(MinutesRow, {"meeting": event.originator_id.hex}, due=event.minutes_due)


@register.on(MeetingCancelled)
def cancelled(event: MeetingCancelled, rows: Rows) -> None:
    rows.update(MinutesRow, {"meeting": event.originator_id.hex}, status=MinutesStatus.NONE)


@register.on(e.MinutesFiled)
def filed(event: e.MinutesFiled, rows: Rows) -> None:
    status = MinutesStatus.LATE if event.minutes_missed else MinutesStatus.FILED
    rows.change(MinutesRow, event, "attachments", status=status, filed_on=event.day)
    _wording(rows, event, 0)


@register.on(e.MinutesCorrected)
def corrected(event: e.MinutesCorrected, rows: Rows) -> None:
    rows.change(MinutesRow, event)
    _wording(rows, event, event.revision, event.reason)


def _wording(rows: Rows, event: e.MinutesFiled | e.MinutesCorrected, revision: int, reason: str = "") -> None:
    said = {"revision": revision, "reason": reason, "at": naive(event.timestamp)}
    rows.record(Wording, event, person=event.actor, **said)


@register.on(e.MinutesMissed)
def missed(event: e.MinutesMissed, rows: Rows) -> None:
    rows.change(MinutesRow, event, status=MinutesStatus.MISSING)


@register.on(e.MinutesExcused)
def excused(event: e.MinutesExcused, rows: Rows) -> None:
    rows.change(MinutesRow, event, status=MinutesStatus.NONE)
