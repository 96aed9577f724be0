"""The organ as the facts of the directory tell it, on any day: what every service asks who is who. Reads no storage.

Immutable to its readers: `with_events` makes a new picture, so one request sees one organ from beginning to end. Days
are business dates; a person counts in a post or department only while in service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from services.directory import events as facts
from services.directory.entries import Body, BodyMember, Delegation, Department, Level, Person, Post, Role, Spell
from services.directory.timeline import Timeline
from services.kernel.domain.aggregate import applies
from services.kernel.domain.events import Event
from services.kernel.domain.who import Capacity
from services.kernel.rules.calendar import Holiday, Notice

__all__ = ["Body", "BodyMember", "Delegation", "Department", "Level", "Person", "Picture", "Post", "Role", "Spell"]

Names = tuple[str, str]
_NOWHERE: Timeline[Any] = Timeline()


class Picture:
    """Implements `kernel.who.Organ` and `kernel.mirror.Model`."""

    _TAKES: ClassVar[dict[type[Event], Callable[[Picture, Any], None]]] = {}

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._service: dict[str, Timeline[bool]] = {}
        self._places: dict[str, Timeline[str]] = {}
        self._numbers: dict[str, str] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._departments: dict[str, Department] = {}
        self._titles: dict[str, Timeline[Names]] = {}
        self._supervision: dict[str, Timeline[str]] = {}
        self._posts: dict[str, Post] = {}
        self._holders: dict[str, Timeline[str]] = {}
        self._delegations: dict[str, tuple[Delegation, ...]] = {}
        self._bodies: dict[str, Body] = {}
        self._roles: dict[str, dict[str, Timeline[str]]] = {}
        # Who was ever where: narrows a search to a few timelines.
        self._ever_in: dict[str, tuple[str, ...]] = {}
        self._ever_held: dict[str, tuple[str, ...]] = {}
        self._ever_delegated: dict[str, tuple[str, ...]] = {}
        self._notices: dict[int, Notice] = {}
        self._versions: dict[UUID, int] = {}

    def with_events(self, events: Iterable[Event]) -> Picture:
        """A new picture that also knows these; facts of other kinds are passed over."""
        grown = copy(self)
        for name, index in vars(self).items():
            setattr(grown, name, index.copy())
        for event in events:
            take = self._TAKES.get(type(event))
            if take is not None:
                take(grown, event)
                grown._versions[event.originator_id] = event.originator_version  # noqa: SLF001
        return grown

    def notices(self) -> dict[int, Notice]:
        """By year; not to be changed."""
        return self._notices

    # -- people -------------------------------------------------------------------------------------------------------

    def person(self, id: str) -> Person | None:
        return self._people.get(id)

    def people(self) -> tuple[Person, ...]:
        """Everybody ever in service, by id."""
        return tuple(self._people[id] for id in sorted(self._people))

    def is_active(self, person: str, on: date) -> bool:
        return self._service.get(person, _NOWHERE).at(on) is not None

    def stays(self, person: str, since: date) -> bool:
        """In service on that day, with no later departure known."""
        service = self._service.get(person, _NOWHERE)
        return service.at(since) is not None and (service.last_change or since) <= since

    def by_number(self, number: str) -> str:
        """Whose number this is or was; numbers are never given twice."""
        return self._numbers.get(number, "")

    def by_name(self, name: str, on: date) -> tuple[str, ...]:
        """Everybody of that name in service on the day: there may be two."""
        return tuple(id for id in self._names.get(name, ()) if self.is_active(id, on))

    def department_of(self, person: str, on: date) -> str:
        return (self._places.get(person, _NOWHERE).at(on) or "") if self.is_active(person, on) else ""

    def level(self, person: str, on: date) -> Level:
        """By the highest post held: county leaders follow the district's own leave rules, heads ask higher (A15)."""
        levels = {self._posts[post].level for post in self.posts_of(person, on)}
        if any(level.startswith("county") for level in levels):
            return "county"
        return "head" if "section-head" in levels or self.is_head(person, on) else "staff"

    def is_head(self, person: str, on: date) -> bool:
        """Whether they hold the post of a department's head."""
        return any(self.head_post(self._posts[post].department, on) == post for post in self.posts_of(person, on))

    def places_of(self, person: str) -> tuple[tuple[str, date, date | None], ...]:
        """Their departments so far: (department, first day, first day no longer)."""
        return tuple(self._places.get(person, _NOWHERE).spells())

    def name_of(self, person: str) -> str:
        return self._people[person].name if person in self._people else person

    def known(self) -> tuple[tuple[str, str, str, str], ...]:
        people = (("person", one.id, one.name, one.name) for one in self.people())
        return (*people, *(("department", one.id, one.zh, one.en) for one in self.all_departments()))

    # -- departments --------------------------------------------------------------------------------------------------

    def department(self, id: str, on: date | None = None) -> Department | None:
        """With its name of that day, or its latest; also one that is closed."""
        known = self._departments.get(id)
        if known is None:
            return None
        titles = self._titles[id]
        named = titles.last_value if on is None else titles.at(on)
        return known if named is None else replace(known, zh=named[0], en=named[1])

    def title_of(self, id: str, on: date) -> str:
        return known.zh if (known := self.department(id, on)) is not None else id

    def departments(self, on: date) -> tuple[Department, ...]:
        """Those open on the day, in the order in which they were opened."""
        return tuple(self._named(id, on) for id, known in self._departments.items() if known.is_open(on))

    def all_departments(self) -> tuple[Department, ...]:
        return tuple(self._named(id, None) for id in self._departments)

    def members(self, department: str, on: date) -> tuple[str, ...]:
        return tuple(id for id in self._ever_in.get(department, ()) if self.department_of(id, on) == department)

    def member_spells(self, department: str, start: date, end: date) -> tuple[Spell, ...]:
        """Who was in the department between two days, both included; a person who came back has two spells."""
        found: list[Spell] = []
        for person in self._ever_in.get(department, ()):
            for place, begun, until in self._places[person].spells():
                first, last = max(begun, start), end if until is None else min(end, until - timedelta(days=1))
                if place == department and first <= last:
                    found.append(Spell(person, first, last))
        return tuple(found)

    def head_post(self, department: str, on: date) -> str:
        post = self._posts.get(f"head-{department}")
        return post.id if post is not None and post.is_open(on) else ""

    def supervising_post(self, department: str, on: date) -> str:
        return self._supervision.get(department, _NOWHERE).at(on) or ""

    def supervised_by(self, post: str, on: date) -> tuple[str, ...]:
        """The departments that the holder of a leader's post supervises."""
        return tuple(d.id for d in self.departments(on) if self.supervising_post(d.id, on) == post)

    def supervises_from(self, post: str, day: date) -> tuple[str, ...]:
        """The departments it supervises on that day or will supervise later."""
        return tuple(id for id, line in self._supervision.items() if line.holds_from(day, post))

    # -- posts --------------------------------------------------------------------------------------------------------

    def post(self, id: str) -> Post | None:
        return self._posts.get(id)

    def post_title(self, post: str) -> str:
        return self._posts[post].zh if post in self._posts else post

    def posts(self, on: date) -> tuple[Post, ...]:
        return tuple(post for post in self._posts.values() if post.is_open(on))

    def all_posts(self) -> tuple[Post, ...]:
        return tuple(self._posts.values())

    def holder(self, post: str, on: date) -> str:
        person: str = self._holders.get(post, _NOWHERE).at(on) or ""
        return person if person and self.is_active(person, on) else ""

    def deputy_for(self, post: str, on: date) -> str:
        """Who stands in for the holder. A delegation lapses with its giver's holding, and never passes further on."""
        for delegation in self.delegations(post):
            if delegation.runs(on) and delegation.holder == self.holder(post, on) != delegation.deputy:
                return delegation.deputy if self.is_active(delegation.deputy, on) else ""
        return ""

    def standing(self, person: str, post: str, on: date) -> Capacity | None:
        """As the holder, who may act also while away, or as the delegate."""
        holder = self.holder(post, on)
        if not holder or not person:
            return None
        if holder == person:
            return Capacity(post)
        return Capacity(post, stands_in_for=holder) if self.deputy_for(post, on) == person else None

    def posts_of(self, person: str, on: date) -> tuple[str, ...]:
        """The posts they hold themselves."""
        return tuple(post for post in self._ever_held.get(person, ()) if self.holder(post, on) == person)

    def holds_after(self, person: str, day: date) -> tuple[str, ...]:
        """The posts and bodies they are known to enter only after that day."""
        posts = (post for post in self._ever_held.get(person, ()) if self._holders[post].begins_after(day, person))
        bodies = (id for id, roles in self._roles.items() if roles.get(person, _NOWHERE).begins_after(day))
        return (*posts, *bodies)

    def acting_posts_of(self, person: str, on: date) -> tuple[str, ...]:
        """The posts in which they stand in for somebody."""
        return tuple(post for post in self._ever_delegated.get(person, ()) if self.deputy_for(post, on) == person)

    def ever_in(self, person: str) -> tuple[str, ...]:
        """The posts that they ever held or were given a delegation of."""
        return (*self._ever_held.get(person, ()), *self._ever_delegated.get(person, ()))

    def delegations(self, post: str) -> tuple[Delegation, ...]:
        """All that were ever given of a post, in the order of giving."""
        return self._delegations.get(post, ())

    # -- bodies -------------------------------------------------------------------------------------------------------

    def body(self, id: str) -> Body | None:
        return self._bodies.get(id)

    def bodies(self, on: date) -> tuple[Body, ...]:
        return tuple(body for body in self._bodies.values() if body.is_open(on))

    def body_members(self, body: str, on: date) -> tuple[BodyMember, ...]:
        if (known := self._bodies.get(body)) is None or not known.is_open(on):
            return ()
        found = ((person, roles.at(on)) for person, roles in self._roles.get(body, {}).items())
        return tuple(BodyMember(person, role) for person, role in found if role and self.is_active(person, on))

    def version(self, stream: UUID) -> int:
        """How many facts there are of one person, post, department or body."""
        return self._versions.get(stream, 0)

    # -- what each fact changes ---------------------------------------------------------------------------------------

    def _named(self, id: str, on: date | None) -> Department:
        known = self.department(id, on)
        assert known is not None
        return known

    @applies(facts.PersonHired)
    def _hired(self, event: facts.PersonHired) -> None:
        id = event.person
        was = self._people.get(id)
        self._rename(id, was.name if was else "", event.name)
        self._numbers[event.number] = id
        self._people[id] = Person(
            id, event.name, event.number, event.gender, event.work_since, event.day, None, was.residency if was else ()
        )
        self._service[id] = self._service.get(id, _NOWHERE).since(event.day, True)
        self._place(id, event.department, event.day)

    @applies(facts.PersonMoved)
    def _moved(self, event: facts.PersonMoved) -> None:
        self._place(event.person, event.department, event.day)

    @applies(facts.PersonLeft)
    def _left(self, event: facts.PersonLeft) -> None:
        id = event.person
        self._people[id] = replace(self._people[id], left=event.day)
        self._service[id] = self._service[id].since(event.day, None)
        self._place(id, "", event.day)

    @applies(facts.PersonDetailsCorrected)
    def _details_corrected(self, event: facts.PersonDetailsCorrected) -> None:
        was = self._people[event.person]
        self._rename(was.id, was.name, event.name)
        self._numbers.pop(was.number, None)
        self._numbers[event.number] = was.id
        self._people[was.id] = replace(
            was, name=event.name, number=event.number, gender=event.gender, work_since=event.work_since
        )

    @applies(facts.ResidencyDutyTaken)
    def _residency_taken(self, event: facts.ResidencyDutyTaken) -> None:
        was = self._people[event.person]
        self._people[was.id] = replace(was, residency=(*was.residency, (event.day, None)))

    @applies(facts.ResidencyDutyGivenUp)
    def _residency_given_up(self, event: facts.ResidencyDutyGivenUp) -> None:
        was = self._people[event.person]
        *earlier, (start, _) = was.residency
        self._people[was.id] = replace(was, residency=(*earlier, (start, event.day)))

    @applies(facts.DepartmentOpened)
    def _department_opened(self, event: facts.DepartmentOpened) -> None:
        id = event.department
        self._departments[id] = Department(id, event.zh, event.en, event.kind, event.day)
        self._titles[id] = _NOWHERE.since(event.day, (event.zh, event.en))

    @applies(facts.DepartmentRenamed)
    def _department_renamed(self, event: facts.DepartmentRenamed) -> None:
        self._titles[event.department] = self._titles[event.department].since(event.day, (event.zh, event.en))

    @applies(facts.DepartmentMerged)
    def _department_merged(self, event: facts.DepartmentMerged) -> None:
        known = self._departments[event.department]
        self._departments[known.id] = replace(known, end=event.day, merged_into=event.into)

    @applies(facts.DepartmentClosed)
    def _department_closed(self, event: facts.DepartmentClosed) -> None:
        known = self._departments[event.department]
        self._departments[known.id] = replace(known, end=event.day)

    @applies(facts.SupervisionAssigned)
    def _supervision_assigned(self, event: facts.SupervisionAssigned) -> None:
        was = self._supervision.get(event.department, _NOWHERE)
        self._supervision[event.department] = was.since(event.day, event.leader_post or None)

    @applies(facts.PostCreated)
    def _post_created(self, event: facts.PostCreated) -> None:
        id = event.of_post
        self._posts[id] = Post(id, event.zh, event.en, event.department, event.level, event.day)

    @applies(facts.PostAbolished)
    def _post_abolished(self, event: facts.PostAbolished) -> None:
        self._posts[event.of_post] = replace(self._posts[event.of_post], end=event.day)

    @applies(facts.HolderAppointed)
    def _appointed(self, event: facts.HolderAppointed) -> None:
        self._holders[event.of_post] = self._holders.get(event.of_post, _NOWHERE).since(event.day, event.person)
        _also(self._ever_held, event.person, event.of_post)

    @applies(facts.HolderRelieved)
    def _relieved(self, event: facts.HolderRelieved) -> None:
        self._holders[event.of_post] = self._holders[event.of_post].since(event.day, None)

    @applies(facts.DelegationGiven)
    def _delegation_given(self, event: facts.DelegationGiven) -> None:
        given = Delegation(event.of_post, event.number, event.holder, event.deputy, event.day, event.until)
        self._delegations[event.of_post] = (*self._delegations.get(event.of_post, ()), given)
        _also(self._ever_delegated, event.deputy, event.of_post)

    @applies(facts.DelegationEnded)
    def _delegation_ended(self, event: facts.DelegationEnded) -> None:
        self._delegations[event.of_post] = tuple(
            replace(each, end=event.day) if each.number == event.number else each
            for each in self._delegations[event.of_post]
        )

    @applies(facts.BodyFormed)
    def _body_formed(self, event: facts.BodyFormed) -> None:
        roles = tuple(Role(*role) for role in event.roles)
        self._bodies[event.body] = Body(event.body, event.zh, event.en, roles, event.day)

    @applies(facts.BodyDissolved)
    def _body_dissolved(self, event: facts.BodyDissolved) -> None:
        self._bodies[event.body] = replace(self._bodies[event.body], end=event.day)

    @applies(facts.BodyMemberJoined)
    def _joined_body(self, event: facts.BodyMemberJoined) -> None:
        self._role(event.body, event.person, event.role, event.day)

    @applies(facts.BodyMemberLeft)
    def _left_body(self, event: facts.BodyMemberLeft) -> None:
        self._role(event.body, event.person, None, event.day)

    @applies(facts.CalendarAnnounced)
    def _calendar_announced(self, event: facts.CalendarAnnounced) -> None:
        off = {day: Holiday(zh, en) for zh, en, days, _ in event.holidays for day in days}
        make_up = frozenset(day for *_, days in event.holidays for day in days)
        self._notices[event.year] = Notice(event.year, event.source, off, make_up)

    def _role(self, body: str, person: str, role: str | None, day: date) -> None:
        known = self._roles.get(body, {})
        mine = known.get(person, _NOWHERE).since(day, role)
        self._roles[body] = {**known, person: mine}

    def _place(self, person: str, department: str, day: date) -> None:
        self._places[person] = self._places.get(person, _NOWHERE).since(day, department or None)
        if department:
            _also(self._ever_in, department, person)

    def _rename(self, person: str, was: str, now: str) -> None:
        if was:
            self._names[was] = tuple(id for id in self._names[was] if id != person)
        _also(self._names, now, person)


def _also(index: dict[str, tuple[str, ...]], key: str, item: str) -> None:
    """Ever-lists stay sorted, so that two pictures of the same organ answer in the same order."""
    known = index.get(key, ())
    if item not in known:
        index[key] = tuple(sorted((*known, item)))


Picture._TAKES = {  # noqa: SLF001
    fact: body for body in vars(Picture).values() for fact in getattr(body, "__dict__", {}).get("applies", ())
}
