"""Tasks, information and cleanings of the quarter, kept on cards: who was to do what by when, and did it (A22, A34).

Part of the oracle: shares no code with the system it checks.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, ClassVar

ONE = Fraction(1)
Write = Callable[[str, str, date, Fraction], None]
"""(department, column, day it counts for, quantity) into the ledger."""


@dataclass
class TaskCard:
    answerable: list[str]
    """Departments: the owner's first."""
    due: date
    wished: date | None = None
    done: date | None = None
    """When it was said to be done, as long as the office has not said otherwise."""
    red: list[str] = field(default_factory=list)
    """Departments that let the day pass; written once."""
    put_away: bool = False


@dataclass
class Item:
    department: str
    handed_in: date
    printed: dict[tuple[str, str], date] = field(default_factory=dict)
    """By level and publication."""


class Documents:
    WITHOUT_EFFECT: ClassVar[tuple[str, ...]] = (
        "documents.accept-task", "documents.report-progress", "documents.refuse-extension",
        "documents.edit-information", "documents.forward-information", "documents.get-", "documents.list-",
        "documents.export-", "documents.verify-seal", "documents.make-checkpoint", "documents.rebuild-registers",
    )  # fmt: skip

    def __init__(self, write: Write) -> None:
        self._write = write
        self.tasks: dict[str, TaskCard] = {}
        self.items: dict[str, Item] = {}
        self.cleaned: dict[date, bool] = {}
        """By the last day of each month since the clock first ran."""
        self.uncleaned: set[date] = set()

    def take(self, operation: str, today: date, body: Mapping[str, Any], label: str) -> bool:
        """Whether it is known what the deed means."""
        work = getattr(self, "do_" + operation.removeprefix("documents.").replace("-", "_"), None)
        if work is None:
            return False
        work(today, body, label)
        return True

    # -- tasks --------------------------------------------------------------------------------------------------------

    def _card(self, body: Mapping[str, Any]) -> TaskCard:
        card = self.tasks[str(body["task"]).removeprefix("@")]
        assert not card.put_away, f"{body['task']} is settled"
        return card

    def do_assign_task(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.tasks[label] = TaskCard(_answerable(body), _day(body["due"]))

    def do_tick(self, today: date, body: Mapping[str, Any], label: str) -> None:
        """Overnight, for every card still on the table."""
        for card in self.tasks.values():
            self._look_at_the_date(card, today)
        month = max(self.cleaned, default=_month_end(today))
        while month <= _month_end(today):  # also of months in which no clock ran
            self.cleaned.setdefault(month, False)
            month = _month_end(month + timedelta(days=1))
        for last_day, cleaned in self.cleaned.items():
            if last_day < today and not cleaned and last_day not in self.uncleaned:
                self.uncleaned.add(last_day)
                self._write("office", "housekeeping.cleaning-missed", last_day, ONE)

    def _look_at_the_date(self, card: TaskCard, today: date) -> None:
        """Who has neither done it nor asked for more time by its day gets it in red, once."""
        if card.put_away or card.done or card.red or today <= card.due:
            return
        card.red = list(card.answerable)
        for department in card.red:
            self._write(department, "agenda.tasks-due", card.due, ONE)
            self._write(department, "agenda.overdue", card.due, ONE)

    def do_report_task_done(self, today: date, body: Mapping[str, Any], label: str) -> None:
        card = self._card(body)
        self._look_at_the_date(card, today)
        card.done = today

    def do_return_task(self, today: date, body: Mapping[str, Any], label: str) -> None:
        card = self._card(body)
        assert card.done
        card.done = None

    def do_verify_task(self, today: date, body: Mapping[str, Any], label: str) -> None:
        card = self._card(body)
        assert card.done
        card.put_away = True
        for department in card.red:
            self._write(department, "agenda.overdue", card.due, -ONE)
            self._write(department, "agenda.late", card.due, ONE)
        if not card.red:
            assert card.done <= card.due
            for department in card.answerable:
                self._write(department, "agenda.tasks-due", card.due, ONE)
                self._write(department, "agenda.on-time", card.due, ONE)

    def do_ask_extension(self, today: date, body: Mapping[str, Any], label: str) -> None:
        card = self._card(body)
        assert today < card.due
        card.wished = _day(body["due"])

    def do_extend_task(self, today: date, body: Mapping[str, Any], label: str) -> None:
        card = self._card(body)
        assert card.wished
        assert today < card.due
        card.due = card.wished

    def do_reassign_task(self, today: date, body: Mapping[str, Any], label: str) -> None:
        """What is in red stays where it is."""
        card = self._card(body)
        self._look_at_the_date(card, today)
        card.answerable = _answerable(body)

    def do_cancel_task(self, today: date, body: Mapping[str, Any], label: str) -> None:
        card = self._card(body)
        card.put_away = True
        for department in card.red:
            self._write(department, "agenda.tasks-due", card.due, -ONE)
            self._write(department, "agenda.overdue", card.due, -ONE)

    # -- cleaning (A22) -----------------------------------------------------------------------------------------------

    def do_record_cleaning(self, today: date, body: Mapping[str, Any], label: str) -> None:
        """The office owes one a month; what was held and only recorded late was not missed."""
        last_day = _month_end(_day(body["on"]))
        self.cleaned[last_day] = True
        if last_day in self.uncleaned:
            self._write("office", "housekeeping.cleaning-missed", last_day, -ONE)

    # -- information --------------------------------------------------------------------------------------------------

    def _item(self, body: Mapping[str, Any]) -> Item:
        return self.items[str(body["item"]).removeprefix("@")]

    def do_submit_information(self, today: date, body: Mapping[str, Any], label: str) -> None:
        self.items[label] = Item(body["department"], today)
        self._write(body["department"], "information.submitted", today, ONE)

    def do_withdraw_information(self, today: date, body: Mapping[str, Any], label: str) -> None:
        item = self._item(body)
        assert not item.printed
        self._write(item.department, "information.submitted", item.handed_in, -ONE)

    def do_record_adoption(self, today: date, body: Mapping[str, Any], label: str) -> None:
        item, on = self._item(body), _day(body["on"])
        item.printed[body["level"], body["publication"]] = on
        self._write(item.department, f"information.adopted-{body['level']}", on, ONE)

    def do_withdraw_adoption(self, today: date, body: Mapping[str, Any], label: str) -> None:
        item = self._item(body)
        on = item.printed.pop((body["level"], body["publication"]))
        self._write(item.department, f"information.adopted-{body['level']}", on, -ONE)


def _answerable(body: Mapping[str, Any]) -> list[str]:
    owner = body["department"]
    return [owner, *sorted(set(body.get("co_owners", ())) - {owner})]


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
