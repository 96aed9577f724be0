"""2025–2027: what the calendar owes in Party affairs, against days written from the articles alone (A10, A12, B5–B9).

Meetings have their own test of these years (`test_cadences.py`), and study has (`test_study_duties.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from services.kernel.procedure.operations import Operation
from services.party.contacts.operations import AssignContact, EndContact
from services.party.dues.operations import DecideDuesBase
from services.party.members.operations import EndMembership, EnterMember
from services.party.retired.operations import EndRetired, EnterRetired
from tests.attendance.desk import DEPLOY
from tests.given import proven
from tests.party.desk import CLERK, HEAD, ORGANISER, SECRETARY, STAFF, Desk, day
from tests.party.study import import_2027
from tests.scenario.oracle_party import theory_group
from tests.stores import prepared

pytestmark = pytest.mark.slow

YEARS = (2025, 2026, 2027)
JOINS, LEAVES = day(5, 20), day(8, 15, 2026)
SINCE = {"p006": day(1, 1), "p008": day(1, 1), "p009": day(1, 1), STAFF: day(1, 1), "p025": JOINS}
"""Members; p025 comes in from elsewhere, STAFF goes elsewhere."""
ASSIGNED, ENDED = day(2, 3), day(5, 10, 2027)
RETIRED, GONE = day(2, 10), day(4, 1, 2026)
OFFICE = ("", "office")
Owed = list[tuple[str, str, date]]
"""Person, department, last day in time."""


def member(person: str) -> list[Operation]:
    said = {"joined": day(7, 1, 2010), "formal": day(7, 1, 2011), "on": SINCE[person]}
    return [EnterMember(person=person, came_from="" if SINCE[person] < JOINS else "某支部", **said), base(person, 2025)]


def base(person: str, year: int) -> Operation:
    first = f"{year}-{SINCE[person].month if year == 2025 else 1:02d}"
    return DecideDuesBase(person=person, year=year, first=first, base=Decimal(6000))


def told(on: date, retired: UUID | None, contact: UUID | None) -> list[tuple[str, Operation]]:
    """What somebody enters on a day, in the three years."""
    found: list[tuple[str, Operation]] = []
    found += [(ORGANISER, each) for person, since in SINCE.items() if since == on for each in member(person)]
    if on in (day(1, 2, 2026), day(1, 2, 2027)):
        here = [person for person in SINCE if person != STAFF or on < LEAVES]
        found += [(ORGANISER, base(person, on.year)) for person in here]
    if on == ASSIGNED:
        found.append((HEAD, AssignContact(person=STAFF, kind="household", name="困难户", place="云桥镇")))
    if on == RETIRED:
        found.append((CLERK, EnterRetired(name="老同志", retired_on=day(1, 31))))
    if on == LEAVES:
        found.append((ORGANISER, EndMembership(person=STAFF, on=on, gone_to="某支部", reason="组织关系转出")))
    if on == GONE and retired:
        found.append((CLERK, EndRetired(retired=retired, on=on, reason="迁居外地")))
    if on == ENDED and contact:
        found.append((HEAD, EndContact(contact=contact, reason="该户已迁走")))
    return found


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A clock that runs on the 1st, the 5th and the 20th of each month; 2027 is announced when it has begun."""
    desk = Desk(prepared(tmp_path_factory.mktemp("years") / "party.db", Desk))
    retired = contact = None
    on = day(1, 1)
    while on <= day(12, 31, 2027):
        if on == day(2, 1, 2027):
            import_2027(desk)
        if on.day in (1, 5, 20):
            desk.ticked(on)
        for by, operation in told(on, retired, contact):
            made = desk.on(on, by, operation)
            retired = made.id if isinstance(operation, EnterRetired) else retired
            contact = made.id if isinstance(operation, AssignContact) else contact
        on += timedelta(days=1)
    return desk


def is_member(person: str, on: date) -> bool:
    return SINCE[person] <= on and not (person == STAFF and on >= LEAVES)


def halves(year: int) -> Sequence[tuple[date, date]]:
    return ((day(1, 1, year), day(6, 30, year)), (day(7, 1, year), day(12, 31, year)))


def group_in(first: date, last: date) -> set[str]:
    """Whoever belonged to the Party group on a day of the half-year."""
    return {
        person
        for number in range((last - first).days + 1)
        for person in theory_group(DEPLOY / "organ", first + timedelta(days=number))
    }


QUARTER_ENDS = [day(month, last, year) for year in YEARS for month, last in ((3, 31), (6, 30), (9, 30), (12, 31))]
BRANCH = (SECRETARY, "leadership")
BY_THE_ARTICLES: dict[str, Owed] = {
    # each month of who was a member on its first, by the 10th, whatever day that is (B8)
    "party.dues": [
        (person, "", day(month, 10, year))
        for year in YEARS
        for month in range(1, 13)
        for person in SINCE
        if is_member(person, day(month, 1, year))
    ],
    # what was collected goes up by the 20th: nothing was, and it is owed all the same (B8)
    "party.dues-remittance": [(ORGANISER, "", day(month, 20, year)) for year in YEARS for month in range(1, 13)],
    # each half-year one with the branch and one on integrity (B6.2, B14.1)
    "party.life-meeting": [(*BRANCH, last) for year in YEARS for _, last in halves(year) for _ in range(2)],
    "party.self-check": [
        (person, "leadership", last)
        for year in YEARS
        for first, last in halves(year)
        for person in group_in(first, last)
    ],
    "party.evaluation": [(*BRANCH, day(12, 31, year)) for year in YEARS],
    "party.warning-education": [(*BRANCH, day(12, 31, year)) for year in YEARS],
    # a visit each half-year, a festival's benefit each year, for who is on the register (B9.7)
    "party.retired-care": [
        *((*OFFICE, last) for last in (day(6, 30), day(12, 31), day(6, 30, 2026))),
        *((*OFFICE, day(12, 31, year)) for year in (2025, 2026)),
    ],
    # a visit a quarter, entered by the seventh day after it; the quarter in which it ended is struck (A12)
    "party.contact-visit": [
        (STAFF, "finance-economy", last + timedelta(days=7)) for last in QUARTER_ENDS if last <= day(6, 30, 2027)
    ],
}


@pytest.mark.parametrize("kind", BY_THE_ARTICLES)
def test_every_duty_of_three_years_is_owed_once_by_the_days_of_the_articles(lived: Desk, kind: str) -> None:
    wanted = BY_THE_ARTICLES[kind]
    found = [(person, department, due) for person, department, due, _ in lived.owed(kind)]
    if all(not department for _, department, _ in wanted):
        found = [(person, "", due) for person, _, due in found]
    assert sorted(found) == sorted(wanted)


def test_a_saturday_moves_no_payday(lived: Desk) -> None:
    """10 May 2025 is a Saturday, 10 August 2025 and 10 October 2027 are Sundays."""
    due = {one for _, _, one, _ in lived.owed("party.dues")}
    assert {day(5, 10), day(8, 10), day(10, 10, 2027)} <= due


def test_registers_follow_from_the_log_of_three_years(lived: Desk) -> None:
    proven(lived.app)
