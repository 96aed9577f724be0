"""保密 what a motion says stays with those in the room (B2.7): role × content × every way out of the service."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.kernel.delivery.outbox import Outbox
from services.kernel.procedure.attachments import operations as attachments
from services.kernel.procedure.operations import Command, Operation
from services.kernel.procedure.replay import operations as replays
from services.kernel.procedure.replay.record import Pace
from services.kernel.procedure.replay.running import work_off
from services.kernel.refusals import Refusal
from services.party.motions import operations as ops
from services.party.motions.deciding import Choice
from services.party.motions.events import MotionCarried, MotionDecided, MotionLost, OfMotion
from services.party.motions.motion import MotionStatus
from tests.party.desk import AUDITOR, Desk, clock, day, read_back
from tests.party.secrets import NOTARY, text_of
from tests.party.test_motions import GROUP, MEETING, PROPOSED, SECRETARY

pytestmark = pytest.mark.slow

LATER = day(6, 16)
REFERENCE = "appraisal.quarter:2025-Q2"
FILES, REPLAYS = attachments.declare("party"), replays.declare("party")
MARKS: Mapping[str, re.Pattern[str]] = {
    "title": re.compile("题名甲乙丙"),
    "text": re.compile("草案丁戊己"),
    "note": re.compile("讨论庚辛壬"),
    "reason": re.compile("暂缓子丑寅"),
    "concerned": re.compile(r'"(?:concerned|recused)": ?\[?"p004"'),
    "votes": re.compile(r'"choice": ?"(?:in-favour|against|abstained)"'),
    "counts": re.compile(r'"(?:in_favour|against)": ?[1-9]'),
    "file": re.compile("附件寅卯辰|密件内容"),
}
"""How each kind of content shows in what leaves the service as text."""
ALL, NOTHING = frozenset(MARKS), frozenset[str]()
IN_ROOM, READS, BELONGS_TO_NOTHING = "in the room", "reads ordinary ones", "belongs to nothing"
ROLES: Mapping[str, tuple[str, str]] = {
    "who proposed it": ("p003", IN_ROOM),
    "its secretary": (SECRETARY, IN_ROOM),
    "a member who voted": ("p005", IN_ROOM),
    "a member who was away": ("p007", IN_ROOM),
    "who is concerned": ("p004", "recused"),
    "the branch's deputy secretary": ("p008", READS),
    "the branch's organisation member": ("p009", READS),
    "the branch's discipline member": ("p055", READS),
    "the office's clerk": ("p011", BELONGS_TO_NOTHING),
    "the auditor": (AUDITOR, "reads that there is one"),
    "the administrator": ("p016", BELONGS_TO_NOTHING),
    "head of the department that carries it out": ("p026", BELONGS_TO_NOTHING),
    "a member of that department": ("p027", BELONGS_TO_NOTHING),
    "anybody else": ("p024", BELONGS_TO_NOTHING),
}
KEPT = {"grades": "confidential", "other": "ordinary"}
SEES = {
    ("confidential", IN_ROOM): ALL,
    ("ordinary", IN_ROOM): ALL,
    ("ordinary", READS): ALL,
}
"""What a role may see; nothing where it is not named."""


def content(text: str) -> frozenset[str]:
    return frozenset(name for name, mark in MARKS.items() if mark.search(text))


def decided(desk: Desk, matter: str, choice: Choice = Choice.IN_FAVOUR, reference: str = REFERENCE) -> UUID:
    """Deferred once, discussed, voted on by five and declared; p004 is concerned, p007 away. p026's carries it out."""
    said = {
        "body": "party-group",
        "matter": matter,
        "title": "题名甲乙丙",
        "text": "草案丁戊己",
        "department": "budget",
    }
    proposal = ops.ProposeMotion(**said, reference=reference, concerned=("p004",))
    motion: UUID = desk.on(PROPOSED, "p003", proposal).id
    file = {"file_name": "附件寅卯辰.txt", "content": "密件内容".encode()}
    desk.on(PROPOSED, "p003", FILES.attach_file(kind="motion", record=motion, **file))
    put = ops.PutMotionOnAgenda(motion=motion, on=MEETING)
    present = ("p001", "p002", "p003", "p005", "p006")
    for operation in (
        ops.DeferMotion(motion=motion, reason="暂缓子丑寅"),
        put,
        ops.DiscussMotion(motion=motion, note="讨论庚辛壬"),
        ops.OpenVote(motion=motion, present=present),
    ):
        desk.on(MEETING, SECRETARY, operation)
    for person in present:
        desk.on(MEETING, person, ops.CastVote(motion=motion, choice=choice))
    desk.on(MEETING, SECRETARY, ops.DeclareResult(motion=motion))
    return motion


@pytest.fixture(autouse=True)
def signing(desk: Desk) -> None:
    """Bundles and proofs are given by a service that signs its log alone."""
    desk.app.office = replace(desk.app.office, notary=NOTARY)


@pytest.fixture
def heard(desk: Desk) -> list[str]:
    """What the service announces to open pages."""
    said: list[str] = []
    desk.app.announcers.append(lambda topic, data: said.append(f"{topic} {json.dumps(data, default=str)}"))
    return said


