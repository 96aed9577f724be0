"""What somebody who may read and write the whole bus can send, as it lies on the wire: headers and body.

The same table is tried in memory and on a real broker. Whoever attacks knows everything but the source's key.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.kernel.delivery.messages import Message
from services.kernel.delivery.signatures import SourceKey
from services.kernel.host import wire
from services.kernel.procedure.contradictions import Contradiction

FORGED, UNSIGNED, UNREADABLE = Contradiction.FORGED, Contradiction.UNSIGNED, Contradiction.UNREADABLE
FAR = 1_000_000
STREAM = UUID(int=7).hex
OTHER = SourceKey("sample", Ed25519PrivateKey.generate())
"""Made by whoever attacks: any key but the source's."""
Raw = tuple[Any, bytes]
"""Headers and body."""


@dataclass(frozen=True)
class Bus:
    """What travels: `past` was taken in, `coming` is genuine, signed, and did not arrive yet; `neighbour` is another
    service's, signed by its own key."""

    past: Sequence[Message]
    coming: Sequence[Message]
    neighbour: SourceKey

    @property
    def next(self) -> Message:
        return self.coming[0]

    def invented(self, **how: Any) -> Message:
        """In the place of the next one, continuing the chain as well as anybody can."""
        made = replace(self.next, data=self.next.data.replace(b'"amount":', b'"amount":1'), signature="")
        return replace(made, seal="ab" * 32, **how)


@dataclass(frozen=True)
class Attack:
    name: str
    sends: Callable[[Bus], Sequence[Message | Raw]]
    named: frozenset[Contradiction]
    """How the record calls it; empty where it is as true as it is late."""

    def raw(self, bus: Bus) -> list[Raw]:
        return [(wire.headers(one), one.data) if isinstance(one, Message) else one for one in self.sends(bus)]


ATTACKS: list[Attack] = []


def attack(*named: Contradiction) -> Callable[[Callable[[Bus], Sequence[Message | Raw]]], Callable[..., Any]]:
    def add(sends: Callable[[Bus], Sequence[Message | Raw]]) -> Callable[..., Any]:
        ATTACKS.append(Attack(sends.__name__.replace("_", " "), sends, frozenset(named)))
        return sends

    return add


# -- invented ---------------------------------------------------------------------------------------------------------


@attack(UNSIGNED)
def the_next_place_without_a_signature(bus: Bus) -> list[Message]:
    return [bus.invented()]


@attack(FORGED)
def the_next_place_signed_by_a_key_of_ones_own(bus: Bus) -> list[Message]:
    return OTHER.signed([bus.invented()])


@attack(UNSIGNED)
def a_place_far_ahead(bus: Bus) -> list[Message]:
    return [bus.invented(position=FAR, previous=FAR - 1)]


@attack(FORGED)
def a_place_far_ahead_with_a_signature(bus: Bus) -> list[Message]:
    return OTHER.signed([bus.invented(position=FAR, previous=FAR - 1), bus.invented(position=FAR + 1, previous=FAR)])


@attack(UNSIGNED)
def the_last_place_there_can_be(bus: Bus) -> list[Message]:
    return [bus.invented(position=wire.LAST, previous=wire.LAST - 1)]


@attack(UNSIGNED)
def far_ahead_and_joined_to_what_was_taken_in(bus: Bus) -> list[Message]:
    return [bus.invented(position=FAR, previous=bus.past[-1].position)]


@attack(UNSIGNED)
def a_place_that_is_past(bus: Bus) -> list[Message]:
    last = bus.past[-1]
    return [bus.invented(position=last.position, previous=last.previous)]


@attack(UNSIGNED)
def an_event_of_an_unknown_name(bus: Bus) -> list[Message]:
    return [bus.invented(topic="sample.jar-opened.v99")]  # a name that the wire cannot route goes by another way


@attack(FORGED)
def two_that_contradict_each_other(bus: Bus) -> list[Message]:
    return [*OTHER.signed([bus.invented()]), *OTHER.signed([bus.invented(data=b"{}")]), *bus.coming]


