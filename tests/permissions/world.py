"""The sample organ on Wednesday, 8 July 2026, with a record in every state that an operation can be about.

What a test does here is undone: the line of writers is given each command inside a transaction that is rolled back.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy.embedded import Embedded
from deploy.organ_import import import_organ
from services.appraisal.policy.files import first_quarter, read_policy
from services.documents.inspections.conduct import conduct_id
from services.kernel import events
from services.kernel.clock import SimulatedClock
from services.kernel.context import Answer, Call
from services.kernel.transaction import Writing
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
    "auditor": "p020",
    "seal-keeper": "p013",
    "head of another department": "p022",
    "member of another department": "p038",
    "supervisor of another department": "p004",
    "former employee": "p014",
    "employee to be": "p060",
    "unknown person": "p999",
    "system": SYSTEM,
}
"""Everybody's relation to p027 of the budget commission on the day."""

STAND_INS = {"head-budget": "p024", "deputy-chair-2": "p005", "clerk": "p012"}
"""Beside the chair, for whom p058 stands in by the organ's own files."""
IN_DEPARTMENT = ("self", "colleague", "head")
ABSENT = ("former employee", "employee to be", "unknown person", "system")


def whom(words: str) -> set[str]:
    """The callers whom the words of a row mean."""
    found: set[str] = set()
    for word in words.split():
        match word:
            case "everybody":
                found |= CALLERS.keys() - set(ABSENT)
            case "colleague":
                found |= set(IN_DEPARTMENT)
            case "nobody":
                pass
            case _:
                found |= {word, f"{word}'s stand-in"} & CALLERS.keys()
                assert word in CALLERS, word
    return found


class Undone(Exception):
    """The command was carried out; its transaction is rolled back."""


@dataclass
class World:
    embedded: Embedded
    made: dict[str, Any]
    """What `"@x"` stands for."""

    def __post_init__(self) -> None:
        self.tokens: dict[str, str] = {}

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
        """For good, at a moment of 2026 such as `07-01T09:00`."""
        moment = datetime.fromisoformat(f"2026-{at}").replace(tzinfo=ZONE)
        answer = self.embedded.call(Call(operation, self.body(fields), self.token(by), at=moment))
        self.embedded.settle()
        return answer

    def make(self, label: str, at: str, by: str, operation: str, /, **fields: Any) -> None:
        """As `do`, and keeps the new record's id as `@label`."""
        self.made[label] = self.do(at, by, operation, **fields).location.rsplit("/", 1)[1]

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


def _undoing(submit: Callable[..., Any]) -> Callable[..., Any]:
    def undone(work: Callable[[Writing], Any], *more: Any, **named: Any) -> Any:
        def then_undo(tx: Writing) -> None:
            work(tx)
            raise Undone

        return submit(then_undo, *more, **named)

    return undone


def build(folder: Path) -> World:
    start = datetime(2026, 7, 1, 8, tzinfo=ZONE)
    clock = SimulatedClock(start)
    embedded = Embedded(folder, clock=clock)
    system = embedded.keys.system_token()
    import_organ(
        ROOT / "deploy/organ", lambda op: embedded.call(Call(op.NAME, op.model_dump(mode="json"), system, at=start))
    )
    embedded.settle()
    world = World(embedded, {"punches": base64.b64encode(b"     2189\t2026-07-02 08:55:00\t1\t0\t1\t0\r\n").decode()})
    _stand_ins(world)
    _policies(world)
    _slips(world)
    _sheets(world)
    _tasks_and_information(world)
    _office_affairs(world)
    _papers(world)
    for module in procedures.found():
        module.prepare(world)
    clock.set(datetime(2026, 7, 8, 10, tzinfo=ZONE))
    for source in embedded.services:
        world.made[f"{source}-event"] = _an_event(world, source)
    return world


