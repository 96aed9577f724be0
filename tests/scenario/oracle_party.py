"""What Party affairs owe and what became of it, by the articles alone (A2, B1, B2.3, B3, B5, B8).

Part of the oracle: shares no code with the system it checks. Goes through a script's deeds as the branch's own notebook
would; rates, days and numbers are the articles', typed here a second time.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
BANDS = ((Fraction(3000), Fraction(5, 1000)), (Fraction(5000), Fraction(1, 100)), (Fraction(10000), Fraction(15, 1000)))
TOP_RATE, PAYDAY, ORAL_TIMES = Fraction(2, 100), 10, 2


class DeedLike(Protocol):
    at: Any
    operation: str
    body: Mapping[str, Any]
    label: str
    expect: str


def share(base: str) -> Fraction:
    """Of the whole month's pay, by the rate of its band, to the fen, half a fen up (B8)."""
    pay = Fraction(base)
    rate = next((rate for most, rate in BANDS if pay <= most), TOP_RATE)
    return Fraction((pay * rate * 100 + Fraction(1, 2)).__floor__(), 100)


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def next_month(month: str) -> str:
    return month_of(first_of(month) + timedelta(days=31))


def last_of(month: str) -> date:
    return first_of(next_month(month)) - timedelta(days=1)


@dataclass
class Page:
    """A member of the branch."""

    since: date
    group: str
    admitted: bool
    """To the Party, here; who came from elsewhere owes from the next month on."""
    until: date | None = None

    def here(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class Base(NamedTuple):
    first: str
    amount: Fraction
    decided: date


@dataclass
class Month:
    """One member's month: what is owed, when it was paid and entered, and whether a reason was told in time."""

    amount: Fraction
    due: date
    paid_on: date | None = None
    entered: date | None = None
    excused: bool = False


class Line(NamedTuple):
    amount: Fraction
    due: date
    status: str
    measure: str


class Branch:
    """Everything that the branch writes down until `today`."""

    def __init__(self, deeds: Iterable[DeedLike], today: date) -> None:
        self.today = today
        self.members: dict[str, Page] = {}
        self.applicants: dict[str, str] = {}
        self.bases: dict[tuple[str, int], list[Base]] = {}
        self.reliefs: list[tuple[str, str, str, Fraction | None]] = []
        self.payments: dict[tuple[str, str], tuple[Fraction, date, date]] = {}
        self.reasons: dict[tuple[str, str], date] = {}
        self.box: list[tuple[date, Fraction, str, str]] = []
        """What came in, and with a minus what was given back, until it is handed up."""
        self.remitted: dict[str, tuple[int, Fraction]] = {}
        self.called: dict[str, tuple[str, str, date]] = {}
        self.held: list[tuple[str, str, date, date]] = []
        """Kind, group, day of the meeting, day on which it was entered."""
        self.sessions: dict[str, tuple[date, Fraction]] = {}
        self.days: dict[str, dict[str, Fraction]] = {}
        """By session of the theory group, who has its days."""
        self.papers: dict[str, tuple[str, str, int]] = {}
        for number, deed in enumerate(deeds):
            service, _, name = deed.operation.partition(".")
            do = getattr(self, f"_{name}".replace("-", "_"), None)
            if do is not None and service in ("party", "documents") and not deed.expect:
                do(deed.at.astimezone(ZONE).date(), deed.body, deed.label or f"#{number}")

    # -- the roll -----------------------------------------------------------------------------------------------------

    def _enter_member(self, today: date, body: Mapping[str, Any], label: str) -> None:
        since, joined = _day(body["on"]), _day(body["joined"])
        self.members[body["person"]] = Page(since, body["group"], since == joined)

    def _end_membership(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.members[body["person"]].until = _day(body["on"])

    def _receive_application(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.applicants[label] = body["person"]

    def _admit_applicant(self, today: date, body: Mapping[str, Any], label: str) -> None:
        person = self.applicants[body["applicant"].removeprefix("@")]
        self.members[person] = Page(_day(body["on"]), "", admitted=True)

    # -- dues (B8) ----------------------------------------------------------------------------------------------------

    def _decide_dues_base(self, today: date, body: Mapping[str, Any], label: str) -> None:
        made = Base(body["first"], share(body["base"]), today)
        self.bases.setdefault((body["person"], body["year"]), []).append(made)

    def _decide_dues_relief(self, today: date, body: Mapping[str, Any], label: str) -> None:
        less = None if body["relief"] == "exempt" else Fraction(body["amount"])
        self.reliefs.append((body["person"], body["first"], body["last"], less))

    def _explain_dues_delay(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.reasons[body["person"], body["month"]] = today

    def _enter_dues_payment(self, today: date, body: Mapping[str, Any], label: str) -> None:
        key, amount, on = (body["person"], body["month"]), Fraction(body["amount"]), _day(body["on"])
        self.payments[key] = amount, on, today
        self.box.append((on, amount, *key))

    def _void_dues_payment(self, today: date, body: Mapping[str, Any], label: str) -> None:
        key = body["person"], body["month"]
        amount, on, _ = self.payments.pop(key)
        self.box.remove((on, amount, *key))

    def _refund_dues(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.box.append((today, -Fraction(body["amount"]), body["person"], body["month"]))

    def _remit_dues(self, today: date, body: Mapping[str, Any], label: str) -> None:
        up_to = _day(body["on"])
        taken = [one for one in self.box if one[0] <= up_to]
        self.box = [one for one in self.box if one[0] > up_to]
        self.remitted[body["month"]] = len(taken), sum((one[1] for one in taken), Fraction(0))

    def dues(self) -> dict[tuple[str, str], Line]:
        """By member and month."""
        found: dict[tuple[str, str], Line] = {}
        for (person, year), bases in sorted(self.bases.items()):
            times = 0
            for month in (f"{year}-{number:02d}" for number in range(1, 13)):
                if line := self._month(person, month, bases):
                    status, late = self._became(line)
                    times += late
                    measure = ("oral" if times <= ORAL_TIMES else "circular") if late else ""
                    found[person, month] = Line(line.amount, line.due, status, measure)
        return found

    def _month(self, person: str, month: str, bases: list[Base]) -> Month | None:
        page, first = self.members[person], first_of(month)
        owes = page.here(first) or (page.admitted and month_of(page.since) == month)
        in_force = [base for base in bases if base.first <= month]
        if not owes or not in_force or first > self.today:
            return None
        payday = first.replace(day=PAYDAY)
        told = min(base.decided for base in bases)
        late = told > payday
        due = first_of(next_month(month_of(told))).replace(day=PAYDAY) if late else payday
        amount = in_force[-1].amount
        for who, start, last, less in self.reliefs:
            if who == person and start <= month <= last:
                amount = Fraction(0) if less is None else less
        paid = self.payments.get((person, month))
        reason = self.reasons.get((person, month))
        return Month(amount, due, *(paid[1:] if paid else (None, None)), reason is not None and reason <= due)

    def _became(self, month: Month) -> tuple[str, bool]:
        """The status, and whether it is one more time late without a reason; exempt is who owes nothing."""
        if not month.amount:
            return "exempt", False
        in_time = month.paid_on is not None and month.paid_on <= month.due
        late = not in_time and not month.excused and self.today > month.due
        return "paid" if month.paid_on else ("overdue" if self.today > month.due else "owed"), late

    # -- meetings (A2, B2.3, B3, B5.6) --------------------------------------------------------------------------------

    def _call_party_meeting(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.called[label] = body["kind"], body["group"], _day(body["on"])

    def _call_meeting(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.called[label] = body["kind"], "", _day(body["on"])

    def _hold_party_meeting(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.held.append((*self.called[body["meeting"].removeprefix("@")], today))

    _hold_meeting = _hold_party_meeting

    def meetings(self, months: list[str]) -> dict[tuple[str, str, str], str]:
        """By kind, group and period: held, held but entered late, not held, or still to come."""
        found: dict[tuple[str, str, str], str] = {}
        for month in months:
            first, last = first_of(month), last_of(month)
            groups = {page.group for page in self.members.values() if page.here(first) and page.group}
            for kind, group in (
                ("committee", ""),
                ("party-group", ""),
                *(("group", group) for group in sorted(groups)),
            ):
                found[kind, group, month] = self._was_held(kind, group, first, last)
            quarter = (first.month + 2) // 3
            start, end = date(first.year, 3 * quarter - 2, 1), last_of(f"{first.year}-{3 * quarter:02d}")
            found["general", "", f"{first.year}-Q{quarter}"] = self._was_held("general", "", start, end)
            year = date(first.year, 1, 1), date(first.year, 12, 31)
            found["lecture", "", str(first.year)] = self._was_held("lecture", "", *year)
        return found

    def _was_held(self, kind: str, group: str, first: date, last: date) -> str:
        entered = [day for of, at, on, day in self.held if (of, at) == (kind, group) and first <= on <= last]
        if entered:
            return "held" if min(entered) <= last else "late"
        return "missed" if self.today > last else "owed"

    # -- study (B1.2, B1.7, B1.8, B5.8) -------------------------------------------------------------------------------

    def _arrange_study_session(self, today: date, body: Mapping[str, Any], label: str) -> None:
        if body["kind"] == "theory-group":
            self.sessions[label] = _day(body["on"]), Fraction(body["days"])

    def _hold_study_session(self, today: date, body: Mapping[str, Any], label: str) -> None:
        session = body["session"].removeprefix("@")
        if session in self.sessions:
            self.days[session] = dict.fromkeys(body["present"], self.sessions[session][1])

    def _make_up_study(self, today: date, body: Mapping[str, Any], label: str) -> None:
        session = body["session"].removeprefix("@")
        self.days[session][body["person"]] = self.sessions[session][1]

    def _return_make_up(self, today: date, body: Mapping[str, Any], label: str) -> None:
        del self.days[body["session"].removeprefix("@")][body["person"]]

    def _hand_in_study_paper(self, today: date, body: Mapping[str, Any], label: str) -> None:
        written = len("".join(str(body.get("text", "")).split()))
        self.papers[label] = body["person"], body["kind"], written or int(body["characters"])

    def _return_study_paper(self, today: date, body: Mapping[str, Any], label: str) -> None:
        del self.papers[body["paper"].removeprefix("@")]

    _withdraw_study_paper = _return_study_paper

    def studied(self, person: str) -> tuple[Fraction, int, int]:
        """Days with the theory group, characters of notes, articles of the one year that the script holds."""
        mine = [(kind, characters) for who, kind, characters in self.papers.values() if who == person]
        days = sum((there.get(person, Fraction(0)) for there in self.days.values()), Fraction(0))
        return days, sum(n for kind, n in mine if kind == "notes"), sum(kind == "article" for kind, _ in mine)

    def members_share(self, person: str, amount: int, year: int) -> int:
        """Of what a member owes in a year, a twelfth for each month on whose first they were one; no fractions."""
        firsts = [date(year, month, 1) for month in range(1, 13)]
        return amount * sum(self.members[person].here(first) for first in firsts) // 12


def theory_group(organ: Path, on: date) -> set[str]:
    """The Party group's members, who are the theory group (B1.1)."""
    with (organ / "bodies.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["body"] == "party-group"]
    return {row["person"] for row in rows if row["from"] <= f"{on}" and (not row["to"] or f"{on}" < row["to"])}


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