def asked(desk: Desk, person: str, operation: Operation) -> str:
    """The answer, or the whole of the refusal, as text."""
    try:
        answer = desk.ask(operation, by=person, at=clock(LATER))
    except Refusal as refusal:
        return json.dumps(
            [refusal.code, refusal.zh, refusal.en, refusal.next, refusal.details], ensure_ascii=False, default=str
        )
    if isinstance(operation, ops.ExportMotions):
        rows = read_back(answer.content)[2:]
        return json.dumps(
            [dict(zip(ops.MotionView.SHEET, row, strict=False)) for row in rows], ensure_ascii=False, default=str
        )
    return text_of(answer)


def ways_out(desk: Desk, motion: UUID) -> Iterator[tuple[str, Operation]]:
    """Every query by which something of it could be read."""
    log = desk.LOG
    yield "get", ops.GetMotion(motion=motion)
    yield "list", ops.ListMotions()
    yield "list by its reference", ops.ListMotions(reference=REFERENCE)
    yield "export", ops.ExportMotions(start=day(6, 1), end=LATER)
    yield "desk", log.list_desk()
    yield "what may be done", log.list_permitted()
    yield "obligations", log.list_obligations()
    yield "log", log.list_events(limit=200)
    yield "log by aggregate", log.list_events(aggregate=motion)
    for position in range(1, desk.app.store.position() + 1):
        yield f"fact {position}", log.get_event(position=position)
    for word in ("", "题名甲乙丙", "附件寅卯辰", "决议"):
        yield f"search {word}", log.find_events(text=word)
    yield "search of the record", log.find_events(record=motion)
    yield "history", log.get_history(aggregate=motion)
    for version in range(1, len(log_of(desk, motion)) + 1):
        yield f"state {version}", log.get_history(aggregate=motion, version=version)
    yield "proof", log.prove_record(aggregate=motion)
    for complete in (False, True):
        yield f"bundle, complete: {complete}", log.export_log(aggregate=motion, complete=complete)
        yield f"bundle of all, complete: {complete}", log.export_log(complete=complete)
    yield "calendar", log.list_foreseen()
    of = {"kind": "motion", "record": motion}
    yield "files", FILES.list_attachments(**of)
    yield "one file", FILES.get_attachment(**of, number=1)
    yield "its content", FILES.download_attachment(**of, number=1)
    yield "register of files", FILES.export_attachments(start=day(6, 1), end=LATER)


def log_of(desk: Desk, motion: UUID) -> list[Any]:
    return [row for row in desk.app.store.rows(0) if row.originator_id == motion.hex]


def attempts(motion: UUID) -> Iterator[Command]:
    """Every command on it, each refused now that it is decided, or refused to the caller."""
    said: dict[str, Any] = {
        "reason": "x", "on": LATER, "note": "x", "present": GROUP, "tellers": (), "choice": "against",
        "in_favour": 1, "against": 0, "abstained": 0, "not_voting": (),
    }  # fmt: skip
    commands = [one for one in vars(ops).values() if isinstance(one, type) and issubclass(one, ops.OfMotion)]
    for operation in commands:
        if "{motion}" in operation.PATH and MotionStatus.CARRIED not in operation.WHEN:
            given = {name: said[name] for name in operation.model_fields if name != "motion"}
            yield operation(motion=motion, **given)


@pytest.mark.parametrize("matter", KEPT)
@pytest.mark.parametrize("role", ROLES)
def test_every_way_out_gives_a_role_what_it_may_see_and_nothing_else(desk: Desk, matter: str, role: str) -> None:
    person, stands = ROLES[role]
    motion = decided(desk, matter)
    may = SEES.get((KEPT[matter], stands), NOTHING)
    seen = {way: content(asked(desk, person, operation)) for way, operation in ways_out(desk, motion)}
    assert {way: found - may for way, found in seen.items() if found - may} == {}
    assert seen["get"] == seen["list by its reference"] == may - {"file"}
    assert seen["files"] == seen["one file"] == seen["its content"] == may & {"file"}
    assert seen["export"] == (may & {"title", "counts"})
    assert seen["desk"] <= (may & {"title"}), "for whom it waits, as they may read it"


def test_the_auditor_is_answered_by_every_way_of_the_log(desk: Desk) -> None:
    """So that nothing is found empty only because it was refused."""
    motion = decided(desk, "grades")
    answers = {way: asked(desk, AUDITOR, operation) for way, operation in ways_out(desk, motion)}
    refused = {way: json.loads(text)[0] for way, text in answers.items() if text.startswith("[") and way != "export"}
    files = dict.fromkeys(("files", "one file", "its content"), "kernel.content-withheld")
    assert refused == files
    assert all(str(motion) in answers[way] for way in ("search of the record", "history", "bundle, complete: True"))


