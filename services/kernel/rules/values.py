"""The few types that a regulation's value may have, and how each is read from TOML. Knows no file and no article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any, NoReturn, TypeAlias, cast


class WrongValue(ValueError):
    """The value does not have the declared type, or the type does not go with the declared unit."""


@dataclass(frozen=True, slots=True)
class Bands:
    """A step function: leave days by years of service, a rate by salary. Steps ascend."""

    steps: tuple[tuple[Decimal, Decimal], ...]

    def at(self, n: Decimal | int) -> Decimal:
        """The value of the highest step that `n` has reached; 0 below the first."""
        reached = Decimal(0)
        for threshold, value in self.steps:
            if n < threshold:
                break
            reached = value
        return reached


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A closed list with its titles, in the order in which forms show it."""

    items: tuple[Choice, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(c.id for c in self.items)

    def __iter__(self) -> Iterator[Choice]:
        return iter(self.items)

    def __contains__(self, id_: object) -> bool:
        return any(c.id == id_ for c in self.items)

    def __getitem__(self, id_: str) -> Choice:
        for choice in self.items:
            if choice.id == id_:
                return choice
        raise KeyError(id_)


@dataclass(frozen=True, slots=True)
class Table:
    """A number per case, where a case without a number has no bound."""

    rows: tuple[tuple[str, Decimal], ...]

    def get(self, case: str) -> Decimal | None:
        return next((value for name, value in self.rows if name == case), None)


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a list that says more of each than its titles: further texts and lists of words, by name."""

    id: str
    zh: str
    en: str
    more: tuple[tuple[str, str | tuple[str, ...]], ...]

    def text(self, name: str) -> str:
        found = dict(self.more)[name]
        return found if isinstance(found, str) else _not_so(self.id, name)

    def words(self, name: str) -> tuple[str, ...]:
        found = dict(self.more)[name]
        return found if isinstance(found, tuple) else _not_so(self.id, name)


@dataclass(frozen=True, slots=True)
class Records:
    """A closed list in order, such as the steps of a procedure; every entry has the same names."""

    items: tuple[Record, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.items)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.items)

    def get(self, id_: str) -> Record | None:
        return next((one for one in self.items if one.id == id_), None)


def _not_so(id_: str, name: str) -> NoReturn:
    raise TypeError(f"{name} of {id_} is of the other kind: a text or a list of words")


Value: TypeAlias = int | Decimal | bool | str | time | tuple[str, ...] | Bands | Choices | Records | Table

_COUNTED = frozenset({"whole", "number", "bands", "table"})
_UNITS: dict[str, frozenset[str]] = {
    "working-days": _COUNTED,
    "calendar-days": _COUNTED,
    "days": _COUNTED,
    "minutes": _COUNTED,
    "months": _COUNTED,
    "years": _COUNTED,
    "times": _COUNTED,
    "people": _COUNTED,
    "percent": _COUNTED,
    "megabytes": _COUNTED,
    "files": _COUNTED,
    "copies": _COUNTED,
    "yuan": _COUNTED,
    "points": _COUNTED,
    "time-of-day": frozenset({"time"}),
    "none": frozenset({"flag", "text", "words", "choices", "records"}),
}


def read_value(kind: str, unit: str, per: str, raw: object) -> Value:
    """Check `raw`, as TOML gave it with decimals as Decimal, against its declaration."""
    reader = _READERS.get(kind)
    if reader is None:
        raise WrongValue(f"type {kind!r} is none of {', '.join(_READERS)}")
    if unit not in _UNITS:
        raise WrongValue(f"unit {unit!r} is none of {', '.join(_UNITS)}")
    if kind not in _UNITS[unit]:
        raise WrongValue(f"a {kind} cannot be counted in {unit}")
    if (kind in {"bands", "table"}) != bool(per):
        raise WrongValue("bands and tables, and only they, say in `per` what the value depends on")
    value = reader(raw)
    if unit == "percent" and isinstance(value, int | Decimal) and value > 100:
        raise WrongValue("is above 100 percent")
    return value


def canonical(value: Value) -> str:
    """One spelling per value, for digests: 1, 1.0 and 1.00 are the same number."""
    match value:
        case Decimal():
            return _plain(value)
        case Bands(steps):
            return ";".join(f"{_plain(a)}:{_plain(b)}" for a, b in steps)
        case Table(rows):
            return ";".join(f"{a}:{_plain(b)}" for a, b in sorted(rows))
        case Choices():
            return ";".join(value.ids)
        case Records(items):
            return ";".join(f"{one.id}:{dict(sorted(one.more))}" for one in items)
        case tuple():
            return ";".join(value)
        case _:
            return str(value)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _whole(raw: object) -> int:
    if type(raw) is not int or raw < 0:
        raise WrongValue(f"must be a whole number of at least 0, is {raw!r}")
    return raw


def _number(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise WrongValue(f"must be a number, is {raw!r}")
    number = Decimal(raw)
    if not number.is_finite() or number < 0:
        raise WrongValue(f"must be a finite number of at least 0, is {raw!r}")
    return number


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise WrongValue(f"must be true or false, is {raw!r}")
    return raw


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise WrongValue(f"must be a text that is not empty, is {raw!r}")
    return raw


def _time(raw: object) -> time:
    if not isinstance(raw, time):
        raise WrongValue(f"must be a local time such as 09:00:00, is {raw!r}")
    return raw


def _words(raw: object) -> tuple[str, ...]:
    words = tuple(_text(one) for one in _list(raw))
    if len(set(words)) != len(words):
        raise WrongValue("names the same word twice")
    return words


def _bands(raw: object) -> Bands:
    steps: list[tuple[Decimal, Decimal]] = []
    for one in _list(raw):
        row = _row(one, {"from", "value"})
        step = _number(row["from"]), _number(row["value"])
        if steps and step[0] <= steps[-1][0]:
            raise WrongValue("has steps that do not ascend")
        steps.append(step)
    return Bands(tuple(steps))


def _choices(raw: object) -> Choices:
    items: list[Choice] = []
    for one in _list(raw):
        row = _row(one, {"id", "zh", "en"})
        items.append(Choice(_text(row["id"]), _text(row["zh"]), _text(row["en"])))
    if len({c.id for c in items}) != len(items):
        raise WrongValue("names the same choice twice")
    return Choices(tuple(items))


def _text_or_words(raw: object) -> str | tuple[str, ...]:
    return _words(raw) if isinstance(raw, list) else _text(raw)


def _records(raw: object) -> Records:
    items: list[Record] = []
    names: frozenset[str] | None = None
    for one in _list(raw):
        row = one if isinstance(one, dict) else {}
        names = names or frozenset({"id", "zh", "en", *cast("dict[str, Any]", row)})
        known = dict(_row(one, set(names)))
        id_, zh, en = (_text(known.pop(name)) for name in ("id", "zh", "en"))
        items.append(Record(id_, zh, en, tuple((name, _text_or_words(value)) for name, value in known.items())))
    if len({one.id for one in items}) != len(items):
        raise WrongValue("names the same entry twice")
    return Records(tuple(items))


def _read_table(raw: object) -> Table:
    if not isinstance(raw, dict) or not raw:
        raise WrongValue("must be a table that is not empty")
    return Table(tuple((name, _number(value)) for name, value in cast("dict[str, Any]", raw).items()))


def _list(raw: object) -> list[object]:
    if not isinstance(raw, list) or not raw:
        raise WrongValue("must be a list that is not empty")
    return cast("list[object]", raw)


def _row(raw: object, keys: set[str]) -> dict[str, Any]:
    if not isinstance(raw, dict) or set(cast("dict[str, Any]", raw)) != keys:
        raise WrongValue(f"must have exactly the keys {', '.join(sorted(keys))}, is {raw!r}")
    return cast("dict[str, Any]", raw)


_READERS: dict[str, Callable[[object], Value]] = {
    "whole": _whole,
    "number": _number,
    "flag": _flag,
    "text": _text,
    "time": _time,
    "words": _words,
    "bands": _bands,
    "choices": _choices,
    "records": _records,
    "table": _read_table,
}
