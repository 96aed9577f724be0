"""The sample organ on Wednesday, 8 July 2026, with a record in every state that an operation can be about.

What a test does here is undone: the line of writers is given each command inside a transaction that is rolled back.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy.embedded import Embedded
from deploy.organ_import import import_organ
from services.kernel.clock import SimulatedClock
from services.kernel.delivery.inbox import Inbox
from services.kernel.domain import events
from services.kernel.log.transaction import Writing
from services.kernel.procedure.context import Answer, Call
from tests.permissions import procedures

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
SYSTEM = "system"

CALLERS: Mapping[str, str] = {
    "self": "p027",
    "colleague": "p028",
    "head": "p026",
    "head's stand-in": "p024",
    "supervisor": "p003",
    "supervisor's stand-in": "p005",
    "chair": "p002",
    "chair's stand-in": "p058",
    "secretary-general": "p006",
    "office-director": "p008",
    "clerk": "p011",
    "clerk's stand-in": "p012",
    "administrator": "p016",
    "security-administrator": "p054",
    "auditor": "p020",
    "discipline-member": "p055",
    "seal-keeper": "p013",
    "organiser": "p009",
    "head of another department": "p022",
    "member of another department": "p038",
    "supervisor of another department": "p004",
    "former employee": "p014",
    "employee to be": "p060",
    "unknown person": "p999",
    "system": SYSTEM,
}
"""Everybody's relation to p027 of the budget commission on the day."""
OF_MONEY: Mapping[str, str] = {
    "accountant": "p015",
    "cashier": "p023",
    "logistics": "p010",
    "discipline-head": "p007",
    "union-chair": "p017",
}
"""Whom finance alone knows by their posts: nobody in particular to the other services."""
ALL = CALLERS | OF_MONEY

STAND_INS = {"head-budget": "p024", "deputy-chair-2": "p005", "clerk": "p012"}
"""Beside the chair, for whom p058 stands in by the organ's own files."""
IN_DEPARTMENT = ("self", "colleague", "head")
ABSENT = ("former employee", "employee to be", "unknown person", "system")


def callers_of(operation: str) -> Mapping[str, str]:
    """Who is tried with it."""
    return ALL if operation.startswith("finance.") else CALLERS


def whom(words: str) -> set[str]:
    """The callers whom the words of a row mean."""
    found: set[str] = set()
    for word in words.split():
        match word:
            case "everybody":
                found |= ALL.keys() - set(ABSENT)
            case "colleague":
                found |= set(IN_DEPARTMENT)
            case "finance-leader":
                found.add("supervisor")  # p003 is both; who stands in as supervisor does not for the money
            case "nobody":
                pass
            case _:
                found |= {word, f"{word}'s stand-in"} & ALL.keys()
                assert word in ALL, word
    return found


def whole(at: str) -> str:
    """With its year."""
    return at if at.startswith("20") else f"2026-{at}"


class Undone(Exception):
    """The command was carried out, with this answer; its transaction is rolled back."""


