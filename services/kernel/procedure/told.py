"""What tells one debt from others of its kind: whose birthday, which month; from its record's line or its key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from services.kernel.log.registers import table_of
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import UNTOLD, Tells, Told
from services.kernel.procedure.record import Row, shapes
from services.kernel.procedure.registry import words_of

_READ = ("kind", "due", "person", "department", "about", "status")
"""What a line of a list of debts says, as far as it has them."""
Line = TypeVar("Line", bound=BaseModel)
Keyed = Callable[[Any], dict[str, Any]]


def by_id(debt: Any) -> dict[str, Any]:
    return {"id": debt.aggregate}


@dataclass(frozen=True)
class FromRecord:
    """What a record's line says of the debt about it."""

    record: type[Row]
    fields: tuple[str, ...]
    number: str
    key: Keyed

    def __call__(self, ctx: Context, debt: Any) -> Told:
        row = ctx.row(self.record, **self.key(debt))
        if row is None:
            return UNTOLD
        zh, en = (
            " ".join(filter(None, (_said(ctx, self.record, row, name, lang) for name in self.fields)))
            for lang in ("zh", "en")
        )
        return (str(getattr(row, self.number)) if self.number else ""), zh, en

    def read_ahead(self, ctx: Context, debts: Iterable[Any]) -> None:
        """In one look, however many debts there are."""
        ctx.tx.look_up(table_of(self.record), [self.key(debt) for debt in debts])


def told(record: type[Row], *fields: str, number: str = "", key: Keyed = by_id) -> FromRecord:
    """These fields of the record's line, in words of both languages; `number` is the one that it is numbered by."""
    return FromRecord(record, fields, number, key)


def told_by_key(place: int = 0) -> Tells:
    """A part of the debt's key: `2026-09/office` is about a month."""
    return lambda ctx, debt: ("", debt.key.split("/")[place], debt.key.split("/")[place])


def told_apart(lines: Sequence[Line]) -> list[Line]:
    """What reads alike gets a place among its like: several visits that one person owes by a day, whose records are
    not for the reader."""
    alike: dict[tuple[Any, ...], list[int]] = {}
    for at, line in enumerate(lines):
        alike.setdefault(tuple(getattr(line, name, None) for name in _READ), []).append(at)
    found: list[Any] = list(lines)
    for places in alike.values():
        for nth, at in enumerate(places if len(places) > 1 else (), 1):
            one, zh, en = found[at], f"第{nth}件，共{len(places)}件", f"{nth} of {len(places)}"
            said = {"about": f"{one.about} {zh}".strip(), "about_en": f"{one.about_en} {en}".strip()}
            found[at] = one.model_copy(update=said)
    return found


def _said(ctx: Context, record: type[Row], row: Any, name: str, lang: str) -> str:
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    form = words_of(shapes(record)[name], lang)
    return str(form(ctx)(value)) if form is not None else str(value)
