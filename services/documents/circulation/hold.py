"""A copy in a reader's hands, and what is decided when it is handed out (B11.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.kernel.rules.halfdays import Slot

READ, RETURN = "read", "return"
DepartmentOf = Callable[[str, date], str]
"""Whose department on which day."""
Serves = Callable[[str, date], bool]
"""Whether somebody is in service on a day."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A copy in a reader's hands."""

    copy: int
    turn: int
    due: date
    department: str
    stage: str = READ
    recalled: bool = False
    asked: date | None = None
    overdue: bool = False
    urged: int = 0


@dataclass(frozen=True, slots=True)
class Handing:
    """What handing a copy out asks: by when it is passed on, when its reader is first reminded, who is there."""

    due: date
    urge: Slot
    department_of: DepartmentOf
    serves: Serves
