"""How a unit test reads here: history, what is done, what is recorded or refused. For aggregates and applications.

    given(fact(JarOpened, size=3), of=Jar).when(Jar.fill, amount=4).then_refused(JarFull, cites=("A1",))
    given(OpenJar(size=3), to=desk).when(FillJar(jar=..., amount=2), by="p002").then(fact(JarFilled, amount=2))

A `fact` names only the fields that matter: a history fills the envelope in, an expectation does not compare it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any, overload
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from services.kernel.domain import events as facts
from services.kernel.domain.aggregate import Act, Aggregate
from services.kernel.domain.events import Event
from services.kernel.log.rebuild import Rebuild
from services.kernel.procedure.application import Application
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.own_log.handlers import check_seal
from services.kernel.refusals import Refusal

ID = UUID("00000000-0000-4000-8000-000000000001")
DAY = date(2024, 3, 4)
"""A Monday that is a working day."""
ZONE = ZoneInfo("Asia/Shanghai")


def noon(day: date) -> datetime:
    """Noon of that day in the organ's time zone, as UTC."""
    return datetime.combine(day, time(12), ZONE).astimezone(UTC)


def act(by: str = "p001", on: date = DAY, post: str = "", **more: Any) -> Act:
    return Act(at=more.pop("at", noon(on)), day=on, actor=by, post=post, **more)


@dataclass(frozen=True)
class Fact:
    """An event class with the fields that a test cares about."""

    event_class: type[Event]
    fields: dict[str, Any]

    def event(self, stream: UUID, version: int) -> Event:
        fields: dict[str, Any] = {"timestamp": noon(self.fields.get("day", DAY)), "day": DAY, **self.fields}
        return self.event_class(**{"originator_id": stream, "originator_version": version, **fields})

    def differs_from(self, event: Event) -> str:
        """What does not fit, or nothing."""
        if type(event) is not self.event_class:
            return f"recorded {type(event).__name__}, expected {self.event_class.__name__}"
        for name, expected in self.fields.items():
            if getattr(event, name) != expected:
                return f"{self.event_class.__name__}.{name} is {getattr(event, name)!r}, expected {expected!r}"
        return ""


def fact(event_class: type[Event], **fields: Any) -> Fact:
    unknown = set(fields) - {field.name for field in msgspec.structs.fields(event_class)}
    assert not unknown, f"{event_class.__name__} has no {unknown}"
    return Fact(event_class, fields)


class Desk:
    """A caller's place at one application: signs, calls, decodes. `at` needs a service with a simulated clock."""

    def __init__(self, app: Application, signer: Signer, by: str = "p001") -> None:
        self.app, self.signer, self.by = app, signer, by
        self._tokens: dict[str, str] = {}

    def token(self, person: str) -> str:
        if person not in self._tokens:
            self._tokens[person] = self.signer.sign(person, token_id=f"test-{person}", seconds=86_400)
        return self._tokens[person]

    def do(
        self,
        operation: Operation,
        *,
        by: str = "",
        key: str = "",
        if_match: int | None = None,
        at: datetime | None = None,
    ) -> Answer:
        body = operation.model_dump(mode="json")
        return self.app.call(Call(operation.NAME, body, self.token(by or self.by), key=key, if_match=if_match, at=at))

    def ask(self, operation: Operation, *, by: str = "", **how: Any) -> Any:
        """The answer as its view."""
        return operation.RETURNS.model_validate_json(self.do(operation, by=by, **how).body)

    def recorded(self, after: int = 0) -> list[Event]:
        return [facts.decode(row.topic, row.state) for row in self.app.store.rows(after)]


def proven(app: Application) -> None:
    """What must hold of a service at the end of any test: its seal, and its registers as they follow from its log."""
    _, fault, _ = check_seal(app.store)
    assert fault is None, f"{app.name}: {fault}"
    report = Rebuild(app, app.registers).run()
    for one in report.registers:
        assert one.difference is None, f"{app.name}: register {one.register.name} differs: {one.difference}"


@dataclass(frozen=True)
class By:
    """An operation of a history with its caller and moment: `By("p002", Approve(...), at=noon(day))`."""

    person: str
    operation: Operation
    at: datetime | None = None


class _Past(Aggregate):
    """Carries the facts of a history into the log of an application; has no rules of its own."""

    def __init__(self, stream: UUID, pending: list[Event]) -> None:
        super().__init__(stream)
        self.pending = pending


