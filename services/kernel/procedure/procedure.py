"""A procedure: what one folder of a service brings — handlers, registers, obligations, clock work."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from services.kernel.domain.events import Event, taken
from services.kernel.domain.who import Subject, Who
from services.kernel.log.registers import Register
from services.kernel.procedure.attachments.attachable import Attachable, Seen
from services.kernel.procedure.citations import Citation
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waits
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.obligations import Obligation
from services.kernel.procedure.operations import Operation, Query
from services.kernel.rules.regulations import Rules

O = TypeVar("O", bound=Operation)  # noqa: E741
Handler = Callable[[Any, Context], Any]
LongHandler = Callable[[Any, "LongContext"], Any]
SubjectOf = Callable[[Any, Context], Subject]
Offers = Callable[[Any, Any, Context], Any]
OnTick = Callable[[Context], int]
Discloses = Callable[[Any, Context], bool]
Citing = Callable[[Context], "Iterable[Citation]"]
ReliesOn = Callable[["Rules"], None]


class Procedure:
    """Assembled in `handlers.py`; the service lists its procedures, one line each."""

    def __init__(
        self,
        name: str,
        *,
        zh: str,
        en: str,
        registers: Iterable[Register] = (),
        obligations: Iterable[Obligation] = (),
        waits: Iterable[Waits] = (),
    ) -> None:
        self.name, self.zh, self.en = name, zh, en
        self.registers = tuple(registers)
        self.obligations = tuple(obligations)
        self.handlers: dict[type[Operation], Handler] = {}
        self.long_handlers: dict[type[Operation], LongHandler] = {}
        self.subjects: dict[type[Operation], SubjectOf] = {}
        self.offering: dict[type[Operation], Offers] = {}
        """By the query of a single record: what adds to its answer what the caller may do now."""
        self.tickers: list[OnTick] = []
        self.ticker_names: dict[OnTick, tuple[str, str]] = {}
        """What a piece of the clock's work is called, where that is more than the procedure's name."""
        self.citing: list[Citing] = []
        self.relying: list[ReliesOn] = []
        self.attachables: list[Attachable] = []
        self.waiting = list(waits)
        """What of it waits for whom."""
        self.derives: list[Callable[[Any], Any]] = []
        """Of the application, what else than its registers can be replayed: see `replay/running.py`."""
        self.disclosing: dict[type[Event], Discloses] = {}
        self.shown: dict[str, tuple[str, str]] = {}
        """By the topic of an event, the query that shows its record and the field that takes its aggregate's id."""

    def handles(
        self, operation: type[O], *, subject: Callable[[O, Context], Subject] | None = None
    ) -> Callable[[Callable[[O, Context], Any]], Callable[[O, Context], Any]]:
        """The handler of one operation. A command's handler returns a view, or the query whose answer is its answer.

        `subject` says whom the operation is about where no field named `person` or `department` does.
        """

        def mark(handler: Callable[[O, Context], Any]) -> Callable[[O, Context], Any]:
            self.handlers[operation] = handler
            if subject is not None:
                self.subjects[operation] = subject
            return handler

        return mark

    def handles_long(
        self, operation: type[O], *, subject: Callable[[O, Context], Subject] | None = None
    ) -> Callable[[Callable[[O, LongContext], Any]], Callable[[O, LongContext], Any]]:
        """A handler that works outside the line of writers and sends many jobs into it: imports, rebuilds."""

        def mark(handler: Callable[[O, LongContext], Any]) -> Callable[[O, LongContext], Any]:
            self.long_handlers[operation] = handler
            if subject is not None:
                self.subjects[operation] = subject
            return handler

        return mark

    def on_tick(self, work: OnTick) -> OnTick:
        """Clock work that is no missed obligation, such as opening the month's sheets. Returns how much it did."""
        self.tickers.append(work)
        return work

    def called(self, work: OnTick) -> tuple[str, str]:
        """A piece of the clock's work, in both languages."""
        return self.ticker_names.get(work, (self.zh, self.en))

    def on_tick_called(self, zh: str, en: str) -> Callable[[OnTick], OnTick]:
        """As `on_tick`, for work of which the administrator reads when it cannot be done."""

        def mark(work: OnTick) -> OnTick:
            self.ticker_names[work] = (zh, en)
            return self.on_tick(work)

        return mark

    def discloses(self, *event_classes: type[Event]) -> Callable[[Discloses], Discloses]:
        """Decides who sees the confidential fields of these facts (or of a base of theirs) in the event log.

        Where nobody decides, the auditor and the person whom the fact is about see them, as they see private ones.
        """

        def mark(sees: Discloses) -> Discloses:
            self.disclosing |= dict.fromkeys(event_classes, sees)
            return sees

        return mark

    def attachable(
        self,
        kind: str,
        shows: type[Query],
        *,
        by: tuple[Who, ...],
        visible: Seen = lambda view: True,
        open: Seen = lambda view: True,
    ) -> None:
        """These records take attachments. `shows` is the query of one of them, by the one field of its path.

        Whom it shows the record, they may list and have its files, unless `visible` finds the content withheld from
        them; who stands in one of the relations `by` attaches and removes while the record is `open`.
        """
        self.attachables.append(Attachable(self, kind, shows, by, visible, open))

    def cites_by_data(self, cited: Citing) -> Citing:
        """What stands in for articles by data and not by declaration, such as the rules of the policy in force."""
        self.citing.append(cited)
        return cited

    def relies_on(self, check: ReliesOn) -> ReliesOn:
        """What must hold of the regulations before the service starts, beyond their form; raises `RegulationError`."""
        self.relying.append(check)
        return check


def listed(service: str, *folders: str) -> tuple[Procedure, ...]:
    """A service's procedures, by the names of their folders: one line each is all that a new one needs there. Those
    that it takes from the kernel come after them."""
    own = (importlib.import_module(f"services.{service}.{name}.handlers").procedure for name in folders)
    return *own, *(module.procedure(service) for module in taken(service, "handlers"))
