"""A small organ before the appraisal service: messages go in by the inbox, operations come as signed calls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from services.appraisal.policy.files import first_quarter, read_policy
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import AdoptPolicy, DraftPolicy, ForkPolicy
from services.appraisal.scorecards.scoring import Count
from services.appraisal.service import SUBSCRIPTIONS, build
from services.attendance.sheets.events import DayState, Line, SheetAccepted
from services.directory.events import DepartmentOpened, HolderAppointed, PersonHired, PostCreated
from services.kernel.clock import SimulatedClock
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.messages import Message
from services.kernel.domain import events
from services.kernel.domain.events import Event
from services.kernel.log.seal import START as START_OF_LOG
from services.kernel.log.seal import link
from services.kernel.log.store import Store
from services.kernel.procedure.context import Call
from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key
from services.kernel.procedure.office import Office
from services.kernel.procedure.operations import Operation
from services.kernel.rules.facts import SCALE
from services.kernel.rules.regulations import Rules
from tests.attendance.desk import calendar

ROOT = Path(__file__).parents[2]
POLICY_FILE = ROOT / "deploy/regulations/policy.toml"
NAMESPACE = UUID("0b9d7c62-3f06-4b0e-9d2c-2f1c4b1a0001")
START = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
KEY = new_key()
RULES = Rules.load(POLICY_FILE.parent)


def stream(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


def counts(**quantities: str | int) -> dict[str, Count]:
    """Net sums of facts about attendance: `late=3`, `days_due="61.5"`."""
    return {f"attendance.{name.replace('_', '-')}": count(quantity) for name, quantity in quantities.items()}


def count(quantity: str | int) -> Count:
    return Count(int(Decimal(quantity) * SCALE))


def policy_file() -> Policy:
    return read_policy(POLICY_FILE)


def attendance_only() -> Policy:
    """The default policy with nothing to count in the other dimensions, so that a score speaks of attendance alone."""
    content = policy_file().content()
    for dimension in content["dimensions"]:
        if dimension["id"] != "attendance":
            dimension |= {"rules": [], "due": "owed"}
    return Policy.model_validate(content)


@dataclass
class Wall:
    """One clock for all that is recorded; it moves on by a minute with every fact."""

    now: datetime = START

    def tick(self, at: datetime | None) -> datetime:
        self.now = max(at or self.now + timedelta(minutes=1), self.now)
        return self.now


@dataclass
class Log:
    """What another service would have recorded: positions, and times that never go back."""

    source: str
    clock: Wall
    messages: list[Message] = field(default_factory=list)
    versions: dict[UUID, int] = field(default_factory=dict)

    def add(self, event_class: type[Event], of: str, /, *, at: datetime | None = None, **fields: Any) -> Message:
        now = self.clock.tick(at)
        id = stream(of)
        version = self.versions[id] = self.versions.get(id, 0) + 1
        fields.setdefault("day", now.date())
        event = event_class(originator_id=id, originator_version=version, timestamp=now, **fields)
        last = self.messages[-1].position if self.messages else 0
        state = events.encode(event)
        before = bytes.fromhex(self.messages[-1].seal) if self.messages else START_OF_LOG
        seal = link(before, last + 1, id.hex, version, event.TOPIC, state).hex()
        message = Message(self.source, last + 1, last, event.TOPIC, id.hex, state, seal)
        self.messages.append(message)
        return message

    def pull(self, after: int, limit: int) -> Sequence[Message]:
        return [m for m in self.messages if m.position > after][:limit]


class Desk:
    """The appraisal service with its sources."""

    def __init__(self, store: Store, live: Any = None) -> None:
        self.clock = SimulatedClock(START)
        office = Office(rules=RULES, calendar=calendar(), verifier=Verifier(public_key(KEY)), clock=self.clock)
        self.app = build(store=store, office=office, live=live)
        self.signer = Signer(KEY)
        self.wall = Wall()
        self.directory, self.attendance = Log("directory", self.wall), Log("attendance", self.wall)
        self.documents, self.party = Log("documents", self.wall), Log("party", self.wall)
        self.finance = Log("finance", self.wall)
        self.inboxes = {
            log.source: Inbox(self.app, log.source, SUBSCRIPTIONS[log.source], log.pull)
            for log in (self.directory, self.attendance, self.documents, self.party, self.finance)
        }

    def catch_up(self) -> None:
        for inbox in self.inboxes.values():
            inbox.catch_up()

    def do(self, operation: Operation, by: str = "", at: datetime | None = None) -> Any:
        """By the chair (p1); a policy is drafted by the secretary-general (p4), for the chair adopts it."""
        by = by or ("p4" if isinstance(operation, DraftPolicy | ForkPolicy) else "p1")
        token = self.signer.sign(by, token_id=f"t-{by}", seconds=86_400)
        return operation.RETURNS.model_validate_json(
            self.answer(Call(operation.NAME, operation.model_dump(mode="json"), token, at=at))
        )

    def answer(self, call: Call) -> bytes:
        return self.app.call(call).body

    ask = do

    def recorded(self) -> list[Event]:
        return [events.decode(row.topic, row.state) for row in self.app.store.rows()]

    def adopt(self, policy: Policy | None = None, at: datetime | None = None) -> None:
        """As the first start does."""
        given = policy or attendance_only()
        drafted = self.do(DraftPolicy(policy=given), by="system", at=at)
        effective = str(first_quarter(given)) if drafted.number == 1 else "2026-Q4"
        self.do(AdoptPolicy(number=drafted.number, effective=effective), by="system", at=at)

    def open_organ(self) -> None:
        """Three departments: the office of three, law of two (p6 is the auditor), the leadership of the chair (p1)."""
        since = date(2020, 1, 1)
        for id, zh, kind in (
            ("office", "办公室", "office"),
            ("law", "法工委", "committee"),
            ("top", "领导", "leadership"),
        ):
            self.directory.add(DepartmentOpened, id, day=since, department=id, zh=zh, en=id.title(), kind=kind)
        for person, department in (
            ("p1", "top"),
            ("p2", "office"),
            ("p3", "office"),
            ("p4", "office"),
            ("p5", "law"),
            ("p6", "law"),
        ):
            self.directory.add(
                PersonHired,
                person,
                day=since,
                department=department,
                person=person,
                name=f"甲{person}",
                number=person,
                work_since=since,
            )
        for post, department, holder in (
            ("chair", "top", "p1"),
            ("secretary-general", "top", "p4"),
            ("auditor", "law", "p6"),
        ):
            self.directory.add(
                PostCreated, post, day=since, department=department, of_post=post, zh=post, en=post, level="staff"
            )
            self.directory.add(HolderAppointed, post, day=since, of_post=post, person=holder)
        self.catch_up()

    def accept_sheet(self, department: str, month: str, lines: Sequence[Line]) -> None:
        self.attendance.add(
            SheetAccepted,
            f"{department}/{month}",
            department=department,
            month=month,
            lines=tuple(lines),
            cites=("A14",),
        )


def line(
    person: str, due: str, present: str, *states: tuple[str, str], residency: tuple[str, str] = ("0", "0")
) -> Line:
    """`states` are (ISO day, state), each of a morning."""
    return Line(
        person=person,
        days_due=Decimal(due),
        days_present=Decimal(present),
        states=tuple(DayState(on=date.fromisoformat(on), half="am", state=state) for on, state in states),
        residency_due=Decimal(residency[0]),
        residency_done=Decimal(residency[1]),
    )


def as_json(view: Any) -> Any:
    return json.loads(view.model_dump_json())
