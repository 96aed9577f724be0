"""Contacts of the quarter as the office's own notebook keeps them (A10, A12). Nothing else of Party affairs counts.

Part of the oracle: shares no code with the system it checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.scenario.oracle_paper import Organ, RuleBooks

ONE = Fraction(1)
Write = Callable[[str, str, date, Fraction], None]
"""(department, column, day it counts for, quantity) into the ledger."""


_COLUMN = {"visited": "outreach.visited", "missed": "outreach.visits-missed"}


@dataclass
class Page:
    """One contact: who keeps it, by the end of which quarters somebody has to have gone, and who went when."""

    person: str
    department: str
    since: date
    owed: dict[date, str] = field(default_factory=dict[date, str])
    """Last day of the quarter → department that has to go."""
    written: dict[date, str] = field(default_factory=dict[date, str])
    """Last day of the quarter → what stands in the ledger of it: `visited` or `missed`."""
    was_missed: set[date] = field(default_factory=set[date])
    visits: list[date | None] = field(default_factory=list[date | None])
    """None where the entry was struck out."""
    problems: dict[int, str] = field(default_factory=dict[int, str])
    """Number of the visit → the department that has to see to what was raised; empty where it is the keeper's."""
    settled: dict[int, tuple[str, date]] = field(default_factory=dict[int, tuple[str, date]])
    ended: date | None = None


class Outreach:
    def __init__(self, write: Write, organ: Organ, rules: RuleBooks) -> None:
        self._write, self._organ, self._rules = write, organ, rules
        self.pages: dict[str, Page] = {}

    def take(self, operation: str, today: date, body: Mapping[str, Any], label: str) -> None:
        page = self.pages.get(str(body.get("contact", "")).removeprefix("@"))
        match operation.removeprefix("party."):
            case "assign-contact":
                person = body["person"]
                made = self.pages[label] = Page(person, self._organ.place(person, today), today)
                last = quarter_end(today)
                if (last - today).days + 1 >= self._rules.number("contacts.first_owed", today):
                    made.owed[last] = made.department
            case "hand-over-contact":
                assert page
                page.person, page.department = body["person"], self._organ.place(body["person"], today)
                for last in self._running(page, today):
                    page.owed[last] = page.department
            case "end-contact":
                assert page
                page.ended = today
                for last in self._running(page, today):
                    del page.owed[last]
            case "record-visit":
                assert page
                self._went(page, date.fromisoformat(body["on"]), body.get("problem", ""))
            case "withdraw-visit":
                assert page
                self._strike(page, body["visit"])
            case "forward-problem":
                assert page
                page.problems[body["visit"]] = body["to_department"]
            case "settle-problem":
                assert page
                whose = page.problems[body["visit"]] or self._organ.place(page.person, today)
                page.settled[body["visit"]] = (whose, today)
                self._write(whose, "outreach.problems-settled", today, ONE)
            case "tick":
                self._overnight(today)

    def _running(self, page: Page, today: date) -> list[date]:
        """Quarters that are not over and in which somebody still has to go; what is over stays where it was owed."""
        return [last for last in page.owed if last not in page.written and last >= today]

    def _overnight(self, today: date) -> None:
        within = timedelta(days=self._rules.number("contacts.entered_within", today))
        for page in self.pages.values():
            for last, department in page.owed.items():
                if last not in page.written and today > last + within:
                    page.written[last] = "missed"
                    page.was_missed.add(last)
                    self._two(department, "missed", last, ONE)
            last = quarter_end(today)
            if not page.ended and quarter_end(page.since) < last:
                first = date(last.year, last.month - 2, 1)
                page.owed.setdefault(last, self._organ.place(page.person, first) or page.department)

    def _went(self, page: Page, on: date, problem: str) -> None:
        page.visits.append(on)
        if problem:
            page.problems[len(page.visits)] = ""
        last = quarter_end(on)
        if last not in page.owed or page.written.get(last) == "visited":
            return
        if page.written.get(last) == "missed":
            self._two(page.owed[last], "missed", last, -ONE)
        page.written[last] = "visited"
        self._two(page.owed[last], "visited", last, ONE)

    def _strike(self, page: Page, number: int) -> None:
        on = page.visits[number - 1]
        assert on
        page.visits[number - 1] = None
        last = quarter_end(on)
        others = [one for one in page.visits if one and quarter_end(one) == last]
        if page.written.get(last) == "visited" and not others:
            self._two(page.owed[last], "visited", last, -ONE)
            del page.written[last]
            if page.ended and last >= page.ended:
                del page.owed[last]
            elif last in page.was_missed:
                page.written[last] = "missed"
                self._two(page.owed[last], "missed", last, ONE)
        if number in page.settled:
            whose, day = page.settled.pop(number)
            self._write(whose, "outreach.problems-settled", day, -ONE)

    def _two(self, department: str, what: str, last: date, quantity: Fraction) -> None:
        """One contact owed a visit, and what came of it."""
        self._write(department, "outreach.visits-due", last, quantity)
        self._write(department, _COLUMN[what], last, quantity)


def quarter_end(day: date) -> date:
    """The last day of its quarter."""
    month = (day.month + 2) // 3 * 3
    following = date(day.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
