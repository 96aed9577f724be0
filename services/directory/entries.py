"""What the picture is made of. Every `end` is the first day on which a thing no longer holds; None while it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["county", "head", "staff"]


@dataclass(frozen=True, slots=True)
class Person:
    """`residency`: the stretches of residency duty 驻勤 (A14), each (first day, first day no longer)."""

    id: str
    name: str
    number: str
    gender: str
    work_since: date
    hired: date
    left: date | None = None
    residency: tuple[tuple[date, date | None], ...] = ()

    def on_residency_duty(self, on: date) -> bool:
        return any(start <= on and (end is None or on < end) for start, end in self.residency)


@dataclass(frozen=True, slots=True)
class Department:
    id: str
    zh: str
    en: str
    kind: str
    start: date
    end: date | None = None
    merged_into: str = ""

    def is_open(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class Post:
    """`level`: county-head 正县级, county-deputy 副县级, section-head 正科级, section-deputy 副科级, staff 科员."""

    id: str
    zh: str
    en: str
    department: str
    level: str
    start: date
    end: date | None = None

    def is_open(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class Delegation:
    """`deputy` may act in the post for `holder`."""

    post: str
    number: int
    holder: str
    deputy: str
    start: date
    end: date

    def runs(self, on: date) -> bool:
        return self.start <= on < self.end


@dataclass(frozen=True, slots=True)
class Role:
    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Body:
    id: str
    zh: str
    en: str
    roles: tuple[Role, ...]
    start: date
    end: date | None = None

    def is_open(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class BodyMember:
    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Spell:
    """A person's stretch in a department; `end` is the last day."""

    person: str
    start: date
    end: date
