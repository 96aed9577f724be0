"""Who is who on a day, as the script's author knows it from the organ's files. Asks no service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from deploy.organ_files import OrganFiles, Row, read

CLERK, CHAIR = "clerk", "chair"


class Roll:
    """The people, departments and posts of an organ's files on any day."""

    def __init__(self, folder: Path) -> None:
        self._files: OrganFiles = read(folder)
        self._people = {row["person"]: row for row in self._files.people}
        self._places: dict[str, list[Row]] = defaultdict(list)
        for row in self._files.memberships:
            self._places[row["person"]].append(row)
        self._serving: dict[date, list[str]] = {}
        self._levels = {row["id"]: row["level"] for row in self._files.posts}

    @property
    def departments(self) -> tuple[str, ...]:
        """Those still open, in the order of the file."""
        return tuple(row["id"] for row in self._files.departments if row.get("to") is None)

    def department_name(self, department: str, on: date) -> str:
        name = next(row["zh"] for row in self._files.departments if row["id"] == department)
        renamed = [row["zh"] for row in self._files.renames if row["department"] == department and row["from"] <= on]
        return str(renamed[-1] if renamed else name)

    def department(self, person: str, on: date) -> str:
        """Empty when not in service."""
        return next((row["department"] for row in self._places[person] if _runs(row, on)), "")

    def people(self, on: date) -> list[str]:
        """In service on the day, in order of id."""
        if on not in self._serving:
            self._serving[on] = [person for person in sorted(self._people) if self.department(person, on)]
        return self._serving[on]

    def members(self, department: str, on: date) -> list[str]:
        return [person for person in self.people(on) if self.department(person, on) == department]

    def name(self, person: str) -> str:
        return str(self._people[person]["name"])

    def number(self, person: str) -> str:
        return str(self._people[person]["number"])

    def work_since(self, person: str) -> date:
        found: date = self._people[person]["work_since"]
        return found

    def full_years(self, person: str, on: date) -> int:
        since: date = self._people[person]["work_since"]
        return on.year - since.year - ((on.month, on.day) < (since.month, since.day))

    def on_residency(self, person: str, on: date) -> bool:
        row = self._people[person]
        start, end = row["residency_from"], row["residency_to"]
        return start is not None and start <= on and (end is None or on < end)

    # -- posts --------------------------------------------------------------------------------------------------------

    def holder(self, post: str, on: date) -> str:
        return next((r["person"] for r in self._files.holders if r["post"] == post and _runs(r, on)), "")

    def deputy(self, post: str, on: date) -> str:
        """Who stands in for the holder while they are away."""
        holder = self.holder(post, on)
        away = (row for row in self._files.delegations if row["leader"] == holder and _runs(row, on))
        return next((row["deputy"] for row in away), "") if holder else ""

    def posts(self, person: str, on: date) -> list[str]:
        return [row["post"] for row in self._files.holders if row["person"] == person and _runs(row, on)]

    def is_county_leader(self, person: str, on: date) -> bool:
        return any(str(self._levels[post]).startswith("county") for post in self.posts(person, on))

    def supervising_post(self, department: str, on: date) -> str:
        rows = (row for row in self._files.supervision if row["department"] == department and _runs(row, on))
        return next((row["leader_post"] for row in rows), "")

    def route(self, person: str, department: str, on: date, days: float) -> list[str]:
        """The posts that decide a leave of so many working days asked for on that day, in order (A15)."""
        if self.is_county_leader(person, on):
            chain, needed = [CHAIR], 1
        else:
            chain = [f"head-{department}", self.supervising_post(department, on), CHAIR]
            needed = 1 if days <= 1 else 2 if days <= 3 else 3
        deciding = self._deciding(chain[:needed], person, on)
        if deciding[-1:] != chain[needed - 1 : needed]:  # whoever decides last is as high as the length demands
            deciding.append(next(iter(self._deciding(chain[needed:], person, on)), CLERK))
        return deciding

    def decider(self, post: str, applicant: str, on: date) -> str:
        """Who decides in this post on the day: the deputy of an absent holder, never the applicant."""
        found = (self.deputy(post, on), self.holder(post, on))
        return next((person for person in found if person not in ("", applicant)), "")

    def may_decide(self, post: str, on: date) -> set[str]:
        return {self.holder(post, on), self.deputy(post, on)} - {""}

    def _deciding(self, posts: Iterable[str], person: str, on: date) -> list[str]:
        """Whoever stands in for a head who is away does not decide their own either."""
        own = self.posts(person, on)
        own += [post for post in posts if post != CHAIR and self.deputy(post, on) == person]
        return [post for post in dict.fromkeys(posts) if self.holder(post, on) and post not in own]


def _runs(row: Row, on: date) -> bool:
    return bool(row["from"] <= on and (row["to"] is None or on < row["to"]))
