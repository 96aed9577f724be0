"""What a fact is, and how its bytes are made. Knows no storage and no bus.

A fact is one class: declared once, stored as such, published as such, consumed as such. Its `TOPIC`
(`attendance.leave-approved.v1`) is the stored name; moving or renaming the class changes nothing. Change is additive;
anything else is a new version beside the old one, which then declares `upcast()`.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, TypeVar, dataclass_transform, get_args, get_type_hints
from uuid import UUID

import msgspec

from services.kernel.domain import marks
from services.kernel.domain.marks import (
    CONFIDENTIAL,
    PERSONAL,
    SHARED,
    UNSAID,
    Confidential,
    Personal,
    Reckoned,
    Shared,
)

__all__ = [
    "UNSAID",
    "Confidential",
    "Event",
    "FileDigest",
    "KeysEnded",
    "Part",
    "Personal",
    "Reckoned",
    "Shared",
    "UnknownTopic",
]

SEALED = "_sealed"
"""The member of a stored fact in which its encrypted fields stand; no field is called so."""
FILE = msgspec.Meta(extra={"digest": "file"})

E = TypeVar("E", bound="Event")
_prepared: dict[type, msgspec.json.Decoder[Any]] = {}

FileDigest = Annotated[str, FILE]
"""The SHA-256 of a stored file: the audit looks whether it is there and unaltered."""

_TOPIC = re.compile(r"^(?P<source>[a-z]+)\.(?P<name>[a-z]+(?:-[a-z]+)*)\.v(?P<version>[1-9][0-9]*)$")


class _FactMeta(msgspec.StructMeta):
    """Facts are frozen, named by keyword and silent about defaults without each class saying so.

    Each can be read from the moment it is declared: msgspec works a class out at its first use, and two threads that do
    so at once end the process.

    Type checkers read it from the decorator on the classes below: they heed msgspec's own declaration first otherwise.
    """

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        options = {"frozen": True, "kw_only": True, "omit_defaults": True} | options
        made = super().__new__(mcs, name, bases, namespace, **options)
        _prepared[made] = msgspec.json.Decoder(made)
        return made


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Event(msgspec.Struct, metaclass=_FactMeta, frozen=True, kw_only=True, omit_defaults=True):
    """An office fact, in the past tense, with all that a reader years later needs.

    `timestamp` is when it was recorded (UTC); `day` is the business date in the organ's time zone. People, posts and
    departments appear by id. `cites` names the articles that decided.
    """

    TOPIC: ClassVar[str] = ""
    SOURCE: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    SAYS: ClassVar[str] = ""
    """What somebody did, as the office says it: 批准用印. In English it is the name: seal use approved."""
    PUBLISHED: ClassVar[bool] = True
    """False keeps a fact inside its service."""
    QUIET: ClassVar[bool] = False
    """True where nobody has to do anything after it, nor has less to do: open desks are not told."""
    OF_THE_LOG: ClassVar[bool] = False
    """True of what the log keeps of itself, which is no fact of the office."""
    MARKED: ClassVar[tuple[str, ...]] = ()

    originator_id: UUID
    originator_version: int
    timestamp: datetime
    day: date
    actor: str = ""
    post: str = ""
    stands_in_for: str = ""
    department: str = ""
    cites: tuple[str, ...] = ()
    correlation: str = ""
    causation: str = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        topic = cls.__dict__.get("TOPIC")
        if topic is None:
            return
        parts = _TOPIC.match(topic)
        if parts is None:
            raise TypeError(f"{cls.__name__}: TOPIC must read source.fact-name.vN, not {topic!r}")
        known = _classes.setdefault(topic, cls)
        if known is not cls and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"{topic} is declared twice: {known.__name__} and {cls.__name__}")
        _classes[topic] = cls
        cls.SOURCE, cls.NAME = parts["source"], parts["name"]

    @classmethod
    def said(cls) -> tuple[str, str]:
        """What happened, in both languages; a class that says nothing of its own goes by its name."""
        en = cls.NAME.replace("-", " ")
        return cls.SAYS or en, en

    def upcast(self) -> Event:
        """The fact as today's readers know it; an old version overrides this."""
        return self

    def mutate(self, aggregate: Any) -> Any:
        """Take an aggregate one version on; the event library's projector calls this."""
        return aggregate.evolve(self)


class KeysEnded(Event):
    """Whoever declares this orders it: every service ends the keys of `person`, or of a `record` that is itself about
    somebody, by which it reads what it kept for these `kinds`."""

    person: str = ""
    record: str = ""
    kinds: tuple[str, ...]

    @property
    def owner(self) -> str:
        return self.person or self.record


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Part(msgspec.Struct, metaclass=_FactMeta, frozen=True, kw_only=True, omit_defaults=True):
    """A structured value inside a fact."""


_classes: dict[str, type[Event]] = {}
_fields: dict[type[Event], frozenset[str]] = {}
_leaving: dict[type[Event], marks.Prune] = {}
"""Of each class what is left out when it leaves."""
_encoder = msgspec.json.Encoder(decimal_format="string", order=None)


