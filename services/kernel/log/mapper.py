"""The event library's `Mapper` for our facts: bytes by msgspec, stored names from the registry of declared topics.

The library's own takes topics from module paths and states from `vars()`; a fact's topic is declared and its class has
no `__dict__`. Ids stand in the stored bytes as well, so that an event read alone is whole.

With a keyring, the personal fields of a fact stand encrypted in one further member of its JSON, the last. Whoever reads
stored bytes asks `opened` first: it puts them back, and where their key was destroyed says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from services.kernel.domain import events as facts
from services.kernel.domain import private
from services.kernel.domain.events import Event
from services.kernel.log import keyring
from services.kernel.log.keyring import Keyring

ERASED = "已依法删除 / erased"
"""What stands for a text that was erased: not nothing, which would be a lie."""
NOT_HERE = "已加密 / encrypted"
"""What stands for it where there are no keys at all."""
ABSENT = ("", None, ())
"""What a field says that says nothing: a number or a day has no such value."""
_MEMBER = b"," + msgspec.json.encode(facts.SEALED) + b":"


class Sealed(msgspec.Struct, frozen=True):
    """Whose the fields are, for what they are kept, by which of their keys, which they are, and their bytes."""

    of: str
    kept: str
    n: int
    names: tuple[str, ...]
    box: str


@dataclass(frozen=True, slots=True)
class _Sealing:
    """How a class of facts is sealed: the field that says whose it is, and the sealed fields with their defaults."""

    whose: str
    kept: str
    defaults: dict[str, Any]


_sealing: dict[type[Event], _Sealing | None] = {}
_sealed = msgspec.json.Decoder(Sealed)


def sealing(cls: type[Event]) -> _Sealing | None:
    if cls not in _sealing:
        names = private.sealed_fields(cls)
        defaults = {field.name: field.default for field in msgspec.structs.fields(cls) if field.name in names}
        if wrong := [name for name, default in defaults.items() if default not in ABSENT]:
            raise TypeError(
                f"{cls.__name__}: nothing can stand for these once they are erased, so mark them Reckoned: {wrong}"
            )
        _sealing[cls] = _Sealing(private.whose(cls), private.kept_of(cls).value, defaults) if defaults else None
    return _sealing[cls]


def sealed_part(state: bytes) -> tuple[bytes, Sealed] | None:
    """The stored bytes before the encrypted member, and that; None where there is none."""
    at = state.rfind(_MEMBER)  # a quote inside a text is escaped, so this can only be the member
    return (state[:at], _sealed.decode(state[at + len(_MEMBER) : -1])) if at > 0 else None


class FactMapper(Mapper[UUID]):
    """A fact to a stored event and back; an old version comes back as today's readers know it."""

    def __init__(self, keys: Keyring | None = None) -> None:
        super().__init__(JSONTranscoder())  # asked for by the library, never used: msgspec encodes
        self.keys = keys

    def close(self) -> None:
        if self.keys is not None:
            self.keys.close()

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            domain_event.TOPIC,
            self.state_of(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        return self.decode(stored_event.topic, stored_event.state)

    def state_of(self, event: Event) -> bytes:
        """The bytes to be stored."""
        how = sealing(type(event)) if self.keys is not None else None
        if how is None or self.keys is None:
            return facts.encode(event)
        said = {name: value for name, unsaid in how.defaults.items() if (value := getattr(event, name)) != unsaid}
        owner = getattr(event, how.whose)
        if not said or not owner:
            return facts.encode(event)
        owner = owner.hex if isinstance(owner, UUID) else owner
        bare = facts.encode(msgspec.structs.replace(event, **{name: how.defaults[name] for name in said}))[:-1]
        kept = getattr(event, "kept_for", "") or how.kept
        number, box = self.keys.newest(owner, kept)
        sealed = keyring.encrypted(box, facts.encode_fields(said), bare)
        part = Sealed(owner, kept, number, tuple(said), sealed.decode())
        return b"".join((bare, _MEMBER, msgspec.json.encode(part), b"}"))

    def decode(self, topic: str, state: bytes) -> Event:
        return facts.decode(topic, self.opened(topic, state))

    def opened(self, topic: str, state: bytes) -> bytes:
        """The fact's JSON as `encode` made it, but for the order of its members."""
        found = sealed_part(state)
        if found is None:
            return state
        bare, part = found
        box = self.keys.box(part.of, part.kept, part.n) if self.keys is not None else None
        if box is None:
            texts = {name: self.absent for name in part.names if name in _texts(topic)}
            return bare + b"," + msgspec.json.encode(texts)[1:] if texts else bare + b"}"
        return bare + b"," + keyring.decrypted(box, part.box, bare)[1:]

    @property
    def absent(self) -> str:
        """What stands for a text that cannot be read."""
        return ERASED if self.keys is not None else NOT_HERE

    def unreadable(self, state: bytes) -> tuple[str, ...]:
        """Names of the fields whose key is gone, those that are no text too."""
        found = sealed_part(state)
        if found is None:
            return ()
        _, part = found
        here = self.keys is not None and self.keys.box(part.of, part.kept, part.n) is not None
        return () if here else part.names


_text_fields: dict[str, frozenset[str]] = {}


def _texts(topic: str) -> frozenset[str]:
    known = _text_fields.get(topic)
    if known is None:
        fields = msgspec.structs.fields(facts.event_class(topic))
        known = _text_fields[topic] = frozenset(field.name for field in fields if field.default == "")
    return known


MAPPER = FactMapper()
"""Of a store without a keyring: what is personal stands in the clear, as it did before there was one."""
