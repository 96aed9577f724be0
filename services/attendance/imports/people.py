"""Who a machine's row speaks of: by number first, by name where it is the only one of that day. Never guessed.

What a row says is one thing, who was in service on its day another: the first is looked up once for each way of naming
somebody, the second for each of their days, so that no row decides for another and their order decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.attendance.imports import cells
from services.attendance.imports.readings import BadRow, NotFoundFor, Reading, Reason, bad_reading, shown
from services.directory.picture import Person, Picture

Said = tuple[str, str, str]
"""A row's number, name and department."""


@dataclass(slots=True)
class Missing:
    """A person the directory does not know, listed once."""

    number: str
    name: str
    department: str
    row: int
    reason: NotFoundFor
    punches: int = 0


@dataclass(frozen=True, slots=True)
class _Named:
    """Whom a row may mean on any day: several have one name, or numbers that differ in their leading zeros."""

    people: tuple[Person, ...] = ()
    by_number: bool = False
    contradicts: Person | None = None
    """Whose number it is, if the name is somebody else's."""


class Finder:
    """Remembers what it found: a file says the same few hundred people thousands of times."""

    def __init__(self, organ: Picture) -> None:
        self._organ = organ
        self._named: dict[Said, _Named] = {}
        self._found: dict[tuple[Said, date], Person | NotFoundFor | _Named] = {}
        self._by_number: dict[str, list[Person]] = {}
        self._by_name: dict[str, list[Person]] = {}
        self.missing: dict[tuple[str, str, str, str], Missing] = {}
        for person in organ.people():
            self._by_number.setdefault(_without_zeros(person.number), []).append(person)
            self._by_name.setdefault(cells.name_of(person.name), []).append(person)

    def person(self, reading: Reading, day: date) -> str | BadRow:
        """The id of the one in service on the day; empty and noted when nobody can be said; or why the row is bad."""
        said = (reading.number, reading.name, reading.department)
        found = self._found.get((said, day))
        if found is None:
            found = self._found[said, day] = self._on(said, day)
        if isinstance(found, Person):
            return found.id
        if isinstance(found, str):
            self._note(said, found, reading)
            return ""
        if found.contradicts is not None:
            said_of, whose = f"{shown(reading.number)} {shown(reading.name)}", found.contradicts
            return bad_reading(reading, Reason.NUMBER_AND_NAME, said_of, number=whose.number, name=whose.name)
        numbers = [person.number for person in found.people]
        these = {"those": "、".join(numbers), "these": " or ".join(numbers)}
        return bad_reading(reading, Reason.MANY_NUMBERS, reading.number, **these)

    def _note(self, said: Said, reason: NotFoundFor, reading: Reading) -> None:
        noted = self.missing.get((*said, reason))
        if noted is None:
            noted = self.missing[*said, reason] = Missing(*said, reading.row, reason)
        noted.punches += 1

    def _on(self, said: Said, day: date) -> Person | NotFoundFor | _Named:
        """The person, or the reason why nobody is meant, or whom the row means wrongly."""
        named = self._named.get(said)
        if named is None:
            named = self._named[said] = self._name(said)
        if named.contradicts is not None:
            return named
        there = [person for person in named.people if self._organ.is_active(person.id, day)]
        if len(there) > 1:
            inside = [person for person in there if self._is_in(person.id, said[2], day)]
            there = inside if len(inside) == 1 else there
        if len(there) == 1:
            return there[0]
        if there:
            return named if named.by_number else NotFoundFor.AMBIGUOUS
        return NotFoundFor.NOT_IN_OFFICE if named.people else NotFoundFor.UNKNOWN

    def _name(self, said: Said) -> _Named:
        number, name, _ = said
        numbered = self._numbered(number) if number else []
        if not numbered:
            return _Named(tuple(self._by_name.get(name, ()))) if name else _Named()
        fitting = [person for person in numbered if not name or cells.name_of(person.name) == name]
        return _Named(tuple(fitting), by_number=True) if fitting else _Named(contradicts=numbered[0])

    def _numbered(self, number: str) -> list[Person]:
        """A spreadsheet takes a number's leading zeros away, in the file or before the directory was filled in. Where
        the file has kept them, who has exactly this number is meant."""
        alike = self._by_number.get(_without_zeros(number), [])
        exactly = [person for person in alike if person.number == number]
        return exactly if exactly and number.startswith("0") else alike

    def _is_in(self, person: str, named: str, day: date) -> bool:
        department = self._organ.department(self._organ.department_of(person, day), day)
        return department is not None and named in (department.zh, department.en, department.id)


def _without_zeros(number: str) -> str:
    return (number.lstrip("0") or "0") if number.isascii() and number.isdigit() else number