class Outcome:
    """What came of it. Every `then` returns the outcome, so that several can be said."""

    def __init__(self, recorded: Sequence[Event], result: Any, refusal: Refusal | None) -> None:
        self.recorded, self.result, self.refusal = recorded, result, refusal

    def then(self, *expected: Fact | type[Event]) -> Outcome:
        """Exactly these facts, in this order."""
        if self.refusal is not None:
            raise AssertionError(f"refused: {self.refusal.zh} {self.refusal}") from self.refusal
        wanted = [one if isinstance(one, Fact) else Fact(one, {}) for one in expected]
        names = [type(event).__name__ for event in self.recorded]
        assert names == [one.event_class.__name__ for one in wanted], f"recorded {list(self.recorded)}"
        for one, event in zip(wanted, self.recorded, strict=True):
            assert not (difference := one.differs_from(event)), difference
        return self

    def then_nothing(self) -> Outcome:
        return self.then()

    def then_answer(self, **fields: Any) -> Outcome:
        """The answer (or the callable's result) has these values."""
        if self.refusal is not None:
            raise AssertionError(f"refused: {self.refusal}") from self.refusal
        for name, expected in fields.items():
            assert getattr(self.result, name) == expected, f"{name} is {getattr(self.result, name)!r}"
        return self

    def then_refused(self, refusal: type[Refusal], *, cites: tuple[str, ...] | None = None, **details: Any) -> Outcome:
        """Refused for this reason, and nothing recorded."""
        assert self.refusal is not None, f"was not refused; recorded {list(self.recorded)}"
        assert type(self.refusal) is refusal, f"refused with {self.refusal!r}"
        assert self.refusal.zh, "a refusal is said in both languages"
        assert self.refusal.args[0].strip(": "), "a refusal is said in both languages"
        assert cites is None or self.refusal.cites == cites, f"cites {self.refusal.cites}"
        for name, expected in details.items():
            assert self.refusal.details[name] == expected, f"{name} is {self.refusal.details[name]!r}"
        assert not self.recorded, f"refused, yet recorded {list(self.recorded)}"
        return self


class OfAggregate:
    def __init__(self, cls: type[Aggregate], history: Sequence[Fact | Event], stream: UUID) -> None:
        events = [one.event(stream, n) if isinstance(one, Fact) else one for n, one in enumerate(history, 1)]
        self.aggregate: Any = cls.from_events(events[0].originator_id if events else stream, events)

    def when(self, work: Callable[..., Any] | Operation, *args: Any, **named: Any) -> Outcome:
        """`work` gets the aggregate first; an `act` that is not given is filled in (`by=`, `on=`, `post=`, `at=`).

        An operation is carried out as its procedure does (`through=commands`), by somebody who may.
        """
        if isinstance(work, Operation):
            operation, commands = work, named.pop("through")
            return self.when(
                lambda aggregate, act: commands.let(aggregate, operation, SimpleNamespace(act=act)), **named
            )
        takes = inspect.signature(work).parameters
        if "act" in takes and "act" not in named and not any(isinstance(one, Act) for one in args):
            words = [name for name in ("by", "on", "post", "at") if name in named and name not in takes]
            envelope = {name: named.pop(name) for name in words}
            named["act"] = act(**envelope)
            if args:
                position = list(takes).index("act") - 1
                args = (*args[:position], named.pop("act"), *args[position:])
        try:
            result, refusal = work(self.aggregate, *args, **named), None
        except Refusal as error:
            result, refusal = None, error
        return Outcome(self.aggregate.collect_events(), result, refusal)


class ToDesk:
    def __init__(self, desk: Desk, history: Sequence[Fact | Event | Operation | By]) -> None:
        self.desk = desk
        for one in history:
            match one:
                case By(person, operation, at):
                    desk.do(operation, by=person, at=at)
                case Operation():
                    desk.do(one)
                case Fact() | Event():
                    self._record(one)

    def _record(self, one: Fact | Event) -> None:
        def work(tx: Any) -> None:
            event = one
            if isinstance(event, Fact):
                stream = event.fields.get("originator_id", ID)
                fields = {name: value for name, value in event.fields.items() if name != "originator_version"}
                event = replace(event, fields=fields).event(stream, len(tx.stream(stream)) + 1)
            tx.append(_Past(event.originator_id, [event]))

        self.desk.app.record(work)

    def when(self, what: Operation | Callable[[Desk], Any], **how: Any) -> Outcome:
        """An operation (with `by=`, `key=`, `if_match=`, `at=`), or anything done with the desk."""
        before, result, refusal = self.desk.app.store.position(), None, None
        try:
            result = self.desk.ask(what, **how) if isinstance(what, Operation) else what(self.desk)
        except Refusal as error:
            refusal = error
        return Outcome(self.desk.recorded(before), result, refusal)


@overload
def given(*history: Fact | Event, of: type[Aggregate], stream: UUID = ID) -> OfAggregate: ...
@overload
def given(*history: Fact | Event | Operation | By, to: Desk) -> ToDesk: ...
def given(
    *history: Any, of: type[Aggregate] | None = None, to: Desk | None = None, stream: UUID = ID
) -> OfAggregate | ToDesk:
    """`of` an aggregate class: facts; `to` a desk: facts, operations, or `By(person, operation, at)`."""
    if to is not None:
        return ToDesk(to, history)
    assert of is not None, "given(...) needs of=AggregateClass or to=desk"
    return OfAggregate(of, history, stream)
