"""The fact of a year-end check (B5.10)."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Part


class CheckedPoint(Part):
    """`done` of `due`, as the registers stood; `met` follows from them."""

    point: str
    met: bool
    done: int
    due: int


class StudyYearChecked(Event):
    """The six points as the records showed them on the day; nobody types them."""

    SAYS = "检查年度学习"
    TOPIC = "party.study-year-checked.v1"
    year: int
    on: date
    points: tuple[CheckedPoint, ...]
    note: str = ""
