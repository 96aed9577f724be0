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
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, TypeVar, dataclass_transform, get_args, get_type_hints
from uuid import UUID

import msgspec

FILE = msgspec.Meta(extra={"digest": "file"})
PERSONAL = msgspec.Meta(extra={"marked": "personal"})
CONFIDENTIAL = msgspec.Meta(extra={"marked": "confidential"})

E = TypeVar("E", bound="Event")
Text = TypeVar("Text")
Personal = Annotated[Text, PERSONAL]
"""A field about a person's private matters: never leaves its service on the bus, in logs or in exports."""
Confidential = Annotated[Text, CONFIDENTIAL]
"""A field of a secret document: the same care, another permission."""

FileDigest = Annotated[str, FILE]
"""The SHA-256 of a stored file: the audit looks whether it is there and unaltered."""

_TOPIC = re.compile(r"^(?P<source>[a-z]+)\.(?P<name>[a-z]+(?:-[a-z]+)*)\.v(?P<version>[1-9][0-9]*)$")


class _FactMeta(msgspec.StructMeta):
    """Facts are frozen, named by keyword and silent about defaults without each class saying so.

    Type checkers read it from the decorator on the classes below: they heed msgspec's own declaration first otherwise.
    """

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        options = {"frozen": True, "kw_only": True, "omit_defaults": True} | options
        return super().__new__(mcs, name, bases, namespace, **options)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Event(msgspec.Struct, metaclass=_FactMeta, frozen=True, kw_only=True, omit_defaults=True):
    """An office fact, in the past tense, with all that a reader years later needs.

    `timestamp` is when it was recorded (UTC); `day` is the business date in the organ's time zone. People, posts and
    departments appear by id. `cites` names the articles that decided.
    """

    TOPIC: ClassVar[str] = ""
    SOURCE: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    PUBLISHED: ClassVar[bool] = True
    """False keeps a fact inside its service."""
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

    def upcast(self) -> Event:
        """The fact as today's readers know it; an old version overrides this."""
        return self

    def mutate(self, aggregate: Any) -> Any:
        """Take an aggregate one version on; the event library's projector calls this."""
        return aggregate.evolve(self)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Part(msgspec.Struct, metaclass=_FactMeta, frozen=True, kw_only=True, omit_defaults=True):
    """A structured value inside a fact."""


_classes: dict[str, type[Event]] = {}
_decoders: dict[str, msgspec.json.Decoder[Any]] = {}
_fields: dict[type[Event], frozenset[str]] = {}
_marked: dict[type[Event], dict[str, bool]] = {}
"""Of each class the marked fields, and whether they are confidential."""
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


def taken(service: str, part: str) -> Iterator[Any]:
    """The modules of this name (`events`, `operations`) of those procedures of the kernel that a service takes beside
    its own: its package says which, `TAKES = ("attachments",)`."""
    for name in getattr(importlib.import_module(f"services.{service}"), "TAKES", ()):
        yield importlib.import_module(f"services.kernel.procedure.{name}.{part}")


def discover(services: Iterable[str]) -> None:
    """Imports the fact modules of those services that are installed, and nothing else of them."""
    for service in services:
        if importlib.util.find_spec(f"services.{service}") is None:
            continue
        package = importlib.import_module(f"services.{service}")
        for module in pkgutil.walk_packages(package.__path__, f"services.{service}."):
            if module.name.rsplit(".", 1)[1] == "events":
                importlib.import_module(module.name)
        for module in taken(service, "events"):
            module.declare(service)


def fields_of(cls: type[Event]) -> frozenset[str]:
    """Names of all that an event of this class can say."""
    found = _fields.get(cls)
    if found is None:
        found = _fields[cls] = frozenset(cls.__struct_fields__)
    return found


def encode(event: Event) -> bytes:
    """The stored bytes: JSON in declaration order, defaults left out, decimals as strings."""
    return _encoder.encode(event)


def decode(topic: str, state: bytes) -> Event:
    """Typed; unknown fields are ignored so that an older reader survives an additive change."""
    decoder = _decoders.get(topic)
    if decoder is None:
        decoder = _decoders[topic] = msgspec.json.Decoder(event_class(topic))
    event: Event = decoder.decode(state)
    return event.upcast()


def marked_fields(cls: type[Event]) -> tuple[str, ...]:
    """Names of the fields that never leave the service."""
    return tuple(_marks(cls))


def confidential_fields(cls: type[Event]) -> tuple[str, ...]:
    """Those of them that belong to a document and not to a person."""
    return tuple(name for name, confidential in _marks(cls).items() if confidential)


def _marks(cls: type[Event]) -> dict[str, bool]:
    if cls not in _marked:
        hints = get_type_hints(cls, include_extras=True)
        found: dict[str, bool] = {}
        for name, hint in hints.items():
            marks = [meta for meta in getattr(hint, "__metadata__", ()) if meta in (PERSONAL, CONFIDENTIAL)]
            if marks:
                found[name] = PERSONAL not in marks
        required = {f.name for f in msgspec.structs.fields(cls) if f.required}
        if missing := required.intersection(found):
            raise TypeError(f"{cls.__name__}: marked fields need a default, they are absent on the bus: {missing}")
        _marked[cls] = found
    return _marked[cls]


def file_fields(cls: type[Event]) -> tuple[str, ...]:
    """Names of the fields that hold the digest of a stored file, or several."""
    hints = get_type_hints(cls, include_extras=True).items()
    return tuple(name for name, hint in hints if any(FILE in metadata for metadata in _metadata(hint)))


def _metadata(hint: Any) -> Iterator[tuple[Any, ...]]:
    yield getattr(hint, "__metadata__", ())
    for inner in get_args(hint):
        yield from _metadata(inner)


def public_bytes(topic: str, state: bytes) -> bytes:
    """The event as it may leave its service: the stored bytes, less the marked fields."""
    names = marked_fields(event_class(topic))
    if not names:
        return state
    body = msgspec.json.decode(state)
    for name in names:
        body.pop(name, None)
    return msgspec.json.encode(body)
