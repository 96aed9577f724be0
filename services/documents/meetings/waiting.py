"""What of a meeting waits for whom: its agenda, its entry as held, the collection of its records."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import exists, select

from services.directory import circle
from services.directory.organ import picture
from services.documents.meetings import operations as ops
from services.documents.meetings.lists import listed
from services.documents.meetings.record import MeetingRecord, Topic
from services.documents.meetings.states import MeetingStatus, TopicState
from services.documents.minutes.record import MinutesRow
from services.documents.minutes.states import MinutesStatus
from services.kernel.domain.who import ON_ROUTE, SELF, Subject
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits, found_in

meetings, m, t, minutes = MeetingRecord.TABLE, MeetingRecord.columns(), Topic.columns(), MinutesRow.columns()
filed = exists().where(
    minutes.meeting == m.id, minutes.status.in_((MinutesStatus.FILED.value, MinutesStatus.LATE.value))
)


def agendas_to_set(ctx: Context) -> Iterator[Waiting]:
    """A called meeting with topics that nobody has put on its agenda yet, for whoever sets the agenda of its kind."""
    proposed = exists().where(t.meeting == m.id, t.state == TopicState.PROPOSED.value)
    for row in ctx.rows(select(meetings).where(m.status == MeetingStatus.CALLED.value, proposed)):
        words = listed(ctx, "agenda_of", row.kind)
        whose = circle.subject(picture(ctx), words, ctx.caller, ctx.today)
        yield Waiting(row.id, whose, row.number, row.title, due=row.on)


def to_be_held(ctx: Context) -> Iterator[Waiting]:
    """Its day has come: whoever records it enters that it was held, or cancels it."""
    for row in ctx.rows(select(meetings).where(m.status == MeetingStatus.CALLED.value, m.on <= ctx.today)):
        yield Waiting(row.id, Subject(row.recorder, row.department), row.number, row.title, since=row.on)


WAITS = (
    Waits(ops.SetAgenda, ops.GetMeeting, agendas_to_set, (ON_ROUTE, SELF)),
    Waits(ops.HoldMeeting, ops.GetMeeting, to_be_held, (SELF,)),
    Waits(
        ops.CollectRecords,
        ops.GetMeeting,
        found_in(meetings, m.status == MeetingStatus.HELD.value, m.collected_on.is_(None), filed, since="on"),
    ),
)
