"""Trips as the attendance clerk hears of them: a slip that is signed puts the days into the book (A14, A30)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.scenario.oracle_paper import as_day, days

WHOLE = ("day", "trip")
Marks = dict[tuple[str, date], set[tuple[str, str]]]


@dataclass
class TripSlip:
    """`span` is who is away from when to when; `longer` the last day asked for, `said` the days reported."""

    span: dict[str, tuple[date, date]]
    longer: date | None = None
    said: dict[str, tuple[date, date]] = field(default_factory=dict)
    booked: set[tuple[str, date]] = field(default_factory=set)


class Trips:
    """`handed_in` says whether somebody's month has left the department: then nothing is put in or taken out."""

    def __init__(self, marks: Marks, handed_in: Callable[[str, date], bool]) -> None:
        self.marks, self.handed_in = marks, handed_in
        self.slips: dict[str, TripSlip] = {}

    def take(self, operation: str, body: Mapping[str, Any], label: str) -> None:
        """Of all that is done in finance, what changes somebody's days away."""
        if operation == "finance.request-trip":
            whole = as_day(body["start"]), as_day(body["end"])
            self.slips[label] = TripSlip(dict.fromkeys(body["travellers"], whole))
        elif "trip" in body:
            slip = self.slips[str(body["trip"]).removeprefix("@")]
            self._change(slip, operation.removeprefix("finance."), body)

    def _change(self, slip: TripSlip, what: str, body: Mapping[str, Any]) -> None:
        match what:
            case "approve-trip":
                if slip.longer:
                    slip.span = {person: (first, slip.longer) for person, (first, _) in slip.span.items()}
                slip.longer = None
            case "shorten-trip":
                slip.span = {person: (first, as_day(body["end"])) for person, (first, _) in slip.span.items()}
            case "cancel-trip":
                slip.span = {}
            case "confirm-return":
                slip.span = slip.said
            case "prolong-trip":
                slip.longer = as_day(body["end"])
                return
            case "report-return":
                whole = as_day(body["start"]), as_day(body["end"])
                slip.said = {person: whole for person in slip.span if person not in body.get("stayed", ())}
                return
            case "reject-trip" | "withdraw-trip":
                slip.longer = None
                return
            case _:
                return
        self._book(slip)

    def _book(self, slip: TripSlip) -> None:
        wanted = {(person, day) for person, span in slip.span.items() for day in days(*span)}
        for person, day in sorted(slip.booked ^ wanted):
            standing = self.marks.setdefault((person, day), set())
            if self.handed_in(person, day):
                continue
            if (person, day) not in wanted:
                standing.discard(WHOLE)
                slip.booked.discard((person, day))
            elif not any(state != "overtime" for _, state in standing):
                standing.add(WHOLE)
                slip.booked.add((person, day))