@attack(FORGED)
def a_whole_history_of_ones_own(bus: Bus) -> list[Message]:
    made, before = [], bus.past[-1]
    for n in range(60):
        position, seal = before.position + 1, f"{n:064x}"
        before = bus.invented(position=position, previous=before.position, before=before.seal)
        before = replace(before, seal=seal)
        made.append(before)
    return OTHER.signed(made)


# -- altered ----------------------------------------------------------------------------------------------------------


@attack(FORGED)
def the_body_altered(bus: Bus) -> list[Message]:
    return [replace(bus.next, data=bus.next.data.replace(b'"amount":', b'"amount":9'))]


@attack(FORGED)
def a_blank_in_the_body(bus: Bus) -> list[Message]:
    return [replace(bus.next, data=bus.next.data + b" ")]


@attack(FORGED)
def the_body_is_no_json(bus: Bus) -> list[Message]:
    return [replace(bus.next, data=b"\xff\x00 la la la")]


@attack(FORGED)
def the_body_of_another(bus: Bus) -> list[Message]:
    return [replace(bus.next, data=bus.coming[1].data)]


@attack(FORGED)
def the_name_altered(bus: Bus) -> list[Message]:
    return [replace(bus.next, topic="sample.jar-opened.v1")]


@attack(FORGED)
def the_aggregate_altered(bus: Bus) -> list[Message]:
    return [replace(bus.next, aggregate=STREAM)]


@attack(FORGED)
def a_genuine_one_in_another_place(bus: Bus) -> list[Message]:
    return [replace(bus.coming[1], position=bus.next.position, previous=bus.next.previous)]


@attack(FORGED)
def a_genuine_one_moved_far_ahead(bus: Bus) -> list[Message]:
    return [replace(bus.next, position=FAR)]


@attack(FORGED)
def what_stands_before_altered_so_that_some_are_skipped(bus: Bus) -> list[Message]:
    return [replace(bus.coming[-1], previous=bus.past[-1].position, before=bus.past[-1].seal)]


@attack(FORGED)
def the_seal_altered(bus: Bus) -> list[Message]:
    return [replace(bus.next, seal="00" * 32)]


@attack(FORGED)
def the_seal_before_altered(bus: Bus) -> list[Message]:
    return [replace(bus.next, before="00" * 32)]


@attack(FORGED)
def the_seal_taken_away(bus: Bus) -> list[Message]:
    return [replace(bus.next, seal="")]


@attack(FORGED)
def the_seals_exchanged(bus: Bus) -> list[Message]:
    return [replace(bus.next, seal=bus.next.before, before=bus.next.seal)]


@attack(UNSIGNED)
def the_signature_taken_away(bus: Bus) -> list[Message]:
    return [replace(bus.next, signature="")]


@attack(FORGED)
def the_signature_of_another(bus: Bus) -> list[Message]:
    return [replace(bus.next, signature=bus.coming[1].signature)]


@attack(FORGED)
def a_signature_cut_short(bus: Bus) -> list[Message]:
    place, proof = bus.next.signature.split(":")
    cut = base64.b64encode(base64.b64decode(proof)[:-32]).decode()
    return [replace(bus.next, signature=f"{place}:{cut}")]


@attack(FORGED)
def a_signature_with_more_behind_it(bus: Bus) -> list[Message]:
    place, proof = bus.next.signature.split(":")
    more = base64.b64encode(base64.b64decode(proof) + bytes(32)).decode()
    return [replace(bus.next, signature=f"{place}:{more}")]


@attack(FORGED)
def signatures_of_no_form(bus: Bus) -> list[Message]:
    forms = ("::", "0/0:", "0/1:", "5/2:AAAA", "a/b:AAAA", "0/99999999999:AAAA", "AAAA", "0/1:=")
    return [replace(bus.next, signature=form) for form in forms]


# -- of other sources -------------------------------------------------------------------------------------------------


@attack(FORGED)
def another_service_signs_in_the_name_of_this_one(bus: Bus) -> list[Message]:
    return bus.neighbour.signed([bus.invented()])


