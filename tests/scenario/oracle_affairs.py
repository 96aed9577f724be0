"""Housekeeping and townships of the quarter as the office's own notebook keeps them (A13, B12).

Part of the oracle: shares no code with the system it checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from tests.scenario.oracle_paper import Organ, RuleBooks

ONE = Fraction(1)
Write = Callable[[str, str, date, Fraction], None]
"""(department, column, day it counts for, quantity) into the ledger."""


class Affairs:
    WITHOUT_EFFECT: ClassVar[tuple[str, ...]] = (
        "documents.request-seal-use", "documents.approve-seal-use", "documents.reject-seal-use",
        "documents.withdraw-seal-use", "documents.apply-seal",
        "documents.receive-visit", "documents.guide-visitor", "documents.promise-answer", "documents.settle-visit",
        "documents.file-complaint", "documents.uphold-complaint", "documents.dismiss-complaint",
        "documents.record-lapse", "documents.withdraw-lapse",  # a person's own year, no department's score
        "documents.submit-article", "documents.revise-article", "documents.approve-article",
        "documents.return-article", "documents.publish-article", "documents.withdraw-article",
        "documents.close-station",
    )  # fmt: skip

    def __init__(self, write: Write, organ: Organ, rules: RuleBooks) -> None:
        self._write, self._organ, self._rules = write, organ, rules
        self.measures: dict[tuple[str, int], dict[int, tuple[str, str, date]]] = {}
        """By person or department and year, numbered: what was written and stands."""
        self._given: dict[tuple[str, int], int] = {}
        self.entries: dict[str, tuple[str, str, date]] = {}
        """What was written for a guidance visit or a station, by the deed's label."""

    def take(self, operation: str, body: Mapping[str, Any], label: str) -> bool:
        """Whether it is known what the deed means."""
        match operation:
            case "documents.record-inspection":
                self._walk_round(date.fromisoformat(body["on"]), body)
            case "documents.withdraw-measure":
                self._take_back(body["conduct"], body["number"])
            case "documents.record-guidance":
                self._enter("townships.guidance", body, label)
            case "documents.record-station":
                self._enter("townships.station", body, label)
            case "documents.withdraw-guidance":
                self._strike(body["guidance"])
            case "documents.withdraw-station":
                self._strike(body["station"])
            case _:
                return False
        return True

    def _walk_round(self, on: date, body: Mapping[str, Any]) -> None:
        """Everybody with whom anything is amiss gets one stroke, however many things they are."""
        amiss: dict[str, set[str]] = {}
        for finding in body.get("findings", ()):
            whom = finding.get("person") or finding["department"]
            amiss.setdefault(whom, set()).update(finding["requirements"])
        for whom, what in amiss.items():
            standing = self.measures.get((whom, on.year), {}).values()
            stroke = 1 + sum(column != "housekeeping.praise" for _, column, _ in standing)
            grave = what & set(self._rules.number("inspections.at_once", on))
            mild = stroke <= self._rules.number("inspections.warnings", on) and not grave
            self._measure(whom, "warning" if mild else "criticism", on)
        for praised in {praise.get("person") or praise["department"] for praise in body.get("praises", ())}:
            self._measure(praised, "praise", on)

    def _measure(self, whom: str, what: str, on: date) -> None:
        number = self._given[whom, on.year] = self._given.get((whom, on.year), 0) + 1
        line = self._department(whom, on), f"housekeeping.{what}", on
        self.measures.setdefault((whom, on.year), {})[number] = line
        self._write(*line, ONE)

    def _take_back(self, reference: str, number: int) -> None:
        """The list from which it was picked is labelled after whom and which year it is about: `W-social-2026`."""
        _, whom, year = reference.partition("/")[0].split("-")
        self._write(*self.measures[whom, int(year)].pop(number), -ONE)

    def _department(self, whom: str, on: date) -> str:
        return whom if whom in self._organ.departments else self._organ.place(whom, on)

    def _enter(self, column: str, body: Mapping[str, Any], label: str) -> None:
        self.entries[label] = (body["department"], column, date.fromisoformat(body["on"]))
        self._write(*self.entries[label], ONE)

    def _strike(self, reference: str) -> None:
        self._write(*self.entries.pop(reference.removeprefix("@")), -ONE)
