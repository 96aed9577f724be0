"""A person whose own words stand in every service, who leaves, and whose words are erased: on either runtime."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy.organ_import import import_organ
from deploy.policy_import import adopt_policy
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer
from services.kernel.procedure.operations import Operation

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
PERSON, OTHER, CHAIR, DIRECTOR, CLERK, HEAD, AUDITOR = "p027", "p028", "p002", "p008", "p011", "p026", "p020"
CANARY, LEFT = "金丝雀CANARY", "麻雀SPARROW"
"""In the words that are to be erased, and in those of others, which stay."""
OWNED = ("attendance", "pay", "integrity", "personnel", "party")
ORGANISER = "p009"
VISITORS, APPLICANTS = 14, 16
"""Words in the names of two files; the next ones stand in them."""
WORDS = range(1, 18)
CONSENT = {"basis": "consent-withdrawn", "reason": "本人申请删除"}


def word(n: int) -> str:
    return f"{CANARY}{n:02d}"


class Office:
    """`call` carries out one operation message wherever the services run."""

    def __init__(self, call: Callable[[Call], Answer], signer: Signer, system: str, settle: Callable[[], Any]) -> None:
        self._call, self._signer, self._system, self.settle = call, signer, system, settle
        self._keys = 0

    def do(self, at: str, by: str, operation: str, /, **fields: Any) -> Answer:
        """Every command with a key, so that its answer is kept."""
        self._keys += 1
        moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)
        token = self._system if by == "system" else self._signer.sign(by, token_id=f"t{by}", seconds=86_400)
        answer = self._call(Call(operation, fields, token, key=f"key-{self._keys}", at=moment))
        self.settle()
        return answer

    def make(self, at: str, by: str, operation: str, /, **fields: Any) -> str:
        return self.do(at, by, operation, **fields).location.rsplit("/", 1)[1]

    def see(self, at: str, by: str, operation: str, /, **fields: Any) -> Any:
        moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)
        token = self._signer.sign(by, token_id=f"t{by}", seconds=86_400)
        return json.loads(self._call(Call(operation, fields, token, at=moment)).body)

    def tick(self, at: str) -> None:
        for service in ("directory", "attendance", "documents", "finance", "party", "appraisal"):
            self.do(at, "system", f"{service}.tick")

    def import_organ(self, at: str) -> None:
        moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)

        def call(op: Operation) -> Answer:
            return self._call(Call(op.NAME, op.model_dump(mode="json"), self._system, at=moment))

        import_organ(ROOT / "deploy/organ", call)
        self.settle()
        adopt_policy(call)


def attach(office: Office, at: str, by: str, service: str, kind: str, record: str, name: int) -> str:
    """A file of theirs: a word in its name, and the next one in it. Returns where it can be asked for."""
    content = base64.b64encode(word(name + 1).encode()).decode()
    fields = {"kind": kind, "record": record, "file_name": f"{word(name)}.txt", "content": content}
    return office.do(at, by, f"{service}.attach-file", **fields).location


def live(office: Office) -> str:
    """A month of somebody's life, in every service that keeps any of it; returns the visit of somebody from outside."""
    gift = {"received_on": "2026-06-30", "kind": "cash", "what": word(1), "value": 500, "giver": word(2)}
    event = {"occasion": "wedding", "place": word(3), "guests": 80, "budget": 20000, "reason": word(4)}
    trip = {"kind": "tourism", "first": "2026-07-20", "last": "2026-07-25", "paid_by": "oneself"}
    office.do("2026-07-01T09:00", PERSON, "party.hand-in-gift", **gift)
    office.do("2026-07-01T09:10", PERSON, "party.report-family-event", on="2026-07-06", **event)
    office.do("2026-07-01T09:20", PERSON, "party.state-trip", **trip, destination=word(5), purpose=word(6))
    leave = {"kind": "personal", "start": "2026-07-09", "end": "2026-07-09"}
    office.do("2026-07-01T09:30", PERSON, "attendance.request-leave", person=PERSON, **leave, reason=word(7))
    office.do("2026-07-01T09:31", OTHER, "attendance.request-leave", person=OTHER, **leave, reason=LEFT)
    punch = {"on": "2026-07-01", "times": ["08:31:00"]}
    office.do("2026-07-02T09:40", CLERK, "attendance.correct-punch", person=PERSON, **punch, reason=word(8))
    overtime = {"on": "2026-07-02", "reason": word(9)}
    asked = office.make("2026-07-01T09:50", PERSON, "finance.request-overtime", person=PERSON, **overtime)
    office.do("2026-07-01T10:10", HEAD, "finance.reject-overtime", overtime=asked, reason=word(10))
    visitor = {"visitor": word(11), "contact": word(12), "matter": word(13)}
    seen = {"person": OTHER, "on": "2026-07-02", **visitor}
    visit = office.make("2026-07-02T16:00", CLERK, "documents.receive-visit", **seen)
    attach(office, "2026-07-02T16:10", CLERK, "documents", "visit", visit, VISITORS)
    application = {"person": PERSON, "on": "2026-07-02"}
    applicant = office.make("2026-07-02T16:20", ORGANISER, "party.receive-application", **application)
    attach(office, "2026-07-02T16:30", ORGANISER, "party", "applicant", applicant, APPLICANTS)
    return visit


def leave(office: Office) -> None:
    """With a second person's word, like every change of posts."""
    office.do("2026-07-10T09:00", DIRECTOR, "directory.leave-service", person=PERSON, day="2026-07-31")
    (waiting,) = office.see("2026-07-10T09:10", CHAIR, "directory.list-proposals", status="proposed")["items"]
    office.do("2026-07-10T10:00", CHAIR, "directory.confirm-change", proposal=waiting["id"])


def order(office: Office, visit: str) -> None:
    """They leave, and both are ordered: what was theirs, and what was the visitor's."""
    leave(office)
    outsider = {"record": visit, "kinds": ["outsiders"], "basis": "achieved", "reason": "来访已办结"}
    mine = {"person": PERSON, "kinds": list(OWNED), **CONSENT}
    for fields in (outsider, mine):
        erasure = office.make("2026-08-03T09:00", DIRECTOR, "directory.propose-erasure", **fields)
        office.do("2026-08-03T10:00", CHAIR, "directory.approve-erasure", erasure=erasure)


def where(folder: Path, text: str) -> list[str]:
    """The files in which it stands, as it is or as JSON escapes it."""
    forms = (text.encode(), json.dumps(text).strip('"').encode(), text.encode("utf-16-le"))
    return sorted(str(file.relative_to(folder)) for file in _files(folder) if _holds(file, forms))


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _holds(file: Path, forms: tuple[bytes, ...]) -> bool:
    try:
        content = file.read_bytes()
    except OSError:
        return False
    return any(form in content for form in forms)