def _stand_ins(world: World) -> None:
    for post, deputy in STAND_INS.items():
        fields = {"post": post, "deputy": deputy, "start": "2026-07-06", "to": "2026-08-01"}
        world.do("07-01T08:00", SYSTEM, "directory.give-delegation", **fields)
    empty = {"department": "vacant", "zh": "筹备科", "en": "Nobody yet", "kind": "section", "day": "2026-07-01"}
    world.do("07-01T08:00", SYSTEM, "directory.open-department", **empty)
    idle = {"post": "idle", "zh": "待任", "en": "Vacant", "department": "budget", "level": "staff", "day": "2026-07-01"}
    world.do("07-01T08:00", SYSTEM, "directory.create-post", **idle)


def _policies(world: World) -> None:
    policy = read_policy(ROOT / "deploy/regulations/policy.toml")
    first = policy.model_dump(mode="json")
    world.do("07-01T08:01", SYSTEM, "appraisal.draft-policy", policy=first)
    world.do("07-01T08:01", SYSTEM, "appraisal.adopt-policy", number=1, effective=str(first_quarter(policy)))
    world.do("07-01T08:01", SYSTEM, "appraisal.draft-policy", policy=first | {"zh": "修订草案"})
    world.made["policy"] = first | {"zh": "另一草案"}


def _slips(world: World) -> None:
    """Leave of p027 in every state, and one of the person who stands in for the chair."""

    def ask(label: str, person: str, first: str, last: str, *signed_by: str) -> None:
        fields = {"person": person, "kind": "personal", "start": f"2026-{first}", "end": f"2026-{last}"}
        answer = world.do("07-01T09:00", person, "attendance.request-leave", **fields)
        world.made[label] = answer.location.rsplit("/", 1)[1]
        for signer in signed_by:
            world.do("07-01T09:10", signer, "attendance.approve-leave", leave=f"@{label}")

    ask("asked", "p027", "07-10", "07-10")
    ask("endorsed", "p027", "07-13", "07-15", "p026")
    ask("endorsed-twice", "p027", "07-20", "07-24", "p026", "p003")
    ask("approved", "p027", "07-02", "07-02", "p026")
    ask("stand-in's", "p058", "07-30", "07-30")
    world.do("07-06T09:00", "p026", "attendance.mark-day", person="p027", on="2026-07-06", state="trip")


def _sheets(world: World) -> None:
    """Of the budget commission: June owed, May a draft, April handed in, March accepted."""
    steps = {"compile": "p026", "submit": "p026", "accept": "p011"}
    for month, done in {"2026-05": 1, "2026-04": 2, "2026-03": 3}.items():
        for step, person in list(steps.items())[:done]:
            world.do("07-06T10:00", person, f"attendance.{step}-sheet", month=month, department="budget")
    world.do("07-06T23:00", SYSTEM, "attendance.tick")  # p027's return is missed: the quarter has a fact


def _tasks_and_information(world: World) -> None:
    """Of p027: a task that is owed, one reported done, one that asks for time, one shared; an item, one adopted."""

    def task(label: str, *co_owners: str) -> None:
        fields = {"department": "budget", "owner": "p027", "co_owners": list(co_owners), "title": "督办事项"}
        answer = world.do("07-01T09:00", "p002", "documents.assign-task", **fields, source="plan", due="2026-08-14")
        world.made[label] = answer.location.rsplit("/", 1)[1]

    for label in ("task", "reported-task", "asked-task"):
        task(label)
    task("shared", "finance-economy")
    world.do("07-02T09:00", "p027", "documents.report-task-done", task="@reported-task", note="已办结")
    asked = {"due": "2026-09-10", "reason": "调研推迟"}
    world.do("07-02T09:00", "p027", "documents.ask-extension", task="@asked-task", **asked)
    for label in ("item", "adopted"):
        fields = {"department": "budget", "authors": ["p027"], "title": label, "body": "正文"}
        answer = world.do("07-02T10:00", "p027", "documents.submit-information", **fields)
        world.made[label] = answer.location.rsplit("/", 1)[1]
    printed = {"level": "city", "publication": "每日信息", "on": "2026-07-06"}
    world.do("07-06T09:00", "p011", "documents.record-adoption", item="@adopted", **printed)