@pytest.mark.parametrize("role", ROLES)
def test_what_somebody_has_told_of_themselves_is_their_own_alone(desk: Desk, role: str) -> None:
    """The file of one's own data: who proposed it and who voted read what they did themselves, whoever else nothing."""
    decided(desk, "grades")
    person = ROLES[role][0]
    found = content(asked(desk, person, desk.LOG.export_own_data(person=person)))
    assert found <= SEES.get(("confidential", ROLES[role][1]), NOTHING)


@pytest.mark.parametrize("matter", KEPT)
def test_a_replay_shows_its_keepers_no_more_than_live_does(desk: Desk, matter: str) -> None:
    """Shadow registers hold everything; what is looked at in them is what the same query answers from the live ones."""
    motion = decided(desk, matter)
    replay = desk.on(LATER, AUDITOR, REPLAYS.start(pace=Pace.FULL)).id
    work_off(desk.app)
    for person in (AUDITOR, "p016"):
        for query in (ops.GetMotion(motion=motion), ops.ListMotions()):
            look = REPLAYS.look(
                replay=replay, operation=query.NAME, fields=query.model_dump_json(exclude_defaults=True)
            )
            assert content(asked(desk, person, look)) == NOTHING, (person, query.NAME)
        export = ops.ExportMotions(start=day(6, 1), end=LATER)
        look = REPLAYS.export(replay=replay, operation=export.NAME, fields=export.model_dump_json())
        assert content(asked(desk, person, look)) == NOTHING
        for compared in (REPLAYS.list_differences(replay=replay), REPLAYS.export_differences(replay=replay)):
            assert content(asked(desk, person, compared)) == NOTHING


@pytest.mark.parametrize("matter", KEPT)
@pytest.mark.parametrize("role", ROLES)
def test_no_refusal_says_what_it_is_about(desk: Desk, matter: str, role: str) -> None:
    motion = decided(desk, matter)
    tried = [asked(desk, ROLES[role][0], operation) for operation in attempts(motion)]
    assert len(tried) == 9
    assert {content(text) for text in tried} == {NOTHING}
    taken = ops.ProposeMotion(body="party-group", matter="other", title="x", text="x", reference=REFERENCE)
    assert content(asked(desk, ROLES[role][0], taken)) == NOTHING


@pytest.mark.parametrize("matter", KEPT)
@pytest.mark.parametrize(("choice", "outcome"), [(Choice.IN_FAVOUR, MotionCarried), (Choice.AGAINST, MotionLost)])
def test_on_the_bus_there_is_the_outcome_and_the_reference_alone(
    desk: Desk, heard: list[str], matter: str, choice: Choice, outcome: type[MotionDecided]
) -> None:
    motion = decided(desk, matter, choice)
    (message,) = Outbox(desk.app.store, "party").pull(0, 1000)
    assert message.topic == outcome.TOPIC
    said = json.loads(message.data)
    envelope = {"originator_id", "originator_version", "timestamp", "day", "actor", "department", "cites"}
    number = {"number"} if outcome is MotionCarried else set()
    assert said.keys() - envelope == {"body", "reference", "on", *number}
    assert (said["reference"], said["originator_id"]) == (REFERENCE, str(motion))
    assert content(message.data.decode()) == NOTHING
    assert {content(one) for one in heard} <= {NOTHING}


def test_all_that_happens_to_a_motion_but_its_outcome_stays_inside() -> None:
    def below(cls: type[Any]) -> set[type[Any]]:
        return {one for each in cls.__subclasses__() for one in (each, *below(each))}

    assert {one.__name__ for one in below(OfMotion) if one.PUBLISHED} == set()
    assert {one.__name__ for one in below(MotionDecided)} == {"MotionCarried", "MotionLost"}


def test_who_has_nothing_to_do_with_it_does_not_learn_that_it_is_there(desk: Desk) -> None:
    motion = decided(desk, "other")
    for role, (person, stands) in ROLES.items():
        if stands == BELONGS_TO_NOTHING:
            assert desk.on(LATER, person, ops.ListMotions()).items == [], role
            assert json.loads(asked(desk, person, ops.GetMotion(motion=motion)))[0] == "kernel.forbidden", role


def test_of_a_secret_ballot_no_way_out_says_who_voted_how(desk: Desk) -> None:
    said = {"body": "party-group", "matter": "personnel", "title": "x", "text": "x"}
    motion = desk.on(PROPOSED, "p003", ops.ProposeMotion(**said)).id
    for operation in (
        ops.PutMotionOnAgenda(motion=motion, on=MEETING),
        ops.DiscussMotion(motion=motion, note="x"),
        ops.OpenVote(motion=motion, present=GROUP, tellers=("p003", "p004")),
    ):
        desk.on(MEETING, SECRETARY, operation)
    desk.on(MEETING, "p003", ops.CountBallots(motion=motion, in_favour=4, against=2, abstained=1))
    desk.on(MEETING, SECRETARY, ops.DeclareResult(motion=motion))
    stored = "".join(row.state.decode() for row in desk.app.store.rows(0))
    assert '"choice"' not in stored
    for person, _ in ROLES.values():
        for _, operation in ways_out(desk, motion):
            assert "votes" not in content(asked(desk, person, operation))
