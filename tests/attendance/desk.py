"""The sample organ's attendance as a test drives it: signed callers, a clock that each call sets, leave by number.

In June 2025: p001 chair; p002, p003, p004, p005 deputy chairs; p006 secretary-general; p008 heads the office, p011 its
clerk; p022 heads finance-economy (p023, p024, p025) under p003; p026 heads budget (p027, p028). From 3 to 14 March
2025 p002 stands in for the chair.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import openpyxl

from deploy.organ_import import import_organ
from services.attendance import service
from services.attendance.leave.operations import ApproveLeave, RequestLeave
from services.attendance.leave.record import LeaveRecord
from services.attendance.leave.span import Half
from services.attendance.operations import log
from services.attendance.punches.operations import CorrectPunch
from services.attendance.sheets.operations import AcceptSheet, CompileSheet, SubmitSheet
from services.directory import service as directory
from services.kernel.clock import SimulatedClock
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.messages import Message
from services.kernel.delivery.outbox import Outbox
from services.kernel.domain.events import Event
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key
from services.kernel.procedure.obligations import obligations
from services.kernel.procedure.office import Office
from services.kernel.procedure.operations import Operation
from services.kernel.rules.calendar import WorkCalendar
from services.kernel.rules.regulations import Rules
from tests import given
from tests.given import By, noon

DEPLOY = Path(__file__).parents[2] / "deploy"
KEY = new_key()

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2025, 6, day) for day in range(9, 14))
"""A week of working days."""
NEXT_MONDAY = date(2025, 6, 16)
FIRST, SECOND, THIRD = (UUID(int=n) for n in (1, 2, 3))
"""Leaves in the order in which they were asked for."""
CHAIR, CLERK, DIRECTOR, HEAD, DEPUTY = "p001", "p011", "p008", "p022", "p003"
STAFF = "p024"
"""Nine years of service from September 2025 on eight before it: five days of annual leave."""


@lru_cache
def organ() -> tuple[Message, ...]:
    """What the directory publishes once the sample organ is imported."""
    with TemporaryDirectory() as folder:
        nothing: Any = None  # the directory asks no calendar
        office = Office(rules=rules(), calendar=nothing, verifier=Verifier(public_key(KEY)))
        app = directory.build(store=Store(f"sqlite:///{folder}/directory.db"), office=office)
        import_organ(DEPLOY / "organ", given.Desk(app, Signer(KEY), by=SYSTEM_ID).do)
        messages = tuple(Outbox(app.store, "directory").pull(0, 100_000))
        app.close()
    return messages


@lru_cache
def rules() -> Rules:
    return Rules.load(DEPLOY / "regulations")


@lru_cache
def calendar() -> WorkCalendar:
    return WorkCalendar.load(DEPLOY / "organ" / "calendar")


def told(messages: Sequence[Message], after: int, limit: int) -> list[Message]:
    return [message for message in messages if message.position > after][:limit]


class Desk(given.Desk):
    def __init__(self, store: Store, messages: Sequence[Message] | None = None) -> None:
        self.clock = SimulatedClock(noon(MONDAY))
        numbers = itertools.count(1)
        office = Office(
            rules=rules(),
            calendar=calendar(),
            verifier=Verifier(public_key(KEY)),
            clock=self.clock,
            new_id=lambda: UUID(int=next(numbers)),
        )
        super().__init__(service.build(store=store, office=office), Signer(KEY), by=STAFF)
        self.told = list(organ() if messages is None else messages)
        inbox = Inbox(self.app, "directory", service.SUBSCRIPTIONS["directory"], self._pull)
        inbox.catch_up()
        self.inbox = inbox

    def _pull(self, after: int, limit: int) -> list[Message]:
        return told(self.told, after, limit)

    def at(self, day: date, hour: int = 12) -> Desk:
        """The same desk on another day."""
        self.clock.set(clock(day, hour))
        return self

    def tick(self, day: date) -> None:
        """The clock acts early on that day."""
        self.do(log.tick(), by=SYSTEM_ID, at=clock(day, 1))

    def ticked(self, day: date, *classes: type[Event]) -> list[Event]:
        """The facts of these classes that the clock records that day."""
        before = self.app.store.position()
        self.tick(day)
        return [event for event in self.recorded(before) if isinstance(event, classes)]

    def owed(self, kind: str = "attendance.return-from-leave") -> list[tuple[str, str, date, str]]:
        """(person, department, due, status) of each obligation of a kind, by due day."""
        with self.app.store.reading() as connection:
            rows = Reading(self.app.store, connection).get_all(obligations, {"kind": kind})
        return [(row.person, row.department, row.due, row.status) for row in sorted(rows, key=lambda r: (r.due, r.key))]

    def rebuilt_equal(self) -> bool:
        """Every register, built anew from the log, comes out as it stands."""
        report = self.ask(log.rebuild_registers(), by="p016")
        return all(register.equal for register in report.registers)


def clock(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), given.ZONE)


def slip(
    start: date,
    end: date | None = None,
    *,
    person: str = STAFF,
    kind: str = "personal",
    start_half: Half = Half.AM,
    end_half: Half = Half.PM,
    reason: str = "",
) -> RequestLeave:
    """A written slip; one day unless it says more."""
    return RequestLeave(
        person=person,
        kind=kind,
        start=start,
        end=end or start,
        start_half=start_half,
        end_half=end_half,
        reason=reason,
    )


def asked(on: date, start: date, end: date | None = None, *, by: str = "", **how: Any) -> By:
    """A history's slip, handed in that day by the person themselves."""
    operation = slip(start, end, **how)
    return By(by or operation.person, operation, clock(on, 9))


def agreed(by: str, on: date, leave: UUID = FIRST) -> By:
    return By(by, ApproveLeave(leave=leave), clock(on, 10))


def taken(desk: Desk, on: date, start: date, end: date | None = None, **how: Any) -> UUID:
    """A leave asked for and approved by everybody on its route on one day, later than whatever happened before."""
    operation = slip(start, end, **how)
    view: LeaveRecord = desk.ask(operation, by=CLERK, at=clock(on, 9))
    while view.waits_for:
        step = next(step for step in view.steps if step.post == view.waits_for)
        view = desk.ask(ApproveLeave(leave=view.id), by=step.holder, at=clock(on, 10))
    return view.id


def punched(person: str, on: date, *times: str, at: date) -> By:
    """The office writes the punches of a day down."""
    moments = tuple(time.fromisoformat(one) for one in times)
    return By(CLERK, CorrectPunch(person=person, on=on, times=moments, reason="补记"), clock(at, 9))


def handed_in(department: str, month: str, head: str, on: date) -> list[By]:
    """A sheet compiled, submitted and accepted on one day."""
    at = clock(on, 11)
    return [
        By(head, CompileSheet(month=month, department=department), at),
        By(head, SubmitSheet(month=month, department=department), at),
        By(CLERK, AcceptSheet(month=month, department=department), at),
    ]


def history(desk: Desk, *deeds: By) -> Desk:
    for deed in deeds:
        desk.do(deed.operation, by=deed.person, at=deed.at)
    return desk


def operations(*deeds: By) -> list[Operation]:
    return [deed.operation for deed in deeds]


def read_back(content: bytes) -> list[tuple[object, ...]]:
    """The cells of an exported workbook's only sheet."""
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
