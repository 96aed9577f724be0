"""Where a file stands: its series, its number within it (件号), its box (盒), after DA/T 22-2015."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    fonds: str
    category: str
    year: int
    period: str
    code: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where one file stands: its number within the series, the running number of its year, and its box."""

    series: Series
    serial: int
    entry: int
    box: int

    @property
    def number(self) -> str:
        s = self.series
        return f"{s.fonds}-{s.category}·{s.year}-{s.period}-{s.code}-{self.serial:04d}"
