"""Which events of a log a bundle is about. Knows no operation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

import msgspec

from services.kernel.log.seal import StoredRow
from services.kernel.refusals import Invalid

PERSON = "person"
_SPANS = re.compile(r"^\d{1,15}(-\d{1,15})?(,\d{1,15}(-\d{1,15})?)*$")


class _Concerned(msgspec.Struct):
    actor: str = ""
    person: str = ""


_concerned = msgspec.json.Decoder(_Concerned)


@dataclass(frozen=True)
class Selection:
    """`kind` and `of` say it to the reader; whole logs need no proof by event, for the root follows from them. All
    events of the record `stream` are in it, from the first on."""

    kind: str
    of: str
    takes: Callable[[StoredRow], bool]
    stream: str = ""

    @property
    def whole(self) -> bool:
        return self.kind == "service"


EVERYTHING = Selection("service", "", lambda row: True)


def of_record(aggregate: UUID) -> Selection:
    stream = aggregate.hex
    return Selection("record", str(aggregate), lambda row: row.originator_id == stream, stream)


def of_person(person: str) -> Selection:
    """What concerns them, and what they did where it concerns nobody else by name."""

    def takes(row: StoredRow) -> bool:
        said = _concerned.decode(row.state)
        return (said.person or said.actor) == person

    return Selection(PERSON, person, takes)


def of_positions(positions: Iterable[int], kind: str = "positions", of: str = "") -> Selection:
    wanted = frozenset(positions)
    return Selection(kind, of, lambda row: row.position in wanted)


def spans_of(positions: Iterable[int]) -> str:
    """`1-40,77`: as `positions_of` reads it."""
    spans: list[list[int]] = []
    for position in sorted(set(positions)):
        if spans and spans[-1][1] == position - 1:
            spans[-1][1] = position
        else:
            spans.append([position, position])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in spans)


def positions_of(spans: str, most: int) -> frozenset[int]:
    """At most so many of them."""
    found: set[int] = set()
    good = _SPANS.match(spans) is not None
    for span in spans.split(",") if good else ():
        first, _, last = span.partition("-")
        good &= int(last or first) - int(first) < most
        found.update(range(int(first), int(last or first) + 1) if good else ())
        good &= len(found) <= most
    if not good:
        raise Invalid(
            f"序号应写作 1-40,77，且不超过 {most} 个。",
            f"Positions read like 1-40,77, and are {most} at most.",
            fields=[{"field": "positions"}],
        )
    return frozenset(found)
