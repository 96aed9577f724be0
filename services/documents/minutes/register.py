"""会议记录台账: what is owed for each meeting, when it was filed, every wording (A17)."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Integer, MetaData, String, Table, Text

from services.documents.meetings.events import MeetingCalled, MeetingCancelled, MeetingMoved
from services.documents.minutes.events import MinutesCorrected, MinutesExcused, MinutesFiled, MinutesMissed, OfMinutes
from services.kernel.registers import Register, Rows

metadata = MetaData()

OWED, MISSING, FILED, LATE, NONE = "owed", "missing", "filed", "late", "none"
STATUS_ZH = {OWED: "待提交", MISSING: "逾期未提交", FILED: "已提交", LATE: "逾期提交", NONE: ""}
"""`none`: the meeting was cancelled."""

minutes = Table(
    "meeting_minutes",
    metadata,
    Column("meeting", String(32), primary_key=True),
    Column("due", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Column("filed_on", Date),
    Column("attachments", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
"""`attachments`: digests joined by spaces."""

wordings = Table(
    "meeting_minutes_wordings",
    metadata,
    Column("meeting", String(32), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("person", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""Revision 0 is the first. `at` in UTC."""

register = Register("minutes", minutes, wordings, zh="会议记录台账", en="Register of minutes")


@register.on(MeetingCalled)
def owed(event: MeetingCalled, rows: Rows) -> None:
    meeting = event.originator_id.hex
    nothing: dict[str, object] = {"filed_on": None, "attachments": "", "version": 0}
    rows.insert(minutes, meeting=meeting, due=event.minutes_due, status=OWED, **nothing)


@register.on(MeetingMoved)
def moved(event: MeetingMoved, rows: Rows) -> None:
    rows.update(minutes, {"meeting": event.originator_id.hex}, due=event.minutes_due)


@register.on(MeetingCancelled)
def cancelled(event: MeetingCancelled, rows: Rows) -> None:
    rows.update(minutes, {"meeting": event.originator_id.hex}, status=NONE)


def _minutes(rows: Rows, event: OfMinutes, **values: object) -> None:
    rows.update(minutes, {"meeting": event.meeting}, version=event.originator_version, **values)


@register.on(MinutesFiled)
def filed(event: MinutesFiled, rows: Rows) -> None:
    status = LATE if event.minutes_missed else FILED
    _minutes(rows, event, status=status, filed_on=event.day, attachments=" ".join(event.attachments))
    _wording(rows, event, 0)


@register.on(MinutesCorrected)
def corrected(event: MinutesCorrected, rows: Rows) -> None:
    _minutes(rows, event)
    _wording(rows, event, event.revision, event.reason)


def _wording(rows: Rows, event: MinutesFiled | MinutesCorrected, revision: int, reason: str = "") -> None:
    rows.insert(
        wordings,
        meeting=event.meeting,
        revision=revision,
        person=event.actor,
        text=event.text,
        reason=reason,
        at=event.timestamp.replace(tzinfo=None),
    )


@register.on(MinutesMissed)
def missed(event: MinutesMissed, rows: Rows) -> None:
    _minutes(rows, event, status=MISSING)


@register.on(MinutesExcused)
def excused(event: MinutesExcused, rows: Rows) -> None:
    _minutes(rows, event, status=NONE)
