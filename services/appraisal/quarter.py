"""A quarter of the calendar year, the unit of appraisal (A35)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

PATTERN = r"^[12][0-9]{3}-Q[1-4]$"
_FORM = re.compile(r"^([12][0-9]{3})-Q([1-4])$")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def parse(cls, code: str) -> Quarter:
        """From `2026-Q3`; ValueError when it is none."""
        parts = _FORM.match(code)
        if parts is None:
            raise ValueError(f"not a quarter such as 2026-Q3: {code!r}")
        return cls(int(parts[1]), int(parts[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return self.following.first_day - timedelta(days=1)

    @property
    def following(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def days(self) -> int:
        return (self.following.first_day - self.first_day).days
