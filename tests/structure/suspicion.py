"""What in a fact looks like a word about somebody's life: by its name, and by its type beside a person's id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from services.kernel.domain import marks
from services.kernel.domain.events import Event

ENVELOPE = frozenset(Event.__struct_fields__)
_WORDS = """
name names born birthday birth gender education degree phone contact address place situation condition illness
family spouse household guests guest_names occasion giver gift value salary base monthly amount budget cost
reason note notes text texts opinion remark remarks content contents finding explanation what matter why
promise outcome conclusion result results votes choice title self_examined critics clear problem measure
complainant visitor reporter against member members kind hours days account payer payee payees recipients
concerned work_since joined formal retired_on came_from gone_to joined_days personal_total annual_total
annual_taken entitlement punches times was now states lines minutes start_time end_time passengers destination
origin lodging purpose order paid_by disposal cause handling summary answer number
"""
WORDS = frozenset(_WORDS.split())
"""Of these, `number` is a person's number in the directory alone."""
DATED = (date, time)


def suspicious(cls: type[Event]) -> dict[str, str]:
    """By field, what makes it so; a field inside a part is named with a dot."""
    beside = "person" in cls.__struct_fields__
    return dict(_found(cls, "", beside))


def _found(cls: type[Any], above: str, beside: bool) -> Iterator[tuple[str, str]]:
    for name, hint in get_type_hints(cls, include_extras=True).items():
        if name in ENVELOPE or name not in cls.__struct_fields__:
            continue
        types = set(_types(hint))
        if name == "number" and "work_since" not in cls.__struct_fields__:
            pass
        elif name in WORDS and types & {str, Decimal, date, time, int, dict}:
            yield above + name, "its name"
        elif time in types:
            yield above + name, "a time of the day"
        elif beside and types & {Decimal}:
            yield above + name, "an amount beside a person"
        elif beside and date in types and name not in DUE:
            yield above + name, "a day beside a person"
        for part in marks.parts_in(hint):
            yield from _found(part, f"{above}{name}.", beside or "person" in part.__struct_fields__)


DUE = frozenset(("due", "urge_on", "waits_since", "return_due", "account_by", "dispose_by", "report_due"))
"""Days that the calendar sets, and nobody's life."""


def _types(hint: Any) -> Iterator[Any]:
    inner = get_args(hint)
    if not inner:
        yield hint
    if getattr(hint, "__origin__", None) is dict:
        yield dict
    for one in inner:
        yield from _types(one)


def mark_of(cls: type[Event], path: str) -> bool:
    """Whether the field, or one above it, is marked."""
    here: type[Any] = cls
    for name in path.split("."):
        if name in marks.of(here):
            return True
        parts = marks.parts_in(get_type_hints(here, include_extras=True)[name])
        if parts:
            here = parts[0]
    return False
