"""One year's holidays and make-up days. The state may amend its notice, and then the later one counts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.directory import events as facts
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.rules.calendar import Notice

Holidays = tuple[tuple[str, str, tuple[date, ...], tuple[date, ...]], ...]


class YearCalendar(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.year = 0
        self.announced: tuple[str, Holidays] | None = None

    def announce(self, act: Act, notice: Notice) -> None:
        """The same notice again changes nothing."""
        holidays = as_recorded(notice)
        if self.announced == (notice.source, holidays):
            return
        self.trigger(
            facts.CalendarAnnounced,
            act,
            day=date(notice.year, 1, 1),
            year=notice.year,
            source=notice.source,
            holidays=holidays,
        )

    @applies(facts.CalendarAnnounced)
    def _announced(self, event: facts.CalendarAnnounced) -> None:
        self.year, self.announced = event.year, (event.source, event.holidays)


def as_recorded(notice: Notice) -> Holidays:
    """By holiday, in the order of the days; each make-up day with the holiday that is nearest to it."""
    days: dict[tuple[str, str], list[date]] = {}
    for day, name in sorted(notice.holidays.items()):
        days.setdefault((name.zh, name.en), []).append(day)
    worked: dict[tuple[str, str], list[date]] = {name: [] for name in days}
    for made_up in sorted(notice.make_up):
        nearest = min(days, key=lambda name: min(abs((day - made_up).days) for day in days[name]))
        worked[nearest].append(made_up)
    return tuple((zh, en, tuple(off), tuple(worked[zh, en])) for (zh, en), off in days.items())
