"""One body beside the departments: party group, discipline group (A1), branch committee with its posts (B4)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.directory import events as facts
from services.directory.refusals import AlreadyThere, NoSuchRole, NotMember, NotOpen, refuse_before_last
from services.directory.timeline import Timeline
from services.kernel.domain.aggregate import Act, Aggregate, applies

Roles = tuple[tuple[str, str, str], ...]


class Body(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.body = ""
        self.formed: tuple[str, str, Roles, date] | None = None
        self.end: date | None = None
        self.members: dict[str, Timeline[str]] = {}

    def form(self, act: Act, *, body: str, zh: str, en: str, roles: Roles, day: date) -> None:
        if self.formed == (zh, en, roles, day):
            return
        if self.formed is not None:
            raise AlreadyThere("已有这一组织。", "There is such a body already.", body=body)
        self.trigger(facts.BodyFormed, act, day=day, body=body, zh=zh, en=en, roles=roles, cites=("A1", "B4"))

    def dissolve(self, act: Act, *, day: date) -> None:
        if self.end == day:
            return
        self._open(day)
        self.trigger(facts.BodyDissolved, act, day=day, body=self.body, cites=("A1",))

    def join(self, act: Act, *, person: str, role: str, day: date) -> None:
        """In one role at a time: whoever takes another leaves the first on the same day."""
        mine = self.members.get(person, _NEVER)
        if any(held == role and start == day for held, start, _ in mine.spells()):
            return
        self._open(day)
        if role not in self._roles():
            raise NoSuchRole("该组织没有这一职务。", "The body has no such role.", role=role, roles=self._roles())
        refuse_before_last(mine, day)
        if mine.at(day):
            raise AlreadyThere("该人员已在此组织任职。", "They belong to the body already.", role=mine.at(day))
        self.trigger(facts.BodyMemberJoined, act, day=day, body=self.body, person=person, role=role, cites=("A1", "B4"))

    def part(self, act: Act, *, person: str, day: date) -> None:
        mine = self.members.get(person, _NEVER)
        if any(end == day for _, _, end in mine.spells()):
            return
        role = mine.at(day)
        if not role:
            raise NotMember(f"该人员于{day}不在此组织。", f"They do not belong to the body on {day}.", person=person)
        refuse_before_last(mine, day)
        self.trigger(facts.BodyMemberLeft, act, day=day, body=self.body, person=person, role=role, cites=("A1", "B4"))

    def _roles(self) -> list[str]:
        return [role for role, _, _ in self.formed[2]] if self.formed else []

    def _open(self, day: date) -> None:
        if self.formed is None or day < self.formed[-1] or (self.end is not None and day >= self.end):
            raise NotOpen(f"{day}没有这一组织。", f"There is no such body on {day}.", body=self.body, day=str(day))

    @applies(facts.BodyFormed)
    def _formed(self, event: facts.BodyFormed) -> None:
        self.body = event.body
        self.formed = (event.zh, event.en, event.roles, event.day)

    @applies(facts.BodyDissolved)
    def _dissolved(self, event: facts.BodyDissolved) -> None:
        self.end = event.day

    @applies(facts.BodyMemberJoined)
    def _joined(self, event: facts.BodyMemberJoined) -> None:
        self.members = {
            **self.members,
            event.person: self.members.get(event.person, _NEVER).since(event.day, event.role),
        }

    @applies(facts.BodyMemberLeft)
    def _left(self, event: facts.BodyMemberLeft) -> None:
        self.members = {**self.members, event.person: self.members[event.person].since(event.day, None)}


_NEVER: Timeline[str] = Timeline()
