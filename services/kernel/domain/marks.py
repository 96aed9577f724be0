"""What in a fact says something of a person's life or of a secret document, and where it may go. Knows no fact.

| mark | on the bus | on the pages of the log | in the stored bytes |
|---|---|---|---|
| `Personal` | never | to the person and the auditor | encrypted with the person's key; gone when that is destroyed |
| `Reckoned` | never | to the person and the auditor | in the clear: registers and accounts are reckoned from it |
| `Shared` | as another service must know it | to the person and the auditor | in the clear |
| `Confidential` | never | by the document's own rule | in the clear |

A `Part` inside a fact may have marked members too: they are left out of what leaves, where the field itself goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

import msgspec

PERSONAL = msgspec.Meta(extra={"marked": "personal"})
RECKONED = msgspec.Meta(extra={"marked": "reckoned"})
SHARED = msgspec.Meta(extra={"marked": "shared"})
CONFIDENTIAL = msgspec.Meta(extra={"marked": "confidential"})
MARKS = (PERSONAL, RECKONED, SHARED, CONFIDENTIAL)

T = TypeVar("T")
Personal = Annotated[T, PERSONAL]
"""A field about a person's private matters: never leaves its service on the bus, in logs or in exports."""
Reckoned = Annotated[T, RECKONED]
"""The same, of which something is counted or found again (a kind of leave, its days): it stays as long as the fact."""
Shared = Annotated[T, SHARED]
"""Of a person's life as well, but another service decides by it: it travels, and the log's pages withhold it."""
Confidential = Annotated[T, CONFIDENTIAL]
"""A field of a secret document: the same care, another permission."""

UNSAID = date(1, 1, 1)
"""The default of a marked day: what a reader sees who is not told."""


@dataclass(slots=True)
class Prune:
    """What is left out of the JSON of a fact, by field, and inside which of its fields."""

    drop: tuple[str, ...] = ()
    inside: dict[str, Prune] = field(default_factory=dict["str", "Prune"])

    def __bool__(self) -> bool:
        return bool(self.drop or self.inside)

    def apply(self, body: Any) -> None:
        if isinstance(body, list):
            for one in body:
                self.apply(one)
        elif isinstance(body, dict):
            for name in self.drop:
                body.pop(name, None)
            for name, prune in self.inside.items():
                if name in body:
                    prune.apply(body[name])


@cache
def of(cls: type[msgspec.Struct]) -> dict[str, msgspec.Meta]:
    """The marked fields of a fact or a part. They need a default: whoever is not told must be able to read it."""
    found: dict[str, msgspec.Meta] = {}
    for name, hint in get_type_hints(cls, include_extras=True).items():
        for mark in MARKS:
            if mark in getattr(hint, "__metadata__", ()):
                found[name] = mark
                break
    required = {f.name for f in msgspec.structs.fields(cls) if f.required}
    if missing := required.intersection(name for name, mark in found.items() if mark is not SHARED):
        raise TypeError(f"{cls.__name__}: marked fields need a default, they are absent on the bus: {missing}")
    return found


def prune_of(cls: type[msgspec.Struct]) -> Prune:
    found = of(cls)
    prune = Prune(tuple(name for name, mark in found.items() if mark is not SHARED))
    for name, hint in get_type_hints(cls, include_extras=True).items():
        if name in prune.drop:
            continue
        for part in parts_in(hint):
            if inner := prune_of(part):
                known = prune.inside.setdefault(name, Prune())
                known.drop = (*known.drop, *inner.drop)
                known.inside |= inner.inside
    return prune


def parts_in(hint: Any) -> list[type[msgspec.Struct]]:
    """The structured values that a field holds, directly or in a tuple."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return [hint]
    return [part for inner in get_args(hint) for part in parts_in(inner)]