@dataclass(eq=False)
class World:
    embedded: Embedded
    made: dict[str, Any]
    """What `"@x"` stands for."""

    def __post_init__(self) -> None:
        """The directory listens to nobody; here it does, so that its quarantine can be tried too."""
        self.tokens: dict[str, str] = {}
        Inbox(self.embedded.services["directory"].app, "documents", lambda tx, messages: None, lambda after, limit: [])

    def token(self, person: str) -> str:
        if person not in self.tokens:
            self.tokens[person] = self.embedded.signer.sign(person, token_id=f"test-{person}", seconds=86_400)
        return self.tokens[person]

    def body(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        made = self.made
        return {k: made[v[1:]] if isinstance(v, str) and v.startswith("@") else v for k, v in fields.items()}

    def call(self, operation: str, token: str, fields: Mapping[str, Any], on: str = "") -> Answer:
        """On 8 July, or at noon of another day such as `08-13`."""
        at = datetime.fromisoformat(f"2026-{on}T12:00").replace(tzinfo=ZONE) if on else None
        return self.embedded.call(Call(operation, self.body(fields), token, at=at))

    def do(self, at: str, by: str, operation: str, /, **fields: Any) -> Answer:
        """For good, at a moment of 2026 such as `07-01T09:00`, or of another year, which is then named."""
        moment = datetime.fromisoformat(whole(at)).replace(tzinfo=ZONE)
        answer = self.embedded.call(Call(operation, self.body(fields), self.token(by), at=moment))
        self.embedded.settle()
        return answer

    def make(self, label: str, at: str, by: str, operation: str, /, **fields: Any) -> None:
        """As `do`, and keeps the new record's id as `@label`."""
        self.made[label] = self.do(at, by, operation, **fields).location.rsplit("/", 1)[1]

    def waiting(self, shows: str, **fields: Any) -> str:
        """The change of this entry of the directory that waits to be confirmed."""
        found: str = json.loads(self.call(shows, self.token(SYSTEM), fields).body)["awaiting"][0]
        return found

    @contextmanager
    def nothing_lasts(self) -> Iterator[None]:
        """Commands are carried out to their end, then raise `Undone` instead of being committed."""
        apps = [service.app for service in self.embedded.services.values()]
        kept = [app.writer.submit for app in apps]
        for app, submit in zip(apps, kept, strict=True):
            app.writer.submit = _undoing(submit)  # type: ignore[method-assign]
        yield
        for app, submit in zip(apps, kept, strict=True):
            app.writer.submit = submit  # type: ignore[method-assign]


class Diary:
    """What procedures wish to have happened, in any order; carried out as it happened, for a log's days never go back.

    What it makes is named by its label: ids are known only then.
    """

    def __init__(self, world: World) -> None:
        self.world, self.made = world, world.made
        self._entries: list[tuple[str, Callable[[], Any]]] = []

    def do(self, at: str, by: str, operation: str, /, **fields: Any) -> None:
        self._entries.append((at, lambda: self.world.do(at, by, operation, **fields)))

    def make(self, label: str, at: str, by: str, operation: str, /, **fields: Any) -> None:
        self._entries.append((at, lambda: self.world.make(label, at, by, operation, **fields)))

    def name(self, label: str, at: str, of: Callable[[Mapping[str, Any]], str]) -> None:
        """Keeps as `@label` an id that follows from what is made before that moment."""
        self._entries.append((at, lambda: self.made.update({label: of(self.made)})))

    def find(
        self, label: str, at: str, by: str, shows: str, of: Callable[[Mapping[str, Any]], str], /, **fields: Any
    ) -> None:
        """Keeps as `@label` what a record tells at that moment."""
        world = self.world
        self._entries.append(
            (at, lambda: self.made.update({label: of(json.loads(world.call(shows, world.token(by), fields).body))}))
        )

    def carry_out(self) -> None:
        for _, entry in sorted(self._entries, key=lambda entry: whole(entry[0])):
            entry()


def _undoing(submit: Callable[..., Any]) -> Callable[..., Any]:
    def undone(work: Callable[[Writing], Any], *more: Any, **named: Any) -> Any:
        def then_undo(tx: Writing) -> None:
            raise Undone(work(tx))

        return submit(then_undo, *more, **named)

    return undone


NOW = datetime(2026, 7, 8, 10, tzinfo=ZONE)


def build(folder: Path) -> World:
    """A copy of the one that was made first in this process: to make one takes longer than most files of tests."""
    made, things = _first()
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return World(Embedded(folder, clock=SimulatedClock(NOW)), dict(things))


@cache
def _first() -> tuple[Path, dict[str, Any]]:
    kept = tempfile.TemporaryDirectory(prefix="jikao-world-")
    atexit.register(kept.cleanup)
    world = _made(Path(kept.name))
    world.embedded.close()
    return Path(kept.name), world.made


def _made(folder: Path) -> World:
    start = datetime(2026, 7, 1, 8, tzinfo=ZONE)
    clock = SimulatedClock(start)
    embedded = Embedded(folder, clock=clock)
    system = embedded.keys.system_token()
    import_organ(
        ROOT / "deploy/organ", lambda op: embedded.call(Call(op.NAME, op.model_dump(mode="json"), system, at=start))
    )
    embedded.settle()
    world = World(embedded, {})
    _stand_ins(world)
    diary = Diary(world)
    for module in procedures.found():
        if hasattr(module, "prepare"):
            module.prepare(diary)
    diary.carry_out()
    clock.set(NOW)
    notary = embedded.keys.notary(embedded.settings.origin)
    world.made["nobodys-note"] = notary.sign("nobody", 1, bytes(32), 1, number=1)
    for source in embedded.services:
        world.made[f"{source}-event"], world.made[f"{source}-history"] = _an_event(world, source)
    return world


def _stand_ins(world: World) -> None:
    for post, deputy in STAND_INS.items():
        fields = {"post": post, "deputy": deputy, "start": "2026-07-06", "to": "2026-08-01"}
        world.do("07-01T08:00", SYSTEM, "directory.give-delegation", **fields)
    empty = {"department": "vacant", "zh": "筹备科", "en": "Nobody yet", "kind": "section", "day": "2026-07-01"}
    world.do("07-01T08:00", SYSTEM, "directory.open-department", **empty)
    idle = {"post": "idle", "zh": "待任", "en": "Vacant", "department": "budget", "level": "staff", "day": "2026-07-01"}
    world.do("07-01T08:00", SYSTEM, "directory.create-post", **idle)


_TOLD = {
    "directory": ("directory.person-hired.v1", "p027"),
    "attendance": ("attendance.leave-requested.v1", "p027"),
    "documents": ("documents.task-assigned.v1", ""),
    "appraisal": ("appraisal.policy-drafted.v1", ""),
    "party": ("party.member-entered.v1", "p027"),
    "finance": ("finance.budget-line-planned.v1", ""),
}


def _an_event(world: World, source: str) -> tuple[int, str]:
    """One that concerns p027, or nobody; of money, that of p027's department. And what it happened to."""
    topic, person = _TOLD[source]
    for stored in world.embedded.services[source].app.store.rows(0):
        if stored.topic != topic:
            continue
        event = events.decode(topic, stored.state)
        if getattr(event, "person", "") == person and (source != "finance" or event.department == "budget"):
            return int(stored.position), str(event.originator_id)
    raise LookupError(topic)
