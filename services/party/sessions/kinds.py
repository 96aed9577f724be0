"""What the rule books say of each kind of session: who comes, who grants leave, what it fulfils (A8, A9, B1, B5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.kernel.procedure.checks import none_of
from services.kernel.procedure.context import Context
from services.kernel.rules.model import RegulationError
from services.kernel.rules.regulations import Records, Rules
from services.kernel.rules.values import Record
from services.party.duties.duty import DutyKind

LISTED, NOBODY, NOTHING = "listed", "nobody", "nothing"
SAYS = {"days": ("count", "no"), "missed": ("owed", "may", "passes"), "meeting": ("before", "no")}


@dataclass(frozen=True, slots=True)
class SessionKind:
    expects: tuple[str, ...]
    leave: tuple[str, ...]
    approved_by: tuple[str, ...]
    fulfils: tuple[DutyKind, ...]
    arrangement: tuple[DutyKind, ...]
    counts: bool
    """Towards the study days of the year (B1.2)."""
    missed: str
    before_meeting: bool


def kind_of(ctx: Context, kind: str, on: date) -> SessionKind:
    known = ctx.rules.value("study.kinds", on, Records)
    found = known.get(kind)
    if found is None:
        raise none_of(known, kind, "kind")
    return _read(found)


def kinds_that(ctx: Context, duty: DutyKind, on: date) -> tuple[list[str], list[str]]:
    """The kinds whose sessions fulfil the duty, and those whose arrangement does."""
    kinds = {one.id: _read(one) for one in ctx.rules.value("study.kinds", on, Records)}
    return (
        [id for id, kind in kinds.items() if duty in kind.fulfils],
        [id for id, kind in kinds.items() if duty in kind.arrangement],
    )


def counting(ctx: Context, on: date) -> list[str]:
    """The kinds that count towards the study days."""
    return [one.id for one in ctx.rules.value("study.kinds", on, Records) if _read(one).counts]


def _read(one: Record) -> SessionKind:
    return SessionKind(
        _words(one, "expects"),
        _words(one, "leave"),
        _words(one, "approved_by"),
        _duties(one, "fulfils"),
        _duties(one, "arrangement"),
        one.text("days") == "count",
        one.text("missed"),
        one.text("meeting") == "before",
    )


def _words(one: Record, name: str) -> tuple[str, ...]:
    return tuple(word for word in one.words(name) if word != NOBODY)


def _duties(one: Record, name: str) -> tuple[DutyKind, ...]:
    return tuple(DutyKind(word) for word in one.words(name) if word != NOTHING)


def check(rules: Rules) -> None:
    """Every kind says what is asked of it; `RegulationError` at the first fault."""
    for dated in rules.parameter("study.kinds").values:
        assert isinstance(dated.value, Records)
        for kind in dated.value:
            try:
                _read(kind)
                wrong = [name for name, allowed in SAYS.items() if kind.text(name) not in allowed]
            except (KeyError, TypeError, ValueError) as fault:
                raise RegulationError("party-study.toml", f"study.kinds.{kind.id}", str(fault)) from fault
            if wrong:
                raise RegulationError("party-study.toml", f"study.kinds.{kind.id}", f"says no such {wrong[0]}")
