"""A value that changes on days: what holds from each day until the next change. Knows nothing of the directory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Timeline(Generic[V]):
    """Immutable. `None` is a value like any other and means that nothing holds; so does the time before the start."""

    starts: tuple[date, ...] = ()
    values: tuple[V | None, ...] = ()

    def at(self, on: date) -> V | None:
        index = bisect_right(self.starts, on)
        return self.values[index - 1] if index else None

    def before(self, day: date) -> V | None:
        """What held on the eve."""
        index = bisect_left(self.starts, day)
        return self.values[index - 1] if index else None

    def changes_on(self, day: date) -> bool:
        return day in self.starts

    def since(self, day: date, value: V | None) -> Timeline[V]:
        """The same, but `value` holds from `day` to the next change already known; a change of that day gives way."""
        index = bisect_left(self.starts, day)
        known = index < len(self.starts) and self.starts[index] == day
        starts = (*self.starts[:index], day, *self.starts[index + known :])
        values = (*self.values[:index], value, *self.values[index + known :])
        return Timeline(starts, values)

    def holds_from(self, day: date, value: V) -> bool:
        """Whether it holds on that day or ever after."""
        return any(held == value and (end is None or end > day) for held, _, end in self.spells())

    def begins_after(self, day: date, value: V | None = None) -> bool:
        """Whether a stretch of this value (of any, when none is named) begins after that day."""
        return any(start > day and value in (None, held) for held, start, _ in self.spells())

    @property
    def last_change(self) -> date | None:
        return self.starts[-1] if self.starts else None

    @property
    def last_value(self) -> V | None:
        return self.values[-1] if self.values else None

    def spells(self) -> Iterator[tuple[V, date, date | None]]:
        """(value, first day, first day no longer) of every stretch in which something holds, neighbours joined."""
        holds: V | None = None
        begun = date.min
        for start, value in zip(self.starts, self.values, strict=True):
            if value == holds:
                continue
            if holds is not None:
                yield holds, begun, start
            holds, begun = value, start
        if holds is not None:
            yield holds, begun, None
