"""Aggregates: guard first, then trigger; `@applies` bodies only assign. Reads no clock, no environment, no network.

They follow the event library's protocols (`id`, `version`, `collect_events`, events with `mutate`), so its
repositories, stores and tests take them. They do not use its `@event` decorator: that makes a hidden subclass per
aggregate, and a fact here is one class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from services.kernel.domain.events import Event, fields_of
from services.kernel.domain.words import Status, WrongStatus
from services.kernel.refusals import Refusal

E = TypeVar("E", bound=Event)
Body = Callable[[Any, E], None]


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, when, in which post and for whom: the part every fact of one command shares."""

    at: datetime
    """Recording time, UTC."""
    day: date
    """The same moment's date in the organ's time zone."""
    actor: str
    post: str = ""
    stands_in_for: str = ""
    correlation: str = ""
    causation: str = ""


def applies(*event_classes: type[E]) -> Callable[[Body[E]], Body[E]]:
    """Marks the method that assigns what these facts change."""

    def mark(body: Body[E]) -> Body[E]:
        body.__dict__.setdefault("applies", []).extend(event_classes)
        return body

    return mark


Becomes = Mapping[type[Event], Status]
"""Which status an event leads to. Said once: the aggregate and its register both follow it."""


_replaying: dict[type[Event], list[type[Any]]] = {}


def replaying(event_class: type[Event]) -> type[Aggregate] | None:
    """The aggregate that such an event changes, for whoever follows a log without its procedure."""
    known = _replaying.get(event_class, [])
    return next((cls for cls in known if not any(one is not cls and issubclass(one, cls) for one in known)), None)


class Aggregate:
    """A consistency boundary rebuilt from its own events."""

    CALLED: ClassVar[tuple[str, str]] = ("记录", "record")
    """What one is called, as refusals speak of it."""
    CITES: ClassVar[tuple[str, ...]] = ()
    """The articles of every event that names none."""
    CARRIES: ClassVar[tuple[str, ...]] = ()
    """Attributes that the first event fills, and that go into every later event which has a field of the name."""
    BECOMES: ClassVar[Becomes] = {}
    WRONG_STATUS: ClassVar[type[Refusal]] = WrongStatus
    """The refusal where an operation does not go with the status."""
    STILL: ClassVar[Mapping[Status, type[Refusal]]] = {}
    """The same, where the reason is that it is still in this status."""
    EVOLVES: ClassVar[dict[type[Event], Body[Any]]] = {}
    status: Any = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        table = dict(cls.EVOLVES)
        for body in vars(cls).values():
            for event_class in getattr(body, "__dict__", {}).get("applies", ()):
                if event_class in vars(cls).get("EVOLVES", {}):
                    raise TypeError(f"{cls.__name__} applies {event_class.__name__} twice")
                table[event_class] = body
        cls.EVOLVES = table
        for event_class in {*table, *cls.BECOMES}:
            _replaying.setdefault(event_class, []).append(cls)

    def __init__(self, id: UUID) -> None:
        self.id = id
        self.version = 0
        self.pending: list[Event] = []

    @classmethod
    def from_events(cls, id: UUID, events: Iterable[Event]) -> Self:
        self = cls(id)
        for event in events:
            self.evolve(event)
        return self

    @classmethod
    def knows(cls, event_class: type[Event]) -> bool:
        """Whether it knows such an event; one of another kind of record it does not."""
        return event_class in cls.BECOMES or event_class in cls.EVOLVES

    @property
    def exists(self) -> bool:
        return self.version > 0

    def evolve(self, event: Event) -> Self:
        if event.originator_version != self.version + 1:
            raise ValueError(f"{type(self).__name__} {self.id}: expected version {self.version + 1}, got {event!r}")
        cls = type(event)
        if self.version == 0 and self.CARRIES:
            said = fields_of(cls)
            for name in self.CARRIES:
                if name in said:
                    setattr(self, name, getattr(event, name))
        if cls in self.BECOMES:
            self.status = self.BECOMES[cls]
            if cls in self.EVOLVES:
                self.EVOLVES[cls](self, event)
        else:
            self.EVOLVES[cls](self, event)
        self.version = event.originator_version
        return self

    def trigger(self, event_class: type[E], act: Act, **fields: Any) -> E:
        """Records one event. Guards stand before this call, never in the `@applies` body."""
        fields.setdefault("day", act.day)
        fields.setdefault("cites", self.CITES)
        if self.CARRIES:
            known = fields_of(event_class)
            for name in self.CARRIES:
                if name in known and name not in fields:
                    fields[name] = getattr(self, name)
        event = event_class(
            originator_id=self.id,
            originator_version=self.version + 1,
            timestamp=act.at,
            actor=act.actor,
            post=fields.pop("post", act.post),
            stands_in_for=fields.pop("stands_in_for", act.stands_in_for),
            correlation=act.correlation,
            causation=act.causation,
            **fields,
        )
        self.evolve(event)
        self.pending.append(event)
        return event

    def expect(self, statuses: tuple[Status, ...], *, zh: str, en: str, cites: tuple[str, ...] = ()) -> None:
        """Refuses what is called `zh` and `en` where the status is none of these."""
        if not statuses or self.status in statuses:
            return
        now = self.status
        cls = self.STILL.get(now, self.WRONG_STATUS)
        what_zh, what_en = self.CALLED
        raise cls(
            f"该{what_zh}{_zh(now)}，不能{zh}。",
            f"The {what_en} is {_en(now)}: this cannot be done to it ({en}).",
            cites=cites or self.CITES,
            status=str(now),
        )

    def twin(self) -> Self:
        """A copy that nobody records: `@applies` bodies assign and never change in place, so the original stays."""
        made = copy(self)
        made.pending = list(self.pending)
        return made

    def collect_events(self) -> list[Event]:
        collected, self.pending = self.pending, []
        return collected


def _zh(status: Any) -> str:
    return status.zh if isinstance(status, Status) else str(status)


def _en(status: Any) -> str:
    return status.en if isinstance(status, Status) else str(status)
