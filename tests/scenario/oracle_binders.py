"""What the office and the departments have to put away in time: minutes of meetings, the year's files (A17, A20).

Part of the oracle: shares no code with the system it checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from tests.scenario.oracle_documents import Documents, Write
from tests.scenario.oracle_paper import Organ, RuleBooks, as_day, workday_after

ONE = Fraction(1)


@dataclass
class Promise:
    """Something owed by a day: missing once it has passed, late when it comes after all."""

    whose: str
    column: str
    by: date
    paid: bool = False
    red: bool = False


@dataclass
class Lists:
    """A department's lists of one year's files that were handed over and stand."""

    standing: set[str] = field(default_factory=set)
    late: bool = False


class Binders:
    WITHOUT_EFFECT: ClassVar[tuple[str, ...]] = (
        "documents.invite-to-meeting", "documents.name-recorder", "documents.propose-topic", "documents.set-agenda",
        "documents.withdraw-topic", "documents.defer-topic", "documents.hold-meeting", "documents.correct-attendance",
        "documents.collect-records", "documents.correct-minutes",
        "documents.demand-material", "documents.hand-in-material", "documents.return-material",
        "documents.waive-material",  # chased, and no article counts it
        "documents.upload-file", "documents.attach-file", "documents.remove-attachment", "documents.check-files",
        "documents.list-transfer-items", "documents.revise-transfer-item", "documents.remove-transfer-item",
        "documents.accept-transfer", "documents.file-transfer",
        "documents.correct-file", "documents.renumber-file", "documents.place-file", "documents.propose-appraisal",
        "documents.approve-appraisal", "documents.reject-appraisal", "documents.record-destruction",
        "documents.lend-file", "documents.take-file-back", "documents.search-files",
        "documents.draft-outgoing", "documents.revise-outgoing", "documents.submit-outgoing",
        "documents.countersign-outgoing", "documents.object-to-outgoing", "documents.review-outgoing",
        "documents.comment-on-outgoing", "documents.sign-outgoing", "documents.number-outgoing",
        "documents.ask-outgoing-seal", "documents.seal-outgoing", "documents.carry-out-outgoing-step",
        "documents.distribute-outgoing", "documents.sign-for-outgoing", "documents.enter-outgoing-receipt",
        "documents.archive-outgoing", "documents.return-outgoing", "documents.hand-over-outgoing",
        "documents.withdraw-outgoing", "documents.revoke-outgoing",
    )  # fmt: skip

    def __init__(self, write: Write, organ: Organ, rules: RuleBooks, documents: Documents) -> None:
        self._write, self._organ, self._rules, self._documents = write, organ, rules, documents
        self.minutes: dict[str, Promise] = {}
        self.years: dict[tuple[str, int], Promise] = {}
        self.lists: dict[str, tuple[str, int]] = {}
        """Department and year of each handover list."""
        self.handed: dict[tuple[str, int], Lists] = {}
        self._since: date | None = None
        """When the clock first ran."""

    def take(self, operation: str, today: date, body: Mapping[str, Any], label: str) -> bool:
        """Whether it is known what the deed means."""
        work = getattr(self, "do_" + operation.removeprefix("documents.").replace("-", "_"), None)
        if work is None:
            return False
        work(today, body, label)
        return True

    def overnight(self, today: date) -> None:
        self._owe_the_year(today)
        for promise in (*self.minutes.values(), *self.years.values()):
            if self._organ.departments[promise.whose].holds(promise.by):  # one that is no more hands nothing over
                self._look_at_the_date(promise, today)

    # -- promises -----------------------------------------------------------------------------------------------------

    def _look_at_the_date(self, promise: Promise, today: date) -> None:
        if not promise.paid and not promise.red and today > promise.by:
            promise.red = True
            self._note(promise, "missing", ONE)

    def _pay(self, promise: Promise, today: date) -> bool:
        """Whether it came late."""
        promise.paid = True
        if promise.red:
            self._note(promise, "missing", -ONE)
        late = today > promise.by
        if late:
            self._note(promise, "late", ONE)
        return late

    def _note(self, promise: Promise, what: str, quantity: Fraction) -> None:
        self._write(promise.whose, f"housekeeping.{promise.column}-{what}", promise.by, quantity)

    # -- meetings -----------------------------------------------------------------------------------------------------

    def _minutes_due(self, body: Mapping[str, Any]) -> date:
        on = as_day(body["on"])
        return workday_after(on, self._rules.number("meetings.minutes_days", on))

    def do_call_meeting(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.minutes[label] = Promise("office", "minutes", self._minutes_due(body))

    def do_move_meeting(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self._of_meeting(body).by = self._minutes_due(body)

    def do_cancel_meeting(self, today: date, body: Mapping[str, Any], label: str) -> None:
        promise = self._of_meeting(body)
        if promise.red:
            self._note(promise, "missing", -ONE)
        promise.paid = True

    def do_file_minutes(self, today: date, body: Mapping[str, Any], label: str) -> None:
        promise = self._of_meeting(body)
        self._look_at_the_date(promise, today)
        self._pay(promise, today)

    def _of_meeting(self, body: Mapping[str, Any]) -> Promise:
        return self.minutes[str(body["meeting"]).removeprefix("@")]

    def do_adopt_resolution(self, today: date, body: Mapping[str, Any], label: str) -> None:
        """What is resolved is done like any other task: a card named after the answer it stands in."""
        for number, order in enumerate(body.get("tasks", ())):
            self._documents.do_assign_task(today, order, f"{label}/tasks/{number}/task")

    def do_order_resolution_task(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self._documents.do_assign_task(today, body["order"], f"{label}/tasks/0/task")

    # -- the year's files ---------------------------------------------------------------------------------------------

    def _due_of(self, year: int) -> date:
        return date.fromisoformat(f"{year + 1}-{self._rules.number('archive.due', date(year + 1, 1, 1))}")

    def _owe_the_year(self, today: date) -> None:
        """Each department of the year before that is there on New Year's Day; what was over before is not asked for."""
        self._since = self._since or today
        year = today.year - 1
        if self._due_of(year) < self._since:
            return
        new_year = date(year + 1, 1, 1)
        for id, department in self._organ.departments.items():
            owes = department["kind"] in self._rules.number("archive.owing", new_year)
            if owes and department.holds(new_year) and department["from"] < new_year:
                self.years.setdefault((id, year), Promise(id, "archive", self._due_of(year)))

    def do_prepare_transfer(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.lists[label] = (body["department"], body["year"])

    def do_hand_over_transfer(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self._hand_over(str(body["transfer"]).removeprefix("@"), today)

    def do_declare_nothing(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.lists[label] = (body["department"], body["year"])
        self._hand_over(label, today)

    def _hand_over(self, label: str, today: date) -> None:
        whose = self.lists[label]
        handed = self.handed.setdefault(whose, Lists())
        handed.standing.add(label)
        promise = self.years.get(whose)
        if promise and not promise.paid:
            handed.late = self._pay(promise, today)

    def do_return_transfer(self, today: date, body: Mapping[str, Any], label: str) -> None:
        """Owed again by the same day, unless another of the year's lists stands."""
        label = str(body["transfer"]).removeprefix("@")
        whose = self.lists[label]
        handed, promise = self.handed[whose], self.years.get(whose)
        handed.standing.remove(label)
        if promise is None or handed.standing:
            return
        promise.paid, promise.red = False, handed.late
        if handed.late:
            self._note(promise, "late", -ONE)
            self._note(promise, "missing", ONE)
