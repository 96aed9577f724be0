"""Who sees what a meeting is about: the kind's list and the class of each item must both allow it (B2.7).

`concerned` with a meeting are its members, whoever was there, and the recorder; with an item also whoever proposed it,
the head of the department that answers for it, and whoever carries a task of its resolution out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from services.directory.circle import acting
from services.directory.organ import picture
from services.documents.meetings.lists import CONCERNED, listed
from services.documents.meetings.record import MeetingRecord, Seat, Topic
from services.documents.meetings.refusals import MeetingWithheld
from services.documents.meetings.states import SeatRole, SeatState
from services.documents.resolutions.record import Ordered
from services.kernel.procedure.context import Context


@dataclass
class Sight:
    """What one caller may see, in one transaction."""

    ctx: Context
    meetings: dict[str, Any] = field(default_factory=dict[str, Any])
    topics: dict[str, dict[int, Any]] = field(default_factory=dict[str, dict[int, Any]])
    took_part: set[str] = field(default_factory=set[str])
    charged: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    """Items of which the caller carries a task out."""
    lists: dict[tuple[str, str], tuple[bool, bool]] = field(default_factory=dict[tuple[str, str], tuple[bool, bool]])
    """Of a list: whether the caller is on it, and whether those concerned are."""

    def learn(self, ids: Iterable[str]) -> None:
        """Reads what decides about all these meetings at once."""
        asked = [id for id in dict.fromkeys(ids) if id not in self.meetings]
        if not asked:
            return
        caller = self.ctx.caller
        m, s, t, o = MeetingRecord.TABLE.c, Seat.TABLE.c, Topic.TABLE.c, Ordered.TABLE.c
        for row in self.ctx.rows(select(MeetingRecord.TABLE).where(m.id.in_(asked))):
            self.meetings[row.id] = row
            self.topics[row.id] = {}
            if row.recorder == caller:
                self.took_part.add(row.id)
        for row in self.ctx.rows(select(Topic.TABLE).where(t.meeting.in_(asked))):
            self.topics[row.meeting][row.item] = row
        for row in self.ctx.rows(select(Seat.TABLE).where(s.person == caller, s.meeting.in_(asked))):
            if row.role == SeatRole.MEMBER or row.state == SeatState.PRESENT:
                self.took_part.add(row.meeting)
        for row in self.ctx.rows(select(Ordered.TABLE).where(o.owner == caller, o.meeting.in_(asked))):
            self.charged.add((row.meeting, row.item))

    def sees(self, meeting: str, item: int) -> bool:
        """An item of its agenda, and what was resolved on it."""
        self.learn([meeting])
        topic = self.topics[meeting][item]
        concerned = meeting in self.took_part or (meeting, item) in self.charged or self._answers(topic)
        return self._admits("read_by", self.meetings[meeting].kind, concerned) and self._admits(
            "item_of", topic.secrecy, concerned
        )

    def sees_minutes(self, meeting: str) -> bool:
        """They speak of everything that was on the agenda."""
        self.learn([meeting])
        concerned = meeting in self.took_part
        classes = {topic.secrecy for topic in self.topics[meeting].values() if topic.place}
        return self._admits("read_by", self.meetings[meeting].kind, concerned) and all(
            self._admits("item_of", secrecy, concerned) for secrecy in classes
        )

    def check_item(self, meeting: str, item: int) -> None:
        if not self.sees(meeting, item):
            raise _withheld()

    def check_minutes(self, meeting: str) -> None:
        if not self.sees_minutes(meeting):
            raise _withheld()

    def _answers(self, topic: Any) -> bool:
        caller, on = self.ctx.caller, self.ctx.today
        organ = picture(self.ctx)
        post = organ.head_post(topic.department, on)
        return caller == topic.person or bool(post and organ.standing(caller, post, on))

    def _admits(self, name: str, of: str, concerned: bool) -> bool:
        key = (name, of)
        if key not in self.lists:
            words = listed(self.ctx, name, of)
            on_list = self.ctx.caller in acting(picture(self.ctx), words, self.ctx.today)
            self.lists[key] = on_list, CONCERNED in words
        on_list, if_concerned = self.lists[key]
        return on_list or (concerned and if_concerned)


def _withheld() -> MeetingWithheld:
    return MeetingWithheld(
        "该内容按会议种类和议题密级只供规定范围人员知悉。",
        "The kind of the meeting or the class of its items keeps this to those who are named for it.",
        cites=("B2.7",),
    )