class UnknownTopic(LookupError):
    """A stored name that no class declares: refuse to guess."""


def event_class(topic: str) -> type[Event]:
    try:
        return _classes[topic]
    except KeyError:
        raise UnknownTopic(topic) from None


def declared(source: str | None = None) -> dict[str, type[Event]]:
    """Every declared fact by topic, or those of one source."""
    return {topic: cls for topic, cls in sorted(_classes.items()) if source in (None, cls.SOURCE)}


def of_service(fact: type[E], topic: str, module: str) -> type[E]:
    """A fact of the kernel as one service records it: the same fields, under a name of its own."""
    made: Any = _FactMeta(fact.__name__, (fact,), {"TOPIC": topic, "__module__": module, "__doc__": fact.__doc__})
    return made  # type: ignore[no-any-return]


EVERYWHERE = ("replay", "quarantine")
"""Procedures of the kernel that every service has."""


def taken(service: str, part: str) -> Iterator[Any]:
    """The modules of this name (`events`, `operations`) of those procedures of the kernel that a service takes beside
    its own: its package says which, `TAKES = ("attachments",)`."""
    everywhere = () if service == "kernel" else EVERYWHERE
    own = importlib.import_module(f"services.{service}") if _is_installed(service) else None
    for name in (*getattr(own, "TAKES", ()), *everywhere):
        yield importlib.import_module(f"services.kernel.procedure.{name}.{part}")


def discover(services: Iterable[str], elsewhere: Mapping[str, str] = MappingProxyType({})) -> None:
    """Imports the fact modules of those services that are installed, and nothing else of them; and the modules of those
    that stand elsewhere."""
    for service in services:
        if service in elsewhere:
            importlib.import_module(elsewhere[service])
        elif not _is_installed(service):
            continue
        else:
            package = importlib.import_module(f"services.{service}")
            for module in pkgutil.walk_packages(package.__path__, f"services.{service}."):
                if module.name.rsplit(".", 1)[1] == "events":
                    importlib.import_module(module.name)
        for module in taken(service, "events"):
            module.declare(service)
        importlib.import_module("services.kernel.procedure.custody.events").declare(service)


def _is_installed(service: str) -> bool:
    return importlib.util.find_spec(f"services.{service}") is not None


def fields_of(cls: type[Event]) -> frozenset[str]:
    """Names of all that an event of this class can say."""
    found = _fields.get(cls)
    if found is None:
        found = _fields[cls] = frozenset(cls.__struct_fields__)
    return found


def encode(event: Event) -> bytes:
    """The stored bytes: JSON in declaration order, defaults left out, decimals as strings."""
    return _encoder.encode(event)


def encode_fields(said: dict[str, Any]) -> bytes:
    """Some fields of a fact alone, written as `encode` writes them."""
    return _encoder.encode(said)


def decode(topic: str, state: bytes) -> Event:
    """Typed; unknown fields are ignored so that an older reader survives an additive change."""
    event: Event = _prepared[event_class(topic)].decode(state)
    return event.upcast()


def marked_fields(cls: type[Event]) -> tuple[str, ...]:
    """Names of the fields that never leave the service."""
    return tuple(name for name, mark in marks.of(cls).items() if mark is not SHARED)


def withheld_fields(cls: type[Event]) -> tuple[str, ...]:
    """Those, and what another service must know but whoever reads the log need not."""
    return tuple(marks.of(cls))


def personal_fields(cls: type[Event]) -> tuple[str, ...]:
    """Those of a person's private matters, which are encrypted where they are stored."""
    return tuple(name for name, mark in marks.of(cls).items() if mark is PERSONAL)


def confidential_fields(cls: type[Event]) -> tuple[str, ...]:
    """Those of them that belong to a document and not to a person."""
    return tuple(name for name, mark in marks.of(cls).items() if mark is CONFIDENTIAL)


def file_fields(cls: type[Event]) -> tuple[str, ...]:
    """Names of the fields that hold the digest of a stored file, or several."""
    hints = get_type_hints(cls, include_extras=True).items()
    return tuple(name for name, hint in hints if any(FILE in metadata for metadata in _metadata(hint)))


def _metadata(hint: Any) -> Iterator[tuple[Any, ...]]:
    yield getattr(hint, "__metadata__", ())
    for inner in get_args(hint):
        yield from _metadata(inner)


def public_bytes(topic: str, state: bytes) -> bytes:
    """The event as it may leave its service: the stored bytes, less the marked fields, those inside others too."""
    cls = event_class(topic)
    prune = _leaving.get(cls)
    if prune is None:
        prune = _leaving[cls] = marks.prune_of(cls)
    if not prune:
        return state
    body = msgspec.json.decode(state)
    prune.apply(body)
    body.pop(SEALED, None)
    return msgspec.json.encode(body)
