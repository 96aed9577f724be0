"""Who a machine's row speaks of: by number first, by name where it is the only one of that day. Never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.attendance.imports.readings import Reading
from services.directory.picture import Picture

UNKNOWN, AMBIGUOUS, NOT_IN_OFFICE = "unknown", "ambiguous", "not-in-office"


@dataclass(slots=True)
class Missing:
    """A person the directory does not know, listed once."""

    number: str
    name: str
    department: str
    row: int
    reason: str
    punches: int = 0


class Finder:
    """Remembers what it found: a file says the same few hundred people thousands of times."""

    def __init__(self, organ: Picture) -> None:
        self._organ = organ
        self._people: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._in_office: dict[tuple[str, date], bool] = {}
        self.missing: dict[tuple[str, str, str, str], Missing] = {}

    def person(self, reading: Reading) -> str:
        """The person's id, or empty and noted."""
        key = (reading.number, reading.name, reading.department)
        found = self._people.get(key)
        if found is None:
            found = self._people[key] = self._find(reading)
        person, reason = found
        if person:
            served = (person, reading.day)
            if served not in self._in_office:
                self._in_office[served] = self._organ.is_active(person, reading.day)
            if self._in_office[served]:
                return person
            reason = NOT_IN_OFFICE
        noted = self.missing.get((*key, reason))
        if noted is None:
            noted = self.missing[*key, reason] = Missing(*key, reading.row, reason)
        noted.punches += 1
        return ""

    def _find(self, reading: Reading) -> tuple[str, str]:
        if reading.number:
            person = self._organ.by_number(reading.number) or self._organ.by_number(reading.number.lstrip("0"))
            if person:
                return person, ""
        if not reading.name:
            return "", UNKNOWN
        named = self._organ.by_name(reading.name, reading.day)
        if len(named) > 1:
            inside = [p for p in named if self._is_in(p, reading)]
            named = tuple(inside) if len(inside) == 1 else named
        if len(named) == 1:
            return named[0], ""
        return "", AMBIGUOUS if named else UNKNOWN

    def _is_in(self, person: str, reading: Reading) -> bool:
        department = self._organ.department(self._organ.department_of(person, reading.day), reading.day)
        return department is not None and reading.department in (department.zh, department.en, department.id)