def _office_affairs(world: World) -> None:
    """Of p027 and the budget commission: a warning, a visitor, a complaint, a lapse."""

    def made(label: str, at: str, by: str, operation: str, /, **fields: Any) -> None:
        answer = world.do(at, by, f"documents.{operation}", **fields)
        world.made[label] = answer.location.rsplit("/", 1)[1]

    world.do("07-01T08:30", SYSTEM, "documents.tick")
    found = [{"person": "p027", "requirements": ["desks"], "note": "桌面杂乱"}]
    looked = {"on": "2026-07-02", "inspectors": ["p011"], "departments": ["budget"], "findings": found}
    made("inspection", "07-02T15:00", "p011", "record-inspection", **looked)
    world.made["conduct"] = str(conduct_id("budget", "p027", "2026"))
    visitor = {"person": "p027", "on": "2026-07-02", "visitor": "来访群众", "matter": "咨询"}
    made("visit", "07-02T16:00", "p027", "receive-visit", **visitor)
    made("complaint", "07-03T09:00", "p011", "file-complaint", against="p027", on="2026-07-02", matter="态度生硬")
    failed = {"person": "p027", "year": 2026, "on": "2026-07-02", "note": "推诿"}
    world.do("07-03T10:00", "p006", "documents.record-lapse", **failed)
    _research_and_townships(made, world)


def _research_and_townships(made: Callable[..., None], world: World) -> None:
    for label in ("article", "approved-article", "returned-article"):
        written = {"department": "budget", "year": 2026, "authors": ["p028"], "title": label, "body": "正文"}
        made(label, "07-03T11:00", "p028", "submit-article", **written)
    world.do("07-03T12:00", "p026", "documents.approve-article", article="@approved-article")
    world.do("07-03T12:00", "p026", "documents.return-article", article="@returned-article", reason="需修改")
    town = {"department": "budget", "township": "qingyou", "on": "2026-07-03"}
    made("guidance", "07-03T17:00", "p027", "record-guidance", **town, people=["p027"], content="指导代表活动")
    made("station", "07-03T17:00", "p027", "record-station", **town, form="station", name="青柚联络站")


def _papers(world: World) -> None:
    """Incoming documents in every state; p027 has one, asks to keep another, returned a third unread."""

    def paper(label: str, *steps: tuple[str, str, dict[str, Any]]) -> None:
        fields = {"sender": "市人大常委会", "title": label, "received": "2026-07-02"}
        answer = world.do("07-02T09:00", "p011", "documents.register-incoming", **fields)
        world.made[label] = answer.location.rsplit("/", 1)[1]
        for by, operation, more in steps:
            world.do("07-07T09:00", by, f"documents.{operation}", document=f"@{label}", **more)

    proposed = ("p008", "propose-handling", {"leader_post": "deputy-chair-2", "proposal": "请阅示"})
    instructed = ("p003", "instruct-incoming", {"text": "请阅办"})
    given = (proposed, instructed, ("p011", "start-circulation", {"readers": ["p027", "p030"]}))
    alone = (proposed, instructed, ("p011", "start-circulation", {"readers": ["p027"]}))
    kept = {"person": "p027", "until": "2026-07-20", "reason": "参阅"}
    paper("paper")
    paper("proposed-paper", proposed)
    paper("instructed-paper", proposed, instructed)
    paper("read-paper", *given)
    paper("kept-paper", *given, ("p027", "ask-retention", kept))
    paper("unread-paper", *alone, ("p011", "receive-copy", {"copy_number": 1, "read": False}))


_TOLD = {
    "directory": ("directory.person-hired.v1", "p027"),
    "attendance": ("attendance.leave-requested.v1", "p027"),
    "documents": ("documents.task-assigned.v1", ""),
    "appraisal": ("appraisal.policy-drafted.v1", ""),
}


def _an_event(world: World, source: str) -> int:
    """One that concerns p027, or nobody."""
    topic, person = _TOLD[source]
    for stored in world.embedded.services[source].app.store.rows(0):
        if stored.topic == topic and getattr(events.decode(topic, stored.state), "person", "") == person:
            return int(stored.position)
    raise LookupError(topic)
