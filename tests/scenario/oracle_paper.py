"""What lies on the desk of whoever works the quarter out by hand: the organ's lists, the rule books, the calendar.

Part of the oracle: shares no code with the system it checks. Reads the organ's and the regulations' files itself.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar

HALVES = ("am", "pm")
ONE_DAY = timedelta(days=1)


@cache
def is_workday(day: date) -> bool:
    """By the state's notice, make-up days included (A14)."""
    return bool(chinese_calendar.is_workday(day))


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def workday_after(day: date, n: int) -> date:
    """The n-th working day after `day`, found by turning the calendar's pages."""
    while n:
        day += ONE_DAY
        n -= is_workday(day)
    return day


def month_days(month: str) -> list[date]:
    first = date.fromisoformat(f"{month}-01")
    return [day for day in days(first, first + timedelta(days=31)) if day.month == first.month]


def moments(day: date, stamps: Sequence[time]) -> list[datetime]:
    """When a shift's punches were made; one before its predecessor is after midnight."""
    found: list[datetime] = []
    for index, stamp in enumerate(stamps):
        if index and stamp < stamps[index - 1]:
            day += ONE_DAY
        found.append(datetime.combine(day, stamp))
    return found


def as_day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


@dataclass(frozen=True)
class Row:
    """A dated line of a list; `to` is the first day on which it no longer held."""

    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def holds(self, day: date, first: str = "from", to: str = "to") -> bool:
        begun, ended = self.values.get(first), self.values.get(to)
        return begun is not None and begun <= day and (ended is None or day < ended)


_DATED = {"from", "to", "work_since", "hired", "left", "residency_from", "residency_to"}


def _list(path: Path) -> list[Row]:
    def cell(column: str, text: str) -> Any:
        return (date.fromisoformat(text) if text else None) if column in _DATED else text

    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [Row({c: cell(c, text.strip()) for c, text in line.items()}) for line in csv.DictReader(lines)]


class Organ:
    """Who was where and held what, looked up in the lists line by line."""

    def __init__(self, folder: Path) -> None:
        about = tomllib.loads((folder / "organ.toml").read_text("utf-8"))
        self.people = {row["person"]: row for row in _list(folder / "people.csv")}
        self.places = _list(folder / "memberships.csv")
        self.holders = _list(folder / "holders.csv")
        self.supervision = _list(folder / "supervision.csv")
        self.delegations = _list(folder / "delegations.csv")
        self.departments = {entry["id"]: Row(entry) for entry in about["departments"]}
        self.renames = [Row(entry) for entry in about.get("renames", ())]
        self.posts = {entry["id"]: Row(entry) for entry in about["posts"]}

    def change(self, operation: str, body: dict[str, Any]) -> bool:
        """An entry in the lists, from its day on; whether it is known what is to be entered."""
        day = as_day(body["day"]) if "day" in body else None
        match operation.removeprefix("directory."):
            case "open-department":
                self.departments[body["department"]] = Row({**body, "id": body["department"], "from": day})
            case "hire-person":
                self.people[body["person"]] = Row({**body, "hired": day, "left": None})
                self.places.append(Row({"person": body["person"], "department": body["department"], "from": day}))
            case "leave-service":
                self.people[body["person"]].values["left"] = day
            case "merge-department" | "close-department":
                assert day
                assert not self.roll(body["department"], [day]), "they would have to move along"
                self.departments[body["department"]].values["to"] = day
            case "assign-supervision":
                self.supervision.append(Row({**body, "from": day}))
            case "confirm-change":
                pass  # what it confirms stands in the lists already, since half an hour
            case _:
                return False
        return True

    def serves(self, person: str, day: date) -> bool:
        return person in self.people and self.people[person].holds(day, "hired", "left")

    def place(self, person: str, day: date) -> str:
        if not self.serves(person, day):
            return ""
        return next((row["department"] for row in self.places if row["person"] == person and row.holds(day)), "")

    def by_number(self, number: str) -> str:
        return next((id for id, row in self.people.items() if row["number"] == number), "")

    def by_name(self, name: str, department_zh: str, day: date) -> str:
        """The only one of that name in service, or the only one of that name in that department."""
        named = [id for id, row in self.people.items() if row["name"] == name and self.serves(id, day)]
        if len(named) > 1:
            named = [id for id in named if self.title(self.place(id, day), day)["zh"] == department_zh]
        return named[0] if len(named) == 1 else ""

    def holder(self, post: str, day: date) -> str:
        if post not in self.posts or not self.posts[post].holds(day):
            return ""
        held = (row["person"] for row in self.holders if row["post"] == post and row.holds(day))
        return next((person for person in held if self.serves(person, day)), "")

    def may_act(self, post: str, day: date) -> set[str]:
        """The holder, and whoever stands in for them in all their posts while they are away (A15)."""
        holder = self.holder(post, day)
        standing_in = {row["deputy"] for row in self.delegations if row["leader"] == holder and row.holds(day)}
        return {person for person in {holder, *standing_in} if self.serves(person, day)}

    def posts_of(self, person: str, day: date) -> set[str]:
        return {post for post in self.posts if self.holder(post, day) == person}

    def leader_post(self, department: str, day: date) -> str:
        return next((r["leader_post"] for r in self.supervision if r["department"] == department and r.holds(day)), "")

    def title(self, department: str, day: date) -> dict[str, str]:
        """Names of that day: a renamed department keeps its id."""
        if department not in self.departments:
            return {"zh": "", "en": ""}
        named = self.departments[department].values
        for rename in sorted(self.renames, key=lambda row: row["from"]):
            if rename["department"] == department and rename.holds(day):
                named = rename.values
        return {"zh": named["zh"], "en": named["en"]}

    def roll(self, department: str, span: list[date]) -> dict[str, list[date]]:
        """Who belonged to the department on which of these days."""
        found: dict[str, list[date]] = {}
        for row in self.places:
            if row["department"] == department:
                here = [day for day in span if row.holds(day) and self.serves(row["person"], day)]
                if here:
                    found.setdefault(row["person"], []).extend(here)
        return found


class RuleBooks:
    """Numbers by name and day, out of the parameter files; and the appraisal policy."""

    def __init__(self, folder: Path) -> None:
        self._pages: dict[str, Any] = {}
        for path in sorted(folder.glob("*.toml")):
            page = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
            if page.get("kind") == "policy":
                self.policy = page
            elif page.get("kind") == "parameters":
                self._pages |= page

    def number(self, name: str, day: date) -> Any:
        """The value in force on the day: the latest that had taken effect."""
        chapter, entry = name.split(".")
        in_force = [v for v in self._pages[chapter][entry]["values"] if v["effective_from"] <= day]
        return max(in_force, key=lambda v: v["effective_from"])["value"]