@attack(Contradiction.UNKNOWN_SOURCE)
def a_genuine_message_of_another_service(bus: Bus) -> list[Message]:
    return bus.neighbour.signed([bus.invented(source=bus.neighbour.source)])


@attack(FORGED)
def the_seal_of_another_service(bus: Bus) -> list[Message]:
    other = bus.neighbour.signed([bus.invented(source=bus.neighbour.source)])[0]
    return [replace(bus.next, seal=other.seal)]


@attack(Contradiction.UNKNOWN_SOURCE)
def a_source_that_nobody_knows(bus: Bus) -> list[Message]:
    return OTHER.signed([bus.invented(source="kitchen")])


# -- genuine, at the wrong time ---------------------------------------------------------------------------------------


@attack()
def a_replay_of_what_is_past(bus: Bus) -> list[Message]:
    return list(bus.past) * 3


@attack()
def out_of_order_and_often(bus: Bus) -> list[Message]:
    return [*reversed(bus.coming), *bus.coming, *bus.past[:2], *bus.coming[:1]]


@attack()
def only_the_last(bus: Bus) -> list[Message]:
    return [bus.coming[-1]]


# -- no messages at all -----------------------------------------------------------------------------------------------


def _but(bus: Bus, **altered: Any) -> Raw:
    headers = wire.headers(bus.next)
    for name, value in altered.items():
        if value is ...:
            del headers[wire.PREFIX + name]
        else:
            headers[wire.PREFIX + name] = value
    return headers, bus.next.data


MALFORMED: dict[str, dict[str, Any]] = {
    "no version": {"specversion": ...},
    "another version": {"specversion": "0.3"},
    "a version that is a number": {"specversion": 1},
    "no id": {"id": ...},
    "the id of another": {"id": "sample/1"},
    "no source": {"source": ...},
    "a source without its stroke": {"source": "sample"},
    "a source of two lines": {"source": "/sample\nkitchen"},
    "a source of two strokes": {"source": "//sample"},
    "no place": {"position": ...},
    "a place in words": {"position": "eleven"},
    "a place as text": {"position": "11"},
    "a place below nothing": {"position": -1},
    "a place that is true": {"position": True},
    "a place with a fraction": {"position": Decimal("11.5")},
    "a place that is a list": {"position": [11]},
    "no place before": {"previous": ...},
    "a place before that comes after": {"previous": FAR},
    "no name": {"type": ...},
    "a name that is a table": {"type": {"a": 1}},
    "a name of two lines": {"type": "sample.jar-filled.v1\nsample"},
    "a name in Chinese": {"type": "样本"},
    "no aggregate": {"subject": ...},
    "an aggregate that is no id": {"subject": "jar seven"},
    "a seal that is no seal": {"seal": "5e"},
    "a seal of numbers": {"seal": 5},
    "a signature of bytes": {"signature": b"\x00\xff"},
    "a signature without end": {"signature": "A" * 5000},
    "a signature of two lines": {"signature": "0/1:AA\nAA"},
}


def _malformed(name: str, altered: dict[str, Any]) -> Attack:
    return Attack(name, lambda bus: [_but(bus, **altered)], frozenset({UNREADABLE}))


ATTACKS += [_malformed(name, altered) for name, altered in MALFORMED.items()]
ATTACKS += [
    Attack("no headers", lambda bus: [(None, bus.next.data)], frozenset({UNREADABLE})),
    Attack("nothing at all", lambda bus: [({}, b"")], frozenset({UNREADABLE})),
    Attack("noise", lambda bus: [({"x": 1}, bytes(range(256)))], frozenset({UNREADABLE})),
    Attack(
        "everything at once",
        lambda bus: [
            _but(bus, position="eleven"),
            (None, b"la la la"),
            (wire.headers(bus.invented()), bus.next.data),
            *((wire.headers(m), m.data) for m in OTHER.signed([bus.invented(position=FAR, previous=FAR - 1)])),
            *((wire.headers(m), m.data) for m in reversed(bus.coming)),
        ],
        frozenset({UNREADABLE, UNSIGNED, FORGED}),
    ),
]
