"""Where each copy of a document lies, and who had it too long (B11.2): a list of names and a slip on every copy.

Part of the oracle: shares no code with the system it checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from tests.scenario.oracle_documents import Documents, Write
from tests.scenario.oracle_paper import ONE_DAY, Organ, RuleBooks, workday_after

ONE = Fraction(1)
OVERDUE = "housekeeping.circulation-overdue"


@dataclass
class Slip:
    """On a copy that somebody has: by when it goes on, and whether that was missed already."""

    reader: str
    handed_in: str
    """The reader's department when they got it."""
    by: date
    red: bool = False
    wished: date | None = None
    lent: bool = False
    """They may keep it, or were told to bring it back: no longer the days for reading."""
    fetched: bool = False
    """Its reader is in service no longer, and the office knows."""


@dataclass
class Round:
    """Copies lie with a reader (a slip), on the way (the name of who gave it back), or in the office (None)."""

    copies: dict[int, Slip | str | None]
    waiting: list[str]
    called_back: bool = False

    def slip(self, reader: str) -> tuple[int, Slip]:
        return next((n, s) for n, s in self.copies.items() if isinstance(s, Slip) and s.reader == reader)


@dataclass
class Rounds:
    """Tasks that an instruction orders are `documents`' business: cards named after the answer they stand in."""

    write: Write
    organ: Organ
    rules: RuleBooks
    documents: Documents
    classes: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    ordered: dict[str, int] = field(default_factory=dict)

    WITHOUT_EFFECT: ClassVar[tuple[str, ...]] = (
        "documents.propose-handling", "documents.correct-instruction", "documents.close-incoming",
    )  # fmt: skip

    def take(self, operation: str, today: date, body: Mapping[str, Any], label: str) -> bool:
        """Whether it is known what the deed means."""
        about = str(body.get("document", "")).removeprefix("@")
        match operation.removeprefix("documents."):
            case "register-incoming":
                self.classes[label] = body["secrecy"]
            case "correct-incoming":
                self.classes[about] = body["secrecy"]
            case "instruct-incoming":
                for order in body.get("tasks", ()):
                    self._order(about, label, today, order)
            case "order-incoming-task":
                self._order(about, label, today, body)
            case "start-circulation":
                number = body["copies"] if body["mode"] == "parallel" else 1
                readers = list(dict.fromkeys(body["readers"]))
                self.rounds[about] = Round(dict.fromkeys(range(1, number + 1)), readers)
                self._give(self.rounds[about], today)
            case name if about in self.rounds and (work := getattr(self, "do_" + name.replace("-", "_"), None)):
                work(self.rounds[about], today, body, about)
            case _:
                return False
        return True

    def overnight(self, today: date) -> None:
        for round_ in self.rounds.values():
            round_.waiting = [reader for reader in round_.waiting if self.organ.serves(reader, today)]
            for slip in round_.copies.values():
                if isinstance(slip, Slip):
                    self._look_at_the_date(slip, today)
                    if not (round_.called_back or slip.fetched or self.organ.serves(slip.reader, today)):
                        self._fetch(slip, today)

    def _fetch(self, slip: Slip, today: date) -> None:
        """The days for reading stay; leave to keep it, or the wish for it, ends by the next working day."""
        soon = workday_after(today, self.rules.number("circulation.recall_days", today))
        if slip.wished:
            slip.by = soon
        elif slip.lent:
            slip.by = min(slip.by, soon)
        slip.wished, slip.fetched = None, True

    def _order(self, about: str, label: str, today: date, order: Mapping[str, Any]) -> None:
        number = self.ordered[about] = self.ordered.get(about, 0) + 1
        self.documents.do_assign_task(today, order, f"{label}/tasks/{number - 1}")

    # -- readers ------------------------------------------------------------------------------------------------------

    def do_pass_on_document(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        copy = self._off_the_desk(round_, today, body["person"])
        directly = self.classes[about] in self.rules.number("circulation.passed_on_directly", today)
        if directly and not round_.called_back and (reader := self._next(round_, today)):
            self._hand(round_, copy, reader, today)

    def do_return_unread(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        self._off_the_desk(round_, today, body["person"])
        if not round_.called_back:
            round_.waiting.append(body["person"])

    def do_add_readers(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        round_.waiting += dict.fromkeys(body["readers"])
        self._give(round_, today)

    def do_remove_reader(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        round_.waiting.remove(body["person"])

    # -- the office ---------------------------------------------------------------------------------------------------

    def do_receive_copy(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        copy = body["copy_number"]
        lies = round_.copies[copy]
        if isinstance(lies, Slip):
            self._off_the_desk(round_, today, lies.reader)
            if not body["read"] and not round_.called_back and self.organ.serves(lies.reader, today):
                round_.waiting.append(lies.reader)
            lies = lies.reader
        assert lies, f"copy {copy} of {about} is in the office"
        round_.copies[copy] = None
        self._give(round_, today, spare=lies)

    def do_hand_out_document(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        self._hand(round_, min(n for n, lies in round_.copies.items() if lies is None), body["person"], today)

    def do_withdraw_circulation(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        """Whoever has a copy owes it within the days of the rule, once more, unless that is what they owed already."""
        round_.called_back, round_.waiting = True, []
        by = workday_after(today, self.rules.number("circulation.recall_days", today))
        for slip in round_.copies.values():
            if isinstance(slip, Slip):
                self._look_at_the_date(slip, today)
                slip.red, slip.lent, slip.by, slip.wished = slip.red and slip.lent, True, by, None

    # -- keeping it ---------------------------------------------------------------------------------------------------

    def do_ask_retention(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        _, slip = round_.slip(body["person"])
        self._look_at_the_date(slip, today)
        slip.wished = date.fromisoformat(body["until"])

    def do_grant_retention(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        _, slip = round_.slip(body["person"])
        assert slip.wished
        slip.by, slip.wished, slip.red, slip.lent = slip.wished, None, False, True

    def do_refuse_retention(self, round_: Round, today: date, body: Mapping[str, Any], about: str) -> None:
        """While the office considered, nobody was late."""
        _, slip = round_.slip(body["person"])
        assert slip.wished
        slip.by, slip.wished = max(slip.by, today), None

    # -- copies -------------------------------------------------------------------------------------------------------

    def _give(self, round_: Round, today: date, spare: str = "") -> None:
        """What lies in the office goes to whoever waits longest, save who has just brought it."""
        if round_.called_back:
            return
        for copy in sorted(n for n, lies in round_.copies.items() if lies is None):
            if reader := self._next(round_, today, spare):
                self._hand(round_, copy, reader, today)

    def _next(self, round_: Round, today: date, spare: str = "") -> str:
        """Who has left by then is passed over."""
        there = (one for one in round_.waiting if self.organ.serves(one, today))
        return next((one for one in there if one != spare), "")

    def _hand(self, round_: Round, copy: int, reader: str, today: date) -> None:
        round_.waiting.remove(reader)
        days = self.rules.number("circulation.hold_days", today)
        assert self.rules.number("circulation.days_counted", today) == "working"
        round_.copies[copy] = Slip(reader, self.organ.place(reader, today), workday_after(today, days))

    def _off_the_desk(self, round_: Round, today: date, reader: str) -> int:
        copy, slip = round_.slip(reader)
        self._look_at_the_date(slip, today)
        round_.copies[copy] = reader
        return copy

    def _look_at_the_date(self, slip: Slip, today: date) -> None:
        if today >= slip.by + ONE_DAY and not slip.red and slip.wished is None:
            slip.red = True
            self.write(self.organ.place(slip.reader, slip.by) or slip.handed_in, OVERDUE, slip.by, ONE)
