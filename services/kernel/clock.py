"""Where time comes from. Domain code gets times as arguments; only the application asks a clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    simulated: bool

    def now(self) -> datetime:
        """The moment, in UTC."""
        ...


class SystemClock:
    simulated = False

    def now(self) -> datetime:
        return datetime.now(UTC)


class SimulatedClock:
    """Stands still until it is set; a call may also carry its own moment. For the demo quarter and for tests."""

    simulated = True

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment
