"""An office that lies, with its own key in its hand: what it can make, and what an outsider holds against it.

The outsider holds what was printed when the quarter was published: of every log its newest checkpoint, and the public
key. Each row of the table makes another story of it, as far as a key can.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.verifier import verify
from services.attendance.sheets.events import SheetAccepted
from services.directory.events import PersonHired
from services.kernel.delivery.messages import Message
from services.kernel.log.seal import START, Notary, StoredRow, link
from services.kernel.log.store import LOG, Store, events, heads
from services.kernel.procedure.bundles.beside import REGULATIONS, beside
from services.kernel.rules.regulations import Rules
from tests.appraisal.office import POLICY_FILE, Desk, Log
from tests.bundles.quarter import (
    NOTARY,
    Exported,
    exported,
    members_of,
    part_of,
    places,
    store_of,
    worked_and_published,
)
from tests.bundles.test_mutated import put, signed_anew
from tests.stores import prepared

OTHER = Notary("jikao/test", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
Members = dict[str, bytes]


@dataclass
class Office:
    """The desk as it was, the honest bundle of it, and room for lies."""

    desk: Desk
    honest: Exported
    folder: Path

    def again(self, source: str, log: Log, notary: Notary = NOTARY) -> Members:
        """The honest bundle with the part of one service made from another log."""
        needs = json.loads(self.honest.members["appraisal/needs.json"])
        with store_of(log, self.folder / f"lie-{source}-{len(list(self.folder.iterdir()))}.db") as store:
            part = part_of(store, source, needs[source], self.desk.app.office.rules, notary)
        made = {name: content for name, content in self.honest.members.items() if not name.startswith(f"{source}/")}
        return made | {name: content for name, content in members_of(part).items() if "/" in name}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("attacks")
    store = prepared(folder / "appraisal.db", Desk)
    desk = worked_and_published(store, folder)
    yield Office(desk, exported(desk, folder), folder)
    store.close()


def rechained(log: Log, change: Callable[[int, str, dict[str, Any]], dict[str, Any] | None]) -> Log:
    """The log as if it had always been so: events changed or left out, and every seal made anew."""
    made, before, versions = Log(log.source, log.clock), START, {}
    for message in log.messages:
        said = change(message.position, message.topic, json.loads(message.data))
        if said is None:
            continue
        version = versions[message.aggregate] = versions.get(message.aggregate, 0) + 1
        said["originator_version"] = version
        position, state = len(made.messages) + 1, json.dumps(said, ensure_ascii=False).encode()
        before = link(before, position, message.aggregate, version, message.topic, state)
        made.messages.append(
            Message(log.source, position, position - 1, message.topic, message.aggregate, state, before.hex())
        )
    return made


# -- the lies ---------------------------------------------------------------------------------------------------------


def sheet_prettier(office: Office) -> Members:
    """The office's absences vanish from the attendance log, which is chained and signed anew."""

    def change(position: int, topic: str, said: dict[str, Any]) -> dict[str, Any]:
        if topic == SheetAccepted.TOPIC and said.get("department") == "office":
            said["lines"][0]["states"] = []
        return said

    return office.again("attendance", rechained(office.desk.attendance, change))


def event_never_happened(office: Office) -> Members:
    """One event less in the middle of a log, which is chained and signed anew."""
    gone = len(office.desk.documents.messages) // 2
    return office.again(
        "documents", rechained(office.desk.documents, lambda position, _, said: None if position == gone else said)
    )


def directory_altered(office: Office) -> Members:
    """One more is said to have been in law all along, which makes its mean strength greater."""

    def change(position: int, topic: str, said: dict[str, Any]) -> dict[str, Any]:
        if topic == PersonHired.TOPIC and said["person"] == "p4":
            said["department"] = "law"
        return said

    return office.again("directory", rechained(office.desk.directory, change))


def left_out(office: Office) -> Members:
    """An adverse fact is left out with its event; lists are signed anew."""
    made = dict(office.honest.members)
    rows = made["appraisal/facts.jsonl"].splitlines()
    late = next(row for row in rows if json.loads(row)[4] == "attendance.late" or "late" in json.loads(row)[4])
    put(made, "appraisal/facts.jsonl", [row for row in rows if row != late])
    return anew(office, made)


def policy_swapped(office: Office) -> Members:
    """A kinder policy, with a digest that fits it in what the bundle says of itself."""
    made = dict(office.honest.members)
    policy = json.loads(made["appraisal/policy.json"])
    policy["grades"][0]["at_least"] = "80"
    text = json.dumps(policy, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    about = json.loads(made["appraisal/quarter.json"])
    about["policy"] = hashlib.sha256(text).hexdigest()
    made |= {"appraisal/policy.json": text, "appraisal/quarter.json": json.dumps(about).encode()}
    return anew(office, made)


def terms_swapped(office: Office) -> Members:
    """Other weights of evaluation and scorecard than those in force."""
    made = dict(office.honest.members)
    about = json.loads(made["appraisal/quarter.json"])
    about["terms"] |= {"events": "20", "evaluation": "80"}
    made["appraisal/quarter.json"] = json.dumps(about).encode()
    return anew(office, made)


def regulations_swapped(office: Office) -> Members:
    """Other weights, and regulations that say so, with a digest of their own; in one part."""
    return _by_other_rules(office, ("appraisal",))


def regulations_swapped_everywhere(office: Office) -> Members:
    return _by_other_rules(office, ("",))


def _by_other_rules(office: Office, services: tuple[str, ...]) -> Members:
    made, folder = terms_swapped(office), office.folder / f"rules-{len(list(office.folder.iterdir()))}"
    shutil.copytree(POLICY_FILE.parent, folder)
    weights, text = "events = 80, evaluation = 20", (folder / "quarters.toml").read_text("utf-8")
    assert weights in text
    (folder / "quarters.toml").write_text(text.replace(weights, "events = 20, evaluation = 80"), "utf-8")
    files = beside(Rules.load(folder), "appraisal", office.desk.app.store, 0)
    content = b"".join(files[REGULATIONS])
    made |= {name: content for name in made if name.endswith(REGULATIONS) and name.startswith(services)}
    return anew(office, made)


def key_replaced(office: Office) -> Members:
    """Everything is made and signed with another key."""
    office.desk.app.office = replace(office.desk.app.office, notary=OTHER)
    try:
        with office.desk.app.store.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE kept AS SELECT * FROM checkpoints")
            connection.exec_driver_sql("DELETE FROM checkpoints")
        return exported(office.desk, office.folder, OTHER).members
    finally:
        office.desk.app.office = replace(office.desk.app.office, notary=NOTARY)
        with office.desk.app.store.writing() as connection:
            connection.exec_driver_sql("DELETE FROM checkpoints")
            connection.exec_driver_sql("INSERT INTO checkpoints SELECT * FROM kept")
            connection.exec_driver_sql("DROP TABLE kept")


def checkpoint_of_another_story(office: Office) -> Members:
    """The checkpoint that the outsider holds is put into the rewritten log's part, in the place of its own."""
    made = sheet_prettier(office)
    put(made, "attendance/checkpoints.jsonl", office.honest.members["attendance/checkpoints.jsonl"].splitlines())
    return anew(office, made)


def older_checkpoint_alone(office: Office) -> Members:
    """Only the first checkpoint is shown, and the log is said to have ended there."""
    made = dict(office.honest.members)
    about = json.loads(made["attendance/part.json"])
    first = made["attendance/checkpoints.jsonl"].splitlines()[0]
    about["size"] = json.loads(first)["size"]
    made["attendance/part.json"] = json.dumps(about).encode()
    put(made, "attendance/checkpoints.jsonl", [first])
    return anew(office, made)


def grade_rewritten(office: Office) -> Members:
    """The publication itself says another grade, and the appraisal's log is chained and signed anew from there."""
    return _own_log(office, b'"grade":"poor"', b'"grade":"good"')


def policy_rewritten_in_the_log(office: Office) -> Members:
    return _own_log(office, b'"at_least":"90"', b'"at_least":"85"')


def _own_log(office: Office, was: bytes, now: bytes) -> Members:
    """The appraisal's log with some bytes changed everywhere, every seal and the checkpoint made anew."""
    store = office.desk.app.store
    kept, before, changed = list(store.rows()), START, []
    for row in kept:
        state = row.state.replace(was, now)
        before = link(before, row.position, row.originator_id, row.originator_version, row.topic, state)
        changed.append(StoredRow(*row[:4], state, before))
    assert changed != kept
    with store.reading() as connection:
        notes = connection.exec_driver_sql("SELECT size, note FROM checkpoints").fetchall()
    _put(store, changed, [])
    try:
        return exported(office.desk, office.folder).members
    finally:
        _put(store, kept, notes)


def _put(store: Store, rows: list[StoredRow], notes: list[Any]) -> None:
    with store.writing() as connection:
        connection.execute(events.delete())
        connection.execute(events.insert(), [row._asdict() for row in rows])
        connection.execute(heads.update().where(heads.c.name == LOG), {"seal": rows[-1].seal})
        connection.exec_driver_sql("DELETE FROM checkpoints")
        for size, note in notes:
            connection.exec_driver_sql("INSERT INTO checkpoints (size, note) VALUES (?, ?)", (size, note))


def another_quarters_part(office: Office) -> Members:
    """A part of the same organ that is about something else: the documents' in the place of the attendance's."""
    made = {name: content for name, content in office.honest.members.items() if not name.startswith("attendance/")}
    return made | {
        name.replace("documents/", "attendance/"): content
        for name, content in office.honest.members.items()
        if name.startswith("documents/")
    }


def part_withheld(office: Office) -> Members:
    """The whole part of a service is left out."""
    return {name: content for name, content in office.honest.members.items() if not name.startswith("documents/")}


def leaders_points_invented(office: Office) -> Members:
    """The items that the leaders typed are left out of the round, so that nobody sees them withdrawn or given."""
    made = dict(office.honest.members)
    rows = made["appraisal/events.jsonl"].splitlines()
    gone = {json.loads(row)["position"] for row in rows if b"leaders-item-entered" in row}
    put(made, "appraisal/events.jsonl", [row for row in rows if json.loads(row)["position"] not in gone])
    proofs = made["appraisal/proofs.jsonl"].splitlines()
    put(made, "appraisal/proofs.jsonl", [row for row in proofs if json.loads(row)["position"] not in gone])
    about = json.loads(made["appraisal/part.json"])
    about["events"] -= len(gone)
    made["appraisal/part.json"] = json.dumps(about).encode()
    return anew(office, made)


def anew(office: Office, made: Members) -> Members:
    signed_anew(made, office.honest.members)
    return made


TABLE: tuple[tuple[Callable[[Office], Members], str], ...] = (
    (sheet_prettier, "attendance/checkpoints.jsonl:2"),
    (event_never_happened, "documents/checkpoints.jsonl"),
    (directory_altered, "directory/checkpoints.jsonl:2"),
    (left_out, "appraisal/scorecards.jsonl"),
    (policy_swapped, "appraisal/policy.json"),
    (terms_swapped, "appraisal/quarter.json"),
    (regulations_swapped, "attendance/regulations.toml"),
    (regulations_swapped_everywhere, "appraisal/events.jsonl"),
    (key_replaced, "appraisal/part.json"),
    (checkpoint_of_another_story, "attendance/events.jsonl"),
    (older_checkpoint_alone, "attendance/checkpoints.jsonl"),
    (grade_rewritten, "appraisal/checkpoints.jsonl"),
    (policy_rewritten_in_the_log, "appraisal/checkpoints.jsonl"),
    (another_quarters_part, "attendance/part.json"),
    (part_withheld, "documents/part.json"),
    (leaders_points_invented, "appraisal/events.jsonl"),
)


@pytest.mark.parametrize(("lie", "place"), TABLE, ids=[lie.__name__ for lie, _ in TABLE])
def test_a_lying_office_is_refused_by_what_an_outsider_holds(
    office: Office, lie: Callable[[Office], Members], place: str
) -> None:
    assert places(lie(office), office.honest.held)[0].startswith(place)
    assert places(office.honest.members, office.honest.held) == [], "the honest bundle still holds"


def test_what_another_log_has_seen_refuses_a_rewritten_one_though_nothing_is_held(office: Office) -> None:
    *_, newest = office.honest.members["attendance/checkpoints.jsonl"].splitlines()
    seen = {"service": "attendance", "position": 1, "note": json.loads(newest)["note"]}
    honest, rewritten = dict(office.honest.members), sheet_prettier(office)
    for made in (honest, rewritten):
        made["directory/witnessed.jsonl"] = json.dumps(seen).encode() + b"\n"
        anew(office, made)
    assert places(honest, verify.Held()) == []
    assert places(rewritten, verify.Held()) == ["directory/witnessed.jsonl:1"]


@pytest.mark.parametrize("lie", [key_replaced, grade_rewritten], ids=lambda lie: lie.__name__)
def test_without_anything_held_a_whole_lie_is_called_consistent_and_no_more(
    office: Office, lie: Callable[[Office], Members]
) -> None:
    """What an outsider has to know: a bundle by itself proves nothing against its maker."""
    report = verify.verify(verify.Members(lie(office)), verify.Held())
    assert report.loose
    if lie is key_replaced:
        assert not report.faults
